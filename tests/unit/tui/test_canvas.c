/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tests/unit/tui/check.h"

static void puts_text_and_says_its_width(void **state)
{
	(void)state;
	struct canvas *canvas = canvas_new(12, 2, false);
	assert_int_equal(canvas_put_literal(canvas, 0, 0, ROLE_TEXT, "李建国 ok"), 9);
	assert_int_equal(canvas_put(canvas, 1, 1, ROLE_TEXT, TEXT("plain")), 5);
	assert_canvas(canvas, "李建国 ok\n plain\n");
	assert_int_equal(canvas_cell(canvas, 0, 0)->width, 2);
	assert_int_equal(canvas_cell(canvas, 1, 0)->width, 0);
	canvas_free(canvas);
}

static void a_wide_character_never_stays_in_half(void **state)
{
	(void)state;
	struct canvas *canvas = canvas_new(6, 1, false);
	canvas_put_literal(canvas, 0, 0, ROLE_TEXT, "李建国");
	canvas_put_literal(canvas, 1, 0, ROLE_TEXT, "x"); /* over the right half */
	assert_canvas(canvas, " x建国\n");
	canvas_put_literal(canvas, 2, 0, ROLE_TEXT, "y"); /* over a left half */
	assert_canvas(canvas, " xy 国\n");
	canvas_put_literal(canvas, 3, 0, ROLE_TEXT, "高"); /* over a blank and a left half */
	assert_canvas(canvas, " xy高\n");
	canvas_free(canvas);
}

static void clips_to_its_window(void **state)
{
	(void)state;
	struct canvas *canvas = canvas_new(8, 3, false);
	struct canvas_window before = canvas_enter(canvas, (struct rect){2, 1, 3, 1});
	assert_int_equal(canvas_put_literal(canvas, -1, 0, ROLE_TEXT, "abcdef"), 6);
	canvas_put_literal(canvas, 0, 1, ROLE_TEXT, "below");
	canvas_put_literal(canvas, 2, 0, ROLE_TEXT, "李"); /* half of it outside */
	canvas_leave(canvas, before);
	canvas_put_literal(canvas, 7, 2, ROLE_TEXT, "李");
	canvas_put_literal(canvas, -1, 0, ROLE_TEXT, "李a");
	assert_canvas(canvas, " a\n  bc\n\n");
	canvas_free(canvas);
}

static void nested_windows_stay_inside(void **state)
{
	(void)state;
	struct canvas *canvas = canvas_new(8, 2, false);
	struct canvas_window outer = canvas_enter(canvas, (struct rect){1, 0, 4, 2});
	struct canvas_window inner = canvas_enter(canvas, (struct rect){2, 0, 100, 100});
	assert_int_equal(canvas_width(canvas), 100);
	canvas_fill(canvas, canvas_area(canvas), ROLE_TEXT);
	canvas_put_literal(canvas, 0, 1, ROLE_TEXT, "xyz");
	canvas_leave(canvas, inner);
	canvas_leave(canvas, outer);
	assert_canvas(canvas, "\n   xy\n");
	canvas_free(canvas);
}

static void fits_pads_and_cuts(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int width;
		enum align align;
		const char *expected;
	} cases[] = {
		{"ab", 4, ALIGN_LEFT, "ab  |"},
		{"ab", 4, ALIGN_RIGHT, "  ab|"},
		{"ab", 5, ALIGN_CENTER, " ab  |"},
		{"abcdef", 4, ALIGN_LEFT, "abc…|"},
		{"李建国", 5, ALIGN_LEFT, "李建…|"},
		{"李建国", 4, ALIGN_LEFT, "李… |"},
		{"李建国", 6, ALIGN_RIGHT, "李建国|"},
		{"abc", 1, ALIGN_LEFT, "…|"},
		{"", 2, ALIGN_LEFT, "  |"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct canvas *canvas = canvas_new(cases[i].width + 1, 1, false);
		canvas_put_literal(canvas, cases[i].width, 0, ROLE_TEXT, "|");
		canvas_put_fit(canvas, 0, 0, cases[i].width, cases[i].align, ROLE_TEXT,
			display_literal(cases[i].text));
		char expected[64];
		snprintf(expected, sizeof(expected), "%s\n", cases[i].expected);
		assert_canvas(canvas, expected);
		canvas_free(canvas);
	}
}

static void ascii_keeps_columns(void **state)
{
	(void)state;
	struct canvas *canvas = canvas_new(20, 3, true);
	canvas_put_literal(canvas, 0, 0, ROLE_TEXT, "李建国|● 3 m³|é");
	canvas_put_fit(canvas, 0, 1, 4, ALIGN_LEFT, ROLE_TEXT, TEXT("abcdef"));
	canvas_put_glyph(canvas, 5, 1, ROLE_TEXT, GLYPH_BAR);
	canvas_put_color(canvas, 0, 2, "#", 20, 30);
	assert_canvas(canvas, "??????|@ 3 m3|e\nabc~ >\n#\n");
	canvas_free(canvas);
}

static void draws_boxes_with_titles(void **state)
{
	(void)state;
	struct canvas *canvas = canvas_new(20, 3, false);
	canvas_box(canvas, canvas_area(canvas), ROLE_BORDER, ROLE_TITLE, TEXT("Meters"), TEXT("6 of 9"));
	assert_canvas(canvas, "┌ Meters ── 6 of 9 ┐\n│                  │\n└──────────────────┘\n");
	canvas_clear(canvas);
	canvas_box(canvas, (struct rect){0, 0, 10, 2}, ROLE_BORDER, ROLE_TITLE, TEXT("Commands"), TEXT("5"));
	assert_canvas(canvas, "┌ Comma… ┐\n└────────┘\n\n");
	canvas_free(canvas);
}

static void wraps_at_blanks_and_between_chinese(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int width, lines;
		const char *expected;
	} cases[] = {
		{"one two three", 8, 2, "one two\nthree\n\n"},
		{"one two three", 7, 2, "one two\nthree\n\n"},
		{"abcdefghij", 4, 3, "abcd\nefgh\nij\n"},
		{"燃气泄漏报警", 6, 2, "燃气泄\n漏报警\n\n"},
		{"gas 燃气泄漏", 6, 2, "gas 燃\n气泄漏\n\n"},
		{"", 5, 0, "\n\n\n"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct canvas *canvas = canvas_new(cases[i].width, 3, false);
		struct display_text text = display_literal(cases[i].text);
		assert_int_equal(
			canvas_put_wrapped(canvas, canvas_area(canvas), ROLE_TEXT, text), cases[i].lines);
		assert_int_equal(display_wrapped_height(text, cases[i].width), cases[i].lines);
		assert_canvas(canvas, cases[i].expected);
		canvas_free(canvas);
	}
	/* A character wider than the line must not hang. */
	assert_int_equal(display_wrapped_height(display_literal("李建"), 1), 2);
}

static void compares_and_remembers_the_cursor(void **state)
{
	(void)state;
	struct canvas *a = canvas_new(4, 2, false), *b = canvas_new(4, 2, false);
	int x, y;
	assert_true(canvas_equal(a, b));
	canvas_put_literal(a, 0, 0, ROLE_TEXT, "x");
	canvas_put_literal(b, 0, 0, ROLE_DIM, "x");
	assert_false(canvas_equal(a, b));
	assert_false(canvas_cursor(a, &x, &y));
	canvas_set_cursor(a, 3, 1, true);
	assert_true(canvas_cursor(a, &x, &y));
	assert_int_equal(x * 10 + y, 31);
	canvas_set_cursor(a, 9, 9, true); /* outside: stays */
	assert_true(canvas_cursor(a, &x, &y));
	assert_int_equal(x, 3);
	canvas_free(a);
	canvas_free(b);
}

static void formats_cleaned_text(void **state)
{
	(void)state;
	struct canvas *canvas = canvas_new(20, 1, false);
	canvas_format(canvas, 0, 0, ROLE_TEXT, "%s|%d", "a\x1b[31mb", 7);
	assert_canvas(canvas, "a\uFFFD[31mb|7\n");
	canvas_free(canvas);
}

static void sizes_are_clamped(void **state)
{
	(void)state;
	struct canvas *canvas = canvas_new(0, -5, false);
	assert_int_equal(canvas_full_width(canvas), 1);
	assert_int_equal(canvas_full_height(canvas), 1);
	canvas_put_literal(canvas, 0, 0, ROLE_TEXT, "李");
	assert_canvas(canvas, "\n");
	canvas_resize(canvas, 100000, 2);
	assert_int_equal(canvas_full_width(canvas), 1000);
	canvas_free(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_text_and_says_its_width),
		cmocka_unit_test(a_wide_character_never_stays_in_half),
		cmocka_unit_test(clips_to_its_window),
		cmocka_unit_test(nested_windows_stay_inside),
		cmocka_unit_test(fits_pads_and_cuts),
		cmocka_unit_test(ascii_keeps_columns),
		cmocka_unit_test(draws_boxes_with_titles),
		cmocka_unit_test(wraps_at_blanks_and_between_chinese),
		cmocka_unit_test(compares_and_remembers_the_cursor),
		cmocka_unit_test(formats_cleaned_text),
		cmocka_unit_test(sizes_are_clamped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
