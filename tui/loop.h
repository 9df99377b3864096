/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/instant.h"

/*
 * One poll() for everything: descriptors, signals, timers; then idle work; then one paint. It never sleeps
 * and never spins: with nothing to do it blocks. One thread; only a write to a watched descriptor wakes it
 * from another one.
 */
struct loop;
struct loop *loop_new(const struct clock *clock, struct error *err); /* NULL: the system's clock */
void loop_free(struct loop *loop);

typedef void (*loop_function)(void *context);
typedef void (*loop_signal_function)(void *context, int signal_number);

/*
 * Called when the descriptor is readable or hung up. A handler of input reads all that is there, so that a
 * burst of keys is drained before one paint. Input is served before anything else and idle work waits for it.
 */
enum loop_priority { LOOP_INPUT, LOOP_OTHER };
void loop_watch(struct loop *loop, int descriptor, enum loop_priority priority, loop_function function,
	void *context);
void loop_unwatch(struct loop *loop, int descriptor);

/* Once, so many milliseconds from now by the monotonic clock. The number is good until it has run. */
typedef uint64_t loop_timer_id; /* 0 is no timer */
loop_timer_id loop_after(struct loop *loop, int64_t milliseconds, loop_function function, void *context);
void loop_cancel(struct loop *loop, loop_timer_id timer); /* 0 and past ones are fine */
int64_t loop_now(const struct loop *loop);                /* the monotonic clock, ms */

/*
 * Work in pieces of at most about 4 ms, run only while no input waits. Returns true while there is more.
 * Adding the same function and context again changes nothing.
 */
typedef bool (*loop_work)(void *context);
void loop_idle(struct loop *loop, loop_work work, void *context);
void loop_idle_cancel(struct loop *loop, loop_work work, void *context);

/* Through a signalfd: the function runs in the loop, not in a handler. Blocks the signal until loop_free().
 */
bool loop_signal(struct loop *loop, int signal_number, loop_signal_function function, void *context,
	struct error *err);

/* Called at most once a turn, at its end, when loop_request_paint() was called in it. */
void loop_set_paint(struct loop *loop, loop_function paint, void *context);
void loop_request_paint(struct loop *loop);

/* Runs until loop_stop(). False when poll() fails. */
bool loop_run(struct loop *loop, struct error *err);
void loop_stop(struct loop *loop);
/* One turn that waits at most so long (-1: as long as it takes). For tests and scripts. */
bool loop_turn(struct loop *loop, int64_t most_milliseconds, struct error *err);
/* True when a turn that does not wait would do nothing: no idle work, no due timer, no readable descriptor,
 * no paint. */
bool loop_is_idle(struct loop *loop);
/* Milliseconds to the next timer, -1 when there is none. */
int64_t loop_next_timer(const struct loop *loop);

struct loop_counts {
	uint64_t turns, paints, idle_runs;
};
struct loop_counts loop_counts(const struct loop *loop);
