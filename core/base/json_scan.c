/* SPDX-License-Identifier: MIT */
#include "core/base/json_parts.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/error.h"
#include "core/base/memory.h"

static const char *fail(struct json_scan *scan, const char *at, const char *expected)
{
	scan->failed_at = (size_t)(at - scan->text);
	scan->expected = expected;
	return NULL;
}

static inline const char *skip_space(const char *at)
{
	while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
		at++;
	return at;
}

static inline bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

static inline bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

static inline size_t three_bytes(const unsigned char *at)
{
	if (!is_continuation((char)at[1]) || !is_continuation((char)at[2]))
		return 0;
	if (at[0] == 0xE0 && at[1] < 0xA0)
		return 0;                              /* overlong */
	return at[0] == 0xED && at[1] >= 0xA0 ? 0 : 3; /* a surrogate */
}

static inline size_t four_bytes(const unsigned char *at)
{
	if (at[0] > 0xF4 || !is_continuation((char)at[1]) || !is_continuation((char)at[2]) ||
		!is_continuation((char)at[3]))
		return 0;
	if (at[0] == 0xF0 && at[1] < 0x90)
		return 0;                              /* overlong */
	return at[0] == 0xF4 && at[1] >= 0x90 ? 0 : 4; /* beyond U+10FFFF */
}

static inline size_t utf8_length(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (at[0] < 0x80)
		return 1;
	if (at[0] >= 0xF0)
		return four_bytes(at);
	if (at[0] >= 0xE0)
		return three_bytes(at);
	return at[0] >= 0xC2 && is_continuation((char)at[1]) ? 2 : 0;
}

size_t json_utf8_length(const char *at)
{
	return utf8_length(at);
}

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

/* Marks, in the lowest byte at least, where a string's plain ASCII ends: a quote, a backslash, control,
 * non-ASCII. */
static inline uint64_t special_bytes(uint64_t word)
{
	uint64_t quote = word ^ EACH_BYTE('"');
	uint64_t backslash = word ^ EACH_BYTE('\\');
	uint64_t found = ((quote - EACH_BYTE(1)) & ~quote) | ((backslash - EACH_BYTE(1)) & ~backslash) |
			 ((word - EACH_BYTE(0x20)) & ~word) | word;

	return found & EACH_BYTE(0x80);
}

static inline const char *skip_plain(const char *at, const char *end)
{
	while (end - at >= 8) {
		uint64_t word;
		memcpy(&word, at, sizeof(word));
		uint64_t found = special_bytes(le64toh(word));
		if (found)
			return at + (__builtin_ctzll(found) >> 3);
		at += 8;
	}
	while ((unsigned char)*at >= 0x20 && (unsigned char)*at < 0x80 && *at != '"' && *at != '\\')
		at++;
	return at;
}

/* The four digits behind \u; -1 when they are not. */
static int32_t hex_four(const char *at)
{
	int32_t value = 0;

	for (int i = 0; i < 4; i++) {
		char c = at[i];
		if (is_digit(c))
			value = value * 16 + (c - '0');
		else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
			value = value * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return value;
}

static const char *scan_unicode_escape(struct json_scan *scan, const char *at)
{
	int32_t unit = hex_four(at + 2);

	if (unit < 0)
		return fail(scan, at, "four hexadecimal digits behind \\u");
	if (unit == 0)
		return fail(scan, at, "no \\u0000 in a text");
	if (unit < 0xD800 || unit > 0xDFFF)
		return at + 6;
	if (unit > 0xDBFF)
		return fail(scan, at, "no low surrogate without a high one before it");
	int32_t low = at[6] == '\\' && at[7] == 'u' ? hex_four(at + 8) : -1;
	if (low < 0xDC00 || low > 0xDFFF)
		return fail(scan, at, "a low surrogate behind the high one");
	return at + 12;
}

static const char *scan_escape(struct json_scan *scan, const char *at)
{
	if (at[1] == 'u')
		return scan_unicode_escape(scan, at);
	if (at[1] == '\0' || !strchr("\"\\/bfnrt", at[1]))
		return fail(scan, at, "an escape that JSON knows");
	return at + 2;
}

/* From behind the opening quote to behind the closing one. */
static const char *scan_string(struct json_scan *scan, const char *at)
{
	const char *end = scan->text + scan->length;

	while (at) {
		at = skip_plain(at, end);
		while ((unsigned char)*at >= 0x80) {
			size_t length = utf8_length(at);
			if (length == 0)
				return fail(scan, at, "valid UTF-8");
			at += length;
		}
		if (*at == '"')
			return at + 1;
		if (*at == '\\')
			at = scan_escape(scan, at);
		else if (at >= end)
			return fail(scan, at, "'\"' at the end of the text");
		else if ((unsigned char)*at < 0x20)
			return fail(scan, at, "no control character inside a text");
	}
	return NULL;
}

static const char *scan_digits(const char *at)
{
	while (is_digit(*at))
		at++;
	return at;
}

static const char *scan_number(struct json_scan *scan, const char *from)
{
	const char *at = from + (*from == '-');

	if (!is_digit(*at))
		return fail(scan, at, "a digit");
	if (*at == '0' && is_digit(at[1]))
		return fail(scan, at, "a number without leading zeros");
	at = scan_digits(at);
	if (*at == '.') {
		if (!is_digit(at[1]))
			return fail(scan, at + 1, "a digit behind the decimal point");
		at = scan_digits(at + 1);
	}
	if (*at == 'e' || *at == 'E') {
		at += at[1] == '+' || at[1] == '-' ? 2 : 1;
		if (!is_digit(*at))
			return fail(scan, at, "a digit in the exponent");
		at = scan_digits(at);
	}
	if (at - from > JSON_NUMBER_MAX)
		return fail(scan, from, "a number of at most 63 characters");
	scan->numbers[scan->number_count++] = (uint32_t)(from - scan->text);
	return at;
}

static const char *scan_literal(struct json_scan *scan, const char *at, const char *word)
{
	size_t length = strlen(word);

	return strncmp(at, word, length) == 0 ? at + length : fail(scan, at, "a value");
}

static const char *scan_value(struct json_scan *scan, const char *at);

static const char *scan_member(struct json_scan *scan, const char *at)
{
	if (*at != '"')
		return fail(scan, at, "a key in double quotes");
	at = scan_string(scan, at + 1);
	if (!at)
		return NULL;
	at = skip_space(at);
	if (*at != ':')
		return fail(scan, at, "':' behind the key");
	return scan_value(scan, skip_space(at + 1));
}

/* The members between { and }, or the elements between [ and ]. */
static const char *scan_items(struct json_scan *scan, const char *at, char close)
{
	bool object = close == '}';

	if (++scan->depth > JSON_DEPTH_MAX)
		return fail(scan, at, "at most 64 levels");
	at = skip_space(at + 1);
	if (*at != close) {
		for (;;) {
			at = object ? scan_member(scan, at) : scan_value(scan, at);
			if (!at)
				return NULL;
			at = skip_space(at);
			if (*at == close)
				break;
			if (*at != ',')
				return fail(scan, at, object ? "',' or '}'" : "',' or ']'");
			at = skip_space(at + 1);
		}
	}
	scan->depth--;
	return at + 1;
}

static const char *scan_object(struct json_scan *scan, const char *from)
{
	struct json_span *span = &scan->objects[scan->object_count++];
	const char *at = scan_items(scan, from, '}');

	if (at)
		*span = (struct json_span){(uint32_t)(from - scan->text), (uint32_t)(at - from)};
	return at;
}

static const char *scan_value(struct json_scan *scan, const char *at)
{
	switch (*at) {
	case '"':
		return scan_string(scan, at + 1);
	case '{':
		return scan_object(scan, at);
	case '[':
		return scan_items(scan, at, ']');
	case 't':
		return scan_literal(scan, at, "true");
	case 'f':
		return scan_literal(scan, at, "false");
	case 'n':
		return scan_literal(scan, at, "null");
	default:
		if (*at == '-' || is_digit(*at))
			return scan_number(scan, at);
		return fail(scan, at, "a value");
	}
}

bool json_scan(struct json_scan *scan)
{
	const char *at = scan_value(scan, skip_space(scan->text));

	if (!at)
		return false;
	scan->document_end = (size_t)(at - scan->text);
	if (scan->first_document)
		return true;
	at = skip_space(at);
	if (at != scan->text + scan->length) {
		fail(scan, at, "nothing behind the document");
		return false;
	}
	return true;
}

/*
 * A large block from the heap makes malloc merge the thousands of small ones that cJSON gave back before,
 * which costs half as much as parsing: such a block gets pages of its own. Pages that are not touched cost
 * nothing.
 */
#define OWN_PAGES 65536

static void *open_block(size_t size)
{
	if (size < OWN_PAGES)
		return memory_new(size);
	void *block =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	BUG_ON(block == MAP_FAILED);
	return block;
}

/* One call instead of a page fault every 4,096 bytes. A kernel that does not know it changes nothing. */
static void fetch_pages(char *from, size_t length)
{
	uintptr_t page = (uintptr_t)from & ~(uintptr_t)4095;

	madvise((void *)page, (uintptr_t)from + length - page, MADV_POPULATE_WRITE);
}

/* An object or a number and what parts it from the next are two bytes at least: the tables never grow. */
void json_scan_open(struct json_scan *scan, struct string_view text)
{
	size_t room = text.length / 2 + 1;
	size_t objects = room * sizeof(struct json_span);
	size_t numbers = room * sizeof(uint32_t);

	BUG_ON(text.length > JSON_TEXT_MAX);
	*scan = (struct json_scan){.length = text.length, .mapped = objects + numbers + text.length + 1};
	char *block = open_block(scan->mapped);
	scan->objects = (struct json_span *)(void *)block;
	scan->numbers = (uint32_t *)(void *)(block + objects);
	scan->text = block + objects + numbers;
	if (scan->mapped >= OWN_PAGES)
		fetch_pages(scan->text, text.length);
	memcpy(scan->text, text.data, text.length);
}

void json_scan_close(struct json_scan *scan)
{
	if (scan->mapped < OWN_PAGES)
		free(scan->objects);
	else
		munmap(scan->objects, scan->mapped);
	*scan = (struct json_scan){0};
}
