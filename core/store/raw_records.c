/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/store/writer_parts.h"

/*
 * The records as the vendors sent them: a transaction's are laid one behind the other (a varint of the length
 * before each), compressed together and stored as one row. Alike as they are, they take a tenth of their
 * size.
 */
#define RAW_BOX_BYTES (256 << 10)
#define RAW_BOX_MOST  ((1 << RAW_ORDINAL_BITS) - 1)
#define RAW_LEVEL     1

bool raw_start(struct cache_writer *writer, struct error *err)
{
	if (!writer->compressor) {
		if (!zstd_library_load(&writer->zstd, err))
			return false;
		writer->compressor = writer->zstd.create();
	}
	BUG_ON(!writer->compressor);
	/* Not max(id): a number whose batch was dropped must never name another one. */
	return database_integer(&writer->db, "SELECT seq FROM sqlite_sequence WHERE name = 'raw_batch'",
		&writer->last_batch, err);
}

void raw_forget(struct cache_writer *writer)
{
	for (int kind = 0; kind < RAW_KIND_COUNT; kind++) {
		struct raw_box *box = &writer->boxes[kind];
		string_clear(&box->body);
		box->id = 0;
		box->records = 0;
		box->last_length = 0;
	}
}

void raw_close(struct cache_writer *writer)
{
	for (int kind = 0; kind < RAW_KIND_COUNT; kind++)
		string_free(&writer->boxes[kind].body);
	string_free(&writer->compressed);
	if (writer->compressor)
		writer->zstd.free(writer->compressor);
}

static bool store_box(struct cache_writer *writer, enum raw_kind kind, instant at, struct error *err)
{
	struct raw_box *box = &writer->boxes[kind];
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_RAW, err);
	if (!put)
		return false;
	string_clear(&writer->compressed);
	string_reserve(&writer->compressed, writer->zstd.bound(box->body.length));
	size_t size = writer->zstd.compress(writer->compressor, writer->compressed.data,
		writer->zstd.bound(box->body.length), box->body.data, box->body.length, RAW_LEVEL);
	if (writer->zstd.is_error(size))
		return error_set(
			err, ERROR_STORE, "compressing raw records: %s", writer->zstd.error_name(size));
	bind_integer(put, 1, box->id);
	bind_integer(put, 2, kind);
	bind_integer(put, 3, at);
	bind_integer(put, 4, (int64_t)size);
	bind_blob(put, 5, (struct string_view){writer->compressed.data, size});
	return database_done(&writer->db, put, err);
}

static bool flush_box(struct cache_writer *writer, enum raw_kind kind, instant at, struct error *err)
{
	struct raw_box *box = &writer->boxes[kind];
	bool good = box->records == 0 || store_box(writer, kind, at, err);
	string_clear(&box->body);
	box->id = 0;
	box->records = 0;
	box->last_length = 0;
	return good;
}

bool raw_flush(struct cache_writer *writer, instant at, struct error *err)
{
	return flush_box(writer, RAW_READINGS, at, err) && flush_box(writer, RAW_OTHERS, at, err);
}

static int64_t reference_of(const struct raw_box *box)
{
	return box->id << RAW_ORDINAL_BITS | (int64_t)(box->records - 1);
}

/* One record often gives a meter and its reading: kept once. */
static int64_t find_shared(const struct cache_writer *writer, struct string_view text)
{
	for (int kind = 0; kind < RAW_KIND_COUNT; kind++) {
		const struct raw_box *box = &writer->boxes[kind];
		if (box->records && box->last_length == text.length &&
			memcmp(box->body.data + box->last, text.data, text.length) == 0)
			return reference_of(box);
	}
	return 0;
}

static void append_record(struct raw_box *box, struct string_view text)
{
	uint8_t length[10];
	string_append_bytes(&box->body, length, varint_put(length, text.length));
	box->last = box->body.length;
	box->last_length = text.length;
	string_append_bytes(&box->body, text.data, text.length);
	box->records++;
}

bool raw_put(struct cache_writer *writer, enum raw_kind kind, struct string_view text, instant at,
	int64_t *reference, struct error *err)
{
	struct raw_box *box = &writer->boxes[kind];
	*reference = 0;
	if (!text.length)
		return true;
	*reference = find_shared(writer, text);
	if (*reference)
		return true;
	if ((box->body.length && box->body.length + text.length > RAW_BOX_BYTES) ||
		box->records >= RAW_BOX_MOST)
		if (!flush_box(writer, kind, at, err))
			return false;
	if (!box->id)
		box->id = ++writer->last_batch;
	append_record(box, text);
	*reference = reference_of(box);
	return true;
}
