/* SPDX-License-Identifier: MIT */
#include "core/base/string_view.h"

#include <string.h>

#define NEAREST_WORD_MAX 64

struct string_view sv(const char *text)
{
	return (struct string_view){text, text ? strlen(text) : 0};
}

struct string_view sv_from(const char *data, size_t length)
{
	return (struct string_view){data, length};
}

bool sv_equal(struct string_view a, struct string_view b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

bool sv_equal_text(struct string_view a, const char *b)
{
	return sv_equal(a, sv(b));
}

static char fold(char character)
{
	return character >= 'A' && character <= 'Z' ? (char)(character + ('a' - 'A')) : character;
}

bool sv_equal_fold(struct string_view a, struct string_view b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (fold(a.data[i]) != fold(b.data[i]))
			return false;
	return true;
}

int sv_compare(struct string_view a, struct string_view b)
{
	size_t common = MIN(a.length, b.length);
	int order = common ? memcmp(a.data, b.data, common) : 0;

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.length > b.length) - (a.length < b.length);
}

bool sv_starts_with(struct string_view text, struct string_view prefix)
{
	return text.length >= prefix.length && sv_equal(sv_from(text.data, prefix.length), prefix);
}

bool sv_ends_with(struct string_view text, struct string_view suffix)
{
	return text.length >= suffix.length &&
	       sv_equal(sv_slice(text, text.length - suffix.length, suffix.length), suffix);
}

bool sv_contains(struct string_view text, struct string_view part)
{
	if (part.length == 0)
		return true;
	return text.length >= part.length && memmem(text.data, text.length, part.data, part.length) != NULL;
}

static bool is_white(char character)
{
	return character == ' ' || (character >= '\t' && character <= '\r');
}

struct string_view sv_trim(struct string_view text)
{
	while (text.length && is_white(text.data[0])) {
		text.data++;
		text.length--;
	}
	while (text.length && is_white(text.data[text.length - 1]))
		text.length--;
	return text;
}

struct string_view sv_slice(struct string_view text, size_t from, size_t length)
{
	size_t start = MIN(from, text.length);

	if (!text.data)
		return text;
	return sv_from(text.data + start, MIN(length, text.length - start));
}

ptrdiff_t sv_find(struct string_view text, char character)
{
	const char *found = text.length ? memchr(text.data, character, text.length) : NULL;

	return found ? found - text.data : -1;
}

bool sv_split(struct string_view *rest, char separator, struct string_view *part)
{
	ptrdiff_t at;

	if (rest->length == 0)
		return false;
	at = sv_find(*rest, separator);
	if (at < 0) {
		*part = *rest;
		*rest = sv_from(rest->data + rest->length, 0);
		return true;
	}
	*part = sv_from(rest->data, (size_t)at);
	*rest = sv_slice(*rest, (size_t)at + 1, rest->length);
	return true;
}

bool sv_to_integer(struct string_view text, int64_t *out)
{
	bool negative = text.length && text.data[0] == '-';
	size_t at = negative || (text.length && text.data[0] == '+') ? 1 : 0;
	int64_t value = 0;

	if (at == text.length)
		return false;
	for (; at < text.length; at++) {
		int digit = text.data[at] - '0';

		if (digit < 0 || digit > 9)
			return false;
		/* Counted downwards, because there is one more number below zero than above. */
		if (__builtin_mul_overflow(value, (int64_t)10, &value) ||
			__builtin_sub_overflow(value, (int64_t)digit, &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*out = negative ? value : -value;
	return true;
}

bool sv_is_digits(struct string_view text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return text.length > 0;
}

bool sv_is_identifier(struct string_view text, size_t most)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] <= ' ' || text.data[i] > '~')
			return false;
	return text.length > 0 && text.length <= most;
}

/* Insertions, deletions, replacements and swaps of neighbours, without regard to case (Damerau-Levenshtein).
 */
static size_t edit_distance(struct string_view a, struct string_view b)
{
	size_t rows[3][NEAREST_WORD_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b.length; j++)
		above[j] = j;
	memcpy(before, above, sizeof(rows[0]));
	for (size_t i = 1; i <= a.length; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= b.length; j++) {
			char x = fold(a.data[i - 1]), y = fold(b.data[j - 1]);
			size_t best = above[j - 1] + (x != y);

			best = MIN(best, above[j] + 1);
			best = MIN(best, row[j - 1] + 1);
			if (i > 1 && j > 1 && x == fold(b.data[j - 2]) && fold(a.data[i - 2]) == y)
				best = MIN(best, before[j - 2] + 1);
			row[j] = best;
		}
		before = above;
		above = row;
		row = spare;
	}
	return above[b.length];
}

const char *sv_nearest(struct string_view word, const char *const *candidates, size_t count)
{
	const char *nearest = NULL;
	size_t least = word.length / 3 + 1;

	if (word.length == 0 || word.length > NEAREST_WORD_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		struct string_view candidate = sv(candidates[i]);
		size_t distance;

		if (candidate.length == 0 || candidate.length > NEAREST_WORD_MAX)
			continue;
		distance = edit_distance(word, candidate);
		if (distance >= least)
			continue;
		least = distance;
		nearest = candidates[i];
	}
	return nearest;
}
