/* SPDX-License-Identifier: MIT */
#include "tui/grapheme.h"

#include "core/base/display_text.h"

bool grapheme_next(const char **at, const char *end, struct grapheme *out)
{
	const char *start = *at;
	if (start >= end)
		return false;
	out->bytes = start;
	out->base = utf8_next(at, end);
	int width = code_point_width(out->base);
	out->width = width < 1 ? 1 : width;
	out->length = (size_t)(*at - start);
	while (*at < end) {
		const char *next = *at;
		uint32_t mark = utf8_next(&next, end);
		if (code_point_width(mark) != 0)
			break;
		if ((size_t)(next - start) <= CELL_BYTES)
			out->length = (size_t)(next - start);
		*at = next;
	}
	return true;
}

static const char *code_point_before(const char *start, const char *at)
{
	do
		at--;
	while (at > start && (*at & 0xc0) == 0x80);
	return at;
}

const char *grapheme_before(const char *start, const char *at)
{
	while (at > start) {
		const char *before = code_point_before(start, at);
		const char *next = before;
		if (code_point_width(utf8_next(&next, at)) != 0)
			return before;
		at = before;
	}
	return start;
}
