/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/json.h"

static struct json_document *read_view(struct string_view text, unsigned flags)
{
	struct error err = {0};
	struct json_document *document = json_parse(text, flags, &err);

	if (!document)
		fail_msg("%s\nin %.*s", err.message, SV_ARG(text));
	return document;
}

static struct json_document *read_text(const char *text)
{
	return read_view(sv(text), JSON_STRICT);
}

static void assert_refused_view(struct string_view text, unsigned flags, const char *message)
{
	struct error err = {0};
	struct json_document *document = json_parse(text, flags, &err);

	if (document)
		fail_msg("taken: %.*s", SV_ARG(text));
	assert_int_equal(err.code, ERROR_MALFORMED);
	if (!strstr(err.message, message))
		fail_msg("\"%s\" does not say \"%s\"", err.message, message);
}

static void assert_refused(const char *text, const char *message)
{
	assert_refused_view(sv(text), JSON_STRICT, message);
}

static void assert_text(const struct json *value, const char *expected)
{
	struct string_view text;

	assert_int_equal(json_text(value, &text), FIELD_VALUE);
	if (!sv_equal_text(text, expected))
		fail_msg("\"%.*s\" instead of \"%s\"", SV_ARG(text), expected);
}

static void assert_raw(struct json_document *document, const struct json *object, const char *expected)
{
	struct string_view raw = json_raw(document, object);

	if (!sv_equal_text(raw, expected))
		fail_msg("\"%.*s\" instead of \"%s\"", SV_ARG(raw), expected);
}

static void reads_every_kind_of_value(void **state)
{
	struct json_document *document = read_text(
		" {\"t\":\"text\",\"n\":-1.5e+3,\"y\":true,\"o\":{},\"a\":[1,[],null],\"z\":null} ");
	const struct json *root = json_root(document);

	assert_int_equal(json_type(root), JSON_OBJECT);
	assert_int_equal(json_count(root), 6);
	assert_int_equal(json_type(json_member(root, "t")), JSON_TEXT);
	assert_int_equal(json_type(json_member(root, "n")), JSON_NUMBER);
	assert_int_equal(json_type(json_member(root, "y")), JSON_BOOLEAN);
	assert_int_equal(json_type(json_member(root, "o")), JSON_OBJECT);
	assert_int_equal(json_type(json_member(root, "a")), JSON_ARRAY);
	assert_int_equal(json_type(json_member(root, "z")), JSON_NULL);
	assert_int_equal(json_type(json_member(root, "absent")), JSON_ABSENT);
	assert_null(json_first(json_member(root, "o")));
	assert_int_equal(json_count(json_member(root, "a")), 3);
	assert_int_equal(json_count(json_member(root, "t")), 0);
	assert_true(sv_equal_text(json_key(json_first(root)), "t"));
	assert_null(json_member(json_member(root, "a"), "t"));
	json_document_free(document);
}

static void takes_any_value_as_the_document(void **state)
{
	static const char *const texts[] = {
		"0", "-0.5", "\"x\"", "null", "true", "[]", "{}", "\n[ 1 , 2 ]\t"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		json_document_free(read_text(texts[i]));
	json_document_free(NULL);
}

/* The text need not be NUL-terminated, and what follows it in memory is not read. */
static void reads_a_slice_of_a_buffer(void **state)
{
	struct json_document *document = read_view(sv_from("[12]345]", 4), JSON_STRICT);

	assert_text(json_first(json_root(document)), "12");
	json_document_free(document);
	document = read_view(sv_from("1234", 2), JSON_STRICT);
	assert_text(json_root(document), "12");
	json_document_free(document);
	assert_refused_view(sv_from("[12]345]", 5), JSON_STRICT, "nothing behind the document");
	assert_refused_view(sv_from("truex", 3), JSON_STRICT, "a value");
}

static void keys_match_exactly_unless_folded(void **state)
{
	struct json_document *document = read_text("{\"Totalcount\":1,\"ID\":2,\"id\":3}");
	const struct json *root = json_root(document);

	assert_null(json_member(root, "totalcount"));
	assert_text(json_member_fold(root, "totalcount"), "1");
	assert_text(json_member_fold(root, "id"), "3");
	assert_text(json_member_fold(root, "Id"), "2");
	assert_null(json_member_fold(root, "total"));
	json_document_free(document);
}

/* engineering.md, fact 6: each of these passes cJSON. */
static void refuses_what_cjson_lets_pass(void **state)
{
	assert_refused("{} x", "line 1, column 4: expected nothing behind the document, found 'x'");
	assert_refused("{}{}", "nothing behind the document");
	assert_refused("1e400", "finite");
	assert_refused("[0,\n -1e999]", "line 2, column 2: expected a number that is finite");
	assert_refused("{\"a\":1,\"a\":2}", "has the key \"a\" twice");
	assert_refused(
		"[{},{\"a\":1,\"\\u0061\":2}]", "line 1, column 5: the object has the key \"a\" twice");
	assert_refused("\"a\\u0000b\"", "no \\u0000 in a text");
	assert_refused("{\"a\\u0000\":1}", "no \\u0000 in a text");
	assert_refused("\"\\ud83d\"", "low surrogate");
	assert_refused("\"\\ud83dx\"", "low surrogate");
	assert_refused("\"\\ud83d\\ud83d\"", "low surrogate");
	assert_refused("\"\\ude00\"", "low surrogate");
	assert_refused("\"a\nb\"", "control character");
	assert_refused("[01]", "leading zeros");
	assert_refused("[-]", "a digit");
	assert_refused("[1.]", "a digit behind the decimal point");
	assert_refused("[.5]", "a value");
	assert_refused("[+1]", "a value");
	assert_refused("[1e]", "a digit in the exponent");
	assert_refused("[1\v]", "',' or ']'");
	assert_refused_view(sv_from("[\"a\0b\"]", 7), JSON_STRICT, "control character");
	assert_refused_view(sv_from("[]\0", 3), JSON_STRICT, "nothing behind the document, found byte 00");
}

static void refuses_what_is_not_json(void **state)
{
	assert_refused("", "an empty body");
	assert_refused(" \n\t", "an empty body");
	assert_refused("\xEF\xBB\xBF", "an empty body");
	assert_refused("[1,]", "column 4: expected a value, found ']'");
	assert_refused("[1 2]", "',' or ']'");
	assert_refused("{\"a\":1,}", "a key in double quotes, found '}'");
	assert_refused("{a:1}", "a key in double quotes, found 'a'");
	assert_refused("{\"a\" 1}", "':' behind the key");
	assert_refused("{\"a\":1 \"b\":2}", "',' or '}', found '\"'");
	assert_refused("{'a':1}", "a key in double quotes");
	assert_refused("{\n\"表\": nul}", "line 2, column 6: expected a value, found 'n'");
	assert_refused("[NaN]", "a value");
	assert_refused("[\"a\\x\"]", "an escape that JSON knows");
	assert_refused("[\"\\u12G4\"]", "four hexadecimal digits");
	assert_refused("[\"\\u12", "four hexadecimal digits");
	assert_refused("{\"a\":\"b", "'\"' at the end of the text, found the end");
	assert_refused("[1,2", "',' or ']', found the end");
	assert_refused("{\"a\":1]", "',' or '}'");
	assert_refused("[\"\\", "an escape that JSON knows");
	assert_refused("[00000000001]", "leading zeros");
}

static void names_the_page_that_came_instead(void **state)
{
	assert_refused("<html><head><title> 502 Bad\nGateway </title></head>",
		"an HTML page titled \"502 Bad Gateway\"");
	assert_refused("\r\n<!DOCTYPE html>", "an HTML page instead of JSON");
	assert_refused("404 page not found", "plain text instead of JSON: \"404 page not found\"");
	struct error err = {0};
	assert_null(json_parse(SV("<title>\x1b]0;x\x07\xE2\x80\xAE</title>"), JSON_STRICT, &err));
	assert_null(strchr(err.message, '\x1b'));
	assert_null(strstr(err.message, "\xE2\x80\xAE"));
	assert_non_null(strstr(err.message, "titled"));
	assert_null(json_parse(SV("[1"), JSON_STRICT, NULL));
}

static void limits_the_depth(void **state)
{
	char text[256];

	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	assert_refused_view(sv_from(text, 130), JSON_STRICT, "at most 64 levels");
	json_document_free(read_view(sv_from(text + 1, 128), JSON_STRICT));
}

static void unescapes(void **state)
{
	struct json_document *document = read_text("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t.\",\"\\u8868\\u53f7 "
						   "\\ud83d\\ude00\",\"表号：12-0001（一期）\"]");
	const struct json *first = json_first(json_root(document));

	assert_text(first, "\"\\/\b\f\n\r\t.");
	assert_text(json_next(first), "表号 😀");
	assert_text(json_next(json_next(first)), "表号：12-0001（一期）");
	json_document_free(document);
}

static void keeps_a_number_as_it_stood(void **state)
{
	struct json_document *document = read_text(
		"{\"a\":346.90,\"b\":41868 ,\"c\":-0.000,\"d\":1.50E2,\"e\":100000000000000,\"f\":5}");
	const struct json *root = json_root(document);
	struct decimal value;
	char text[DECIMAL_TEXT_MAX];

	assert_text(json_member(root, "a"), "346.90");
	assert_text(json_member(root, "b"), "41868");
	assert_text(json_member(root, "c"), "-0.000");
	assert_text(json_member(root, "d"), "1.50E2");
	assert_text(json_member(root, "e"), "100000000000000");
	assert_text(json_member(root, "f"), "5");
	assert_int_equal(json_type(json_member(root, "e")), JSON_NUMBER);
	assert_int_equal(json_decimal(json_member(root, "a"), &value), FIELD_VALUE);
	assert_string_equal(decimal_format(value, text), "346.90");
	json_document_free(document);
}

/* cJSON makes 4.9335795185499394e+19 of the first. */
static void gives_long_numbers_as_text(void **state)
{
	struct json_document *document =
		read_text("[49335795185499399179,1234567890.123456,0.1234567890123456,123]");
	const struct json *item = json_first(json_root(document));

	assert_int_equal(json_type(item), JSON_TEXT);
	assert_text(item, "49335795185499399179");
	item = json_next(item);
	assert_int_equal(json_type(item), JSON_TEXT);
	assert_text(item, "1234567890.123456");
	item = json_next(item);
	assert_int_equal(json_type(item), JSON_TEXT);
	assert_text(item, "0.1234567890123456");
	item = json_next(item);
	assert_int_equal(json_type(item), JSON_NUMBER);
	assert_text(item, "123");
	json_document_free(document);
	char text[80] = {0};
	memset(text, '1', 64);
	assert_refused(text, "at most 63 characters");
	text[63] = '\0';
	document = read_text(text);
	assert_text(json_root(document), text);
	json_document_free(document);
}

static void gives_the_bytes_of_a_record(void **state)
{
	struct json_document *document = read_text("{ \"data\" : [ {\"n\": 1, \"in\":{ \"m\" : \"}\" }} "
						   ",\n{\"n\":\"2\"}, [ {} ] ], \"o\":{\"k\":[]} }");
	const struct json *root = json_root(document);
	const struct json *rows = json_member(root, "data");
	const struct json *row = json_first(rows);

	assert_raw(document, row, "{\"n\": 1, \"in\":{ \"m\" : \"}\" }}");
	assert_raw(document, json_member(row, "in"), "{ \"m\" : \"}\" }");
	row = json_next(row);
	assert_raw(document, row, "{\"n\":\"2\"}");
	row = json_next(row);
	assert_raw(document, json_first(row), "{}");
	assert_raw(document, json_member(root, "o"), "{\"k\":[]}");
	assert_int_equal(
		json_raw(document, root).length, strlen("{ \"data\" : [ {\"n\": 1, \"in\":{ \"m\" : \"}\" }} "
							",\n{\"n\":\"2\"}, [ {} ] ], \"o\":{\"k\":[]} }"));
	assert_null(json_raw(document, rows).data);
	assert_null(json_raw(document, NULL).data);
	json_document_free(document);
}

static void tells_the_states_of_a_field_apart(void **state)
{
	struct json_document *document = read_text(
		"{\"null\":null,\"empty\":\"\",\"blank\":\"  \",\"bad\":\"x1\",\"object\":{},\"list\":[1],"
		"\"yes\":true,\"text\":\" 188011110128 "
		"\",\"percent\":\"59.0%\",\"only\":\"%\",\"whole\":\"7.00\"}");
	const struct json *root = json_root(document);
	struct string_view text;
	struct decimal decimal;
	int64_t integer;

	assert_int_equal(json_text(json_member(root, "none"), &text), FIELD_ABSENT);
	assert_null(text.data);
	assert_int_equal(json_text(json_member(root, "null"), &text), FIELD_NULL);
	assert_int_equal(json_text(json_member(root, "empty"), &text), FIELD_EMPTY);
	assert_int_equal(json_text(json_member(root, "blank"), &text), FIELD_EMPTY);
	assert_int_equal(json_text(json_member(root, "object"), &text), FIELD_BAD);
	assert_int_equal(json_text(json_member(root, "yes"), &text), FIELD_BAD);
	assert_text(json_member(root, "text"), "188011110128");
	assert_int_equal(json_decimal(json_member(root, "none"), &decimal), FIELD_ABSENT);
	assert_int_equal(json_decimal(json_member(root, "null"), &decimal), FIELD_NULL);
	assert_int_equal(json_decimal(json_member(root, "empty"), &decimal), FIELD_EMPTY);
	assert_int_equal(json_decimal(json_member(root, "bad"), &decimal), FIELD_BAD);
	assert_int_equal(json_decimal(json_member(root, "list"), &decimal), FIELD_BAD);
	assert_int_equal(json_decimal(json_member(root, "only"), &decimal), FIELD_BAD);
	assert_int_equal(json_decimal(json_member(root, "percent"), &decimal), FIELD_VALUE);
	assert_int_equal(decimal.mantissa, 590);
	assert_int_equal(json_integer(json_member(root, "whole"), &integer), FIELD_VALUE);
	assert_int_equal(integer, 7);
	assert_int_equal(json_integer(json_member(root, "percent"), &integer), FIELD_BAD);
	assert_int_equal(json_integer(json_member(root, "null"), &integer), FIELD_NULL);
	json_document_free(document);
}

static void reads_booleans_in_every_dress(void **state)
{
	struct json_document *document =
		read_text("[true,1,\"true\",\"1\",\"True\",false,0,\"false\",\"0\",2,\"yes\",\"\",null,[]]");
	const struct json *item = json_first(json_root(document));
	bool value;

	for (int i = 0; i < 9; i++, item = json_next(item)) {
		assert_int_equal(json_boolean(item, &value), FIELD_VALUE);
		assert_int_equal(value, i < 5);
	}
	static const enum field_state states[] = {FIELD_BAD, FIELD_BAD, FIELD_EMPTY, FIELD_NULL, FIELD_BAD};
	for (size_t i = 0; i < ARRAY_SIZE(states); i++, item = json_next(item))
		assert_int_equal(json_boolean(item, &value), states[i]);
	json_document_free(document);
}

/* jrhsz 4.7 sends tableNo twice in a row of its page. */
static void the_first_of_two_keys_wins_when_asked(void **state)
{
	struct json_document *document = read_view(
		SV("[{\"a\":{\"x\":1},\"b\":2,\"a\":{\"y\":[3.5,{\"z\":4}]},\"b\":5},{\"c\":6.25}]"),
		JSON_FIRST_WINS);
	const struct json *row = json_first(json_root(document));

	assert_int_equal(json_count(row), 2);
	assert_raw(document, json_member(row, "a"), "{\"x\":1}");
	assert_text(json_member(row, "b"), "2");
	row = json_next(row);
	assert_raw(document, row, "{\"c\":6.25}");
	assert_text(json_member(row, "c"), "6.25");
	json_document_free(document);
}

static void finds_a_duplicate_wherever_it_is(void **state)
{
	struct string text = {0};

	/* A row like the row before is not hashed; one that differs in a key is. */
	assert_refused("[{\"a\":1,\"b\":2},{\"a\":1,\"b\":2},{\"a\":1,\"a\":2}]",
		"column 30: the object has the key \"a\"");
	assert_refused("[{\"a\":1},{\"a\":1,\"a\":2}]", "column 10");
	assert_refused("[{\"a\":1,\"b\":2,\"b\":3},{\"a\":1,\"b\":2,\"b\":3}]", "column 2");
	for (int members = 2; members < 1000; members = members * 3 + 1) {
		string_set(&text, SV("{\"k0\":0"));
		for (int i = 1; i < members; i++)
			string_append_format(&text, ",\"k%d\":%d", i, i);
		string_append(&text, "}");
		json_document_free(read_view(string_view(&text), JSON_STRICT));
		string_truncate(&text, text.length - 1);
		string_append_format(&text, ",\"k%d\":0}", members / 2);
		assert_refused_view(string_view(&text), JSON_STRICT, "twice");
		struct json_document *document = read_view(string_view(&text), JSON_FIRST_WINS);
		assert_int_equal(json_count(json_root(document)), members);
		json_document_free(document);
	}
	string_free(&text);
}

/* domain notes 6: the login handler's and the session layer's answer in one body. */
static void the_first_of_two_documents_counts_when_asked(void **state)
{
	struct json_document *document =
		read_view(SV("{\"code\":500}\n{\"code\":400,\xFF"), JSON_FIRST_DOCUMENT);
	const struct json *root = json_root(document);

	assert_text(json_member(root, "code"), "500");
	assert_raw(document, root, "{\"code\":500}");
	json_document_free(document);
	document = read_view(SV("12 34"), JSON_FIRST_DOCUMENT);
	assert_text(json_root(document), "12");
	json_document_free(document);
	assert_refused_view(SV("{\"code\":500"), JSON_FIRST_DOCUMENT, "found the end");
}

static void skips_a_byte_order_mark(void **state)
{
	struct json_document *document = read_text("\xEF\xBB\xBF{\"a\":1}");

	assert_raw(document, json_root(document), "{\"a\":1}");
	json_document_free(document);
}

static void refuses_bytes_that_are_no_text(void **state)
{
	static const char *const bad[] = {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80",
		"\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF8", "\x80", "\xE8\xA1", "\xC3"};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct string text = {0};
		string_append_format(&text, "[\"%s\",\"\xFF\"]", bad[i]);
		struct error err = {0};
		assert_null(json_parse(string_view(&text), JSON_STRICT, &err));
		assert_non_null(strstr(err.message, "valid UTF-8"));
		string_free(&text);
	}
}

/* 号 is BA C5, 表 is B1 ED, and 乗's second byte is a backslash: 81 5C. */
static void reads_gb18030_when_it_is_not_utf8(void **state)
{
	struct json_document *document = read_text("{\"\xB1\xED\xBA\xC5\":\"\x81\\\",\"n\":7.50}");
	const struct json *root = json_root(document);

	assert_true(json_was_converted(document));
	assert_false(json_was_repaired(document));
	assert_text(json_member(root, "表号"), "乗");
	assert_text(json_member(root, "n"), "7.50");
	assert_raw(document, root, "{\"表号\":\"乗\",\"n\":7.50}");
	json_document_free(document);
	document = read_text("{\"表号\":1}");
	assert_false(json_was_converted(document));
	json_document_free(document);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_kind_of_value),
		cmocka_unit_test(takes_any_value_as_the_document),
		cmocka_unit_test(reads_a_slice_of_a_buffer),
		cmocka_unit_test(keys_match_exactly_unless_folded),
		cmocka_unit_test(refuses_what_cjson_lets_pass),
		cmocka_unit_test(refuses_what_is_not_json),
		cmocka_unit_test(names_the_page_that_came_instead),
		cmocka_unit_test(limits_the_depth),
		cmocka_unit_test(unescapes),
		cmocka_unit_test(keeps_a_number_as_it_stood),
		cmocka_unit_test(gives_long_numbers_as_text),
		cmocka_unit_test(gives_the_bytes_of_a_record),
		cmocka_unit_test(tells_the_states_of_a_field_apart),
		cmocka_unit_test(reads_booleans_in_every_dress),
		cmocka_unit_test(the_first_of_two_keys_wins_when_asked),
		cmocka_unit_test(finds_a_duplicate_wherever_it_is),
		cmocka_unit_test(the_first_of_two_documents_counts_when_asked),
		cmocka_unit_test(skips_a_byte_order_mark),
		cmocka_unit_test(refuses_bytes_that_are_no_text),
		cmocka_unit_test(reads_gb18030_when_it_is_not_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
