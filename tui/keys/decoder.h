/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/string.h"
#include "tui/keys/key.h"

/*
 * Turns the bytes that a terminal sends into events. Knows the sequences of xterm, VT100 to VT320, linux,
 * rxvt, screen and tmux, and what the terminal's own description adds. Unknown sequences (a terminal's
 * replies among them) are swallowed whole. Pure: no descriptor, no clock.
 */
#define DECODER_PASTE_MAX 4096 /* what is longer is cut */
#define DECODER_EXTRA_MAX 48

struct decoder_sequence {
	char bytes[15];
	uint8_t length;
	struct key key;
};
struct decoder {
	struct string input; /* not yet decoded */
	size_t start;
	bool pasting;
	struct string paste;
	struct decoder_sequence extra[DECODER_EXTRA_MAX];
	size_t extra_count;
};
void decoder_free(struct decoder *decoder);
/* From the terminal's description; looked at before the built-in ones. */
void decoder_add(struct decoder *decoder, const char *bytes, struct key key);
void decoder_feed(struct decoder *decoder, const char *bytes, size_t length);
/*
 * The next event. False when there is none: with decoder_waits() there are bytes that may be the beginning of
 * one. With `final` (nothing more came in time) these are taken for what they are: a lone ESC is the Escape
 * key.
 */
bool decoder_next(struct decoder *decoder, bool final, struct key_event *event);
bool decoder_waits(const struct decoder *decoder);
