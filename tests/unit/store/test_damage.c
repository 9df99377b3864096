/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/database.h"
#include "core/store/schema.h"
#include "tests/unit/store/fixture.h"

static void fill(struct fixture *fixture, int count)
{
	char number[32];
	fixture_begin(fixture);
	for (int i = 0; i < count; i++) {
		snprintf(number, sizeof(number), "%d", 1000 + i);
		struct meter_fact fact = {.meter_no = sv(number),
			.parts = METER_HAS_CUSTOMER_NAME,
			.customer_name = TEXT("a name that is long enough to take some room in the file")};
		cache_put_meter(fixture->writer, fixture->profile, &fact, NOW, &fixture->error);
	}
	fixture_commit(fixture);
}

/* The writer last: it moves the WAL into the file. */
static void close_both(struct fixture *fixture)
{
	cache_reader_close(fixture->reader);
	fixture->reader = NULL;
	fixture_close_writer(fixture);
}

static bool set_aside(const struct fixture *fixture)
{
	bool found = false;
	DIR *directory = opendir(fixture->directory);
	struct dirent *entry;
	while ((entry = readdir(directory)))
		found = found || strncmp(entry->d_name, "cache.db.corrupt-", 17) == 0;
	closedir(directory);
	return found;
}

static void expect_rebuilt(struct fixture *fixture)
{
	fixture_open_writer(fixture);
	assert_true(cache_writer_was_rebuilt(fixture->writer));
	assert_true(set_aside(fixture));
	assert_non_null(strstr(fixture->logged, "set aside"));
	if (!fixture->reader)
		fixture->reader = cache_reader_open(fixture->store, &fixture->error);
	assert_good(fixture->reader);
	struct message_row *rows;
	struct list_result result;
	struct list_request request = {0};
	assert_good(
		cache_messages(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 1);
	add_meter(fixture, "1", "a", "b");
	assert_int_equal(get_meter(fixture, "1").valve, VALVE_OPEN);
}

static void overwrite(const struct fixture *fixture, const char *name, off_t at, size_t length, int byte)
{
	char path[128], *bytes = memory_new(length);
	memset(bytes, byte, length);
	snprintf(path, sizeof(path), "%s/%s", fixture->directory, name);
	int file = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(file >= 0);
	assert_int_equal(pwrite(file, bytes, length, at), length);
	close(file);
	free(bytes);
}

static void test_zeroed_pages(void **state)
{
	struct fixture *fixture = *state;
	fill(fixture, 2000);
	close_both(fixture);
	for (int i = 3; i < 40; i++)
		overwrite(fixture, "cache.db", i * 4096, 4096, 0);
	expect_rebuilt(fixture);
}

static void test_truncation(void **state)
{
	struct fixture *fixture = *state;
	fill(fixture, 2000);
	close_both(fixture);
	assert_int_equal(truncate(store_path(fixture->store, STORE_CACHE), 20 * 4096 + 100), 0);
	fixture_open_writer(fixture);
	assert_true(cache_writer_was_rebuilt(fixture->writer));
	assert_true(set_aside(fixture));
}

static void test_not_a_database(void **state)
{
	struct fixture *fixture = *state;
	overwrite(fixture, "cache.db", 0, 20000, 'x');
	fixture->reader = cache_reader_open(fixture->store, &fixture->error);
	assert_null(fixture->reader);
	unlink(store_path(fixture->store, STORE_SUSPECT));
	fixture_open_writer(fixture);
	assert_true(cache_writer_was_rebuilt(fixture->writer));
}

static void test_a_database_of_somebody_else(void **state)
{
	struct fixture *fixture = *state;
	sqlite3 *other;
	assert_int_equal(sqlite3_open(store_path(fixture->store, STORE_CACHE), &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "CREATE TABLE t(x)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	fixture_open_writer(fixture);
	assert_true(cache_writer_was_rebuilt(fixture->writer));
}

static void test_garbage_in_the_wal_is_not_believed(void **state)
{
	struct fixture *fixture = *state;
	fill(fixture, 100);
	close_both(fixture);
	overwrite(fixture, "cache.db-wal", 0, 100000, 0x5a);
	fixture_open_writer(fixture);
	fixture->reader = cache_reader_open(fixture->store, &fixture->error);
	assert_view(get_meter(fixture, "1042").meter_no, "1042");
	assert_false(cache_writer_was_rebuilt(fixture->writer));
}

static void test_a_newer_cache_is_refused(void **state)
{
	struct fixture *fixture = *state;
	fixture_close_writer(fixture);
	sqlite3 *newer;
	assert_int_equal(sqlite3_open(store_path(fixture->store, STORE_CACHE), &newer), SQLITE_OK);
	assert_int_equal(sqlite3_exec(newer, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(newer);
	struct cache_writer_options options = {.now = NOW};
	assert_null(cache_writer_open(fixture->store, &options, &fixture->error));
	assert_non_null(strstr(fixture->error.message, "newer"));
	assert_false(set_aside(fixture));
}

static void test_a_reader_reports_and_the_writer_rebuilds(void **state)
{
	struct fixture *fixture = *state;
	struct stat facts;
	fill(fixture, 3000);
	assert_good(cache_writer_checkpoint(fixture->writer, &fixture->error));
	fixture_close_writer(fixture);
	cache_reader_close(fixture->reader);
	fixture->reader = cache_reader_open(fixture->store, &fixture->error);
	assert_true(cache_reader_ready(fixture->reader));
	for (int i = 3; i < 80; i++)
		overwrite(fixture, "cache.db", i * 4096, 4096, 0xa5);
	struct meter_row *rows;
	struct list_result result;
	struct list_request request = {.limit = 3000};
	assert_false(
		cache_meters(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(stat(store_path(fixture->store, STORE_SUSPECT), &facts), 0);
	expect_rebuilt(fixture);
	assert_int_equal(stat(store_path(fixture->store, STORE_SUSPECT), &facts), -1);
}

static void test_the_running_writer_hears_of_it(void **state)
{
	struct fixture *fixture = *state;
	close(open(store_path(fixture->store, STORE_SUSPECT), O_CREAT | O_WRONLY, 0600));
	assert_false(cache_writer_begin(fixture->writer, &fixture->error));
	assert_true(cache_writer_damaged(fixture->writer));
	fixture_close_writer(fixture);
	expect_rebuilt(fixture);
}

static void test_a_crash_loses_nothing_committed(void **state)
{
	struct fixture *fixture = *state;
	close_both(fixture);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		fixture_open_writer(fixture);
		fill(fixture, 500);
		if (!cache_writer_begin(fixture->writer, NULL))
			_exit(1);
		struct meter_fact fact = {.meter_no = SV("lost")};
		cache_put_meter(fixture->writer, fixture->profile, &fact, NOW, NULL);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	fixture_open_writer(fixture);
	assert_false(cache_writer_was_rebuilt(fixture->writer));
	fixture->reader = cache_reader_open(fixture->store, &fixture->error);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.meters, 500);
}

/* ---- another process reads while this one writes ---- */

static int child_watches(const char *directory, int ready)
{
	struct error error = {0};
	struct store *store = store_open(directory, &error);
	struct store_watch *watch = store ? store_watch_open(store, &error) : NULL;
	struct cache_reader *reader = store ? cache_reader_open(store, &error) : NULL;
	if (!watch || !reader || write(ready, "r", 1) != 1)
		return 1;
	int64_t before = 0;
	struct arena arena = {0};
	while (before < 2000) {
		struct pollfd wait = {.fd = store_watch_fd(watch), .events = POLLIN};
		if (before && poll(&wait, 1, 20000) <= 0)
			return 2;
		store_watch_drain(watch);
		struct cache_tally tally;
		struct meter_row *rows;
		struct list_result result;
		struct list_request request = {.limit = 3000};
		if (!cache_tally(reader, SV_NONE, &tally, &error))
			return 3;
		if (!cache_meters(reader, &request, &arena, &rows, &result, &error))
			return 4;
		/* Whole transactions only, and never backwards. */
		if (result.count % 100 || (int64_t)result.count < tally.meters || tally.meters < before)
			return 5;
		before = tally.meters ? tally.meters : 1;
		arena_reset(&arena);
	}
	return 0;
}

static void test_another_process_reads_while_we_write(void **state)
{
	struct fixture *fixture = *state;
	int ready[2];
	char byte;
	assert_int_equal(pipe(ready), 0);
	close_both(fixture);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(child_watches(fixture->directory, ready[1]));
	fixture_open_writer(fixture);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	for (int i = 0; i < 20; i++) {
		fixture_begin(fixture);
		for (int j = 0; j < 100; j++) {
			char number[32];
			snprintf(number, sizeof(number), "%d-%d", i, j);
			struct meter_fact fact = {.meter_no = sv(number)};
			cache_put_meter(fixture->writer, fixture->profile, &fact, NOW, &fixture->error);
		}
		fixture_commit(fixture);
		assert_good(cache_writer_checkpoint(fixture->writer, &fixture->error));
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(ready[0]);
	close(ready[1]);
}

/* ---- migrations ---- */

static const struct migration two_steps[] = {
	{"CREATE TABLE a(x INTEGER); INSERT INTO a VALUES (7); PRAGMA application_id = 77; PRAGMA "
	 "user_version = 1;"},
	{"ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 5; PRAGMA user_version = 2;"},
	{"CREATE TABLE b(z); INSERT INTO nowhere VALUES (1); PRAGMA user_version = 3;"},
};
static const char *const no_sql[] = {"SELECT 1"};
static const struct database_kind plain_kind = {.what = "the test",
	.flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	.setup = "",
	.sql = no_sql,
	.sql_count = 1,
	.busy_ms = 100};

static void test_migrations_go_step_by_step(void **state)
{
	struct fixture *fixture = *state;
	char path[128], backup[128];
	struct database database;
	int64_t value;
	snprintf(path, sizeof(path), "%s/migrated.db", fixture->directory);
	snprintf(backup, sizeof(backup), "%s/migrated.backup", fixture->directory);
	struct schema schema = {77, two_steps, 1};
	assert_good(database_open(&database, path, &plain_kind, &fixture->error));
	assert_good(database_migrate(&database, &schema, backup, &fixture->error));
	assert_int_equal(access(backup, F_OK), -1); /* there was nothing to back up */
	schema.version = 2;
	enum schema_state schema_state;
	assert_good(database_schema_state(&database, &schema, &schema_state, &fixture->error));
	assert_int_equal(schema_state, SCHEMA_OLDER);
	assert_good(database_migrate(&database, &schema, backup, &fixture->error));
	assert_int_equal(access(backup, F_OK), 0);
	assert_good(database_integer(&database, "SELECT x * 10 + y FROM a", &value, &fixture->error));
	assert_int_equal(value, 75);
	/* A step that fails leaves the version before it. */
	schema.version = 3;
	assert_false(database_migrate(&database, &schema, NULL, &fixture->error));
	assert_good(database_integer(&database, "PRAGMA user_version", &value, &fixture->error));
	assert_int_equal(value, 2);
	assert_good(database_integer(
		&database, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'", &value, &fixture->error));
	assert_int_equal(value, 0);
	/* Older programs refuse it, other programs' files too. */
	schema.version = 1;
	assert_false(database_migrate(&database, &schema, NULL, &fixture->error));
	assert_non_null(strstr(fixture->error.message, "newer"));
	schema = (struct schema){78, two_steps, 2};
	assert_false(database_migrate(&database, &schema, NULL, &fixture->error));
	database_close(&database);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_zeroed_pages, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_truncation, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_not_a_database, fixture_directory_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_database_of_somebody_else, fixture_directory_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_garbage_in_the_wal_is_not_believed, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_newer_cache_is_refused, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_reader_reports_and_the_writer_rebuilds, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_running_writer_hears_of_it, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_crash_loses_nothing_committed, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_another_process_reads_while_we_write, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_migrations_go_step_by_step, fixture_directory_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
