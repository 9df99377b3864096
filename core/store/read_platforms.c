/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/store/reader_parts.h"

static void fill_platform(
	struct cache_reader *reader, sqlite3_stmt *get, struct platform_fact *row, struct arena *arena)
{
	*row = (struct platform_fact){
		.profile = reader_profile_copy(reader, (int32_t)column_integer(get, 0), arena),
		.driver = column_copy(get, 1, arena),
		.state = (enum platform_state)column_word(get, 2, PLATFORM_STATE_COUNT),
		.since = column_instant(get, 3),
		.message = column_display(get, 4, arena),
		.transport = (enum platform_transport)column_word(get, 5, TRANSPORT_COUNT),
		.clock_skew_known = sqlite3_column_type(get, 6) != SQLITE_NULL,
		.clock_skew_ms = column_integer(get, 6),
		.session_until = column_instant(get, 7),
		.last_answer_at = column_instant(get, 8),
		.next_call_at = column_instant(get, 9),
		.sweep_started = column_instant(get, 10),
		.sweep_finished = column_instant(get, 11),
		.sweep_done = column_integer(get, 12),
		.sweep_total = column_integer(get, 13),
		.requests = column_integer(get, 14),
		.failures = column_integer(get, 15),
		.rate_waits = column_integer(get, 16),
		.refused_records = column_integer(get, 17),
		.last_error = column_display(get, 18, arena),
		.last_error_at = column_instant(get, 19),
	};
}

bool cache_platforms(struct cache_reader *reader, struct arena *arena, struct platform_fact **rows,
	size_t *count, struct error *err)
{
	*rows = NULL;
	*count = 0;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	sqlite3_stmt *get = database_statement(&reader->db, READ_PLATFORMS, err);
	if (!get)
		return reader_failed(reader, err);
	size_t capacity = 0;
	int found;
	while ((found = database_row(&reader->db, get, err)) == 1) {
		if (*count == capacity) {
			struct platform_fact *more =
				arena_alloc_array(arena, capacity * 2 + 8, sizeof(*more));
			if (*count)
				memcpy(more, *rows, *count * sizeof(*more));
			*rows = more;
			capacity = capacity * 2 + 8;
		}
		fill_platform(reader, get, &(*rows)[(*count)++], arena);
	}
	return found == 0 || reader_failed(reader, err);
}

bool cache_platform(struct cache_reader *reader, struct string_view profile, struct arena *arena,
	struct platform_fact *row, struct error *err)
{
	enum reader_entry entry = reader_enter(reader, err);
	if (entry == READER_FAILED)
		return false;
	int found = 0;
	if (entry == READER_READY) {
		sqlite3_stmt *get = database_statement(&reader->db, READ_PLATFORM, err);
		if (!get)
			return reader_failed(reader, err);
		bind_integer(get, 1, reader_profile_id(reader, profile));
		found = database_row(&reader->db, get, err);
		if (found == 1)
			fill_platform(reader, get, row, arena);
		sqlite3_reset(get);
	}
	if (found < 0)
		return reader_failed(reader, err);
	return found == 1 ||
	       error_set(err, ERROR_NOT_FOUND, "nothing is known of the platform %.*s yet", SV_ARG(profile));
}

bool cache_captcha(struct cache_reader *reader, struct string_view profile, struct arena *arena,
	struct string_view *id, struct string_view *picture, struct error *err)
{
	*id = *picture = SV("");
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	sqlite3_stmt *get = database_statement(&reader->db, READ_CAPTCHA, err);
	if (!get)
		return reader_failed(reader, err);
	bind_integer(get, 1, reader_profile_id(reader, profile));
	int found = database_row(&reader->db, get, err);
	if (found == 1) {
		*id = column_copy(get, 0, arena);
		*picture = column_copy(get, 1, arena);
	}
	sqlite3_reset(get);
	return found >= 0 || reader_failed(reader, err);
}

bool cache_picture(struct cache_reader *reader, int64_t meter_id, struct arena *arena,
	struct meter_picture *out, struct error *err)
{
	*out = (struct meter_picture){.fetched_at = INSTANT_NONE};
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	sqlite3_stmt *get = database_statement(&reader->db, READ_PICTURE, err);
	if (!get)
		return reader_failed(reader, err);
	bind_integer(get, 1, meter_id);
	int found = database_row(&reader->db, get, err);
	if (found == 1) {
		out->url = column_copy(get, 0, arena);
		out->fetched_at = column_integer(get, 1);
		out->picture = column_copy(get, 2, arena);
	}
	sqlite3_reset(get);
	return found >= 0 || reader_failed(reader, err);
}

bool cache_position(struct cache_reader *reader, struct string_view profile, struct string_view kind,
	struct string_view key, instant *at, struct error *err)
{
	*at = INSTANT_NONE;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	sqlite3_stmt *get = database_statement(&reader->db, READ_POSITION, err);
	if (!get)
		return reader_failed(reader, err);
	bind_integer(get, 1, reader_profile_id(reader, profile));
	bind_text(get, 2, kind);
	bind_text(get, 3, key);
	int found = database_row(&reader->db, get, err);
	if (found == 1)
		*at = column_integer(get, 0);
	sqlite3_reset(get);
	return found >= 0 || reader_failed(reader, err);
}

/* ---- counts ---- */

static void add_tally(struct cache_tally *out, sqlite3_stmt *get)
{
	int64_t count = column_integer(get, 4);
	switch ((enum tally_kind)column_integer(get, 0)) {
	case TALLY_METER:
		out->meters += count;
		out->meters_by_medium[column_word(get, 1, MEDIUM_COUNT)] += count;
		out->meters_by_online[column_word(get, 2, 3)] += count;
		out->meters_by_valve[column_word(get, 3, VALVE_COUNT)] += count;
		break;
	case TALLY_ALARM:
		out->alarms += count;
		out->alarms_by_state[column_word(get, 2, ALARM_STATE_COUNT)] += count;
		out->alarms_by_priority[column_word(get, 1, PRIORITY_COUNT)]
				       [column_word(get, 2, ALARM_STATE_COUNT)] += count;
		break;
	case TALLY_COMMAND:
		out->commands += count;
		out->commands_by_state[column_word(get, 1, COMMAND_STATE_COUNT)] += count;
		break;
	case TALLY_READING:
		out->readings += count;
		break;
	case TALLY_EVENT:
		out->events += count;
		break;
	case TALLY_PRICE:
		out->prices += count;
		break;
	case TALLY_MESSAGE:
		out->messages += count;
		break;
	}
}

bool cache_tally(
	struct cache_reader *reader, struct string_view profile, struct cache_tally *out, struct error *err)
{
	*out = (struct cache_tally){0};
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	int32_t id = profile.length ? reader_profile_id(reader, profile) : 0;
	if (profile.length && !id)
		return true;
	sqlite3_stmt *get = database_statement(&reader->db, READ_TALLY, err);
	if (!get)
		return reader_failed(reader, err);
	bind_integer(get, 1, id);
	int found;
	while ((found = database_row(&reader->db, get, err)) == 1)
		add_tally(out, get);
	return found == 0 || reader_failed(reader, err);
}
