/* SPDX-License-Identifier: MIT */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/model/words.h"
#include "core/store/cache_reader.h"
#include "core/store/cache_writer.h"
#include "core/store/store.h"

/* A store in a directory of its own, with a writer and a reader. */
struct fixture {
	char directory[64];
	struct store *store;
	struct cache_writer *writer;
	struct cache_reader *reader;
	int32_t profile;
	struct arena arena;
	struct error error;
	struct logger logger;
	char logged[1024];
};

#define NOW INT64_C(1795000000000)

int fixture_setup(void **state);
int fixture_teardown(void **state);
int fixture_directory_setup(void **state); /* only the directory and the store */
void fixture_open_writer(struct fixture *fixture);
void fixture_close_writer(struct fixture *fixture);

void fixture_begin(struct fixture *fixture);
void fixture_commit(struct fixture *fixture);
enum cache_change put_meter(struct fixture *fixture, const struct meter_fact *fact);
enum cache_change put_reading(struct fixture *fixture, const struct reading_fact *fact);
/* A meter with these texts and a reading, in a transaction of its own unless one is open. */
void add_meter(struct fixture *fixture, const char *number, const char *name, const char *address);
struct meter_row get_meter(struct fixture *fixture, const char *number);
struct display_text shown(const char *text);
struct decimal dec(const char *text);
struct reading_fact reading_of(const char *number, instant at, const char *total);

#define assert_view(view, text)                                                                              \
	do {                                                                                                 \
		struct string_view seen_ = (view);                                                           \
		assert_int_equal(seen_.length, strlen(text));                                                \
		assert_memory_equal(seen_.data ? seen_.data : "", text, strlen(text));                       \
	} while (0)
#define assert_shown(shown_text, text) assert_view(display_view(shown_text), text)
#define assert_good(condition)                                                                               \
	do {                                                                                                 \
		if (!(condition))                                                                            \
			fail_msg("%s: %s", #condition, fixture->error.message);                              \
	} while (0)
