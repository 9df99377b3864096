/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/string.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"
#include "tui/command.h"
#include "tui/keys/key.h"

/*
 * One line of text that an operator types: UTF-8, edited by whole characters (a base with its marks), with a
 * history. Keys: Left Right Home End C-a C-e C-Left C-Right, Backspace Delete C-w C-u C-k, Up Down for the
 * history, paste. Enter, Escape and Tab are not its own. Zero-initialise, then field_init().
 */
struct field {
	struct string text; /* clean UTF-8, at most `limit` bytes */
	size_t cursor;      /* byte offset, always between characters */
	size_t limit;
	const char *placeholder; /* a literal of ours, or NULL */
	bool secret;             /* shown as dots, no history, wiped when freed */
	/* History: newest last; position == count is the line being typed. */
	char **history;
	size_t history_count, history_position;
	struct string draft;
};
#define FIELD_LIMIT         512
#define FIELD_HISTORY_LIMIT 50
void field_init(struct field *field, size_t limit, const char *placeholder); /* limit 0: FIELD_LIMIT */
void field_free(struct field *field);
void field_set(struct field *field, struct string_view text); /* cleaned; cursor behind it */
void field_clear(struct field *field);
struct string_view field_text(const struct field *field);
void field_insert(struct field *field, struct string_view text); /* cleaned, cut at the limit */
void field_remember(struct field *field);                        /* puts the text into the history, once */

/* OUTCOME_PAINT when it was one of its keys (or a paste), OUTCOME_IGNORED otherwise. Compare the text to see
 * a change. */
unsigned field_key(struct field *field, const struct key_event *event);
/* Draws it into one line, scrolled so that the cursor is seen; puts the terminal's cursor there when focused.
 */
void field_paint(const struct field *field, struct canvas *canvas, int x, int y, int width, bool focused);
