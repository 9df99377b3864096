/* SPDX-License-Identifier: MIT */
#include "core/base/display_text.h"
#include "core/base/error.h"
#include "core/base/json.h"

#define WRITER_DEPTH_MAX 63

/* A comma, unless this is the first of its container or the value behind a key. */
static void begin_value(struct json_writer *writer)
{
	uint64_t bit = UINT64_C(1) << writer->depth;

	if (writer->after_key) {
		writer->after_key = false;
		return;
	}
	if (writer->depth > 0 && (writer->has_member & bit))
		string_append_char(writer->out, ',');
	writer->has_member |= bit;
}

static void begin_container(struct json_writer *writer, char open)
{
	begin_value(writer);
	BUG_ON(writer->depth >= WRITER_DEPTH_MAX);
	writer->depth++;
	writer->has_member &= ~(UINT64_C(1) << writer->depth);
	string_append_char(writer->out, open);
}

static void end_container(struct json_writer *writer, char close)
{
	BUG_ON(writer->depth == 0 || writer->after_key);
	writer->depth--;
	string_append_char(writer->out, close);
}

void json_begin_object(struct json_writer *writer)
{
	begin_container(writer, '{');
}

void json_end_object(struct json_writer *writer)
{
	end_container(writer, '}');
}

void json_begin_array(struct json_writer *writer)
{
	begin_container(writer, '[');
}

void json_end_array(struct json_writer *writer)
{
	end_container(writer, ']');
}

/* The letter behind the backslash; 0 when the character has none. */
static char short_escape(uint32_t code_point)
{
	switch (code_point) {
	case '"':
	case '\\':
		return (char)code_point;
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return 0;
	}
}

static void put_escaped(struct json_writer *writer, uint32_t code_point)
{
	char letter = short_escape(code_point);

	if (letter) {
		string_append_char(writer->out, '\\');
		string_append_char(writer->out, letter);
	} else if (code_point > 0xFFFF) {
		string_append_format(writer->out, "\\u%04x\\u%04x", 0xD7C0 + (code_point >> 10),
			0xDC00 + (code_point & 0x3FF));
	} else {
		string_append_format(writer->out, "\\u%04x", code_point);
	}
}

static bool needs_escape(const struct json_writer *writer, uint32_t code_point)
{
	if (code_point < 0x20 || code_point == '"' || code_point == '\\')
		return true;
	return writer->ascii && code_point >= 0x7F;
}

static bool is_plain(char character)
{
	unsigned char byte = (unsigned char)character;

	return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

static void put_quoted(struct json_writer *writer, struct string_view text)
{
	const char *at = text.data;
	const char *end = at + text.length;

	string_append_char(writer->out, '"');
	while (at < end) {
		const char *from = at;
		while (at < end && is_plain(*at))
			at++;
		string_append_bytes(writer->out, from, (size_t)(at - from));
		if (at == end)
			break;
		uint32_t code_point = utf8_next(&at, end);
		if (needs_escape(writer, code_point)) {
			put_escaped(writer, code_point);
		} else {
			char bytes[4];
			string_append_bytes(writer->out, bytes, utf8_put(code_point, bytes));
		}
	}
	string_append_char(writer->out, '"');
}

void json_put_key(struct json_writer *writer, const char *key)
{
	BUG_ON(writer->after_key || writer->depth == 0);
	begin_value(writer);
	put_quoted(writer, sv(key));
	string_append_char(writer->out, ':');
	writer->after_key = true;
}

void json_put_text(struct json_writer *writer, struct string_view text)
{
	if (!text.data) {
		json_put_null(writer);
		return;
	}
	begin_value(writer);
	put_quoted(writer, text);
}

static void put_word(struct json_writer *writer, const char *word)
{
	begin_value(writer);
	string_append(writer->out, word);
}

void json_put_decimal(struct json_writer *writer, struct decimal value)
{
	char text[DECIMAL_TEXT_MAX];

	put_word(writer, decimal_format(value, text));
}

void json_put_integer(struct json_writer *writer, int64_t value)
{
	json_put_decimal(writer, decimal_from_integer(value));
}

void json_put_boolean(struct json_writer *writer, bool value)
{
	put_word(writer, value ? "true" : "false");
}

void json_put_null(struct json_writer *writer)
{
	put_word(writer, "null");
}

void json_put_raw(struct json_writer *writer, struct string_view json)
{
	begin_value(writer);
	string_append_view(writer->out, json);
}

void json_member_text(struct json_writer *writer, const char *key, struct string_view text)
{
	json_put_key(writer, key);
	json_put_text(writer, text);
}

void json_member_integer(struct json_writer *writer, const char *key, int64_t value)
{
	json_put_key(writer, key);
	json_put_integer(writer, value);
}

void json_member_decimal_text(struct json_writer *writer, const char *key, struct decimal value)
{
	char text[DECIMAL_TEXT_MAX];

	json_put_key(writer, key);
	json_put_text(writer, sv(decimal_format(value, text)));
}
