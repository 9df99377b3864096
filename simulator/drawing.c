/* SPDX-License-Identifier: MIT */
#include "simulator/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"

#define GLYPH_WIDTH  60
#define GLYPH_HEIGHT 100
#define PEN_UP       -1

/* Each digit as the way of a pen over a field of 60 by 100. */
static const int8_t strokes[10][40] = {
	{30, 0, 50, 8, 60, 30, 60, 70, 50, 92, 30, 100, 10, 92, 0, 70, 0, 30, 10, 8, 30, 0, PEN_UP, PEN_UP},
	{8, 20, 30, 0, 30, 100, PEN_UP, 10, 100, 50, 100, PEN_UP, PEN_UP},
	{0, 22, 10, 6, 30, 0, 50, 6, 60, 26, 50, 50, 0, 100, 60, 100, PEN_UP, PEN_UP},
	{0, 10, 20, 0, 40, 0, 58, 14, 58, 32, 44, 48, 24, 48, PEN_UP, 44, 48, 60, 64, 60, 84, 42, 100, 20,
		100, 0, 90, PEN_UP, PEN_UP},
	{46, 100, 46, 0, 0, 70, 60, 70, PEN_UP, PEN_UP},
	{56, 0, 8, 0, 4, 46, 30, 38, 52, 46, 60, 68, 50, 92, 30, 100, 10, 96, 0, 86, PEN_UP, PEN_UP},
	{50, 2, 28, 8, 8, 32, 0, 60, 4, 86, 20, 100, 42, 100, 58, 86, 58, 62, 42, 48, 20, 48, 2, 66, PEN_UP,
		PEN_UP},
	{0, 0, 60, 0, 22, 100, PEN_UP, PEN_UP},
	{30, 47, 8, 36, 6, 18, 14, 4, 30, 0, 46, 4, 54, 18, 52, 36, 30, 47, 4, 64, 0, 82, 12, 96, 30, 100, 48,
		96, 60, 82, 56, 64, 30, 47, PEN_UP, PEN_UP},
	{10, 98, 32, 92, 52, 68, 60, 40, 56, 14, 40, 0, 18, 0, 2, 14, 2, 38, 18, 52, 40, 52, 58, 34, PEN_UP,
		PEN_UP},
};

/* The square of the distance from a point to the line between two others. */
static double distance_to_line(double x, double y, const int8_t *from, const int8_t *to)
{
	double along_x = to[0] - from[0], along_y = to[1] - from[1];
	double share =
		((x - from[0]) * along_x + (y - from[1]) * along_y) / (along_x * along_x + along_y * along_y);

	share = MIN(MAX(share, 0.0), 1.0);
	x -= from[0] + share * along_x;
	y -= from[1] + share * along_y;
	return x * x + y * y;
}

/* Whether a pen of that width leaves ink at a point of the field. */
static bool in_glyph(unsigned digit, double x, double y, double width)
{
	const int8_t *at = strokes[digit];

	if (x < -width || y < -width || x > GLYPH_WIDTH + width || y > GLYPH_HEIGHT + width)
		return false;
	while (at[0] != PEN_UP) {
		for (; at[2] != PEN_UP; at += 2)
			if (distance_to_line(x, y, at, at + 2) <= width * width)
				return true;
		at += 3;
	}
	return false;
}

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

#define CAPTCHA_WIDTH  240
#define CAPTCHA_HEIGHT 80
#define CAPTCHA_NOISE  80
#define CAPTCHA_CELL   56
#define CAPTCHA_SCALE  1.7 /* of a digit's field to a pixel */
#define CAPTCHA_PEN    8

/* Each digit leans its own way and all of them wave: every pixel asks where it would have been in a straight
 * one. */
static void captcha_digit(struct drawing *drawing, unsigned digit, unsigned place, double skew, double phase)
{
	for (int y = 0; y < CAPTCHA_HEIGHT; y++)
		for (int x = 0; x < CAPTCHA_CELL + 8; x++) {
			double straight_x =
				x - 10 - skew * (y - CAPTCHA_HEIGHT / 2.0) - 2.5 * sin(y / 9.0 + phase);
			double straight_y = y - 10 - 2 * sin((x + phase * 20) / 14.0);
			if (in_glyph(digit, straight_x * CAPTCHA_SCALE, straight_y * CAPTCHA_SCALE,
				    CAPTCHA_PEN))
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
			if (in_glyph(shown, (x - 6) * 3.2, (rolled % WHEEL_HEIGHT - 8) * 2.5, 8))
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
