/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "tests/unit/store/fixture.h"

static const struct meter_fact full_meter = {
	.meter_no = {"202004032112", 12},
	.parts = METER_HAS_DEVICE_ID | METER_HAS_TYPE | METER_HAS_ADDRESS | METER_HAS_CUSTOMER_CODE |
		 METER_HAS_CUSTOMER_NAME | METER_HAS_VALVE | METER_HAS_ONLINE | METER_HAS_LAST_SEEN |
		 METER_HAS_READING | METER_HAS_MEDIUM,
	.medium = MEDIUM_GAS,
	.device_id = {"D1", 2},
	.type = {"4G gas", 6, 6},
	.address = {"龙蟠路998号", 15, 11},
	.customer_code = {"C77", 3, 3},
	.customer_name = {"李建国", 9, 6},
	.valve = VALVE_CLOSED,
	.online = TRISTATE_YES,
	.last_seen = NOW - 5000,
	.reading = {34690, 2},
	.reading_at = NOW - 6000,
	.raw = {"{\"a\":\"first\"}", 13},
};

static void test_meter_is_kept_in_full(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(put_meter(fixture, &full_meter), CACHE_INSERTED);
	struct meter_row row = get_meter(fixture, "202004032112");
	assert_view(row.profile, "estate");
	assert_view(row.device_id, "D1");
	assert_shown(row.type, "4G gas");
	assert_shown(row.address, "龙蟠路998号");
	assert_int_equal(row.address.width, 11);
	assert_shown(row.customer_code, "C77");
	assert_shown(row.customer_name, "李建国");
	assert_int_equal(row.medium, MEDIUM_GAS);
	assert_int_equal(row.valve, VALVE_CLOSED);
	assert_int_equal(row.online, TRISTATE_YES);
	assert_int_equal(row.last_seen, NOW - 5000);
	assert_true(row.has_reading);
	assert_int_equal(row.reading.mantissa, 34690);
	assert_int_equal(row.reading.scale, 2);
	assert_int_equal(row.reading_at, NOW - 6000);
	assert_int_equal(row.detail_at, INSTANT_NONE);
	struct string_view raw;
	bool dropped;
	assert_good(cache_raw(fixture->reader, row.raw, &fixture->arena, &raw, &dropped, &fixture->error));
	assert_view(raw, "{\"a\":\"first\"}");
	assert_false(dropped);
}

static void test_the_same_again_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	put_meter(fixture, &full_meter);
	uint64_t generation = cache_reader_generation(fixture->reader);
	assert_int_equal(put_meter(fixture, &full_meter), CACHE_UNCHANGED);
	assert_int_equal(cache_reader_generation(fixture->reader), generation);
	assert_int_equal(cache_writer_counts(fixture->writer).unchanged, 1);
}

static void test_what_is_not_stated_stays(void **state)
{
	struct fixture *fixture = *state;
	put_meter(fixture, &full_meter);
	struct meter_fact partial = {.meter_no = full_meter.meter_no,
		.parts = METER_HAS_VALVE | METER_HAS_ADDRESS,
		.valve = VALVE_OPEN,
		.address = shown("上海路1号")};
	assert_int_equal(put_meter(fixture, &partial), CACHE_UPDATED);
	struct meter_row row = get_meter(fixture, "202004032112");
	assert_int_equal(row.valve, VALVE_OPEN);
	assert_shown(row.address, "上海路1号");
	assert_shown(row.customer_name, "李建国");
	assert_int_equal(row.reading.mantissa, 34690);
	assert_int_equal(row.online, TRISTATE_YES);
	/* A fact without raw text leaves the older one. */
	assert_true(row.raw != 0);
}

static void test_each_part_alone(void **state)
{
	struct fixture *fixture = *state;
	put_meter(fixture, &full_meter);
	for (unsigned part = METER_HAS_DEVICE_ID; part <= METER_HAS_MEDIUM; part <<= 1) {
		struct meter_fact fact = {.meter_no = full_meter.meter_no,
			.parts = part,
			.medium = MEDIUM_WATER,
			.device_id = SV("X"),
			.type = TEXT("X"),
			.address = TEXT("X"),
			.customer_code = TEXT("X"),
			.customer_name = TEXT("X"),
			.valve = VALVE_FORCED,
			.online = TRISTATE_NO,
			.last_seen = NOW,
			.reading = {1, 0},
			.reading_at = NOW};
		assert_int_equal(put_meter(fixture, &fact), CACHE_UPDATED);
		assert_int_equal(put_meter(fixture, &fact), CACHE_UNCHANGED);
		put_meter(fixture, &full_meter);
	}
	struct meter_row row = get_meter(fixture, "202004032112");
	assert_int_equal(row.medium, MEDIUM_GAS);
	assert_shown(row.type, "4G gas");
	/* Times only go forward. */
	assert_int_equal(row.last_seen, NOW);
	assert_int_equal(row.reading.mantissa, 1);
}

static void test_an_older_reading_is_not_taken(void **state)
{
	struct fixture *fixture = *state;
	put_meter(fixture, &full_meter);
	struct meter_fact older = full_meter;
	older.reading = dec("1.5");
	older.reading_at = NOW - 9000;
	assert_int_equal(put_meter(fixture, &older), CACHE_UNCHANGED);
	older.reading_at = NOW;
	assert_int_equal(put_meter(fixture, &older), CACHE_UPDATED);
	assert_int_equal(get_meter(fixture, "202004032112").reading.mantissa, 15);
}

static void test_a_reading_without_a_time_is_as_old_as_its_answer(void **state)
{
	struct fixture *fixture = *state;
	struct meter_fact fact = {.meter_no = SV("7"),
		.parts = METER_HAS_READING,
		.reading = dec("5"),
		.reading_at = INSTANT_NONE};
	put_meter(fixture, &fact);
	assert_int_equal(get_meter(fixture, "7").reading_at, NOW);
	assert_int_equal(put_meter(fixture, &fact), CACHE_UNCHANGED);
}

static void test_the_detail_record_is_kept_beside(void **state)
{
	struct fixture *fixture = *state;
	put_meter(fixture, &full_meter);
	struct meter_fact detail = {
		.meter_no = full_meter.meter_no, .parts = METER_HAS_DETAIL, .raw = SV("{\"detail\":true}")};
	assert_int_equal(put_meter(fixture, &detail), CACHE_UPDATED);
	struct meter_row row = get_meter(fixture, "202004032112");
	assert_int_equal(row.detail_at, NOW);
	struct string_view raw;
	bool dropped;
	assert_good(
		cache_raw(fixture->reader, row.detail_raw, &fixture->arena, &raw, &dropped, &fixture->error));
	assert_view(raw, "{\"detail\":true}");
	assert_good(cache_raw(fixture->reader, row.raw, &fixture->arena, &raw, &dropped, &fixture->error));
	assert_view(raw, "{\"a\":\"first\"}");
}

static void test_a_bad_number_is_refused_and_said(void **state)
{
	struct fixture *fixture = *state;
	struct meter_fact bad = {.meter_no = SV("has space"), .raw = SV("{\"bad\":1}")};
	assert_int_equal(put_meter(fixture, &bad), CACHE_REFUSED);
	struct message_row *rows;
	struct list_result result;
	struct list_request request = {0};
	assert_good(
		cache_messages(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 1);
	assert_int_equal(rows[0].refused, 1);
	assert_int_equal(rows[0].level, LOG_WARNING);
	assert_view(rows[0].profile, "estate");
	struct string_view raw;
	bool dropped;
	assert_good(
		cache_raw(fixture->reader, rows[0].raw, &fixture->arena, &raw, &dropped, &fixture->error));
	assert_view(raw, "{\"bad\":1}");
}

static void test_many_refusals_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct cache_sink sink;
	fixture_begin(fixture);
	cache_sink_init(&sink, fixture->writer, fixture->profile, NOW);
	struct refusal refusal = {"reading", TEXT("the total is no number"), SV("{}")};
	for (int i = 0; i < 500; i++)
		sink.sink.refused(sink.sink.context, &refusal);
	assert_false(sink.failed);
	assert_int_equal(sink.counts.refused, 500);
	fixture_commit(fixture);
	struct message_row *rows;
	struct list_result result;
	struct list_request request = {.from = LIST_FROM_END};
	assert_good(
		cache_messages(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	int64_t refused = 0;
	for (size_t i = 0; i < result.count; i++)
		refused += rows[i].refused;
	assert_true(result.count < 10);
	assert_int_equal(refused, 500);
}

static void test_rollback_leaves_nothing(void **state)
{
	struct fixture *fixture = *state;
	fixture_begin(fixture);
	cache_put_meter(fixture->writer, fixture->profile, &full_meter, NOW, &fixture->error);
	cache_writer_rollback(fixture->writer);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.meters, 0);
	assert_int_equal(put_meter(fixture, &full_meter), CACHE_INSERTED);
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.meters, 1);
	struct string_view raw;
	bool dropped;
	struct meter_row row = get_meter(fixture, "202004032112");
	assert_good(cache_raw(fixture->reader, row.raw, &fixture->arena, &raw, &dropped, &fixture->error));
	assert_view(raw, "{\"a\":\"first\"}");
}

static void test_tallies_follow_the_facts(void **state)
{
	struct fixture *fixture = *state;
	put_meter(fixture, &full_meter);
	add_meter(fixture, "2", "a", "b");
	struct meter_fact closes = {.meter_no = SV("2"), .parts = METER_HAS_VALVE, .valve = VALVE_CLOSED};
	put_meter(fixture, &closes);
	struct meter_fact water = {.meter_no = SV("2"), .parts = METER_HAS_MEDIUM, .medium = MEDIUM_WATER};
	put_meter(fixture, &water);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV("estate"), &tally, &fixture->error));
	assert_int_equal(tally.meters, 2);
	assert_int_equal(tally.meters_by_valve[VALVE_CLOSED], 2);
	assert_int_equal(tally.meters_by_valve[VALVE_OPEN], 0);
	assert_int_equal(tally.meters_by_medium[MEDIUM_WATER], 1);
	assert_int_equal(tally.meters_by_medium[MEDIUM_GAS], 1);
	assert_int_equal(tally.meters_by_online[TRISTATE_YES], 2);
	assert_good(cache_tally(fixture->reader, SV("nobody"), &tally, &fixture->error));
	assert_int_equal(tally.meters, 0);
}

static void test_the_same_number_on_two_profiles(void **state)
{
	struct fixture *fixture = *state;
	put_meter(fixture, &full_meter);
	int32_t first = fixture->profile;
	fixture->profile = cache_writer_profile(fixture->writer, SV("north"), 0, &fixture->error);
	assert_true(fixture->profile > 0 && fixture->profile != first);
	assert_int_equal(put_meter(fixture, &full_meter), CACHE_INSERTED);
	struct meter_row *rows;
	size_t count;
	assert_good(cache_meters_of_number(
		fixture->reader, full_meter.meter_no, &fixture->arena, &rows, &count, &fixture->error));
	assert_int_equal(count, 2);
	assert_view(rows[1].profile, "north");
}

static void test_work_list_of_details(void **state)
{
	struct fixture *fixture = *state;
	add_meter(fixture, "1", "a", "b");
	add_meter(fixture, "2", "a", "b");
	struct meter_fact detail = {.meter_no = SV("1"), .parts = METER_HAS_DETAIL};
	put_meter(fixture, &detail);
	struct meter_row *rows;
	size_t count;
	assert_good(cache_meters_to_visit(fixture->reader, SV("estate"), NOW - DAY, 0, 10, &fixture->arena,
		&rows, &count, &fixture->error));
	assert_int_equal(count, 1);
	assert_view(rows[0].meter_no, "2");
	assert_good(cache_meters_to_visit(fixture->reader, SV("estate"), NOW + 1, 0, 10, &fixture->arena,
		&rows, &count, &fixture->error));
	assert_int_equal(count, 2);
	assert_good(cache_meters_to_visit(fixture->reader, SV("estate"), INSTANT_NONE, rows[0].id, 10,
		&fixture->arena, &rows, &count, &fixture->error));
	assert_int_equal(count, 1);
}

static void test_profile_keeps_its_id(void **state)
{
	struct fixture *fixture = *state;
	int32_t id = fixture->profile;
	fixture_close_writer(fixture);
	fixture_open_writer(fixture);
	assert_int_equal(fixture->profile, id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_meter_is_kept_in_full, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_same_again_changes_nothing, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_what_is_not_stated_stays, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_each_part_alone, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_an_older_reading_is_not_taken, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_a_reading_without_a_time_is_as_old_as_its_answer,
			fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_detail_record_is_kept_beside, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_bad_number_is_refused_and_said, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_many_refusals_are_counted, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_rollback_leaves_nothing, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_tallies_follow_the_facts, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_same_number_on_two_profiles, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_work_list_of_details, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_profile_keeps_its_id, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
