/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/decimal.h"
#include "core/base/instant.h"
#include "core/base/string.h"
#include "core/base/string_view.h"

/*
 * The world behind the simulated platforms. Nothing about a meter is kept in memory: everything is a function
 * of (seed, platform, index, moment), so a world of a million meters costs nothing and two worlds of the same
 * seed and start are the same world. Read-only after world_open(): any thread may ask.
 */
enum world_platform { WORLD_DLMS, WORLD_GOLDCARD, WORLD_JRHSZ, WORLD_IOTGAS, WORLD_PLATFORM_COUNT };
const char *world_platform_name(enum world_platform platform);

/* All four platforms think in +08:00. */
#define WORLD_ZONE_OFFSET (8 * HOUR)

struct world_options {
	uint64_t seed;
	uint32_t meters;        /* all platforms together; at least one each */
	instant start;          /* what lies before is history, what comes after is live */
	uint32_t history_days;  /* readings, alarms and events go back so far */
	int64_t live_interval;  /* ms between two reports of a meter that is online */
	uint32_t speed;         /* so many seconds of consumption a second, from start on */
	int64_t alarm_interval; /* ms between two live alarms; events come at two thirds of that rate */
};

#define WORLD_TARIFFS 4 /* sharp, peak, flat, valley (jrhsz 4.7) */

struct world_command;
struct world {
	struct world_options options;
	uint32_t counts[WORLD_PLATFORM_COUNT];
	instant history_begin;               /* a local midnight */
	uint32_t profile[25][WORLD_TARIFFS]; /* thousandths of a day's use up to that hour, by tariff */
	struct time_zone *zone;              /* +08:00 */
	struct world_command *commands;      /* iotgas; the only list that is kept */
	size_t command_count;
};

bool world_open(struct world *world, const struct world_options *options, struct error *err);
void world_close(struct world *world);

enum world_trait {
	TRAIT_ELECTRIC = 1 << 0,
	TRAIT_WATER = 1 << 1,
	TRAIT_GAS = 1 << 2,
	TRAIT_TOU = 1 << 3,    /* four tariffs and three phases: jrhsz types 7, 11, 15 */
	TRAIT_CAMERA = 1 << 4, /* jrhsz 4.8 */
	TRAIT_OFFLINE = 1 << 5,
	TRAIT_LOW_BATTERY = 1 << 6,
	TRAIT_HOURLY = 1 << 7,    /* reports of every hour are kept; else one a day */
	TRAIT_WIRELESS = 1 << 8,  /* iotgas: a number of 10 digits instead of 14 */
	TRAIT_ODD = 1 << 9,       /* its records show the documents' quirks */
	TRAIT_DISABLED = 1 << 10, /* goldcard meterState 1 */
};

enum world_valve { WORLD_VALVE_OPEN, WORLD_VALVE_CLOSED, WORLD_VALVE_UNKNOWN, WORLD_VALVE_FORCED };

struct world_meter {
	enum world_platform platform;
	uint32_t index;
	uint64_t hash;
	unsigned traits; /* enum world_trait */
	int table_type;  /* jrhsz 4.5 */
	enum world_valve valve;
	int64_t base;          /* thousandths of a kWh or m³ on the day of installation */
	int64_t usage;         /* thousandths a day, on average */
	int64_t interval;      /* ms between two kept readings */
	int64_t offset;        /* ... which are taken at n * interval + offset */
	int64_t live_offset;   /* live reports: n * live_interval + live_offset */
	instant offline_since; /* INSTANT_NONE when online */
};

void world_meter(
	const struct world *world, enum world_platform platform, uint32_t index, struct world_meter *out);
/* By the number that the platform calls it (surrounding white space is ignored). */
bool world_find(
	const struct world *world, enum world_platform platform, struct string_view number, uint32_t *index);
/* A number that is always the same for this meter and salt. */
uint64_t world_draw(const struct world_meter *meter, uint64_t salt);

#define WORLD_TEXT_MAX 160
void world_number(const struct world_meter *meter, char out[WORLD_TEXT_MAX]);
void world_device_id(const struct world_meter *meter, char out[WORLD_TEXT_MAX]);
void world_customer_code(const struct world_meter *meter, char out[WORLD_TEXT_MAX]);
void world_customer_name(const struct world_meter *meter, char out[WORLD_TEXT_MAX]);
void world_address(const struct world_meter *meter, char out[WORLD_TEXT_MAX]);
void world_house(
	const struct world_meter *meter, char out[WORLD_TEXT_MAX]); /* the last part of the address */
bool world_find_customer(
	const struct world *world, enum world_platform platform, struct string_view code, uint32_t *index);

/* Registers, in thousandths. The total is the sum of the tariffs. Never falls. */
void world_tariffs(
	const struct world *world, const struct world_meter *meter, instant at, int64_t out[WORLD_TARIFFS]);
int64_t world_register(const struct world *world, const struct world_meter *meter, instant at);
/* Thousandths of a kW or m³/h around that moment. */
int64_t world_rate(const struct world *world, const struct world_meter *meter, instant at);
/* When a meter was last heard of. */
instant world_last_report(const struct world *world, const struct world_meter *meter, instant now);

/* Kept readings. */
enum world_series {
	SERIES_READINGS, /* at the meter's own interval */
	SERIES_DAILY,    /* at local midnight */
	SERIES_FREEZE,   /* tariffs and pictures: some minutes after midnight */
	SERIES_QUARTER,  /* four a day */
};
struct world_times {
	int64_t first;
	uint64_t count;
	int64_t interval, offset;
};
/* The kept moments in [begin, end], as known at `now`. */
struct world_times world_times(const struct world *world, const struct world_meter *meter,
	enum world_series series, instant begin, instant end, instant now);
instant world_time(const struct world_times *times, uint64_t index);

/* A page out of the readings of many meters, in the order (meter, time). */
struct world_query {
	enum world_platform platform;
	unsigned traits;         /* only meters with all of these */
	const uint32_t *indexes; /* only these meters; NULL for all */
	size_t index_count;
	enum world_series series;
	instant begin, end, now;
	uint64_t first, size;
	void (*row)(void *context, const struct world_meter *meter, instant at);
	void *context;
};
struct world_total {
	uint64_t rows, meters; /* that match, on all pages */
};
struct world_total world_page(const struct world *world, const struct world_query *query);

int64_t world_local_day(instant at); /* days since 1970-01-01 in +08:00 */
instant world_midnight(int64_t local_day);
struct decimal world_decimal(int64_t thousandths, uint8_t places); /* cut off, not rounded */
