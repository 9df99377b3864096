/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/string_view.h"

/*
 * Text that we own and that grows. Zero-initialise it; data is NULL until something is appended, and always
 * NUL-terminated afterwards. string_free() leaves it ready for use again.
 */
struct string {
	char *data;
	size_t length;
	size_t capacity;
};

void string_append(struct string *string, const char *text);
void string_append_view(struct string *string, struct string_view text);
void string_append_bytes(struct string *string, const void *bytes, size_t length);
void string_append_char(struct string *string, char character);
void string_append_repeat(struct string *string, char character, size_t count);
/* The arguments must not point into the string itself; for the other functions they may. */
void string_append_format(struct string *string, const char *format, ...) PRINTF(2, 3);
void string_reserve(struct string *string, size_t more); /* room for so many more bytes */
void string_set(struct string *string, struct string_view text);
void string_truncate(struct string *string, size_t length);
void string_clear(struct string *string); /* keeps the memory */
void string_wipe(struct string *string);  /* overwrites, then frees: for secrets */
void string_free(struct string *string);
struct string_view string_view(const struct string *string);
const char *string_text(const struct string *string) RETURNS_NONNULL; /* "" when nothing was appended */
