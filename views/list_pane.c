/* SPDX-License-Identifier: MIT */
#include "views/list_pane.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"

_Static_assert(sizeof(struct list_key) <= TABLE_KEY_MAX, "the table keeps the store's keys");

static void put_key(struct table_key *to, const struct list_key *from)
{
	to->length = (uint8_t)sizeof(*from);
	memcpy(to->bytes, from, sizeof(*from));
}

static struct list_key get_key(const struct table_key *from)
{
	struct list_key key;
	memcpy(&key, from->bytes, sizeof(key));
	return key;
}

static int store_order(const struct list_pane *pane, struct table_order order)
{
	return order.sort == TABLE_UNSORTED ? pane->kind->unsorted : order.sort;
}

static instant midnight(const struct desk *desk)
{
	struct civil_time day = civil_from_instant(desk->now, desk->zone);
	instant start = desk->now;
	day.hour = day.minute = day.second = day.millisecond = 0;
	instant_from_civil(&day, desk->zone, &start);
	return start;
}

static const struct list_preset *preset_of(const struct list_pane *pane)
{
	return pane->preset < pane->kind->preset_count ? &pane->kind->presets[pane->preset] : NULL;
}

static void take_row(const struct list_pane *pane, const void *data, struct table_row *out)
{
	struct list_row_head head;
	memcpy(&head, data, sizeof(head));
	out->id = head.id;
	out->data = data;
	out->digest = pane->kind->digest ? pane->kind->digest(data) : 0;
	put_key(&out->key, &head.key);
}

static bool source_page(
	void *context, const struct table_request *request, struct table_page *out, struct error *err)
{
	struct list_pane *pane = context;
	const struct list_preset *preset = preset_of(pane);
	struct list_request wanted = {
		.order = store_order(pane, request->order),
		.descending = request->order.descending,
		.from = request->backward ? LIST_FROM_END : LIST_FROM_START,
		.limit = request->limit,
		.filter = filter_is_empty(&pane->filter) ? NULL : &pane->filter,
		.budget = filter_is_empty(&pane->filter) ? 0 : LIST_PANE_BUDGET,
		.since = preset && preset->today ? midnight(pane->desk) : 0,
	};
	struct list_result result = {0};
	const void *rows = NULL;
	if (request->anchor) {
		wanted.anchor = get_key(request->anchor);
		wanted.from = request->backward ? LIST_BEFORE : request->inclusive ? LIST_AT : LIST_AFTER;
	}
	if (!pane->kind->page(pane, &wanted, out->arena, &rows, &result, err))
		return false;
	pane->cut_short = result.partial;
	out->rows = arena_alloc_array(out->arena, result.count, sizeof(*out->rows));
	out->count = result.count;
	for (size_t i = 0; i < result.count; i++)
		take_row(pane, (const char *)rows + i * pane->kind->row_size, &out->rows[i]);
	return true;
}

static bool source_locate(void *context, int64_t id, struct table_order order, struct table_key *out)
{
	struct list_pane *pane = context;
	struct arena arena = {0};
	void *row = arena_alloc(&arena, pane->kind->row_size);
	bool found = pane->kind->find(pane, id, store_order(pane, order), &arena, row, NULL);
	if (found) {
		struct list_row_head head;
		memcpy(&head, row, sizeof(head));
		put_key(out, &head.key);
	}
	arena_free(&arena);
	return found;
}

static bool source_rows(
	void *context, const int64_t *ids, size_t count, struct table_page *out, struct error *err)
{
	struct list_pane *pane = context;
	int order = store_order(pane, table_order(pane->table));
	out->rows = arena_alloc_array(out->arena, count, sizeof(*out->rows));
	out->count = count;
	for (size_t i = 0; i < count; i++) {
		struct error missing = {0};
		void *row = arena_alloc(out->arena, pane->kind->row_size);
		if (pane->kind->find(pane, ids[i], order, out->arena, row, &missing))
			take_row(pane, row, &out->rows[i]);
		else if (missing.code != ERROR_NOT_FOUND)
			return error_set(err, missing.code, "%s", missing.message);
	}
	return true;
}

static struct table_total source_total(void *context)
{
	struct list_pane *pane = context;
	struct table_total total = {.kind = TOTAL_UNKNOWN};
	pane->known_total = pane->kind->total ? pane->kind->total(pane) : -1;
	if (pane->known_total >= 0)
		total.of = (uint64_t)pane->known_total;
	if (!list_pane_is_filtered(pane) && pane->known_total >= 0) {
		total.kind = TOTAL_EXACT;
		total.rows = total.of;
	} else if (pane->kind->matches) {
		struct table_total matches = pane->kind->matches(pane);
		total.kind = matches.kind;
		total.rows = matches.rows;
	}
	return total;
}

bool list_pane_is_filtered(const struct list_pane *pane)
{
	const struct list_preset *preset = preset_of(pane);
	return !filter_is_empty(&pane->filter) || (preset && preset->today);
}

/* The preset's filter and what was typed, parsed as one. */
static bool parse_filter(
	const struct list_pane *pane, struct string_view typed, struct filter *out, struct error *err)
{
	const struct list_preset *preset = preset_of(pane);
	struct string text = {0};
	if (preset && preset->filter)
		string_append_format(&text, "%s ", preset->filter);
	string_append_view(&text, typed);
	bool parsed = filter_parse(pane->kind->filter, string_view(&text), out, err);
	string_free(&text);
	return parsed;
}

static void apply_settings(struct list_pane *pane)
{
	struct table_settings settings = {.empty = pane->kind->empty, .empty_hint = pane->kind->empty_hint};
	if (pane->field.text.length > 0) {
		settings.empty = "Nothing matches what was typed.";
		settings.empty_hint = "Escape clears the filter.";
	} else if (pane->preset > 0) {
		settings.empty = "Nothing of this kind.";
		settings.empty_hint = "f shows another choice.";
	}
	table_set(pane->table, &settings);
}

void list_pane_init(struct list_pane *pane, const struct list_kind *kind, struct desk *desk)
{
	const struct table_source source = {
		.page = source_page,
		.locate = kind->find ? source_locate : NULL,
		.total = source_total,
		.rows = kind->find ? source_rows : NULL,
		.context = pane,
	};
	pane->kind = kind;
	pane->desk = desk;
	pane->known_total = -1;
	pane->table = table_new(kind->columns, kind->column_count, &source, pane);
	field_init(&pane->field, FILTER_TEXT_MAX - 64, kind->placeholder);
	parse_filter(pane, SV(""), &pane->filter, NULL);
	apply_settings(pane);
}

void list_pane_release(struct list_pane *pane)
{
	table_free(pane->table);
	field_free(&pane->field);
	string_free(&pane->typed_before);
}

void list_pane_free(void *self)
{
	list_pane_release(self);
	free(self);
}

struct list_pane *list_pane_itself(void *self)
{
	return self;
}

const void *list_pane_selected(const struct list_pane *pane)
{
	const struct table_row *row = table_selected(pane->table);
	return row ? row->data : NULL;
}

/* Tells the kind when the cursor came to another row, by moving or because rows went. */
static void note_selected(struct list_pane *pane)
{
	const struct table_row *row = table_selected(pane->table);
	int64_t id = row ? row->id : 0;
	if (id == pane->selected_id)
		return;
	pane->selected_id = id;
	if (pane->kind->selected)
		pane->kind->selected(pane);
}

bool list_pane_refresh(void *self, struct error *err)
{
	struct list_pane *pane = self;
	int64_t now = desk_time(pane->desk);
	bool read;
	if (pane->loaded) {
		read = table_refresh(pane->table, now, err);
		if (read && !pane->touched)
			read = table_move(pane->table, TABLE_HOME, now - 60 * SECOND, err);
	} else {
		read = table_sort(pane->table, pane->kind->initial, now - 60 * SECOND, err);
		pane->loaded = read;
	}
	note_selected(pane);
	return read;
}

unsigned list_pane_reload(struct list_pane *pane)
{
	struct error err = {0};
	apply_settings(pane);
	if (pane->kind->filter_changed)
		pane->kind->filter_changed(pane);
	if (!table_reload(pane->table, desk_time(pane->desk), &err))
		return desk_failed(pane->desk, &err);
	note_selected(pane);
	return OUTCOME_PAINT;
}

/* What was typed changed: it counts at once, unless it is not a filter yet. */
static unsigned typed(struct list_pane *pane)
{
	struct filter filter;
	error_clear(&pane->filter_error);
	if (!parse_filter(pane, field_text(&pane->field), &filter, &pane->filter_error) ||
		filter_same(&filter, &pane->filter))
		return OUTCOME_PAINT;
	pane->filter = filter;
	return list_pane_reload(pane);
}

unsigned list_pane_filter_start(struct list_pane *pane)
{
	string_set(&pane->typed_before, field_text(&pane->field));
	pane->typing = true;
	return OUTCOME_PAINT | OUTCOME_RELAYOUT;
}

static unsigned filter_stop(struct list_pane *pane, bool keep)
{
	pane->typing = false;
	if (keep) {
		field_remember(&pane->field);
		return OUTCOME_PAINT | OUTCOME_RELAYOUT;
	}
	field_set(&pane->field, string_view(&pane->typed_before));
	return typed(pane) | OUTCOME_RELAYOUT;
}

unsigned list_pane_filter_set(struct list_pane *pane, struct string_view text, struct error *err)
{
	struct filter filter;
	if (!parse_filter(pane, text, &filter, err))
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	field_set(&pane->field, text);
	return typed(pane) | OUTCOME_RELAYOUT;
}

unsigned list_pane_preset(struct list_pane *pane, struct string_view name, struct error *err)
{
	const struct list_kind *kind = pane->kind;
	const char *names[16];
	size_t found = (pane->preset + 1) % MAX(kind->preset_count, 1);
	if (kind->preset_count == 0)
		return OUTCOME_IGNORED;
	for (size_t i = 0; i < kind->preset_count && name.length > 0; i++) {
		names[i] = kind->presets[i].name;
		found = i == 0 ? kind->preset_count : found;
	}
	for (size_t i = 0; i < kind->preset_count && name.length > 0; i++)
		found = sv_equal_text(name, kind->presets[i].name) ? i : found;
	if (found == kind->preset_count) {
		const char *nearest = sv_nearest(name, names, kind->preset_count);
		error_set(err, ERROR_USAGE, "nothing to show by the name '%.*s', did you mean '%s'?",
			SV_ARG(name), nearest ? nearest : names[0]);
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	}
	pane->preset = found;
	parse_filter(pane, field_text(&pane->field), &pane->filter, NULL);
	return list_pane_reload(pane);
}

unsigned list_pane_key(void *self, const struct key_event *event)
{
	struct list_pane *pane = self;
	if (!pane->typing)
		return OUTCOME_IGNORED;
	if (event->kind == EVENT_KEY && event->key.code == KEY_CODE_ENTER)
		return filter_stop(pane, true);
	if (event->kind == EVENT_KEY && event->key.code == KEY_CODE_ESCAPE)
		return filter_stop(pane, false);
	if (event->kind == EVENT_KEY && (event->key.code == KEY_CODE_UP || event->key.code == KEY_CODE_DOWN))
		return list_pane_move(pane, event->key.code == KEY_CODE_UP ? TABLE_UP : TABLE_DOWN);
	unsigned outcome = field_key(&pane->field, event);
	return outcome == OUTCOME_IGNORED ? outcome : typed(pane);
}

unsigned list_pane_move(void *self, enum table_motion motion)
{
	struct list_pane *pane = self;
	struct error err = {0};
	pane->touched = true;
	if (!table_move(pane->table, motion, desk_time(pane->desk), &err))
		return desk_failed(pane->desk, &err);
	note_selected(pane);
	return OUTCOME_PAINT;
}

unsigned list_pane_open(void *self)
{
	struct list_pane *pane = self;
	const void *row = list_pane_selected(pane);
	pane->touched = true;
	return row && pane->kind->open ? pane->kind->open(pane, row) : OUTCOME_IGNORED;
}

/* Escape takes back one thing at a time: the filter, then the marks. */
unsigned list_pane_back(void *self)
{
	struct list_pane *pane = self;
	uint64_t marked;
	if (pane->field.text.length > 0) {
		field_clear(&pane->field);
		return typed(pane) | OUTCOME_RELAYOUT;
	}
	if (!table_marked_count(pane->table, &marked) || marked > 0) {
		table_mark_none(pane->table);
		return OUTCOME_PAINT;
	}
	return OUTCOME_IGNORED;
}

bool list_pane_subject(const void *self, struct view_subject *out)
{
	const struct list_pane *pane = self;
	const void *row = list_pane_selected(pane);
	return row && pane->kind->subject && pane->kind->subject(row, out);
}

struct display_text list_pane_copy(const void *self, struct arena *arena)
{
	const struct list_pane *pane = self;
	const void *row = list_pane_selected(pane);
	return row && pane->kind->copy ? pane->kind->copy(row, arena) : DISPLAY_NONE;
}

int64_t list_pane_due(const void *self)
{
	const struct list_pane *pane = self;
	return table_due(pane->table);
}

bool list_pane_tick(void *self, int64_t now)
{
	struct list_pane *pane = self;
	bool changed = table_tick(pane->table, now, NULL);
	note_selected(pane);
	return changed;
}
