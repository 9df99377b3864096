/* SPDX-License-Identifier: MIT */
#pragma once
#include "tui/canvas.h"

/* A grid of dots, 2x4 to a cell, that is drawn as braille; on an ASCII canvas one dot a cell, drawn by signs.
 */
struct dots {
	int columns, lines; /* cells */
	uint8_t *bits;      /* one byte a cell, in the braille order */
	uint8_t *roles;
	bool ascii;
};
/* From the arena. */
struct dots dots_make(struct arena *arena, int columns, int lines, bool ascii);
int dots_width(const struct dots *dots); /* dots */
int dots_height(const struct dots *dots);
void dots_set(struct dots *dots, int x, int y, unsigned role);
void dots_line(struct dots *dots, int x0, int y0, int x1, int y1, unsigned role);
void dots_paint(const struct dots *dots, struct canvas *canvas, int x, int y);
/* UTF-8 of U+2800 + bits. */
void braille_text(uint8_t bits, char out[4]);
