/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/memory.h"
#include "core/engine/stream.h"

static const struct endpoint by_month = {.operation = OPERATION_HISTORY, .window = WINDOW_MONTH};
static const struct endpoint any_span = {.operation = OPERATION_HISTORY, .window = WINDOW_ANY};

static instant at(const char *text, const struct time_zone *zone)
{
	instant result;

	assert_true(instant_parse(sv(text), zone, &result, NULL));
	return result;
}

static void months_are_cut_in_the_platforms_zone(void **state)
{
	struct time_zone *zone = time_zone_open("+08:00", NULL);
	struct stream_group group = {0};
	struct stream *stream = stream_new(&by_month, STREAM_SWEEP, &group);
	instant from = at("2026-01-20 12:00:00", zone), until = at("2026-03-02 01:00:00", zone);

	stream_set_windows(stream, from, until, 400 * DAY, zone);
	assert_int_equal(stream->window_count, 3);
	assert_int_equal(stream->windows[0].until, until);
	assert_int_equal(stream->windows[0].from, at("2026-03-01 00:00:00", zone));
	assert_int_equal(stream->windows[1].until, stream->windows[0].from);
	assert_int_equal(stream->windows[1].from, at("2026-02-01 00:00:00", zone));
	assert_int_equal(stream->windows[2].from, from);
	stream_free(stream);
	time_zone_free(zone);
}

static void pieces_cover_everything_without_gap(void **state)
{
	struct stream_group group = {0};
	struct stream *stream = stream_new(&any_span, STREAM_SWEEP, &group);
	instant until = 100 * DAY, from = 3 * DAY + 7;

	stream_set_windows(stream, from, until, 7 * DAY, NULL);
	assert_int_equal(stream->window_count, 14);
	for (size_t i = 0; i < stream->window_count; i++) {
		assert_int_equal(stream->windows[i].until, i ? stream->windows[i - 1].from : until);
		assert_true(stream->windows[i].from < stream->windows[i].until);
	}
	assert_int_equal(stream->windows[13].from, from);
	stream_set_windows(stream, until, until, DAY, NULL);
	assert_int_equal(stream->window_count, 0);
	stream_free(stream);
}

static void windows_are_walked_from_the_newest(void **state)
{
	struct stream_group group = {0};
	struct stream *stream = stream_new(&any_span, STREAM_SWEEP, &group);

	stream_set_windows(stream, 0, 2 * DAY, DAY, NULL);
	stream->page = 5;
	struct operation operation = stream_operation(stream);
	assert_int_equal(operation.from, DAY);
	assert_int_equal(operation.page, 5);
	assert_true(stream_next_window(stream));
	operation = stream_operation(stream);
	assert_int_equal(operation.from, 0);
	assert_int_equal(operation.page, 0);
	assert_false(stream_next_window(stream));
	stream_free(stream);
}

static void who_waits_goes_first_and_order_is_kept(void **state)
{
	struct stream_group group = {0};
	struct lane_queue queue = {0};
	struct stream *sweep = stream_new(&any_span, STREAM_SWEEP, &group);
	struct stream *later = stream_new(&any_span, STREAM_SWEEP, &group);
	struct stream *urgent = stream_new(&any_span, STREAM_URGENT, &group);

	assert_int_equal(group.open, 3);
	assert_true(lane_queue_empty(&queue));
	lane_queue_add(&queue, sweep);
	lane_queue_add(&queue, later);
	lane_queue_add(&queue, urgent);
	assert_ptr_equal(lane_queue_head(&queue), urgent);
	lane_queue_remove(&queue, urgent);
	assert_ptr_equal(lane_queue_head(&queue), sweep);
	lane_queue_remove(&queue, sweep);
	assert_ptr_equal(lane_queue_head(&queue), later);
	lane_queue_remove(&queue, later);
	lane_queue_remove(&queue, later);
	assert_true(lane_queue_empty(&queue));
	stream_free(sweep);
	stream_free(later);
	stream_free(urgent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_are_cut_in_the_platforms_zone),
		cmocka_unit_test(pieces_cover_everything_without_gap),
		cmocka_unit_test(windows_are_walked_from_the_newest),
		cmocka_unit_test(who_waits_goes_first_and_order_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
