/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/digest.h"
#include "core/engine/engine_private.h"

#define ATTEMPTS_MAX      3
#define BACKOFF_FIRST_MS  SECOND
#define BACKOFF_MOST_MS   (5 * MINUTE)
#define TOO_FAST_EXTRA_MS 2000
#define ITEMS_FAILED_MAX  20
#define PAGES_MAX         100000

static void flight_ended(void *context, const struct http_result *result);

static struct http_policy policy_for(const struct platform *platform, const struct endpoint *endpoint)
{
	return (struct http_policy){
		.total_timeout_ms = platform->account->timeout_ms,
		.body_max = endpoint->body_max,
		/* A rate limit counts every try, so there each try passes the gate: retried here, not below.
		 */
		.tries = endpoint->min_interval_ms ? 1 : ATTEMPTS_MAX,
		.exactly_once = endpoint->min_interval_ms > 0,
	};
}

static void keep_operation(struct lane *lane, const struct operation *operation)
{
	struct operation *kept = &lane->flight_operation;

	arena_reset(&lane->flight_texts);
	*kept = *operation;
	struct string_view *const texts[] = {&kept->meter_no, &kept->customer_code, &kept->device_id,
		&kept->vendor_id, &kept->captcha_code, &kept->captcha_id};
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (texts[i]->data)
			*texts[i] = arena_copy(&lane->flight_texts, *texts[i]);
	}
}

bool dispatch_send(struct lane *lane, const struct endpoint *endpoint, const struct operation *operation,
	struct stream *stream, struct error *err)
{
	struct platform *platform = lane->platform;
	struct engine *engine = platform->engine;
	struct exchange_request request = {0};
	struct http_policy policy = policy_for(platform, endpoint);

	if (!driver_encode(&platform->session, endpoint, operation, engine_now(engine), &request, err)) {
		exchange_request_free(&request);
		return false;
	}
	lane->flight_endpoint = endpoint;
	keep_operation(lane, operation);
	lane->flight_stream = stream;
	rate_gate_start(&lane->gate);
	lane->job = http_submit(engine->http, platform->account, &request, &policy, flight_ended, lane);
	exchange_request_free(&request);
	if (lane->job)
		return true;
	rate_gate_end(&lane->gate, engine_monotonic(engine));
	return error_set(err, ERROR_IO, "%s: the request could not be started", endpoint->title);
}

/* ---- what did not arrive ---- */

static enum platform_state state_after(enum http_outcome outcome)
{
	return outcome == HTTP_TLS_FAILED ? PLATFORM_UNTRUSTED : PLATFORM_OFFLINE;
}

static void transport_failed(struct lane *lane, const struct http_result *result)
{
	struct platform *platform = lane->platform;
	int64_t now = engine_monotonic(platform->engine);
	int64_t pause = BACKOFF_FIRST_MS << MIN(platform->failures, 8u);

	platform->failures++;
	platform->failure_count++;
	platform->retry_at = now + engine_jitter(MIN(pause, BACKOFF_MOST_MS));
	platform->login_running = false;
	/* One lost answer on a limited endpoint is tried again; everything else was tried three times
	 * already. */
	bool again = result->outcome != HTTP_UNREACHABLE && result->outcome != HTTP_TLS_FAILED &&
		     lane->flight_endpoint->min_interval_ms && platform->failures < ATTEMPTS_MAX;
	if (again)
		return;
	/* What is asked for anew every few minutes has no use for a pause that is longer than that. */
	platform->next_sweep_at = platform->retry_at;
	platform_set_state(platform, state_after(result->outcome), &result->error);
	login_failed(platform, &result->error);
	platform_fail_all(platform, &result->error);
}

/* ---- what did ---- */

/*
 * Between decoder and store: counts what is taken for the pass's report. One answer can hold more than its
 * endpoint is named for, as goldcard's list holds readings.
 */
struct taker {
	struct fact_sink sink;
	struct cache_sink store;
	struct engine_profile_report *report;
	uint64_t *last_remark; /* of this lane */
};

static void take_meter(void *context, const struct meter_fact *fact)
{
	struct taker *taker = context;

	taker->store.sink.meter(taker->store.sink.context, fact);
}

static void take_reading(void *context, const struct reading_fact *fact)
{
	struct taker *taker = context;

	taker->report->readings++;
	taker->store.sink.reading(taker->store.sink.context, fact);
}

static void take_alarm(void *context, const struct alarm_fact *fact)
{
	struct taker *taker = context;

	taker->report->alarms++;
	taker->store.sink.alarm(taker->store.sink.context, fact);
}

static void take_event(void *context, const struct event_fact *fact)
{
	struct taker *taker = context;

	taker->report->events++;
	taker->store.sink.event(taker->store.sink.context, fact);
}

static void take_command(void *context, const struct command_fact *fact)
{
	struct taker *taker = context;

	taker->report->commands++;
	taker->store.sink.command(taker->store.sink.context, fact);
}

static void take_price(void *context, const struct price_fact *fact)
{
	struct taker *taker = context;

	taker->store.sink.price(taker->store.sink.context, fact);
}

static void take_refused(void *context, const struct refusal *refusal)
{
	struct taker *taker = context;

	taker->report->refused++;
	taker->store.sink.refused(taker->store.sink.context, refusal);
}

static void take_remark(void *context, struct display_text text)
{
	struct taker *taker = context;

	/* What an endpoint does at every call is news once. */
	uint64_t hash = hash64(display_view(text), 1);
	if (hash == *taker->last_remark)
		return;
	*taker->last_remark = hash;
	taker->store.sink.remark(taker->store.sink.context, text);
}

static void taker_init(struct taker *taker, struct lane *lane)
{
	struct platform *platform = lane->platform;

	taker->report = &platform->report;
	taker->last_remark = &lane->last_remark;
	taker->sink = (struct fact_sink){taker, take_meter, take_reading, take_alarm, take_event,
		take_command, take_price, take_refused, take_remark};
	cache_sink_init(
		&taker->store, platform->engine->writer, platform->profile_id, engine_now(platform->engine));
}

static void item_failed(struct platform *platform, struct stream *stream, const struct error *err)
{
	if (stream->group->error.code == ERROR_NONE)
		stream->group->error = *err;
	stream->items_failed++;
	bool walk_on = stream->meters >= METERS_EVERY && stream->items_failed < ITEMS_FAILED_MAX;
	engine_say(platform->engine, platform, LOG_WARNING, "%s%s%s: %s", stream->endpoint->title,
		stream->meter_no[0] ? " of meter " : "", stream->meter_no, err->message);
	if (walk_on) {
		stream->window_index =
			stream->window_count; /* the other windows of this meter would fail too */
		stream_item_done(platform, stream);
	} else {
		stream_end(platform, stream, err);
	}
}

static void page_done(struct platform *platform, struct stream *stream, const struct decoded *decoded)
{
	uint64_t key = hash64(decoded->first_key, 0);
	bool repeated = stream->page > 0 && key == stream->page_key;

	stream->attempts = 0;
	if (stream->group->purpose == GROUP_SWEEP && stream->endpoint->operation == OPERATION_METERS) {
		platform->sweep_rows += decoded->rows;
		platform->sweep_total =
			MAX(platform->sweep_rows, decoded->total > 0 ? (uint64_t)decoded->total : 0);
	}
	if (decoded->text.length)
		string_set(&stream->group->text, string_view(&decoded->text));
	if (stream->stop) {
		stream_end(platform, stream, NULL);
	} else if (decoded->more && !repeated && decoded->rows > 0 && stream->page < PAGES_MAX) {
		stream->page++;
		stream->page_key = key;
	} else {
		stream_item_done(platform, stream);
	}
}

static void too_fast(struct lane *lane, const struct error *err)
{
	struct platform *platform = lane->platform;

	rate_gate_penalty(&lane->gate, engine_monotonic(platform->engine), engine_jitter(TOO_FAST_EXTRA_MS));
	/* Somebody else may use the account too: not worth a word unless it goes on. */
	if (++platform->too_fast >= 3)
		platform_set_state(platform, PLATFORM_RATE_LIMITED, err);
}

static void malformed(struct lane *lane, struct stream *stream, const struct error *err)
{
	struct platform *platform = lane->platform;

	if (++stream->attempts < ATTEMPTS_MAX) {
		lane->not_before =
			engine_monotonic(platform->engine) + engine_jitter(SECOND << stream->attempts);
		return;
	}
	item_failed(platform, stream, err);
}

static void session_over(struct platform *platform, struct stream *stream, const struct error *err)
{
	session_forget(&platform->session);
	platform->dirty = true;
	if (++stream->attempts < ATTEMPTS_MAX)
		return; /* the login goes first, then the same page again */
	item_failed(platform, stream, err);
}

static void stream_answered(
	struct lane *lane, struct stream *stream, const struct decoded *decoded, const struct error *err)
{
	struct platform *platform = lane->platform;

	switch (decoded->verdict) {
	case VERDICT_OK:
		platform->too_fast = 0;
		platform_set_state(platform, PLATFORM_ONLINE, NULL);
		page_done(platform, stream, decoded);
		break;
	case VERDICT_LOGIN:
		session_over(platform, stream, err);
		break;
	case VERDICT_TOO_FAST:
		too_fast(lane, err);
		break;
	case VERDICT_MALFORMED:
		malformed(lane, stream, err);
		break;
	case VERDICT_NOT_FOUND:
		/* Gone from the platform, still in the store: a walk over many goes on without a word. */
		if (stream->meters >= METERS_EVERY) {
			stream->window_index = stream->window_count;
			stream_item_done(platform, stream);
			break;
		}
		item_failed(platform, stream, err);
		break;
	case VERDICT_CAPTCHA:
	case VERDICT_REFUSED:
		item_failed(platform, stream, err);
		break;
	}
}

/* ---- from answer to facts ---- */

/* True when the page lies in the store. */
static bool take_page(
	struct lane *lane, const struct http_result *result, struct decoded *decoded, struct error *err)
{
	struct platform *platform = lane->platform;
	struct engine *engine = platform->engine;
	struct taker taker;
	struct decode_context context = {&platform->session, &lane->flight_operation, &result->response,
		engine_now(engine), &taker.sink, &engine->arena};

	if (!engine_begin(engine))
		return error_set(err, ERROR_STORE, "the store cannot be written");
	taker_init(&taker, lane);
	driver_decode(lane->flight_endpoint, &context, decoded, err);
	if (taker.store.failed) {
		engine_rollback(engine);
		engine_store_failed(engine, &taker.store.error);
		return false;
	}
	return engine_commit(engine);
}

static void answered(struct lane *lane, const struct http_result *result)
{
	struct platform *platform = lane->platform;
	struct decoded decoded = {0};
	struct error err = {0};
	struct stream *stream = lane->flight_stream;

	platform->failures = 0;
	platform->answered_at = engine_now(platform->engine);
	platform->dirty = true;
	/* A page that could not be stored is asked for again: nothing moved on. */
	if (take_page(lane, result, &decoded, &err)) {
		if (lane->flight_endpoint->operation == OPERATION_METERS)
			platform->report.meters += decoded.taken;
		if (lane->flight_endpoint->operation == OPERATION_LOGIN)
			login_answered(platform, &decoded, &err);
		else if (lane->flight_endpoint->operation == OPERATION_CAPTCHA)
			captcha_answered(platform, &decoded, &err);
		else if (stream)
			stream_answered(lane, stream, &decoded, &err);
	} else if (!stream) {
		login_failed(platform, &err);
	}
	decoded_free(&decoded);
	arena_reset(&platform->engine->arena);
}

static void flight_ended(void *context, const struct http_result *result)
{
	struct lane *lane = context;
	struct platform *platform = lane->platform;

	rate_gate_end(&lane->gate, engine_monotonic(platform->engine));
	lane->job = NULL;
	if (result->outcome == HTTP_CANCELLED)
		return;
	platform->report.requests += MAX(result->tries, 1u);
	if (result->outcome == HTTP_ANSWERED)
		answered(lane, result);
	else
		transport_failed(lane, result);
	lane->flight_stream = NULL;
}
