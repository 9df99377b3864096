/* SPDX-License-Identifier: MIT */
#include "core/store/cache_reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/reader_parts.h"
#include "core/store/zstd_library.h"

#define RAW_BATCH_MAX (64u << 20) /* what a batch may unpack to; the writer makes them of 256 KiB */

static const struct database_kind reader_kind = {
	.what = "the cache",
	.flags = SQLITE_OPEN_READWRITE, /* a WAL needs it; query_only keeps it from writing */
	.setup = "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-4000;",
	.sql = reader_sql,
	.sql_count = READ_SQL_COUNT,
	.busy_ms = 2000,
};

struct cache_reader *cache_reader_open(const struct store *store, struct error *err)
{
	struct cache_reader *reader = NEW(struct cache_reader);
	reader->store = store;
	if (reader_enter(reader, err) != READER_FAILED)
		return reader;
	cache_reader_close(reader);
	return NULL;
}

static void forget_profiles(struct cache_reader *reader)
{
	for (size_t i = 0; i < reader->profile_count; i++)
		string_free(&reader->profiles[i].name);
	reader->profile_count = 0;
}

static void close_file(struct cache_reader *reader)
{
	if (!reader->db.handle)
		return;
	database_close(&reader->db);
	forget_profiles(reader);
	reader->raw_id = 0;
	reader->epoch++;
}

void cache_reader_close(struct cache_reader *reader)
{
	if (!reader)
		return;
	close_file(reader);
	arena_free(&reader->scratch);
	string_free(&reader->raw);
	free(reader->profiles);
	free(reader);
}

static enum reader_entry check_schema(struct cache_reader *reader, struct error *err)
{
	enum schema_state state;
	if (!database_schema_state(&reader->db, &cache_schema, &state, err))
		return READER_FAILED;
	if (state == SCHEMA_READY)
		return READER_READY;
	if (state != SCHEMA_NEWER)
		return READER_EMPTY; /* the writer has not made it yet */
	error_set(err, ERROR_STORE, "the cache was made by a newer meterdeck");
	return READER_FAILED;
}

static enum reader_entry open_file(struct cache_reader *reader, const struct stat *facts, struct error *err)
{
	if (!database_open(&reader->db, store_path(reader->store, STORE_CACHE), &reader_kind, err))
		return READER_FAILED;
	sqlite3_db_config(reader->db.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	enum reader_entry entry = check_schema(reader, err);
	reader->device = facts->st_dev;
	reader->inode = facts->st_ino;
	reader->epoch++;
	if (entry == READER_EMPTY || (entry == READER_FAILED && !reader->db.damaged))
		close_file(reader);
	return entry;
}

enum reader_entry reader_enter(struct cache_reader *reader, struct error *err)
{
	struct stat facts;
	if (stat(store_path(reader->store, STORE_CACHE), &facts) || facts.st_size == 0) {
		close_file(reader);
		return READER_EMPTY;
	}
	if (reader->db.handle && facts.st_ino == reader->inode && facts.st_dev == reader->device)
		return READER_READY;
	close_file(reader);
	enum reader_entry entry = open_file(reader, &facts, err);
	if (entry == READER_FAILED)
		reader_failed(reader, err);
	return entry;
}

bool reader_failed(struct cache_reader *reader, struct error *err)
{
	if (!reader->db.damaged)
		return false;
	/* The writer looks for it before its next transaction, sets the file aside and makes another. */
	int mark = open(
		store_path(reader->store, STORE_SUSPECT), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (mark >= 0)
		close(mark);
	close_file(reader);
	reader->db.damaged = false;
	return error_wrap(err, "the stored data is damaged and will be fetched again");
}

bool cache_reader_ready(struct cache_reader *reader)
{
	return reader_enter(reader, NULL) == READER_READY;
}

uint64_t cache_reader_generation(struct cache_reader *reader)
{
	if (reader_enter(reader, NULL) != READER_READY)
		return 0;
	sqlite3_stmt *get = database_statement(&reader->db, READ_GENERATION, NULL);
	uint64_t generation =
		get && database_row(&reader->db, get, NULL) == 1 ? (uint64_t)column_integer(get, 0) : 0;
	if (get)
		sqlite3_reset(get);
	return generation;
}

size_t cache_reader_memory(const struct cache_reader *reader)
{
	int pages = 0, statements = 0, highest;
	if (!reader->db.handle)
		return 0;
	sqlite3_db_status(reader->db.handle, SQLITE_DBSTATUS_CACHE_USED, &pages, &highest, 0);
	sqlite3_db_status(reader->db.handle, SQLITE_DBSTATUS_STMT_USED, &statements, &highest, 0);
	return (size_t)pages + (size_t)statements;
}

/* ---- profiles ---- */

static void load_profiles(struct cache_reader *reader)
{
	forget_profiles(reader);
	sqlite3_stmt *all = database_statement(&reader->db, READ_PROFILES, NULL);
	while (all && database_row(&reader->db, all, NULL) == 1) {
		array_grow(&reader->profiles, &reader->profile_capacity, reader->profile_count,
			sizeof(*reader->profiles));
		struct reader_profile *profile = &reader->profiles[reader->profile_count++];
		*profile = (struct reader_profile){.id = (int32_t)column_integer(all, 0)};
		string_set(&profile->name, column_view(all, 1));
	}
}

static const struct reader_profile *find_by_id(const struct cache_reader *reader, int32_t id)
{
	for (size_t i = 0; i < reader->profile_count; i++)
		if (reader->profiles[i].id == id)
			return &reader->profiles[i];
	return NULL;
}

static const struct reader_profile *find_by_name(const struct cache_reader *reader, struct string_view name)
{
	for (size_t i = 0; i < reader->profile_count; i++)
		if (sv_equal(string_view(&reader->profiles[i].name), name))
			return &reader->profiles[i];
	return NULL;
}

struct string_view reader_profile_name(struct cache_reader *reader, int32_t id)
{
	const struct reader_profile *profile = find_by_id(reader, id);
	if (!profile && id) {
		load_profiles(reader);
		profile = find_by_id(reader, id);
	}
	return profile ? string_view(&profile->name) : SV("");
}

int32_t reader_profile_id(struct cache_reader *reader, struct string_view name)
{
	const struct reader_profile *profile = find_by_name(reader, name);
	if (!profile) {
		load_profiles(reader);
		profile = find_by_name(reader, name);
	}
	return profile ? profile->id : 0;
}

struct string_view reader_profile_copy(struct cache_reader *reader, int32_t id, struct arena *arena)
{
	struct string_view name = reader_profile_name(reader, id);
	return name.length ? arena_copy(arena, name) : SV("");
}

/* ---- raw records ---- */

static bool unpack_batch(struct cache_reader *reader, int64_t id, struct string_view body, struct error *err)
{
	struct zstd_library zstd;
	if (!zstd_library_load(&zstd, err))
		return false;
	unsigned long long size = zstd.content_size(body.data, body.length);
	if (size > RAW_BATCH_MAX)
		return error_set(
			err, ERROR_STORE, "the raw records of batch %lld are damaged", (long long)id);
	string_clear(&reader->raw);
	string_reserve(&reader->raw, (size_t)size + 1);
	size_t length = zstd.decompress(reader->raw.data, (size_t)size, body.data, body.length);
	if (zstd.is_error(length))
		return error_set(err, ERROR_STORE, "unpacking raw records: %s", zstd.error_name(length));
	reader->raw.length = length;
	reader->raw_id = id;
	return true;
}

/* 1: it is in reader->raw, 0: it is no longer kept, -1: err. */
static int load_batch(struct cache_reader *reader, int64_t id, struct error *err)
{
	sqlite3_stmt *get = database_statement(&reader->db, READ_RAW, err);
	if (!get)
		return -1;
	bind_integer(get, 1, id);
	int found = database_row(&reader->db, get, err);
	if (found == 1 && reader->raw_id != id && !unpack_batch(reader, id, column_view(get, 0), err)) {
		reader->raw_id = 0;
		found = -1;
	}
	sqlite3_reset(get);
	return found;
}

static bool pick_record(
	const struct cache_reader *reader, uint64_t ordinal, struct arena *arena, struct string_view *text)
{
	const uint8_t *bytes = (const uint8_t *)reader->raw.data;
	struct packed_reader at = {bytes, bytes + reader->raw.length, false};
	for (uint64_t i = 0; !at.bad; i++) {
		uint64_t length = varint_get(&at);
		if (at.bad || length > (uint64_t)(at.end - at.at))
			return false;
		if (i == ordinal) {
			*text = arena_copy(arena, (struct string_view){(const char *)at.at, (size_t)length});
			return true;
		}
		at.at += length;
	}
	return false;
}

bool cache_raw(struct cache_reader *reader, int64_t raw, struct arena *arena, struct string_view *text,
	bool *dropped, struct error *err)
{
	*text = SV("");
	*dropped = false;
	if (!raw)
		return true;
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	int found = load_batch(reader, raw >> 16, err);
	if (found < 0)
		return reader_failed(reader, err);
	*dropped = found == 0;
	if (found && !pick_record(reader, (uint64_t)raw & 0xffff, arena, text))
		return error_set(err, ERROR_STORE, "the raw record is not where it should be");
	return true;
}
