/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/display_text.h"
#include "core/vendors/fields.h"

#define SHOWN_CELLS 80 /* of a platform's own words inside one of our sentences */

static const enum error_code verdict_errors[] = {
	[VERDICT_OK] = ERROR_NONE,
	[VERDICT_REFUSED] = ERROR_REFUSED,
	[VERDICT_LOGIN] = ERROR_LOGIN,
	[VERDICT_CAPTCHA] = ERROR_CAPTCHA,
	[VERDICT_TOO_FAST] = ERROR_TOO_FAST,
	[VERDICT_NOT_FOUND] = ERROR_NOT_FOUND,
	[VERDICT_MALFORMED] = ERROR_MALFORMED,
};

static struct display_text shown(const struct answer *answer, struct string_view words)
{
	struct arena *arena = answer->context->arena;
	/* Four bytes a code point at most: what is cut here would not fit into the cells either. */
	struct string_view cut = sv_slice(sv_trim(words), 0, SHOWN_CELLS * 4);

	return display_fit(arena, display_clean(arena, cut), SHOWN_CELLS, false);
}

static struct display_text PRINTF(2, 0)
	format_clean(const struct answer *answer, const char *format, va_list arguments)
{
	char text[ERROR_MESSAGE_MAX];
	int length = vsnprintf(text, sizeof(text), format, arguments);

	BUG_ON(length < 0);
	struct string_view view = {text, MIN((size_t)length, sizeof(text) - 1)};
	struct arena *arena = answer->context->arena;
	return display_clean(arena, arena_copy(arena, view));
}

static bool fail_with(const struct answer *answer, enum verdict verdict, struct display_text sentence)
{
	answer->out->verdict = verdict;
	return error_set(answer->err, verdict_errors[verdict], "%.*s", (int)sentence.length, sentence.bytes);
}

bool answer_done(const struct answer *answer)
{
	answer->out->verdict = VERDICT_OK;
	return true;
}

bool answer_fail(const struct answer *answer, enum verdict verdict, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	struct display_text sentence = format_clean(answer, format, arguments);
	va_end(arguments);
	return fail_with(answer, verdict, sentence);
}

bool answer_malformed(const struct answer *answer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	struct display_text sentence = format_clean(answer, format, arguments);
	va_end(arguments);
	return answer_fail(answer, VERDICT_MALFORMED, "HTTP %d, but not what the document says: %.*s",
		answer->context->response->status, (int)sentence.length, sentence.bytes);
}

void answer_code(const struct answer *answer, struct string_view code)
{
	char *out = answer->out->vendor_code;
	size_t length = MIN(code.length, sizeof(answer->out->vendor_code) - 1);

	for (size_t i = 0; i < length; i++)
		out[i] = code.data[i] > ' ' && code.data[i] < 0x7f ? code.data[i] : '?';
	out[length] = '\0';
}

void answer_remark(const struct answer *answer, const char *format, ...)
{
	const struct fact_sink *sink = answer->context->sink;
	va_list arguments;

	if (!sink || !sink->remark)
		return;
	va_start(arguments, format);
	struct display_text text = format_clean(answer, format, arguments);
	va_end(arguments);
	sink->remark(sink->context, text);
}

bool answer_refuse(
	const struct answer *answer, const char *what, const struct json *record, const char *format, ...)
{
	const struct fact_sink *sink = answer->context->sink;
	va_list arguments;

	answer->out->refused++;
	if (!sink || !sink->refused)
		return false;
	va_start(arguments, format);
	struct refusal refusal = {
		.what = what,
		.reason = format_clean(answer, format, arguments),
		.raw = answer_raw(answer, record),
	};
	va_end(arguments);
	sink->refused(sink->context, &refusal);
	return false;
}

struct string_view answer_raw(const struct answer *answer, const struct json *record)
{
	return json_raw(answer->document, record);
}

/* --- what is no JSON
 * ------------------------------------------------------------------------------------------ */

static ptrdiff_t find_fold(struct string_view text, struct string_view part)
{
	for (size_t at = 0; at + part.length <= text.length; at++)
		if (sv_equal_fold(sv_slice(text, at, part.length), part))
			return (ptrdiff_t)at;
	return -1;
}

/* The text of <title>, SV_NONE when the page has none. */
static struct string_view page_title(struct string_view page)
{
	struct string_view head = sv_slice(page, 0, 4096);
	ptrdiff_t tag = find_fold(head, SV("<title"));

	if (tag < 0)
		return SV_NONE;
	struct string_view rest = sv_slice(head, (size_t)tag, head.length);
	ptrdiff_t open = sv_find(rest, '>');
	if (open < 0)
		return SV_NONE;
	rest = sv_slice(rest, (size_t)open + 1, rest.length);
	ptrdiff_t close = sv_find(rest, '<');
	return sv_trim(sv_slice(rest, 0, close < 0 ? rest.length : (size_t)close));
}

static bool fail_page(const struct answer *answer, struct string_view page)
{
	struct display_text title = shown(answer, page_title(page));

	if (title.length == 0)
		return answer_malformed(answer, "a web page without a title");
	return answer_malformed(answer, "a web page titled \"%.*s\"", (int)title.length, title.bytes);
}

static bool fail_unreadable(const struct answer *answer, struct string_view body, const struct error *why)
{
	int status = answer->context->response->status;

	if (status == 401)
		return answer_fail(answer, VERDICT_LOGIN, "the platform asks for a login (HTTP 401)");
	if (body.length == 0)
		return answer_malformed(answer, "an empty answer");
	if (body.data[0] == '<')
		return fail_page(answer, body);
	if (body.data[0] == '{' || body.data[0] == '[')
		return answer_malformed(answer, "broken or half JSON (%s)", why->message);
	struct display_text words = shown(answer, body);
	return answer_malformed(answer, "plain text \"%.*s\"", (int)words.length, words.bytes);
}

static struct string_view without_mark(struct string_view body)
{
	if (sv_starts_with(body, SV("\xef\xbb\xbf")))
		body = sv_slice(body, 3, body.length);
	return sv_trim(body);
}

bool answer_open(struct answer *answer, const struct decode_context *context, unsigned json_flags,
	struct decoded *out, struct error *err)
{
	struct error why = {ERROR_NONE, ""};
	struct string_view body = without_mark(context->response->body);

	*answer = (struct answer){.context = context, .out = out, .err = err};
	if (body.length > 0)
		answer->document = json_parse(body, json_flags, &why);
	if (!answer->document)
		return fail_unreadable(answer, body, &why);
	answer->root = json_root(answer->document);
	enum json_type type = json_type(answer->root);
	if (type != JSON_OBJECT && type != JSON_ARRAY)
		return fail_unreadable(answer, body, &why); /* of "404 page not found", 404 is a document */
	out->repaired = json_was_repaired(answer->document);
	if (out->repaired)
		answer_remark(answer, "the answer was not valid JSON and had to be repaired");
	if (json_was_converted(answer->document))
		answer_remark(answer, "the answer was not UTF-8 and was read as GB18030");
	return true;
}

void answer_close(struct answer *answer)
{
	if (answer->document)
		json_document_free(answer->document);
	answer->document = NULL;
	answer->root = NULL;
}

/* --- records
 * -------------------------------------------------------------------------------------------------- */

static void read_record(
	struct answer *answer, const struct json *record, const char *what, record_reader each)
{
	answer->out->rows++;
	if (json_type(record) != JSON_OBJECT)
		answer_refuse(answer, what, record, "the record is not an object");
	else if (each(answer, record))
		answer->out->taken++;
}

bool answer_records(struct answer *answer, const struct json *data, const char *what, record_reader each)
{
	struct string_view text = SV_NONE;

	switch (json_type(data)) {
	case JSON_ARRAY:
		json_each (record, data)
			read_record(answer, record, what, each);
		return true;
	case JSON_OBJECT:
		if (json_first(data))
			read_record(answer, data, what, each);
		return true;
	case JSON_ABSENT:
	case JSON_NULL:
		return true;
	case JSON_TEXT:
		if (json_text(data, &text) == FIELD_EMPTY)
			return true;
		break;
	case JSON_BOOLEAN:
	case JSON_NUMBER:
		break;
	}
	return answer_malformed(answer, "no list of records where one was expected");
}

void answer_first_key(const struct answer *answer, struct string_view key)
{
	if (!answer->out->first_key.data)
		answer->out->first_key = arena_copy(answer->context->arena, key);
}

void answer_page(const struct answer *answer, uint32_t most)
{
	uint32_t asked = answer->context->operation->page_size;

	if (asked == 0 || asked > most)
		asked = most;
	answer->out->more = asked > 0 && answer->out->rows >= asked;
}

/* --- codes and words
 * ------------------------------------------------------------------------------------------ */

const struct code_meaning *code_find(const struct code_meaning *table, size_t count, struct string_view code)
{
	for (size_t i = 0; i < count; i++)
		if (sv_equal_text(code, table[i].code))
			return &table[i];
	return NULL;
}

bool answer_fail_code(const struct answer *answer, const struct code_meaning *table, size_t count,
	struct string_view code, const struct json *message)
{
	const struct code_meaning *meaning = code_find(table, count, code);
	enum verdict verdict = meaning ? meaning->verdict : VERDICT_REFUSED;
	const char *sentence =
		meaning ? meaning->sentence : "the platform refused for a reason its document does not list";
	struct string_view words = SV_NONE;

	answer_code(answer, code);
	json_text(message, &words);
	struct display_text number = shown(answer, code);
	struct display_text own = shown(answer, words);
	return answer_fail(answer, verdict, "%s (%.*s%s%.*s)", sentence, (int)number.length, number.bytes,
		own.length > 0 ? ": " : "", (int)own.length, own.bytes);
}

int word_find(const struct word_meaning *table, size_t count, struct string_view word, int otherwise)
{
	struct string_view trimmed = sv_trim(word);

	for (size_t i = 0; i < count; i++)
		if (sv_equal_text(trimmed, table[i].word))
			return table[i].meaning;
	return otherwise;
}
