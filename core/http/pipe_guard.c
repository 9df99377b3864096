/* SPDX-License-Identifier: MIT */
#include "core/http/pipe_guard.h"

#include <stddef.h>
#include <time.h>

static bool is_pending(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

void pipe_guard_enter(struct pipe_guard *guard)
{
	sigset_t blocked;

	guard->was_pending = is_pending();
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &blocked, &guard->before);
}

void pipe_guard_leave(struct pipe_guard *guard)
{
	const struct timespec at_once = {0};
	sigset_t taken;

	sigemptyset(&taken);
	sigaddset(&taken, SIGPIPE);
	if (!guard->was_pending && is_pending())
		sigtimedwait(&taken, NULL, &at_once);
	pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
}
