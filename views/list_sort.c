/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/base/attributes.h"
#include "views/list_pane.h"

#define NO_SUCH_ORDER (TABLE_UNSORTED - 1)

int list_pane_sort_id(const struct list_pane *pane, struct string_view column)
{
	for (size_t i = 0; i < pane->kind->column_count; i++) {
		const struct table_column *candidate = &pane->kind->columns[i];
		if (candidate->sort != TABLE_UNSORTED && sv_equal_fold(column, sv(candidate->id)))
			return candidate->sort;
	}
	return NO_SUCH_ORDER;
}

static unsigned sort_by(struct list_pane *pane, struct table_order order, struct error *err)
{
	if (!table_sort(pane->table, order, desk_time(pane->desk), err))
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	return OUTCOME_PAINT;
}

/* The same order chosen again is turned round. */
static unsigned choose_order(struct list_pane *pane, int sort, struct error *err)
{
	struct table_order order = table_order(pane->table);
	bool same = order.sort == sort;
	return sort_by(pane, (struct table_order){sort, same && !order.descending}, err);
}

static unsigned order_chosen(void *context, bool accepted, struct string_view text, struct error *err)
{
	struct list_pane *pane = context;
	if (!accepted)
		return OUTCOME_PAINT;
	return choose_order(pane, list_pane_sort_id(pane, text), err);
}

static unsigned ask_order(struct list_pane *pane)
{
	struct display_text labels[TABLE_KEY_MAX];
	struct dialog_choice choice = {.title = "Order by (again: the other way round)",
		.labels = labels,
		.done = order_chosen,
		.context = pane};
	for (size_t i = 0; i < pane->kind->column_count && choice.count < ARRAY_SIZE(labels); i++) {
		const struct table_column *column = &pane->kind->columns[i];
		if (column->sort == TABLE_UNSORTED)
			continue;
		if (column->sort == table_order(pane->table).sort)
			choice.selected = choice.count;
		labels[choice.count++] = display_literal(column->id);
	}
	if (choice.count == 0)
		return OUTCOME_IGNORED;
	dialog_push_choice(pane->desk->dialogs, &choice);
	return OUTCOME_PAINT;
}

static unsigned unknown_column(
	const struct list_pane *pane, struct string_view word, bool sortable, struct error *err)
{
	const char *ids[48];
	size_t count = 0;
	for (size_t i = 0; i < pane->kind->column_count && count < ARRAY_SIZE(ids); i++) {
		if (!sortable || pane->kind->columns[i].sort != TABLE_UNSORTED)
			ids[count++] = pane->kind->columns[i].id;
	}
	const char *nearest = sv_nearest(word, ids, count);
	error_set(err, ERROR_USAGE, "no column '%.*s'%s%s%s", SV_ARG(word), nearest ? ", did you mean '" : "",
		nearest ? nearest : "", nearest ? "'?" : "");
	return OUTCOME_HANDLED | OUTCOME_FAILED;
}

unsigned list_pane_sort(struct list_pane *pane, struct string_view words, struct error *err)
{
	struct string_view column, direction;
	command_split(words, &column, &direction);
	if (column.length == 0)
		return ask_order(pane);
	int sort = list_pane_sort_id(pane, column);
	if (sort == NO_SUCH_ORDER)
		return unknown_column(pane, column, true, err);
	if (direction.length == 0)
		return choose_order(pane, sort, err);
	if (!sv_equal_text(direction, "asc") && !sv_equal_text(direction, "desc")) {
		error_set(err, ERROR_USAGE, "an order is 'asc' or 'desc', not '%.*s'", SV_ARG(direction));
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	}
	return sort_by(pane, (struct table_order){sort, sv_equal_text(direction, "desc")}, err);
}

unsigned list_pane_column(struct list_pane *pane, struct string_view id, struct error *err)
{
	for (size_t i = 0; i < pane->kind->column_count; i++) {
		const char *name = pane->kind->columns[i].id;
		if (!sv_equal_fold(id, sv(name)))
			continue;
		table_hide_column(pane->table, name, !table_column_hidden(pane->table, name));
		return OUTCOME_PAINT;
	}
	return unknown_column(pane, id, false, err);
}
