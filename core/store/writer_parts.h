/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/base/string.h"
#include "core/store/cache_writer.h"
#include "core/store/database.h"
#include "core/store/packed.h"
#include "core/store/schema.h"
#include "core/store/writer_sql.h"
#include "core/store/zstd_library.h"

/* Inside core/store only: the writer, as its files share it. */

/* A meter seen lately in this transaction. Its newest register waits here, so that a history writes the meter
 * once. */
struct known_meter {
	int64_t id; /* 0: empty */
	int32_t profile;
	bool pending;
	uint8_t number_length;
	char number[METER_NO_MAX];
	instant reading_at; /* of the pending register; INSTANT_NONE: none yet */
	struct decimal reading;
};
#define KNOWN_METERS 256

/*
 * Readings mostly come in runs: one meter, times that only rise or only fall. Then the stored ones are walked
 * along instead of being looked up one by one.
 */
struct reading_run {
	int64_t meter; /* 0: none */
	instant last;  /* of the fact before */
	bool up;
	sqlite3_stmt *rows; /* stands on a row of the run; NULL: there is none left */
};

struct tally_delta {
	int kind;
	int32_t profile;
	int a, b, c;
	int64_t by;
};

/* Raw records of one transaction, until they are compressed into one row of raw_batch. */
enum raw_kind { RAW_READINGS, RAW_OTHERS, RAW_KIND_COUNT };
struct raw_box {
	int64_t id; /* of the row it will be; 0: none yet */
	struct string body;
	size_t records;
	size_t last;        /* where the last record's bytes begin */
	size_t last_length; /* 0: none to share */
};
struct refusal_count {
	const char *what;
	int32_t profile;
	size_t count;
};
#define REFUSALS_IN_FULL 3
#define REFUSAL_KINDS    32

struct writer_profile {
	int32_t id;
	int history_days;
	struct string name;
};

enum maintain_stage { MAINTAIN_READINGS, MAINTAIN_RAW, MAINTAIN_REST };

struct cache_writer {
	struct database db;
	struct cache_writer_options options;
	const struct store *store;
	int changes;
	bool rebuilt;
	bool suspect;
	bool in_transaction;
	bool touched; /* something changed: the watchers are told at the commit */
	int wal_pages;
	uint64_t generation;
	struct cache_counts counts;

	struct writer_profile *profiles;
	size_t profile_count, profile_capacity;
	struct known_meter known[KNOWN_METERS];
	struct reading_run run;
	struct packed packed;
	struct tally_delta *tally;
	size_t tally_count, tally_capacity;

	struct raw_box boxes[RAW_KIND_COUNT];
	int64_t last_batch;
	struct zstd_library zstd; /* once there is a compressor */
	ZSTD_CCtx *compressor;
	struct string compressed;

	struct refusal_count refusals[REFUSAL_KINDS];
	size_t refusal_count;

	enum maintain_stage stage;
	int64_t maintained_meter;
};

/* Counts a change and notes that there was one. Returns it. */
enum cache_change writer_changed(struct cache_writer *writer, enum cache_change change);
void writer_forget(struct cache_writer *writer); /* what only the open transaction knew */

void tally_add(
	struct cache_writer *writer, enum tally_kind kind, int32_t profile, int a, int b, int c, int64_t by);
bool tally_flush(struct cache_writer *writer, struct error *err);

/* The reference of a record's raw text, for the row's `raw`; 0 for none. */
bool raw_put(struct cache_writer *writer, enum raw_kind kind, struct string_view text, instant at,
	int64_t *reference, struct error *err);
bool raw_flush(struct cache_writer *writer, instant at, struct error *err);
bool raw_start(struct cache_writer *writer, struct error *err);
void raw_forget(struct cache_writer *writer);
void raw_close(struct cache_writer *writer);

#define RAW_ORDINAL_BITS 16

/* The meter of that number, made when it is not there. NULL with err set. */
struct known_meter *meter_known(
	struct cache_writer *writer, int32_t profile, struct string_view number, struct error *err);
bool known_flush(struct cache_writer *writer, struct error *err);
void run_end(struct cache_writer *writer);
int64_t reading_sort(struct decimal value);

/* Counts a refusal; the first few of a kind go to the message log in full. Always CACHE_REFUSED or
 * CACHE_FAILED. */
enum cache_change refuse(struct cache_writer *writer, int32_t profile, const char *what,
	struct display_text reason, struct string_view raw, instant at, struct error *err);
bool refusals_flush(struct cache_writer *writer, instant at, struct error *err);
bool meter_no_is_good(struct string_view number);
bool writer_message(struct cache_writer *writer, int32_t profile, enum log_level level, instant at,
	struct string_view text, size_t refused, int64_t raw, struct error *err);
