/* SPDX-License-Identifier: MIT */
#include "core/store/reader_sql.h"

/*
 * A walk from an anchor (?1 its key, ?2 its id): first the rows of the same key behind it, then those of
 * later keys. Two statements, because SQLite searches (key, rowid) > (?1, ?2) by the key alone: with a
 * million meters and three valve states that reads a third of them before the first row.
 */
#define WALK(first, order, table, key)                                                                       \
	[(first) + 4 * (order) +                                                                             \
		WALK_UP] = "SELECT " key ", id FROM " table " WHERE " key " = ?1 AND id > ?2 ORDER BY id",   \
		[(first) + 4 * (order) + WALK_UP + 1] =                                                      \
			"SELECT " key ", id FROM " table " WHERE " key " > ?1 ORDER BY " key ", id",         \
		[(first) + 4 * (order) + WALK_DOWN] =                                                        \
			"SELECT " key ", id FROM " table " WHERE " key " = ?1 AND id < ?2 ORDER BY id DESC", \
		[(first) + 4 * (order) + WALK_DOWN + 1] = "SELECT " key ", id FROM " table " WHERE " key     \
							  " < ?1 ORDER BY " key " DESC, id DESC"
#define WALK_OF_METER(first, table, key)                                                                     \
	[(first) + WALK_UP] = "SELECT " key ", id FROM " table " WHERE meter_no = ?3 AND " key               \
			      " = ?1 AND id > ?2 ORDER BY id",                                               \
		   [(first) + WALK_UP + 1] = "SELECT " key ", id FROM " table                                \
					     " WHERE meter_no = ?3 AND " key " > ?1 ORDER BY " key ", id",   \
		   [(first) + WALK_DOWN] = "SELECT " key ", id FROM " table " WHERE meter_no = ?3 AND " key  \
					   " = ?1 AND id < ?2 ORDER BY id DESC",                             \
		   [(first) + WALK_DOWN + 1] =                                                               \
			   "SELECT " key ", id FROM " table " WHERE meter_no = ?3 AND " key                  \
			   " < ?1 ORDER BY " key " DESC, id DESC"

#define METER_KEY(order, key) [READ_METER_KEY + (order)] = "SELECT " key " FROM meter WHERE id = ?1"

#define METER_COLUMNS                                                                                        \
	"SELECT id, profile_id, meter_no, medium, valve, online, last_seen, reading, reading_scale, "        \
	"reading_sort,"                                                                                      \
	" reading_at, detail_at, raw, detail_raw, device_id, type, customer_code, customer_name, address "   \
	"FROM meter"
#define ALARM_COLUMNS                                                                                        \
	"SELECT id, profile_id, meter_no, code, text, priority, state, origin, count, raised_at, last_at, "  \
	"raw,"                                                                                               \
	" (SELECT id FROM meter WHERE meter.profile_id = alarm.profile_id AND meter.meter_no = "             \
	"alarm.meter_no)"                                                                                    \
	" FROM alarm"
#define COMMAND_COLUMNS                                                                                      \
	"SELECT id, profile_id, meter_no, vendor_id, own_id, kind, vendor_kind, fields, result, state, "     \
	"effect,"                                                                                            \
	" vendor_state, vendor_text, created_at, updated_at, expires_at, raw,"                               \
	" (SELECT id FROM meter WHERE meter.profile_id = command.profile_id AND meter.meter_no = "           \
	"command.meter_no)"                                                                                  \
	" FROM command"
#define READING_COLUMNS "SELECT taken_at, source, received_at, packed, raw FROM reading WHERE meter_id = ?1"
#define SEARCH_COLUMNS                                                                                       \
	"SELECT id, profile_id, medium, valve, online, change, meter_no, customer_code, customer_name, "     \
	"address FROM meter"
#define PLATFORM_COLUMNS                                                                                     \
	"SELECT profile_id, driver, state, since, message, transport, clock_skew, session_until, "           \
	"last_answer_at,"                                                                                    \
	" next_call_at, sweep_started, sweep_finished, sweep_done, sweep_total, requests, failures, "        \
	"rate_waits,"                                                                                        \
	" refused_records, last_error, last_error_at FROM platform"

const char *const reader_sql[READ_SQL_COUNT] = {
	[READ_GENERATION] = "SELECT value FROM meta WHERE name = 'generation'",
	[READ_PROFILES] = "SELECT id, name FROM profile ORDER BY id",
	[READ_TALLY] = "SELECT kind, a, b, c, sum(count) FROM tally WHERE ?1 = 0 OR profile_id = ?1"
		       " GROUP BY kind, a, b, c",
	[READ_METER] = METER_COLUMNS " WHERE id = ?1",
	[READ_METER_BY_NUMBER] = METER_COLUMNS " WHERE profile_id = ?1 AND meter_no = ?2",
	[READ_METERS_OF_NUMBER] = METER_COLUMNS " WHERE number_key = ?1 AND meter_no = ?1 ORDER BY id",
	[READ_METERS_TO_VISIT] = METER_COLUMNS " WHERE id > ?2 AND profile_id = ?1"
					       " AND (?3 IS NULL OR detail_at IS NULL OR detail_at < ?3)"
					       " ORDER BY id LIMIT ?4",
	[READ_METER_ID] = "SELECT id FROM meter WHERE profile_id = ?1 AND meter_no = ?2",
	[READ_METER_TEXTS] = SEARCH_COLUMNS " WHERE id > ?1 ORDER BY id LIMIT ?2",
	[READ_METER_TEXTS_CHANGED] =
		"SELECT * FROM (" SEARCH_COLUMNS " WHERE change = ?1 AND id > ?2 ORDER BY id LIMIT ?3)"
		" UNION ALL SELECT * FROM (" SEARCH_COLUMNS
		" WHERE change > ?1 ORDER BY change, id LIMIT ?3) LIMIT ?3",

	METER_KEY(METER_BY_NUMBER, "number_key"),
	METER_KEY(METER_BY_CUSTOMER_NAME, "name_key"),
	METER_KEY(METER_BY_ADDRESS, "address_key"),
	METER_KEY(METER_BY_READING, "reading_sort"),
	METER_KEY(METER_BY_READING_AT, "reading_at"),
	METER_KEY(METER_BY_VALVE, "valve"),
	METER_KEY(METER_BY_ONLINE, "online"),
	METER_KEY(METER_BY_ID, "id"),
	WALK(READ_METER_WALK, METER_BY_NUMBER, "meter", "number_key"),
	WALK(READ_METER_WALK, METER_BY_CUSTOMER_NAME, "meter", "name_key"),
	WALK(READ_METER_WALK, METER_BY_ADDRESS, "meter", "address_key"),
	WALK(READ_METER_WALK, METER_BY_READING, "meter", "reading_sort"),
	WALK(READ_METER_WALK, METER_BY_READING_AT, "meter", "reading_at"),
	WALK(READ_METER_WALK, METER_BY_VALVE, "meter", "valve"),
	WALK(READ_METER_WALK, METER_BY_ONLINE, "meter", "online"),
	WALK(READ_METER_WALK, METER_BY_ID, "meter", "id"),

	WALK(READ_ALARM_WALK, ALARM_BY_LAST_AT, "alarm", "last_at"),
	WALK(READ_ALARM_WALK, ALARM_BY_PRIORITY, "alarm", "rank"),
	WALK(READ_ALARM_WALK, ALARM_BY_METER, "alarm", "meter_no"),
	WALK_OF_METER(READ_ALARM_OF_METER, "alarm", "last_at"),
	WALK(READ_EVENT_WALK, EVENT_BY_AT, "event", "at"),
	WALK(READ_EVENT_WALK, EVENT_BY_METER, "event", "meter_no"),
	WALK_OF_METER(READ_EVENT_OF_METER, "event", "at"),
	WALK(READ_COMMAND_WALK, COMMAND_BY_CREATED_AT, "command", "created_at"),
	WALK(READ_COMMAND_WALK, COMMAND_BY_STATE, "command", "state"),
	WALK(READ_COMMAND_WALK, COMMAND_BY_METER, "command", "meter_no"),
	WALK_OF_METER(READ_COMMAND_OF_METER, "command", "created_at"),
	WALK(READ_PRICE_WALK, PRICE_BY_ID, "price", "id"),
	WALK(READ_MESSAGE_WALK, MESSAGE_BY_AT, "message", "id"),

	[READ_ALARM] = ALARM_COLUMNS " WHERE id = ?1",
	[READ_ALARM_RATE] = "SELECT count(*) FROM alarm_occurrence WHERE raised_at >= ?1",
	[READ_EVENT] = "SELECT id, profile_id, meter_no, at, code, text, raw,"
		       " (SELECT id FROM meter WHERE meter.profile_id = event.profile_id"
		       " AND meter.meter_no = event.meter_no) FROM event WHERE id = ?1",
	[READ_COMMAND] = COMMAND_COLUMNS " WHERE id = ?1",
	[READ_COMMAND_BY_NAME] = "SELECT id FROM command WHERE profile_id = ?1 AND vendor_id = ?2",
	/* 7 to 12 are the ends: a test holds this to command_state_is_end(). Unknown ones are followed as
	   well. */
	[READ_COMMANDS_OPEN] = COMMAND_COLUMNS " WHERE state IN (0, 1, 2, 3, 4, 5, 6, 12) AND profile_id = ?1"
					       " ORDER BY created_at, id LIMIT ?2",
	[READ_PRICE] =
		"SELECT id, profile_id, code, version, type, steps, cycle_months, valid_from, raw FROM price"
		" WHERE id = ?1",
	[READ_MESSAGE] = "SELECT id, at, level, profile_id, text, refused, raw FROM message WHERE id = ?1",
	[READ_READINGS_UP] = READING_COLUMNS " AND (taken_at, source) > (?2, ?3) AND taken_at < ?4"
					     " AND (1 << source & ?5) ORDER BY taken_at, source",
	[READ_READINGS_DOWN] = READING_COLUMNS " AND (taken_at, source) < (?2, ?3) AND taken_at >= ?4"
					       " AND (1 << source & ?5) ORDER BY taken_at DESC, source DESC",
	[READ_PLATFORMS] = PLATFORM_COLUMNS " ORDER BY profile_id",
	[READ_PLATFORM] = PLATFORM_COLUMNS " WHERE profile_id = ?1",
	[READ_PICTURE] = "SELECT url, fetched_at, picture FROM picture WHERE meter_id = ?1",
	[READ_CAPTCHA] = "SELECT vendor_id, picture FROM captcha WHERE profile_id = ?1",
	[READ_POSITION] = "SELECT at FROM position WHERE profile_id = ?1 AND kind = ?2 AND key = ?3",
	[READ_RAW] = "SELECT body FROM raw_batch WHERE id = ?1",
};
