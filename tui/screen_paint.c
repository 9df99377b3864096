/* SPDX-License-Identifier: MIT */
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "core/base/attributes.h"
#include "core/base/display_text.h"
#include "core/base/memory.h"
#include "tui/ascii.h"
#include "tui/screen_private.h"

/* The nearest of the eight colours that every colour terminal has. */
static int basic_color(uint32_t rgb)
{
	uint32_t red = rgb >> 16 & 0xff, green = rgb >> 8 & 0xff, blue = rgb & 0xff;
	uint32_t most = MAX(MAX(red, green), blue), limit = most < 100 ? 256 : most * 2 / 3;
	return (red >= limit ? 1 : 0) | (green >= limit ? 2 : 0) | (blue >= limit ? 4 : 0);
}

/* As far as the terminal's palette goes; -1 is its own colour. */
static int terminal_color(struct theme_color color)
{
	if (color.kind == COLOR_KIND_DEFAULT)
		return -1;
	uint32_t index = color.kind == COLOR_KIND_RGB ? color_rgb_to_index(color.value) : color.value;
	if ((int)index < COLORS)
		return (int)index;
	if (index < 16) /* a bright one where there are eight */
		return (int)index - 8;
	return basic_color(color_index_to_rgb(index));
}

static unsigned long style_attributes(const struct style *style)
{
	attr_t attributes = A_NORMAL;
	attributes |= style->attributes & STYLE_BOLD ? A_BOLD : A_NORMAL;
	attributes |= style->attributes & STYLE_DIM ? A_DIM : A_NORMAL;
	attributes |= style->attributes & STYLE_REVERSE ? A_REVERSE : A_NORMAL;
	attributes |= style->attributes & STYLE_UNDERLINE ? A_UNDERLINE : A_NORMAL;
	return attributes;
}

static int pair_of(int foreground, int background)
{
	if (foreground < 0 && background < 0)
		return 0;
	int pair = alloc_pair(foreground, background);
	return pair < 0 ? 0 : pair;
}

/* Eight colours: what differs only in brightness must not vanish; black text on a black ground would. */
static struct screen_style resolve(const struct screen *screen, unsigned role)
{
	struct style style = theme_style(screen->theme, role);
	struct screen_style resolved = {.attributes = style_attributes(&style)};
	if (!screen->color)
		return resolved;
	int foreground = terminal_color(style.foreground), background = terminal_color(style.background);
	if (COLORS < 256 && foreground == background)
		foreground = -1;
	if (COLORS < 256 && foreground == 0 && background < 0) /* a dark grey */
		foreground = -1;
	resolved.pair = pair_of(foreground, background);
	return resolved;
}

void screen_resolve_styles(struct screen *screen)
{
	for (unsigned role = 0; role < role_count(screen->roles); role++)
		screen->styles[role] = resolve(screen, role);
}

void screen_set_theme(struct screen *screen, const struct theme *theme)
{
	screen->theme = theme;
	screen_resolve_styles(screen);
	screen_forget_shown(screen);
}

/* Cells that no canvas has: all will be told anew. */
void screen_forget_shown(struct screen *screen)
{
	size_t count = (size_t)screen->width * (size_t)screen->height;
	free(screen->shown);
	screen->shown = NEW_ARRAY(struct cell, count);
}

void screen_repaint(struct screen *screen)
{
	clearok(curscr, TRUE);
	screen_forget_shown(screen);
}

static void cell_style(const struct screen *screen, const struct cell *cell, attr_t *attributes, int *pair)
{
	const struct screen_style *style = &screen->styles[cell->role < ROLE_MAX ? cell->role : ROLE_TEXT];
	*attributes = (attr_t)style->attributes;
	*pair = style->pair;
	*attributes |= cell->flags & CELL_REVERSE ? A_REVERSE : A_NORMAL;
	*attributes |= cell->flags & CELL_BOLD ? A_BOLD : A_NORMAL;
	*attributes |= cell->flags & CELL_UNDERLINE ? A_UNDERLINE : A_NORMAL;
	bool own_color = cell->foreground != CELL_COLOR_NONE || cell->background != CELL_COLOR_NONE;
	if (own_color && screen->color && COLORS >= 256) { /* fewer have too few pairs */
		struct theme_color foreground = {COLOR_KIND_INDEX, (uint32_t)cell->foreground};
		struct theme_color background = {COLOR_KIND_INDEX, (uint32_t)cell->background};
		*pair = pair_of(cell->foreground < 0 ? -1 : terminal_color(foreground),
			cell->background < 0 ? -1 : terminal_color(background));
	}
}

/* At most a base and the marks that ncurses keeps in a cell. */
static size_t cell_characters(const struct cell *cell, wchar_t *out)
{
	const char *at = cell->bytes, *end = cell->bytes + cell->length;
	size_t count = 0;
	while (at < end && count < CCHARW_MAX)
		out[count++] = (wchar_t)utf8_next(&at, end);
	out[count] = L'\0';
	return count;
}

/*
 * What stands for a character that this terminal, or the C library's older Unicode, cannot show in as many
 * cells: 0 when it can. ncurses counts columns by wcwidth(), and a difference would shift the line.
 */
static char stand_in(const struct screen *screen, const struct cell *cell, wchar_t base)
{
	if (base < 0x80)
		return 0;
	char twin = screen->ascii ? ascii_twin((uint32_t)base) : '?';
	if (twin != '?' || (screen->ascii && !screen->keeps_text))
		return twin;
	return wcwidth(base) == cell->width ? 0 : '?';
}

static void put_character(const wchar_t *characters, attr_t attributes, int pair, int x, int y)
{
	cchar_t character;
	setcchar(&character, characters, attributes, 0, &pair);
	mvwadd_wchnstr(stdscr, y, x, &character, 1);
}

static void tell_cell(const struct screen *screen, const struct cell *cell, int x, int y)
{
	wchar_t characters[CCHARW_MAX + 1];
	attr_t attributes;
	int pair;
	if (cell_characters(cell, characters) == 0)
		return;
	cell_style(screen, cell, &attributes, &pair);
	char instead = stand_in(screen, cell, characters[0]);
	if (!instead) {
		put_character(characters, attributes, pair, x, y);
		return;
	}
	const wchar_t first[2] = {(wchar_t)instead, L'\0'}, second[2] = {instead == '?' ? L'?' : L' ', L'\0'};
	put_character(first, attributes, pair, x, y);
	if (cell->width == 2)
		put_character(second, attributes, pair, x + 1, y);
}

static void tell_line(struct screen *screen, const struct canvas *canvas, int y, int width)
{
	struct cell *shown = &screen->shown[(size_t)y * (size_t)screen->width];
	for (int x = 0; x < width; x++) {
		const struct cell *cell = canvas_cell(canvas, x, y);
		if (memcmp(cell, &shown[x], sizeof(*cell)) == 0)
			continue;
		shown[x] = *cell;
		if (cell->width > 0)
			tell_cell(screen, cell, x, y);
	}
}

static void place_cursor(struct screen *screen, const struct canvas *canvas)
{
	int x, y;
	int visible = canvas_cursor(canvas, &x, &y);
	if (visible != screen->cursor_shown) {
		curs_set(visible);
		screen->cursor_shown = visible;
	}
	wmove(stdscr, MIN(y, screen->height - 1), MIN(x, screen->width - 1));
}

void screen_show(struct screen *screen, const struct canvas *canvas)
{
	if (screen->suspended)
		return;
	int width = MIN(canvas_full_width(canvas), screen->width);
	int height = MIN(canvas_full_height(canvas), screen->height);
	for (int y = 0; y < height; y++)
		tell_line(screen, canvas, y, width);
	place_cursor(screen, canvas);
	wnoutrefresh(stdscr);
	doupdate();
}
