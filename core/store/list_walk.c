/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/store/reader_parts.h"

#define LIMIT_DEFAULT 100

size_t request_limit(const struct list_request *request)
{
	return request->limit ? request->limit : LIMIT_DEFAULT;
}

void rows_reverse(void *rows, size_t count, size_t size)
{
	char *low = rows;
	char *high = low + (count ? count - 1 : 0) * size;
	for (; low < high; low += size, high -= size)
		for (size_t i = 0; i < size; i++) {
			char kept = low[i];
			low[i] = high[i];
			high[i] = kept;
		}
}

/* As SQLite's NOCASE: ASCII letters as small ones, then by bytes. */
int list_text_compare(struct string_view a, struct string_view b)
{
	size_t length = MIN(a.length, b.length);
	for (size_t i = 0; i < length; i++) {
		int left = (uint8_t)a.data[i], right = (uint8_t)b.data[i];
		left += left >= 'A' && left <= 'Z' ? 'a' - 'A' : 0;
		right += right >= 'A' && right <= 'Z' ? 'a' - 'A' : 0;
		if (left != right)
			return left < right ? -1 : 1;
	}
	return (a.length > b.length) - (a.length < b.length);
}

int list_key_compare(const struct list_key *a, const struct list_key *b, bool text)
{
	int order = (a->number > b->number) - (a->number < b->number);
	if (text)
		order = list_text_compare(
			(struct string_view){a->text, a->length}, (struct string_view){b->text, b->length});
	return order ? order : (a->id > b->id) - (a->id < b->id);
}

static void bind_id(sqlite3_stmt *statement, int64_t id)
{
	/* The statement for what lies beyond knows no id. */
	if (sqlite3_bind_parameter_count(statement) > 1)
		bind_integer(statement, 2, id);
}

/* Before every row, or behind all: a BLOB sorts behind every text. */
static void bind_end(sqlite3_stmt *statement, bool text, bool first)
{
	if (!text)
		bind_integer(statement, 1, first ? INT64_MIN : INT64_MAX);
	else if (first)
		bind_text(statement, 1, SV(""));
	else
		bind_blob(statement, 1, SV(""));
	bind_id(statement, first ? INT64_MIN : INT64_MAX);
}

static void bind_anchor(sqlite3_stmt *statement, bool text, const struct list_request *request, bool up)
{
	const struct list_key *anchor = &request->anchor;
	int64_t id = anchor->id;
	/* The anchor's own row is wanted too: one step back. */
	if (request->from == LIST_AT && up && id > INT64_MIN)
		id--;
	if (request->from == LIST_AT && !up)
		id = id == INT64_MIN || id == INT64_MAX ? INT64_MAX : id + 1;
	if (text)
		bind_text(statement, 1, (struct string_view){anchor->text, anchor->length});
	else
		bind_integer(statement, 1, anchor->number);
	bind_id(statement, id);
}

/* Where a walk that begins at an end may start later, because the list's time is bounded and it goes by time.
 */
static bool bind_time_bound(
	sqlite3_stmt *statement, const struct list_request *request, bool up, bool by_time)
{
	if (!by_time || (up ? !request->since : !request->until))
		return false;
	bind_integer(statement, 1, up ? request->since : request->until);
	bind_id(statement, INT64_MIN);
	return true;
}

static void bind_start(
	sqlite3_stmt *ties, const struct list_walk *walk, const struct list_request *request, bool by_time)
{
	bool up = walk->forward != request->descending;
	if (request->from >= LIST_AFTER)
		bind_anchor(ties, walk->text, request, up);
	else if (!bind_time_bound(ties, request, up, by_time))
		bind_end(ties, walk->text, up);
}

bool walk_start(struct cache_reader *reader, const struct list_kind *kind, const struct list_request *request,
	struct list_walk *walk, struct error *err)
{
	bool of_meter = request->meter_no.length && kind->of_meter;
	int order = request->order >= 0 && request->order < kind->order_count ? request->order : 0;
	walk->forward = request->from != LIST_BEFORE && request->from != LIST_FROM_END;
	walk->text = !of_meter && (kind->text_orders >> order & 1);
	size_t sql = of_meter ? kind->of_meter : (size_t)kind->walk + 4 * (size_t)order;
	sql += walk->forward != request->descending ? WALK_UP : WALK_DOWN;
	walk->statement = database_statement(&reader->db, sql, err);
	walk->beyond = database_statement(&reader->db, sql + 1, err);
	if (!walk->statement || !walk->beyond)
		return false;
	sqlite3_stmt *const both[] = {walk->statement, walk->beyond};
	for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
		if (of_meter)
			bind_text(both[i], 3, request->meter_no);
		bind_start(both[i], walk, request, of_meter || order == kind->time_order);
	}
	return true;
}

int64_t walk_next(struct cache_reader *reader, struct list_walk *walk, struct error *err)
{
	int found = database_row(&reader->db, walk->statement, err);
	if (found == 0 && walk->beyond) {
		walk->statement = walk->beyond;
		walk->beyond = NULL;
		found = database_row(&reader->db, walk->statement, err);
	}
	return found == 1 ? column_integer(walk->statement, 1) : found;
}

struct list_key walk_key(const struct list_walk *walk)
{
	struct list_key key = {.id = column_integer(walk->statement, 1)};
	if (!walk->text) {
		key.number = column_integer(walk->statement, 0);
		return key;
	}
	struct string_view text = column_view(walk->statement, 0);
	key.length = (uint8_t)MIN(text.length, (size_t)LIST_KEY_TEXT_MAX);
	memcpy(key.text, text.data, key.length);
	return key;
}

void walk_end(struct list_walk *walk)
{
	if (walk->statement)
		sqlite3_reset(walk->statement);
	if (walk->beyond)
		sqlite3_reset(walk->beyond);
}

/* ---- a page of any list ---- */

struct list_page {
	struct cache_reader *reader;
	const struct list_kind *kind;
	const struct list_request *request;
	struct arena *arena;
	char *rows;
	size_t limit;
	struct list_result *result;
};

static bool row_wanted(const struct list_page *page, const void *row)
{
	const struct list_request *request = page->request;
	instant at = page->kind->time(row);
	if ((request->since && at < request->since) || (request->until && at >= request->until))
		return false;
	if (request->profile.length && !sv_equal(request->profile, page->kind->profile(row)))
		return false;
	return !request->filter || page->kind->matches(request->filter, row);
}

static bool is_plain(const struct list_request *request)
{
	return !request->since && !request->until && !request->profile.length && !request->filter;
}

/* 1: the row is in the page, 0: it is not wanted, -1: err. */
static int take_row(struct list_page *page, const struct list_key *key, struct error *err)
{
	char *row = page->rows + page->result->count * page->kind->row_size;
	if (!is_plain(page->request)) {
		arena_reset(&page->reader->scratch);
		int found = page->kind->fetch(page->reader, key->id, row, &page->reader->scratch, err);
		if (found != 1 || !row_wanted(page, row))
			return found < 0 ? -1 : 0;
	}
	int found = page->kind->fetch(page->reader, key->id, row, page->arena, err);
	if (found != 1)
		return found;
	page->kind->set_key(row, key);
	page->result->count++;
	return 1;
}

/* The walk goes by time and has left what is asked for. */
static bool is_past(const struct list_page *page, const struct list_walk *walk, const struct list_key *key)
{
	const struct list_request *request = page->request;
	bool of_meter = request->meter_no.length && page->kind->of_meter;
	if (walk->text || (!of_meter && request->order != page->kind->time_order))
		return false;
	bool up = walk->forward != request->descending;
	if (up)
		return request->until && key->number >= request->until;
	return request->since && key->number < request->since;
}

static bool fill(struct list_page *page, struct list_walk *walk, struct error *err)
{
	struct list_result *result = page->result;
	size_t seen = 0;
	int64_t id;
	while ((id = walk_next(page->reader, walk, err)) > 0) {
		struct list_key key = walk_key(walk);
		if (is_past(page, walk, &key))
			return true;
		result->partial = page->request->budget && seen++ == page->request->budget;
		result->more = result->partial || result->count == page->limit;
		if (result->more)
			return true;
		result->reached = key;
		if (take_row(page, &key, err) < 0)
			return false;
	}
	return id == 0;
}

bool list_read(struct cache_reader *reader, const struct list_kind *kind, const struct list_request *request,
	struct arena *arena, void **rows, struct list_result *result, struct error *err)
{
	*rows = NULL;
	*result = (struct list_result){0};
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY)
		return entry == READER_EMPTY;
	struct list_page page = {.reader = reader,
		.kind = kind,
		.request = request,
		.arena = arena,
		.limit = request_limit(request),
		.result = result};
	page.rows = arena_alloc_array(arena, page.limit, kind->row_size);
	struct list_walk walk = {0};
	bool good = walk_start(reader, kind, request, &walk, err) && fill(&page, &walk, err);
	walk_end(&walk);
	if (!good)
		return reader_failed(reader, err);
	if (!walk.forward)
		rows_reverse(page.rows, result->count, kind->row_size);
	*rows = page.rows;
	return true;
}
