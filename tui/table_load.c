/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/attributes.h"
#include "tui/table_private.h"

/* Screens that the window reaches beyond the cursor, each way. */
#define SCREENS_BEFORE 2
#define SCREENS_BEHIND 3

static bool read_page(struct table *table, const struct table_place *place, bool backward, size_t limit,
	struct table_page *page, struct error *err)
{
	struct table_request request = {
		.order = table->order,
		.anchor = place->anchor,
		.inclusive = place->anchor && !backward,
		.backward = backward,
		.limit = limit,
	};
	page->arena = &table->arenas[1 - table->current];
	if (!table->source.page(table->source.context, &request, page, err))
		return false;
	page->count = MIN(page->count, limit);
	return true;
}

static void join(struct table *table, const struct table_page *before, const struct table_page *behind)
{
	struct arena *arena = &table->arenas[1 - table->current];
	size_t count = before->count + behind->count;
	struct table_row *rows = arena_alloc_array(arena, count, sizeof(*rows));
	if (before->count)
		memcpy(rows, before->rows, before->count * sizeof(*rows));
	if (behind->count)
		memcpy(rows + before->count, behind->rows, behind->count * sizeof(*rows));
	table->rows = rows;
	table->count = count;
}

static void take_total(struct table *table)
{
	table->total = (struct table_total){0};
	if (table->source.total)
		table->total = table->source.total(table->source.context);
	if (table->at_start && table->at_end) {
		table->total.kind = TOTAL_EXACT;
		table->total.rows = table->count;
	}
}

/* `position` is the cursor's, as it was known before. */
static void place_position(struct table *table, uint64_t position)
{
	if (table->at_start) {
		table->before = 0;
		table->position_known = true;
	} else if (table->at_end && table->total.kind == TOTAL_EXACT && table->total.rows >= table->count) {
		table->before = table->total.rows - table->count;
		table->position_known = true;
	} else if (table->position_known && position >= table->cursor) {
		table->before = position - table->cursor;
	} else {
		table->position_known = false;
	}
}

void table_scroll(struct table *table)
{
	size_t body = (size_t)table_body(table);
	if (table->cursor < table->top)
		table->top = table->cursor;
	if (table->cursor >= table->top + body)
		table->top = table->cursor - body + 1;
	/* No blank lines below the last row while there are rows above. */
	if (table->at_end && table->top + body > table->count)
		table->top = table->count > body ? table->count - body : 0;
}

static void place_cursor(struct table *table, const struct table_place *place, size_t anchor)
{
	table->cursor = table->count ? MIN(anchor, table->count - 1) : 0;
	for (size_t i = 0; place->has_id && i < table->count; i++) {
		if (table->rows[i].id == place->id)
			table->cursor = i;
	}
	size_t line = (size_t)MAX(place->line, 0);
	table->top = table->cursor > line ? table->cursor - line : 0;
	table_scroll(table);
}

static bool read_window(struct table *table, const struct table_place *place, struct table_page *before,
	struct table_page *behind, struct error *err)
{
	size_t body = (size_t)table_body(table), before_limit = SCREENS_BEFORE * body;
	size_t behind_limit = SCREENS_BEHIND * body;
	if (!place->anchor) {
		struct table_page *page = place->backward ? before : behind;
		if (!read_page(table, place, place->backward, behind_limit, page, err))
			return false;
		bool all = page->count < behind_limit;
		table->at_start = all || !place->backward;
		table->at_end = all || place->backward;
		return true;
	}
	if (!read_page(table, place, true, before_limit, before, err) ||
		!read_page(table, place, false, behind_limit, behind, err))
		return false;
	table->at_start = before->count < before_limit;
	table->at_end = behind->count < behind_limit;
	return true;
}

bool table_load(struct table *table, const struct table_place *place, struct error *err)
{
	struct table_page before = {0}, behind = {0};
	bool at_start = table->at_start, at_end = table->at_end;
	uint64_t position = table->before + table->cursor;
	error_clear(&table->error);
	arena_reset(&table->arenas[1 - table->current]);
	if (!read_window(table, place, &before, &behind, &table->error)) {
		table->at_start = at_start;
		table->at_end = at_end;
		return error_set(err, table->error.code, "%s", table->error.message);
	}
	join(table, &before, &behind);
	place_cursor(table, place, before.count);
	take_total(table);
	place_position(table, position);
	arena_reset(&table->arenas[table->current]);
	table->current = 1 - table->current;
	return true;
}

bool table_load_here(struct table *table, struct error *err)
{
	const struct table_row *selected = table_selected(table);
	struct table_place place = {0};
	struct table_key key;
	if (selected) {
		key = selected->key;
		place.anchor = &key;
		place.id = selected->id;
		place.has_id = true;
		place.line = (int)(table->cursor - table->top);
	}
	return table_load(table, &place, err);
}

/* What rows said before, to see what changed; the rows themselves go with their arena. */
struct snapshot {
	struct table_row *rows;
	size_t count;
	struct arena arena;
};

static struct snapshot take_snapshot(const struct table *table)
{
	struct snapshot snapshot = {.count = table->count};
	snapshot.rows = arena_alloc_array(&snapshot.arena, table->count, sizeof(*snapshot.rows));
	if (table->count)
		memcpy(snapshot.rows, table->rows, table->count * sizeof(*snapshot.rows));
	return snapshot;
}

static int64_t settle_end(const struct table *table)
{
	return table->moved_at + (table->settings.settle ? table->settings.settle : TABLE_SETTLE);
}

/* What the rows say is read anew; they stay where they are. */
static bool refresh_in_place(struct table *table, int64_t now, struct error *err)
{
	struct snapshot old = take_snapshot(table);
	struct arena *arena = &table->arenas[1 - table->current];
	struct table_page page = {.arena = arena};
	arena_reset(arena);
	int64_t *ids = arena_alloc_array(arena, table->count, sizeof(*ids));
	for (size_t i = 0; i < table->count; i++)
		ids[i] = table->rows[i].id;
	bool read = table->source.rows(table->source.context, ids, table->count, &page, &table->error);
	if (read && page.count == table->count) {
		/* A row that is gone stays as it was: its data is in the old arena, so all is kept until the
		 * re-sort. */
		bool whole = true;
		for (size_t i = 0; i < page.count; i++)
			whole &= page.rows[i].data != NULL;
		if (whole) {
			for (size_t i = 0; i < page.count; i++) {
				page.rows[i].key = table->rows[i].key;
				page.rows[i].id = table->rows[i].id;
			}
			table->rows = page.rows;
			table_flash_changes(table, old.rows, old.count, now);
			arena_reset(&table->arenas[table->current]);
			table->current = 1 - table->current;
		}
	}
	arena_free(&old.arena);
	return read || error_set(err, table->error.code, "%s", table->error.message);
}

static bool refresh_all(struct table *table, int64_t now, struct error *err)
{
	const struct table_row *selected = table_selected(table);
	struct table_key key;
	struct table_place place = {0};
	struct snapshot old = take_snapshot(table);
	if (selected) {
		key = selected->key;
		place = (struct table_place){.anchor = &key, .id = selected->id, .has_id = true};
		place.line = (int)(table->cursor - table->top);
		if (table->source.locate) /* it may stand elsewhere now; when it is gone, its old place counts
					   */
			table->source.locate(table->source.context, selected->id, table->order, &key);
	}
	bool loaded = table_load(table, &place, err);
	if (loaded)
		table_flash_changes(table, old.rows, old.count, now);
	arena_free(&old.arena);
	return loaded;
}

bool table_refresh(struct table *table, int64_t now, struct error *err)
{
	bool settling = table->has_moved && now < settle_end(table) && table->count > 0;
	if (!settling) {
		table->due = -1;
		return refresh_all(table, now, err);
	}
	table->due = settle_end(table);
	return !table->source.rows || refresh_in_place(table, now, err);
}

bool table_reload(struct table *table, int64_t now, struct error *err)
{
	const struct table_row *selected = table_selected(table);
	struct table_key key;
	struct table_place place = {0};
	(void)now;
	table->due = -1;
	table->position_known = false;
	if (selected && table->source.locate &&
		table->source.locate(table->source.context, selected->id, table->order, &key)) {
		place = (struct table_place){.anchor = &key, .id = selected->id, .has_id = true};
		place.line = (int)(table->cursor - table->top);
	}
	return table_load(table, &place, err);
}

void table_flash_changes(struct table *table, const struct table_row *before, size_t count, int64_t now)
{
	for (size_t i = 0; i < table->count && table->flash_count < TABLE_FLASHES_MAX; i++) {
		const struct table_row *row = &table->rows[i];
		/* Mostly nothing moved, so the same place is tried first. */
		size_t at = i < count && before[i].id == row->id ? i : 0;
		while (at < count && before[at].id != row->id)
			at++;
		if (row->digest && at < count && before[at].digest && before[at].digest != row->digest)
			table->flashes[table->flash_count++] =
				(struct table_flash){row->id, now + TABLE_FLASH};
	}
}

bool table_flashes(const struct table *table, int64_t id, int64_t now)
{
	for (size_t i = 0; i < table->flash_count; i++) {
		if (table->flashes[i].id == id && table->flashes[i].until > now)
			return true;
	}
	return false;
}

int64_t table_due(const struct table *table)
{
	int64_t due = table->due;
	for (size_t i = 0; i < table->flash_count; i++) {
		if (due < 0 || table->flashes[i].until < due)
			due = table->flashes[i].until;
	}
	return due;
}

bool table_tick(struct table *table, int64_t now, struct error *err)
{
	size_t kept = 0, count = table->flash_count;
	for (size_t i = 0; i < count; i++) {
		if (table->flashes[i].until > now)
			table->flashes[kept++] = table->flashes[i];
	}
	table->flash_count = kept;
	if (table->due < 0 || now < table->due)
		return kept != count;
	table->due = -1;
	table->has_moved = false;
	refresh_all(table, now, err);
	return true;
}
