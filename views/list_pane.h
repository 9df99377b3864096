/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/store/filter.h"
#include "core/store/list.h"
#include "tui/field.h"
#include "tui/table.h"
#include "views/desk.h"
#include "views/view.h"

/*
 * What all lists of the store share: a table over a keyset, a filter line, presets, marks. A kind of list is
 * a const table of its columns and of how its rows are read. A view that is a list has a struct list_pane as
 * its first member.
 */

/* What each row of the store begins with. */
struct list_row_head {
	struct list_key key;
	int64_t id;
};

/* A filter that `f` turns through, before what is typed. */
struct list_preset {
	const char *name;   /* "active" */
	const char *filter; /* "state:unacknowledged,returned" */
	bool today;         /* only rows since midnight */
};

struct list_kind {
	enum filter_list filter;
	const struct table_column *columns;
	size_t column_count;
	struct table_order initial; /* sort ids are the store's orders */
	int unsorted;               /* the store's order for TABLE_UNSORTED */
	const struct list_preset *presets;
	size_t preset_count;     /* 0: none */
	const char *noun;        /* "meters": behind a count */
	const char *placeholder; /* in the filter line */
	const char *empty, *empty_hint;
	size_t row_size; /* of a row of the store; it begins with a struct list_row_head */

	bool (*page)(struct list_pane *pane, const struct list_request *request, struct arena *arena,
		const void **rows, struct list_result *result, struct error *err);
	/* One row by its id, with the key of an order. */
	bool (*find)(struct list_pane *pane, int64_t id, int order, struct arena *arena, void *row,
		struct error *err);
	uint64_t (*digest)(const void *row);
	int64_t (*total)(struct list_pane *pane);                   /* of all rows; -1: not known */
	bool (*subject)(const void *row, struct view_subject *out); /* NULL: none */
	struct display_text (*copy)(const void *row, struct arena *arena);
	unsigned (*open)(struct list_pane *pane, const void *row); /* NULL: nothing to open */
	/* Beside the count: "0.4 per 10 min". May be NULL. */
	struct display_text (*remark)(const struct list_pane *pane, struct arena *arena);
	void (*filter_changed)(struct list_pane *pane); /* before the table is read again; may be NULL */
	void (*selected)(struct list_pane *pane);       /* the cursor is on another row; may be NULL */
	/* How many match the filter, where somebody counts. May be NULL. */
	struct table_total (*matches)(const struct list_pane *pane);
};

/* Rows that a filter looks at for one page, so that a screen stays awake. */
#define LIST_PANE_BUDGET 200000

struct list_pane {
	const struct list_kind *kind;
	struct desk *desk;
	struct table *table;
	struct field field; /* what is typed behind '/' */
	bool typing;
	struct filter filter; /* of the preset and what was typed last without a mistake */
	struct error filter_error;
	size_t preset;
	int64_t selected_id;
	int64_t known_total; /* -1: not known */
	bool loaded;
	bool touched; /* the operator moved: from then on the cursor stays on its row, before it on the first
		       */
	bool cut_short; /* the filter looked at so many rows that it gave up */
	int width, height;
	bool framed;
	struct string typed_before; /* what Escape goes back to */
};

void list_pane_init(struct list_pane *pane, const struct list_kind *kind, struct desk *desk);
void list_pane_release(struct list_pane *pane); /* not the pane itself */
void list_pane_free(void *self);                /* with the pane */

/* Members of struct view_ops; `self` is a struct list_pane. */
bool list_pane_refresh(void *self, struct error *err);
void list_pane_resize(void *self, int width, int height, bool framed);
void list_pane_paint(const void *self, struct canvas *canvas, bool focused, bool framed);
struct display_text list_pane_note(const void *self, struct arena *arena);
unsigned list_pane_key(void *self, const struct key_event *event);
unsigned list_pane_move(void *self, enum table_motion motion);
unsigned list_pane_open(void *self);
unsigned list_pane_back(void *self);
unsigned list_pane_click(void *self, int y);
bool list_pane_subject(const void *self, struct view_subject *out);
struct display_text list_pane_copy(const void *self, struct arena *arena);
struct list_pane *list_pane_itself(void *self);
int64_t list_pane_due(const void *self);
bool list_pane_tick(void *self, int64_t now);

/* In parts, because a view has its own for some of them. */
#define LIST_PANE_CORE                                                                                       \
	.key = list_pane_key, .open = list_pane_open, .back = list_pane_back, .list = list_pane_itself,      \
	.due = list_pane_due, .tick = list_pane_tick
#define LIST_PANE_LOOK                                                                                       \
	.paint = list_pane_paint, .note = list_pane_note, .subject = list_pane_subject,                      \
	.copy = list_pane_copy, .click = list_pane_click
#define LIST_PANE_OPS                                                                                        \
	LIST_PANE_CORE, LIST_PANE_LOOK, .free = list_pane_free, .refresh = list_pane_refresh,                \
					.resize = list_pane_resize, .move = list_pane_move

/* What the list commands do; each returns outcome bits. */
unsigned list_pane_filter_start(struct list_pane *pane);
/* Sets what is typed, as if it had been. A mistake is an error and changes nothing. */
unsigned list_pane_filter_set(struct list_pane *pane, struct string_view text, struct error *err);
unsigned list_pane_preset(
	struct list_pane *pane, struct string_view name, struct error *err); /* empty: the next */
/* "reading", "reading desc"; empty asks in a dialog. */
unsigned list_pane_sort(struct list_pane *pane, struct string_view words, struct error *err);
unsigned list_pane_column(struct list_pane *pane, struct string_view id, struct error *err);

bool list_pane_is_filtered(const struct list_pane *pane); /* by what was typed or by the preset */
/* Reads the rows again with the present filter. */
unsigned list_pane_reload(struct list_pane *pane);
const void *list_pane_selected(const struct list_pane *pane); /* the row of the store, or NULL */
/* The names of the columns that can be sorted by, for errors and choices. */
int list_pane_sort_id(const struct list_pane *pane, struct string_view column); /* TABLE_UNSORTED - 1: none */
