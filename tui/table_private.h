/* SPDX-License-Identifier: MIT */
#pragma once
#include "tui/table.h"

/* Between the table's own files. */
#define TABLE_COLUMNS_MAX 48
#define TABLE_GUTTER      2 /* the bar and the mark */
#define TABLE_FLASH       INT64_C(2000)
#define TABLE_FLASHES_MAX 256
#define TABLE_SETTLE      INT64_C(1500)

struct table_flash {
	int64_t id, until;
};

struct table {
	const struct table_column *columns;
	size_t column_count;
	bool hidden[TABLE_COLUMNS_MAX];
	struct table_source source;
	void *context;
	struct table_settings settings;
	struct table_order order;
	/* The window: rows around the cursor. */
	struct arena arenas[2]; /* the present rows' and the next ones' */
	int current;
	struct table_row *rows;
	size_t count, cursor, top;
	bool at_start, at_end;
	bool position_known;
	uint64_t before; /* rows before the window, when known */
	struct table_total total;
	struct error error;
	int width, height;
	/* Timing. */
	int64_t moved_at;
	bool has_moved;
	int64_t due; /* of a deferred re-sort; -1: none */
	struct table_flash flashes[TABLE_FLASHES_MAX];
	size_t flash_count;
	/* Marks. */
	bool mark_all;
	int64_t *marks; /* ascending: marked, or excepted while mark_all */
	size_t mark_count, mark_capacity;
	int64_t last_mark;
	bool has_last_mark;
};

int table_body(const struct table *table); /* lines for rows, at least 1 */
/* Where the window is read from. */
struct table_place {
	const struct table_key *anchor; /* NULL: the start, or the end with `backward` */
	bool backward;
	int64_t id; /* the row for the cursor, if it is there */
	bool has_id;
	int line; /* of the screen, for the cursor */
};
bool table_load(struct table *table, const struct table_place *place, struct error *err);
bool table_load_here(struct table *table, struct error *err); /* around the cursor */
void table_scroll(struct table *table);                       /* so that the cursor is on the screen */
void table_flash_changes(struct table *table, const struct table_row *before, size_t count, int64_t now);
bool table_flashes(const struct table *table, int64_t id, int64_t now);
void table_touch(struct table *table, int64_t now); /* the operator moved */

struct table_slot {
	const struct table_column *column;
	int x, width;
};
/* The columns that fit, from the left. Returns their number. */
size_t table_slots(const struct table *table, int width, struct table_slot *out);
