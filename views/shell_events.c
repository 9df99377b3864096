/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "views/shell_parts.h"

size_t shell_contexts(struct shell *shell, const char *contexts[SHELL_CONTEXTS])
{
	const struct view_ops *ops = shell_focus(shell)->ops;
	size_t count = 0;
	contexts[count++] = ops->name;
	if (ops->list || ops->open)
		contexts[count++] = "list";
	contexts[count++] = "global";
	return count;
}

void shell_obey(struct shell *shell, unsigned outcome)
{
	if (outcome & OUTCOME_QUIT)
		loop_stop(shell->desk->loop);
	if (outcome & OUTCOME_RELAYOUT)
		shell_resize(shell, shell->width, shell->height);
	if (outcome & (OUTCOME_REDRAW | OUTCOME_RELAYOUT | OUTCOME_FAILED))
		desk_repaint(shell->desk);
}

unsigned shell_command(struct shell *shell, struct string_view line)
{
	struct error err = {0};
	unsigned outcome = command_run(shell->desk->commands, line, &err);
	if ((outcome & OUTCOME_FAILED) && err.code != ERROR_NONE)
		desk_failed(shell->desk, &err);
	return outcome;
}

/* ---- the mouse ---- */

static struct rect content_of(const struct shell *shell, int pane)
{
	return pane < 0 ? shell->layout.body : rect_inset(shell->layout.pane[pane], 1, 1, 1, 1);
}

static bool is_inside(struct rect area, const struct key_event *event)
{
	return event->x >= area.x && event->x < area.x + area.width && event->y >= area.y &&
	       event->y < area.y + area.height;
}

static unsigned click(struct shell *shell, struct rect area, const struct key_event *event)
{
	struct view *view = shell_focus(shell);
	if (view->ops->click)
		view->ops->click(view->self, event->y - area.y);
	return OUTCOME_PAINT;
}

static unsigned mouse(struct shell *shell, const struct key_event *event)
{
	struct view *view = shell_focus(shell);
	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN)
		return view->ops->move ? view->ops->move(view->self,
						 event->button == MOUSE_WHEEL_UP ? TABLE_UP : TABLE_DOWN)
				       : OUTCOME_HANDLED;
	if (event->button != MOUSE_LEFT)
		return OUTCOME_IGNORED;
	if (!shell_is_grid(shell))
		return is_inside(content_of(shell, -1), event) ? click(shell, content_of(shell, -1), event)
							       : OUTCOME_IGNORED;
	for (int i = 0; i < LAYOUT_PANES; i++) {
		if (!is_inside(shell->layout.pane[i], event))
			continue;
		shell->page = shell_panes[i];
		return click(shell, content_of(shell, i), event);
	}
	return OUTCOME_IGNORED;
}

/* ---- keys ---- */

static unsigned run_binding(struct shell *shell, const char *const *contexts, size_t count,
	const struct key_event *event, bool *bound)
{
	const struct binding *binding =
		event->kind == EVENT_KEY ? keymap_lookup(shell->desk->keymap, contexts, count, event->key)
					 : NULL;
	*bound = binding != NULL;
	return binding ? shell_command(shell, sv(binding->command)) : OUTCOME_IGNORED;
}

static unsigned dialog_event(struct shell *shell, const struct key_event *event)
{
	struct dialog_stack *dialogs = shell->desk->dialogs;
	const char *context = dialog_context(dialogs);
	bool bound = false;
	if (context) {
		unsigned outcome = run_binding(shell, &context, 1, event, &bound);
		if (bound)
			return outcome;
	}
	return dialog_key(dialogs, event);
}

/* Where nothing can be shown, only what helps out of it works. */
static bool works_when_too_small(const char *command)
{
	static const char *const names[] = {
		"console.back", "console.quit", "console.help", "console.repaint"};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (sv_equal_text(sv(command), names[i]))
			return true;
	}
	return false;
}

static unsigned page_event(struct shell *shell, const struct key_event *event)
{
	const char *contexts[SHELL_CONTEXTS];
	size_t count = shell_contexts(shell, contexts);
	struct view *view = shell_focus(shell);
	bool small = shell->layout.mode == LAYOUT_TOO_SMALL, bound;
	if (event->kind == EVENT_MOUSE)
		return small ? OUTCOME_IGNORED : mouse(shell, event);
	unsigned outcome = view->ops->key && !small ? view->ops->key(view->self, event) : OUTCOME_IGNORED;
	if (outcome != OUTCOME_IGNORED)
		return outcome;
	if (small) {
		const struct binding *binding =
			keymap_lookup(shell->desk->keymap, contexts, count, event->key);
		if (!binding || !works_when_too_small(binding->command))
			return OUTCOME_IGNORED;
	}
	return run_binding(shell, contexts, count, event, &bound);
}

unsigned shell_event(struct shell *shell, const struct key_event *event)
{
	unsigned outcome;
	const struct key repaint = {'l', KEY_CONTROL};
	if (event->kind == EVENT_KEY && key_equal(event->key, repaint))
		outcome = shell_command(shell, SV("console.repaint"));
	else if (dialog_count(shell->desk->dialogs))
		outcome = dialog_event(shell, event);
	else
		outcome = page_event(shell, event);
	shell_obey(shell, outcome);
	return outcome;
}
