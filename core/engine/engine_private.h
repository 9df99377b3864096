/* SPDX-License-Identifier: MIT */
#pragma once
#include <pthread.h>
#include <stdatomic.h>

#include "core/base/log.h"
#include "core/base/memory.h"
#include "core/engine/engine.h"
#include "core/engine/leader.h"
#include "core/engine/link_server.h"
#include "core/engine/platform.h"
#include "core/http/http.h"
#include "core/store/cache_reader.h"
#include "core/store/cache_writer.h"
#include "core/store/ledger.h"
#include "core/store/store.h"

#define IDLE_WAITERS_MAX 8

struct engine {
	struct engine_options options;
	const struct clock *clock;
	struct store *store;
	int directory; /* O_PATH */
	int stop_event;
	atomic_bool stop;

	pthread_t thread;
	bool threaded;
	pthread_mutex_t start_mutex; /* the two below */
	pthread_cond_t start_condition;
	bool start_settled; /* it leads, or never will */
	struct error start_error;

	/* While it leads; all of it belongs to the engine's thread. */
	bool leading;
	struct leader_lock lock;
	struct link_server server;
	struct cache_writer *writer;
	struct cache_reader *reader;
	struct ledger *ledger;
	struct http_client *http;
	bool in_transaction;
	int64_t store_retry_at;   /* monotonic */
	struct error store_error; /* what ends a pass that somebody waits for */
	int64_t maintain_at;      /* monotonic */

	struct platform *platforms;
	size_t platform_count;
	struct link_client idle_waiters[IDLE_WAITERS_MAX];
	size_t idle_waiter_count;
	struct arena arena; /* one answer's */
};

int64_t engine_monotonic(const struct engine *engine);
instant engine_now(const struct engine *engine);
/* Between [milliseconds/2, milliseconds]: consoles that failed together must not come back together. */
int64_t engine_jitter(int64_t milliseconds);

/* Into the message log (and the options' logger). Platform may be NULL. Works inside and outside a
 * transaction. */
void engine_say(struct engine *engine, const struct platform *platform, enum log_level level,
	const char *format, ...) PRINTF(4, 5);
/* One transaction; the platform's counters are not touched. A failure is said, rolled back and answered with
 * false. */
void engine_store_failed(struct engine *engine, const struct error *err);
bool engine_begin(struct engine *engine);
bool engine_commit(struct engine *engine);
void engine_rollback(struct engine *engine);
