/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/string_view.h"
#include "tui/command.h"
#include "tui/dialog.h"
#include "tui/keys/keymap.h"

/*
 * The ':' palette: every command that is not hidden, found by a few letters, with its key and its help. What
 * is typed behind a command's name are its arguments. Enter closes the palette and gives the line to `run`;
 * Tab completes.
 */
struct palette_setup {
	const struct command_table *commands;
	const struct keymap *keymap;
	/* Runs the line; called when the palette is off the stack. Its bits are returned to dialog_key()'s
	 * caller. */
	unsigned (*run)(void *context, struct string_view line);
	void *context;
};
void palette_push(struct dialog_stack *stack, const struct palette_setup *setup, struct string_view text);

/*
 * How well a pattern's letters are found in a text, in their order: higher is better, 0 is not at all. Starts
 * of words, runs and a whole prefix count more; case does not. An empty pattern scores 1 everywhere.
 */
int fuzzy_score(struct string_view pattern, struct string_view text);
