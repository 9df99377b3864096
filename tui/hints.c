/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "tui/help.h"

struct hint {
	struct display_text key, text;
};

#define HINTS_MAX 32
#define HINT_GAP  2

static int hint_width(const struct hint *hint)
{
	return (int)(hint->key.width + 1 + hint->text.width);
}

/* False when it has no key here, or must not run now. */
static bool make_hint(struct canvas *canvas, const struct command_table *commands,
	const struct keymap *keymap, const char *const *contexts, size_t context_count, const char *line,
	struct hint *out)
{
	struct string_view word, arguments;
	char key[KEY_TEXT_MAX];
	command_split(sv(line), &word, &arguments);
	const struct command *command = command_find(commands, word);
	const struct binding *binding = keymap_find(keymap, contexts, context_count, line);
	if (!command || !binding || !command_allowed(commands, command, NULL))
		return false;
	out->key = display_format(canvas_arena(canvas), "%s", key_format(binding->key, key));
	out->text = display_clean(canvas_arena(canvas), sv(command->title));
	return true;
}

/* The last one always stays; the others in their order while there is room beside it. */
static size_t choose(const struct hint *hints, size_t count, int width)
{
	int used = count ? hint_width(&hints[count - 1]) : 0;
	for (size_t i = 0; i + 1 < count; i++) {
		used += hint_width(&hints[i]) + HINT_GAP;
		if (used > width)
			return i;
	}
	return count ? count - 1 : 0;
}

static int paint_hint(struct canvas *canvas, int x, int y, const struct hint *hint)
{
	int used = canvas_put(canvas, x, y, ROLE_HINT_KEY, hint->key);
	used += canvas_put(canvas, x + used, y, ROLE_HINT_TEXT, TEXT(" "));
	return used + canvas_put(canvas, x + used, y, ROLE_HINT_TEXT, hint->text);
}

void hints_paint(struct canvas *canvas, int y, const struct command_table *commands,
	const struct keymap *keymap, const char *const *contexts, size_t context_count,
	const char *const *command_lines, size_t count)
{
	struct hint hints[HINTS_MAX];
	size_t made = 0;
	for (size_t i = 0; i < count && made < HINTS_MAX; i++)
		made += make_hint(
			canvas, commands, keymap, contexts, context_count, command_lines[i], &hints[made]);
	size_t shown = choose(hints, made, canvas_width(canvas) - 2);
	int x = 1;
	for (size_t i = 0; i < shown; i++)
		x += paint_hint(canvas, x, y, &hints[i]) + HINT_GAP;
	if (made > 0)
		paint_hint(canvas, x, y, &hints[made - 1]);
}
