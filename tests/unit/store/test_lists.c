/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/list.h"
#include "core/store/reader_parts.h"
#include "tests/unit/store/fixture.h"

#define METERS 211

/* Many ties, some unknown values, Chinese beyond what a key holds, names that differ only behind it. */
static void add_world(struct fixture *fixture)
{
	static const char *const names[] = {
		"李建国", "诸葛秀英", "", "Otieno, Michael James the third", "otieno, Anna"};
	char number[32], address[160];
	fixture_begin(fixture);
	for (int i = 0; i < METERS; i++) {
		snprintf(number, sizeof(number), "%d", i * 7919 % 1000003 + 100000);
		snprintf(address, sizeof(address), "龙蟠路九百九十八号七栋二单元一层十四室%d", i % 13);
		struct meter_fact fact = {.meter_no = sv(number),
			.parts = METER_HAS_CUSTOMER_NAME | METER_HAS_ADDRESS | METER_HAS_VALVE |
				 METER_HAS_ONLINE | (i % 4 ? METER_HAS_READING : 0) | METER_HAS_MEDIUM,
			.medium = (enum medium)(i % 4),
			.customer_name = shown(names[i % 5]),
			.address = shown(address),
			.valve = (enum valve_state)(i % VALVE_COUNT),
			.online = (enum tristate)(i % 3),
			.reading = {i % 50 - 10, (uint8_t)(i % 7)},
			.reading_at = NOW - i % 20};
		assert_int_equal(
			cache_put_meter(fixture->writer, fixture->profile, &fact, NOW, &fixture->error),
			CACHE_INSERTED);
	}
	fixture_commit(fixture);
}

static void walk_all(
	struct fixture *fixture, int order, bool descending, size_t limit, bool forward, int64_t *ids)
{
	struct list_request request = {.order = order,
		.descending = descending,
		.limit = limit,
		.from = forward ? LIST_FROM_START : LIST_FROM_END};
	size_t seen = 0;
	for (;;) {
		struct meter_row *rows;
		struct list_result result;
		assert_good(cache_meters(
			fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
		assert_true(result.count > 0 || seen == METERS);
		assert_true(seen + result.count <= METERS);
		for (size_t i = 0; i < result.count; i++)
			ids[forward ? seen + i : METERS - seen - result.count + i] = rows[i].id;
		seen += result.count;
		assert_int_equal(result.more, seen < METERS);
		if (!result.more)
			return;
		request.from = forward ? LIST_AFTER : LIST_BEFORE;
		request.anchor = forward ? rows[result.count - 1].key : rows[0].key;
	}
}

static void test_every_order_both_ways(void **state)
{
	struct fixture *fixture = *state;
	int64_t whole[METERS], paged[METERS], back[METERS];
	add_world(fixture);
	for (int order = 0; order < METER_ORDER_COUNT; order++) {
		for (int descending = 0; descending < 2; descending++) {
			walk_all(fixture, order, descending, METERS + 1, true, whole);
			walk_all(fixture, order, descending, 10, true, paged);
			walk_all(fixture, order, descending, 7, false, back);
			assert_memory_equal(whole, paged, sizeof(whole));
			assert_memory_equal(whole, back, sizeof(whole));
			arena_reset(&fixture->arena);
		}
	}
}

static void test_rows_are_sorted(void **state)
{
	struct fixture *fixture = *state;
	add_world(fixture);
	for (int order = 0; order < METER_ORDER_COUNT; order++) {
		struct list_request request = {.order = order, .limit = METERS};
		struct meter_row *rows;
		struct list_result result;
		assert_good(cache_meters(
			fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
		assert_int_equal(result.count, METERS);
		for (size_t i = 1; i < result.count; i++) {
			assert_true(list_key_compare(
					    &rows[i - 1].key, &rows[i].key, meter_order_is_text(order)) < 0);
			if (order == METER_BY_READING && rows[i - 1].has_reading)
				assert_true(decimal_compare(rows[i - 1].reading, rows[i].reading) <= 0 ||
					    rows[i - 1].key.number == rows[i].key.number);
			if (order == METER_BY_READING)
				assert_true(!rows[i].has_reading || rows[i - 1].has_reading || i > 0);
		}
	}
}

static void test_the_index_is_used(void **state)
{
	struct fixture *fixture = *state;
	sqlite3 *database;
	assert_int_equal(sqlite3_open(store_path(fixture->store, STORE_CACHE), &database), SQLITE_OK);
	for (int i = READ_METER_WALK; i < READ_ALARM; i++) {
		char plan[2048];
		sqlite3_stmt *explain;
		snprintf(plan, sizeof(plan), "EXPLAIN QUERY PLAN %s", reader_sql[i]);
		assert_int_equal(sqlite3_prepare_v2(database, plan, -1, &explain, NULL), SQLITE_OK);
		while (sqlite3_step(explain) == SQLITE_ROW) {
			const char *step = (const char *)sqlite3_column_text(explain, 3);
			bool ties = (i - READ_METER_WALK) % 2 == 0;
			if (ties && !strstr(step, "rowid"))
				fail_msg("%s: %s", reader_sql[i], step);
			if (strstr(step, "SCAN") || strstr(step, "TEMP B-TREE"))
				fail_msg("%s: %s", reader_sql[i], step);
		}
		sqlite3_finalize(explain);
	}
	sqlite3_close(database);
}

static void test_at_keeps_the_place(void **state)
{
	struct fixture *fixture = *state;
	add_world(fixture);
	for (int order = 0; order < METER_ORDER_COUNT; order++) {
		for (int descending = 0; descending < 2; descending++) {
			struct list_request request = {
				.order = order, .descending = descending, .limit = 100};
			struct meter_row *rows, *again;
			struct list_result result;
			assert_good(cache_meters(
				fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
			request.from = LIST_AT;
			request.anchor = rows[50].key;
			assert_good(cache_meters(fixture->reader, &request, &fixture->arena, &again, &result,
				&fixture->error));
			assert_int_equal(again[0].id, rows[50].id);
			assert_int_equal(again[1].id, rows[51].id);
			struct meter_row one;
			assert_good(cache_meter(fixture->reader, rows[50].id, (enum meter_order)order,
				&fixture->arena, &one, &fixture->error));
			assert_int_equal(
				list_key_compare(&one.key, &rows[50].key, meter_order_is_text(order)), 0);
		}
	}
}

static void test_jump_to_a_text(void **state)
{
	struct fixture *fixture = *state;
	add_meter(fixture, "100", "a", "b");
	add_meter(fixture, "200", "a", "b");
	add_meter(fixture, "300", "a", "b");
	struct list_request request = {.from = LIST_AT, .anchor = list_key_from_text(SV("2"))};
	struct meter_row *rows;
	struct list_result result;
	assert_good(
		cache_meters(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 2);
	assert_view(rows[0].meter_no, "200");
}

static void test_a_key_cuts_whole_characters(void **state)
{
	struct list_key key = list_key_from_text(SV("龙蟠路九百九十八号七栋二单元一层十四室"));
	assert_int_equal(key.length, 48);
	assert_int_equal(sizeof(struct list_key), 80);
}

static void test_filters_and_budgets(void **state)
{
	struct fixture *fixture = *state;
	struct filter filter;
	add_world(fixture);
	assert_good(filter_parse(FILTER_METERS, SV("medium:gas 李"), &filter, &fixture->error));
	struct list_request request = {.filter = &filter, .limit = 1000};
	struct meter_row *rows;
	struct list_result result;
	assert_good(
		cache_meters(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	size_t expected = result.count;
	assert_true(expected > 0);
	for (size_t i = 0; i < expected; i++) {
		assert_int_equal(rows[i].medium, MEDIUM_GAS);
		assert_shown(rows[i].customer_name, "李建国");
	}
	/* The same in slices. */
	size_t found = 0, slices = 0;
	request.budget = 10;
	do {
		assert_good(cache_meters(
			fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
		found += result.count;
		slices++;
		request.from = LIST_AFTER;
		request.anchor = result.reached;
	} while (result.partial);
	assert_int_equal(found, expected);
	assert_true(slices > METERS / 10);
}

static void add_alarm(struct fixture *fixture, const char *meter, instant at, enum alarm_priority priority)
{
	char code[32];
	snprintf(code, sizeof(code), "%lld", (long long)at);
	struct alarm_fact fact = {.meter_no = sv(meter),
		.raised_at = at,
		.received_at = INSTANT_NONE,
		.code = shown(code),
		.priority = priority};
	fixture_begin(fixture);
	assert_int_equal(cache_put_alarm(fixture->writer, fixture->profile, &fact, NOW, &fixture->error),
		CACHE_INSERTED);
	fixture_commit(fixture);
}

static void test_alarms_by_priority_meter_and_time(void **state)
{
	struct fixture *fixture = *state;
	add_alarm(fixture, "1", NOW - 30, PRIORITY_LOW);
	add_alarm(fixture, "2", NOW - 20, PRIORITY_HIGH);
	add_alarm(fixture, "1", NOW - 10, PRIORITY_HIGH);
	add_alarm(fixture, "3", NOW, PRIORITY_MEDIUM);
	struct alarm_row *rows;
	struct list_result result;
	struct list_request request = {.order = ALARM_BY_PRIORITY, .descending = true};
	assert_good(
		cache_alarms(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	const instant expected[] = {NOW - 10, NOW - 20, NOW, NOW - 30};
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(rows[i].last_at, expected[i]);
	struct alarm_row one;
	assert_good(cache_alarm(
		fixture->reader, rows[2].id, ALARM_BY_PRIORITY, &fixture->arena, &one, &fixture->error));
	assert_int_equal(one.key.number, rows[2].key.number);
	request = (struct list_request){.meter_no = SV("1"), .descending = true, .limit = 1};
	assert_good(
		cache_alarms(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 1);
	assert_true(result.more);
	assert_int_equal(rows[0].last_at, NOW - 10);
	request.from = LIST_AFTER;
	request.anchor = rows[0].key;
	assert_good(
		cache_alarms(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(rows[0].last_at, NOW - 30);
	assert_false(result.more);
	for (int descending = 0; descending < 2; descending++) {
		request = (struct list_request){.since = NOW - 20, .until = NOW, .descending = descending};
		assert_good(cache_alarms(
			fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
		assert_int_equal(result.count, 2);
		request.order = ALARM_BY_METER;
		assert_good(cache_alarms(
			fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
		assert_int_equal(result.count, 2);
	}
	request = (struct list_request){.profile = SV("somebody")};
	assert_good(
		cache_alarms(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_order_both_ways, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_rows_are_sorted, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_the_index_is_used, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_at_keeps_the_place, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_jump_to_a_text, fixture_setup, fixture_teardown),
		cmocka_unit_test(test_a_key_cuts_whole_characters),
		cmocka_unit_test_setup_teardown(test_filters_and_budgets, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_alarms_by_priority_meter_and_time, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
