/* SPDX-License-Identifier: MIT */
#include "core/base/json_parts.h"

#include <stdint.h>
#include <string.h>

/* What stood last, space and comments apart. */
enum before { BEFORE_NOTHING, BEFORE_COMMA, BEFORE_VALUE };

struct repair {
	const char *at;
	const char *end;
	struct string *out;
	enum before before;
	size_t comma; /* where in out the last comma is */
	unsigned depth;
	uint64_t in_object; /* one bit a level */
	size_t places;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool at_comment(const struct repair *repair)
{
	return repair->end - repair->at >= 2 &&
	       (memcmp(repair->at, "//", 2) == 0 || memcmp(repair->at, "--", 2) == 0);
}

static void skip_comment(struct repair *repair)
{
	while (repair->at < repair->end && *repair->at != '\n' && *repair->at != '\r')
		repair->at++;
	repair->places++;
}

static void put_missing_comma(struct repair *repair)
{
	string_append_char(repair->out, ',');
	repair->places++;
}

static bool inside_object(const struct repair *repair)
{
	return repair->depth > 0 && (repair->in_object >> (repair->depth - 1) & 1);
}

/* In an object, a text that follows a value can only be the next key. */
static void copy_string(struct repair *repair)
{
	const char *from = repair->at++;

	if (repair->before == BEFORE_VALUE && inside_object(repair))
		put_missing_comma(repair);
	while (repair->at < repair->end && *repair->at != '"')
		repair->at += *repair->at == '\\' && repair->end - repair->at > 1 ? 2 : 1;
	if (repair->at < repair->end)
		repair->at++;
	string_append_bytes(repair->out, from, (size_t)(repair->at - from));
	repair->before = BEFORE_VALUE;
}

static bool copy_open(struct repair *repair)
{
	bool object = *repair->at == '{';

	if (repair->depth == JSON_DEPTH_MAX)
		return false;
	if (object && repair->before == BEFORE_VALUE && repair->depth > 0 && !inside_object(repair))
		put_missing_comma(repair);
	uint64_t bit = UINT64_C(1) << repair->depth++;
	repair->in_object = object ? repair->in_object | bit : repair->in_object & ~bit;
	string_append_char(repair->out, *repair->at++);
	repair->before = BEFORE_NOTHING;
	return true;
}

static bool copy_close(struct repair *repair)
{
	if (repair->depth == 0)
		return false;
	if (repair->before == BEFORE_COMMA) {
		repair->out->data[repair->comma] = ' ';
		repair->places++;
	}
	repair->depth--;
	string_append_char(repair->out, *repair->at++);
	repair->before = BEFORE_VALUE;
	return true;
}

static void copy_word(struct repair *repair)
{
	const char *from = repair->at++;

	while (repair->at < repair->end && !is_space(*repair->at) && !strchr("{}[],:\"", *repair->at) &&
		!at_comment(repair))
		repair->at++;
	string_append_bytes(repair->out, from, (size_t)(repair->at - from));
	repair->before = BEFORE_VALUE;
}

static bool repair_token(struct repair *repair)
{
	switch (*repair->at) {
	case '"':
		copy_string(repair);
		return true;
	case '{':
	case '[':
		return copy_open(repair);
	case '}':
	case ']':
		return copy_close(repair);
	case ',':
		repair->comma = repair->out->length;
		repair->before = repair->before == BEFORE_VALUE ? BEFORE_COMMA : BEFORE_NOTHING;
		string_append_char(repair->out, *repair->at++);
		return true;
	case ':':
		repair->before = BEFORE_NOTHING;
		string_append_char(repair->out, *repair->at++);
		return true;
	default:
		copy_word(repair);
		return true;
	}
}

bool json_repair(struct string_view text, struct string *out, size_t *places)
{
	struct repair repair = {.at = text.data, .end = text.data + text.length, .out = out};
	bool going_on = true;

	string_reserve(out, text.length + 16);
	while (going_on && repair.at < repair.end && repair.places <= JSON_REPAIRS_MAX) {
		if (is_space(*repair.at))
			string_append_char(out, *repair.at++);
		else if (at_comment(&repair))
			skip_comment(&repair);
		else if (repair.depth == 0 && repair.before == BEFORE_VALUE)
			break; /* a second document is not ours to mend */
		else
			going_on = repair_token(&repair);
	}
	string_append_bytes(out, repair.at, (size_t)(repair.end - repair.at));
	*places = repair.places;
	return repair.places > 0 && repair.places <= JSON_REPAIRS_MAX;
}
