/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/attributes.h"
#include "tui/table_private.h"

static size_t lower_bound(const struct table *table, int64_t id)
{
	size_t low = 0, high = table->mark_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (table->marks[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool listed(const struct table *table, int64_t id)
{
	size_t at = lower_bound(table, id);
	return at < table->mark_count && table->marks[at] == id;
}

static void list(struct table *table, int64_t id, bool in)
{
	size_t at = lower_bound(table, id);
	bool is_in = at < table->mark_count && table->marks[at] == id;
	if (is_in == in)
		return;
	if (!in) {
		table->mark_count--;
		memmove(&table->marks[at], &table->marks[at + 1],
			(table->mark_count - at) * sizeof(*table->marks));
		return;
	}
	array_grow(&table->marks, &table->mark_capacity, table->mark_count, sizeof(*table->marks));
	memmove(&table->marks[at + 1], &table->marks[at], (table->mark_count - at) * sizeof(*table->marks));
	table->marks[at] = id;
	table->mark_count++;
}

bool table_is_marked(const struct table *table, int64_t id)
{
	return listed(table, id) != table->mark_all;
}

static void set_mark(struct table *table, int64_t id, bool marked)
{
	list(table, id, marked != table->mark_all);
}

void table_mark_toggle(struct table *table)
{
	const struct table_row *row = table_selected(table);
	if (!row)
		return;
	set_mark(table, row->id, !table_is_marked(table, row->id));
	table->last_mark = row->id;
	table->has_last_mark = true;
}

void table_mark_range(struct table *table)
{
	size_t from = table->cursor, to = table->cursor;
	if (table->count == 0)
		return;
	for (size_t i = 0; table->has_last_mark && i < table->count; i++) {
		if (table->rows[i].id == table->last_mark)
			from = i;
	}
	bool marked = !table->has_last_mark || table_is_marked(table, table->last_mark);
	for (size_t i = MIN(from, to); i <= MAX(from, to); i++)
		set_mark(table, table->rows[i].id, marked);
	table->last_mark = table->rows[table->cursor].id;
	table->has_last_mark = true;
}

static void forget(struct table *table, bool all)
{
	table->mark_all = all;
	table->mark_count = 0;
	table->has_last_mark = false;
}

void table_mark_all(struct table *table)
{
	forget(table, true);
}

void table_mark_none(struct table *table)
{
	forget(table, false);
}

void table_mark_invert(struct table *table)
{
	table->mark_all = !table->mark_all;
}

struct table_marks table_marks(const struct table *table)
{
	return (struct table_marks){table->mark_all, table->marks, table->mark_count};
}

bool table_marked_count(const struct table *table, uint64_t *count)
{
	*count = table->mark_count;
	if (!table->mark_all)
		return true;
	if (table->total.kind != TOTAL_EXACT || table->total.rows < table->mark_count)
		return false;
	*count = table->total.rows - table->mark_count;
	return true;
}
