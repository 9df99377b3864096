/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/display_text.h"
#include "core/base/instant.h"
#include "tui/canvas.h"

/*
 * Charts in cells: braille (2x4 dots a cell), eighth blocks, or ASCII. What was not measured is not drawn: a
 * line is not led over a gap.
 */
struct chart_point {
	instant at;
	double value; /* NaN: known to be missing */
};
struct chart_series {
	const struct chart_point *points; /* ascending in time */
	size_t count;
	unsigned role;
};
struct line_chart {
	const struct chart_series *series;
	size_t count;
	instant from, to; /* the time axis; to > from */
	int64_t gap;      /* points further apart than this are not joined; 0 joins all */
	const struct time_zone *zone;
	struct display_text label; /* above the value axis: "kWh a day"; may be DISPLAY_NONE */
	bool zero;                 /* the value axis begins at 0 */
};
/* Below 12x4 cells it says so instead. Values beyond 1e15 or NaN are no points. */
void line_chart_paint(struct canvas *canvas, struct rect area, const struct line_chart *chart);

struct chart_bar {
	struct display_text label;
	double value;             /* NaN or negative: no bar */
	struct display_text text; /* the value as it is to be read, with its unit */
	unsigned role;
};
/* Horizontal bars, one a line, all on one scale from 0 to the greatest. Returns the lines used. */
int bar_chart_paint(struct canvas *canvas, struct rect area, const struct chart_bar *bars, size_t count);

/* One line of eighth blocks between the least and the greatest value; NaN is a blank. Text of `width` cells.
 */
struct display_text sparkline(struct arena *arena, const double *values, size_t count, int width, bool ascii);
/* part of whole as ▰▰▰▱▱, `width` cells. */
struct display_text progress_bar(struct arena *arena, uint64_t part, uint64_t whole, int width, bool ascii);

/* Ticks at 1, 2 or 5 times a power of ten that cover [low, high] with at most `most` steps. */
struct chart_scale {
	double low, high, step;
	int decimals; /* that a label needs */
};
struct chart_scale chart_scale(double low, double high, int most);
/* The step of a time axis, one of 1, 5, 15, 30 min, 1, 3, 6, 12 h, 1, 7 days, then a month of 30 or a year of
 * 365. */
int64_t chart_time_step(int64_t span, int most);
