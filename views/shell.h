/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/instant.h"
#include "core/store/cache_reader.h"
#include "tui/layout.h"
#include "views/desk.h"
#include "views/view.h"

/*
 * The shell arranges the panes: one at a time behind tabs, or four at once (the monitor) where there is room;
 * details lie on top of them. It knows which meter the cursor rests on and tells the pane that follows it.
 */
enum page {
	PAGE_OVERVIEW,
	PAGE_METERS,
	PAGE_READINGS,
	PAGE_ALARMS,
	PAGE_COMMANDS,
	PAGE_PLATFORMS,
	PAGE_EVENTS,
	PAGE_MESSAGES,
	PAGE_COUNT
};

#define SHELL_DETAILS_MAX 8
#define SHELL_REST        300 /* ms that the cursor rests before the readings follow it */
#define SHELL_REFRESH     200 /* ms between two readings of a store that keeps changing */

/* What the lines around the panes say, read with each change of the store. */
struct shell_facts {
	struct arena arena;
	struct cache_tally tally;
	bool has_tally;
	struct platform_fact *platforms;
	size_t platform_count;
	struct message_row *message; /* the newest, or NULL */
};

#define PULSE_MINUTES 60
struct shell_pulse {
	int64_t minute;             /* since 1970, of the newest; 0: nothing was felt yet */
	int64_t readings;           /* counted in all */
	int felt;                   /* minutes before this one that were seen */
	double came[PULSE_MINUTES]; /* by minute modulo PULSE_MINUTES */
};

struct shell {
	struct desk *desk;
	struct view views[PAGE_COUNT];
	enum page page; /* what has the keys */
	enum page came_from;
	bool monitor; /* on the monitor's tab: four panes where there is room */
	bool zoomed;
	struct view details[SHELL_DETAILS_MAX];
	size_t detail_count;
	struct screen_layout layout;
	int width, height;
	struct shell_facts facts;
	struct shell_pulse pulse;
	/* The meter under the cursor. */
	int64_t pointed, followed; /* ids; 0: none */
	loop_timer_id rest_timer, refresh_timer, tick_timer, minute_timer;
	int64_t refreshed_at; /* monotonic */
	bool changed;         /* the store changed and was not read since */
};

struct shell *shell_new(struct desk *desk);
void shell_free(struct shell *shell);

/* The first page alone, then all the rest. */
bool shell_load_first(struct shell *shell, struct error *err);
void shell_load_rest(struct shell *shell);
void shell_resize(struct shell *shell, int width, int height);
void shell_paint(struct shell *shell, struct canvas *canvas);
/* The store changed: reads what is seen, at most every SHELL_REFRESH. */
void shell_store_changed(struct shell *shell);
/* Does what waits for a timer now: the refresh, the pane that follows the cursor. True when there was
 * something. */
bool shell_settle(struct shell *shell);
bool shell_busy(const struct shell *shell);
/* Sets the timer for what panes and toasts want next. */
void shell_schedule(struct shell *shell);

struct view *shell_focus(struct shell *shell); /* the detail on top, or the page */
bool shell_is_grid(const struct shell *shell);
unsigned shell_event(struct shell *shell, const struct key_event *event);
unsigned shell_command(struct shell *shell, struct string_view line); /* failures are said to the operator */
/* Adds all commands of shell and panes, and gathers the default keys. Free the array. */
void shell_add_commands(struct shell *shell);
struct key_default *shell_default_keys(const struct shell *shell);

/* For views. */
unsigned shell_show(struct shell *shell, enum page page);
unsigned shell_push_detail(struct shell *shell, const struct view_ops *ops, void *self);
void shell_meter_pointed(struct shell *shell, int64_t meter_id); /* the cursor of the list of meters moved */
void shell_follow(struct shell *shell, int64_t meter_id);        /* the readings show this meter, now */
unsigned shell_go_to_meter(struct shell *shell, int64_t meter_id, struct error *err);
bool shell_is_cached(
	const struct shell *shell); /* no platform answers: all that is seen was fetched before */
int64_t shell_followed(const struct shell *shell);
bool shell_cursor_rests(const struct shell *shell); /* in the list of meters, for SHELL_REST now */
enum page page_by_name(struct string_view name);    /* PAGE_COUNT: none */
