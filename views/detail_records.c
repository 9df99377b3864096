/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "views/detail_parts.h"
#include "views/roles.h"
#include "views/words.h"

/* ---- what belongs to a meter, in short ---- */

static struct list_request last_of(struct string_view profile, struct string_view meter_no, size_t limit)
{
	return (struct list_request){
		.descending = true, .limit = limit, .meter_no = meter_no, .profile = profile};
}

static void nothing(struct document *document, const char *sentence)
{
	document_text(document, 0, display_literal(sentence), ROLE_DIM);
}

static struct document_cell when_cell(struct detail *detail, instant at)
{
	return (struct document_cell){
		.text = words_when(&detail->document.arena, detail->desk->now, at, detail->desk->zone),
		.role = ROLE_DIM,
		.width = 11};
}

void detail_meter_alarms(
	struct detail *detail, struct string_view profile, struct string_view meter_no, size_t limit)
{
	struct document *document = &detail->document;
	struct list_request request = last_of(profile, meter_no, limit);
	struct list_result result = {0};
	struct alarm_row *rows = NULL;
	request.order = ALARM_BY_LAST_AT;
	document_heading(document, "Alarms", DISPLAY_NONE);
	if (!cache_alarms(detail->desk->reader, &request, &document->arena, &rows, &result, NULL) ||
		result.count == 0)
		nothing(document, "None was reported.");
	for (size_t i = 0; i < result.count; i++) {
		const struct document_cell cells[] = {
			when_cell(detail, rows[i].last_at),
			{.text = display_literal(priority_word(rows[i].priority)),
				.role = role_of_priority(rows[i].priority),
				.width = 7},
			{.text = words_alarm(rows[i].code, rows[i].text), .width = 30},
			{.text = display_format(&document->arena, "%lld×", (long long)rows[i].count),
				.width = 5,
				.align = ALIGN_RIGHT},
			{.text = display_literal(alarm_state_word(rows[i].state)), .role = ROLE_DIM},
		};
		document_row(document, cells, ARRAY_SIZE(cells));
	}
}

void detail_meter_events(
	struct detail *detail, struct string_view profile, struct string_view meter_no, size_t limit)
{
	struct document *document = &detail->document;
	struct list_request request = last_of(profile, meter_no, limit);
	struct list_result result = {0};
	struct event_row *rows = NULL;
	request.order = EVENT_BY_AT;
	document_heading(document, "Events", DISPLAY_NONE);
	if (!cache_events(detail->desk->reader, &request, &document->arena, &rows, &result, NULL) ||
		result.count == 0)
		nothing(document, "None was reported.");
	for (size_t i = 0; i < result.count; i++) {
		const struct document_cell cells[] = {when_cell(detail, rows[i].at),
			{.text = words_alarm(rows[i].code, rows[i].text), .width = 50}};
		document_row(document, cells, ARRAY_SIZE(cells));
	}
}

void detail_meter_commands(
	struct detail *detail, struct string_view profile, struct string_view meter_no, size_t limit)
{
	struct document *document = &detail->document;
	struct list_request request = last_of(profile, meter_no, limit);
	struct list_result result = {0};
	struct command_row *rows = NULL;
	request.order = COMMAND_BY_CREATED_AT;
	document_heading(document, "Commands", DISPLAY_NONE);
	if (!cache_commands(detail->desk->reader, &request, &document->arena, &rows, &result, NULL) ||
		result.count == 0)
		nothing(document, "The platform knows of none.");
	for (size_t i = 0; i < result.count; i++) {
		const struct document_cell cells[] = {
			when_cell(detail, rows[i].created_at),
			{.text = words_kind(&document->arena, &rows[i]), .width = 20},
			{.text = display_literal(command_state_word(rows[i].state)),
				.role = role_of_command(rows[i].state),
				.width = 10},
			{.text = rows[i].vendor_text, .role = ROLE_DIM, .width = 30},
		};
		document_row(document, cells, ARRAY_SIZE(cells));
	}
}

void detail_values(
	struct detail *detail, const struct reading_value *values, size_t count, enum medium medium)
{
	struct document *document = &detail->document;
	for (size_t i = 0; i < count; i++) {
		const struct document_cell cells[] = {
			{.text = display_literal(quantity_info(values[i].quantity)->label),
				.role = ROLE_DIM,
				.width = 16},
			{.text = words_value(&document->arena, values[i].value, values[i].quantity, medium),
				.width = 18,
				.align = ALIGN_RIGHT},
		};
		document_row(document, cells, ARRAY_SIZE(cells));
	}
}

/* The register first; else the first value there is. */
static struct display_text main_value(struct arena *arena, const struct reading_row *row, enum medium medium)
{
	for (size_t i = 0; i < row->value_count; i++) {
		if (row->values[i].quantity == QUANTITY_TOTAL)
			return words_value(arena, row->values[i].value, QUANTITY_TOTAL, medium);
	}
	return row->value_count ? words_value(arena, row->values[0].value, row->values[0].quantity, medium)
				: TEXT("-");
}

void detail_meter_readings(struct detail *detail, int64_t meter_id, enum medium medium, size_t limit)
{
	struct document *document = &detail->document;
	struct list_request request = {.descending = true, .limit = limit};
	struct list_result result = {0};
	struct reading_row *rows = NULL;
	document_heading(document, "Last readings", DISPLAY_NONE);
	if (!cache_readings(detail->desk->reader, meter_id, SOURCES_ALL, &request, &document->arena, &rows,
		    &result, NULL) ||
		result.count == 0)
		nothing(document, "None yet.");
	for (size_t i = 0; i < result.count; i++) {
		const struct document_cell cells[] = {
			when_cell(detail, rows[i].taken_at),
			{.text = display_literal(source_word(rows[i].source)), .role = ROLE_DIM, .width = 12},
			{.text = main_value(&document->arena, &rows[i], medium),
				.width = 18,
				.align = ALIGN_RIGHT},
			{.text = display_format(&document->arena, "%zu value%s", rows[i].value_count,
				 rows[i].value_count == 1 ? "" : "s"),
				.role = ROLE_DIM},
		};
		document_row(document, cells, ARRAY_SIZE(cells));
	}
}

/* Whose meter it is, so that nobody has to look it up. */
void detail_meter_line(struct detail *detail, struct string_view profile, struct string_view meter_no)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	struct meter_row row;
	document_field(document, "Platform", words_text(arena, profile));
	document_field(document, "Meter", words_text(arena, meter_no));
	if (meter_no.length == 0 ||
		!cache_meter_by_number(detail->desk->reader, profile, meter_no, arena, &row, NULL))
		return;
	document_field(document, "Customer", row.customer_name);
	document_field(document, "Address", row.address);
	struct display_text value = words_register(arena, row.has_reading, row.reading, row.medium);
	struct display_text age = words_ago(arena, detail->desk->now, row.reading_at);
	document_field(document, "Reading",
		display_format(arena, "%.*s (%.*s)", DISPLAY_ARG(value), DISPLAY_ARG(age)));
	document_field_role(document, "Valve",
		row.valve == VALVE_NONE ? TEXT("the platform tells of none")
					: display_literal(valve_word(row.valve)),
		role_of_valve(row.valve));
}

/* ---- details of one record ---- */

static bool write_alarm(struct detail *detail, struct error *err)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	const struct desk *desk = detail->desk;
	struct alarm_row row;
	if (!cache_alarm(desk->reader, detail->id, ALARM_BY_LAST_AT, arena, &row, err))
		return false;
	struct display_text text = words_alarm(row.code, row.text);
	detail_subject(detail, row.meter_id, row.profile, row.meter_no);
	detail->title = display_format(arena, "Alarm  %.*s", DISPLAY_ARG(text));
	document_heading(document, "What", DISPLAY_NONE);
	document_field_role(document, "Priority", display_literal(priority_word(row.priority)),
		role_of_priority(row.priority));
	document_field(document, "Code", row.code);
	document_field(document, "Text", row.text);
	document_field(document, "State", display_literal(alarm_state_word(row.state)));
	document_field(document, "First", words_moment(arena, desk->now, row.raised_at, desk->zone));
	document_field(document, "Last", words_moment(arena, desk->now, row.last_at, desk->zone));
	document_field(document, "How often", words_count(arena, row.count));
	document_field(document, "Told by", display_literal(origin_word(row.origin)));
	document_heading(document, "Where", DISPLAY_NONE);
	detail_meter_line(detail, row.profile, row.meter_no);
	detail_meter_commands(detail, row.profile, row.meter_no, 4);
	detail_raw(detail, "Record of the last time", row.raw);
	return true;
}

static bool write_event(struct detail *detail, struct error *err)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	const struct desk *desk = detail->desk;
	struct event_row row;
	if (!cache_event(desk->reader, detail->id, EVENT_BY_AT, arena, &row, err))
		return false;
	struct display_text text = words_alarm(row.code, row.text);
	detail_subject(detail, row.meter_id, row.profile, row.meter_no);
	detail->title = display_format(arena, "Event  %.*s", DISPLAY_ARG(text));
	document_heading(document, "What", DISPLAY_NONE);
	document_field(document, "Code", row.code);
	document_field(document, "Text", row.text);
	document_field(document, "At", words_moment(arena, desk->now, row.at, desk->zone));
	document_heading(document, "Where", DISPLAY_NONE);
	detail_meter_line(detail, row.profile, row.meter_no);
	detail_raw(detail, "Record", row.raw);
	return true;
}

static void write_timeline(struct detail *detail, const struct command_row *row)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	const struct desk *desk = detail->desk;
	document_heading(document, "Timeline", DISPLAY_NONE);
	document_field(document, "Created", words_moment(arena, desk->now, row->created_at, desk->zone));
	struct display_text since = words_moment(arena, desk->now, row->updated_at, desk->zone);
	document_field_role(document, command_state_word(row->state),
		display_format(arena, "seen since %.*s", DISPLAY_ARG(since)), role_of_command(row->state));
	document_field(document, "Expires",
		row->expires_at == INSTANT_NONE
			? TEXT("not said")
			: words_moment(arena, desk->now, row->expires_at, desk->zone));
}

static bool write_command(struct detail *detail, struct error *err)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	struct command_row row;
	if (!cache_command(detail->desk->reader, detail->id, COMMAND_BY_CREATED_AT, arena, &row, err))
		return false;
	struct display_text kind = words_kind(arena, &row);
	detail->copy = words_text(arena, row.name);
	detail->command_profile = row.profile;
	detail->vendor_id = row.vendor_id;
	detail_subject(detail, row.meter_id, row.profile, row.meter_no);
	detail->title = display_format(arena, "Command  %.*s  %.*s", DISPLAY_ARG(kind), SV_ARG(row.meter_no));
	document_heading(document, "What", DISPLAY_NONE);
	document_field(document, "Id", words_text(arena, row.name));
	document_field_role(document, "State", display_literal(command_state_word(row.state)),
		role_of_command(row.state));
	document_field(document, "Effect", words_effect(&row));
	document_field(document, "Fields", row.fields);
	write_timeline(detail, &row);
	document_heading(document, "What the platform says", DISPLAY_NONE);
	document_field(document, "Its kind", row.vendor_kind);
	document_field(document, "Its state", row.vendor_state);
	document_field(document, "Its words", row.vendor_text);
	document_field(document, "Result", row.result);
	document_heading(document, "Where", DISPLAY_NONE);
	detail_meter_line(detail, row.profile, row.meter_no);
	detail_raw(detail, "Record", row.raw);
	return true;
}

static bool find_message(struct detail *detail, struct message_row *out, struct error *err)
{
	struct list_request request = {.order = MESSAGE_BY_AT, .from = LIST_AT, .limit = 1};
	struct list_result result = {0};
	struct message_row *rows = NULL;
	request.anchor = list_key_from_number(detail->id);
	request.anchor.id = detail->id;
	if (!cache_messages(detail->desk->reader, &request, &detail->document.arena, &rows, &result, err))
		return false;
	if (result.count == 0 || rows[0].id != detail->id)
		return error_set(err, ERROR_NOT_FOUND, "this message is no longer kept");
	*out = rows[0];
	return true;
}

static bool write_message(struct detail *detail, struct error *err)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	const struct desk *desk = detail->desk;
	struct message_row row = {0};
	if (!find_message(detail, &row, err))
		return false;
	detail->copy = row.text;
	detail->title = TEXT("Message");
	document_heading(document, "What", DISPLAY_NONE);
	document_field(document, "Level", display_literal(log_level_word(row.level)));
	document_field(document, "At", words_moment(arena, desk->now, row.at, desk->zone));
	document_field(document, "Platform",
		row.profile.length ? words_text(arena, row.profile) : TEXT("the console"));
	document_field(document, "Text", row.text);
	if (row.refused)
		document_field(document, "Records refused", words_count(arena, row.refused));
	if (row.raw)
		detail_raw(detail, "The refused record", row.raw);
	return true;
}

static bool find_reading(struct detail *detail, struct reading_row *out, struct error *err)
{
	struct list_request request = {.from = LIST_FROM_START, .descending = true, .limit = 500};
	for (;;) {
		struct list_result result = {0};
		struct reading_row *rows = NULL;
		if (!cache_readings(detail->desk->reader, detail->meter_id, SOURCES_ALL, &request,
			    &detail->document.arena, &rows, &result, err))
			return false;
		for (size_t i = 0; i < result.count; i++) {
			if (rows[i].id == detail->id) {
				*out = rows[i];
				return true;
			}
		}
		if (!result.more || result.count == 0)
			return error_set(err, ERROR_NOT_FOUND, "this reading is no longer kept");
		request.from = LIST_AFTER;
		request.anchor = rows[result.count - 1].key;
	}
}

static bool write_reading(struct detail *detail, struct error *err)
{
	struct document *document = &detail->document;
	struct arena *arena = &document->arena;
	const struct desk *desk = detail->desk;
	struct meter_row meter;
	struct reading_row row = {0};
	if (!cache_meter(desk->reader, detail->meter_id, METER_BY_ID, arena, &meter, err) ||
		!find_reading(detail, &row, err))
		return false;
	detail_subject(detail, meter.id, meter.profile, meter.meter_no);
	detail->title = display_format(arena, "Reading of %.*s", SV_ARG(meter.meter_no));
	document_heading(document, "Reading", DISPLAY_NONE);
	document_field(document, "Taken", words_moment(arena, desk->now, row.taken_at, desk->zone));
	if (row.taken_at_assumed)
		document_field(document, "", TEXT("The platform gave no time: it is that of its answer."));
	document_field(document, "Received", words_moment(arena, desk->now, row.received_at, desk->zone));
	document_field(document, "Source", display_literal(source_word(row.source)));
	if (row.source == SOURCE_CAMERA) {
		document_field(document, "Picture", row.image_url);
		document_field(document, "Picture's state", row.image_status);
	}
	document_heading(document, "Values", DISPLAY_NONE);
	detail_values(detail, row.values, row.value_count, meter.medium);
	detail_raw(detail, "Record", row.raw);
	return true;
}

#define OPEN_RECORD(name, function)                                                                          \
	unsigned name(struct desk *desk, int64_t id)                                                         \
	{                                                                                                    \
		return detail_push(                                                                          \
			desk, &record_detail_view, (struct detail){.id = id, .write = (function)});          \
	}
OPEN_RECORD(detail_open_alarm, write_alarm)
OPEN_RECORD(detail_open_event, write_event)
OPEN_RECORD(detail_open_command, write_command)
OPEN_RECORD(detail_open_message, write_message)

unsigned detail_open_reading(struct desk *desk, int64_t meter_id, int64_t id)
{
	return detail_push(desk, &record_detail_view,
		(struct detail){.id = id, .meter_id = meter_id, .write = write_reading});
}
