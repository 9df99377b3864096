/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "tui/help.h"
#include "views/list_pane.h"
#include "views/platforms.h"
#include "views/roles.h"
#include "views/shell_parts.h"
#include "views/words.h"

static void resize_view(struct view *view, struct rect area, bool framed)
{
	if (view->ops->resize && !rect_is_empty(area))
		view->ops->resize(view->self, area.width, area.height, framed);
}

static struct rect inside(struct rect pane)
{
	return rect_inset(pane, 1, 1, 1, 1);
}

/* One pane on the whole screen but the last line: zoom where there is nothing else to hide. */
static void layout_full(struct screen_layout *layout, int width, int height)
{
	layout->tabs = layout->status = (struct rect){0};
	layout->body = (struct rect){0, 0, width, MAX(height - 1, 0)};
}

void shell_resize(struct shell *shell, int width, int height)
{
	int pane = shell_pane_of(shell->page);
	bool zoom = shell->zoomed || !shell->monitor || pane < 0 || shell->detail_count > 0;
	shell->width = width;
	shell->height = height;
	shell->layout = layout_screen(width, height, MAX(pane, 0), zoom ? MAX(pane, 0) : -1);
	if (shell->layout.mode == LAYOUT_TOO_SMALL)
		return;
	bool room = width >= LAYOUT_GRID_WIDTH && height >= LAYOUT_GRID_HEIGHT;
	if (shell->zoomed && !(room && shell->monitor))
		layout_full(&shell->layout, width, height);
	if (!shell_is_grid(shell)) {
		resize_view(shell_focus(shell), shell->layout.body, false);
		return;
	}
	for (int i = 0; i < LAYOUT_PANES; i++)
		resize_view(&shell->views[shell_panes[i]], inside(shell->layout.pane[i]), true);
}

/* ---- the panes ---- */

static void paint_view(
	const struct view *view, struct canvas *canvas, struct rect area, bool focused, bool framed)
{
	struct canvas_window previous = canvas_enter(canvas, area);
	view->ops->paint(view->self, canvas, focused, framed);
	canvas_leave(canvas, previous);
}

static void paint_grid(struct shell *shell, struct canvas *canvas)
{
	struct arena *arena = canvas_arena(canvas);
	for (int i = 0; i < LAYOUT_PANES; i++) {
		struct view *view = &shell->views[shell_panes[i]];
		bool focused = shell->page == shell_panes[i] && dialog_count(shell->desk->dialogs) == 0;
		struct display_text title = display_format(arena, "%s", view->ops->title);
		struct display_text note =
			view->ops->note ? view->ops->note(view->self, arena) : DISPLAY_NONE;
		canvas_box(canvas, shell->layout.pane[i], focused ? ROLE_BORDER_FOCUS : ROLE_BORDER,
			focused ? ROLE_TITLE : ROLE_DIM, title, note);
		paint_view(view, canvas, inside(shell->layout.pane[i]), focused, true);
	}
}

static void paint_typing_hints(struct canvas *canvas, int y)
{
	static const struct {
		const char *key, *text;
	} hints[] = {{"Enter", " keep  "}, {"Escape", " take back  "}, {"Up Down", " move  "},
		{"key:value", " narrows"}};
	int x = 1;
	for (size_t i = 0; i < ARRAY_SIZE(hints); i++) {
		x += canvas_put_literal(canvas, x, y, ROLE_HINT_KEY, hints[i].key);
		x += canvas_put_literal(canvas, x, y, ROLE_HINT_TEXT, hints[i].text);
	}
}

static void paint_hints(struct shell *shell, struct canvas *canvas)
{
	const char *contexts[SHELL_CONTEXTS];
	size_t count = shell_contexts(shell, contexts);
	const struct view *view = shell_focus(shell);
	const struct view_ops *ops = view->ops;
	struct list_pane *list = ops->list ? ops->list(view->self) : NULL;
	size_t skipped = ops == &platforms_view && !platforms_wants_login(view->self);
	/* The keys are letters of the filter now. */
	if (list && list->typing && dialog_count(shell->desk->dialogs) == 0) {
		paint_typing_hints(canvas, shell->layout.hints.y);
		return;
	}
	hints_paint(canvas, shell->layout.hints.y, shell->desk->commands, shell->desk->keymap, contexts,
		count, ops->hints + skipped, ops->hint_count - skipped);
}

static void paint_too_small(const struct shell *shell, struct canvas *canvas)
{
	struct display_text text = display_format(canvas_arena(canvas),
		"This terminal is %dx%d; meterdeck needs %dx%d. Make it larger, or press q to quit, ? for "
		"help.",
		shell->width, shell->height, LAYOUT_TABS_WIDTH, LAYOUT_TABS_HEIGHT);
	canvas_put_wrapped(canvas, canvas_area(canvas), ROLE_TEXT, text);
}

void shell_paint(struct shell *shell, struct canvas *canvas)
{
	struct desk *desk = shell->desk;
	desk->now = desk->clock->wall(desk->clock->context);
	canvas_clear(canvas);
	if (shell->width != canvas_full_width(canvas) || shell->height != canvas_full_height(canvas))
		shell_resize(shell, canvas_full_width(canvas), canvas_full_height(canvas));
	if (shell->layout.mode == LAYOUT_TOO_SMALL) {
		paint_too_small(shell, canvas);
	} else {
		/* What is typed or marked changes how many lines a pane has for rows. */
		shell_resize(shell, shell->width, shell->height);
		if (!rect_is_empty(shell->layout.tabs))
			shell_paint_tabs(shell, canvas, shell->layout.tabs);
		if (shell_is_grid(shell))
			paint_grid(shell, canvas);
		else
			paint_view(shell_focus(shell), canvas, shell->layout.body,
				dialog_count(desk->dialogs) == 0, false);
		if (!rect_is_empty(shell->layout.status))
			shell_paint_status(shell, canvas, shell->layout.status);
		paint_hints(shell, canvas);
	}
	dialog_paint(desk->dialogs, canvas);
	toasts_paint(desk->toasts, canvas, 3);
	shell_schedule(shell);
}
