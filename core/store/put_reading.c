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

/* ---- runs ---- */

void run_end(struct cache_writer *writer)
{
	if (writer->run.rows)
		sqlite3_reset(writer->run.rows);
	writer->run = (struct reading_run){0};
}

static bool run_begin(struct cache_writer *writer, int64_t meter, instant at, bool up, struct error *err)
{
	run_end(writer);
	enum writer_sql sql = up ? WRITE_READING_RUN_UP : WRITE_READING_RUN_DOWN;
	sqlite3_stmt *rows = database_statement(&writer->db, sql, err);
	if (!rows)
		return false;
	bind_integer(rows, 1, meter);
	bind_integer(rows, 2, at);
	int found = database_row(&writer->db, rows, err);
	writer->run = (struct reading_run){meter, at, up, found == 1 ? rows : NULL};
	return found >= 0;
}

/* Before, at or behind (-1, 0, 1) the fact's place, in the run's direction. */
static int run_place(const struct reading_run *run, const struct reading_fact *fact)
{
	instant at = column_integer(run->rows, 0);
	int64_t source = column_integer(run->rows, 1);
	int order = at != fact->taken_at
			    ? (at > fact->taken_at) - (at < fact->taken_at)
			    : (source > (int64_t)fact->source) - (source < (int64_t)fact->source);
	return run->up ? order : -order;
}

/* 1: the run stands on the fact's row, 0: there is no such row, -1: err. */
static int run_seek(
	struct cache_writer *writer, int64_t meter, const struct reading_fact *fact, struct error *err)
{
	struct reading_run *run = &writer->run;
	/* The second fact of a meter shows the direction; the first is mostly followed by an earlier one. */
	bool follows =
		run->meter == meter && (run->up ? fact->taken_at > run->last : fact->taken_at < run->last);
	bool up = run->meter == meter ? fact->taken_at > run->last : run->up;
	if (!follows && !run_begin(writer, meter, fact->taken_at, up, err))
		return -1;
	run->last = fact->taken_at;
	int found = 1;
	while (run->rows && found == 1) {
		int place = run_place(run, fact);
		if (place >= 0)
			return place == 0;
		found = database_row(&writer->db, run->rows, err);
		if (found != 1)
			run->rows = NULL;
	}
	return MIN(found, 0);
}

static bool write_reading(struct cache_writer *writer, int64_t meter, const struct reading_fact *fact,
	const struct packed *packed, instant received_at, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_READING, err);
	int64_t raw;
	if (!put || !raw_put(writer, RAW_READINGS, fact->raw, received_at, &raw, err))
		return false;
	bind_integer(put, 1, meter);
	bind_integer(put, 2, fact->taken_at);
	bind_integer(put, 3, fact->source);
	bind_integer(put, 4, received_at);
	bind_blob(put, 5, (struct string_view){(const char *)packed->bytes, packed->length});
	bind_integer(put, 6, raw);
	return database_done(&writer->db, put, err);
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
	struct packed *packed = &writer->packed;
	packed_reading(packed, fact);
	if (fact->taken_at_assumed) {
		int same = repeats_last(writer, meter->id, fact->source, packed, err);
		if (same)
			return same < 0 ? CACHE_FAILED : CACHE_UNCHANGED;
	}
	int found = run_seek(writer, meter->id, fact, err);
	if (found < 0)
		return CACHE_FAILED;
	struct string_view blob = found ? column_view(writer->run.rows, 2) : SV_NONE;
	if (found && blob.length == packed->length && memcmp(blob.data, packed->bytes, packed->length) == 0)
		return CACHE_UNCHANGED;
	if (!write_reading(writer, meter->id, fact, packed, received_at, err))
		return CACHE_FAILED;
	keep_newest(meter, fact);
	if (!found)
		tally_add(writer, TALLY_READING, profile, 0, 0, 0, 1);
	return found ? CACHE_UPDATED : CACHE_INSERTED;
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
	return writer_changed(writer, store_reading(writer, profile, meter, fact, received_at, err));
}
