/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "tui/dialog.h"
#include "tui/field.h"
#include "tui/paragraphs.h"

struct confirm {
	struct dialog_confirm setup;
	struct paragraphs text;
	struct arena arena;
	struct display_text typed; /* what must be typed; no width when nothing must */
	struct field field;
	bool on_accept; /* where the focus is */
	struct error problem;
};

#define CONFIRM_WIDTH 64

static bool must_type(const struct confirm *confirm)
{
	return confirm->typed.length > 0;
}

static void confirm_size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	const struct confirm *confirm = self;
	*width = MIN(MAX(paragraphs_width(&confirm->text), CONFIRM_WIDTH - 4) + 4, MIN(screen_width, 80));
	int lines = paragraphs_height(&confirm->text, MAX(*width - 4, 1));
	*height = MIN(
		lines + 4 + (must_type(confirm) ? 2 : 0) + (confirm->problem.code ? 1 : 0), screen_height);
}

static int paint_button(struct canvas *canvas, int x, int y, bool focused, const char *key, const char *word)
{
	unsigned role = focused ? ROLE_BUTTON_FOCUS : ROLE_BUTTON;
	int used = canvas_put_literal(canvas, x, y, role, focused ? "[ " : "  ");
	used += canvas_put_literal(canvas, x + used, y, focused ? role : ROLE_HINT_KEY, key);
	used += canvas_put_literal(canvas, x + used, y, role, " ");
	used += canvas_put_literal(canvas, x + used, y, role, word);
	used += canvas_put_literal(canvas, x + used, y, role, focused ? " ]" : "  ");
	if (focused)
		canvas_set_cursor(canvas, x + 2, y, false);
	return used;
}

static void paint_buttons(const struct confirm *confirm, struct canvas *canvas, struct rect room)
{
	int y = room.y + room.height - 1, x = room.x;
	const char *word = confirm->setup.accept ? confirm->setup.accept : "yes";
	if (must_type(confirm)) {
		x += canvas_put_literal(canvas, x, y, ROLE_HINT_KEY, "Enter");
		x += canvas_put_literal(canvas, x, y, ROLE_HINT_TEXT, " ");
		x += canvas_put_literal(canvas, x, y, ROLE_HINT_TEXT, word);
		x += canvas_put_literal(canvas, x + 3, y, ROLE_HINT_KEY, "Esc") + 3;
		canvas_put_literal(canvas, x, y, ROLE_HINT_TEXT, " back");
		return;
	}
	x += paint_button(canvas, x, y, confirm->on_accept, "y", word) + 1;
	paint_button(canvas, x, y, !confirm->on_accept, "n", "back");
}

static void paint_typed(const struct confirm *confirm, struct canvas *canvas, struct rect line)
{
	int x = line.x + canvas_put_literal(canvas, line.x, line.y, ROLE_DIALOG, "Type ");
	x += canvas_put(canvas, x, line.y, ROLE_STRONG, confirm->typed);
	x += canvas_put_literal(canvas, x, line.y, ROLE_DIALOG, ": ");
	field_paint(&confirm->field, canvas, x, line.y, MAX(line.x + line.width - x, 1), true);
}

static void confirm_paint(const void *self, struct canvas *canvas)
{
	const struct confirm *confirm = self;
	struct rect room =
		dialog_paint_box(canvas, display_literal(confirm->setup.title), confirm->setup.danger);
	int y = room.y + room.height - 2;
	paragraphs_paint(&confirm->text, canvas, room, 0, ROLE_DIALOG);
	if (confirm->problem.code)
		canvas_put(canvas, room.x, y--, ROLE_STATUS_BAD,
			display_clean(canvas_arena(canvas), sv(confirm->problem.message)));
	if (must_type(confirm))
		paint_typed(confirm, canvas, (struct rect){room.x, y, room.width, 1});
	paint_buttons(confirm, canvas, room);
}

static unsigned finish(struct confirm *confirm, bool accepted)
{
	error_clear(&confirm->problem);
	unsigned outcome = OUTCOME_HANDLED;
	if (confirm->setup.done)
		outcome = confirm->setup.done(
			confirm->setup.context, accepted, field_text(&confirm->field), &confirm->problem);
	if (outcome & OUTCOME_FAILED)
		return OUTCOME_PAINT;
	return outcome | OUTCOME_CLOSE;
}

static unsigned typed_key(struct confirm *confirm, const struct key_event *event)
{
	if (event->kind == EVENT_KEY && event->key.code == KEY_CODE_ENTER) {
		struct string_view text = sv_trim(field_text(&confirm->field));
		if (sv_equal(text, display_view(confirm->typed)))
			return finish(confirm, true);
		error_set(&confirm->problem, ERROR_USAGE, "that is not what must be typed");
		return OUTCOME_PAINT;
	}
	error_clear(&confirm->problem);
	return field_key(&confirm->field, event);
}

static unsigned confirm_key(void *self, const struct key_event *event)
{
	struct confirm *confirm = self;
	bool is_key = event->kind == EVENT_KEY;
	if (is_key && event->key.code == KEY_CODE_ESCAPE)
		return finish(confirm, false);
	if (must_type(confirm))
		return typed_key(confirm, event);
	if (!is_key)
		return OUTCOME_IGNORED; /* a paste never answers */
	switch (event->key.code) {
	case 'y':
		return finish(confirm, true);
	case 'n':
	case 'q':
		return finish(confirm, false);
	case KEY_CODE_ENTER:
		return finish(confirm, confirm->on_accept);
	case KEY_CODE_TAB:
	case KEY_CODE_LEFT:
	case KEY_CODE_RIGHT:
		confirm->on_accept = !confirm->on_accept;
		return OUTCOME_PAINT;
	default:
		return OUTCOME_IGNORED;
	}
}

static void confirm_free(void *self)
{
	struct confirm *confirm = self;
	paragraphs_free(&confirm->text);
	field_free(&confirm->field);
	arena_free(&confirm->arena);
	free(confirm);
}

static const struct dialog_ops confirm_ops = {
	.size = confirm_size,
	.paint = confirm_paint,
	.key = confirm_key,
	.free = confirm_free,
};

void dialog_push_confirm(struct dialog_stack *stack, const struct dialog_confirm *setup)
{
	struct confirm *confirm = NEW(struct confirm);
	confirm->setup = *setup;
	confirm->on_accept = !setup->danger;
	paragraphs_set(&confirm->text, setup->text);
	confirm->typed = display_copy(&confirm->arena, display_clean(&confirm->arena, setup->typed));
	field_init(&confirm->field, 0, NULL);
	dialog_push(stack, &confirm_ops, confirm);
}
