/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/string_view.h"
#include "tui/command.h"
#include "tui/keys/key.h"

/*
 * Which key runs which command, where. A context is a name ("global", "meters", "dialog"); whoever looks a
 * key up gives the contexts that count now, the nearest first. A binding's command may carry arguments:
 * "view.show alarms".
 */
struct key_default {
	const char *context;
	const char *command;
	const char *keys; /* one or more, separated by blanks: "j Down" */
};

struct keymap;
/* The defaults are a const table of ours: a mistake in it is a bug. Stops at the NULL context. */
struct keymap *keymap_new(const struct key_default *defaults);
void keymap_free(struct keymap *keymap);

/*
 * From the configuration: `[keys] NAME = KEYS`. NAME is a command as in the defaults, with its arguments if
 * it has any, or "context/command"; KEYS are separated by blanks, "none" takes all away. Replaces the
 * defaults of that command (in all its contexts, or in the named one). A command without defaults is bound in
 * the context that its name begins with ("meters.valve": meters). Errors name the nearest word; a key taken
 * by another command of the same context is an error too.
 */
bool keymap_override(struct keymap *keymap, const struct command_table *commands, struct string_view name,
	struct string_view keys, struct error *err);
/*
 * The same for the whole section at once, in which keys may change places ("valve = t", "token = v"): all
 * named commands lose their defaults before the first gets its keys. On a mistake `*failed` is its index.
 */
struct key_override {
	struct string_view name, keys;
};
bool keymap_override_all(struct keymap *keymap, const struct command_table *commands,
	const struct key_override *overrides, size_t count, size_t *failed, struct error *err);
/* All that would not work: unknown commands, one key twice in a context. For tests and `check-config`. */
bool keymap_check(const struct keymap *keymap, const struct command_table *commands, struct error *err);

struct binding {
	const char *context;
	const char *command; /* with arguments */
	struct key key;
};
/* The contexts' first answer, or NULL. */
const struct binding *keymap_lookup(
	const struct keymap *keymap, const char *const *contexts, size_t count, struct key key);
/* The first key of a command in these contexts (NULL contexts: in any), or NULL. */
const struct binding *keymap_find(
	const struct keymap *keymap, const char *const *contexts, size_t count, const char *command);
size_t keymap_count(const struct keymap *keymap);
const struct binding *keymap_at(const struct keymap *keymap, size_t index); /* in the order of the defaults */
