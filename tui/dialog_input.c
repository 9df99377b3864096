/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "tui/dialog.h"
#include "tui/field.h"

struct input {
	struct dialog_input setup;
	struct field field;
	struct error problem;
};

#define INPUT_WIDTH 60

static void input_size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	(void)self;
	*width = MIN(INPUT_WIDTH, screen_width);
	*height = MIN(7, screen_height);
}

static void input_paint(const void *self, struct canvas *canvas)
{
	const struct input *input = self;
	struct rect room = dialog_paint_box(canvas, display_literal(input->setup.title), false);
	int x = room.x, bottom = room.y + room.height - 1;
	if (input->setup.label)
		canvas_put_literal(canvas, x, room.y, ROLE_DIALOG, input->setup.label);
	canvas_put_glyph(canvas, x, room.y + 1, ROLE_ACCENT, GLYPH_RIGHT);
	field_paint(&input->field, canvas, x + 2, room.y + 1, room.width - 2, true);
	if (input->problem.code)
		canvas_put(canvas, x, room.y + 2, ROLE_STATUS_BAD,
			display_clean(canvas_arena(canvas), sv(input->problem.message)));
	x += canvas_put_literal(canvas, x, bottom, ROLE_HINT_KEY, "Enter");
	x += canvas_put_literal(canvas, x, bottom, ROLE_HINT_TEXT, " accept  ");
	x += canvas_put_literal(canvas, x, bottom, ROLE_HINT_KEY, "Esc");
	canvas_put_literal(canvas, x, bottom, ROLE_HINT_TEXT, " back");
}

static unsigned finish(struct input *input, bool accepted)
{
	error_clear(&input->problem);
	unsigned outcome = OUTCOME_HANDLED;
	if (input->setup.done)
		outcome = input->setup.done(input->setup.context, accepted,
			accepted ? field_text(&input->field) : SV(""), &input->problem);
	if (outcome & OUTCOME_FAILED)
		return OUTCOME_PAINT;
	return outcome | OUTCOME_CLOSE;
}

static unsigned input_key(void *self, const struct key_event *event)
{
	struct input *input = self;
	if (event->kind == EVENT_KEY && event->key.code == KEY_CODE_ENTER)
		return finish(input, true);
	if (event->kind == EVENT_KEY && event->key.code == KEY_CODE_ESCAPE)
		return finish(input, false);
	return field_key(&input->field, event);
}

static void input_free(void *self)
{
	struct input *input = self;
	field_free(&input->field);
	free(input);
}

static const struct dialog_ops input_ops = {
	.size = input_size,
	.paint = input_paint,
	.key = input_key,
	.free = input_free,
};

void dialog_push_input(struct dialog_stack *stack, const struct dialog_input *setup)
{
	struct input *input = NEW(struct input);
	input->setup = *setup;
	field_init(&input->field, setup->limit, setup->placeholder);
	input->field.secret = setup->secret;
	field_set(&input->field, setup->text);
	dialog_push(stack, &input_ops, input);
}
