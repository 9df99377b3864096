/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "views/detail.h"
#include "views/list_pane.h"
#include "views/record_lists.h"
#include "views/roles.h"
#include "views/words.h"

static unsigned role_of_level(enum log_level level)
{
	if (level == LOG_ERROR)
		return ROLE_STATUS_BAD;
	return level == LOG_WARNING ? ROLE_STATUS_WARNING : ROLE_DIM;
}

static void cell_at(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct list_pane *pane = paint->context;
	out->text = words_when_in(paint->arena, pane->desk->now, ((const struct message_row *)data)->at,
		pane->desk->zone, paint->width);
}

static void cell_level(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct message_row *row = data;
	(void)paint;
	out->text = display_literal(log_level_word(row->level));
	out->role = role_of_level(row->level);
}

static void cell_platform(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct message_row *row = data;
	out->text = row->profile.length ? words_text(paint->arena, row->profile) : TEXT("console");
	out->role = ROLE_DIM;
}

static void cell_text(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	(void)paint;
	out->text = ((const struct message_row *)data)->text;
}

static void cell_refused(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct message_row *row = data;
	out->text = row->refused ? words_count(paint->arena, row->refused) : DISPLAY_NONE;
}

static const struct table_column columns[] = {
	{.id = "time",
		.title = "AT",
		.minimum = 5,
		.maximum = 11,
		.weight = 100,
		.sort = MESSAGE_BY_AT,
		.cell = cell_at},
	{.id = "level",
		.title = "LEVEL",
		.minimum = 7,
		.maximum = 7,
		.priority = 2,
		.sort = TABLE_UNSORTED,
		.cell = cell_level},
	{.id = "platform",
		.title = "PLATFORM",
		.minimum = 10,
		.maximum = 16,
		.priority = 1,
		.sort = TABLE_UNSORTED,
		.accent = true,
		.cell = cell_platform},
	{.id = "message",
		.title = "MESSAGE",
		.minimum = 20,
		.weight = 1,
		.sort = TABLE_UNSORTED,
		.cell = cell_text},
	{.id = "refused",
		.title = "REFUSED",
		.minimum = 7,
		.maximum = 7,
		.align = ALIGN_RIGHT,
		.priority = 3,
		.sort = TABLE_UNSORTED,
		.cell = cell_refused},
};

static bool page(struct list_pane *pane, const struct list_request *request, struct arena *arena,
	const void **rows, struct list_result *result, struct error *err)
{
	struct message_row *found = NULL;
	bool read = cache_messages(pane->desk->reader, request, arena, &found, result, err);
	*rows = found;
	return read;
}

static int64_t total(struct list_pane *pane)
{
	struct cache_tally tally;
	return cache_tally(pane->desk->reader, SV_NONE, &tally, NULL) ? tally.messages : -1;
}

static struct display_text copy(const void *data, struct arena *arena)
{
	return display_copy(arena, ((const struct message_row *)data)->text);
}

static unsigned open(struct list_pane *pane, const void *data)
{
	return detail_open_message(pane->desk, ((const struct message_row *)data)->id);
}

static const struct list_preset presets[] = {
	{"all", NULL, false}, {"problems", "level:warning,error", false}, {"today", NULL, true}};

static const struct list_kind messages = {
	.filter = FILTER_MESSAGES,
	.columns = columns,
	.column_count = ARRAY_SIZE(columns),
	.initial = {MESSAGE_BY_AT, true},
	.unsorted = MESSAGE_BY_AT,
	.presets = presets,
	.preset_count = ARRAY_SIZE(presets),
	.noun = "messages",
	.placeholder = "text, level:error, profile:NAME …",
	.empty = "No messages: nothing was refused and nothing went wrong.",
	.empty_hint = "What platforms answer oddly, and records that cannot be taken, are listed here.",
	.row_size = sizeof(struct message_row),
	.page = page,
	.total = total,
	.copy = copy,
	.open = open,
};

static void *make(struct desk *desk)
{
	struct list_pane *pane = NEW(struct list_pane);
	list_pane_init(pane, &messages, desk);
	return pane;
}

static const char *const hints[] = {
	"list.open", "list.show", "list.filter", "view.events", "console.palette", "console.help"};

const struct view_ops messages_view = {
	LIST_PANE_OPS,
	.name = "messages",
	.title = "Messages",
	.make = make,
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
