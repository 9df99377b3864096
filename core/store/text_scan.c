/* SPDX-License-Identifier: MIT */
#include "core/store/text_scan.h"

#include <string.h>

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t halves16 __attribute__((vector_size(16)));

#define BLOCK 64

struct needle needle_make(struct string_view word, const uint32_t frequency[256])
{
	struct needle needle = {.text = word};
	for (size_t i = 1; i < word.length; i++)
		if (frequency[(uint8_t)word.data[i]] < frequency[(uint8_t)word.data[needle.first]])
			needle.first = i;
	needle.second = needle.first == 0 && word.length > 1 ? word.length - 1 : 0;
	for (size_t i = 0; i < word.length; i++)
		if (i != needle.first &&
			frequency[(uint8_t)word.data[i]] < frequency[(uint8_t)word.data[needle.second]])
			needle.second = i;
	return needle;
}

static bytes16 load(const char *at)
{
	bytes16 block;
	memcpy(&block, at, sizeof(block));
	return block;
}

static bytes16 splat(char byte)
{
	return (bytes16){0} + (uint8_t)byte;
}

/* 0xff where both bytes are at their places. */
static bytes16 candidates(const char *first, const char *second, bytes16 a, bytes16 b)
{
	return (bytes16)(load(first) == a) & (bytes16)(load(second) == b);
}

static bool any(bytes16 block)
{
	halves16 halves = (halves16)block;
	return (halves[0] | halves[1]) != 0;
}

/* The next candidate of a block at or behind `at`, or 16. */
static size_t next_candidate(bytes16 block, size_t at)
{
	halves16 halves = (halves16)block;
	for (size_t half = at / 8; half < 2; half++) {
		uint64_t bits = halves[half];
		if (half == at / 8)
			bits &= ~UINT64_C(0) << (at % 8 * 8);
		if (bits)
			return half * 8 + (size_t)__builtin_ctzll(bits) / 8;
	}
	return 16;
}

static size_t check_block(
	const struct needle *needle, const char *text, bytes16 block, size_t at, size_t last)
{
	if (!any(block))
		return TEXT_NOT_FOUND;
	for (size_t i = next_candidate(block, 0); i < 16;
		i = i + 1 < 16 ? next_candidate(block, i + 1) : 16) {
		if (at + i > last)
			return TEXT_NOT_FOUND;
		if (memcmp(text + at + i, needle->text.data, needle->text.length) == 0)
			return at + i;
	}
	return TEXT_NOT_FOUND;
}

size_t needle_find(const struct needle *needle, const char *text, size_t length, size_t from)
{
	size_t size = needle->text.length;
	if (size == 0 || size > length || from > length - size)
		return TEXT_NOT_FOUND;
	size_t last = length - size;
	const char *first = text + needle->first, *second = text + needle->second;
	bytes16 a = splat(needle->text.data[needle->first]), b = splat(needle->text.data[needle->second]);
	for (size_t at = from; at <= last; at += BLOCK) {
		bytes16 found[4];
		for (size_t i = 0; i < 4; i++)
			found[i] = candidates(first + at + 16 * i, second + at + 16 * i, a, b);
		if (!any(found[0] | found[1] | found[2] | found[3]))
			continue;
		for (size_t i = 0; i < 4; i++) {
			size_t place = check_block(needle, text, found[i], at + 16 * i, last);
			if (place != TEXT_NOT_FOUND)
				return place;
		}
	}
	return TEXT_NOT_FOUND;
}
