/* SPDX-License-Identifier: MIT */
#include "tui/paragraphs.h"

#include "core/base/attributes.h"

void paragraphs_set(struct paragraphs *paragraphs, struct string_view text)
{
	size_t capacity = 1;
	for (size_t i = 0; i < text.length; i++)
		capacity += text.data[i] == '\n';
	arena_reset(&paragraphs->arena);
	text = arena_copy(&paragraphs->arena, text);
	paragraphs->items = arena_alloc_array(&paragraphs->arena, capacity, sizeof(*paragraphs->items));
	paragraphs->count = 0;
	struct string_view part;
	while (paragraphs->count < capacity && sv_split(&text, '\n', &part))
		paragraphs->items[paragraphs->count++] = display_clean(&paragraphs->arena, part);
}

void paragraphs_free(struct paragraphs *paragraphs)
{
	arena_free(&paragraphs->arena);
	*paragraphs = (struct paragraphs){0};
}

static int item_height(struct display_text item, int width)
{
	return MAX(display_wrapped_height(item, width), 1);
}

int paragraphs_height(const struct paragraphs *paragraphs, int width)
{
	int height = 0;
	for (size_t i = 0; i < paragraphs->count; i++)
		height += item_height(paragraphs->items[i], width);
	return height;
}

int paragraphs_width(const struct paragraphs *paragraphs)
{
	int width = 0;
	for (size_t i = 0; i < paragraphs->count; i++)
		width = MAX(width, (int)paragraphs->items[i].width);
	return width;
}

void paragraphs_paint(const struct paragraphs *paragraphs, struct canvas *canvas, struct rect area,
	int scroll, unsigned role)
{
	struct canvas_window previous = canvas_enter(canvas, area);
	int y = -scroll;
	for (size_t i = 0; i < paragraphs->count; i++) {
		int height = item_height(paragraphs->items[i], area.width);
		struct rect place = {0, y, area.width, height};
		canvas_put_wrapped(canvas, place, role, paragraphs->items[i]);
		y += height;
	}
	canvas_leave(canvas, previous);
}
