/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/log.h"
#include "core/model/account.h"

/*
 * What runs in the background: sessions, the schedule, dispatch, and the one connection that writes cache.db.
 *
 * At most one engine works on a data directory: the process that holds engine.lock. An engine that does not
 * get the lock waits for it without polling and takes over at once when its holder goes. What a console wants
 * of whoever leads it says through engine_link.h; what the engine learns it says through the store.
 */
struct engine;

enum engine_goal {
	ENGINE_FOREVER,  /* until engine_stop(): the console, `sync`, `listen` */
	ENGINE_ONE_PASS, /* `sync --once`: one full pass of every asked profile, then done */
	ENGINE_SERVE, /* no schedule of its own: only what links ask for (`read`, `login` without a console)
		       */
};

struct engine_options {
	const char *data_directory;
	const struct account *accounts; /* live as long as the engine */
	size_t account_count;
	const char *only_profile; /* NULL: all */
	enum engine_goal goal;
	/* Days of history to fetch for every meter and every kind; -1: account->history_days, around the
	 * sweep. */
	int history_days;
	const struct logger
		*logger; /* besides the store's message log; may be NULL; called on the engine's thread */
	const struct clock *clock; /* NULL: the system's */
};

struct engine *engine_new(const struct engine_options *options, struct error *err);
void engine_free(struct engine *engine); /* stops it first */

/* On a thread of its own. With ENGINE_SERVE, returns when it leads; ERROR_BUSY when somebody else does. */
bool engine_start(struct engine *engine, struct error *err);
/* From any thread; returns when the thread has ended. Transfers that are open are dropped. */
void engine_stop(struct engine *engine);
/* On the calling thread: returns when the goal is reached or engine_request_stop() was called. */
bool engine_run(struct engine *engine, struct error *err);
void engine_request_stop(struct engine *engine); /* async-signal-safe, from any thread */

/* How one profile's pass went; for `sync --once`, after engine_run(). */
struct engine_profile_report {
	const char *profile;
	enum error_code code;            /* ERROR_NONE: done */
	char message[ERROR_MESSAGE_MAX]; /* why not, or "" */
	uint64_t requests, meters, readings, alarms, events, commands, refused;
	int64_t elapsed_ms;
};
size_t engine_report_count(const struct engine *engine);
const struct engine_profile_report *engine_report(const struct engine *engine, size_t index);

/* Who leads a data directory. */
struct engine_leader {
	bool held;
	bool is_us;
	int64_t pid;
	char host[64];
	instant since;
};
bool engine_leader_look(const char *data_directory, struct engine_leader *out, struct error *err);
