/* SPDX-License-Identifier: MIT */
#pragma once
#include <signal.h>
#include <stdbool.h>

/*
 * Keeps SIGPIPE from a block of code on this thread, whatever the process does with the signal: OpenSSL
 * writes to sockets with write(), and libcurl leaves signals alone when it is told to.
 */
struct pipe_guard {
	sigset_t before;
	bool was_pending;
};
void pipe_guard_enter(struct pipe_guard *guard);
void pipe_guard_leave(struct pipe_guard *guard);
