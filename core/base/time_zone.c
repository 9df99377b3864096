/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/instant.h"
#include "core/base/memory.h"
#include "core/base/string.h"

/*
 * Time zones from TZif files (RFC 8536) without the C library's own, which has one zone a process. A table of
 * transitions, and behind its end the rule of the footer, a POSIX TZ text.
 */
#define NAME_MOST   64
#define FILE_MOST   ((size_t)1 << 20)
#define HEADER_SIZE 44
#define OFFSET_MOST (26 * 3600) /* RFC 8536 3.2 */
#define DAY_SECONDS 86400

enum rule_kind { RULE_JULIAN, RULE_DAY_OF_YEAR, RULE_MONTH_WEEK_DAY };

/* A day of each year and a second of that day, which may lie days away from it. */
struct rule_day {
	enum rule_kind kind;
	int32_t day; /* 1..365, 0..365, or 0..6 from Sunday */
	int32_t month, week;
	int32_t second;
};

struct rule {
	bool known;
	bool has_summer;
	int32_t standard, summer; /* seconds east */
	struct rule_day start, end;
};

struct transition {
	int64_t at;     /* second */
	int32_t offset; /* from then on */
};

struct time_zone {
	char name[NAME_MOST + 1];
	int32_t before; /* offset before the first transition */
	struct transition *transitions;
	size_t count;
	struct rule rule;
};

/* Reading: a view that moves, and whether everything was there so far. */
struct reader {
	const uint8_t *at, *end;
	bool ok;
};

static uint64_t read_number(struct reader *reader, size_t size)
{
	uint64_t value = 0;

	if ((size_t)(reader->end - reader->at) < size) {
		reader->ok = false;
		return 0;
	}
	for (size_t i = 0; i < size; i++)
		value = value << 8 | *reader->at++;
	return value;
}

static struct reader read_part(struct reader *reader, size_t size)
{
	struct reader part = {reader->at, reader->at, true};

	if ((size_t)(reader->end - reader->at) < size) {
		reader->ok = false;
		return part;
	}
	reader->at += size;
	part.end = reader->at;
	return part;
}

struct header {
	uint8_t version;
	uint32_t ut_count, standard_count, leap_count, time_count, type_count, char_count;
};

static bool read_header(struct reader *reader, struct header *header)
{
	struct reader part = read_part(reader, HEADER_SIZE);

	if (!reader->ok || memcmp(part.at, "TZif", 4) != 0)
		return false;
	part.at += 4;
	header->version = *part.at;
	part.at += 16;
	header->ut_count = (uint32_t)read_number(&part, 4);
	header->standard_count = (uint32_t)read_number(&part, 4);
	header->leap_count = (uint32_t)read_number(&part, 4);
	header->time_count = (uint32_t)read_number(&part, 4);
	header->type_count = (uint32_t)read_number(&part, 4);
	header->char_count = (uint32_t)read_number(&part, 4);
	return part.ok;
}

static size_t leap_and_marks_size(const struct header *header, size_t time_size)
{
	return (size_t)header->leap_count * (time_size + 4) + header->standard_count + header->ut_count;
}

static size_t data_size(const struct header *header, size_t time_size)
{
	return (size_t)header->time_count * (time_size + 1) + (size_t)header->type_count * 6 +
	       header->char_count + leap_and_marks_size(header, time_size);
}

static bool type_offset(struct reader types, uint32_t type, int32_t *offset)
{
	if ((size_t)(types.end - types.at) < ((size_t)type + 1) * 6)
		return false;
	types.at += (size_t)type * 6;
	*offset = (int32_t)(uint32_t)read_number(&types, 4);
	return *offset > -OFFSET_MOST && *offset < OFFSET_MOST;
}

static int64_t read_time(struct reader *times, size_t time_size)
{
	uint64_t value = read_number(times, time_size);

	return time_size == 4 ? (int32_t)(uint32_t)value : (int64_t)value;
}

static bool read_transitions(
	struct time_zone *zone, struct reader *reader, const struct header *header, size_t time_size)
{
	struct reader times = read_part(reader, (size_t)header->time_count * time_size);
	struct reader indices = read_part(reader, header->time_count);
	struct reader types = read_part(reader, (size_t)header->type_count * 6);

	read_part(reader, header->char_count + leap_and_marks_size(header, time_size));
	if (!reader->ok || !type_offset(types, 0, &zone->before))
		return false;
	zone->transitions = NEW_ARRAY(struct transition, header->time_count);
	for (uint32_t i = 0; i < header->time_count; i++) {
		struct transition *transition = &zone->transitions[i];

		transition->at = read_time(&times, time_size);
		if (i > 0 && transition->at <= zone->transitions[i - 1].at)
			return false;
		if (!type_offset(types, (uint32_t)read_number(&indices, 1), &transition->offset))
			return false;
	}
	zone->count = header->time_count;
	return true;
}

/* The footer: "CST-8", "<+0330>-3:30", "CET-1CEST,M3.5.0,M10.5.0/3". */
struct rule_text {
	const char *at, *end;
};

static bool take(struct rule_text *text, char character)
{
	if (text->at == text->end || *text->at != character)
		return false;
	text->at++;
	return true;
}

static bool take_number(struct rule_text *text, int32_t least, int32_t most, int32_t *out)
{
	const char *from = text->at;
	int32_t value = 0;

	while (text->at < text->end && *text->at >= '0' && *text->at <= '9' && text->at - from < 4)
		value = value * 10 + (*text->at++ - '0');
	*out = value;
	return text->at > from && value >= least && value <= most;
}

/* hh[:mm[:ss]] with a sign, in seconds. */
static bool take_clock(struct rule_text *text, int32_t most_hours, int32_t *out)
{
	bool negative = take(text, '-');
	int32_t hours, minutes = 0, seconds = 0;

	if (!negative)
		take(text, '+');
	if (!take_number(text, 0, most_hours, &hours))
		return false;
	if (take(text, ':')) {
		if (!take_number(text, 0, 59, &minutes))
			return false;
		if (take(text, ':') && !take_number(text, 0, 59, &seconds))
			return false;
	}
	*out = hours * 3600 + minutes * 60 + seconds;
	if (negative)
		*out = -*out;
	return true;
}

static bool take_name(struct rule_text *text)
{
	const char *from = text->at;

	if (take(text, '<')) {
		while (text->at < text->end && *text->at != '>')
			text->at++;
		return take(text, '>');
	}
	while (text->at < text->end && ((*text->at | 0x20) >= 'a' && (*text->at | 0x20) <= 'z'))
		text->at++;
	return text->at - from >= 3;
}

static bool take_day(struct rule_text *text, struct rule_day *out)
{
	bool ok;

	if (take(text, 'M')) {
		out->kind = RULE_MONTH_WEEK_DAY;
		ok = take_number(text, 1, 12, &out->month) && take(text, '.') &&
		     take_number(text, 1, 5, &out->week) && take(text, '.') &&
		     take_number(text, 0, 6, &out->day);
	} else if (take(text, 'J')) {
		out->kind = RULE_JULIAN;
		ok = take_number(text, 1, 365, &out->day);
	} else {
		out->kind = RULE_DAY_OF_YEAR;
		ok = take_number(text, 0, 365, &out->day);
	}
	out->second = 2 * 3600;
	if (ok && take(text, '/'))
		ok = take_clock(text, 167, &out->second);
	return ok;
}

static bool parse_rule(struct rule_text text, struct rule *rule)
{
	if (!take_name(&text) || !take_clock(&text, 25, &rule->standard))
		return false;
	/* POSIX counts west of Greenwich. */
	rule->standard = -rule->standard;
	rule->known = true;
	if (text.at == text.end)
		return true;
	if (!take_name(&text))
		return false;
	rule->has_summer = true;
	rule->summer = rule->standard + 3600;
	if (text.at < text.end && *text.at != ',') {
		if (!take_clock(&text, 25, &rule->summer))
			return false;
		rule->summer = -rule->summer;
	}
	return take(&text, ',') && take_day(&text, &rule->start) && take(&text, ',') &&
	       take_day(&text, &rule->end) && text.at == text.end;
}

static bool read_footer(struct reader *reader, struct rule *rule)
{
	struct rule_text text = {(const char *)reader->at, (const char *)reader->end};

	if (!take(&text, '\n'))
		return false;
	text.end = memchr(text.at, '\n', (size_t)(text.end - text.at));
	if (!text.end)
		return false;
	/* An empty footer says that nobody knows what comes after the table. */
	return text.at == text.end || parse_rule(text, rule);
}

static bool parse_file(struct time_zone *zone, struct string_view data)
{
	struct reader reader = {(const uint8_t *)data.data, (const uint8_t *)data.data + data.length, true};
	struct header header;

	if (!read_header(&reader, &header))
		return false;
	if (header.version == 0)
		return header.leap_count == 0 && read_transitions(zone, &reader, &header, 4);
	read_part(&reader, data_size(&header, 4));
	if (!reader.ok || !read_header(&reader, &header) || header.leap_count != 0)
		return false;
	return read_transitions(zone, &reader, &header, 8) && read_footer(&reader, &zone->rule);
}

static bool read_all(int file, struct string *out)
{
	char buffer[4096];

	for (;;) {
		ssize_t got = read(file, buffer, sizeof(buffer));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			return true;
		string_append_bytes(out, buffer, (size_t)got);
		if (out->length > FILE_MOST) {
			errno = EFBIG;
			return false;
		}
	}
}

static bool load_file(const char *name, struct string *out, struct error *err)
{
	const char *directory = secure_getenv("TZDIR");
	struct string path = {0};
	bool ok = false;
	/* Without O_NONBLOCK a FIFO of that name would hold us for ever. */
	int file;

	if (!directory || !*directory)
		directory = "/usr/share/zoneinfo";
	string_append_format(&path, "%s/%s", directory, name);
	file = open(path.data, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (file >= 0) {
		ok = read_all(file, out);
		if (!ok)
			error_errno(err, ERROR_CONFIG, errno, "reading the time zone %s", name);
		close(file);
	} else if (errno == ENOENT || errno == ENOTDIR) {
		error_set(err, ERROR_CONFIG, "there is no time zone %s", name);
	} else {
		error_errno(err, ERROR_CONFIG, errno, "opening the time zone %s", name);
	}
	string_free(&path);
	return ok;
}

static bool is_zone_name(struct string_view name)
{
	if (name.length == 0 || name.length > NAME_MOST || name.data[0] == '/' || sv_contains(name, SV("..")))
		return false;
	for (size_t i = 0; i < name.length; i++) {
		char c = name.data[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    strchr("_+-/.:", c)))
			return false;
	}
	return true;
}

/* "+08:00", "+0800", "+08". */
static bool parse_fixed(struct string_view name, int32_t *offset)
{
	struct string_view digits = sv_slice(name, 1, name.length);
	char four[4] = {'0', '0', '0', '0'};
	int32_t hours, minutes;

	if (digits.length == 5 && digits.data[2] == ':') {
		memcpy(four, digits.data, 2);
		memcpy(four + 2, digits.data + 3, 2);
	} else if (digits.length == 4 || digits.length == 2) {
		memcpy(four, digits.data, digits.length);
	} else {
		return false;
	}
	if (!sv_is_digits(sv_from(four, 4)))
		return false;
	hours = (four[0] - '0') * 10 + (four[1] - '0');
	minutes = (four[2] - '0') * 10 + (four[3] - '0');
	*offset = hours * 3600 + minutes * 60;
	if (name.data[0] == '-')
		*offset = -*offset;
	return hours <= 23 && minutes <= 59;
}

static bool is_utc(struct string_view name)
{
	return sv_equal(name, SV("UTC")) || sv_equal(name, SV("Z"));
}

static bool fill_zone(struct time_zone *zone, struct error *err)
{
	struct string data = {0};
	struct string_view name = sv(zone->name);
	bool ok;

	if (is_utc(name))
		return true;
	if (name.data[0] == '+' || name.data[0] == '-') {
		if (!parse_fixed(name, &zone->before))
			return error_set(err, ERROR_CONFIG, "%s is not an offset like +08:00", zone->name);
		return true;
	}
	/* The reader takes no NULL, and an empty file leaves one. */
	string_reserve(&data, 1);
	ok = load_file(zone->name, &data, err);
	if (ok && !parse_file(zone, string_view(&data)))
		ok = error_set(
			err, ERROR_CONFIG, "the file of the time zone %s cannot be understood", zone->name);
	string_free(&data);
	return ok;
}

struct time_zone *time_zone_open(const char *name, struct error *err)
{
	struct time_zone *zone;

	if (!name || !is_zone_name(sv(name))) {
		error_set(err, ERROR_CONFIG,
			"a time zone is an offset like +08:00 or a name like Asia/Shanghai");
		return NULL;
	}
	zone = NEW(struct time_zone);
	memcpy(zone->name, name, strlen(name));
	if (fill_zone(zone, err))
		return zone;
	time_zone_free(zone);
	return NULL;
}

void time_zone_free(struct time_zone *zone)
{
	if (!zone)
		return;
	free(zone->transitions);
	free(zone);
}

const char *time_zone_name(const struct time_zone *zone)
{
	return zone ? zone->name : "UTC";
}

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1970-01-01 to the first of January. */
static int64_t days_to_year(int64_t year)
{
	int64_t before = year - 1;
	int64_t era = before >= 0 ? before / 400 : (before - 399) / 400;
	int64_t rest = before - era * 400;

	return era * 146097 + rest * 365 + rest / 4 - rest / 100 - 719162;
}

static int64_t month_week_day(const struct rule_day *rule, int64_t year)
{
	int64_t first = days_to_year(year);
	int32_t length = civil_days_in_month((int32_t)year, rule->month);
	int64_t weekday, day;

	for (int32_t month = 1; month < rule->month; month++)
		first += civil_days_in_month((int32_t)year, month);
	/* 1970-01-01 was a Thursday. */
	weekday = ((first + 4) % 7 + 7) % 7;
	day = (rule->day - weekday + 7) % 7 + 7 * (rule->week - 1);
	if (day >= length)
		day -= 7;
	return first + day;
}

/* Local seconds since 1970 at which the rule's moment of that year comes. */
static int64_t rule_moment(const struct rule_day *rule, int64_t year)
{
	int64_t day;

	switch (rule->kind) {
	case RULE_JULIAN: /* the 29th of February is never counted */
		day = days_to_year(year) + rule->day - 1 + (is_leap(year) && rule->day >= 60);
		break;
	case RULE_DAY_OF_YEAR:
		day = days_to_year(year) + rule->day;
		break;
	case RULE_MONTH_WEEK_DAY:
	default:
		day = month_week_day(rule, year);
		break;
	}
	return day * DAY_SECONDS + rule->second;
}

static int32_t rule_offset(const struct rule *rule, int64_t second)
{
	struct civil_time local;
	int64_t start, end;
	bool summer;

	if (!rule->has_summer)
		return rule->standard;
	/* At the ends of the number, 292 million years away, there is no room for an offset. */
	second = MIN(MAX(second, INT64_MIN / SECOND + DAY_SECONDS * 2), INT64_MAX / SECOND - DAY_SECONDS * 2);
	local = civil_from_instant((second + rule->standard) * SECOND, NULL);
	start = rule_moment(&rule->start, local.year) - rule->standard;
	end = rule_moment(&rule->end, local.year) - rule->summer;
	summer = start < end ? second >= start && second < end : second < end || second >= start;
	return summer ? rule->summer : rule->standard;
}

/* The last transition at or before the second; NULL before the first. */
static const struct transition *find_transition(const struct time_zone *zone, int64_t second)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->transitions[middle].at <= second)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &zone->transitions[low - 1] : NULL;
}

int32_t time_zone_offset(const struct time_zone *zone, instant at)
{
	int64_t second = at / SECOND - (at % SECOND < 0);
	const struct transition *transition;

	if (!zone)
		return 0;
	transition = find_transition(zone, second);
	if (zone->rule.known && (zone->count == 0 || transition == &zone->transitions[zone->count - 1]))
		return rule_offset(&zone->rule, second);
	return transition ? transition->offset : zone->before;
}
