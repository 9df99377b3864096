/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "core/base/attributes.h"
#include "tui/dots.h"
#include "tui/picture_private.h"
#include "tui/theme.h"

/* Which pixels a sub-cell covers: the picture is scaled to `columns` x `lines` cells of `across` x `down`
 * samples. */
struct grid {
	const struct picture *picture;
	const struct picture_view *view;
	int columns, lines; /* of the whole picture, in cells */
	int across, down;   /* samples a cell */
	int first_column, first_line;
};

struct sample {
	uint8_t mean[3];
	bool ink; /* enough of it to be a stroke */
};

static struct sample take_sample(const struct grid *grid, int x, int y)
{
	const struct picture *picture = grid->picture;
	int64_t width = (int64_t)grid->columns * grid->across, height = (int64_t)grid->lines * grid->down;
	int left = (int)(x * (int64_t)picture->width / width),
	    top = (int)(y * (int64_t)picture->height / height);
	int right = MAX((int)((x + 1) * (int64_t)picture->width / width), left + 1);
	int bottom = MAX((int)((y + 1) * (int64_t)picture->height / height), top + 1);
	uint32_t sums[3] = {0}, count = 0, ink = 0;
	struct sample sample = {{255, 255, 255}, false};
	for (int row = top; row < MIN(bottom, picture->height); row++) {
		for (int column = left; column < MIN(right, picture->width); column++) {
			const uint8_t *pixel =
				&picture->pixels[((size_t)row * (size_t)picture->width + (size_t)column) * 3];
			for (int i = 0; i < 3; i++)
				sums[i] += pixel[i];
			ink += grid->view->threshold && picture_is_ink(picture, pixel);
			count++;
		}
	}
	for (int i = 0; i < 3 && count > 0; i++)
		sample.mean[i] = (uint8_t)(sums[i] / count);
	sample.ink = ink * 3 >= count && ink > 0;
	return sample;
}

static bool is_ink(const struct grid *grid, int x, int y)
{
	struct sample sample = take_sample(grid, x, y);
	bool ink = grid->view->threshold ? sample.ink : pixel_light(sample.mean) <= grid->picture->middle;
	return ink != grid->view->invert;
}

static int sample_color(const struct grid *grid, int x, int y)
{
	struct sample sample = take_sample(grid, x, y);
	if (grid->view->threshold)
		return sample.ink != grid->view->invert ? 16 : 231;
	uint32_t rgb = (uint32_t)sample.mean[0] << 16 | (uint32_t)sample.mean[1] << 8 | sample.mean[2];
	return color_rgb_to_index(grid->view->invert ? ~rgb & 0xffffff : rgb);
}

static void paint_block(const struct grid *grid, struct canvas *canvas, int x, int y, int column, int line)
{
	int top = sample_color(grid, column, line * 2), bottom = sample_color(grid, column, line * 2 + 1);
	if (top == bottom)
		canvas_put_color(canvas, x, y, " ", CELL_COLOR_NONE, top);
	else
		canvas_put_color(canvas, x, y, "▀", top, bottom);
}

static void paint_braille(const struct grid *grid, struct canvas *canvas, int x, int y, int column, int line)
{
	static const uint8_t bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
	uint8_t cell = 0;
	char text[4];
	for (int row = 0; row < 4; row++) {
		for (int side = 0; side < 2; side++) {
			if (is_ink(grid, column * 2 + side, line * 4 + row))
				cell |= bits[row][side];
		}
	}
	if (cell == 0)
		return;
	braille_text(cell, text);
	canvas_put_literal(canvas, x, y, ROLE_TEXT, text);
}

static void paint_ascii(const struct grid *grid, struct canvas *canvas, int x, int y, int column, int line)
{
	static const char ramp[] = "@%#*+=-:. ";
	char text[2] = {' ', '\0'};
	if (grid->view->threshold) {
		text[0] = is_ink(grid, column, line) ? '#' : ' ';
	} else {
		unsigned light = pixel_light(take_sample(grid, column, line).mean);
		light = grid->view->invert ? 255 - light : light;
		text[0] = ramp[light * (sizeof(ramp) - 1) / 256];
	}
	canvas_put_literal(canvas, x, y, ROLE_TEXT, text);
}

static const struct {
	int across, down;
	void (*paint)(const struct grid *grid, struct canvas *canvas, int x, int y, int column, int line);
} modes[] = {
	[PICTURE_BLOCKS] = {1, 2, paint_block},
	[PICTURE_BRAILLE] = {2, 4, paint_braille},
	[PICTURE_ASCII] = {1, 1, paint_ascii},
};

enum picture_mode picture_mode_for(const struct canvas *canvas, bool color)
{
	if (canvas_is_ascii(canvas))
		return PICTURE_ASCII;
	return color ? PICTURE_BLOCKS : PICTURE_BRAILLE;
}

/* Cells that fill the area without changing the shape; a cell counts twice as high as wide. */
static void fit(struct grid *grid, struct rect area)
{
	double width = grid->picture->width, height = grid->picture->height / 2.0;
	double scale = fmin(area.width / width, area.height / height);
	scale *= 1 << MIN(MAX(grid->view->zoom, 0), 5);
	grid->columns = MAX((int)lround(width * scale), 1);
	grid->lines = MAX((int)lround(height * scale), 1);
	grid->first_column = MIN(MAX(grid->view->pan_x, 0), MAX(grid->columns - area.width, 0));
	grid->first_line = MIN(MAX(grid->view->pan_y, 0), MAX(grid->lines - area.height, 0));
}

void picture_paint(const struct picture *picture, struct canvas *canvas, struct rect area,
	const struct picture_view *view)
{
	if (rect_is_empty(area))
		return;
	enum picture_mode mode = canvas_is_ascii(canvas) ? PICTURE_ASCII : view->mode;
	struct grid grid = {.picture = picture, .view = view};
	grid.across = modes[mode].across;
	grid.down = modes[mode].down;
	fit(&grid, area);
	int columns = MIN(grid.columns, area.width), lines = MIN(grid.lines, area.height);
	int left = area.x + (area.width - columns) / 2, top = area.y + (area.height - lines) / 2;
	for (int y = 0; y < lines; y++) {
		for (int x = 0; x < columns; x++)
			modes[mode].paint(
				&grid, canvas, left + x, top + y, grid.first_column + x, grid.first_line + y);
	}
}
