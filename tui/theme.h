/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"
#include "tui/role.h"

/*
 * How roles look. A theme file is an INI file without sections:
 *
 *     alarm.high = bright-red on default bold
 *     dim        = 244
 *     title      = #e0c080 bold underline
 *
 * foreground [on background] [bold|dim|reverse|underline ...]. Colours: the sixteen names (red, bright-red
 * ...), 0..255, #rrggbb, "default" (the terminal's own). What a file leaves out stays as in the built-in
 * theme (dark), unless it says `inherit = none`: then it starts plain.
 */
enum color_kind { COLOR_KIND_DEFAULT, COLOR_KIND_INDEX, COLOR_KIND_RGB };
struct theme_color {
	enum color_kind kind;
	uint32_t value; /* index 0..255 or 0xrrggbb */
};
enum style_attribute {
	STYLE_BOLD = 1 << 0,
	STYLE_DIM = 1 << 1,
	STYLE_REVERSE = 1 << 2,
	STYLE_UNDERLINE = 1 << 3
};
struct style {
	struct theme_color foreground, background;
	uint8_t attributes;
};

struct theme;
/* The built-in names: dark, light, mono, high-contrast, colour-blind. */
struct theme *theme_new(const struct role_table *roles); /* dark */
void theme_free(struct theme *theme);
/*
 * A name (looked for as NAME.theme in the directories, a NULL-terminated list; "dark" is always there) or a
 * path with a slash. Errors name file, line and the nearest word.
 */
struct theme *theme_load(
	const char *name, const char *const *directories, const struct role_table *roles, struct error *err);
/* The text of a theme file; `file` is for errors. */
struct theme *theme_parse(
	struct string_view text, const char *file, const struct role_table *roles, struct error *err);
struct style theme_style(const struct theme *theme, unsigned role);
/* A short text that a file says about itself: `name = Light`, or the name it was loaded by. */
const char *theme_name(const struct theme *theme);

bool style_parse(struct string_view text, struct style *out, struct error *err);
/* Contrast of WCAG 2, 1..21; 0 when one of the colours is the terminal's own. */
double style_contrast(struct style style);
uint32_t color_index_to_rgb(uint32_t index); /* of the xterm palette */
uint8_t color_rgb_to_index(uint32_t rgb);    /* nearest of 16..255 */
