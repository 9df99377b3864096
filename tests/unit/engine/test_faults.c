/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "workbench.h"

/* One bad answer is survived: the pass ends well and has everything. */
static void a_passing_fault_loses_nothing(void **state)
{
	static const enum fault_kind kinds[] = {FAULT_RESET, FAULT_RESET_MIDDLE, FAULT_TRUNCATED,
		FAULT_LENGTH_LONG, FAULT_EMPTY, FAULT_HTML, FAULT_BAD_JSON, FAULT_ERROR_500, FAULT_NOT_FOUND,
		FAULT_TWO_BODIES};
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "iotgas");

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		bench_fault(bench, SIMULATOR_IOTGAS_DATA, "GetRealList2", kinds[i], 1);
		struct engine_profile_report report = bench_pass(bench, profile, -1);
		if (report.code != ERROR_NONE)
			fail_msg("%s: %s", fault_kind_word(kinds[i]), report.message);
		assert_int_equal(bench_tally(bench, profile).meters,
			simulator_world(bench->simulator)->counts[WORLD_IOTGAS]);
	}
}

/* The same on the platform with the rate limit: retries pass its gate. */
static void a_retry_keeps_the_rate_limit(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "jrhsz");

	bench_fault(bench, SIMULATOR_JRHSZ, "meterList", FAULT_RESET, 1);
	bench_fault(bench, SIMULATOR_JRHSZ, "readMeter", FAULT_HTML, 1);
	struct engine_profile_report report = bench_pass(bench, profile, -1);
	assert_string_equal(report.message, "");
	assert_int_equal(simulator_counters(bench->simulator, SIMULATOR_JRHSZ, NULL).too_fast, 0);
}

static void an_expired_session_logs_in_again(void **state)
{
	static const struct {
		const char *driver, *endpoint;
		enum simulator_port port;
	} all[] = {{"jrhsz", "meterList", SIMULATOR_JRHSZ}, {"iotgas", "GetList", SIMULATOR_IOTGAS_CONTROL}};
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		bench_fault(bench, all[i].port, all[i].endpoint, FAULT_EXPIRED, 1);
		struct engine_profile_report report =
			bench_pass(bench, bench_profile(bench, all[i].driver), -1);
		assert_string_equal(report.message, "");
	}
}

static void being_too_fast_is_waited_out(void **state)
{
	struct bench *bench = *state;

	bench_fault(bench, SIMULATOR_JRHSZ, "readMeter", FAULT_TOO_FAST, 1);
	struct engine_profile_report report = bench_pass(bench, bench_profile(bench, "jrhsz"), -1);
	assert_string_equal(report.message, "");
}

/* A fault that stays is said, and what was known stays. */
static void a_lasting_fault_is_said(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "goldcard");
	int64_t meters;

	bench_pass(bench, profile, -1);
	meters = bench_tally(bench, profile).meters;
	bench_fault(bench, SIMULATOR_GOLDCARD, "1013", FAULT_HTML, FAULT_ALWAYS);
	struct engine_profile_report report = bench_pass(bench, profile, -1);
	assert_int_equal(report.code, ERROR_MALFORMED);
	assert_int_equal(bench_tally(bench, profile).meters, meters);
}

static void a_platform_that_is_gone_is_offline(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "iotgas");
	int64_t meters;

	bench_pass(bench, profile, -1);
	meters = bench_tally(bench, profile).meters;
	simulator_stop(bench->simulator);
	bench->simulator = NULL;
	struct engine_profile_report report = bench_pass(bench, profile, -1);
	assert_int_equal(report.code, ERROR_UNREACHABLE);
	struct platform_fact fact = bench_platform(bench, profile);
	assert_int_equal(fact.state, PLATFORM_OFFLINE);
	assert_true(fact.message.length > 0);
	assert_int_equal(bench_tally(bench, profile).meters, meters);
}

/* A record that cannot be taken is refused alone, counted and said. */
static void one_bad_record_is_refused_alone(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "jrhsz");
	struct message_row *rows;
	struct list_request request = {.limit = 100};
	struct list_result result;
	bool said = false;
	struct error err;

	bench_fault(bench, SIMULATOR_JRHSZ, "readMeter", FAULT_WRONG_TYPE, 1);
	struct engine_profile_report report = bench_pass(bench, profile, -1);
	assert_int_equal(report.code, ERROR_NONE);
	assert_int_equal(report.refused, 1);
	assert_int_equal(report.readings, simulator_world(bench->simulator)->counts[WORLD_JRHSZ] - 1);
	assert_int_equal(report.meters, simulator_world(bench->simulator)->counts[WORLD_JRHSZ]);
	assert_true(cache_messages(bench->reader, &request, &bench->arena, &rows, &result, &err));
	for (size_t i = 0; i < result.count; i++)
		said |= rows[i].refused > 0;
	assert_true(said);
}

static void hostile_text_is_clean_in_the_store(void **state)
{
	struct bench *bench = *state;
	const char *profile = bench_profile(bench, "jrhsz");
	struct meter_row *rows;
	struct list_request request = {.limit = 100};
	struct list_result result;
	struct error err;

	bench_fault(bench, SIMULATOR_JRHSZ, "meterList", FAULT_ESCAPE, 1);
	bench_pass(bench, profile, -1);
	assert_true(cache_meters(bench->reader, &request, &bench->arena, &rows, &result, &err));
	assert_true(result.count > 0);
	for (size_t i = 0; i < result.count; i++) {
		assert_true(display_is_clean(display_view(rows[i].customer_name), NULL));
		assert_true(display_is_clean(display_view(rows[i].address), NULL));
	}
}

static void a_huge_answer_is_cut_off(void **state)
{
	struct bench *bench = *state;

	bench_fault(bench, SIMULATOR_IOTGAS_DATA, "GetRealList2", FAULT_HUGE, FAULT_ALWAYS);
	struct engine_profile_report report = bench_pass(bench, bench_profile(bench, "iotgas"), -1);
	assert_int_not_equal(report.code, ERROR_NONE);
}

#define FAULT_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FAULT_TEST(a_passing_fault_loses_nothing),
		FAULT_TEST(a_retry_keeps_the_rate_limit),
		FAULT_TEST(an_expired_session_logs_in_again),
		FAULT_TEST(being_too_fast_is_waited_out),
		FAULT_TEST(a_lasting_fault_is_said),
		FAULT_TEST(a_platform_that_is_gone_is_offline),
		FAULT_TEST(one_bad_record_is_refused_alone),
		FAULT_TEST(hostile_text_is_clean_in_the_store),
		FAULT_TEST(a_huge_answer_is_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
