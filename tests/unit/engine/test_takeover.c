/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workbench.h"

static void wait_for_meters(struct bench *bench)
{
	struct error err = {0};
	struct store_watch *watch = store_watch_open(bench->store, &err);
	struct pollfd descriptor = {.fd = store_watch_fd(watch), .events = POLLIN};

	while (bench_tally(bench, NULL).meters < 1) {
		assert_int_equal(poll(&descriptor, 1, 60000), 1);
		store_watch_drain(watch);
	}
	store_watch_close(watch);
}

/* Two consoles on one directory: one engine works, and the other takes over when it goes. */
static void the_second_takes_over(void **state)
{
	struct bench *bench = *state;
	struct engine_options options = bench_options(bench, ENGINE_FOREVER);
	struct engine_leader leader;
	struct error err = {0};
	struct engine *first = engine_new(&options, &err);
	struct engine *second = engine_new(&options, &err);

	assert_true(engine_start(first, &err));
	wait_for_meters(bench);
	assert_true(engine_start(second, &err));
	assert_true(engine_leader_look(bench->directory, &leader, &err));
	assert_true(leader.held);
	engine_stop(first);
	struct engine_link *link = engine_link_open(bench->directory, &err);
	uint64_t request;
	/* Nobody answers for the moment between the two: asking again is what a console does. */
	while ((request = engine_link_idle(link, &err)) == 0)
		assert_int_equal(err.code, ERROR_BUSY);
	assert_int_equal(bench_wait(link, request).error.code, ERROR_NONE);
	engine_link_close(link);
	engine_free(first);
	engine_free(second);
	assert_true(engine_leader_look(bench->directory, &leader, &err));
	assert_false(leader.held);
}

static void a_serving_engine_does_not_wait(void **state)
{
	struct bench *bench = *state;
	struct engine_options forever = bench_options(bench, ENGINE_FOREVER);
	struct engine_options serving = bench_options(bench, ENGINE_SERVE);
	struct error err = {0};
	struct engine *first = engine_new(&forever, &err);
	struct engine *second = engine_new(&serving, &err);

	assert_true(engine_start(first, &err));
	wait_for_meters(bench);
	assert_false(engine_start(second, &err));
	assert_int_equal(err.code, ERROR_BUSY);
	engine_free(second);
	engine_free(first);
}

/* Ends while requests are in flight, many times. */
static void it_stops_at_any_moment(void **state)
{
	struct bench *bench = *state;
	struct engine_options options = bench_options(bench, ENGINE_FOREVER);
	struct error err = {0};

	for (int round = 0; round < 25; round++) {
		struct engine *engine = engine_new(&options, &err);
		assert_true(engine_start(engine, &err));
		struct pollfd nothing = {.fd = -1};
		poll(&nothing, 1,
			round); /* lets it come a different way each time; nothing depends on how far */
		engine_free(engine);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_second_takes_over, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(
			a_serving_engine_does_not_wait, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(it_stops_at_any_moment, bench_set_up, bench_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
