/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdio.h>

#define LIST(rows) "{\"Data\":" rows ",\"State\":\"success\",\"Message\":\"\"}"

static void open_probe(struct probe *probe)
{
	probe_open(probe, "iotgas");
	probe->operation.meter_no = SV("12345678901234");
	probe->operation.from = probe->now - DAY;
	probe->operation.until = probe->now;
}

static bool decode_list(struct probe *probe, const char *body)
{
	return probe_decode_text(probe, OPERATION_METERS, SOURCE_LIVE, body);
}

/* --- meters and readings
 * -------------------------------------------------------------------------------------- */

static void a_full_record(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_METERS, SOURCE_LIVE, "iotgas/real_list.json"));
	assert_int_equal(probe.decoded.rows, 5);
	assert_int_equal(probe.decoded.total, 5);
	assert_view(probe.decoded.first_key, "12345678901234");
	const struct meter_fact *meter = probe.meters;
	assert_int_equal(meter->parts, METER_HAS_TYPE | METER_HAS_ADDRESS | METER_HAS_CUSTOMER_CODE |
					       METER_HAS_CUSTOMER_NAME | METER_HAS_VALVE |
					       METER_HAS_LAST_SEEN | METER_HAS_READING | METER_HAS_MEDIUM);
	assert_int_equal(meter->medium, MEDIUM_GAS);
	assert_display(meter->type, "物联网膜式表");
	assert_display(meter->customer_code, "C-1007");
	assert_display(meter->customer_name, "王小明");
	assert_display(meter->address, "滨江路 7 号");
	assert_int_equal(meter->valve, VALVE_OPEN);
	assert_instant(meter->last_seen, "2026-11-22T10:32:05.123+08:00");
	assert_instant(meter->reading_at, "2026-11-22T10:31:53+08:00");
	assert_decimal(meter->reading, "1234.567");
	assert_true(sv_contains(meter->raw, SV("\"pulse_fault\"")));
	const struct reading_fact *reading = probe.readings;
	assert_int_equal(reading->source, SOURCE_LIVE);
	assert_instant(reading->taken_at, "2026-11-22T10:31:53+08:00");
	static const struct {
		enum quantity quantity;
		const char *text;
	} values[] = {{QUANTITY_TOTAL, "1234.567"}, {QUANTITY_STD_TOTAL, "1234.567"},
		{QUANTITY_WORK_TOTAL, "1200.5"}, {QUANTITY_STD_FLOW, "1.25"}, {QUANTITY_WORK_FLOW, "1.2"},
		{QUANTITY_TEMPERATURE, "18.5"}, {QUANTITY_PRESSURE, "101.325"}, {QUANTITY_MONTH, "12.3"},
		{QUANTITY_LAST_MONTH, "45.6"}, {QUANTITY_BALANCE, "88.8"}, {QUANTITY_REMAINING, "33.5"},
		{QUANTITY_PRICE, "2.63"}, {QUANTITY_SIGNAL, "-87"}, {QUANTITY_BATTERY_VOLTAGE, "3.6"},
		{QUANTITY_BATTERY_LEVEL, "80"}};
	assert_int_equal(reading->value_count, ARRAY_SIZE(values));
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		assert_quantity(reading, values[i].quantity, values[i].text);
	probe_close(&probe);
}

/* ext_data as text, no std_sum, data_type 1 in the live list, an unnamed type, nulls. */
static void a_sparse_record(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_METERS, SOURCE_LIVE, "iotgas/real_list.json"));
	const struct meter_fact *meter = &probe.meters[1];
	assert_view(meter->meter_no, "1234567890");
	assert_display(meter->type, "type 12");
	assert_int_equal(meter->parts & METER_HAS_CUSTOMER_CODE, 0);
	assert_int_equal(meter->valve, VALVE_CLOSED);
	assert_decimal(meter->reading, "1200.5");
	assert_int_equal(probe.readings[1].source, SOURCE_LIVE);
	assert_quantity(&probe.readings[1], QUANTITY_TOTAL, "1200.5");
	assert_quantity(&probe.readings[1], QUANTITY_STD_TOTAL, NULL);
	assert_quantity(&probe.readings[1], QUANTITY_SIGNAL, NULL);
	probe_close(&probe);
}

static void valve_of_ext_data(void **state)
{
	static const struct {
		const char *extra;
		bool stated;
		enum valve_state valve;
		size_t remarks;
	} cases[] = {
		{"{\"valve_open\":true}", true, VALVE_OPEN, 0},
		{"{\"valve_open\":false}", true, VALVE_CLOSED, 0},
		{"{\"valve_open\":\"1\"}", true, VALVE_OPEN, 0},
		{"{\"valve_open\":0}", true, VALVE_CLOSED, 0},
		{"{\"valve_open\":null}", true, VALVE_UNKNOWN, 0},
		{"{\"valve_open\":\"perhaps\"}", true, VALVE_UNKNOWN, 0},
		{"{\"valve_open\":true,\"force_valve_on\":true}", true, VALVE_FORCED, 0},
		{"{\"force_valve_on\":true}", true, VALVE_FORCED, 0},
		{"{\"force_valve_on\":false}", false, VALVE_UNKNOWN, 0},
		{"{\"force_valve_on\":null}", false, VALVE_UNKNOWN, 0},
		{"{}", false, VALVE_UNKNOWN, 0},
		{"null", false, VALVE_UNKNOWN, 0},
		{"\"\"", false, VALVE_UNKNOWN, 0},
		{"\"{\\\"valve_open\\\":true}\"", true, VALVE_OPEN, 0},
		{"\"{}\"", false, VALVE_UNKNOWN, 0},
		{"\"{\\\"valve_open\\\":tru\"", false, VALVE_UNKNOWN, 1},
		{"\"[1]\"", false, VALVE_UNKNOWN, 1},
	};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char body[256];
		snprintf(body, sizeof(body), LIST("[{\"meter_comm_no\":\"1\",\"ext_data\":%s}]"),
			cases[i].extra);
		assert_true(decode_list(&probe, body));
		assert_int_equal(!!(probe.meters[0].parts & METER_HAS_VALVE), cases[i].stated);
		assert_int_equal(probe.meters[0].valve, cases[i].valve);
		assert_int_equal(probe.remark_count, cases[i].remarks);
	}
	assert_true(decode_list(&probe, LIST("[{\"meter_comm_no\":\"1\"}]")));
	assert_int_equal(probe.meters[0].parts, METER_HAS_MEDIUM);
	assert_int_equal(probe.reading_count, 0);
	probe_close(&probe);
}

static void define_no_as_configured(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe.account.define_no[0] = NULL;
	probe.account.define_no[1] = NULL;
	probe.account.define_no[2] = NULL;
	probe.account.define_no[3] = "customer_code";
	assert_true(decode_list(&probe,
		LIST("[{\"meter_comm_no\":\"1\",\"meter_define_no1\":\"a\",\"meter_define_no4\":1007}]")));
	assert_int_equal(probe.meters[0].parts, METER_HAS_MEDIUM | METER_HAS_CUSTOMER_CODE);
	assert_display(probe.meters[0].customer_code, "1007");
	probe_close(&probe);
}

static void aliases_and_times(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(decode_list(&probe,
		LIST("[{\"device_comm_no\":1234567890,\"std_sum\":\"1.500\",\"acquisition_time\":\"2018-08-"
		     "11 10:37:56\"},"
		     "{\"target_comm_no\":\"2\",\"std_sum\":2,\"receive_time\":\"2018-08-11T10:38:00Z\"},"
		     "{\"meter_comm_no\":\"3\",\"std_sum\":3,\"acquisition_time\":null}]")));
	assert_view(probe.readings[0].meter_no, "1234567890");
	assert_instant(probe.readings[0].taken_at, "2018-08-11T10:37:56+08:00");
	assert_instant(probe.meters[0].last_seen, "2018-08-11T10:37:56+08:00");
	assert_false(probe.readings[0].taken_at_assumed);
	assert_instant(probe.readings[1].taken_at, "2018-08-11T18:38:00+08:00");
	assert_true(probe.readings[1].taken_at_assumed);
	assert_int_equal(probe.readings[2].taken_at, probe.now);
	assert_true(probe.readings[2].taken_at_assumed);
	assert_int_equal(probe.meters[2].parts & METER_HAS_LAST_SEEN, 0);
	probe_close(&probe);
}

static void one_bad_record_spoils_nothing(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(decode_list(&probe, LIST("[{\"std_sum\":1},null,{\"meter_comm_no\":\"a\\u0007b\"},"
					     "{\"meter_comm_no\":\"4\",\"acquisition_time\":\"then\"},"
					     "{\"meter_comm_no\":\"5\",\"std_sum\":\"x\",\"work_sum\":5}]")));
	assert_int_equal(probe.decoded.rows, 5);
	assert_int_equal(probe.decoded.refused, 4);
	assert_int_equal(probe.meter_count, 1);
	/* The working volume is no stand-in for a standard volume that cannot be read. */
	assert_quantity(probe.readings, QUANTITY_TOTAL, NULL);
	assert_quantity(probe.readings, QUANTITY_WORK_TOTAL, "5");
	probe_close(&probe);
}

static void data_in_all_its_forms(void **state)
{
	static const struct {
		const char *body;
		enum verdict list, one;
		size_t rows;
	} cases[] = {
		{LIST("[]"), VERDICT_OK, VERDICT_NOT_FOUND, 0},
		{LIST("null"), VERDICT_OK, VERDICT_NOT_FOUND, 0},
		{LIST("0"), VERDICT_OK, VERDICT_NOT_FOUND, 0},
		{LIST("\"\""), VERDICT_OK, VERDICT_NOT_FOUND, 0},
		{LIST("{}"), VERDICT_OK, VERDICT_NOT_FOUND, 0},
		{"{\"State\":\"success\"}", VERDICT_OK, VERDICT_NOT_FOUND, 0},
		{LIST("{\"meter_comm_no\":\"1\"}"), VERDICT_OK, VERDICT_OK, 1},
		{LIST("[{\"meter_comm_no\":\"1\"}]"), VERDICT_OK, VERDICT_OK, 1},
		{"{\"data\":[{\"meter_comm_no\":\"1\"}],\"STATE\":\"SUCCESS\"}", VERDICT_OK, VERDICT_OK, 1},
		{LIST("\"LA6owvN3SECEP2zL2fkYxg==\""), VERDICT_MALFORMED, VERDICT_MALFORMED, 0},
		{LIST("8"), VERDICT_MALFORMED, VERDICT_MALFORMED, 0},
		{LIST("true"), VERDICT_MALFORMED, VERDICT_MALFORMED, 0},
	};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		decode_list(&probe, cases[i].body);
		assert_int_equal(probe.decoded.verdict, cases[i].list);
		assert_int_equal(probe.meter_count, cases[i].rows);
		probe_decode_text(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE, cases[i].body);
		assert_int_equal(probe.decoded.verdict, cases[i].one);
	}
	assert_true(
		probe_decode_fixture(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE, "iotgas/real_model.json"));
	assert_int_equal(probe.meter_count + probe.reading_count, 2);
	probe_close(&probe);
}

/* The rows decide: Rowcount 1 with two rows, totals that are wrong. */
static void pages_end_by_their_rows(void **state)
{
	static const char two[] =
		"{\"Data\":[{\"meter_comm_no\":\"1\"},{\"meter_comm_no\":\"2\"}],\"totalcount\":2,"
		"\"startrow\":0,\"Rowcount\":1,\"State\":\"success\"}";
	static const char cut[] =
		"{\"Data\":[{\"meter_comm_no\":\"1\"},{\"meter_comm_no\":\"2\"}],\"Totalcount\":\"9\","
		"\"State\":\"success\"}";
	struct probe probe;
	open_probe(&probe);
	probe.operation.page_size = 2;
	assert_true(decode_list(&probe, two));
	assert_true(probe.decoded.more);
	assert_int_equal(probe.decoded.total, 2);
	probe.operation.page_size = 3;
	assert_true(decode_list(&probe, two));
	assert_false(probe.decoded.more);
	assert_int_equal(probe.remark_count, 0);
	assert_true(decode_list(&probe, cut)); /* a platform that gives less than was asked for */
	assert_false(probe.decoded.more);
	assert_int_equal(probe.decoded.total, 9);
	assert_int_equal(probe.remark_count, 1);
	assert_true(decode_list(&probe, LIST("[{\"meter_comm_no\":\"1\"}]")));
	assert_int_equal(probe.decoded.total, -1);
	probe_close(&probe);
}

static void history_of_both_kinds(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_HISTORY, SOURCE_HISTORY, "iotgas/history.json"));
	assert_int_equal(probe.reading_count, 3);
	assert_int_equal(probe.meter_count, 0);
	assert_int_equal(probe.readings[0].source, SOURCE_HISTORY);
	assert_int_equal(probe.readings[2].source, SOURCE_FROZEN); /* it says so itself */
	assert_instant(probe.readings[2].taken_at, "2026-11-03T00:00:00+08:00");
	assert_quantity(&probe.readings[2], QUANTITY_TOTAL, "3.5");
	struct string first = {0};
	string_set(&first, probe.decoded.first_key);
	assert_true(probe_decode_text(&probe, OPERATION_HISTORY, SOURCE_FROZEN,
		LIST("[{\"meter_comm_no\":\"12345678901234\",\"std_sum\":1,\"acquisition_time\":\"2026-11-"
		     "04\"},"
		     "{\"meter_comm_no\":\"12345678901234\",\"std_sum\":1},"
		     "{\"meter_comm_no\":\"12345678901234\",\"acquisition_time\":\"2026-11-04\"}]")));
	assert_int_equal(probe.readings[0].source, SOURCE_FROZEN);
	assert_int_equal(probe.decoded.refused, 2); /* a history without a time or a value is none */
	assert_false(sv_equal(probe.decoded.first_key, string_view(&first)));
	string_free(&first);
	probe_close(&probe);
}

/* --- alarms and events
 * ---------------------------------------------------------------------------------------- */

static void alarms(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_ALARMS, SOURCE_LIVE, "iotgas/alarms.json"));
	assert_int_equal(probe.alarm_count, 2);
	const struct alarm_fact *alarm = probe.alarms;
	assert_view(alarm->vendor_id, "8");
	assert_view(alarm->meter_no, "12345678901234");
	assert_instant(alarm->raised_at, "2026-11-22T09:00:00+08:00");
	assert_instant(alarm->received_at, "2026-11-22T09:00:12+08:00");
	assert_display(alarm->code, "17");
	assert_display(alarm->text, "电池电压低");
	assert_int_equal(alarm->priority, PRIORITY_LOW); /* by its words: the battery */
	assert_int_equal(alarm->origin, ORIGIN_VENDOR);
	assert_display(probe.alarms[1].code, "E2");
	assert_instant(probe.alarms[1].raised_at, "2026-11-22T09:00:12+08:00"); /* alarm_time null */
	assert_view(probe.decoded.first_key, "8");
	probe_close(&probe);
}

static void events(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_EVENTS, SOURCE_LIVE, "iotgas/events.json"));
	assert_int_equal(probe.event_count, 1);
	assert_view(probe.events[0].vendor_id, "21");
	assert_view(probe.events[0].meter_no, "12345678901234");
	assert_instant(probe.events[0].at, "2026-11-22T09:00:00+08:00");
	assert_display(probe.events[0].code, "3");
	assert_display(probe.events[0].text, "开阀");
	probe_close(&probe);
}

static void bad_reports_are_refused(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_ALARMS, SOURCE_LIVE,
		LIST("[{\"alarm_id\":1,\"alarm_time\":\"2026-11-22 09:00:00\"},"
		     "{\"alarm_id\":2,\"device_comm_no\":\"1\"},"
		     "{\"alarm_id\":3,\"device_comm_no\":\"1\",\"alarm_time\":\"soon\"},"
		     "{\"alarm_id\":[4],\"device_comm_no\":\"1\",\"alarm_time\":\"2026-11-22\"},"
		     "{\"device_comm_no\":\"1\",\"alarm_time\":\"2026-11-22\",\"alarm_content\":\"\\u001b["
		     "2J\"}]")));
	assert_int_equal(probe.decoded.refused, 4);
	assert_int_equal(probe.alarm_count, 1);
	assert_null(probe.alarms[0].vendor_id.data);
	assert_display(probe.alarms[0].text, "\xef\xbf\xbd[2J");
	assert_true(probe.decoded.first_key.length > 0);
	probe_close(&probe);
}

/* --- refusals
 * ------------------------------------------------------------------------------------------------- */

static void refusals_of_the_data_port(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
		const char *part;
	} cases[] = {
		{200, "{\"Data\":null,\"State\":\"failed\",\"Message\":\"找不到要查询的数据\"}",
			VERDICT_NOT_FOUND, "找不到要查询的数据"},
		{200, "{\"Data\":null,\"State\":\"Failed\",\"Message\":\"内部错误\\u001b\"}", VERDICT_REFUSED,
			"内部错误"},
		{200, "{\"Data\":null,\"State\":\"failed\",\"Message\":\"\"}", VERDICT_REFUSED, "no reason"},
		{200, "{\"Data\":null,\"State\":\"failed\",\"Message\":\"Key 认证失败\"}", VERDICT_REFUSED,
			"underscore"},
		{401, "{\"Message\":\"Authorization has been denied for this request.\"}", VERDICT_REFUSED,
			"data_api_key"},
		{401, "", VERDICT_REFUSED, "data_api_key"},
		{500, "{\"Message\":\"An error has occurred.\"}", VERDICT_MALFORMED,
			"An error has occurred."},
		{200, "{}", VERDICT_MALFORMED, "State"},
	};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		probe.status = cases[i].status;
		assert_false(decode_list(&probe, cases[i].body));
		assert_error(&probe, cases[i].verdict, cases[i].part);
		assert_false(probe_decode_text(&probe, OPERATION_ALARMS, SOURCE_LIVE, cases[i].body));
		assert_error(&probe, cases[i].verdict, cases[i].part);
	}
	probe_close(&probe);
}

static void what_is_no_answer(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe_broken_bodies(&probe, OPERATION_METERS, SOURCE_LIVE);
	probe_broken_bodies(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE);
	probe_broken_bodies(&probe, OPERATION_HISTORY, SOURCE_FROZEN);
	probe_broken_bodies(&probe, OPERATION_ALARMS, SOURCE_LIVE);
	probe_broken_bodies(&probe, OPERATION_EVENTS, SOURCE_LIVE);
	probe_close(&probe);
}

static void cut_anywhere(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe_truncate(&probe, OPERATION_METERS, SOURCE_LIVE, "iotgas/real_list.json");
	probe_truncate(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE, "iotgas/real_model.json");
	probe_truncate(&probe, OPERATION_HISTORY, SOURCE_HISTORY, "iotgas/history.json");
	probe_truncate(&probe, OPERATION_ALARMS, SOURCE_LIVE, "iotgas/alarms.json");
	probe_truncate(&probe, OPERATION_EVENTS, SOURCE_LIVE, "iotgas/events.json");
	probe_close(&probe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_record),
		cmocka_unit_test(a_sparse_record),
		cmocka_unit_test(valve_of_ext_data),
		cmocka_unit_test(define_no_as_configured),
		cmocka_unit_test(aliases_and_times),
		cmocka_unit_test(one_bad_record_spoils_nothing),
		cmocka_unit_test(data_in_all_its_forms),
		cmocka_unit_test(pages_end_by_their_rows),
		cmocka_unit_test(history_of_both_kinds),
		cmocka_unit_test(alarms),
		cmocka_unit_test(events),
		cmocka_unit_test(bad_reports_are_refused),
		cmocka_unit_test(refusals_of_the_data_port),
		cmocka_unit_test(what_is_no_answer),
		cmocka_unit_test(cut_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
