/* SPDX-License-Identifier: MIT */
#include "tui/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"

#define PAINT_LATEST 100 /* ms that a paint waits at most for a burst to end */

struct watch {
	int descriptor;
	enum loop_priority priority;
	loop_function function;
	void *context;
};

struct timer {
	loop_timer_id id;
	int64_t due;
	loop_function function;
	void *context;
};

struct work {
	loop_work function;
	void *context;
};

struct signal_watch {
	int number;
	loop_signal_function function;
	void *context;
};

struct loop {
	const struct clock *clock;
	struct watch *watches;
	size_t watch_count, watch_capacity;
	struct timer *timers; /* the next first */
	size_t timer_count, timer_capacity;
	loop_timer_id last_timer;
	struct work *work;
	size_t work_count, work_capacity, work_next;
	struct signal_watch *signals;
	size_t signal_count, signal_capacity;
	sigset_t signal_set, old_mask;
	int signal_descriptor;
	loop_function paint;
	void *paint_context;
	bool paint_wanted, stopped;
	int64_t paint_wanted_at;
	struct pollfd *polls;
	size_t poll_capacity;
	struct loop_counts counts;
};

struct loop *loop_new(const struct clock *clock, struct error *err)
{
	(void)err;
	struct loop *loop = NEW(struct loop);
	loop->clock = clock ? clock : system_clock();
	loop->signal_descriptor = -1;
	sigemptyset(&loop->signal_set);
	pthread_sigmask(SIG_BLOCK, NULL, &loop->old_mask);
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	if (loop->signal_descriptor >= 0) {
		close(loop->signal_descriptor);
		pthread_sigmask(SIG_SETMASK, &loop->old_mask, NULL);
	}
	free(loop->watches);
	free(loop->timers);
	free(loop->work);
	free(loop->signals);
	free(loop->polls);
	free(loop);
}

/* Input stands before the others, so that it is served first. */
void loop_watch(
	struct loop *loop, int descriptor, enum loop_priority priority, loop_function function, void *context)
{
	loop_unwatch(loop, descriptor);
	array_grow(&loop->watches, &loop->watch_capacity, loop->watch_count, sizeof(*loop->watches));
	size_t at = loop->watch_count++;
	for (; priority == LOOP_INPUT && at > 0; at--)
		loop->watches[at] = loop->watches[at - 1];
	loop->watches[at] = (struct watch){descriptor, priority, function, context};
}

void loop_unwatch(struct loop *loop, int descriptor)
{
	size_t kept = 0;
	for (size_t i = 0; i < loop->watch_count; i++) {
		if (loop->watches[i].descriptor != descriptor)
			loop->watches[kept++] = loop->watches[i];
	}
	loop->watch_count = kept;
}

int64_t loop_now(const struct loop *loop)
{
	return loop->clock->monotonic(loop->clock->context);
}

loop_timer_id loop_after(struct loop *loop, int64_t milliseconds, loop_function function, void *context)
{
	struct timer timer = {++loop->last_timer, loop_now(loop) + MAX(milliseconds, 0), function, context};
	array_grow(&loop->timers, &loop->timer_capacity, loop->timer_count, sizeof(*loop->timers));
	size_t at = loop->timer_count++;
	for (; at > 0 && loop->timers[at - 1].due > timer.due; at--)
		loop->timers[at] = loop->timers[at - 1];
	loop->timers[at] = timer;
	return timer.id;
}

static void remove_timer(struct loop *loop, size_t index)
{
	loop->timer_count--;
	memmove(&loop->timers[index], &loop->timers[index + 1],
		(loop->timer_count - index) * sizeof(*loop->timers));
}

void loop_cancel(struct loop *loop, loop_timer_id timer)
{
	for (size_t i = 0; i < loop->timer_count; i++) {
		if (loop->timers[i].id == timer) {
			remove_timer(loop, i);
			return;
		}
	}
}

int64_t loop_next_timer(const struct loop *loop)
{
	return loop->timer_count ? MAX(loop->timers[0].due - loop_now(loop), 0) : -1;
}

static size_t find_work(const struct loop *loop, loop_work function, const void *context)
{
	size_t i = 0;
	while (i < loop->work_count &&
		(loop->work[i].function != function || loop->work[i].context != context))
		i++;
	return i;
}

void loop_idle(struct loop *loop, loop_work function, void *context)
{
	if (find_work(loop, function, context) < loop->work_count)
		return;
	array_grow(&loop->work, &loop->work_capacity, loop->work_count, sizeof(*loop->work));
	loop->work[loop->work_count++] = (struct work){function, context};
}

void loop_idle_cancel(struct loop *loop, loop_work function, void *context)
{
	size_t at = find_work(loop, function, context);
	if (at == loop->work_count)
		return;
	loop->work_count--;
	memmove(&loop->work[at], &loop->work[at + 1], (loop->work_count - at) * sizeof(*loop->work));
}

bool loop_signal(
	struct loop *loop, int signal_number, loop_signal_function function, void *context, struct error *err)
{
	array_grow(&loop->signals, &loop->signal_capacity, loop->signal_count, sizeof(*loop->signals));
	loop->signals[loop->signal_count++] = (struct signal_watch){signal_number, function, context};
	sigaddset(&loop->signal_set, signal_number);
	int failed = pthread_sigmask(SIG_BLOCK, &loop->signal_set, NULL);
	if (failed)
		return error_errno(err, ERROR_IO, failed, "blocking signal %d", signal_number);
	int descriptor = signalfd(loop->signal_descriptor, &loop->signal_set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (descriptor < 0)
		return error_errno(err, ERROR_IO, errno, "opening a signal descriptor");
	loop->signal_descriptor = descriptor;
	return true;
}

void loop_set_paint(struct loop *loop, loop_function paint, void *context)
{
	loop->paint = paint;
	loop->paint_context = context;
}

void loop_request_paint(struct loop *loop)
{
	if (!loop->paint_wanted)
		loop->paint_wanted_at = loop_now(loop);
	loop->paint_wanted = true;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

struct loop_counts loop_counts(const struct loop *loop)
{
	return loop->counts;
}

static void read_signals(struct loop *loop)
{
	struct signalfd_siginfo info;
	while (read(loop->signal_descriptor, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		for (size_t i = 0; i < loop->signal_count; i++) {
			if (loop->signals[i].number == (int)info.ssi_signo)
				loop->signals[i].function(loop->signals[i].context, loop->signals[i].number);
		}
	}
}

static size_t fill_polls(struct loop *loop)
{
	size_t count = loop->watch_count + 1;
	if (count > loop->poll_capacity) {
		loop->polls = memory_resize(loop->polls, count, sizeof(*loop->polls));
		loop->poll_capacity = count;
	}
	for (size_t i = 0; i < loop->watch_count; i++)
		loop->polls[i] = (struct pollfd){.fd = loop->watches[i].descriptor, .events = POLLIN};
	loop->polls[count - 1] = (struct pollfd){.fd = loop->signal_descriptor, .events = POLLIN};
	return count;
}

static const struct watch *find_watch(const struct loop *loop, int descriptor)
{
	for (size_t i = 0; i < loop->watch_count; i++) {
		if (loop->watches[i].descriptor == descriptor)
			return &loop->watches[i];
	}
	return NULL;
}

/* A handler may add and take away watches, so each is looked up again. */
static void serve(struct loop *loop, size_t count)
{
	if (loop->polls[count - 1].revents)
		read_signals(loop);
	for (size_t i = 0; i + 1 < count && !loop->stopped; i++) {
		const struct watch *watch =
			loop->polls[i].revents ? find_watch(loop, loop->polls[i].fd) : NULL;
		if (watch)
			watch->function(watch->context);
	}
}

/* Those that are due now; what a handler adds waits for the next turn. */
static void run_timers(struct loop *loop)
{
	int64_t now = loop_now(loop);
	loop_timer_id newest = loop->last_timer;
	while (loop->timer_count > 0 && loop->timers[0].due <= now && !loop->stopped) {
		struct timer timer = loop->timers[0];
		if (timer.id > newest)
			break;
		remove_timer(loop, 0);
		timer.function(timer.context);
	}
}

static bool input_waits(struct loop *loop)
{
	for (size_t i = 0; i < loop->watch_count && loop->watches[i].priority == LOOP_INPUT; i++) {
		struct pollfd poll_input = {.fd = loop->watches[i].descriptor, .events = POLLIN};
		if (poll(&poll_input, 1, 0) > 0)
			return true;
	}
	return false;
}

/* One piece of one work, in turns. */
static void run_work(struct loop *loop)
{
	if (loop->work_count == 0 || loop->stopped || input_waits(loop))
		return;
	loop->work_next = loop->work_next % loop->work_count;
	struct work work = loop->work[loop->work_next++];
	loop->counts.idle_runs++;
	if (!work.function(work.context))
		loop_idle_cancel(loop, work.function, work.context);
}

static void run_paint(struct loop *loop)
{
	if (!loop->paint_wanted || !loop->paint || loop->stopped)
		return;
	loop->paint_wanted = false;
	loop->counts.paints++;
	loop->paint(loop->paint_context);
}

static int poll_timeout(const struct loop *loop, int64_t most)
{
	if (loop->paint_wanted || loop->work_count > 0)
		return 0;
	int64_t next = loop_next_timer(loop);
	int64_t wait = next < 0 ? most : most < 0 ? next : MIN(next, most);
	return (int)MIN(wait, (int64_t)1000 * 3600);
}

bool loop_turn(struct loop *loop, int64_t most_milliseconds, struct error *err)
{
	size_t count = fill_polls(loop);
	int ready = poll(loop->polls, count, poll_timeout(loop, most_milliseconds));
	if (ready < 0 && errno != EINTR)
		return error_errno(err, ERROR_IO, errno, "waiting for keys");
	loop->counts.turns++;
	if (ready > 0)
		serve(loop, count);
	run_timers(loop);
	/* A burst that is still coming in is read to its end before it is shown, if it does end. */
	if (loop->paint_wanted &&
		(!input_waits(loop) || loop_now(loop) - loop->paint_wanted_at >= PAINT_LATEST))
		run_paint(loop);
	run_work(loop);
	return true;
}

bool loop_run(struct loop *loop, struct error *err)
{
	loop->stopped = false;
	while (!loop->stopped) {
		if (!loop_turn(loop, -1, err))
			return false;
	}
	return true;
}

bool loop_is_idle(struct loop *loop)
{
	if (loop->paint_wanted || loop->work_count > 0 || loop_next_timer(loop) == 0)
		return false;
	size_t count = fill_polls(loop);
	return poll(loop->polls, count, 0) == 0;
}
