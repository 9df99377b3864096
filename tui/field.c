/* SPDX-License-Identifier: MIT */
#include "tui/field.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/display_text.h"
#include "core/base/memory.h"
#include "tui/grapheme.h"

void field_init(struct field *field, size_t limit, const char *placeholder)
{
	field->limit = limit ? limit : FIELD_LIMIT;
	field->placeholder = placeholder;
}

static void wipe_text(struct string *text, bool secret)
{
	if (secret)
		string_wipe(text);
	else
		string_free(text);
}

void field_free(struct field *field)
{
	wipe_text(&field->text, field->secret);
	wipe_text(&field->draft, field->secret);
	for (size_t i = 0; i < field->history_count; i++)
		free(field->history[i]);
	free(field->history);
	*field = (struct field){0};
}

struct string_view field_text(const struct field *field)
{
	return sv_from(string_text(&field->text), field->text.length);
}

void field_clear(struct field *field)
{
	if (field->secret)
		string_wipe(&field->text);
	string_clear(&field->text);
	field->cursor = 0;
	field->history_position = field->history_count;
}

void field_set(struct field *field, struct string_view text)
{
	field_clear(field);
	field_insert(field, text);
}

/* The longest front part of whole characters that is no longer than `room`. */
static size_t whole_characters(struct display_text text, size_t room)
{
	const char *at = text.bytes, *end = at + text.length;
	struct grapheme grapheme;
	size_t length = 0;
	while (grapheme_next(&at, end, &grapheme)) {
		size_t next = (size_t)(at - text.bytes);
		if (next > room)
			break;
		length = next;
	}
	return length;
}

static void splice(struct field *field, size_t from, size_t to, struct string_view text)
{
	struct string after = {0};
	string_append_view(&after, sv_from(string_text(&field->text), from));
	string_append_view(&after, text);
	string_append(&after, string_text(&field->text) + to);
	wipe_text(&field->text, field->secret);
	field->text = after;
	field->cursor = from + text.length;
}

void field_insert(struct field *field, struct string_view text)
{
	struct arena arena = {0};
	struct display_text clean = display_clean(&arena, text);
	size_t room = field->limit > field->text.length ? field->limit - field->text.length : 0;
	size_t length = clean.length ? whole_characters(clean, room) : 0;
	if (length > 0)
		splice(field, field->cursor, field->cursor, sv_from(clean.bytes, length));
	arena_free(&arena);
}

void field_remember(struct field *field)
{
	struct string_view text = field_text(field);
	size_t count = field->history_count;
	field->history_position = count;
	if (field->secret || text.length == 0)
		return;
	if (count > 0 && sv_equal_text(text, field->history[count - 1]))
		return;
	if (count == FIELD_HISTORY_LIMIT) {
		free(field->history[0]);
		memmove(field->history, field->history + 1, (count - 1) * sizeof(*field->history));
		field->history_count = --count;
	}
	field->history = memory_resize(field->history, count + 1, sizeof(*field->history));
	field->history[count] = memory_copy_text(text);
	field->history_count = count + 1;
	field->history_position = count + 1;
}

static size_t before(const struct field *field, size_t at)
{
	const char *start = string_text(&field->text);
	return (size_t)(grapheme_before(start, start + at) - start);
}

static size_t after(const struct field *field, size_t at)
{
	const char *start = string_text(&field->text), *next = start + at;
	struct grapheme grapheme;
	grapheme_next(&next, start + field->text.length, &grapheme);
	return (size_t)(next - start);
}

static size_t word_before(const struct field *field, size_t at)
{
	const char *text = string_text(&field->text);
	while (at > 0 && text[at - 1] == ' ')
		at--;
	while (at > 0 && text[at - 1] != ' ')
		at--;
	return at;
}

static size_t word_after(const struct field *field, size_t at)
{
	const char *text = string_text(&field->text);
	while (at < field->text.length && text[at] == ' ')
		at++;
	while (at < field->text.length && text[at] != ' ')
		at++;
	return at;
}

static void delete_range(struct field *field, size_t from, size_t to)
{
	if (to > from)
		splice(field, from, to, SV(""));
}

static void recall(struct field *field, int step)
{
	size_t position = field->history_position, count = field->history_count;
	if (field->secret || (step < 0 && position == 0) || (step > 0 && position >= count))
		return;
	if (position == count)
		string_set(&field->draft, field_text(field));
	position = step < 0 ? position - 1 : position + 1;
	struct string_view text = position == count ? sv_from(string_text(&field->draft), field->draft.length)
						    : sv(field->history[position]);
	string_set(&field->text, text);
	field->cursor = field->text.length;
	field->history_position = position;
}

enum edit {
	EDIT_LEFT,
	EDIT_RIGHT,
	EDIT_WORD_LEFT,
	EDIT_WORD_RIGHT,
	EDIT_HOME,
	EDIT_END,
	EDIT_BACKSPACE,
	EDIT_DELETE,
	EDIT_WORD_BACKSPACE,
	EDIT_TO_START,
	EDIT_TO_END,
	EDIT_OLDER,
	EDIT_NEWER,
};
static const struct {
	struct key key;
	enum edit edit;
} edits[] = {
	{{KEY_CODE_LEFT, 0}, EDIT_LEFT},
	{{'b', KEY_CONTROL}, EDIT_LEFT},
	{{KEY_CODE_RIGHT, 0}, EDIT_RIGHT},
	{{'f', KEY_CONTROL}, EDIT_RIGHT},
	{{KEY_CODE_LEFT, KEY_CONTROL}, EDIT_WORD_LEFT},
	{{'b', KEY_META}, EDIT_WORD_LEFT},
	{{KEY_CODE_RIGHT, KEY_CONTROL}, EDIT_WORD_RIGHT},
	{{'f', KEY_META}, EDIT_WORD_RIGHT},
	{{KEY_CODE_HOME, 0}, EDIT_HOME},
	{{'a', KEY_CONTROL}, EDIT_HOME},
	{{KEY_CODE_END, 0}, EDIT_END},
	{{'e', KEY_CONTROL}, EDIT_END},
	{{KEY_CODE_BACKSPACE, 0}, EDIT_BACKSPACE},
	{{KEY_CODE_DELETE, 0}, EDIT_DELETE},
	{{'d', KEY_CONTROL}, EDIT_DELETE},
	{{'w', KEY_CONTROL}, EDIT_WORD_BACKSPACE},
	{{KEY_CODE_BACKSPACE, KEY_META}, EDIT_WORD_BACKSPACE},
	{{'u', KEY_CONTROL}, EDIT_TO_START},
	{{'k', KEY_CONTROL}, EDIT_TO_END},
	{{KEY_CODE_UP, 0}, EDIT_OLDER},
	{{'p', KEY_CONTROL}, EDIT_OLDER},
	{{KEY_CODE_DOWN, 0}, EDIT_NEWER},
	{{'n', KEY_CONTROL}, EDIT_NEWER},
};

static void move_or_delete(struct field *field, enum edit edit)
{
	size_t at = field->cursor, end = field->text.length;
	switch (edit) {
	case EDIT_LEFT:
		field->cursor = before(field, at);
		break;
	case EDIT_RIGHT:
		field->cursor = after(field, at);
		break;
	case EDIT_WORD_LEFT:
		field->cursor = word_before(field, at);
		break;
	case EDIT_WORD_RIGHT:
		field->cursor = word_after(field, at);
		break;
	case EDIT_HOME:
		field->cursor = 0;
		break;
	case EDIT_END:
		field->cursor = end;
		break;
	case EDIT_BACKSPACE:
		delete_range(field, before(field, at), at);
		break;
	case EDIT_DELETE:
		delete_range(field, at, after(field, at));
		field->cursor = at;
		break;
	case EDIT_WORD_BACKSPACE:
		delete_range(field, word_before(field, at), at);
		break;
	case EDIT_TO_START:
		delete_range(field, 0, at);
		break;
	case EDIT_TO_END:
		delete_range(field, at, end);
		field->cursor = at;
		break;
	case EDIT_OLDER:
		recall(field, -1);
		break;
	case EDIT_NEWER:
		recall(field, 1);
		break;
	}
}

static unsigned press(struct field *field, struct key key)
{
	for (size_t i = 0; i < ARRAY_SIZE(edits); i++) {
		if (key_equal(edits[i].key, key)) {
			move_or_delete(field, edits[i].edit);
			return OUTCOME_PAINT;
		}
	}
	if (!key_is_text(key))
		return OUTCOME_IGNORED;
	char bytes[4];
	size_t length = utf8_put(key.code, bytes);
	field_insert(field, sv_from(bytes, length));
	return OUTCOME_PAINT;
}

unsigned field_key(struct field *field, const struct key_event *event)
{
	if (event->kind == EVENT_PASTE) {
		field_insert(field, event->text);
		return OUTCOME_PAINT;
	}
	return event->kind == EVENT_KEY ? press(field, event->key) : OUTCOME_IGNORED;
}

/* Columns of the first `length` bytes; a secret takes one a character. */
static int columns(const struct field *field, size_t from, size_t to)
{
	const char *at = string_text(&field->text) + from, *end = string_text(&field->text) + to;
	struct grapheme grapheme;
	int width = 0;
	while (grapheme_next(&at, end, &grapheme))
		width += field->secret ? 1 : grapheme.width;
	return width;
}

/* The first byte to show, so that the cursor has a cell at the right. */
static size_t scroll_start(const struct field *field, int width)
{
	size_t start = 0;
	while (start < field->cursor && columns(field, start, field->cursor) > width - 1)
		start = after(field, start);
	return start;
}

static void paint_secret(
	const struct field *field, struct canvas *canvas, int x, int y, int count, unsigned role)
{
	(void)field;
	for (int i = 0; i < count; i++)
		canvas_put_glyph(canvas, x + i, y, role, GLYPH_MARK);
}

void field_paint(const struct field *field, struct canvas *canvas, int x, int y, int width, bool focused)
{
	if (width <= 0)
		return;
	unsigned role = focused ? ROLE_INPUT_FOCUS : ROLE_INPUT;
	struct canvas_window previous = canvas_enter(canvas, (struct rect){x, y, width, 1});
	canvas_fill(canvas, canvas_area(canvas), role);
	size_t start = scroll_start(field, width);
	struct string_view shown = sv_slice(field_text(field), start, field->text.length);
	if (field->text.length == 0 && field->placeholder)
		canvas_put_literal(canvas, 0, 0, ROLE_PLACEHOLDER, field->placeholder);
	else if (field->secret)
		paint_secret(field, canvas, 0, 0, columns(field, start, field->text.length), role);
	else
		canvas_put(canvas, 0, 0, role, display_clean(canvas_arena(canvas), shown));
	if (focused)
		canvas_set_cursor(canvas, columns(field, start, field->cursor), 0, true);
	canvas_leave(canvas, previous);
}
