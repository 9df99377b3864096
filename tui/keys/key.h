/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"

/*
 * A key as an operator names it: "a", "?", "C-l", "M-x", "Enter", "Space", "Tab", "S-Tab", "Escape", "F2",
 * "Up", "PageDown". A letter's shift is the letter itself: "V", not "S-v".
 */
enum key_code {
	/* Below are code points: Unicode ends at 0x10ffff. */
	KEY_CODE_NONE = 0,
	KEY_CODE_SPECIAL = 0x110000,
	KEY_CODE_ENTER,
	KEY_CODE_TAB,
	KEY_CODE_ESCAPE,
	KEY_CODE_BACKSPACE,
	KEY_CODE_DELETE,
	KEY_CODE_INSERT,
	KEY_CODE_UP,
	KEY_CODE_DOWN,
	KEY_CODE_LEFT,
	KEY_CODE_RIGHT,
	KEY_CODE_HOME,
	KEY_CODE_END,
	KEY_CODE_PAGE_UP,
	KEY_CODE_PAGE_DOWN,
	KEY_CODE_F1, /* F1 to F20 in a row */
	KEY_CODE_F20 = KEY_CODE_F1 + 19,
};
enum key_modifier { KEY_CONTROL = 1 << 0, KEY_META = 1 << 1, KEY_SHIFT = 1 << 2 };

struct key {
	uint32_t code;     /* a code point, or enum key_code */
	uint8_t modifiers; /* enum key_modifier */
};

enum key_event_kind {
	EVENT_KEY,    /* key */
	EVENT_PASTE,  /* text: control bytes are gone, line breaks are blanks; it never submits anything */
	EVENT_MOUSE,  /* x, y, button; only while the mouse is on */
	EVENT_RESIZE, /* the terminal has another size now */
};
enum mouse_button { MOUSE_NONE, MOUSE_LEFT, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN, MOUSE_OTHER };

struct key_event {
	enum key_event_kind kind;
	struct key key;
	struct string_view text; /* valid until the next event is read */
	int x, y;
	enum mouse_button button;
};

#define KEY_TEXT_MAX 24
/* False, with a sentence that names the nearest key, when there is no such key. */
bool key_parse(struct string_view name, struct key *out, struct error *err);
const char *key_format(struct key key, char buffer[KEY_TEXT_MAX]); /* returns the buffer */
bool key_equal(struct key a, struct key b);
struct key key_of(uint32_t code); /* without modifiers */
/* A character that a text field takes. */
bool key_is_text(struct key key);
/* The event of a key press. */
struct key_event key_press(struct key key);
