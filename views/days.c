/* SPDX-License-Identifier: MIT */
#include "views/days.h"

#include <math.h>

static size_t place_of(int64_t meter_id)
{
	return (size_t)((uint64_t)meter_id % DAYS_PLACES);
}

const struct days_entry *days_find(const struct days_cache *cache, const struct meter_row *row)
{
	const struct days_entry *entry = &cache->entries[place_of(row->id)];
	return entry->meter_id == row->id && entry->reading_at == row->reading_at ? entry : NULL;
}

static instant day_start(instant at, const struct time_zone *zone)
{
	struct civil_time day = civil_from_instant(at, zone);
	instant start = at;
	day.hour = day.minute = day.second = day.millisecond = 0;
	instant_from_civil(&day, zone, &start);
	return start;
}

bool days_fill(struct days_cache *cache, struct cache_reader *reader, const struct meter_row *row,
	const struct time_zone *zone, instant now)
{
	struct days_entry *entry = &cache->entries[place_of(row->id)];
	struct arena arena = {0};
	struct day_consumption *days;
	size_t count = 0, known = 0;
	instant today = day_start(now, zone), since = day_start(today - DAYS_COUNT * DAY + HOUR, zone);
	bool read = cache_daily(reader, row->id, zone, since, today, &arena, &days, &count, NULL);
	*entry = (struct days_entry){.meter_id = row->id, .reading_at = row->reading_at};
	for (size_t i = 0; i < DAYS_COUNT; i++)
		entry->values[i] = NAN;
	for (size_t i = 0; i < count; i++) {
		int64_t index = (days[i].day - since + DAY / 2) / DAY;
		if (index < 0 || index >= DAYS_COUNT)
			continue;
		entry->values[index] = decimal_to_double(days[i].amount);
		known++;
	}
	entry->known = known >= 2;
	arena_free(&arena);
	return read;
}
