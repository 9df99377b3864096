/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "workbench.h"

/* What the store has after a pass is what the simulator's world has. */
static void a_pass_brings_every_meter(void **state)
{
	static const struct {
		const char *driver;
		enum world_platform platform;
	} all[] = {{"goldcard", WORLD_GOLDCARD}, {"jrhsz", WORLD_JRHSZ}, {"iotgas", WORLD_IOTGAS}};
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const char *profile = bench_profile(bench, all[i].driver);
		struct engine_profile_report report = bench_pass(bench, profile, -1);
		assert_string_equal(report.message, "");
		assert_int_equal(report.code, ERROR_NONE);
		struct cache_tally tally = bench_tally(bench, profile);
		assert_int_equal(tally.meters, simulator_world(bench->simulator)->counts[all[i].platform]);
		assert_int_equal(report.meters, tally.meters);
		assert_int_equal(report.refused, 0);
		assert_int_equal(bench_platform(bench, profile).state, PLATFORM_ONLINE);
	}
}

static void names_and_numbers_are_the_worlds(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "iotgas");
	const struct world *world = simulator_world(bench->simulator);
	char number[WORLD_TEXT_MAX];
	struct world_meter meter;
	struct meter_row row;
	struct error err;

	bench_pass(bench, profile, -1);
	for (uint32_t index = 0; index < world->counts[WORLD_IOTGAS]; index++) {
		world_meter(world, WORLD_IOTGAS, index, &meter);
		world_number(&meter, number);
		assert_true(cache_meter_by_number(
			bench->reader, sv(profile), sv_trim(sv(number)), &bench->arena, &row, &err));
		assert_int_equal(row.medium, MEDIUM_GAS);
		assert_true(row.has_reading);
	}
}

static void a_second_pass_changes_little_and_keeps_the_limit(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "jrhsz");

	bench_pass(bench, profile, -1);
	struct engine_profile_report report = bench_pass(bench, profile, -1);
	assert_int_equal(report.code, ERROR_NONE);
	struct simulator_counters counters = simulator_counters(bench->simulator, SIMULATOR_JRHSZ, NULL);
	/* The two engines know nothing of each other: the second may be refused once an endpoint, and waits
	 * then. */
	assert_true(counters.too_fast <= 2);
	assert_int_equal(
		bench_tally(bench, profile).meters, simulator_world(bench->simulator)->counts[WORLD_JRHSZ]);
}

static void history_covers_every_meter(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "goldcard");
	struct meter_row *rows;
	struct list_result result;
	struct list_request request = {.profile = sv(profile), .limit = 100};
	struct error err;

	struct engine_profile_report report = bench_pass(bench, profile, 10);
	assert_int_equal(report.code, ERROR_NONE);
	assert_true(cache_meters(bench->reader, &request, &bench->arena, &rows, &result, &err));
	assert_true(result.count > 0);
	const struct world *world = simulator_world(bench->simulator);
	for (size_t i = 0; i < result.count; i++) {
		uint32_t index;
		struct world_meter meter;
		instant now = simulator_now(bench->simulator);
		assert_true(world_find(world, WORLD_GOLDCARD, rows[i].meter_no, &index));
		world_meter(world, WORLD_GOLDCARD, index, &meter);
		uint64_t days = world_times(world, &meter, SERIES_DAILY, now - 10 * DAY, now, now).count;
		struct list_request all = {.limit = 100};
		struct list_result found;
		struct reading_row *readings;
		assert_true(cache_readings(bench->reader, rows[i].id, SOURCE_BIT(SOURCE_DAILY), &all,
			&bench->arena, &readings, &found, &err));
		/* The days at both ends count or not, as one reads the document. */
		assert_in_range(found.count, days > 1 ? days - 1 : 0, days + 1);
	}
}

static void alarms_events_and_commands_come(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "iotgas");
	struct engine_profile_report report = bench_pass(bench, profile, -1);
	struct cache_tally tally = bench_tally(bench, profile);

	assert_int_equal(report.code, ERROR_NONE);
	assert_true(tally.alarms > 0);
	assert_true(tally.events > 0);
	assert_int_equal(tally.commands, (int64_t)simulator_world(bench->simulator)->command_count);
}

static void a_captcha_needs_a_person(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "dlms");
	struct string_view id, picture;
	struct error err;

	struct engine_profile_report report = bench_pass(bench, profile, -1);
	assert_int_equal(report.code, ERROR_CAPTCHA);
	assert_int_equal(bench_platform(bench, profile).state, PLATFORM_NEEDS_CAPTCHA);
	assert_true(cache_captcha(bench->reader, sv(profile), &bench->arena, &id, &picture, &err));
	assert_true(id.length > 0);
	assert_true(sv_starts_with(picture, SV("\x89PNG")));
}

static void a_roster_is_mirrored(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "dlms");
	const struct roster_meter meters[] = {
		{.meter_no = SV("0128244400031"),
			.customer_name = SV("诸葛秀英"),
			.has_medium = true,
			.medium = MEDIUM_ELECTRICITY},
		{.meter_no = SV("0128244400049")},
	};
	struct roster_counts counts;
	struct meter_row row;
	struct error err;
	struct ledger *ledger = ledger_open(bench->store, &err);

	assert_true(ledger_import_roster(ledger, sv(profile), meters, 2, 1000, &counts, &err));
	ledger_close(ledger);
	bench_pass(bench, profile, -1);
	assert_int_equal(bench_tally(bench, profile).meters, 2);
	assert_true(cache_meter_by_number(
		bench->reader, sv(profile), SV("0128244400031"), &bench->arena, &row, &err));
	assert_int_equal(row.medium, MEDIUM_ELECTRICITY);
	assert_int_equal(row.valve, VALVE_NONE);
	assert_true(sv_equal(display_view(row.customer_name), SV("诸葛秀英")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_pass_brings_every_meter, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(
			names_and_numbers_are_the_worlds, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(
			a_second_pass_changes_little_and_keeps_the_limit, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(history_covers_every_meter, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(
			alarms_events_and_commands_come, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(a_captcha_needs_a_person, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(a_roster_is_mirrored, bench_set_up, bench_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
