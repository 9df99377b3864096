/* SPDX-License-Identifier: MIT */
#include "tui/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "tui/canvas_private.h"

#define SIZE_MAX_CELLS 1000

static const struct cell blank = {.bytes = " ",
	.length = 1,
	.width = 1,
	.role = ROLE_TEXT,
	.foreground = CELL_COLOR_NONE,
	.background = CELL_COLOR_NONE};

struct rect rect_intersect(struct rect a, struct rect b)
{
	int left = MAX(a.x, b.x), top = MAX(a.y, b.y);
	int right = MIN(a.x + a.width, b.x + b.width), bottom = MIN(a.y + a.height, b.y + b.height);
	return (struct rect){left, top, MAX(right - left, 0), MAX(bottom - top, 0)};
}

struct rect rect_inset(struct rect rect, int left, int top, int right, int bottom)
{
	return (struct rect){rect.x + left, rect.y + top, MAX(rect.width - left - right, 0),
		MAX(rect.height - top - bottom, 0)};
}

bool rect_is_empty(struct rect rect)
{
	return rect.width <= 0 || rect.height <= 0;
}

static int clamp_size(int size)
{
	return MIN(MAX(size, 1), SIZE_MAX_CELLS);
}

struct canvas *canvas_new(int width, int height, bool ascii)
{
	struct canvas *canvas = NEW(struct canvas);
	canvas->ascii = ascii;
	canvas_resize(canvas, width, height);
	return canvas;
}

void canvas_free(struct canvas *canvas)
{
	if (!canvas)
		return;
	arena_free(&canvas->arena);
	free(canvas->cells);
	free(canvas);
}

void canvas_resize(struct canvas *canvas, int width, int height)
{
	canvas->width = clamp_size(width);
	canvas->height = clamp_size(height);
	free(canvas->cells);
	canvas->cells = NEW_ARRAY(struct cell, (size_t)canvas->width * (size_t)canvas->height);
	canvas_clear(canvas);
}

void canvas_clear(struct canvas *canvas)
{
	size_t count = (size_t)canvas->width * (size_t)canvas->height;
	for (size_t i = 0; i < count; i++)
		canvas->cells[i] = blank;
	canvas->window.area = (struct rect){0, 0, canvas->width, canvas->height};
	canvas->window.clip = canvas->window.area;
	canvas->has_cursor = false;
	canvas->cursor_visible = false;
	arena_reset(&canvas->arena);
}

void canvas_keep_text(struct canvas *canvas, bool keep)
{
	canvas->keeps_text = keep;
}

bool canvas_is_ascii(const struct canvas *canvas)
{
	return canvas->ascii;
}

struct arena *canvas_arena(struct canvas *canvas)
{
	return &canvas->arena;
}

struct canvas_window canvas_enter(struct canvas *canvas, struct rect area)
{
	struct canvas_window previous = canvas->window;
	area.x += previous.area.x;
	area.y += previous.area.y;
	area.width = MAX(area.width, 0);
	area.height = MAX(area.height, 0);
	canvas->window.area = area;
	canvas->window.clip = rect_intersect(area, previous.clip);
	return previous;
}

void canvas_leave(struct canvas *canvas, struct canvas_window previous)
{
	canvas->window = previous;
}

int canvas_width(const struct canvas *canvas)
{
	return canvas->window.area.width;
}

int canvas_height(const struct canvas *canvas)
{
	return canvas->window.area.height;
}

struct rect canvas_area(const struct canvas *canvas)
{
	return (struct rect){0, 0, canvas->window.area.width, canvas->window.area.height};
}

static struct cell *cell_at(struct canvas *canvas, int x, int y)
{
	return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

bool canvas_inside(const struct canvas *canvas, int x, int y)
{
	const struct rect *clip = &canvas->window.clip;
	return x >= clip->x && x < clip->x + clip->width && y >= clip->y && y < clip->y + clip->height;
}

/* Half a wide character cannot stay: what is left of it becomes a blank in its own colours. */
static void blank_half(struct canvas *canvas, int x, int y)
{
	if (x < 0 || x >= canvas->width)
		return;
	struct cell *cell = cell_at(canvas, x, y);
	memset(cell->bytes, 0, sizeof(cell->bytes));
	cell->bytes[0] = ' ';
	cell->length = 1;
	cell->width = 1;
}

static void clear_place(struct canvas *canvas, int x, int y)
{
	struct cell *cell = cell_at(canvas, x, y);
	if (cell->width == 0)
		blank_half(canvas, x - 1, y);
	else if (cell->width == 2)
		blank_half(canvas, x + 1, y);
}

static void place(struct canvas *canvas, int x, int y, const struct cell *cell)
{
	clear_place(canvas, x, y);
	*cell_at(canvas, x, y) = *cell;
}

static struct cell make_cell(unsigned role, const char *bytes, size_t length, int width)
{
	struct cell cell = blank;
	memset(cell.bytes, 0, sizeof(cell.bytes));
	memcpy(cell.bytes, bytes, length);
	cell.length = (uint8_t)length;
	cell.width = (uint8_t)width;
	cell.role = (uint8_t)role;
	return cell;
}

void canvas_set(
	struct canvas *canvas, int x, int y, unsigned role, const char *bytes, size_t length, int width)
{
	bool left = canvas_inside(canvas, x, y), right = width < 2 || canvas_inside(canvas, x + 1, y);
	struct cell cell = make_cell(role, bytes, length, width);
	struct cell space = make_cell(role, " ", 1, 1);
	if (left && right) {
		if (width == 2)
			clear_place(canvas, x + 1, y);
		place(canvas, x, y, &cell);
		if (width == 2) {
			struct cell half = make_cell(role, "", 0, 0);
			*cell_at(canvas, x + 1, y) = half;
		}
	} else if (left) {
		place(canvas, x, y, &space);
	} else if (width == 2 && right) {
		place(canvas, x + 1, y, &space);
	}
}

void canvas_fill(struct canvas *canvas, struct rect area, unsigned role)
{
	area.x += canvas->window.area.x;
	area.y += canvas->window.area.y;
	area = rect_intersect(area, canvas->window.clip);
	for (int y = area.y; y < area.y + area.height; y++) {
		for (int x = area.x; x < area.x + area.width; x++)
			canvas_set(canvas, x, y, role, " ", 1, 1);
	}
}

void canvas_add_flags(struct canvas *canvas, struct rect area, unsigned flags)
{
	area.x += canvas->window.area.x;
	area.y += canvas->window.area.y;
	area = rect_intersect(area, canvas->window.clip);
	for (int y = area.y; y < area.y + area.height; y++) {
		for (int x = area.x; x < area.x + area.width; x++)
			cell_at(canvas, x, y)->flags |= (uint8_t)flags;
	}
}

void canvas_set_role(struct canvas *canvas, struct rect area, unsigned role)
{
	area.x += canvas->window.area.x;
	area.y += canvas->window.area.y;
	area = rect_intersect(area, canvas->window.clip);
	for (int y = area.y; y < area.y + area.height; y++) {
		for (int x = area.x; x < area.x + area.width; x++)
			cell_at(canvas, x, y)->role = (uint8_t)role;
	}
}

void canvas_put_color(struct canvas *canvas, int x, int y, const char *glyph, int foreground, int background)
{
	x += canvas->window.area.x;
	y += canvas->window.area.y;
	if (!canvas_inside(canvas, x, y))
		return;
	struct cell cell = make_cell(ROLE_TEXT, glyph, MIN(strlen(glyph), (size_t)CELL_BYTES), 1);
	cell.foreground = (int16_t)foreground;
	cell.background = (int16_t)background;
	place(canvas, x, y, &cell);
}

void canvas_set_cursor(struct canvas *canvas, int x, int y, bool visible)
{
	x += canvas->window.area.x;
	y += canvas->window.area.y;
	if (!canvas_inside(canvas, x, y))
		return;
	canvas->has_cursor = true;
	canvas->cursor_x = x;
	canvas->cursor_y = y;
	canvas->cursor_visible = visible;
}

bool canvas_cursor(const struct canvas *canvas, int *x, int *y)
{
	*x = canvas->has_cursor ? canvas->cursor_x : canvas->width - 1;
	*y = canvas->has_cursor ? canvas->cursor_y : canvas->height - 1;
	return canvas->has_cursor && canvas->cursor_visible;
}

const struct cell *canvas_cell(const struct canvas *canvas, int x, int y)
{
	if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
		return NULL;
	return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

int canvas_full_width(const struct canvas *canvas)
{
	return canvas->width;
}

int canvas_full_height(const struct canvas *canvas)
{
	return canvas->height;
}

bool canvas_equal(const struct canvas *a, const struct canvas *b)
{
	size_t count = (size_t)a->width * (size_t)a->height;
	return a->width == b->width && a->height == b->height &&
	       memcmp(a->cells, b->cells, count * sizeof(*a->cells)) == 0;
}

void canvas_print(const struct canvas *canvas, struct string *out)
{
	for (int y = 0; y < canvas->height; y++) {
		size_t end = out->length;
		for (int x = 0; x < canvas->width; x++) {
			const struct cell *cell = canvas_cell(canvas, x, y);
			string_append_bytes(out, cell->bytes, cell->length);
			if (cell->length > 1 || cell->bytes[0] > ' ')
				end = out->length;
		}
		string_truncate(out, end);
		string_append_char(out, '\n');
	}
}

void canvas_print_roles(const struct canvas *canvas, struct string *out)
{
	for (int y = 0; y < canvas->height; y++) {
		for (int x = 0; x < canvas->width; x++)
			string_append_format(out, "%02x", canvas_cell(canvas, x, y)->role);
		string_append_char(out, '\n');
	}
}
