/* SPDX-License-Identifier: MIT */
#include "core/engine/platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/config/config.h"
#include "core/engine/engine_private.h"

#define TELL_EVERY_MS SECOND

static bool same_path(const struct endpoint *a, const struct endpoint *b)
{
	return a->base == b->base && strcmp(a->path, b->path) == 0;
}

static bool open_lanes(struct platform *platform, struct error *err)
{
	const struct driver *driver = platform->driver;

	for (size_t i = 0; i < driver->endpoint_count; i++) {
		const struct endpoint *endpoint = &driver->endpoints[i];
		if (platform_lane(platform, endpoint))
			continue;
		if (platform->lane_count == LANES_MAX)
			return error_set(
				err, ERROR_CONFIG, "%s has more than %d endpoints", driver->name, LANES_MAX);
		struct lane *lane = &platform->lanes[platform->lane_count++];
		lane->platform = platform;
		lane->endpoint = endpoint;
		lane->gate.interval_ms = endpoint->min_interval_ms;
	}
	return true;
}

bool platform_open(
	struct platform *platform, struct engine *engine, const struct account *account, struct error *err)
{
	platform->engine = engine;
	platform->account = account;
	platform->driver = driver_find(account->driver);
	if (!platform->driver)
		return error_set(err, ERROR_CONFIG, "profile \"%s\": there is no driver \"%s\"",
			account->name, account->driver);
	session_open(&platform->session, account);
	platform->state = PLATFORM_STARTING;
	platform->state_since = engine_now(engine);
	platform->sweep_started = platform->sweep_finished = platform->answered_at = INSTANT_NONE;
	platform->last_error_at = INSTANT_NONE;
	platform->captcha_command.output = -1;
	platform->report.profile = account->name;
	platform->dirty = true;
	return open_lanes(platform, err);
}

/* Whoever led before may have called a moment ago, and the platform counts those calls too. */
static void recall_calls(struct platform *platform)
{
	if (platform->answered_at == INSTANT_NONE)
		return;
	int64_t ago = MAX(engine_now(platform->engine) - platform->answered_at, 0);
	for (size_t i = 0; i < platform->lane_count; i++) {
		struct rate_gate *gate = &platform->lanes[i].gate;
		int64_t closed = gate->interval_ms + TELL_EVERY_MS;
		if (gate->interval_ms && ago < closed)
			rate_gate_penalty(gate, engine_monotonic(platform->engine), closed - ago);
	}
}

/* What the last engine knew: an outage that lasts longer than a console has one beginning. */
void platform_recall(struct platform *platform)
{
	struct platform_fact fact;
	struct arena arena = {0};

	if (cache_platform(platform->engine->reader, sv(platform->account->name), &arena, &fact, NULL)) {
		if (fact.state == PLATFORM_OFFLINE || fact.state == PLATFORM_ONLINE) {
			platform->state = fact.state;
			platform->state_since = fact.since;
			error_set(&platform->last_error, ERROR_UNREACHABLE, "%.*s",
				SV_ARG(display_view(fact.last_error)));
		}
		platform->last_error_at = fact.last_error_at;
		platform->answered_at = fact.last_answer_at;
		platform->sweep_started = fact.sweep_started;
		platform->sweep_finished = fact.sweep_finished;
		recall_calls(platform);
	}
	arena_free(&arena);
}

static void drop_lane(struct lane *lane)
{
	struct stream *stream;

	while ((stream = lane_queue_head(&lane->queue))) {
		lane_queue_remove(&lane->queue, stream);
		if (--stream->group->open == 0) {
			string_free(&stream->group->text);
			free(stream->group);
		}
		stream_free(stream);
	}
	arena_free(&lane->flight_texts);
}

void platform_close(struct platform *platform)
{
	captcha_command_stop(&platform->captcha_command);
	/* The group of a login that is waited for is held by nobody else. */
	if (platform->sweep && platform->sweep_waits_for_login && --platform->sweep->open == 0)
		free(platform->sweep);
	for (size_t i = 0; i < platform->lane_count; i++)
		drop_lane(&platform->lanes[i]);
	string_wipe(&platform->captcha_answer);
	session_close(&platform->session);
}

struct lane *platform_lane(struct platform *platform, const struct endpoint *endpoint)
{
	for (size_t i = 0; i < platform->lane_count; i++) {
		if (same_path(platform->lanes[i].endpoint, endpoint))
			return &platform->lanes[i];
	}
	return NULL;
}

void platform_queue(struct platform *platform, struct stream *stream)
{
	lane_queue_add(&platform_lane(platform, stream->endpoint)->queue, stream);
}

/* Filling in old history may take hours under a rate limit: nobody waits for it. */
static bool lane_is_busy(const struct lane *lane)
{
	const struct stream *flight = lane->flight_stream;
	const struct stream *head = lane_queue_head(&lane->queue);

	if (lane->job && !(flight && flight->priority == STREAM_BACKGROUND))
		return true;
	return head && head->priority != STREAM_BACKGROUND;
}

bool platform_idle(const struct platform *platform)
{
	if (platform->sweep || platform->login_running || platform->captcha_command.child > 0)
		return false;
	for (size_t i = 0; i < platform->lane_count; i++) {
		if (lane_is_busy(&platform->lanes[i]))
			return false;
	}
	/* A pass that is due counts as work, unless the platform cannot be asked now. */
	return platform->engine->options.goal == ENGINE_SERVE || platform->passed ||
	       platform->state == PLATFORM_OFFLINE;
}

void platform_set_state(struct platform *platform, enum platform_state state, const struct error *error)
{
	if (error) {
		platform->last_error = *error;
		platform->last_error_at = engine_now(platform->engine);
	}
	platform->dirty = true;
	if (platform->state == state)
		return;
	bool was_bad = platform->state != PLATFORM_STARTING && platform->state != PLATFORM_ONLINE;
	platform->state = state;
	platform->state_since = engine_now(platform->engine);
	if (state == PLATFORM_ONLINE && was_bad)
		engine_say(platform->engine, platform, LOG_INFO, "online again");
	else if (state != PLATFORM_ONLINE && error)
		engine_say(platform->engine, platform, LOG_WARNING, "%s: %s", platform_state_word(state),
			error->message);
	platform_tell_store(platform, true);
}

void platform_fail_all(struct platform *platform, const struct error *error)
{
	for (size_t i = 0; i < platform->lane_count; i++) {
		struct stream *stream;
		/* What is in flight ends when its answer comes. */
		while ((stream = lane_queue_head(&platform->lanes[i].queue))) {
			if (stream == platform->lanes[i].flight_stream)
				platform->lanes[i].flight_stream = NULL;
			stream_end(platform, stream, error);
		}
	}
	sweep_login_settled(platform, error);
}

static enum platform_transport transport_of(const struct platform *platform)
{
	const char *url = account_base_url(platform->account, 0);

	if (url && strncmp(url, "https:", 6) == 0)
		return platform->account->tls_pin ? TRANSPORT_PINNED : TRANSPORT_TLS;
	return account_is_plaintext(platform->account) ? TRANSPORT_PLAINTEXT : TRANSPORT_LOCAL;
}

static instant next_call(const struct platform *platform)
{
	int64_t now = engine_monotonic(platform->engine);
	int64_t soonest = MAX(platform->retry_at - now, 0);

	for (size_t i = 0; i < platform->lane_count; i++) {
		const struct lane *lane = &platform->lanes[i];
		if (!lane_queue_empty(&lane->queue) && lane->gate.not_before > now)
			return engine_now(platform->engine) + MAX(soonest, lane->gate.not_before - now);
	}
	if (soonest == 0 && platform->next_sweep_at > now)
		soonest = platform->next_sweep_at - now;
	return engine_now(platform->engine) + soonest;
}

static void describe(struct platform *platform, struct arena *arena, struct platform_fact *fact)
{
	struct display_text error = display_clean(arena, sv(platform->last_error.message));

	*fact = (struct platform_fact){
		.profile = sv(platform->account->name),
		.driver = sv(platform->driver->name),
		.state = platform->state,
		.since = platform->state_since,
		.message = platform->state == PLATFORM_ONLINE ? DISPLAY_NONE : error,
		.transport = transport_of(platform),
		.clock_skew_known = platform->answered_at != INSTANT_NONE,
		.clock_skew_ms = platform->session.clock_skew_ms,
		.session_until =
			platform->session.token.length ? platform->session.token_expires : INSTANT_NONE,
		.last_answer_at = platform->answered_at,
		.next_call_at = next_call(platform),
		.sweep_started = platform->sweep_started,
		.sweep_finished = platform->sweep ? INSTANT_NONE : platform->sweep_finished,
		.sweep_done = (int64_t)platform->sweep_rows,
		.sweep_total = (int64_t)platform->sweep_total,
		.requests = (int64_t)platform->report.requests,
		.failures = platform->failure_count,
		.rate_waits = platform->rate_waits,
		.refused_records = (int64_t)platform->report.refused,
		.last_error = error,
		.last_error_at = platform->last_error_at,
	};
}

void platform_tell_store(struct platform *platform, bool now)
{
	struct engine *engine = platform->engine;
	int64_t monotonic = engine_monotonic(engine);
	struct arena arena = {0};
	struct platform_fact fact;
	struct error err = {0};

	if (!platform->dirty || !engine->writer || (!now && monotonic - platform->told_at < TELL_EVERY_MS))
		return;
	bool own = !engine->in_transaction;
	if (own && !engine_begin(engine))
		return;
	describe(platform, &arena, &fact);
	if (cache_put_platform(engine->writer, platform->profile_id, &fact, &err) == CACHE_FAILED)
		log_message(engine->options.logger, LOG_ERROR, "%s", err.message);
	arena_free(&arena);
	platform->told_at = monotonic;
	platform->dirty = false;
	if (own)
		engine_commit(engine);
}

static int64_t sooner(int64_t a, int64_t b)
{
	if (a < 0)
		return b;
	return b < 0 ? a : MIN(a, b);
}

/* After a pause one request goes ahead: when it fails too, the others need not find out for themselves. */
static bool must_wait_for_probe(const struct platform *platform)
{
	if (platform->failures == 0)
		return false;
	for (size_t i = 0; i < platform->lane_count; i++) {
		if (platform->lanes[i].job)
			return true;
	}
	return false;
}

static int64_t lane_dispatch(struct lane *lane, int64_t now)
{
	struct platform *platform = lane->platform;
	struct stream *stream = lane_queue_head(&lane->queue);
	struct error err = {0};

	if (!stream || lane->job || must_wait_for_probe(platform))
		return -1;
	if (platform_needs_login(platform, stream->endpoint)) {
		platform->login_wanted = true;
		return -1;
	}
	int64_t wait = MAX(rate_gate_wait(&lane->gate, now), MAX(lane->not_before - now, 0));
	if (wait > 0) {
		platform->rate_waits += lane->gate.not_before > now && !lane->waited;
		lane->waited = true;
		return wait;
	}
	lane->waited = false;
	struct operation operation = stream_operation(stream);
	if (!dispatch_send(lane, stream->endpoint, &operation, stream, &err))
		stream_end(platform, stream, &err);
	return stream == lane_queue_head(&lane->queue) ? -1 : 0;
}

int64_t platform_dispatch(struct platform *platform)
{
	int64_t now = engine_monotonic(platform->engine);
	int64_t wait = -1;

	if (now < platform->retry_at)
		return platform->retry_at - now;
	if (platform->engine->options.goal != ENGINE_SERVE && !platform->sweep) {
		if (now >= platform->next_sweep_at &&
			!(platform->engine->options.goal == ENGINE_ONE_PASS && platform->passed))
			sweep_begin(platform);
		else
			wait = platform->next_sweep_at - now;
	}
	for (size_t i = 0; i < platform->lane_count; i++)
		wait = sooner(wait, lane_dispatch(&platform->lanes[i], now));
	return sooner(wait, login_advance(platform));
}
