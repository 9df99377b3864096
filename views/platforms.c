/* SPDX-License-Identifier: MIT */
#include "views/platforms.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "tui/chart.h"
#include "tui/table.h"
#include "views/desk.h"
#include "views/document.h"
#include "views/login.h"
#include "views/roles.h"
#include "views/shell.h"
#include "views/words.h"

struct platforms_view {
	struct desk *desk;
	struct table *table;
	struct arena arena;
	struct platform_fact *facts;
	size_t count;
	struct document document; /* of the one under the cursor */
	int scroll, width, height, table_height;
};

/* ---- columns ---- */

static instant now_of(const struct table_paint *paint)
{
	return ((const struct platforms_view *)paint->context)->desk->now;
}

static void cell_sign(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct platform_fact *fact = data;
	out->text = display_literal(words_platform_sign(fact->state, paint->ascii));
	out->role = role_of_platform(fact->state);
}

static void cell_profile(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct platform_fact *)data)->profile);
}

static void cell_driver(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_text(paint->arena, ((const struct platform_fact *)data)->driver);
	out->role = ROLE_DIM;
}

static void cell_state(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct platform_fact *fact = data;
	out->text = words_platform(paint->arena, now_of(paint), fact);
	out->role = role_of_platform(fact->state);
}

static void cell_transport(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct platform_fact *fact = data;
	bool plain = desk_is_plaintext(((const struct platforms_view *)paint->context)->desk, fact);
	out->text = plain ? TEXT("PLAINTEXT") : display_literal(platform_transport_word(fact->transport));
	out->role = plain ? ROLE_PLAINTEXT : ROLE_DIM;
}

static void cell_sweep(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct platform_fact *fact = data;
	bool running = fact->sweep_started != INSTANT_NONE && fact->sweep_finished == INSTANT_NONE;
	out->text = words_ago(paint->arena, now_of(paint), fact->sweep_finished);
	if (!running && !words_swept(fact) && fact->sweep_finished != INSTANT_NONE)
		out->text = fact->state == PLATFORM_OFFLINE ? TEXT("failed") : TEXT("waiting");
	else if (running && fact->sweep_total > 0)
		out->text = progress_bar(paint->arena, (uint64_t)fact->sweep_done,
			(uint64_t)fact->sweep_total, 8, paint->ascii);
	else if (running)
		out->text = TEXT("running");
}

static void cell_answer(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct platform_fact *fact = data;
	out->text = words_age(paint->arena, now_of(paint), fact->last_answer_at);
	out->role = words_age_role(now_of(paint), fact->last_answer_at);
}

static void cell_calls(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	out->text = words_count(paint->arena, ((const struct platform_fact *)data)->requests);
	out->role = ROLE_DIM;
}

static void cell_failed(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct platform_fact *fact = data;
	out->text = words_count(paint->arena, fact->failures);
	out->role = fact->failures ? ROLE_STATUS_WARNING : ROLE_DIM;
}

static void cell_refused(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const struct platform_fact *fact = data;
	out->text = words_count(paint->arena, fact->refused_records);
	out->role = fact->refused_records ? ROLE_STATUS_WARNING : ROLE_DIM;
}

static const struct table_column columns[] = {
	{.id = "sign", .title = "", .minimum = 1, .maximum = 1, .sort = TABLE_UNSORTED, .cell = cell_sign},
	{.id = "platform",
		.title = "PLATFORM",
		.minimum = 12,
		.maximum = 24,
		.weight = 1,
		.sort = TABLE_UNSORTED,
		.accent = true,
		.cell = cell_profile},
	{.id = "driver",
		.title = "DRIVER",
		.minimum = 8,
		.maximum = 8,
		.priority = 5,
		.sort = TABLE_UNSORTED,
		.cell = cell_driver},
	{.id = "state",
		.title = "STATE",
		.minimum = 17,
		.maximum = 20,
		.sort = TABLE_UNSORTED,
		.cell = cell_state},
	{.id = "transport",
		.title = "TRANSPORT",
		.minimum = 9,
		.maximum = 9,
		.priority = 2,
		.sort = TABLE_UNSORTED,
		.cell = cell_transport},
	{.id = "sweep",
		.title = "SWEPT",
		.minimum = 8,
		.maximum = 9,
		.priority = 1,
		.sort = TABLE_UNSORTED,
		.cell = cell_sweep},
	{.id = "answer",
		.title = "LAST",
		.minimum = 5,
		.maximum = 5,
		.align = ALIGN_RIGHT,
		.priority = 3,
		.sort = TABLE_UNSORTED,
		.cell = cell_answer},
	{.id = "calls",
		.title = "CALLS",
		.minimum = 7,
		.maximum = 9,
		.align = ALIGN_RIGHT,
		.priority = 6,
		.sort = TABLE_UNSORTED,
		.cell = cell_calls},
	{.id = "failed",
		.title = "FAILED",
		.minimum = 6,
		.maximum = 6,
		.align = ALIGN_RIGHT,
		.priority = 4,
		.sort = TABLE_UNSORTED,
		.cell = cell_failed},
	{.id = "refused",
		.title = "REFUSED",
		.minimum = 7,
		.maximum = 7,
		.align = ALIGN_RIGHT,
		.priority = 7,
		.sort = TABLE_UNSORTED,
		.cell = cell_refused},
};

/* ---- rows: there are few, so they all lie in memory; a key is a row's number ---- */

static size_t key_index(const struct table_key *key)
{
	return key->bytes[0];
}

static bool page(
	void *context, const struct table_request *request, struct table_page *out, struct error *err)
{
	struct platforms_view *view = context;
	size_t from = 0, to = MIN(view->count, (size_t)255);
	(void)err;
	if (request->anchor && request->backward)
		to = MIN(key_index(request->anchor), to);
	else if (request->anchor)
		from = key_index(request->anchor) + !request->inclusive;
	if (to > from && to - from > request->limit) {
		if (request->backward)
			from = to - request->limit;
		else
			to = from + request->limit;
	}
	out->rows = arena_alloc_array(out->arena, view->count, sizeof(*out->rows));
	for (size_t i = from; i < to; i++) {
		struct table_row *row = &out->rows[out->count++];
		row->id = (int64_t)i + 1;
		row->key.length = 1;
		row->key.bytes[0] = (uint8_t)i;
		row->data = &view->facts[i];
	}
	return true;
}

static const struct platform_fact *selected_fact(const struct platforms_view *view)
{
	const struct table_row *row = table_selected(view->table);
	return row && (size_t)row->id <= view->count ? &view->facts[row->id - 1] : NULL;
}

struct string_view platforms_selected(const void *self)
{
	const struct platform_fact *fact = selected_fact(self);
	return fact ? fact->profile : SV_NONE;
}

bool platforms_wants_login(const void *self)
{
	const struct platform_fact *fact = selected_fact(self);
	return fact && fact->state != PLATFORM_ONLINE && login_is_known(fact);
}

/* ---- the document below ---- */

static struct display_text skew_text(struct arena *arena, const struct platform_fact *fact)
{
	if (!fact->clock_skew_known)
		return TEXT("not known");
	return display_format(arena, "%+.1f s against ours", (double)fact->clock_skew_ms / 1000);
}

static void write_sweep(struct platforms_view *view, const struct platform_fact *fact)
{
	struct document *document = &view->document;
	struct arena *arena = &document->arena;
	const struct desk *desk = view->desk;
	bool running = fact->sweep_started != INSTANT_NONE && fact->sweep_finished == INSTANT_NONE;
	struct display_text done = words_count(arena, fact->sweep_done),
			    total = words_count(arena, fact->sweep_total);
	if (running && fact->sweep_total > 0)
		document_field(document, "Sweep",
			display_format(arena, "%.*s of %.*s", DISPLAY_ARG(done), DISPLAY_ARG(total)));
	else
		document_field(document,
			running             ? "Sweep since"
			: words_swept(fact) ? "Last full sweep"
					    : "Last attempt",
			words_moment(arena, desk->now, running ? fact->sweep_started : fact->sweep_finished,
				desk->zone));
	if (fact->next_call_at != INSTANT_NONE && fact->next_call_at > desk->now) {
		char age[8];
		document_field(document, "Next call",
			display_format(arena, "in %s", age_format(fact->next_call_at - desk->now, age)));
	}
}

/* Its time stands first: what went wrong once is not what is wrong now. */
static void write_last_error(struct platforms_view *view, const struct platform_fact *fact)
{
	struct document *document = &view->document;
	struct arena *arena = &document->arena;
	const struct desk *desk = view->desk;
	unsigned role = fact->state == PLATFORM_ONLINE ? ROLE_DIM : ROLE_STATUS_WARNING;
	if (fact->last_error.length == 0) {
		document_field_role(document, "Last error", TEXT("none"), ROLE_DIM);
		return;
	}
	document_field(
		document, "Last error", words_moment(arena, desk->now, fact->last_error_at, desk->zone));
	if (fact->state == PLATFORM_ONLINE ||
		!sv_equal(display_view(fact->last_error), display_view(fact->message)))
		document_field_role(document, "", display_copy(arena, fact->last_error), role);
}

static void write_document(struct platforms_view *view)
{
	const struct platform_fact *fact = selected_fact(view);
	struct document *document = &view->document;
	struct arena *arena = &document->arena;
	const struct desk *desk = view->desk;
	document_clear(document);
	if (!fact)
		return;
	struct display_text waits = words_count(arena, fact->rate_waits);
	document_heading(document, "Platform", words_text(arena, arena_copy(arena, fact->profile)));
	document_field_role(
		document, "State", words_platform(arena, desk->now, fact), role_of_platform(fact->state));
	if (fact->message.length && fact->state != PLATFORM_ONLINE)
		document_field(document, "", display_copy(arena, fact->message));
	document_field(document, "Since", words_moment(arena, desk->now, fact->since, desk->zone));
	bool plain = desk_is_plaintext(desk, fact);
	document_field_role(document, "Transport",
		plain ? TEXT("PLAINTEXT: anybody on the way can read and change it")
		      : display_literal(platform_transport_word(fact->transport)),
		plain ? ROLE_PLAINTEXT : ROLE_TEXT);
	document_field(document, "Session",
		fact->session_until == INSTANT_NONE
			? TEXT("no end known")
			: words_moment(arena, desk->now, fact->session_until, desk->zone));
	document_field(document, "Clock", skew_text(arena, fact));
	write_sweep(view, fact);
	document_field(
		document, "Last answer", words_moment(arena, desk->now, fact->last_answer_at, desk->zone));
	document_field(document, "Rate limit",
		display_format(arena, "%.*s calls waited for it", DISPLAY_ARG(waits)));
	write_last_error(view, fact);
}

/* ---- the view ---- */

static void *make(struct desk *desk)
{
	struct platforms_view *view = NEW(struct platforms_view);
	const struct table_source source = {.page = page, .context = view};
	const struct table_settings settings = {
		.empty = "No platform has been asked yet. They are configured in meterdeck.conf(5), one "
			 "section each.",
		.empty_hint = "F5 asks them all now.",
	};
	view->desk = desk;
	view->table = table_new(columns, ARRAY_SIZE(columns), &source, view);
	table_set(view->table, &settings);
	return view;
}

static void release(void *self)
{
	struct platforms_view *view = self;
	table_free(view->table);
	arena_free(&view->arena);
	document_free(&view->document);
	free(view);
}

static bool refresh(void *self, struct error *err)
{
	struct platforms_view *view = self;
	arena_reset(&view->arena);
	view->facts = NULL;
	view->count = 0;
	if (!cache_platforms(view->desk->reader, &view->arena, &view->facts, &view->count, err))
		return false;
	bool read = table_refresh(view->table, desk_time(view->desk) + 60 * SECOND, err);
	write_document(view);
	return read;
}

static void resize(void *self, int width, int height, bool framed)
{
	struct platforms_view *view = self;
	(void)framed;
	view->width = width;
	view->height = height;
	view->table_height = MIN(MAX((int)view->count + 1, 3), MAX(height / 2, 3));
	table_resize(view->table, width, view->table_height, desk_time(view->desk));
}

static void paint(const void *self, struct canvas *canvas, bool focused, bool framed)
{
	const struct platforms_view *view = self;
	struct rect area = canvas_area(canvas);
	(void)framed;
	struct canvas_window previous =
		canvas_enter(canvas, (struct rect){0, 0, area.width, view->table_height});
	table_paint(view->table, canvas, focused, desk_time(view->desk));
	canvas_leave(canvas, previous);
	document_paint(&view->document, canvas, rect_inset(area, 0, view->table_height, 0, 0), view->scroll);
}

static unsigned move(void *self, enum table_motion motion)
{
	struct platforms_view *view = self;
	struct error err = {0};
	if (motion == TABLE_PAGE_DOWN || motion == TABLE_PAGE_UP) {
		int room = MAX(view->height - view->table_height, 1);
		int most = document_height(&view->document, view->width) - room;
		view->scroll = MIN(view->scroll + (motion == TABLE_PAGE_DOWN ? room : -room), MAX(most, 0));
		view->scroll = MAX(view->scroll, 0);
		return OUTCOME_PAINT;
	}
	if (!table_move(view->table, motion, desk_time(view->desk), &err))
		return desk_failed(view->desk, &err);
	view->scroll = 0;
	write_document(view);
	return OUTCOME_PAINT;
}

static unsigned click(void *self, int y)
{
	struct platforms_view *view = self;
	if (!table_select_line(view->table, y, desk_time(view->desk)))
		return OUTCOME_IGNORED;
	write_document(view);
	return OUTCOME_PAINT;
}

static unsigned open(void *self)
{
	struct platforms_view *view = self;
	struct error err = {0};
	unsigned outcome = login_open(view->desk->shell, platforms_selected(view), &err);
	return err.code == ERROR_NONE ? outcome : desk_failed(view->desk, &err);
}

static struct display_text copy(const void *self, struct arena *arena)
{
	return words_text(arena, arena_copy(arena, platforms_selected(self)));
}

static const struct key_default keys[] = {{"platforms", "platforms.login", "Enter"}};
static const char *const hints[] = {
	"platforms.login", "platforms.sweep", "view.messages", "console.palette", "console.help"};

const struct view_ops platforms_view = {
	.name = "platforms",
	.title = "Platforms",
	.make = make,
	.free = release,
	.refresh = refresh,
	.resize = resize,
	.paint = paint,
	.move = move,
	.open = open,
	.click = click,
	.copy = copy,
	.keys = keys,
	.key_count = ARRAY_SIZE(keys),
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
