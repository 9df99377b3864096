/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/display_text.h"
#include "core/base/json_parts.h"

struct json_document {
	struct json_scan scan;           /* with the text as it came, or as converted or repaired */
	size_t next_object, next_number; /* of the scan's tables, while the tree is walked */
	cJSON *root;
	struct json_memory memory; /* the tree's */
	const char **keys;         /* of one large object, sorted */
	size_t key_capacity;
	size_t repairs;
	bool converted;
	bool first_wins;
};

static struct string_view text_of(const struct json_document *document)
{
	return sv_from(document->scan.text, document->scan.length);
}

/* ---- What is wrong, in words ---- */

static void place_of(struct string_view text, size_t offset, size_t *line, size_t *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < offset && i < text.length; i++) {
		if (text.data[i] == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)text.data[i] & 0xC0) != 0x80) {
			++*column;
		}
	}
}

static const char *describe_byte(struct string_view text, size_t offset, char out[16])
{
	if (offset >= text.length)
		return "the end";
	unsigned char byte = (unsigned char)text.data[offset];
	snprintf(out, 16, byte > 0x20 && byte < 0x7F ? "'%c'" : "byte %02X", byte);
	return out;
}

/* What stands between <title> and </title>; SV_NONE without one. */
static struct string_view html_title(struct string_view body)
{
	if (body.length == 0)
		return SV_NONE;
	const char *from = memmem(body.data, body.length, "<title>", 7);
	if (!from)
		from = memmem(body.data, body.length, "<TITLE>", 7);
	if (!from)
		return SV_NONE;
	from += 7;
	const char *end = memchr(from, '<', body.length - (size_t)(from - body.data));
	return end ? sv_trim(sv_slice(sv_from(from, (size_t)(end - from)), 0, 120)) : SV_NONE;
}

static bool refuse_html(struct string_view body, struct error *err)
{
	struct string_view title = html_title(body);
	struct arena arena = {0};

	if (title.length == 0)
		return error_set(err, ERROR_MALFORMED, "an HTML page instead of JSON");
	struct display_text clean = display_clean(&arena, title);
	error_set(err, ERROR_MALFORMED, "an HTML page titled \"%.*s\" instead of JSON", (int)clean.length,
		clean.bytes);
	arena_free(&arena);
	return false;
}

/* "404 page not found": short and without a brace, so there is no record in it that could be secret. */
static bool refuse_plain_text(struct string_view body, struct error *err)
{
	struct arena arena = {0};
	struct display_text clean = display_clean(&arena, body);

	error_set(
		err, ERROR_MALFORMED, "plain text instead of JSON: \"%.*s\"", (int)clean.length, clean.bytes);
	arena_free(&arena);
	return false;
}

static bool refuse_scan(const struct json_document *document, struct error *err)
{
	struct string_view text = text_of(document);
	struct string_view body = sv_trim(text);
	size_t line, column;
	char found[16];

	if (body.length <= 80 && sv_find(body, ' ') > 0 && !strchr("{[\"", body.data[0]))
		return refuse_plain_text(body, err);
	place_of(text, document->scan.failed_at, &line, &column);
	return error_set(err, ERROR_MALFORMED, "JSON, line %zu, column %zu: expected %s, found %s", line,
		column, document->scan.expected, describe_byte(text, document->scan.failed_at, found));
}

static bool refuse_key(
	const struct json_document *document, const cJSON *object, const char *key, struct error *err)
{
	struct string_view text = text_of(document);
	struct arena arena = {0};
	size_t line, column;

	place_of(text, document->scan.objects[object->valueint].from, &line, &column);
	struct display_text clean = display_clean(&arena, sv_slice(sv(key), 0, 60));
	error_set(err, ERROR_MALFORMED, "JSON, line %zu, column %zu: the object has the key \"%.*s\" twice",
		line, column, (int)clean.length, clean.bytes);
	arena_free(&arena);
	return false;
}

/* ---- Tying the tree to the text ---- */

static int compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A hostile object may have a million keys: sorted, not compared pair by pair. */
static const char *find_twice_large(struct json_document *document, const cJSON *object)
{
	size_t count = 0;

	for (const cJSON *item = object->child; item; item = item->next) {
		if (count == document->key_capacity)
			array_grow(&document->keys, &document->key_capacity, count, sizeof(*document->keys));
		document->keys[count++] = item->string;
	}
	qsort(document->keys, count, sizeof(*document->keys), compare_keys);
	for (size_t i = 1; i < count; i++)
		if (strcmp(document->keys[i - 1], document->keys[i]) == 0)
			return document->keys[i];
	return NULL;
}

static uint32_t hash_of(const char *key)
{
	uint32_t hash = 2166136261U;

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619U;
	return hash;
}

#define SMALL_OBJECT 64

/* The first key that an object has twice; NULL when there is none. */
static const char *find_twice(struct json_document *document, const cJSON *object)
{
	uint32_t hashes[SMALL_OBJECT];
	size_t count = 0;
	uint64_t seen[4] = {0};

	for (const cJSON *item = object->child; item; item = item->next) {
		if (count == SMALL_OBJECT)
			return find_twice_large(document, object);
		uint32_t hash = hash_of(item->string);
		uint64_t *word = &seen[hash >> 30];
		uint64_t bit = UINT64_C(1) << (hash >> 24 & 63);
		if (*word & bit) {
			const cJSON *other = object->child;
			for (size_t i = 0; i < count; i++, other = other->next)
				if (hashes[i] == hash && strcmp(other->string, item->string) == 0)
					return item->string;
		}
		*word |= bit;
		hashes[count++] = hash;
	}
	return NULL;
}

/* Takes out every member whose key stood before; rare enough to be slow. */
static void drop_later(cJSON *object)
{
	cJSON *next;

	for (cJSON *item = object->child; item; item = next) {
		next = item->next;
		for (const cJSON *other = object->child; other != item; other = other->next) {
			if (strcmp(other->string, item->string) == 0) {
				cJSON_DetachItemViaPointer(object, item);
				break;
			}
		}
	}
}

static size_t significant_digits(const char *number)
{
	size_t count = 0;

	for (; *number == '-' || *number == '.' || (*number >= '0' && *number <= '9'); number++)
		count += *number >= '0' && *number <= '9' && (count > 0 || *number != '0');
	return count;
}

/*
 * A number keeps a pointer to its own digits in the text. The reference bit stops cJSON from freeing it; a
 * text with that bit is a long number.
 */
static bool tie_number(struct json_document *document, cJSON *item, struct error *err)
{
	size_t from = document->scan.numbers[document->next_number++];

	if (!isfinite(item->valuedouble)) {
		document->scan.failed_at = from;
		document->scan.expected = "a number that is finite";
		return refuse_scan(document, err);
	}
	item->valuestring = document->scan.text + from;
	bool exact = significant_digits(item->valuestring) <= JSON_EXACT_DIGITS;
	item->type = (exact ? cJSON_Number : cJSON_String) | cJSON_IsReference;
	return true;
}

static bool tie(struct json_document *document, cJSON *item, const cJSON *before, struct error *err);

static bool tie_elements(struct json_document *document, cJSON *array, struct error *err)
{
	const cJSON *before = NULL;

	for (cJSON *item = array->child; item; before = item, item = item->next)
		if (!tie(document, item, before, err))
			return false;
	return true;
}

static bool check_keys(struct json_document *document, cJSON *object, struct error *err)
{
	const char *twice = find_twice(document, object);

	if (!twice)
		return true;
	if (!document->first_wins)
		return refuse_key(document, object, twice, err);
	drop_later(object);
	return true;
}

/*
 * A page's rows have the same keys in the same order: what held for the row before holds for this one, and
 * keys are looked at closely only where two rows differ.
 */
static bool tie_object(struct json_document *document, cJSON *object, const cJSON *before, struct error *err)
{
	const cJSON *twin = before && cJSON_IsObject(before) ? before->child : NULL;
	bool same = twin;

	object->valueint = (int)document->next_object++;
	for (cJSON *item = object->child; item; item = item->next) {
		same = same && twin && strcmp(item->string, twin->string) == 0;
		if (!(item->type & cJSON_String) && !tie(document, item, same ? twin : NULL, err))
			return false;
		if (same)
			twin = twin->next;
	}
	return (same && !twin) || check_keys(document, object, err);
}

static bool tie(struct json_document *document, cJSON *item, const cJSON *before, struct error *err)
{
	switch (item->type & 0xFF) {
	case cJSON_Number:
		return tie_number(document, item, err);
	case cJSON_Array:
		return tie_elements(document, item, err);
	case cJSON_Object:
		return tie_object(document, item, before, err);
	default:
		return true;
	}
}

/* ---- From bytes to a document ---- */

static void replace_text(struct json_document *document, struct string *text, size_t repairs)
{
	bool first = document->scan.first_document;

	json_scan_close(&document->scan);
	json_scan_open(&document->scan, string_view(text));
	document->scan.first_document = first;
	document->repairs += repairs;
}

static bool convert_and_scan(struct json_document *document, unsigned flags)
{
	struct string text = {0};
	size_t places;

	bool done =
		json_convert(text_of(document), flags & JSON_REPAIR, &text, &places, &document->converted);
	if (done)
		replace_text(document, &text, places);
	string_free(&text);
	return done && json_scan(&document->scan);
}

static bool repair_and_scan(struct json_document *document)
{
	struct string text = {0};
	size_t places;

	bool done = json_repair(text_of(document), &text, &places);
	if (done)
		replace_text(document, &text, places);
	string_free(&text);
	return done && json_scan(&document->scan);
}

static bool read_text(struct json_document *document, unsigned flags, struct error *err)
{
	if (json_scan(&document->scan))
		return true;
	if (!utf8_valid(text_of(document)) && convert_and_scan(document, flags))
		return true;
	if ((flags & JSON_REPAIR) && repair_and_scan(document))
		return true;
	return refuse_scan(document, err);
}

static bool build_tree(struct json_document *document, struct error *err)
{
	const char *end;

	document->scan.text[document->scan.document_end] = '\0';
	json_memory_begin(&document->memory, document->scan.document_end);
	document->root =
		cJSON_ParseWithLengthOpts(document->scan.text, document->scan.document_end + 1, &end, 1);
	json_memory_end();
	if (!document->root)
		return error_set(
			err, ERROR_MALFORMED, "the JSON reader refused byte %td", end - document->scan.text);
	return tie(document, document->root, NULL, err);
}

struct json_document *json_parse(struct string_view body, unsigned flags, struct error *err)
{
	if (sv_starts_with(body, SV("\xEF\xBB\xBF")))
		body = sv_slice(body, 3, body.length - 3);
	struct string_view trimmed = sv_trim(body);
	if (trimmed.length == 0) {
		error_set(err, ERROR_MALFORMED, "an empty body instead of JSON");
		return NULL;
	}
	if (trimmed.data[0] == '<') {
		refuse_html(trimmed, err);
		return NULL;
	}
	if (body.length > JSON_TEXT_MAX / 4) {
		error_set(err, ERROR_MALFORMED, "a JSON text of %zu bytes is more than can be read",
			body.length);
		return NULL;
	}
	struct json_document *document = NEW(struct json_document);
	document->first_wins = flags & JSON_FIRST_WINS;
	json_scan_open(&document->scan, body);
	document->scan.first_document = flags & JSON_FIRST_DOCUMENT;
	if (read_text(document, flags, err) && build_tree(document, err))
		return document;
	json_document_free(document);
	return NULL;
}

void json_document_free(struct json_document *document)
{
	if (!document)
		return;
	json_memory_free(&document->memory);
	json_scan_close(&document->scan);
	free(document->keys);
	free(document);
}

const struct json *json_root(const struct json_document *document)
{
	return (const struct json *)(const void *)document->root;
}

bool json_was_repaired(const struct json_document *document)
{
	return document->repairs > 0;
}

size_t json_repair_count(const struct json_document *document)
{
	return document->repairs;
}

bool json_was_converted(const struct json_document *document)
{
	return document->converted;
}

struct string_view json_raw(const struct json_document *document, const struct json *object)
{
	if (json_type(object) != JSON_OBJECT)
		return SV_NONE;
	const cJSON *item = (const cJSON *)(const void *)object;
	const struct json_span *span = &document->scan.objects[item->valueint];
	return sv_from(document->scan.text + span->from, span->length);
}
