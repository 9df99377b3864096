/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/canvas.h"

/* A character as it stands in a cell: a base and the marks over it. Marks that do not fit into a cell are
 * dropped. */
struct grapheme {
	const char *bytes;
	size_t length; /* at most CELL_BYTES */
	uint32_t base;
	int width; /* 1 or 2 */
};
/* Moves *at behind it; false at the end. The text must be clean (display_text). */
bool grapheme_next(const char **at, const char *end, struct grapheme *out);
/* Where the character before `at` begins. */
const char *grapheme_before(const char *start, const char *at);
