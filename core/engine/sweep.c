/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/engine/engine_private.h"

#define OVERLAP_MS        DAY /* platforms add late records: one day is asked for again and folded by key */
#define BACKFILL_PIECE_MS (7 * DAY)
#define AHEAD_MS          (2 * MINUTE) /* a platform's clock may be ahead of ours */
#define SELECTED_AGAIN_MS (20 * SECOND)

static bool in_table(const struct platform *platform, enum operation_kind kind)
{
	return driver_endpoint(platform->driver, kind, SOURCE_LIVE) != NULL;
}

/* ---- positions: how far something was fetched ---- */

static void position_name(const struct endpoint *endpoint, const char *end, char out[48])
{
	static const char *const words[OPERATION_KIND_COUNT] = {[OPERATION_HISTORY] = "history",
		[OPERATION_ALARMS] = "alarms",
		[OPERATION_EVENTS] = "events"};
	const char *word = words[endpoint->operation] ? words[endpoint->operation] : "other";

	snprintf(out, 48, "%s %s %s", word, source_word(endpoint->source), end);
}

static instant position(struct platform *platform, const struct stream *stream, const char *end)
{
	char kind[48];
	instant at = INSTANT_NONE;

	position_name(stream->endpoint, end, kind);
	cache_writer_position(
		platform->engine->writer, platform->profile_id, sv(kind), sv(stream->meter_no), &at, NULL);
	return at;
}

static void put_position(struct platform *platform, const struct stream *stream, const char *end, instant at)
{
	struct engine *engine = platform->engine;
	struct error err = {0};
	char kind[48];

	position_name(stream->endpoint, end, kind);
	if (!engine_begin(engine))
		return;
	if (cache_put_position(engine->writer, platform->profile_id, sv(kind), sv(stream->meter_no), at,
		    &err) == CACHE_FAILED) {
		engine_rollback(engine);
		log_message(engine->options.logger, LOG_ERROR, "%s", err.message);
		return;
	}
	engine_commit(engine);
}

/* N days are N whole days of the platform's calendar and today, so that its daily records are all among them.
 */
static instant history_start(const struct platform *platform, int64_t days)
{
	instant exact = engine_now(platform->engine) - days * DAY, midnight;
	struct civil_time civil = civil_from_instant(exact, platform->account->zone);

	civil.hour = civil.minute = civil.second = civil.millisecond = 0;
	if (days <= 0 || !instant_from_civil(&civil, platform->account->zone, &midnight))
		return exact;
	return midnight;
}

/*
 * What is still missing of [wanted, now): the part since the last visit as one piece, because it only counts
 * as fetched when it is whole, and behind what is known the older part in small pieces, newest first.
 */
static void set_missing_windows(
	struct platform *platform, struct stream *stream, instant wanted, bool single_forward)
{
	const struct time_zone *zone = platform->account->zone;
	instant now = engine_now(platform->engine) + AHEAD_MS;
	instant newest = position(platform, stream, "until");
	instant oldest = position(platform, stream, "from");

	stream->forward_count = 0;
	if (newest == INSTANT_NONE || oldest == INSTANT_NONE) {
		stream_set_windows(
			stream, wanted, now, single_forward ? now - wanted : BACKFILL_PIECE_MS, zone);
		return;
	}
	stream_set_windows(stream, MAX(newest - OVERLAP_MS, wanted), now, now - wanted, zone);
	stream->forward_count = stream->window_count;
	if (wanted < oldest)
		stream_add_windows(stream, wanted, oldest, BACKFILL_PIECE_MS, zone);
}

static void window_fetched(struct platform *platform, struct stream *stream)
{
	const struct window *window = &stream->windows[stream->window_index];
	instant oldest = position(platform, stream, "from");

	/* Going back from the newest, a piece joins what is known; going forward only the last piece does. */
	if (stream->window_index + 1 == stream->forward_count ||
		(stream->forward_count == 0 && stream->window_index == 0))
		put_position(platform, stream, "until", stream->windows[0].until - AHEAD_MS);
	if (stream->window_index >= stream->forward_count &&
		(oldest == INSTANT_NONE || window->from < oldest))
		put_position(platform, stream, "from", window->from);
}

/* ---- groups ---- */

static struct stream_group *group_new(enum group_purpose purpose)
{
	struct stream_group *group = NEW(struct stream_group);

	group->purpose = purpose;
	group->open = 1; /* whoever makes it holds it until all its streams are queued */
	return group;
}

static void pass_ended(struct platform *platform, const struct error *error);
static void history_begin(struct platform *platform);
static bool sweep_second_stage(struct platform *platform);

static void sweep_ended(struct platform *platform)
{
	struct engine *engine = platform->engine;
	struct stream_group *group = platform->sweep;

	if (platform->failures == 0 && platform->sweep_stage == 0 && sweep_second_stage(platform))
		return;
	struct error error = group->error;
	platform->sweep = NULL;
	platform->sweep_finished = engine_now(engine);
	platform->dirty = true;
	int64_t now = engine_monotonic(engine);
	if (platform->next_sweep_at <= now)
		platform->next_sweep_at = MAX(platform->pass_began + platform->account->poll_ms, now);
	link_server_answer(&engine->server, &group->client, error.code ? &error : NULL, SV_NONE);
	free(group);
	pass_ended(platform, &error);
	if (error.code == ERROR_NONE)
		history_begin(platform);
	platform_tell_store(platform, true);
}

static void group_leave(struct platform *platform, struct stream_group *group)
{
	if (--group->open > 0)
		return;
	switch (group->purpose) {
	case GROUP_SWEEP:
		sweep_ended(platform);
		return;
	case GROUP_HISTORY:
		platform->history = NULL;
		break;
	case GROUP_SELECTED:
		if (platform->selected == group)
			platform->selected = NULL;
		break;
	case GROUP_REQUEST:
		link_server_answer(&platform->engine->server, &group->client,
			group->error.code ? &group->error : NULL, string_view(&group->text));
		break;
	}
	string_free(&group->text);
	free(group);
}

static void pass_ended(struct platform *platform, const struct error *error)
{
	struct engine_profile_report *report = &platform->report;

	platform->passed = true;
	report->code = error->code;
	snprintf(report->message, sizeof(report->message), "%s", error->code ? error->message : "");
	report->elapsed_ms = engine_monotonic(platform->engine) - platform->pass_began;
}

void stream_end(struct platform *platform, struct stream *stream, const struct error *error)
{
	struct stream_group *group = stream->group;

	if (error && error->code && group->error.code == ERROR_NONE)
		group->error = *error;
	lane_queue_remove(&platform_lane(platform, stream->endpoint)->queue, stream);
	stream_free(stream);
	group_leave(platform, group);
}

/* ---- walking over meters ---- */

static bool next_meter(struct platform *platform, struct stream *stream)
{
	struct engine *engine = platform->engine;
	struct arena arena = {0};
	struct meter_row *rows = NULL;
	struct error err = {0};
	size_t count = 0;
	instant before = INSTANT_NONE;

	if (stream->meters == METERS_WITHOUT_DETAIL)
		before = platform->sweep_started - platform->driver->detail_max_age_ms;
	if (!cache_meters_to_visit(engine->reader, sv(platform->account->name), before, stream->meter_id, 1,
		    &arena, &rows, &count, &err))
		engine_say(engine, platform, LOG_ERROR, "%s", err.message);
	if (count) {
		stream->meter_id = rows[0].id;
		stream_set_text(stream->meter_no, rows[0].meter_no);
		stream_set_text(stream->customer_code, display_view(rows[0].customer_code));
		stream_set_text(stream->device_id, rows[0].device_id);
		stream->page = 0;
		stream->page_key = 0;
		stream->attempts = 0;
		if (stream->history_days)
			set_missing_windows(
				platform, stream, history_start(platform, stream->history_days), false);
	}
	arena_free(&arena);
	return count > 0;
}

void stream_item_done(struct platform *platform, struct stream *stream)
{
	if (stream->keep_position && stream->window_index < stream->window_count)
		window_fetched(platform, stream);
	if (stream_next_window(stream))
		return;
	if (stream->meters >= METERS_EVERY && next_meter(platform, stream))
		return;
	stream_end(platform, stream, NULL);
}

/* Queues a stream that walks over meters, or drops it when there is none to visit. */
static void queue_walk(struct platform *platform, struct stream *stream)
{
	platform_queue(platform, stream);
	if (!next_meter(platform, stream))
		stream_end(platform, stream, NULL);
}

/* ---- a full pass ---- */

static void queue_list(struct platform *platform, enum operation_kind kind, struct stream_group *group)
{
	const struct endpoint *endpoint = driver_endpoint(platform->driver, kind, SOURCE_LIVE);

	if (endpoint)
		platform_queue(platform, stream_new(endpoint, STREAM_SWEEP, group));
}

static void queue_log(struct platform *platform, enum operation_kind kind, struct stream_group *group)
{
	const struct endpoint *endpoint = driver_endpoint(platform->driver, kind, SOURCE_LIVE);
	if (!endpoint)
		return;
	struct stream *stream = stream_new(endpoint, STREAM_SWEEP, group);
	set_missing_windows(platform, stream, history_start(platform, platform->account->history_days), true);
	stream->keep_position = true;
	platform_queue(platform, stream);
}

/* One call may serve two rows of the table: goldcard's only list is its latest readings. */
static bool latest_comes_with_list(const struct platform *platform)
{
	const struct endpoint *meters = driver_endpoint(platform->driver, OPERATION_METERS, SOURCE_LIVE);
	const struct endpoint *latest = driver_endpoint(platform->driver, OPERATION_LATEST, SOURCE_LIVE);

	return meters && latest && meters->base == latest->base && strcmp(meters->path, latest->path) == 0;
}

static bool mirror_roster_meter(void *context, const struct roster_meter *meter)
{
	struct platform *platform = context;
	struct engine *engine = platform->engine;
	struct error err = {0};
	struct meter_fact fact = {
		.meter_no = meter->meter_no,
		.medium = meter->has_medium ? meter->medium : MEDIUM_UNKNOWN,
		.device_id = meter->device_id,
		.type = display_clean(&engine->arena, meter->type),
		.address = display_clean(&engine->arena, meter->address),
		.customer_code = display_clean(&engine->arena, meter->customer_code),
		.customer_name = display_clean(&engine->arena, meter->customer_name),
		.last_seen = INSTANT_NONE,
		.reading_at = INSTANT_NONE,
	};

	if (!platform->driver->has_valve)
		fact.parts |= METER_HAS_VALVE; /* it states that there is none */
	fact.parts |= (meter->has_medium ? METER_HAS_MEDIUM : 0u) |
		      (meter->device_id.data ? METER_HAS_DEVICE_ID : 0u) |
		      (meter->type.data ? METER_HAS_TYPE : 0u) |
		      (meter->address.data ? METER_HAS_ADDRESS : 0u) |
		      (meter->customer_code.data ? METER_HAS_CUSTOMER_CODE : 0u) |
		      (meter->customer_name.data ? METER_HAS_CUSTOMER_NAME : 0u);
	if (cache_put_meter(engine->writer, platform->profile_id, &fact, engine_now(engine), &err) ==
		CACHE_FAILED) {
		log_message(engine->options.logger, LOG_ERROR, "%s", err.message);
		return false;
	}
	platform->report.meters++;
	return true;
}

/* Meters of a platform that cannot list its own come from `meters import`, through the ledger. */
void mirror_roster(struct platform *platform)
{
	struct engine *engine = platform->engine;
	struct error err = {0};

	if (platform->driver->lists_meters || !engine_begin(engine))
		return;
	platform->report.meters = 0;
	if (!ledger_read_roster(engine->ledger, sv(platform->account->name), INSTANT_NONE,
		    mirror_roster_meter, platform, &err)) {
		engine_rollback(engine);
		engine_say(engine, platform, LOG_ERROR, "%s", err.message);
		return;
	}
	engine_commit(engine);
	arena_reset(&engine->arena);
}

/* A platform that has nothing to read is still asked whether it is there: by what its session needs. */
static void want_login(struct platform *platform)
{
	bool waits =
		platform->state == PLATFORM_NEEDS_CAPTCHA && platform->engine->options.goal == ENGINE_FOREVER;

	if (platform->driver->login != LOGIN_CAPTCHA || platform->session.token.length || waits)
		return;
	platform->login_wanted = true;
	platform->sweep_waits_for_login = true;
	platform->sweep->open++;
}

void sweep_login_settled(struct platform *platform, const struct error *error)
{
	struct stream_group *group = platform->sweep;

	if (!group || !platform->sweep_waits_for_login)
		return;
	platform->sweep_waits_for_login = false;
	if (error && group->error.code == ERROR_NONE)
		group->error = *error;
	group_leave(platform, group);
}

void sweep_begin(struct platform *platform)
{
	struct stream_group *group = group_new(GROUP_SWEEP);

	platform->sweep = group;
	platform->sweep_stage = 0;
	platform->sweep_history_days = 0;
	platform->sweep_started = engine_now(platform->engine);
	platform->pass_began = engine_monotonic(platform->engine);
	platform->sweep_rows = platform->sweep_total = 0;
	platform->dirty = true;
	mirror_roster(platform);
	queue_list(platform, OPERATION_METERS, group);
	if (!latest_comes_with_list(platform))
		queue_list(platform, OPERATION_LATEST, group);
	queue_log(platform, OPERATION_ALARMS, group);
	queue_log(platform, OPERATION_EVENTS, group);
	queue_list(platform, OPERATION_COMMANDS, group);
	want_login(platform);
	group_leave(platform, group);
}

static void queue_history(struct platform *platform, struct stream_group *group,
	const struct endpoint *endpoint, int days, bool every_meter, enum stream_priority priority)
{
	if (endpoint->scope == SCOPE_ONE_METER && !every_meter)
		return;
	struct stream *stream = stream_new(endpoint, priority, group);
	stream->keep_position = true;
	if (endpoint->scope == SCOPE_ONE_METER) {
		stream->meters = METERS_EVERY;
		stream->history_days = days;
		queue_walk(platform, stream);
		return;
	}
	set_missing_windows(platform, stream, history_start(platform, days), false);
	platform_queue(platform, stream);
}

static void queue_all_history(struct platform *platform, struct stream_group *group, int days,
	bool every_meter, enum stream_priority priority)
{
	for (size_t i = 0; i < platform->driver->endpoint_count; i++) {
		const struct endpoint *endpoint = &platform->driver->endpoints[i];
		if (endpoint->operation == OPERATION_HISTORY)
			queue_history(platform, group, endpoint, days, every_meter, priority);
	}
}

/* What can only be asked when the list of meters is there. The group ends again when that has ended. */
static bool sweep_second_stage(struct platform *platform)
{
	struct stream_group *group = platform->sweep;
	const struct endpoint *detail = driver_endpoint(platform->driver, OPERATION_DETAIL, SOURCE_LIVE);
	int days = MAX(platform->engine->options.history_days, platform->sweep_history_days);

	platform->sweep_stage = 1;
	group->open++;
	if (detail && platform->driver->detail_max_age_ms) {
		struct stream *stream = stream_new(detail, STREAM_SWEEP, group);
		stream->meters = METERS_WITHOUT_DETAIL;
		queue_walk(platform, stream);
	}
	if (days > 0)
		queue_all_history(platform, group, days, true, STREAM_SWEEP);
	group_leave(platform, group);
	return true;
}

void sweep_with_history(struct platform *platform, int days)
{
	if (!platform->sweep)
		return;
	platform->sweep_history_days = MAX(platform->sweep_history_days, days);
	if (platform->sweep_stage > 0)
		queue_all_history(platform, platform->sweep, days, true, STREAM_SWEEP);
}

/* Behind the pass, in what its rate limits leave: the charts fill up. */
static void history_begin(struct platform *platform)
{
	if (platform->engine->options.goal != ENGINE_FOREVER || platform->engine->options.history_days >= 0 ||
		platform->history)
		return;
	platform->history = group_new(GROUP_HISTORY);
	struct stream_group *group = platform->history;
	queue_all_history(platform, group, platform->account->history_days, false, STREAM_BACKGROUND);
	group_leave(platform, group);
}

/* ---- one meter ---- */

static bool meter_is_known(struct platform *platform, struct string_view meter_no)
{
	struct arena arena = {0};
	struct meter_row row;
	bool known = cache_meter_by_number(
		platform->engine->reader, sv(platform->account->name), meter_no, &arena, &row, NULL);

	arena_free(&arena);
	return known;
}

static void set_meter(struct platform *platform, struct stream *stream, struct string_view meter_no)
{
	struct arena arena = {0};
	struct meter_row row;
	bool known = cache_meter_by_number(
		platform->engine->reader, sv(platform->account->name), meter_no, &arena, &row, NULL);

	stream->meters = METERS_GIVEN;
	stream_set_text(stream->meter_no, meter_no);
	if (known) {
		stream_set_text(stream->customer_code, display_view(row.customer_code));
		stream_set_text(stream->device_id, row.device_id);
	}
	arena_free(&arena);
}

static struct stream *meter_stream(struct platform *platform, const struct endpoint *endpoint,
	enum stream_priority priority, struct stream_group *group, struct string_view meter_no)
{
	struct stream *stream = stream_new(endpoint, priority, group);

	set_meter(platform, stream, meter_no);
	return stream;
}

static void queue_meter_history(struct platform *platform, struct stream_group *group,
	enum stream_priority priority, struct string_view meter_no, int days)
{
	for (size_t i = 0; i < platform->driver->endpoint_count; i++) {
		const struct endpoint *endpoint = &platform->driver->endpoints[i];
		if (endpoint->operation != OPERATION_HISTORY)
			continue;
		struct stream *stream = meter_stream(platform, endpoint, priority, group, meter_no);
		set_missing_windows(platform, stream, history_start(platform, days), true);
		stream->keep_position = true;
		platform_queue(platform, stream);
	}
}

static void stop_selected(struct platform *platform)
{
	struct stream_group *group = platform->selected;

	if (!group)
		return;
	platform->selected = NULL;
	group->open++;
	for (size_t i = 0; i < platform->lane_count; i++) {
		struct lane *lane = &platform->lanes[i];
		struct stream *stream = lane->queue.first[STREAM_SELECTED];
		while (stream) {
			struct stream *next = stream->next;
			if (stream == lane->flight_stream && lane->job)
				stream->stop = true;
			else
				stream_end(platform, stream, NULL);
			stream = next;
		}
	}
	group_leave(platform, group);
}

void selected_begin(struct platform *platform, struct string_view meter_no)
{
	const struct endpoint *latest = driver_endpoint(platform->driver, OPERATION_LATEST_ONE, SOURCE_LIVE);
	int64_t now = engine_monotonic(platform->engine);
	bool again = sv_equal_text(meter_no, platform->selected_meter) && now < platform->selected_again_at;

	/* A platform that cannot be reached is not asked for each meter that a cursor rests on. */
	if (again || platform->state == PLATFORM_OFFLINE || platform->state == PLATFORM_UNTRUSTED)
		return;
	stop_selected(platform);
	stream_set_text(platform->selected_meter, meter_no);
	platform->selected_again_at = now + SELECTED_AGAIN_MS;
	struct stream_group *group = group_new(GROUP_SELECTED);
	platform->selected = group;
	if (latest)
		platform_queue(platform, meter_stream(platform, latest, STREAM_SELECTED, group, meter_no));
	queue_meter_history(platform, group, STREAM_SELECTED, meter_no, platform->account->history_days);
	group_leave(platform, group);
}

static struct stream_group *request_group(const struct link_client *client)
{
	struct stream_group *group = group_new(GROUP_REQUEST);

	group->client = *client;
	return group;
}

static void refuse(struct platform *platform, struct stream_group *group, const char *what)
{
	error_set(&group->error, ERROR_REFUSED, "%s has no %s", platform->driver->title, what);
}

void request_read(struct platform *platform, struct string_view meter_no, const struct link_client *client)
{
	struct stream_group *group = request_group(client);
	const struct endpoint *latest = driver_endpoint(platform->driver, OPERATION_LATEST_ONE, SOURCE_LIVE);
	const struct endpoint *detail = driver_endpoint(platform->driver, OPERATION_DETAIL, SOURCE_LIVE);

	platform->retry_at = 0; /* a person asks: find out now whether it is there again */
	if (latest)
		platform_queue(platform, meter_stream(platform, latest, STREAM_URGENT, group, meter_no));
	else
		refuse(platform, group, "readings to ask for");
	/* What the details are asked by comes from the list: without it the platform could not be asked. */
	if (detail && meter_is_known(platform, meter_no))
		platform_queue(platform, meter_stream(platform, detail, STREAM_URGENT, group, meter_no));
	group_leave(platform, group);
}

void request_history(
	struct platform *platform, struct string_view meter_no, int days, const struct link_client *client)
{
	struct stream_group *group = request_group(client);

	platform->retry_at = 0;
	queue_meter_history(platform, group, STREAM_URGENT, meter_no, days);
	if (group->open == 1)
		refuse(platform, group, "history to ask for");
	group_leave(platform, group);
}

void request_command(
	struct platform *platform, struct string_view vendor_id, const struct link_client *client)
{
	struct stream_group *group = request_group(client);
	static const enum operation_kind kinds[] = {OPERATION_COMMAND, OPERATION_COMMAND_TEXT};

	platform->retry_at = 0;
	for (size_t i = 0; i < ARRAY_SIZE(kinds) && in_table(platform, kinds[i]); i++) {
		const struct endpoint *endpoint = driver_endpoint(platform->driver, kinds[i], SOURCE_LIVE);
		struct stream *stream = stream_new(endpoint, STREAM_URGENT, group);
		stream_set_text(stream->vendor_id, vendor_id);
		platform_queue(platform, stream);
	}
	if (group->open == 1)
		refuse(platform, group, "commands to ask about");
	group_leave(platform, group);
}
