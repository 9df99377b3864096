/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/digest.h"
#include "core/store/writer_parts.h"

enum meter_group { METER_TEXT = 1, METER_STATE = 2, METER_READING = 4, METER_MISC = 8 };

/* A meter's row; texts are borrowed from the statement that read it or from the fact. */
struct meter_values {
	int64_t id;
	enum medium medium;
	enum valve_state valve;
	enum tristate online;
	bool has_reading;
	struct decimal reading;
	instant reading_at, last_seen, detail_at;
	int64_t raw, detail_raw;
	struct string_view device_id, type, customer_code, customer_name, address;
};

bool meter_no_is_good(struct string_view number)
{
	return sv_is_identifier(number, METER_NO_MAX);
}

/* Comparable with those of other scales: ten-thousandths, at the ends of the range when it does not fit. */
int64_t reading_sort(struct decimal value)
{
	int64_t number = value.mantissa;
	for (int scale = value.scale; scale > 4; scale--)
		number /= 10;
	for (int scale = value.scale; scale < 4; scale++)
		if (__builtin_mul_overflow(number, INT64_C(10), &number))
			return value.mantissa < 0 ? INT64_MIN + 1 : INT64_MAX;
	return number;
}

/* ---- meters seen lately ---- */

static struct known_meter *known_slot(struct cache_writer *writer, int32_t profile, struct string_view number)
{
	return &writer->known[hash64(number, (uint64_t)profile) % KNOWN_METERS];
}

static bool known_is(const struct known_meter *known, int32_t profile, struct string_view number)
{
	return known->id && known->profile == profile && known->number_length == number.length &&
	       memcmp(known->number, number.data, number.length) == 0;
}

static bool flush_one(struct cache_writer *writer, struct known_meter *known, struct error *err)
{
	if (!known->pending)
		return true;
	known->pending = false;
	sqlite3_stmt *update = database_statement(&writer->db, WRITE_METER_READING_ONLY, err);
	if (!update)
		return false;
	bind_integer(update, 1, known->id);
	bind_integer(update, 2, known->reading.mantissa);
	bind_integer(update, 3, known->reading.scale);
	bind_integer(update, 4, reading_sort(known->reading));
	bind_integer(update, 5, known->reading_at);
	return database_done(&writer->db, update, err);
}

bool known_flush(struct cache_writer *writer, struct error *err)
{
	bool good = true;
	for (size_t i = 0; good && i < KNOWN_METERS; i++)
		good = flush_one(writer, &writer->known[i], err);
	return good;
}

static struct known_meter *remember(struct cache_writer *writer, int32_t profile, struct string_view number,
	int64_t id, struct error *err)
{
	struct known_meter *known = known_slot(writer, profile, number);
	if (known_is(known, profile, number))
		return known;
	if (!flush_one(writer, known, err))
		return NULL;
	*known = (struct known_meter){.id = id,
		.profile = profile,
		.number_length = (uint8_t)number.length,
		.reading_at = INSTANT_NONE};
	memcpy(known->number, number.data, number.length);
	return known;
}

/* ---- the row ---- */

static int find_meter(struct cache_writer *writer, int32_t profile, struct string_view number,
	struct meter_values *out, sqlite3_stmt **find, struct error *err)
{
	sqlite3_stmt *row = *find = database_statement(&writer->db, WRITE_METER_FIND, err);
	if (!row)
		return -1;
	bind_integer(row, 1, profile);
	bind_text(row, 2, number);
	int found = database_row(&writer->db, row, err);
	*out = (struct meter_values){
		.reading_at = INSTANT_NONE, .last_seen = INSTANT_NONE, .detail_at = INSTANT_NONE};
	if (found != 1)
		return found;
	out->id = column_integer(row, 0);
	out->medium = (enum medium)column_word(row, 1, MEDIUM_COUNT);
	out->valve = (enum valve_state)column_word(row, 2, VALVE_COUNT);
	out->online = (enum tristate)column_word(row, 3, 3);
	out->has_reading = sqlite3_column_type(row, 4) != SQLITE_NULL;
	out->reading = (struct decimal){column_integer(row, 4), (uint8_t)column_integer(row, 5)};
	out->reading_at = column_integer(row, 6);
	out->last_seen = column_instant(row, 7);
	out->detail_at = column_instant(row, 8);
	out->raw = column_integer(row, 9);
	out->detail_raw = column_integer(row, 10);
	out->device_id = column_view(row, 11);
	out->type = column_view(row, 12);
	out->customer_code = column_view(row, 13);
	out->customer_name = column_view(row, 14);
	out->address = column_view(row, 15);
	return 1;
}

static void bind_texts(sqlite3_stmt *put, const struct meter_values *values)
{
	bind_integer(put, 6, values->medium);
	bind_text(put, 7, values->device_id);
	bind_text(put, 8, values->type);
	bind_text(put, 9, values->customer_code);
	bind_text(put, 10, values->customer_name);
	bind_text(put, 11, values->address);
}

static void bind_reading(sqlite3_stmt *put, const struct meter_values *values)
{
	if (values->has_reading) {
		bind_integer(put, 15, values->reading.mantissa);
		bind_integer(put, 16, values->reading.scale);
	} else {
		bind_null(put, 15);
		bind_null(put, 16);
	}
	bind_integer(put, 17, values->has_reading ? reading_sort(values->reading) : INT64_MIN);
	bind_integer(put, 18, values->reading_at);
}

static void bind_meter(
	struct cache_writer *writer, sqlite3_stmt *put, const struct meter_values *values, unsigned groups)
{
	bind_instant(put, 2, values->last_seen);
	bind_instant(put, 3, values->detail_at);
	bind_integer(put, 4, values->raw);
	bind_integer(put, 5, values->detail_raw);
	if (groups & METER_TEXT)
		bind_texts(put, values);
	if (groups & METER_STATE) {
		bind_integer(put, 12, values->valve);
		bind_integer(put, 13, values->online);
	}
	if (groups & (METER_TEXT | METER_STATE))
		bind_integer(put, 14, (int64_t)writer->generation + 1);
	if (groups & METER_READING)
		bind_reading(put, values);
}

static bool insert_meter(struct cache_writer *writer, int32_t profile, struct string_view number,
	struct meter_values *values, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_METER_INSERT, err);
	if (!put)
		return false;
	bind_null(put, 1);
	bind_meter(writer, put, values, METER_TEXT | METER_STATE | METER_READING);
	bind_integer(put, 19, profile);
	bind_text(put, 20, number);
	if (!database_done(&writer->db, put, err))
		return false;
	values->id = sqlite3_last_insert_rowid(writer->db.handle);
	tally_add(writer, TALLY_METER, profile, (int)values->medium, (int)values->online, (int)values->valve,
		1);
	return true;
}

static bool update_meter(struct cache_writer *writer, int32_t profile, const struct meter_values *before,
	const struct meter_values *values, unsigned groups, struct error *err)
{
	unsigned narrow = groups & (METER_TEXT | METER_STATE | METER_READING);
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_METER_MISC + narrow, err);
	if (!put)
		return false;
	bind_integer(put, 1, values->id);
	bind_meter(writer, put, values, groups);
	if (!database_done(&writer->db, put, err))
		return false;
	if (before->medium != values->medium || groups & METER_STATE) {
		tally_add(writer, TALLY_METER, profile, (int)before->medium, (int)before->online,
			(int)before->valve, -1);
		tally_add(writer, TALLY_METER, profile, (int)values->medium, (int)values->online,
			(int)values->valve, 1);
	}
	return true;
}

static int64_t find_id(
	struct cache_writer *writer, int32_t profile, struct string_view number, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_METER_ID, err);
	if (!find)
		return -1;
	bind_integer(find, 1, profile);
	bind_text(find, 2, number);
	int found = database_row(&writer->db, find, err);
	int64_t id = found == 1 ? column_integer(find, 0) : found;
	sqlite3_reset(find);
	return id;
}

struct known_meter *meter_known(
	struct cache_writer *writer, int32_t profile, struct string_view number, struct error *err)
{
	struct known_meter *known = known_slot(writer, profile, number);
	if (known_is(known, profile, number))
		return known;
	int64_t id = find_id(writer, profile, number, err);
	if (id == 0) {
		/* The platform knows it, or it would not speak of it: its list will fill in the rest. */
		struct meter_values values = {.valve = VALVE_UNKNOWN,
			.reading_at = INSTANT_NONE,
			.last_seen = INSTANT_NONE,
			.detail_at = INSTANT_NONE};
		id = insert_meter(writer, profile, number, &values, err) ? values.id : -1;
		writer->touched = true;
	}
	return id > 0 ? remember(writer, profile, number, id, err) : NULL;
}

/* ---- what a fact changes ---- */

static unsigned take_text(struct string_view *known, unsigned parts, unsigned part, struct string_view stated)
{
	if (!(parts & part) || sv_equal(*known, stated) || (!known->length && !stated.length))
		return 0;
	*known = stated;
	return METER_TEXT;
}

static unsigned take_texts(struct meter_values *values, const struct meter_fact *fact)
{
	unsigned parts = fact->parts;
	unsigned groups = take_text(&values->device_id, parts, METER_HAS_DEVICE_ID, fact->device_id) |
			  take_text(&values->type, parts, METER_HAS_TYPE, display_view(fact->type)) |
			  take_text(&values->address, parts, METER_HAS_ADDRESS, display_view(fact->address)) |
			  take_text(&values->customer_code, parts, METER_HAS_CUSTOMER_CODE,
				  display_view(fact->customer_code)) |
			  take_text(&values->customer_name, parts, METER_HAS_CUSTOMER_NAME,
				  display_view(fact->customer_name));
	if ((parts & METER_HAS_MEDIUM) && values->medium != fact->medium) {
		values->medium = fact->medium;
		groups |= METER_TEXT;
	}
	return groups;
}

static unsigned take_state(struct meter_values *values, const struct meter_fact *fact)
{
	unsigned groups = 0;
	if ((fact->parts & METER_HAS_VALVE) && values->valve != fact->valve) {
		values->valve = fact->valve;
		groups = METER_STATE;
	}
	if ((fact->parts & METER_HAS_ONLINE) && values->online != fact->online) {
		values->online = fact->online;
		groups = METER_STATE;
	}
	return groups;
}

static bool same_decimal(struct decimal a, struct decimal b)
{
	return a.mantissa == b.mantissa && a.scale == b.scale;
}

static unsigned take_reading(struct meter_values *values, const struct meter_fact *fact, instant received_at)
{
	if (!(fact->parts & METER_HAS_READING))
		return 0;
	bool same = values->has_reading && same_decimal(values->reading, fact->reading);
	instant at = fact->reading_at;
	if (at == INSTANT_NONE) {
		/* No time was given: a new value is as old as the answer that brought it. */
		if (same)
			return 0;
		at = received_at;
	}
	if (at < values->reading_at || (same && at == values->reading_at))
		return 0;
	values->has_reading = true;
	values->reading = fact->reading;
	values->reading_at = at;
	return METER_READING;
}

static unsigned take_misc(struct meter_values *values, const struct meter_fact *fact, instant received_at)
{
	unsigned groups = 0;
	if ((fact->parts & METER_HAS_LAST_SEEN) && fact->last_seen > values->last_seen) {
		values->last_seen = fact->last_seen;
		groups = METER_MISC;
	}
	if ((fact->parts & METER_HAS_DETAIL) && values->detail_at != received_at) {
		values->detail_at = received_at;
		groups = METER_MISC;
	}
	return groups;
}

static bool store_meter(struct cache_writer *writer, int32_t profile, const struct meter_fact *fact,
	const struct meter_values *before, struct meter_values *values, unsigned groups, instant received_at,
	struct error *err)
{
	int64_t raw;
	if (!raw_put(writer, RAW_OTHERS, fact->raw, received_at, &raw, err))
		return false;
	if (raw && (fact->parts & METER_HAS_DETAIL))
		values->detail_raw = raw;
	else if (raw)
		values->raw = raw;
	if (!before->id)
		return insert_meter(writer, profile, fact->meter_no, values, err);
	return update_meter(writer, profile, before, values, groups, err);
}

static enum cache_change merge_meter(struct cache_writer *writer, int32_t profile,
	const struct meter_fact *fact, struct meter_values *values, instant received_at, struct error *err)
{
	struct meter_values before = *values;
	if (!before.id && !(fact->parts & METER_HAS_VALVE))
		values->valve = VALVE_UNKNOWN;
	unsigned groups = take_texts(values, fact) | take_state(values, fact) |
			  take_reading(values, fact, received_at) | take_misc(values, fact, received_at);
	if (before.id && !groups)
		return CACHE_UNCHANGED;
	if (!store_meter(writer, profile, fact, &before, values, groups, received_at, err) ||
		!remember(writer, profile, fact->meter_no, values->id, err))
		return CACHE_FAILED;
	return before.id ? CACHE_UPDATED : CACHE_INSERTED;
}

enum cache_change cache_put_meter(struct cache_writer *writer, int32_t profile, const struct meter_fact *fact,
	instant received_at, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	if (!meter_no_is_good(fact->meter_no))
		return refuse(writer, profile, "meter", TEXT("its number is no identifier"), fact->raw,
			received_at, err);
	struct known_meter *known = known_slot(writer, profile, fact->meter_no);
	if (known_is(known, profile, fact->meter_no) && !flush_one(writer, known, err))
		return CACHE_FAILED;
	struct meter_values values;
	sqlite3_stmt *find;
	enum cache_change change = CACHE_FAILED;
	if (find_meter(writer, profile, fact->meter_no, &values, &find, err) >= 0)
		change = merge_meter(writer, profile, fact, &values, received_at, err);
	if (find)
		sqlite3_reset(find);
	return writer_changed(writer, change);
}
