/* SPDX-License-Identifier: MIT */
#include "tui/help.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "tui/scroll.h"

struct line {
	const char *heading; /* or a command with its keys */
	struct display_text keys;
	const struct command *command;
	struct display_text text;
};

struct help {
	struct arena arena;
	struct line *lines;
	size_t count, capacity;
	struct scroll *scroll;
};

#define KEYS_WIDTH 20

static void add_line(struct help *help, struct line line)
{
	array_grow(&help->lines, &help->capacity, help->count, sizeof(*help->lines));
	help->lines[help->count++] = line;
}

/* All keys of the command line in the context: "j Down". */
static struct display_text all_keys(
	struct help *help, const struct keymap *keymap, const char *context, const char *command_line)
{
	struct string keys = {0};
	for (size_t i = 0; i < keymap_count(keymap); i++) {
		const struct binding *binding = keymap_at(keymap, i);
		char name[KEY_TEXT_MAX];
		if (!sv_equal_text(sv(context), binding->context) ||
			!sv_equal_text(sv(command_line), binding->command))
			continue;
		if (keys.length > 0)
			string_append_char(&keys, ' ');
		string_append(&keys, key_format(binding->key, name));
	}
	struct display_text text =
		display_copy(&help->arena, display_clean(&help->arena, string_view(&keys)));
	string_free(&keys);
	return text;
}

/* Is this the first binding of its command line in its context? */
static bool is_first(const struct keymap *keymap, size_t index)
{
	const struct binding *binding = keymap_at(keymap, index);
	for (size_t i = 0; i < index; i++) {
		const struct binding *other = keymap_at(keymap, i);
		if (sv_equal_text(sv(binding->context), other->context) &&
			sv_equal_text(sv(binding->command), other->command))
			return false;
	}
	return true;
}

static void add_binding(struct help *help, const struct command_table *commands, const struct keymap *keymap,
	const struct binding *binding)
{
	struct string_view word, arguments;
	command_split(sv(binding->command), &word, &arguments);
	const struct command *command = command_find(commands, word);
	if (!command)
		return;
	struct line line = {.command = command};
	line.keys = all_keys(help, keymap, binding->context, binding->command);
	line.text = arguments.length > 0
			    ? display_format(&help->arena, "%s (%.*s)", command->help, SV_ARG(arguments))
			    : display_format(&help->arena, "%s", command->help);
	add_line(help, line);
}

static void add_context(struct help *help, const struct command_table *commands, const struct keymap *keymap,
	const struct help_context *context)
{
	bool titled = false;
	for (size_t i = 0; i < keymap_count(keymap); i++) {
		const struct binding *binding = keymap_at(keymap, i);
		if (!sv_equal_text(sv(context->context), binding->context) || !is_first(keymap, i))
			continue;
		if (!titled && help->count > 0)
			add_line(help, (struct line){0});
		if (!titled)
			add_line(help, (struct line){.heading = context->title});
		titled = true;
		add_binding(help, commands, keymap, binding);
	}
}

static void help_size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	const struct help *help = self;
	*width = MIN(screen_width, 90);
	*height = (int)MIN(help->count + 4, (size_t)screen_height);
}

static void paint_line(struct canvas *canvas, struct rect room, const struct line *line)
{
	if (line->heading) {
		canvas_put_literal(canvas, room.x, room.y, ROLE_TITLE, line->heading);
	} else if (line->command) {
		int keys = MIN(KEYS_WIDTH, room.width / 3), x = room.x + keys + 1,
		    width = room.width - keys - 1;
		canvas_put_fit(canvas, room.x, room.y, keys, ALIGN_RIGHT, ROLE_HINT_KEY, line->keys);
		bool danger = line->command->flags & COMMAND_DANGER;
		canvas_put_fit(canvas, x + 1, room.y, width - 1, ALIGN_LEFT,
			danger ? ROLE_STATUS_WARNING : ROLE_DIALOG, line->text);
	}
}

static void help_paint(const void *self, struct canvas *canvas)
{
	const struct help *help = self;
	struct rect room = dialog_paint_box(canvas, TEXT("Keys"), false);
	int lines = MAX(room.height - 2, 0), x = room.x, bottom = room.y + room.height - 1;
	int scroll = scroll_fit(help->scroll, (int)help->count, lines);
	for (int i = 0; i < lines && scroll + i < (int)help->count; i++)
		paint_line(
			canvas, (struct rect){room.x, room.y + i, room.width, 1}, &help->lines[scroll + i]);
	if ((int)help->count > lines)
		x += canvas_format(canvas, x, bottom, ROLE_DIM, "%d to %d of %zu lines  ", scroll + 1,
			MIN(scroll + lines, (int)help->count), help->count);
	x += canvas_put_literal(canvas, x, bottom, ROLE_HINT_KEY, "Esc");
	canvas_put_literal(canvas, x, bottom, ROLE_HINT_TEXT, " close");
	canvas_set_cursor(canvas, room.x, room.y, false);
}

static unsigned help_key(void *self, const struct key_event *event)
{
	struct help *help = self;
	if (event->kind != EVENT_KEY)
		return OUTCOME_IGNORED;
	uint32_t code = event->key.code;
	if (code == KEY_CODE_ESCAPE || code == KEY_CODE_ENTER || code == 'q' || code == '?')
		return OUTCOME_CLOSE;
	return scroll_key(help->scroll, event->key) ? OUTCOME_PAINT : OUTCOME_IGNORED;
}

static void help_free(void *self)
{
	struct help *help = self;
	arena_free(&help->arena);
	free(help->lines);
	free(help->scroll);
	free(help);
}

static const struct dialog_ops help_ops = {
	.size = help_size,
	.paint = help_paint,
	.key = help_key,
	.free = help_free,
	.context = "help",
};

void help_push(struct dialog_stack *stack, const struct command_table *commands, const struct keymap *keymap,
	const struct help_context *contexts, size_t count)
{
	struct help *help = NEW(struct help);
	help->scroll = NEW(struct scroll);
	for (size_t i = 0; i < count; i++)
		add_context(help, commands, keymap, &contexts[i]);
	dialog_push(stack, &help_ops, help);
}
