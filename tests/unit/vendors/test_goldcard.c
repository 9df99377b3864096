/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdio.h>
#include <string.h>

#define ROWS(rows) "{\"echoCode\":\"0000\",\"echoMsg\":{\"readingData\":{\"total\":\"1\",\"data\":" rows "}}}"

static void open_probe(struct probe *probe)
{
	probe_open(probe, "goldcard");
	probe->operation.meter_no = SV("202002201332");
}

/* --- 1013
 * ----------------------------------------------------------------------------------------------------- */

static void sample_of_4_8(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_METERS, SOURCE_LIVE, "goldcard/readings.json"));
	assert_int_equal(probe.decoded.rows, 1);
	assert_int_equal(probe.decoded.total, 1);
	assert_false(probe.decoded.more);
	assert_view(probe.decoded.first_key, "188011110128");
	assert_int_equal(probe.meter_count, 1);
	const struct meter_fact *meter = probe.meters;
	assert_int_equal(meter->parts, METER_HAS_DEVICE_ID | METER_HAS_CUSTOMER_CODE | METER_HAS_VALVE |
					       METER_HAS_LAST_SEEN | METER_HAS_READING | METER_HAS_MEDIUM);
	assert_view(meter->meter_no, "188011110128");
	assert_view(meter->device_id, "000111201981110002228");
	assert_display(meter->customer_code, "188011110128");
	assert_int_equal(meter->medium, MEDIUM_GAS);
	assert_int_equal(meter->valve, VALVE_OPEN);
	assert_instant(meter->last_seen, "2019-12-23T17:13:24+08:00");
	assert_instant(meter->reading_at, "2019-12-23T17:13:24+08:00");
	assert_decimal(meter->reading, "2");
	assert_true(sv_starts_with(meter->raw, SV("{")) && sv_contains(meter->raw, SV("sumGas")));
	assert_int_equal(probe.reading_count, 1);
	const struct reading_fact *reading = probe.readings;
	assert_int_equal(reading->source, SOURCE_LIVE);
	assert_instant(reading->taken_at, "2019-12-23T17:13:24+08:00");
	assert_false(reading->taken_at_assumed);
	assert_int_equal(reading->value_count, 4);
	assert_quantity(reading, QUANTITY_TOTAL, "2");
	assert_quantity(reading, QUANTITY_BALANCE, "40");
	assert_quantity(reading, QUANTITY_CONSUMPTION, "0");
	assert_quantity(reading, QUANTITY_COST, "0");
	assert_int_equal(probe.remark_count, 0);
	probe_close(&probe);
}

/* echoCode "0", total 54 with one row, deviceId "". */
static void sample_of_2_4_8(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(
		probe_decode_fixture(&probe, OPERATION_METERS, SOURCE_LIVE, "goldcard/readings_table.json"));
	assert_int_equal(probe.decoded.total, 54);
	assert_int_equal(probe.decoded.rows, 1);
	assert_int_equal(probe.meters[0].valve, VALVE_CLOSED);
	assert_int_equal(probe.meters[0].parts & METER_HAS_DEVICE_ID, 0);
	assert_quantity(&probe.readings[0], QUANTITY_BALANCE, "20.6");
	probe_close(&probe);
}

static void valve_codes_of_1013(void **state)
{
	static const struct {
		const char *body;
		bool stated;
		enum valve_state valve;
		size_t remarks;
	} cases[] = {
		{ROWS("[{\"gasMeterNo\":\"1\",\"valveState\":\"0\"}]"), true, VALVE_OPEN, 0},
		{ROWS("[{\"gasMeterNo\":\"1\",\"valveState\":1}]"), true, VALVE_CLOSED, 0},
		{ROWS("[{\"gasMeterNo\":\"1\",\"valveState\":\" 2 \"}]"), true, VALVE_UNKNOWN, 0},
		{ROWS("[{\"gasMeterNo\":\"1\",\"valveState\":\"3\"}]"), true, VALVE_UNKNOWN, 1},
		{ROWS("[{\"gasMeterNo\":\"1\",\"valveState\":null}]"), true, VALVE_UNKNOWN, 0},
		{ROWS("[{\"gasMeterNo\":\"1\",\"valveState\":\"\"}]"), true, VALVE_UNKNOWN, 0},
		{ROWS("[{\"gasMeterNo\":\"1\"}]"), false, VALVE_UNKNOWN, 0},
	};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, cases[i].body));
		assert_int_equal(!!(probe.meters[0].parts & METER_HAS_VALVE), cases[i].stated);
		assert_int_equal(probe.meters[0].valve, cases[i].valve);
		assert_int_equal(probe.remark_count, cases[i].remarks);
	}
	probe_close(&probe);
}

static void other_names_and_numbers(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE,
		ROWS("{\"meterNo\":\" 188011110128\",\"userNo\":182560,\"readNum\":2.50,\"meterBalance\":-1,"
		     "\"deviceId\":null,\"readDate\":\"20191223171324\"}")));
	assert_view(probe.meters[0].meter_no, "188011110128");
	assert_display(probe.meters[0].customer_code, "182560");
	assert_quantity(probe.readings, QUANTITY_TOTAL, "2.50");
	assert_quantity(probe.readings, QUANTITY_BALANCE, "-1");
	assert_quantity(probe.readings, QUANTITY_COST, NULL);
	assert_instant(probe.readings[0].taken_at, "2019-12-23T17:13:24+08:00");
	probe_close(&probe);
}

static void missing_time_is_the_answers(void **state)
{
	static const char *const bodies[] = {
		ROWS("[{\"gasMeterNo\":\"1\",\"readNum\":\"5\"}]"),
		ROWS("[{\"gasMeterNo\":\"1\",\"readNum\":\"5\",\"readDate\":null}]"),
		ROWS("[{\"gasMeterNo\":\"1\",\"readNum\":\"5\",\"readDate\":\"\"}]"),
	};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, bodies[i]));
		assert_true(probe.readings[0].taken_at_assumed);
		assert_int_equal(probe.readings[0].taken_at, probe.now);
		assert_int_equal(probe.meters[0].parts & METER_HAS_LAST_SEEN, 0);
	}
	probe_close(&probe);
}

/* Nothing absent becomes a zero: without any value there is no reading, and the meter is there all the same.
 */
static void nothing_is_no_zero(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE,
		ROWS("[{\"gasMeterNo\":\"1\",\"readNum\":\"\",\"meterBalance\":null}]")));
	assert_int_equal(probe.meter_count, 1);
	assert_int_equal(probe.reading_count, 0);
	assert_int_equal(probe.meters[0].parts & METER_HAS_READING, 0);
	probe_close(&probe);
}

static void one_bad_record_spoils_nothing(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE,
		ROWS("[{\"gasMeterNo\":\"1\"},7,{\"gasMeterNo\":\"bad number\"},{\"readNum\":\"1\"},"
		     "{\"gasMeterNo\":\"4\",\"readDate\":\"yesterday\"},"
		     "{\"gasMeterNo\":\"5\",\"readNum\":\"many\",\"meterBalance\":\"3\",\"deviceId\":\"a "
		     "b\"}]")));
	assert_int_equal(probe.decoded.rows, 6);
	assert_int_equal(probe.decoded.taken, 2);
	assert_int_equal(probe.decoded.refused, 4);
	assert_int_equal(probe.meter_count, 2);
	assert_quantity(probe.readings, QUANTITY_TOTAL, NULL);
	assert_quantity(probe.readings, QUANTITY_BALANCE, "3");
	assert_int_equal(probe.remark_count, 2); /* "many", and the device id */
	probe_close(&probe);
}

static void swapped_sums_are_remarked_and_kept(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE,
		ROWS("[{\"gasMeterNo\":\"1\",\"readNum\":\"10\",\"sumGas\":\"26.3\",\"sumMoney\":\"10\"}]")));
	assert_quantity(probe.readings, QUANTITY_CONSUMPTION, "26.3");
	assert_quantity(probe.readings, QUANTITY_COST, "10");
	assert_int_equal(probe.remark_count, 1);
	assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE,
		ROWS("[{\"gasMeterNo\":\"1\",\"readNum\":\"10\",\"sumGas\":\"10\",\"sumMoney\":\"26.3\"}]")));
	assert_int_equal(probe.remark_count, 0);
	probe_close(&probe);
}

static void hostile_text_is_cleaned(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE,
		ROWS("[{\"gasMeterNo\":\"1\",\"userArchivesNum\":\"a\\u001b[31mb\\u202e\"}]")));
	assert_display(probe.meters[0].customer_code, "a\xef\xbf\xbd[31mb\xef\xbf\xbd");
	probe_close(&probe);
}

static void nothing_of_one_meter_is_not_found(void **state)
{
	static const char *const bodies[] = {ROWS("[]"), ROWS("null"),
		"{\"echoCode\":\"0000\",\"echoMsg\":{}}", "{\"echoCode\":0}",
		"{\"echoCode\":\"0000\",\"echoMsg\":{\"readingData\":null}}",
		"{\"echoCode\":\"0000\",\"echoMsg\":\"\"}"};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		assert_false(probe_decode_text(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE, bodies[i]));
		assert_error(&probe, VERDICT_NOT_FOUND, "202002201332");
		assert_true(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, bodies[i]));
		assert_int_equal(probe.decoded.rows, 0);
	}
	assert_true(
		probe_decode_fixture(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE, "goldcard/readings.json"));
	probe_close(&probe);
}

/* --- 1014
 * ----------------------------------------------------------------------------------------------------- */

static void sample_of_4_9(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_DETAIL, SOURCE_LIVE, "goldcard/detail.json"));
	const struct meter_fact *meter = probe.meters;
	assert_int_equal(meter->parts, METER_HAS_CUSTOMER_NAME | METER_HAS_VALVE | METER_HAS_LAST_SEEN |
					       METER_HAS_READING | METER_HAS_MEDIUM | METER_HAS_DETAIL);
	assert_view(meter->meter_no, "202002201332");
	assert_display(meter->customer_name, "测试 3");
	assert_int_equal(meter->valve, VALVE_CLOSED); /* 2: unknown in 1013 */
	assert_decimal(meter->reading, "11");
	const struct reading_fact *reading = probe.readings;
	assert_instant(reading->taken_at, "2020-02-12T00:00:00+08:00");
	assert_int_equal(reading->source, SOURCE_LIVE);
	assert_quantity(reading, QUANTITY_TOTAL, "11");
	assert_quantity(reading, QUANTITY_CONSUMPTION, "11");
	assert_quantity(reading, QUANTITY_COST, "11");
	assert_quantity(reading, QUANTITY_RECHARGE_TOTAL, "222");
	assert_quantity(reading, QUANTITY_BALANCE, "211");
	assert_quantity(reading, QUANTITY_PRICE, "1");
	/* Required by the table and absent in the sample. */
	assert_quantity(reading, QUANTITY_RECHARGE_COUNT, NULL);
	assert_quantity(reading, QUANTITY_BATTERY_VOLTAGE, NULL);
	assert_quantity(reading, QUANTITY_SIGNAL, NULL);
	assert_int_equal(probe.price_count, 1);
	assert_display(probe.prices[0].code, "民用气价 1元");
	assert_int_equal(probe.prices[0].step_count, 1);
	assert_decimal(probe.prices[0].steps[0].price, "1");
	assert_false(probe.prices[0].steps[0].has_end);
	assert_int_equal(probe.prices[0].valid_from, INSTANT_NONE);
	assert_int_equal(probe.remark_count, 0);
	probe_close(&probe);
}

static void detail_by_its_other_names(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_DETAIL, SOURCE_LIVE,
		"{\"echoCode\":\"0\",\"echoMsg\":{\"meterNo\":202002201332,\"userNo\":\"77\",\"baseNum\":1,"
		"\"customerName\":\"\",\"username\":\"李雷\",\"address\":\"滨江路 7 "
		"号\",\"deviceId\":\"d-1\","
		"\"valveState\":1,\"sumRechargeAmount\":\"222.50\",\"rechargeCount\":\"3\",\"voltage\":\"6."
		"14\","
		"\"signalStrength\":\"59.0%\",\"balance\":\"0\"}}"));
	assert_display(probe.meters[0].customer_name, "李雷");
	assert_display(probe.meters[0].customer_code, "77");
	assert_display(probe.meters[0].address, "滨江路 7 号");
	assert_view(probe.meters[0].device_id, "d-1");
	assert_int_equal(probe.meters[0].valve, VALVE_OPEN);
	assert_quantity(probe.readings, QUANTITY_RECHARGE_TOTAL, "222.50");
	assert_quantity(probe.readings, QUANTITY_RECHARGE_COUNT, "3");
	assert_quantity(probe.readings, QUANTITY_BATTERY_VOLTAGE, "6.14");
	assert_quantity(probe.readings, QUANTITY_SIGNAL, "59.0");
	assert_true(probe.readings[0].taken_at_assumed);
	assert_int_equal(probe.price_count, 0);
	probe_close(&probe);
}

static void detail_valve(struct probe *probe, const char *body, enum valve_state valve)
{
	assert_true(probe_decode_text(probe, OPERATION_DETAIL, SOURCE_LIVE, body));
	assert_int_equal(probe->meters[0].valve, valve);
}

static void valve_codes_of_1014(void **state)
{
	struct probe probe;
	open_probe(&probe);
	detail_valve(
		&probe, "{\"echoCode\":\"0\",\"meterNo\":\"202002201332\",\"valveState\":\"1\"}", VALVE_OPEN);
	detail_valve(&probe, "{\"echoCode\":\"0\",\"meterNo\":\"202002201332\",\"valveState\":\"2\"}",
		VALVE_CLOSED);
	detail_valve(&probe, "{\"echoCode\":\"0\",\"meterNo\":\"202002201332\",\"valveState\":\"3\"}",
		VALVE_UNKNOWN);
	assert_int_equal(probe.remark_count, 0);
	detail_valve(&probe, "{\"echoCode\":\"0\",\"meterNo\":\"202002201332\",\"valveState\":\"0\"}",
		VALVE_UNKNOWN);
	assert_int_equal(probe.remark_count, 1);
	probe_close(&probe);
}

static void details_of_another_meter_are_refused(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe.operation.meter_no = SV("202002201333");
	assert_true(probe_decode_fixture(&probe, OPERATION_DETAIL, SOURCE_LIVE, "goldcard/detail.json"));
	assert_int_equal(probe.decoded.refused, 1);
	assert_int_equal(probe.meter_count + probe.reading_count + probe.price_count, 0);
	assert_false(probe_decode_text(&probe, OPERATION_DETAIL, SOURCE_LIVE,
		"{\"echoCode\":\"0000\",\"echoMsg\":{\"serialNo\":\"1\"}}"));
	assert_error(&probe, VERDICT_NOT_FOUND, "202002201333");
	probe_close(&probe);
}

static void swapped_balance_is_remarked(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_DETAIL, SOURCE_LIVE,
		"{\"echoCode\":\"0\",\"echoMsg\":{\"meterNo\":\"202002201332\",\"sumUseGas\":\"26.3\","
		"\"sumUseMoney\":\"10\",\"sumRechargeAomunt\":\"100\",\"balance\":\"73.7\"}}"));
	assert_int_equal(probe.remark_count, 1);
	assert_true(probe_decode_text(&probe, OPERATION_DETAIL, SOURCE_LIVE,
		"{\"echoCode\":\"0\",\"echoMsg\":{\"meterNo\":\"202002201332\",\"sumUseGas\":\"26.3\","
		"\"sumUseMoney\":\"10\",\"sumRechargeAomunt\":\"100\",\"balance\":\"90\"}}"));
	assert_int_equal(probe.remark_count, 0);
	probe_close(&probe);
}

/* --- refusals
 * ------------------------------------------------------------------------------------------------- */

static void every_code_has_its_sentence(void **state)
{
	static const struct {
		const char *code;
		const char *part;
	} cases[] = {
		{"0101", "app_secret"},
		{"0103", "app_secret"},
		{"0105", "app_secret"},
		{"0404", "factor_no"},
		{"2004", "exists already"},
		{"9995", "not running"},
		{"9999", "did not accept the request"},
		{"7777", "7777"},
	};
	static const struct {
		enum operation_kind kind;
		enum reading_source source;
	} operations[] = {{OPERATION_METERS, SOURCE_LIVE}, {OPERATION_LATEST_ONE, SOURCE_LIVE},
		{OPERATION_DETAIL, SOURCE_LIVE}, {OPERATION_HISTORY, SOURCE_DAILY}};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(operations); j++) {
			char body[160];
			snprintf(body, sizeof(body), "{\"echoCode\":\"%s\",\"echoMsg\":\"参数\\u001b异常\"}",
				cases[i].code);
			assert_false(
				probe_decode_text(&probe, operations[j].kind, operations[j].source, body));
			assert_error(&probe, VERDICT_REFUSED, cases[i].part);
			assert_string_equal(probe.decoded.vendor_code, cases[i].code);
		}
	}
	probe_close(&probe);
}

static void samples_of_refusals(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_false(
		probe_decode_fixture(&probe, OPERATION_DETAIL, SOURCE_LIVE, "goldcard/unknown_user.json"));
	assert_error(&probe, VERDICT_NOT_FOUND, "用户不存在");
	assert_string_equal(probe.decoded.vendor_code, "9999");
	assert_false(
		probe_decode_fixture(&probe, OPERATION_DETAIL, SOURCE_LIVE, "goldcard/price_exists.json"));
	assert_error(&probe, VERDICT_REFUSED, "价格信息已存在");
	/* Text on success: no details, and no crash. */
	assert_false(
		probe_decode_fixture(&probe, OPERATION_DETAIL, SOURCE_LIVE, "goldcard/text_on_success.json"));
	assert_error(&probe, VERDICT_NOT_FOUND, "");
	probe_close(&probe);
}

static void signature_refusals_tell_the_clock(void **state)
{
	static const char body[] = "{\"echoCode\":\"0101\",\"echoMsg\":\"Token\"}";
	struct probe probe;
	open_probe(&probe);
	assert_false(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, body));
	assert_error(&probe, VERDICT_REFUSED, "clocks agree");
	probe.date = probe.now - 400 * SECOND;
	assert_false(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, body));
	assert_error(&probe, VERDICT_REFUSED, "399 s behind ours");
	probe.date = probe.now + 400 * SECOND;
	assert_false(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, body));
	assert_error(&probe, VERDICT_REFUSED, "400 s ahead of ours");
	/* There is no session: a bare 401 is the same refusal. */
	probe.status = 401;
	assert_false(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, "<html></html>"));
	assert_error(&probe, VERDICT_REFUSED, "app_secret");
	probe_close(&probe);
}

static void what_is_no_answer(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe_broken_bodies(&probe, OPERATION_METERS, SOURCE_LIVE);
	probe_broken_bodies(&probe, OPERATION_DETAIL, SOURCE_LIVE);
	probe_broken_bodies(&probe, OPERATION_HISTORY, SOURCE_DAILY);
	assert_false(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE,
		"{\"timestamp\":1,\"status\":404,\"error\":\"Not Found\"}"));
	assert_error(&probe, VERDICT_MALFORMED, "echoCode");
	assert_false(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, "[]"));
	assert_error(&probe, VERDICT_MALFORMED, "echoCode");
	assert_false(probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, ROWS("\"none\"")));
	assert_error(&probe, VERDICT_MALFORMED, "list");
	probe_close(&probe);
}

static void cut_anywhere(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe_truncate(&probe, OPERATION_METERS, SOURCE_LIVE, "goldcard/readings.json");
	probe_truncate(&probe, OPERATION_METERS, SOURCE_LIVE, "goldcard/readings_table.json");
	probe_truncate(&probe, OPERATION_DETAIL, SOURCE_LIVE, "goldcard/detail.json");
	probe_truncate(&probe, OPERATION_HISTORY, SOURCE_DAILY, "goldcard/daily.json");
	probe_close(&probe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sample_of_4_8),
		cmocka_unit_test(sample_of_2_4_8),
		cmocka_unit_test(valve_codes_of_1013),
		cmocka_unit_test(other_names_and_numbers),
		cmocka_unit_test(missing_time_is_the_answers),
		cmocka_unit_test(nothing_is_no_zero),
		cmocka_unit_test(one_bad_record_spoils_nothing),
		cmocka_unit_test(swapped_sums_are_remarked_and_kept),
		cmocka_unit_test(hostile_text_is_cleaned),
		cmocka_unit_test(nothing_of_one_meter_is_not_found),
		cmocka_unit_test(sample_of_4_9),
		cmocka_unit_test(detail_by_its_other_names),
		cmocka_unit_test(valve_codes_of_1014),
		cmocka_unit_test(details_of_another_meter_are_refused),
		cmocka_unit_test(swapped_balance_is_remarked),
		cmocka_unit_test(every_code_has_its_sentence),
		cmocka_unit_test(samples_of_refusals),
		cmocka_unit_test(signature_refusals_tell_the_clock),
		cmocka_unit_test(what_is_no_answer),
		cmocka_unit_test(cut_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
