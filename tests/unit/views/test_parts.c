/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/string.h"
#include "tests/unit/views/world.h"
#include "tui/theme.h"
#include "views/document.h"
#include "views/pretty.h"
#include "views/readings_parts.h"
#include "views/roles.h"
#include "views/words.h"

static void check(struct display_text text, const char *expected)
{
	char buffer[256] = "";
	assert_true(text.length < sizeof(buffer));
	if (text.length)
		memcpy(buffer, text.bytes, text.length);
	assert_string_equal(buffer, expected);
}

static void test_times(void **state)
{
	struct arena arena = {0};
	struct error err = {0};
	struct time_zone *zone = time_zone_open("+08:00", &err);
	(void)state;
	check(words_when(&arena, WORLD_NOW, WORLD_NOW, zone), "13:33");
	check(words_when(&arena, WORLD_NOW, WORLD_NOW - 14 * HOUR, zone), "11-22 23:33");
	check(words_when(&arena, WORLD_NOW, WORLD_NOW - 400 * DAY, zone), "2025-10-19");
	check(words_when(&arena, WORLD_NOW, INSTANT_NONE, zone), "–");
	check(words_when_in(&arena, WORLD_NOW, WORLD_NOW - 14 * HOUR, zone, 6), "11-22");
	check(words_age(&arena, WORLD_NOW, INSTANT_NONE), "–");
	check(words_age(&arena, WORLD_NOW, WORLD_NOW - 2 * MINUTE), "2m");
	check(words_ago(&arena, WORLD_NOW, INSTANT_NONE), "never");
	check(words_ago(&arena, WORLD_NOW, WORLD_NOW), "now");
	check(words_ago(&arena, WORLD_NOW, WORLD_NOW - 4 * HOUR), "4h ago");
	assert_int_equal(words_age_role(WORLD_NOW, WORLD_NOW - HOUR), ROLE_AGE);
	assert_int_equal(words_age_role(WORLD_NOW, WORLD_NOW - 2 * DAY), ROLE_AGE_OLD);
	time_zone_free(zone);
	arena_free(&arena);
}

static struct decimal number(const char *text)
{
	struct decimal value = {0};
	assert_true(decimal_parse(sv(text), &value));
	return value;
}

/* Numbers of different units stand under each other: the unit takes three cells. */
static void test_registers(void **state)
{
	struct arena arena = {0};
	(void)state;
	check(words_register(&arena, true, number("346.90"), MEDIUM_GAS), "346.90 m³ ");
	check(words_register(&arena, true, number("10622.5"), MEDIUM_ELECTRICITY), "10622.5 kWh");
	struct display_text none = words_register(&arena, false, number("0"), MEDIUM_GAS);
	struct display_text some = words_register(&arena, true, number("1"), MEDIUM_GAS);
	assert_int_equal(none.width, some.width);
	check(words_value(&arena, number("24863.7"), QUANTITY_TOTAL, MEDIUM_ELECTRICITY), "24,863.7 kWh");
	check(words_count(&arena, 48310), "48,310");
	arena_free(&arena);
}

static void check_pretty(const char *record, const char *expected)
{
	struct document document = {0};
	struct string out = {0};
	pretty_record(&document, sv(record));
	for (size_t i = 0; i < document.count; i++) {
		string_append_repeat(&out, ' ', (size_t)document.lines[i].indent);
		struct display_text text = document.lines[i].cells[0].text;
		string_append_view(&out, display_view(text));
		string_append_char(&out, '\n');
	}
	assert_string_equal(string_text(&out), expected);
	string_free(&out);
	document_free(&document);
}

static void test_pretty(void **state)
{
	(void)state;
	check_pretty("{\"a\":1,\"b\":[1,2],\"c\":{}}",
		"{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": {}\n}\n");
	check_pretty("[]", "[]\n");
	check_pretty("{\"x\":\"a, {b}: \\\"c\\\"\"}", "{\n  \"x\": \"a, {b}: \\\"c\\\"\"\n}\n");
	/* What is cut short or no JSON at all is shown as far as it goes. */
	check_pretty("{\"x\":\"never ends", "{\n  \"x\": \"never ends\n");
	check_pretty("{\"x\":\"\\", "{\n  \"x\": \"\\\n");
	check_pretty("[}}]", "[}\n}\n]\n");
	check_pretty("<html>\noops</html>", "<html>\noops</html>\n");
	check_pretty("", "");
	/* An escape sequence of the platform reaches no terminal. */
	check_pretty("plain \x1b[31mred", "plain \xef\xbf\xbd[31mred\n");
}

static void test_document(void **state)
{
	struct document document = {0};
	(void)state;
	document_heading(&document, "One", DISPLAY_NONE);
	document_field(&document, "Label", TEXT("a value that is long enough to need more than one line"));
	document_heading(&document, "Two", DISPLAY_NONE);
	assert_int_equal(document_height(&document, 200), 5);
	assert_true(document_height(&document, 40) > 5);
	assert_int_equal(document_heading_line(&document, 200, 0), 0);
	assert_int_equal(document_heading_line(&document, 200, 1), 3);
	assert_int_equal(document_heading_line(&document, 200, 2), -1);
	/* Any size is fine, also none. */
	for (int width = 1; width < 60; width++)
		assert_true(document_height(&document, width) > 0);
	document_free(&document);
}

static void put(struct latest_values *latest, enum quantity quantity, const char *value)
{
	latest->of[quantity] = (struct latest_value){true, number(value), WORLD_NOW, SOURCE_TOU};
}

/* jrhsz 4.7: the document's own sample has lost a digit of the total. */
static void test_tariff_sum(void **state)
{
	struct latest_values latest = {0};
	struct decimal sum;
	char text[DECIMAL_TEXT_MAX];
	(void)state;
	assert_true(readings_tariffs_agree(&latest, &sum));
	put(&latest, QUANTITY_TOTAL, "10622.5");
	assert_true(readings_tariffs_agree(&latest, &sum));
	put(&latest, QUANTITY_TOTAL_1, "24863.7");
	put(&latest, QUANTITY_TOTAL_2, "31086.9");
	put(&latest, QUANTITY_TOTAL_3, "41868");
	put(&latest, QUANTITY_TOTAL_4, "8403.9");
	assert_false(readings_tariffs_agree(&latest, &sum));
	assert_string_equal(decimal_format(sum, text), "106222.5");
	put(&latest, QUANTITY_TOTAL, "106222.5");
	assert_true(readings_tariffs_agree(&latest, &sum));
	/* Each tariff is rounded for itself. */
	put(&latest, QUANTITY_TOTAL, "106222.6");
	assert_true(readings_tariffs_agree(&latest, &sum));
	put(&latest, QUANTITY_TOTAL, "106223.0");
	assert_false(readings_tariffs_agree(&latest, &sum));
}

static void test_roles(void **state)
{
	struct theme *theme = theme_new(&view_roles);
	(void)state;
	for (unsigned role = 0; role < role_count(&view_roles); role++) {
		const struct role_definition *definition = role_find(&view_roles, role);
		assert_non_null(definition);
		assert_int_equal(role_by_name(&view_roles, sv(definition->name)), role);
	}
	theme_free(theme);
	/* What differs in colour differs in a sign or a word as well. */
	assert_int_not_equal(words_priority_glyph(PRIORITY_HIGH), words_priority_glyph(PRIORITY_MEDIUM));
	assert_int_not_equal(words_priority_glyph(PRIORITY_MEDIUM), words_priority_glyph(PRIORITY_LOW));
	for (enum platform_state state_a = 0; state_a < PLATFORM_STATE_COUNT; state_a++) {
		struct arena arena = {0};
		struct platform_fact fact = {.state = state_a, .since = WORLD_NOW};
		assert_true(words_platform(&arena, WORLD_NOW, &fact).length > 0);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_pretty),
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_tariff_sum),
		cmocka_unit_test(test_roles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
