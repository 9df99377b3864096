/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "views/detail.h"
#include "views/list_pane.h"
#include "views/record_lists.h"
#include "views/roles.h"
#include "views/words.h"

#include <stdlib.h>

/* More than this many occurrences in ten minutes are a flood (EEMUA 191). */
#define FLOOD_RATE 10

struct alarms_view {
	struct list_pane list;
	int64_t rate; /* occurrences in the last ten minutes; -1: not known */
};

static const char *const short_states[ALARM_STATE_COUNT] = {
	[ALARM_UNACKNOWLEDGED] = "unack",
	[ALARM_ACKNOWLEDGED] = "ack",
	[ALARM_RETURNED] = "returned",
	[ALARM_CLEARED] = "cleared",
	[ALARM_SHELVED] = "shelved",
	[ALARM_OUT_OF_SERVICE] = "out of service",
};

static bool is_loud(const struct alarm_row *row)
{
	return row->state == ALARM_UNACKNOWLEDGED || row->state == ALARM_RETURNED;
}

static unsigned row_role(const struct alarm_row *row)
{
	return is_loud(row) ? role_of_priority(row->priority) : ROLE_ALARM_QUIET;
}

static void cell_priority(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct alarm_row *row = data;
	const char *sign = glyph_text(words_priority_glyph(row->priority), paint->ascii);
	out->text = display_format(paint->arena, "%s%s", sign, is_loud(row) ? "!" : "");
	out->role = row_role(row);
}

static void cell_last(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct list_pane *pane = paint->context;
	out->text = words_when_in(paint->arena, pane->desk->now, ((const struct alarm_row *)data)->last_at,
		pane->desk->zone, paint->width);
}

static void cell_first(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct list_pane *pane = paint->context;
	out->text = words_when_in(paint->arena, pane->desk->now, ((const struct alarm_row *)data)->raised_at,
		pane->desk->zone, paint->width);
	out->role = ROLE_DIM;
}

static void cell_meter(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct alarm_row *)data)->meter_no);
}

static void cell_alarm(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct alarm_row *row = data;
	out->text = words_alarm(row->code, row->text);
	out->role = row_role(row);
}

static void cell_count(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct alarm_row *row = data;
	out->text = words_count(paint->arena, row->count);
	out->role = row->count > 1 ? ROLE_TEXT : ROLE_DIM;
}

static void cell_state(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct alarm_row *row = data;
	(void)paint;
	out->text = display_literal(row->state < ALARM_STATE_COUNT ? short_states[row->state] : "?");
	out->role = is_loud(row) ? ROLE_STRONG : ROLE_ALARM_QUIET;
}

static void cell_age(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct list_pane *pane = paint->context;
	out->text = words_age(paint->arena, pane->desk->now, ((const struct alarm_row *)data)->last_at);
	out->role = ROLE_AGE;
}

static void cell_platform(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct alarm_row *)data)->profile);
	out->role = ROLE_DIM;
}

static const struct table_column columns[] = {
	{.id = "priority",
		.title = "",
		.minimum = 2,
		.maximum = 2,
		.sort = ALARM_BY_PRIORITY,
		.cell = cell_priority},
	{.id = "last",
		.title = "LAST",
		.minimum = 6,
		.maximum = 11,
		.weight = 100,
		.sort = ALARM_BY_LAST_AT,
		.cell = cell_last},
	{.id = "meter",
		.title = "METER",
		.minimum = 14,
		.maximum = 16,
		.weight = 1,
		.sort = ALARM_BY_METER,
		.accent = true,
		.cell = cell_meter},
	{.id = "alarm",
		.title = "ALARM",
		.minimum = 20,
		.maximum = 60,
		.weight = 6,
		.sort = TABLE_UNSORTED,
		.cell = cell_alarm},
	{.id = "count",
		.title = "×",
		.minimum = 4,
		.maximum = 5,
		.align = ALIGN_RIGHT,
		.priority = 2,
		.sort = TABLE_UNSORTED,
		.cell = cell_count},
	{.id = "state",
		.title = "STATE",
		.minimum = 8,
		.maximum = 14,
		.weight = 1,
		.sort = TABLE_UNSORTED,
		.cell = cell_state},
	{.id = "age",
		.title = "AGE",
		.minimum = 4,
		.maximum = 5,
		.align = ALIGN_RIGHT,
		.priority = 1,
		.sort = TABLE_UNSORTED,
		.cell = cell_age},
	{.id = "first",
		.title = "FIRST",
		.minimum = 11,
		.maximum = 11,
		.priority = 4,
		.sort = TABLE_UNSORTED,
		.cell = cell_first},
	{.id = "platform",
		.title = "PLATFORM",
		.minimum = 14,
		.maximum = 16,
		.priority = 3,
		.sort = TABLE_UNSORTED,
		.cell = cell_platform},
};

static const struct list_preset presets[] = {
	{"active", "state:unacknowledged,acknowledged,returned", false},
	{"unacknowledged", "state:unacknowledged,returned", false},
	{"shelved", "state:shelved,out-of-service", false},
	{"all", NULL, false},
};

static bool page(struct list_pane *pane, const struct list_request *request, struct arena *arena,
	const void **rows, struct list_result *result, struct error *err)
{
	struct alarm_row *found = NULL;
	bool read = cache_alarms(pane->desk->reader, request, arena, &found, result, err);
	*rows = found;
	return read;
}

static bool find(
	struct list_pane *pane, int64_t id, int order, struct arena *arena, void *row, struct error *err)
{
	return cache_alarm(pane->desk->reader, id, (enum alarm_order)order, arena, row, err);
}

static uint64_t digest(const void *data)
{
	const struct alarm_row *row = data;
	return digest_add(digest_add(DIGEST_START, row->count), (int64_t)row->state);
}

static int64_t total(struct list_pane *pane)
{
	struct cache_tally tally;
	return cache_tally(pane->desk->reader, SV_NONE, &tally, NULL) ? tally.alarms : -1;
}

/* What the writer counts anyway; what is typed nobody counts. */
static struct table_total matches(const struct list_pane *pane)
{
	struct table_total total = {.kind = TOTAL_UNKNOWN};
	struct cache_tally tally;
	if (pane->field.text.length || !cache_tally(pane->desk->reader, SV_NONE, &tally, NULL))
		return total;
	total.kind = TOTAL_EXACT;
	for (int state = 0; state < ALARM_STATE_COUNT; state++)
		total.rows += filter_wants(&pane->filter, FILTER_STATE, state)
				      ? (uint64_t)tally.alarms_by_state[state]
				      : 0;
	return total;
}

static bool subject(const void *data, struct view_subject *out)
{
	const struct alarm_row *row = data;
	*out = (struct view_subject){row->meter_id, row->profile, row->meter_no};
	return true;
}

static struct display_text copy(const void *data, struct arena *arena)
{
	return words_text(arena, ((const struct alarm_row *)data)->meter_no);
}

static unsigned open(struct list_pane *pane, const void *data)
{
	return detail_open_alarm(pane->desk, ((const struct alarm_row *)data)->id);
}

static struct display_text remark(const struct list_pane *pane, struct arena *arena)
{
	const struct alarms_view *view = CONTAINER_OF(pane, const struct alarms_view, list);
	if (view->rate <= 0)
		return DISPLAY_NONE;
	return display_format(arena, view->rate > FLOOD_RATE ? "FLOOD, %lld in 10 min" : "%lld in 10 min",
		(long long)view->rate);
}

static const struct list_kind alarms = {
	.filter = FILTER_ALARMS,
	.columns = columns,
	.column_count = ARRAY_SIZE(columns),
	.initial = {ALARM_BY_LAST_AT, true},
	.unsorted = ALARM_BY_LAST_AT,
	.presets = presets,
	.preset_count = ARRAY_SIZE(presets),
	.noun = "alarms",
	.placeholder = "meter, text, priority:high, profile:NAME …",
	.empty = "No active alarms: nothing that a platform reported is still open.",
	.empty_hint = "f shows shelved ones, then all.",
	.row_size = sizeof(struct alarm_row),
	.page = page,
	.find = find,
	.digest = digest,
	.total = total,
	.matches = matches,
	.subject = subject,
	.copy = copy,
	.open = open,
	.remark = remark,
};

static void *make(struct desk *desk)
{
	struct alarms_view *view = NEW(struct alarms_view);
	list_pane_init(&view->list, &alarms, desk);
	return view;
}

static bool refresh(void *self, struct error *err)
{
	struct alarms_view *view = self;
	if (!cache_alarm_rate(view->list.desk->reader, view->list.desk->now - 10 * MINUTE, &view->rate, NULL))
		view->rate = -1;
	return list_pane_refresh(self, err);
}

static const char *const hints[] = {"list.open", "meter.go", "meter.read", "list.show", "list.filter",
	"list.sort", "view.next-pane", "view.zoom", "console.palette", "console.help"};

const struct view_ops alarms_view = {
	LIST_PANE_CORE,
	LIST_PANE_LOOK,
	.name = "alarms",
	.title = "Alarms",
	.make = make,
	.free = list_pane_free,
	.refresh = refresh,
	.resize = list_pane_resize,
	.move = list_pane_move,
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
