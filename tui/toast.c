/* SPDX-License-Identifier: MIT */
#include "tui/toast.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"

#define TOASTS_MAX   3
#define TOAST_WIDTH  60
#define TOAST_HEIGHT 3

struct toast {
	struct arena arena;
	struct display_text text;
	enum toast_level level;
	int64_t until;
};

struct toasts {
	struct toast items[TOASTS_MAX]; /* the newest last */
	size_t count;
};

static const struct {
	unsigned role;
	int64_t milliseconds;
	enum glyph glyph;
} levels[] = {
	[TOAST_INFO] = {ROLE_TOAST_INFO, 4000, GLYPH_CHECK},
	[TOAST_WARNING] = {ROLE_TOAST_WARNING, 8000, GLYPH_DIAMOND},
	[TOAST_ERROR] = {ROLE_TOAST_ERROR, 12000, GLYPH_UP},
};

struct toasts *toasts_new(void)
{
	return NEW(struct toasts);
}

static void remove_at(struct toasts *toasts, size_t index)
{
	arena_free(&toasts->items[index].arena);
	toasts->count--;
	memmove(&toasts->items[index], &toasts->items[index + 1],
		(toasts->count - index) * sizeof(*toasts->items));
	toasts->items[toasts->count] = (struct toast){0};
}

void toasts_dismiss(struct toasts *toasts)
{
	while (toasts->count > 0)
		remove_at(toasts, 0);
}

void toasts_free(struct toasts *toasts)
{
	if (!toasts)
		return;
	toasts_dismiss(toasts);
	free(toasts);
}

static bool prolong(struct toasts *toasts, enum toast_level level, struct string_view text, int64_t until)
{
	for (size_t i = 0; i < toasts->count; i++) {
		struct toast *toast = &toasts->items[i];
		if (toast->level == level && sv_equal(display_view(toast->text), text)) {
			toast->until = until;
			return true;
		}
	}
	return false;
}

void toast_show(struct toasts *toasts, enum toast_level level, struct string_view text, int64_t now)
{
	struct toast toast = {.level = level, .until = now + levels[level].milliseconds};
	toast.text = display_copy(&toast.arena, display_clean(&toast.arena, text));
	if (prolong(toasts, level, display_view(toast.text), toast.until)) {
		arena_free(&toast.arena);
		return;
	}
	if (toasts->count == TOASTS_MAX)
		remove_at(toasts, 0);
	toasts->items[toasts->count++] = toast;
}

bool toasts_expire(struct toasts *toasts, int64_t now)
{
	size_t before = toasts->count;
	for (size_t i = toasts->count; i > 0; i--) {
		if (toasts->items[i - 1].until <= now)
			remove_at(toasts, i - 1);
	}
	return toasts->count != before;
}

int64_t toasts_next(const struct toasts *toasts)
{
	int64_t next = -1;
	for (size_t i = 0; i < toasts->count; i++) {
		if (next < 0 || toasts->items[i].until < next)
			next = toasts->items[i].until;
	}
	return next;
}

/* Returns the lines it took, upwards from `bottom`. */
static int paint_toast(const struct toast *toast, struct canvas *canvas, int bottom)
{
	int room = MIN(TOAST_WIDTH, canvas_width(canvas) - 4);
	if (room < 10)
		return 0;
	int text_width = MIN((int)toast->text.width, room - 4);
	int height = MIN(MAX(display_wrapped_height(toast->text, text_width), 1), TOAST_HEIGHT);
	struct rect area = {canvas_width(canvas) - text_width - 5, bottom - height, text_width + 4, height};
	unsigned role = levels[toast->level].role;
	canvas_fill(canvas, area, role);
	canvas_put_glyph(canvas, area.x + 1, area.y, role, levels[toast->level].glyph);
	canvas_put_wrapped(canvas, rect_inset(area, 3, 0, 1, 0), role, toast->text);
	return height;
}

void toasts_paint(const struct toasts *toasts, struct canvas *canvas, int below)
{
	int bottom = canvas_height(canvas) - below;
	for (size_t i = toasts->count; i > 0 && bottom > 0; i--)
		bottom -= paint_toast(&toasts->items[i - 1], canvas, bottom);
}
