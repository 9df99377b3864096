/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

struct visit {
	const struct json_document *document;
	struct string_view whole; /* the root's raw text, when the root is an object */
	size_t seen;
};

static void check_raw(struct visit *visit, const struct json *value)
{
	struct string_view raw = json_raw(visit->document, value);

	if (json_type(value) != JSON_OBJECT) {
		require(raw.data == NULL);
		return;
	}
	require(raw.length >= 2 && raw.data[0] == '{' && raw.data[raw.length - 1] == '}');
	if (!visit->whole.data)
		return;
	require(raw.data >= visit->whole.data);
	require(raw.data + raw.length <= visit->whole.data + visit->whole.length);
}

static void check_fields(const struct json *value)
{
	struct string_view text;
	struct decimal decimal;
	int64_t integer;
	bool boolean;
	enum field_state state = json_text(value, &text);

	require((state == FIELD_VALUE) == (text.length > 0));
	if (json_type(value) == JSON_NUMBER)
		require(state == FIELD_VALUE && text.length <= 63);
	if (json_integer(value, &integer) == FIELD_VALUE)
		require(json_decimal(value, &decimal) == FIELD_VALUE);
	json_boolean(value, &boolean);
	json_key(value);
}

static void visit_value(struct visit *visit, const struct json *value)
{
	visit->seen++;
	check_raw(visit, value);
	check_fields(value);
	json_each (item, value) {
		if (json_type(value) == JSON_OBJECT) {
			/* A key is there once: looking for it gives this very member. */
			require(json_key(item).data != NULL);
			if (visit->seen < 200)
				require(json_member(value, json_key(item).data) == item);
		}
		visit_value(visit, item);
	}
}

/* What an object's raw text says is what the object says. */
static void read_again(const struct json_document *document)
{
	struct string_view raw = json_raw(document, json_root(document));

	if (!raw.data)
		return;
	struct json_document *again = json_parse(raw, JSON_FIRST_WINS, NULL);
	require(again != NULL);
	require(json_count(json_root(again)) == json_count(json_root(document)));
	require(sv_equal(json_raw(again, json_root(again)), raw));
	json_document_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (unsigned flags = 0; flags < 8; flags++) {
		struct error err = {0};
		struct json_document *document = json_parse(sv_from((const char *)data, size), flags, &err);
		require((document == NULL) == (err.code != ERROR_NONE));
		if (!document)
			continue;
		require((flags & JSON_REPAIR) || !json_was_repaired(document));
		struct visit visit = {.document = document};
		visit.whole = json_raw(document, json_root(document));
		visit_value(&visit, json_root(document));
		read_again(document);
		json_document_free(document);
	}
	return 0;
}
