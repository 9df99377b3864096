/* SPDX-License-Identifier: MIT */
#pragma once
#include "views/shell.h"

/* Between the shell's own files. */
extern const enum page shell_panes[LAYOUT_PANES];
int shell_pane_of(enum page page); /* -1: none of the four */
void shell_read_seen(struct shell *shell);
unsigned shell_close_detail(struct shell *shell);
unsigned shell_next_pane(struct shell *shell, int step);
/* The contexts whose bindings count now, the nearest first. */
#define SHELL_CONTEXTS 4
size_t shell_contexts(struct shell *shell, const char *contexts[SHELL_CONTEXTS]);
void shell_paint_status(const struct shell *shell, struct canvas *canvas, struct rect area);
/* One line: all of them, in as many words as there is room for. */
void shell_paint_platforms(const struct shell *shell, struct canvas *canvas);
void shell_paint_tabs(const struct shell *shell, struct canvas *canvas, struct rect area);
extern const struct key_default shell_keys[]; /* ends with a NULL context */
/* Does what an outcome says; for the loop. */
void shell_obey(struct shell *shell, unsigned outcome);
