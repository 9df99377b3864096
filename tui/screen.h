/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"
#include "tui/keys/key.h"
#include "tui/theme.h"

/*
 * The terminal, through ncurses; no other file knows ncurses. All on the thread that opened it; one screen at
 * a time.
 */
struct screen;

struct screen_options {
	const struct role_table *roles;
	const struct theme *theme; /* borrowed; NULL is the built-in one */
	bool ascii;                /* --ascii, or borders = ascii */
	bool no_color; /* --color=never; NO_COLOR in the environment does the same unless force_color is set
			*/
	bool force_color;
	bool mouse;
};

/*
 * Opens the terminal on stdin and stdout. An unknown TERM is tried again as xterm-256color (see
 * screen_notice()); TERM=dumb or something that is no terminal is an error that says what to do instead. A
 * locale that is not UTF-8 switches ASCII on. Registers the fatal hook that restores the terminal.
 */
struct screen *screen_open(const struct screen_options *options, struct error *err);
void screen_close(struct screen *screen); /* restores the terminal; NULL is fine */
/* What the operator should know about the terminal, or NULL: "TERM=foo is unknown here, taking
 * xterm-256color". */
const char *screen_notice(const struct screen *screen);
bool screen_is_ascii(const struct screen *screen);
bool screen_keeps_text(const struct screen *screen); /* letters of any script, even with ASCII borders */
bool screen_has_color(const struct screen *screen);
void screen_size(const struct screen *screen, int *width, int *height);
int screen_input(const struct screen *screen); /* the descriptor to poll for keys */

/* Shows the canvas: the changed cells, in one update. Zero bytes when nothing changed. */
void screen_show(struct screen *screen, const struct canvas *canvas);
/* The next showing repaints everything: after another program wrote over the screen (C-l). */
void screen_repaint(struct screen *screen);
void screen_set_theme(struct screen *screen, const struct theme *theme); /* borrowed */
void screen_set_mouse(struct screen *screen, bool on);
bool screen_mouse(const struct screen *screen);
void screen_bell(struct screen *screen);

/* One event that is already there; false when there is none. Unknown escape sequences are swallowed. */
bool screen_read(struct screen *screen, struct key_event *event);
/* True when reading said that the terminal is gone: quit, there is nobody any more. */
bool screen_is_gone(const struct screen *screen);
/* After SIGWINCH: asks the terminal for its size. */
void screen_resized(struct screen *screen);
/* Gives the terminal back (for an editor) and takes it again; the next showing repaints everything. */
void screen_suspend(struct screen *screen);
void screen_resume(struct screen *screen);
/* Job control: gives the terminal back, stops the process, and comes back when it is continued. For SIGTSTP
 * and C-z. */
void screen_stop(struct screen *screen);

/*
 * Writes the text to the terminal's clipboard (OSC 52, by terminfo's Ms), at most 74,000 bytes. False with a
 * sentence when the terminal does not say that it can. It is never read.
 */
bool screen_copy(struct screen *screen, struct string_view text, struct error *err);
