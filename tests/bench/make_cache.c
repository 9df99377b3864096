/* SPDX-License-Identifier: MIT */
/*
 * A big cache for the benchmarks: make_cache DIRECTORY METERS READINGS, with Chinese names and addresses,
 * written as the engine writes it. Says nothing on success.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/base/string_view.h"
#include "core/store/cache_writer.h"

#define PAGE    1000
#define BEGAN   (INT64_C(1795305600) * SECOND) /* 2026-11-22 00:00 UTC */
#define PER_DAY 4

static const char *const family[] = {
	"李", "王", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "欧阳", "诸葛"};
static const char *const given[] = {
	"建国", "秀英", "志强", "海燕", "伟", "芳", "娜", "敏", "静", "丽", "强", "磊"};
static const char *const streets[] = {
	"龙蟠路", "上海路", "太平路", "中山北路", "汉口西路", "广州路", "珠江路", "进香河路"};

struct maker {
	struct cache_writer *writer;
	int32_t profile;
	struct arena arena;
	struct error err;
};

static uint64_t draw(uint64_t number, uint64_t salt, uint64_t bound)
{
	uint64_t value = (number * 31 + salt) * UINT64_C(0x9e3779b97f4a7c15);
	return (value >> 33) % bound;
}

static struct string_view number_of(struct maker *maker, uint64_t meter)
{
	return arena_format(&maker->arena, "2020%08llu", (unsigned long long)meter + 1);
}

static bool put_meter(struct maker *maker, uint64_t meter)
{
	struct arena *arena = &maker->arena;
	struct string_view name = arena_format(arena, "%s%s", family[draw(meter, 1, ARRAY_SIZE(family))],
		given[draw(meter, 2, ARRAY_SIZE(given))]);
	struct string_view address = arena_format(arena, "%s%u号%u栋%u室",
		streets[draw(meter, 3, ARRAY_SIZE(streets))], (unsigned)draw(meter, 4, 999) + 1,
		(unsigned)draw(meter, 5, 30) + 1, (unsigned)draw(meter, 6, 30) * 100 + 101);
	struct meter_fact fact = {
		.meter_no = number_of(maker, meter),
		.parts = METER_HAS_DEVICE_ID | METER_HAS_TYPE | METER_HAS_ADDRESS | METER_HAS_CUSTOMER_CODE |
			 METER_HAS_CUSTOMER_NAME | METER_HAS_VALVE | METER_HAS_ONLINE | METER_HAS_LAST_SEEN |
			 METER_HAS_READING | METER_HAS_MEDIUM,
		.medium = (enum medium)(1 + meter % 3),
		.device_id = number_of(maker, meter),
		.type = display_clean(arena, SV("4G electricity meter (5)")),
		.address = display_clean(arena, address),
		.customer_code = display_clean(
			arena, arena_format(arena, "1001%08u", (unsigned)draw(meter, 7, 99999999))),
		.customer_name = display_clean(arena, name),
		.valve = meter % 17 ? VALVE_OPEN : VALVE_CLOSED,
		.online = meter % 9 ? TRISTATE_YES : TRISTATE_NO,
		.last_seen = BEGAN + (instant)(meter % 3600) * SECOND,
		.reading = {(int64_t)draw(meter, 8, 9000000), 2},
		.reading_at = BEGAN + (instant)(meter % 3600) * SECOND,
	};

	fact.raw = arena_format(arena, "{\"deviceId\":\"%.*s\",\"reading\":\"%lld\",\"gate\":\"合闸\"}",
		SV_ARG(fact.meter_no), (long long)fact.reading.mantissa);
	return cache_put_meter(maker->writer, maker->profile, &fact, BEGAN, &maker->err) != CACHE_FAILED;
}

static bool put_reading(struct maker *maker, uint64_t meter, uint64_t place)
{
	struct reading_fact fact = {
		.meter_no = number_of(maker, meter),
		.taken_at = BEGAN - (instant)(place + 1) * DAY / PER_DAY,
		.source = SOURCE_HISTORY,
		.value_count = 1,
		.values = {{QUANTITY_TOTAL, {(int64_t)(draw(meter, 8, 9000000) + 5000 - place), 2}}},
	};

	return cache_put_reading(maker->writer, maker->profile, &fact, BEGAN, &maker->err) != CACHE_FAILED;
}

/* Row after row in transactions of a page each. */
static bool write_rows(struct maker *maker, uint64_t count, uint64_t meters, uint64_t per_meter)
{
	for (uint64_t row = 0; row < count; row++) {
		if (row % PAGE == 0 && !cache_writer_begin(maker->writer, &maker->err))
			return false;
		bool good = per_meter ? put_reading(maker, row / per_meter % meters, row % per_meter)
				      : put_meter(maker, row);
		if (!good)
			return false;
		if ((row % PAGE == PAGE - 1 || row + 1 == count) &&
			!cache_writer_commit(maker->writer, &maker->err))
			return false;
		if (row % PAGE == PAGE - 1)
			arena_reset(&maker->arena);
	}
	return true;
}

int main(int argc, char **argv)
{
	struct maker maker = {0};
	const struct cache_writer_options options = {.now = BEGAN};
	int64_t meters = 0, readings = 0;

	if (argc != 4 || !sv_to_integer(sv(argv[2]), &meters) || !sv_to_integer(sv(argv[3]), &readings) ||
		meters < 1 || readings < 0) {
		fputs("usage: make_cache DIRECTORY METERS READINGS\n", stderr);
		return 2;
	}
	struct store *store = store_open(argv[1], &maker.err);
	maker.writer = store ? cache_writer_open(store, &options, &maker.err) : NULL;
	bool good = maker.writer != NULL;
	if (good)
		maker.profile = cache_writer_profile(maker.writer, SV("estate"), 0, &maker.err);
	good = good && maker.profile > 0 && write_rows(&maker, (uint64_t)meters, (uint64_t)meters, 0) &&
	       write_rows(
		       &maker, (uint64_t)readings, (uint64_t)meters, (uint64_t)MAX(readings / meters, 1)) &&
	       cache_writer_checkpoint(maker.writer, &maker.err);
	if (!good)
		fprintf(stderr, "make_cache: %s\n", maker.err.message);
	cache_writer_close(maker.writer);
	store_close(store);
	arena_free(&maker.arena);
	return good ? 0 : 1;
}
