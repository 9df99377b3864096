/* SPDX-License-Identifier: MIT */
#include "core/store/cache_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/digest.h"
#include "core/store/writer_parts.h"

#define QUICK_CHECK_BYTES  (64 << 20) /* a smaller cache is checked in full at each start: some 0.2 s */
#define CHECKPOINT_PAGES   4096       /* the WAL's length that makes a commit checkpoint */
#define WAL_TRUNCATE_PAGES 32768

static const struct database_kind writer_kind = {
	.what = "the cache",
	.flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	.setup = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0;"
		 "PRAGMA cache_size=-12000; PRAGMA temp_store=MEMORY;",
	.sql = writer_sql,
	.sql_count = WRITE_SQL_COUNT,
	.busy_ms = 5000,
};

/* ---- meta ---- */

static bool meta_get(struct cache_writer *writer, const char *name, int64_t *value, struct error *err)
{
	sqlite3_stmt *get = database_statement(&writer->db, WRITE_META_GET, err);
	if (!get)
		return false;
	bind_text(get, 1, sv(name));
	int found = database_row(&writer->db, get, err);
	*value = found == 1 ? column_integer(get, 0) : 0;
	sqlite3_reset(get);
	return found >= 0;
}

static bool meta_put(struct cache_writer *writer, const char *name, int64_t value, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_META_PUT, err);
	if (!put)
		return false;
	bind_text(put, 1, sv(name));
	bind_integer(put, 2, value);
	return database_done(&writer->db, put, err);
}

/* ---- opening ---- */

static int note_wal(void *context, sqlite3 *handle, const char *name, int pages)
{
	struct cache_writer *writer = context;
	writer->wal_pages = pages;
	return SQLITE_OK;
}

static bool exists(const struct store *store, enum store_file file)
{
	struct stat facts;
	return stat(store_path(store, file), &facts) == 0;
}

/* The file, its WAL and its index go together: a WAL must never meet another database. */
static bool set_aside(struct cache_writer *writer, const char *why, struct error *err)
{
	static const char *const parts[] = {"-wal", "-shm", ""};
	const char *path = store_path(writer->store, STORE_CACHE);
	char when[INSTANT_TEXT_MAX];
	instant_format(writer->options.now, NULL, FORM_COMPACT, when);
	bool good = true;
	struct string from = {0}, to = {0};
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		string_clear(&from);
		string_clear(&to);
		string_append_format(&from, "%s%s", path, parts[i]);
		string_append_format(&to, "%s.corrupt-%s%s", path, when, parts[i]);
		if (rename(from.data, to.data) && errno != ENOENT)
			good = error_errno(
				err, ERROR_STORE, errno, "setting the damaged %s aside", from.data);
	}
	unlink(store_path(writer->store, STORE_SUSPECT));
	if (good) {
		writer->rebuilt = true;
		log_message(writer->options.logger, LOG_WARNING,
			"the cache was damaged (%s): set aside as %s, everything is fetched again", why,
			to.data);
	}
	string_free(&from);
	string_free(&to);
	return good;
}

/* Which start of the machine this is: a crash of a process damages no file, a crash of the machine may. */
static int64_t boot_digest(void)
{
	char text[64] = "";
	int descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (descriptor < 0)
		return 1;
	ssize_t length = read(descriptor, text, sizeof(text));
	close(descriptor);
	return (int64_t)(hash64(sv_from(text, length > 0 ? (size_t)length : 0), 0) >> 1) | 1;
}

static bool needs_check(struct cache_writer *writer, bool *needed, struct error *err)
{
	int64_t open_since, pages;
	if (!meta_get(writer, "open", &open_since, err) ||
		!database_integer(&writer->db, "PRAGMA page_count", &pages, err))
		return false;
	*needed = pages < QUICK_CHECK_BYTES / 4096 || (open_since && open_since != boot_digest());
	return true;
}

static bool quick_check(struct cache_writer *writer, struct error *err)
{
	sqlite3_stmt *check = NULL;
	int code = sqlite3_prepare_v2(writer->db.handle, "PRAGMA quick_check(1)", -1, &check, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(check);
	bool good = code == SQLITE_ROW && sv_equal_text(column_view(check, 0), "ok");
	if (code == SQLITE_ROW && !good) {
		struct string_view says = column_view(check, 0);
		writer->db.damaged = true;
		error_set(err, ERROR_STORE, "the cache: %.*s", SV_ARG(says));
	} else if (!good) {
		database_fail(&writer->db, code, err);
	}
	sqlite3_finalize(check);
	return good;
}

static bool check_file(struct cache_writer *writer, struct error *err)
{
	enum schema_state state;
	bool needed = false;
	if (!database_schema_state(&writer->db, &cache_schema, &state, err))
		return false;
	if (state == SCHEMA_FOREIGN) {
		writer->db.damaged = true;
		return error_set(err, ERROR_STORE, "the cache: it is no cache of meterdeck");
	}
	if (state == SCHEMA_NEWER || state == SCHEMA_EMPTY)
		return true;
	return needs_check(writer, &needed, err) && (!needed || quick_check(writer, err));
}

static bool load_profiles(struct cache_writer *writer, struct error *err)
{
	sqlite3_stmt *all = database_statement(&writer->db, WRITE_PROFILES, err);
	int more = all ? 0 : -1;
	while (all && (more = database_row(&writer->db, all, err)) == 1) {
		array_grow(&writer->profiles, &writer->profile_capacity, writer->profile_count,
			sizeof(*writer->profiles));
		struct writer_profile *profile = &writer->profiles[writer->profile_count++];
		*profile = (struct writer_profile){
			.id = (int32_t)column_integer(all, 0), .history_days = (int)column_integer(all, 2)};
		string_set(&profile->name, column_view(all, 1));
	}
	return more == 0;
}

static bool prepare(struct cache_writer *writer, struct error *err)
{
	int64_t generation;
	sqlite3_wal_hook(writer->db.handle, note_wal, writer);
	if (!check_file(writer, err) || !database_migrate(&writer->db, &cache_schema, NULL, err) ||
		!meta_get(writer, "generation", &generation, err) || !load_profiles(writer, err) ||
		!raw_start(writer, err) || !meta_put(writer, "open", boot_digest(), err))
		return false;
	writer->generation = (uint64_t)generation;
	return true;
}

static void forget_profiles(struct cache_writer *writer)
{
	for (size_t i = 0; i < writer->profile_count; i++)
		string_free(&writer->profiles[i].name);
	writer->profile_count = 0;
}

static bool open_file(struct cache_writer *writer, struct error *err)
{
	bool good = database_open(&writer->db, store_path(writer->store, STORE_CACHE), &writer_kind, err);
	if (good && prepare(writer, err))
		return true;
	forget_profiles(writer);
	bool damaged = writer->db.damaged;
	database_close(&writer->db);
	writer->db.damaged = damaged;
	return false;
}

static bool open_or_rebuild(struct cache_writer *writer, struct error *err)
{
	struct error why = {0};
	if (exists(writer->store, STORE_SUSPECT)) {
		error_set(&why, ERROR_STORE, "a console met a damaged page");
	} else if (open_file(writer, &why)) {
		return true;
	} else if (!writer->db.damaged) {
		if (err)
			*err = why;
		return false;
	}
	return set_aside(writer, why.message, err) && open_file(writer, err);
}

/* A rebuilt cache counts on from where the watchers are, or they would not see that it is another one. */
static void adopt_generation(struct cache_writer *writer)
{
	uint64_t told = 0;
	if (pread(writer->changes, &told, sizeof(told), 0) == (ssize_t)sizeof(told) &&
		told > writer->generation)
		writer->generation = told;
}

static bool tell_of_rebuild(struct cache_writer *writer, struct error *err)
{
	if (!writer->rebuilt)
		return true;
	if (!cache_writer_begin(writer, err))
		return false;
	if (writer_message(writer, 0, LOG_WARNING, writer->options.now,
		    SV("The cache was damaged. It was set aside, and everything is fetched again."), 0, 0,
		    err))
		return cache_writer_commit(writer, err);
	cache_writer_rollback(writer);
	return false;
}

static void apply_defaults(struct cache_writer_options *options)
{
	if (options->raw_bytes_max <= 0)
		options->raw_bytes_max = INT64_C(512) << 20;
	if (options->raw_age_max <= 0)
		options->raw_age_max = 60 * DAY;
	if (options->messages_max <= 0)
		options->messages_max = 10000;
}

struct cache_writer *cache_writer_open(
	const struct store *store, const struct cache_writer_options *options, struct error *err)
{
	struct cache_writer *writer = NEW(struct cache_writer);
	writer->store = store;
	writer->options = *options;
	apply_defaults(&writer->options);
	writer->changes =
		open(store_path(store, STORE_CHANGES), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (writer->changes < 0) {
		error_errno(err, ERROR_STORE, errno, "opening %s", store_path(store, STORE_CHANGES));
	} else if (open_or_rebuild(writer, err)) {
		adopt_generation(writer);
		if (tell_of_rebuild(writer, err))
			return writer;
	}
	cache_writer_close(writer);
	return NULL;
}

void cache_writer_close(struct cache_writer *writer)
{
	if (!writer)
		return;
	cache_writer_rollback(writer);
	if (writer->db.handle && !writer->db.damaged)
		meta_put(writer, "open", 0, NULL);
	database_close(&writer->db);
	raw_close(writer);
	forget_profiles(writer);
	free(writer->profiles);
	free(writer->tally);
	if (writer->changes >= 0)
		close(writer->changes);
	free(writer);
}

bool cache_writer_damaged(const struct cache_writer *writer)
{
	return writer->db.damaged || writer->suspect;
}

bool cache_writer_was_rebuilt(const struct cache_writer *writer)
{
	return writer->rebuilt;
}

/* ---- profiles ---- */

static struct writer_profile *find_profile(struct cache_writer *writer, struct string_view name)
{
	for (size_t i = 0; i < writer->profile_count; i++)
		if (sv_equal(string_view(&writer->profiles[i].name), name))
			return &writer->profiles[i];
	return NULL;
}

static int32_t store_profile(
	struct cache_writer *writer, struct string_view name, int days, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_PROFILE_PUT, err);
	if (!put)
		return -1;
	bind_text(put, 1, name);
	bind_integer(put, 2, days);
	int32_t id = database_row(&writer->db, put, err) == 1 ? (int32_t)column_integer(put, 0) : -1;
	/* RETURNING hands out its row first; the write is done when the statement is. */
	if (id >= 0 && database_row(&writer->db, put, err) < 0)
		id = -1;
	return id;
}

int32_t cache_writer_profile(
	struct cache_writer *writer, struct string_view name, int history_days, struct error *err)
{
	struct writer_profile *profile = find_profile(writer, name);
	if (profile && profile->history_days == history_days)
		return profile->id;
	int32_t id = store_profile(writer, name, history_days, err);
	if (id < 0)
		return -1;
	if (!profile) {
		array_grow(&writer->profiles, &writer->profile_capacity, writer->profile_count,
			sizeof(*writer->profiles));
		profile = &writer->profiles[writer->profile_count++];
		*profile = (struct writer_profile){.id = id};
		string_set(&profile->name, name);
	}
	profile->history_days = history_days;
	return id;
}

/* ---- transactions ---- */

bool cache_writer_begin(struct cache_writer *writer, struct error *err)
{
	BUG_ON(writer->in_transaction);
	if (exists(writer->store, STORE_SUSPECT))
		writer->suspect = true;
	if (cache_writer_damaged(writer))
		return error_set(err, ERROR_STORE, "the cache is damaged and has to be made anew");
	sqlite3_stmt *begin = database_statement(&writer->db, WRITE_BEGIN, err);
	if (!begin || !database_done(&writer->db, begin, err))
		return false;
	writer->in_transaction = true;
	writer->touched = false;
	writer->counts = (struct cache_counts){0};
	return true;
}

void writer_forget(struct cache_writer *writer)
{
	run_end(writer);
	memset(writer->known, 0, sizeof(writer->known));
	writer->tally_count = 0;
	writer->refusal_count = 0;
	raw_forget(writer);
}

static bool write_out(struct cache_writer *writer, struct error *err)
{
	run_end(writer);
	return known_flush(writer, err) && refusals_flush(writer, writer->options.now, err) &&
	       raw_flush(writer, writer->options.now, err) && tally_flush(writer, err) &&
	       (!writer->touched || meta_put(writer, "generation", (int64_t)writer->generation + 1, err));
}

static void tell_watchers(struct cache_writer *writer)
{
	writer->generation++;
	/* A lost notification costs a late repaint and nothing else: the next one makes up for it. */
	ssize_t written = pwrite(writer->changes, &writer->generation, sizeof(writer->generation), 0);
	if (written != (ssize_t)sizeof(writer->generation))
		log_message(writer->options.logger, LOG_WARNING, "consoles could not be told of a change");
}

bool cache_writer_commit(struct cache_writer *writer, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	sqlite3_stmt *commit = database_statement(&writer->db, WRITE_COMMIT, err);
	if (!commit || !write_out(writer, err) || !database_done(&writer->db, commit, err)) {
		cache_writer_rollback(writer);
		return false;
	}
	writer->in_transaction = false;
	if (writer->touched)
		tell_watchers(writer);
	writer_forget(writer);
	if (writer->wal_pages < CHECKPOINT_PAGES)
		return true;
	return cache_writer_checkpoint(writer, err);
}

void cache_writer_rollback(struct cache_writer *writer)
{
	if (!writer->in_transaction)
		return;
	sqlite3_stmt *rollback = database_statement(&writer->db, WRITE_ROLLBACK, NULL);
	/* SQLite may have rolled back by itself (disk full): then this has nothing to do. */
	if (rollback && !sqlite3_get_autocommit(writer->db.handle))
		database_done(&writer->db, rollback, NULL);
	writer->in_transaction = false;
	writer->touched = false;
	writer_forget(writer);
}

struct cache_counts cache_writer_counts(const struct cache_writer *writer)
{
	return writer->counts;
}

bool cache_writer_breathe(struct cache_writer *writer, size_t changes, struct error *err)
{
	if (writer->counts.inserted + writer->counts.updated < changes)
		return true;
	return cache_writer_commit(writer, err) && cache_writer_begin(writer, err);
}

bool cache_writer_checkpoint(struct cache_writer *writer, struct error *err)
{
	int mode = writer->wal_pages > WAL_TRUNCATE_PAGES ? SQLITE_CHECKPOINT_TRUNCATE
							  : SQLITE_CHECKPOINT_PASSIVE;
	sqlite3_busy_timeout(writer->db.handle, 200);
	int code = sqlite3_wal_checkpoint_v2(writer->db.handle, NULL, mode, NULL, NULL);
	sqlite3_busy_timeout(writer->db.handle, writer_kind.busy_ms);
	/* A reader in the way is no failure: the next checkpoint gets further. */
	if (code == SQLITE_OK || code == SQLITE_BUSY) {
		writer->wal_pages = 0;
		return true;
	}
	return database_fail(&writer->db, code, err);
}

enum cache_change writer_changed(struct cache_writer *writer, enum cache_change change)
{
	writer->counts.inserted += change == CACHE_INSERTED;
	writer->counts.updated += change == CACHE_UPDATED;
	writer->counts.unchanged += change == CACHE_UNCHANGED;
	writer->counts.refused += change == CACHE_REFUSED;
	writer->touched = writer->touched || change == CACHE_INSERTED || change == CACHE_UPDATED;
	return change;
}
