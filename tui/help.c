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
	const struct help_sign *sign;
	struct display_text text;
};

struct help {
	struct arena arena;
	struct line *lines;
	size_t count, capacity;
	int keys_width; /* of the longest keys */
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
	help->keys_width = MAX(help->keys_width, (int)line.keys.width);
	add_line(help, line);
}

static void add_signs(struct help *help, const struct help_sign *signs, size_t count)
{
	if (count > 0 && help->count > 0)
		add_line(help, (struct line){0});
	if (count > 0)
		add_line(help, (struct line){.heading = "Signs"});
	for (size_t i = 0; i < count; i++)
		add_line(help, (struct line){.sign = &signs[i], .text = display_literal(signs[i].meaning)});
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

/* How the text lies beside the keys, in a room so wide. */
struct columns {
	int keys, x, width;
};

static struct columns columns_in(const struct help *help, int room)
{
	int keys = MIN(MIN(help->keys_width, KEYS_WIDTH), room / 3);
	return (struct columns){keys, keys + 2, MAX(room - keys - 2, 1)};
}

static int line_height(const struct line *line, int width)
{
	return line->heading ? 1 : MAX(display_wrapped_height(line->text, width), 1);
}

static int lines_height(const struct help *help, int width)
{
	int height = 0;
	for (size_t i = 0; i < help->count; i++)
		height += line_height(&help->lines[i], width);
	return height;
}

#define BOX_WIDTH 4 /* the frame with a blank at each side */

static void help_size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	const struct help *help = self;
	*width = MIN(screen_width, 90);
	int lines = lines_height(help, columns_in(help, MAX(*width - BOX_WIDTH, 1)).width);
	*height = MIN(lines + 4, screen_height);
}

static void paint_line(
	struct canvas *canvas, int y, int height, struct columns columns, const struct line *line)
{
	if (line->heading) {
		canvas_put_literal(canvas, 0, y, ROLE_TITLE, line->heading);
		return;
	}
	struct display_text keys = line->keys;
	if (line->sign)
		keys = display_literal(canvas_is_ascii(canvas) ? line->sign->ascii : line->sign->sign);
	bool danger = line->command && line->command->flags & COMMAND_DANGER;
	canvas_put_fit(canvas, 0, y, columns.keys, ALIGN_RIGHT, ROLE_HINT_KEY, keys);
	canvas_put_wrapped(canvas, (struct rect){columns.x, y, columns.width, height},
		danger ? ROLE_STATUS_WARNING : ROLE_DIALOG, line->text);
}

static void paint_lines(const struct help *help, struct canvas *canvas, struct rect room, int scroll)
{
	struct columns columns = columns_in(help, room.width);
	struct canvas_window previous = canvas_enter(canvas, room);
	int y = -scroll;
	for (size_t i = 0; i < help->count && y < room.height; i++) {
		int height = line_height(&help->lines[i], columns.width);
		if (y + height > 0)
			paint_line(canvas, y, height, columns, &help->lines[i]);
		y += height;
	}
	canvas_leave(canvas, previous);
}

static void help_paint(const void *self, struct canvas *canvas)
{
	const struct help *help = self;
	struct rect room = dialog_paint_box(canvas, TEXT("Keys"), false);
	int lines = MAX(room.height - 2, 0), x = 0, bottom = room.y + room.height - 1;
	int all = lines_height(help, columns_in(help, room.width).width);
	int scroll = scroll_fit(help->scroll, all, lines);
	paint_lines(help, canvas, (struct rect){room.x, room.y, room.width, lines}, scroll);
	struct canvas_window previous = canvas_enter(canvas, (struct rect){room.x, bottom, room.width, 1});
	if (all > lines)
		x += canvas_format(canvas, x, 0, ROLE_DIM, "%d to %d of %d lines  ", scroll + 1,
			MIN(scroll + lines, all), all);
	x += canvas_put_literal(canvas, x, 0, ROLE_HINT_KEY, "Esc");
	x += canvas_put_literal(canvas, x, 0, ROLE_HINT_TEXT, " close");
	if (scroll + lines < all) {
		x += canvas_put_literal(canvas, x + 2, 0, ROLE_HINT_KEY, "PageDown");
		canvas_put_literal(canvas, x + 2, 0, ROLE_HINT_TEXT, " more");
	}
	canvas_leave(canvas, previous);
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

void help_push_signs(struct dialog_stack *stack, const struct command_table *commands,
	const struct keymap *keymap, const struct help_context *contexts, size_t count,
	const struct help_sign *signs, size_t sign_count)
{
	struct help *help = NEW(struct help);
	help->scroll = NEW(struct scroll);
	for (size_t i = 0; i < count; i++)
		add_context(help, commands, keymap, &contexts[i]);
	add_signs(help, signs, sign_count);
	dialog_push(stack, &help_ops, help);
}

void help_push(struct dialog_stack *stack, const struct command_table *commands, const struct keymap *keymap,
	const struct help_context *contexts, size_t count)
{
	help_push_signs(stack, commands, keymap, contexts, count, NULL, 0);
}
