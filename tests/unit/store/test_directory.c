/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/store/fixture.h"

static void test_it_is_made_private(void **state)
{
	struct fixture *fixture = *state;
	char path[128];
	struct stat facts;
	snprintf(path, sizeof(path), "%s/a", fixture->directory);
	struct store *store = store_open(path, &fixture->error);
	assert_good(store);
	assert_int_equal(stat(path, &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0700);
	assert_string_equal(store_directory(store), path);
	assert_non_null(strstr(store_path(store, STORE_CACHE), "/a/cache.db"));
	struct cache_writer_options options = {.now = NOW};
	struct cache_writer *writer = cache_writer_open(store, &options, &fixture->error);
	assert_good(writer);
	assert_int_equal(stat(store_path(store, STORE_CACHE), &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0600);
	cache_writer_close(writer);
	for (int i = 0; i < STORE_FILE_COUNT; i++)
		unlink(store_path(store, (enum store_file)i));
	store_close(store);
	assert_int_equal(rmdir(path), 0);
}

static void test_what_is_refused(void **state)
{
	struct fixture *fixture = *state;
	char path[128];
	snprintf(path, sizeof(path), "%s/open", fixture->directory);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0750), 0);
	char inside[160];
	snprintf(inside, sizeof(inside), "%s/something", path);
	fclose(fopen(inside, "w"));
	assert_null(store_open(path, &fixture->error));
	assert_non_null(strstr(fixture->error.message, "chmod 700"));
	assert_int_equal(fixture->error.code, ERROR_STORE);
	unlink(inside);
	rmdir(path);
	snprintf(path, sizeof(path), "%s/file", fixture->directory);
	fclose(fopen(path, "w"));
	assert_null(store_open(path, &fixture->error));
	assert_null(store_open("", &fixture->error));
}

static void test_an_empty_directory_is_closed_to_others(void **state)
{
	struct fixture *fixture = *state;
	char path[128];
	struct stat facts;
	snprintf(path, sizeof(path), "%s/empty", fixture->directory);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0755), 0);
	struct store *store = store_open(path, &fixture->error);
	assert_non_null(store);
	assert_int_equal(stat(path, &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0700);
	store_close(store);
	assert_int_equal(rmdir(path), 0);
}

static bool readable(const struct store_watch *watch)
{
	struct pollfd wait = {.fd = store_watch_fd(watch), .events = POLLIN};
	return poll(&wait, 1, 0) == 1;
}

static void test_watchers_are_told_of_changes_only(void **state)
{
	struct fixture *fixture = *state;
	struct store_watch *watch = store_watch_open(fixture->store, &fixture->error);
	assert_good(watch);
	assert_true(store_watch_drain(watch));
	assert_false(store_watch_drain(watch));
	assert_false(readable(watch));
	add_meter(fixture, "1", "a", "b");
	assert_true(readable(watch));
	assert_true(store_watch_drain(watch));
	assert_int_equal(store_watch_generation(watch), cache_reader_generation(fixture->reader));
	assert_false(readable(watch));
	/* Nothing changed: nobody is woken. */
	fixture_begin(fixture);
	struct meter_fact same = {.meter_no = SV("1"), .parts = METER_HAS_VALVE, .valve = VALVE_OPEN};
	assert_int_equal(cache_put_meter(fixture->writer, fixture->profile, &same, NOW, &fixture->error),
		CACHE_UNCHANGED);
	fixture_commit(fixture);
	assert_false(readable(watch));
	/* Nor by what was rolled back. */
	fixture_begin(fixture);
	same.valve = VALVE_CLOSED;
	cache_put_meter(fixture->writer, fixture->profile, &same, NOW, &fixture->error);
	cache_writer_rollback(fixture->writer);
	assert_false(readable(watch));
	store_watch_close(watch);
}

static void test_a_reader_before_there_is_a_cache(void **state)
{
	struct fixture *fixture = *state;
	fixture->reader = cache_reader_open(fixture->store, &fixture->error);
	assert_good(fixture->reader);
	assert_false(cache_reader_ready(fixture->reader));
	assert_int_equal(cache_reader_generation(fixture->reader), 0);
	struct meter_row *rows, row;
	struct list_result result;
	struct list_request request = {0};
	struct cache_tally tally;
	struct platform_fact *platforms;
	size_t count;
	assert_good(
		cache_meters(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 0);
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_good(cache_platforms(fixture->reader, &fixture->arena, &platforms, &count, &fixture->error));
	assert_false(cache_meter_by_number(
		fixture->reader, SV("estate"), SV("1"), &fixture->arena, &row, &fixture->error));
	assert_int_equal(fixture->error.code, ERROR_NOT_FOUND);
	fixture_open_writer(fixture);
	add_meter(fixture, "1", "a", "b");
	assert_view(get_meter(fixture, "1").meter_no, "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_it_is_made_private, fixture_directory_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_what_is_refused, fixture_directory_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_an_empty_directory_is_closed_to_others,
			fixture_directory_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_watchers_are_told_of_changes_only, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_reader_before_there_is_a_cache, fixture_directory_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
