/* SPDX-License-Identifier: MIT */
#include "views/console.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/attributes.h"
#include "tui/screen.h"
#include "tui/script.h"
#include "tui/theme.h"
#include "views/asking.h"
#include "views/console_parts.h"
#include "views/roles.h"
#include "views/themes.h"

/* ---- making it ---- */

/*
 * Commands that the configuration's manual names and that come with what writes. A file that gives them keys
 * already is not wrong, so it starts this console too.
 */
static bool comes_later(const char *command)
{
	static const char *const names[] = {"meters.valve", "meters.token"};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (sv_equal_text(sv(command), names[i]))
			return true;
	}
	return false;
}

static bool key_failed(const struct config *config, const struct config_key *key, struct error *err)
{
	error_wrap(err, "%s:%u", config->path ? config->path : "configuration", key->line);
	if (err)
		err->code = ERROR_CONFIG;
	return false;
}

/* [keys] of the configuration, against the live tables; all at once, so that two keys can change places. */
static bool apply_keys(struct console *console, const struct config *config, struct error *err)
{
	const struct desk *desk = &console->desk;
	size_t count = 0, failed = 0;
	if (!config || config->key_count == 0)
		return true;
	struct key_override *overrides = NEW_ARRAY(struct key_override, config->key_count);
	const struct config_key **sources = NEW_ARRAY(const struct config_key *, config->key_count);
	for (size_t i = 0; i < config->key_count; i++) {
		const struct config_key *key = &config->keys[i];
		if (comes_later(key->command))
			continue;
		sources[count] = key;
		overrides[count++] =
			(struct key_override){sv(key->command), key->key[0] ? sv(key->key) : SV("none")};
	}
	bool good = keymap_override_all(desk->keymap, desk->commands, overrides, count, &failed, err) ||
		    key_failed(config, sources[MIN(failed, count - 1)], err);
	free(overrides);
	free(sources);
	return good;
}

static void make_keys(struct console *console)
{
	struct desk *desk = &console->desk;
	struct command_policy policy = {.read_only = console->options.readonly};
	desk->commands = command_table_new();
	command_table_set_policy(desk->commands, policy);
	shell_add_commands(console->shell);
	struct key_default *keys = shell_default_keys(console->shell);
	desk->keymap = keymap_new(keys);
	free(keys);
}

static bool set_theme(struct desk *desk, const char *name, struct error *err)
{
	struct console *console = CONTAINER_OF(desk, struct console, desk);
	struct theme *theme = themes_load(name, err);
	if (!theme)
		return false;
	if (desk->screen) {
		screen_set_theme(desk->screen, theme);
		screen_repaint(desk->screen);
	}
	theme_free(console->theme);
	console->theme = theme;
	return true;
}

static bool make_desk(struct console *console, struct error *err)
{
	const struct console_options *options = &console->options;
	struct desk *desk = &console->desk;
	desk->store = options->store;
	desk->config = options->config;
	desk->zone = options->zone;
	desk->clock = options->clock ? options->clock : system_clock();
	desk->title = options->title;
	desk->set_theme = set_theme;
	desk->now = desk->clock->wall(desk->clock->context);
	desk->ascii = options->ascii == SWITCH_ON;
	/* console_check() has no store: nothing is read then. */
	desk->reader = options->store ? cache_reader_open(options->store, err) : NULL;
	if (options->store && !desk->reader)
		return false;
	desk->loop = loop_new(options->clock, err);
	if (!desk->loop)
		return false;
	desk->dialogs = dialog_stack_new();
	desk->toasts = toasts_new();
	console->shell = shell_new(desk);
	return true;
}

struct console *console_new(const struct console_options *options, struct error *err)
{
	struct console *console = NEW(struct console);
	const struct config *config = options->config;
	const char *theme = options->theme                    ? options->theme
			    : config && config->console.theme ? config->console.theme
							      : "dark";
	console->options = *options;
	console->theme = themes_load(theme, err);
	if (!console->theme || !make_desk(console, err)) {
		console_free(console);
		return NULL;
	}
	make_keys(console);
	if (!apply_keys(console, config, err)) {
		console_free(console);
		return NULL;
	}
	return console;
}

void console_free(struct console *console)
{
	if (!console)
		return;
	struct desk *desk = &console->desk;
	if (desk->screen)
		screen_close(desk->screen);
	dialog_stack_free(desk->dialogs);
	shell_free(console->shell);
	asking_free(desk->asking);
	if (console->watch)
		loop_unwatch(desk->loop, store_watch_fd(console->watch));
	store_watch_close(console->watch);
	toasts_free(desk->toasts);
	keymap_free(desk->keymap);
	command_table_free(desk->commands);
	loop_free(desk->loop);
	cache_reader_close(desk->reader);
	theme_free(console->theme);
	canvas_free(console->canvas);
	free(console);
}

bool console_check(const struct console_options *options, struct error *err)
{
	struct console_options storeless = *options;
	storeless.store = NULL;
	struct console *console = console_new(&storeless, err);
	console_free(console);
	return console != NULL;
}

/* ---- what both ways of running share ---- */

static void on_store_change(void *context)
{
	struct console *console = context;
	if (store_watch_drain(console->watch))
		shell_store_changed(console->shell);
}

static void on_minute(void *context);

static void schedule_minute(struct console *console)
{
	struct desk *desk = &console->desk;
	instant now = desk->clock->wall(desk->clock->context);
	int64_t rest = MINUTE - (now % MINUTE + MINUTE) % MINUTE;
	loop_after(desk->loop, rest, on_minute, console);
}

/* The clock and the ages. */
static void on_minute(void *context)
{
	struct console *console = context;
	desk_repaint(&console->desk);
	schedule_minute(console);
}

/* Everything that the first paint did not need. */
static bool begin(struct console *console, struct error *err)
{
	struct desk *desk = &console->desk;
	console->watch = store_watch_open(console->options.store, err);
	if (!console->watch)
		return false;
	loop_watch(desk->loop, store_watch_fd(console->watch), LOOP_OTHER, on_store_change, console);
	store_watch_drain(console->watch);
	if (console->options.after_first_paint)
		console->options.after_first_paint(console->options.context);
	desk->asking = asking_new(desk, err);
	if (!desk->asking)
		return false;
	shell_load_rest(console->shell);
	schedule_minute(console);
	return true;
}

static void first_page(struct console *console)
{
	struct error err = {0};
	if (!shell_load_first(console->shell, &err))
		desk_failed(&console->desk, &err);
}

/* ---- in a terminal ---- */

static void paint_screen(void *context)
{
	struct console *console = context;
	shell_paint(console->shell, console->canvas);
	screen_show(console->desk.screen, console->canvas);
}

static void fit_screen(struct console *console)
{
	int width, height;
	screen_size(console->desk.screen, &width, &height);
	canvas_resize(console->canvas, width, height);
	shell_resize(console->shell, width, height);
	shell_read_seen(console->shell);
	desk_repaint(&console->desk);
}

static void on_input(void *context)
{
	struct console *console = context;
	struct key_event event;
	while (screen_read(console->desk.screen, &event)) {
		if (event.kind == EVENT_RESIZE)
			fit_screen(console);
		else
			shell_event(console->shell, &event);
	}
	if (screen_is_gone(console->desk.screen))
		loop_stop(console->desk.loop);
}

static void on_signal(void *context, int number)
{
	struct console *console = context;
	switch (number) {
	case SIGWINCH:
		screen_resized(console->desk.screen);
		fit_screen(console);
		break;
	case SIGTSTP:
		screen_suspend(console->desk.screen);
		kill(getpid(), SIGSTOP);
		screen_resume(console->desk.screen);
		fit_screen(console);
		break;
	default:
		loop_stop(console->desk.loop);
	}
}

static bool open_screen(struct console *console, struct error *err)
{
	struct desk *desk = &console->desk;
	const struct config *config = console->options.config;
	const struct screen_options options = {
		.roles = &view_roles,
		.theme = console->theme,
		.ascii = console->options.ascii == SWITCH_ON,
		.mouse = config && config->console.mouse == SWITCH_ON,
	};
	int width, height;
	desk->screen = screen_open(&options, err);
	if (!desk->screen)
		return false;
	desk->ascii = screen_is_ascii(desk->screen);
	desk->color = screen_has_color(desk->screen);
	screen_size(desk->screen, &width, &height);
	console->canvas = canvas_new(width, height, desk->ascii);
	canvas_keep_text(console->canvas, screen_keeps_text(desk->screen));
	shell_resize(console->shell, width, height);
	return true;
}

static bool watch_signals(struct console *console, struct error *err)
{
	static const int numbers[] = {SIGWINCH, SIGTSTP, SIGINT, SIGTERM, SIGHUP};
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (!loop_signal(console->desk.loop, numbers[i], on_signal, console, err))
			return false;
	}
	return true;
}

bool console_run(struct console *console, struct error *err)
{
	struct desk *desk = &console->desk;
	if (!open_screen(console, err))
		return false;
	first_page(console);
	paint_screen(console);
	bool ran = watch_signals(console, err) && begin(console, err);
	if (ran) {
		loop_set_paint(desk->loop, paint_screen, console);
		loop_watch(desk->loop, screen_input(desk->screen), LOOP_INPUT, on_input, console);
		if (screen_notice(desk->screen))
			desk_say(desk, TOAST_WARNING, "%s", screen_notice(desk->screen));
		desk_repaint(desk);
		ran = loop_run(desk->loop, err);
	}
	screen_close(desk->screen);
	desk->screen = NULL;
	return ran;
}

/* ---- in a script ---- */

static void paint_canvas(void *context)
{
	struct console *console = context;
	shell_paint(console->shell, console->canvas);
}

bool console_begin_script(struct console *console, int width, int height, struct error *err)
{
	console->canvas = canvas_new(width, height, console->desk.ascii);
	shell_resize(console->shell, width, height);
	first_page(console);
	paint_canvas(console);
	if (!begin(console, err))
		return false;
	loop_set_paint(console->desk.loop, paint_canvas, console);
	desk_repaint(&console->desk);
	return true;
}
