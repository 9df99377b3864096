/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/store/reader_parts.h"

/*
 * Consumption by day. Both sources of it are lines of points that go forward in time, so one pass over each
 * is enough; a day that the platform states itself wins over the difference of registers.
 */
#define REGISTER_SOURCES                                                                                     \
	(SOURCE_BIT(SOURCE_LIVE) | SOURCE_BIT(SOURCE_FROZEN) | SOURCE_BIT(SOURCE_HISTORY) |                  \
		SOURCE_BIT(SOURCE_CONSUMPTION) | SOURCE_BIT(SOURCE_TOU) | SOURCE_BIT(SOURCE_PUSH))

static instant day_of(instant at, const struct time_zone *zone)
{
	struct civil_time civil = civil_from_instant(at, zone);
	instant day = at;
	civil.hour = civil.minute = civil.second = civil.millisecond = 0;
	return instant_from_civil(&civil, zone, &day) ? day : at;
}

struct day_list {
	struct day_consumption *days;
	size_t count;
};

static void add_day(struct day_list *list, struct day_consumption day)
{
	list->days[list->count++] = day;
}

/* What the platform says of each day. */
static void stated_days(const struct series_point *points, size_t count, const struct series_point *costs,
	size_t cost_count, const struct time_zone *zone, struct day_list *out)
{
	size_t cost = 0;
	for (size_t i = 0; i < count; i++) {
		struct day_consumption day = {.day = day_of(points[i].at, zone), .amount = points[i].value};
		while (cost < cost_count && costs[cost].at < points[i].at)
			cost++;
		if (cost < cost_count && costs[cost].at == points[i].at) {
			day.has_cost = true;
			day.cost = costs[cost].value;
		}
		if (out->count && out->days[out->count - 1].day == day.day)
			out->count--;
		add_day(out, day);
	}
}

/* The last register of each day against that of the day before; nothing is guessed across a gap. */
static void derived_days(
	const struct series_point *points, size_t count, const struct time_zone *zone, struct day_list *out)
{
	instant before_day = INSTANT_NONE;
	struct decimal before = {0};
	for (size_t i = 0; i < count; i++) {
		instant day = day_of(points[i].at, zone);
		if (i + 1 < count && day_of(points[i + 1].at, zone) == day)
			continue;
		struct day_consumption found = {.day = day, .derived = true};
		/* A day has 23 to 25 hours. */
		if (before_day != INSTANT_NONE && day - before_day <= 26 * HOUR &&
			decimal_subtract(points[i].value, before, &found.amount) &&
			found.amount.mantissa >= 0)
			add_day(out, found);
		before_day = day;
		before = points[i].value;
	}
}

static void merge_days(const struct day_list *stated, const struct day_list *derived, instant since,
	instant until, struct day_list *out)
{
	size_t i = 0, j = 0;
	while (i < stated->count || j < derived->count) {
		bool take_stated = j == derived->count ||
				   (i < stated->count && stated->days[i].day <= derived->days[j].day);
		struct day_consumption day = take_stated ? stated->days[i++] : derived->days[j++];
		if (take_stated && j < derived->count && derived->days[j].day == day.day)
			j++;
		if (day.day >= since && (!until || day.day < until))
			add_day(out, day);
	}
}

struct day_series {
	struct series_point *points;
	size_t count;
};

static bool read_series(struct cache_reader *reader, int64_t meter_id, unsigned sources,
	enum quantity quantity, instant since, instant until, struct arena *arena, struct day_series *out,
	struct error *err)
{
	return cache_series(
		reader, meter_id, sources, quantity, since, until, 0, arena, &out->points, &out->count, err);
}

static struct day_list new_days(struct arena *arena, size_t most)
{
	return (struct day_list){.days = arena_alloc_array(arena, most, sizeof(struct day_consumption))};
}

bool cache_daily(struct cache_reader *reader, int64_t meter_id, const struct time_zone *zone, instant since,
	instant until, struct arena *arena, struct day_consumption **days, size_t *count, struct error *err)
{
	struct day_series stated, costs, registers;
	instant early = since ? since - 2 * DAY : 0; /* the first day needs the register of the day before */
	unsigned daily = SOURCE_BIT(SOURCE_DAILY);
	*days = NULL;
	*count = 0;
	if (!read_series(reader, meter_id, daily, QUANTITY_CONSUMPTION, since, until, arena, &stated, err) ||
		!read_series(reader, meter_id, daily, QUANTITY_COST, since, until, arena, &costs, err) ||
		!read_series(reader, meter_id, REGISTER_SOURCES, QUANTITY_TOTAL, early, until, arena,
			&registers, err))
		return false;
	struct day_list a = new_days(arena, stated.count), b = new_days(arena, registers.count);
	struct day_list all = new_days(arena, stated.count + registers.count);
	stated_days(stated.points, stated.count, costs.points, costs.count, zone, &a);
	derived_days(registers.points, registers.count, zone, &b);
	merge_days(&a, &b, since, until, &all);
	*days = all.days;
	*count = all.count;
	return true;
}
