/* SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "core/base/string_view.h"

/*
 * Inside core/store only: finding a word in a long text. Two bytes of the word, the rarest ones in the text
 * at hand, are compared at 64 places at a time; where both are there, the whole word is. That needs no
 * alphabet, so one Chinese character and two digits are found like anything else.
 */
#define TEXT_SCAN_SLACK 128 /* bytes behind a text that may be read (and mean nothing) */
#define TEXT_NOT_FOUND  SIZE_MAX

struct needle {
	struct string_view text; /* borrowed */
	size_t first, second;    /* places of the two bytes */
};
/* How often each byte is in the text; all zero is as good as unknown. */
struct needle needle_make(struct string_view word, const uint32_t frequency[256]);
/* The first place at or behind `from` where the word begins and ends within length. */
size_t needle_find(const struct needle *needle, const char *text, size_t length, size_t from);
