/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "tui/canvas.h"
#include "tui/command.h"
#include "tui/dialog.h"
#include "tui/keys/keymap.h"

/* Help and footer, from the live keymap and command table: what they say is what the keys do. */

struct help_context {
	const char *context; /* of the keymap */
	const char *title;   /* "Meters" */
};
/* What a sign on the screen means. */
struct help_sign {
	const char *sign, *ascii; /* literals: "●", "@" */
	const char *meaning;
};

/* All bindings of the contexts, the first first, then the signs; scrolls; Escape, q and ? close it. */
void help_push(struct dialog_stack *stack, const struct command_table *commands, const struct keymap *keymap,
	const struct help_context *contexts, size_t count);
void help_push_signs(struct dialog_stack *stack, const struct command_table *commands,
	const struct keymap *keymap, const struct help_context *contexts, size_t count,
	const struct help_sign *signs, size_t sign_count);

/*
 * The footer: "Enter detail  v valve ...": the commands in their order, most important first; those that the
 * policy refuses now, or that have no key here, are left out; what does not fit is left out from the end, but
 * the last one (help) always stays. Draws on line y of the window.
 */
void hints_paint(struct canvas *canvas, int y, const struct command_table *commands,
	const struct keymap *keymap, const char *const *contexts, size_t context_count,
	const char *const *command_lines, size_t count);
