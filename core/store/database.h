/* SPDX-License-Identifier: MIT */
#pragma once
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/display_text.h"
#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/memory.h"
#include "core/base/string_view.h"

/*
 * Inside core/store only: one SQLite connection with its prepared statements. All SQL is constant: a
 * connection is opened with a table of texts, and a statement is named by its place in it.
 */
struct database {
	sqlite3 *handle; /* NULL: not open */
	const char *what;
	const char *const *sql;
	size_t sql_count;
	sqlite3_stmt **statements;
	bool damaged; /* SQLite met a damaged page, or the file is no database */
};

struct database_kind {
	const char *what;  /* "the cache", in error messages */
	int flags;         /* of sqlite3_open_v2() */
	const char *setup; /* pragmas */
	const char *const *sql;
	size_t sql_count;
	int busy_ms;
};
bool database_open(
	struct database *database, const char *path, const struct database_kind *kind, struct error *err);
void database_close(struct database *database);
/* A constant script without results. */
bool database_run(struct database *database, const char *script, struct error *err);
/* The first column of the first row of a constant query; 0 when there is none. */
bool database_integer(struct database *database, const char *query, int64_t *out, struct error *err);
/* Ready to be bound. NULL with err set when it cannot be prepared. */
sqlite3_stmt *database_statement(struct database *database, size_t id, struct error *err);
/* 1: a row, 0: none is left (and the statement is reset), -1: err is set (and reset). */
int database_row(struct database *database, sqlite3_stmt *statement, struct error *err);
/* Runs a statement without results to its end and resets it. */
bool database_done(struct database *database, sqlite3_stmt *statement, struct error *err);
/* Says what SQLite says and notes damage. Always false. */
bool database_fail(struct database *database, int code, struct error *err);

/* Row n brings a database from version n to n + 1; each script ends by setting its own user_version. */
struct migration {
	const char *script;
};
struct schema {
	int32_t application_id;
	const struct migration *migrations;
	size_t version; /* how many there are */
};
enum schema_state { SCHEMA_READY, SCHEMA_OLDER, SCHEMA_NEWER, SCHEMA_FOREIGN, SCHEMA_EMPTY };
bool database_schema_state(
	struct database *database, const struct schema *schema, enum schema_state *state, struct error *err);
/*
 * Brings it to the newest version, one transaction a step. With `backup`, a database that holds something is
 * copied there first. A newer one is refused.
 */
bool database_migrate(
	struct database *database, const struct schema *schema, const char *backup, struct error *err);

void bind_integer(sqlite3_stmt *statement, int at, int64_t value);
void bind_null(sqlite3_stmt *statement, int at);
void bind_instant(sqlite3_stmt *statement, int at, instant value);        /* INSTANT_NONE is NULL */
void bind_text(sqlite3_stmt *statement, int at, struct string_view text); /* borrowed; SV_NONE is '' */
void bind_display(sqlite3_stmt *statement, int at, struct display_text text);
void bind_blob(sqlite3_stmt *statement, int at, struct string_view bytes); /* borrowed */
struct string_view column_view(sqlite3_stmt *statement, int at);           /* until the next step */
struct string_view column_copy(sqlite3_stmt *statement, int at, struct arena *arena);
struct display_text column_display(sqlite3_stmt *statement, int at, struct arena *arena);
instant column_instant(sqlite3_stmt *statement, int at); /* NULL is INSTANT_NONE */
int64_t column_integer(sqlite3_stmt *statement, int at);
/* Clamped into 0 .. count - 1, 0 otherwise: a number of an enumeration that a damaged row may hold. */
int column_word(sqlite3_stmt *statement, int at, int count);
