/* SPDX-License-Identifier: MIT */
#include "views/meters.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/store/search.h"
#include "tui/chart.h"
#include "views/days.h"
#include "views/detail.h"
#include "views/list_pane.h"
#include "views/roles.h"
#include "views/shell.h"
#include "views/words.h"

/* What one step of the background work takes, a few milliseconds each. */
#define INDEX_STEP  8000
#define SEARCH_STEP 100000
#define DAYS_STEP   4

struct meters_view {
	struct list_pane list; /* first: the list's functions take it for the view */
	struct search_index *index;
	struct search *search;
	bool index_complete;
	struct days_cache days;
	bool wide; /* the seven days are shown */
};

static struct meters_view *of_list(struct list_pane *pane)
{
	return CONTAINER_OF(pane, struct meters_view, list);
}

static bool is_searching(const struct meters_view *view)
{
	return view->search && !filter_is_empty(&view->list.filter);
}

/* ---- columns ---- */

static void cell_online(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct meter_row *row = data;
	out->role = role_of_online(row->online);
	out->text = display_literal(words_online_sign(row->online, paint->ascii));
}

static void cell_meter(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct meter_row *)data)->meter_no);
}

static void cell_medium(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	(void)paint;
	out->text = display_literal(words_medium(((const struct meter_row *)data)->medium));
}

static void cell_customer(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct meter_row *row = data;
	(void)paint;
	out->text = row->customer_name.length ? row->customer_name : words_or_dash(row->customer_code);
}

static void cell_address(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	(void)paint;
	out->text = words_or_dash(((const struct meter_row *)data)->address);
}

static void cell_reading(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct meter_row *row = data;
	out->text = words_register(paint->arena, row->has_reading, row->reading, row->medium);
	out->role = !row->has_reading ? ROLE_DIM : paint->changed ? ROLE_CHANGED : ROLE_TEXT;
}

static void cell_days(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct meters_view *view = of_list(paint->context);
	const struct days_entry *days = days_find(&view->days, data);
	if (days && days->known)
		out->text = sparkline(paint->arena, days->values, DAYS_COUNT, paint->width, paint->ascii);
	out->role = ROLE_CHART_LINE;
}

static void cell_valve(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct meter_row *row = data;
	(void)paint;
	out->text = row->valve == VALVE_NONE      ? display_literal("–")
		    : row->valve == VALVE_UNKNOWN ? TEXT("?")
						  : display_literal(valve_word(row->valve));
	out->role = role_of_valve(row->valve);
}

static void cell_age(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct meter_row *row = data;
	const struct list_pane *pane = paint->context;
	out->text = words_age(paint->arena, pane->desk->now, row->reading_at);
	out->role = words_age_role(pane->desk->now, row->reading_at);
}

static void cell_platform(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct meter_row *)data)->profile);
	out->role = ROLE_DIM;
}

static void cell_type(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	(void)paint;
	out->text = words_or_dash(((const struct meter_row *)data)->type);
	out->role = ROLE_DIM;
}

static const struct table_column columns[] = {
	{.id = "meter",
		.title = "METER",
		.minimum = 14,
		.maximum = 16,
		.weight = 1,
		.sort = METER_BY_NUMBER,
		.accent = true,
		.cell = cell_meter},
	/* Behind the number: a cursor that moves rewrites what lies between the bar and the accent. */
	{.id = "online",
		.title = "",
		.minimum = 1,
		.maximum = 1,
		.sort = METER_BY_ONLINE,
		.cell = cell_online},
	{.id = "medium",
		.title = "MEDIUM",
		.maximum = 6,
		.priority = 3,
		.sort = TABLE_UNSORTED,
		.cell = cell_medium},
	{.id = "customer",
		.title = "CUSTOMER",
		.minimum = 10,
		.maximum = 24,
		.weight = 2,
		.priority = 2,
		.sort = METER_BY_CUSTOMER_NAME,
		.cell = cell_customer},
	{.id = "address",
		.title = "ADDRESS",
		.minimum = 12,
		.maximum = 40,
		.weight = 4,
		.priority = 6,
		.sort = METER_BY_ADDRESS,
		.cell = cell_address},
	{.id = "type",
		.title = "TYPE",
		.minimum = 12,
		.maximum = 24,
		.weight = 1,
		.priority = 9,
		.sort = TABLE_UNSORTED,
		.cell = cell_type},
	{.id = "reading",
		.title = "READING",
		.minimum = 13,
		.maximum = 16,
		.weight = 1,
		.align = ALIGN_RIGHT,
		.sort = METER_BY_READING,
		.cell = cell_reading},
	{.id = "days",
		.title = "7 DAYS",
		.minimum = 7,
		.maximum = 7,
		.priority = 5,
		.sort = TABLE_UNSORTED,
		.cell = cell_days},
	{.id = "valve",
		.title = "VALVE",
		.minimum = 6,
		.maximum = 8,
		.priority = 1,
		.sort = METER_BY_VALVE,
		.cell = cell_valve},
	{.id = "age",
		.title = "AGE",
		.minimum = 5,
		.maximum = 5,
		.priority = 1,
		.align = ALIGN_RIGHT,
		.sort = METER_BY_READING_AT,
		.cell = cell_age},
	{.id = "platform",
		.title = "PLATFORM",
		.minimum = 10,
		.maximum = 16,
		.priority = 8,
		.sort = TABLE_UNSORTED,
		.cell = cell_platform},
};

/* ---- rows ---- */

static bool page(struct list_pane *pane, const struct list_request *request, struct arena *arena,
	const void **rows, struct list_result *result, struct error *err)
{
	struct meters_view *view = of_list(pane);
	struct meter_row *found = NULL;
	struct list_request wanted = *request;
	/* The search has its own, smaller one for while its index is not complete. */
	wanted.budget = 0;
	bool read =
		is_searching(view)
			? search_page(view->search, pane->desk->reader, &wanted, arena, &found, result, err)
			: cache_meters(pane->desk->reader, &wanted, arena, &found, result, err);
	*rows = found;
	return read;
}

static bool find(
	struct list_pane *pane, int64_t id, int order, struct arena *arena, void *row, struct error *err)
{
	return cache_meter(pane->desk->reader, id, (enum meter_order)order, arena, row, err);
}

static uint64_t digest(const void *data)
{
	const struct meter_row *row = data;
	uint64_t digest = digest_add(DIGEST_START, row->reading.mantissa);
	digest = digest_add(digest, row->reading.scale);
	digest = digest_add(digest, (int64_t)row->valve);
	return digest_add(digest, (int64_t)row->online);
}

static int64_t total(struct list_pane *pane)
{
	struct cache_tally tally;
	return cache_tally(pane->desk->reader, SV_NONE, &tally, NULL) ? tally.meters : -1;
}

static struct table_total matches(const struct list_pane *pane)
{
	const struct meters_view *view = CONTAINER_OF(pane, const struct meters_view, list);
	struct table_total total = {.kind = TOTAL_UNKNOWN};
	if (!is_searching(view))
		return total;
	struct search_state state = search_state(view->search);
	total.kind = state.complete && view->index_complete ? TOTAL_EXACT : TOTAL_AT_LEAST;
	total.rows = state.matches;
	return total;
}

static bool subject(const void *data, struct view_subject *out)
{
	const struct meter_row *row = data;
	*out = (struct view_subject){row->id, row->profile, row->meter_no};
	return true;
}

static struct display_text copy(const void *data, struct arena *arena)
{
	return words_text(arena, ((const struct meter_row *)data)->meter_no);
}

static unsigned open(struct list_pane *pane, const void *data)
{
	return detail_open_meter(pane->desk, ((const struct meter_row *)data)->id);
}

/* ---- work between the keys ---- */

/* The rows on the screen that have no sparkline yet, a few at a time. */
static bool days_work(void *context)
{
	struct meters_view *view = context;
	struct desk *desk = view->list.desk;
	const struct table_row *rows;
	size_t count = table_window(view->list.table, &rows), done = 0;
	if (!view->wide)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct meter_row *row = rows[i].data;
		if (days_find(&view->days, row))
			continue;
		if (done++ == DAYS_STEP)
			return true;
		days_fill(&view->days, desk->reader, row, desk->zone, desk->now);
		desk_repaint(desk);
	}
	return false;
}

static void want_days(struct meters_view *view)
{
	if (view->wide && view->list.desk->settled)
		loop_idle(view->list.desk->loop, days_work, view);
}

/* Page after page while the window is not full; the last one in any case. */
static void show_matches(struct meters_view *view, bool final)
{
	struct list_pane *pane = &view->list;
	const struct table_row *rows;
	size_t shown = table_window(pane->table, &rows);
	if (final || (shown + 2 < (size_t)pane->height && search_state(view->search).matches > shown))
		list_pane_refresh(pane, NULL);
	want_days(view);
	desk_repaint(pane->desk);
}

static bool search_work(void *context)
{
	struct meters_view *view = context;
	struct desk *desk = view->list.desk;
	struct search_progress progress = {0};
	struct error err = {0};
	if (!is_searching(view))
		return false;
	if (!view->index_complete) {
		if (!search_index_step(view->index, desk->reader, INDEX_STEP, &progress, &err)) {
			desk_failed(desk, &err);
			return false;
		}
		view->index_complete = progress.complete;
		search_step(view->search, INDEX_STEP);
		show_matches(view, false);
		return true;
	}
	bool complete = search_step(view->search, SEARCH_STEP);
	show_matches(view, complete);
	return !complete;
}

static void filter_changed(struct list_pane *pane)
{
	struct meters_view *view = of_list(pane);
	if (filter_is_empty(&pane->filter)) {
		loop_idle_cancel(pane->desk->loop, search_work, view);
		return;
	}
	if (!view->index) {
		view->index = search_index_new();
		view->search = search_new(view->index);
	}
	search_start(view->search, &pane->filter);
	loop_idle(pane->desk->loop, search_work, view);
}

static void selected(struct list_pane *pane)
{
	shell_meter_pointed(pane->desk->shell, pane->selected_id);
	want_days(of_list(pane));
}

static const struct list_kind meters = {
	.filter = FILTER_METERS,
	.columns = columns,
	.column_count = ARRAY_SIZE(columns),
	/* Mixes the platforms and stands still: readings change in their rows. */
	.initial = {METER_BY_CUSTOMER_NAME, false},
	.unsorted = METER_BY_ID,
	.noun = "meters",
	.placeholder = "number, name, address, valve:closed, medium:gas …",
	.empty = "No meters yet. They appear here as the platforms list them; a prepaid platform's come from "
		 "`meterdeck meters import`.",
	.empty_hint = "6 shows how the platforms are doing, F5 asks them all again.",
	.row_size = sizeof(struct meter_row),
	.page = page,
	.find = find,
	.digest = digest,
	.total = total,
	.subject = subject,
	.copy = copy,
	.open = open,
	.filter_changed = filter_changed,
	.selected = selected,
	.matches = matches,
};

/* ---- the view ---- */

static void *make(struct desk *desk)
{
	struct meters_view *view = NEW(struct meters_view);
	list_pane_init(&view->list, &meters, desk);
	return view;
}

static void release(void *self)
{
	struct meters_view *view = self;
	search_free(view->search);
	search_index_free(view->index);
	list_pane_free(view);
}

static bool refresh(void *self, struct error *err)
{
	struct meters_view *view = self;
	bool read = list_pane_refresh(self, err);
	if (is_searching(view)) {
		view->index_complete = false;
		loop_idle(view->list.desk->loop, search_work, view);
	}
	want_days(view);
	return read;
}

static void resize(void *self, int width, int height, bool framed)
{
	struct meters_view *view = self;
	bool wide = framed ? width >= 64 : width >= 100;
	if (wide != view->wide || !view->list.loaded)
		table_hide_column(view->list.table, "days", !wide);
	view->wide = wide;
	list_pane_resize(self, width, height, framed);
	want_days(view);
}

static unsigned move(void *self, enum table_motion motion)
{
	unsigned outcome = list_pane_move(self, motion);
	want_days(self);
	return outcome;
}

static bool busy(const void *self)
{
	const struct meters_view *view = self;
	return is_searching(view) && (!view->index_complete || !search_state(view->search).complete);
}

bool meters_jump(void *self, int64_t meter_id, struct error *err)
{
	struct meters_view *view = self;
	struct list_pane *pane = &view->list;
	if (is_searching(view) && !search_matches(view->search, meter_id))
		list_pane_filter_set(pane, SV(""), err);
	pane->touched = true;
	if (!table_jump(pane->table, meter_id, desk_time(pane->desk), err))
		return false;
	list_pane_tick(pane, desk_time(pane->desk));
	return true;
}

static const char *const hints[] = {"list.open", "meter.read", "list.mark", "list.filter", "list.sort",
	"meter.readings", "view.next-pane", "view.zoom", "console.palette", "console.help"};

const struct view_ops meters_view = {
	LIST_PANE_CORE,
	LIST_PANE_LOOK,
	.name = "meters",
	.title = "Meters",
	.make = make,
	.free = release,
	.refresh = refresh,
	.resize = resize,
	.move = move,
	.busy = busy,
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
