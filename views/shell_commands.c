/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "tui/help.h"
#include "tui/palette.h"
#include "tui/screen.h"
#include "views/asking.h"
#include "views/camera.h"
#include "views/detail.h"
#include "views/list_pane.h"
#include "views/login.h"
#include "views/readings.h"
#include "views/shell_parts.h"

/* ---- pages and panes ---- */

static unsigned run_show(void *context, const struct command_call *call)
{
	enum page page = page_by_name(call->arguments);
	if (page != PAGE_COUNT)
		return shell_show(context, page);
	error_set(call->err, ERROR_USAGE,
		"no page '%.*s': overview, meters, readings, alarms, commands, platforms, events or messages",
		SV_ARG(call->arguments));
	return OUTCOME_HANDLED | OUTCOME_FAILED;
}

/* "view.alarms": the page is in the name. */
static unsigned run_page(void *context, const struct command_call *call)
{
	struct string_view name = sv(call->command->name);
	return shell_show(context, page_by_name(sv_slice(name, sizeof("view.") - 1, name.length)));
}

static unsigned run_next_pane(void *context, const struct command_call *call)
{
	(void)call;
	return shell_next_pane(context, 1);
}

static unsigned run_previous_pane(void *context, const struct command_call *call)
{
	(void)call;
	return shell_next_pane(context, -1);
}

static unsigned run_zoom(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	(void)call;
	shell->zoomed = !shell->zoomed;
	shell_resize(shell, shell->width, shell->height);
	shell_read_seen(shell);
	return OUTCOME_PAINT;
}

static unsigned run_back(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct view *view = shell_focus(shell);
	(void)call;
	unsigned outcome = view->ops->back ? view->ops->back(view->self) : OUTCOME_IGNORED;
	if (outcome != OUTCOME_IGNORED)
		return outcome;
	if (shell->detail_count)
		return shell_close_detail(shell);
	if (shell->zoomed)
		return run_zoom(context, call);
	return OUTCOME_HANDLED;
}

static unsigned run_back_or_quit(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	(void)call;
	return shell->detail_count ? shell_close_detail(shell) : OUTCOME_QUIT;
}

static unsigned run_quit(void *context, const struct command_call *call)
{
	(void)context;
	(void)call;
	return OUTCOME_QUIT;
}

/* ---- the cursor ---- */

static unsigned run_move(void *context, const struct command_call *call)
{
	static const struct {
		const char *name;
		enum table_motion motion;
	} motions[] = {
		{"cursor.up", TABLE_UP},
		{"cursor.down", TABLE_DOWN},
		{"cursor.page-up", TABLE_PAGE_UP},
		{"cursor.page-down", TABLE_PAGE_DOWN},
		{"cursor.half-up", TABLE_HALF_UP},
		{"cursor.half-down", TABLE_HALF_DOWN},
		{"cursor.home", TABLE_HOME},
		{"cursor.end", TABLE_END},
	};
	struct view *view = shell_focus(context);
	for (size_t i = 0; i < ARRAY_SIZE(motions); i++) {
		if (sv_equal_text(sv(call->command->name), motions[i].name))
			return view->ops->move ? view->ops->move(view->self, motions[i].motion)
					       : OUTCOME_HANDLED;
	}
	return OUTCOME_IGNORED;
}

/* ---- lists ---- */

static struct list_pane *focused_list(struct shell *shell)
{
	struct view *view = shell_focus(shell);
	return view->ops->list ? view->ops->list(view->self) : NULL;
}

static unsigned run_open(void *context, const struct command_call *call)
{
	struct view *view = shell_focus(context);
	(void)call;
	return view->ops->open ? view->ops->open(view->self) : OUTCOME_HANDLED;
}

static unsigned run_filter(void *context, const struct command_call *call)
{
	struct list_pane *list = focused_list(context);
	if (call->arguments.length == 0)
		return list_pane_filter_start(list);
	return list_pane_filter_set(list, call->arguments, call->err);
}

static unsigned run_filter_clear(void *context, const struct command_call *call)
{
	return list_pane_filter_set(focused_list(context), SV(""), call->err);
}

static unsigned run_list_show(void *context, const struct command_call *call)
{
	return list_pane_preset(focused_list(context), call->arguments, call->err);
}

static unsigned run_sort(void *context, const struct command_call *call)
{
	return list_pane_sort(focused_list(context), call->arguments, call->err);
}

static unsigned run_reverse(void *context, const struct command_call *call)
{
	struct list_pane *list = focused_list(context);
	if (!table_sort_reverse(list->table, desk_time(list->desk), call->err))
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	return OUTCOME_PAINT;
}

static unsigned run_column(void *context, const struct command_call *call)
{
	return list_pane_column(focused_list(context), call->arguments, call->err);
}

static unsigned run_mark(void *context, const struct command_call *call)
{
	struct list_pane *list = focused_list(context);
	(void)call;
	table_mark_toggle(list->table);
	list_pane_move(list, TABLE_DOWN);
	return OUTCOME_PAINT | OUTCOME_RELAYOUT;
}

static unsigned run_mark_range(void *context, const struct command_call *call)
{
	(void)call;
	table_mark_range(focused_list(context)->table);
	return OUTCOME_PAINT | OUTCOME_RELAYOUT;
}

static unsigned run_mark_all(void *context, const struct command_call *call)
{
	(void)call;
	table_mark_all(focused_list(context)->table);
	return OUTCOME_PAINT | OUTCOME_RELAYOUT;
}

static unsigned run_mark_none(void *context, const struct command_call *call)
{
	(void)call;
	table_mark_none(focused_list(context)->table);
	return OUTCOME_PAINT | OUTCOME_RELAYOUT;
}

/* ---- the meter under the cursor ---- */

static bool focused_subject(struct shell *shell, struct view_subject *out)
{
	struct view *view = shell_focus(shell);
	return view->ops->subject && view->ops->subject(view->self, out);
}

static unsigned run_meter_detail(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct view_subject subject;
	(void)call;
	return focused_subject(shell, &subject) ? detail_open_meter(shell->desk, subject.meter_id)
						: OUTCOME_HANDLED;
}

static unsigned run_read(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct view_subject subject;
	if (!focused_subject(shell, &subject))
		return OUTCOME_HANDLED;
	if (!asking_read(shell->desk->asking, subject.profile, subject.meter_no, call->err))
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	desk_say(shell->desk, TOAST_INFO, "%.*s: asking %.*s for a reading", SV_ARG(subject.meter_no),
		SV_ARG(subject.profile));
	return OUTCOME_PAINT;
}

static unsigned run_history(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct view_subject subject;
	int64_t days = 60;
	if (call->arguments.length && (!sv_to_integer(call->arguments, &days) || days < 1 || days > 3660)) {
		error_set(call->err, ERROR_USAGE, "days of history are 1 to 3660, not '%.*s'",
			SV_ARG(call->arguments));
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	}
	if (!focused_subject(shell, &subject))
		return OUTCOME_HANDLED;
	if (!asking_history(shell->desk->asking, subject.profile, subject.meter_no, (int)days, call->err))
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	desk_say(shell->desk, TOAST_INFO, "%.*s: asking for %d days of history", SV_ARG(subject.meter_no),
		(int)days);
	return OUTCOME_PAINT;
}

static unsigned run_picture(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct view_subject subject;
	return focused_subject(shell, &subject) ? camera_open(shell, &subject, call->err) : OUTCOME_HANDLED;
}

static unsigned run_go(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct view_subject subject;
	if (!focused_subject(shell, &subject))
		return OUTCOME_HANDLED;
	return shell_go_to_meter(shell, subject.meter_id, call->err);
}

static unsigned run_readings(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct view_subject subject;
	(void)call;
	if (!focused_subject(shell, &subject))
		return OUTCOME_HANDLED;
	shell_follow(shell, subject.meter_id);
	return shell_show(shell, PAGE_READINGS);
}

/* ---- a command of a platform ---- */

static void told(void *context, const struct engine_answer *answer)
{
	struct desk *desk = context;
	if (answer->error.code != ERROR_NONE)
		desk_failed(desk, &answer->error);
	else
		dialog_push_message(desk->dialogs,
			&(struct dialog_message){.title = "The platform says",
				.text = answer->text[0] ? sv(answer->text) : SV("Nothing more.")});
	desk_repaint(desk);
}

static unsigned run_ask(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct view *view = shell_focus(shell);
	struct string_view profile, vendor_id;
	if (!detail_command(view, &profile, &vendor_id))
		return OUTCOME_HANDLED;
	if (!asking_command(shell->desk->asking, profile, vendor_id, told, shell->desk, call->err))
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	desk_say(shell->desk, TOAST_INFO, "asking %.*s about it", SV_ARG(profile));
	return OUTCOME_PAINT;
}

/* ---- platforms ---- */

static unsigned run_sweep(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	const struct config *config = shell->desk->config;
	size_t asked = 0;
	for (size_t i = 0; config && i < config->account_count; i++) {
		const char *name = config->accounts[i].name;
		if (call->arguments.length && !sv_equal_text(call->arguments, name))
			continue;
		if (!asking_sweep(shell->desk->asking, sv(name), call->err))
			return OUTCOME_HANDLED | OUTCOME_FAILED;
		asked++;
	}
	if (asked == 0) {
		error_set(call->err, ERROR_NOT_FOUND, "no such platform is configured");
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	}
	desk_say(shell->desk, TOAST_INFO, "asking %zu platform%s for everything", asked,
		asked == 1 ? "" : "s");
	return OUTCOME_PAINT;
}

static unsigned run_login(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	return login_open(shell, call->arguments, call->err);
}

/* ---- the console ---- */

/* As glyph_text() and the words' signs draw them. */
static const struct help_sign signs[] = {
	{"▌", ">", "the row under the cursor"},
	{"*", "*", "a marked row"},
	{"●", "@", "online"},
	{"○", "o", "offline"},
	{"·", ".", "the platform does not tell whether the meter is online"},
	{"▲", "^", "an alarm of high priority; with ! nobody has acknowledged it"},
	{"◆", "#", "an alarm of medium priority"},
	{"▪", ".", "an alarm of low or no priority"},
	{"–", "-", "nothing is known, or nothing applies"},
	{"?", "?", "behind a number: the platform does not name the unit"},
	{"◇", "~", "from the store: no platform is being asked"},
};

static unsigned run_help(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct help_context contexts[SHELL_CONTEXTS];
	const char *names[SHELL_CONTEXTS];
	size_t count = shell_contexts(shell, names);
	(void)call;
	for (size_t i = 0; i < count; i++) {
		const char *title = i == 0           ? shell_focus(shell)->ops->title
				    : i + 1 == count ? "Everywhere"
						     : "Lists";
		contexts[i] = (struct help_context){names[i], title};
	}
	help_push_signs(shell->desk->dialogs, shell->desk->commands, shell->desk->keymap, contexts, count,
		signs, ARRAY_SIZE(signs));
	return OUTCOME_PAINT;
}

static unsigned run_line(void *context, struct string_view line)
{
	return shell_command(context, line);
}

static unsigned run_palette(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	const struct palette_setup setup = {shell->desk->commands, shell->desk->keymap, run_line, shell};
	palette_push(shell->desk->dialogs, &setup, call->arguments);
	return OUTCOME_PAINT;
}

static unsigned run_repaint(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	(void)call;
	if (shell->desk->screen)
		screen_repaint(shell->desk->screen);
	return OUTCOME_PAINT;
}

static unsigned run_theme(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct arena arena = {0};
	const char *name = arena_copy(&arena, call->arguments).data;
	bool set = shell->desk->set_theme(shell->desk, name && name[0] ? name : "dark", call->err);
	arena_free(&arena);
	return set ? OUTCOME_PAINT : OUTCOME_HANDLED | OUTCOME_FAILED;
}

static unsigned run_mouse(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct screen *screen = shell->desk->screen;
	(void)call;
	if (!screen)
		return OUTCOME_HANDLED;
	screen_set_mouse(screen, !screen_mouse(screen));
	desk_say(shell->desk, TOAST_INFO,
		screen_mouse(screen) ? "mouse on: it selects rows now" : "mouse off");
	return OUTCOME_PAINT;
}

static unsigned run_error(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	const char *text = shell->desk->last_error;
	(void)call;
	dialog_push_message(shell->desk->dialogs,
		&(struct dialog_message){.title = "The last error",
			.text = text[0] ? sv(text) : SV("Nothing has gone wrong so far.")});
	return OUTCOME_PAINT;
}

/* Where the terminal has no clipboard, the text is shown so that it can be selected. */
static unsigned run_copy(void *context, const struct command_call *call)
{
	struct shell *shell = context;
	struct desk *desk = shell->desk;
	struct view *view = shell_focus(shell);
	struct arena arena = {0};
	struct error err = {0};
	(void)call;
	struct display_text text = view->ops->copy ? view->ops->copy(view->self, &arena) : DISPLAY_NONE;
	if (text.length && desk->screen && screen_copy(desk->screen, display_view(text), &err))
		desk_say(desk, TOAST_INFO, "copied %.*s", (int)text.length, text.bytes);
	else if (text.length)
		dialog_push_message(desk->dialogs,
			&(struct dialog_message){.title = "Select this", .text = display_view(text)});
	arena_free(&arena);
	return OUTCOME_PAINT;
}

#define PLUMBING COMMAND_HIDDEN
static const struct command commands[] = {
	{"view.show", "Show",
		"Shows a page: overview, meters, readings, alarms, commands, platforms, events, messages.",
		"PAGE", COMMAND_ARGUMENTS, run_show},
	{"view.overview", "overview", "Shows everything in numbers: is anything wrong, and where.", NULL, 0,
		run_page},
	{"view.meters", "meters", "Shows the meters, on a large screen with readings, alarms and commands.",
		NULL, 0, run_page},
	{"view.readings", "readings", "Shows the readings of the meter under the cursor.", NULL, 0, run_page},
	{"view.alarms", "alarms", "Shows the alarms.", NULL, 0, run_page},
	{"view.commands", "commands", "Shows the commands that the platforms know of.", NULL, 0, run_page},
	{"view.platforms", "platforms", "Shows how the platforms are doing.", NULL, 0, run_page},
	{"view.events", "events", "Shows the events that meters reported.", NULL, 0, run_page},
	{"view.messages", "messages", "Shows the message log, with the records that were refused.", NULL, 0,
		run_page},
	{"view.next-pane", "pane", "Goes to the next pane.", NULL, 0, run_next_pane},
	{"view.previous-pane", "previous pane", "Goes to the pane before.", NULL, 0, run_previous_pane},
	{"view.zoom", "zoom", "Shows the pane on the whole screen, or all panes again.", NULL, 0, run_zoom},
	{"view.back", "back", "One step back: the filter, the marks, the detail, the zoom.", NULL, 0,
		run_back},
	{"cursor.up", "up", "Up a line.", NULL, PLUMBING, run_move},
	{"cursor.down", "down", "Down a line.", NULL, PLUMBING, run_move},
	{"cursor.page-up", "page up", "Up a page.", NULL, PLUMBING, run_move},
	{"cursor.page-down", "page down", "Down a page.", NULL, PLUMBING, run_move},
	{"cursor.half-up", "half a page up", "Up half a page.", NULL, PLUMBING, run_move},
	{"cursor.half-down", "half a page down", "Down half a page.", NULL, PLUMBING, run_move},
	{"cursor.home", "first", "To the first line.", NULL, PLUMBING, run_move},
	{"cursor.end", "last", "To the last line.", NULL, PLUMBING, run_move},
	{"list.open", "detail", "Shows all that is known of the row under the cursor.", NULL, 0, run_open},
	{"list.filter", "filter", "Only rows that match: words, key:value, -key:value.", "[TEXT]", 0,
		run_filter},
	{"list.filter-clear", "clear filter", "Takes the filter away.", NULL, 0, run_filter_clear},
	{"list.show", "show others", "Turns through what the list shows: open, failed, today, all ...",
		"[NAME]", 0, run_list_show},
	{"list.sort", "order", "Chooses the order; the same again turns it round.", "[COLUMN [asc|desc]]", 0,
		run_sort},
	{"list.reverse", "turn order", "Turns the order round.", NULL, 0, run_reverse},
	{"list.column", "column", "Shows or hides a column.", "COLUMN", COMMAND_ARGUMENTS, run_column},
	{"list.mark", "mark", "Marks the row, or takes the mark away.", NULL, 0, run_mark},
	{"list.mark-range", "mark range", "Marks from the last marked row to the cursor.", NULL, 0,
		run_mark_range},
	{"list.mark-all", "mark all", "Marks all rows that match.", NULL, 0, run_mark_all},
	{"list.mark-none", "unmark", "Takes all marks away.", NULL, 0, run_mark_none},
	{"detail.next", "next section", "Goes to the next section, from the last one to the top.", NULL, 0,
		run_open},
	{"command.ask", "ask", "Asks the platform what became of the command, in its own words.", NULL,
		COMMAND_NETWORK, run_ask},
	{"meter.detail", "meter", "Shows all that is known of the meter.", NULL, 0, run_meter_detail},
	{"meter.read", "read", "Asks the platform now for the meter's reading.", NULL, COMMAND_NETWORK,
		run_read},
	{"meter.history", "fetch history", "Asks the platform for the meter's readings of the last days.",
		"[DAYS]", COMMAND_NETWORK, run_history},
	{"meter.picture", "picture", "Shows the picture that a camera meter took; fetches the newest.", NULL,
		COMMAND_NETWORK, run_picture},
	{"meter.go", "to meter", "Puts the cursor of the list of meters on this meter.", NULL, 0, run_go},
	{"meter.readings", "readings", "Shows the meter's readings.", NULL, 0, run_readings},
	{"platforms.sweep", "ask all", "Asks the platforms for everything now.", "[PLATFORM]",
		COMMAND_NETWORK, run_sweep},
	{"platforms.login", "log in", "Opens a session of a platform, with its captcha where it wants one.",
		"[PLATFORM]", COMMAND_NETWORK, run_login},
	{"console.help", "help", "Shows what the keys do here.", NULL, 0, run_help},
	{"console.palette", "command", "Finds a command by a few letters.", "[TEXT]", COMMAND_HIDDEN,
		run_palette},
	{"console.repaint", "repaint", "Paints the whole screen anew.", NULL, 0, run_repaint},
	{"console.theme", "theme",
		"Changes the colours: dark, light, mono, high-contrast, colour-blind, or a file.", "NAME",
		COMMAND_ARGUMENTS, run_theme},
	{"console.mouse", "mouse", "Switches the mouse on or off.", NULL, 0, run_mouse},
	{"console.error", "last error", "Shows the last error in full.", NULL, 0, run_error},
	{"console.copy", "copy", "Copies the number or id of the row.", NULL, 0, run_copy},
	{"console.back", "back", "Closes the detail; without one, quits.", NULL, 0, run_back_or_quit},
	{"console.quit", "quit", "Ends the console.", NULL, 0, run_quit},
};

/* ---- what may run now ---- */

static bool list_command_available(struct shell *shell, const char *name, struct error *err)
{
	struct view *view = shell_focus(shell);
	struct list_pane *list = focused_list(shell);
	if (sv_equal_text(sv(name), "list.open"))
		return (view->ops->open && (!list || !table_is_empty(list->table))) ||
		       error_set(err, ERROR_USAGE, "there is nothing to open here");
	if (!list)
		return error_set(err, ERROR_USAGE, "there is no list here");
	if (sv_equal_text(sv(name), "list.show") && list->kind->preset_count == 0)
		return error_set(err, ERROR_USAGE, "this list has nothing else to show");
	return true;
}

static bool available(void *context, const struct command *command, struct error *err)
{
	struct shell *shell = context;
	struct view_subject subject;
	struct string_view name = sv(command->name);
	if (sv_starts_with(name, SV("list.")))
		return list_command_available(shell, command->name, err);
	if (sv_equal_text(name, "detail.next"))
		return shell->detail_count > 0 || error_set(err, ERROR_USAGE, "there is no detail here");
	if (sv_equal_text(name, "command.ask"))
		return detail_command(
			       shell_focus(shell), &(struct string_view){0}, &(struct string_view){0}) ||
		       error_set(err, ERROR_USAGE, "this is no command of a platform");
	if (sv_starts_with(name, SV("view.next")) || sv_starts_with(name, SV("view.previous")))
		return shell->detail_count == 0 || error_set(err, ERROR_USAGE, "close the detail first");
	if (!sv_starts_with(name, SV("meter.")))
		return true;
	if (!focused_subject(shell, &subject))
		return error_set(err, ERROR_USAGE, "no meter is under the cursor");
	if (subject.meter_id == 0 && !sv_equal_text(name, "meter.read"))
		return error_set(err, ERROR_USAGE, "this meter is not in the list");
	if (sv_equal_text(name, "meter.picture") &&
		!readings_has_picture(shell->views[PAGE_READINGS].self, subject.meter_id))
		return error_set(err, ERROR_USAGE, "no camera picture of this meter is known");
	if ((command->flags & COMMAND_NETWORK) && !shell->desk->asking)
		return error_set(err, ERROR_USAGE, "there is no way to an engine");
	return true;
}

void shell_add_commands(struct shell *shell)
{
	struct command_table *table = shell->desk->commands;
	command_table_add(table, commands, ARRAY_SIZE(commands), shell);
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		const struct view *view = &shell->views[page];
		if (view->ops->command_count)
			command_table_add(table, view->ops->commands, view->ops->command_count, view->self);
	}
	struct command_policy policy = {
		.read_only = command_table_is_read_only(table), .available = available, .context = shell};
	command_table_set_policy(table, policy);
}

struct key_default *shell_default_keys(const struct shell *shell)
{
	size_t count = 0, made = 0;
	while (shell_keys[count].context)
		count++;
	for (enum page page = 0; page < PAGE_COUNT; page++)
		count += shell->views[page].ops->key_count;
	struct key_default *keys = NEW_ARRAY(struct key_default, count + 1);
	for (size_t i = 0; shell_keys[i].context; i++)
		keys[made++] = shell_keys[i];
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		const struct view_ops *ops = shell->views[page].ops;
		for (size_t i = 0; i < ops->key_count; i++)
			keys[made++] = ops->keys[i];
	}
	return keys;
}
