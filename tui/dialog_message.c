/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "tui/dialog.h"
#include "tui/paragraphs.h"
#include "tui/scroll.h"

struct message {
	struct paragraphs text;
	const char *title;
	bool danger;
	struct scroll *scroll;
};

#define MESSAGE_WIDTH 76

static int inner_width(const struct message *message, int screen_width)
{
	int wanted = MAX(paragraphs_width(&message->text), (int)display_literal(message->title).width);
	return MAX(MIN(MIN(wanted, MESSAGE_WIDTH - 4), screen_width - 4), 20);
}

static void message_size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	const struct message *message = self;
	int inner = inner_width(message, screen_width);
	*width = inner + 4;
	*height = MIN(paragraphs_height(&message->text, inner) + 4, screen_height);
}

static void message_paint(const void *self, struct canvas *canvas)
{
	const struct message *message = self;
	struct rect room = dialog_paint_box(canvas, display_literal(message->title), message->danger);
	struct rect text = rect_inset(room, 0, 0, 0, 2);
	int height = paragraphs_height(&message->text, text.width);
	int scroll = scroll_fit(message->scroll, height, text.height);
	paragraphs_paint(&message->text, canvas, text, scroll, ROLE_DIALOG);
	int y = room.y + room.height - 1, x = room.x;
	if (height > text.height)
		x += canvas_format(canvas, x, y, ROLE_DIM, "%d of %d lines  ",
			MIN(scroll + text.height, height), height);
	x += canvas_put_literal(canvas, x, y, ROLE_HINT_KEY, "Enter");
	canvas_put_literal(canvas, x, y, ROLE_HINT_TEXT, " close");
	canvas_set_cursor(canvas, room.x, y, false);
}

static unsigned message_key(void *self, const struct key_event *event)
{
	struct message *message = self;
	if (event->kind != EVENT_KEY)
		return OUTCOME_IGNORED;
	uint32_t code = event->key.code;
	if (code == KEY_CODE_ENTER || code == KEY_CODE_ESCAPE || code == 'q')
		return OUTCOME_CLOSE;
	return scroll_key(message->scroll, event->key) ? OUTCOME_PAINT : OUTCOME_IGNORED;
}

static void message_free(void *self)
{
	struct message *message = self;
	paragraphs_free(&message->text);
	free(message->scroll);
	free(message);
}

static const struct dialog_ops message_ops = {
	.size = message_size,
	.paint = message_paint,
	.key = message_key,
	.free = message_free,
};

void dialog_push_message(struct dialog_stack *stack, const struct dialog_message *setup)
{
	struct message *message = NEW(struct message);
	message->scroll = NEW(struct scroll);
	message->title = setup->title;
	message->danger = setup->danger;
	paragraphs_set(&message->text, setup->text);
	dialog_push(stack, &message_ops, message);
}
