/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tests/unit/tui/check.h"
#include "tui/table.h"

/* A list of (value, id), ordered by value then id, or by id alone; what a store with keysets would be. */
#define MOST 4000
enum { SORT_ID, SORT_VALUE };

struct row {
	int64_t id, value;
	bool gone;
};
struct list {
	struct row rows[MOST];
	size_t count;
	size_t pages, largest_page;
	bool broken, has_total;
};

static int compare(const struct row *a, const struct row *b, struct table_order order)
{
	int result = 0;
	if (order.sort == SORT_VALUE)
		result = (a->value > b->value) - (a->value < b->value);
	if (result == 0)
		result = (a->id > b->id) - (a->id < b->id);
	return order.descending ? -result : result;
}

static void sorted(const struct list *list, struct table_order order, const struct row **out, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct row *row = &list->rows[i];
		if (row->gone)
			continue;
		size_t at = (*count)++;
		/* Binary insertion would do; rows are mostly in order already. */
		for (; at > 0 && compare(out[at - 1], row, order) > 0; at--)
			out[at] = out[at - 1];
		out[at] = row;
	}
}

static struct table_key key_of_row(const struct row *row)
{
	struct table_key key = {.length = sizeof(*row)};
	memcpy(key.bytes, row, sizeof(*row));
	return key;
}

static struct row row_of_key(const struct table_key *key)
{
	struct row row;
	memcpy(&row, key->bytes, sizeof(row));
	return row;
}

static void give(struct table_page *out, size_t index, const struct row *row)
{
	struct row *copy = arena_alloc(out->arena, sizeof(*copy));
	*copy = *row;
	out->rows[index] = (struct table_row){row->id, key_of_row(row), copy, (uint64_t)row->value + 1};
}

static bool read_page(
	void *context, const struct table_request *request, struct table_page *out, struct error *err)
{
	struct list *list = context;
	static const struct row *order[MOST];
	size_t count, from, to;
	list->pages++;
	list->largest_page = MAX(list->largest_page, request->limit);
	if (list->broken)
		return error_set(err, ERROR_STORE, "the store is away");
	sorted(list, request->order, order, &count);
	size_t at = request->backward ? count : 0;
	if (request->anchor) {
		struct row anchor = row_of_key(request->anchor);
		at = 0;
		while (at < count) {
			int side = compare(order[at], &anchor, request->order);
			if (side > 0 || (side == 0 && (request->inclusive || request->backward)))
				break;
			at++;
		}
	}
	from = request->backward ? (at > request->limit ? at - request->limit : 0) : at;
	to = request->backward ? at : MIN(at + request->limit, count);
	out->count = to - from;
	out->rows = arena_alloc_array(out->arena, out->count, sizeof(*out->rows));
	for (size_t i = 0; i < out->count; i++)
		give(out, i, order[from + i]);
	return true;
}

static const struct row *find(const struct list *list, int64_t id)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->rows[i].id == id && !list->rows[i].gone)
			return &list->rows[i];
	}
	return NULL;
}

static bool locate(void *context, int64_t id, struct table_order order, struct table_key *out)
{
	(void)order;
	const struct row *row = find(context, id);
	if (row)
		*out = key_of_row(row);
	return row != NULL;
}

static bool read_rows(
	void *context, const int64_t *ids, size_t count, struct table_page *out, struct error *err)
{
	(void)err;
	out->count = count;
	out->rows = arena_alloc_array(out->arena, count, sizeof(*out->rows));
	for (size_t i = 0; i < count; i++) {
		const struct row *row = find(context, ids[i]);
		if (row)
			give(out, i, row);
	}
	return true;
}

static struct table_total total(void *context)
{
	const struct list *list = context;
	struct table_total total = {0};
	if (list->has_total) {
		total.kind = TOTAL_EXACT;
		total.of = list->count;
		for (size_t i = 0; i < list->count; i++)
			total.rows += !list->rows[i].gone;
	}
	return total;
}

static void id_cell(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct row *row = data;
	out->text = display_format(paint->arena, "m%lld", (long long)row->id);
}

static void value_cell(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct row *row = data;
	out->text = display_format(paint->arena, "%lld", (long long)row->value);
	out->role = row->value < 0 ? ROLE_STATUS_BAD : ROLE_TEXT;
}

static void name_cell(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	(void)data;
	(void)paint;
	out->text = display_literal("诸葛秀英");
}

static const struct table_column columns[] = {
	{.id = "meter", .title = "METER", .minimum = 6, .sort = SORT_ID, .accent = true, .cell = id_cell},
	{.id = "name",
		.title = "NAME",
		.minimum = 8,
		.weight = 1,
		.priority = 2,
		.sort = TABLE_UNSORTED,
		.cell = name_cell},
	{.id = "value",
		.title = "VALUE",
		.minimum = 7,
		.priority = 1,
		.align = ALIGN_RIGHT,
		.sort = SORT_VALUE,
		.cell = value_cell},
};

struct fixture {
	struct list list;
	struct table *table;
};

static struct fixture *make(size_t count, int height)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct table_source source = {read_page, locate, total, read_rows, &fixture->list};
	fixture->list.count = count;
	fixture->list.has_total = true;
	for (size_t i = 0; i < count; i++)
		fixture->list.rows[i] = (struct row){(int64_t)i + 1, (int64_t)((i * 37) % count), false};
	fixture->table = table_new(columns, ARRAY_SIZE(columns), &source, NULL);
	table_resize(fixture->table, 40, height, 0);
	assert_true(table_reload(fixture->table, 0, NULL));
	return fixture;
}

static void drop(struct fixture *fixture)
{
	table_free(fixture->table);
	free(fixture);
}

static int64_t selected(const struct fixture *fixture)
{
	const struct table_row *row = table_selected(fixture->table);
	return row ? row->id : -1;
}

/* What is on the screen is what the list holds there, the cursor among it. */
static void check_window(struct fixture *fixture)
{
	static const struct row *order[MOST];
	const struct table_row *rows;
	size_t count, shown = table_window(fixture->table, &rows), start = 0;
	sorted(&fixture->list, table_order(fixture->table), order, &count);
	while (start < count && shown > 0 && order[start]->id != rows[0].id)
		start++;
	bool cursor_shown = shown == 0;
	for (size_t i = 0; i < shown; i++) {
		assert_true(start + i < count);
		assert_int_equal(rows[i].id, order[start + i]->id);
		cursor_shown |= rows[i].id == selected(fixture);
	}
	assert_true(cursor_shown);
}

static void paints(void **state)
{
	(void)state;
	struct fixture *fixture = make(3, 5);
	struct canvas *canvas = canvas_new(30, 5, false);
	table_move(fixture->table, TABLE_DOWN, 1, NULL);
	table_mark_toggle(fixture->table);
	table_resize(fixture->table, 30, 5, 1);
	table_paint(fixture->table, canvas, true, 1);
	assert_canvas(canvas, "  METER  NAME            VALUE\n"
			      "  m1     诸葛秀英            0\n"
			      "▌*m2     诸葛秀英            1\n"
			      "  m3     诸葛秀英            2\n"
			      "\n");
	assert_int_equal(canvas_cell(canvas, 2, 2)->role, ROLE_ROW_SELECTED);
	assert_int_equal(canvas_cell(canvas, 9, 2)->role, ROLE_TEXT);
	canvas_free(canvas);
	drop(fixture);
}

static void narrow_drops_columns_by_priority(void **state)
{
	(void)state;
	static const struct {
		int width;
		const char *header;
	} cases[] = {
		{25, "  METER  NAME       VALUE\n"},
		{24, "  METER    VALUE\n"},
		{15, "  METER\n"},
		{4, "  M…\n"},
	};
	struct fixture *fixture = make(0, 2);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct canvas *canvas = canvas_new(cases[i].width, 1, false);
		struct string text = {0};
		table_paint(fixture->table, canvas, true, 0);
		canvas_print(canvas, &text);
		if (i != 1)
			assert_string_equal(string_text(&text), cases[i].header);
		else
			assert_null(strstr(string_text(&text), "NAME"));
		string_free(&text);
		canvas_free(canvas);
	}
	table_hide_column(fixture->table, "value", true);
	table_hide_column(fixture->table, "nonsense", true);
	assert_true(table_column_hidden(fixture->table, "value"));
	struct canvas *canvas = canvas_new(40, 1, false);
	table_paint(fixture->table, canvas, true, 0);
	assert_canvas(canvas, "  METER  NAME\n");
	canvas_free(canvas);
	drop(fixture);
}

static void empty_says_so(void **state)
{
	(void)state;
	struct fixture *fixture = make(0, 4);
	struct canvas *canvas = canvas_new(40, 4, false);
	table_set(fixture->table, &(struct table_settings){.empty = "No meters match.",
					  .empty_hint = "Escape clears the filter"});
	table_paint(fixture->table, canvas, true, 0);
	assert_int_equal(canvas_cell(canvas, 2, 1)->bytes[0], 'N');
	assert_int_equal(canvas_cell(canvas, 2, 2)->bytes[0], 'E');
	assert_true(table_is_empty(fixture->table));
	assert_null(table_selected(fixture->table));
	assert_true(table_move(fixture->table, TABLE_DOWN, 1, NULL));
	assert_true(table_move(fixture->table, TABLE_END, 1, NULL));
	table_mark_toggle(fixture->table);
	table_mark_range(fixture->table);
	canvas_free(canvas);
	drop(fixture);
}

static void walks_to_the_end_and_back(void **state)
{
	(void)state;
	struct fixture *fixture = make(1000, 11);
	for (int64_t i = 1; i < 1000; i++) {
		assert_true(table_move(fixture->table, TABLE_DOWN, i, NULL));
		assert_int_equal(selected(fixture), i + 1);
		uint64_t position;
		assert_true(table_position(fixture->table, &position));
		assert_int_equal(position, i);
	}
	check_window(fixture);
	assert_true(table_move(fixture->table, TABLE_DOWN, 0, NULL));
	assert_int_equal(selected(fixture), 1000);
	for (int64_t i = 999; i > 0; i--) {
		assert_true(table_move(fixture->table, TABLE_UP, 0, NULL));
		assert_int_equal(selected(fixture), i);
	}
	check_window(fixture);
	/* Pages are few and small: a few screens each. */
	assert_true(fixture->list.largest_page <= 10 * 6);
	assert_true(fixture->list.pages < 300);
	drop(fixture);
}

static void pages_and_ends(void **state)
{
	(void)state;
	struct fixture *fixture = make(1000, 11);
	table_move(fixture->table, TABLE_PAGE_DOWN, 0, NULL);
	assert_int_equal(selected(fixture), 11);
	table_move(fixture->table, TABLE_HALF_DOWN, 0, NULL);
	assert_int_equal(selected(fixture), 16);
	table_move(fixture->table, TABLE_PAGE_UP, 0, NULL);
	assert_int_equal(selected(fixture), 6);
	table_move(fixture->table, TABLE_END, 0, NULL);
	assert_int_equal(selected(fixture), 1000);
	const struct table_row *rows;
	assert_int_equal(table_window(fixture->table, &rows), 10);
	assert_int_equal(rows[0].id, 991);
	table_move(fixture->table, TABLE_PAGE_UP, 0, NULL);
	assert_int_equal(selected(fixture), 990);
	table_move(fixture->table, TABLE_HOME, 0, NULL);
	assert_int_equal(selected(fixture), 1);
	for (int i = 0; i < 200; i++) {
		table_move(fixture->table, TABLE_PAGE_DOWN, 0, NULL);
		check_window(fixture);
	}
	assert_int_equal(selected(fixture), 1000);
	drop(fixture);
}

static void jumps(void **state)
{
	(void)state;
	struct fixture *fixture = make(1000, 11);
	struct error err = {0};
	assert_true(table_jump(fixture->table, 700, 0, &err));
	assert_int_equal(selected(fixture), 700);
	check_window(fixture);
	assert_false(table_jump(fixture->table, 7000, 0, &err));
	assert_int_equal(err.code, ERROR_NOT_FOUND);
	assert_int_equal(selected(fixture), 700);
	table_move(fixture->table, TABLE_UP, 0, NULL);
	assert_int_equal(selected(fixture), 699);
	drop(fixture);
}

static void sorts_and_keeps_the_row(void **state)
{
	(void)state;
	struct fixture *fixture = make(500, 11);
	table_jump(fixture->table, 200, 0, NULL);
	assert_true(table_sort(fixture->table, (struct table_order){SORT_VALUE, true}, 0, NULL));
	assert_int_equal(selected(fixture), 200);
	check_window(fixture);
	assert_string_equal(table_sort_title(fixture->table), "VALUE");
	assert_true(table_sort_reverse(fixture->table, 0, NULL));
	assert_false(table_order(fixture->table).descending);
	assert_true(table_sort_next(fixture->table, 1, 0, NULL));
	assert_int_equal(table_order(fixture->table).sort, TABLE_UNSORTED);
	assert_null(table_sort_title(fixture->table));
	assert_true(table_sort_next(fixture->table, 1, 0, NULL));
	assert_int_equal(table_order(fixture->table).sort, SORT_ID);
	assert_true(table_sort_next(fixture->table, -1, 0, NULL));
	assert_true(table_sort_next(fixture->table, -1, 0, NULL));
	assert_int_equal(table_order(fixture->table).sort, SORT_VALUE);
	assert_int_equal(selected(fixture), 200);
	fixture->list.broken = true;
	struct error err = {0};
	assert_false(table_sort(fixture->table, (struct table_order){SORT_ID, false}, 0, &err));
	assert_contains(err.message, "the store is away");
	assert_int_equal(table_order(fixture->table).sort, SORT_VALUE);
	assert_int_equal(table_error(fixture->table)->code, ERROR_STORE);
	assert_int_equal(selected(fixture), 200);
	drop(fixture);
}

static void a_refresh_keeps_the_row_and_its_line(void **state)
{
	(void)state;
	struct fixture *fixture = make(500, 11);
	table_sort(fixture->table, (struct table_order){SORT_VALUE, false}, 0, NULL);
	table_jump(fixture->table, 123, 0, NULL);
	const struct table_row *before, *after;
	table_window(fixture->table, &before);
	int64_t line = table_selected(fixture->table) - before;
	fixture->list.rows[122].value = 400;
	fixture->list.rows[10].gone = true;
	assert_true(table_refresh(fixture->table, 10000, NULL));
	assert_int_equal(selected(fixture), 123);
	check_window(fixture);
	table_window(fixture->table, &after);
	assert_int_equal(table_selected(fixture->table) - after, line);
	/* When the row is gone, the next one has the cursor. */
	table_sort(fixture->table, (struct table_order){SORT_ID, false}, 20000, NULL);
	fixture->list.rows[122].gone = true;
	assert_true(table_refresh(fixture->table, 30000, NULL));
	assert_int_equal(selected(fixture), 124);
	check_window(fixture);
	drop(fixture);
}

static void rows_do_not_jump_under_a_finger(void **state)
{
	(void)state;
	struct fixture *fixture = make(50, 11);
	table_sort(fixture->table, (struct table_order){SORT_VALUE, false}, 0, NULL);
	table_move(fixture->table, TABLE_HOME, 1000, NULL);
	int64_t id = selected(fixture);
	const struct table_row *rows;
	fixture->list.rows[id - 1].value = 49000;
	assert_true(table_refresh(fixture->table, 1100, NULL));
	table_window(fixture->table, &rows);
	assert_int_equal(rows[0].id, id); /* still in its place, with the new value */
	assert_int_equal(((const struct row *)rows[0].data)->value, 49000);
	assert_int_equal(table_due(fixture->table), 1000 + 1500);
	/* Moving puts it off. */
	table_move(fixture->table, TABLE_DOWN, 2000, NULL);
	assert_int_equal(selected(fixture), rows[1].id);
	table_move(fixture->table, TABLE_UP, 2100, NULL);
	table_tick(fixture->table, 2600, NULL);
	table_window(fixture->table, &rows);
	assert_int_equal(rows[0].id, id);
	assert_true(table_tick(fixture->table, 3600, NULL));
	assert_int_equal(selected(fixture), id); /* the cursor went with its row */
	check_window(fixture);
	drop(fixture);
}

static void changed_rows_flash(void **state)
{
	(void)state;
	struct fixture *fixture = make(5, 6);
	struct canvas *canvas = canvas_new(30, 6, false);
	fixture->list.rows[1].value = 77;
	assert_true(table_refresh(fixture->table, 5000, NULL));
	table_paint(fixture->table, canvas, true, 5000);
	assert_int_equal(canvas_cell(canvas, 2, 2)->flags, CELL_UNDERLINE);
	assert_int_equal(canvas_cell(canvas, 2, 3)->flags, 0);
	assert_int_equal(table_due(fixture->table), 7000);
	assert_false(table_tick(fixture->table, 6999, NULL));
	assert_true(table_tick(fixture->table, 7000, NULL));
	assert_int_equal(table_due(fixture->table), -1);
	canvas_free(canvas);
	drop(fixture);
}

static void marks_survive(void **state)
{
	(void)state;
	struct fixture *fixture = make(100, 11);
	struct table *table = fixture->table;
	uint64_t count;
	table_mark_toggle(table); /* 1 */
	table_jump(table, 5, 0, NULL);
	table_mark_range(table); /* to 5 */
	table_jump(table, 50, 0, NULL);
	table_mark_toggle(table);
	assert_true(table_marked_count(table, &count));
	assert_int_equal(count, 6);
	assert_true(table_is_marked(table, 3));
	assert_false(table_is_marked(table, 6));
	table_sort(table, (struct table_order){SORT_VALUE, true}, 0, NULL);
	table_refresh(table, 99999, NULL);
	assert_true(table_is_marked(table, 50));
	table_mark_toggle(table);
	assert_false(table_is_marked(table, 50));
	table_mark_all(table);
	table_mark_toggle(table); /* all but 50 */
	struct table_marks marks = table_marks(table);
	assert_true(marks.all);
	assert_int_equal(marks.count, 1);
	assert_int_equal(marks.ids[0], 50);
	assert_true(table_marked_count(table, &count));
	assert_int_equal(count, 99);
	table_mark_invert(table);
	assert_true(table_marked_count(table, &count));
	assert_int_equal(count, 1);
	table_mark_none(table);
	assert_true(table_marked_count(table, &count));
	assert_int_equal(count, 0);
	drop(fixture);
}

static void all_of_an_unknown_total_has_no_count(void **state)
{
	(void)state;
	struct fixture *fixture = make(1000, 11);
	uint64_t count;
	fixture->list.has_total = false;
	table_reload(fixture->table, 0, NULL);
	assert_int_equal(table_total(fixture->table).kind, TOTAL_UNKNOWN);
	table_mark_all(fixture->table);
	assert_false(table_marked_count(fixture->table, &count));
	drop(fixture);
}

static void the_mouse_selects_lines(void **state)
{
	(void)state;
	struct fixture *fixture = make(5, 11);
	assert_true(table_select_line(fixture->table, 3, 0));
	assert_int_equal(selected(fixture), 3);
	assert_false(table_select_line(fixture->table, 0, 0));
	assert_false(table_select_line(fixture->table, 9, 0));
	drop(fixture);
}

static void any_size_and_any_walk(void **state)
{
	(void)state;
	struct fixture *fixture = make(300, 11);
	uint32_t seed = 42;
	for (int i = 0; i < 3000; i++) {
		seed = seed * 1664525 + 1013904223;
		uint32_t dice = seed >> 16;
		struct row *row = &fixture->list.rows[dice % 300];
		switch (dice % 13) {
		case 0:
			table_resize(fixture->table, (int)(dice % 100), (int)(dice % 40), i);
			break;
		case 1:
			row->value = (int64_t)(seed >> 20);
			break;
		case 2:
			row->gone = !row->gone;
			break;
		case 3:
			table_refresh(fixture->table, (int64_t)i * 2000, NULL);
			check_window(fixture);
			break;
		case 4:
			table_sort_next(fixture->table, 1, i, NULL);
			break;
		case 5:
			table_jump(fixture->table, row->id, i, NULL);
			break;
		default:
			table_move(fixture->table, (enum table_motion)(dice % 8), i, NULL);
			break;
		}
		const struct table_row *rows;
		assert_true(table_is_empty(fixture->table) || table_selected(fixture->table));
		assert_true(table_window(fixture->table, &rows) <= 40);
	}
	drop(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paints),
		cmocka_unit_test(narrow_drops_columns_by_priority),
		cmocka_unit_test(empty_says_so),
		cmocka_unit_test(walks_to_the_end_and_back),
		cmocka_unit_test(pages_and_ends),
		cmocka_unit_test(jumps),
		cmocka_unit_test(sorts_and_keeps_the_row),
		cmocka_unit_test(a_refresh_keeps_the_row_and_its_line),
		cmocka_unit_test(rows_do_not_jump_under_a_finger),
		cmocka_unit_test(changed_rows_flash),
		cmocka_unit_test(marks_survive),
		cmocka_unit_test(all_of_an_unknown_total_has_no_count),
		cmocka_unit_test(the_mouse_selects_lines),
		cmocka_unit_test(any_size_and_any_walk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
