/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "tui/canvas.h"

/* Pure and clamped: whatever goes in, the rectangles that come out lie inside of the area and do not overlap.
 */

struct layout_part {
	int minimum; /* cells */
	int weight;  /* of what is left; 0 stays at its minimum */
	int maximum; /* 0: none */
};
/* Rows (from the top down) or columns (from the left). When the minimums do not fit, the last parts get 0. */
void layout_rows(struct rect area, const struct layout_part *parts, size_t count, struct rect *out);
void layout_columns(struct rect area, const struct layout_part *parts, size_t count, struct rect *out);

/* What is placed on an area of `width` x `height`, in the middle of it, clamped. */
struct rect layout_center(struct rect area, int width, int height);

enum layout_mode {
	LAYOUT_TOO_SMALL, /* one sentence; quit, help and redraw work */
	LAYOUT_TABS,      /* one pane at a time */
	LAYOUT_GRID,      /* four panes */
};
#define LAYOUT_PANES       4
#define LAYOUT_GRID_WIDTH  120
#define LAYOUT_GRID_HEIGHT 36
#define LAYOUT_TABS_WIDTH  40
#define LAYOUT_TABS_HEIGHT 10

struct screen_layout {
	enum layout_mode mode;
	struct rect tabs; /* the line at the top */
	struct rect body; /* between the tabs and the status */
	struct rect
		pane[LAYOUT_PANES]; /* left top, right top, left bottom, right bottom; empty when not shown */
	struct rect status;         /* platforms, last command: 1 or 2 lines, may be empty */
	struct rect hints;          /* the last line */
};
/*
 * Four panes from 120x36 on, one below it. `zoom` (0..3) shows one pane in full in any size, -1 is the grid;
 * where there is no room for a grid, `focus` is what is shown.
 */
struct screen_layout layout_screen(int width, int height, int focus, int zoom);
