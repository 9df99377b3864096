/* SPDX-License-Identifier: MIT */
#include "core/store/reader_parts.h"

/* ---- commands ---- */

static void fill_command(
	struct cache_reader *reader, sqlite3_stmt *get, struct command_row *row, struct arena *arena)
{
	*row = (struct command_row){
		.id = column_integer(get, 0),
		.profile = reader_profile_copy(reader, (int32_t)column_integer(get, 1), arena),
		.meter_no = column_copy(get, 2, arena),
		.vendor_id = column_copy(get, 3, arena),
		.own_id = column_copy(get, 4, arena),
		.kind = column_copy(get, 5, arena),
		.vendor_kind = column_display(get, 6, arena),
		.fields = column_display(get, 7, arena),
		.result = column_display(get, 8, arena),
		.state = (enum command_state)column_word(get, 9, COMMAND_STATE_COUNT),
		.effect = (enum command_effect)column_word(get, 10, EFFECT_COUNT),
		.vendor_state = column_display(get, 11, arena),
		.vendor_text = column_display(get, 12, arena),
		.created_at = column_integer(get, 13),
		.updated_at = column_integer(get, 14),
		.expires_at = column_instant(get, 15),
		.raw = column_integer(get, 16),
		.meter_id = column_integer(get, 17),
	};
	row->name = arena_format(arena, "%.*s:%.*s", SV_ARG(row->profile), SV_ARG(row->vendor_id));
	row->key = (struct list_key){.id = row->id, .number = row->created_at};
}

static int command_fetch(
	struct cache_reader *reader, int64_t id, void *context, struct arena *arena, struct error *err)
{
	sqlite3_stmt *get = database_statement(&reader->db, READ_COMMAND, err);
	if (!get)
		return -1;
	bind_integer(get, 1, id);
	int found = database_row(&reader->db, get, err);
	if (found == 1)
		fill_command(reader, get, context, arena);
	sqlite3_reset(get);
	return found;
}

static bool command_matches(const struct filter *filter, const void *context)
{
	const struct command_row *row = context;
	const struct string_view texts[] = {row->meter_no, row->vendor_id, row->own_id, row->kind,
		display_view(row->vendor_kind), display_view(row->fields), display_view(row->vendor_text)};
	return filter_wants(filter, FILTER_STATE, (int)row->state) &&
	       filter_wants(filter, FILTER_EFFECT, (int)row->effect) &&
	       filter_wants_profile(filter, row->profile) && filter_matches(filter, texts, ARRAY_SIZE(texts));
}

static instant command_time(const void *row)
{
	return ((const struct command_row *)row)->created_at;
}

static struct string_view command_profile(const void *row)
{
	return ((const struct command_row *)row)->profile;
}

static void command_set_key(void *row, const struct list_key *key)
{
	((struct command_row *)row)->key = *key;
}

static const struct list_kind command_list = {
	.walk = READ_COMMAND_WALK,
	.of_meter = READ_COMMAND_OF_METER,
	.order_count = COMMAND_ORDER_COUNT,
	.text_orders = 1u << COMMAND_BY_METER,
	.time_order = COMMAND_BY_CREATED_AT,
	.row_size = sizeof(struct command_row),
	.fetch = command_fetch,
	.matches = command_matches,
	.time = command_time,
	.profile = command_profile,
	.set_key = command_set_key,
};

bool cache_commands(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct command_row **rows, struct list_result *result, struct error *err)
{
	void *any;
	bool good = list_read(reader, &command_list, request, arena, &any, result, err);
	*rows = any;
	return good;
}

bool cache_command(struct cache_reader *reader, int64_t id, enum command_order order, struct arena *arena,
	struct command_row *row, struct error *err)
{
	enum reader_entry entry = reader_enter(reader, err);
	if (entry == READER_FAILED)
		return false;
	int found = entry == READER_READY ? command_fetch(reader, id, row, arena, err) : 0;
	if (found < 0)
		return reader_failed(reader, err);
	if (!found)
		return error_set(err, ERROR_NOT_FOUND, "there is no such command");
	if (order == COMMAND_BY_METER)
		row->key = list_key_from_text(row->meter_no);
	else if (order == COMMAND_BY_STATE)
		row->key = list_key_from_number((int64_t)row->state);
	row->key.id = id;
	return true;
}

static int64_t find_command(struct cache_reader *reader, struct string_view profile,
	struct string_view vendor_id, struct error *err)
{
	sqlite3_stmt *get = database_statement(&reader->db, READ_COMMAND_BY_NAME, err);
	if (!get)
		return -1;
	bind_integer(get, 1, reader_profile_id(reader, profile));
	bind_text(get, 2, vendor_id);
	int found = database_row(&reader->db, get, err);
	int64_t id = found == 1 ? column_integer(get, 0) : found;
	sqlite3_reset(get);
	return id;
}

bool cache_command_by_name(struct cache_reader *reader, struct string_view name, struct arena *arena,
	struct command_row *row, struct error *err)
{
	struct string_view profile, rest = name;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry == READER_FAILED)
		return false;
	int64_t id = 0;
	if (entry == READER_READY && sv_split(&rest, ':', &profile))
		id = find_command(reader, profile, rest, err);
	if (id < 0)
		return reader_failed(reader, err);
	if (!id)
		return error_set(err, ERROR_NOT_FOUND, "there is no command %.*s", SV_ARG(name));
	return cache_command(reader, id, COMMAND_BY_CREATED_AT, arena, row, err);
}

bool cache_commands_open(struct cache_reader *reader, struct string_view profile, size_t limit,
	struct arena *arena, struct command_row **rows, size_t *count, struct error *err)
{
	*rows = NULL;
	*count = 0;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	sqlite3_stmt *get = database_statement(&reader->db, READ_COMMANDS_OPEN, err);
	if (!get)
		return reader_failed(reader, err);
	bind_integer(get, 1, reader_profile_id(reader, profile));
	bind_integer(get, 2, (int64_t)limit);
	*rows = arena_alloc_array(arena, limit, sizeof(**rows));
	int found;
	while ((found = database_row(&reader->db, get, err)) == 1 && *count < limit)
		fill_command(reader, get, &(*rows)[(*count)++], arena);
	sqlite3_reset(get);
	return found >= 0 || reader_failed(reader, err);
}

/* ---- prices ---- */

static void fill_steps(struct price_row *row, struct string_view blob)
{
	const uint8_t *bytes = (const uint8_t *)blob.data;
	struct packed_reader packed = {bytes, bytes + blob.length, false};
	size_t count = blob.length ? *packed.at++ : 0;
	for (size_t i = 0; i < MIN(count, (size_t)PRICE_STEPS_MAX); i++) {
		row->steps[i].price = packed_decimal_get(&packed);
		if (packed.bad || packed.at >= packed.end)
			return;
		row->steps[i].has_end = *packed.at++;
		if (row->steps[i].has_end)
			row->steps[i].end = packed_decimal_get(&packed);
		if (packed.bad)
			return;
		row->step_count = i + 1;
	}
}

static int price_fetch(
	struct cache_reader *reader, int64_t id, void *context, struct arena *arena, struct error *err)
{
	struct price_row *row = context;
	sqlite3_stmt *get = database_statement(&reader->db, READ_PRICE, err);
	if (!get)
		return -1;
	bind_integer(get, 1, id);
	int found = database_row(&reader->db, get, err);
	if (found == 1) {
		*row = (struct price_row){
			.id = id,
			.profile = reader_profile_copy(reader, (int32_t)column_integer(get, 1), arena),
			.code = column_display(get, 2, arena),
			.version = column_display(get, 3, arena),
			.type = column_display(get, 4, arena),
			.cycle_months = (int)column_integer(get, 6),
			.valid_from = column_instant(get, 7),
			.raw = column_integer(get, 8),
		};
		fill_steps(row, column_view(get, 5));
	}
	sqlite3_reset(get);
	return found;
}

static bool price_matches(const struct filter *filter, const void *context)
{
	const struct price_row *row = context;
	const struct string_view texts[] = {
		display_view(row->code), display_view(row->version), display_view(row->type)};
	return filter_wants_profile(filter, row->profile) && filter_matches(filter, texts, ARRAY_SIZE(texts));
}

static instant price_time(const void *row)
{
	return ((const struct price_row *)row)->valid_from;
}

static struct string_view price_profile(const void *row)
{
	return ((const struct price_row *)row)->profile;
}

static void price_set_key(void *row, const struct list_key *key)
{
	((struct price_row *)row)->key = *key;
}

static const struct list_kind price_list = {
	.walk = READ_PRICE_WALK,
	.order_count = PRICE_ORDER_COUNT,
	.time_order = -1,
	.row_size = sizeof(struct price_row),
	.fetch = price_fetch,
	.matches = price_matches,
	.time = price_time,
	.profile = price_profile,
	.set_key = price_set_key,
};

bool cache_prices(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct price_row **rows, struct list_result *result, struct error *err)
{
	void *any;
	bool good = list_read(reader, &price_list, request, arena, &any, result, err);
	*rows = any;
	return good;
}
