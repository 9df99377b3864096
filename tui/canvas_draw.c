/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/error.h"
#include "tui/canvas_private.h"

static const struct {
	const char *text, *twin;
} glyphs[GLYPH_COUNT] = {
	[GLYPH_HORIZONTAL] = {"─", "-"},
	[GLYPH_VERTICAL] = {"│", "|"},
	[GLYPH_TOP_LEFT] = {"┌", "+"},
	[GLYPH_TOP_RIGHT] = {"┐", "+"},
	[GLYPH_BOTTOM_LEFT] = {"└", "+"},
	[GLYPH_BOTTOM_RIGHT] = {"┘", "+"},
	[GLYPH_TEE_LEFT] = {"├", "+"},
	[GLYPH_TEE_RIGHT] = {"┤", "+"},
	[GLYPH_TEE_UP] = {"┴", "+"},
	[GLYPH_TEE_DOWN] = {"┬", "+"},
	[GLYPH_CROSS] = {"┼", "+"},
	[GLYPH_BAR] = {"▌", ">"},
	[GLYPH_MARK] = {"*", "*"},
	[GLYPH_SORT_UP] = {"▴", "^"},
	[GLYPH_SORT_DOWN] = {"▾", "v"},
	[GLYPH_LEFT] = {"‹", "<"},
	[GLYPH_RIGHT] = {"›", ">"},
	[GLYPH_ELLIPSIS] = {"…", "~"},
	[GLYPH_ONLINE] = {"●", "@"},
	[GLYPH_OFFLINE] = {"○", "o"},
	[GLYPH_UP] = {"▲", "^"},
	[GLYPH_DIAMOND] = {"◆", "#"},
	[GLYPH_SQUARE] = {"▪", "."},
	[GLYPH_CACHED] = {"◇", "~"},
	[GLYPH_CHECK] = {"✓", "+"},
	[GLYPH_PROGRESS_ON] = {"▰", "#"},
	[GLYPH_PROGRESS_OFF] = {"▱", "."},
};

const char *glyph_text(enum glyph glyph, bool ascii)
{
	BUG_ON((unsigned)glyph >= GLYPH_COUNT);
	return ascii ? glyphs[glyph].twin : glyphs[glyph].text;
}

int canvas_put_glyph(struct canvas *canvas, int x, int y, unsigned role, enum glyph glyph)
{
	const char *text = glyph_text(glyph, canvas->ascii);
	canvas_set(canvas, x + canvas->window.area.x, y + canvas->window.area.y, role, text, strlen(text), 1);
	return 1;
}

void canvas_horizontal(struct canvas *canvas, int x, int y, int width, unsigned role)
{
	for (int i = 0; i < width; i++)
		canvas_put_glyph(canvas, x + i, y, role, GLYPH_HORIZONTAL);
}

void canvas_vertical(struct canvas *canvas, int x, int y, int height, unsigned role)
{
	for (int i = 0; i < height; i++)
		canvas_put_glyph(canvas, x, y + i, role, GLYPH_VERTICAL);
}

static void put_corners(struct canvas *canvas, struct rect area, unsigned role)
{
	int right = area.x + area.width - 1, bottom = area.y + area.height - 1;
	canvas_put_glyph(canvas, area.x, area.y, role, GLYPH_TOP_LEFT);
	canvas_put_glyph(canvas, right, area.y, role, GLYPH_TOP_RIGHT);
	canvas_put_glyph(canvas, area.x, bottom, role, GLYPH_BOTTOM_LEFT);
	canvas_put_glyph(canvas, right, bottom, role, GLYPH_BOTTOM_RIGHT);
}

/* The title from the left, the note at the right of it; the title gives way last. */
static void put_titles(struct canvas *canvas, struct rect area, unsigned border_role, unsigned title_role,
	struct display_text title, struct display_text note)
{
	int room = area.width - 4; /* a corner and a blank at each side */
	int title_width = MIN((int)title.width, room), note_width = (int)note.width;
	if (title_width > 0) {
		canvas_put(canvas, area.x + 1, area.y, border_role, TEXT(" "));
		canvas_put_fit(canvas, area.x + 2, area.y, title_width, ALIGN_LEFT, title_role, title);
		canvas_put(canvas, area.x + 2 + title_width, area.y, border_role, TEXT(" "));
	}
	int left = title_width > 0 ? title_width + 3 : 0;
	if (note_width > 0 && note_width + left <= room)
		canvas_put_fit(canvas, area.x + area.width - 3 - note_width, area.y, note_width + 2,
			ALIGN_CENTER, border_role, note);
}

void canvas_box(struct canvas *canvas, struct rect area, unsigned border_role, unsigned title_role,
	struct display_text title, struct display_text note)
{
	if (area.width < 2 || area.height < 2)
		return;
	canvas_horizontal(canvas, area.x, area.y, area.width, border_role);
	canvas_horizontal(canvas, area.x, area.y + area.height - 1, area.width, border_role);
	canvas_vertical(canvas, area.x, area.y, area.height, border_role);
	canvas_vertical(canvas, area.x + area.width - 1, area.y, area.height, border_role);
	put_corners(canvas, area, border_role);
	put_titles(canvas, area, border_role, title_role, title, note);
}
