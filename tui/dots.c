/* SPDX-License-Identifier: MIT */
#include "tui/dots.h"

#include <stdlib.h>

#include "core/base/attributes.h"

static const uint8_t braille_bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

struct dots dots_make(struct arena *arena, int columns, int lines, bool ascii)
{
	struct dots dots = {.columns = MAX(columns, 0), .lines = MAX(lines, 0), .ascii = ascii};
	size_t count = (size_t)dots.columns * (size_t)dots.lines;
	dots.bits = arena_alloc(arena, count);
	dots.roles = arena_alloc(arena, count);
	return dots;
}

int dots_width(const struct dots *dots)
{
	return dots->columns * (dots->ascii ? 1 : 2);
}

/* ASCII has three signs of different height, so it tells three dots a line apart. */
int dots_height(const struct dots *dots)
{
	return dots->lines * (dots->ascii ? 3 : 4);
}

void dots_set(struct dots *dots, int x, int y, unsigned role)
{
	if (x < 0 || y < 0 || x >= dots_width(dots) || y >= dots_height(dots))
		return;
	int column = dots->ascii ? x : x / 2, line = dots->ascii ? y / 3 : y / 4;
	size_t at = (size_t)line * (size_t)dots->columns + (size_t)column;
	dots->bits[at] |= dots->ascii ? (uint8_t)(1 << y % 3) : braille_bits[y % 4][x % 2];
	dots->roles[at] = (uint8_t)role;
}

void dots_line(struct dots *dots, int x0, int y0, int x1, int y1, unsigned role)
{
	int dx = abs(x1 - x0), dy = -abs(y1 - y0), error = dx + dy;
	int step_x = x0 < x1 ? 1 : -1, step_y = y0 < y1 ? 1 : -1;
	for (;;) {
		dots_set(dots, x0, y0, role);
		if (x0 == x1 && y0 == y1)
			return;
		int twice = 2 * error;
		if (twice >= dy) {
			error += dy;
			x0 += step_x;
		}
		if (twice <= dx) {
			error += dx;
			y0 += step_y;
		}
	}
}

void braille_text(uint8_t bits, char out[4])
{
	out[0] = (char)0xe2;
	out[1] = (char)(0xa0 | bits >> 6);
	out[2] = (char)(0x80 | (bits & 0x3f));
	out[3] = '\0';
}

static const char ascii_signs[8] = {' ', '\'', '-', '\'', '.', ':', '.', '|'};

void dots_paint(const struct dots *dots, struct canvas *canvas, int x, int y)
{
	for (int line = 0; line < dots->lines; line++) {
		for (int column = 0; column < dots->columns; column++) {
			size_t at = (size_t)line * (size_t)dots->columns + (size_t)column;
			char text[4] = {0};
			if (dots->bits[at] == 0)
				continue;
			if (dots->ascii)
				text[0] = ascii_signs[dots->bits[at] & 7];
			else
				braille_text(dots->bits[at], text);
			canvas_put_literal(canvas, x + column, y + line, dots->roles[at], text);
		}
	}
}
