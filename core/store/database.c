/* SPDX-License-Identifier: MIT */
#include "core/store/database.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void configure(sqlite3 *handle)
{
	sqlite3_extended_result_codes(handle, 1);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
}

/*
 * SQLite would make the file readable for all. O_EXCL: a database that is there is never opened here, because
 * closing it would take away the locks that SQLite holds on it.
 */
static void make_private(const char *path)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (descriptor >= 0)
		close(descriptor);
}

bool database_open(
	struct database *database, const char *path, const struct database_kind *kind, struct error *err)
{
	*database = (struct database){.what = kind->what, .sql = kind->sql, .sql_count = kind->sql_count};
	database->statements = NEW_ARRAY(sqlite3_stmt *, kind->sql_count + 1);
	if (kind->flags & SQLITE_OPEN_CREATE)
		make_private(path);
	int code = sqlite3_open_v2(path, &database->handle, kind->flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK) {
		database_fail(database, code, err);
		database_close(database);
		return false;
	}
	configure(database->handle);
	sqlite3_busy_timeout(database->handle, kind->busy_ms);
	if (database_run(database,
		    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;", err) &&
		database_run(database, kind->setup, err))
		return true;
	bool damaged = database->damaged;
	database_close(database);
	database->damaged = damaged;
	return false;
}

void database_close(struct database *database)
{
	for (size_t i = 0; database->statements && i < database->sql_count; i++)
		sqlite3_finalize(database->statements[i]);
	free(database->statements);
	database->statements = NULL;
	if (database->handle)
		BUG_ON(sqlite3_close(database->handle) != SQLITE_OK);
	database->handle = NULL;
}

bool database_fail(struct database *database, int code, struct error *err)
{
	int kind = code & 0xff;
	if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB)
		database->damaged = true;
	enum error_code word = kind == SQLITE_BUSY || kind == SQLITE_LOCKED ? ERROR_BUSY : ERROR_STORE;
	const char *text = database->handle && sqlite3_extended_errcode(database->handle) == code
				   ? sqlite3_errmsg(database->handle)
				   : sqlite3_errstr(code);
	return error_set(err, word, "%s: %s", database->what, text);
}

bool database_run(struct database *database, const char *script, struct error *err)
{
	int code = sqlite3_exec(database->handle, script, NULL, NULL, NULL);
	return code == SQLITE_OK || database_fail(database, code, err);
}

bool database_integer(struct database *database, const char *query, int64_t *out, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	*out = 0;
	int code = sqlite3_prepare_v2(database->handle, query, -1, &statement, NULL);
	if (code == SQLITE_OK) {
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW)
			*out = sqlite3_column_int64(statement, 0);
	}
	bool good = code == SQLITE_ROW || code == SQLITE_DONE || database_fail(database, code, err);
	sqlite3_finalize(statement);
	return good;
}

sqlite3_stmt *database_statement(struct database *database, size_t id, struct error *err)
{
	BUG_ON(id >= database->sql_count);
	sqlite3_stmt **statement = &database->statements[id];
	if (*statement) {
		sqlite3_reset(*statement);
		return *statement;
	}
	int code = sqlite3_prepare_v3(
		database->handle, database->sql[id], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
	if (code != SQLITE_OK) {
		database_fail(database, code, err);
		return NULL;
	}
	return *statement;
}

int database_row(struct database *database, sqlite3_stmt *statement, struct error *err)
{
	int code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE)
		database_fail(database, code, err);
	sqlite3_reset(statement);
	return code == SQLITE_DONE ? 0 : -1;
}

bool database_done(struct database *database, sqlite3_stmt *statement, struct error *err)
{
	int code = sqlite3_step(statement);
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		database_fail(database, code, err);
	sqlite3_reset(statement);
	return code == SQLITE_DONE || code == SQLITE_ROW;
}

bool database_schema_state(
	struct database *database, const struct schema *schema, enum schema_state *state, struct error *err)
{
	int64_t application, version, objects;
	if (!database_integer(database, "PRAGMA application_id", &application, err) ||
		!database_integer(database, "PRAGMA user_version", &version, err) ||
		!database_integer(database, "SELECT count(*) FROM sqlite_schema", &objects, err))
		return false;
	if (objects == 0 && version == 0)
		*state = SCHEMA_EMPTY;
	else if (application != schema->application_id)
		*state = SCHEMA_FOREIGN;
	else if (version > (int64_t)schema->version)
		*state = SCHEMA_NEWER;
	else
		*state = version < (int64_t)schema->version ? SCHEMA_OLDER : SCHEMA_READY;
	return true;
}

static bool back_up(struct database *database, const char *path, struct error *err)
{
	sqlite3 *copy = NULL;
	int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	sqlite3_backup *backup =
		code == SQLITE_OK ? sqlite3_backup_init(copy, "main", database->handle, "main") : NULL;
	if (backup) {
		sqlite3_backup_step(backup, -1);
		code = sqlite3_backup_finish(backup);
	} else if (copy) {
		code = sqlite3_errcode(copy);
	}
	sqlite3_close(copy);
	if (code == SQLITE_OK)
		return true;
	return error_set(err, ERROR_STORE, "%s: copying it to %s before the change: %s", database->what, path,
		sqlite3_errstr(code));
}

static bool migrate_step(struct database *database, const struct migration *migration, struct error *err)
{
	if (!database_run(database, "BEGIN IMMEDIATE", err))
		return false;
	if (database_run(database, migration->script, err) && database_run(database, "COMMIT", err))
		return true;
	sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
	return error_wrap(err, "bringing it to this version");
}

bool database_migrate(
	struct database *database, const struct schema *schema, const char *backup, struct error *err)
{
	enum schema_state state;
	int64_t version;
	if (!database_schema_state(database, schema, &state, err) ||
		!database_integer(database, "PRAGMA user_version", &version, err))
		return false;
	if (state == SCHEMA_NEWER)
		return error_set(err, ERROR_STORE,
			"%s was made by a newer meterdeck (version %lld, this one knows %zu)", database->what,
			(long long)version, schema->version);
	if (state == SCHEMA_FOREIGN)
		return error_set(err, ERROR_STORE, "%s is a database of another program", database->what);
	if (state == SCHEMA_OLDER && backup && !back_up(database, backup, err))
		return false;
	for (size_t i = (size_t)version; i < schema->version; i++)
		if (!migrate_step(database, &schema->migrations[i], err))
			return false;
	return true;
}

void bind_integer(sqlite3_stmt *statement, int at, int64_t value)
{
	BUG_ON(sqlite3_bind_int64(statement, at, value) != SQLITE_OK);
}

void bind_null(sqlite3_stmt *statement, int at)
{
	BUG_ON(sqlite3_bind_null(statement, at) != SQLITE_OK);
}

void bind_instant(sqlite3_stmt *statement, int at, instant value)
{
	if (value == INSTANT_NONE)
		bind_null(statement, at);
	else
		bind_integer(statement, at, value);
}

void bind_text(sqlite3_stmt *statement, int at, struct string_view text)
{
	const char *bytes = text.data ? text.data : "";
	BUG_ON(sqlite3_bind_text64(statement, at, bytes, text.length, SQLITE_STATIC, SQLITE_UTF8) !=
		SQLITE_OK);
}

void bind_display(sqlite3_stmt *statement, int at, struct display_text text)
{
	bind_text(statement, at, (struct string_view){text.bytes, text.length});
}

void bind_blob(sqlite3_stmt *statement, int at, struct string_view bytes)
{
	const char *data = bytes.data ? bytes.data : "";
	BUG_ON(sqlite3_bind_blob64(statement, at, data, bytes.length, SQLITE_STATIC) != SQLITE_OK);
}

struct string_view column_view(sqlite3_stmt *statement, int at)
{
	const char *data = sqlite3_column_blob(statement, at);
	return (struct string_view){data ? data : "", (size_t)sqlite3_column_bytes(statement, at)};
}

struct string_view column_copy(sqlite3_stmt *statement, int at, struct arena *arena)
{
	struct string_view view = column_view(statement, at);
	return view.length ? arena_copy(arena, view) : SV("");
}

struct display_text column_display(sqlite3_stmt *statement, int at, struct arena *arena)
{
	struct string_view view = column_view(statement, at);
	if (!view.length)
		return DISPLAY_NONE;
	return display_stored(arena, arena_copy(arena, view));
}

instant column_instant(sqlite3_stmt *statement, int at)
{
	return sqlite3_column_type(statement, at) == SQLITE_NULL ? INSTANT_NONE
								 : sqlite3_column_int64(statement, at);
}

int64_t column_integer(sqlite3_stmt *statement, int at)
{
	return sqlite3_column_int64(statement, at);
}

int column_word(sqlite3_stmt *statement, int at, int count)
{
	int64_t value = sqlite3_column_int64(statement, at);
	return value >= 0 && value < count ? (int)value : 0;
}
