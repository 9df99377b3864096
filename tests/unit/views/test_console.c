/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>

#include "core/base/attributes.h"
#include "core/base/string.h"
#include "core/config/config.h"
#include "core/store/cache_writer.h"
#include "tests/unit/views/world.h"
#include "views/console_parts.h"
#include "views/list_pane.h"

/* A console on the world, without a terminal. */
struct fixture {
	struct world world;
	struct console *console;
};

static void begin(struct fixture *fixture, const struct config *config, int width, int height)
{
	struct error err = {0};
	world_make(&fixture->world);
	world_fill(&fixture->world);
	const struct console_options options = {
		.store = fixture->world.store,
		.config = config,
		.theme = "mono",
		.zone = fixture->world.zone,
		.clock = &fixture->world.clock,
		.title = "meterdeck",
	};
	fixture->console = console_new(&options, &err);
	assert_string_equal(err.message, "");
	assert_true(console_begin_script(fixture->console, width, height, &err));
}

static void end(struct fixture *fixture)
{
	console_free(fixture->console);
	world_remove(&fixture->world);
}

/* All that is due now, and what the store told; time stands still meanwhile. */
static void turn(struct fixture *fixture)
{
	struct error err = {0};
	do
		assert_true(loop_turn(fixture->console->desk.loop, 0, &err));
	while (!loop_is_idle(fixture->console->desk.loop));
}

static void press(struct fixture *fixture, const char *names)
{
	struct string_view rest = sv(names), name;
	while (sv_split(&rest, ' ', &name)) {
		struct key key;
		assert_true(key_parse(name, &key, NULL));
		struct key_event event = key_press(key);
		shell_event(fixture->console->shell, &event);
	}
	turn(fixture);
}

static bool shows(const struct fixture *fixture, const char *text)
{
	struct string out = {0};
	canvas_print(fixture->console->canvas, &out);
	bool found = strstr(string_text(&out), text) != NULL;
	string_free(&out);
	return found;
}

/* ---- tables ---- */

static void test_commands_have_help(void **state)
{
	struct fixture fixture;
	(void)state;
	begin(&fixture, NULL, 80, 24);
	const struct command_table *table = fixture.console->desk.commands;
	for (size_t i = 0; i < command_table_count(table); i++) {
		const struct command *command = command_table_at(table, i);
		assert_true(strlen(command->help) > 8);
		assert_int_equal(command->help[strlen(command->help) - 1], '.');
		assert_true(strlen(command->title) > 0);
	}
	struct error err = {0};
	assert_true(keymap_check(fixture.console->desk.keymap, table, &err));
	end(&fixture);
}

/* What a footer names has a key there and is a command. */
static void test_hints_have_keys(void **state)
{
	struct fixture fixture;
	(void)state;
	begin(&fixture, NULL, 80, 24);
	struct shell *shell = fixture.console->shell;
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		const char *contexts[SHELL_CONTEXTS];
		shell_show(shell, page);
		size_t count = shell_contexts(shell, contexts);
		const struct view_ops *ops = shell_focus(shell)->ops;
		assert_true(ops->hint_count > 0);
		for (size_t i = 0; i < ops->hint_count; i++) {
			struct string_view name, arguments;
			command_split(sv(ops->hints[i]), &name, &arguments);
			assert_non_null(command_find(fixture.console->desk.commands, name));
			assert_non_null(
				keymap_find(fixture.console->desk.keymap, contexts, count, ops->hints[i]));
		}
	}
	end(&fixture);
}

/* ---- the configuration ---- */

static void load(struct config *config, const char *text)
{
	struct error err = {0};
	const struct config_request request = {.text = sv(text), .optional = true};
	assert_true(config_load(&request, config, &err));
}

static void check_refused(const char *text, const char *part)
{
	struct world world;
	struct config config = {0};
	struct error err = {0};
	world_make(&world);
	load(&config, text);
	const struct console_options options = {
		.store = world.store, .config = &config, .clock = &world.clock};
	assert_null(console_new(&options, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	if (!strstr(err.message, part))
		fail_msg("'%s' does not say '%s'", err.message, part);
	config_free(&config);
	world_remove(&world);
}

static void test_configuration_mistakes(void **state)
{
	(void)state;
	check_refused("[keys]\n\nlist.filtr = F\n", ":3");
	check_refused("[keys]\nlist.filtr = F\n", "list.filter");
	check_refused("[keys]\nlist.filter = Entr\n", "Enter");
	check_refused("[keys]\nlist.filter = o\n", "list.sort");
	check_refused("[console]\ntheme = drak\n", "dark");
}

static void test_configured_key(void **state)
{
	struct fixture fixture;
	struct config config = {0};
	(void)state;
	load(&config, "[keys]\nlist.filter = F\n");
	begin(&fixture, &config, 80, 24);
	press(&fixture, "/ 7 1 2");
	assert_false(shows(&fixture, "/ 712"));
	press(&fixture, "2 F 5 2 9 2");
	assert_true(shows(&fixture, "/ 5292"));
	assert_true(shows(&fixture, "202005005292"));
	assert_false(shows(&fixture, "202004032112"));
	end(&fixture);
	config_free(&config);
}

static void test_theme_changes(void **state)
{
	struct fixture fixture;
	struct error err = {0};
	(void)state;
	begin(&fixture, NULL, 80, 24);
	assert_true(command_run(fixture.console->desk.commands, SV("console.theme light"), &err) &
		    OUTCOME_REDRAW);
	assert_true(command_run(fixture.console->desk.commands, SV("console.theme lihgt"), &err) &
		    OUTCOME_FAILED);
	assert_non_null(strstr(err.message, "light"));
	end(&fixture);
}

/* ---- a store that changes ---- */

static void put_reading(struct fixture *fixture, const char *meter_no, const char *value)
{
	const struct cache_writer_options options = {.now = fixture->world.now};
	struct error err = {0};
	struct meter_fact fact = {.meter_no = sv(meter_no), .parts = METER_HAS_READING};
	struct cache_writer *writer = cache_writer_open(fixture->world.store, &options, &err);
	assert_non_null(writer);
	fact.reading_at = fixture->world.now;
	assert_true(decimal_parse(sv(value), &fact.reading));
	int32_t profile = cache_writer_profile(writer, SV("city-gas"), 0, &err);
	assert_true(cache_writer_begin(writer, &err));
	assert_int_equal(cache_put_meter(writer, profile, &fact, fixture->world.now, &err), CACHE_UPDATED);
	assert_true(cache_writer_commit(writer, &err));
	cache_writer_close(writer);
}

static int64_t selected(const struct fixture *fixture)
{
	const struct view *view = &fixture->console->shell->views[PAGE_METERS];
	const struct table_row *row = table_selected(view->ops->list(view->self)->table);
	return row ? row->id : 0;
}

static void test_change_is_shown(void **state)
{
	struct fixture fixture;
	(void)state;
	begin(&fixture, NULL, 80, 24);
	press(&fixture, "Down Down");
	int64_t cursor = selected(&fixture);
	uint64_t paints = loop_counts(fixture.console->desk.loop).paints;
	fixture.world.monotonic += 5000;
	fixture.world.now += 5000;
	put_reading(&fixture, "202004032112", "351.25");
	put_reading(&fixture, "202004032113", "341.50");
	turn(&fixture);
	/* The second change comes within a fifth of a second: it waits, and both are one paint more at most.
	 */
	fixture.world.monotonic += SHELL_REFRESH;
	turn(&fixture);
	assert_true(shows(&fixture, "351.25"));
	assert_true(shows(&fixture, "341.50"));
	assert_true(loop_counts(fixture.console->desk.loop).paints - paints <= 3);
	assert_int_equal(selected(&fixture), cursor);
	end(&fixture);
}

static void test_idle_paints_nothing(void **state)
{
	struct fixture fixture;
	(void)state;
	begin(&fixture, NULL, 120, 36);
	fixture.world.monotonic += 1000;
	turn(&fixture);
	uint64_t paints = loop_counts(fixture.console->desk.loop).paints;
	/* Nothing but the clock's minute is left to come. */
	assert_true(loop_next_timer(fixture.console->desk.loop) > 30000);
	turn(&fixture);
	assert_int_equal(loop_counts(fixture.console->desk.loop).paints, paints);
	end(&fixture);
}

static void test_readings_follow_the_resting_cursor(void **state)
{
	struct fixture fixture;
	(void)state;
	begin(&fixture, NULL, 80, 24);
	int64_t before = shell_followed(fixture.console->shell);
	press(&fixture, "Down");
	assert_int_equal(shell_followed(fixture.console->shell), before);
	fixture.world.monotonic += SHELL_REST - 1;
	press(&fixture, "Down");
	fixture.world.monotonic += SHELL_REST - 1;
	turn(&fixture);
	assert_int_equal(shell_followed(fixture.console->shell), before);
	assert_false(shows(&fixture, " row "));
	fixture.world.monotonic += 1;
	turn(&fixture);
	assert_int_equal(shell_followed(fixture.console->shell), selected(&fixture));
	assert_true(shows(&fixture, " row 3"));
	end(&fixture);
}

/* Any size, on any page, with any dialog: nothing breaks, and what is drawn stays inside. */
static void test_all_sizes(void **state)
{
	struct fixture fixture;
	struct error err = {0};
	(void)state;
	begin(&fixture, NULL, 80, 24);
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		shell_show(fixture.console->shell, page);
		for (int width = 1; width <= 170; width += 13) {
			for (int height = 1; height <= 60; height += 7) {
				canvas_resize(fixture.console->canvas, width, height);
				shell_paint(fixture.console->shell, fixture.console->canvas);
			}
		}
		command_run(fixture.console->desk.commands, SV("list.open"), &err);
	}
	end(&fixture);
}

/* ---- the login's dialog ---- */

static void put_captcha(struct fixture *fixture, const char *id)
{
	const struct cache_writer_options options = {.now = fixture->world.now};
	struct error err = {0};
	png_image image = {
		.version = PNG_IMAGE_VERSION, .width = 40, .height = 16, .format = PNG_FORMAT_GRAY};
	png_byte pixels[40 * 16], bytes[4096];
	png_alloc_size_t size = sizeof(bytes);
	memset(pixels, 255, sizeof(pixels));
	for (int y = 2; y < 14; y++)
		pixels[y * 40 + 20] = 0;
	assert_true(png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL));
	struct cache_writer *writer = cache_writer_open(fixture->world.store, &options, &err);
	int32_t profile = cache_writer_profile(writer, SV("town-sts"), 0, &err);
	assert_true(cache_writer_begin(writer, &err));
	assert_true(cache_put_captcha(writer, profile, sv(id), sv_from((const char *)bytes, size), &err) >=
		    CACHE_UNCHANGED);
	assert_true(cache_writer_commit(writer, &err));
	cache_writer_close(writer);
}

static void test_login_shows_the_picture(void **state)
{
	struct fixture fixture;
	(void)state;
	begin(&fixture, NULL, 80, 24);
	press(&fixture, "L");
	assert_true(shows(&fixture, "Log in to town-sts"));
	assert_true(shows(&fixture, "no engine is running"));
	assert_false(shows(&fixture, "Code"));
	fixture.world.monotonic += 1000;
	put_captcha(&fixture, "first");
	turn(&fixture);
	assert_true(shows(&fixture, "Code"));
	press(&fixture, "7 9 1 9");
	assert_true(shows(&fixture, "7919"));
	press(&fixture, "F6");
	assert_true(shows(&fixture, "Saved as"));
	press(&fixture, "Escape");
	assert_false(shows(&fixture, "Log in to"));
	end(&fixture);
}

static void test_reading_needs_an_engine(void **state)
{
	struct fixture fixture;
	(void)state;
	begin(&fixture, NULL, 80, 24);
	press(&fixture, "r");
	assert_true(shows(&fixture, "no engine is running on this data directory"));
	press(&fixture, "E");
	assert_true(shows(&fixture, "The last error"));
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands_have_help),
		cmocka_unit_test(test_hints_have_keys),
		cmocka_unit_test(test_configuration_mistakes),
		cmocka_unit_test(test_configured_key),
		cmocka_unit_test(test_theme_changes),
		cmocka_unit_test(test_change_is_shown),
		cmocka_unit_test(test_idle_paints_nothing),
		cmocka_unit_test(test_readings_follow_the_resting_cursor),
		cmocka_unit_test(test_all_sizes),
		cmocka_unit_test(test_login_shows_the_picture),
		cmocka_unit_test(test_reading_needs_an_engine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
