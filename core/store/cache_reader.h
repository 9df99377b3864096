/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/display_text.h"
#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/log.h"
#include "core/base/memory.h"
#include "core/model/facts.h"
#include "core/store/filter.h"
#include "core/store/list.h"
#include "core/store/platform.h"
#include "core/store/store.h"

/*
 * Reading the cache: query-only, never checkpoints, several a process and several processes at once, beside
 * the writer. Each is used by one thread. Rows and their texts are made in the caller's arena and live as
 * long as it. While there is no cache yet, everything is empty and nothing an error; as soon as one is made
 * (or made anew after damage) the next call sees it.
 */
struct cache_reader;
struct cache_reader *cache_reader_open(const struct store *store, struct error *err);
void cache_reader_close(struct cache_reader *reader); /* NULL is allowed */
bool cache_reader_ready(struct cache_reader *reader); /* there is a cache */
/* The counter of changes that this reader sees: equal means nothing is new. 0 while there is no cache. */
uint64_t cache_reader_generation(struct cache_reader *reader);
size_t cache_reader_memory(
	const struct cache_reader *reader); /* bytes of SQLite's page cache and statements */

/* ---- meters ---- */

struct meter_row {
	struct list_key key;
	int64_t id;
	struct string_view profile;
	struct string_view meter_no;
	enum medium medium;
	struct string_view device_id; /* length 0: not known; the same for all texts */
	struct display_text type;
	struct display_text address;
	struct display_text customer_code;
	struct display_text customer_name;
	enum valve_state valve;
	enum tristate online;
	instant last_seen;
	bool has_reading;
	struct decimal reading;
	instant reading_at;
	instant detail_at; /* when the platform's own record was fetched; INSTANT_NONE: never */
	int64_t raw;       /* for cache_raw(); 0: none */
	int64_t detail_raw;
};
bool cache_meters(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct meter_row **rows, struct list_result *result, struct error *err);
/* False with ERROR_NOT_FOUND. The row's key is made for the order. */
bool cache_meter(struct cache_reader *reader, int64_t id, enum meter_order order, struct arena *arena,
	struct meter_row *row, struct error *err);
bool cache_meter_by_number(struct cache_reader *reader, struct string_view profile,
	struct string_view meter_no, struct arena *arena, struct meter_row *row, struct error *err);
/* All meters of that number, one a profile that has it: for commands that name no profile. */
bool cache_meters_of_number(struct cache_reader *reader, struct string_view meter_no, struct arena *arena,
	struct meter_row **rows, size_t *count, struct error *err);
/*
 * The engine's work list: a profile's meters whose detail is unknown or older than detail_before
 * (INSTANT_NONE: all), by id, behind after_id (0: from the start).
 */
bool cache_meters_to_visit(struct cache_reader *reader, struct string_view profile, instant detail_before,
	int64_t after_id, size_t limit, struct arena *arena, struct meter_row **rows, size_t *count,
	struct error *err);

/* ---- readings ---- */

#define SOURCE_BIT(source) (1u << (source))
#define SOURCES_ALL        0xffffffffu

struct reading_row {
	struct list_key key;
	int64_t id; /* stable within its meter */
	int64_t meter_id;
	instant taken_at;
	bool taken_at_assumed;
	instant received_at;
	enum reading_source source;
	size_t value_count;
	struct reading_value *values;
	struct display_text image_url; /* camera */
	struct display_text image_status;
	int64_t raw;
};
/*
 * One meter's readings by time; request->descending is newest first. since and until bound the time,
 * `sources` is a set of SOURCE_BIT. order is ignored.
 */
bool cache_readings(struct cache_reader *reader, int64_t meter_id, unsigned sources,
	const struct list_request *request, struct arena *arena, struct reading_row **rows,
	struct list_result *result, struct error *err);

/* The newest value of each quantity, from whatever source: latest, TOU and three-phase tables are made of it.
 */
struct latest_value {
	bool present;
	struct decimal value;
	instant taken_at;
	enum reading_source source;
};
struct latest_values {
	struct latest_value of[QUANTITY_COUNT];
	instant newest;                /* of all; INSTANT_NONE: there are none */
	struct display_text image_url; /* of the newest camera reading */
	struct display_text image_status;
	instant image_at;
};
bool cache_latest(struct cache_reader *reader, int64_t meter_id, unsigned sources, struct arena *arena,
	struct latest_values *out, struct error *err);

/* A chart's line: (time, value) ascending in time, of one quantity. At most `most` points: the newest ones;
 * 0: all. */
struct series_point {
	instant at;
	struct decimal value;
};
bool cache_series(struct cache_reader *reader, int64_t meter_id, unsigned sources, enum quantity quantity,
	instant since, instant until, size_t most, struct arena *arena, struct series_point **points,
	size_t *count, struct error *err);

/*
 * Consumption of each civil day of the zone in [since, until): what the platform states for the day (DAILY
 * readings) where it does, else the difference of the registers at the ends of the days. Days without either
 * are left out.
 */
struct day_consumption {
	instant day; /* its beginning */
	struct decimal amount;
	bool derived; /* from registers */
	bool has_cost;
	struct decimal cost;
};
bool cache_daily(struct cache_reader *reader, int64_t meter_id, const struct time_zone *zone, instant since,
	instant until, struct arena *arena, struct day_consumption **days, size_t *count, struct error *err);

/* ---- alarms, events, commands, prices, messages ---- */

struct alarm_row {
	struct list_key key;
	int64_t id;
	struct string_view profile;
	struct string_view meter_no;
	int64_t meter_id; /* 0: not known */
	struct display_text code;
	struct display_text text;
	enum alarm_priority priority;
	enum alarm_state state;
	enum fact_origin origin;
	int64_t count;
	instant raised_at; /* first */
	instant last_at;
	int64_t raw; /* of the last occurrence */
};
bool cache_alarms(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct alarm_row **rows, struct list_result *result, struct error *err);
bool cache_alarm(struct cache_reader *reader, int64_t id, enum alarm_order order, struct arena *arena,
	struct alarm_row *row, struct error *err);
/* How many occurrences came at or after `since`: the alarm rate (flood: more than 10 in 10 minutes). */
bool cache_alarm_rate(struct cache_reader *reader, instant since, int64_t *count, struct error *err);

struct event_row {
	struct list_key key;
	int64_t id;
	struct string_view profile;
	struct string_view meter_no;
	int64_t meter_id;
	instant at;
	struct display_text code;
	struct display_text text;
	int64_t raw;
};
bool cache_events(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct event_row **rows, struct list_result *result, struct error *err);
bool cache_event(struct cache_reader *reader, int64_t id, enum event_order order, struct arena *arena,
	struct event_row *row, struct error *err);

/* A command as its platform lists it. */
struct command_row {
	struct list_key key;
	int64_t id;
	struct string_view name; /* "profile:vendor_id": the id of the outer contract */
	struct string_view profile;
	struct string_view meter_no;
	int64_t meter_id;
	struct string_view vendor_id;
	struct string_view own_id;
	struct string_view kind; /* length 0: none of ours, see vendor_kind */
	struct display_text vendor_kind;
	struct display_text fields;
	struct display_text result;
	enum command_state state;
	enum command_effect effect;
	struct display_text vendor_state;
	struct display_text vendor_text;
	instant created_at;
	instant updated_at; /* when this state was first seen */
	instant expires_at;
	int64_t raw;
};
bool cache_commands(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct command_row **rows, struct list_result *result, struct error *err);
bool cache_command(struct cache_reader *reader, int64_t id, enum command_order order, struct arena *arena,
	struct command_row *row, struct error *err);
/* By the contract's id, "profile:vendor_id". */
bool cache_command_by_name(struct cache_reader *reader, struct string_view name, struct arena *arena,
	struct command_row *row, struct error *err);
/* The engine's work list: a profile's commands that have not ended, oldest first. */
bool cache_commands_open(struct cache_reader *reader, struct string_view profile, size_t limit,
	struct arena *arena, struct command_row **rows, size_t *count, struct error *err);

struct price_row {
	struct list_key key;
	int64_t id;
	struct string_view profile;
	struct display_text code;
	struct display_text version;
	struct display_text type;
	size_t step_count;
	struct {
		struct decimal price;
		bool has_end;
		struct decimal end;
	} steps[PRICE_STEPS_MAX];
	int cycle_months;
	instant valid_from;
	int64_t raw;
};
bool cache_prices(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct price_row **rows, struct list_result *result, struct error *err);

struct message_row {
	struct list_key key;
	int64_t id;
	instant at;
	enum log_level level;
	struct string_view profile; /* length 0: of the console itself */
	struct display_text text;
	int64_t refused; /* records it speaks of */
	int64_t raw;     /* the refused record */
};
bool cache_messages(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct message_row **rows, struct list_result *result, struct error *err);

/* ---- platforms, counts, raw records ---- */

/* Every profile that has a state, in order of its first appearance. */
bool cache_platforms(struct cache_reader *reader, struct arena *arena, struct platform_fact **rows,
	size_t *count, struct error *err);
bool cache_platform(struct cache_reader *reader, struct string_view profile, struct arena *arena,
	struct platform_fact *row, struct error *err); /* ERROR_NOT_FOUND */
/* The picture to read, if there is one: picture.length 0 otherwise. */
bool cache_captcha(struct cache_reader *reader, struct string_view profile, struct arena *arena,
	struct string_view *id, struct string_view *picture, struct error *err);
/* The picture that was fetched last for a meter, and from where; picture.length 0: none. */
struct meter_picture {
	struct string_view url;
	struct string_view picture; /* PNG or JPEG */
	instant fetched_at;
};
bool cache_picture(struct cache_reader *reader, int64_t meter_id, struct arena *arena,
	struct meter_picture *out, struct error *err);
/* INSTANT_NONE when never put. */
bool cache_position(struct cache_reader *reader, struct string_view profile, struct string_view kind,
	struct string_view key, instant *at, struct error *err);

/* Counts that the writer keeps, so that nobody counts rows. */
struct cache_tally {
	int64_t meters, readings, events, prices, messages;
	int64_t meters_by_medium[MEDIUM_COUNT];
	int64_t meters_by_valve[VALVE_COUNT];
	int64_t meters_by_online[3]; /* enum tristate */
	int64_t alarms;
	int64_t alarms_by_state[ALARM_STATE_COUNT];
	/* [priority][state] */
	int64_t alarms_by_priority[PRIORITY_COUNT][ALARM_STATE_COUNT];
	int64_t commands;
	int64_t commands_by_state[COMMAND_STATE_COUNT];
};
/* Of one profile, or of all with SV_NONE. */
bool cache_tally(
	struct cache_reader *reader, struct string_view profile, struct cache_tally *out, struct error *err);

/*
 * A record as the vendor sent it, by the `raw` of a row. When it is no longer kept: true with *dropped set
 * and an empty text. raw 0 gives the same without dropped.
 */
bool cache_raw(struct cache_reader *reader, int64_t raw, struct arena *arena, struct string_view *text,
	bool *dropped, struct error *err);
