/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "tui/dialog.h"

struct choice {
	struct dialog_choice setup;
	struct arena arena;
	struct display_text *labels;
	size_t selected;
	struct error problem;
};

static void choice_size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	const struct choice *choice = self;
	int widest = (int)display_literal(choice->setup.title).width + 2;
	for (size_t i = 0; i < choice->setup.count; i++)
		widest = MAX(widest, (int)choice->labels[i].width);
	*width = MIN(MAX(widest + 6, 28), screen_width);
	*height = (int)MIN(choice->setup.count + 3 + (choice->problem.code ? 1 : 0), (size_t)screen_height);
}

static void choice_paint(const void *self, struct canvas *canvas)
{
	const struct choice *choice = self;
	struct rect room = dialog_paint_box(canvas, display_literal(choice->setup.title), false);
	int lines = MAX(room.height - 1 - (choice->problem.code ? 1 : 0), 1);
	size_t first = choice->selected >= (size_t)lines ? choice->selected - (size_t)lines + 1 : 0;
	for (int y = 0; y < lines && first + (size_t)y < choice->setup.count; y++) {
		size_t index = first + (size_t)y;
		bool selected = index == choice->selected;
		if (selected) {
			canvas_put_glyph(canvas, room.x, room.y + y, ROLE_BAR_SELECTED, GLYPH_BAR);
			canvas_set_cursor(canvas, room.x, room.y + y, false);
		}
		canvas_put_fit(canvas, room.x + 2, room.y + y, room.width - 2, ALIGN_LEFT,
			selected ? ROLE_ROW_SELECTED : ROLE_DIALOG, choice->labels[index]);
	}
	int bottom = room.y + room.height - 1, x = room.x;
	if (choice->problem.code)
		canvas_put(canvas, x, bottom - 1, ROLE_STATUS_BAD,
			display_clean(canvas_arena(canvas), sv(choice->problem.message)));
	x += canvas_put_literal(canvas, x, bottom, ROLE_HINT_KEY, "Enter");
	x += canvas_put_literal(canvas, x, bottom, ROLE_HINT_TEXT, " choose  ");
	x += canvas_put_literal(canvas, x, bottom, ROLE_HINT_KEY, "Esc");
	canvas_put_literal(canvas, x, bottom, ROLE_HINT_TEXT, " back");
}

static unsigned finish(struct choice *choice, bool accepted)
{
	struct string_view text = SV("");
	unsigned outcome = OUTCOME_HANDLED;
	accepted = accepted && choice->setup.count > 0;
	if (accepted)
		text = display_view(choice->labels[choice->selected]);
	error_clear(&choice->problem);
	if (choice->setup.done)
		outcome = choice->setup.done(choice->setup.context, accepted, text, &choice->problem);
	return outcome & OUTCOME_FAILED ? OUTCOME_PAINT : outcome | OUTCOME_CLOSE;
}

static unsigned choice_key(void *self, const struct key_event *event)
{
	struct choice *choice = self;
	size_t count = choice->setup.count;
	if (event->kind != EVENT_KEY)
		return OUTCOME_IGNORED;
	switch (event->key.code) {
	case KEY_CODE_ENTER:
		return finish(choice, true);
	case KEY_CODE_ESCAPE:
	case 'q':
		return finish(choice, false);
	case KEY_CODE_UP:
	case 'k':
		choice->selected -= choice->selected > 0;
		return OUTCOME_PAINT;
	case KEY_CODE_DOWN:
	case 'j':
		choice->selected += choice->selected + 1 < count;
		return OUTCOME_PAINT;
	case KEY_CODE_HOME:
		choice->selected = 0;
		return OUTCOME_PAINT;
	case KEY_CODE_END:
		choice->selected = count ? count - 1 : 0;
		return OUTCOME_PAINT;
	default:
		return OUTCOME_IGNORED;
	}
}

static void choice_free(void *self)
{
	struct choice *choice = self;
	arena_free(&choice->arena);
	free(choice);
}

static const struct dialog_ops choice_ops = {
	.size = choice_size,
	.paint = choice_paint,
	.key = choice_key,
	.free = choice_free,
};

void dialog_push_choice(struct dialog_stack *stack, const struct dialog_choice *setup)
{
	struct choice *choice = NEW(struct choice);
	choice->setup = *setup;
	choice->labels = arena_alloc_array(&choice->arena, setup->count, sizeof(*choice->labels));
	for (size_t i = 0; i < setup->count; i++)
		choice->labels[i] = display_copy(&choice->arena, setup->labels[i]);
	choice->selected = setup->count ? MIN(setup->selected, setup->count - 1) : 0;
	dialog_push(stack, &choice_ops, choice);
}
