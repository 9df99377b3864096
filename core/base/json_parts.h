/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/string.h"
#include "core/base/string_view.h"

/*
 * What the parts of the JSON reader share; for core/base/json*.c alone. The reader works in three passes: the
 * scan goes over the bytes once and is as strict as json.h promises, cJSON builds the tree, and a walk ties
 * each object and number of the tree to its place in the text, in the order in which both passes met them.
 */
#define JSON_DEPTH_MAX   64
#define JSON_REPAIRS_MAX 4096
/* More than this and a double no longer holds the digits. */
#define JSON_EXACT_DIGITS 15
/* cJSON copies a number into 64 bytes and stops reading at their end. */
#define JSON_NUMBER_MAX 63

#define JSON_TEXT_MAX ((size_t)1 << 30)

struct json_span {
	uint32_t from;
	uint32_t length;
};

struct json_scan {
	/* What to read: our copy, NUL-terminated behind its length. */
	char *text;
	size_t length;
	size_t mapped; /* bytes of the block that holds text and tables */
	bool first_document;
	unsigned depth;

	/* What was found, in document order. */
	struct json_span *objects;
	uint32_t *numbers; /* where each begins */
	size_t object_count, number_count;
	size_t document_end;

	/* Why it failed. */
	size_t failed_at;
	const char *expected;
};

/* Copies the text and makes room for the tables. At most JSON_TEXT_MAX bytes. */
void json_scan_open(struct json_scan *scan, struct string_view text);
void json_scan_close(struct json_scan *scan);
/* False with failed_at and expected set. Once for each text. */
bool json_scan(struct json_scan *scan);

/*
 * Where a document's tree lives: all of it goes back at once. Between begin and end, on this thread, cJSON
 * takes its memory from here, and what it gives back stays; cJSON_Delete() is never called on such a tree.
 */
struct json_block;
struct json_memory {
	struct json_block *blocks;
	size_t next_size;
};
void json_memory_begin(struct json_memory *memory, size_t text_length);
void json_memory_end(void);
void json_memory_free(struct json_memory *memory);

/*
 * The text with its commas and comments mended, line breaks kept. False when nothing was to be done or when
 * there were more than JSON_REPAIRS_MAX places; *places says how many.
 */
bool json_repair(struct string_view text, struct string *out, size_t *places);

/*
 * Text that is not valid UTF-8, as UTF-8. With more good bytes than bad ones beyond ASCII it is UTF-8 with
 * broken characters, else it is GB18030 (*converted). With marks, what is wrong becomes U+FFFD and is
 * counted, up to JSON_REPAIRS_MAX; without, it makes this fail. The text is NUL-terminated.
 */
bool json_convert(struct string_view text, bool marks, struct string *out, size_t *places, bool *converted);

/* Bytes of the valid UTF-8 sequence at this place; 0 when there is none. Reads no byte behind a NUL. */
size_t json_utf8_length(const char *at);
