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
	out->text = words_when_in(paint->arena, pane->desk->now,
		((const struct command_row *)data)->created_at, pane->desk->zone, paint->width);
}

static void cell_meter(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_or_dash(words_text(paint->arena, ((const struct command_row *)data)->meter_no));
}

static void cell_kind(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_kind(paint->arena, data);
}

/* An unknown outcome is loud and says since when. */
static void cell_state(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct command_row *row = data;
	const struct list_pane *pane = paint->context;
	out->role = role_of_command(row->state);
	if (row->state != COMMAND_UNKNOWN) {
		out->text = display_literal(command_state_word(row->state));
		return;
	}
	struct display_text age = words_age(paint->arena, pane->desk->now, row->updated_at);
	out->text = display_format(paint->arena, "UNKNOWN %.*s", DISPLAY_ARG(age));
}

static void cell_effect(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct command_row *row = data;
	(void)paint;
	out->text = words_effect(row);
	out->role = row->effect == EFFECT_CONTRADICTED ? ROLE_STATUS_BAD
		    : row->effect == EFFECT_CONFIRMED  ? ROLE_STATUS_GOOD
						       : ROLE_DIM;
}

static void cell_vendor(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct command_row *row = data;
	(void)paint;
	out->text = row->vendor_text.length ? row->vendor_text : words_or_dash(row->vendor_state);
	out->role = ROLE_DIM;
}

static void cell_age(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct list_pane *pane = paint->context;
	out->text = words_age(paint->arena, pane->desk->now, ((const struct command_row *)data)->updated_at);
	out->role = ROLE_AGE;
}

static void cell_platform(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct command_row *)data)->profile);
	out->role = ROLE_DIM;
}

static const struct table_column columns[] = {
	{.id = "time",
		.title = "AT",
		.minimum = 5,
		.maximum = 11,
		.weight = 20,
		.sort = COMMAND_BY_CREATED_AT,
		.cell = cell_at},
	{.id = "meter",
		.title = "METER",
		.minimum = 14,
		.maximum = 16,
		.weight = 1,
		.sort = COMMAND_BY_METER,
		.accent = true,
		.cell = cell_meter},
	{.id = "command",
		.title = "COMMAND",
		.minimum = 15,
		.maximum = 28,
		.weight = 2,
		.sort = TABLE_UNSORTED,
		.cell = cell_kind},
	{.id = "state",
		.title = "STATE",
		.minimum = 11,
		.maximum = 14,
		.sort = COMMAND_BY_STATE,
		.cell = cell_state},
	{.id = "effect",
		.title = "EFFECT",
		.minimum = 12,
		.maximum = 12,
		.priority = 2,
		.sort = TABLE_UNSORTED,
		.cell = cell_effect},
	{.id = "words",
		.title = "THE PLATFORM SAYS",
		.minimum = 20,
		.maximum = 60,
		.weight = 3,
		.priority = 3,
		.sort = TABLE_UNSORTED,
		.cell = cell_vendor},
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
		.minimum = 16,
		.maximum = 16,
		.priority = 4,
		.sort = TABLE_UNSORTED,
		.cell = cell_platform},
};

static const struct list_preset presets[] = {
	{"all", NULL, false},
	{"open", "state:queued,sending,accepted,waiting,sent,answered,unknown", false},
	{"failed", "state:failed,rejected,expired,unknown", false},
	{"today", NULL, true},
};

static bool page(struct list_pane *pane, const struct list_request *request, struct arena *arena,
	const void **rows, struct list_result *result, struct error *err)
{
	struct command_row *found = NULL;
	bool read = cache_commands(pane->desk->reader, request, arena, &found, result, err);
	*rows = found;
	return read;
}

static bool find(
	struct list_pane *pane, int64_t id, int order, struct arena *arena, void *row, struct error *err)
{
	return cache_command(pane->desk->reader, id, (enum command_order)order, arena, row, err);
}

static uint64_t digest(const void *data)
{
	const struct command_row *row = data;
	uint64_t digest = digest_add(DIGEST_START, (int64_t)row->state);
	return digest_add_text(digest_add(digest, (int64_t)row->effect), row->vendor_text);
}

static int64_t total(struct list_pane *pane)
{
	struct cache_tally tally;
	return cache_tally(pane->desk->reader, SV_NONE, &tally, NULL) ? tally.commands : -1;
}

/* What the writer counts anyway; what is typed, and what was today, nobody counts. */
static struct table_total matches(const struct list_pane *pane)
{
	struct table_total total = {.kind = TOTAL_UNKNOWN};
	struct cache_tally tally;
	if (pane->field.text.length || pane->kind->presets[pane->preset].today ||
		!cache_tally(pane->desk->reader, SV_NONE, &tally, NULL))
		return total;
	total.kind = TOTAL_EXACT;
	for (int state = 0; state < COMMAND_STATE_COUNT; state++)
		total.rows += filter_wants(&pane->filter, FILTER_STATE, state)
				      ? (uint64_t)tally.commands_by_state[state]
				      : 0;
	return total;
}

static bool subject(const void *data, struct view_subject *out)
{
	const struct command_row *row = data;
	*out = (struct view_subject){row->meter_id, row->profile, row->meter_no};
	return row->meter_no.length > 0;
}

static struct display_text copy(const void *data, struct arena *arena)
{
	return words_text(arena, ((const struct command_row *)data)->name);
}

static unsigned open(struct list_pane *pane, const void *data)
{
	return detail_open_command(pane->desk, ((const struct command_row *)data)->id);
}

static const struct list_kind commands = {
	.filter = FILTER_COMMANDS,
	.columns = columns,
	.column_count = ARRAY_SIZE(columns),
	.initial = {COMMAND_BY_CREATED_AT, true},
	.unsorted = COMMAND_BY_CREATED_AT,
	.presets = presets,
	.preset_count = ARRAY_SIZE(presets),
	.noun = "commands",
	.placeholder = "meter, kind, state:sent, effect:unverified …",
	.empty = "No commands. This lists what platforms know of the commands sent to their meters.",
	.empty_hint = "6 shows how the platforms are doing.",
	.row_size = sizeof(struct command_row),
	.page = page,
	.find = find,
	.digest = digest,
	.total = total,
	.matches = matches,
	.subject = subject,
	.copy = copy,
	.open = open,
};

static void *make(struct desk *desk)
{
	struct list_pane *pane = NEW(struct list_pane);
	list_pane_init(pane, &commands, desk);
	return pane;
}

static const char *const hints[] = {"list.open", "meter.go", "list.show", "list.filter", "list.sort",
	"view.next-pane", "view.zoom", "console.palette", "console.help"};

const struct view_ops commands_view = {
	LIST_PANE_OPS,
	.name = "commands",
	.title = "Commands",
	.make = make,
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
