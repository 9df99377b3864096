/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tests/unit/tui/check.h"
#include "tui/help.h"
#include "tui/palette.h"

static unsigned run_nothing(void *context, const struct command_call *call)
{
	(void)context;
	(void)call;
	return OUTCOME_HANDLED;
}

static const struct command commands[] = {
	{"meters.detail", "detail", "Shows all of the selected meter.", NULL, 0, run_nothing},
	{"meters.valve", "valve", "Opens or closes the valve.", "open|close",
		COMMAND_DANGER | COMMAND_ARGUMENTS, run_nothing},
	{"meters.read", "read", "Reads the meter now.", NULL, COMMAND_NETWORK, run_nothing},
	{"view.show", "show", "Shows a pane.", "PANE", 0, run_nothing},
	{"view.filter", "filter", "Shows only what matches.", NULL, 0, run_nothing},
	{"plumbing.secret", "secret", "Is not for the palette.", NULL, COMMAND_HIDDEN, run_nothing},
	{"global.help", "help", "Shows the keys.", NULL, 0, run_nothing},
};
static const struct key_default defaults[] = {
	{"meters", "meters.detail", "Enter"},
	{"meters", "meters.valve", "v"},
	{"meters", "meters.read", "r"},
	{"global", "view.show alarms", "4"},
	{"global", "view.filter", "/ C-f"},
	{"global", "global.help", "? F1"},
	{NULL, NULL, NULL},
};

struct fixture {
	struct command_table *commands;
	struct keymap *keymap;
	struct dialog_stack *stack;
	char line[64];
};

static unsigned take_line(void *context, struct string_view line)
{
	struct fixture *fixture = context;
	snprintf(fixture->line, sizeof(fixture->line), "%.*s", SV_ARG(line));
	return OUTCOME_RELAYOUT;
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	fixture->commands = command_table_new();
	command_table_add(fixture->commands, commands, ARRAY_SIZE(commands), NULL);
	fixture->keymap = keymap_new(defaults);
	fixture->stack = dialog_stack_new();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	dialog_stack_free(fixture->stack);
	keymap_free(fixture->keymap);
	command_table_free(fixture->commands);
	free(fixture);
	return 0;
}

static void open_palette(struct fixture *fixture, const char *text)
{
	struct palette_setup setup = {fixture->commands, fixture->keymap, take_line, fixture};
	palette_push(fixture->stack, &setup, sv(text));
}

static unsigned press(struct fixture *fixture, const char *names)
{
	struct string_view rest = sv(names), name;
	unsigned outcome = OUTCOME_IGNORED;
	while (sv_split(&rest, ' ', &name)) {
		struct key key;
		assert_true(key_parse(name, &key, NULL));
		struct key_event event = key_press(key);
		outcome = dialog_key(fixture->stack, &event);
	}
	return outcome;
}

static char *painted(const struct fixture *fixture, int width, int height)
{
	struct canvas *canvas = canvas_new(width, height, false);
	struct string text = {0};
	dialog_paint(fixture->stack, canvas);
	canvas_print(canvas, &text);
	canvas_free(canvas);
	return text.data;
}

static void letters_are_found_in_order(void **state)
{
	(void)state;
	assert_true(fuzzy_score(SV("mv"), SV("meters.valve")) > 0);
	assert_true(
		fuzzy_score(SV("valve"), SV("meters.valve")) > fuzzy_score(SV("valve"), SV("v.a.l.v.e.x")));
	assert_true(fuzzy_score(SV("mv"), SV("meters.valve")) > fuzzy_score(SV("mv"), SV("removal")));
	assert_true(fuzzy_score(SV("read"), SV("read.now")) > fuzzy_score(SV("read"), SV("meters.read")));
	assert_int_equal(fuzzy_score(SV("vm"), SV("meters.valve")), 0);
	assert_int_equal(fuzzy_score(SV("x"), SV("")), 0);
	assert_int_equal(fuzzy_score(SV(""), SV("anything")), 1);
	assert_true(fuzzy_score(SV("VALVE"), SV("meters.valve")) > 0);
	assert_int_equal(fuzzy_score(SV("valves"), SV("valve")), 0);
	/* Far apart is still found. */
	assert_true(fuzzy_score(SV("az"), SV("a..................................................z")) > 0);
}

static void runs_the_best(void **state)
{
	struct fixture *fixture = *state;
	open_palette(fixture, "");
	assert_int_equal(press(fixture, "m d Enter") & OUTCOME_RELAYOUT, OUTCOME_RELAYOUT);
	assert_string_equal(fixture->line, "meters.detail");
	assert_int_equal(dialog_count(fixture->stack), 0);
}

static void takes_arguments(void **state)
{
	struct fixture *fixture = *state;
	open_palette(fixture, "");
	press(fixture, "v a l v Enter"); /* needs arguments: completes first */
	assert_string_equal(fixture->line, "");
	press(fixture, "c l o s e Enter");
	assert_string_equal(fixture->line, "meters.valve close");
}

static void shows_keys_help_and_hides_plumbing(void **state)
{
	struct fixture *fixture = *state;
	open_palette(fixture, "");
	char *text = painted(fixture, 80, 24);
	assert_contains(text, "meters.valve");
	assert_contains(text, "Opens or closes the valve.");
	assert_contains(text, "Enter");
	assert_null(strstr(text, "plumbing"));
	free(text);
	press(fixture, "x x x x");
	text = painted(fixture, 80, 24);
	assert_contains(text, "No command has these letters");
	free(text);
	press(fixture, "Enter");
	assert_int_equal(dialog_count(fixture->stack), 1);
	press(fixture, "Escape");
	assert_int_equal(dialog_count(fixture->stack), 0);
}

static void says_why_not(void **state)
{
	struct fixture *fixture = *state;
	command_table_set_policy(fixture->commands, (struct command_policy){.read_only = true});
	open_palette(fixture, "valve");
	char *text = painted(fixture, 80, 24);
	assert_contains(text, "read-only");
	free(text);
}

static void help_is_the_live_keymap(void **state)
{
	struct fixture *fixture = *state;
	static const struct help_context contexts[] = {{"meters", "Meters"}, {"global", "Everywhere"}};
	assert_true(keymap_override(fixture->keymap, fixture->commands, SV("meters.valve"), SV("F9"), NULL));
	help_push(fixture->stack, fixture->commands, fixture->keymap, contexts, 2);
	char *text = painted(fixture, 100, 30);
	assert_contains(text, "F9  Opens or closes the valve.");
	assert_contains(text, "/ C-f  Shows only what matches.");
	assert_contains(text, "Shows a pane. (alarms)");
	assert_contains(text, "Everywhere");
	free(text);
	for (int height = 1; height < 12; height++)
		free(painted(fixture, height * 3, height));
	press(fixture, "Down End Home ?");
	assert_int_equal(dialog_count(fixture->stack), 0);
}

static void hints_fit_and_keep_the_last(void **state)
{
	struct fixture *fixture = *state;
	static const char *const contexts[] = {"meters", "global"};
	static const char *const lines[] = {
		"meters.detail", "meters.valve", "meters.read", "view.filter", "global.help"};
	static const struct {
		int width;
		bool read_only;
		const char *expected;
	} cases[] = {
		{80, false, " Enter detail  v valve  r read  / filter  ? help\n"},
		{80, true, " Enter detail  r read  / filter  ? help\n"},
		{40, false, " Enter detail  v valve  r read  ? help\n"},
		{12, false, " ? help\n"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct canvas *canvas = canvas_new(cases[i].width, 1, false);
		command_table_set_policy(
			fixture->commands, (struct command_policy){.read_only = cases[i].read_only});
		hints_paint(
			canvas, 0, fixture->commands, fixture->keymap, contexts, 2, lines, ARRAY_SIZE(lines));
		assert_canvas(canvas, cases[i].expected);
		canvas_free(canvas);
	}
}

#define unit(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_are_found_in_order),
		unit(runs_the_best),
		unit(takes_arguments),
		unit(shows_keys_help_and_hides_plumbing),
		unit(says_why_not),
		unit(help_is_the_live_keymap),
		unit(hints_fit_and_keep_the_last),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
