/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/attributes.h"
#include "core/base/error.h"
#include "core/base/string_view.h"

/*
 * Everything an operator can do is a row of a command table. Keys, the palette, the configuration, scripts
 * and tests all go through command_run().
 */
enum command_flag {
	COMMAND_DANGER =
		1 << 0, /* acts on the world; shown as such, never run without a question of its own */
	COMMAND_NETWORK = 1 << 1, /* needs a platform that answers */
	COMMAND_CHANGES = 1 << 2, /* refused in read-only mode */
	COMMAND_HIDDEN =
		1 << 3, /* not in the palette nor in help: plumbing such as "cursor.down" of a field */
	COMMAND_ARGUMENTS = 1 << 4, /* does nothing useful without arguments: the palette asks for them */
};

/* What must happen after a handler or a key. The loop does it. Zero: not handled, ask the next one. */
enum outcome {
	OUTCOME_IGNORED = 0,
	OUTCOME_HANDLED = 1 << 0,
	OUTCOME_REDRAW = 1 << 1, /* includes HANDLED in spirit: always set both through OUTCOME_PAINT */
	OUTCOME_RELAYOUT = 1 << 2,
	OUTCOME_REFETCH = 1 << 3,
	OUTCOME_CLOSE = 1 << 4, /* the dialog that said so is popped */
	OUTCOME_QUIT = 1 << 5,
	OUTCOME_FAILED = 1 << 6, /* err says why */
	OUTCOME_PAINT = OUTCOME_HANDLED | OUTCOME_REDRAW,
};

struct command;
struct command_call {
	const struct command *command;
	struct string_view arguments; /* trimmed; empty when there are none */
	struct error *err;            /* never NULL */
};

struct command {
	const char *name;      /* "meters.valve": context, dot, verb */
	const char *title;     /* for the footer and the palette: "Valve" */
	const char *help;      /* one sentence */
	const char *arguments; /* "METER [open|close]", or NULL */
	unsigned flags;        /* enum command_flag */
	unsigned (*run)(void *context, const struct command_call *call); /* enum outcome bits */
};

/* What may run now. `available` (may be NULL) says false and why, e.g. when the pane has nothing selected. */
struct command_policy {
	bool read_only;
	bool (*available)(void *context, const struct command *command, struct error *err);
	void *context;
};

struct command_table;
struct command_table *command_table_new(void);
void command_table_free(struct command_table *table);
/* A const array; its handlers get the context. Names are unique: a second one is a bug. */
void command_table_add(
	struct command_table *table, const struct command *commands, size_t count, void *context);
void command_table_set_policy(struct command_table *table, struct command_policy policy);
bool command_table_is_read_only(const struct command_table *table);
size_t command_table_count(const struct command_table *table);
const struct command *command_table_at(
	const struct command_table *table, size_t index); /* in the order added */
const struct command *command_find(const struct command_table *table, struct string_view name);
/* The name most like the word, or NULL. */
const char *command_nearest(const struct command_table *table, struct string_view word);

/* May it run now? Else false and a sentence. */
bool command_allowed(const struct command_table *table, const struct command *command, struct error *err);
/* `line` is a name and its arguments. OUTCOME_FAILED with a sentence for an unknown or refused one. */
unsigned command_run(struct command_table *table, struct string_view line, struct error *err);
/* Splits a line into the name and the trimmed rest. */
void command_split(struct string_view line, struct string_view *name, struct string_view *arguments);
