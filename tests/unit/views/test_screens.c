/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/attributes.h"
#include "core/base/string.h"
#include "tests/unit/views/world.h"
#include "views/console.h"

/*
 * Each screen is a script and a golden text: golden/NAME.txt holds what the script's screenshots printed.
 * With METERDECK_UPDATE_GOLDEN set they are written anew: look at the difference before it is committed.
 */
struct screen_case {
	const char *name;
	int width, height;
	const char *script;
	bool ascii, empty;
};

static const struct screen_case cases[] = {
	{"meters-80x24", 80, 24, "wait idle\n", false, false},
	{"meters-ascii-80x24", 80, 24, "wait idle\n", true, false},
	{"meters-empty-80x24", 80, 24, "wait idle\n", false, true},
	{"meters-filter-80x24", 80, 24,
		"key /\ntext 龙蟠路\nwait idle\nscreenshot\nkey Escape\ntext /valve:forced\nkey Enter\n",
		false, false},
	{"meters-mistake-80x24", 80, 24, "key /\ntext valve:shut\nwait idle\n", false, false},
	{"meters-sorted-80x24", 80, 24, "command list.sort reading desc\nkey Space\nwait idle\n", false,
		false},
	{"monitor-120x36", 120, 36, "wait idle\n", false, false},
	{"monitor-164x36", 164, 36, "key Down Down Down Down Down\nwait idle\n", false, false},
	{"readings-80x24", 80, 24, "command list.filter 202005004869\nwait idle\nkey 3\nwait idle\n", false,
		false},
	{"readings-week-80x24", 80, 24, "command list.filter 202005004869\nwait idle\nkey 3 w\nwait idle\n",
		false, false},
	{"readings-day-120x36", 120, 36, "command list.filter 202005004869\nwait idle\nkey 3 d\nwait idle\n",
		false, false},
	{"readings-camera-80x24", 80, 24, "command list.filter 202005005292\nwait idle\nkey 3\nwait idle\n",
		false, false},
	{"meter-detail-80x24", 80, 24,
		"command list.filter 202004032112\nwait idle\nkey Enter\nwait idle\nscreenshot\nkey End\n",
		false, false},
	{"alarms-80x24", 80, 24, "key 4\nwait idle\n", false, false},
	{"alarms-all-120x36", 120, 36, "key 4\ncommand list.show all\nwait idle\n", false, false},
	{"alarm-detail-80x24", 80, 24, "key 4 Enter\nwait idle\n", false, false},
	{"commands-80x24", 80, 24, "key 5\nwait idle\nscreenshot\ncommand list.show failed\nwait idle\n",
		false, false},
	{"command-detail-80x24", 80, 24, "key 5 Down Enter\nwait idle\n", false, false},
	{"events-80x24", 80, 24, "key 7\nwait idle\n", false, false},
	{"messages-80x24", 80, 24, "key 8\nwait idle\n", false, false},
	{"message-detail-80x24", 80, 24, "key 8 Enter\nwait idle\n", false, false},
	{"platforms-80x24", 80, 24, "key 6 Down\nwait idle\n", false, false},
	{"overview-80x24", 80, 24, "key 1\nwait idle\n", false, false},
	{"overview-164x36", 164, 36, "key 1\nwait idle\n", false, false},
	{"zoom-120x36", 120, 36, "key Tab Tab z\nwait idle\n", false, false},
	{"help-80x24", 80, 24, "key ?\nwait idle\n", false, false},
	{"help-signs-80x24", 80, 24, "key ?\nwait idle\nkey End\nwait idle\n", false, false},
	{"filter-typing-80x24", 80, 24, "key /\ntext gas\nwait idle\n", false, false},
	{"sort-choice-80x24", 80, 24, "key o\nwait idle\n", false, false},
	{"too-small-30x8", 30, 8, "wait idle\n", false, false},
};

static void read_file(const char *path, struct string *out)
{
	FILE *file = fopen(path, "re");
	char buffer[4096];
	size_t count;
	if (!file)
		return;
	while ((count = fread(buffer, 1, sizeof(buffer), file)) > 0)
		string_append_bytes(out, buffer, count);
	fclose(file);
}

static void write_file(const char *path, struct string_view text)
{
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(text.data, 1, text.length, file), text.length);
	assert_int_equal(fclose(file), 0);
}

/* `screenshot` without a file goes to a file of ours each time; they are read back in their order. */
static void make_script(
	const struct world *world, const struct screen_case *screen, struct string *out, int *shots)
{
	struct string_view rest = sv(screen->script), line;
	*shots = 0;
	while (sv_split(&rest, '\n', &line)) {
		if (sv_equal_text(line, "screenshot"))
			string_append_format(out, "screenshot %s/shot-%d\n", world->directory, (*shots)++);
		else
			string_append_format(out, "%.*s\n", SV_ARG(line));
	}
	string_append_format(out, "screenshot %s/shot-%d\n", world->directory, (*shots)++);
}

static void collect(const struct world *world, int shots, struct string *out)
{
	char path[128];
	for (int i = 0; i < shots; i++) {
		snprintf(path, sizeof(path), "%s/shot-%d", world->directory, i);
		read_file(path, out);
		if (i + 1 < shots)
			string_append(out, "~~~~\n");
	}
}

static void run_script(struct world *world, const struct screen_case *screen, struct string *out)
{
	const struct console_options options = {
		.store = world->store,
		.theme = "mono",
		.ascii = screen->ascii ? SWITCH_ON : SWITCH_OFF,
		.zone = world->zone,
		.clock = &world->clock,
		.title = "meterdeck",
	};
	struct error err = {0};
	struct string script = {0};
	char path[128];
	int shots;
	make_script(world, screen, &script, &shots);
	snprintf(path, sizeof(path), "%s/script", world->directory);
	write_file(path, string_view(&script));
	struct console *console = console_new(&options, &err);
	assert_string_equal(err.message, "");
	assert_non_null(console);
	bool ran = console_run_script(console, path, screen->width, screen->height, &err);
	assert_string_equal(err.message, "");
	assert_true(ran);
	console_free(console);
	collect(world, shots, out);
	string_free(&script);
}

static void test_screen(void **state)
{
	const struct screen_case *screen = *state;
	struct world world;
	struct string shown = {0}, golden = {0};
	char path[512];
	world_make(&world);
	if (!screen->empty)
		world_fill(&world);
	run_script(&world, screen, &shown);
	world_remove(&world);
	snprintf(path, sizeof(path), "%s/%s.txt", GOLDEN_DIRECTORY, screen->name);
	if (getenv("METERDECK_UPDATE_GOLDEN"))
		write_file(path, string_view(&shown));
	read_file(path, &golden);
	if (strcmp(string_text(&shown), string_text(&golden)) != 0)
		print_error("%s shows:\n%s", screen->name, string_text(&shown));
	assert_string_equal(string_text(&shown), string_text(&golden));
	string_free(&shown);
	string_free(&golden);
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(cases)];
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		tests[i] = (struct CMUnitTest){cases[i].name, test_screen, NULL, NULL, (void *)&cases[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
