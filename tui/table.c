/* SPDX-License-Identifier: MIT */
#include "tui/table.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "tui/table_private.h"

struct table *table_new(
	const struct table_column *columns, size_t count, const struct table_source *source, void *context)
{
	BUG_ON(count > TABLE_COLUMNS_MAX);
	struct table *table = NEW(struct table);
	table->columns = columns;
	table->column_count = count;
	table->source = *source;
	table->context = context;
	table->order.sort = TABLE_UNSORTED;
	table->at_start = table->at_end = true;
	table->due = -1;
	table->width = 80;
	table->height = 24;
	return table;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	arena_free(&table->arenas[0]);
	arena_free(&table->arenas[1]);
	free(table->marks);
	free(table);
}

void table_set(struct table *table, const struct table_settings *settings)
{
	table->settings = *settings;
}

static size_t column_index(const struct table *table, const char *id)
{
	size_t i = 0;
	while (i < table->column_count && !sv_equal_text(sv(id), table->columns[i].id))
		i++;
	return i;
}

void table_hide_column(struct table *table, const char *id, bool hidden)
{
	size_t index = column_index(table, id);
	if (index < table->column_count)
		table->hidden[index] = hidden;
}

bool table_column_hidden(const struct table *table, const char *id)
{
	size_t index = column_index(table, id);
	return index < table->column_count && table->hidden[index];
}

int table_body(const struct table *table)
{
	return MAX(table->height - (table->settings.no_header ? 0 : 1), 1);
}

void table_resize(struct table *table, int width, int height, int64_t now)
{
	(void)now;
	table->width = MAX(width, 1);
	if (table->height == MAX(height, 1))
		return;
	table->height = MAX(height, 1);
	bool needs_more = !table->at_end && table->top + (size_t)table_body(table) > table->count;
	table_scroll(table);
	if (needs_more)
		table_load_here(table, NULL);
}

void table_touch(struct table *table, int64_t now)
{
	table->moved_at = now;
	table->has_moved = true;
	if (table->due >= 0)
		table->due = now + (table->settings.settle ? table->settings.settle : TABLE_SETTLE);
}

/* How far a motion goes, and whether the screen goes with it. */
static int64_t motion_step(const struct table *table, enum table_motion motion, bool *scrolls)
{
	int body = table_body(table);
	*scrolls = motion != TABLE_UP && motion != TABLE_DOWN;
	switch (motion) {
	case TABLE_UP:
		return -1;
	case TABLE_DOWN:
		return 1;
	case TABLE_PAGE_UP:
		return -body;
	case TABLE_PAGE_DOWN:
		return body;
	case TABLE_HALF_UP:
		return -MAX(body / 2, 1);
	case TABLE_HALF_DOWN:
		return MAX(body / 2, 1);
	case TABLE_HOME:
	case TABLE_END:
		break;
	}
	return 0;
}

static bool window_suffices(const struct table *table, int64_t target)
{
	int64_t body = table_body(table);
	bool below = table->at_end || target + body <= (int64_t)table->count;
	bool above = table->at_start || target - body >= 0;
	return below && above;
}

static bool move_by(struct table *table, int64_t step, bool scrolls, struct error *err)
{
	if (!window_suffices(table, (int64_t)table->cursor + step) && !table_load_here(table, err))
		return false;
	if (table->count == 0)
		return true;
	int64_t last = (int64_t)table->count - 1;
	int64_t target = MIN(MAX((int64_t)table->cursor + step, 0), last);
	if (scrolls)
		table->top = (size_t)MAX((int64_t)table->top + (target - (int64_t)table->cursor), 0);
	table->cursor = (size_t)target;
	table_scroll(table);
	return true;
}

static bool move_to_end(struct table *table, bool backward, struct error *err)
{
	bool here = backward ? table->at_end : table->at_start;
	if (here && table->count > 0) {
		table->cursor = backward ? table->count - 1 : 0;
		table_scroll(table);
		return true;
	}
	struct table_place place = {.backward = backward, .line = backward ? table_body(table) - 1 : 0};
	return table_load(table, &place, err);
}

bool table_move(struct table *table, enum table_motion motion, int64_t now, struct error *err)
{
	bool scrolls;
	table_touch(table, now);
	int64_t step = motion_step(table, motion, &scrolls);
	if (step == 0)
		return move_to_end(table, motion == TABLE_END, err);
	return move_by(table, step, scrolls, err);
}

static bool find_row(const struct table *table, int64_t id, size_t *index)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->rows[i].id == id) {
			*index = i;
			return true;
		}
	}
	return false;
}

bool table_jump(struct table *table, int64_t id, int64_t now, struct error *err)
{
	struct table_key key = {0};
	size_t index;
	table_touch(table, now);
	if (find_row(table, id, &index)) {
		table->cursor = index;
		table_scroll(table);
		return true;
	}
	if (!table->source.locate || !table->source.locate(table->source.context, id, table->order, &key))
		return error_set(err, ERROR_NOT_FOUND, "that row is not in this list");
	struct table_place place = {.anchor = &key, .id = id, .has_id = true, .line = table_body(table) / 3};
	table->position_known = false;
	return table_load(table, &place, err);
}

bool table_select_line(struct table *table, int y, int64_t now)
{
	int line = y - (table->settings.no_header ? 0 : 1);
	if (line < 0 || line >= table_body(table) || table->top + (size_t)line >= table->count)
		return false;
	table->cursor = table->top + (size_t)line;
	table_touch(table, now);
	return true;
}

const struct table_row *table_selected(const struct table *table)
{
	return table->cursor < table->count ? &table->rows[table->cursor] : NULL;
}

bool table_is_empty(const struct table *table)
{
	return table->count == 0;
}

size_t table_window(const struct table *table, const struct table_row **rows)
{
	*rows = table->rows ? table->rows + table->top : NULL;
	return MIN(table->count - MIN(table->top, table->count), (size_t)table_body(table));
}

struct table_total table_total(const struct table *table)
{
	return table->total;
}

bool table_position(const struct table *table, uint64_t *position)
{
	*position = table->before + table->cursor;
	return table->position_known && table->count > 0;
}

const struct error *table_error(const struct table *table)
{
	return &table->error;
}

struct table_order table_order(const struct table *table)
{
	return table->order;
}

bool table_sort(struct table *table, struct table_order order, int64_t now, struct error *err)
{
	struct table_order previous = table->order;
	const struct table_row *selected = table_selected(table);
	struct table_key key;
	struct table_place place = {0};
	table_touch(table, now);
	table->due = -1;
	table->order = order;
	if (selected && table->source.locate &&
		table->source.locate(table->source.context, selected->id, order, &key)) {
		place = (struct table_place){.anchor = &key, .id = selected->id, .has_id = true};
		place.line = (int)(table->cursor - table->top);
	}
	table->position_known = false;
	if (table_load(table, &place, err))
		return true;
	table->order = previous;
	return false;
}

bool table_sort_next(struct table *table, int step, int64_t now, struct error *err)
{
	/* The places are the columns and, before them, the source's own order. */
	int64_t count = (int64_t)table->column_count, place = -1;
	for (int64_t i = 0; i < count; i++) {
		if (table->columns[i].sort != TABLE_UNSORTED && table->columns[i].sort == table->order.sort)
			place = i;
	}
	do {
		place += step < 0 ? -1 : 1;
		if (place >= count)
			place = -1;
		if (place < -1)
			place = count - 1;
	} while (place >= 0 && (table->columns[place].sort == TABLE_UNSORTED || table->hidden[place]));
	struct table_order order = {place < 0 ? TABLE_UNSORTED : table->columns[place].sort, false};
	return table_sort(table, order, now, err);
}

bool table_sort_reverse(struct table *table, int64_t now, struct error *err)
{
	struct table_order order = table->order;
	order.descending = !order.descending;
	return table_sort(table, order, now, err);
}

const char *table_sort_title(const struct table *table)
{
	for (size_t i = 0; i < table->column_count && table->order.sort != TABLE_UNSORTED; i++) {
		if (table->columns[i].sort == table->order.sort)
			return table->columns[i].title;
	}
	return NULL;
}
