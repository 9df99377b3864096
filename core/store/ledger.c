/* SPDX-License-Identifier: MIT */
#include "core/store/ledger.h"

#include <stdlib.h>

#include "core/base/string.h"
#include "core/model/facts.h"
#include "core/store/database.h"
#include "core/store/schema.h"

enum ledger_sql {
	LEDGER_BEGIN,
	LEDGER_COMMIT,
	LEDGER_ROLLBACK,
	LEDGER_ROSTER_FIND,
	LEDGER_ROSTER_INSERT,
	LEDGER_ROSTER_UPDATE,
	LEDGER_ROSTER_READ,
	LEDGER_ROSTER_VERSION,
	LEDGER_ROSTER_MOVED,
	LEDGER_SQL_COUNT
};

#define ROSTER_COLUMNS "meter_no, medium, customer_code, customer_name, address, type, device_id"

static const char *const ledger_sql[LEDGER_SQL_COUNT] = {
	[LEDGER_BEGIN] = "BEGIN IMMEDIATE",
	[LEDGER_COMMIT] = "COMMIT",
	[LEDGER_ROLLBACK] = "ROLLBACK",
	[LEDGER_ROSTER_FIND] = "SELECT id, imported_at FROM roster WHERE profile = ?1 AND meter_no = ?2",
	[LEDGER_ROSTER_INSERT] =
		"INSERT INTO roster(profile, meter_no, medium, customer_code, customer_name, address,"
		" type, device_id, imported_at, changed_at)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
	/* NULL is what the file did not say. */
	[LEDGER_ROSTER_UPDATE] =
		"UPDATE roster SET medium = coalesce(?3, medium), customer_code = coalesce(?4, "
		"customer_code),"
		" customer_name = coalesce(?5, customer_name), address = coalesce(?6, address),"
		" type = coalesce(?7, type), device_id = coalesce(?8, device_id), changed_at = ?9"
		" WHERE profile = ?1 AND meter_no = ?2 AND ((?3 IS NOT NULL AND ?3 IS NOT medium)"
		" OR (?4 IS NOT NULL AND ?4 IS NOT customer_code)"
		" OR (?5 IS NOT NULL AND ?5 IS NOT customer_name) OR (?6 IS NOT NULL AND ?6 IS NOT address)"
		" OR (?7 IS NOT NULL AND ?7 IS NOT type) OR (?8 IS NOT NULL AND ?8 IS NOT device_id))",
	[LEDGER_ROSTER_READ] = "SELECT " ROSTER_COLUMNS " FROM roster"
			       " WHERE profile = ?1 AND (?2 IS NULL OR changed_at > ?2) ORDER BY meter_no",
	[LEDGER_ROSTER_VERSION] = "SELECT version FROM roster_version WHERE id = 1",
	[LEDGER_ROSTER_MOVED] = "UPDATE roster_version SET version = version + 1 WHERE id = 1",
};

static const struct database_kind ledger_kind = {
	.what = "the ledger",
	.flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	.setup = "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA; PRAGMA foreign_keys=ON;"
		 "PRAGMA cache_size=-2000;",
	.sql = ledger_sql,
	.sql_count = LEDGER_SQL_COUNT,
	.busy_ms = 5000,
};

struct ledger {
	struct database db;
};

static bool ready(struct ledger *ledger, const struct store *store, struct error *err)
{
	enum schema_state state;
	if (!database_schema_state(&ledger->db, &ledger_schema, &state, err))
		return false;
	if (state == SCHEMA_READY)
		return true;
	struct string backup = {0};
	string_append_format(
		&backup, "%s.before-%zu", store_path(store, STORE_LEDGER), ledger_schema.version);
	bool good = database_migrate(&ledger->db, &ledger_schema, backup.data, err);
	string_free(&backup);
	if (good)
		return true;
	/* Another process may have made it in between. */
	return database_schema_state(&ledger->db, &ledger_schema, &state, NULL) && state == SCHEMA_READY;
}

struct ledger *ledger_open(const struct store *store, struct error *err)
{
	struct ledger *ledger = NEW(struct ledger);
	if (database_open(&ledger->db, store_path(store, STORE_LEDGER), &ledger_kind, err) &&
		ready(ledger, store, err))
		return ledger;
	ledger_close(ledger);
	return NULL;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	database_close(&ledger->db);
	free(ledger);
}

static bool run(struct ledger *ledger, enum ledger_sql sql, struct error *err)
{
	sqlite3_stmt *statement = database_statement(&ledger->db, sql, err);
	return statement && database_done(&ledger->db, statement, err);
}

/* ---- the roster ---- */

static void bind_optional(sqlite3_stmt *put, int at, struct string_view text)
{
	if (text.data)
		bind_text(put, at, text);
	else
		bind_null(put, at);
}

static void bind_roster(
	sqlite3_stmt *put, struct string_view profile, const struct roster_meter *meter, instant now)
{
	bind_text(put, 1, profile);
	bind_text(put, 2, meter->meter_no);
	if (meter->has_medium)
		bind_integer(put, 3, meter->medium);
	else
		bind_null(put, 3);
	bind_optional(put, 4, meter->customer_code);
	bind_optional(put, 5, meter->customer_name);
	bind_optional(put, 6, meter->address);
	bind_optional(put, 7, meter->type);
	bind_optional(put, 8, meter->device_id);
	bind_integer(put, 9, now);
}

static int find_roster(
	struct ledger *ledger, struct string_view profile, struct string_view meter_no, struct error *err)
{
	sqlite3_stmt *find = database_statement(&ledger->db, LEDGER_ROSTER_FIND, err);
	if (!find)
		return -1;
	bind_text(find, 1, profile);
	bind_text(find, 2, meter_no);
	int found = database_row(&ledger->db, find, err);
	sqlite3_reset(find);
	return found;
}

static bool put_roster(struct ledger *ledger, struct string_view profile, const struct roster_meter *meter,
	instant now, struct roster_counts *counts, struct error *err)
{
	int found = find_roster(ledger, profile, meter->meter_no, err);
	if (found < 0)
		return false;
	enum ledger_sql sql = found ? LEDGER_ROSTER_UPDATE : LEDGER_ROSTER_INSERT;
	sqlite3_stmt *put = database_statement(&ledger->db, sql, err);
	if (!put)
		return false;
	bind_roster(put, profile, meter, now);
	if (!database_done(&ledger->db, put, err))
		return false;
	bool changed = sqlite3_changes(ledger->db.handle) > 0;
	counts->inserted += !found;
	counts->updated += found && changed;
	counts->unchanged += found && !changed;
	return true;
}

struct numbered {
	struct string_view number;
	size_t row;
};

static int compare_numbers(const void *left, const void *right)
{
	const struct numbered *a = left, *b = right;
	int order = sv_compare(a->number, b->number);
	return order ? order : (a->row > b->row) - (a->row < b->row);
}

static bool check_numbers(const struct roster_meter *meters, size_t count, struct error *err)
{
	struct numbered *sorted = NEW_ARRAY(struct numbered, count);
	bool good = true;
	for (size_t i = 0; good && i < count; i++) {
		sorted[i] = (struct numbered){meters[i].meter_no, i + 1};
		if (!sv_is_identifier(meters[i].meter_no, METER_NO_MAX))
			good = error_set(err, ERROR_MALFORMED,
				"row %zu: the meter's number has to be 1 to %d letters "
				"and digits without spaces",
				i + 1, METER_NO_MAX);
	}
	if (good)
		qsort(sorted, count, sizeof(*sorted), compare_numbers);
	for (size_t i = 1; good && i < count; i++)
		if (sv_equal(sorted[i].number, sorted[i - 1].number))
			good = error_set(err, ERROR_MALFORMED,
				"row %zu: meter %.*s stands in row %zu already", sorted[i].row,
				SV_ARG(sorted[i].number), sorted[i - 1].row);
	free(sorted);
	return good;
}

static bool import_all(struct ledger *ledger, struct string_view profile, const struct roster_meter *meters,
	size_t count, instant now, struct roster_counts *counts, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (!put_roster(ledger, profile, &meters[i], now, counts, err))
			return false;
	if (counts->inserted + counts->updated && !run(ledger, LEDGER_ROSTER_MOVED, err))
		return false;
	return run(ledger, LEDGER_COMMIT, err);
}

bool ledger_import_roster(struct ledger *ledger, struct string_view profile,
	const struct roster_meter *meters, size_t count, instant now, struct roster_counts *counts,
	struct error *err)
{
	*counts = (struct roster_counts){0};
	if (!check_numbers(meters, count, err) || !run(ledger, LEDGER_BEGIN, err))
		return false;
	if (import_all(ledger, profile, meters, count, now, counts, err))
		return true;
	if (!sqlite3_get_autocommit(ledger->db.handle))
		run(ledger, LEDGER_ROLLBACK, NULL);
	*counts = (struct roster_counts){0};
	return false;
}

static struct string_view column_optional(sqlite3_stmt *get, int at)
{
	return sqlite3_column_type(get, at) == SQLITE_NULL ? SV_NONE : column_view(get, at);
}

bool ledger_read_roster(struct ledger *ledger, struct string_view profile, instant since,
	bool (*each)(void *context, const struct roster_meter *meter), void *context, struct error *err)
{
	sqlite3_stmt *get = database_statement(&ledger->db, LEDGER_ROSTER_READ, err);
	if (!get)
		return false;
	bind_text(get, 1, profile);
	bind_instant(get, 2, since);
	int found;
	while ((found = database_row(&ledger->db, get, err)) == 1) {
		struct roster_meter meter = {
			.meter_no = column_view(get, 0),
			.has_medium = sqlite3_column_type(get, 1) != SQLITE_NULL,
			.medium = (enum medium)column_word(get, 1, MEDIUM_COUNT),
			.customer_code = column_optional(get, 2),
			.customer_name = column_optional(get, 3),
			.address = column_optional(get, 4),
			.type = column_optional(get, 5),
			.device_id = column_optional(get, 6),
		};
		if (!each(context, &meter))
			break;
	}
	sqlite3_reset(get);
	return found >= 0;
}

bool ledger_roster_version(struct ledger *ledger, int64_t *version, struct error *err)
{
	sqlite3_stmt *get = database_statement(&ledger->db, LEDGER_ROSTER_VERSION, err);
	*version = 0;
	if (!get)
		return false;
	int found = database_row(&ledger->db, get, err);
	if (found == 1)
		*version = column_integer(get, 0);
	sqlite3_reset(get);
	return found >= 0;
}
