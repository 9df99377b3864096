/* SPDX-License-Identifier: MIT */
#include "views/document.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "views/words.h"

#define LABEL_WIDTH 18
#define LEFT        2

void document_clear(struct document *document)
{
	arena_reset(&document->arena);
	document->count = 0;
}

void document_free(struct document *document)
{
	arena_free(&document->arena);
	free(document->lines);
	*document = (struct document){0};
}

static struct document_line *add(struct document *document, enum document_kind kind)
{
	array_grow(&document->lines, &document->capacity, document->count, sizeof(*document->lines));
	struct document_line *line = &document->lines[document->count++];
	*line = (struct document_line){.kind = kind};
	return line;
}

void document_heading(struct document *document, const char *title, struct display_text note)
{
	struct document_line *line = add(document, DOCUMENT_HEADING);
	line->count = 2;
	line->cells[0].text = display_literal(title);
	line->cells[1].text = note;
}

void document_field_role(
	struct document *document, const char *label, struct display_text value, unsigned role)
{
	struct document_line *line = add(document, DOCUMENT_FIELD);
	line->count = 2;
	line->cells[0].text = display_literal(label);
	line->cells[1].text = words_or_dash(value);
	line->cells[1].role = role;
}

void document_field(struct document *document, const char *label, struct display_text value)
{
	document_field_role(document, label, value, value.length ? ROLE_TEXT : ROLE_DIM);
}

void document_row(struct document *document, const struct document_cell *cells, size_t count)
{
	struct document_line *line = add(document, DOCUMENT_ROW);
	line->count = MIN(count, (size_t)DOCUMENT_CELLS);
	memcpy(line->cells, cells, line->count * sizeof(*cells));
}

void document_text(struct document *document, int indent, struct display_text text, unsigned role)
{
	struct document_line *line = add(document, DOCUMENT_TEXT);
	line->indent = indent;
	line->count = 1;
	line->cells[0] = (struct document_cell){.text = text, .role = role};
}

static int value_width(int width)
{
	return MAX(width - LEFT - LABEL_WIDTH - 1, 1);
}

static int text_width(const struct document_line *line, int width)
{
	return MAX(width - LEFT - line->indent - 1, 1);
}

static int line_height(const struct document_line *line, int width)
{
	switch (line->kind) {
	case DOCUMENT_HEADING:
		return 2;
	case DOCUMENT_FIELD:
		return MAX(display_wrapped_height(line->cells[1].text, value_width(width)), 1);
	case DOCUMENT_TEXT:
		return MAX(display_wrapped_height(line->cells[0].text, text_width(line, width)), 1);
	case DOCUMENT_ROW:
		break;
	}
	return 1;
}

int document_height(const struct document *document, int width)
{
	int height = 0;
	for (size_t i = 0; i < document->count; i++)
		height += line_height(&document->lines[i], width);
	return height;
}

int document_heading_line(const struct document *document, int width, size_t index)
{
	int y = 0;
	for (size_t i = 0; i < document->count; i++) {
		if (document->lines[i].kind == DOCUMENT_HEADING && index-- == 0)
			return y;
		y += line_height(&document->lines[i], width);
	}
	return -1;
}

/* A blank line, then the title on a rule. */
static void paint_heading(const struct document_line *line, struct canvas *canvas, int y, int width)
{
	int x = LEFT - 1;
	canvas_horizontal(canvas, x, y + 1, width - x - 1, ROLE_BORDER);
	x += canvas_put(canvas, x, y + 1, ROLE_TITLE, line->cells[0].text);
	canvas_put(canvas, x, y + 1, ROLE_TITLE, TEXT(" "));
	if (line->cells[1].text.length) {
		x = width - 3 - (int)line->cells[1].text.width;
		canvas_format(canvas, x, y + 1, ROLE_DIM, " %.*s ", DISPLAY_ARG(line->cells[1].text));
	}
}

static void paint_row(const struct document_line *line, struct canvas *canvas, int y)
{
	int x = LEFT;
	for (size_t i = 0; i < line->count; i++) {
		const struct document_cell *cell = &line->cells[i];
		int width = cell->width ? cell->width : (int)cell->text.width;
		canvas_put_fit(canvas, x, y, width, cell->align, cell->role, cell->text);
		x += width + 2;
	}
}

static void paint_line(const struct document_line *line, struct canvas *canvas, int y, int width, int height)
{
	switch (line->kind) {
	case DOCUMENT_HEADING:
		paint_heading(line, canvas, y, width);
		break;
	case DOCUMENT_FIELD:
		canvas_put_fit(canvas, LEFT, y, LABEL_WIDTH - 1, ALIGN_LEFT, ROLE_DIM, line->cells[0].text);
		canvas_put_wrapped(canvas, (struct rect){LEFT + LABEL_WIDTH, y, value_width(width), height},
			line->cells[1].role, line->cells[1].text);
		break;
	case DOCUMENT_ROW:
		paint_row(line, canvas, y);
		break;
	case DOCUMENT_TEXT:
		canvas_put_wrapped(canvas,
			(struct rect){LEFT + line->indent, y, text_width(line, width), height},
			line->cells[0].role, line->cells[0].text);
		break;
	}
}

void document_paint(const struct document *document, struct canvas *canvas, struct rect area, int scroll)
{
	struct canvas_window previous = canvas_enter(canvas, area);
	int y = -scroll;
	for (size_t i = 0; i < document->count && y < area.height; i++) {
		int height = line_height(&document->lines[i], area.width);
		if (y + height > 0)
			paint_line(&document->lines[i], canvas, y, area.width, height);
		y += height;
	}
	canvas_leave(canvas, previous);
}
