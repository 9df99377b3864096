/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"
#include "tui/command.h"
#include "tui/keys/key.h"

/*
 * Labelled fields under each other, made from a list of descriptors. Tab, S-Tab, Up and Down go from field to
 * field, Left and Right turn a choice; Enter on the last field (or C-Enter anywhere, where a terminal has it)
 * submits. A pasted line break never submits.
 */
enum form_kind { FORM_TEXT, FORM_SECRET, FORM_CHOICE, FORM_NOTE };
struct form_field {
	const char *id;    /* "amount"; copied, like the rest */
	const char *label; /* clean text */
	enum form_kind kind;
	const char *note;           /* at the right of it: bounds, unit; or NULL */
	const char *value;          /* at first, or NULL */
	const char *const *choices; /* FORM_CHOICE */
	size_t choice_count;
	size_t limit; /* bytes, 0: FIELD_LIMIT */
	bool required;
};
struct form;
struct form *form_new(const struct form_field *fields, size_t count);
void form_free(struct form *form);
/* The text, or the chosen word, of a field; SV_NONE when there is no such field. Valid until it changes. */
struct string_view form_value(const struct form *form, const char *id);
size_t form_choice(const struct form *form, const char *id); /* index; 0 when it is none */
void form_set(struct form *form, const char *id, struct string_view value);
void form_set_error(struct form *form, const char *id,
	struct string_view sentence); /* shown under the field; empty clears */
void form_focus(struct form *form, const char *id);
const char *form_focused(const struct form *form);
/* False when a required field is empty: the field then says so and has the focus. */
bool form_check(struct form *form);

/* OUTCOME_CLOSE: submitted and complete; the caller decides what follows. Escape is ignored: the caller's. */
unsigned form_key(struct form *form, const struct key_event *event);
int form_height(const struct form *form);
void form_paint(const struct form *form, struct canvas *canvas, struct rect area, bool focused);
