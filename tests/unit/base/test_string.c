/* SPDX-License-Identifier: MIT */
#include "core/base/string.h"

#include <string.h>

#include "tests/unit/base/test.h"

static void test_append(void **state)
{
	struct string text = {0};

	assert_string_equal(string_text(&text), "");
	assert_null(string_view(&text).data);
	string_append(&text, "a");
	string_append_view(&text, SV("bc"));
	string_append_view(&text, SV_NONE);
	string_append_char(&text, 'd');
	string_append_repeat(&text, '-', 3);
	string_append_format(&text, "%03d", 7);
	string_append_bytes(&text, "\0z", 2);
	assert_int_equal(text.length, 12);
	assert_memory_equal(text.data, "abcd---007\0z", 13);
	string_free(&text);
	assert_null(text.data);
	string_append(&text, "again");
	assert_string_equal(text.data, "again");
	string_free(&text);
}

static void test_grows(void **state)
{
	struct string text = {0};

	for (int i = 0; i < 10000; i++)
		string_append_format(&text, "%d,", i % 10);
	assert_int_equal(text.length, 20000);
	assert_memory_equal(text.data + 19996, "8,9,", 5);
	string_free(&text);
}

static void test_own_text_as_argument(void **state)
{
	struct string text = {0};

	string_append(&text, "0123456789abcdef");
	for (int i = 0; i < 6; i++)
		string_append_view(&text, string_view(&text));
	assert_int_equal(text.length, 16 * 64);
	for (size_t i = 0; i < text.length; i++)
		assert_int_equal(text.data[i], "0123456789abcdef"[i % 16]);
	string_set(&text, SV("  trimmed "));
	string_set(&text, sv_trim(string_view(&text)));
	assert_string_equal(text.data, "trimmed");
	string_free(&text);
}

static void test_set_truncate_clear(void **state)
{
	struct string text = {0};

	string_clear(&text);
	string_truncate(&text, 5);
	string_set(&text, SV("meter"));
	string_truncate(&text, 9);
	assert_string_equal(text.data, "meter");
	string_truncate(&text, 3);
	assert_string_equal(text.data, "met");
	string_clear(&text);
	assert_string_equal(text.data, "");
	string_wipe(&text);
	assert_null(text.data);
	string_wipe(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_own_text_as_argument),
		cmocka_unit_test(test_set_truncate_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
