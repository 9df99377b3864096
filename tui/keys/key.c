/* SPDX-License-Identifier: MIT */
#include "tui/keys/key.h"

#include <stdio.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/display_text.h"

static const struct {
	const char *name;
	uint32_t code;
} names[] = {
	{"Enter", KEY_CODE_ENTER},
	{"Tab", KEY_CODE_TAB},
	{"Escape", KEY_CODE_ESCAPE},
	{"Backspace", KEY_CODE_BACKSPACE},
	{"Delete", KEY_CODE_DELETE},
	{"Insert", KEY_CODE_INSERT},
	{"Up", KEY_CODE_UP},
	{"Down", KEY_CODE_DOWN},
	{"Left", KEY_CODE_LEFT},
	{"Right", KEY_CODE_RIGHT},
	{"Home", KEY_CODE_HOME},
	{"End", KEY_CODE_END},
	{"PageUp", KEY_CODE_PAGE_UP},
	{"PageDown", KEY_CODE_PAGE_DOWN},
	{"Space", ' '},
	{"Esc", KEY_CODE_ESCAPE}, /* the other names people write */
	{"Return", KEY_CODE_ENTER},
	{"PgUp", KEY_CODE_PAGE_UP},
	{"PgDn", KEY_CODE_PAGE_DOWN},
	{"Del", KEY_CODE_DELETE},
};

static const struct {
	const char *prefix;
	uint8_t bit;
} modifiers[] = {
	{"C-", KEY_CONTROL},
	{"M-", KEY_META},
	{"S-", KEY_SHIFT},
	{"Ctrl-", KEY_CONTROL},
	{"Alt-", KEY_META},
	{"Shift-", KEY_SHIFT},
};

static struct string_view take_modifiers(struct string_view name, uint8_t *bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(modifiers); i++) {
		struct string_view prefix = sv(modifiers[i].prefix);
		if (name.length > prefix.length && sv_starts_with(name, prefix)) {
			*bits |= modifiers[i].bit;
			return take_modifiers(sv_slice(name, prefix.length, name.length), bits);
		}
	}
	return name;
}

static uint32_t function_key(struct string_view name)
{
	int64_t number;
	if (name.length < 2 || name.data[0] != 'F' || !sv_is_digits(sv_slice(name, 1, name.length)))
		return KEY_CODE_NONE;
	if (!sv_to_integer(sv_slice(name, 1, name.length), &number) || number < 1 || number > 20)
		return KEY_CODE_NONE;
	return (uint32_t)(KEY_CODE_F1 + number - 1);
}

static uint32_t code_by_name(struct string_view name)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (sv_equal_fold(name, sv(names[i].name)))
			return names[i].code;
	}
	return function_key(name);
}

/* Exactly one character that can be typed. */
static uint32_t single_character(struct string_view name)
{
	if (name.length == 0 || !utf8_valid(name))
		return KEY_CODE_NONE;
	const char *at = name.data;
	uint32_t code = utf8_next(&at, name.data + name.length);
	return at == name.data + name.length && code > ' ' && code_point_width(code) > 0 ? code
											 : KEY_CODE_NONE;
}

static bool unknown_key(struct string_view name, struct error *err)
{
	const char *candidates[ARRAY_SIZE(names)];
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		candidates[i] = names[i].name;
	const char *nearest = sv_nearest(name, candidates, ARRAY_SIZE(names));
	if (nearest)
		return error_set(
			err, ERROR_CONFIG, "no key '%.*s', did you mean '%s'?", SV_ARG(name), nearest);
	return error_set(err, ERROR_CONFIG,
		"no key '%.*s': a key is a character, or a name such as Enter, F2, C-l, S-Tab, PageDown",
		SV_ARG(name));
}

/* A letter's shift is the letter itself, and Ctrl makes no difference between A and a. */
static void normalize(struct key *key)
{
	if (key->code < 0x80 && (key->modifiers & KEY_CONTROL) && key->code >= 'A' && key->code <= 'Z')
		key->code += 'a' - 'A';
	if ((key->modifiers & KEY_SHIFT) && key->code >= 'a' && key->code <= 'z') {
		key->code -= 'a' - 'A';
		key->modifiers &= (uint8_t)~KEY_SHIFT;
	}
}

bool key_parse(struct string_view name, struct key *out, struct error *err)
{
	struct key key = {0};
	struct string_view rest = take_modifiers(name, &key.modifiers);
	key.code = single_character(rest);
	if (key.code == KEY_CODE_NONE)
		key.code = code_by_name(rest);
	if (key.code == KEY_CODE_NONE)
		return unknown_key(name, err);
	normalize(&key);
	*out = key;
	return true;
}

static size_t put_name(uint32_t code, char *out, size_t room)
{
	if (code >= KEY_CODE_F1 && code <= KEY_CODE_F20)
		return (size_t)snprintf(out, room, "F%u", code - KEY_CODE_F1 + 1);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].code == code)
			return (size_t)snprintf(out, room, "%s", names[i].name);
	}
	if (code >= KEY_CODE_SPECIAL)
		return (size_t)snprintf(out, room, "?");
	size_t length = utf8_put(code, out);
	out[length] = '\0';
	return length;
}

const char *key_format(struct key key, char buffer[KEY_TEXT_MAX])
{
	size_t length = 0;
	for (size_t i = 0; i < 3; i++) {
		if (key.modifiers & modifiers[i].bit) {
			memcpy(buffer + length, modifiers[i].prefix, 2);
			length += 2;
		}
	}
	put_name(key.code, buffer + length, KEY_TEXT_MAX - length);
	return buffer;
}

bool key_equal(struct key a, struct key b)
{
	return a.code == b.code && a.modifiers == b.modifiers;
}

struct key key_of(uint32_t code)
{
	return (struct key){code, 0};
}

bool key_is_text(struct key key)
{
	return !(key.modifiers & (KEY_CONTROL | KEY_META)) && key.code >= ' ' && key.code != 0x7f &&
	       key.code < KEY_CODE_SPECIAL;
}

struct key_event key_press(struct key key)
{
	return (struct key_event){.kind = EVENT_KEY, .key = key};
}
