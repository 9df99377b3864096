/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "views/detail_parts.h"
#include "views/roles.h"
#include "views/words.h"

/* All that is known of one meter. */

#define READINGS_SHOWN 8
#define RECORDS_SHOWN  6

static void write_identity(struct detail *detail, const struct meter_row *row)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	instant now = detail->desk->now;
	const char *online = row->online == TRISTATE_YES  ? "online"
			     : row->online == TRISTATE_NO ? "offline"
							  : "not known";
	document_heading(document, "Identity", DISPLAY_NONE);
	document_field(document, "Medium", display_literal(medium_word(row->medium)));
	document_field(document, "Type", row->type);
	document_field(document, "Device", words_text(arena, row->device_id));
	document_field_role(document, "Online", display_literal(online), role_of_online(row->online));
	document_field_role(document, "Valve",
		row->valve == VALVE_NONE ? TEXT("the platform tells of none")
					 : display_literal(valve_word(row->valve)),
		role_of_valve(row->valve));
	document_field(document, "Last seen", words_moment(arena, now, row->last_seen, detail->desk->zone));
	document_heading(document, "Customer", DISPLAY_NONE);
	document_field(document, "Name", row->customer_name);
	document_field(document, "Code", row->customer_code);
	document_field(document, "Address", row->address);
}

static void write_platform(struct detail *detail, const struct meter_row *row)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	struct platform_fact platform;
	document_heading(document, "Platform", DISPLAY_NONE);
	document_field(document, "Profile", words_text(arena, row->profile));
	if (!cache_platform(detail->desk->reader, row->profile, arena, &platform, NULL))
		return;
	document_field(document, "Driver", words_text(arena, platform.driver));
	document_field_role(document, "State", words_platform(arena, detail->desk->now, &platform),
		role_of_platform(platform.state));
	document_field(document, "Detail fetched",
		row->detail_at == INSTANT_NONE ? TEXT("never")
					       : words_ago(arena, detail->desk->now, row->detail_at));
}

static void write_latest(struct detail *detail, const struct meter_row *row)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	struct latest_values latest;
	if (!cache_latest(detail->desk->reader, row->id, SOURCES_ALL, arena, &latest, NULL))
		return;
	document_heading(document, "Latest values", words_ago(arena, detail->desk->now, latest.newest));
	if (latest.newest == INSTANT_NONE) {
		document_text(document, 0, TEXT("No reading yet: r asks the platform for one."), ROLE_DIM);
		return;
	}
	for (enum quantity quantity = 0; quantity < QUANTITY_COUNT; quantity++) {
		const struct latest_value *value = &latest.of[quantity];
		if (!value->present)
			continue;
		const struct document_cell cells[] = {
			{.text = display_literal(quantity_info(quantity)->label),
				.role = ROLE_DIM,
				.width = 16},
			{.text = words_value(arena, value->value, quantity, row->medium),
				.width = 18,
				.align = ALIGN_RIGHT},
			{.text = words_age(arena, detail->desk->now, value->taken_at),
				.role = words_age_role(detail->desk->now, value->taken_at),
				.width = 5,
				.align = ALIGN_RIGHT},
			{.text = display_literal(source_word(value->source)), .role = ROLE_DIM},
		};
		document_row(document, cells, ARRAY_SIZE(cells));
	}
}

static bool write_meter(struct detail *detail, struct error *err)
{
	struct arena *arena = &detail->document.arena;
	struct meter_row row;
	if (!cache_meter(detail->desk->reader, detail->id, METER_BY_ID, arena, &row, err))
		return false;
	detail_subject(detail, row.id, row.profile, row.meter_no);
	detail->title = display_format(arena, "Meter %.*s  %.*s  %.*s", SV_ARG(row.meter_no),
		DISPLAY_ARG(row.customer_name), DISPLAY_ARG(row.address));
	write_identity(detail, &row);
	write_latest(detail, &row);
	detail_meter_readings(detail, row.id, row.medium, READINGS_SHOWN);
	detail_meter_alarms(detail, row.profile, row.meter_no, RECORDS_SHOWN);
	detail_meter_commands(detail, row.profile, row.meter_no, RECORDS_SHOWN);
	detail_meter_events(detail, row.profile, row.meter_no, RECORDS_SHOWN);
	write_platform(detail, &row);
	detail_raw(detail, "Record of the list", row.raw);
	if (row.detail_raw)
		detail_raw(detail, "Record of the detail", row.detail_raw);
	return true;
}

unsigned detail_open_meter(struct desk *desk, int64_t id)
{
	if (id == 0)
		return OUTCOME_HANDLED;
	return detail_push(desk, &meter_detail_view, (struct detail){.id = id, .write = write_meter});
}
