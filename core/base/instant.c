/* SPDX-License-Identifier: MIT */
#include "core/base/instant.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS        86400
#define DAYS_400_YEARS     146097
#define DAYS_TO_MARCH_ZERO 719468 /* from 0000-03-01 to 1970-01-01 */

static int64_t floor_divide(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

int32_t civil_days_in_month(int32_t year, int32_t month)
{
	static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month < 1 || month > 12)
		return 0;
	if (month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0))
		return 29;
	return days[month - 1];
}

/* Years are counted from March, so that the leap day is the last one. */
static int64_t days_from_date(int32_t year, int32_t month, int32_t day)
{
	int64_t march_year = month > 2 ? year : (int64_t)year - 1;
	int64_t march_month = month > 2 ? month - 3 : month + 9;
	int64_t era = floor_divide(march_year, 400);
	int64_t of_era = march_year - era * 400;
	/* 153 days in the five months from March to July, and again from August to December. */
	int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;

	return era * DAYS_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year -
	       DAYS_TO_MARCH_ZERO;
}

static void date_from_days(int64_t days, struct civil_time *out)
{
	int64_t shifted = days + DAYS_TO_MARCH_ZERO;
	int64_t era = floor_divide(shifted, DAYS_400_YEARS);
	int64_t day_of_era = shifted - era * DAYS_400_YEARS;
	/* Takes the leap days out, so that each year has 365. */
	int64_t of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (of_era * 365 + of_era / 4 - of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;

	out->day = (int32_t)(day_of_year - (153 * march_month + 2) / 5 + 1);
	out->month = (int32_t)(march_month < 10 ? march_month + 3 : march_month - 9);
	out->year = (int32_t)(era * 400 + of_era + (out->month <= 2));
}

static struct civil_time civil_at_offset(instant at, int32_t offset)
{
	int64_t second = floor_divide(at, SECOND);
	int64_t local = second + offset;
	int64_t day = floor_divide(local, DAY_SECONDS);
	int32_t of_day = (int32_t)(local - day * DAY_SECONDS);
	struct civil_time civil = {0};

	date_from_days(day, &civil);
	civil.hour = of_day / 3600;
	civil.minute = of_day / 60 % 60;
	civil.second = of_day % 60;
	civil.millisecond = (int32_t)(at % SECOND + (at % SECOND < 0 ? SECOND : 0));
	return civil;
}

struct civil_time civil_from_instant(instant at, const struct time_zone *zone)
{
	return civil_at_offset(at, time_zone_offset(zone, at));
}

static bool civil_is_valid(const struct civil_time *civil)
{
	return civil->year >= 1 && civil->year <= 9999 && civil->month >= 1 && civil->month <= 12 &&
	       civil->day >= 1 && civil->day <= civil_days_in_month(civil->year, civil->month) &&
	       civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 && civil->minute <= 59 &&
	       civil->second >= 0 && civil->second <= 60 && civil->millisecond >= 0 &&
	       civil->millisecond <= 999;
}

/* The moment at which a wall clock in Greenwich shows it. */
static instant instant_in_utc(const struct civil_time *civil)
{
	int64_t days = days_from_date(civil->year, civil->month, civil->day);
	bool leap = civil->second == 60;
	int64_t seconds =
		days * DAY_SECONDS + civil->hour * 3600 + civil->minute * 60 + (leap ? 59 : civil->second);

	return seconds * SECOND + (leap ? 999 : civil->millisecond);
}

bool instant_from_civil(const struct civil_time *civil, const struct time_zone *zone, instant *out)
{
	instant wall, early, late;
	int32_t before, after;

	if (!civil_is_valid(civil))
		return false;
	wall = instant_in_utc(civil);
	/* No zone is a day away from Greenwich: these two offsets stand on both sides of any change. */
	before = time_zone_offset(zone, wall - DAY);
	after = time_zone_offset(zone, wall + DAY);
	early = wall - before * SECOND;
	late = wall - after * SECOND;
	if (time_zone_offset(zone, early) != before && time_zone_offset(zone, late) == after)
		*out = late;
	else
		*out = early;
	return true;
}

/* Parsing: the rest of the text. Each take_ function moves on only when it finds what it is for. */
static bool take(struct string_view *rest, char character)
{
	if (rest->length == 0 || rest->data[0] != character)
		return false;
	*rest = sv_slice(*rest, 1, rest->length);
	return true;
}

/* At most four digits, and a page has thousands of times: counted by hand. */
static bool take_digits(struct string_view *rest, size_t count, int32_t *out)
{
	int32_t value = 0;

	if (rest->length < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (rest->data[i] < '0' || rest->data[i] > '9')
			return false;
		value = value * 10 + (rest->data[i] - '0');
	}
	*out = value;
	rest->data += count;
	rest->length -= count;
	return true;
}

/* yyyyMMdd, yyyyMMddHHmm, yyyyMMddHHmmss */
static bool parse_compact(struct string_view text, struct civil_time *civil)
{
	if (text.length != 8 && text.length != 12 && text.length != 14)
		return false;
	if (!take_digits(&text, 4, &civil->year) || !take_digits(&text, 2, &civil->month) ||
		!take_digits(&text, 2, &civil->day))
		return false;
	if (text.length == 0)
		return true;
	if (!take_digits(&text, 2, &civil->hour) || !take_digits(&text, 2, &civil->minute))
		return false;
	return text.length == 0 || take_digits(&text, 2, &civil->second);
}

/* One to nine digits; what is finer than a millisecond is cut off. */
static bool take_fraction(struct string_view *rest, int32_t *millisecond)
{
	int32_t weight = 100;
	size_t count = 0;

	while (count < rest->length && count < 9 && rest->data[count] >= '0' && rest->data[count] <= '9') {
		*millisecond += (rest->data[count] - '0') * weight;
		weight /= 10;
		count++;
	}
	*rest = sv_slice(*rest, count, rest->length);
	return count > 0;
}

static bool take_time(struct string_view *rest, struct civil_time *civil)
{
	if (!take_digits(rest, 2, &civil->hour) || !take(rest, ':') || !take_digits(rest, 2, &civil->minute))
		return false;
	if (!take(rest, ':'))
		return true;
	if (!take_digits(rest, 2, &civil->second))
		return false;
	return !take(rest, '.') || take_fraction(rest, &civil->millisecond);
}

/* Z, +08:00, +0800, +08. */
static bool parse_offset(struct string_view text, int32_t *offset)
{
	int32_t hours = 0, minutes = 0;
	bool west = take(&text, '-');

	*offset = 0;
	if (!west && (take(&text, 'Z') || take(&text, 'z')))
		return text.length == 0;
	if (!west && !take(&text, '+'))
		return false;
	if (!take_digits(&text, 2, &hours))
		return false;
	if (text.length && take(&text, ':') && text.length == 0)
		return false;
	if (text.length && !take_digits(&text, 2, &minutes))
		return false;
	*offset = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
	return text.length == 0 && hours <= 23 && minutes <= 59;
}

/* yyyy-MM-dd and what may stand behind it; leaves the offset in the rest. */
static bool take_date_time(struct string_view *rest, struct civil_time *civil)
{
	if (!take_digits(rest, 4, &civil->year) || !take(rest, '-') || !take_digits(rest, 2, &civil->month) ||
		!take(rest, '-') || !take_digits(rest, 2, &civil->day))
		return false;
	if (rest->length == 0)
		return true;
	if (!take(rest, 'T') && !take(rest, 't') && !take(rest, ' '))
		return false;
	return take_time(rest, civil);
}

static bool parse_any(struct string_view text, const struct time_zone *zone, instant *out)
{
	struct civil_time civil = {0};
	int32_t offset;

	if (sv_is_digits(text))
		return parse_compact(text, &civil) && instant_from_civil(&civil, zone, out);
	if (!take_date_time(&text, &civil))
		return false;
	if (text.length == 0)
		return instant_from_civil(&civil, zone, out);
	if (!parse_offset(text, &offset) || !civil_is_valid(&civil))
		return false;
	*out = instant_in_utc(&civil) - offset * SECOND;
	return true;
}

/* At most so much of a text that could be anything goes into a message. */
static int shown(struct string_view text)
{
	return (int)MIN(text.length, 40);
}

bool instant_parse(struct string_view text, const struct time_zone *zone, instant *out, struct error *err)
{
	struct string_view trimmed = sv_trim(text);

	if (trimmed.length == 0)
		return error_set(err, ERROR_MALFORMED, "an empty text is not a time");
	if (!parse_any(trimmed, zone, out))
		return error_set(
			err, ERROR_MALFORMED, "\"%.*s\" is not a time", shown(trimmed), trimmed.data);
	return true;
}

bool duration_parse(struct string_view text, int64_t *out, struct error *err)
{
	static const struct {
		char unit;
		int64_t length;
	} units[] = {{'s', SECOND}, {'m', MINUTE}, {'h', HOUR}, {'d', DAY}, {'w', 7 * DAY}};
	struct string_view trimmed = sv_trim(text);
	struct string_view digits = sv_slice(trimmed, 0, trimmed.length - (trimmed.length > 0));
	int64_t number, result;

	if (!sv_is_digits(digits))
		goto malformed;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (units[i].unit != trimmed.data[trimmed.length - 1])
			continue;
		if (!sv_to_integer(digits, &number) ||
			__builtin_mul_overflow(number, units[i].length, &result))
			return error_set(
				err, ERROR_RANGE, "\"%.*s\" is too long", shown(trimmed), trimmed.data);
		*out = result;
		return true;
	}
malformed:
	return error_set(err, ERROR_MALFORMED, "\"%.*s\" is not a length of time like 90s, 45m, 2h, 3d or 1w",
		shown(trimmed), trimmed.data ? trimmed.data : "");
}

static bool start_of_day(instant now, const struct time_zone *zone, instant *out)
{
	struct civil_time civil = civil_from_instant(now, zone);

	civil.hour = civil.minute = civil.second = civil.millisecond = 0;
	return instant_from_civil(&civil, zone, out);
}

bool instant_parse_relative(
	struct string_view text, instant now, const struct time_zone *zone, instant *out, struct error *err)
{
	struct string_view trimmed = sv_trim(text);
	int64_t length = 0;

	if (sv_equal(trimmed, SV("today")) && start_of_day(now, zone, out))
		return true;
	if (parse_any(trimmed, zone, out))
		return true;
	if (trimmed.length && trimmed.data[trimmed.length - 1] >= 'a' &&
		sv_is_digits(sv_slice(trimmed, 0, 1))) {
		if (!duration_parse(trimmed, &length, err))
			return false;
		if (__builtin_sub_overflow(now, length, out))
			return error_set(
				err, ERROR_RANGE, "\"%.*s\" is too long", shown(trimmed), trimmed.data);
		return true;
	}
	return error_set(err, ERROR_MALFORMED,
		"\"%.*s\" is neither a time nor a length of time like 2h, 3d or today", shown(trimmed),
		trimmed.data ? trimmed.data : "");
}

static bool is_plain_utc(const struct time_zone *zone)
{
	const char *name = time_zone_name(zone);

	return strcmp(name, "UTC") == 0 || strcmp(name, "Z") == 0;
}

static void format_rfc3339(instant at, const struct time_zone *zone, char *buffer)
{
	/* The form has no seconds in its offset, and old local times do: whole minutes keep the moment exact.
	 */
	int32_t minutes = time_zone_offset(zone, at) / 60;
	int32_t size = minutes < 0 ? -minutes : minutes;
	struct civil_time civil = civil_at_offset(at, minutes * 60);
	char fraction[16] = "";
	char offset[16] = "Z";

	if (civil.millisecond)
		snprintf(fraction, sizeof(fraction), ".%03d", civil.millisecond);
	if (!is_plain_utc(zone))
		snprintf(
			offset, sizeof(offset), "%c%02d:%02d", minutes < 0 ? '-' : '+', size / 60, size % 60);
	snprintf(buffer, INSTANT_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d%s%s", civil.year, civil.month,
		civil.day, civil.hour, civil.minute, civil.second, fraction, offset);
}

const char *instant_format(
	instant at, const struct time_zone *zone, enum instant_form form, char buffer[INSTANT_TEXT_MAX])
{
	struct civil_time c;

	buffer[0] = '\0';
	if (at == INSTANT_NONE)
		return buffer;
	c = civil_from_instant(at, zone);
	switch (form) {
	case FORM_RFC3339:
		format_rfc3339(at, zone, buffer);
		break;
	case FORM_DATE_TIME:
		snprintf(buffer, INSTANT_TEXT_MAX, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day,
			c.hour, c.minute, c.second);
		break;
	case FORM_DATE_MINUTE:
		snprintf(buffer, INSTANT_TEXT_MAX, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour,
			c.minute);
		break;
	case FORM_DATE:
		snprintf(buffer, INSTANT_TEXT_MAX, "%04d-%02d-%02d", c.year, c.month, c.day);
		break;
	case FORM_TIME:
		snprintf(buffer, INSTANT_TEXT_MAX, "%02d:%02d:%02d", c.hour, c.minute, c.second);
		break;
	case FORM_MINUTE:
		snprintf(buffer, INSTANT_TEXT_MAX, "%02d:%02d", c.hour, c.minute);
		break;
	case FORM_MONTH_DAY:
		snprintf(buffer, INSTANT_TEXT_MAX, "%02d-%02d", c.month, c.day);
		break;
	case FORM_COMPACT:
		snprintf(buffer, INSTANT_TEXT_MAX, "%04d%02d%02d%02d%02d%02d", c.year, c.month, c.day, c.hour,
			c.minute, c.second);
		break;
	case FORM_ISO_LOCAL:
		snprintf(buffer, INSTANT_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day,
			c.hour, c.minute, c.second);
		break;
	}
	return buffer;
}

const char *age_format(int64_t age, char buffer[8])
{
	static const struct {
		int64_t below, unit;
		char letter;
	} steps[] = {
		{MINUTE, SECOND, 's'},
		{HOUR, MINUTE, 'm'},
		{DAY, HOUR, 'h'},
		{14 * DAY, DAY, 'd'},
		{1000 * 7 * DAY, 7 * DAY, 'w'},
		{1000 * 365 * DAY, 365 * DAY, 'y'},
	};

	if (age == INSTANT_NONE)
		return memcpy(buffer, "-", 2);
	if (age < 0)
		return memcpy(buffer, "0s", 3);
	if (age < SECOND)
		return memcpy(buffer, "now", 4);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (age >= steps[i].below)
			continue;
		snprintf(buffer, 8, "%d%c", (int)(age / steps[i].unit), steps[i].letter);
		return buffer;
	}
	return memcpy(buffer, "999y", 5);
}

static int64_t read_clock(clockid_t which)
{
	struct timespec now = {0};

	BUG_ON(clock_gettime(which, &now) != 0);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000000;
}

static instant wall_now(void *context)
{
	return read_clock(CLOCK_REALTIME);
}

static int64_t monotonic_now(void *context)
{
	return read_clock(CLOCK_MONOTONIC);
}

const struct clock *system_clock(void)
{
	static const struct clock clock = {wall_now, monotonic_now, NULL};

	return &clock;
}
