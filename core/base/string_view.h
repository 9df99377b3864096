/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"

/*
 * Text that belongs to somebody else: a pointer and a length, not necessarily NUL-terminated. {NULL, 0} is
 * the absent text; a view of length 0 with a pointer is the empty one. Valid as long as its owner says.
 */
struct string_view {
	const char *data;
	size_t length;
};

#define SV(literal)  ((struct string_view){("" literal), sizeof(literal) - 1})
#define SV_NONE      ((struct string_view){NULL, 0})
#define SV_ARG(view) (int)(view).length, ((view).data ? (view).data : "") /* for "%.*s" */

struct string_view sv(const char *text); /* NULL gives SV_NONE */
struct string_view sv_from(const char *data, size_t length);
bool sv_equal(struct string_view a, struct string_view b);
bool sv_equal_text(struct string_view a, const char *b);
bool sv_equal_fold(struct string_view a, struct string_view b); /* ASCII letters only */
int sv_compare(struct string_view a, struct string_view b);     /* bytes, shorter first */
bool sv_starts_with(struct string_view text, struct string_view prefix);
bool sv_ends_with(struct string_view text, struct string_view suffix);
bool sv_contains(struct string_view text, struct string_view part);
struct string_view sv_trim(struct string_view text); /* ASCII white space at both ends */
struct string_view sv_slice(struct string_view text, size_t from, size_t length); /* clamped */
ptrdiff_t sv_find(struct string_view text, char character);                       /* -1 when absent */
/*
 * Takes the part before the separator off the front of *rest. False when *rest is empty: "a,,b" has three
 * parts, "a," has one and "" has none.
 */
bool sv_split(struct string_view *rest, char separator, struct string_view *part);
/* Whole text, decimal, optional sign; false on anything else or overflow. */
bool sv_to_integer(struct string_view text, int64_t *out);
bool sv_is_digits(struct string_view text);                  /* at least one, ASCII digits only */
bool sv_is_identifier(struct string_view text, size_t most); /* 1..most printable ASCII bytes, no space */
/*
 * The candidate nearest to the word, or NULL: "did you mean". Insertions, deletions, replacements and swaps
 * count one each, at most a third of the word's length; case does not count. Words beyond 64 bytes are
 * nobody's neighbour.
 */
const char *sv_nearest(struct string_view word, const char *const *candidates, size_t count);
