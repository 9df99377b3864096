/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "tui/keys/key.h"

/*
 * How far a long text is scrolled. Only a painting knows how many lines there are and how many fit, and it is
 * const: so this lies in memory of its own, and the painting notes there what the next key may do.
 */
struct scroll {
	int at;    /* lines above the window */
	int lines; /* of the text */
	int room;  /* of the window; both as painted last */
};
/* Notes the sizes and returns where to begin, clamped. */
int scroll_fit(struct scroll *scroll, int lines, int room);
/* Arrows, pages, Home, End, j, k, Space: true when the key was one of these. */
bool scroll_key(struct scroll *scroll, struct key key);
