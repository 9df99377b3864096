/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/digest.h"
#include "core/engine/engine_private.h"

#define LOCK_RETRY_MS   50
#define MAINTAIN_EVERY  (10 * MINUTE)
#define MAINTAIN_BUDGET 5000
#define EXTRA_MAX       16

int64_t engine_monotonic(const struct engine *engine)
{
	return engine->clock->monotonic(engine->clock->context);
}

instant engine_now(const struct engine *engine)
{
	return engine->clock->wall(engine->clock->context);
}

int64_t engine_jitter(int64_t milliseconds)
{
	int64_t half = milliseconds / 2;

	return milliseconds - half + (int64_t)random_below((uint64_t)half + 1);
}

static bool open_directory(struct engine *engine, struct error *err)
{
	engine->store = store_open(engine->options.data_directory, err);
	if (!engine->store)
		return false;
	engine->directory = open(store_directory(engine->store), O_PATH | O_DIRECTORY | O_CLOEXEC);
	engine->stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (engine->directory < 0 || engine->stop_event < 0)
		return error_errno(err, ERROR_STORE, errno, "opening %s", engine->options.data_directory);
	return leader_lock_open(&engine->lock, engine->directory, err);
}

static bool wanted(const struct engine_options *options, const struct account *account)
{
	return !options->only_profile || strcmp(options->only_profile, account->name) == 0;
}

static bool open_platforms(struct engine *engine, struct error *err)
{
	const struct engine_options *options = &engine->options;

	engine->platforms = NEW_ARRAY(struct platform, options->account_count + 1);
	for (size_t i = 0; i < options->account_count; i++) {
		const struct account *account = &options->accounts[i];
		if (!wanted(options, account))
			continue;
		if (!platform_open(&engine->platforms[engine->platform_count], engine, account, err))
			return false;
		engine->platform_count++;
	}
	if (options->only_profile && engine->platform_count == 0)
		return error_set(err, ERROR_NOT_FOUND, "there is no profile \"%s\"", options->only_profile);
	return true;
}

struct engine *engine_new(const struct engine_options *options, struct error *err)
{
	struct engine *engine = NEW(struct engine);

	engine->options = *options;
	engine->clock = options->clock ? options->clock : system_clock();
	engine->directory = engine->stop_event = -1;
	engine->lock = (struct leader_lock){.file = -1, .watch = -1};
	engine->server.socket = -1;
	atomic_init(&engine->stop, false);
	pthread_mutex_init(&engine->start_mutex, NULL);
	pthread_cond_init(&engine->start_condition, NULL);
	if (open_directory(engine, err) && open_platforms(engine, err))
		return engine;
	engine_free(engine);
	return NULL;
}

static void stop_leading(struct engine *engine)
{
	for (size_t i = 0; i < engine->platform_count; i++)
		platform_tell_store(&engine->platforms[i], true);
	http_client_free(engine->http);
	engine->http = NULL;
	link_server_close(&engine->server);
	cache_reader_close(engine->reader);
	engine->reader = NULL;
	cache_writer_close(engine->writer);
	engine->writer = NULL;
	ledger_close(engine->ledger);
	engine->ledger = NULL;
	engine->leading = false;
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	engine_stop(engine);
	stop_leading(engine);
	for (size_t i = 0; i < engine->platform_count; i++)
		platform_close(&engine->platforms[i]);
	free(engine->platforms);
	leader_lock_close(&engine->lock);
	if (engine->stop_event >= 0)
		close(engine->stop_event);
	if (engine->directory >= 0)
		close(engine->directory);
	store_close(engine->store);
	arena_free(&engine->arena);
	pthread_cond_destroy(&engine->start_condition);
	pthread_mutex_destroy(&engine->start_mutex);
	free(engine);
}

/* The first of N days begins at midnight; 0 is for ever. What --history fetches is not thrown away again. */
static int days_kept(const struct engine *engine, const struct account *account)
{
	int days = account->history_days;

	return days > 0 ? MAX(days, engine->options.history_days) + 1 : 0;
}

static bool open_writer(struct engine *engine, struct error *err)
{
	struct cache_writer_options options = {.logger = engine->options.logger, .now = engine_now(engine)};

	cache_writer_close(engine->writer);
	engine->writer = cache_writer_open(engine->store, &options, err);
	if (!engine->writer)
		return false;
	for (size_t i = 0; i < engine->platform_count; i++) {
		struct platform *platform = &engine->platforms[i];
		platform->profile_id = cache_writer_profile(engine->writer, sv(platform->account->name),
			days_kept(engine, platform->account), err);
		if (platform->profile_id < 0)
			return false;
		platform->dirty = true;
		/* A cache that was made anew wants everything again. */
		platform->next_sweep_at = 0;
	}
	return true;
}

static bool start_leading(struct engine *engine, struct error *err)
{
	if (!open_writer(engine, err))
		return false;
	engine->reader = cache_reader_open(engine->store, err);
	engine->ledger = engine->reader ? ledger_open(engine->store, err) : NULL;
	if (!engine->ledger)
		return false;
	engine->http = http_client_new(engine->options.logger, engine->clock, err);
	if (!engine->http || !link_server_open(&engine->server, engine->directory, err))
		return false;
	engine->leading = true;
	/* What was imported is there at once, before any platform is asked. */
	for (size_t i = 0; i < engine->platform_count; i++) {
		platform_recall(&engine->platforms[i]);
		mirror_roster(&engine->platforms[i]);
	}
	engine->maintain_at = engine_monotonic(engine) + MINUTE;
	return true;
}

/* Waits for the holder to go. True when this engine leads, or has to stop, or failed (err). */
static bool wait_for_lead(struct engine *engine, struct error *err)
{
	struct pollfd descriptors[2] = {
		{.fd = engine->lock.watch, .events = POLLIN}, {.fd = engine->stop_event, .events = POLLIN}};
	int tries = 0;

	while (!atomic_load(&engine->stop)) {
		if (leader_lock_try(&engine->lock, engine_now(engine), err))
			return start_leading(engine, err);
		if (err->code != ERROR_NONE)
			return false;
		if (engine->options.goal != ENGINE_FOREVER)
			return error_set(
				err, ERROR_BUSY, "another console runs the engine of this data directory");
		/* The file is closed a moment before its lock is given back. */
		poll(descriptors, 2, tries > 0 ? LOCK_RETRY_MS : -1);
		tries = leader_lock_woken(&engine->lock) ? 40 : MAX(tries - 1, 0);
	}
	return true;
}

static void serve_request(
	struct engine *engine, const struct link_request *request, const struct link_client *client);

static void serve_links(struct engine *engine)
{
	char buffer[LINK_MESSAGE_MAX];
	struct link_request request;
	struct link_client client;

	while (link_server_next(&engine->server, buffer, &request, &client))
		serve_request(engine, &request, &client);
}

static struct platform *find_platform(struct engine *engine, struct string_view name)
{
	for (size_t i = 0; i < engine->platform_count; i++) {
		if (sv_equal_text(name, engine->platforms[i].account->name))
			return &engine->platforms[i];
	}
	return NULL;
}

static void wait_for_idle(struct engine *engine, const struct link_client *client)
{
	if (engine->idle_waiter_count < IDLE_WAITERS_MAX) {
		engine->idle_waiters[engine->idle_waiter_count++] = *client;
		return;
	}
	struct error busy;
	error_set(&busy, ERROR_BUSY, "too many consoles wait for the engine to be idle");
	link_server_answer(&engine->server, client, &busy, SV_NONE);
}

static void serve_history(
	struct platform *platform, const struct link_request *request, const struct link_client *client)
{
	int64_t days;

	if (!sv_to_integer(request->second, &days) || days < 1 || days > 3660)
		days = platform->account->history_days;
	request_history(platform, request->first, (int)days, client);
}

static void serve_sweep(
	struct platform *platform, const struct link_request *request, const struct link_client *client)
{
	int64_t days;

	/* The answer comes when the pass ends; a pass that runs already is the one that was meant. */
	if (!platform->sweep)
		sweep_begin(platform);
	if (sv_to_integer(request->second, &days) && days > 0 && days <= 3660)
		sweep_with_history(platform, (int)days);
	if (platform->sweep)
		platform->sweep->client = *client;
	else
		link_server_answer(&platform->engine->server, client, NULL, SV_NONE);
}

static void serve_request(
	struct engine *engine, const struct link_request *request, const struct link_client *client)
{
	struct platform *platform = find_platform(engine, request->profile);
	struct error unknown;

	if (engine->store_error.code) {
		link_server_answer(&engine->server, client, &engine->store_error, SV_NONE);
		return;
	}
	if (request->verb == LINK_IDLE) {
		wait_for_idle(engine, client);
		return;
	}
	if (!platform) {
		error_set(&unknown, ERROR_NOT_FOUND, "the engine has no profile \"%.*s\"",
			SV_ARG(request->profile));
		link_server_answer(&engine->server, client, &unknown, SV_NONE);
		return;
	}
	switch (request->verb) {
	case LINK_SELECT:
		selected_begin(platform, request->first);
		break;
	case LINK_READ:
		request_read(platform, request->first, client);
		break;
	case LINK_SWEEP:
		serve_sweep(platform, request, client);
		break;
	case LINK_HISTORY:
		serve_history(platform, request, client);
		break;
	case LINK_LOGIN:
		login_request(platform, client);
		break;
	case LINK_CAPTCHA:
		login_submit_captcha(platform, request->first, request->second, client);
		break;
	case LINK_COMMAND:
		request_command(platform, request->first, client);
		break;
	case LINK_PICTURE:
		picture_request(platform, request->first, client);
		break;
	case LINK_IDLE:
	case LINK_VERB_COUNT:
		break;
	}
}

static bool all_idle(const struct engine *engine)
{
	for (size_t i = 0; i < engine->platform_count; i++) {
		if (!platform_idle(&engine->platforms[i]))
			return false;
	}
	return true;
}

static bool all_passed(const struct engine *engine)
{
	for (size_t i = 0; i < engine->platform_count; i++) {
		if (!engine->platforms[i].passed)
			return false;
	}
	return true;
}

static void answer_idle_waiters(struct engine *engine)
{
	for (size_t i = 0; i < engine->idle_waiter_count; i++)
		link_server_answer(&engine->server, &engine->idle_waiters[i], NULL, SV_NONE);
	engine->idle_waiter_count = 0;
}

/* Whoever asked hears why there will be no answer. */
static void fail_waiting(struct engine *engine)
{
	for (size_t i = 0; i < engine->platform_count; i++)
		platform_fail_all(&engine->platforms[i], &engine->store_error);
	for (size_t i = 0; i < engine->idle_waiter_count; i++)
		link_server_answer(&engine->server, &engine->idle_waiters[i], &engine->store_error, SV_NONE);
	engine->idle_waiter_count = 0;
}

static int64_t sooner(int64_t a, int64_t b)
{
	if (a < 0)
		return b;
	return b < 0 ? a : MIN(a, b);
}

/* Readings that are too old go in small steps, each its own transaction, so that nothing waits for them. */
static int64_t maintain(struct engine *engine, int64_t now)
{
	struct error err = {0};
	bool done = false;

	if (now < engine->maintain_at)
		return engine->maintain_at - now;
	if (!cache_writer_maintain(engine->writer, engine_now(engine), MAINTAIN_BUDGET, &done, &err))
		engine_say(engine, NULL, LOG_WARNING, "housekeeping: %s", err.message);
	engine->maintain_at = now + (done || err.code != ERROR_NONE ? MAINTAIN_EVERY : 200);
	return engine->maintain_at - now;
}

static int64_t store_recover(struct engine *engine, int64_t now)
{
	struct error err = {0};

	if (engine->store_retry_at == 0)
		return 0;
	if (now < engine->store_retry_at)
		return engine->store_retry_at - now;
	engine->store_retry_at = 0;
	if (engine->writer && !cache_writer_damaged(engine->writer))
		return 0;
	if (open_writer(engine, &err))
		return 0;
	log_message(engine->options.logger, LOG_ERROR, "%s", err.message);
	engine->store_retry_at = now + 5 * SECOND;
	return 5 * SECOND;
}

/* Everything that can be done now. Returns how long there will be nothing, -1 for ever. */
static int64_t work(struct engine *engine)
{
	int64_t now = engine_monotonic(engine);
	int64_t wait = store_recover(engine, now);

	if (wait > 0)
		return wait;
	wait = maintain(engine, now);
	for (size_t i = 0; i < engine->platform_count; i++) {
		wait = sooner(wait, platform_dispatch(&engine->platforms[i]));
		platform_tell_store(&engine->platforms[i], false);
		if (engine->platforms[i].dirty)
			wait = sooner(wait, SECOND);
	}
	if (engine->idle_waiter_count && all_idle(engine))
		answer_idle_waiters(engine);
	return wait;
}

static size_t fill_extra(const struct engine *engine, struct pollfd extra[EXTRA_MAX])
{
	size_t count = 0;

	extra[count++] = (struct pollfd){.fd = engine->stop_event, .events = POLLIN};
	extra[count++] = (struct pollfd){.fd = engine->server.socket, .events = POLLIN};
	for (size_t i = 0; i < engine->platform_count && count < EXTRA_MAX; i++) {
		if (engine->platforms[i].captcha_command.child > 0)
			extra[count++] = (struct pollfd){
				.fd = engine->platforms[i].captcha_command.output, .events = POLLIN};
	}
	return count;
}

static bool lead(struct engine *engine, struct error *err)
{
	struct pollfd extra[EXTRA_MAX];

	while (!atomic_load(&engine->stop)) {
		int64_t wait = work(engine);
		if (engine->store_error.code) {
			fail_waiting(engine);
			*err = engine->store_error;
			if (engine->options.goal == ENGINE_ONE_PASS)
				return false;
		}
		if (engine->options.goal == ENGINE_ONE_PASS && all_passed(engine))
			break;
		size_t count = fill_extra(engine, extra);
		if (!http_client_run(engine->http, wait, extra, count, err))
			return false;
		serve_links(engine);
	}
	return true;
}

/* Who starts an engine that only serves wants to know at once whether it does. */
static void tell_starter(struct engine *engine, const struct error *err)
{
	pthread_mutex_lock(&engine->start_mutex);
	engine->start_settled = true;
	engine->start_error = *err;
	pthread_cond_signal(&engine->start_condition);
	pthread_mutex_unlock(&engine->start_mutex);
}

/* A pass that did not come to its end is none that went well. */
static void settle_reports(struct engine *engine, const struct error *error)
{
	for (size_t i = 0; i < engine->platform_count; i++) {
		struct engine_profile_report *report = &engine->platforms[i].report;
		if (engine->platforms[i].passed)
			continue;
		report->code = error->code ? error->code : ERROR_CANCELLED;
		snprintf(report->message, sizeof(report->message), "%s",
			error->code ? error->message : "ended before the pass was through");
	}
}

bool engine_run(struct engine *engine, struct error *err)
{
	struct error own = {0};
	bool good = wait_for_lead(engine, &own);

	tell_starter(engine, &own);
	if (good && engine->leading)
		good = lead(engine, &own);
	settle_reports(engine, &own);
	stop_leading(engine);
	leader_lock_close(&engine->lock);
	if (!good && err)
		*err = own;
	return good;
}

static void *run_thread(void *context)
{
	struct engine *engine = context;
	struct error err = {0};

	if (!engine_run(engine, &err))
		log_message(engine->options.logger, LOG_ERROR, "the engine stopped: %s", err.message);
	return NULL;
}

static bool wait_until_serving(struct engine *engine, struct error *err)
{
	pthread_mutex_lock(&engine->start_mutex);
	while (!engine->start_settled)
		pthread_cond_wait(&engine->start_condition, &engine->start_mutex);
	struct error outcome = engine->start_error;
	pthread_mutex_unlock(&engine->start_mutex);
	if (outcome.code == ERROR_NONE)
		return true;
	engine_stop(engine);
	if (err)
		*err = outcome;
	return false;
}

bool engine_start(struct engine *engine, struct error *err)
{
	sigset_t all, before;

	/* Signals are the screen's business. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int status = pthread_create(&engine->thread, NULL, run_thread, engine);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (status != 0)
		return error_errno(err, ERROR_IO, status, "starting the engine's thread");
	engine->threaded = true;
	return engine->options.goal != ENGINE_SERVE || wait_until_serving(engine, err);
}

void engine_request_stop(struct engine *engine)
{
	uint64_t one = 1;

	atomic_store(&engine->stop, true);
	(void)!write(engine->stop_event, &one, sizeof(one));
}

void engine_stop(struct engine *engine)
{
	if (!engine->threaded)
		return;
	engine_request_stop(engine);
	pthread_join(engine->thread, NULL);
	engine->threaded = false;
}

size_t engine_report_count(const struct engine *engine)
{
	return engine->platform_count;
}

const struct engine_profile_report *engine_report(const struct engine *engine, size_t index)
{
	BUG_ON(index >= engine->platform_count);
	return &engine->platforms[index].report;
}
