/* SPDX-License-Identifier: MIT */
#include "core/base/string.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/memory.h"

#define CAPACITY_LEAST ((size_t)32)

void string_reserve(struct string *string, size_t more)
{
	size_t needed, capacity;

	if (__builtin_add_overflow(string->length, more, &needed) || needed > SIZE_MAX / 2 - 1)
		bug(__FILE__, __LINE__, "text too long");
	needed++; /* the NUL */
	if (string->data && needed <= string->capacity)
		return;
	capacity = MAX(needed, string->capacity * 2);
	capacity = MAX(capacity, CAPACITY_LEAST);
	string->data = memory_resize(string->data, capacity, 1);
	string->capacity = capacity;
	string->data[string->length] = '\0';
}

void string_append_bytes(struct string *string, const void *bytes, size_t length)
{
	uintptr_t from = (uintptr_t)bytes, own = (uintptr_t)string->data;
	/* A part of the text itself moves when the text grows. */
	bool inside = string->data && from >= own && from < own + string->capacity;

	string_reserve(string, length);
	if (inside)
		bytes = string->data + (from - own);
	if (length)
		memcpy(string->data + string->length, bytes, length);
	string->length += length;
	string->data[string->length] = '\0';
}

void string_append(struct string *string, const char *text)
{
	string_append_view(string, sv(text));
}

void string_append_view(struct string *string, struct string_view text)
{
	string_append_bytes(string, text.data, text.length);
}

void string_append_char(struct string *string, char character)
{
	string_append_bytes(string, &character, 1);
}

void string_append_repeat(struct string *string, char character, size_t count)
{
	string_reserve(string, count);
	memset(string->data + string->length, character, count);
	string->length += count;
	string->data[string->length] = '\0';
}

void string_append_format(struct string *string, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		bug(__FILE__, __LINE__, "a format that vsnprintf refuses");
	string_reserve(string, (size_t)length);
	va_start(arguments, format);
	vsnprintf(string->data + string->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	string->length += (size_t)length;
}

void string_set(struct string *string, struct string_view text)
{
	uintptr_t from = (uintptr_t)text.data, own = (uintptr_t)string->data;

	if (string->data && from >= own && from < own + string->capacity) {
		memmove(string->data, text.data, text.length);
		string_truncate(string, text.length);
		return;
	}
	string_clear(string);
	string_append_view(string, text);
}

void string_truncate(struct string *string, size_t length)
{
	if (!string->data || length >= string->length)
		return;
	string->length = length;
	string->data[length] = '\0';
}

void string_clear(struct string *string)
{
	string_truncate(string, 0);
}

void string_wipe(struct string *string)
{
	if (string->data)
		explicit_bzero(string->data, string->capacity);
	string_free(string);
}

void string_free(struct string *string)
{
	free(string->data);
	*string = (struct string){0};
}

struct string_view string_view(const struct string *string)
{
	return sv_from(string->data, string->length);
}

const char *string_text(const struct string *string)
{
	return string->data ? string->data : "";
}
