/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/display_text.h"
#include "core/base/memory.h"
#include "tui/canvas.h"

/* A page of text that scrolls: headings, labelled values, rows in columns, the raw record. Made anew from the
 * store, then only painted. */
enum document_kind { DOCUMENT_HEADING, DOCUMENT_FIELD, DOCUMENT_ROW, DOCUMENT_TEXT };

#define DOCUMENT_CELLS 6
struct document_cell {
	struct display_text text;
	unsigned role;
	int width; /* 0: as wide as the text */
	enum align align;
};
struct document_line {
	enum document_kind kind;
	int indent;
	size_t count;
	struct document_cell cells[DOCUMENT_CELLS]; /* a field: label and value */
};
struct document {
	struct arena arena; /* of the lines' texts */
	struct document_line *lines;
	size_t count, capacity;
};

void document_clear(struct document *document);
void document_free(struct document *document);
void document_heading(struct document *document, const char *title, struct display_text note);
/* An empty value reads "–". */
void document_field(struct document *document, const char *label, struct display_text value);
void document_field_role(
	struct document *document, const char *label, struct display_text value, unsigned role);
void document_row(struct document *document, const struct document_cell *cells, size_t count);
void document_text(struct document *document, int indent, struct display_text text, unsigned role);
/* Lines that it needs at a width: values and texts are broken. */
int document_height(const struct document *document, int width);
/* Skips `scroll` lines. */
void document_paint(const struct document *document, struct canvas *canvas, struct rect area, int scroll);
/* The line where the n-th heading stands, or -1. */
int document_heading_line(const struct document *document, int width, size_t index);
