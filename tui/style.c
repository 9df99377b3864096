/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "core/base/attributes.h"
#include "tui/theme.h"

static const char *const color_names[16] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan",
	"white", "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue",
	"bright-magenta", "bright-cyan", "bright-white"};

static const uint32_t first_colors[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
	0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

static const uint8_t cube_steps[6] = {0, 95, 135, 175, 215, 255};

static const struct {
	const char *name;
	uint8_t bit;
} attribute_names[] = {
	{"bold", STYLE_BOLD},
	{"dim", STYLE_DIM},
	{"reverse", STYLE_REVERSE},
	{"underline", STYLE_UNDERLINE},
};

uint32_t color_index_to_rgb(uint32_t index)
{
	if (index < 16)
		return first_colors[index];
	if (index >= 232) {
		uint32_t grey = 8 + 10 * (MIN(index, 255u) - 232);
		return grey << 16 | grey << 8 | grey;
	}
	uint32_t cube = index - 16;
	return (uint32_t)cube_steps[cube / 36] << 16 | (uint32_t)cube_steps[cube / 6 % 6] << 8 |
	       cube_steps[cube % 6];
}

static uint32_t nearest_step(uint32_t value)
{
	if (value < 48)
		return 0;
	return value < 115 ? 1 : (value - 35) / 40;
}

static uint32_t distance(uint32_t a, uint32_t b)
{
	uint32_t sum = 0;
	for (unsigned shift = 0; shift < 24; shift += 8) {
		int32_t difference = (int32_t)(a >> shift & 0xff) - (int32_t)(b >> shift & 0xff);
		sum += (uint32_t)(difference * difference);
	}
	return sum;
}

uint8_t color_rgb_to_index(uint32_t rgb)
{
	uint32_t red = rgb >> 16 & 0xff, green = rgb >> 8 & 0xff, blue = rgb & 0xff;
	uint32_t cube = 16 + 36 * nearest_step(red) + 6 * nearest_step(green) + nearest_step(blue);
	uint32_t average = (red + green + blue) / 3;
	uint32_t grey = average < 8 ? 232 : 232 + MIN((average - 3) / 10, 23u);
	uint32_t grey_distance = distance(color_index_to_rgb(grey), rgb);
	return (uint8_t)(grey_distance < distance(color_index_to_rgb(cube), rgb) ? grey : cube);
}

static bool hex_parse(struct string_view digits, uint32_t *out)
{
	uint32_t value = 0;
	for (size_t i = 0; i < digits.length; i++) {
		char c = digits.data[i];
		char lower = (char)(c | 0x20);
		if (c >= '0' && c <= '9')
			value = value << 4 | (uint32_t)(c - '0');
		else if (lower >= 'a' && lower <= 'f')
			value = value << 4 | (uint32_t)(lower - 'a' + 10);
		else
			return false;
	}
	*out = value;
	return digits.length == 6;
}

static bool color_unknown(struct string_view word, struct error *err)
{
	const char *nearest = sv_nearest(word, color_names, ARRAY_SIZE(color_names));
	if (nearest)
		return error_set(
			err, ERROR_CONFIG, "no colour '%.*s', did you mean '%s'?", SV_ARG(word), nearest);
	return error_set(err, ERROR_CONFIG,
		"no colour '%.*s': take a name (red, bright-red), 0 to 255, #rrggbb or default",
		SV_ARG(word));
}

static bool color_parse(struct string_view word, struct theme_color *out, struct error *err)
{
	int64_t number;
	if (sv_equal_text(word, "default")) {
		*out = (struct theme_color){COLOR_KIND_DEFAULT, 0};
		return true;
	}
	if (word.length > 1 && word.data[0] == '#') {
		out->kind = COLOR_KIND_RGB;
		return hex_parse(sv_slice(word, 1, word.length), &out->value) || color_unknown(word, err);
	}
	if (sv_is_digits(word)) {
		if (!sv_to_integer(word, &number) || number > 255)
			return error_set(err, ERROR_CONFIG, "colour %.*s is above 255", SV_ARG(word));
		*out = (struct theme_color){COLOR_KIND_INDEX, (uint32_t)number};
		return true;
	}
	for (uint32_t i = 0; i < ARRAY_SIZE(color_names); i++) {
		if (sv_equal_text(word, color_names[i])) {
			*out = (struct theme_color){COLOR_KIND_INDEX, i};
			return true;
		}
	}
	return color_unknown(word, err);
}

static bool attribute_parse(struct string_view word, uint8_t *attributes)
{
	for (size_t i = 0; i < ARRAY_SIZE(attribute_names); i++) {
		if (sv_equal_text(word, attribute_names[i].name)) {
			*attributes |= attribute_names[i].bit;
			return true;
		}
	}
	return false;
}

bool style_parse(struct string_view text, struct style *out, struct error *err)
{
	struct style style = {0};
	bool has_foreground = false, on = false, any = false;
	struct string_view rest = text, word;
	while (sv_split(&rest, ' ', &word)) {
		word = sv_trim(word);
		if (word.length == 0)
			continue;
		any = true;
		if (on) {
			if (!color_parse(word, &style.background, err))
				return false;
			on = false;
		} else if (sv_equal_text(word, "on")) {
			on = true;
		} else if (!attribute_parse(word, &style.attributes)) {
			if (has_foreground)
				return error_set(err, ERROR_CONFIG,
					"'%.*s' is no attribute: take bold, dim, reverse or underline",
					SV_ARG(word));
			if (!color_parse(word, &style.foreground, err))
				return false;
			has_foreground = true;
		}
	}
	if (on || !any)
		return error_set(
			err, ERROR_CONFIG, on ? "a colour is missing behind 'on'" : "the style is empty");
	*out = style;
	return true;
}

static double channel_light(uint32_t value)
{
	double share = (double)value / 255.0;
	return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(struct theme_color color)
{
	uint32_t rgb = color.kind == COLOR_KIND_INDEX ? color_index_to_rgb(color.value) : color.value;
	return 0.2126 * channel_light(rgb >> 16 & 0xff) + 0.7152 * channel_light(rgb >> 8 & 0xff) +
	       0.0722 * channel_light(rgb & 0xff);
}

double style_contrast(struct style style)
{
	if (style.foreground.kind == COLOR_KIND_DEFAULT || style.background.kind == COLOR_KIND_DEFAULT)
		return 0;
	double a = luminance(style.foreground), b = luminance(style.background);
	return (MAX(a, b) + 0.05) / (MIN(a, b) + 0.05);
}
