/* SPDX-License-Identifier: MIT */
#include "tests/unit/tui/check.h"
#include "tui/layout.h"

static bool inside(struct rect inner, struct rect outer)
{
	return rect_is_empty(inner) ||
	       (inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width &&
		       inner.y + inner.height <= outer.y + outer.height);
}

static void check_layout(int width, int height, int focus, int zoom)
{
	struct screen_layout layout = layout_screen(width, height, focus, zoom);
	struct rect all = {0, 0, width, height};
	struct rect places[3 + LAYOUT_PANES] = {layout.tabs, layout.status, layout.hints};
	int shown = 0;
	for (int i = 0; i < LAYOUT_PANES; i++) {
		places[3 + i] = layout.pane[i];
		shown += !rect_is_empty(layout.pane[i]);
		assert_true(inside(layout.pane[i], layout.body));
	}
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		assert_true(inside(places[i], all));
		assert_true(places[i].width >= 0 && places[i].height >= 0);
		for (size_t j = 0; j < i; j++)
			assert_true(rect_is_empty(rect_intersect(places[i], places[j])));
	}
	int expected = layout.mode == LAYOUT_GRID ? 4 : layout.mode == LAYOUT_TABS ? 1 : 0;
	assert_int_equal(shown, expected);
	if (layout.mode != LAYOUT_TOO_SMALL)
		assert_int_equal(layout.hints.y, height - 1);
	if (layout.mode == LAYOUT_TABS)
		assert_true(layout.body.height >= 5);
}

static void every_size_is_whole(void **state)
{
	(void)state;
	for (int width = 1; width <= 300; width++) {
		for (int height = 1; height <= 100; height++) {
			check_layout(width, height, width % 4, -1);
			check_layout(width, height, 0, height % 4);
		}
	}
	check_layout(80, 24, -7, -9);
	check_layout(80, 24, 99, 99);
}

static void modes_follow_the_size(void **state)
{
	(void)state;
	assert_int_equal(layout_screen(80, 24, 0, -1).mode, LAYOUT_TABS);
	assert_int_equal(layout_screen(120, 36, 0, -1).mode, LAYOUT_GRID);
	assert_int_equal(layout_screen(119, 36, 0, -1).mode, LAYOUT_TABS);
	assert_int_equal(layout_screen(120, 35, 0, -1).mode, LAYOUT_TABS);
	assert_int_equal(layout_screen(120, 36, 0, 2).mode, LAYOUT_TABS);
	assert_int_equal(layout_screen(39, 24, 0, -1).mode, LAYOUT_TOO_SMALL);
	assert_int_equal(layout_screen(80, 9, 0, -1).mode, LAYOUT_TOO_SMALL);
	assert_int_equal(layout_screen(0, 0, 0, -1).mode, LAYOUT_TOO_SMALL);
}

static void splits_by_weight_within_bounds(void **state)
{
	(void)state;
	const struct layout_part parts[] = {
		{.minimum = 3}, {.minimum = 2, .weight = 1}, {.minimum = 2, .weight = 2, .maximum = 6}};
	struct rect out[3];
	layout_columns((struct rect){5, 7, 20, 4}, parts, 3, out);
	assert_int_equal(out[0].width, 3);
	assert_int_equal(out[1].width, 11);
	assert_int_equal(out[2].width, 6);
	assert_int_equal(out[2].x, 19);
	assert_int_equal(out[1].y * 100 + out[1].height, 704);
	layout_columns((struct rect){0, 0, 4, 1}, parts, 3, out);
	assert_int_equal(out[0].width, 3);
	assert_int_equal(out[1].width, 0);
	layout_rows((struct rect){0, 0, 4, -3}, parts, 3, out);
	assert_int_equal(out[0].height, 0);
}

static void weights_fill_the_whole(void **state)
{
	(void)state;
	const struct layout_part parts[] = {{.weight = 3}, {.weight = 3}, {.weight = 1}};
	struct rect out[3];
	for (int width = 0; width < 200; width++) {
		layout_columns((struct rect){0, 0, width, 1}, parts, 3, out);
		assert_int_equal(out[0].width + out[1].width + out[2].width, width);
	}
}

static void centers(void **state)
{
	(void)state;
	struct rect place = layout_center((struct rect){0, 0, 80, 24}, 40, 10);
	assert_int_equal(place.x, 20);
	assert_int_equal(place.y, 7);
	place = layout_center((struct rect){0, 0, 8, 2}, 40, 10);
	assert_int_equal(place.width * 10 + place.height, 82);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_is_whole),
		cmocka_unit_test(modes_follow_the_size),
		cmocka_unit_test(splits_by_weight_within_bounds),
		cmocka_unit_test(weights_fill_the_whole),
		cmocka_unit_test(centers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
