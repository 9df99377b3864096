/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdlib.h>
#include <string.h>

/*
 * jrhsz 4.3, 4.4, 4.5, 4.7, 4.8. domain notes 7.4:
 *   4.3   one object though totalCount is 52         test_latest_sample
 *   4.4   totalCount 1 with two rows                 test_history_sample
 *   4.4   tableAddress is the meter number           test_history_sample
 *   4.5   type is the meter's; amout, amount         test_consumption_sample, test_amount_spellings
 *   4.7   duplicate tableNo, `41868 ,`, numbers      test_tou_sample
 *   4.7   the total has lost a digit                 test_tou_sample, test_sum
 *   4.7   sums of phases do not fit either           test_tou_sample
 *   4.7   freezeTime and createTime                  test_tou_times
 *   4.8   no deviceId, number, text, foreign url     test_camera_sample
 *   all   no zone                                    every test: +08:00
 */

#define LATEST      OPERATION_LATEST, SOURCE_LIVE
#define LATEST_ONE  OPERATION_LATEST_ONE, SOURCE_LIVE
#define HISTORY     OPERATION_HISTORY, SOURCE_HISTORY
#define CONSUMPTION OPERATION_HISTORY, SOURCE_CONSUMPTION
#define DAILY       OPERATION_HISTORY, SOURCE_DAILY
#define TOU         OPERATION_HISTORY, SOURCE_TOU
#define CAMERA      OPERATION_HISTORY, SOURCE_CAMERA

static int setup(void **state)
{
	struct probe *probe = NEW(struct probe);

	probe_open(probe, "jrhsz");
	*state = probe;
	return 0;
}

static int teardown(void **state)
{
	probe_close(*state);
	free(*state);
	return 0;
}

static bool decode_members(
	struct probe *probe, enum operation_kind kind, enum reading_source source, const char *members)
{
	struct string body = {0};

	string_append_format(
		&body, "{\"code\":200,\"data\":[{\"tableNo\":\"1\"%s%s}]}", members[0] ? "," : "", members);
	bool good = probe_decode(probe, kind, source, string_view(&body));
	string_free(&body);
	return good;
}

static void assert_refused(struct probe *probe, const char *reason)
{
	assert_int_equal(probe->decoded.verdict, VERDICT_OK);
	assert_int_equal(probe->reading_count, 0);
	assert_int_equal(probe->refusal_count, 1);
	assert_string_equal(probe->refusals[0].what, "reading");
	assert_display(probe->refusals[0].reason, reason);
}

/* --- 4.3
 * ------------------------------------------------------------------------------------------------------ */

static void test_latest_sample(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, LATEST, "jrhsz/read_meter.json"));
	assert_int_equal(probe->decoded.total, 52);
	assert_false(probe->decoded.more);
	assert_int_equal(probe->reading_count, 1);
	const struct reading_fact *reading = &probe->readings[0];
	assert_view(reading->meter_no, "190620833464");
	assert_int_equal(reading->source, SOURCE_LIVE);
	assert_instant(reading->taken_at, "2023-04-22T10:31:53+08:00");
	assert_false(reading->taken_at_assumed);
	assert_int_equal(reading->value_count, 1);
	assert_quantity(reading, QUANTITY_TOTAL, "346.90");
	assert_true(sv_starts_with(reading->raw, SV("{\n        \"deviceId\"")));
	assert_int_equal(probe->meter_count, 1);
	const struct meter_fact *meter = &probe->meters[0];
	assert_int_equal(meter->parts, METER_HAS_DEVICE_ID | METER_HAS_VALVE | METER_HAS_READING);
	assert_int_equal(meter->valve, VALVE_CLOSED);
	assert_decimal(meter->reading, "346.90");
	assert_instant(meter->reading_at, "2023-04-22T10:31:53+08:00");
}

static void test_latest_list(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_text(probe, LATEST,
		"{\"code\":200,\"data\":[{\"tableNo\":\"1\",\"reading\":\"5\",\"readTime\":\"2026-01-02 "
		"03:04:05\"},"
		"{\"tableNo\":\"2\",\"reading\":0.001,\"readTime\":\"20260102030405\"}]}"));
	assert_int_equal(probe->reading_count, 2);
	assert_quantity(&probe->readings[1], QUANTITY_TOTAL, "0.001");
	assert_int_equal(probe->readings[0].taken_at, probe->readings[1].taken_at);
	assert_view(probe->decoded.first_key, "1");
}

/* The vendor gave no time: it is the answer's, and says so. */
static void test_latest_without_time(void **state)
{
	struct probe *probe = *state;

	assert_true(decode_members(probe, LATEST, "\"reading\":\"7\",\"readTime\":null"));
	assert_int_equal(probe->readings[0].taken_at, probe->now);
	assert_true(probe->readings[0].taken_at_assumed);
	assert_true(probe->meters[0].parts & METER_HAS_READING);
}

/* A bad time costs the reading, not the gate. */
static void test_latest_with_bad_time(void **state)
{
	struct probe *probe = *state;

	assert_true(decode_members(
		probe, LATEST, "\"reading\":\"7\",\"readTime\":\"0000-00-00 00:00:00\",\"gate\":\"合闸\""));
	assert_refused(probe, "readTime is not a date");
	assert_int_equal(probe->meters[0].parts, METER_HAS_VALVE);
	assert_int_equal(probe->meters[0].valve, VALVE_OPEN);
}

static void test_latest_without_value(void **state)
{
	struct probe *probe = *state;

	assert_true(decode_members(
		probe, LATEST, "\"reading\":\"\",\"readTime\":\"2026-01-02 03:04:05\",\"gate\":\"合闸\""));
	assert_int_equal(probe->decoded.taken, 1);
	assert_int_equal(probe->reading_count, 0);
	assert_int_equal(probe->meters[0].parts, METER_HAS_VALVE);
	assert_true(
		decode_members(probe, LATEST, "\"reading\":\"12,5\",\"readTime\":\"2026-01-02 03:04:05\""));
	assert_int_equal(probe->reading_count, 0);
	assert_int_equal(probe->meters[0].parts, 0);
	assert_int_equal(probe->remark_count, 1);
	assert_display(probe->remarks[0], "meter 1: reading \"12,5\" is not a number that can be kept");
}

static void test_latest_one(void **state)
{
	struct probe *probe = *state;

	probe->operation.meter_no = SV("190620833464");
	assert_true(probe_decode_fixture(probe, LATEST_ONE, "jrhsz/read_meter.json"));
	assert_int_equal(probe->reading_count, 1);
	assert_false(probe->decoded.more);
	assert_false(probe_decode_text(probe, LATEST_ONE, "{\"code\":200,\"data\":[],\"totalCount\":0}"));
	assert_error(probe, VERDICT_NOT_FOUND, "no meter 190620833464");
	assert_false(probe_decode_text(probe, LATEST_ONE, "{\"code\":200,\"data\":null}"));
	assert_error(probe, VERDICT_NOT_FOUND, "no meter 190620833464");
}

/* --- 4.4
 * ------------------------------------------------------------------------------------------------------ */

static void test_history_sample(void **state)
{
	struct probe *probe = *state;

	probe->operation.page_size = 2;
	assert_true(probe_decode_fixture(probe, HISTORY, "jrhsz/read_meter_list.json"));
	assert_int_equal(probe->decoded.total, 1);
	assert_true(probe->decoded.more);
	assert_int_equal(probe->reading_count, 2);
	assert_int_equal(
		probe->meter_count, 0); /* its address is the meter's number: nothing for the meter */
	assert_int_equal(probe->readings[0].source, SOURCE_HISTORY);
	assert_quantity(&probe->readings[0], QUANTITY_TOTAL, "313.60");
	assert_instant(probe->readings[0].taken_at, "2023-04-06T10:30:28+08:00");
	assert_quantity(&probe->readings[1], QUANTITY_TOTAL, "316.03");
	assert_instant(probe->readings[1].taken_at, "2023-04-07T10:30:01+08:00");
}

/* A meter alone can fill pages: the next page's first key must differ. */
static void test_history_first_key(void **state)
{
	struct probe *probe = *state;
	struct string first = {0};

	assert_true(decode_members(probe, HISTORY, "\"reading\":\"1\",\"readTime\":\"2026-01-02 03:04:05\""));
	string_set(&first, probe->decoded.first_key);
	assert_true(decode_members(probe, HISTORY, "\"reading\":\"1\",\"readTime\":\"2026-01-02 03:04:06\""));
	assert_false(sv_equal(probe->decoded.first_key, string_view(&first)));
	assert_true(decode_members(probe, HISTORY, "\"reading\":\"1\",\"readTime\":\"2026-01-02 03:04:05\""));
	assert_true(sv_equal(probe->decoded.first_key, string_view(&first)));
	string_free(&first);
}

static void test_history_refusals(void **state)
{
	struct probe *probe = *state;

	assert_true(decode_members(probe, HISTORY, "\"reading\":\"1\""));
	assert_refused(probe, "the record has no readTime");
	assert_true(decode_members(probe, HISTORY, "\"reading\":\"1\",\"readTime\":\"yesterday\""));
	assert_refused(probe, "readTime is not a date");
	assert_true(decode_members(probe, HISTORY, "\"readTime\":\"2026-01-02 03:04:05\""));
	assert_refused(probe, "the record holds no value");
	assert_true(decode_members(probe, HISTORY, "\"reading\":null,\"readTime\":\"2026-01-02 03:04:05\""));
	assert_refused(probe, "the record holds no value");
}

static void test_zone(void **state)
{
	struct probe *probe = *state;

	probe->account.zone = NULL; /* UTC */
	assert_true(decode_members(probe, HISTORY, "\"reading\":\"1\",\"readTime\":\"2026-01-02 03:04:05\""));
	assert_instant(probe->readings[0].taken_at, "2026-01-02T11:04:05+08:00");
}

/* --- 4.5
 * ------------------------------------------------------------------------------------------------------ */

static void test_consumption_sample(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, CONSUMPTION, "jrhsz/read_meter_data_list.json"));
	assert_int_equal(probe->reading_count, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct reading_fact *reading = &probe->readings[i];
		assert_int_equal(reading->source, SOURCE_CONSUMPTION);
		assert_int_equal(reading->value_count, 3);
		assert_quantity(reading, QUANTITY_TOTAL, "71.00");
		assert_quantity(reading, QUANTITY_CONSUMPTION, "0");
		assert_quantity(reading, QUANTITY_COST, "0");
	}
	assert_view(probe->readings[1].meter_no, "202005004984");
	assert_instant(probe->readings[1].taken_at, "2023-04-06T10:30:43+08:00");
	assert_true(probe_decode_fixture(probe, DAILY, "jrhsz/read_meter_data_list.json"));
	assert_int_equal(probe->readings[0].source, SOURCE_DAILY);
}

static void test_amount_spellings(void **state)
{
	struct probe *probe = *state;

	assert_true(decode_members(probe, CONSUMPTION,
		"\"readTime\":\"2026-01-02 03:04:05\",\"amount\":\"4.20\",\"dosage\":\"\""));
	assert_quantity(&probe->readings[0], QUANTITY_COST, "4.20");
	assert_quantity(&probe->readings[0], QUANTITY_CONSUMPTION, NULL);
	assert_true(decode_members(
		probe, CONSUMPTION, "\"readTime\":\"2026-01-02 03:04:05\",\"amount\":\"\",\"amout\":4.20"));
	assert_quantity(&probe->readings[0], QUANTITY_COST, "4.20");
}

/* --- 4.7
 * ------------------------------------------------------------------------------------------------------ */

static void test_tou_sample(void **state)
{
	static const struct {
		enum quantity quantity;
		const char *value;
	} rows[] = {
		{QUANTITY_TOTAL, "10622.5"},
		{QUANTITY_TOTAL_1, "24863.7"},
		{QUANTITY_TOTAL_2, "31086.9"},
		{QUANTITY_TOTAL_3, "41868"},
		{QUANTITY_TOTAL_4, "8403.9"},
		{QUANTITY_VOLTAGE_A, "238.90"},
		{QUANTITY_VOLTAGE_B, "238.90"},
		{QUANTITY_VOLTAGE_C, "238.90"},
		{QUANTITY_CURRENT_A, "3.78"},
		{QUANTITY_CURRENT_B, "0.21"},
		{QUANTITY_CURRENT_C, "0.12"},
		{QUANTITY_POWER, "29.50"},
		{QUANTITY_POWER_A, "29.00"},
		{QUANTITY_POWER_B, "0.20"},
		{QUANTITY_POWER_C, "0.20"},
		{QUANTITY_REACTIVE, "1.90"},
		{QUANTITY_REACTIVE_A, "0.00"},
		{QUANTITY_REACTIVE_B, "1.30"},
		{QUANTITY_REACTIVE_C, "0.50"},
	};
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, TOU, "jrhsz/peaks_valleys.json"));
	assert_true(probe->decoded.repaired);
	assert_int_equal(probe->reading_count, 1);
	const struct reading_fact *reading = &probe->readings[0];
	assert_view(reading->meter_no, "202005004869");
	assert_int_equal(reading->source, SOURCE_TOU);
	assert_instant(reading->taken_at, "2025-07-01T00:57:05+08:00");
	assert_int_equal(reading->value_count, ARRAY_SIZE(rows));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_quantity(reading, rows[i].quantity, rows[i].value);
	assert_int_equal(probe->remark_count, 2);
	assert_display(probe->remarks[1],
		"meter 202005004869: sum differs, the tariffs add up to 106222.5, the total is 10622.5");
}

#define FROZEN "\"freezeTime\":\"2026-01-02 00:00:00\","

static void test_sum(void **state)
{
	struct probe *probe = *state;

	assert_true(decode_members(probe, TOU,
		FROZEN "\"positiveActivePower\":\"10.0\",\"positiveActivePower1\":1,\"positiveActivePower2\":"
		       "\"2.50\","
		       "\"positiveActivePower3\":3.5,\"positiveActivePower4\":3"));
	assert_int_equal(probe->remark_count, 0);
	/* A tariff that is not there is not a zero. */
	assert_true(decode_members(
		probe, TOU, FROZEN "\"positiveActivePower\":\"10.0\",\"positiveActivePower1\":1"));
	assert_int_equal(probe->remark_count, 0);
	assert_quantity(&probe->readings[0], QUANTITY_TOTAL_2, NULL);
	assert_true(decode_members(probe, TOU,
		FROZEN "\"positiveActivePower1\":1,\"positiveActivePower2\":2,\"positiveActivePower3\":3,"
		       "\"positiveActivePower4\":4"));
	assert_int_equal(probe->remark_count, 0);
	assert_quantity(&probe->readings[0], QUANTITY_TOTAL, NULL);
}

static void test_tou_times(void **state)
{
	struct probe *probe = *state;

	assert_true(decode_members(probe, TOU,
		"\"voltA\":1,\"createTime\":\"2026-01-02 08:00:00\",\"freezeTime\":\"2026-01-02 00:00:00\""));
	assert_instant(probe->readings[0].taken_at, "2026-01-02T00:00:00+08:00");
	assert_true(decode_members(
		probe, TOU, "\"voltA\":1,\"createTime\":\"2026-01-02 08:00:00\",\"freezeTime\":\"\""));
	assert_instant(probe->readings[0].taken_at, "2026-01-02T08:00:00+08:00");
	assert_true(decode_members(probe, TOU, "\"voltA\":1"));
	assert_refused(probe, "the record has no createTime");
	assert_true(decode_members(probe, TOU, "\"voltA\":1,\"createTime\":\"x\""));
	assert_refused(probe, "createTime is not a date");
}

/* The first key of two counts, in whatever order. */
static void test_duplicate_key(void **state)
{
	struct probe *probe = *state;

	assert_true(decode_members(probe, TOU, FROZEN "\"voltA\":\"1\",\"tableNo\":\"2\",\"voltA\":\"3\""));
	assert_view(probe->readings[0].meter_no, "1");
	assert_quantity(&probe->readings[0], QUANTITY_VOLTAGE_A, "1");
}

/* --- 4.8
 * ------------------------------------------------------------------------------------------------------ */

static void test_camera_sample(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, CAMERA, "jrhsz/camera_read.json"));
	assert_int_equal(probe->reading_count, 1);
	const struct reading_fact *reading = &probe->readings[0];
	assert_view(reading->meter_no, "8408301559");
	assert_int_equal(reading->source, SOURCE_CAMERA);
	assert_instant(reading->taken_at, "2025-07-01T00:57:05+08:00");
	assert_quantity(reading, QUANTITY_TOTAL, "24863.7");
	assert_display(reading->image_url, "https://xxx.com/");
	assert_display(reading->image_status, "解析正常");
	assert_int_equal(probe->meter_count, 0);
}

#define PICTURED "\"imageReadTime\":\"2026-01-02 03:04:05\","

static void test_camera_parts(void **state)
{
	struct probe *probe = *state;

	/* A picture that could not be read is still a picture. */
	assert_true(decode_members(probe, CAMERA,
		PICTURED "\"imageStatus\":\"解析失败\",\"imageUrl\":\"http://x/\",\"basicReading\":\"\""));
	assert_int_equal(probe->readings[0].value_count, 0);
	assert_display(probe->readings[0].image_status, "解析失败");
	assert_true(decode_members(probe, CAMERA, PICTURED "\"basicReading\":\"7\""));
	assert_int_equal(probe->readings[0].image_url.length, 0);
	assert_true(decode_members(probe, CAMERA, PICTURED "\"imageStatus\":\"解析失败\""));
	assert_refused(probe, "the record holds no value");
	assert_true(decode_members(probe, CAMERA, "\"basicReading\":7"));
	assert_refused(probe, "the record has no imageReadTime");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_latest_sample),
		TEST(test_latest_list),
		TEST(test_latest_without_time),
		TEST(test_latest_with_bad_time),
		TEST(test_latest_without_value),
		TEST(test_latest_one),
		TEST(test_history_sample),
		TEST(test_history_first_key),
		TEST(test_history_refusals),
		TEST(test_zone),
		TEST(test_consumption_sample),
		TEST(test_amount_spellings),
		TEST(test_tou_sample),
		TEST(test_sum),
		TEST(test_tou_times),
		TEST(test_duplicate_key),
		TEST(test_camera_sample),
		TEST(test_camera_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
