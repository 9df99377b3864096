/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/display_text.h"
#include "core/base/error.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"
#include "tui/command.h"
#include "tui/keys/key.h"

/*
 * Dialogs are objects on a stack, painted over the panes while data keeps flowing. The topmost gets the keys.
 * None of them waits.
 */
struct dialog_ops {
	/* The size it would like on such a screen; it is clamped and placed in the middle. NULL: the whole
	 * screen. */
	void (*size)(const void *self, int screen_width, int screen_height, int *width, int *height);
	/* The window is the dialog's area, already blank (ROLE_DIALOG). It draws its own box
	 * (dialog_paint_box()). */
	void (*paint)(const void *self, struct canvas *canvas);
	/* enum outcome bits; OUTCOME_CLOSE takes it off the stack. What is ignored is dropped, unless
	 * `passes_keys`. */
	unsigned (*key)(void *self, const struct key_event *event);
	void (*free)(void *self);
	/* The context whose bindings count before key() is asked ("dialog", "palette"), or NULL. */
	const char *context;
	bool passes_keys;
};

struct dialog_stack;
struct dialog_stack *dialog_stack_new(void);
void dialog_stack_free(struct dialog_stack *stack);
/* The stack owns self from now on. */
void dialog_push(struct dialog_stack *stack, const struct dialog_ops *ops, void *self);
void dialog_pop(struct dialog_stack *stack); /* the topmost, if any */
void dialog_clear(struct dialog_stack *stack);
size_t dialog_count(const struct dialog_stack *stack);
/* The topmost one's object when it has these ops, else NULL. */
void *dialog_top(const struct dialog_stack *stack, const struct dialog_ops *ops);
const char *dialog_context(const struct dialog_stack *stack); /* of the topmost, or NULL */
/* The topmost first. A handler may push and pop. OUTCOME_CLOSE was obeyed already and is not among the bits.
 */
unsigned dialog_key(struct dialog_stack *stack, const struct key_event *event);
void dialog_paint(const struct dialog_stack *stack, struct canvas *canvas); /* all, the topmost last */
/* A dialog's frame around the window; danger for what cannot be taken back. Returns the room inside. */
struct rect dialog_paint_box(struct canvas *canvas, struct display_text title, bool danger);

/*
 * What became of a dialog. `text` is what was typed (empty otherwise), valid during the call. Called before
 * the dialog is popped; returns outcome bits. With err set and OUTCOME_FAILED the dialog stays and shows the
 * sentence.
 */
typedef unsigned (*dialog_done)(void *context, bool accepted, struct string_view text, struct error *err);

struct dialog_message {
	const char *title;
	struct string_view text; /* copied and cleaned; paragraphs are separated by line feeds; scrolls when
				    it is long */
	bool danger;
};
void dialog_push_message(struct dialog_stack *stack, const struct dialog_message *message);

struct dialog_confirm {
	const char *title;
	struct string_view text; /* the whole sentence: what will happen, to whom */
	const char *accept;      /* "issue": the word at Enter */
	bool danger; /* starts on the harmless answer: Enter alone does not accept, Tab or y first */
	struct string_view typed; /* when not empty, exactly this must be typed */
	dialog_done done;
	void *context;
};
void dialog_push_confirm(struct dialog_stack *stack, const struct dialog_confirm *confirm);

struct dialog_input {
	const char *title;
	const char *label;
	struct string_view text; /* what stands there at first */
	const char *placeholder;
	bool secret;
	size_t limit; /* bytes; 0: FIELD_LIMIT */
	dialog_done done;
	void *context;
};
void dialog_push_input(struct dialog_stack *stack, const struct dialog_input *input);

/* A choice among lines: sort orders, columns, platforms. `done` gets the chosen label. */
struct dialog_choice {
	const char *title;
	const struct display_text *labels; /* copied */
	size_t count, selected;
	dialog_done done;
	void *context;
};
void dialog_push_choice(struct dialog_stack *stack, const struct dialog_choice *choice);
