/* SPDX-License-Identifier: MIT */
#pragma once
#include "tui/canvas.h"
#include "tui/theme.h"
#include "views/console.h"
#include "views/desk.h"
#include "views/shell.h"
#include "views/shell_parts.h"

/* Between the console's own files. */
struct console {
	struct console_options options;
	struct desk desk;
	struct shell *shell;
	struct theme *theme;
	struct canvas *canvas;
	struct store_watch *watch;
	bool quit; /* a script's */
	/* `wait idle` */
	bool idle_answered;
	bool no_engine; /* nobody came to be asked: not waited for again */
};

bool console_begin_script(struct console *console, int width, int height, struct error *err);
