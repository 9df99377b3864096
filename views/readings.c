/* SPDX-License-Identifier: MIT */
#include "views/readings.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "tui/layout.h"
#include "views/readings_parts.h"
#include "views/roles.h"
#include "views/words.h"

#define HEAD_HEIGHT  2
#define CHART_HEIGHT 6 /* the least */
#define LIST_HEIGHT  4 /* the least: a header and three rows */
#define DAYS_SHOWN   30

static void *make(struct desk *desk)
{
	struct readings_view *view = NEW(struct readings_view);
	list_pane_init(&view->list, &readings_list, desk);
	view->span = SPAN_MONTH;
	return view;
}

static void release(void *self)
{
	struct readings_view *view = self;
	arena_free(&view->arena);
	list_pane_free(view);
}

void readings_set_meter(void *self, int64_t meter_id)
{
	struct readings_view *view = self;
	view->meter_id = meter_id;
	view->known = false;
	view->list.loaded = false;
}

static instant day_start(const struct desk *desk, instant at)
{
	struct civil_time day = civil_from_instant(at, desk->zone);
	instant start = at;
	day.hour = day.minute = day.second = day.millisecond = 0;
	instant_from_civil(&day, desk->zone, &start);
	return start;
}

static bool read_history(struct readings_view *view, struct error *err)
{
	const struct desk *desk = view->list.desk;
	instant today = day_start(desk, desk->now);
	instant since = day_start(desk, today - DAYS_SHOWN * DAY + HOUR);
	return cache_daily(desk->reader, view->meter_id, desk->zone, since, today + DAY, &view->arena, &view->days,
		       &view->day_count, err) &&
	       cache_series(desk->reader, view->meter_id, SOURCES_ALL, QUANTITY_TOTAL, desk->now - DAY,
		       desk->now + MINUTE, 2000, &view->arena, &view->points, &view->point_count, err);
}

static bool refresh(void *self, struct error *err)
{
	struct readings_view *view = self;
	struct cache_reader *reader = view->list.desk->reader;
	struct error missing = {0};
	arena_reset(&view->arena);
	view->days = NULL;
	view->points = NULL;
	view->day_count = view->point_count = 0;
	view->known = view->meter_id &&
		      cache_meter(reader, view->meter_id, METER_BY_ID, &view->arena, &view->meter, &missing);
	if (view->meter_id && !view->known && missing.code != ERROR_NOT_FOUND)
		return error_set(err, missing.code, "%s", missing.message);
	if (!view->known)
		return true;
	return cache_latest(reader, view->meter_id, SOURCES_ALL, &view->arena, &view->latest, err) &&
	       cache_latest(reader, view->meter_id, SOURCE_BIT(SOURCE_TOU), &view->arena, &view->tariffs, err) &&
	       read_history(view, err) && list_pane_refresh(&view->list, err);
}

/* Head and values as they need, then the chart, and the list when there is room for both. */
static int rest_below(const struct readings_view *view, int width, int height)
{
	int values = view->known ? readings_values_height(view, width) : 0;
	return MAX(height - HEAD_HEIGHT - values - (values > 0), 0);
}

static void resize(void *self, int width, int height, bool framed)
{
	struct readings_view *view = self;
	int rest = rest_below(view, width, height);
	view->list_height = 0;
	if (rest >= CHART_HEIGHT + LIST_HEIGHT)
		view->list_height = MAX((rest - CHART_HEIGHT) / 2, LIST_HEIGHT);
	else if (rest >= LIST_HEIGHT && rest < CHART_HEIGHT)
		view->list_height = rest;
	list_pane_resize(&view->list, width, MAX(view->list_height, 1), true);
	(void)framed;
}

static void paint_empty(const struct readings_view *view, struct canvas *canvas)
{
	struct rect area = rect_inset(canvas_area(canvas), 2, 1, 2, 0);
	int used = canvas_put_wrapped(canvas, area, ROLE_TEXT,
		view->meter_id ? TEXT("This meter is no longer in the list.")
			       : TEXT("The readings of one meter: values, tariffs, phases, history."));
	if (!view->meter_id)
		canvas_put_wrapped(canvas, rect_inset(area, 0, used, 0, 0), ROLE_DIM,
			TEXT("No meter is selected: 2 shows the list; the one under the cursor comes here."));
}

static void paint(const void *self, struct canvas *canvas, bool focused, bool framed)
{
	const struct readings_view *view = self;
	struct rect area = canvas_area(canvas);
	(void)framed;
	if (!view->known) {
		paint_empty(view, canvas);
		return;
	}
	int y = MIN(readings_paint_head(view, canvas), HEAD_HEIGHT);
	y = HEAD_HEIGHT;
	int used = readings_paint_values(view, canvas, (struct rect){1, y, area.width - 2, area.height - y});
	y += used + (used > 0);
	int chart = area.height - y - view->list_height;
	if (chart > 2)
		readings_paint_chart(view, canvas, (struct rect){1, y, area.width - 2, chart});
	if (view->list_height == 0)
		return;
	struct canvas_window previous = canvas_enter(
		canvas, (struct rect){0, area.height - view->list_height, area.width, view->list_height});
	list_pane_paint(&view->list, canvas, focused, true);
	canvas_leave(canvas, previous);
}

static struct display_text note(const void *self, struct arena *arena)
{
	const struct readings_view *view = self;
	static const char *const spans[SPAN_COUNT] = {"day", "week", "month"};
	return view->known ? display_format(arena, "%s (d w m)", spans[view->span]) : DISPLAY_NONE;
}

static bool subject(const void *self, struct view_subject *out)
{
	const struct readings_view *view = self;
	*out = (struct view_subject){view->meter_id, view->meter.profile, view->meter.meter_no};
	return view->known;
}

static struct display_text copy(const void *self, struct arena *arena)
{
	const struct readings_view *view = self;
	return view->known ? words_text(arena, view->meter.meter_no) : DISPLAY_NONE;
}

static unsigned run_span(void *context, const struct command_call *call)
{
	static const char *const spans[SPAN_COUNT] = {"day", "week", "month"};
	struct readings_view *view = context;
	for (size_t i = 0; i < SPAN_COUNT; i++) {
		if (!sv_equal_text(call->arguments, spans[i]))
			continue;
		view->span = (enum readings_span)i;
		return OUTCOME_PAINT;
	}
	error_set(call->err, ERROR_USAGE, "the chart shows a day, a week or a month, not '%.*s'",
		SV_ARG(call->arguments));
	return OUTCOME_HANDLED | OUTCOME_FAILED;
}

static const struct command commands[] = {
	{"readings.span", "span", "What the chart shows: the register over a day, the use of each day of a week or month.",
		"day|week|month", COMMAND_ARGUMENTS, run_span},
};
static const struct key_default keys[] = {
	{"readings", "readings.span day", "d"},
	{"readings", "readings.span week", "w"},
	{"readings", "readings.span month", "m"},
	{"readings", "meter.history", "H"},
	{"readings", "meter.detail", "M"},
};
static const char *const hints[] = {"list.open", "readings.span day", "readings.span week", "readings.span month",
	"meter.read", "meter.history", "list.show", "meter.go", "view.next-pane", "view.zoom", "console.palette",
	"console.help"};

const struct view_ops readings_view = {
	LIST_PANE_CORE,
	.name = "readings",
	.title = "Readings",
	.make = make,
	.free = release,
	.refresh = refresh,
	.resize = resize,
	.paint = paint,
	.note = note,
	.subject = subject,
	.copy = copy,
	.move = list_pane_move,
	.commands = commands,
	.command_count = ARRAY_SIZE(commands),
	.keys = keys,
	.key_count = ARRAY_SIZE(keys),
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
