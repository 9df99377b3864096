/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/store/reader_parts.h"

#define LATEST_ROWS_MAX 4096 /* how far back the newest value of a quantity is looked for */

static void fill_reading(sqlite3_stmt *get, int64_t meter_id, struct reading_row *row, struct arena *arena)
{
	struct packed_reader packed;
	struct packed_header header;
	struct reading_value values[READING_VALUES_MAX];
	*row = (struct reading_row){
		.meter_id = meter_id,
		.taken_at = column_integer(get, 0),
		.source = (enum reading_source)column_word(get, 1, SOURCE_COUNT),
		.received_at = column_integer(get, 2),
		.raw = column_integer(get, 4),
	};
	row->id = row->taken_at * 16 + (int64_t)row->source;
	row->key = (struct list_key){.id = (int64_t)row->source, .number = row->taken_at};
	if (!packed_open(&packed, column_view(get, 3), &header))
		return;
	row->taken_at_assumed = header.assumed;
	if (header.image_url.length)
		row->image_url = display_stored(arena, arena_copy(arena, header.image_url));
	if (header.image_status.length)
		row->image_status = display_stored(arena, arena_copy(arena, header.image_status));
	while (row->value_count < READING_VALUES_MAX && packed_next(&packed, &values[row->value_count]))
		row->value_count++;
	row->values = arena_alloc_array(arena, row->value_count, sizeof(*values));
	memcpy(row->values, values, row->value_count * sizeof(*values));
}

/* Bound so that it gives `sources` of [since, until), from the anchor on. */
static sqlite3_stmt *walk_readings(struct cache_reader *reader, int64_t meter_id, unsigned sources,
	const struct list_request *request, bool up, struct error *err)
{
	sqlite3_stmt *get = database_statement(&reader->db, up ? READ_READINGS_UP : READ_READINGS_DOWN, err);
	if (!get)
		return NULL;
	instant since = request->since ? request->since : INT64_MIN;
	instant until = request->until ? request->until : INT64_MAX;
	struct list_key from = {.id = INT64_MIN, .number = up ? since : until};
	if (request->from >= LIST_AFTER)
		from = request->anchor;
	if (request->from == LIST_AT)
		from.id = up                     ? from.id - (from.id > INT64_MIN)
			  : from.id == INT64_MIN ? INT64_MAX
						 : from.id + 1;
	if (!up && request->from < LIST_AFTER && until == INT64_MAX)
		from.id = INT64_MAX;
	bind_integer(get, 1, meter_id);
	bind_integer(get, 2, from.number);
	bind_integer(get, 3, from.id);
	bind_integer(get, 4, up ? until : since);
	bind_integer(get, 5, sources);
	return get;
}

bool cache_readings(struct cache_reader *reader, int64_t meter_id, unsigned sources,
	const struct list_request *request, struct arena *arena, struct reading_row **rows,
	struct list_result *result, struct error *err)
{
	*rows = NULL;
	*result = (struct list_result){0};
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	bool forward = request->from != LIST_BEFORE && request->from != LIST_FROM_END;
	if (request->filter)
		sources &= request->filter->masks[FILTER_SOURCE];
	sqlite3_stmt *get =
		walk_readings(reader, meter_id, sources, request, forward != request->descending, err);
	size_t limit = request_limit(request);
	int found = get ? 0 : -1;
	*rows = arena_alloc_array(arena, limit, sizeof(**rows));
	while (get && (found = database_row(&reader->db, get, err)) == 1) {
		if (result->count == limit) {
			result->more = true;
			break;
		}
		fill_reading(get, meter_id, &(*rows)[result->count], arena);
		result->reached = (*rows)[result->count++].key;
	}
	if (get)
		sqlite3_reset(get);
	if (found < 0)
		return reader_failed(reader, err);
	if (!forward)
		rows_reverse(*rows, result->count, sizeof(**rows));
	return true;
}

/* ---- latest values ---- */

static void take_latest(const struct reading_row *row, struct latest_values *out, size_t *missing)
{
	if (out->newest == INSTANT_NONE)
		out->newest = row->taken_at;
	if (row->image_url.length && out->image_at == INSTANT_NONE) {
		out->image_url = row->image_url;
		out->image_status = row->image_status;
		out->image_at = row->taken_at;
	}
	for (size_t i = 0; i < row->value_count; i++) {
		struct latest_value *value = &out->of[row->values[i].quantity];
		if (value->present)
			continue;
		*value = (struct latest_value){true, row->values[i].value, row->taken_at, row->source};
		(*missing)--;
	}
}

bool cache_latest(struct cache_reader *reader, int64_t meter_id, unsigned sources, struct arena *arena,
	struct latest_values *out, struct error *err)
{
	*out = (struct latest_values){.newest = INSTANT_NONE, .image_at = INSTANT_NONE};
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	struct list_request request = {0};
	sqlite3_stmt *get = walk_readings(reader, meter_id, sources, &request, false, err);
	size_t missing = QUANTITY_COUNT, seen = 0;
	int found = get ? 0 : -1;
	arena_reset(&reader->scratch);
	while (get && missing && seen++ < LATEST_ROWS_MAX &&
		(found = database_row(&reader->db, get, err)) == 1) {
		struct reading_row row;
		fill_reading(get, meter_id, &row, &reader->scratch);
		take_latest(&row, out, &missing);
	}
	if (get)
		sqlite3_reset(get);
	if (found < 0)
		return reader_failed(reader, err);
	out->image_url = display_copy(arena, out->image_url);
	out->image_status = display_copy(arena, out->image_status);
	return true;
}

/* ---- series ---- */

struct point_list {
	struct series_point *points;
	size_t count, capacity;
	struct arena *arena;
};

static void add_point(struct point_list *list, instant at, struct decimal value)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity * 2 + 64;
		struct series_point *more = arena_alloc_array(list->arena, capacity, sizeof(*more));
		if (list->count)
			memcpy(more, list->points, list->count * sizeof(*more));
		list->points = more;
		list->capacity = capacity;
	}
	list->points[list->count++] = (struct series_point){at, value};
}

bool cache_series(struct cache_reader *reader, int64_t meter_id, unsigned sources, enum quantity quantity,
	instant since, instant until, size_t most, struct arena *arena, struct series_point **points,
	size_t *count, struct error *err)
{
	*points = NULL;
	*count = 0;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	struct list_request request = {.since = since, .until = until};
	struct point_list list = {.arena = arena};
	sqlite3_stmt *get = walk_readings(reader, meter_id, sources, &request, false, err);
	int found = get ? 0 : -1;
	while (get && (!most || list.count < most) && (found = database_row(&reader->db, get, err)) == 1) {
		struct decimal value;
		instant at = column_integer(get, 0);
		/* Two sources may tell of one moment: once is enough for a line. */
		if (list.count && list.points[list.count - 1].at == at)
			continue;
		if (packed_find(column_view(get, 3), quantity, &value))
			add_point(&list, at, value);
	}
	if (get)
		sqlite3_reset(get);
	if (found < 0)
		return reader_failed(reader, err);
	rows_reverse(list.points, list.count, sizeof(*list.points));
	*points = list.points;
	*count = list.count;
	return true;
}
