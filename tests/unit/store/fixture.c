/* SPDX-License-Identifier: MIT */
#include "tests/unit/store/fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void note_log(void *context, enum log_level level, const char *message)
{
	struct fixture *fixture = context;
	snprintf(fixture->logged, sizeof(fixture->logged), "%s", message);
}

int fixture_directory_setup(void **state)
{
	struct fixture *fixture = NEW(struct fixture);
	snprintf(fixture->directory, sizeof(fixture->directory), "/tmp/meterdeck-store-XXXXXX");
	if (!mkdtemp(fixture->directory))
		return -1;
	fixture->store = store_open(fixture->directory, &fixture->error);
	fixture->logger = (struct logger){note_log, fixture, LOG_DEBUG};
	*state = fixture;
	return fixture->store ? 0 : -1;
}

void fixture_open_writer(struct fixture *fixture)
{
	struct cache_writer_options options = {.logger = &fixture->logger, .now = NOW};
	fixture->writer = cache_writer_open(fixture->store, &options, &fixture->error);
	assert_good(fixture->writer);
	fixture->profile = cache_writer_profile(fixture->writer, SV("estate"), 60, &fixture->error);
	assert_good(fixture->profile > 0);
}

void fixture_close_writer(struct fixture *fixture)
{
	cache_writer_close(fixture->writer);
	fixture->writer = NULL;
}

int fixture_setup(void **state)
{
	if (fixture_directory_setup(state))
		return -1;
	struct fixture *fixture = *state;
	fixture_open_writer(fixture);
	fixture->reader = cache_reader_open(fixture->store, &fixture->error);
	return fixture->reader ? 0 : -1;
}

static void remove_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	while (directory && (entry = readdir(directory))) {
		char file[512];
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		unlink(file);
	}
	if (directory)
		closedir(directory);
	rmdir(path);
}

int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;
	cache_reader_close(fixture->reader);
	cache_writer_close(fixture->writer);
	store_close(fixture->store);
	remove_directory(fixture->directory);
	arena_free(&fixture->arena);
	free(fixture);
	return 0;
}

void fixture_begin(struct fixture *fixture)
{
	assert_good(cache_writer_begin(fixture->writer, &fixture->error));
}

void fixture_commit(struct fixture *fixture)
{
	assert_good(cache_writer_commit(fixture->writer, &fixture->error));
}

enum cache_change put_meter(struct fixture *fixture, const struct meter_fact *fact)
{
	fixture_begin(fixture);
	enum cache_change change =
		cache_put_meter(fixture->writer, fixture->profile, fact, NOW, &fixture->error);
	assert_good(change != CACHE_FAILED);
	fixture_commit(fixture);
	return change;
}

enum cache_change put_reading(struct fixture *fixture, const struct reading_fact *fact)
{
	fixture_begin(fixture);
	enum cache_change change =
		cache_put_reading(fixture->writer, fixture->profile, fact, NOW, &fixture->error);
	assert_good(change != CACHE_FAILED);
	fixture_commit(fixture);
	return change;
}

struct display_text shown(const char *text)
{
	return display_literal(text);
}

struct decimal dec(const char *text)
{
	struct decimal value;
	assert_true(decimal_parse(sv(text), &value));
	return value;
}

void add_meter(struct fixture *fixture, const char *number, const char *name, const char *address)
{
	struct meter_fact fact = {.meter_no = sv(number),
		.parts = METER_HAS_CUSTOMER_NAME | METER_HAS_ADDRESS | METER_HAS_VALVE | METER_HAS_MEDIUM |
			 METER_HAS_ONLINE,
		.medium = MEDIUM_GAS,
		.customer_name = shown(name),
		.address = shown(address),
		.valve = VALVE_OPEN,
		.online = TRISTATE_YES,
		.raw = sv("{\"meter\":1}")};
	assert_int_equal(put_meter(fixture, &fact), CACHE_INSERTED);
}

struct meter_row get_meter(struct fixture *fixture, const char *number)
{
	struct meter_row row = {0};
	assert_good(cache_meter_by_number(
		fixture->reader, SV("estate"), sv(number), &fixture->arena, &row, &fixture->error));
	return row;
}

struct reading_fact reading_of(const char *number, instant at, const char *total)
{
	return (struct reading_fact){.meter_no = sv(number),
		.taken_at = at,
		.source = SOURCE_HISTORY,
		.value_count = 1,
		.values = {{QUANTITY_TOTAL, dec(total)}},
		.raw = sv("{\"value\":1}")};
}
