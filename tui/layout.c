/* SPDX-License-Identifier: MIT */
#include "tui/layout.h"

#include "core/base/attributes.h"

#define PARTS_MAX 64

static int least(const struct layout_part *part)
{
	return MAX(part->minimum, 0);
}

static int most(const struct layout_part *part, int total)
{
	return part->maximum > 0 ? MIN(part->maximum, total) : total;
}

/* One round: the rest is dealt by weight; what exceeds a maximum is left for the next. Returns what was
 * dealt. */
static int deal(const struct layout_part *parts, size_t count, int total, int rest, int *sizes)
{
	int64_t weights = 0, seen = 0;
	int dealt = 0;
	for (size_t i = 0; i < count; i++)
		weights += sizes[i] < most(&parts[i], total) ? MAX(parts[i].weight, 0) : 0;
	if (weights == 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		int limit = most(&parts[i], total);
		if (sizes[i] >= limit || parts[i].weight <= 0)
			continue;
		int64_t before = rest * seen / weights;
		seen += parts[i].weight;
		int share = (int)(rest * seen / weights - before);
		share = MIN(share, limit - sizes[i]);
		sizes[i] += share;
		dealt += share;
	}
	return dealt;
}

static void split(int total, const struct layout_part *parts, size_t count, int *sizes)
{
	int rest = MAX(total, 0);
	for (size_t i = 0; i < count; i++) {
		sizes[i] = MIN(least(&parts[i]), rest);
		if (sizes[i] < least(&parts[i]) && i > 0)
			sizes[i] = 0;
		rest -= sizes[i];
	}
	for (size_t round = 0; round <= count && rest > 0; round++) {
		int dealt = deal(parts, count, total, rest, sizes);
		if (dealt == 0)
			break;
		rest -= dealt;
	}
}

void layout_rows(struct rect area, const struct layout_part *parts, size_t count, struct rect *out)
{
	int sizes[PARTS_MAX], y = area.y;
	count = MIN(count, (size_t)PARTS_MAX);
	split(area.height, parts, count, sizes);
	for (size_t i = 0; i < count; i++) {
		out[i] = (struct rect){area.x, y, MAX(area.width, 0), sizes[i]};
		y += sizes[i];
	}
}

void layout_columns(struct rect area, const struct layout_part *parts, size_t count, struct rect *out)
{
	int sizes[PARTS_MAX], x = area.x;
	count = MIN(count, (size_t)PARTS_MAX);
	split(area.width, parts, count, sizes);
	for (size_t i = 0; i < count; i++) {
		out[i] = (struct rect){x, area.y, sizes[i], MAX(area.height, 0)};
		x += sizes[i];
	}
}

struct rect layout_center(struct rect area, int width, int height)
{
	width = MIN(MAX(width, 0), MAX(area.width, 0));
	height = MIN(MAX(height, 0), MAX(area.height, 0));
	return (struct rect){
		area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height};
}

static void layout_grid(struct screen_layout *layout)
{
	static const struct layout_part halves[2] = {
		{.minimum = 10, .weight = 3}, {.minimum = 8, .weight = 2}};
	static const struct layout_part columns[2] = {
		{.minimum = 56, .weight = 11}, {.minimum = 56, .weight = 14}};
	struct rect rows[2];
	layout_rows(layout->body, halves, 2, rows);
	layout_columns(rows[0], columns, 2, &layout->pane[0]);
	layout_columns(rows[1], columns, 2, &layout->pane[2]);
}

struct screen_layout layout_screen(int width, int height, int focus, int zoom)
{
	struct screen_layout layout = {0};
	struct rect all = {0, 0, MAX(width, 0), MAX(height, 0)}, parts[4];
	if (width < LAYOUT_TABS_WIDTH || height < LAYOUT_TABS_HEIGHT) {
		layout.mode = LAYOUT_TOO_SMALL;
		layout.body = all;
		return layout;
	}
	const struct layout_part rows[4] = {{.minimum = 1}, {.minimum = 5, .weight = 1},
		{.minimum = height >= 16 ? 2 : 1}, {.minimum = 1}};
	layout_rows(all, rows, 4, parts);
	layout.tabs = parts[0];
	layout.body = parts[1];
	layout.status = parts[2];
	layout.hints = parts[3];
	bool room = width >= LAYOUT_GRID_WIDTH && height >= LAYOUT_GRID_HEIGHT;
	layout.mode = room && zoom < 0 ? LAYOUT_GRID : LAYOUT_TABS;
	if (layout.mode == LAYOUT_GRID)
		layout_grid(&layout);
	else
		layout.pane[MIN(MAX(zoom >= 0 ? zoom : focus, 0), LAYOUT_PANES - 1)] = layout.body;
	return layout;
}
