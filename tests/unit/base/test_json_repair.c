/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/json.h"

/* The bodies are the samples of the documents, shortened. */
static const struct {
	const char *body;
	const char *mended; /* as json_raw() gives it */
	size_t places;
} samples[] = {
	/* jrhsz 4.1: no comma behind the code and the data */
	{"{\n\"code\":200\n\"data\":\"eyJh\"\n\"msg\":\"登录成功\"\n}",
		"{\n\"code\":200\n,\"data\":\"eyJh\"\n,\"msg\":\"登录成功\"\n}", 2},
	/* jrhsz 4.2: no comma behind tableAddress, one behind the last row */
	{"{\"data\":[{\"tableAddress\":\"7栋\"\n\"tableType\":\"2\"},\n{\"n\":1},\n],\"msg\":\"\"}",
		"{\"data\":[{\"tableAddress\":\"7栋\"\n,\"tableType\":\"2\"},\n{\"n\":1} \n],\"msg\":\"\"}",
		2},
	/* jrhsz 4.7: trailing commas in the row and behind it */
	{"{\"a\":41868 ,\n\"q\":\"0.50\",\n}", "{\"a\":41868 ,\n\"q\":\"0.50\" \n}", 1},
	/* no comma between two rows */
	{"{\"d\":[{\"n\":1}\n{\"n\":2}{\"n\":3}]}", "{\"d\":[{\"n\":1}\n,{\"n\":2},{\"n\":3}]}", 2},
	/* no comma behind an object or a list */
	{"{\"a\":{}\"b\":[1]\"c\":null}", "{\"a\":{},\"b\":[1],\"c\":null}", 2},
	/* dlms 3.2: comments and a trailing comma */
	{"{\"a\":1, // the code\n\"b\":\"//x\", //\n}", "{\"a\":1, \n\"b\":\"//x\"  \n}", 3},
	/* goldcard 4.1: a comment of two dashes, a comma missing behind it */
	{"{\"a\":\"1\", -- 32位\n\"b\":-5--x\n\"c\":\"--\"}", "{\"a\":\"1\", \n\"b\":-5\n,\"c\":\"--\"}", 3},
	{"// first\n[1,]", "", 2},
};

static void mends_what_the_documents_show(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct error err = {0};
		assert_null(json_parse(sv(samples[i].body), JSON_STRICT, &err));
		struct json_document *document = json_parse(sv(samples[i].body), JSON_REPAIR, &err);
		if (!document)
			fail_msg("%s: %s", samples[i].body, err.message);
		assert_true(json_was_repaired(document));
		assert_int_equal(json_repair_count(document), samples[i].places);
		struct string_view raw = json_raw(document, json_root(document));
		if (!sv_equal_text(raw, samples[i].mended))
			fail_msg("%.*s", SV_ARG(raw));
		json_document_free(document);
	}
}

static void leaves_alone_what_is_right(void **state)
{
	struct json_document *document = json_parse(SV("{\"a\":\"1,]\",\"b\":\"--\"}"), JSON_REPAIR, NULL);

	assert_false(json_was_repaired(document));
	assert_int_equal(json_repair_count(document), 0);
	json_document_free(document);
}

static void mends_nothing_else(void **state)
{
	static const char *const texts[] = {"{\"a\":1", "{\"a\" 1}", "[1 2]", "[\"a\" \"b\"]", "[1,,2]",
		"{,}", "[,]", "{\"a\":\"x}", "{'a':1}", "｛\"a\":1｝", "{\"a\":“1”}", "{} {}", "[1]]",
		"{\"a\":1,\"a\":2,}", "[1e400,]", "{\"a\":\"\\u0000\",}", "[01,]", "/* x */ 1", "-", "--",
		"//"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct error err = {0};
		if (json_parse(sv(texts[i]), JSON_REPAIR, &err))
			fail_msg("taken: %s", texts[i]);
		assert_int_equal(err.code, ERROR_MALFORMED);
	}
}

static void append_many_rows(struct string *text, size_t count)
{
	string_set(text, SV("["));
	for (size_t i = 0; i <= count; i++)
		string_append(text, "{}\n");
	string_append(text, "]");
}

static void gives_up_beyond_its_bound(void **state)
{
	struct string text = {0};

	append_many_rows(&text, 4096);
	struct json_document *document = json_parse(string_view(&text), JSON_REPAIR, NULL);
	assert_non_null(document);
	assert_int_equal(json_repair_count(document), 4096);
	json_document_free(document);
	append_many_rows(&text, 4097);
	assert_null(json_parse(string_view(&text), JSON_REPAIR, NULL));
	string_free(&text);
}

static void works_together_with_the_other_flags(void **state)
{
	struct json_document *document = json_parse(SV("{\"a\":1.0,\"a\":2,}\n{\"b\" 3}"),
		JSON_REPAIR | JSON_FIRST_WINS | JSON_FIRST_DOCUMENT, NULL);
	struct string_view text;

	assert_non_null(document);
	assert_int_equal(json_count(json_root(document)), 1);
	assert_int_equal(json_text(json_member(json_root(document), "a"), &text), FIELD_VALUE);
	assert_true(sv_equal_text(text, "1.0"));
	json_document_free(document);
}

static void names_the_line_of_what_it_cannot_mend(void **state)
{
	struct error err = {0};

	assert_null(json_parse(SV("{\"a\":1, // x\n\"b\":2,\n\"c\" 3}"), JSON_REPAIR, &err));
	assert_non_null(strstr(err.message, "line 3, column 5: expected ':' behind the key"));
}

static void assert_marked(const char *body, bool converted, const char *expected)
{
	struct string_view text;

	assert_null(json_parse(sv(body), JSON_STRICT, NULL));
	struct json_document *document = json_parse(sv(body), JSON_REPAIR, NULL);
	assert_non_null(document);
	assert_true(json_was_repaired(document));
	assert_int_equal(json_was_converted(document), converted);
	assert_int_equal(json_text(json_member(json_root(document), "a"), &text), FIELD_VALUE);
	if (!sv_equal_text(text, expected))
		fail_msg("%.*s", SV_ARG(text));
	json_document_free(document);
}

/* Names cut in the middle of a character, by a column of so many bytes. */
static void marks_a_broken_character(void **state)
{
	assert_marked("{\"a\":\"表号\xE8\xA1\",\"b\":1}", false, "表号\uFFFD\uFFFD");
	assert_marked("{\"a\":\"\xB1\xED\xBA\",\"b\":1}", true, "表\uFFFD");
}

static void mends_after_converting(void **state)
{
	struct json_document *document = json_parse(SV("{\"a\":\"\xB1\xED\",}"), JSON_REPAIR, NULL);

	assert_non_null(document);
	assert_true(json_was_converted(document));
	assert_int_equal(json_repair_count(document), 1);
	json_document_free(document);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(mends_what_the_documents_show),
		cmocka_unit_test(leaves_alone_what_is_right),
		cmocka_unit_test(mends_nothing_else),
		cmocka_unit_test(gives_up_beyond_its_bound),
		cmocka_unit_test(works_together_with_the_other_flags),
		cmocka_unit_test(names_the_line_of_what_it_cannot_mend),
		cmocka_unit_test(marks_a_broken_character),
		cmocka_unit_test(mends_after_converting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
