/* SPDX-License-Identifier: MIT */
#include "core/store/list.h"

#include <string.h>

#include "core/base/attributes.h"

struct list_key list_key_from_text(struct string_view text)
{
	struct list_key key = {.id = INT64_MIN};
	size_t length = 0, characters = 0;
	/* As substr(x, 1, 16) in the indexes: whole characters. */
	while (length < text.length) {
		bool starts = (text.data[length] & 0xc0) != 0x80;
		if ((starts && characters == 16) || length == LIST_KEY_TEXT_MAX)
			break;
		characters += starts;
		length++;
	}
	if (length)
		memcpy(key.text, text.data, length);
	key.length = (uint8_t)length;
	return key;
}

struct list_key list_key_from_number(int64_t number)
{
	return (struct list_key){.id = INT64_MIN, .number = number};
}
