/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/engine/link_server.h"
#include "core/vendors/driver.h"

/*
 * What is to be asked of a platform, in order. A stream walks one endpoint: every page of every window of
 * every meter that it covers. Streams that belong together (a sweep, one on-demand read) are a group, which
 * ends when its last stream does.
 */
enum stream_priority {
	STREAM_URGENT,   /* an operator waits: on-demand reads jump the queue */
	STREAM_SELECTED, /* the meter an operator looks at */
	STREAM_SWEEP,
	STREAM_BACKGROUND, /* history that is filled in between */
	STREAM_PRIORITY_COUNT
};

enum group_purpose {
	GROUP_SWEEP,    /* a full pass */
	GROUP_HISTORY,  /* the history behind a pass; a pass of --once counts both */
	GROUP_SELECTED, /* nobody waits for it; a newer selection takes its place */
	GROUP_REQUEST,  /* somebody asked and gets an answer */
};

struct stream_group {
	enum group_purpose purpose;
	unsigned open;      /* streams that have not ended */
	struct error error; /* the first failure */
	struct link_client client;
	struct string text; /* an answer's text (COMMAND_TEXT) */
};

/* from <= t < until, within what the endpoint takes in one request. */
struct window {
	instant from, until;
};

/* Which meters a stream walks over. */
enum stream_meters { METERS_NONE, METERS_GIVEN, METERS_EVERY, METERS_WITHOUT_DETAIL };

#define STREAM_TEXT_MAX 128

struct stream {
	struct stream *next;
	struct stream_group *group;
	const struct endpoint *endpoint;
	enum stream_priority priority;

	enum stream_meters meters;
	int64_t meter_id; /* the one being asked for; the walk goes on behind it */
	char meter_no[STREAM_TEXT_MAX], customer_code[STREAM_TEXT_MAX], device_id[STREAM_TEXT_MAX];
	char vendor_id[STREAM_TEXT_MAX];

	struct window *windows; /* newest first: what is recent is wanted first */
	size_t window_count, window_capacity, window_index;
	size_t forward_count; /* so many of them, from the first, go on from where the last visit ended */
	int history_days;     /* a walk over meters: each gets what is missing of so much */
	bool keep_position;   /* tell the store how far a window reached */

	uint32_t page;
	uint64_t page_key; /* hash of the first record's key: a page that comes again ends the walk */
	unsigned attempts; /* of the present page */
	unsigned items_failed;
	bool stop; /* a newer selection replaced it: ends with the page in flight */
};

struct stream *stream_new(
	const struct endpoint *endpoint, enum stream_priority priority, struct stream_group *group);
void stream_free(struct stream *stream);
void stream_set_text(char to[STREAM_TEXT_MAX], struct string_view from);
/* What to ask next; its views point into the stream. */
struct operation stream_operation(const struct stream *stream);
/* On to the next window of the same meter. False when there was none. */
bool stream_next_window(struct stream *stream);

/*
 * Cuts [from, until) into pieces that the endpoint takes in one request, newest first: calendar months in the
 * platform's zone for WINDOW_MONTH (iotgas 3.1.4), pieces of at most `longest` otherwise.
 */
void stream_set_windows(
	struct stream *stream, instant from, instant until, int64_t longest, const struct time_zone *zone);

/* The same behind what is there already. */
void stream_add_windows(
	struct stream *stream, instant from, instant until, int64_t longest, const struct time_zone *zone);

/*
 * One endpoint address of a platform: what its rate limit counts (jrhsz 3: one call per two seconds per
 * endpoint). Endpoints that share a path share a lane. One request is in flight on a lane at a time.
 */
struct lane_queue {
	struct stream *first[STREAM_PRIORITY_COUNT];
};
void lane_queue_add(struct lane_queue *queue, struct stream *stream);
struct stream *lane_queue_head(const struct lane_queue *queue);
void lane_queue_remove(struct lane_queue *queue, struct stream *stream);
bool lane_queue_empty(const struct lane_queue *queue);
