/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/display_text.h"
#include "core/base/json.h"

static void writes_commas_where_they_belong(void **state)
{
	struct string text = {0};
	struct json_writer writer = {.out = &text};

	json_begin_object(&writer);
	json_member_text(&writer, "meter_no", SV("0128244400031"));
	json_member_text(&writer, "valve", SV_NONE);
	json_member_text(&writer, "address", SV(""));
	json_member_integer(&writer, "count", INT64_MIN);
	json_member_decimal_text(&writer, "reading", (struct decimal){34690, 2});
	json_put_key(&writer, "values");
	json_begin_array(&writer);
	json_begin_object(&writer);
	json_end_object(&writer);
	json_put_decimal(&writer, (struct decimal){-5, 1});
	json_put_boolean(&writer, true);
	json_put_boolean(&writer, false);
	json_put_null(&writer);
	json_put_raw(&writer, SV("{\"x\":1}"));
	json_begin_array(&writer);
	json_put_integer(&writer, 7);
	json_put_integer(&writer, 8);
	json_end_array(&writer);
	json_end_array(&writer);
	json_member_text(&writer, "last", SV("x"));
	json_end_object(&writer);
	assert_string_equal(string_text(&text), "{\"meter_no\":\"0128244400031\",\"valve\":null,\"address\":"
						"\"\",\"count\":-9223372036854775808,"
						"\"reading\":\"346.90\",\"values\":[{},-0.5,true,false,null,{"
						"\"x\":1},[7,8]],\"last\":\"x\"}");
	assert_int_equal(writer.depth, 0);
	string_free(&text);
}

static void assert_written(struct string_view value, bool ascii, const char *expected)
{
	struct string text = {0};
	struct json_writer writer = {.out = &text, .ascii = ascii};

	json_put_text(&writer, value);
	assert_string_equal(string_text(&text), expected);
	string_free(&text);
}

static void escapes(void **state)
{
	assert_written(SV("a\"b\\c/"), false, "\"a\\\"b\\\\c/\"");
	assert_written(SV("\b\f\n\r\t\x01\x1f"), false, "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"");
	assert_written(sv_from("a\0b", 3), false, "\"a\\u0000b\"");
	assert_written(SV("表号 😀\x7f"), false, "\"表号 😀\x7f\"");
	assert_written(SV("表 😀\x7f\xC2\x9B\u202e"), true, "\"\\u8868 \\ud83d\\ude00\\u007f\\u009b\\u202e\"");
	assert_written(SV("a\xFFz"), false, "\"a\uFFFDz\"");
	assert_written(SV("a\xFFz"), true, "\"a\\ufffdz\"");
	assert_written(SV("\U0010FFFF\U00010000"), true, "\"\\udbff\\udfff\\ud800\\udc00\"");
}

static void the_reader_reads_what_the_writer_wrote(void **state)
{
	struct string text = {0};
	struct string value = {0};
	struct json_writer writer = {.out = &text};

	for (uint32_t code_point = 1; code_point < 0x3000; code_point++) {
		char bytes[4];
		string_append_bytes(&value, bytes, utf8_put(code_point, bytes));
	}
	for (int ascii = 0; ascii < 2; ascii++) {
		struct string_view back;
		string_clear(&text);
		writer = (struct json_writer){.out = &text, .ascii = ascii};
		json_begin_array(&writer);
		json_put_text(&writer, string_view(&value));
		json_end_array(&writer);
		struct json_document *document = json_parse(string_view(&text), JSON_STRICT, NULL);
		assert_non_null(document);
		assert_int_equal(json_text(json_first(json_root(document)), &back), FIELD_VALUE);
		assert_true(sv_equal(back, sv_trim(string_view(&value))));
		json_document_free(document);
	}
	string_free(&text);
	string_free(&value);
}

static void writes_one_line_after_another(void **state)
{
	struct string text = {0};

	for (int i = 0; i < 2; i++) {
		struct json_writer writer = {.out = &text};
		json_begin_object(&writer);
		json_member_integer(&writer, "n", i);
		json_end_object(&writer);
		string_append_char(&text, '\n');
	}
	assert_string_equal(string_text(&text), "{\"n\":0}\n{\"n\":1}\n");
	string_free(&text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_commas_where_they_belong),
		cmocka_unit_test(escapes),
		cmocka_unit_test(the_reader_reads_what_the_writer_wrote),
		cmocka_unit_test(writes_one_line_after_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
