/* SPDX-License-Identifier: MIT */
#include "views/shell.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "views/asking.h"
#include "views/login.h"
#include "views/meters.h"
#include "views/overview.h"
#include "views/platforms.h"
#include "views/readings.h"
#include "views/record_lists.h"
#include "views/shell_parts.h"

static const struct view_ops *const pages[PAGE_COUNT] = {
	[PAGE_OVERVIEW] = &overview_view,
	[PAGE_METERS] = &meters_view,
	[PAGE_READINGS] = &readings_view,
	[PAGE_ALARMS] = &alarms_view,
	[PAGE_COMMANDS] = &commands_view,
	[PAGE_PLATFORMS] = &platforms_view,
	[PAGE_EVENTS] = &events_view,
	[PAGE_MESSAGES] = &messages_view,
};

const enum page shell_panes[LAYOUT_PANES] = {PAGE_METERS, PAGE_READINGS, PAGE_ALARMS, PAGE_COMMANDS};

enum page page_by_name(struct string_view name)
{
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		if (sv_equal_fold(name, sv(pages[page]->name)))
			return page;
	}
	return PAGE_COUNT;
}

int shell_pane_of(enum page page)
{
	for (int i = 0; i < LAYOUT_PANES; i++) {
		if (shell_panes[i] == page)
			return i;
	}
	return -1;
}

struct shell *shell_new(struct desk *desk)
{
	struct shell *shell = NEW(struct shell);
	shell->desk = desk;
	shell->page = PAGE_METERS;
	shell->monitor = true;
	desk->shell = shell;
	for (enum page page = 0; page < PAGE_COUNT; page++)
		shell->views[page] = (struct view){pages[page], pages[page]->make(desk), true};
	return shell;
}

static void free_view(struct view *view)
{
	view->ops->free(view->self);
	*view = (struct view){0};
}

void shell_free(struct shell *shell)
{
	if (!shell)
		return;
	while (shell->detail_count > 0)
		free_view(&shell->details[--shell->detail_count]);
	for (enum page page = 0; page < PAGE_COUNT; page++)
		free_view(&shell->views[page]);
	arena_free(&shell->facts.arena);
	free(shell);
}

struct view *shell_focus(struct shell *shell)
{
	return shell->detail_count ? &shell->details[shell->detail_count - 1] : &shell->views[shell->page];
}

bool shell_is_grid(const struct shell *shell)
{
	return shell->layout.mode == LAYOUT_GRID && shell->monitor && !shell->zoomed &&
	       shell->detail_count == 0;
}

/* ---- what is seen and read ---- */

static bool is_seen(const struct shell *shell, const struct view *view)
{
	if (shell->detail_count)
		return view == &shell->details[shell->detail_count - 1];
	if (!shell_is_grid(shell))
		return view == &shell->views[shell->page];
	for (int i = 0; i < LAYOUT_PANES; i++) {
		if (view == &shell->views[shell_panes[i]])
			return true;
	}
	return false;
}

static void read_view(struct shell *shell, struct view *view)
{
	struct error err = {0};
	if (!view->stale || !is_seen(shell, view))
		return;
	view->stale = false;
	if (!view->ops->refresh(view->self, &err))
		desk_failed(shell->desk, &err);
}

void shell_read_seen(struct shell *shell)
{
	for (enum page page = 0; page < PAGE_COUNT; page++)
		read_view(shell, &shell->views[page]);
	for (size_t i = 0; i < shell->detail_count; i++)
		read_view(shell, &shell->details[i]);
}

/* How many readings came in each of the last minutes: what is counted now less what was then. */
static void feel_pulse(struct shell *shell)
{
	struct shell_pulse *pulse = &shell->pulse;
	int64_t minute = shell->desk->now / MINUTE, readings = shell->facts.tally.readings;
	if (!shell->facts.has_tally)
		return;
	if (pulse->minute == 0)
		*pulse = (struct shell_pulse){.minute = minute, .readings = readings};
	for (; pulse->minute < minute; pulse->minute++) {
		bool long_ago = minute - pulse->minute > PULSE_MINUTES;
		pulse->minute = long_ago ? minute - PULSE_MINUTES : pulse->minute;
		pulse->came[(pulse->minute + 1) % PULSE_MINUTES] = 0;
		pulse->felt = MIN(pulse->felt + 1, PULSE_MINUTES - 1);
	}
	pulse->came[minute % PULSE_MINUTES] += (double)MAX(readings - pulse->readings, 0);
	pulse->readings = readings;
}

static void read_facts(struct shell *shell)
{
	struct shell_facts *facts = &shell->facts;
	struct cache_reader *reader = shell->desk->reader;
	struct list_request newest = {.order = MESSAGE_BY_AT, .descending = true, .limit = 1};
	struct list_result result = {0};
	struct message_row *rows = NULL;
	arena_reset(&facts->arena);
	facts->platforms = NULL;
	facts->platform_count = 0;
	facts->has_tally = cache_tally(reader, SV_NONE, &facts->tally, NULL);
	feel_pulse(shell);
	if (!cache_platforms(reader, &facts->arena, &facts->platforms, &facts->platform_count, NULL))
		facts->platform_count = 0;
	bool read = cache_messages(reader, &newest, &facts->arena, &rows, &result, NULL);
	facts->message = read && result.count ? &rows[0] : NULL;
}

bool shell_load_first(struct shell *shell, struct error *err)
{
	struct view *view = &shell->views[PAGE_METERS];
	view->stale = false;
	shell->facts.has_tally = cache_tally(shell->desk->reader, SV_NONE, &shell->facts.tally, NULL);
	return view->ops->refresh(view->self, err);
}

void shell_load_rest(struct shell *shell)
{
	shell->desk->settled = true;
	read_facts(shell);
	shell_resize(shell, shell->width, shell->height);
	shell_read_seen(shell);
	shell_settle(shell);
	desk_repaint(shell->desk);
}

/* The engine asks for the meter that is looked at before all others. */
static void tell_engine(struct shell *shell, int64_t meter_id)
{
	struct arena arena = {0};
	struct meter_row row;
	if (shell->desk->asking &&
		cache_meter(shell->desk->reader, meter_id, METER_BY_ID, &arena, &row, NULL))
		asking_select(shell->desk->asking, row.profile, row.meter_no);
	arena_free(&arena);
}

static void refresh_now(struct shell *shell)
{
	struct desk *desk = shell->desk;
	loop_cancel(desk->loop, shell->refresh_timer);
	shell->refresh_timer = 0;
	shell->refreshed_at = desk_time(desk);
	shell->changed = false;
	desk->now = desk->clock->wall(desk->clock->context);
	for (enum page page = 0; page < PAGE_COUNT; page++)
		shell->views[page].stale = true;
	for (size_t i = 0; i < shell->detail_count; i++)
		shell->details[i].stale = true;
	read_facts(shell);
	shell_read_seen(shell);
	login_store_changed(shell);
	/* Somebody writes, so by now somebody leads. */
	if (desk->asking && asking_nobody(desk->asking) && shell->followed)
		tell_engine(shell, shell->followed);
	desk_repaint(desk);
}

static void on_refresh(void *context)
{
	struct shell *shell = context;
	shell->refresh_timer = 0;
	refresh_now(shell);
}

void shell_store_changed(struct shell *shell)
{
	shell->changed = true;
	if (shell->refresh_timer || !shell->desk->settled)
		return;
	int64_t since = desk_time(shell->desk) - shell->refreshed_at;
	int64_t wait = MAX(SHELL_REFRESH - since, 0);
	shell->refresh_timer = loop_after(shell->desk->loop, wait, on_refresh, shell);
}

bool shell_is_cached(const struct shell *shell)
{
	if (shell->desk->asking && asking_nobody(shell->desk->asking))
		return true;
	for (size_t i = 0; i < shell->facts.platform_count; i++) {
		enum platform_state state = shell->facts.platforms[i].state;
		if (state == PLATFORM_ONLINE || state == PLATFORM_RATE_LIMITED || state == PLATFORM_STARTING)
			return false;
	}
	return shell->facts.platform_count > 0;
}

/* ---- the meter under the cursor ---- */

int64_t shell_followed(const struct shell *shell)
{
	return shell->followed;
}

bool shell_cursor_rests(const struct shell *shell)
{
	return shell->rest_timer == 0;
}

void shell_follow(struct shell *shell, int64_t meter_id)
{
	struct view *view = &shell->views[PAGE_READINGS];
	loop_cancel(shell->desk->loop, shell->rest_timer);
	shell->rest_timer = 0;
	if (meter_id == shell->followed)
		return;
	shell->followed = meter_id;
	readings_set_meter(view->self, meter_id);
	view->stale = true;
	read_view(shell, view);
	if (meter_id)
		tell_engine(shell, meter_id);
	desk_repaint(shell->desk);
}

static void on_rest(void *context)
{
	struct shell *shell = context;
	shell->rest_timer = 0;
	shell_follow(shell, shell->pointed);
	desk_repaint(shell->desk);
}

void shell_meter_pointed(struct shell *shell, int64_t meter_id)
{
	shell->pointed = meter_id;
	loop_cancel(shell->desk->loop, shell->rest_timer);
	shell->rest_timer = loop_after(shell->desk->loop, SHELL_REST, on_rest, shell);
}

bool shell_settle(struct shell *shell)
{
	bool did = false;
	if (shell->changed) {
		refresh_now(shell);
		did = true;
	}
	if (shell->rest_timer) {
		shell_follow(shell, shell->pointed);
		did = true;
	}
	return did;
}

bool shell_busy(const struct shell *shell)
{
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		const struct view *view = &shell->views[page];
		if (view->ops->busy && view->ops->busy(view->self))
			return true;
	}
	return false;
}

/* ---- pages ---- */

unsigned shell_close_detail(struct shell *shell)
{
	if (shell->detail_count == 0)
		return OUTCOME_IGNORED;
	free_view(&shell->details[--shell->detail_count]);
	shell_resize(shell, shell->width, shell->height);
	shell_read_seen(shell);
	return OUTCOME_PAINT;
}

unsigned shell_show(struct shell *shell, enum page page)
{
	while (shell->detail_count > 0)
		free_view(&shell->details[--shell->detail_count]);
	if (page != shell->page)
		shell->came_from = shell->page;
	shell->page = page;
	shell->monitor = page == PAGE_METERS;
	if (page == PAGE_READINGS && shell->pointed && !shell->followed)
		shell_follow(shell, shell->pointed);
	shell_resize(shell, shell->width, shell->height);
	shell_read_seen(shell);
	return OUTCOME_PAINT;
}

/* Among the four panes, staying on the monitor where it is shown. */
unsigned shell_next_pane(struct shell *shell, int step)
{
	int pane = shell_pane_of(shell->page);
	if (shell->detail_count)
		return OUTCOME_IGNORED;
	pane = pane < 0 ? 0 : (pane + step + LAYOUT_PANES) % LAYOUT_PANES;
	bool monitor = shell->monitor || shell_pane_of(shell->page) >= 0;
	shell->page = shell_panes[pane];
	shell->monitor = monitor;
	shell_resize(shell, shell->width, shell->height);
	shell_read_seen(shell);
	return OUTCOME_PAINT;
}

unsigned shell_push_detail(struct shell *shell, const struct view_ops *ops, void *self)
{
	if (shell->detail_count == SHELL_DETAILS_MAX) {
		free_view(&shell->details[0]);
		for (size_t i = 1; i < SHELL_DETAILS_MAX; i++)
			shell->details[i - 1] = shell->details[i];
		shell->detail_count--;
	}
	shell->details[shell->detail_count++] = (struct view){ops, self, true};
	shell_resize(shell, shell->width, shell->height);
	shell_read_seen(shell);
	return OUTCOME_PAINT;
}

unsigned shell_go_to_meter(struct shell *shell, int64_t meter_id, struct error *err)
{
	shell_show(shell, PAGE_METERS);
	if (!meters_jump(shell->views[PAGE_METERS].self, meter_id, err))
		return OUTCOME_PAINT | OUTCOME_FAILED;
	return OUTCOME_PAINT;
}

/* ---- time ---- */

static void on_tick(void *context)
{
	struct shell *shell = context;
	int64_t now = desk_time(shell->desk);
	shell->tick_timer = 0;
	bool changed = toasts_expire(shell->desk->toasts, now);
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		struct view *view = &shell->views[page];
		if (view->ops->due && view->ops->due(view->self) >= 0 && view->ops->due(view->self) <= now)
			changed |= view->ops->tick(view->self, now) && is_seen(shell, view);
	}
	if (changed)
		desk_repaint(shell->desk);
	shell_schedule(shell);
}

void shell_schedule(struct shell *shell)
{
	struct desk *desk = shell->desk;
	int64_t next = toasts_next(desk->toasts);
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		const struct view *view = &shell->views[page];
		int64_t due = view->ops->due ? view->ops->due(view->self) : -1;
		if (due >= 0 && (next < 0 || due < next))
			next = due;
	}
	loop_cancel(desk->loop, shell->tick_timer);
	shell->tick_timer = 0;
	if (next >= 0)
		shell->tick_timer = loop_after(desk->loop, MAX(next - desk_time(desk), 0), on_tick, shell);
}
