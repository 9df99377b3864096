/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"

/*
 * Moments: UTC milliseconds since 1970-01-01 in 64 bits. The documents give local times in many forms and one
 * of them reaches the year 2125 (dlms 3.2), so nothing here ever touches time_t arithmetic of 32 bits or the
 * process's own time zone. Good from year 0001 to 9999.
 */
typedef int64_t instant;
#define INSTANT_NONE INT64_MIN
#define MILLISECOND  INT64_C(1)
#define SECOND       INT64_C(1000)
#define MINUTE       (60 * SECOND)
#define HOUR         (60 * MINUTE)
#define DAY          (24 * HOUR)

/*
 * A zone: "+08:00", "-0330", "UTC", "Z" or a name of the tz database ("Asia/Shanghai"), read from the TZif
 * files in $TZDIR or /usr/share/zoneinfo. Not changed after it was opened, so threads may share it. NULL is
 * UTC everywhere.
 */
struct time_zone;
struct time_zone *time_zone_open(const char *name, struct error *err);
void time_zone_free(struct time_zone *zone);
const char *time_zone_name(const struct time_zone *zone);
int32_t time_zone_offset(const struct time_zone *zone, instant at); /* seconds east of Greenwich */

/* A moment on a wall clock. Fields out of range are an error on the way in. */
struct civil_time {
	int32_t year, month, day;                  /* month and day from 1 */
	int32_t hour, minute, second, millisecond; /* second 60 is taken as 59.999 */
};
struct civil_time civil_from_instant(instant at, const struct time_zone *zone); /* NULL zone: UTC */
/* A time that the zone skips or has twice gets the earlier offset. False when a field is out of range. */
bool instant_from_civil(const struct civil_time *civil, const struct time_zone *zone, instant *out);
int32_t civil_days_in_month(int32_t year, int32_t month);

/*
 * Every date form of the four documents (domain notes 7.1): "2023-04-22 10:31:53", "2023-04-22 10:31",
 * "2023-04-22", "20191127100056", "201810060853", "20191127", ISO 8601 with T, up to nine fractional digits
 * and Z or an offset. Without an offset the zone counts (NULL: UTC). Surrounding white space is ignored;
 * anything else is an error.
 */
bool instant_parse(struct string_view text, const struct time_zone *zone, instant *out, struct error *err);

/* What an operator types for --since and --until: the above, or "2h", "3d", "45m", "1w" before now, or
 * "today". */
bool instant_parse_relative(
	struct string_view text, instant now, const struct time_zone *zone, instant *out, struct error *err);
/* "90s", "2h", "3d": milliseconds. */
bool duration_parse(struct string_view text, int64_t *out, struct error *err);

enum instant_form {
	FORM_RFC3339,     /* 2026-11-22T03:36:51.000+08:00: milliseconds left out when zero */
	FORM_DATE_TIME,   /* 2026-11-22 11:36:51 */
	FORM_DATE_MINUTE, /* 2026-11-22 11:36 */
	FORM_DATE,        /* 2026-11-22 */
	FORM_TIME,        /* 11:36:51 */
	FORM_MINUTE,      /* 11:36 */
	FORM_MONTH_DAY,   /* 11-22 */
	FORM_COMPACT,     /* 20261122113651, goldcard 2.1 */
	FORM_ISO_LOCAL,   /* 2026-11-22T11:36:51, iotgas 4.2.4 */
};
#define INSTANT_TEXT_MAX 40
/* Returns the buffer; "" for INSTANT_NONE. */
const char *instant_format(
	instant at, const struct time_zone *zone, enum instant_form form, char buffer[INSTANT_TEXT_MAX]);

/*
 * An age in milliseconds in at most four cells: "now" (below a second), "42s", "7m", "4h", "3d" (to "13d"),
 * "26w", "19y"; "-" for INSTANT_NONE, which is unknown; "0s" when in the future.
 */
const char *age_format(int64_t age, char buffer[8]);

/*
 * Where the time comes from. Code that decides by time takes a clock, so that a test can own it. The wall
 * clock may jump; timeouts and rate limits use the monotonic one.
 */
struct clock {
	instant (*wall)(void *context);
	int64_t (*monotonic)(void *context); /* milliseconds */
	void *context;
};
const struct clock *system_clock(void);
