/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#define DAYS(rows) "{\"echoCode\":\"0000\",\"echoMsg\":{\"gasData\":" rows "}}"

static void open_probe(struct probe *probe)
{
	probe_open(probe, "goldcard");
	probe->operation.meter_no = SV("202002201332");
}

static void sample_of_4_10(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_HISTORY, SOURCE_DAILY, "goldcard/daily.json"));
	assert_int_equal(probe.decoded.rows, 3);
	assert_int_equal(probe.reading_count, 3);
	assert_int_equal(probe.meter_count, 0);
	const struct reading_fact *reading = &probe.readings[1];
	assert_view(reading->meter_no, "202002201332");
	assert_int_equal(reading->source, SOURCE_DAILY);
	assert_instant(reading->taken_at, "2020-01-12T00:00:00+08:00");
	assert_int_equal(reading->value_count, 3);
	assert_quantity(reading, QUANTITY_CONSUMPTION, "4");
	assert_quantity(reading, QUANTITY_COST, "4");
	assert_quantity(reading, QUANTITY_PRICE, "1");
	assert_true(sv_starts_with(reading->raw, SV("{")));
	assert_instant(probe.readings[2].taken_at, "2020-02-12T00:00:00+08:00");
	probe_close(&probe);
}

/* 2.4.10: several rows on a day that crosses a step of the ladder; here with other days between them. */
static void rows_of_a_day_become_one(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_HISTORY, SOURCE_DAILY,
		DAYS("[{\"useDate\":\"2020-01-12\",\"price\":\"2.4\",\"useGas\":\"1.5\",\"useAmount\":\"3."
		     "60\"},"
		     "{\"useDate\":\"2020-01-11\",\"price\":\"1.4\",\"useGas\":\"2\",\"useAmount\":\"2.80\"},"
		     "{\"useDate\":\"2020-01-12\",\"price\":\"1.4\",\"useGas\":\"2.25\",\"useAmount\":\"3."
		     "15\"}]")));
	assert_int_equal(probe.decoded.taken, 3);
	assert_int_equal(probe.reading_count, 2);
	assert_instant(probe.readings[0].taken_at, "2020-01-11T00:00:00+08:00");
	const struct reading_fact *day = &probe.readings[1];
	assert_instant(day->taken_at, "2020-01-12T00:00:00+08:00");
	assert_quantity(day, QUANTITY_CONSUMPTION, "3.75");
	assert_quantity(day, QUANTITY_COST, "6.75");
	assert_quantity(day, QUANTITY_PRICE, "2.4");
	assert_true(sv_starts_with(day->raw, SV("[{")) && sv_ends_with(day->raw, SV("}]")));
	assert_true(sv_contains(day->raw, SV("3.60")) && sv_contains(day->raw, SV("3.15")));
	probe_close(&probe);
}

static void repeated_rows_count_once(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_HISTORY, SOURCE_DAILY,
		DAYS("[{\"useDate\":\"2020-01-12\",\"price\":1.40,\"useGas\":2,\"useAmount\":2.80},"
		     "{\"useDate\":\"2020-01-12\",\"price\":\"1.4\",\"useGas\":\"2\",\"useAmount\":\"2.8\"}"
		     "]")));
	assert_int_equal(probe.reading_count, 1);
	assert_quantity(probe.readings, QUANTITY_CONSUMPTION, "2");
	assert_int_equal(probe.remark_count, 1);
	probe_close(&probe);
}

static void meters_are_kept_apart(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_HISTORY, SOURCE_DAILY,
		DAYS("[{\"meterNo\":\"2\",\"useDate\":\"2020-01-12\",\"useGas\":\"1\"},"
		     "{\"meterNo\":\"1\",\"useDate\":\"2020-01-12\",\"useAmount\":\"2\"}]")));
	assert_int_equal(probe.reading_count, 2);
	assert_view(probe.readings[0].meter_no, "1");
	assert_quantity(&probe.readings[0], QUANTITY_CONSUMPTION, NULL);
	assert_quantity(&probe.readings[0], QUANTITY_COST, "2");
	assert_quantity(&probe.readings[1], QUANTITY_PRICE, NULL);
	probe_close(&probe);
}

static void one_object_and_none(void **state)
{
	static const char *const empty[] = {
		DAYS("[]"), DAYS("null"), DAYS("\"\""), "{\"echoCode\":\"0\",\"echoMsg\":{}}"};
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_HISTORY, SOURCE_DAILY,
		DAYS("{\"useDate\":\"20200112\",\"useGas\":\"1\",\"meterNo\":null}")));
	assert_view(probe.readings[0].meter_no, "202002201332");
	for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
		assert_true(probe_decode_text(&probe, OPERATION_HISTORY, SOURCE_DAILY, empty[i]));
		assert_int_equal(probe.decoded.rows, 0);
	}
	probe_close(&probe);
}

static void bad_rows_are_refused(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_HISTORY, SOURCE_DAILY,
		DAYS("[{\"useGas\":\"1\"},{\"useDate\":\"soon\",\"useGas\":\"1\"},"
		     "{\"useDate\":\"2020-01-12\"},{\"useDate\":\"2020-01-12\",\"useGas\":\"much\"},"
		     "{\"useDate\":\"2020-01-12\",\"useGas\":\"1\",\"meterNo\":\"a b\"},"
		     "{\"useDate\":\"2020-01-13\",\"useGas\":\"1\"}]")));
	assert_int_equal(probe.decoded.rows, 6);
	assert_int_equal(probe.decoded.refused, 5);
	assert_int_equal(probe.reading_count, 1);
	probe_close(&probe);
}

/* A day whose sum does not fit, or with a thousand rows, is refused as a whole; the others stay. */
static void what_cannot_be_summed(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_HISTORY, SOURCE_DAILY,
		DAYS("[{\"useDate\":\"2020-01-12\",\"useGas\":\"900000000000000000\"},"
		     "{\"useDate\":\"2020-01-12\",\"useGas\":\"0.123456789\"},"
		     "{\"useDate\":\"2020-01-13\",\"useGas\":\"1\"}]")));
	assert_int_equal(probe.decoded.refused, 2);
	assert_int_equal(probe.reading_count, 1);

	struct string body = {0};
	string_append(&body, "{\"echoCode\":\"0\",\"echoMsg\":{\"gasData\":[");
	for (int i = 0; i < 1000; i++)
		string_append_format(
			&body, "%s{\"useDate\":\"2020-01-12\",\"useGas\":\"%d\"}", i ? "," : "", i);
	string_append(&body, "]}}");
	assert_true(probe_decode(&probe, OPERATION_HISTORY, SOURCE_DAILY, string_view(&body)));
	assert_int_equal(probe.decoded.refused, 1000);
	assert_int_equal(probe.reading_count, 0);
	string_free(&body);
	probe_close(&probe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sample_of_4_10),
		cmocka_unit_test(rows_of_a_day_become_one),
		cmocka_unit_test(repeated_rows_count_once),
		cmocka_unit_test(meters_are_kept_apart),
		cmocka_unit_test(one_object_and_none),
		cmocka_unit_test(bad_rows_are_refused),
		cmocka_unit_test(what_cannot_be_summed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
