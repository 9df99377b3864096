/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "views/detail.h"
#include "views/readings_parts.h"
#include "views/roles.h"
#include "views/words.h"

/* The list of all readings of the meter. */

static const struct readings_view *view_of(const struct table_paint *paint)
{
	return CONTAINER_OF((struct list_pane *)paint->context, struct readings_view, list);
}

static bool value_of(const struct reading_row *row, enum quantity quantity, struct decimal *out)
{
	for (size_t i = 0; i < row->value_count; i++) {
		if (row->values[i].quantity == quantity) {
			*out = row->values[i].value;
			return true;
		}
	}
	return false;
}

static void cell_taken(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct reading_row *row = data;
	const struct desk *desk = view_of(paint)->list.desk;
	struct display_text when = words_when(paint->arena, desk->now, row->taken_at, desk->zone);
	out->text = row->taken_at_assumed ? display_format(paint->arena, "%.*s?", DISPLAY_ARG(when)) : when;
}

static void cell_source(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	(void)paint;
	out->text = display_literal(source_word(((const struct reading_row *)data)->source));
	out->role = ROLE_DIM;
}

static void put_value(const struct table_paint *paint, const struct reading_row *row, enum quantity quantity,
	struct table_cell *out)
{
	struct decimal value;
	if (value_of(row, quantity, &value))
		out->text = words_value(paint->arena, value, quantity, view_of(paint)->meter.medium);
}

static void cell_total(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	put_value(paint, data, QUANTITY_TOTAL, out);
	if (out->text.length == 0)
		put_value(paint, data, QUANTITY_STD_TOTAL, out);
}

static void cell_consumption(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	put_value(paint, data, QUANTITY_CONSUMPTION, out);
}

/* What else it holds, as words: "voltage_a 238.90 V, ...". */
static void cell_others(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct reading_row *row = data;
	struct string text = {0};
	enum medium medium = view_of(paint)->meter.medium;
	for (size_t i = 0; i < row->value_count && text.length < 160; i++) {
		enum quantity quantity = row->values[i].quantity;
		if (quantity == QUANTITY_TOTAL || quantity == QUANTITY_CONSUMPTION)
			continue;
		struct display_text value = words_value(paint->arena, row->values[i].value, quantity, medium);
		string_append_format(&text, "%s%s %.*s", text.length ? ", " : "",
			quantity_info(quantity)->label, DISPLAY_ARG(value));
	}
	if (row->source == SOURCE_CAMERA)
		string_append_format(
			&text, "%s%.*s", text.length ? ", " : "", DISPLAY_ARG(row->image_status));
	out->text = display_copy(paint->arena, words_text(paint->arena, string_view(&text)));
	out->role = ROLE_DIM;
	string_free(&text);
}

static void cell_age(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct desk *desk = view_of(paint)->list.desk;
	out->text = words_age(paint->arena, desk->now, ((const struct reading_row *)data)->taken_at);
	out->role = ROLE_AGE;
}

#define BY_TIME 0
static const struct table_column columns[] = {
	{.id = "taken",
		.title = "TAKEN",
		.minimum = 12,
		.maximum = 12,
		.sort = BY_TIME,
		.accent = true,
		.cell = cell_taken},
	{.id = "source",
		.title = "SOURCE",
		.minimum = 11,
		.maximum = 11,
		.priority = 3,
		.sort = TABLE_UNSORTED,
		.cell = cell_source},
	{.id = "total",
		.title = "REGISTER",
		.minimum = 15,
		.maximum = 18,
		.align = ALIGN_RIGHT,
		.sort = TABLE_UNSORTED,
		.cell = cell_total},
	{.id = "used",
		.title = "USED",
		.minimum = 11,
		.maximum = 14,
		.align = ALIGN_RIGHT,
		.priority = 2,
		.sort = TABLE_UNSORTED,
		.cell = cell_consumption},
	{.id = "age",
		.title = "AGE",
		.minimum = 4,
		.maximum = 5,
		.align = ALIGN_RIGHT,
		.priority = 4,
		.sort = TABLE_UNSORTED,
		.cell = cell_age},
	{.id = "others",
		.title = "OTHERS",
		.minimum = 10,
		.weight = 1,
		.priority = 5,
		.sort = TABLE_UNSORTED,
		.cell = cell_others},
};

static bool page(struct list_pane *pane, const struct list_request *request, struct arena *arena,
	const void **rows, struct list_result *result, struct error *err)
{
	const struct readings_view *view = CONTAINER_OF(pane, struct readings_view, list);
	struct reading_row *found = NULL;
	*result = (struct list_result){0};
	if (view->meter_id == 0)
		return true;
	bool read = cache_readings(
		pane->desk->reader, view->meter_id, SOURCES_ALL, request, arena, &found, result, err);
	*rows = found;
	return read;
}

static unsigned open(struct list_pane *pane, const void *data)
{
	const struct reading_row *row = data;
	return detail_open_reading(pane->desk, row->meter_id, row->id);
}

static const struct list_preset presets[] = {
	{"all", NULL, false},
	{"live", "source:live,push,frozen", false},
	{"daily", "source:daily,consumption", false},
	{"tou", "source:tou", false},
	{"camera", "source:camera", false},
};

const struct list_kind readings_list = {
	.filter = FILTER_READINGS,
	.columns = columns,
	.column_count = ARRAY_SIZE(columns),
	.initial = {BY_TIME, true},
	.unsorted = BY_TIME,
	.presets = presets,
	.preset_count = ARRAY_SIZE(presets),
	.noun = "readings",
	.placeholder = "source:live,push …",
	.empty = "No reading of this meter yet.",
	.empty_hint = "r asks its platform for one.",
	.row_size = sizeof(struct reading_row),
	.page = page,
	.open = open,
};
