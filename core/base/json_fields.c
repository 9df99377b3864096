/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"

#include <cjson/cJSON.h>
#include <string.h>
#include <strings.h>

static const cJSON *item_of(const struct json *value)
{
	return (const cJSON *)(const void *)value;
}

static const struct json *json_of(const cJSON *item)
{
	return (const struct json *)(const void *)item;
}

enum json_type json_type(const struct json *value)
{
	if (!value)
		return JSON_ABSENT;
	switch (item_of(value)->type & 0xFF) {
	case cJSON_False:
	case cJSON_True:
		return JSON_BOOLEAN;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_String:
		return JSON_TEXT;
	case cJSON_Array:
		return JSON_ARRAY;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

static const cJSON *first_member(const struct json *object)
{
	return json_type(object) == JSON_OBJECT ? item_of(object)->child : NULL;
}

const struct json *json_member(const struct json *object, const char *key)
{
	for (const cJSON *item = first_member(object); item; item = item->next)
		if (item->string[0] == key[0] && strcmp(item->string, key) == 0)
			return json_of(item);
	return NULL;
}

const struct json *json_member_fold(const struct json *object, const char *key)
{
	const struct json *exact = json_member(object, key);

	if (exact)
		return exact;
	for (const cJSON *item = first_member(object); item; item = item->next)
		if (sv_equal_fold(sv(item->string), sv(key)))
			return json_of(item);
	return NULL;
}

const struct json *json_first(const struct json *container)
{
	enum json_type type = json_type(container);

	return type == JSON_ARRAY || type == JSON_OBJECT ? json_of(item_of(container)->child) : NULL;
}

const struct json *json_next(const struct json *item)
{
	return json_of(item_of(item)->next);
}

struct string_view json_key(const struct json *item)
{
	return item ? sv(item_of(item)->string) : SV_NONE;
}

const char *json_key_text(const struct json *item)
{
	return item ? item_of(item)->string : NULL;
}

size_t json_count(const struct json *container)
{
	size_t count = 0;

	json_each (item, container)
		count++;
	return count;
}

/* A number's digits lie in the document's text and end where the next character cannot be one of a number. */
static struct string_view content_of(const cJSON *item)
{
	if (item->type & cJSON_IsReference)
		return sv_from(item->valuestring, strspn(item->valuestring, "0123456789+-.eE"));
	return sv_trim(sv(item->valuestring));
}

enum field_state json_text(const struct json *value, struct string_view *out)
{
	*out = SV_NONE;
	switch (json_type(value)) {
	case JSON_ABSENT:
		return FIELD_ABSENT;
	case JSON_NULL:
		return FIELD_NULL;
	case JSON_NUMBER:
	case JSON_TEXT:
		*out = content_of(item_of(value));
		return out->length > 0 ? FIELD_VALUE : FIELD_EMPTY;
	default:
		return FIELD_BAD;
	}
}

enum field_state json_decimal(const struct json *value, struct decimal *out)
{
	struct string_view text;
	enum field_state state = json_text(value, &text);

	*out = (struct decimal){0};
	if (state != FIELD_VALUE)
		return state;
	if (text.data[text.length - 1] == '%')
		text = sv_slice(text, 0, text.length - 1);
	return decimal_parse(text, out) ? FIELD_VALUE : FIELD_BAD;
}

enum field_state json_integer(const struct json *value, int64_t *out)
{
	struct string_view text;
	struct decimal decimal;
	enum field_state state = json_text(value, &text);

	*out = 0;
	if (state != FIELD_VALUE)
		return state;
	if (!decimal_parse(text, &decimal) || !decimal_rescale(decimal, 0, &decimal))
		return FIELD_BAD;
	*out = decimal.mantissa;
	return FIELD_VALUE;
}

enum field_state json_boolean(const struct json *value, bool *out)
{
	*out = false;
	if (json_type(value) == JSON_BOOLEAN) {
		*out = cJSON_IsTrue(item_of(value));
		return FIELD_VALUE;
	}
	struct string_view text;
	enum field_state state = json_text(value, &text);
	if (state != FIELD_VALUE)
		return state;
	*out = sv_equal_text(text, "1") || sv_equal_fold(text, SV("true"));
	return *out || sv_equal_text(text, "0") || sv_equal_fold(text, SV("false")) ? FIELD_VALUE : FIELD_BAD;
}
