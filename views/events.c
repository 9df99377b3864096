/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "views/detail.h"
#include "views/list_pane.h"
#include "views/record_lists.h"
#include "views/roles.h"
#include "views/words.h"

static void cell_at(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct list_pane *pane = paint->context;
	out->text = words_when_in(paint->arena, pane->desk->now, ((const struct event_row *)data)->at,
		pane->desk->zone, paint->width);
}

static void cell_meter(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct event_row *)data)->meter_no);
}

static void cell_event(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct event_row *row = data;
	out->text = words_alarm(row->code, row->text);
}

static void cell_age(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct list_pane *pane = paint->context;
	out->text = words_age(paint->arena, pane->desk->now, ((const struct event_row *)data)->at);
	out->role = ROLE_AGE;
}

static void cell_platform(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct event_row *)data)->profile);
	out->role = ROLE_DIM;
}

static const struct table_column columns[] = {
	{.id = "time",
		.title = "AT",
		.minimum = 5,
		.maximum = 11,
		.weight = 100,
		.sort = EVENT_BY_AT,
		.cell = cell_at},
	{.id = "meter",
		.title = "METER",
		.minimum = 14,
		.maximum = 16,
		.weight = 1,
		.sort = EVENT_BY_METER,
		.accent = true,
		.cell = cell_meter},
	{.id = "event",
		.title = "EVENT",
		.minimum = 16,
		.maximum = 80,
		.weight = 6,
		.sort = TABLE_UNSORTED,
		.cell = cell_event},
	{.id = "age",
		.title = "AGE",
		.minimum = 4,
		.maximum = 5,
		.align = ALIGN_RIGHT,
		.priority = 1,
		.sort = TABLE_UNSORTED,
		.cell = cell_age},
	{.id = "platform",
		.title = "PLATFORM",
		.minimum = 10,
		.maximum = 16,
		.priority = 2,
		.sort = TABLE_UNSORTED,
		.cell = cell_platform},
};

static bool page(struct list_pane *pane, const struct list_request *request, struct arena *arena,
	const void **rows, struct list_result *result, struct error *err)
{
	struct event_row *found = NULL;
	bool read = cache_events(pane->desk->reader, request, arena, &found, result, err);
	*rows = found;
	return read;
}

static bool find(
	struct list_pane *pane, int64_t id, int order, struct arena *arena, void *row, struct error *err)
{
	return cache_event(pane->desk->reader, id, (enum event_order)order, arena, row, err);
}

static int64_t total(struct list_pane *pane)
{
	struct cache_tally tally;
	return cache_tally(pane->desk->reader, SV_NONE, &tally, NULL) ? tally.events : -1;
}

static bool subject(const void *data, struct view_subject *out)
{
	const struct event_row *row = data;
	*out = (struct view_subject){row->meter_id, row->profile, row->meter_no};
	return true;
}

static struct display_text copy(const void *data, struct arena *arena)
{
	return words_text(arena, ((const struct event_row *)data)->meter_no);
}

static unsigned open(struct list_pane *pane, const void *data)
{
	return detail_open_event(pane->desk, ((const struct event_row *)data)->id);
}

static const struct list_preset presets[] = {{"all", NULL, false}, {"today", NULL, true}};

static const struct list_kind events = {
	.filter = FILTER_EVENTS,
	.columns = columns,
	.column_count = ARRAY_SIZE(columns),
	.initial = {EVENT_BY_AT, true},
	.unsorted = EVENT_BY_AT,
	.presets = presets,
	.preset_count = ARRAY_SIZE(presets),
	.noun = "events",
	.placeholder = "meter, text, profile:NAME …",
	.empty = "No events. This lists what meters reported besides readings and alarms.",
	.empty_hint = "6 shows how the platforms are doing.",
	.row_size = sizeof(struct event_row),
	.page = page,
	.find = find,
	.total = total,
	.subject = subject,
	.copy = copy,
	.open = open,
};

static void *make(struct desk *desk)
{
	struct list_pane *pane = NEW(struct list_pane);
	list_pane_init(pane, &events, desk);
	return pane;
}

static const char *const hints[] = {"list.open", "meter.go", "list.show", "list.filter", "list.sort",
	"view.messages", "console.palette", "console.help"};

const struct view_ops events_view = {
	LIST_PANE_OPS,
	.name = "events",
	.title = "Events",
	.make = make,
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
