/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <unistd.h>

#include "tests/unit/tui/check.h"
#include "tui/loop.h"

struct world {
	struct loop *loop;
	int64_t now;
	int pipe[2];
	int reads, paints, works, signals;
	char order[64];
	size_t order_length;
};

static int64_t world_now(void *context)
{
	return ((struct world *)context)->now;
}

static void set_up_world(struct world *world, struct clock *clock)
{
	*world = (struct world){0};
	*clock = (struct clock){.monotonic = world_now, .context = world};
	world->loop = loop_new(clock, NULL);
	assert_int_equal(pipe(world->pipe), 0);
}

static void tear_down_world(struct world *world)
{
	loop_free(world->loop);
	close(world->pipe[0]);
	close(world->pipe[1]);
}

static void note(struct world *world, char letter)
{
	if (world->order_length + 1 < sizeof(world->order))
		world->order[world->order_length++] = letter;
}

static void read_all(void *context)
{
	struct world *world = context;
	char buffer[256];
	world->reads += (int)read(world->pipe[0], buffer, sizeof(buffer));
	note(world, 'r');
	loop_request_paint(world->loop);
}

static void paint(void *context)
{
	struct world *world = context;
	world->paints++;
	note(world, 'p');
}

static bool work(void *context)
{
	struct world *world = context;
	note(world, 'w');
	return ++world->works % 3 != 0;
}

static void timer_a(void *context)
{
	note(context, 'a');
}

static void timer_b(void *context)
{
	note(context, 'b');
}

static void a_burst_is_one_paint(void **state)
{
	(void)state;
	struct world world;
	struct clock clock;
	set_up_world(&world, &clock);
	loop_watch(world.loop, world.pipe[0], LOOP_INPUT, read_all, &world);
	loop_set_paint(world.loop, paint, &world);
	assert_int_equal(write(world.pipe[1], "0123456789", 10), 10);
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_int_equal(world.reads, 10);
	assert_int_equal(world.paints, 1);
	assert_true(loop_is_idle(world.loop));
	tear_down_world(&world);
}

static void timers_run_in_order_and_once(void **state)
{
	(void)state;
	struct world world;
	struct clock clock;
	set_up_world(&world, &clock);
	loop_after(world.loop, 20, timer_b, &world);
	loop_after(world.loop, 10, timer_a, &world);
	loop_timer_id cancelled = loop_after(world.loop, 15, timer_a, &world);
	loop_cancel(world.loop, cancelled);
	loop_cancel(world.loop, 0);
	assert_int_equal(loop_next_timer(world.loop), 10);
	assert_true(loop_turn(world.loop, 0, NULL));
	assert_string_equal(world.order, "");
	world.now = 10;
	assert_false(loop_is_idle(world.loop));
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_string_equal(world.order, "a");
	world.now = 100;
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_string_equal(world.order, "ab");
	assert_int_equal(loop_next_timer(world.loop), -1);
	tear_down_world(&world);
}

static void rearm(void *context)
{
	struct world *world = context;
	note(world, 'x');
	loop_after(world->loop, 0, rearm, world);
}

static void a_timer_that_rearms_does_not_hang(void **state)
{
	(void)state;
	struct world world;
	struct clock clock;
	set_up_world(&world, &clock);
	loop_after(world.loop, 0, rearm, &world);
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_string_equal(world.order, "x");
	tear_down_world(&world);
}

static void work_waits_for_input(void **state)
{
	(void)state;
	struct world world;
	struct clock clock;
	set_up_world(&world, &clock);
	loop_watch(world.loop, world.pipe[0], LOOP_INPUT, read_all, &world);
	loop_set_paint(world.loop, paint, &world);
	loop_idle(world.loop, work, &world);
	loop_idle(world.loop, work, &world); /* once */
	assert_int_equal(write(world.pipe[1], "k", 1), 1);
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_string_equal(
		world.order, "rpwww"); /* the key and its paint first; after three there is no more */
	assert_true(loop_is_idle(world.loop));
	loop_idle(world.loop, work, &world);
	loop_idle_cancel(world.loop, work, &world);
	assert_true(loop_is_idle(world.loop));
	tear_down_world(&world);
}

static void got_signal(void *context, int signal_number)
{
	struct world *world = context;
	world->signals += signal_number;
	loop_stop(world->loop);
}

static void signals_arrive_in_the_loop(void **state)
{
	(void)state;
	struct world world;
	struct clock clock;
	set_up_world(&world, &clock);
	assert_true(loop_signal(world.loop, SIGUSR1, got_signal, &world, NULL));
	assert_true(loop_signal(world.loop, SIGWINCH, got_signal, &world, NULL));
	kill(getpid(), SIGUSR1);
	assert_true(loop_run(world.loop, NULL));
	assert_int_equal(world.signals, SIGUSR1);
	tear_down_world(&world);
}

static void unwatch_self(void *context)
{
	struct world *world = context;
	note(world, 'u');
	loop_unwatch(world->loop, world->pipe[0]);
}

static void a_handler_may_unwatch(void **state)
{
	(void)state;
	struct world world;
	struct clock clock;
	set_up_world(&world, &clock);
	loop_watch(world.loop, world.pipe[0], LOOP_OTHER, unwatch_self, &world);
	assert_int_equal(write(world.pipe[1], "k", 1), 1);
	assert_true(loop_turn(world.loop, 0, NULL));
	assert_true(loop_turn(world.loop, 0, NULL));
	assert_string_equal(world.order, "u");
	tear_down_world(&world);
}

static void read_one(void *context)
{
	struct world *world = context;
	char byte;
	world->reads += (int)read(world->pipe[0], &byte, 1);
	world->now += 60;
	loop_request_paint(world->loop);
}

static void an_endless_burst_is_painted(void **state)
{
	(void)state;
	struct world world;
	struct clock clock;
	set_up_world(&world, &clock);
	loop_watch(world.loop, world.pipe[0], LOOP_INPUT, read_one, &world);
	loop_set_paint(world.loop, paint, &world);
	assert_int_equal(write(world.pipe[1], "0123456789", 10), 10);
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_int_equal(world.paints, 0);
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_true(loop_turn(world.loop, -1, NULL));
	assert_int_equal(world.paints, 1);
	tear_down_world(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_is_one_paint),
		cmocka_unit_test(timers_run_in_order_and_once),
		cmocka_unit_test(a_timer_that_rearms_does_not_hang),
		cmocka_unit_test(work_waits_for_input),
		cmocka_unit_test(signals_arrive_in_the_loop),
		cmocka_unit_test(a_handler_may_unwatch),
		cmocka_unit_test(an_endless_burst_is_painted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
