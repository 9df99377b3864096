/* SPDX-License-Identifier: MIT */
#include "core/engine/stream.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

struct stream *stream_new(
	const struct endpoint *endpoint, enum stream_priority priority, struct stream_group *group)
{
	struct stream *stream = NEW(struct stream);

	stream->endpoint = endpoint;
	stream->priority = priority;
	stream->group = group;
	group->open++;
	return stream;
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	free(stream->windows);
	free(stream);
}

void stream_set_text(char to[STREAM_TEXT_MAX], struct string_view from)
{
	size_t length = MIN(from.length, (size_t)STREAM_TEXT_MAX - 1);

	if (length)
		memcpy(to, from.data, length);
	to[length] = '\0';
}

static struct string_view text_or_none(const char *text)
{
	return text[0] ? sv(text) : SV_NONE;
}

struct operation stream_operation(const struct stream *stream)
{
	struct operation operation = {
		.kind = stream->endpoint->operation,
		.source = stream->endpoint->source,
		.meter_no = text_or_none(stream->meter_no),
		.customer_code = text_or_none(stream->customer_code),
		.device_id = text_or_none(stream->device_id),
		.vendor_id = text_or_none(stream->vendor_id),
		.from = INSTANT_NONE,
		.until = INSTANT_NONE,
		.page = stream->page,
	};

	if (stream->window_index < stream->window_count) {
		operation.from = stream->windows[stream->window_index].from;
		operation.until = stream->windows[stream->window_index].until;
	}
	return operation;
}

bool stream_next_window(struct stream *stream)
{
	stream->page = 0;
	stream->page_key = 0;
	stream->attempts = 0;
	if (stream->window_index + 1 >= stream->window_count)
		return false;
	stream->window_index++;
	return true;
}

static instant month_start(instant at, const struct time_zone *zone)
{
	struct civil_time civil = civil_from_instant(at, zone);
	instant start = at;

	civil.day = 1;
	civil.hour = civil.minute = civil.second = civil.millisecond = 0;
	instant_from_civil(&civil, zone, &start);
	return start;
}

void stream_add_windows(
	struct stream *stream, instant from, instant until, int64_t longest, const struct time_zone *zone)
{
	size_t capacity = stream->window_capacity;

	for (instant end = until; end > from;) {
		instant start = MAX(from, end - longest);
		if (stream->endpoint->window == WINDOW_MONTH)
			start = MAX(start, month_start(end - 1, zone));
		array_grow(&stream->windows, &capacity, stream->window_count, sizeof(*stream->windows));
		stream->windows[stream->window_count++] = (struct window){start, end};
		end = start;
	}
	stream->window_capacity = capacity;
}

void stream_set_windows(
	struct stream *stream, instant from, instant until, int64_t longest, const struct time_zone *zone)
{
	stream->window_count = stream->window_index = 0;
	stream_add_windows(stream, from, until, longest, zone);
}

void lane_queue_add(struct lane_queue *queue, struct stream *stream)
{
	struct stream **link = &queue->first[stream->priority];

	while (*link)
		link = &(*link)->next;
	stream->next = NULL;
	*link = stream;
}

struct stream *lane_queue_head(const struct lane_queue *queue)
{
	for (size_t priority = 0; priority < STREAM_PRIORITY_COUNT; priority++) {
		if (queue->first[priority])
			return queue->first[priority];
	}
	return NULL;
}

void lane_queue_remove(struct lane_queue *queue, struct stream *stream)
{
	for (struct stream **link = &queue->first[stream->priority]; *link; link = &(*link)->next) {
		if (*link == stream) {
			*link = stream->next;
			stream->next = NULL;
			return;
		}
	}
}

bool lane_queue_empty(const struct lane_queue *queue)
{
	return lane_queue_head(queue) == NULL;
}
