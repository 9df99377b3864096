/* SPDX-License-Identifier: MIT */
#include "simulator/platform_iotgas.h"

/* Alarms (3.2.2) and events (3.3.2) are the same list with other words. */
struct happening_list {
	uint64_t (*count)(const struct world *world, instant now);
	void (*item)(const struct world *world, uint64_t number, struct world_happening *out);
	const char *id_key, *time_key, *code_key, *content_key, *data_key;
};

static const struct happening_list alarms = {world_alarm_count, world_alarm, "alarm_id", "alarm_time",
	"alarm_code", "alarm_content", "alarm_data"};
static const struct happening_list events = {world_event_count, world_event, "event_id", "event_time",
	"event_code", "event_content", "event_data"};

struct happening_filter {
	struct string_view number;
	int64_t device_type; /* 0: any */
	instant begin, end;
};

static bool matches(
	const struct happening_filter *filter, const struct world_happening *item, const char *number)
{
	if (item->at < filter->begin || item->at > filter->end)
		return false;
	if (filter->device_type && filter->device_type != (item->rtu ? 2 : 1))
		return false;
	return filter->number.length == 0 || sv_equal_text(filter->number, number);
}

/* The data is an object in one record and its text in the next. */
static void put_item(struct visit *visit, struct json_writer *writer, const struct happening_list *list,
	const struct world_happening *item, const char *number)
{
	json_begin_object(writer);
	json_member_integer(writer, list->id_key, item->id);
	json_member_text(writer, "company_no", sv(simulator_credentials()->company_no));
	json_member_text(writer, "device_comm_no", sv(number));
	json_member_text(writer, "device_type", item->rtu ? SV("2") : SV("1"));
	json_member_text(writer, list->time_key, sv(visit_time(visit, item->at, FORM_ISO_LOCAL)));
	json_member_text(writer, "receive_time", sv(visit_time(visit, item->received, FORM_ISO_LOCAL)));
	json_member_integer(writer, list->code_key, item->code);
	json_put_key(writer, list->content_key);
	if (visit->fault.kind == FAULT_ESCAPE)
		json_put_text(writer, arena_format(&visit->arena, "\x1b[31m%s\x1b]8;;x\x07", item->content));
	else
		json_put_text(writer, sv(item->content));
	json_put_key(writer, list->data_key);
	if (item->id % 2)
		json_put_raw(writer, SV("{}"));
	else
		json_put_text(writer, SV("{\"source\":\"auto\"}"));
	json_end_object(writer);
}

static void put_list(struct visit *visit, const struct happening_list *list,
	const struct happening_filter *filter, struct iotgas_page *page)
{
	const struct world *world = &visit->simulator->world;
	uint64_t count = list->count(world, visit->now);
	struct json_writer writer;
	struct world_happening item;
	char number[WORLD_TEXT_MAX];

	iotgas_begin(visit, &writer);
	json_begin_array(&writer);
	for (uint64_t i = 0; i < count; i++) {
		list->item(world, i, &item);
		world_happening_number(world, &item, number);
		if (matches(filter, &item, number) && iotgas_page_row(page))
			put_item(visit, &writer, list, &item, number);
	}
	json_end_array(&writer);
	iotgas_end_page(visit, &writer, page, true);
}

static void answer(struct visit *visit, const struct happening_list *list)
{
	struct happening_filter filter = {.number = SV_NONE};
	struct iotgas_page page;

	if (!iotgas_accept_key(visit) || !iotgas_page(visit, &page) ||
		!iotgas_window(visit, &filter.begin, &filter.end))
		return;
	visit_field(visit, "device_comm_no", &filter.number);
	if (!visit_integer(visit, "device_type", 0, &filter.device_type)) {
		iotgas_refuse(visit, "查询条件错误：device_type");
		return;
	}
	put_list(visit, list, &filter, &page);
}

void iotgas_answer_alarms(struct visit *visit)
{
	answer(visit, &alarms);
}

void iotgas_answer_events(struct visit *visit)
{
	answer(visit, &events);
}
