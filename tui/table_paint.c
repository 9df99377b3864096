/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "tui/layout.h"
#include "tui/table_private.h"

static int column_minimum(const struct table_column *column)
{
	return column->minimum > 0 ? column->minimum : (int)display_literal(column->title).width;
}

/* The shown column that goes first when there is no room; count when all must stay. */
static size_t column_to_drop(const struct table_column *const *chosen, size_t count)
{
	size_t drop = count;
	for (size_t i = 0; i < count; i++) {
		int priority = chosen[i]->priority;
		if (priority > 0 && (drop == count || priority >= chosen[drop]->priority))
			drop = i;
	}
	return drop;
}

static int minimum_sum(const struct table_column *const *chosen, size_t count)
{
	int sum = (int)count - 1;
	for (size_t i = 0; i < count; i++)
		sum += column_minimum(chosen[i]);
	return sum;
}

static size_t choose(const struct table *table, int width, const struct table_column **chosen)
{
	size_t count = 0;
	for (size_t i = 0; i < table->column_count; i++) {
		if (!table->hidden[i])
			chosen[count++] = &table->columns[i];
	}
	while (count > 1 && minimum_sum(chosen, count) > width) {
		size_t drop = column_to_drop(chosen, count);
		if (drop == count)
			break;
		count--;
		for (size_t i = drop; i < count; i++)
			chosen[i] = chosen[i + 1];
	}
	return count;
}

size_t table_slots(const struct table *table, int width, struct table_slot *out)
{
	const struct table_column *chosen[TABLE_COLUMNS_MAX];
	struct layout_part parts[TABLE_COLUMNS_MAX] = {{0}};
	struct rect places[TABLE_COLUMNS_MAX];
	int room = MAX(width - TABLE_GUTTER, 0);
	size_t count = choose(table, room, chosen), made = 0;
	/* Each has the gap at its right; the last one's lies outside. */
	for (size_t i = 0; i < count; i++) {
		int minimum = column_minimum(chosen[i]);
		int maximum = chosen[i]->maximum > 0 ? MAX(chosen[i]->maximum, minimum) + 1 : 0;
		parts[i] = (struct layout_part){minimum + 1, chosen[i]->weight, maximum};
	}
	layout_columns((struct rect){TABLE_GUTTER, 0, room + 1, 1}, parts, count, places);
	for (size_t i = 0; i < count; i++) {
		if (places[i].width > 1)
			out[made++] = (struct table_slot){chosen[i], places[i].x, places[i].width - 1};
	}
	return made;
}

static void paint_title(const struct table *table, struct canvas *canvas, const struct table_slot *slot)
{
	const struct table_column *column = slot->column;
	bool sorted = column->sort != TABLE_UNSORTED && column->sort == table->order.sort;
	unsigned role = sorted ? ROLE_COLUMN_SORTED : ROLE_COLUMN_HEADER;
	struct display_text title = display_literal(column->title);
	if (!sorted) {
		canvas_put_fit(canvas, slot->x, 0, slot->width, column->align, role, title);
		return;
	}
	enum glyph glyph = table->order.descending ? GLYPH_SORT_DOWN : GLYPH_SORT_UP;
	int room = MAX(slot->width - 2, 0), used = MIN((int)title.width, room);
	int x = column->align == ALIGN_RIGHT ? slot->x + room - used : slot->x;
	canvas_put_fit(canvas, x, 0, used, ALIGN_LEFT, role, title);
	canvas_put_glyph(canvas, x + used + (used > 0), 0, role, glyph);
}

struct row_state {
	bool selected, marked, changed, focused;
};

static void paint_cell(const struct table *table, struct canvas *canvas, const struct table_slot *slot, int y,
	const struct table_row *row, struct row_state state)
{
	struct table_paint paint = {
		.arena = canvas_arena(canvas),
		.context = table->context,
		.width = slot->width,
		.ascii = canvas_is_ascii(canvas),
		.marked = state.marked,
		.selected = state.selected,
		.changed = state.changed,
	};
	struct table_cell cell = {DISPLAY_NONE, ROLE_TEXT};
	slot->column->cell(row->data, &paint, &cell);
	bool accent = state.selected && slot->column->accent && !table->settings.reverse_row;
	if (accent)
		cell.role = ROLE_ROW_SELECTED;
	canvas_put_fit(canvas, slot->x, y, slot->width, slot->column->align, cell.role, cell.text);
	/* Only the text is underlined, so that the flash shows what is there. */
	if (state.changed && slot->column->accent)
		canvas_add_flags(canvas, (struct rect){slot->x, y, MIN(slot->width, (int)cell.text.width), 1},
			CELL_UNDERLINE);
}

static void paint_row(const struct table *table, struct canvas *canvas, const struct table_slot *slots,
	size_t slot_count, int y, const struct table_row *row, struct row_state state)
{
	if (state.selected) {
		unsigned role = state.focused ? ROLE_BAR_SELECTED : ROLE_DIM;
		canvas_put_glyph(canvas, 0, y, role, GLYPH_BAR);
	}
	if (state.marked)
		canvas_put_glyph(canvas, 1, y, ROLE_ROW_MARKED, GLYPH_MARK);
	for (size_t i = 0; i < slot_count; i++)
		paint_cell(table, canvas, &slots[i], y, row, state);
	if (state.selected && table->settings.reverse_row && state.focused)
		canvas_add_flags(canvas, (struct rect){0, y, canvas_width(canvas), 1}, CELL_REVERSE);
}

static void paint_empty(const struct table *table, struct canvas *canvas, int y)
{
	struct rect room = {
		TABLE_GUTTER, y, MAX(canvas_width(canvas) - TABLE_GUTTER, 0), canvas_height(canvas) - y};
	if (table->error.code != ERROR_NONE) {
		canvas_put_wrapped(canvas, room, ROLE_STATUS_BAD,
			display_clean(canvas_arena(canvas), sv(table->error.message)));
		return;
	}
	const char *empty = table->settings.empty ? table->settings.empty : "Nothing here.";
	int used = canvas_put_wrapped(canvas, room, ROLE_TEXT, display_literal(empty));
	if (table->settings.empty_hint)
		canvas_put_wrapped(canvas, rect_inset(room, 0, used, 0, 0), ROLE_DIM,
			display_literal(table->settings.empty_hint));
}

void table_paint(const struct table *table, struct canvas *canvas, bool focused, int64_t now)
{
	struct table_slot slots[TABLE_COLUMNS_MAX];
	size_t slot_count = table_slots(table, canvas_width(canvas), slots);
	int y = table->settings.no_header ? 0 : 1;
	for (size_t i = 0; i < slot_count && y > 0; i++)
		paint_title(table, canvas, &slots[i]);
	if (table->count == 0)
		paint_empty(table, canvas, y);
	for (size_t i = table->top; i < table->count && y < canvas_height(canvas); i++, y++) {
		const struct table_row *row = &table->rows[i];
		struct row_state state = {
			.selected = i == table->cursor,
			.marked = table_is_marked(table, row->id),
			.changed = table_flashes(table, row->id, now),
			.focused = focused,
		};
		paint_row(table, canvas, slots, slot_count, y, row, state);
		if (state.selected && focused)
			canvas_set_cursor(canvas, 0, y, false);
	}
}
