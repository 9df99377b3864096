/* SPDX-License-Identifier: MIT */
/*
 * iotgas, data port: readings (3.1.2 to 3.1.4), behind company_no and data_api_key (2.2.1). Field names as
 * spelled there, meter_stat_emsg included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/digest.h"
#include "simulator/platform_iotgas.h"

#define GAS_PRICE 2630 /* thousandths of a yuan */

bool iotgas_accept_key(struct visit *visit)
{
	const struct simulator_credentials *known = simulator_credentials();

	if (sv_equal_text(visit_header(visit, "company_no"), known->company_no) &&
		sv_equal_text(visit_header(visit, "data_api_key"), known->data_api_key))
		return iotgas_body(visit);
	visit->unauthorized = true;
	return iotgas_refuse(visit, "认证失败：company_no 或 data_api_key 错误");
}

static void expired(struct visit *visit)
{
	visit->unauthorized = true;
	iotgas_refuse(visit, "认证失败：company_no 或 data_api_key 错误");
}

/* A UUID in Base64, the same for the same reading. */
static void put_guid(struct json_writer *writer, const struct world_meter *meter, instant at, int data_type)
{
	uint64_t words[2] = {world_draw(meter, (uint64_t)at + (uint64_t)data_type),
		world_draw(meter, (uint64_t)at * 31 + (uint64_t)data_type)};
	struct string text = {0};

	base64_encode(sv_from((const char *)words, sizeof(words)), &text);
	json_member_text(writer, "data_guid", string_view(&text));
	string_free(&text);
}

static void put_identity(struct visit *visit, struct json_writer *writer, const struct world_meter *meter)
{
	char text[WORLD_TEXT_MAX];

	json_member_text(writer, "company_no", sv(simulator_credentials()->company_no));
	world_number(meter, text);
	json_member_text(writer, "meter_comm_no", sv(text));
	json_member_integer(writer, "device_type", meter->traits & TRAIT_WIRELESS ? 12 : 31);
	json_member_text(writer, "device_type_name",
		meter->traits & TRAIT_WIRELESS ? SV("无线燃气表") : SV("物联网燃气表"));
	json_member_text(writer, "factory_code", SV("0017"));
	json_member_text(writer, "meter_area_no", meter->index % 2 ? SV("A01") : SV("B02"));
	world_customer_code(meter, text);
	json_member_text(writer, "meter_define_no1", sv(text));
	json_member_text(writer, "meter_define_no2", visit_customer_name(visit, meter));
	world_address(meter, text);
	json_member_text(writer, "meter_define_no3", sv(text));
	json_member_text(writer, "meter_define_no4", SV(""));
}

/* decimal(18,3): a number, in the odd records a text. */
static void put_decimal(struct visit *visit, struct json_writer *writer, const struct world_meter *meter,
	const char *key, int64_t value)
{
	struct string_view text = sv(visit_decimal(visit, value, 3));

	json_put_key(writer, key);
	if (visit_is_odd(visit, meter))
		json_put_text(writer, text);
	else
		json_put_raw(writer, text);
}

static instant month_begin(const struct world *world, instant at, int back)
{
	struct civil_time civil = civil_from_instant(at, world->zone);
	struct civil_time first = {.year = civil.year, .month = civil.month - back, .day = 1};
	instant begin = at;

	if (first.month < 1) {
		first.month += 12;
		first.year--;
	}
	return instant_from_civil(&first, world->zone, &begin) ? begin : at;
}

static void put_gas(struct visit *visit, struct json_writer *writer, const struct world_meter *meter,
	instant at, uint64_t row)
{
	const struct world *world = &visit->simulator->world;
	int64_t total = world_register(world, meter, at), flow = world_rate(world, meter, at);
	int64_t month = total - world_register(world, meter, month_begin(world, at, 0));
	int64_t last_month = total - month - world_register(world, meter, month_begin(world, at, 1));

	if (visit->fault.kind == FAULT_WRONG_TYPE && row == 0) {
		json_put_key(writer, "std_sum");
		visit_put_register(visit, writer, 0, SV_NONE);
	} else {
		put_decimal(visit, writer, meter, "std_sum", total);
	}
	put_decimal(visit, writer, meter, "work_sum", total / 1000 * 982 + total % 1000 * 982 / 1000);
	put_decimal(visit, writer, meter, "std_flow", flow);
	put_decimal(visit, writer, meter, "work_flow", flow * 982 / 1000);
	put_decimal(visit, writer, meter, "temperature",
		12000 + (int64_t)(world_draw(meter, (uint64_t)(at / HOUR)) % 9000));
	put_decimal(visit, writer, meter, "pressure",
		101325 + (int64_t)(world_draw(meter, (uint64_t)(at / MINUTE)) % 2000));
	json_member_integer(writer, "magatt_times", meter->index % 19 == 6 ? 3 : 0);
	put_decimal(visit, writer, meter, "this_month_sum", month);
	put_decimal(visit, writer, meter, "last_month_sum", last_month);
	put_decimal(visit, writer, meter, "this_cycle_sum", month);
	put_decimal(visit, writer, meter, "last_cycle_sum", last_month);
	int64_t volume = 60000 - (total - meter->base) % 60000;
	put_decimal(visit, writer, meter, "remain_money", volume * GAS_PRICE / 1000);
	put_decimal(visit, writer, meter, "remain_volume", volume);
	put_decimal(visit, writer, meter, "curr_price", GAS_PRICE);
}

static void put_flag(struct string *out, const char *name, bool value)
{
	string_append_format(out, ",\"%s\":%s", name, value ? "true" : "false");
}

/* 3.1.1 ext_data. Some meters leave most of it out. */
static void make_ext_data(const struct world_meter *meter, struct string *out)
{
	bool low = (meter->traits & TRAIT_LOW_BATTERY) != 0, closed = meter->valve == WORLD_VALVE_CLOSED;

	string_append(out, "{\"rtu_state\":0,\"rtu_state_msg\":\"\"");
	string_append_format(out, ",\"base_volume\":%lld.%03lld", (long long)(meter->base / 1000),
		(long long)(meter->base % 1000));
	string_append_format(out, ",\"power_level\":%d,\"calc_type\":%d",
		low ? (int)(meter->index % 2 + 1) : 0, (int)(meter->index % 6 == 0));
	if (meter->valve != WORLD_VALVE_UNKNOWN)
		put_flag(out, "valve_open",
			meter->valve == WORLD_VALVE_OPEN || meter->valve == WORLD_VALVE_FORCED);
	if (meter->index % 10 != 9) {
		put_flag(out, "open_state", true);
		put_flag(out, "remote_valve_off", closed && meter->index % 2 == 0);
		put_flag(out, "apart_valve_off", false);
		put_flag(out, "max_flow_valve_off", closed && meter->index % 2 == 1);
		put_flag(out, "magnetic_attack", meter->index % 19 == 6);
		put_flag(out, "pulse_fault", false);
		put_flag(out, "battery_cut", false);
		put_flag(out, "force_valve_on", meter->valve == WORLD_VALVE_FORCED);
		string_append(out, ",\"ext_power\":null");
	}
	string_append_char(out, '}');
}

static void put_state(struct visit *visit, struct json_writer *writer, const struct world_meter *meter)
{
	bool low = (meter->traits & TRAIT_LOW_BATTERY) != 0;
	struct string ext_data = {0};

	json_member_integer(writer, "meter_state", low ? 16 : 0);
	json_member_text(writer, "meter_stat_emsg", low ? SV("一级低电") : SV("正常"));
	json_member_integer(writer, "rssi", -60 - (int64_t)(world_draw(meter, 72) % 50));
	put_decimal(visit, writer, meter, "battery_voltage", low ? 3050 : 3600);
	json_member_integer(writer, "battery_level", low ? 8 : 55 + (int64_t)(world_draw(meter, 73) % 45));
	make_ext_data(meter, &ext_data);
	json_put_key(writer, "ext_data");
	if (meter->index % 4 == 1)
		json_put_text(writer, string_view(&ext_data)); /* 4.1 shows such fields as text */
	else
		json_put_raw(writer, string_view(&ext_data));
	string_free(&ext_data);
}

static void put_row(struct visit *visit, struct json_writer *writer, const struct world_meter *meter,
	instant at, int data_type, uint64_t row)
{
	instant received = at + 3 * SECOND + (int64_t)(world_draw(meter, (uint64_t)at + 9) % 30) * SECOND;

	json_begin_object(writer);
	put_guid(writer, meter, at, data_type);
	put_identity(visit, writer, meter);
	json_member_integer(writer, "data_type", data_type);
	json_member_text(writer, "data_type_name", data_type ? SV("冻结数据") : SV("实时数据"));
	json_member_text(writer, "acquisition_time", sv(visit_time(visit, at, FORM_ISO_LOCAL)));
	json_member_text(writer, "receive_time",
		sv(meter->index % 3 == 0
				? iotgas_long_time(visit, received, (unsigned)world_draw(meter, (uint64_t)at))
				: visit_time(visit, received, FORM_ISO_LOCAL)));
	put_gas(visit, writer, meter, at, row);
	put_state(visit, writer, meter);
	json_end_object(writer);
}

/* 3.1.2 */
static void answer_real_model(struct visit *visit)
{
	const struct world *world = &visit->simulator->world;
	struct json_writer writer;
	struct world_meter meter;
	uint32_t index;

	if (!iotgas_accept_key(visit))
		return;
	if (!world_find(world, WORLD_IOTGAS, visit->argument, &index)) {
		iotgas_refuse(visit, "找不到数据");
		return;
	}
	world_meter(world, WORLD_IOTGAS, index, &meter);
	iotgas_begin(visit, &writer);
	put_row(visit, &writer, &meter, world_last_report(world, &meter, visit->now), 0, 0);
	iotgas_end(visit, &writer);
}

/* 3.1.3: which meters, in which order. */
struct real_query {
	uint32_t *indexes;
	size_t count, capacity;
	bool all; /* the indexes are simply all of them */
	instant acquired_from, acquired_to, received_from, received_to;
	enum { ORDER_NUMBER, ORDER_ACQUIRED } order;
	bool descending;
};

struct real_row {
	int64_t key;
	uint32_t index;
};

static bool choose_meters(struct visit *visit, struct real_query *query)
{
	const struct json *numbers = json_member(visit_json(visit), "meter_comm_nos");
	struct string_view number;
	uint32_t index;

	query->all = json_type(numbers) != JSON_ARRAY || json_count(numbers) == 0;
	if (query->all)
		return true;
	query->indexes = arena_alloc_array(&visit->arena, json_count(numbers), sizeof(*query->indexes));
	json_each (item, numbers) {
		if (json_text(item, &number) != FIELD_VALUE)
			return iotgas_refuse(visit, "查询条件错误：meter_comm_nos");
		if (world_find(&visit->simulator->world, WORLD_IOTGAS, number, &index))
			query->indexes[query->count++] = index;
	}
	return true;
}

static bool choose_order(struct visit *visit, struct real_query *query)
{
	static const char *const allowed[] = {
		"meter_comm_no", "meter_define_no1", "meter_define_no3", "acquisition_time", "receive_time"};
	struct string_view name, sequence;

	query->order = ORDER_NUMBER;
	query->descending = visit_field(visit, "sequence", &sequence) && sv_equal_fold(sequence, SV("desc"));
	if (!visit_field(visit, "orderby", &name))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(allowed); i++)
		if (sv_equal_text(name, allowed[i])) {
			query->order = i >= 3 ? ORDER_ACQUIRED : ORDER_NUMBER;
			return true;
		}
	return iotgas_refuse(visit, "查询条件错误：orderby");
}

static int compare_rows(const void *a, const void *b)
{
	const struct real_row *left = a, *right = b;

	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

/* In the order of text the wireless numbers, which begin with a 3, come before the others. */
static int64_t number_key(const struct world_meter *meter)
{
	return (int64_t)meter->index + (meter->traits & TRAIT_WIRELESS ? 0 : INT64_C(1) << 32);
}

static bool real_row(struct visit *visit, const struct real_query *query, uint32_t index, bool wireless,
	struct real_row *row)
{
	const struct world *world = &visit->simulator->world;
	struct world_meter meter;

	world_meter(world, WORLD_IOTGAS, index, &meter);
	if (wireless != ((meter.traits & TRAIT_WIRELESS) != 0))
		return false;
	instant at = world_last_report(world, &meter, visit->now);
	row->key = query->order == ORDER_ACQUIRED ? at : number_key(&meter);
	row->index = index;
	return at >= query->acquired_from && at <= query->acquired_to && at >= query->received_from &&
	       at <= query->received_to;
}

/* The rows that match, sorted. All meters in the order of their numbers need no sorting. */
static struct real_row *match_rows(struct visit *visit, const struct real_query *query, size_t *count)
{
	size_t candidates = query->all ? visit->simulator->world.counts[WORLD_IOTGAS] : query->count;
	struct real_row *rows = NEW_ARRAY(struct real_row, MAX(candidates, 1));

	*count = 0;
	for (int wireless = 1; wireless >= 0; wireless--)
		for (size_t i = 0; i < candidates; i++) {
			uint32_t index = query->all ? (uint32_t)i : query->indexes[i];
			*count += real_row(visit, query, index, wireless, &rows[MIN(*count, candidates - 1)]);
		}
	if (query->order == ORDER_ACQUIRED || !query->all)
		qsort(rows, *count, sizeof(*rows), compare_rows);
	return rows;
}

static void put_real_rows(struct visit *visit, const struct real_query *query, struct iotgas_page *page)
{
	const struct world *world = &visit->simulator->world;
	struct json_writer writer;
	struct world_meter meter;
	size_t count;
	struct real_row *rows = match_rows(visit, query, &count);

	iotgas_begin(visit, &writer);
	json_begin_array(&writer);
	for (uint64_t i = page->first; i < MIN(page->first + page->size, count); i++) {
		world_meter(world, WORLD_IOTGAS, rows[query->descending ? count - 1 - i : i].index, &meter);
		put_row(visit, &writer, &meter, world_last_report(world, &meter, visit->now), 0,
			i - page->first);
		page->sent++;
	}
	json_end_array(&writer);
	page->matched = count;
	iotgas_end_page(visit, &writer, page, false);
	free(rows);
}

static void answer_real_list(struct visit *visit)
{
	struct real_query query = {0};
	struct iotgas_page page;

	if (iotgas_accept_key(visit) && iotgas_page(visit, &page) && choose_meters(visit, &query) &&
		choose_order(visit, &query) &&
		iotgas_time(visit, "acq_start_time", INT64_MIN, &query.acquired_from) &&
		iotgas_time(visit, "acq_end_time", INT64_MAX, &query.acquired_to) &&
		iotgas_time(visit, "rec_start_time", INT64_MIN, &query.received_from) &&
		iotgas_time(visit, "rec_end_time", INT64_MAX, &query.received_to))
		put_real_rows(visit, &query, &page);
}

/* Four live readings a day and the frozen one of midnight, in the order of time. */
static void put_history(struct visit *visit, const struct world_meter *meter, int64_t data_type,
	instant begin, instant end, struct iotgas_page *page)
{
	const struct world *world = &visit->simulator->world;
	struct world_times live = world_times(world, meter, SERIES_QUARTER, begin, end, visit->now);
	struct world_times frozen = world_times(world, meter, SERIES_DAILY, begin, end, visit->now);
	struct json_writer writer;
	uint64_t i = 0, k = 0;

	live.count = data_type == 1 ? 0 : live.count;
	frozen.count = data_type == 0 ? 0 : frozen.count;
	iotgas_begin(visit, &writer);
	json_begin_array(&writer);
	while (i < live.count || k < frozen.count) {
		bool is_frozen = i == live.count ||
				 (k < frozen.count && world_time(&frozen, k) <= world_time(&live, i));
		instant at = is_frozen ? world_time(&frozen, k++) : world_time(&live, i++);
		uint64_t row = page->sent;
		if (iotgas_page_row(page))
			put_row(visit, &writer, meter, at, is_frozen, row);
	}
	json_end_array(&writer);
	iotgas_end_page(visit, &writer, page, true);
}

/* 3.1.4: one meter, one month. */
static void answer_history(struct visit *visit)
{
	struct iotgas_page page;
	struct string_view number;
	struct world_meter meter;
	instant begin, end;
	int64_t data_type;
	uint32_t index;

	if (!iotgas_accept_key(visit) || !iotgas_page(visit, &page))
		return;
	if (!visit_field(visit, "meter_comm_no", &number)) {
		iotgas_refuse(visit, "查询条件错误：缺少 meter_comm_no");
		return;
	}
	if (!iotgas_window(visit, &begin, &end))
		return;
	if (!visit_integer(visit, "data_type", -1, &data_type) || data_type < -1 || data_type > 1) {
		iotgas_refuse(visit, "查询条件错误：data_type");
		return;
	}
	if (!world_find(&visit->simulator->world, WORLD_IOTGAS, number, &index)) {
		iotgas_refuse(visit, "找不到数据");
		return;
	}
	world_meter(&visit->simulator->world, WORLD_IOTGAS, index, &meter);
	put_history(visit, &meter, data_type, begin, end, &page);
}

static const struct endpoint endpoints[] = {
	{"GetRealModel", "POST", "/api/Data/MeterData/GetRealModel/", 0, answer_real_model},
	{"GetRealList2", "POST", "/api/Data/MeterData/GetRealList2", 0, answer_real_list},
	{"GetHistoryList2", "POST", "/api/Data/MeterData/GetHistoryList2", 0, answer_history},
	{"DeviceAlarm", "POST", "/api/Data/DeviceAlarm/GetList2", 0, iotgas_answer_alarms},
	{"DeviceEvent", "POST", "/api/Data/DeviceEvent/GetList2", 0, iotgas_answer_events},
};

const struct side side_iotgas_data = {
	"iotgas-data", endpoints, ARRAY_SIZE(endpoints), expired, NULL, iotgas_unknown, iotgas_wrong_method};
