/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "core/config/config.h"
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
				glyph_text(words_priority_glyph(priority), ascii), loud_alarms(tally, priority));
	}
	if (page == PAGE_COMMANDS)
		x += put_badge(
			canvas, x, ROLE_COMMAND_UNKNOWN, "?", tally->commands_by_state[COMMAND_UNKNOWN]);
	return x - start;
}

static const char *tab_title(const struct shell *shell, enum page page)
{
	bool room = shell->width >= LAYOUT_GRID_WIDTH && shell->height >= LAYOUT_GRID_HEIGHT;
	return page == PAGE_METERS && room ? "Monitor" : shell->views[page].ops->title;
}

static bool tab_is_shown(const struct shell *shell, enum page page)
{
	bool room = shell->width >= LAYOUT_GRID_WIDTH && shell->height >= LAYOUT_GRID_HEIGHT;
	if (room && shell->monitor)
		return page == PAGE_METERS;
	return page == shell->page;
}

static int paint_tab(const struct shell *shell, struct canvas *canvas, int x, const struct tab *tab)
{
	bool shown = tab_is_shown(shell, tab->page);
	int start = x;
	if (!shown && !tab->always)
		return 0;
	x += canvas_format(canvas, x, 0, shown ? ROLE_TAB_SELECTED : ROLE_TAB, "%s%s %s%s", shown ? "[" : " ",
		tab->number, tab_title(shell, tab->page), shown ? "]" : "");
	x += paint_badges(shell, canvas, x, tab->page);
	return x - start + (shown ? 0 : 0);
}

static int tabs_width(const struct shell *shell)
{
	int width = 0;
	for (size_t i = 0; i < ARRAY_SIZE(tabs); i++)
		width += tabs[i].always ? (int)display_literal(tab_title(shell, tabs[i].page)).width + 4 : 0;
	return width + 18;
}

void shell_paint_tabs(const struct shell *shell, struct canvas *canvas, struct rect area)
{
	const struct desk *desk = shell->desk;
	struct canvas_window previous = canvas_enter(canvas, area);
	char clock[INSTANT_TEXT_MAX];
	int x = 0;
	if (desk->title && (int)display_literal(desk->title).width + tabs_width(shell) < area.width)
		x += canvas_put(canvas, 1, 0, ROLE_STRONG, words_text(canvas_arena(canvas), sv(desk->title))) + 2;
	for (size_t i = 0; i < ARRAY_SIZE(tabs); i++)
		x += paint_tab(shell, canvas, x, &tabs[i]);
	instant_format(desk->now, desk->zone, FORM_MINUTE, clock);
	canvas_format(canvas, area.width - 6, 0, ROLE_DIM, " %s", clock);
	canvas_leave(canvas, previous);
}

/* ---- platforms ---- */

static bool is_plaintext(const struct desk *desk, const struct platform_fact *fact)
{
	(void)desk;
	return fact->transport == TRANSPORT_PLAINTEXT;
}

/* Beyond half a minute, platforms refuse signed calls and times are doubtful. */
#define SKEW_WORTH_SAYING (30 * SECOND)

static int paint_skew(struct canvas *canvas, int x, const struct platform_fact *fact)
{
	char age[8];
	int64_t skew = fact->clock_skew_ms < 0 ? -fact->clock_skew_ms : fact->clock_skew_ms;
	if (!fact->clock_skew_known || skew < SKEW_WORTH_SAYING)
		return 0;
	return canvas_format(canvas, x, 0, ROLE_STATUS_WARNING, " clock %s%s", fact->clock_skew_ms < 0 ? "-" : "+",
		age_format(skew, age));
}

static int paint_progress(const struct shell *shell, struct canvas *canvas, int x, const struct platform_fact *fact)
{
	bool running = fact->sweep_started != INSTANT_NONE && fact->sweep_finished == INSTANT_NONE;
	int start = x;
	if (running && fact->sweep_total > 0)
		x += canvas_format(canvas, x, 0, ROLE_DIM, " sweep %lld %%",
			(long long)(100 * MIN(fact->sweep_done, fact->sweep_total) / fact->sweep_total));
	int64_t wait = fact->next_call_at == INSTANT_NONE ? 0 : fact->next_call_at - shell->desk->now;
	char age[8];
	if (shell->width >= LAYOUT_GRID_WIDTH && wait >= SECOND)
		x += canvas_format(canvas, x, 0, ROLE_DIM, "%s next call in %s", running ? "," : "", age_format(wait, age));
	return x - start;
}

static int paint_platform(const struct shell *shell, struct canvas *canvas, int x, const struct platform_fact *fact)
{
	struct arena *arena = canvas_arena(canvas);
	unsigned role = role_of_platform(fact->state);
	int start = x;
	x += canvas_put(canvas, x, 0, ROLE_TEXT, words_text(arena, fact->profile)) + 1;
	x += canvas_put_literal(canvas, x, 0, role, words_platform_sign(fact->state, canvas_is_ascii(canvas))) + 1;
	x += canvas_put(canvas, x, 0, role, words_platform(arena, shell->desk->now, fact));
	if (is_plaintext(shell->desk, fact))
		x += canvas_put_literal(canvas, x, 0, ROLE_PLAINTEXT, shell->width >= 100 ? " PLAINTEXT" : " PLAIN");
	x += paint_skew(canvas, x, fact);
	x += paint_progress(shell, canvas, x, fact);
	return x - start;
}

static void paint_platforms(const struct shell *shell, struct canvas *canvas)
{
	const struct shell_facts *facts = &shell->facts;
	int x = 1, gap = shell->width >= LAYOUT_GRID_WIDTH ? 3 : 2;
	for (size_t i = 0; i < facts->platform_count; i++)
		x += paint_platform(shell, canvas, x, &facts->platforms[i]) + gap;
	if (facts->platform_count > 0 || !shell->desk->settled)
		return;
	bool any = shell->desk->config && shell->desk->config->account_count > 0;
	canvas_put_literal(canvas, 1, 0, ROLE_DIM,
		any ? "Platforms have not been asked yet." : "No platform is configured: see meterdeck.conf(5).");
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
	int x = 1 + canvas_put(canvas, 1, 0, ROLE_DIM, words_when(arena, desk->now, message->at, desk->zone)) + 1;
	if (message->profile.length)
		x += canvas_put(canvas, x, 0, ROLE_DIM, words_text(arena, message->profile)) + 1;
	unsigned role = message->level >= LOG_ERROR     ? ROLE_STATUS_BAD
			: message->level >= LOG_WARNING ? ROLE_STATUS_WARNING
							: ROLE_TEXT;
	struct display_text text =
		display_fit(arena, message->text, (uint32_t)MAX(canvas_width(canvas) - x - 1, 1), canvas_is_ascii(canvas));
	canvas_put(canvas, x, 0, role, text);
}

void shell_paint_status(const struct shell *shell, struct canvas *canvas, struct rect area)
{
	struct canvas_window previous = canvas_enter(canvas, (struct rect){area.x, area.y, area.width, 1});
	paint_platforms(shell, canvas);
	canvas_leave(canvas, previous);
	if (area.height < 2)
		return;
	previous = canvas_enter(canvas, (struct rect){area.x, area.y + 1, area.width, 1});
	paint_message(shell, canvas);
	canvas_leave(canvas, previous);
}
