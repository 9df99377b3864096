/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"
#include "tui/keys/key.h"

/*
 * Scripts run the console without a terminal, a step a line:
 *
 *     key K               a key by its name, several separated by blanks
 *     text T              types the rest of the line
 *     command C           runs a command of the table
 *     wait idle           until nothing is going on
 *     screenshot [FILE]   prints the canvas, to stdout without a file
 *     # a comment
 */
struct script_host {
	/* Each returns false with err to end the script. */
	bool (*event)(void *context, const struct key_event *event, struct error *err);
	bool (*command)(void *context, struct string_view line, struct error *err);
	bool (*wait_idle)(void *context, struct error *err);
	/* Paints what is there now and returns it. */
	const struct canvas *(*canvas)(void *context);
	/* Where a screenshot without a file goes; NULL prints to stdout. */
	void (*screenshot)(void *context, struct string_view text);
	/* True when the console has quit: the script ends there, well. */
	bool (*done)(void *context);
	void *context;
};
/* `name` is for errors: "FILE:LINE: ...". */
bool script_run(struct string_view text, const char *name, const struct script_host *host, struct error *err);
bool script_run_file(const char *path, const struct script_host *host, struct error *err); /* "-" is stdin */
/* "80x24": 1..1000 each. */
bool size_parse(struct string_view text, int *width, int *height, struct error *err);
