/* SPDX-License-Identifier: MIT */
#include "simulator/visit.h"

#include <string.h>

struct string_view visit_header(const struct visit *visit, const char *name)
{
	return sv(
		visit->simulator->library.lookup_connection_value(visit->connection, MHD_HEADER_KIND, name));
}

struct string_view visit_query(const struct visit *visit, const char *name)
{
	return sv(visit->simulator->library.lookup_connection_value(
		visit->connection, MHD_GET_ARGUMENT_KIND, name));
}

const struct json *visit_json(struct visit *visit)
{
	if (!visit->document_tried) {
		visit->document_tried = true;
		visit->document = json_parse(string_view(&visit->body), JSON_STRICT, NULL);
	}
	return visit->document ? json_root(visit->document) : NULL;
}

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

static struct string_view decode_form(struct visit *visit, struct string_view text)
{
	char *out = arena_alloc(&visit->arena, text.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < text.length; i++) {
		char next = text.data[i] == '+' ? ' ' : text.data[i];
		if (next == '%' && i + 2 < text.length && hex_value(text.data[i + 1]) >= 0 &&
			hex_value(text.data[i + 2]) >= 0) {
			next = (char)(hex_value(text.data[i + 1]) * 16 + hex_value(text.data[i + 2]));
			i += 2;
		}
		out[length++] = next;
	}
	return sv_from(out, length);
}

static bool form_field(struct visit *visit, const char *name, struct string_view *out)
{
	struct string_view rest = string_view(&visit->body), pair;

	while (sv_split(&rest, '&', &pair)) {
		ptrdiff_t equals = sv_find(pair, '=');
		if (equals < 0 || !sv_equal_text(decode_form(visit, sv_slice(pair, 0, (size_t)equals)), name))
			continue;
		*out = sv_trim(decode_form(visit, sv_slice(pair, (size_t)equals + 1, pair.length)));
		return out->length > 0;
	}
	return false;
}

static bool body_is_json(const struct visit *visit)
{
	struct string_view body = sv_trim(string_view(&visit->body));

	return body.length > 0 && (body.data[0] == '{' || body.data[0] == '[');
}

bool visit_field(struct visit *visit, const char *name, struct string_view *out)
{
	if (!body_is_json(visit))
		return form_field(visit, name, out);
	return json_text(json_member(visit_json(visit), name), out) == FIELD_VALUE;
}

bool visit_integer(struct visit *visit, const char *name, int64_t missing, int64_t *out)
{
	struct string_view text;

	*out = missing;
	return !visit_field(visit, name, &text) || sv_to_integer(text, out);
}

bool visit_query_integer(const struct visit *visit, const char *name, int64_t missing, int64_t *out)
{
	struct string_view text = visit_query(visit, name);

	*out = missing;
	return text.length == 0 || sv_to_integer(text, out);
}

struct json_writer visit_writer(struct visit *visit)
{
	return (struct json_writer){.out = &visit->reply};
}

void visit_page(struct visit *visit, unsigned status, const char *content_type, struct string_view body)
{
	visit->status = status;
	visit->content_type = content_type;
	string_set(&visit->reply, body);
}

const char *visit_time(struct visit *visit, instant at, enum instant_form form)
{
	char *out = arena_alloc(&visit->arena, INSTANT_TEXT_MAX);

	return instant_format(at, visit->simulator->world.zone, form, out);
}

struct string_view visit_customer_name(struct visit *visit, const struct world_meter *meter)
{
	char name[WORLD_TEXT_MAX];

	world_customer_name(meter, name);
	if (visit->fault.kind == FAULT_ESCAPE)
		return arena_format(&visit->arena,
			"\x1b[2J\x1b]0;owned\x07%s\xe2\x80\xae\xc2\x9b"
			"31m\r\n",
			name);
	return arena_format(&visit->arena, "%s", name);
}

void visit_put_register(
	struct visit *visit, struct json_writer *writer, uint64_t row, struct string_view text)
{
	if (visit->fault.kind == FAULT_WRONG_TYPE && row == 0)
		json_put_raw(writer, SV("{\"value\":[true]}"));
	else
		json_put_text(writer, text);
}

const char *visit_decimal(struct visit *visit, int64_t thousandths, uint8_t places)
{
	char *out = arena_alloc(&visit->arena, DECIMAL_TEXT_MAX);

	return decimal_format(world_decimal(thousandths, places), out);
}

bool visit_is_odd(const struct visit *visit, const struct world_meter *meter)
{
	enum simulator_quirks quirks = visit->simulator->options.quirks;

	return quirks == QUIRKS_ALL || (quirks == QUIRKS_SOME && (meter->traits & TRAIT_ODD));
}

static char *find_behind(const struct string *text, size_t from, const char *part)
{
	if (from >= text->length)
		return NULL;
	return memmem(text->data + from, text->length - from, part, strlen(part));
}

void quirk_drop(struct string *text, size_t from, const char *before, size_t skip)
{
	char *found = find_behind(text, from, before);

	if (!found)
		return;
	found += skip;
	size_t behind = text->length - (size_t)(found - text->data) - 1;
	memmove(found, found + 1, behind);
	string_truncate(text, text->length - 1);
}

void quirk_insert_before_last(struct string *text, size_t from, const char *last, const char *what)
{
	size_t place = text->length - MIN(strlen(last), text->length), length = strlen(what);

	if (place < from || strcmp(text->data + place, last) != 0)
		return;
	string_append(text, what);
	memmove(text->data + place + length, text->data + place, strlen(last));
	memcpy(text->data + place, what, length);
}
