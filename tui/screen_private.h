/* SPDX-License-Identifier: MIT */
#pragma once
#include <termios.h>

#include "tui/keys/decoder.h"
#include "tui/screen.h"

/* Between the screen's own files. ncurses itself stays in the .c files: its names would fill every room. */
struct screen_style {
	unsigned long attributes; /* attr_t */
	int pair;
};

struct screen {
	const struct role_table *roles;
	const struct theme *theme;
	struct theme *own_theme; /* when none was given */
	char notice[256];
	bool keeps_text; /* the terminal takes UTF-8, whatever the borders are */
	bool ascii, color, mouse, suspended, private_modes, gone;
	int cursor_shown; /* -1: not set yet */
	int width, height;
	struct cell *shown; /* what ncurses was last told */
	struct screen_style styles[ROLE_MAX];
	struct decoder decoder;
	struct key_event event;
	int escape_delay;
	void *terminal; /* SCREEN */
	struct termios saved;
	char restore[256]; /* bytes that put the terminal right after a crash */
	size_t restore_length;
};

void screen_resolve_styles(struct screen *screen);
void screen_forget_shown(struct screen *screen);
void screen_describe_keys(struct screen *screen);
/* Straight to the terminal, past ncurses: modes that it does not know. */
void screen_write(const char *bytes, size_t length);
