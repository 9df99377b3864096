/* SPDX-License-Identifier: MIT */
#include "cli/engine_run.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct engine_thread {
	struct engine *engine;
	struct error err;
	bool good;
	int ended; /* eventfd */
};

static void *run_engine(void *context)
{
	struct engine_thread *thread = context;
	uint64_t one = 1;

	thread->good = engine_run(thread->engine, &thread->err);
	(void)!write(thread->ended, &one, sizeof(one));
	return NULL;
}

static void wait_for_end_or_signal(struct engine_thread *thread, int signals)
{
	struct pollfd descriptors[] = {
		{.fd = thread->ended, .events = POLLIN}, {.fd = signals, .events = POLLIN}};

	while (poll(descriptors, 2, -1) < 0 && errno == EINTR)
		;
	if (descriptors[1].revents) {
		struct signalfd_siginfo taken;
		/* Taken off, or it would end the process as soon as it is let through again. */
		(void)!read(signals, &taken, sizeof(taken));
		engine_request_stop(thread->engine);
	}
}

bool engine_run_until_signal(struct engine *engine, struct error *err)
{
	struct engine_thread thread = {.engine = engine, .ended = eventfd(0, EFD_CLOEXEC)};
	pthread_t id;
	sigset_t ends, before;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &ends, &before);
	int signals = signalfd(-1, &ends, SFD_CLOEXEC);
	bool opened = thread.ended >= 0 && signals >= 0;
	int status = opened ? pthread_create(&id, NULL, run_engine, &thread) : errno;
	if (opened && status == 0) {
		wait_for_end_or_signal(&thread, signals);
		pthread_join(id, NULL);
	}
	close(signals);
	close(thread.ended);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (status != 0)
		return error_errno(err, ERROR_IO, status, "starting the engine");
	if (!thread.good && err)
		*err = thread.err;
	return thread.good;
}

#define HANDOVER_TRIES 60
#define HANDOVER_MS    50

/* False with ERROR_BUSY while somebody else holds the lock. */
static bool serve(struct served_link *served, const struct engine_options *options, struct error *err)
{
	served->engine = engine_new(options, err);
	if (served->engine && engine_start(served->engine, err))
		return true;
	engine_free(served->engine);
	served->engine = NULL;
	return false;
}

bool served_link_open(struct served_link *served, struct cli *cli, const char *profile, struct error *err)
{
	struct engine_options options = {
		.data_directory = cli->config.data_dir,
		.accounts = cli->config.accounts,
		.account_count = cli->config.account_count,
		.only_profile = profile,
		.goal = ENGINE_SERVE,
		.history_days = -1,
	};

	*served = (struct served_link){0};
	served->link = engine_link_open(cli->config.data_dir, err);
	if (!served->link)
		return false;
	for (int tries = 0; tries < HANDOVER_TRIES; tries++) {
		error_clear(err);
		if (serve(served, &options, err))
			return true;
		if (err->code != ERROR_BUSY)
			break;
		/* Somebody else leads: all the better, unless it died and the lock is about to be given back.
		 */
		if (engine_link_is_heard(served->link)) {
			error_clear(err);
			return true;
		}
		poll(NULL, 0, HANDOVER_MS);
	}
	served_link_close(served);
	return false;
}

bool served_link_wait(struct served_link *served, uint64_t request, int64_t timeout_ms,
	struct engine_answer *answer, struct error *err)
{
	struct pollfd descriptor = {.fd = engine_link_descriptor(served->link), .events = POLLIN};
	const struct clock *clock = system_clock();
	int64_t deadline = clock->monotonic(clock->context) + timeout_ms;

	if (request == 0)
		return false;
	for (;;) {
		while (engine_link_receive(served->link, answer)) {
			if (answer->request != request)
				continue;
			if (answer->error.code == ERROR_NONE)
				return true;
			*err = answer->error;
			return false;
		}
		int64_t left = deadline - clock->monotonic(clock->context);
		if (left <= 0)
			return error_set(err, ERROR_TIMEOUT, "the engine did not answer in time");
		poll(&descriptor, 1, (int)MIN(left, INT64_C(60000)));
	}
}

void served_link_close(struct served_link *served)
{
	engine_free(served->engine);
	engine_link_close(served->link);
	*served = (struct served_link){0};
}
