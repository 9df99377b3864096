/* SPDX-License-Identifier: MIT */
#include "core/base/string_view.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/base/test.h"

static void assert_view(struct string_view view, const char *wanted)
{
	assert_int_equal(view.length, strlen(wanted));
	assert_memory_equal(view.data, wanted, view.length);
}

static void test_compare(void **state)
{
	assert_true(sv_equal(SV("a"), sv("a")));
	assert_true(sv_equal(SV_NONE, SV("")));
	assert_false(sv_equal(SV("a"), SV("ab")));
	assert_true(sv_equal_text(SV("ab"), "ab"));
	assert_true(sv_equal_fold(SV("TotalCount"), SV("totalcount")));
	assert_false(sv_equal_fold(SV("["), SV("{")));
	assert_int_equal(sv_compare(SV("a"), SV("b")), -1);
	assert_int_equal(sv_compare(SV("b"), SV("ab")), 1);
	assert_int_equal(sv_compare(SV("a"), SV("ab")), -1);
	assert_int_equal(sv_compare(SV_NONE, SV("")), 0);
	assert_int_equal(sv_compare(SV("\x7F"), SV("\x80")), -1);
}

static void test_parts(void **state)
{
	assert_true(sv_starts_with(SV("meter"), SV("met")));
	assert_true(sv_starts_with(SV("meter"), SV("")));
	assert_false(sv_starts_with(SV("me"), SV("met")));
	assert_true(sv_ends_with(SV("meter"), SV("ter")));
	assert_false(sv_ends_with(SV("ter"), SV("meter")));
	assert_true(sv_contains(SV("meter"), SV("ete")));
	assert_false(sv_contains(SV("meter"), SV("metre")));
	assert_true(sv_contains(SV_NONE, SV("")));
	assert_int_equal(sv_find(SV("a:b"), ':'), 1);
	assert_int_equal(sv_find(SV_NONE, ':'), -1);
}

static void test_trim_and_slice(void **state)
{
	assert_view(sv_trim(SV(" \t\r\n a b \v\f")), "a b");
	assert_view(sv_trim(SV("  ")), "");
	assert_null(sv_trim(SV_NONE).data);
	assert_view(sv_slice(SV("abcdef"), 2, 3), "cde");
	assert_view(sv_slice(SV("abc"), 2, SIZE_MAX), "c");
	assert_view(sv_slice(SV("abc"), 9, 1), "");
	assert_null(sv_slice(SV_NONE, 1, 1).data);
}

static void test_split(void **state)
{
	struct string_view rest = SV("a,,b,"), part;

	assert_true(sv_split(&rest, ',', &part));
	assert_view(part, "a");
	assert_true(sv_split(&rest, ',', &part));
	assert_view(part, "");
	assert_true(sv_split(&rest, ',', &part));
	assert_view(part, "b");
	assert_false(sv_split(&rest, ',', &part));
	rest = SV_NONE;
	assert_false(sv_split(&rest, ',', &part));
}

static void test_integer(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t value;
	} cases[] = {
		{"0", true, 0},
		{"-0", true, 0},
		{"+12", true, 12},
		{"007", true, 7},
		{"9223372036854775807", true, INT64_MAX},
		{"-9223372036854775808", true, INT64_MIN},
		{"9223372036854775808", false, 0},
		{"-9223372036854775809", false, 0},
		{"99999999999999999999999", false, 0},
		{"", false, 0},
		{"-", false, 0},
		{"+-1", false, 0},
		{" 1", false, 0},
		{"1 ", false, 0},
		{"1.0", false, 0},
		{"0x1", false, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t value = 0;

		assert_int_equal(sv_to_integer(sv(cases[i].text), &value), cases[i].ok);
		assert_int_equal(value, cases[i].value);
	}
	assert_false(sv_to_integer(SV_NONE, &(int64_t){0}));
}

static void test_kinds(void **state)
{
	assert_true(sv_is_digits(SV("0123456789")));
	assert_false(sv_is_digits(SV("")));
	assert_false(sv_is_digits(SV("١")));
	assert_true(sv_is_identifier(SV("0128-24/A~!"), 11));
	assert_false(sv_is_identifier(SV("0128-24/A~!"), 10));
	assert_false(sv_is_identifier(SV(""), 10));
	assert_false(sv_is_identifier(SV("a b"), 10));
	assert_false(sv_is_identifier(SV("a\x7F"), 10));
	assert_false(sv_is_identifier(SV("表"), 10));
}

static void test_nearest(void **state)
{
	static const char *const commands[] = {"status", "meters", "vend", "readings", "valve"};
	size_t count = ARRAY_SIZE(commands);
	char longest[200];

	assert_string_equal(sv_nearest(SV("statsu"), commands, count), "status"); /* one swap */
	assert_string_equal(sv_nearest(SV("meter"), commands, count), "meters");
	assert_string_equal(sv_nearest(SV("VEND"), commands, count), "vend");
	assert_string_equal(sv_nearest(SV("reedngs"), commands, count), "readings");
	assert_string_equal(sv_nearest(SV("vlave"), commands, count), "valve");
	assert_null(sv_nearest(SV("xyz"), commands, count));
	assert_null(sv_nearest(SV(""), commands, count));
	assert_null(sv_nearest(SV("status"), commands, 0));
	memset(longest, 'a', sizeof(longest));
	assert_null(sv_nearest(sv_from(longest, sizeof(longest)), commands, count));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_trim_and_slice),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_integer),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
