/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "core/base/attributes.h"
#include "tui/chart.h"
#include "tui/dots.h"

#define CHART_LEAST_WIDTH  12
#define CHART_LEAST_HEIGHT 4
#define VALUE_MOST         1e15
#define TICKS_MOST         6

struct plot {
	const struct line_chart *chart;
	struct chart_scale scale;
	struct rect room; /* of the dots, in cells */
	int label_width;
};

static bool usable(const struct line_chart *chart, const struct chart_point *point)
{
	return isfinite(point->value) && fabs(point->value) < VALUE_MOST && point->at >= chart->from &&
	       point->at <= chart->to;
}

static bool value_range(const struct line_chart *chart, double *low, double *high)
{
	bool any = false;
	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_series *series = &chart->series[i];
		for (size_t j = 0; j < series->count; j++) {
			double value = series->points[j].value;
			if (!usable(chart, &series->points[j]))
				continue;
			*low = any ? fmin(*low, value) : value;
			*high = any ? fmax(*high, value) : value;
			any = true;
		}
	}
	if (any && chart->zero) {
		*low = fmin(*low, 0);
		*high = fmax(*high, 0);
	}
	return any;
}

static int label_count(const struct chart_scale *scale)
{
	return (int)((scale->high - scale->low) / scale->step + 0.5) + 1;
}

static int label_width(const struct chart_scale *scale)
{
	char text[48];
	int widest = 1;
	for (int i = 0; i < label_count(scale); i++) {
		double value = scale->low + i * scale->step;
		int width = snprintf(text, sizeof(text), "%.*f", scale->decimals, value);
		widest = MAX(widest, width);
	}
	return widest;
}

static int dot_x(const struct plot *plot, const struct dots *dots, instant at)
{
	double share = (double)(at - plot->chart->from) / (double)(plot->chart->to - plot->chart->from);
	return (int)lround(share * (dots_width(dots) - 1));
}

static int dot_y(const struct plot *plot, const struct dots *dots, double value)
{
	double share = (value - plot->scale.low) / (plot->scale.high - plot->scale.low);
	return (int)lround((1 - share) * (dots_height(dots) - 1));
}

/* A missing point, or a pause longer than the gap, breaks the line; a point alone is a dot. */
static void plot_series(const struct plot *plot, struct dots *dots, const struct chart_series *series)
{
	const struct chart_point *previous = NULL;
	for (size_t i = 0; i < series->count; i++) {
		const struct chart_point *point = &series->points[i];
		if (!usable(plot->chart, point)) {
			previous = NULL;
			continue;
		}
		int x = dot_x(plot, dots, point->at), y = dot_y(plot, dots, point->value);
		bool joined =
			previous && (plot->chart->gap <= 0 || point->at - previous->at <= plot->chart->gap);
		if (joined)
			dots_line(dots, dot_x(plot, dots, previous->at), dot_y(plot, dots, previous->value),
				x, y, series->role);
		dots_set(dots, x, y, series->role);
		previous = point;
	}
}

static void paint_value_axis(const struct plot *plot, struct canvas *canvas, const struct dots *dots)
{
	int x = plot->room.x - 1;
	canvas_vertical(canvas, x, plot->room.y, plot->room.height, ROLE_CHART_AXIS);
	for (int i = 0; i < label_count(&plot->scale); i++) {
		double value = plot->scale.low + i * plot->scale.step;
		int line = dot_y(plot, dots, value) / (dots->ascii ? 3 : 4);
		double shown = fabs(value) < plot->scale.step / 1000 ? 0 : value;
		struct display_text label =
			display_format(canvas_arena(canvas), "%.*f", plot->scale.decimals, shown);
		canvas_put_fit(canvas, x - 1 - plot->label_width, plot->room.y + line, plot->label_width,
			ALIGN_RIGHT, ROLE_CHART_LABEL, label);
		canvas_put_glyph(canvas, x, plot->room.y + line, ROLE_CHART_AXIS, GLYPH_TEE_RIGHT);
	}
}

static struct display_text time_label(
	struct arena *arena, instant at, const struct line_chart *chart, int64_t step)
{
	char text[INSTANT_TEXT_MAX];
	if (step >= 365 * DAY) {
		struct civil_time civil = civil_from_instant(at, chart->zone);
		return display_format(arena, "%d", (int)civil.year);
	}
	instant_format(at, chart->zone, step >= DAY ? FORM_MONTH_DAY : FORM_MINUTE, text);
	return display_format(arena, "%s", text);
}

/* The first multiple of the step, by the wall clock, that is not before `from`. */
static instant first_tick(const struct line_chart *chart, int64_t step)
{
	int64_t offset = (chart->zone ? time_zone_offset(chart->zone, chart->from) : 0) * SECOND;
	int64_t local = chart->from + offset;
	int64_t rest = local % step;
	return chart->from + (rest > 0 ? step - rest : -rest);
}

static void paint_time_axis(const struct plot *plot, struct canvas *canvas, const struct dots *dots)
{
	int y = plot->room.y + plot->room.height, x = plot->room.x - 1, free_from = 0;
	int64_t span = plot->chart->to - plot->chart->from;
	int64_t step = chart_time_step(span, MAX(plot->room.width / 9, 1));
	canvas_put_glyph(canvas, x, y, ROLE_CHART_AXIS, GLYPH_BOTTOM_LEFT);
	canvas_horizontal(canvas, x + 1, y, plot->room.width, ROLE_CHART_AXIS);
	for (instant at = first_tick(plot->chart, step); at <= plot->chart->to; at += step) {
		struct display_text label = time_label(canvas_arena(canvas), at, plot->chart, step);
		int column = plot->room.x + dot_x(plot, dots, at) / (dots->ascii ? 1 : 2);
		canvas_put_glyph(canvas, column, y, ROLE_CHART_AXIS, GLYPH_TEE_DOWN);
		int left = column - (int)label.width / 2;
		left = MIN(left, plot->room.x + plot->room.width - (int)label.width);
		left = MAX(left, 0);
		if (left < free_from)
			continue;
		canvas_put(canvas, left, y + 1, ROLE_CHART_LABEL, label);
		free_from = left + (int)label.width + 1;
	}
}

static void paint_plot(struct canvas *canvas, const struct line_chart *chart, double low, double high)
{
	struct plot plot = {.chart = chart};
	int width = canvas_width(canvas), height = canvas_height(canvas), top = chart->label.length ? 1 : 0;
	plot.room.height = height - 2 - top;
	if (plot.room.height < 1) {
		top = 0;
		plot.room.height = height - 2;
	}
	plot.scale = chart_scale(low, high, MIN(MAX(plot.room.height - 1, 1), TICKS_MOST));
	plot.label_width = MIN(label_width(&plot.scale), width / 2);
	plot.room = (struct rect){plot.label_width + 2, top, width - plot.label_width - 2, plot.room.height};
	if (plot.room.width < 2)
		return;
	struct dots dots =
		dots_make(canvas_arena(canvas), plot.room.width, plot.room.height, canvas_is_ascii(canvas));
	if (top)
		canvas_put(canvas, 0, 0, ROLE_CHART_LABEL, chart->label);
	paint_value_axis(&plot, canvas, &dots);
	paint_time_axis(&plot, canvas, &dots);
	for (size_t i = 0; i < chart->count; i++)
		plot_series(&plot, &dots, &chart->series[i]);
	dots_paint(&dots, canvas, plot.room.x, plot.room.y);
}

void line_chart_paint(struct canvas *canvas, struct rect area, const struct line_chart *chart)
{
	struct canvas_window previous = canvas_enter(canvas, area);
	double low = 0, high = 0;
	if (area.width < CHART_LEAST_WIDTH || area.height < CHART_LEAST_HEIGHT)
		canvas_put_fit(canvas, 0, 0, area.width, ALIGN_LEFT, ROLE_DIM, TEXT("no room for a chart"));
	else if (chart->to <= chart->from || !value_range(chart, &low, &high))
		canvas_put_fit(canvas, 0, 0, area.width, ALIGN_LEFT, ROLE_DIM,
			TEXT("nothing measured in this time"));
	else
		paint_plot(canvas, chart, low, high);
	canvas_leave(canvas, previous);
}
