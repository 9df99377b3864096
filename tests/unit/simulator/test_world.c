/* SPDX-License-Identifier: MIT */
#include <time.h>

#include "tests/unit/simulator/client.h"

static struct world_options options_of(uint32_t meters, uint64_t seed)
{
	return (struct world_options){.seed = seed,
		.meters = meters,
		.start = BENCH_START,
		.history_days = 60,
		.live_interval = 30 * SECOND,
		.speed = 1,
		.alarm_interval = 20 * SECOND};
}

static void open_world(struct world *world, uint32_t meters, uint64_t seed)
{
	struct world_options options = options_of(meters, seed);

	assert_true(world_open(world, &options, NULL));
}

static void test_same_seed_same_world(void **state)
{
	struct world a, b, c;
	struct world_meter x, y;
	char left[WORLD_TEXT_MAX], right[WORLD_TEXT_MAX];
	bool differs = false;

	open_world(&a, 300, 5);
	open_world(&b, 300, 5);
	open_world(&c, 300, 6);
	for (uint32_t i = 0; i < a.counts[WORLD_JRHSZ]; i++) {
		world_meter(&a, WORLD_JRHSZ, i, &x);
		world_meter(&b, WORLD_JRHSZ, i, &y);
		world_customer_name(&x, left);
		world_customer_name(&y, right);
		assert_string_equal(left, right);
		assert_int_equal(world_register(&a, &x, BENCH_START), world_register(&b, &y, BENCH_START));
		world_meter(&c, WORLD_JRHSZ, i, &y);
		differs =
			differs || world_register(&a, &x, BENCH_START) != world_register(&c, &y, BENCH_START);
	}
	assert_true(differs);
	world_close(&a);
	world_close(&b);
	world_close(&c);
}

static void test_numbers_find_their_meter(void **state)
{
	struct world world;
	struct world_meter meter;
	char text[WORLD_TEXT_MAX];
	uint32_t found;

	open_world(&world, 500, 1);
	for (int platform = 0; platform < WORLD_PLATFORM_COUNT; platform++)
		for (uint32_t i = 0; i < world.counts[platform]; i++) {
			world_meter(&world, (enum world_platform)platform, i, &meter);
			world_number(&meter, text);
			assert_true(world_find(&world, (enum world_platform)platform, sv(text), &found));
			assert_int_equal(found, i);
			world_customer_code(&meter, text);
			assert_true(
				world_find_customer(&world, (enum world_platform)platform, sv(text), &found));
			assert_int_equal(found, i);
		}
	assert_false(world_find(&world, WORLD_JRHSZ, SV("202099999999"), &found));
	assert_false(world_find(&world, WORLD_DLMS, SV("0128000000010"), &found));
	assert_false(world_find(&world, WORLD_DLMS, SV("01280000000"), &found));
	assert_false(world_find(&world, WORLD_IOTGAS, SV(""), &found));
	world_close(&world);
}

static void test_registers_never_fall_and_tariffs_add_up(void **state)
{
	struct world world;
	struct world_meter meter;
	int64_t tariffs[WORLD_TARIFFS], before[WORLD_TARIFFS] = {0};

	open_world(&world, 100, 3);
	for (uint32_t i = 0; i < 6; i++) {
		world_meter(&world, WORLD_JRHSZ, i, &meter);
		memset(before, 0, sizeof(before));
		for (instant at = BENCH_START - 3 * DAY; at < BENCH_START + DAY;
			at += 11 * MINUTE + 7 * SECOND) {
			int64_t sum = 0;
			world_tariffs(&world, &meter, at, tariffs);
			for (size_t t = 0; t < WORLD_TARIFFS; t++) {
				assert_true(tariffs[t] >= before[t]);
				before[t] = tariffs[t];
				sum += tariffs[t];
			}
			assert_int_equal(sum, world_register(&world, &meter, at));
		}
		assert_true(world_register(&world, &meter, BENCH_START) >
			    world_register(&world, &meter, BENCH_START - DAY));
	}
	world_close(&world);
}

static void count_row(void *context, const struct world_meter *meter, instant at)
{
	(*(uint64_t *)context)++;
}

struct order {
	uint32_t index;
	instant at;
	uint64_t rows;
};

static void check_order(void *context, const struct world_meter *meter, instant at)
{
	struct order *order = context;

	if (order->rows++ > 0)
		assert_true(meter->index > order->index || (meter->index == order->index && at > order->at));
	order->index = meter->index;
	order->at = at;
}

static void test_pages_are_the_whole(void **state)
{
	struct world world;
	struct order order = {0};
	struct world_query query = {.platform = WORLD_JRHSZ,
		.series = SERIES_READINGS,
		.begin = BENCH_START - 3 * DAY,
		.end = BENCH_START,
		.now = BENCH_START,
		.size = 17,
		.row = check_order,
		.context = &order};
	uint64_t all = 0;

	open_world(&world, 250, 3);
	struct world_total total;
	do {
		total = world_page(&world, &query);
		query.first += query.size;
	} while (query.first < total.rows);
	assert_int_equal(order.rows, total.rows);
	query.first = 0;
	query.size = UINT32_MAX;
	query.row = count_row;
	query.context = &all;
	assert_int_equal(world_page(&world, &query).rows, total.rows);
	assert_int_equal(all, total.rows);
	world_close(&world);
}

static void test_history_ends_where_it_should(void **state)
{
	struct world world;
	struct world_meter meter;

	open_world(&world, 250, 3);
	for (uint32_t i = 0; i < world.counts[WORLD_JRHSZ]; i++) {
		world_meter(&world, WORLD_JRHSZ, i, &meter);
		struct world_times times = world_times(
			&world, &meter, SERIES_READINGS, INT64_MIN / 2, INT64_MAX / 2, BENCH_START);
		assert_true(times.count > 0);
		assert_true(world_time(&times, 0) >= world.history_begin);
		assert_true(world_time(&times, times.count - 1) <= BENCH_START);
		if (meter.traits & TRAIT_OFFLINE) {
			assert_true(world_time(&times, times.count - 1) <= meter.offline_since);
			assert_int_equal(world_last_report(&world, &meter, BENCH_START), meter.offline_since);
		} else {
			instant last = world_last_report(&world, &meter, BENCH_START);
			assert_true(last <= BENCH_START && last > BENCH_START - 30 * SECOND);
		}
	}
	world_close(&world);
}

static void test_alarms_come_with_the_clock(void **state)
{
	struct world world;
	struct world_happening alarm, before = {0};

	open_world(&world, 250, 3);
	uint64_t at_start = world_alarm_count(&world, BENCH_START);
	assert_true(at_start > 100);
	assert_int_equal(world_alarm_count(&world, BENCH_START + 100 * SECOND), at_start + 5);
	for (uint64_t i = 0; i < at_start + 5; i++) {
		world_alarm(&world, i, &alarm);
		assert_int_equal(alarm.id, (int64_t)i + 1);
		assert_true(alarm.at >= before.at);
		assert_true(alarm.index < world.counts[WORLD_IOTGAS]);
		before = alarm;
	}
	world_close(&world);
}

static void test_commands_in_every_state(void **state)
{
	static const int states[] = {0, 1, 2, 3, 4, 5, 6, 7, 99};
	struct world world;

	open_world(&world, 250, 3);
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		bool seen = false;
		for (size_t k = 1; k <= world.command_count && !seen; k++)
			seen = world_command_state(&world, world_command(&world, (int64_t)k), BENCH_START) ==
			       states[i];
		assert_true(seen);
	}
	assert_null(world_command(&world, 0));
	assert_null(world_command(&world, (int64_t)world.command_count + 1));
	world_close(&world);
}

/* Processor time, so that a busy machine does not matter; nothing is walked over at the start. */
static void test_a_million_meters_start_at_once(void **state)
{
	struct simulator_options options = {.meters = 1000000, .seed = 9};
	clock_t begin = clock();
	struct bench *bench = bench_new(&options);
	double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
	uint64_t sum = 0;

	assert_true(seconds < 0.5);
	for (int i = 0; i < WORLD_PLATFORM_COUNT; i++)
		sum += simulator_world(bench->simulator)->counts[i];
	assert_int_equal(sum, 1000000);
	bench_free(bench);
}

static void test_a_tiny_world_has_every_platform(void **state)
{
	struct world world;

	open_world(&world, 1, 3);
	for (int i = 0; i < WORLD_PLATFORM_COUNT; i++)
		assert_true(world.counts[i] >= 1);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_seed_same_world),
		cmocka_unit_test(test_numbers_find_their_meter),
		cmocka_unit_test(test_registers_never_fall_and_tariffs_add_up),
		cmocka_unit_test(test_pages_are_the_whole),
		cmocka_unit_test(test_history_ends_where_it_should),
		cmocka_unit_test(test_alarms_come_with_the_clock),
		cmocka_unit_test(test_commands_in_every_state),
		cmocka_unit_test(test_a_million_meters_start_at_once),
		cmocka_unit_test(test_a_tiny_world_has_every_platform),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
