/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tests/unit/tui/check.h"
#include "tui/script.h"

struct console {
	struct string log;
	struct canvas *canvas;
	bool done;
};

static bool take_event(void *context, const struct key_event *event, struct error *err)
{
	struct console *console = context;
	char name[KEY_TEXT_MAX];
	(void)err;
	string_append_format(&console->log, "[%s]", key_format(event->key, name));
	console->done |= event->key.code == 'q';
	return true;
}

static bool take_command(void *context, struct string_view line, struct error *err)
{
	struct console *console = context;
	string_append_format(&console->log, "{%.*s}", SV_ARG(line));
	return !sv_equal(line, SV("bad")) || error_set(err, ERROR_USAGE, "no command 'bad'");
}

static bool wait_idle(void *context, struct error *err)
{
	struct console *console = context;
	(void)err;
	string_append(&console->log, "~");
	return true;
}

static const struct canvas *paint(void *context)
{
	struct console *console = context;
	canvas_clear(console->canvas);
	canvas_put_literal(console->canvas, 0, 0, ROLE_TEXT, "屏 ok");
	return console->canvas;
}

static void take_screenshot(void *context, struct string_view text)
{
	struct console *console = context;
	string_append_format(&console->log, "(%.*s)", SV_ARG(text));
}

static bool is_done(void *context)
{
	const struct console *console = context;
	return console->done;
}

static bool run(struct console *console, const char *text, struct error *err)
{
	struct script_host host = {
		take_event, take_command, wait_idle, paint, take_screenshot, is_done, console};
	*console = (struct console){.canvas = canvas_new(8, 1, false)};
	return script_run(sv(text), "demo.script", &host, err);
}

static void end(struct console *console)
{
	string_free(&console->log);
	canvas_free(console->canvas);
}

static void runs_steps(void **state)
{
	(void)state;
	struct console console;
	struct error err = {0};
	assert_true(run(&console,
		"# a comment\n\nkey Enter C-l\n  key ?\ntext a 李 \ncommand view.show alarms\nwait "
		"idle\r\nscreenshot\n",
		&err));
	assert_string_equal(string_text(&console.log),
		"[Enter][C-l][?][a][Space][李][Space]{view.show alarms}~(屏 ok\n)");
	end(&console);
}

static void stops_when_the_console_quits(void **state)
{
	(void)state;
	struct console console;
	assert_true(run(&console, "key q\nnonsense\n", NULL));
	end(&console);
}

static void mistakes_name_the_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"\n\nkye a", "demo.script:3: no step 'kye', did you mean 'key'?"},
		{"key Entr", "demo.script:1: no key 'Entr', did you mean 'Enter'?"},
		{"key", "demo.script:1: key: which one?"},
		{"wait forever", "demo.script:1: wait: only 'wait idle'"},
		{"key a\ncommand bad", "demo.script:2: no command 'bad'"},
		{"command", "demo.script:1: command"},
		{"screenshot /no/such/dir/x", "demo.script:1: opening /no/such/dir/x"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct console console;
		struct error err = {0};
		assert_false(run(&console, cases[i].text, &err));
		assert_contains(err.message, cases[i].says);
		end(&console);
	}
}

static void sizes_parse(void **state)
{
	(void)state;
	int width, height;
	struct error err = {0};
	assert_true(size_parse(SV("80x24"), &width, &height, &err));
	assert_int_equal(width, 80);
	assert_int_equal(height, 24);
	static const char *const wrong[] = {
		"", "80", "80x", "x24", "0x24", "80x0", "1001x1", "80x24x2", "-1x5", "8 x5"};
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_false(size_parse(sv(wrong[i]), &width, &height, &err));
}

static void missing_files_are_told(void **state)
{
	(void)state;
	struct error err = {0};
	assert_false(script_run_file("/no/such/script", NULL, &err));
	assert_contains(err.message, "/no/such/script");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_steps),
		cmocka_unit_test(stops_when_the_console_quits),
		cmocka_unit_test(mistakes_name_the_line),
		cmocka_unit_test(sizes_parse),
		cmocka_unit_test(missing_files_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
