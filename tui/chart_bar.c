/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "core/base/attributes.h"
#include "tui/chart.h"

static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
static const char *const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char ascii_heights[] = "_.-~=+*#";

static double greatest(const struct chart_bar *bars, size_t count)
{
	double most = 0;
	for (size_t i = 0; i < count; i++) {
		if (isfinite(bars[i].value))
			most = fmax(most, bars[i].value);
	}
	return most;
}

static void paint_bar(struct canvas *canvas, int x, int y, int width, double share, unsigned role)
{
	bool ascii = canvas_is_ascii(canvas);
	int units = (int)lround(share * width * (ascii ? 1 : 8));
	if (units == 0 && share > 0)
		units = 1; /* little is not nothing */
	int full = ascii ? units : units / 8;
	for (int i = 0; i < full && i < width; i++)
		canvas_put_literal(canvas, x + i, y, role, ascii ? "#" : eighths[8]);
	if (!ascii && units % 8 > 0 && full < width)
		canvas_put_literal(canvas, x + full, y, role, eighths[units % 8]);
}

static int widest(const struct chart_bar *bars, size_t count, bool labels)
{
	uint32_t width = 0;
	for (size_t i = 0; i < count; i++)
		width = MAX(width, labels ? bars[i].label.width : bars[i].text.width);
	return (int)MIN(width, 1000u);
}

int bar_chart_paint(struct canvas *canvas, struct rect area, const struct chart_bar *bars, size_t count)
{
	struct canvas_window previous = canvas_enter(canvas, area);
	int label_width = MIN(widest(bars, count, true), area.width / 3);
	int text_width = MIN(widest(bars, count, false), MAX(area.width - label_width - 2, 0));
	int room = area.width - label_width - text_width - 2,
	    lines = (int)MIN(count, (size_t)MAX(area.height, 0));
	double most = greatest(bars, count);
	for (int y = 0; y < lines; y++) {
		const struct chart_bar *bar = &bars[y];
		bool drawn = room > 0 && most > 0 && isfinite(bar->value) && bar->value > 0;
		canvas_put_fit(canvas, 0, y, label_width, ALIGN_LEFT, ROLE_CHART_LABEL, bar->label);
		if (drawn)
			paint_bar(canvas, label_width + 1, y, room, bar->value / most, bar->role);
		canvas_put_fit(
			canvas, area.width - text_width, y, text_width, ALIGN_RIGHT, ROLE_TEXT, bar->text);
	}
	canvas_leave(canvas, previous);
	return lines;
}

/* The mean of the values that fall into a cell; NaN when there is none. */
static double cell_value(const double *values, size_t count, int cell, int width)
{
	size_t from = (size_t)cell * count / (size_t)width, to = ((size_t)cell + 1) * count / (size_t)width;
	double sum = 0;
	int seen = 0;
	for (size_t i = from; i < MAX(to, from + 1) && i < count; i++) {
		if (isfinite(values[i])) {
			sum += values[i];
			seen++;
		}
	}
	return seen ? sum / seen : NAN;
}

struct display_text sparkline(struct arena *arena, const double *values, size_t count, int width, bool ascii)
{
	struct string text = {0};
	double low = INFINITY, high = -INFINITY;
	for (size_t i = 0; i < count; i++) {
		low = isfinite(values[i]) ? fmin(low, values[i]) : low;
		high = isfinite(values[i]) ? fmax(high, values[i]) : high;
	}
	for (int i = 0; i < width && count > 0; i++) {
		double value = cell_value(values, count, i, width);
		double share = high > low ? (value - low) / (high - low) : 0;
		int level = isfinite(value) ? MIN((int)(share * 8), 7) : -1;
		if (level < 0)
			string_append_char(&text, ' ');
		else if (ascii)
			string_append_char(&text, ascii_heights[level]);
		else
			string_append(&text, heights[level]);
	}
	struct display_text made = display_copy(arena, display_clean(arena, string_view(&text)));
	string_free(&text);
	return made;
}

struct display_text progress_bar(struct arena *arena, uint64_t part, uint64_t whole, int width, bool ascii)
{
	struct string text = {0};
	part = MIN(part, whole);
	int on = whole ? (int)((double)part / (double)whole * width) : 0;
	for (int i = 0; i < width; i++)
		string_append(&text, glyph_text(i < on ? GLYPH_PROGRESS_ON : GLYPH_PROGRESS_OFF, ascii));
	struct display_text made = display_copy(arena, display_clean(arena, string_view(&text)));
	string_free(&text);
	return made;
}
