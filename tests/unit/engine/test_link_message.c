/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/engine/link_message.h"

static void request_survives_the_way(void **state)
{
	struct string text = {0};
	struct link_request in = {LINK_HISTORY, 42, SV("estate"), SV("202005004869"), SV("30")};
	struct link_request out;

	link_request_put(&in, &text);
	assert_true(link_request_take(string_view(&text), &out));
	assert_int_equal(out.verb, LINK_HISTORY);
	assert_int_equal(out.number, 42);
	assert_true(sv_equal(out.profile, in.profile));
	assert_true(sv_equal(out.first, in.first));
	assert_true(sv_equal(out.second, in.second));
	string_free(&text);
}

static void a_tab_in_a_field_moves_no_other_field(void **state)
{
	struct string text = {0};
	struct link_request in = {LINK_CAPTCHA, 1, SV("a\tb"), SV("x\ry"), SV("1\t2")};
	struct link_request out;

	link_request_put(&in, &text);
	assert_true(link_request_take(string_view(&text), &out));
	assert_true(sv_equal(out.profile, SV("a b")));
	assert_true(sv_equal(out.first, SV("x y")));
	assert_true(sv_equal(out.second, SV("1 2")));
	string_free(&text);
}

static void answer_survives_the_way(void **state)
{
	struct string text = {0};
	struct error error;
	struct link_answer out;

	error_set(&error, ERROR_NOT_FOUND, "no such meter");
	link_answer_put(7, &error, SV("line one\nline two"), &text);
	assert_true(link_answer_take(string_view(&text), &out));
	assert_int_equal(out.number, 7);
	assert_int_equal(out.code, ERROR_NOT_FOUND);
	assert_true(sv_equal(out.message, SV("no such meter")));
	assert_true(sv_equal(out.text, SV("line one\nline two")));
	string_free(&text);
}

static void what_is_no_message_is_refused(void **state)
{
	static const char *const bad[] = {"", "read", "read\t", "read\tx\ta\tb\tc", "frobnicate\t1\ta",
		"\t\t\t", "read\t-1\tp\tm", "99999999999999999999\t0", "1\t999\tmessage\t"};
	struct link_request request;
	struct link_answer answer;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_false(link_request_take(sv(bad[i]), &request));
		assert_false(link_answer_take(sv(bad[i]), &answer));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_survives_the_way),
		cmocka_unit_test(a_tab_in_a_field_moves_no_other_field),
		cmocka_unit_test(answer_survives_the_way),
		cmocka_unit_test(what_is_no_message_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
