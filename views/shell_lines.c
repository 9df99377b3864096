/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/base/attributes.h"
#include "views/roles.h"
#include "views/shell_parts.h"
#include "views/words.h"

/* The lines around the panes: tabs and clock above, platforms and the last message below. */

struct tab {
	enum page page;
	const char *number;
	bool always; /* else only while it is shown */
};
static const struct tab tabs[] = {
	{PAGE_OVERVIEW, "1", true},
	{PAGE_METERS, "2", true},
	{PAGE_READINGS, "3", true},
	{PAGE_ALARMS, "4", true},
	{PAGE_COMMANDS, "5", true},
	{PAGE_PLATFORMS, "6", true},
	{PAGE_EVENTS, "7", false},
	{PAGE_MESSAGES, "8", false},
};

/* ---- badges: what must not be missed, behind a tab's name ---- */

static int64_t loud_alarms(const struct cache_tally *tally, enum alarm_priority priority)
{
	return tally->alarms_by_priority[priority][ALARM_UNACKNOWLEDGED] +
	       tally->alarms_by_priority[priority][ALARM_RETURNED];
}

static int put_badge(struct canvas *canvas, int x, unsigned role, const char *sign, int64_t count)
{
	if (count == 0)
		return 0;
	return canvas_format(canvas, x, 0, role, " %s%lld", sign, (long long)count);
}

static int paint_badges(const struct shell *shell, struct canvas *canvas, int x, enum page page)
{
	const struct cache_tally *tally = &shell->facts.tally;
	bool ascii = canvas_is_ascii(canvas);
	int start = x;
	if (!shell->facts.has_tally)
		return 0;
	if (page == PAGE_ALARMS) {
		for (enum alarm_priority priority = PRIORITY_HIGH; priority >= PRIORITY_MEDIUM; priority--)
			x += put_badge(canvas, x, role_of_priority(priority),
				glyph_text(words_priority_glyph(priority), ascii),
				loud_alarms(tally, priority));
	}
	if (page == PAGE_COMMANDS)
		x += put_badge(
			canvas, x, ROLE_COMMAND_UNKNOWN, "?", tally->commands_by_state[COMMAND_UNKNOWN]);
	return x - start;
}

static bool has_room_for_grid(const struct shell *shell)
{
	return shell->width >= LAYOUT_GRID_WIDTH && shell->height >= LAYOUT_GRID_HEIGHT;
}

static const char *tab_title(const struct shell *shell, enum page page)
{
	return page == PAGE_METERS && has_room_for_grid(shell) ? "Monitor" : shell->views[page].ops->title;
}

static bool tab_is_shown(const struct shell *shell, enum page page)
{
	return has_room_for_grid(shell) && shell->monitor ? page == PAGE_METERS : page == shell->page;
}

/* Where there is no room for all names, the first letters stand for some of those that are not shown. */
#define SHORT_NAME  4
#define CLOCK_WIDTH 6

static int paint_tab(
	const struct shell *shell, struct canvas *canvas, int x, const struct tab *tab, bool shortened)
{
	bool shown = tab_is_shown(shell, tab->page);
	int start = x, letters = shortened && !shown ? SHORT_NAME : 32;
	if (!shown && !tab->always)
		return 0;
	x += canvas_format(canvas, x, 0, shown ? ROLE_TAB_SELECTED : ROLE_TAB, "%s%s %.*s%s",
		shown ? "[" : "", tab->number, letters, tab_title(shell, tab->page), shown ? "]" : "");
	x += paint_badges(shell, canvas, x, tab->page);
	return x - start + 1;
}

/* What all names and badges need, with a blank before and behind each. */
static int tabs_width(const struct shell *shell)
{
	const struct cache_tally *tally = &shell->facts.tally;
	const int64_t badges[] = {loud_alarms(tally, PRIORITY_HIGH), loud_alarms(tally, PRIORITY_MEDIUM),
		tally->commands_by_state[COMMAND_UNKNOWN]};
	int width = 0;
	for (size_t i = 0; i < ARRAY_SIZE(tabs); i++) {
		bool shown = tab_is_shown(shell, tabs[i].page);
		if (shown || tabs[i].always)
			width += (int)display_literal(tab_title(shell, tabs[i].page)).width + 3 +
				 (shown ? 2 : 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(badges) && shell->facts.has_tally; i++) {
		char text[24];
		if (badges[i])
			width += 2 + snprintf(text, sizeof(text), "%lld", (long long)badges[i]);
	}
	return width;
}

/* From which tab on names must be short, so that `excess` cells are won: the last ones first. */
static size_t first_short(const struct shell *shell, int excess)
{
	size_t first = ARRAY_SIZE(tabs);
	while (first > 0 && excess > 0) {
		first--;
		if (tabs[first].always && !tab_is_shown(shell, tabs[first].page))
			excess -= (int)display_literal(tab_title(shell, tabs[first].page)).width - SHORT_NAME;
	}
	return first;
}

void shell_paint_tabs(const struct shell *shell, struct canvas *canvas, struct rect area)
{
	const struct desk *desk = shell->desk;
	struct canvas_window previous = canvas_enter(canvas, area);
	char clock[INSTANT_TEXT_MAX];
	int x = 1, needed = tabs_width(shell) + CLOCK_WIDTH;
	struct display_text title =
		desk->title ? words_text(canvas_arena(canvas), sv(desk->title)) : DISPLAY_NONE;
	if (title.length && (int)title.width + 2 + needed <= area.width)
		x += canvas_put(canvas, x, 0, ROLE_STRONG, title) + 2;
	size_t shortened = first_short(shell, needed - area.width);
	for (size_t i = 0; i < ARRAY_SIZE(tabs); i++)
		x += paint_tab(shell, canvas, x, &tabs[i], i >= shortened);
	instant_format(desk->now, desk->zone, FORM_MINUTE, clock);
	canvas_format(canvas, area.width - CLOCK_WIDTH, 0, ROLE_DIM, " %s", clock);
	canvas_leave(canvas, previous);
}

/* ---- what was said last ---- */

static void paint_message(const struct shell *shell, struct canvas *canvas)
{
	const struct desk *desk = shell->desk;
	const struct message_row *message = shell->facts.message;
	struct arena *arena = canvas_arena(canvas);
	if (desk->last_said[0] && (!message || desk->last_said_at >= message->at)) {
		struct display_text when = words_when(arena, desk->now, desk->last_said_at, desk->zone);
		int x = 1 + canvas_put(canvas, 1, 0, ROLE_DIM, when) + 1;
		canvas_put(canvas, x, 0, ROLE_TEXT, words_text(arena, sv(desk->last_said)));
		return;
	}
	if (!message)
		return;
	int x = 1 +
		canvas_put(canvas, 1, 0, ROLE_DIM, words_when(arena, desk->now, message->at, desk->zone)) + 1;
	if (message->profile.length)
		x += canvas_put(canvas, x, 0, ROLE_DIM, words_text(arena, message->profile)) + 1;
	unsigned role = message->level >= LOG_ERROR     ? ROLE_STATUS_BAD
			: message->level >= LOG_WARNING ? ROLE_STATUS_WARNING
							: ROLE_TEXT;
	struct display_text text = display_fit(arena, message->text,
		(uint32_t)MAX(canvas_width(canvas) - x - 1, 1), canvas_is_ascii(canvas));
	canvas_put(canvas, x, 0, role, text);
}

void shell_paint_status(const struct shell *shell, struct canvas *canvas, struct rect area)
{
	struct canvas_window previous = canvas_enter(canvas, (struct rect){area.x, area.y, area.width, 1});
	shell_paint_platforms(shell, canvas);
	canvas_leave(canvas, previous);
	if (area.height < 2)
		return;
	previous = canvas_enter(canvas, (struct rect){area.x, area.y + 1, area.width, 1});
	paint_message(shell, canvas);
	canvas_leave(canvas, previous);
}
