/* SPDX-License-Identifier: MIT */
#include "core/store/writer_parts.h"

/* A condition's row while an occurrence is folded into it. */
struct alarm_values {
	int64_t id, count, raw;
	enum alarm_priority priority;
	enum alarm_state state;
	enum fact_origin origin;
	instant raised_at, last_at;
	struct string_view text;
};

/* Times that alarm.rank can hold. */
static instant alarm_time(instant said, instant received_at)
{
	instant at = said == INSTANT_NONE ? received_at : said;
	return at < 0 ? 0 : MIN(at, INT64_C(17592186044415));
}

static int find_alarm(struct cache_writer *writer, int32_t profile, struct string_view meter_no,
	struct string_view code, struct alarm_values *out, sqlite3_stmt **find, struct error *err)
{
	sqlite3_stmt *row = *find = database_statement(&writer->db, WRITE_ALARM_FIND, err);
	if (!row)
		return -1;
	bind_integer(row, 1, profile);
	bind_text(row, 2, meter_no);
	bind_text(row, 3, code);
	int found = database_row(&writer->db, row, err);
	if (found != 1)
		return found;
	*out = (struct alarm_values){
		.id = column_integer(row, 0),
		.priority = (enum alarm_priority)column_word(row, 1, PRIORITY_COUNT),
		.state = (enum alarm_state)column_word(row, 2, ALARM_STATE_COUNT),
		.origin = (enum fact_origin)column_word(row, 3, ORIGIN_COUNT),
		.count = column_integer(row, 4),
		.raised_at = column_integer(row, 5),
		.last_at = column_integer(row, 6),
		.text = column_view(row, 7),
		.raw = column_integer(row, 8),
	};
	return 1;
}

static bool insert_alarm(struct cache_writer *writer, int32_t profile, const struct alarm_fact *fact,
	instant at, struct alarm_values *out, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_ALARM_INSERT, err);
	if (!put)
		return false;
	*out = (struct alarm_values){.priority = fact->priority,
		.origin = fact->origin,
		.text = display_view(fact->text),
		.raised_at = at,
		.last_at = at};
	bind_integer(put, 1, profile);
	bind_text(put, 2, fact->meter_no);
	bind_display(put, 3, fact->code);
	bind_display(put, 4, fact->text);
	bind_integer(put, 5, fact->priority);
	bind_integer(put, 6, ALARM_UNACKNOWLEDGED);
	bind_integer(put, 7, fact->origin);
	bind_integer(put, 8, at);
	bind_integer(put, 9, 0);
	if (!database_done(&writer->db, put, err))
		return false;
	out->id = sqlite3_last_insert_rowid(writer->db.handle);
	tally_add(writer, TALLY_ALARM, profile, (int)fact->priority, ALARM_UNACKNOWLEDGED, 0, 1);
	return true;
}

/* ---- occurrences ---- */

enum occurrence { OCCURRENCE_FAILED, OCCURRENCE_KNOWN, OCCURRENCE_ADOPTED, OCCURRENCE_NEW };

static int known_by_vendor(
	struct cache_writer *writer, int64_t alarm, struct string_view vendor_id, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_OCCURRENCE_BY_VENDOR, err);
	if (!find)
		return -1;
	bind_integer(find, 1, alarm);
	bind_text(find, 2, vendor_id);
	int found = database_row(&writer->db, find, err);
	sqlite3_reset(find);
	return found;
}

/* 1: at this moment, *anonymous tells whether without a vendor's id; 0: none; -1: err. */
static int known_by_time(
	struct cache_writer *writer, int64_t alarm, instant at, bool *anonymous, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_OCCURRENCE_BY_TIME, err);
	if (!find)
		return -1;
	bind_integer(find, 1, alarm);
	bind_integer(find, 2, at);
	int found = database_row(&writer->db, find, err);
	*anonymous = found == 1 && column_view(find, 0).length == 0;
	sqlite3_reset(find);
	return found;
}

static bool put_occurrence(struct cache_writer *writer, enum writer_sql sql, int64_t alarm, instant at,
	struct string_view vendor_id, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, sql, err);
	if (!put)
		return false;
	bind_integer(put, 1, alarm);
	bind_integer(put, 2, at);
	bind_text(put, 3, vendor_id);
	return database_done(&writer->db, put, err);
}

static enum occurrence note_occurrence(struct cache_writer *writer, int64_t alarm,
	const struct alarm_fact *fact, instant at, struct error *err)
{
	bool anonymous = false;
	bool named = fact->vendor_id.length > 0;
	int found = named ? known_by_vendor(writer, alarm, fact->vendor_id, err) : 0;
	if (found)
		return found < 0 ? OCCURRENCE_FAILED : OCCURRENCE_KNOWN;
	found = known_by_time(writer, alarm, at, &anonymous, err);
	if (found < 0)
		return OCCURRENCE_FAILED;
	if (found && !named)
		return OCCURRENCE_KNOWN;
	if (found && anonymous)
		return put_occurrence(writer, WRITE_OCCURRENCE_ADOPT, alarm, at, fact->vendor_id, err)
			       ? OCCURRENCE_ADOPTED
			       : OCCURRENCE_FAILED;
	return put_occurrence(writer, WRITE_OCCURRENCE_INSERT, alarm, at, fact->vendor_id, err)
		       ? OCCURRENCE_NEW
		       : OCCURRENCE_FAILED;
}

/* ---- the condition ---- */

static void fold(struct alarm_values *values, const struct alarm_fact *fact, instant at, bool is_new)
{
	if (is_new) {
		values->count++;
		values->raised_at = MIN(values->raised_at, at);
	}
	if (at < values->last_at)
		return;
	if (is_new && at > values->last_at && values->state == ALARM_CLEARED)
		values->state = ALARM_UNACKNOWLEDGED;
	values->last_at = at;
	values->priority = fact->priority;
	if (fact->text.length)
		values->text = display_view(fact->text);
}

static bool update_alarm(struct cache_writer *writer, const struct alarm_values *values, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_ALARM_UPDATE, err);
	if (!put)
		return false;
	bind_integer(put, 1, values->id);
	bind_text(put, 2, values->text);
	bind_integer(put, 3, values->priority);
	bind_integer(put, 4, values->state);
	bind_integer(put, 5, values->origin);
	bind_integer(put, 6, values->count);
	bind_integer(put, 7, values->raised_at);
	bind_integer(put, 8, values->last_at);
	bind_integer(put, 9, values->raw);
	return database_done(&writer->db, put, err);
}

static enum cache_change fold_alarm(struct cache_writer *writer, int32_t profile,
	const struct alarm_fact *fact, struct alarm_values *values, instant at, instant received_at,
	struct error *err)
{
	struct alarm_values before = *values;
	enum occurrence occurrence = note_occurrence(writer, values->id, fact, at, err);
	if (occurrence == OCCURRENCE_FAILED)
		return CACHE_FAILED;
	if (occurrence == OCCURRENCE_KNOWN)
		return CACHE_UNCHANGED;
	fold(values, fact, at, occurrence == OCCURRENCE_NEW);
	int64_t raw;
	if (!raw_put(writer, RAW_OTHERS, fact->raw, received_at, &raw, err))
		return CACHE_FAILED;
	if (raw && at >= before.last_at)
		values->raw = raw;
	if (!update_alarm(writer, values, err))
		return CACHE_FAILED;
	if (before.priority != values->priority || before.state != values->state) {
		tally_add(writer, TALLY_ALARM, profile, (int)before.priority, (int)before.state, 0, -1);
		tally_add(writer, TALLY_ALARM, profile, (int)values->priority, (int)values->state, 0, 1);
	}
	return before.count ? CACHE_UPDATED : CACHE_INSERTED;
}

enum cache_change cache_put_alarm(struct cache_writer *writer, int32_t profile, const struct alarm_fact *fact,
	instant received_at, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	if (!meter_no_is_good(fact->meter_no))
		return refuse(writer, profile, "alarm", TEXT("its meter's number is no identifier"),
			fact->raw, received_at, err);
	instant at = alarm_time(fact->raised_at, received_at);
	struct alarm_values values;
	sqlite3_stmt *find;
	enum cache_change change = CACHE_FAILED;
	int found =
		find_alarm(writer, profile, fact->meter_no, display_view(fact->code), &values, &find, err);
	if (found == 0)
		found = insert_alarm(writer, profile, fact, at, &values, err) ? 1 : -1;
	if (found == 1)
		change = fold_alarm(writer, profile, fact, &values, at, received_at, err);
	if (find)
		sqlite3_reset(find);
	return writer_changed(writer, change);
}

static enum cache_change set_state(struct cache_writer *writer, int32_t profile,
	const struct alarm_values *values, enum alarm_state state, struct error *err)
{
	if (values->state == state)
		return CACHE_UNCHANGED;
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_ALARM_STATE, err);
	if (!put)
		return CACHE_FAILED;
	bind_integer(put, 1, values->id);
	bind_integer(put, 2, state);
	if (!database_done(&writer->db, put, err))
		return CACHE_FAILED;
	tally_add(writer, TALLY_ALARM, profile, (int)values->priority, (int)values->state, 0, -1);
	tally_add(writer, TALLY_ALARM, profile, (int)values->priority, (int)state, 0, 1);
	return CACHE_UPDATED;
}

enum cache_change cache_put_alarm_state(struct cache_writer *writer, int32_t profile,
	struct string_view meter_no, struct string_view code, enum alarm_state state, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	struct alarm_values values;
	sqlite3_stmt *find;
	int found = find_alarm(writer, profile, meter_no, code, &values, &find, err);
	enum cache_change change = found < 0 ? CACHE_FAILED : CACHE_UNCHANGED;
	if (found == 1)
		change = set_state(writer, profile, &values, state, err);
	if (find)
		sqlite3_reset(find);
	return writer_changed(writer, change);
}
