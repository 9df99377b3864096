/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/config/config.h"
#include "core/store/store.h"

/*
 * The console: the panes on a screen. It reads the store and asks the engine through its link; it works the
 * same whether the engine is a thread of this process, runs in another one, or not at all.
 */
struct console;

struct console_options {
	struct store *store;         /* outlives the console */
	const struct config *config; /* accounts, [console], [keys]; outlives the console */
	const char *theme;           /* --theme; NULL: the configuration's, else "dark" */
	bool readonly;
	enum config_switch ascii;
	const struct time_zone *zone; /* times on the screen; NULL: UTC */
	const struct clock *clock;    /* NULL: the system's */
	const char *title;            /* shown at the left of the first line: "meterdeck", "meterdeck demo" */
	/* Called once, right after the first paint: whoever runs the engine starts it here, so that nothing
	 * of it stands between the command and the first screen. May be NULL. */
	void (*after_first_paint)(void *context);
	void *context;
};

/* Reads theme and keys; a mistake in them is ERROR_CONFIG with file, line and the nearest word. */
struct console *console_new(const struct console_options *options, struct error *err);
/* Until the operator quits or a signal ends it. ERROR_USAGE with what to do when the terminal cannot be used.
 */
bool console_run(struct console *console, struct error *err);
/* `--script FILE --size WxH`: without a terminal. A step that fails names the script's line. */
bool console_run_script(struct console *console, const char *file, int width, int height, struct error *err);
void console_free(struct console *console);
/* For `check-config`: only what console_new() would say about theme and keys. */
bool console_check(const struct console_options *options, struct error *err);
