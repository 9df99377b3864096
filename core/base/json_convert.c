/* SPDX-License-Identifier: MIT */
#include "core/base/json_parts.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* iconv takes its input as char * and does not write to it. */
static bool convert_gb18030(
	iconv_t way, struct string_view text, bool marks, struct string *out, size_t *places)
{
	char *from = (char *)(uintptr_t)text.data;
	size_t left = text.length;

	*places = 0;
	while (left > 0) {
		char room[4096];
		char *to = room;
		size_t space = sizeof(room);
		size_t result = iconv(way, &from, &left, &to, &space);
		int reason = errno;

		string_append_bytes(out, room, sizeof(room) - space);
		if (result != (size_t)-1 || reason == E2BIG)
			continue;
		if (!marks || ++*places > JSON_REPAIRS_MAX)
			return false;
		string_append(out, REPLACEMENT);
		from++;
		left--;
	}
	return true;
}

/*
 * How many bytes beyond ASCII are right and how many are wrong. In Chinese of GB18030 about one
 * character in seven looks like UTF-8 by accident; in UTF-8 with a name cut short nearly all are right.
 */
static void weigh_utf8(struct string_view text, size_t *good, size_t *bad)
{
	*good = *bad = 0;
	for (size_t i = 0; i < text.length;) {
		size_t length = json_utf8_length(text.data + i);
		*good += length > 1 ? length : 0;
		*bad += length == 0;
		i += length ? length : 1;
	}
}

static void mark_utf8(struct string_view text, struct string *out)
{
	for (size_t i = 0; i < text.length;) {
		size_t length = json_utf8_length(text.data + i);
		if (length)
			string_append_bytes(out, text.data + i, length);
		else
			string_append(out, REPLACEMENT);
		i += length ? length : 1;
	}
}

bool json_convert(struct string_view text, bool marks, struct string *out, size_t *places, bool *converted)
{
	size_t good, bad;

	weigh_utf8(text, &good, &bad);
	*places = 0;
	*converted = good <= bad;
	if (!*converted) {
		*places = bad;
		if (!marks || bad > JSON_REPAIRS_MAX)
			return false;
		mark_utf8(text, out);
		return true;
	}
	iconv_t way = iconv_open("UTF-8", "GB18030");
	if (way == (iconv_t)-1)
		return false;
	bool done = convert_gb18030(way, text, marks, out, places);
	iconv_close(way);
	return done;
}
