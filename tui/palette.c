/* SPDX-License-Identifier: MIT */
#include "tui/palette.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "tui/field.h"

struct hit {
	const struct command *command;
	int score;
};

struct palette {
	struct palette_setup setup;
	struct field field;
	struct hit *hits; /* the best first */
	size_t count, selected;
};

#define PALETTE_WIDTH 76
#define NAME_WIDTH    24
#define KEY_WIDTH     10

/* The better of the name and the title; an exact name before all. */
static int score(struct string_view word, const struct command *command)
{
	if (sv_equal_text(word, command->name))
		return 1000000;
	int by_name = fuzzy_score(word, sv(command->name));
	int by_title = fuzzy_score(word, sv(command->title));
	return MAX(by_name, by_title);
}

static void insert_hit(struct palette *palette, struct hit hit)
{
	size_t at = palette->count++;
	for (; at > 0 && palette->hits[at - 1].score < hit.score; at--)
		palette->hits[at] = palette->hits[at - 1];
	palette->hits[at] = hit;
}

static void search(struct palette *palette)
{
	const struct command_table *commands = palette->setup.commands;
	struct string_view word, arguments;
	command_split(field_text(&palette->field), &word, &arguments);
	palette->count = 0;
	palette->selected = 0;
	for (size_t i = 0; i < command_table_count(commands); i++) {
		const struct command *command = command_table_at(commands, i);
		int value = command->flags & COMMAND_HIDDEN ? 0 : score(word, command);
		if (value > 0)
			insert_hit(palette, (struct hit){command, value});
	}
}

static void palette_size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	const struct palette *palette = self;
	size_t lines = MAX(command_table_count(palette->setup.commands), (size_t)1);
	*width = MIN(PALETTE_WIDTH, screen_width);
	*height = (int)MIN(lines + 4, (size_t)MIN(screen_height, 18));
}

static void paint_hit(const struct palette *palette, struct canvas *canvas, struct rect line,
	const struct command *command, bool selected)
{
	struct error why = {0};
	char key[KEY_TEXT_MAX] = "";
	const struct binding *binding = keymap_find(palette->setup.keymap, NULL, 0, command->name);
	bool allowed = command_allowed(palette->setup.commands, command, &why);
	unsigned role = !allowed ? ROLE_DIM : selected ? ROLE_ROW_SELECTED : ROLE_DIALOG;
	if (binding)
		key_format(binding->key, key);
	if (selected) {
		canvas_put_glyph(canvas, line.x, line.y, ROLE_BAR_SELECTED, GLYPH_BAR);
	}
	int name_width = MIN(NAME_WIDTH, MAX(line.width - 2, 0)), x = line.x + 2 + name_width + 1;
	canvas_put_fit(
		canvas, line.x + 2, line.y, name_width, ALIGN_LEFT, role, display_literal(command->name));
	canvas_put_fit(canvas, x, line.y, KEY_WIDTH, ALIGN_LEFT, ROLE_HINT_KEY,
		display_clean(canvas_arena(canvas), sv(key)));
	x += KEY_WIDTH + 1;
	struct display_text help = allowed ? display_literal(command->help)
					   : display_clean(canvas_arena(canvas), sv(why.message));
	canvas_put_fit(canvas, x, line.y, line.x + line.width - x, ALIGN_LEFT,
		command->flags & COMMAND_DANGER ? ROLE_STATUS_WARNING : ROLE_DIM, help);
}

static void paint_hint(const struct palette *palette, struct canvas *canvas, struct rect line)
{
	const struct command *command = palette->count ? palette->hits[palette->selected].command : NULL;
	if (!command)
		canvas_put_literal(canvas, line.x, line.y, ROLE_STATUS_WARNING,
			"No command has these letters in this order");
	else if (command->arguments)
		canvas_format(
			canvas, line.x, line.y, ROLE_HINT_TEXT, "%s %s", command->name, command->arguments);
	else
		canvas_put_literal(canvas, line.x, line.y, ROLE_HINT_TEXT, command->title);
}

static void palette_paint(const void *self, struct canvas *canvas)
{
	const struct palette *palette = self;
	struct rect room = dialog_paint_box(canvas, TEXT("Commands"), false);
	int lines = MAX(room.height - 2, 0);
	size_t first = palette->selected >= (size_t)MAX(lines, 1) ? palette->selected - (size_t)lines + 1 : 0;
	for (int i = 0; i < lines && first + (size_t)i < palette->count; i++) {
		size_t index = first + (size_t)i;
		struct rect line = {room.x, room.y + 1 + i, room.width, 1};
		paint_hit(palette, canvas, line, palette->hits[index].command, index == palette->selected);
	}
	paint_hint(palette, canvas, (struct rect){room.x, room.y + room.height - 1, room.width, 1});
	canvas_put_literal(canvas, room.x, room.y, ROLE_ACCENT, ":");
	field_paint(&palette->field, canvas, room.x + 1, room.y, room.width - 1, true);
}

/* The typed word completed to the selected command's name, the arguments kept. */
static void complete(struct palette *palette)
{
	if (palette->count == 0)
		return;
	struct string_view word, arguments;
	struct string line = {0};
	command_split(field_text(&palette->field), &word, &arguments);
	string_append(&line, palette->hits[palette->selected].command->name);
	string_append_char(&line, ' ');
	string_append_view(&line, arguments);
	field_set(&palette->field, string_view(&line));
	string_free(&line);
	search(palette);
}

static unsigned accept(struct palette *palette)
{
	struct string_view word, arguments;
	if (palette->count == 0)
		return OUTCOME_HANDLED;
	const struct command *command = palette->hits[palette->selected].command;
	command_split(field_text(&palette->field), &word, &arguments);
	if ((command->flags & COMMAND_ARGUMENTS) && arguments.length == 0) {
		complete(palette);
		return OUTCOME_PAINT;
	}
	struct string line = {0};
	string_append(&line, command->name);
	if (arguments.length > 0)
		string_append_char(&line, ' ');
	string_append_view(&line, arguments);
	unsigned outcome = palette->setup.run(palette->setup.context, string_view(&line));
	string_free(&line);
	return outcome | OUTCOME_CLOSE;
}

static unsigned move(struct palette *palette, int step)
{
	if (step < 0 && palette->selected > 0)
		palette->selected--;
	if (step > 0 && palette->selected + 1 < palette->count)
		palette->selected++;
	return OUTCOME_PAINT;
}

static unsigned palette_key(void *self, const struct key_event *event)
{
	struct palette *palette = self;
	if (event->kind == EVENT_KEY) {
		switch (event->key.code) {
		case KEY_CODE_ESCAPE:
			return OUTCOME_CLOSE;
		case KEY_CODE_ENTER:
			return accept(palette);
		case KEY_CODE_TAB:
			complete(palette);
			return OUTCOME_PAINT;
		case KEY_CODE_UP:
			return move(palette, -1);
		case KEY_CODE_DOWN:
			return move(palette, 1);
		default:
			break;
		}
	}
	unsigned outcome = field_key(&palette->field, event);
	if (outcome != OUTCOME_IGNORED)
		search(palette);
	return outcome;
}

static void palette_free(void *self)
{
	struct palette *palette = self;
	field_free(&palette->field);
	free(palette->hits);
	free(palette);
}

static const struct dialog_ops palette_ops = {
	.size = palette_size,
	.paint = palette_paint,
	.key = palette_key,
	.free = palette_free,
	.context = "palette",
};

void palette_push(struct dialog_stack *stack, const struct palette_setup *setup, struct string_view text)
{
	struct palette *palette = NEW(struct palette);
	palette->setup = *setup;
	palette->hits = NEW_ARRAY(struct hit, command_table_count(setup->commands));
	field_init(&palette->field, 0, "type a few letters of a command");
	field_set(&palette->field, text);
	search(palette);
	dialog_push(stack, &palette_ops, palette);
}
