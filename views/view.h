/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/display_text.h"
#include "core/base/error.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"
#include "tui/command.h"
#include "tui/keys/key.h"
#include "tui/keys/keymap.h"
#include "tui/table.h"

/*
 * A pane: a const table of functions and a struct of its own. The shell holds all of them, tells them when
 * the store changed and paints those that are seen. A view reads the store and never waits; what it wants of
 * a platform it asks through asking.h.
 */
struct desk;
struct list_pane;

/* Which meter the row under the cursor speaks of. The texts live until the view is refreshed or moved. */
struct view_subject {
	int64_t meter_id; /* 0: not in the list of meters */
	struct string_view profile, meter_no;
};

struct view_ops {
	const char *name;  /* its context in the keymap and the word for view.show: "meters" */
	const char *title; /* "Meters" */
	void *(*make)(struct desk *desk);
	void (*free)(void *self);

	/* Reads from the store what it shows. */
	bool (*refresh)(void *self, struct error *err);
	/* Before a painting: the room it gets. Framed: inside of a box that shows note(). May be NULL. */
	void (*resize)(void *self, int width, int height, bool framed);
	void (*paint)(const void *self, struct canvas *canvas, bool focused, bool framed);
	/* For the right of the frame: "6 of 48,310". May be NULL. */
	struct display_text (*note)(const void *self, struct arena *arena);

	/* Text entry; asked before the keymap. Outcome bits, OUTCOME_IGNORED for what is not text. May be
	 * NULL. */
	unsigned (*key)(void *self, const struct key_event *event);
	unsigned (*move)(void *self, enum table_motion motion); /* the arrows and their like */
	unsigned (*open)(void *self);                           /* Enter; NULL: nothing to open */
	unsigned (*back)(void *self);         /* Escape: one step, or OUTCOME_IGNORED; may be NULL */
	unsigned (*click)(void *self, int y); /* line y of its room; may be NULL */
	bool (*subject)(const void *self, struct view_subject *out); /* may be NULL */
	/* What of the selected row is worth copying: a number, an id. May be NULL. */
	struct display_text (*copy)(const void *self, struct arena *arena);
	struct list_pane *(*list)(
		void *self); /* when it is a list: filter, order, marks act on it; else NULL */

	/* When it wants tick(), monotonic ms; -1: never. tick() is true when it must be painted. May be NULL.
	 */
	int64_t (*due)(const void *self);
	bool (*tick)(void *self, int64_t now);
	bool (*busy)(const void *self); /* searching: what is shown is not final. May be NULL. */

	const struct command *commands; /* their context is the view's struct */
	size_t command_count;
	const struct key_default *keys;
	size_t key_count;
	const char *const *hints; /* command lines for the footer, the most important first */
	size_t hint_count;
};

struct view {
	const struct view_ops *ops;
	void *self;
	bool stale; /* the store changed since it was read */
};
