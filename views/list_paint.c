/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "views/list_pane.h"
#include "views/shell.h"
#include "views/words.h"

/* A list on its own has the filter's line above it and a line about itself below; in a frame, only what is
 * needed. */
static int lines_above(const struct list_pane *pane)
{
	return !pane->framed || pane->typing || pane->field.text.length > 0 ||
	       pane->filter_error.code != ERROR_NONE;
}

static int lines_below(const struct list_pane *pane)
{
	return !pane->framed && pane->height >= 8;
}

void list_pane_resize(void *self, int width, int height, bool framed)
{
	struct list_pane *pane = self;
	pane->width = width;
	pane->height = height;
	pane->framed = framed;
	table_resize(pane->table, width, MAX(height - lines_above(pane) - lines_below(pane), 1),
		desk_time(pane->desk));
}

static struct display_text count_text(const struct list_pane *pane, struct arena *arena)
{
	struct table_total total = table_total(pane->table);
	struct display_text rows = words_count(arena, (int64_t)total.rows),
			    of = words_count(arena, (int64_t)total.of);
	bool filtered = list_pane_is_filtered(pane);
	switch (total.kind) {
	case TOTAL_EXACT:
		if (filtered && total.of > 0)
			return display_format(arena, "%.*s of %.*s", DISPLAY_ARG(rows), DISPLAY_ARG(of));
		return pane->framed ? rows
				    : display_format(arena, "%.*s %s", DISPLAY_ARG(rows), pane->kind->noun);
	case TOTAL_AT_LEAST:
		return display_format(arena, "%.*s so far of %.*s", DISPLAY_ARG(rows), DISPLAY_ARG(of));
	case TOTAL_UNKNOWN:
		break;
	}
	return total.of > 0 ? display_format(arena, "of %.*s", DISPLAY_ARG(of)) : TEXT("");
}

static struct display_text joined(
	struct arena *arena, struct display_text first, const char *between, struct display_text second)
{
	if (first.length == 0 || second.length == 0)
		return first.length ? first : second;
	return display_format(arena, "%.*s%s%.*s", DISPLAY_ARG(first), between, DISPLAY_ARG(second));
}

static struct display_text preset_text(const struct list_pane *pane)
{
	return pane->kind->preset_count ? display_literal(pane->kind->presets[pane->preset].name)
					: DISPLAY_NONE;
}

static struct display_text marks_text(const struct list_pane *pane, struct arena *arena)
{
	uint64_t marked;
	if (!table_marked_count(pane->table, &marked))
		return TEXT("all but a few marked");
	return marked ? display_format(arena, "%llu marked", (unsigned long long)marked) : DISPLAY_NONE;
}

struct display_text list_pane_note(const void *self, struct arena *arena)
{
	const struct list_pane *pane = self;
	struct display_text text = joined(arena, preset_text(pane), " ", count_text(pane, arena));
	if (pane->kind->remark)
		text = joined(arena, text, " · ", pane->kind->remark(pane, arena));
	return joined(arena, marks_text(pane, arena), " · ", text);
}

static void paint_filter(const struct list_pane *pane, struct canvas *canvas, bool focused)
{
	struct arena *arena = canvas_arena(canvas);
	int width = canvas_width(canvas), right = width - 1;
	struct display_text note =
		pane->framed ? DISPLAY_NONE : joined(arena, preset_text(pane), " ", count_text(pane, arena));
	unsigned role = ROLE_DIM;
	if (!pane->framed && pane->kind->remark)
		note = joined(arena, note, " · ", pane->kind->remark(pane, arena));
	if (pane->filter_error.code != ERROR_NONE) {
		note = words_text(arena, sv(pane->filter_error.message));
		role = ROLE_STATUS_WARNING;
	}
	/* What is typed is seen before what is said about it. */
	int typed = pane->typing || pane->field.text.length ? MAX((int)pane->field.text.length, 20) + 4 : 0;
	int room = MAX(width - 2 - MIN(typed, width / 2), 0);
	if (pane->filter_error.code != ERROR_NONE && (int)note.width > room && lines_below(pane))
		note = TEXT("not a filter yet: see below");
	note = display_fit(arena, note, (uint32_t)room, canvas_is_ascii(canvas));
	right -= (int)note.width;
	canvas_put(canvas, right, 0, role, note);
	if (!pane->typing && pane->field.text.length == 0)
		return;
	canvas_put_literal(canvas, 1, 0, ROLE_ACCENT, "/");
	field_paint(&pane->field, canvas, 3, 0, MAX(right - 5, 4), focused && pane->typing);
}

static const char *sort_name(const struct list_pane *pane)
{
	struct table_order order = table_order(pane->table);
	for (size_t i = 0; i < pane->kind->column_count && order.sort != TABLE_UNSORTED; i++) {
		if (pane->kind->columns[i].sort == order.sort)
			return pane->kind->columns[i].id;
	}
	return NULL;
}

static void paint_about(const struct list_pane *pane, struct canvas *canvas, int y)
{
	struct arena *arena = canvas_arena(canvas);
	const char *order = sort_name(pane);
	struct display_text text = marks_text(pane, arena);
	uint64_t position;
	if (pane->filter_error.code != ERROR_NONE) {
		text = display_fit(arena, words_text(arena, sv(pane->filter_error.message)),
			(uint32_t)MAX(canvas_width(canvas) - 2, 1), canvas_is_ascii(canvas));
		canvas_put(canvas, 1, y, ROLE_STATUS_WARNING, text);
		return;
	}
	if (order)
		text = joined(arena, text, " · ", display_format(arena, "by %s", order));
	/* On a slow line the row's number would double what a move of the cursor costs. */
	bool moving = pane->kind->selected && !shell_cursor_rests(pane->desk->shell);
	if (!moving && table_position(pane->table, &position) && !table_is_empty(pane->table)) {
		struct display_text row = words_count(arena, (int64_t)position + 1);
		text = joined(arena, text, " · ", display_format(arena, "row %.*s", DISPLAY_ARG(row)));
	}
	if (pane->cut_short && !(pane->kind->matches && pane->kind->matches(pane).kind != TOTAL_UNKNOWN))
		text = joined(
			arena, text, " · ", display_format(arena, "of the first %d rows", LIST_PANE_BUDGET));
	int x = 1 + canvas_put(canvas, 1, y, ROLE_DIM, text);
	if (shell_is_cached(pane->desk->shell))
		canvas_format(canvas, x, y, ROLE_STATUS_WARNING, " · %s cached: nothing new comes in",
			glyph_text(GLYPH_CACHED, canvas_is_ascii(canvas)));
}

void list_pane_paint(const void *self, struct canvas *canvas, bool focused, bool framed)
{
	const struct list_pane *pane = self;
	struct rect area = canvas_area(canvas);
	int above = lines_above(pane), below = lines_below(pane);
	(void)framed;
	if (above)
		paint_filter(pane, canvas, focused);
	if (below)
		paint_about(pane, canvas, area.height - 1);
	struct canvas_window previous = canvas_enter(canvas, rect_inset(area, 0, above, 0, below));
	table_paint(pane->table, canvas, focused && !pane->typing, desk_time(pane->desk));
	canvas_leave(canvas, previous);
}

unsigned list_pane_click(void *self, int y)
{
	struct list_pane *pane = self;
	pane->touched = true;
	if (!table_select_line(pane->table, y - lines_above(pane), desk_time(pane->desk)))
		return OUTCOME_IGNORED;
	/* Tells the kind about the new row. */
	list_pane_tick(pane, desk_time(pane->desk));
	return OUTCOME_PAINT;
}
