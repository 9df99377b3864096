/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/store/writer_parts.h"

/* Whose TOTAL is the meter's register: not a day's figure, and not what a machine read from a photograph. */
static const bool source_is_register[SOURCE_COUNT] = {
	[SOURCE_LIVE] = true,
	[SOURCE_FROZEN] = true,
	[SOURCE_HISTORY] = true,
	[SOURCE_CONSUMPTION] = true,
	[SOURCE_TOU] = true,
	[SOURCE_PUSH] = true,
};

/* 1: the newest reading of this source says the same, 0: it does not, -1: err is set. */
static int repeats_last(struct cache_writer *writer, int64_t meter, enum reading_source source,
	const struct packed *packed, struct error *err)
{
	sqlite3_stmt *last = database_statement(&writer->db, WRITE_READING_LAST, err);
	if (!last)
		return -1;
	bind_integer(last, 1, meter);
	bind_integer(last, 2, source);
	int found = database_row(&writer->db, last, err);
	if (found == 1) {
		struct string_view blob = column_view(last, 0);
		found = blob.length == packed->length &&
			memcmp(blob.data, packed->bytes, packed->length) == 0;
		sqlite3_reset(last);
	}
	return found;
}

static enum cache_change upsert_reading(struct cache_writer *writer, int64_t meter,
	const struct reading_fact *fact, const struct packed *packed, int64_t raw, instant received_at,
	struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_READING, err);
	if (!put)
		return CACHE_FAILED;
	bind_integer(put, 1, meter);
	bind_integer(put, 2, fact->taken_at);
	bind_integer(put, 3, fact->source);
	bind_integer(put, 4, received_at);
	bind_blob(put, 5, (struct string_view){(const char *)packed->bytes, packed->length});
	bind_integer(put, 6, raw);
	writer->saw_update = false;
	if (!database_done(&writer->db, put, err))
		return CACHE_FAILED;
	if (sqlite3_changes(writer->db.handle) == 0)
		return CACHE_UNCHANGED;
	return writer->saw_update ? CACHE_UPDATED : CACHE_INSERTED;
}

static void keep_newest(struct known_meter *meter, const struct reading_fact *fact)
{
	if (!source_is_register[fact->source] || fact->taken_at <= meter->reading_at)
		return;
	for (size_t i = 0; i < fact->value_count; i++) {
		if (fact->values[i].quantity != QUANTITY_TOTAL)
			continue;
		meter->reading = fact->values[i].value;
		meter->reading_at = fact->taken_at;
		meter->pending = true;
	}
}

static enum cache_change store_reading(struct cache_writer *writer, int32_t profile,
	struct known_meter *meter, const struct reading_fact *fact, instant received_at, struct error *err)
{
	struct packed packed;
	struct raw_mark mark;
	int64_t raw;
	packed_reading(&packed, fact);
	if (fact->taken_at_assumed) {
		int same = repeats_last(writer, meter->id, fact->source, &packed, err);
		if (same)
			return same < 0 ? CACHE_FAILED : CACHE_UNCHANGED;
	}
	if (!raw_put(writer, RAW_READINGS, fact->raw, received_at, &raw, &mark, err))
		return CACHE_FAILED;
	enum cache_change change = upsert_reading(writer, meter->id, fact, &packed, raw, received_at, err);
	if (change == CACHE_UNCHANGED)
		raw_undo(writer, &mark);
	if (change == CACHE_INSERTED)
		tally_add(writer, TALLY_READING, profile, 0, 0, 0, 1);
	return change;
}

enum cache_change cache_put_reading(struct cache_writer *writer, int32_t profile,
	const struct reading_fact *fact, instant received_at, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	if (!meter_no_is_good(fact->meter_no))
		return refuse(writer, profile, "reading", TEXT("its meter's number is no identifier"),
			fact->raw, received_at, err);
	if (fact->taken_at == INSTANT_NONE || (unsigned)fact->source >= SOURCE_COUNT)
		return refuse(
			writer, profile, "reading", TEXT("it has no time"), fact->raw, received_at, err);
	struct known_meter *meter = meter_known(writer, profile, fact->meter_no, err);
	if (!meter)
		return CACHE_FAILED;
	enum cache_change change = store_reading(writer, profile, meter, fact, received_at, err);
	if (change != CACHE_FAILED) {
		keep_newest(meter, fact);
		/* An old row may be newer than what the meter has: after a change of what counts as its
		 * register. */
		writer->touched = writer->touched || meter->pending;
	}
	return writer_changed(writer, change);
}
