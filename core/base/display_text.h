/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "core/base/string_view.h"

/*
 * Text that may be drawn: the only type that the canvas accepts. It came through display_clean(), so it is
 * valid UTF-8 without control bytes, escape sequences, bidi overrides, invisible or unassigned characters,
 * and its width in cells is known (Chinese is two). Vendors' text becomes display_text once, in a decoder;
 * our own literals through TEXT() or display_literal().
 */
struct display_text {
	const char *bytes;
	uint32_t length; /* bytes */
	uint32_t width;  /* cells */
};
#define DISPLAY_NONE ((struct display_text){NULL, 0, 0})
/* For ASCII literals of ours. */
#define TEXT(literal) ((struct display_text){("" literal), sizeof(literal) - 1, sizeof(literal) - 1})

/*
 * Keeps a code point iff it is valid UTF-8, not Cc Cf Cs Co Cn Zl Zp, of width 0 to 2, not a filler (U+115F,
 * 1160, 3164, FFA0) nor a variation selector or tag, with at most two combining marks a base. Runs of tab,
 * CR, LF become one space. Everything else becomes U+FFFD, a combining mark without a base too. Clean text is
 * borrowed, changed text is made in the arena. Beyond 1 GiB it is cut.
 */
struct display_text display_clean(struct arena *arena, struct string_view raw);
bool display_is_clean(struct string_view raw, uint32_t *width);
/* For text that display_clean() made earlier and that was stored since: measures it and trusts nothing else.
 */
struct display_text display_stored(struct arena *arena, struct string_view text);
struct display_text display_literal(const char *text); /* a literal of ours that is not ASCII: "●", "燃气" */
/* printf into the arena; what the arguments bring in is cleaned as well. */
struct display_text display_format(struct arena *arena, const char *format, ...) PRINTF(2, 3);
struct display_text display_copy(struct arena *arena, struct display_text text);
struct string_view display_view(struct display_text text);
/* At most so many cells; when cut, the last cell is "…" (or "~" when ascii). */
struct display_text display_fit(struct arena *arena, struct display_text text, uint32_t width, bool ascii);

/* One code point from the front of [*at, end): moves *at; U+FFFD and one byte for invalid input. */
uint32_t utf8_next(const char **at, const char *end);
/* 1 to 4 bytes. */
size_t utf8_put(uint32_t code_point, char out[4]);
bool utf8_valid(struct string_view text);
/*
 * Cells that a terminal uses: 0 for combining marks, 1, 2, or -1 when it must not be drawn. Independent of
 * the locale. Agrees with glibc's wcwidth() in C.UTF-8, but for characters younger than the C library.
 * Ambiguous ones are narrow.
 */
int code_point_width(uint32_t code_point);
