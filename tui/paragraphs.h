/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/base/memory.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"

/* Clean text in paragraphs, as dialogs show it: broken into lines at any width. */
struct paragraphs {
	struct arena arena;
	struct display_text *items;
	size_t count;
};
/* Copies and cleans; paragraphs are separated by line feeds. */
void paragraphs_set(struct paragraphs *paragraphs, struct string_view text);
void paragraphs_free(struct paragraphs *paragraphs);
int paragraphs_height(const struct paragraphs *paragraphs, int width);
int paragraphs_width(const struct paragraphs *paragraphs); /* of the longest */
/* Skips `scroll` lines. */
void paragraphs_paint(const struct paragraphs *paragraphs, struct canvas *canvas, struct rect area,
	int scroll, unsigned role);
