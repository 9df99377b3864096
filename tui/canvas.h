/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/display_text.h"
#include "core/base/memory.h"
#include "core/base/string.h"
#include "tui/role.h"

/*
 * A grid of cells that views paint on. It knows no terminal: a screen shows it, a test prints it as text.
 * Text is only taken as display_text, so nothing unclean reaches a terminal. All coordinates are cells, x to
 * the right, y down, relative to the window entered last; whatever lies outside of the window is cut off. One
 * thread.
 */
struct rect {
	int x, y, width, height;
};
struct rect rect_intersect(struct rect a, struct rect b); /* width and height are never negative */
struct rect rect_inset(struct rect rect, int left, int top, int right, int bottom);
bool rect_is_empty(struct rect rect);

enum cell_flag {
	CELL_REVERSE = 1 << 0, /* on top of what the role's style says */
	CELL_BOLD = 1 << 1,
	CELL_UNDERLINE = 1 << 2,
};

#define CELL_BYTES      12
#define CELL_COLOR_NONE (-1) /* the role's own colour */

struct cell {
	char bytes[CELL_BYTES]; /* one grapheme: a base and its combining marks; not NUL-terminated */
	uint8_t length;
	uint8_t width; /* 1 or 2; 0 for the right half of a wide one */
	uint8_t role;
	uint8_t flags;      /* enum cell_flag */
	int16_t foreground; /* CELL_COLOR_NONE, or 0..255 of the xterm palette: for pictures */
	int16_t background;
};

struct canvas;

/* With ascii set, borders and glyphs are drawn by their ASCII twins. Sizes are clamped to 1..1000. */
struct canvas *canvas_new(int width, int height, bool ascii);
void canvas_free(struct canvas *canvas);
void canvas_resize(struct canvas *canvas, int width, int height); /* clears it */
/* Blank cells of ROLE_TEXT, no cursor, the whole canvas as the window; the frame's arena starts anew. */
void canvas_clear(struct canvas *canvas);
bool canvas_is_ascii(const struct canvas *canvas);
/* On an ASCII canvas: characters without a twin stay what they are, because the terminal has them. */
void canvas_keep_text(struct canvas *canvas, bool keep);
/* For the texts of this frame: lives until the next canvas_clear(). */
struct arena *canvas_arena(struct canvas *canvas) RETURNS_NONNULL;

/*
 * Makes `area` (relative to the present window) the window: (0, 0) is its top left, what lies outside is cut
 * off. Give what it returns to canvas_leave().
 */
struct canvas_window {
	struct rect area; /* absolute; may reach beyond the canvas */
	struct rect clip; /* absolute, inside of the canvas */
};
struct canvas_window canvas_enter(struct canvas *canvas, struct rect area);
void canvas_leave(struct canvas *canvas, struct canvas_window previous);
int canvas_width(const struct canvas *canvas);        /* of the window */
int canvas_height(const struct canvas *canvas);       /* of the window */
struct rect canvas_area(const struct canvas *canvas); /* {0, 0, width, height} of the window */

/* Draws and returns the columns it used (also when some were cut off). A wide character that does not fit
 * becomes a blank. */
int canvas_put(struct canvas *canvas, int x, int y, unsigned role, struct display_text text);
/* The same for a literal of ours, UTF-8. */
int canvas_put_literal(struct canvas *canvas, int x, int y, unsigned role, const char *text);
int canvas_format(struct canvas *canvas, int x, int y, unsigned role, const char *format, ...) PRINTF(5, 6);

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER };
/* Into exactly `width` cells: padded with blanks, or cut with "…" ("~" in ASCII) at the end. */
void canvas_put_fit(struct canvas *canvas, int x, int y, int width, enum align align, unsigned role,
	struct display_text text);

/* Text broken at blanks (or anywhere in Chinese) into `area`. Returns the lines it needs, drawn or not. */
int canvas_put_wrapped(struct canvas *canvas, struct rect area, unsigned role, struct display_text text);
int display_wrapped_height(struct display_text text, int width);

/* A glyph that has an ASCII twin. */
enum glyph {
	GLYPH_HORIZONTAL,   /* ─ - */
	GLYPH_VERTICAL,     /* │ | */
	GLYPH_TOP_LEFT,     /* ┌ + */
	GLYPH_TOP_RIGHT,    /* ┐ + */
	GLYPH_BOTTOM_LEFT,  /* └ + */
	GLYPH_BOTTOM_RIGHT, /* ┘ + */
	GLYPH_TEE_LEFT,     /* ├ + */
	GLYPH_TEE_RIGHT,    /* ┤ + */
	GLYPH_TEE_UP,       /* ┴ + */
	GLYPH_TEE_DOWN,     /* ┬ + */
	GLYPH_CROSS,        /* ┼ + */
	GLYPH_BAR,          /* ▌ > : the row under the cursor */
	GLYPH_MARK,         /* * * : a marked row */
	GLYPH_SORT_UP,      /* ▴ ^ */
	GLYPH_SORT_DOWN,    /* ▾ v */
	GLYPH_LEFT,         /* ‹ < */
	GLYPH_RIGHT,        /* › > */
	GLYPH_ELLIPSIS,     /* … ~ */
	GLYPH_ONLINE,       /* ● @ */
	GLYPH_OFFLINE,      /* ○ o */
	GLYPH_UP,           /* ▲ ^ */
	GLYPH_DIAMOND,      /* ◆ # */
	GLYPH_SQUARE,       /* ▪ . */
	GLYPH_CACHED,       /* ◇ ~ */
	GLYPH_CHECK,        /* ✓ + */
	GLYPH_PROGRESS_ON,  /* ▰ # */
	GLYPH_PROGRESS_OFF, /* ▱ . */
	GLYPH_COUNT,
};
int canvas_put_glyph(struct canvas *canvas, int x, int y, unsigned role, enum glyph glyph); /* returns 1 */
const char *glyph_text(enum glyph glyph, bool ascii) RETURNS_NONNULL;

void canvas_fill(struct canvas *canvas, struct rect area, unsigned role); /* blanks */
void canvas_horizontal(struct canvas *canvas, int x, int y, int width, unsigned role);
void canvas_vertical(struct canvas *canvas, int x, int y, int height, unsigned role);
/* A frame with a title in its top line and, at the right of it, a note; either may be DISPLAY_NONE. */
void canvas_box(struct canvas *canvas, struct rect area, unsigned border_role, unsigned title_role,
	struct display_text title, struct display_text note);
/* Lays flags or a role over cells that were drawn already. */
void canvas_add_flags(struct canvas *canvas, struct rect area, unsigned flags);
void canvas_set_role(struct canvas *canvas, struct rect area, unsigned role);
/* One cell with colours of its own: pictures. The text must be one code point of width 1. */
void canvas_put_color(struct canvas *canvas, int x, int y, const char *glyph, int foreground, int background);

/* Where the terminal's cursor stands: on the focused item, because screen readers follow it. */
void canvas_set_cursor(struct canvas *canvas, int x, int y, bool visible);
bool canvas_cursor(
	const struct canvas *canvas, int *x, int *y); /* absolute; false when it is hidden or unset */

/* For those who show or compare it; absolute coordinates, NULL outside. */
const struct cell *canvas_cell(const struct canvas *canvas, int x, int y);
int canvas_full_width(const struct canvas *canvas);
int canvas_full_height(const struct canvas *canvas);
bool canvas_equal(const struct canvas *a, const struct canvas *b);
/* The text of all cells, one line a row, trailing blanks cut, a line feed behind each. */
void canvas_print(const struct canvas *canvas, struct string *out);
/* The same as numbers of roles in hex, for tests of colouring. */
void canvas_print_roles(const struct canvas *canvas, struct string *out);
