/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/model/facts.h"
#include "core/store/platform.h"
#include "core/store/store.h"

/*
 * The one writer of cache.db: the engine's connection, in the process that holds engine.lock. WAL,
 * synchronous=NORMAL; nobody else writes or checkpoints (a bug of SQLite before 3.51.3 damages a WAL that two
 * connections reset). Used by one thread.
 */
struct cache_writer;

struct cache_writer_options {
	const struct logger *logger; /* may be NULL */
	instant now;           /* names the file of a cache that is set aside; stamps the message about it */
	int64_t raw_bytes_max; /* compressed raw records kept; 0: 512 MiB. A quarter of it is for readings. */
	int64_t raw_age_max;   /* milliseconds; 0: 60 days */
	int64_t messages_max;  /* rows of the message log; 0: 10,000 */
};

/*
 * Opens, makes or migrates the cache. A cache that SQLite finds damaged (or that a reader marked:
 * STORE_SUSPECT), or that is no cache of ours, is renamed to cache.db.corrupt-<time> with its -wal and -shm
 * and made anew; that is not an error, but a message in the log and in the message list. One made by a newer
 * meterdeck is refused.
 */
struct cache_writer *cache_writer_open(
	const struct store *store, const struct cache_writer_options *options, struct error *err);
void cache_writer_close(struct cache_writer *writer); /* rolls back what is open; NULL is allowed */
/*
 * After a failed call: the file turned out to be damaged, or a reader said so. Close the writer and open it
 * again, which sets the file aside. cache_writer_begin() fails from then on.
 */
bool cache_writer_damaged(const struct cache_writer *writer);
/* A cache was set aside by cache_writer_open(): everything has to be fetched again. */
bool cache_writer_was_rebuilt(const struct cache_writer *writer);

/*
 * A profile, made known on first use. Its readings are kept for history_days (0: for ever). The id is small,
 * positive and stays the same for the cache's life. Outside or inside a transaction. -1 on error.
 */
int32_t cache_writer_profile(
	struct cache_writer *writer, struct string_view name, int history_days, struct error *err);

/* What a transaction (or a sink's life) did. */
struct cache_counts {
	size_t inserted;
	size_t updated;
	size_t unchanged;
	size_t refused;
};

/*
 * One transaction at a time, BEGIN IMMEDIATE. All cache_put_*() need one. When a put fails, the transaction
 * is only good for rolling back. commit() also counts, checkpoints now and then, and tells the watchers if
 * anything changed.
 */
bool cache_writer_begin(struct cache_writer *writer, struct error *err) MUST_CHECK;
bool cache_writer_commit(struct cache_writer *writer, struct error *err) MUST_CHECK;
void cache_writer_rollback(struct cache_writer *writer);
struct cache_counts cache_writer_counts(
	const struct cache_writer *writer); /* of the open or the last transaction */
/* Commits and begins anew when the transaction has so many changes: for long imports. */
bool cache_writer_breathe(struct cache_writer *writer, size_t changes, struct error *err) MUST_CHECK;

/* What became of a fact. */
enum cache_change { CACHE_FAILED, CACHE_REFUSED, CACHE_UNCHANGED, CACHE_UPDATED, CACHE_INSERTED };

/*
 * Facts. A meter's fact changes what it states and keeps the rest; reading and reading_at only go forward in
 * time. A reading of a meter that is not known yet makes a meter with nothing but its number and the medium
 * unknown: the platform knows it, and its list will complete it. An alarm or an event does not: it may be of
 * another device (iotgas 3.2: an RTU). A fact whose meter_no is no identifier is refused, which is counted
 * and goes to the message log.
 *
 * A reading is identified by meter, time and source. One whose time the vendor did not give
 * (taken_at_assumed) is not stored again while its values are those of the newest one of the same source. A
 * register (TOTAL) newer than the meter's own becomes the meter's reading, except from daily figures and from
 * cameras.
 *
 * Alarms fold into one row a condition (profile, meter, code); an occurrence counts once, whether it comes by
 * push without a vendor's id, by a list with one, or both. A new occurrence of a cleared alarm makes it
 * unacknowledged again.
 */
enum cache_change cache_put_meter(struct cache_writer *writer, int32_t profile, const struct meter_fact *fact,
	instant received_at, struct error *err);
enum cache_change cache_put_reading(struct cache_writer *writer, int32_t profile,
	const struct reading_fact *fact, instant received_at, struct error *err);
enum cache_change cache_put_alarm(struct cache_writer *writer, int32_t profile, const struct alarm_fact *fact,
	instant received_at, struct error *err);
enum cache_change cache_put_event(struct cache_writer *writer, int32_t profile, const struct event_fact *fact,
	instant received_at, struct error *err);
enum cache_change cache_put_command(struct cache_writer *writer, int32_t profile,
	const struct command_fact *fact, instant received_at, struct error *err);
enum cache_change cache_put_price(struct cache_writer *writer, int32_t profile, const struct price_fact *fact,
	instant received_at, struct error *err);
/* Acknowledged, shelved, back to normal ...: the condition's state, without an occurrence. UNCHANGED: no such
 * alarm. */
enum cache_change cache_put_alarm_state(struct cache_writer *writer, int32_t profile,
	struct string_view meter_no, struct string_view code, enum alarm_state state, struct error *err);
enum cache_change cache_put_platform(
	struct cache_writer *writer, int32_t profile, const struct platform_fact *fact, struct error *err);
/* The picture that a person has to read (PNG, JPEG or GIF); an empty one takes it away. */
enum cache_change cache_put_captcha(struct cache_writer *writer, int32_t profile, struct string_view id,
	struct string_view picture, struct error *err);
/*
 * The picture behind a camera reading (jrhsz 4.8), fetched because somebody wanted to see it: one a meter,
 * the last PICTURES_KEPT of all.
 */
#define PICTURES_KEPT 200
enum cache_change cache_put_picture(struct cache_writer *writer, int32_t profile, struct string_view meter_no,
	struct string_view url, struct string_view picture, instant fetched_at, struct error *err);
/* A line of the message log. Profile 0: of the console itself. `refused`: how many records it speaks of. */
enum cache_change cache_put_message(struct cache_writer *writer, int32_t profile, enum log_level level,
	instant at, struct display_text text, size_t refused, struct error *err);

/*
 * How far something was fetched: a moment under a name of the caller's ("history daily", a meter's number or
 * SV_NONE). INSTANT_NONE when never. Reading works outside a transaction too.
 */
enum cache_change cache_put_position(struct cache_writer *writer, int32_t profile, struct string_view kind,
	struct string_view key, instant at, struct error *err);
bool cache_writer_position(struct cache_writer *writer, int32_t profile, struct string_view kind,
	struct string_view key, instant *at, struct error *err);

/*
 * A sink for decoders: writes into the writer's open transaction. The first failure is kept in `error` and
 * everything after it is ignored; look at `failed` before committing. Refusals go to the message log, at most
 * a few a kind and transaction in full, the rest as a count.
 */
struct cache_sink {
	struct fact_sink sink;
	struct cache_writer *writer;
	int32_t profile;
	instant received_at;
	struct cache_counts counts;
	bool failed;
	struct error error;
};
void cache_sink_init(
	struct cache_sink *sink, struct cache_writer *writer, int32_t profile, instant received_at);

/*
 * Housekeeping in small steps, each its own transaction (not inside one): readings older than their profile
 * keeps them, raw records beyond age and size, old messages and occurrences of alarms. Looks at about
 * `budget` rows; *done when a full round is over.
 */
bool cache_writer_maintain(
	struct cache_writer *writer, instant now, size_t budget, bool *done, struct error *err);
/* Moves the WAL into the file. Called by commit() when the WAL is long; call it when idle. */
bool cache_writer_checkpoint(struct cache_writer *writer, struct error *err);
