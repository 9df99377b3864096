/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "tests/unit/store/fixture.h"

static size_t maintain_all(struct fixture *fixture, size_t budget)
{
	bool done = false;
	size_t steps = 0;
	while (!done) {
		assert_good(cache_writer_maintain(fixture->writer, NOW, budget, &done, &fixture->error));
		steps++;
		assert_true(steps < 10000);
	}
	return steps;
}

static void test_old_readings_go_in_small_steps(void **state)
{
	struct fixture *fixture = *state;
	fixture_begin(fixture);
	for (int meter = 0; meter < 20; meter++) {
		for (int day = 0; day < 100; day++) {
			char number[16];
			snprintf(number, sizeof(number), "%d", meter);
			struct reading_fact fact = reading_of(number, NOW - day * DAY, "1");
			cache_put_reading(fixture->writer, fixture->profile, &fact, NOW, &fixture->error);
		}
	}
	fixture_commit(fixture);
	assert_true(maintain_all(fixture, 100) > 5);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.meters, 20);
	assert_int_equal(tally.readings, 20 * 61);
	/* A second round has nothing to do; meters and their newest reading stay. */
	maintain_all(fixture, 100);
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.readings, 20 * 61);
	assert_true(get_meter(fixture, "7").has_reading);
}

static void test_history_without_an_end(void **state)
{
	struct fixture *fixture = *state;
	cache_writer_profile(fixture->writer, SV("estate"), 0, &fixture->error);
	struct reading_fact fact = reading_of("1", NOW - 5000 * DAY, "1");
	put_reading(fixture, &fact);
	maintain_all(fixture, 100);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.readings, 1);
}

static void put_big(struct fixture *fixture, int number, instant at, struct string_view raw)
{
	char text[16];
	snprintf(text, sizeof(text), "%d", number);
	struct meter_fact fact = {.meter_no = sv(text), .raw = raw};
	assert_good(cache_writer_begin(fixture->writer, &fixture->error));
	assert_int_equal(cache_put_meter(fixture->writer, fixture->profile, &fact, at, &fixture->error),
		CACHE_INSERTED);
	fixture_commit(fixture);
}

static void test_raw_records_are_bounded_and_missing_ones_said(void **state)
{
	struct fixture *fixture = *state;
	static char noise[60000];
	unsigned seed = 1;
	fixture_close_writer(fixture);
	struct cache_writer_options options = {.now = NOW, .raw_bytes_max = 1 << 20};
	fixture->writer = cache_writer_open(fixture->store, &options, &fixture->error);
	for (int i = 0; i < 40; i++) {
		for (size_t j = 0; j < sizeof(noise); j++)
			noise[j] = (char)(' ' + (seed = seed * 1103515245 + 12345) / 65536 % 90);
		put_big(fixture, i, NOW, sv_from(noise, sizeof(noise)));
	}
	maintain_all(fixture, 1000);
	struct string_view raw;
	bool dropped;
	assert_good(cache_raw(fixture->reader, get_meter(fixture, "0").raw, &fixture->arena, &raw, &dropped,
		&fixture->error));
	assert_true(dropped);
	assert_int_equal(raw.length, 0);
	assert_good(cache_raw(fixture->reader, get_meter(fixture, "39").raw, &fixture->arena, &raw, &dropped,
		&fixture->error));
	assert_false(dropped);
	assert_int_equal(raw.length, sizeof(noise));
	assert_memory_equal(raw.data, noise, sizeof(noise));
	assert_good(cache_raw(fixture->reader, 0, &fixture->arena, &raw, &dropped, &fixture->error));
	assert_false(dropped);
}

static void test_a_dropped_number_is_not_given_again(void **state)
{
	struct fixture *fixture = *state;
	put_big(fixture, 1, NOW, SV("{\"first\":1}"));
	int64_t before = get_meter(fixture, "1").raw;
	fixture_close_writer(fixture);
	struct cache_writer_options options = {.now = NOW + 90 * DAY, .raw_age_max = DAY};
	fixture->writer = cache_writer_open(fixture->store, &options, &fixture->error);
	bool done = false;
	while (!done)
		assert_good(
			cache_writer_maintain(fixture->writer, NOW + 90 * DAY, 100, &done, &fixture->error));
	fixture_close_writer(fixture);
	fixture_open_writer(fixture);
	put_big(fixture, 2, NOW, SV("{\"second\":1}"));
	struct string_view raw;
	bool dropped;
	assert_good(cache_raw(fixture->reader, before, &fixture->arena, &raw, &dropped, &fixture->error));
	assert_true(dropped);
	assert_true(get_meter(fixture, "2").raw > before);
}

static void test_many_raw_records_in_one_transaction(void **state)
{
	struct fixture *fixture = *state;
	char number[16], raw[400];
	fixture_begin(fixture);
	for (int i = 0; i < 3000; i++) {
		snprintf(number, sizeof(number), "%d", i);
		snprintf(raw, sizeof(raw), "{\"number\":%d,\"padding\":\"%0300d\"}", i, i);
		struct meter_fact fact = {.meter_no = sv(number), .raw = sv(raw)};
		struct reading_fact reading = reading_of(number, NOW, "5");
		reading.raw = fact.raw;
		cache_put_meter(fixture->writer, fixture->profile, &fact, NOW, &fixture->error);
		cache_put_reading(fixture->writer, fixture->profile, &reading, NOW, &fixture->error);
	}
	fixture_commit(fixture);
	for (int i = 0; i < 3000; i += 97) {
		struct string_view text;
		bool dropped;
		struct list_result result;
		struct reading_row *rows;
		struct list_request request = {0};
		snprintf(number, sizeof(number), "%d", i);
		snprintf(raw, sizeof(raw), "{\"number\":%d,\"padding\":\"%0300d\"}", i, i);
		struct meter_row row = get_meter(fixture, number);
		assert_good(cache_raw(
			fixture->reader, row.raw, &fixture->arena, &text, &dropped, &fixture->error));
		assert_view(text, raw);
		assert_good(cache_readings(fixture->reader, row.id, SOURCES_ALL, &request, &fixture->arena,
			&rows, &result, &fixture->error));
		assert_int_equal(rows[0].raw, row.raw); /* one record, kept once */
	}
}

static void test_messages_are_a_ring(void **state)
{
	struct fixture *fixture = *state;
	fixture_close_writer(fixture);
	struct cache_writer_options options = {.now = NOW, .messages_max = 50};
	fixture->writer = cache_writer_open(fixture->store, &options, &fixture->error);
	fixture_begin(fixture);
	for (int i = 0; i < 200; i++)
		cache_put_message(fixture->writer, fixture->profile, LOG_INFO, NOW + i, TEXT("said"), 0,
			&fixture->error);
	fixture_commit(fixture);
	maintain_all(fixture, 1000);
	struct message_row *rows;
	struct list_result result;
	struct list_request request = {.descending = true, .limit = 1000};
	assert_good(
		cache_messages(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 50);
	assert_int_equal(rows[0].at, NOW + 199);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.messages, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_old_readings_go_in_small_steps, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_history_without_an_end, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_raw_records_are_bounded_and_missing_ones_said, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_dropped_number_is_not_given_again, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_many_raw_records_in_one_transaction, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_messages_are_a_ring, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
