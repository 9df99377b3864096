/* SPDX-License-Identifier: MIT */
#include "core/store/writer_sql.h"

/* A meter's update names only the columns of the groups that changed, so that only their indexes are touched.
 */
#define SET_MISC "UPDATE meter SET last_seen = ?2, detail_at = ?3, raw = ?4, detail_raw = ?5"
#define SET_TEXT                                                                                             \
	", medium = ?6, device_id = ?7, type = ?8, customer_code = ?9, customer_name = ?10, address = ?11"
#define SET_STATE   ", valve = ?12, online = ?13"
#define SET_CHANGE  ", change = ?14"
#define SET_READING ", reading = ?15, reading_scale = ?16, reading_sort = ?17, reading_at = ?18"
#define OF_METER    " WHERE id = ?1"

const char *const writer_sql[WRITE_SQL_COUNT] = {
	[WRITE_BEGIN] = "BEGIN IMMEDIATE",
	[WRITE_COMMIT] = "COMMIT",
	[WRITE_ROLLBACK] = "ROLLBACK",
	[WRITE_META_GET] = "SELECT value FROM meta WHERE name = ?1",
	[WRITE_META_PUT] = "INSERT INTO meta(name, value) VALUES (?1, ?2)"
			   " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
	[WRITE_PROFILES] = "SELECT id, name, history_days FROM profile ORDER BY id",
	[WRITE_PROFILE_PUT] =
		"INSERT INTO profile(name, history_days) VALUES (?1, ?2)"
		" ON CONFLICT(name) DO UPDATE SET history_days = excluded.history_days RETURNING id",
	[WRITE_TALLY] = "INSERT INTO tally(kind, profile_id, a, b, c, count) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
			" ON CONFLICT DO UPDATE SET count = count + excluded.count",

	[WRITE_METER_ID] = "SELECT id FROM meter WHERE profile_id = ?1 AND meter_no = ?2",
	[WRITE_METER_FIND] =
		"SELECT id, medium, valve, online, reading, reading_scale, reading_at, last_seen,"
		" detail_at, raw, detail_raw, device_id, type, customer_code, customer_name, address"
		" FROM meter WHERE profile_id = ?1 AND meter_no = ?2",
	[WRITE_METER_INSERT] =
		"INSERT INTO meter(id, last_seen, detail_at, raw, detail_raw, medium, device_id, type,"
		" customer_code, customer_name, address, valve, online, change, reading, reading_scale,"
		" reading_sort, reading_at, profile_id, meter_no) VALUES"
		" (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, "
		"?20)",
	[WRITE_METER_MISC + 0] = SET_MISC OF_METER,
	[WRITE_METER_MISC + 1] = SET_MISC SET_TEXT SET_CHANGE OF_METER,
	[WRITE_METER_MISC + 2] = SET_MISC SET_STATE SET_CHANGE OF_METER,
	[WRITE_METER_MISC + 3] = SET_MISC SET_TEXT SET_STATE SET_CHANGE OF_METER,
	[WRITE_METER_MISC + 4] = SET_MISC SET_READING OF_METER,
	[WRITE_METER_MISC + 5] = SET_MISC SET_TEXT SET_CHANGE SET_READING OF_METER,
	[WRITE_METER_MISC + 6] = SET_MISC SET_STATE SET_CHANGE SET_READING OF_METER,
	[WRITE_METER_MISC + 7] = SET_MISC SET_TEXT SET_STATE SET_CHANGE SET_READING OF_METER,
	[WRITE_METER_READING_ONLY] = "UPDATE meter SET reading = ?2, reading_scale = ?3, reading_sort = ?4,"
				     " reading_at = ?5 WHERE id = ?1 AND reading_at < ?5",
	[WRITE_METERS_FROM] = "SELECT id, profile_id FROM meter WHERE id > ?1 ORDER BY id LIMIT ?2",

	[WRITE_READING] = "INSERT INTO reading(meter_id, taken_at, source, received_at, packed, raw)"
			  " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET"
			  " received_at = excluded.received_at, packed = excluded.packed, raw = excluded.raw",
	[WRITE_READING_RUN_UP] = "SELECT taken_at, source, packed FROM reading"
				 " WHERE meter_id = ?1 AND taken_at >= ?2 ORDER BY taken_at, source",
	[WRITE_READING_RUN_DOWN] =
		"SELECT taken_at, source, packed FROM reading"
		" WHERE meter_id = ?1 AND taken_at <= ?2 ORDER BY taken_at DESC, source DESC",
	[WRITE_READING_LAST] = "SELECT packed FROM reading WHERE meter_id = ?1 AND source = ?2"
			       " ORDER BY taken_at DESC LIMIT 1",
	[WRITE_READING_PRUNE] = "DELETE FROM reading WHERE meter_id = ?1 AND taken_at < ?2",

	[WRITE_ALARM_FIND] =
		"SELECT id, priority, state, origin, count, raised_at, last_at, text, raw FROM alarm"
		" WHERE profile_id = ?1 AND meter_no = ?2 AND code = ?3",
	[WRITE_ALARM_INSERT] =
		"INSERT INTO alarm(profile_id, meter_no, code, text, priority, state, origin, count,"
		" raised_at, last_at, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?8, ?9)",
	[WRITE_ALARM_UPDATE] =
		"UPDATE alarm SET text = ?2, priority = ?3, state = ?4, origin = ?5, count = ?6,"
		" raised_at = ?7, last_at = ?8, raw = ?9 WHERE id = ?1",
	[WRITE_ALARM_STATE] = "UPDATE alarm SET state = ?2 WHERE id = ?1",
	[WRITE_OCCURRENCE_BY_VENDOR] =
		"SELECT raised_at FROM alarm_occurrence WHERE alarm_id = ?1 AND vendor_id = ?2",
	[WRITE_OCCURRENCE_BY_TIME] =
		"SELECT vendor_id FROM alarm_occurrence WHERE alarm_id = ?1 AND raised_at = ?2"
		" ORDER BY vendor_id LIMIT 1",
	[WRITE_OCCURRENCE_ADOPT] = "UPDATE alarm_occurrence SET vendor_id = ?3"
				   " WHERE alarm_id = ?1 AND raised_at = ?2 AND vendor_id = ''",
	[WRITE_OCCURRENCE_INSERT] =
		"INSERT INTO alarm_occurrence(alarm_id, raised_at, vendor_id) VALUES (?1, ?2, ?3)",
	[WRITE_OCCURRENCE_PRUNE] = "DELETE FROM alarm_occurrence WHERE (alarm_id, raised_at, vendor_id) IN"
				   " (SELECT alarm_id, raised_at, vendor_id FROM alarm_occurrence WHERE "
				   "raised_at < ?1 LIMIT ?2)",

	[WRITE_EVENT_BY_VENDOR] =
		"SELECT id, text FROM event WHERE profile_id = ?1 AND vendor_id = ?2 AND vendor_id <> ''",
	[WRITE_EVENT_BY_TIME] = "SELECT id, vendor_id FROM event"
				" WHERE profile_id = ?1 AND meter_no = ?2 AND at = ?3 AND code = ?4"
				" ORDER BY vendor_id LIMIT 1",
	[WRITE_EVENT_ADOPT] = "UPDATE event SET vendor_id = ?2, raw = ?3 WHERE id = ?1",
	[WRITE_EVENT_INSERT] = "INSERT INTO event(profile_id, meter_no, at, code, text, vendor_id, raw)"
			       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",

	[WRITE_COMMAND_FIND] =
		"SELECT id, state, digest, updated_at FROM command WHERE profile_id = ?1 AND vendor_id = ?2",
	[WRITE_COMMAND_INSERT] =
		"INSERT INTO command(own_id, meter_no, kind, vendor_kind, fields, result, state, "
		"vendor_state,"
		" vendor_text, created_at, updated_at, expires_at, digest, raw, profile_id, vendor_id, "
		"effect)"
		" VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?1)",
	[WRITE_COMMAND_UPDATE] =
		"UPDATE command SET own_id = ?2, meter_no = ?3, kind = ?4, vendor_kind = ?5, fields = ?6,"
		" result = ?7, state = ?8, vendor_state = ?9, vendor_text = ?10, created_at = ?11,"
		" updated_at = ?12, expires_at = ?13, digest = ?14, raw = ?15 WHERE id = ?1",
	[WRITE_PRICE_FIND] =
		"SELECT id, digest FROM price WHERE profile_id = ?1 AND code = ?2 AND version = ?3",
	[WRITE_PRICE_PUT] =
		"INSERT INTO price(profile_id, code, version, type, steps, cycle_months, valid_from,"
		" digest, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
		" ON CONFLICT(profile_id, code, version) DO UPDATE SET type = excluded.type,"
		" steps = excluded.steps, cycle_months = excluded.cycle_months,"
		" valid_from = excluded.valid_from, digest = excluded.digest, raw = excluded.raw",

	[WRITE_MESSAGE] = "INSERT INTO message(at, level, profile_id, text, refused, raw)"
			  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[WRITE_MESSAGE_PRUNE] = "DELETE FROM message WHERE id <= (SELECT max(id) FROM message) - ?1",
	[WRITE_PLATFORM_DIGEST] = "SELECT digest FROM platform WHERE profile_id = ?1",
	[WRITE_PLATFORM] =
		"INSERT OR REPLACE INTO platform(profile_id, driver, state, since, message, transport,"
		" clock_skew, session_until, last_answer_at, next_call_at, sweep_started, sweep_finished,"
		" sweep_done, sweep_total, requests, failures, rate_waits, refused_records, last_error,"
		" last_error_at, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
		" ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
	[WRITE_CAPTCHA_FIND] = "SELECT vendor_id, picture FROM captcha WHERE profile_id = ?1",
	[WRITE_CAPTCHA] =
		"INSERT OR REPLACE INTO captcha(profile_id, vendor_id, picture) VALUES (?1, ?2, ?3)",
	[WRITE_CAPTCHA_DELETE] = "DELETE FROM captcha WHERE profile_id = ?1",
	[WRITE_PICTURE] =
		"INSERT OR REPLACE INTO picture(meter_id, url, fetched_at, picture) VALUES (?1, ?2, ?3, ?4)",
	[WRITE_PICTURE_PRUNE] = "DELETE FROM picture WHERE meter_id IN "
				"(SELECT meter_id FROM picture ORDER BY fetched_at DESC LIMIT -1 OFFSET ?1)",
	[WRITE_POSITION_GET] = "SELECT at FROM position WHERE profile_id = ?1 AND kind = ?2 AND key = ?3",
	[WRITE_POSITION_PUT] = "INSERT INTO position(profile_id, kind, key, at) VALUES (?1, ?2, ?3, ?4)"
			       " ON CONFLICT DO UPDATE SET at = excluded.at",

	[WRITE_RAW] = "INSERT INTO raw_batch(id, kind, created_at, size, body) VALUES (?1, ?2, ?3, ?4, ?5)",
	[WRITE_RAW_TOTAL] = "SELECT coalesce(sum(size), 0) FROM raw_batch WHERE kind = ?1",
	[WRITE_RAW_OLDEST] = "SELECT id, created_at, size FROM raw_batch WHERE kind = ?1 ORDER BY id LIMIT 1",
	[WRITE_RAW_DELETE] = "DELETE FROM raw_batch WHERE id = ?1",
};
