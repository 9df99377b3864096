/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/store/packed.h"
#include "tests/unit/store/fixture.h"

static struct reading_row *read_all(struct fixture *fixture, const char *number, unsigned sources,
	bool descending, struct list_result *result)
{
	struct reading_row *rows;
	struct list_request request = {.descending = descending};
	struct meter_row meter = get_meter(fixture, number);
	assert_good(cache_readings(fixture->reader, meter.id, sources, &request, &fixture->arena, &rows,
		result, &fixture->error));
	return rows;
}

static void test_values_survive(void **state)
{
	struct fixture *fixture = *state;
	struct reading_fact fact = {.meter_no = SV("9"),
		.taken_at = NOW - 1000,
		.source = SOURCE_TOU,
		.value_count = 5,
		.values = {{QUANTITY_TOTAL, dec("106222.5")}, {QUANTITY_TOTAL_1, dec("-0.000000001")},
			{QUANTITY_VOLTAGE_A, dec("238.90")},
			{QUANTITY_RECHARGE_TOTAL, dec("999999999999999999")},
			{QUANTITY_COST, dec("-999999999999999999")}},
		.raw = SV("{\"tou\":1}")};
	assert_int_equal(put_reading(fixture, &fact), CACHE_INSERTED);
	assert_int_equal(put_reading(fixture, &fact), CACHE_UNCHANGED);
	struct list_result result;
	struct reading_row *rows = read_all(fixture, "9", SOURCES_ALL, true, &result);
	assert_int_equal(result.count, 1);
	assert_int_equal(rows[0].value_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(rows[0].values[i].quantity, fact.values[i].quantity);
		assert_int_equal(rows[0].values[i].value.mantissa, fact.values[i].value.mantissa);
		assert_int_equal(rows[0].values[i].value.scale, fact.values[i].value.scale);
	}
	assert_int_equal(rows[0].received_at, NOW);
	struct string_view raw;
	bool dropped;
	assert_good(
		cache_raw(fixture->reader, rows[0].raw, &fixture->arena, &raw, &dropped, &fixture->error));
	assert_view(raw, "{\"tou\":1}");
}

static void test_a_corrected_value_replaces(void **state)
{
	struct fixture *fixture = *state;
	struct reading_fact fact = reading_of("9", NOW - 1000, "10.5");
	put_reading(fixture, &fact);
	fact.values[0].value = dec("10.50");
	assert_int_equal(put_reading(fixture, &fact), CACHE_UPDATED);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.readings, 1);
}

static void test_an_unknown_meter_is_made(void **state)
{
	struct fixture *fixture = *state;
	struct reading_fact fact = reading_of("4711", NOW - 1000, "3");
	put_reading(fixture, &fact);
	struct meter_row row = get_meter(fixture, "4711");
	assert_int_equal(row.medium, MEDIUM_UNKNOWN);
	assert_int_equal(row.valve, VALVE_UNKNOWN);
	assert_int_equal(row.reading.mantissa, 3);
	assert_int_equal(row.reading_at, NOW - 1000);
}

static void test_the_newest_register_is_the_meters(void **state)
{
	struct fixture *fixture = *state;
	add_meter(fixture, "9", "a", "b");
	fixture_begin(fixture);
	for (int i = 0; i < 50; i++) {
		struct reading_fact fact = reading_of("9", NOW - 50000 + i * 1000, "7");
		fact.values[0].value.mantissa = 100 + i;
		assert_int_equal(
			cache_put_reading(fixture->writer, fixture->profile, &fact, NOW, &fixture->error),
			CACHE_INSERTED);
	}
	struct reading_fact daily = reading_of("9", NOW, "1");
	daily.source = SOURCE_DAILY;
	cache_put_reading(fixture->writer, fixture->profile, &daily, NOW, &fixture->error);
	daily.source = SOURCE_CAMERA;
	cache_put_reading(fixture->writer, fixture->profile, &daily, NOW, &fixture->error);
	fixture_commit(fixture);
	struct meter_row row = get_meter(fixture, "9");
	assert_int_equal(row.reading.mantissa, 149);
	assert_int_equal(row.reading_at, NOW - 1000);
	struct reading_fact old = reading_of("9", NOW - 90000, "1");
	put_reading(fixture, &old);
	assert_int_equal(get_meter(fixture, "9").reading.mantissa, 149);
}

static void test_meter_and_reading_in_one_transaction(void **state)
{
	struct fixture *fixture = *state;
	fixture_begin(fixture);
	struct reading_fact reading = reading_of("5", NOW - 10, "42");
	struct meter_fact meter = {
		.meter_no = SV("5"), .parts = METER_HAS_CUSTOMER_NAME, .customer_name = TEXT("Wanjiru")};
	cache_put_reading(fixture->writer, fixture->profile, &reading, NOW, &fixture->error);
	cache_put_meter(fixture->writer, fixture->profile, &meter, NOW, &fixture->error);
	reading = reading_of("5", NOW - 5, "43");
	cache_put_reading(fixture->writer, fixture->profile, &reading, NOW, &fixture->error);
	fixture_commit(fixture);
	struct meter_row row = get_meter(fixture, "5");
	assert_int_equal(row.reading.mantissa, 43);
	assert_shown(row.customer_name, "Wanjiru");
}

static void test_an_assumed_time_does_not_repeat(void **state)
{
	struct fixture *fixture = *state;
	struct reading_fact fact = reading_of("9", NOW - 1000, "10");
	fact.taken_at_assumed = true;
	fact.source = SOURCE_LIVE;
	assert_int_equal(put_reading(fixture, &fact), CACHE_INSERTED);
	fact.taken_at = NOW;
	assert_int_equal(put_reading(fixture, &fact), CACHE_UNCHANGED);
	fact.values[0].value = dec("11");
	assert_int_equal(put_reading(fixture, &fact), CACHE_INSERTED);
	struct list_result result;
	struct reading_row *rows = read_all(fixture, "9", SOURCES_ALL, true, &result);
	assert_int_equal(result.count, 2);
	assert_true(rows[0].taken_at_assumed);
}

static void test_camera_keeps_its_picture(void **state)
{
	struct fixture *fixture = *state;
	struct reading_fact fact = reading_of("9", NOW, "10");
	fact.source = SOURCE_CAMERA;
	fact.image_url = shown("http://x/1.jpg");
	fact.image_status = shown("解析正常");
	put_reading(fixture, &fact);
	struct list_result result;
	struct reading_row *rows = read_all(fixture, "9", SOURCE_BIT(SOURCE_CAMERA), false, &result);
	assert_int_equal(result.count, 1);
	assert_shown(rows[0].image_url, "http://x/1.jpg");
	assert_shown(rows[0].image_status, "解析正常");
	struct latest_values latest;
	assert_good(cache_latest(fixture->reader, get_meter(fixture, "9").id, SOURCES_ALL, &fixture->arena,
		&latest, &fixture->error));
	assert_shown(latest.image_url, "http://x/1.jpg");
	assert_int_equal(latest.image_at, NOW);
}

static void add_history(struct fixture *fixture, int count)
{
	fixture_begin(fixture);
	for (int i = 0; i < count; i++) {
		struct reading_fact fact = reading_of("9", NOW + i / 2 * 1000, "1");
		fact.source = i % 2 ? SOURCE_LIVE : SOURCE_HISTORY;
		fact.values[0].value = decimal_from_integer(i);
		assert_int_equal(
			cache_put_reading(fixture->writer, fixture->profile, &fact, NOW, &fixture->error),
			CACHE_INSERTED);
	}
	fixture_commit(fixture);
}

static void test_pages_of_readings(void **state)
{
	struct fixture *fixture = *state;
	add_history(fixture, 100);
	int64_t meter = get_meter(fixture, "9").id;
	for (int descending = 0; descending < 2; descending++) {
		struct list_request request = {.descending = descending, .limit = 7};
		struct list_result result;
		struct reading_row *rows;
		size_t seen = 0;
		do {
			assert_good(cache_readings(fixture->reader, meter, SOURCES_ALL, &request,
				&fixture->arena, &rows, &result, &fixture->error));
			for (size_t i = 0; i < result.count; i++, seen++) {
				size_t place = descending ? 99 - seen : seen;
				assert_int_equal(rows[i].taken_at, NOW + (int64_t)(place / 2) * 1000);
				/* live (0) sorts before history (2) at one moment */
				assert_int_equal(rows[i].source, place % 2 ? SOURCE_HISTORY : SOURCE_LIVE);
			}
			request.from = LIST_AFTER;
			request.anchor = rows[result.count - 1].key;
		} while (result.more);
		assert_int_equal(seen, 100);
		request.from = LIST_BEFORE;
		assert_good(cache_readings(fixture->reader, meter, SOURCES_ALL, &request, &fixture->arena,
			&rows, &result, &fixture->error));
		assert_int_equal(result.count, 7);
		assert_int_equal(rows[6].taken_at, NOW + (descending ? 0 : 49) * 1000);
		request.from = LIST_AT;
		assert_good(cache_readings(fixture->reader, meter, SOURCES_ALL, &request, &fixture->arena,
			&rows, &result, &fixture->error));
		assert_int_equal(rows[0].id, request.anchor.number * 16 + request.anchor.id);
	}
}

static void test_windows_and_sources(void **state)
{
	struct fixture *fixture = *state;
	add_history(fixture, 100);
	int64_t meter = get_meter(fixture, "9").id;
	struct list_request request = {.since = NOW + 10000, .until = NOW + 20000};
	struct list_result result;
	struct reading_row *rows;
	for (int descending = 0; descending < 2; descending++) {
		request.descending = descending;
		assert_good(cache_readings(fixture->reader, meter, SOURCE_BIT(SOURCE_LIVE), &request,
			&fixture->arena, &rows, &result, &fixture->error));
		assert_int_equal(result.count, 10);
		assert_int_equal(rows[descending ? 9 : 0].taken_at, NOW + 10000);
	}
	struct series_point *points;
	size_t count;
	assert_good(cache_series(fixture->reader, meter, SOURCE_BIT(SOURCE_HISTORY), QUANTITY_TOTAL, NOW,
		NOW + 50000, 5, &fixture->arena, &points, &count, &fixture->error));
	assert_int_equal(count, 5);
	assert_int_equal(points[0].at, NOW + 45000);
	assert_int_equal(points[4].value.mantissa, 98);
	assert_good(cache_series(fixture->reader, meter, SOURCES_ALL, QUANTITY_TOTAL, 0, 0, 0,
		&fixture->arena, &points, &count, &fixture->error));
	assert_int_equal(count, 50);
}

static void test_latest_of_each_quantity(void **state)
{
	struct fixture *fixture = *state;
	struct reading_fact tou = reading_of("9", NOW - 5000, "50");
	tou.source = SOURCE_TOU;
	tou.value_count = 2;
	tou.values[1] = (struct reading_value){QUANTITY_TOTAL_1, dec("12")};
	put_reading(fixture, &tou);
	struct reading_fact live = reading_of("9", NOW, "51");
	live.source = SOURCE_LIVE;
	put_reading(fixture, &live);
	struct latest_values latest;
	assert_good(cache_latest(fixture->reader, get_meter(fixture, "9").id, SOURCES_ALL, &fixture->arena,
		&latest, &fixture->error));
	assert_int_equal(latest.newest, NOW);
	assert_int_equal(latest.of[QUANTITY_TOTAL].value.mantissa, 51);
	assert_int_equal(latest.of[QUANTITY_TOTAL].source, SOURCE_LIVE);
	assert_int_equal(latest.of[QUANTITY_TOTAL_1].value.mantissa, 12);
	assert_int_equal(latest.of[QUANTITY_TOTAL_1].taken_at, NOW - 5000);
	assert_false(latest.of[QUANTITY_POWER].present);
}

static void test_daily_consumption(void **state)
{
	struct fixture *fixture = *state;
	struct time_zone *zone = time_zone_open("+08:00", &fixture->error);
	struct civil_time civil = {.year = 2026, .month = 10, .day = 1};
	instant first;
	assert_true(instant_from_civil(&civil, zone, &first));
	fixture_begin(fixture);
	/* Registers at 06:00 and 22:00 of eight days, without the fourth. */
	for (int day = 0; day < 8; day++) {
		for (int at = 6; day != 3 && at <= 22; at += 16) {
			struct reading_fact fact = reading_of("9", first + day * DAY + at * HOUR, "0");
			fact.values[0].value = decimal_from_integer(100 + day * 10 + at);
			cache_put_reading(fixture->writer, fixture->profile, &fact, NOW, &fixture->error);
		}
	}
	struct reading_fact stated = {.meter_no = SV("9"),
		.taken_at = first + 6 * DAY,
		.source = SOURCE_DAILY,
		.value_count = 2,
		.values = {{QUANTITY_CONSUMPTION, dec("9.5")}, {QUANTITY_COST, dec("4.75")}}};
	cache_put_reading(fixture->writer, fixture->profile, &stated, NOW, &fixture->error);
	fixture_commit(fixture);
	struct day_consumption *days;
	size_t count;
	assert_good(cache_daily(fixture->reader, get_meter(fixture, "9").id, zone, first + DAY,
		first + 8 * DAY, &fixture->arena, &days, &count, &fixture->error));
	/* Days 1, 2, 5, 6 (stated) and 7: nothing is known of 3 and 4. */
	assert_int_equal(count, 5);
	assert_int_equal(days[0].day, first + DAY);
	assert_true(days[0].derived);
	assert_int_equal(days[0].amount.mantissa, 10);
	assert_int_equal(days[2].day, first + 5 * DAY);
	assert_int_equal(days[3].day, first + 6 * DAY);
	assert_false(days[3].derived);
	assert_int_equal(days[3].amount.mantissa, 95);
	assert_true(days[3].has_cost);
	time_zone_free(zone);
}

static void test_packed_garbage_is_survived(void **state)
{
	const char *garbage[] = {"", "\x02", "\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
		"\x01\x05\x63\x01", "\x01\x7f\x01\x02\x00\x01", "\x01\x00\x01\xff"};
	const size_t lengths[] = {0, 1, 11, 4, 6, 4};
	for (size_t i = 0; i < ARRAY_SIZE(garbage); i++) {
		struct packed_reader reader;
		struct packed_header header;
		struct reading_value value;
		if (!packed_open(&reader, sv_from(garbage[i], lengths[i]), &header))
			continue;
		while (packed_next(&reader, &value))
			assert_true(value.quantity < QUANTITY_COUNT);
	}
}

static void test_a_row_is_small(void **state)
{
	struct packed packed;
	struct reading_fact fact = reading_of("9", NOW, "10622.5");
	packed_reading(&packed, &fact);
	assert_in_range(packed.length, 1, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_values_survive, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_corrected_value_replaces, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_an_unknown_meter_is_made, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_newest_register_is_the_meters, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_meter_and_reading_in_one_transaction, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_an_assumed_time_does_not_repeat, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_camera_keeps_its_picture, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_pages_of_readings, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_windows_and_sources, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_latest_of_each_quantity, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_daily_consumption, fixture_setup, fixture_teardown),
		cmocka_unit_test(test_packed_garbage_is_survived),
		cmocka_unit_test(test_a_row_is_small),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
