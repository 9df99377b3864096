/* SPDX-License-Identifier: MIT */
#include "simulator/world.h"

#include <string.h>

#include "core/base/attributes.h"
#include "simulator/happenings.h"

#define INSTALLATION_DAY 19723 /* 2024-01-01: registers begin to run */
#define DAY_SHARES       1000

static const char *const platform_names[WORLD_PLATFORM_COUNT] = {"dlms", "goldcard", "jrhsz", "iotgas"};
/* Percent of all meters. */
static const uint32_t platform_shares[WORLD_PLATFORM_COUNT] = {10, 20, 40, 30};

/* What a house uses in each hour, in thousandths of its day, and under which tariff. */
static const struct {
	uint16_t share;
	uint8_t tariff;
} hours[24] = {
	{14, 3},
	{12, 3},
	{10, 3},
	{10, 3},
	{12, 3},
	{18, 3},
	{38, 3},
	{62, 2},
	{58, 1},
	{44, 1},
	{40, 1},
	{46, 2},
	{58, 2},
	{44, 2},
	{36, 2},
	{36, 2},
	{42, 2},
	{58, 2},
	{86, 1},
	{92, 0},
	{84, 0},
	{56, 1},
	{28, 2},
	{16, 3},
};

/* The kinds of meters of jrhsz, in turn, so that a small world has all of them. */
static const struct {
	int table_type;
	unsigned traits;
} jrhsz_kinds[] = {
	{5, TRAIT_ELECTRIC},
	{7, TRAIT_ELECTRIC | TRAIT_TOU},
	{4, TRAIT_WATER},
	{49, TRAIT_WATER | TRAIT_CAMERA},
	{1, TRAIT_ELECTRIC | TRAIT_HOURLY},
	{11, TRAIT_ELECTRIC | TRAIT_TOU},
	{2, TRAIT_WATER},
	{9, TRAIT_ELECTRIC},
	{24, TRAIT_WATER},
	{30, TRAIT_ELECTRIC},
	{31, TRAIT_WATER},
	{3, TRAIT_ELECTRIC},
	{15, TRAIT_ELECTRIC | TRAIT_TOU},
	{6, TRAIT_WATER | TRAIT_HOURLY},
	{13, TRAIT_ELECTRIC},
	{8, TRAIT_WATER},
	{49, TRAIT_WATER | TRAIT_CAMERA},
	{16, TRAIT_ELECTRIC},
	{10, TRAIT_WATER},
	{26, TRAIT_ELECTRIC},
};

const char *world_platform_name(enum world_platform platform)
{
	return platform_names[platform];
}

static uint64_t mix(uint64_t value)
{
	value += UINT64_C(0x9e3779b97f4a7c15);
	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return value ^ (value >> 31);
}

uint64_t world_draw(const struct world_meter *meter, uint64_t salt)
{
	return mix(meter->hash ^ mix(salt));
}

static int64_t draw_below(const struct world_meter *meter, uint64_t salt, int64_t bound)
{
	return (int64_t)(world_draw(meter, salt) % (uint64_t)bound);
}

static int64_t floor_divide(int64_t value, int64_t by)
{
	return value / by - (value % by < 0 ? 1 : 0);
}

int64_t world_local_day(instant at)
{
	return floor_divide(at + WORLD_ZONE_OFFSET, DAY);
}

instant world_midnight(int64_t local_day)
{
	return local_day * DAY - WORLD_ZONE_OFFSET;
}

struct decimal world_decimal(int64_t thousandths, uint8_t places)
{
	for (uint8_t i = places; i < 3; i++)
		thousandths /= 10;
	return (struct decimal){thousandths, places};
}

static void fill_profile(struct world *world)
{
	for (size_t hour = 0; hour < ARRAY_SIZE(hours); hour++)
		for (size_t tariff = 0; tariff < WORLD_TARIFFS; tariff++)
			world->profile[hour + 1][tariff] =
				world->profile[hour][tariff] +
				(hours[hour].tariff == tariff ? hours[hour].share : 0);
}

bool world_open(struct world *world, const struct world_options *options, struct error *err)
{
	memset(world, 0, sizeof(*world));
	world->options = *options;
	world->zone = time_zone_open("+0800", err);
	if (!world->zone)
		return false;
	uint32_t left = options->meters;
	for (size_t i = 0; i < WORLD_PLATFORM_COUNT; i++) {
		uint32_t share = i + 1 == WORLD_PLATFORM_COUNT
					 ? left
					 : (uint32_t)((uint64_t)options->meters * platform_shares[i] / 100);
		world->counts[i] = MAX(share, 1U);
		left -= MIN(left, world->counts[i]);
	}
	int64_t first_day = world_local_day(options->start) - options->history_days;
	world->history_begin = world_midnight(MAX(first_day, INSTALLATION_DAY));
	fill_profile(world);
	world_make_commands(world);
	return true;
}

void world_close(struct world *world)
{
	world_free_commands(world);
	time_zone_free(world->zone);
	memset(world, 0, sizeof(*world));
}

static void choose_traits(struct world_meter *meter)
{
	uint32_t index = meter->index;

	if (meter->platform == WORLD_JRHSZ) {
		size_t kind = index % ARRAY_SIZE(jrhsz_kinds);
		meter->table_type = jrhsz_kinds[kind].table_type;
		meter->traits = jrhsz_kinds[kind].traits;
	} else {
		meter->traits = meter->platform == WORLD_DLMS ? TRAIT_ELECTRIC : TRAIT_GAS;
	}
	meter->traits |= index % 17 == 5 ? TRAIT_OFFLINE : 0;
	meter->traits |= index % 23 == 9 ? TRAIT_LOW_BATTERY : 0;
	meter->traits |= index % 25 == 7 ? TRAIT_ODD : 0;
	meter->traits |= index % 29 == 11 ? TRAIT_DISABLED : 0;
	meter->traits |= meter->platform == WORLD_IOTGAS && index % 5 == 4 ? TRAIT_WIRELESS : 0;
	meter->valve = WORLD_VALVE_OPEN;
	if (index % 13 == 4)
		meter->valve = WORLD_VALVE_CLOSED;
	else if (index % 41 == 8)
		meter->valve = WORLD_VALVE_UNKNOWN;
	else if (index % 37 == 6)
		meter->valve = WORLD_VALVE_FORCED;
}

static void choose_usage(struct world_meter *meter)
{
	int64_t least = 400, spread = 2500;

	if (meter->traits & TRAIT_TOU) {
		least = 80000;
		spread = 600000;
	} else if (meter->traits & TRAIT_ELECTRIC) {
		least = 3000;
		spread = 15000;
	} else if (meter->traits & TRAIT_WATER) {
		least = 150;
		spread = 700;
	}
	meter->usage = least + draw_below(meter, 1, spread);
	meter->base = draw_below(meter, 2, meter->usage * 400);
}

void world_meter(
	const struct world *world, enum world_platform platform, uint32_t index, struct world_meter *out)
{
	memset(out, 0, sizeof(*out));
	out->platform = platform;
	out->index = index;
	out->hash = mix(world->options.seed ^ mix(((uint64_t)platform + 1) << 32 | index));
	choose_traits(out);
	choose_usage(out);
	if (out->traits & TRAIT_HOURLY) {
		out->interval = HOUR;
		out->offset = draw_below(out, 3, 3600) * SECOND;
	} else {
		out->interval = DAY;
		out->offset = 10 * HOUR + 30 * MINUTE + draw_below(out, 3, 120) * SECOND - WORLD_ZONE_OFFSET;
	}
	int64_t live_seconds = MAX(world->options.live_interval / SECOND, 1);
	out->live_offset = draw_below(out, 4, live_seconds) * SECOND;
	out->offline_since = INSTANT_NONE;
	if (out->traits & TRAIT_OFFLINE) {
		int64_t days = 1 + draw_below(out, 5, 20);
		out->offline_since = world_midnight(world_local_day(world->options.start) - days) +
				     draw_below(out, 6, 86400) * SECOND;
	}
}

/* From start on, consumption may run faster than the clock. */
static instant consumption_time(const struct world *world, instant at)
{
	if (at <= world->options.start)
		return at;
	return world->options.start + (at - world->options.start) * (int64_t)world->options.speed;
}

/* What was used in all days before this one. A day's own use is between half and one and a half of the
 * average. */
static int64_t used_before(const struct world_meter *meter, int64_t day)
{
	if (day <= 0)
		return 0;
	return meter->usage * day + draw_below(meter, 1000 + (uint64_t)day, meter->usage / 2 + 1);
}

void world_tariffs(
	const struct world *world, const struct world_meter *meter, instant at, int64_t out[WORLD_TARIFFS])
{
	instant moment = consumption_time(world, at);
	int64_t local_day = world_local_day(moment);
	int64_t day = local_day - INSTALLATION_DAY;
	int64_t second = day < 0 ? 0 : (moment - world_midnight(local_day)) / SECOND;
	size_t hour = (size_t)(second / 3600);
	int64_t before = used_before(meter, day);
	int64_t today = day < 0 ? 0 : used_before(meter, day + 1) - before;

	for (size_t tariff = 0; tariff < WORLD_TARIFFS; tariff++) {
		int64_t share = world->profile[24][tariff];
		int64_t passed = (int64_t)world->profile[hour][tariff] * 3600;
		if (hours[hour].tariff == tariff)
			passed += hours[hour].share * (second % 3600);
		out[tariff] = meter->base * share / DAY_SHARES + before * share / DAY_SHARES +
			      today * passed / DAY_SHARES / 3600;
	}
}

int64_t world_register(const struct world *world, const struct world_meter *meter, instant at)
{
	int64_t tariffs[WORLD_TARIFFS], total = 0;

	world_tariffs(world, meter, at, tariffs);
	for (size_t i = 0; i < WORLD_TARIFFS; i++)
		total += tariffs[i];
	return total;
}

int64_t world_rate(const struct world *world, const struct world_meter *meter, instant at)
{
	instant moment = consumption_time(world, at);
	int64_t local_day = world_local_day(moment);
	size_t hour = (size_t)((moment - world_midnight(local_day)) / HOUR);
	int64_t day = local_day - INSTALLATION_DAY;
	int64_t today = used_before(meter, day + 1) - used_before(meter, day);
	int64_t wobble = 900 + draw_below(meter, (uint64_t)(at / (10 * SECOND)), 200);

	return MAX(today, 0) * hours[hour].share / DAY_SHARES * wobble / 1000;
}

instant world_last_report(const struct world *world, const struct world_meter *meter, instant now)
{
	int64_t interval = world->options.live_interval;
	instant latest = floor_divide(now - meter->live_offset, interval) * interval + meter->live_offset;

	if (meter->offline_since != INSTANT_NONE && meter->offline_since < latest)
		return meter->offline_since;
	return latest;
}

static void series_rhythm(const struct world_meter *meter, enum world_series series, struct world_times *out)
{
	out->interval = DAY;
	out->offset = -WORLD_ZONE_OFFSET;
	if (series == SERIES_READINGS) {
		out->interval = meter->interval;
		out->offset = meter->offset;
	} else if (series == SERIES_FREEZE) {
		out->offset += 57 * MINUTE + draw_below(meter, 7, 60) * SECOND;
	} else if (series == SERIES_QUARTER) {
		out->interval = 6 * HOUR;
		out->offset += draw_below(meter, 8, 10800) * SECOND;
	}
}

struct world_times world_times(const struct world *world, const struct world_meter *meter,
	enum world_series series, instant begin, instant end, instant now)
{
	struct world_times times = {0};

	series_rhythm(meter, series, &times);
	begin = MAX(begin, world->history_begin);
	end = MIN(end, now);
	if (meter->offline_since != INSTANT_NONE)
		end = MIN(end, meter->offline_since);
	if (end < begin)
		return times;
	times.first = floor_divide(begin - 1 - times.offset, times.interval) + 1;
	int64_t last = floor_divide(end - times.offset, times.interval);
	times.count = last < times.first ? 0 : (uint64_t)(last - times.first + 1);
	return times;
}

instant world_time(const struct world_times *times, uint64_t index)
{
	return (times->first + (int64_t)index) * times->interval + times->offset;
}

static void page_of_meter(
	const struct world *world, const struct world_query *query, uint32_t index, struct world_total *total)
{
	struct world_meter meter;

	world_meter(world, query->platform, index, &meter);
	if ((meter.traits & query->traits) != query->traits)
		return;
	struct world_times times =
		world_times(world, &meter, query->series, query->begin, query->end, query->now);
	uint64_t first = query->first > total->rows ? query->first - total->rows : 0;
	uint64_t end =
		query->first + query->size > total->rows ? query->first + query->size - total->rows : 0;
	for (uint64_t i = first; i < MIN(end, times.count); i++)
		query->row(query->context, &meter, world_time(&times, i));
	total->rows += times.count;
	total->meters += times.count > 0;
}

struct world_total world_page(const struct world *world, const struct world_query *query)
{
	struct world_total total = {0};
	size_t count = query->indexes ? query->index_count : world->counts[query->platform];

	for (size_t i = 0; i < count; i++)
		page_of_meter(world, query, query->indexes ? query->indexes[i] : (uint32_t)i, &total);
	return total;
}
