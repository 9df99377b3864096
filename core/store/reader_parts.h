/* SPDX-License-Identifier: MIT */
#pragma once
#include <sys/types.h>

#include "core/base/string.h"
#include "core/store/cache_reader.h"
#include "core/store/database.h"
#include "core/store/packed.h"
#include "core/store/reader_sql.h"
#include "core/store/schema.h"

/* Inside core/store only: the reader, as its files share it. */

struct reader_profile {
	int32_t id;
	struct string name;
};

struct cache_reader {
	const struct store *store;
	struct database db;
	dev_t device;
	ino_t inode;
	uint64_t epoch; /* moves when another file is read: ids of before mean nothing */
	struct reader_profile *profiles;
	size_t profile_count, profile_capacity;
	struct arena scratch; /* rows that are only tested */
	struct string raw;    /* the last unpacked batch */
	int64_t raw_id;
};

/*
 * Every public call begins with it: sees a cache that was made or made anew, and opens it. READER_EMPTY:
 * there is none, and everything is empty.
 */
enum reader_entry { READER_READY, READER_EMPTY, READER_FAILED };
enum reader_entry reader_enter(struct cache_reader *reader, struct error *err);
/* For the end of a call that failed: a damaged cache is reported to the writer. Always false. */
bool reader_failed(struct cache_reader *reader, struct error *err);

struct string_view reader_profile_name(struct cache_reader *reader, int32_t id);
/* 0 when there is no such profile. */
int32_t reader_profile_id(struct cache_reader *reader, struct string_view name);
struct string_view reader_profile_copy(struct cache_reader *reader, int32_t id, struct arena *arena);

/* ---- walking a list ---- */

struct list_kind {
	enum reader_sql walk;
	enum reader_sql of_meter; /* 0: this list is not by meter */
	int order_count;
	uint32_t text_orders; /* bit n: order n is by text */
	int time_order;       /* the order that is by the list's own time, -1: none */
	size_t row_size;
	/* Fills *row; 1, 0 (it is gone) or -1. */
	int (*fetch)(
		struct cache_reader *reader, int64_t id, void *row, struct arena *arena, struct error *err);
	bool (*matches)(const struct filter *filter, const void *row);
	instant (*time)(const void *row);
	struct string_view (*profile)(const void *row);
	void (*set_key)(void *row, const struct list_key *key);
};
extern const struct list_kind meter_list;

struct list_walk {
	sqlite3_stmt *statement;
	sqlite3_stmt *beyond; /* after it; NULL: this is the last one */
	bool text;
	bool forward; /* as the list is shown */
};
/*
 * False with err. The walk ends with walk_end() at the latest. walk_next() gives the id, 0 at the end or -1
 * with err; walk_key() the whole key of where it stands.
 */
bool walk_start(struct cache_reader *reader, const struct list_kind *kind, const struct list_request *request,
	struct list_walk *walk, struct error *err);
int64_t walk_next(struct cache_reader *reader, struct list_walk *walk, struct error *err);
struct list_key walk_key(const struct list_walk *walk);
void walk_end(struct list_walk *walk);
/* Turns rows that were collected against the shown direction. */
void rows_reverse(void *rows, size_t count, size_t size);
size_t request_limit(const struct list_request *request);

bool list_read(struct cache_reader *reader, const struct list_kind *kind, const struct list_request *request,
	struct arena *arena, void **rows, struct list_result *result, struct error *err);

/* 1, 0, -1. */
int meter_fetch(struct cache_reader *reader, int64_t id, void *row, struct arena *arena, struct error *err);
bool meter_matches(const struct filter *filter, const void *row);
bool meter_key(struct cache_reader *reader, int64_t id, enum meter_order order, struct list_key *key,
	bool *found, struct error *err);
bool meter_order_is_text(int order);
int list_text_compare(struct string_view a, struct string_view b);
int list_key_compare(const struct list_key *a, const struct list_key *b, bool text);
