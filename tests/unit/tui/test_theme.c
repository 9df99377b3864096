/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tests/unit/tui/check.h"
#include "tui/theme.h"

static const struct role_definition definitions[] = {
	{"alarm.high", "@status.bad"},
	{"valve.closed", "red on black bold"},
};
static const struct role_table roles = {definitions, ARRAY_SIZE(definitions)};
#define ALARM_HIGH   ROLE_USER
#define VALVE_CLOSED (ROLE_USER + 1)

static const char *theme_directory; /* set once by main() */

static void roles_have_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < role_count(&roles); i++) {
		const struct role_definition *definition = role_find(&roles, i);
		assert_non_null(definition->name);
		assert_int_equal(role_by_name(&roles, sv(definition->name)), i);
	}
	assert_int_equal(role_by_name(&roles, SV("alarm.high")), ALARM_HIGH);
	assert_int_equal(role_by_name(&roles, SV("alarm.hihg")), -1);
	assert_string_equal(role_nearest(&roles, SV("alarm.hihg")), "alarm.high");
	assert_null(role_find(&roles, role_count(&roles)));
}

static void styles_parse(void **state)
{
	(void)state;
	struct style style;
	struct error err = {0};
	assert_true(style_parse(SV("bright-red on 17 bold underline"), &style, &err));
	assert_int_equal(style.foreground.value, 9);
	assert_int_equal(style.background.value, 17);
	assert_int_equal(style.attributes, STYLE_BOLD | STYLE_UNDERLINE);
	assert_true(style_parse(SV("#e0C080"), &style, &err));
	assert_int_equal(style.foreground.kind, COLOR_KIND_RGB);
	assert_int_equal(style.foreground.value, 0xe0c080);
	assert_true(style_parse(SV("default on default dim"), &style, &err));
	assert_int_equal(style.foreground.kind, COLOR_KIND_DEFAULT);
}

static void wrong_styles_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"", "empty"},
		{"red on", "missing behind 'on'"},
		{"bright-rde", "did you mean 'bright-red'"},
		{"256", "above 255"},
		{"#12345", "no colour"},
		{"#12345g", "no colour"},
		{"red green", "no attribute"},
		{"red blink", "no attribute"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct style style;
		struct error err = {0};
		assert_false(style_parse(sv(cases[i].text), &style, &err));
		assert_contains(err.message, cases[i].says);
	}
}

static void the_built_in_theme_resolves_all(void **state)
{
	(void)state;
	struct theme *theme = theme_new(&roles);
	struct style bad = theme_style(theme, ROLE_STATUS_BAD), high = theme_style(theme, ALARM_HIGH);
	assert_int_equal(bad.foreground.value, high.foreground.value);
	assert_int_equal(theme_style(theme, VALVE_CLOSED).foreground.value, 1);
	assert_int_equal(theme_style(theme, 9999).foreground.kind, COLOR_KIND_DEFAULT);
	assert_string_equal(theme_name(theme), "dark");
	theme_free(theme);
}

static void files_override(void **state)
{
	(void)state;
	struct error err = {0};
	struct theme *theme = theme_parse(
		SV("# comment\n; another\n\nname = Mine\nstatus.bad = 9\r\nvalve.closed = blue\n"), "mine",
		&roles, &err);
	assert_non_null(theme);
	assert_string_equal(theme_name(theme), "Mine");
	assert_int_equal(theme_style(theme, ALARM_HIGH).foreground.value, 9); /* follows */
	assert_int_equal(theme_style(theme, VALVE_CLOSED).foreground.value, 4);
	assert_int_equal(theme_style(theme, VALVE_CLOSED).attributes, 0);
	theme_free(theme);
	theme = theme_parse(SV("inherit = none\n"), "plain", &roles, &err);
	assert_int_equal(theme_style(theme, ROLE_ACCENT).foreground.kind, COLOR_KIND_DEFAULT);
	theme_free(theme);
}

static void mistakes_name_file_line_and_word(void **state)
{
	(void)state;
	struct error err = {0};
	assert_null(theme_parse(SV("dim = 244\nalarm.hihg = red\n"), "x.theme", &roles, &err));
	assert_string_equal(err.message, "x.theme:2: no role 'alarm.hihg', did you mean 'alarm.high'?");
	assert_null(theme_parse(SV("\n\ndim = bleu\n"), "x.theme", &roles, &err));
	assert_contains(err.message, "x.theme:3: dim: no colour 'bleu', did you mean 'blue'?");
	assert_null(theme_parse(SV("dim\n"), "x.theme", &roles, &err));
	assert_contains(err.message, "x.theme:1");
	assert_null(theme_load("drak", NULL, &roles, &err));
	assert_contains(err.message, "did you mean 'dark'");
	assert_null(theme_load("/no/such/file", NULL, &roles, &err));
	assert_contains(err.message, "/no/such/file");
}

static const char *const shipped[] = {"dark", "light", "mono", "high-contrast", "colour-blind"};

/* WCAG 2: at least 4.5 to 1, 7 to 1 in the high contrast theme, wherever both colours are known. */
static void shipped_themes_can_be_read(void **state)
{
	(void)state;
	const char *const directories[] = {theme_directory, NULL};
	for (size_t i = 0; i < ARRAY_SIZE(shipped); i++) {
		struct error err = {0};
		struct theme *theme = theme_load(shipped[i], directories, &roles, &err);
		if (!theme)
			fail_msg("%s", err.message);
		assert_string_equal(theme_name(theme), shipped[i]);
		double least = strcmp(shipped[i], "high-contrast") == 0 ? 7.0 : 4.5;
		for (unsigned role = 0; role < ROLE_USER; role++) {
			double contrast = style_contrast(theme_style(theme, role));
			if (contrast > 0 && contrast < least)
				fail_msg("%s: %s has a contrast of %.2f", shipped[i],
					role_find(&roles, role)->name, contrast);
		}
		theme_free(theme);
	}
}

/* On the ground that the theme is made for, what names one colour only. */
static void shipped_themes_suit_their_ground(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint32_t ground;
	} grounds[] = {{"dark", 0x1c1c1c}, {"colour-blind", 0x1c1c1c}, {"light", 0xffffff}};
	static const unsigned texts[] = {ROLE_DIM, ROLE_ACCENT, ROLE_HINT_KEY, ROLE_MATCH, ROLE_STATUS_GOOD,
		ROLE_STATUS_WARNING, ROLE_STATUS_BAD, ROLE_STATUS_UNKNOWN, ROLE_DIALOG_DANGER,
		ROLE_ROW_MARKED};
	const char *const directories[] = {theme_directory, NULL};
	for (size_t i = 0; i < ARRAY_SIZE(grounds); i++) {
		struct theme *theme = theme_load(grounds[i].name, directories, &roles, NULL);
		assert_non_null(theme);
		for (size_t j = 0; j < ARRAY_SIZE(texts); j++) {
			struct style style = theme_style(theme, texts[j]);
			style.background = (struct theme_color){COLOR_KIND_RGB, grounds[i].ground};
			double contrast = style_contrast(style);
			if (contrast > 0 && contrast < 4.5)
				fail_msg("%s: %s has %.2f", grounds[i].name,
					role_find(&roles, texts[j])->name, contrast);
		}
		theme_free(theme);
	}
}

static void the_dark_file_is_the_built_in_one(void **state)
{
	(void)state;
	const char *const directories[] = {theme_directory, NULL};
	struct theme *file = theme_load("dark", directories, &roles, NULL), *own = theme_new(&roles);
	for (unsigned role = 0; role < role_count(&roles); role++) {
		struct style a = theme_style(file, role), b = theme_style(own, role);
		assert_int_equal(a.foreground.value, b.foreground.value);
		assert_int_equal(a.foreground.kind, b.foreground.kind);
		assert_int_equal(a.background.value, b.background.value);
		assert_int_equal(a.attributes, b.attributes);
	}
	theme_free(file);
	theme_free(own);
}

static void colours_map_to_the_palette(void **state)
{
	(void)state;
	for (uint32_t index = 16; index < 256; index++) {
		uint32_t rgb = color_index_to_rgb(index);
		assert_int_equal(color_index_to_rgb(color_rgb_to_index(rgb)), rgb);
	}
	assert_int_equal(color_rgb_to_index(0x000000), 16);
	assert_int_equal(color_rgb_to_index(0xffffff), 231);
	struct style black_on_white = {{COLOR_KIND_RGB, 0}, {COLOR_KIND_RGB, 0xffffff}, 0};
	assert_true(style_contrast(black_on_white) > 20.9);
}

int main(int argc, char **argv)
{
	theme_directory = argc > 1 ? argv[1] : "themes";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_have_names),
		cmocka_unit_test(styles_parse),
		cmocka_unit_test(wrong_styles_are_told),
		cmocka_unit_test(the_built_in_theme_resolves_all),
		cmocka_unit_test(files_override),
		cmocka_unit_test(mistakes_name_file_line_and_word),
		cmocka_unit_test(shipped_themes_can_be_read),
		cmocka_unit_test(shipped_themes_suit_their_ground),
		cmocka_unit_test(the_dark_file_is_the_built_in_one),
		cmocka_unit_test(colours_map_to_the_palette),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
