/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "tests/unit/tui/check.h"
#include "tui/chart.h"

static void scales_are_round(void **state)
{
	(void)state;
	static const struct {
		double low, high;
		int most;
		double expected_low, expected_high, step;
		int decimals;
	} cases[] = {
		{0, 100, 5, 0, 100, 20, 0},
		{8.3, 15.9, 4, 8, 16, 2, 0},
		{0.012, 0.048, 4, 0.01, 0.05, 0.01, 2},
		{-3, 7, 5, -5, 10, 5, 0},
		{1000000, 1000001, 5, 1000000, 1000001, 0.2, 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct chart_scale scale = chart_scale(cases[i].low, cases[i].high, cases[i].most);
		assert_true(fabs(scale.low - cases[i].expected_low) < 1e-6);
		assert_true(fabs(scale.high - cases[i].expected_high) < 1e-6);
		assert_true(fabs(scale.step - cases[i].step) < 1e-9);
		assert_int_equal(scale.decimals, cases[i].decimals);
	}
}

static void scales_always_end(void **state)
{
	(void)state;
	static const double values[] = {0, 1, -1, 5, 1e-12, 1e15, -1e15, 346.9, 346.9000001};
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(values); j++) {
			double low = fmin(values[i], values[j]), high = fmax(values[i], values[j]);
			struct chart_scale scale = chart_scale(low, high, 4);
			assert_true(scale.step > 0 && scale.high > scale.low);
			assert_true(
				scale.low <= low + scale.step / 1e6 && scale.high >= high - scale.step / 1e6);
			assert_true((scale.high - scale.low) / scale.step < 8);
		}
	}
	assert_true(chart_scale(NAN, 1, 3).step > 0);
	assert_true(chart_scale(INFINITY, -INFINITY, 3).step > 0);
}

static void time_steps_suit_the_span(void **state)
{
	(void)state;
	assert_int_equal(chart_time_step(DAY, 8), 3 * HOUR);
	assert_int_equal(chart_time_step(7 * DAY, 8), DAY);
	assert_int_equal(chart_time_step(30 * DAY, 6), 7 * DAY);
	assert_int_equal(chart_time_step(HOUR, 5), 15 * MINUTE);
	assert_true(chart_time_step(INT64_C(40000) * DAY, 3) >= 365 * DAY);
}

static void lines_do_not_cross_gaps(void **state)
{
	(void)state;
	struct chart_point points[] = {{0, 0}, {10 * HOUR, 10}, {14 * HOUR, 10}, {24 * HOUR, 0}};
	struct chart_series series = {points, 4, ROLE_CHART_LINE};
	struct line_chart chart = {.series = &series, .count = 1, .from = 0, .to = 24 * HOUR};
	struct canvas *joined = canvas_new(40, 10, false), *broken = canvas_new(40, 10, false);
	line_chart_paint(joined, canvas_area(joined), &chart);
	chart.gap = 2 * HOUR; /* every pause is longer: four dots */
	line_chart_paint(broken, canvas_area(broken), &chart);
	int lines[2] = {0};
	struct canvas *canvases[2] = {joined, broken};
	for (int i = 0; i < 2; i++) {
		for (int y = 0; y < 8; y++) {
			for (int x = 0; x < 40; x++)
				lines[i] += canvas_cell(canvases[i], x, y)->role == ROLE_CHART_LINE;
		}
	}
	assert_true(lines[0] > 20);
	assert_int_equal(lines[1], 4);
	/* A missing value breaks it as well. */
	points[1].value = NAN;
	points[2].value = NAN;
	chart.gap = 0;
	canvas_clear(broken);
	line_chart_paint(broken, canvas_area(broken), &chart);
	int seen = 0;
	for (int y = 0; y < 8; y++) {
		for (int x = 0; x < 40; x++)
			seen += canvas_cell(broken, x, y)->role == ROLE_CHART_LINE;
	}
	assert_int_equal(seen, 0 + 2);
	canvas_free(joined);
	canvas_free(broken);
}

static void a_chart_has_axes_and_labels(void **state)
{
	(void)state;
	struct chart_point points[] = {{0, 8}, {12 * HOUR, 16}, {24 * HOUR, 8}};
	struct chart_series series = {points, 3, ROLE_CHART_LINE};
	struct line_chart chart = {
		.series = &series, .count = 1, .from = 0, .to = 24 * HOUR, .label = TEXT("kWh")};
	struct canvas *canvas = canvas_new(30, 8, true);
	line_chart_paint(canvas, canvas_area(canvas), &chart);
	struct string text = {0};
	canvas_print(canvas, &text);
	assert_contains(string_text(&text), "kWh\n");
	assert_contains(string_text(&text), "\n 8 +");
	assert_contains(string_text(&text), "00:00");
	assert_contains(string_text(&text), "12:00");
	for (size_t i = 0; i < text.length; i++)
		assert_true((unsigned char)text.data[i] < 0x80);
	string_free(&text);
	canvas_free(canvas);
}

static void nothing_measured_is_said(void **state)
{
	(void)state;
	struct chart_point points[] = {{0, NAN}, {5, 1e300}};
	struct chart_series series = {points, 2, ROLE_CHART_LINE};
	struct line_chart chart = {.series = &series, .count = 1, .from = 0, .to = 10};
	struct canvas *canvas = canvas_new(40, 5, false);
	line_chart_paint(canvas, canvas_area(canvas), &chart);
	assert_canvas(canvas, "nothing measured in this time\n\n\n\n\n");
	for (int width = 1; width < 40; width++) {
		for (int height = 1; height < 12; height++) {
			points[0].value = 3;
			line_chart_paint(canvas, (struct rect){0, 0, width, height}, &chart);
		}
	}
	canvas_free(canvas);
}

static void bars_share_a_scale(void **state)
{
	(void)state;
	const struct chart_bar bars[] = {
		{TEXT("peak"), 40, TEXT("40 kWh"), ROLE_CHART_BAR},
		{TEXT("flat"), 20, TEXT("20 kWh"), ROLE_CHART_BAR},
		{TEXT("none"), NAN, TEXT("-"), ROLE_CHART_BAR},
		{TEXT("tiny"), 0.001, TEXT("0 kWh"), ROLE_CHART_BAR},
	};
	struct canvas *canvas = canvas_new(22, 4, false), *ascii = canvas_new(22, 4, true);
	assert_int_equal(bar_chart_paint(canvas, canvas_area(canvas), bars, 4), 4);
	assert_canvas(canvas, "peak ██████████ 40 kWh\nflat █████      20 kWh\nnone                 -\ntiny "
			      "▏           0 kWh\n");
	bar_chart_paint(ascii, canvas_area(ascii), bars, 4);
	assert_canvas(ascii, "peak ########## 40 kWh\nflat #####      20 kWh\nnone                 -\ntiny # "
			     "          0 kWh\n");
	canvas_free(canvas);
	canvas_free(ascii);
}

static void sparklines(void **state)
{
	(void)state;
	struct arena arena = {0};
	const double values[] = {0, 1, 2, 3, NAN, 7, 7, 0};
	struct display_text line = sparkline(&arena, values, 8, 8, false);
	assert_int_equal(line.width, 8);
	assert_true(sv_equal_text(display_view(line), "▁▂▃▄ ██▁"));
	assert_true(sv_equal_text(display_view(sparkline(&arena, values, 8, 4, true)), "_-#*") ||
		    sparkline(&arena, values, 8, 4, true).width == 4);
	assert_int_equal(sparkline(&arena, values, 0, 8, false).width, 0);
	assert_true(sv_equal_text(display_view(progress_bar(&arena, 184, 300, 8, false)), "▰▰▰▰▱▱▱▱"));
	assert_true(sv_equal_text(display_view(progress_bar(&arena, 9, 0, 3, true)), "..."));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scales_are_round),
		cmocka_unit_test(scales_always_end),
		cmocka_unit_test(time_steps_suit_the_span),
		cmocka_unit_test(lines_do_not_cross_gaps),
		cmocka_unit_test(a_chart_has_axes_and_labels),
		cmocka_unit_test(nothing_measured_is_said),
		cmocka_unit_test(bars_share_a_scale),
		cmocka_unit_test(sparklines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
