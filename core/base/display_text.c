/* SPDX-License-Identifier: MIT */
#include "core/base/display_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/base/error.h"

#define REPLACEMENT     UINT32_C(0xFFFD)
#define MARKS_MOST      2
#define RAW_LENGTH_MOST (UINT32_MAX / 4) /* each byte may become three */

struct range {
	uint32_t first, last;
};

/* Assigned, of a drawable category, and yet nothing that an eye could see or that a terminal could place. */
static const struct range invisible[] = {
	{0x034F, 0x034F},   /* combining grapheme joiner */
	{0x115F, 0x1160},   /* Hangul fillers */
	{0x17B4, 0x17B5},   /* Khmer inherent vowels */
	{0x180B, 0x180F},   /* Mongolian variation selectors */
	{0x3164, 0x3164},   /* Hangul filler */
	{0xFE00, 0xFE0F},   /* variation selectors */
	{0xFFA0, 0xFFA0},   /* halfwidth Hangul filler */
	{0xE0000, 0xE0FFF}, /* tags, variation selectors supplement */
};

/* Wide for C libraries and terminals; utf8proc follows the letter of the Unicode table and says narrow. */
static const struct range wide_beside_the_table[] = {
	{0x3248, 0x324F}, /* circled numbers on black squares */
	{0x4DC0, 0x4DFF}, /* hexagrams */
};

/* Vowels and final consonants that join the Hangul syllable before them. */
static const struct range joining_hangul[] = {
	{0x1160, 0x11FF},
	{0xD7B0, 0xD7FF},
};

static bool in_ranges(uint32_t code_point, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code_point >= ranges[i].first && code_point <= ranges[i].last)
			return true;
	return false;
}

static int property_width(uint32_t code_point)
{
	switch (utf8proc_category((utf8proc_int32_t)code_point)) {
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return -1;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_ME:
		return 0;
	default:
		break;
	}
	if (in_ranges(code_point, joining_hangul, ARRAY_SIZE(joining_hangul)))
		return 0;
	if (in_ranges(code_point, wide_beside_the_table, ARRAY_SIZE(wide_beside_the_table)))
		return 2;
	return utf8proc_charwidth((utf8proc_int32_t)code_point) == 2 ? 2 : 1;
}

int code_point_width(uint32_t code_point)
{
	if (code_point < 0x7F)
		return code_point >= 0x20 ? 1 : -1;
	/* Nearly all of a Chinese vendor's text: the unified ideographs, without a look at the tables. */
	if (code_point >= 0x4E00 && code_point <= 0x9FFC)
		return 2;
	if (code_point > 0x10FFFF || in_ranges(code_point, invisible, ARRAY_SIZE(invisible)))
		return -1;
	return property_width(code_point);
}

/* Length of the sequence that a lead byte announces and the least code point that may need it; 0 for no lead.
 */
static size_t sequence_length(uint8_t lead, uint32_t *bits, uint32_t *least)
{
	static const struct {
		uint8_t mask, mark;
		uint32_t least;
	} kinds[] = {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if ((lead & kinds[i].mask) != kinds[i].mark)
			continue;
		*bits = lead & (uint8_t)~kinds[i].mask;
		*least = kinds[i].least;
		return i + 1;
	}
	return 0;
}

/* Length of the valid character at the front, 0 when it is none. */
static size_t decode(const char *at, const char *end, uint32_t *code_point)
{
	uint32_t bits = 0, least = 0;
	size_t length = sequence_length((uint8_t)*at, &bits, &least);

	if (length == 0 || (size_t)(end - at) < length)
		return 0;
	for (size_t i = 1; i < length; i++) {
		uint8_t byte = (uint8_t)at[i];

		if ((byte & 0xC0) != 0x80)
			return 0;
		bits = bits << 6 | (byte & 0x3F);
	}
	if (bits < least || bits > 0x10FFFF || (bits >= 0xD800 && bits <= 0xDFFF))
		return 0;
	*code_point = bits;
	return length;
}

uint32_t utf8_next(const char **at, const char *end)
{
	uint32_t code_point;
	size_t length = decode(*at, end, &code_point);

	if (length == 0) {
		(*at)++;
		return REPLACEMENT;
	}
	*at += length;
	return code_point;
}

size_t utf8_put(uint32_t code_point, char out[4])
{
	static const uint8_t marks[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
	size_t length;

	if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
		code_point = REPLACEMENT;
	length = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
	for (size_t i = length - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code_point & 0x3F));
		code_point >>= 6;
	}
	out[0] = (char)(marks[length] | code_point);
	return length;
}

/* Eight bytes of printable ASCII: no high bit, none below the space, no DEL. */
static bool is_plain_word(const char *at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t high = ones * 0x80;
	uint64_t word, deleted;

	memcpy(&word, at, sizeof(word));
	deleted = word ^ ones * 0x7F;
	return ((word | ((word - ones * 0x20) & ~word) | ((deleted - ones) & ~deleted)) & high) == 0;
}

static size_t plain_length(const char *at, const char *end)
{
	const char *start = at;

	while (end - at >= 8 && is_plain_word(at))
		at += 8;
	while (at < end && *at >= ' ' && *at < 0x7F)
		at++;
	return (size_t)(at - start);
}

bool utf8_valid(struct string_view text)
{
	const char *at = text.data ? text.data : "", *end = at + text.length;

	while (at < end) {
		uint32_t code_point;
		size_t length = plain_length(at, end);

		if (length == 0)
			length = decode(at, end, &code_point);
		if (length == 0)
			return false;
		at += length;
	}
	return true;
}

/* What the rule needs to know about the text so far. */
struct scan {
	const char *at, *end;
	uint32_t width;
	uint32_t marks; /* on the base before; MARKS_MOST when there is no base */
};

static struct scan scan_start(struct string_view raw)
{
	const char *at = raw.data ? raw.data : "";

	return (struct scan){at, at + raw.length, 0, MARKS_MOST};
}

/* Whether the character may stay; counts it. */
static bool accept(struct scan *scan, uint32_t code_point)
{
	int width = code_point_width(code_point);

	if (width < 0 || (width == 0 && scan->marks >= MARKS_MOST))
		return false;
	scan->marks = width == 0 ? scan->marks + 1 : 0;
	scan->width += (uint32_t)width;
	return true;
}

/* Moves over text that may stay as it is; at the end of the text or before what may not. */
static void skip_clean(struct scan *scan)
{
	while (scan->at < scan->end) {
		uint32_t code_point = 0;
		size_t length = plain_length(scan->at, scan->end);

		if (length) {
			scan->at += length;
			scan->width += (uint32_t)length;
			scan->marks = 0;
			continue;
		}
		length = decode(scan->at, scan->end, &code_point);
		if (length == 0 || !accept(scan, code_point))
			return;
		scan->at += length;
	}
}

static bool is_break(char byte)
{
	return byte == '\t' || byte == '\r' || byte == '\n';
}

/* Takes one thing that may not stay and gives what stands for it. */
static struct string_view replace(struct scan *scan)
{
	bool line_break = is_break(*scan->at);

	scan->width += 1;
	scan->marks = 0;
	if (!line_break) {
		utf8_next(&scan->at, scan->end);
		return SV("\xEF\xBF\xBD");
	}
	while (scan->at < scan->end && is_break(*scan->at))
		scan->at++;
	return SV(" ");
}

static size_t cleaned_length(struct scan scan)
{
	size_t length = 0;

	while (scan.at < scan.end) {
		const char *from = scan.at;

		skip_clean(&scan);
		length += (size_t)(scan.at - from);
		if (scan.at < scan.end)
			length += replace(&scan).length;
	}
	return length;
}

static struct display_text clean_copy(struct arena *arena, struct string_view raw)
{
	struct scan scan = scan_start(raw);
	size_t length = cleaned_length(scan);
	char *bytes = arena_alloc(arena, length + 1);
	char *to = bytes;

	while (scan.at < scan.end) {
		const char *from = scan.at;
		struct string_view instead;

		skip_clean(&scan);
		to = mempcpy(to, from, (size_t)(scan.at - from));
		if (scan.at == scan.end)
			break;
		instead = replace(&scan);
		to = mempcpy(to, instead.data, instead.length);
	}
	return (struct display_text){bytes, (uint32_t)length, scan.width};
}

struct display_text display_clean(struct arena *arena, struct string_view raw)
{
	uint32_t width;

	raw.length = MIN(raw.length, RAW_LENGTH_MOST);
	if (display_is_clean(raw, &width))
		return (struct display_text){raw.data, (uint32_t)raw.length, width};
	return clean_copy(arena, raw);
}

bool display_is_clean(struct string_view raw, uint32_t *width)
{
	struct scan scan = scan_start(raw);

	if (raw.length > RAW_LENGTH_MOST)
		return false;
	skip_clean(&scan);
	if (width)
		*width = scan.width;
	return scan.at == scan.end;
}

struct display_text display_stored(struct arena *arena, struct string_view text)
{
	return display_clean(arena, text);
}

struct display_text display_literal(const char *text)
{
	struct string_view view = sv(text);
	uint32_t width = 0;

	BUG_ON(!display_is_clean(view, &width));
	return (struct display_text){text, (uint32_t)view.length, width};
}

struct display_text display_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	struct display_text clean;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		bug(__FILE__, __LINE__, "vasprintf failed");
	clean = display_clean(arena, sv_from(text, (size_t)length));
	/* Clean text is borrowed, and what was formatted ends here. */
	if (clean.bytes == text)
		clean = display_copy(arena, clean);
	free(text);
	return clean;
}

struct display_text display_copy(struct arena *arena, struct display_text text)
{
	text.bytes = arena_copy(arena, display_view(text)).data;
	return text;
}

struct string_view display_view(struct display_text text)
{
	return sv_from(text.bytes, text.length);
}

struct display_text display_fit(struct arena *arena, struct display_text text, uint32_t width, bool ascii)
{
	struct string_view mark = ascii ? SV("~") : SV("\xE2\x80\xA6");
	const char *start = text.bytes ? text.bytes : "", *at = start, *end = at + text.length, *cut = at;
	uint32_t used = 0;
	char *bytes;
	size_t kept;

	if (text.width <= width)
		return text;
	if (width == 0)
		return (struct display_text){"", 0, 0};
	while (at < end) {
		int cells = code_point_width(utf8_next(&at, end));

		if (used + (uint32_t)MAX(cells, 0) > width - 1)
			break;
		used += (uint32_t)MAX(cells, 0);
		cut = at;
	}
	kept = (size_t)(cut - start);
	bytes = arena_alloc(arena, kept + mark.length + 1);
	memcpy(mempcpy(bytes, start, kept), mark.data, mark.length);
	return (struct display_text){bytes, (uint32_t)(kept + mark.length), used + 1};
}
