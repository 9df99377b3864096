/* SPDX-License-Identifier: MIT */
#include "simulator/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"

#define GLYPH_WIDTH  5
#define GLYPH_HEIGHT 7

static const uint8_t glyphs[10][GLYPH_HEIGHT] = {
	{0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e},
	{0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e},
	{0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f},
	{0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e},
	{0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02},
	{0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e},
	{0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e},
	{0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08},
	{0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e},
	{0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c},
};

static uint32_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

static void prepare(struct drawing *drawing, unsigned width, unsigned height)
{
	memset(drawing, 0, sizeof(*drawing));
	drawing->width = width;
	drawing->height = height;
	drawing->pixels = NEW_ARRAY(uint8_t, (size_t)width * height);
}

void drawing_free(struct drawing *drawing)
{
	free(drawing->pixels);
	memset(drawing, 0, sizeof(*drawing));
}

static void add_colour(struct drawing *drawing, unsigned red, unsigned green, unsigned blue)
{
	uint8_t *colour = drawing->palette[drawing->colour_count++];

	colour[0] = (uint8_t)red;
	colour[1] = (uint8_t)green;
	colour[2] = (uint8_t)blue;
}

static void put(struct drawing *drawing, int x, int y, unsigned colour)
{
	if (x >= 0 && y >= 0 && x < (int)drawing->width && y < (int)drawing->height)
		drawing->pixels[(size_t)y * drawing->width + (size_t)x] = (uint8_t)colour;
}

static void fill_circle(struct drawing *drawing, int centre_x, int centre_y, int radius, unsigned colour)
{
	for (int y = -radius; y <= radius; y++)
		for (int x = -radius; x <= radius; x++)
			if (x * x + y * y <= radius * radius)
				put(drawing, centre_x + x, centre_y + y, colour);
}

static void fill_box(struct drawing *drawing, int left, int top, int width, int height, unsigned colour)
{
	for (int y = top; y < top + height; y++)
		for (int x = left; x < left + width; x++)
			put(drawing, x, y, colour);
}

static bool in_glyph(unsigned digit, int column, int row)
{
	return column >= 0 && column < GLYPH_WIDTH && row >= 0 && row < GLYPH_HEIGHT &&
	       (glyphs[digit][row] >> (GLYPH_WIDTH - 1 - column) & 1);
}

#define CAPTCHA_WIDTH  240
#define CAPTCHA_HEIGHT 80
#define CAPTCHA_NOISE  80
#define CAPTCHA_CELL   56
#define CAPTCHA_SCALE  8

/* Each digit leans its own way and all of them wave: every pixel asks where it would have been in a straight
 * one. */
static void captcha_digit(struct drawing *drawing, unsigned digit, unsigned place, double skew, double phase)
{
	for (int y = 0; y < CAPTCHA_HEIGHT; y++)
		for (int x = 0; x < CAPTCHA_CELL + 8; x++) {
			double straight_x =
				x - 8 - skew * (y - CAPTCHA_HEIGHT / 2) - 3 * sin(y / 9.0 + phase);
			double straight_y = y - 12 - 2 * sin((x + phase * 20) / 14.0);
			int column = (int)floor(straight_x / CAPTCHA_SCALE),
			    row = (int)floor(straight_y / CAPTCHA_SCALE);
			if (in_glyph(digit, column, row))
				put(drawing, x + (int)place * CAPTCHA_CELL + 4, y, 1);
		}
}

void drawing_captcha(struct drawing *drawing, const char *digits, uint64_t seed)
{
	uint64_t state = seed;
	double phase = next_random(&state) % 628 / 100.0;

	prepare(drawing, CAPTCHA_WIDTH, CAPTCHA_HEIGHT);
	drawing->transparent_background = true;
	add_colour(drawing, 255, 255, 255);
	add_colour(drawing, next_random(&state) % 129, next_random(&state) % 129, next_random(&state) % 129);
	for (unsigned i = 1; i < CAPTCHA_NOISE; i++)
		add_colour(drawing, next_random(&state) % 256, next_random(&state) % 256,
			next_random(&state) % 256);
	for (unsigned i = 0; i < CAPTCHA_NOISE; i++) {
		int x = (int)(next_random(&state) % CAPTCHA_WIDTH),
		    y = (int)(next_random(&state) % CAPTCHA_HEIGHT);
		fill_circle(drawing, x, y, (int)(next_random(&state) % 4 + 1),
			2 + next_random(&state) % (CAPTCHA_NOISE - 2));
	}
	for (unsigned place = 0; place < 4 && digits[place]; place++) {
		double skew = ((int)(next_random(&state) % 70) - 35) / 100.0;
		captcha_digit(drawing, (unsigned)(digits[place] - '0') % 10, place, skew, phase);
	}
	for (int x = 0; x < CAPTCHA_WIDTH; x++)
		fill_circle(drawing, x, 40 + (int)(10 * sin(x / 38.0 + phase)), 1, 1);
}

enum counter_colour { FACE, WHEEL, DIGIT, RED_WHEEL, FRAME, SHADE, COUNTER_COLOURS };

#define WHEEL_COUNT  8
#define WHEEL_WIDTH  34
#define WHEEL_HEIGHT 56

/* The window of one wheel; `turned` tenths of the next digit have come up already. */
static void counter_wheel(
	struct drawing *drawing, int left, int top, unsigned digit, unsigned turned, bool red)
{
	fill_box(drawing, left, top, WHEEL_WIDTH - 4, WHEEL_HEIGHT, red ? RED_WHEEL : WHEEL);
	for (int y = 0; y < WHEEL_HEIGHT; y++)
		for (int x = 0; x < WHEEL_WIDTH - 4; x++) {
			int rolled = y + (int)turned * WHEEL_HEIGHT / 10;
			unsigned shown = rolled < WHEEL_HEIGHT ? digit : (digit + 1) % 10;
			int column = (x - 3) >= 0 ? (x - 3) / 5 : -1;
			int row = (rolled % WHEEL_HEIGHT - 7) >= 0 ? (rolled % WHEEL_HEIGHT - 7) / 6 : -1;
			if (in_glyph(shown, column, row))
				put(drawing, left + x, top + y, DIGIT);
		}
}

void drawing_counter(struct drawing *drawing, int64_t thousandths, uint64_t seed)
{
	static const uint8_t colours[COUNTER_COLOURS][3] = {
		{206, 208, 204}, {24, 24, 28}, {240, 240, 236}, {176, 28, 34}, {70, 74, 78}, {188, 190, 188}};
	uint64_t state = seed;
	int64_t divisor = 10000000;

	prepare(drawing, 320, 120);
	for (size_t i = 0; i < COUNTER_COLOURS; i++)
		add_colour(drawing, colours[i][0], colours[i][1], colours[i][2]);
	for (unsigned i = 0; i < 400; i++) {
		int x = (int)(next_random(&state) % 320);
		fill_circle(
			drawing, x, (int)(next_random(&state) % 120), (int)(next_random(&state) % 3), SHADE);
	}
	fill_box(drawing, 16, 26, 288, 68, FRAME);
	for (int wheel = 0; wheel < WHEEL_COUNT; wheel++) {
		unsigned digit = (unsigned)(thousandths / divisor % 10);
		unsigned turned = wheel + 1 == WHEEL_COUNT ? next_random(&state) % 5 : 0;
		counter_wheel(drawing, 24 + wheel * WHEEL_WIDTH, 32, digit, turned, wheel >= 5);
		divisor /= 10;
	}
}
