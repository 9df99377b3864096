/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/store/search_parts.h"

#define FIELD_BYTES_MAX 512 /* of one text in the index; what stands behind it is not found */
#define ID_MAX          (INT64_C(1) << 31)

struct search_index *search_index_new(void)
{
	return NEW(struct search_index);
}

static void forget_profiles(struct search_index *index)
{
	for (size_t i = 0; i < index->profile_count; i++)
		string_free(&index->profiles[i].name);
	index->profile_count = 0;
}

void search_index_clear(struct search_index *index)
{
	for (size_t i = 0; i < index->chunk_count; i++) {
		free(index->chunks[i].text);
		free(index->chunks[i].starts);
		free(index->chunks[i].ids);
	}
	free(index->chunks);
	free(index->where);
	free(index->attributes);
	forget_profiles(index);
	free(index->profiles);
	uint64_t epoch = index->epoch + 1;
	memset(index, 0, sizeof(*index));
	index->epoch = epoch;
}

void search_index_free(struct search_index *index)
{
	if (!index)
		return;
	search_index_clear(index);
	free(index);
}

/* ---- attributes: profile, medium, valve, online in 32 bits ---- */

uint32_t attributes_pack(int32_t profile, int medium, int valve, int online)
{
	return (uint32_t)profile << 16 | (uint32_t)medium << 8 | (uint32_t)valve << 4 | (uint32_t)online;
}

int32_t attributes_profile(uint32_t attributes)
{
	return (int32_t)(attributes >> 16);
}

int attributes_medium(uint32_t attributes)
{
	return attributes >> 8 & 15;
}

int attributes_valve(uint32_t attributes)
{
	return attributes >> 4 & 15;
}

int attributes_online(uint32_t attributes)
{
	return attributes & 15;
}

/* ---- records ---- */

size_t chunk_record_end(const struct search_chunk *chunk, uint32_t record)
{
	return record + 1 < chunk->count ? chunk->starts[record + 1] : chunk->used;
}

struct string_view index_record(const struct search_index *index, uint32_t id)
{
	if (id >= index->id_limit || index->where[id] == NOWHERE)
		return SV_NONE;
	const struct search_chunk *chunk = &index->chunks[index->where[id] / CHUNK_RECORDS];
	uint32_t record = index->where[id] % CHUNK_RECORDS;
	size_t start = chunk->starts[record];
	return (struct string_view){chunk->text + start, chunk_record_end(chunk, record) - start};
}

/* A full chunk keeps only what it uses. */
static void trim_chunk(struct search_chunk *chunk)
{
	chunk->text = memory_resize(chunk->text, chunk->used + TEXT_SCAN_SLACK, 1);
	chunk->starts = memory_resize(chunk->starts, chunk->count, sizeof(*chunk->starts));
	chunk->ids = memory_resize(chunk->ids, chunk->count, sizeof(*chunk->ids));
}

static struct search_chunk *room_for(struct search_index *index, size_t length)
{
	struct search_chunk *last = index->chunk_count ? &index->chunks[index->chunk_count - 1] : NULL;
	if (last && last->used + length <= CHUNK_BYTES - 1 && last->count < CHUNK_RECORDS)
		return last;
	if (last)
		trim_chunk(last);
	array_grow(&index->chunks, &index->chunk_capacity, index->chunk_count, sizeof(*index->chunks));
	struct search_chunk *chunk = &index->chunks[index->chunk_count++];
	*chunk = (struct search_chunk){
		.text = memory_new(CHUNK_BYTES + TEXT_SCAN_SLACK),
		.starts = NEW_ARRAY(uint16_t, CHUNK_RECORDS),
		.ids = NEW_ARRAY(uint32_t, CHUNK_RECORDS),
	};
	return chunk;
}

static void reach_id(struct search_index *index, uint32_t id)
{
	if (id < index->id_limit)
		return;
	size_t limit = index->id_limit + index->id_limit / 8 + 4096;
	limit = MAX(limit, (size_t)id + 1);
	index->where = memory_resize(index->where, limit, sizeof(*index->where));
	index->attributes = memory_resize(index->attributes, limit, sizeof(*index->attributes));
	memset(index->where + index->id_limit, 0xff, (limit - index->id_limit) * sizeof(*index->where));
	memset(index->attributes + index->id_limit, 0,
		(limit - index->id_limit) * sizeof(*index->attributes));
	index->id_limit = limit;
}

static void blank_record(struct search_index *index, uint32_t id)
{
	struct search_chunk *chunk = &index->chunks[index->where[id] / CHUNK_RECORDS];
	uint32_t record = index->where[id] % CHUNK_RECORDS;
	size_t start = chunk->starts[record];
	size_t length = chunk_record_end(chunk, record) - start;
	memset(chunk->text + start, BLANK, length);
	chunk->ids[record] = 0;
	index->dead_bytes += length;
	index->live_bytes -= length;
}

static void append_record(struct search_index *index, uint32_t id, struct string_view text)
{
	struct search_chunk *chunk = room_for(index, text.length);
	chunk->starts[chunk->count] = (uint16_t)chunk->used;
	chunk->ids[chunk->count] = id;
	memcpy(chunk->text + chunk->used, text.data, text.length);
	index->where[id] = (uint32_t)(index->chunk_count - 1) * CHUNK_RECORDS + chunk->count;
	chunk->count++;
	chunk->used += (uint32_t)text.length;
	index->live_bytes += text.length;
	for (size_t i = 0; i < text.length; i++)
		index->frequency[(uint8_t)text.data[i]]++;
}

/* ---- taking meters in ---- */

struct record_text {
	char bytes[4 * (FIELD_BYTES_MAX + 1)];
	size_t length;
};

static void make_record(struct record_text *out, sqlite3_stmt *row, int first_column)
{
	out->length = 0;
	for (int i = 0; i < 4; i++) {
		struct string_view field = column_view(row, first_column + i);
		size_t length = MIN(field.length, (size_t)FIELD_BYTES_MAX);
		memcpy(out->bytes + out->length, field.data, length);
		filter_fold(out->bytes + out->length, length);
		out->length += length;
		out->bytes[out->length++] = FIELD_END;
	}
}

static void take_meter(struct search_index *index, uint32_t id, uint32_t attributes, struct string_view text)
{
	reach_id(index, id);
	struct string_view known = index_record(index, id);
	bool same_text = known.data && sv_equal(known, text);
	bool is_new = !known.data;
	if (!same_text && !is_new)
		blank_record(index, id);
	if (!same_text)
		append_record(index, id, text);
	if (!is_new && (!same_text || index->attributes[id] != attributes))
		index->journal[index->journal_count++ % JOURNAL_LENGTH] = id;
	index->attributes[id] = attributes;
	index->meters += is_new;
}

static void take_row(struct search_index *index, sqlite3_stmt *row)
{
	struct record_text text;
	int64_t id = column_integer(row, 0);
	if (id <= 0 || id >= ID_MAX)
		return;
	make_record(&text, row, 6);
	uint32_t attributes = attributes_pack((int32_t)column_integer(row, 1),
		column_word(row, 2, MEDIUM_COUNT), column_word(row, 3, VALVE_COUNT), column_word(row, 4, 3));
	take_meter(index, (uint32_t)id, attributes, (struct string_view){text.bytes, text.length});
}

/* Rows by id, from the last one on. 1: the budget ran out, 0: that was all, -1: err. */
static int take_by_id(
	struct search_index *index, struct cache_reader *reader, size_t budget, struct error *err)
{
	sqlite3_stmt *rows = database_statement(&reader->db, READ_METER_TEXTS, err);
	if (!rows)
		return -1;
	bind_integer(rows, 1, index->last_id);
	bind_integer(rows, 2, (int64_t)budget);
	size_t taken = 0;
	int found;
	while ((found = database_row(&reader->db, rows, err)) == 1) {
		index->last_id = column_integer(rows, 0);
		take_row(index, rows);
		taken++;
	}
	return found < 0 ? -1 : taken == budget;
}

/* The same by what changed since. New meters are changes too. */
static int take_changes(
	struct search_index *index, struct cache_reader *reader, size_t budget, struct error *err)
{
	sqlite3_stmt *rows = database_statement(&reader->db, READ_METER_TEXTS_CHANGED, err);
	if (!rows)
		return -1;
	bind_integer(rows, 1, index->last_change);
	bind_integer(rows, 2, index->last_change_id);
	bind_integer(rows, 3, (int64_t)budget);
	size_t taken = 0;
	int found;
	while ((found = database_row(&reader->db, rows, err)) == 1) {
		index->last_change = column_integer(rows, 5);
		index->last_change_id = column_integer(rows, 0);
		take_row(index, rows);
		taken++;
	}
	return found < 0 ? -1 : taken == budget;
}

static void copy_profiles(struct search_index *index, struct cache_reader *reader)
{
	reader_profile_name(reader, -1); /* reads them anew */
	forget_profiles(index);
	for (size_t i = 0; i < reader->profile_count; i++) {
		array_grow(&index->profiles, &index->profile_capacity, index->profile_count,
			sizeof(*index->profiles));
		struct reader_profile *copy = &index->profiles[index->profile_count++];
		*copy = (struct reader_profile){.id = reader->profiles[i].id};
		string_set(&copy->name, string_view(&reader->profiles[i].name));
	}
}

static bool begin_if_new(struct search_index *index, struct cache_reader *reader, struct error *err)
{
	/* Mostly blanks: writing it all anew costs less than scanning them for ever. */
	bool wasteful = index->dead_bytes > CHUNK_BYTES && index->dead_bytes > index->live_bytes / 2;
	if (index->reader_epoch == reader->epoch && !wasteful)
		return true;
	search_index_clear(index);
	index->reader_epoch = reader->epoch;
	/* Whatever changes while the rows are read by id comes behind this. */
	index->last_change = (int64_t)cache_reader_generation(reader);
	index->last_change_id = INT64_MAX;
	struct cache_tally tally;
	if (!cache_tally(reader, SV_NONE, &tally, err))
		return false;
	index->total = (size_t)MAX(tally.meters, INT64_C(0));
	reach_id(index, (uint32_t)MIN(index->total + index->total / 64, (size_t)ID_MAX - 1));
	return true;
}

static bool refresh_total(struct search_index *index, struct cache_reader *reader, struct error *err)
{
	uint64_t generation = cache_reader_generation(reader);
	struct cache_tally tally;
	if (generation == index->generation && index->total)
		return true;
	index->generation = generation;
	index->complete = false;
	copy_profiles(index, reader);
	if (!cache_tally(reader, SV_NONE, &tally, err))
		return false;
	index->total = (size_t)MAX(tally.meters, INT64_C(0));
	return true;
}

static bool take_some(
	struct search_index *index, struct cache_reader *reader, size_t budget, struct error *err)
{
	int more = index->scanned ? 0 : take_by_id(index, reader, budget, err);
	if (more == 0) {
		index->scanned = true;
		more = take_changes(index, reader, budget, err);
	}
	index->complete = more == 0;
	return more >= 0 || reader_failed(reader, err);
}

static size_t index_bytes(const struct search_index *index)
{
	size_t bytes = sizeof(*index) + index->chunk_capacity * sizeof(*index->chunks) +
		       index->id_limit * (sizeof(*index->where) + sizeof(*index->attributes));
	for (size_t i = 0; i < index->chunk_count; i++) {
		bool last = i + 1 == index->chunk_count;
		bytes += (last ? CHUNK_BYTES : index->chunks[i].used) + TEXT_SCAN_SLACK +
			 (last ? CHUNK_RECORDS : index->chunks[i].count) *
				 (sizeof(uint16_t) + sizeof(uint32_t));
	}
	return bytes;
}

bool search_index_step(struct search_index *index, struct cache_reader *reader, size_t budget,
	struct search_progress *progress, struct error *err)
{
	enum reader_entry entry = reader_enter(reader, err);
	bool good = entry != READER_FAILED;
	if (entry == READER_EMPTY) {
		if (index->meters)
			search_index_clear(index);
		index->complete = true;
	} else if (good) {
		good = begin_if_new(index, reader, err) && refresh_total(index, reader, err) &&
		       (index->complete || take_some(index, reader, budget ? budget : 1, err));
	}
	*progress = (struct search_progress){
		.meters = index->meters,
		.total = MAX(index->total, index->meters),
		.complete = good && index->complete,
		.bytes = index_bytes(index),
	};
	return good;
}
