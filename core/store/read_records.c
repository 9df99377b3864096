/* SPDX-License-Identifier: MIT */
#include "core/store/reader_parts.h"

/*
 * Alarms, events and messages: a row's columns, what a filter looks at, and the list they stand in. CAST_ROW
 * gives the generic list its view of a row.
 */
#define CAST_ROW(type, member, result, name)                                                                 \
	static result name(const void *row)                                                                  \
	{                                                                                                    \
		return ((const struct type *)row)->member;                                                   \
	}
#define CAST_KEY(type, name)                                                                                 \
	static void name(void *row, const struct list_key *key)                                              \
	{                                                                                                    \
		((struct type *)row)->key = *key;                                                            \
	}

/* The one row of a bound statement of "... WHERE id = ?1". */
static int fetch_by_id(
	struct cache_reader *reader, enum reader_sql sql, int64_t id, sqlite3_stmt **get, struct error *err)
{
	*get = database_statement(&reader->db, sql, err);
	if (!*get)
		return -1;
	bind_integer(*get, 1, id);
	return database_row(&reader->db, *get, err);
}

/* A single record, with the key it has in a list. */
static bool read_one(struct cache_reader *reader, const struct list_kind *kind, int64_t id,
	struct arena *arena, void *row, const char *what, struct error *err)
{
	enum reader_entry entry = reader_enter(reader, err);
	if (entry == READER_FAILED)
		return false;
	int found = entry == READER_READY ? kind->fetch(reader, id, row, arena, err) : 0;
	if (found < 0)
		return reader_failed(reader, err);
	return found == 1 || error_set(err, ERROR_NOT_FOUND, "there is no such %s", what);
}

/* ---- alarms ---- */

static int alarm_fetch(
	struct cache_reader *reader, int64_t id, void *context, struct arena *arena, struct error *err)
{
	struct alarm_row *row = context;
	sqlite3_stmt *get;
	int found = fetch_by_id(reader, READ_ALARM, id, &get, err);
	if (found == 1)
		*row = (struct alarm_row){
			.id = id,
			.profile = reader_profile_copy(reader, (int32_t)column_integer(get, 1), arena),
			.meter_no = column_copy(get, 2, arena),
			.code = column_display(get, 3, arena),
			.text = column_display(get, 4, arena),
			.priority = (enum alarm_priority)column_word(get, 5, PRIORITY_COUNT),
			.state = (enum alarm_state)column_word(get, 6, ALARM_STATE_COUNT),
			.origin = (enum fact_origin)column_word(get, 7, ORIGIN_COUNT),
			.count = column_integer(get, 8),
			.raised_at = column_integer(get, 9),
			.last_at = column_integer(get, 10),
			.raw = column_integer(get, 11),
			.meter_id = column_integer(get, 12),
		};
	if (get)
		sqlite3_reset(get);
	return found;
}

static bool alarm_matches(const struct filter *filter, const void *context)
{
	const struct alarm_row *row = context;
	const struct string_view texts[] = {row->meter_no, display_view(row->code), display_view(row->text)};
	return filter_wants(filter, FILTER_PRIORITY, (int)row->priority) &&
	       filter_wants(filter, FILTER_STATE, (int)row->state) &&
	       filter_wants(filter, FILTER_ORIGIN, (int)row->origin) &&
	       filter_wants_profile(filter, row->profile) && filter_matches(filter, texts, ARRAY_SIZE(texts));
}

CAST_ROW(alarm_row, last_at, instant, alarm_time)
CAST_ROW(alarm_row, profile, struct string_view, alarm_profile)
CAST_KEY(alarm_row, alarm_set_key)

static const struct list_kind alarm_list = {
	.walk = READ_ALARM_WALK,
	.of_meter = READ_ALARM_OF_METER,
	.order_count = ALARM_ORDER_COUNT,
	.text_orders = 1u << ALARM_BY_METER,
	.time_order = ALARM_BY_LAST_AT,
	.row_size = sizeof(struct alarm_row),
	.fetch = alarm_fetch,
	.matches = alarm_matches,
	.time = alarm_time,
	.profile = alarm_profile,
	.set_key = alarm_set_key,
};

bool cache_alarms(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct alarm_row **rows, struct list_result *result, struct error *err)
{
	void *any;
	bool good = list_read(reader, &alarm_list, request, arena, &any, result, err);
	*rows = any;
	return good;
}

bool cache_alarm(struct cache_reader *reader, int64_t id, enum alarm_order order, struct arena *arena,
	struct alarm_row *row, struct error *err)
{
	if (!read_one(reader, &alarm_list, id, arena, row, "alarm", err))
		return false;
	row->key = order == ALARM_BY_METER ? list_key_from_text(row->meter_no)
					   : list_key_from_number(row->last_at);
	if (order == ALARM_BY_PRIORITY)
		row->key.number += (int64_t)row->priority * INT64_C(17592186044416);
	row->key.id = id;
	return true;
}

bool cache_alarm_rate(struct cache_reader *reader, instant since, int64_t *count, struct error *err)
{
	*count = 0;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	sqlite3_stmt *get;
	int found = fetch_by_id(reader, READ_ALARM_RATE, since, &get, err);
	if (found == 1)
		*count = column_integer(get, 0);
	if (get)
		sqlite3_reset(get);
	return found >= 0 || reader_failed(reader, err);
}

/* ---- events ---- */

static int event_fetch(
	struct cache_reader *reader, int64_t id, void *context, struct arena *arena, struct error *err)
{
	struct event_row *row = context;
	sqlite3_stmt *get;
	int found = fetch_by_id(reader, READ_EVENT, id, &get, err);
	if (found == 1)
		*row = (struct event_row){
			.id = id,
			.profile = reader_profile_copy(reader, (int32_t)column_integer(get, 1), arena),
			.meter_no = column_copy(get, 2, arena),
			.at = column_integer(get, 3),
			.code = column_display(get, 4, arena),
			.text = column_display(get, 5, arena),
			.raw = column_integer(get, 6),
			.meter_id = column_integer(get, 7),
		};
	if (get)
		sqlite3_reset(get);
	return found;
}

static bool event_matches(const struct filter *filter, const void *context)
{
	const struct event_row *row = context;
	const struct string_view texts[] = {row->meter_no, display_view(row->code), display_view(row->text)};
	return filter_wants_profile(filter, row->profile) && filter_matches(filter, texts, ARRAY_SIZE(texts));
}

CAST_ROW(event_row, at, instant, event_time)
CAST_ROW(event_row, profile, struct string_view, event_profile)
CAST_KEY(event_row, event_set_key)

static const struct list_kind event_list = {
	.walk = READ_EVENT_WALK,
	.of_meter = READ_EVENT_OF_METER,
	.order_count = EVENT_ORDER_COUNT,
	.text_orders = 1u << EVENT_BY_METER,
	.time_order = EVENT_BY_AT,
	.row_size = sizeof(struct event_row),
	.fetch = event_fetch,
	.matches = event_matches,
	.time = event_time,
	.profile = event_profile,
	.set_key = event_set_key,
};

bool cache_events(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct event_row **rows, struct list_result *result, struct error *err)
{
	void *any;
	bool good = list_read(reader, &event_list, request, arena, &any, result, err);
	*rows = any;
	return good;
}

bool cache_event(struct cache_reader *reader, int64_t id, enum event_order order, struct arena *arena,
	struct event_row *row, struct error *err)
{
	if (!read_one(reader, &event_list, id, arena, row, "event", err))
		return false;
	row->key =
		order == EVENT_BY_METER ? list_key_from_text(row->meter_no) : list_key_from_number(row->at);
	row->key.id = id;
	return true;
}

/* ---- messages ---- */

static int message_fetch(
	struct cache_reader *reader, int64_t id, void *context, struct arena *arena, struct error *err)
{
	struct message_row *row = context;
	sqlite3_stmt *get;
	int found = fetch_by_id(reader, READ_MESSAGE, id, &get, err);
	if (found == 1)
		*row = (struct message_row){
			.id = id,
			.at = column_integer(get, 1),
			.level = (enum log_level)column_word(get, 2, LOG_ERROR + 1),
			.profile = reader_profile_copy(reader, (int32_t)column_integer(get, 3), arena),
			.text = column_display(get, 4, arena),
			.refused = column_integer(get, 5),
			.raw = column_integer(get, 6),
		};
	if (get)
		sqlite3_reset(get);
	return found;
}

static bool message_matches(const struct filter *filter, const void *context)
{
	const struct message_row *row = context;
	const struct string_view text = display_view(row->text);
	return filter_wants(filter, FILTER_LEVEL, (int)row->level) &&
	       filter_wants_profile(filter, row->profile) && filter_matches(filter, &text, 1);
}

CAST_ROW(message_row, at, instant, message_time)
CAST_ROW(message_row, profile, struct string_view, message_profile)
CAST_KEY(message_row, message_set_key)

static const struct list_kind message_list = {
	.walk = READ_MESSAGE_WALK,
	.order_count = MESSAGE_ORDER_COUNT,
	.time_order = -1,
	.row_size = sizeof(struct message_row),
	.fetch = message_fetch,
	.matches = message_matches,
	.time = message_time,
	.profile = message_profile,
	.set_key = message_set_key,
};

bool cache_messages(struct cache_reader *reader, const struct list_request *request, struct arena *arena,
	struct message_row **rows, struct list_result *result, struct error *err)
{
	void *any;
	bool good = list_read(reader, &message_list, request, arena, &any, result, err);
	*rows = any;
	return good;
}
