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
	view->today = today;
	return cache_daily(desk->reader, view->meter_id, desk->zone, since, today + DAY, &view->arena,
		       &view->days, &view->day_count, err) &&
	       cache_series(desk->reader, view->meter_id, SOURCES_ALL, QUANTITY_TOTAL, desk->now - DAY,
		       desk->now + MINUTE, 2000, &view->arena, &view->points, &view->point_count, err);
}

/* The list of meters may know the register before any reading came. */
static void take_register(struct readings_view *view)
{
	struct latest_value *total = &view->latest.of[QUANTITY_TOTAL];
	const struct meter_row *meter = &view->meter;
	if (!meter->has_reading || (total->present && total->taken_at >= meter->reading_at))
		return;
	*total = (struct latest_value){true, meter->reading, meter->reading_at, SOURCE_LIVE};
	if (view->latest.newest == INSTANT_NONE || view->latest.newest < meter->reading_at)
		view->latest.newest = meter->reading_at;
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
	if (!cache_latest(reader, view->meter_id, SOURCES_ALL, &view->arena, &view->latest, err) ||
		!cache_latest(
			reader, view->meter_id, SOURCE_BIT(SOURCE_TOU), &view->arena, &view->tariffs, err))
		return false;
	take_register(view);
	return read_history(view, err) && list_pane_refresh(&view->list, err);
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
	if (view->list_only)
		view->list_height = rest;
	else if (rest >= CHART_HEIGHT + LIST_HEIGHT)
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
	int y = HEAD_HEIGHT;
	readings_paint_head(view, canvas);
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

static unsigned show_span(struct readings_view *view, enum readings_span span)
{
	view->span = span;
	view->list_only = false;
	return OUTCOME_PAINT | OUTCOME_RELAYOUT;
}

static unsigned run_day(void *context, const struct command_call *call)
{
	(void)call;
	return show_span(context, SPAN_DAY);
}

static unsigned run_week(void *context, const struct command_call *call)
{
	(void)call;
	return show_span(context, SPAN_WEEK);
}

static unsigned run_month(void *context, const struct command_call *call)
{
	(void)call;
	return show_span(context, SPAN_MONTH);
}

static unsigned run_list(void *context, const struct command_call *call)
{
	struct readings_view *view = context;
	(void)call;
	view->list_only = !view->list_only;
	return OUTCOME_PAINT | OUTCOME_RELAYOUT;
}

/* Where the chart left no room for the list, the first key for the list brings it. */
static bool bring_list(struct readings_view *view)
{
	if (view->list_height > 0 || !view->known)
		return false;
	view->list_only = true;
	return true;
}

static unsigned move(void *self, enum table_motion motion)
{
	return bring_list(self) ? OUTCOME_PAINT | OUTCOME_RELAYOUT : list_pane_move(self, motion);
}

static unsigned open(void *self)
{
	return bring_list(self) ? OUTCOME_PAINT | OUTCOME_RELAYOUT : list_pane_open(self);
}

static unsigned back(void *self)
{
	struct readings_view *view = self;
	unsigned outcome = list_pane_back(self);
	if (outcome != OUTCOME_IGNORED || !view->list_only)
		return outcome;
	view->list_only = false;
	return OUTCOME_PAINT | OUTCOME_RELAYOUT;
}

static const struct command commands[] = {
	{"readings.day", "day", "The chart shows the register over the last day.", NULL, 0, run_day},
	{"readings.week", "week", "The chart shows what was used each day of the last week.", NULL, 0,
		run_week},
	{"readings.month", "month", "The chart shows what was used each day of the last month.", NULL, 0,
		run_month},
	{"readings.list", "list", "Shows all readings in place of the chart, or the chart again.", NULL, 0,
		run_list},
};
static const struct key_default keys[] = {
	{"readings", "readings.day", "d"},
	{"readings", "readings.week", "w"},
	{"readings", "readings.month", "m"},
	{"readings", "readings.list", "l"},
	{"readings", "meter.history", "H"},
	{"readings", "meter.detail", "M"},
};
bool readings_has_picture(const void *self, int64_t meter_id)
{
	const struct readings_view *view = self;
	return view->known && view->meter_id == meter_id && view->latest.image_url.length > 0;
}

static const char *const hints[] = {"list.open", "readings.day", "readings.week", "readings.month",
	"readings.list", "meter.read", "meter.picture", "meter.history", "list.show", "meter.go",
	"view.next-pane", "view.zoom", "console.palette", "console.help"};

const struct view_ops readings_view = {
	.key = list_pane_key,
	.open = open,
	.back = back,
	.list = list_pane_itself,
	.due = list_pane_due,
	.tick = list_pane_tick,
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
	.move = move,
	.commands = commands,
	.command_count = ARRAY_SIZE(commands),
	.keys = keys,
	.key_count = ARRAY_SIZE(keys),
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
