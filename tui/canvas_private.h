/* SPDX-License-Identifier: MIT */
#pragma once
#include "tui/canvas.h"

/* Between the canvas's own files. */
struct canvas {
	int width, height;
	bool ascii;
	bool keeps_text; /* what has no ASCII twin is drawn as it is */
	bool has_cursor, cursor_visible;
	int cursor_x, cursor_y;
	struct canvas_window window;
	struct cell *cells;
	struct arena arena;
};

/* Absolute coordinates. */
bool canvas_inside(const struct canvas *canvas, int x, int y);
/* One grapheme of at most CELL_BYTES bytes, width 1 or 2, clipped. */
void canvas_set(
	struct canvas *canvas, int x, int y, unsigned role, const char *bytes, size_t length, int width);
