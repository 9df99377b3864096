/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tests/unit/tui/check.h"
#include "tui/field.h"

static unsigned press(struct field *field, const char *names)
{
	struct string_view rest = sv(names), name;
	unsigned outcome = OUTCOME_IGNORED;
	while (sv_split(&rest, ' ', &name)) {
		struct key key;
		assert_true(key_parse(name, &key, NULL));
		struct key_event event = key_press(key);
		outcome = field_key(field, &event);
	}
	return outcome;
}

#define assert_field(field, expected)                                                                        \
	do {                                                                                                 \
		assert_string_equal(string_text(&(field)->text), (expected));                                \
	} while (0)

static void edits_whole_characters(void **state)
{
	(void)state;
	struct field field = {0};
	field_init(&field, 0, NULL);
	press(&field, "a 李 b Left Left x");
	assert_field(&field, "ax李b");
	press(&field, "Delete");
	assert_field(&field, "axb");
	press(&field, "End Backspace");
	assert_field(&field, "ax");
	press(&field, "Home Backspace y Delete");
	assert_field(&field, "yx");
	field_set(&field, SV("e\u0301x")); /* a letter with its mark is one */
	press(&field, "Home Right Backspace");
	assert_field(&field, "x");
	field_free(&field);
}

static void edits_words_and_lines(void **state)
{
	(void)state;
	struct field field = {0};
	field_init(&field, 0, NULL);
	field_set(&field, SV("one two three"));
	press(&field, "C-w");
	assert_field(&field, "one two ");
	press(&field, "C-Left C-k");
	assert_field(&field, "one ");
	press(&field, "C-u");
	assert_field(&field, "");
	press(&field, "a C-a b C-e c");
	assert_field(&field, "bac");
	field_free(&field);
}

static void pastes_clean_text(void **state)
{
	(void)state;
	struct field field = {0};
	field_init(&field, 10, NULL);
	struct key_event event = {.kind = EVENT_PASTE, .text = SV("a\x1b[0m b")};
	assert_int_equal(field_key(&field, &event), OUTCOME_PAINT);
	assert_null(strchr(string_text(&field.text), '\x1b'));
	field_set(&field, SV("12345678"));
	field_insert(&field, SV("李李")); /* only whole characters, within the limit */
	assert_field(&field, "12345678");
	field_insert(&field, SV("ab李"));
	assert_field(&field, "12345678ab");
	field_free(&field);
}

static void leaves_other_keys(void **state)
{
	(void)state;
	struct field field = {0};
	field_init(&field, 0, NULL);
	assert_int_equal(press(&field, "Enter"), OUTCOME_IGNORED);
	assert_int_equal(press(&field, "Escape"), OUTCOME_IGNORED);
	assert_int_equal(press(&field, "Tab"), OUTCOME_IGNORED);
	assert_int_equal(press(&field, "F2"), OUTCOME_IGNORED);
	assert_int_equal(press(&field, "M-x"), OUTCOME_IGNORED);
	field_free(&field);
}

static void remembers_what_was_typed(void **state)
{
	(void)state;
	struct field field = {0};
	field_init(&field, 0, NULL);
	field_set(&field, SV("first"));
	field_remember(&field);
	field_set(&field, SV("second"));
	field_remember(&field);
	field_remember(&field); /* once */
	field_set(&field, SV("dra"));
	press(&field, "Up");
	assert_field(&field, "second");
	press(&field, "Up Up Up");
	assert_field(&field, "first");
	press(&field, "Down Down");
	assert_field(&field, "dra");
	for (int i = 0; i < 2 * FIELD_HISTORY_LIMIT; i++) {
		char text[8];
		snprintf(text, sizeof(text), "%d", i);
		field_set(&field, sv(text));
		field_remember(&field);
	}
	assert_int_equal(field.history_count, FIELD_HISTORY_LIMIT);
	field_free(&field);
}

static void scrolls_to_the_cursor(void **state)
{
	(void)state;
	struct field field = {0};
	struct canvas *canvas = canvas_new(8, 1, false);
	int x, y;
	field_init(&field, 0, "hint");
	field_paint(&field, canvas, 0, 0, 8, true);
	assert_canvas(canvas, "hint\n");
	field_set(&field, SV("abcdefghij"));
	canvas_clear(canvas);
	field_paint(&field, canvas, 0, 0, 8, true);
	assert_canvas(canvas, "defghij\n");
	assert_true(canvas_cursor(canvas, &x, &y));
	assert_int_equal(x, 7);
	field_set(&field, SV("李建国李建国"));
	canvas_clear(canvas);
	field_paint(&field, canvas, 0, 0, 8, false);
	assert_canvas(canvas, "李建国\n");
	assert_false(canvas_cursor(canvas, &x, &y));
	canvas_free(canvas);
	field_free(&field);
}

static void hides_a_secret(void **state)
{
	(void)state;
	struct field field = {0};
	struct canvas *canvas = canvas_new(8, 1, false);
	field_init(&field, 0, NULL);
	field.secret = true;
	press(&field, "s 李 c");
	field_paint(&field, canvas, 0, 0, 8, true);
	assert_canvas(canvas, "***\n");
	field_remember(&field);
	assert_int_equal(field.history_count, 0);
	canvas_free(canvas);
	field_free(&field);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_whole_characters),
		cmocka_unit_test(edits_words_and_lines),
		cmocka_unit_test(pastes_clean_text),
		cmocka_unit_test(leaves_other_keys),
		cmocka_unit_test(remembers_what_was_typed),
		cmocka_unit_test(scrolls_to_the_cursor),
		cmocka_unit_test(hides_a_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
