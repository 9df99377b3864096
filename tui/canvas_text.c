/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/attributes.h"
#include "tui/ascii.h"
#include "tui/canvas_private.h"
#include "tui/grapheme.h"

/* A terminal without UTF-8 shows the ASCII twin, repeated or padded to the same width. */
static void set_ascii(struct canvas *canvas, int x, int y, unsigned role, const struct grapheme *grapheme)
{
	char twin = ascii_twin(grapheme->base);
	canvas_set(canvas, x, y, role, &twin, 1, 1);
	if (grapheme->width == 2)
		canvas_set(canvas, x + 1, y, role, twin == '?' ? "?" : " ", 1, 1);
}

static void set_grapheme(struct canvas *canvas, int x, int y, unsigned role, const struct grapheme *grapheme)
{
	bool foreign = grapheme->base >= 0x80 || grapheme->length > 1;
	bool kept = canvas->keeps_text && ascii_twin(grapheme->base) == '?';
	if (canvas->ascii && foreign && !kept)
		set_ascii(canvas, x, y, role, grapheme);
	else
		canvas_set(canvas, x, y, role, grapheme->bytes, grapheme->length, grapheme->width);
}

/* Draws graphemes while they fit into `room` columns; returns the columns used. Absolute coordinates. */
static int put_some(
	struct canvas *canvas, int x, int y, unsigned role, const char **at, const char *end, int room)
{
	struct grapheme grapheme;
	int used = 0;
	const char *next = *at;
	while (grapheme_next(&next, end, &grapheme)) {
		if (grapheme.width > room - used)
			break;
		set_grapheme(canvas, x + used, y, role, &grapheme);
		used += grapheme.width;
		*at = next;
	}
	return used;
}

int canvas_put(struct canvas *canvas, int x, int y, unsigned role, struct display_text text)
{
	const char *at = text.bytes;
	if (text.length == 0)
		return 0;
	return put_some(canvas, x + canvas->window.area.x, y + canvas->window.area.y, role, &at,
		at + text.length, (int)text.width);
}

int canvas_put_literal(struct canvas *canvas, int x, int y, unsigned role, const char *text)
{
	return canvas_put(canvas, x, y, role, display_literal(text));
}

int canvas_format(struct canvas *canvas, int x, int y, unsigned role, const char *format, ...)
{
	char buffer[1024];
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(buffer, sizeof(buffer), format, arguments);
	va_end(arguments);
	if (length < 0)
		return 0;
	struct string_view text = sv_from(buffer, MIN((size_t)length, sizeof(buffer) - 1));
	return canvas_put(canvas, x, y, role, display_clean(&canvas->arena, text));
}

static void put_blanks(struct canvas *canvas, int x, int y, int count, unsigned role)
{
	for (int i = 0; i < count; i++)
		canvas_set(canvas, x + i, y, role, " ", 1, 1);
}

void canvas_put_fit(struct canvas *canvas, int x, int y, int width, enum align align, unsigned role,
	struct display_text text)
{
	if (width <= 0)
		return;
	x += canvas->window.area.x;
	y += canvas->window.area.y;
	const char *at = text.bytes, *end = at + text.length;
	int spare = width - (int)MIN(text.width, (uint32_t)width);
	int before = align == ALIGN_LEFT ? 0 : align == ALIGN_RIGHT ? spare : spare / 2;
	put_blanks(canvas, x, y, before, role);
	if ((int)text.width <= width) {
		if (text.length > 0)
			put_some(canvas, x + before, y, role, &at, end, width - before);
		put_blanks(canvas, x + before + (int)text.width, y, spare - before, role);
		return;
	}
	int used = put_some(canvas, x, y, role, &at, end, width - 1);
	const char *ellipsis = glyph_text(GLYPH_ELLIPSIS, canvas->ascii);
	canvas_set(canvas, x + used, y, role, ellipsis, strlen(ellipsis), 1);
	put_blanks(canvas, x + used + 1, y, width - used - 1, role);
}

/* The end of the line that begins at `at`: behind the last blank that fits, or wherever it must be. */
static const char *line_end(const char *at, const char *end, int width, const char **next_line)
{
	struct grapheme grapheme;
	const char *next = at, *here = at, *cut = NULL, *after_cut = NULL;
	int used = 0;
	bool was_wide = false;
	while (grapheme_next(&next, end, &grapheme)) {
		if (grapheme.base == ' ') {
			cut = here;
			after_cut = next;
		} else if (here > at && (was_wide || grapheme.width == 2)) {
			cut = here;
			after_cut = here;
		}
		if (used + grapheme.width > width) {
			*next_line = cut && after_cut > at ? after_cut : here > at ? here : next;
			return cut && cut > at ? cut : here;
		}
		used += grapheme.width;
		was_wide = grapheme.width == 2;
		here = next;
	}
	*next_line = end;
	return end;
}

int canvas_put_wrapped(struct canvas *canvas, struct rect area, unsigned role, struct display_text text)
{
	const char *at = text.bytes, *end = at + text.length;
	int lines = 0;
	if (area.width <= 0 || text.length == 0)
		return 0;
	while (at < end) {
		const char *next_line, *stop = line_end(at, end, area.width, &next_line);
		if (canvas && lines < area.height)
			put_some(canvas, area.x + canvas->window.area.x,
				area.y + lines + canvas->window.area.y, role, &at, stop, area.width);
		at = next_line;
		lines++;
	}
	return lines;
}

int display_wrapped_height(struct display_text text, int width)
{
	return canvas_put_wrapped(NULL, (struct rect){0, 0, width, 0}, ROLE_TEXT, text);
}
