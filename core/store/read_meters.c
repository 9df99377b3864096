/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/store/reader_parts.h"

#define METER_TEXT_ORDERS (1u << METER_BY_NUMBER | 1u << METER_BY_CUSTOMER_NAME | 1u << METER_BY_ADDRESS)

bool meter_order_is_text(int order)
{
	return METER_TEXT_ORDERS >> order & 1;
}

static void fill_meter(
	struct cache_reader *reader, sqlite3_stmt *get, struct meter_row *row, struct arena *arena)
{
	*row = (struct meter_row){
		.id = column_integer(get, 0),
		.profile = reader_profile_copy(reader, (int32_t)column_integer(get, 1), arena),
		.meter_no = column_copy(get, 2, arena),
		.medium = (enum medium)column_word(get, 3, MEDIUM_COUNT),
		.valve = (enum valve_state)column_word(get, 4, VALVE_COUNT),
		.online = (enum tristate)column_word(get, 5, 3),
		.last_seen = column_instant(get, 6),
		.has_reading = sqlite3_column_type(get, 7) != SQLITE_NULL,
		.reading = {column_integer(get, 7), (uint8_t)column_word(get, 8, DECIMAL_SCALE_MAX + 1)},
		.reading_at = column_integer(get, 10),
		.detail_at = column_instant(get, 11),
		.raw = column_integer(get, 12),
		.detail_raw = column_integer(get, 13),
		.device_id = column_copy(get, 14, arena),
		.type = column_display(get, 15, arena),
		.customer_code = column_display(get, 16, arena),
		.customer_name = column_display(get, 17, arena),
		.address = column_display(get, 18, arena),
	};
	row->key.id = row->id;
}

int meter_fetch(struct cache_reader *reader, int64_t id, void *row, struct arena *arena, struct error *err)
{
	sqlite3_stmt *get = database_statement(&reader->db, READ_METER, err);
	if (!get)
		return -1;
	bind_integer(get, 1, id);
	int found = database_row(&reader->db, get, err);
	if (found == 1)
		fill_meter(reader, get, row, arena);
	sqlite3_reset(get);
	return found;
}

bool meter_matches(const struct filter *filter, const void *context)
{
	const struct meter_row *row = context;
	const struct string_view texts[] = {row->meter_no, display_view(row->customer_code),
		display_view(row->customer_name), display_view(row->address)};
	return filter_wants(filter, FILTER_MEDIUM, (int)row->medium) &&
	       filter_wants(filter, FILTER_VALVE, (int)row->valve) &&
	       filter_wants(filter, FILTER_ONLINE, (int)row->online) &&
	       filter_wants_profile(filter, row->profile) && filter_matches(filter, texts, ARRAY_SIZE(texts));
}

static instant meter_time(const void *row)
{
	return ((const struct meter_row *)row)->reading_at;
}

static struct string_view meter_profile(const void *row)
{
	return ((const struct meter_row *)row)->profile;
}

static void meter_set_key(void *row, const struct list_key *key)
{
	((struct meter_row *)row)->key = *key;
}

const struct list_kind meter_list = {
	.walk = READ_METER_WALK,
	.order_count = METER_ORDER_COUNT,
	.text_orders = METER_TEXT_ORDERS,
	.time_order = METER_BY_READING_AT,
	.row_size = sizeof(struct meter_row),
	.fetch = meter_fetch,
	.matches = meter_matches,
	.time = meter_time,
	.profile = meter_profile,
	.set_key = meter_set_key,
};

bool cache_meters(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct meter_row **rows, struct list_result *result, struct error *err)
{
	void *any;
	bool good = list_read(reader, &meter_list, request, arena, &any, result, err);
	*rows = any;
	return good;
}

bool meter_key(struct cache_reader *reader, int64_t id, enum meter_order order, struct list_key *key,
	bool *found, struct error *err)
{
	sqlite3_stmt *get = database_statement(&reader->db, (size_t)READ_METER_KEY + order, err);
	if (!get)
		return false;
	bind_integer(get, 1, id);
	int row = database_row(&reader->db, get, err);
	*found = row == 1;
	*key = (struct list_key){.id = id};
	if (row == 1 && meter_order_is_text((int)order)) {
		struct string_view text = column_view(get, 0);
		key->length = (uint8_t)MIN(text.length, (size_t)LIST_KEY_TEXT_MAX);
		memcpy(key->text, text.data, key->length);
	} else if (row == 1) {
		key->number = column_integer(get, 0);
	}
	sqlite3_reset(get);
	return row >= 0;
}

bool cache_meter(struct cache_reader *reader, int64_t id, enum meter_order order, struct arena *arena,
	struct meter_row *row, struct error *err)
{
	enum reader_entry entry = reader_enter(reader, err);
	if (entry == READER_FAILED)
		return false;
	int found = entry == READER_READY ? meter_fetch(reader, id, row, arena, err) : 0;
	bool has_key = false;
	if (found < 0 || (found == 1 && !meter_key(reader, id, order, &row->key, &has_key, err)))
		return reader_failed(reader, err);
	return found == 1 || error_set(err, ERROR_NOT_FOUND, "there is no such meter");
}

bool cache_meter_by_number(struct cache_reader *reader, struct string_view profile,
	struct string_view meter_no, struct arena *arena, struct meter_row *row, struct error *err)
{
	enum reader_entry entry = reader_enter(reader, err);
	if (entry == READER_FAILED)
		return false;
	int found = 0;
	if (entry == READER_READY) {
		sqlite3_stmt *get = database_statement(&reader->db, READ_METER_BY_NUMBER, err);
		if (!get)
			return reader_failed(reader, err);
		bind_integer(get, 1, reader_profile_id(reader, profile));
		bind_text(get, 2, meter_no);
		found = database_row(&reader->db, get, err);
		if (found == 1)
			fill_meter(reader, get, row, arena);
		sqlite3_reset(get);
	}
	if (found < 0)
		return reader_failed(reader, err);
	if (!found)
		return error_set(
			err, ERROR_NOT_FOUND, "%.*s has no meter %.*s", SV_ARG(profile), SV_ARG(meter_no));
	row->key = list_key_from_text(row->meter_no);
	row->key.id = row->id;
	return true;
}

/* All rows of a bound statement that ends by itself. */
static bool collect(struct cache_reader *reader, sqlite3_stmt *get, struct arena *arena,
	struct meter_row **rows, size_t *count, struct error *err)
{
	size_t capacity = 0;
	int found;
	*rows = NULL;
	*count = 0;
	while ((found = database_row(&reader->db, get, err)) == 1) {
		if (*count == capacity) {
			struct meter_row *more = arena_alloc_array(arena, capacity * 2 + 16, sizeof(**rows));
			if (*count)
				memcpy(more, *rows, *count * sizeof(**rows));
			*rows = more;
			capacity = capacity * 2 + 16;
		}
		fill_meter(reader, get, &(*rows)[(*count)++], arena);
	}
	return found == 0 || reader_failed(reader, err);
}

bool cache_meters_of_number(struct cache_reader *reader, struct string_view meter_no, struct arena *arena,
	struct meter_row **rows, size_t *count, struct error *err)
{
	*rows = NULL;
	*count = 0;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	sqlite3_stmt *get = database_statement(&reader->db, READ_METERS_OF_NUMBER, err);
	if (!get)
		return reader_failed(reader, err);
	bind_text(get, 1, meter_no);
	return collect(reader, get, arena, rows, count, err);
}

bool cache_meters_to_visit(struct cache_reader *reader, struct string_view profile, instant detail_before,
	int64_t after_id, size_t limit, struct arena *arena, struct meter_row **rows, size_t *count,
	struct error *err)
{
	*rows = NULL;
	*count = 0;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	sqlite3_stmt *get = database_statement(&reader->db, READ_METERS_TO_VISIT, err);
	if (!get)
		return reader_failed(reader, err);
	bind_integer(get, 1, reader_profile_id(reader, profile));
	bind_integer(get, 2, after_id);
	bind_instant(get, 3, detail_before);
	bind_integer(get, 4, (int64_t)limit);
	return collect(reader, get, arena, rows, count, err);
}
