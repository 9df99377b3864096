/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/instant.h"
#include "core/store/cache_reader.h"

/* The last seven days' consumption of the meters on the screen: computed once a meter and reading, kept in a
 * few places, so that scrolling through a million meters costs nothing. */
#define DAYS_COUNT  7
#define DAYS_PLACES 256

struct days_entry {
	int64_t meter_id; /* 0: empty */
	instant reading_at;
	bool known; /* at least two days have a value */
	double values[DAYS_COUNT];
};
struct days_cache {
	struct days_entry entries[DAYS_PLACES];
};
/* NULL: not computed yet. */
const struct days_entry *days_find(const struct days_cache *cache, const struct meter_row *row);
bool days_fill(struct days_cache *cache, struct cache_reader *reader, const struct meter_row *row,
	const struct time_zone *zone, instant now);
