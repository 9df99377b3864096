/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/decimal.h"
#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/base/string.h"
#include "core/base/string_view.h"

/*
 * The strict reader before cJSON; nothing else includes cJSON. It refuses what cJSON lets pass: text behind
 * the document, duplicate keys, "\u0000", lone surrogates, numbers that are not finite, invalid UTF-8,
 * nesting beyond
 * 64. Keys match exactly. Numbers of more than 15 significant digits arrive as text, because cJSON keeps
 * doubles. A UTF-8 byte order mark is skipped. A body that is not UTF-8 is read as GB18030 and said to be so
 * (converted).
 */
struct json_document;
struct json; /* one value inside a document; lives as long as the document */

enum json_flags {
	JSON_STRICT = 0,
	/*
	 * For reads only, never for an answer that moves money: mends trailing commas, missing commas before
	 * a key or an object, and // and -- comments (jrhsz 4.1, 4.2, 4.7; goldcard 4.1), at most 4,096
	 * places, and says so.
	 */
	JSON_REPAIR = 1 << 0,
	/* Duplicate keys: the first wins instead of an error (jrhsz 4.7). */
	JSON_FIRST_WINS = 1 << 1,
	/* Only the first document of the body counts (dlms: go-admin can send two). */
	JSON_FIRST_DOCUMENT = 1 << 2,
};

struct json_document *json_parse(struct string_view body, unsigned flags, struct error *err);
void json_document_free(struct json_document *document);
const struct json *json_root(const struct json_document *document);
bool json_was_repaired(const struct json_document *document);
size_t json_repair_count(const struct json_document *document); /* places that were mended */
bool json_was_converted(const struct json_document *document);  /* from GB18030 */
/* The bytes of an object as they came (after repair or conversion): the raw record. SV_NONE for other types.
 */
struct string_view json_raw(const struct json_document *document, const struct json *object);

enum json_type { JSON_ABSENT, JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };
enum json_type json_type(const struct json *value);                         /* NULL gives JSON_ABSENT */
const struct json *json_member(const struct json *object, const char *key); /* NULL when absent */
/* For "Totalcount" beside "totalcount": exact first, then without regard to ASCII case. */
const struct json *json_member_fold(const struct json *object, const char *key);
const struct json *json_first(const struct json *array_or_object);
const struct json *json_next(const struct json *item);
struct string_view json_key(const struct json *item); /* of an object's member */
const char *json_key_text(const struct json *item);   /* the same, NUL-terminated; NULL outside of objects */
size_t json_count(const struct json *array_or_object);
#define json_each(item, container)                                                                           \
	for (const struct json *item = json_first(container); item; item = json_next(item))

/*
 * What a field holds. The vendors send numbers as text and text as numbers, "" and null and nothing at all;
 * none of these is a zero.
 */
enum field_state { FIELD_ABSENT, FIELD_NULL, FIELD_EMPTY, FIELD_BAD, FIELD_VALUE };
/* Text, or the digits of a number as they stood; trimmed. Lives as long as the document. */
enum field_state json_text(const struct json *value, struct string_view *out);
/* From a number or from text; a trailing "%" is dropped (goldcard 2.4.9, 2.4.11). */
enum field_state json_decimal(const struct json *value, struct decimal *out);
enum field_state json_integer(const struct json *value, int64_t *out);
enum field_state json_boolean(
	const struct json *value, bool *out); /* true, false, 0, 1, "true", "false", "0", "1" */

/*
 * The writer: appends to a string, puts the commas, escapes. Zero-initialise with the string. With ascii set,
 * all beyond ASCII and U+007F to U+009F is escaped as \uXXXX.
 */
struct json_writer {
	struct string *out;
	unsigned depth;
	uint64_t has_member; /* one bit a depth */
	bool after_key;
	bool ascii;
};
void json_begin_object(struct json_writer *writer);
void json_end_object(struct json_writer *writer);
void json_begin_array(struct json_writer *writer);
void json_end_array(struct json_writer *writer);
void json_put_key(struct json_writer *writer, const char *key);
void json_put_text(struct json_writer *writer, struct string_view text); /* SV_NONE writes null */
void json_put_decimal(struct json_writer *writer, struct decimal value); /* as a number */
void json_put_integer(struct json_writer *writer, int64_t value);
void json_put_boolean(struct json_writer *writer, bool value);
void json_put_null(struct json_writer *writer);
void json_put_raw(struct json_writer *writer, struct string_view json); /* already valid JSON */
/* A key and its value in one. */
void json_member_text(struct json_writer *writer, const char *key, struct string_view text);
void json_member_integer(struct json_writer *writer, const char *key, int64_t value);
void json_member_decimal_text(
	struct json_writer *writer, const char *key, struct decimal value); /* "346.90" */
