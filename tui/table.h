/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/display_text.h"
#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"
#include "tui/command.h"
#include "tui/role.h"

/*
 * A table of any length that holds only the rows around its cursor. Rows come from a source by keyset: "so
 * many rows behind this key", never by offset, so a million rows cost what fifty do. A row has an id that
 * never changes: the cursor and the marks stay on it through refreshes and re-sorting. One thread.
 */
#define TABLE_KEY_MAX 80
struct table_key {
	uint8_t length;
	uint8_t bytes[TABLE_KEY_MAX]; /* the source's own: where the row stands in the present order */
};

struct table_row {
	int64_t id;
	struct table_key key;
	const void *data; /* the source's own, in the page's arena */
	uint64_t digest;  /* of what is shown, for the flash of changed rows; 0 when not wanted */
};

struct table_order {
	int sort; /* a column's sort id; TABLE_UNSORTED is the source's own order */
	bool descending;
};
#define TABLE_UNSORTED (-1)

struct table_request {
	struct table_order order;
	const struct table_key *anchor; /* NULL: from the start (or, backward, from the end) */
	bool inclusive;                 /* the row at the anchor (or the first beyond it) counts */
	bool backward;                  /* rows before the anchor; still given in the order of the screen */
	size_t limit;
};
/* Filled by the source: rows in the order of the screen, at most `limit` of them; fewer means that there are
 * no more. */
struct table_page {
	struct arena *arena; /* rows and their data go here */
	struct table_row *rows;
	size_t count;
};
enum total_kind { TOTAL_UNKNOWN, TOTAL_EXACT, TOTAL_AT_LEAST };
struct table_total {
	enum total_kind kind;
	uint64_t rows; /* that match the filter */
	uint64_t of;   /* without the filter; 0 when unknown */
};

/* Called on the UI thread; each must come back within milliseconds. */
struct table_source {
	bool (*page)(void *context, const struct table_request *request, struct table_page *out,
		struct error *err);
	/* The key of a row in an order; false when it is not there (deleted, filtered out). NULL: no jumping.
	 */
	bool (*locate)(void *context, int64_t id, struct table_order order, struct table_key *out);
	struct table_total (*total)(void *context); /* NULL: unknown */
	/*
	 * Reads rows again by id, in the order of `ids`; one that is gone keeps data NULL. Optional: without
	 * it, what rows say stands still too while a re-sort waits.
	 */
	bool (*rows)(
		void *context, const int64_t *ids, size_t count, struct table_page *out, struct error *err);
	void *context;
};

struct table_cell {
	struct display_text text;
	unsigned role; /* ROLE_TEXT at first */
};
/* What a column's function may use to say what a cell shows. */
struct table_paint {
	struct arena *arena; /* of the frame */
	void *context;       /* given to table_new() */
	int width;           /* of the cell */
	bool ascii;
	bool marked, selected, changed;
};

struct table_column {
	const char *id;    /* for the configuration and export: "meter" */
	const char *title; /* a literal of ours */
	int minimum;       /* cells; 0 takes the title's width */
	int maximum;       /* 0: none */
	int weight;        /* of the room that is left */
	int priority;      /* 0 is always shown; the highest goes first when it is narrow */
	enum align align;
	int sort;    /* sort id, or TABLE_UNSORTED */
	bool accent; /* the column that shows which row is selected */
	void (*cell)(const void *data, const struct table_paint *paint, struct table_cell *out);
};

struct table;
/* Columns are a const table; `context` is for their functions. */
struct table *table_new(
	const struct table_column *columns, size_t count, const struct table_source *source, void *context);
void table_free(struct table *table);

struct table_settings {
	bool reverse_row; /* draw the selected row in reverse instead of bar and accent */
	bool no_header;
	int64_t settle;         /* ms that a re-sort waits after the operator moved; 0 takes 1500 */
	const char *empty;      /* literals: shown when there is no row: "No meters match." */
	const char *empty_hint; /* "Escape clears the filter" */
};
void table_set(struct table *table, const struct table_settings *settings);
/* Hidden columns by id (the order stays that of the descriptors); unknown ids are ignored. */
void table_hide_column(struct table *table, const char *id, bool hidden);
bool table_column_hidden(const struct table *table, const char *id);

/*
 * Loading. table_refresh() reads the window again and keeps the cursor on its id and in its line; when the
 * operator moved less than `settle` ago, rows stay in their places, only what they say is read anew, and
 * table_due() says when the rest is due. table_reload() is for another filter: to the id of the cursor when
 * it is still there, otherwise to the start.
 */
bool table_refresh(struct table *table, int64_t now, struct error *err);
bool table_reload(struct table *table, int64_t now, struct error *err);
/* When the table wants table_tick(): a deferred re-sort, the end of a flash. -1: never. Monotonic ms. */
int64_t table_due(const struct table *table);
/* True when it must be painted. */
bool table_tick(struct table *table, int64_t now, struct error *err);

/* Moving; `now` is the monotonic clock. False when the source failed; the table then stays where it was. */
enum table_motion {
	TABLE_UP,
	TABLE_DOWN,
	TABLE_PAGE_UP,
	TABLE_PAGE_DOWN,
	TABLE_HOME,
	TABLE_END,
	TABLE_HALF_UP,
	TABLE_HALF_DOWN
};
bool table_move(struct table *table, enum table_motion motion, int64_t now, struct error *err);
/* To a row; false (ERROR_NOT_FOUND) when the source does not have it. */
bool table_jump(struct table *table, int64_t id, int64_t now, struct error *err);
/* The row that is drawn on line y of what was painted last; false when there is none. For the mouse. */
bool table_select_line(struct table *table, int y, int64_t now);

/* The row under the cursor; NULL when the table is empty. Valid until the table is loaded or moved. */
const struct table_row *table_selected(const struct table *table);
bool table_is_empty(const struct table *table);
size_t table_window(const struct table *table, const struct table_row **rows); /* the rows on the screen */
struct table_total table_total(const struct table *table);
/* How many rows lie before the cursor, when that is known: counted from the start or the end. */
bool table_position(const struct table *table, uint64_t *position);
const struct error *table_error(
	const struct table *table); /* of the last load, code ERROR_NONE when it went well */

/* Order. Sorting keeps the cursor on its id. */
struct table_order table_order(const struct table *table);
bool table_sort(struct table *table, struct table_order order, int64_t now, struct error *err);
/* The next column that can be sorted by; back turns the other way round. */
bool table_sort_next(struct table *table, int step, int64_t now, struct error *err);
bool table_sort_reverse(struct table *table, int64_t now, struct error *err);
const char *table_sort_title(const struct table *table); /* of the sorting column, or NULL */

/* Marks: a set of ids, or "all that match but these". */
void table_mark_toggle(struct table *table); /* the row under the cursor */
void table_mark_range(
	struct table *table); /* from the last toggled row to the cursor, within the loaded window */
void table_mark_all(struct table *table);
void table_mark_none(struct table *table);
void table_mark_invert(struct table *table);
bool table_is_marked(const struct table *table, int64_t id);
struct table_marks {
	bool all;           /* all that match the filter, except ids */
	const int64_t *ids; /* ascending */
	size_t count;
};
struct table_marks table_marks(const struct table *table); /* valid until the next change */
/* How many rows are marked; false when that is not known (all of an unknown total). */
bool table_marked_count(const struct table *table, uint64_t *count);

/*
 * Paints into the window. The table learns its height from it: that is the only thing a painting changes,
 * through table_resize(), which a layout calls before.
 */
void table_resize(struct table *table, int width, int height, int64_t now);
void table_paint(const struct table *table, struct canvas *canvas, bool focused, int64_t now);
