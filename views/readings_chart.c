/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "tui/chart.h"
#include "views/readings_parts.h"
#include "views/roles.h"
#include "views/words.h"

static struct display_text label_of(const struct readings_view *view, struct arena *arena)
{
	const char *unit = quantity_unit(QUANTITY_TOTAL, view->meter.medium);
	return view->span == SPAN_DAY ? display_format(arena, "%s, the register in the last 24 h", unit)
				      : display_format(arena, "%s a day", unit);
}

static void paint_nothing(const struct readings_view *view, struct canvas *canvas, struct rect area)
{
	const char *sentence =
		view->span == SPAN_DAY
			? "No two readings in the last 24 hours: nothing to draw. w and m show longer spans."
			: "No history of these days here: H asks the platform for it.";
	canvas_put_wrapped(canvas, rect_inset(area, 0, 1, 0, 0), ROLE_DIM, display_literal(sentence));
}

static void paint_line(const struct readings_view *view, struct canvas *canvas, struct rect area,
	struct chart_point *points, size_t count, instant from, instant to, int64_t gap)
{
	const struct chart_series series = {points, count, ROLE_CHART_LINE};
	const struct line_chart chart = {
		.series = &series,
		.count = 1,
		.from = from,
		.to = to,
		.gap = gap,
		.zone = view->list.desk->zone,
		.label = label_of(view, canvas_arena(canvas)),
		.zero = view->span != SPAN_DAY,
	};
	line_chart_paint(canvas, area, &chart);
}

static void paint_day(const struct readings_view *view, struct canvas *canvas, struct rect area)
{
	struct arena *arena = canvas_arena(canvas);
	instant now = view->list.desk->now;
	struct chart_point *points = arena_alloc_array(arena, view->point_count, sizeof(*points));
	if (view->point_count < 2) {
		paint_nothing(view, canvas, area);
		return;
	}
	for (size_t i = 0; i < view->point_count; i++)
		points[i] =
			(struct chart_point){view->points[i].at, decimal_to_double(view->points[i].value)};
	paint_line(view, canvas, area, points, view->point_count, now - DAY, now, 0);
}

static void paint_month(const struct readings_view *view, struct canvas *canvas, struct rect area)
{
	struct arena *arena = canvas_arena(canvas);
	instant now = view->list.desk->now;
	struct chart_point *points = arena_alloc_array(arena, view->day_count, sizeof(*points));
	if (view->day_count < 2) {
		paint_nothing(view, canvas, area);
		return;
	}
	for (size_t i = 0; i < view->day_count; i++)
		points[i] = (struct chart_point){
			view->days[i].day + 12 * HOUR, decimal_to_double(view->days[i].amount)};
	paint_line(view, canvas, area, points, view->day_count, now - 30 * DAY, now, 3 * DAY / 2);
}

/* A bar a day, the newest last; what the platform itself stated is said by a word. */
static void paint_week(const struct readings_view *view, struct canvas *canvas, struct rect area)
{
	struct arena *arena = canvas_arena(canvas);
	struct chart_bar bars[7];
	char date[INSTANT_TEXT_MAX];
	size_t room = (size_t)MAX(MIN(area.height - 1, 7), 0);
	size_t count = MIN(view->day_count, room);
	if (count == 0) {
		paint_nothing(view, canvas, area);
		return;
	}
	canvas_put(canvas, area.x, area.y, ROLE_CHART_LABEL, label_of(view, arena));
	for (size_t i = 0; i < count; i++) {
		const struct day_consumption *day = &view->days[view->day_count - count + i];
		struct display_text amount =
			words_value(arena, day->amount, QUANTITY_TOTAL, view->meter.medium);
		instant_format(day->day, view->list.desk->zone, FORM_MONTH_DAY, date);
		bars[i] = (struct chart_bar){
			.label = display_format(arena, "%s", date),
			.value = decimal_to_double(day->amount),
			.text = amount,
			.role = ROLE_CHART_BAR,
		};
	}
	bar_chart_paint(canvas, rect_inset(area, 0, 1, 0, 0), bars, count);
}

void readings_paint_chart(const struct readings_view *view, struct canvas *canvas, struct rect area)
{
	static void (*const painters[SPAN_COUNT])(
		const struct readings_view *view, struct canvas *canvas, struct rect area) = {
		[SPAN_DAY] = paint_day, [SPAN_WEEK] = paint_week, [SPAN_MONTH] = paint_month};
	painters[view->span](view, canvas, area);
}
