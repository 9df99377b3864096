/* SPDX-License-Identifier: MIT */
#include "tests/unit/tui/check.h"
#include "tui/keys/keymap.h"

static unsigned run_nothing(void *context, const struct command_call *call)
{
	(void)context;
	(void)call;
	return OUTCOME_HANDLED;
}

static const struct command commands[] = {
	{"global.quit", "Quit", "Quit or go back.", NULL, 0, run_nothing},
	{"view.show", "Show", "Shows a pane.", "PANE", COMMAND_ARGUMENTS, run_nothing},
	{"meters.valve", "Valve", "Opens or closes the valve.", NULL, COMMAND_DANGER, run_nothing},
	{"meters.token", "Token", "Issues a token.", NULL, COMMAND_DANGER, run_nothing},
	{"row.mark", "Mark", "Marks a row.", NULL, 0, run_nothing},
};

static const struct key_default defaults[] = {
	{"global", "global.quit", "q C-c"},
	{"global", "view.show alarms", "4"},
	{"meters", "meters.valve", "v"},
	{"meters", "row.mark", "Space"},
	{"alarms", "row.mark", "Space"},
	{"alarms", "global.quit", "x"},
	{NULL, NULL, NULL},
};

struct fixture {
	struct keymap *keymap;
	struct command_table *commands;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	fixture->keymap = keymap_new(defaults);
	fixture->commands = command_table_new();
	command_table_add(fixture->commands, commands, ARRAY_SIZE(commands), NULL);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	keymap_free(fixture->keymap);
	command_table_free(fixture->commands);
	free(fixture);
	return 0;
}

static const char *const in_meters[] = {"meters", "global"};
static const char *const in_alarms[] = {"alarms", "global"};

static const char *looked_up(struct fixture *fixture, const char *const *contexts, const char *name)
{
	struct key key;
	assert_true(key_parse(sv(name), &key, NULL));
	const struct binding *binding = keymap_lookup(fixture->keymap, contexts, 2, key);
	return binding ? binding->command : "-";
}

static void names_go_there_and_back(void **state)
{
	(void)state;
	static const struct {
		const char *given, *named;
	} names[] = {
		{"a", "a"},
		{"V", "V"},
		{"S-v", "V"},
		{"?", "?"},
		{"C-l", "C-l"},
		{"C-L", "C-l"},
		{"Ctrl-l", "C-l"},
		{"M-x", "M-x"},
		{"Alt-x", "M-x"},
		{"Enter", "Enter"},
		{"enter", "Enter"},
		{"Return", "Enter"},
		{"Esc", "Escape"},
		{"Space", "Space"},
		{"Tab", "Tab"},
		{"S-Tab", "S-Tab"},
		{"PageUp", "PageUp"},
		{"PgDn", "PageDown"},
		{"F1", "F1"},
		{"F20", "F20"},
		{"C-M-F5", "C-M-F5"},
		{"李", "李"},
		{"-", "-"},
		{"C--", "C--"},
		{":", ":"},
		{"/", "/"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct key key;
		char name[KEY_TEXT_MAX];
		assert_true(key_parse(sv(names[i].given), &key, NULL));
		assert_string_equal(key_format(key, name), names[i].named);
	}
}

static void wrong_names_are_told(void **state)
{
	(void)state;
	static const char *const names[] = {"", "ab", "F21", "F0", "C-", "\x01", "\xff", "Foo"};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct key key;
		struct error err = {0};
		assert_false(key_parse(sv(names[i]), &key, &err));
		assert_int_equal(err.code, ERROR_CONFIG);
	}
	struct error err = {0};
	struct key key;
	assert_false(key_parse(SV("PageDwn"), &key, &err));
	assert_contains(err.message, "did you mean 'PageDown'");
}

static void the_nearest_context_wins(void **state)
{
	struct fixture *fixture = *state;
	assert_string_equal(looked_up(fixture, in_meters, "v"), "meters.valve");
	assert_string_equal(looked_up(fixture, in_alarms, "v"), "-");
	assert_string_equal(looked_up(fixture, in_alarms, "q"), "global.quit");
	assert_string_equal(looked_up(fixture, in_alarms, "4"), "view.show alarms");
}

static void overrides_replace_defaults(void **state)
{
	struct fixture *fixture = *state;
	struct error err = {0};
	assert_true(
		keymap_override(fixture->keymap, fixture->commands, SV("meters.valve"), SV("V C-v"), &err));
	assert_string_equal(looked_up(fixture, in_meters, "v"), "-");
	assert_string_equal(looked_up(fixture, in_meters, "V"), "meters.valve");
	assert_string_equal(looked_up(fixture, in_meters, "C-v"), "meters.valve");
	/* In all of its contexts. */
	assert_true(keymap_override(fixture->keymap, fixture->commands, SV("row.mark"), SV("m"), &err));
	assert_string_equal(looked_up(fixture, in_meters, "m"), "row.mark");
	assert_string_equal(looked_up(fixture, in_alarms, "m"), "row.mark");
	/* In the named one. */
	assert_true(
		keymap_override(fixture->keymap, fixture->commands, SV("alarms/row.mark"), SV("n"), &err));
	assert_string_equal(looked_up(fixture, in_alarms, "m"), "-");
	assert_string_equal(looked_up(fixture, in_meters, "m"), "row.mark");
	/* Without a default: where the name says. */
	assert_true(keymap_override(fixture->keymap, fixture->commands, SV("meters.token"), SV("t"), &err));
	assert_string_equal(looked_up(fixture, in_meters, "t"), "meters.token");
	assert_string_equal(looked_up(fixture, in_alarms, "t"), "-");
	/* With arguments. */
	assert_true(
		keymap_override(fixture->keymap, fixture->commands, SV("view.show alarms"), SV("F4"), &err));
	assert_string_equal(looked_up(fixture, in_alarms, "4"), "-");
	assert_true(keymap_override(fixture->keymap, fixture->commands, SV("global.quit"), SV("none"), &err));
	assert_string_equal(looked_up(fixture, in_alarms, "x"), "-");
	assert_true(keymap_check(fixture->keymap, fixture->commands, &err));
}

static void mistakes_are_sentences(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *name, *keys, *says;
	} cases[] = {
		{"meters.valv", "v", "did you mean 'meters.valve'"},
		{"xyzzy", "v", "no command 'xyzzy'"},
		{"meters.valve", "Entr", "did you mean 'Enter'"},
		{"meters.valve", "", "no key"},
		{"meters.token", "v", "already meters.valve in meters"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = {0};
		assert_false(keymap_override(
			fixture->keymap, fixture->commands, sv(cases[i].name), sv(cases[i].keys), &err));
		assert_int_equal(err.code, ERROR_CONFIG);
		assert_contains(err.message, cases[i].says);
	}
}

static void a_hidden_key_is_not_found(void **state)
{
	struct fixture *fixture = *state;
	const struct binding *binding = keymap_find(fixture->keymap, in_alarms, 2, "global.quit");
	assert_non_null(binding);
	assert_int_equal(binding->key.code, 'x');
	assert_null(keymap_find(fixture->keymap, in_alarms, 2, "meters.valve"));
	assert_non_null(keymap_find(fixture->keymap, NULL, 0, "meters.valve"));
	assert_true(keymap_override(fixture->keymap, fixture->commands, SV("meters.token"), SV("q"), NULL));
	/* q now is a token here, so C-c is what quits. */
	binding = keymap_find(fixture->keymap, in_meters, 2, "global.quit");
	assert_non_null(binding);
	assert_int_equal(binding->key.code, 'c');
}

static void keys_change_places(void **state)
{
	struct fixture *fixture = *state;
	const struct key_override swap[] = {{SV("meters.valve"), SV("Space")}, {SV("row.mark"), SV("v")}};
	const struct key_override clash[] = {{SV("meters.valve"), SV("m")}, {SV("meters.token"), SV("m")}};
	struct error err = {0};
	size_t failed;
	assert_true(keymap_override_all(fixture->keymap, fixture->commands, swap, 2, &failed, &err));
	assert_string_equal(looked_up(fixture, in_meters, "v"), "row.mark");
	assert_string_equal(looked_up(fixture, in_meters, "Space"), "meters.valve");
	assert_true(keymap_check(fixture->keymap, fixture->commands, &err));
	assert_false(keymap_override_all(fixture->keymap, fixture->commands, clash, 2, &failed, &err));
	assert_int_equal(failed, 1);
	assert_contains(err.message, "already meters.valve");
}

#define unit(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_go_there_and_back),
		cmocka_unit_test(wrong_names_are_told),
		unit(the_nearest_context_wins),
		unit(overrides_replace_defaults),
		unit(mistakes_are_sentences),
		unit(keys_change_places),
		unit(a_hidden_key_is_not_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
