/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdlib.h>
#include <string.h>

/*
 * domain notes 7.2, the rows that concern the captcha and the login:
 *   all   "Content-Type: json"                      test_login_request
 *   3.1   response "No data"; bare Base64, ids       test_captcha_shapes
 *   3.2   comments, trailing comma                   test_login_sample
 *   3.2   two blobs, spaces in the token             test_login_token_only, test_token_spaces
 *   3.2   token and currentAuthority                 test_login_prefers_token
 *   3.2   `code` is two things                       test_login_request, test_codes
 *   3.2   expire in 2125                             test_login_sample
 *   3.1   404 documented, 200 with a code sent       test_codes, test_not_found_page
 *   6     two documents in one body                  test_two_documents
 */

#define LOGIN   OPERATION_LOGIN, SOURCE_LIVE
#define CAPTCHA OPERATION_CAPTCHA, SOURCE_LIVE
#define SAMPLE_TOKEN                                                                                         \
	"UzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xla2V5IjoiIiwicm9sZW5hbWUiOiIifQ."                                   \
	"aW52ZW50ZWQtc2lnbmF0dXJlLWZvci10ZXN0cw-_0"

static int setup(void **state)
{
	struct probe *probe = NEW(struct probe);

	probe_open(probe, "dlms");
	session_forget(&probe->session);
	*state = probe;
	return 0;
}

static int teardown(void **state)
{
	probe_close(*state);
	free(*state);
	return 0;
}

/* --- captcha
 * -------------------------------------------------------------------------------------------------- */

static void test_captcha(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, CAPTCHA, "dlms/captcha.json"));
	assert_view(string_view(&probe->session.captcha_id), "abC9dEf0GhIjKlMnOpQr");
	assert_int_equal(probe->session.captcha_picture.length, 68);
	assert_memory_equal(probe->session.captcha_picture.data, "\x89PNG\r\n\x1a\n", 8);
}

static void test_captcha_request(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_encode(probe, CAPTCHA));
	assert_false(probe->request.post);
	assert_view(string_view(&probe->request.url), "http://platform.example/api/v1/captcha");
	assert_int_equal(probe->request.body.length, 0);
}

static void test_captcha_shapes(void **state)
{
	static const char *const good[] = {
		"{\"code\":200,\"data\":\"iVBORw0KGgo=\",\"id\":\"x\"}",
		"{\"data\":\"iVBORw0KGgo=\",\"captchaId\":\"x\"}",
		"{\"code\":\"200\",\"data\":\"data:image/gif;base64,R0lGODlh\",\"uuid\":\"x\"}",
		"{\"code\":200,\"data\":\"data:image/gif;base64,R0lGODdh\",\"id\":\"x\"}",
		"{\"code\":200,\"data\":\"data:image/jpeg;base64,/9j/4A==\",\"id\":\"\",\"captchaId\":\"x\"}",
	};
	struct probe *probe = *state;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		assert_true(probe_decode_text(probe, CAPTCHA, good[i]));
		assert_view(string_view(&probe->session.captcha_id), "x");
	}
}

static void test_captcha_refused(void **state)
{
	static const char *const bad[] = {
		"{\"code\":200,\"data\":\"iVBORw0KGgo=\"}",
		"{\"code\":200,\"data\":\"iVBORw0KGgo=\",\"id\":\"a b\"}",
		"{\"code\":200,\"id\":\"x\"}",
		"{\"code\":200,\"data\":\"\",\"id\":\"x\"}",
		"{\"code\":200,\"data\":\"data:image/png;base64\",\"id\":\"x\"}",
		"{\"code\":200,\"data\":\"aGVsbG8=\",\"id\":\"x\"}",
		"{\"code\":200,\"data\":\"iVBORw0KGgo=!\",\"id\":\"x\"}",
		"{\"code\":200,\"data\":{},\"id\":\"x\"}",
		"{}",
	};
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, CAPTCHA, "dlms/captcha.json"));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_false(probe_decode_text(probe, CAPTCHA, bad[i]));
		assert_error(probe, VERDICT_MALFORMED, "a captcha ");
		/* What was there stays whole. */
		assert_view(string_view(&probe->session.captcha_id), "abC9dEf0GhIjKlMnOpQr");
		assert_int_equal(probe->session.captcha_picture.length, 68);
	}
}

/* --- login
 * ---------------------------------------------------------------------------------------------------- */

static void test_login_request(void **state)
{
	struct probe *probe = *state;

	probe->operation.captcha_id = SV("abC9");
	probe->operation.captcha_code = SV(" 6942\n");
	assert_true(probe_encode(probe, LOGIN));
	assert_true(probe->request.post);
	assert_true(probe->request.body_is_secret);
	assert_false(probe->request.side_effect);
	assert_view(string_view(&probe->request.url), "http://platform.example/api/v1/login");
	assert_view(string_view(&probe->request.body),
		"{\"username\":\"operator\",\"password\":\"pa ss&word\",\"rememberMe\":false,"
		"\"code\":\"6942\",\"uuid\":\"abC9\"}");
	assert_int_equal(probe->request.header_count, 1);
	assert_string_equal(probe->request.headers[0].name, "Content-Type");
	assert_view(string_view(&probe->request.headers[0].value), "application/json");
}

static void test_login_needs_a_captcha(void **state)
{
	struct probe *probe = *state;

	assert_false(probe_encode(probe, LOGIN));
	assert_int_equal(probe->err.code, ERROR_CAPTCHA);
	probe->operation.captcha_code = SV("6942");
	assert_false(probe_encode(probe, LOGIN));
	assert_int_equal(probe->err.code, ERROR_CAPTCHA);
	string_append(&probe->session.captcha_id, "fromSession");
	assert_true(probe_encode(probe, LOGIN));
	assert_true(sv_contains(string_view(&probe->request.body), SV("\"uuid\":\"fromSession\"")));
	probe->operation.captcha_code = SV("  ");
	assert_false(probe_encode(probe, LOGIN));
}

static void test_login_sample(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, LOGIN, "dlms/login.json"));
	assert_view(string_view(&probe->session.token), SAMPLE_TOKEN);
	assert_instant(probe->session.token_expires, "2125-05-27T01:20:45+08:00");
	assert_true(probe->decoded.repaired);
}

static void test_login_both(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, LOGIN, "dlms/login_both.json"));
	assert_view(string_view(&probe->session.token), SAMPLE_TOKEN);
	assert_false(probe->decoded.repaired);
}

static void test_login_token_only(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_text(probe, LOGIN, "{  \"token\": \"aa.bb.cc\"}"));
	assert_view(string_view(&probe->session.token), "aa.bb.cc");
	assert_int_equal(probe->session.token_expires, INSTANT_NONE);
	/* The document's own sample of this shape is cut: two parts. */
	assert_false(probe_decode_fixture(probe, LOGIN, "dlms/login_token_only.json"));
	assert_error(probe, VERDICT_MALFORMED, "token of three parts");
	assert_view(string_view(&probe->session.token), "aa.bb.cc");
}

static void test_login_prefers_token(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_text(
		probe, LOGIN, "{\"code\":200,\"currentAuthority\":\"x.y.z\",\"token\":\"a.b.c\"}"));
	assert_view(string_view(&probe->session.token), "a.b.c");
	assert_true(probe_decode_text(
		probe, LOGIN, "{\"code\":200,\"currentAuthority\":\"x.y.z\",\"token\":\"cut.off\"}"));
	assert_view(string_view(&probe->session.token), "x.y.z");
}

static void test_token_spaces(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_text(probe, LOGIN, "{\"token\":\" a a.\\tb. _c-=\\n\"}"));
	assert_view(string_view(&probe->session.token), "aa.b._c-=");
}

static void test_bad_tokens(void **state)
{
	static const char *const bad[] = {
		"\"\"",
		"null",
		"17",
		"\"a\"",
		"\"a.b\"",
		"\"a.b.c.d\"",
		"\"..\"",
		"\"a..c\"",
		"\".b.c\"",
		"\"a.b.\"",
		"\"a.b.c\\u0001\"",
		"\"a.b.c;x\"",
		"\"a.b.\xe4\xb8\x89\"",
		"{}",
		"[\"a.b.c\"]",
	};
	struct probe *probe = *state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct string body = {0};
		string_append_format(&body, "{\"code\":200,\"token\":%s}", bad[i]);
		assert_false(probe_decode(probe, LOGIN, string_view(&body)));
		assert_int_equal(probe->decoded.verdict, VERDICT_MALFORMED);
		assert_int_equal(probe->session.token.length, 0);
		string_free(&body);
	}
}

static void test_bad_expiry_is_remarked(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_text(probe, LOGIN, "{\"token\":\"a.b.c\",\"expire\":\"never\"}"));
	assert_int_equal(probe->session.token_expires, INSTANT_NONE);
	assert_int_equal(probe->remark_count, 1);
}

/* A picture is good for one login, whatever comes of it. */
static void test_captcha_is_used_up(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, CAPTCHA, "dlms/captcha.json"));
	assert_false(probe_decode_text(probe, LOGIN, "{\"code\":400,\"msg\":\"验证码错误\"}"));
	assert_int_equal(probe->session.captcha_id.length, 0);
	assert_int_equal(probe->session.captcha_picture.length, 0);
}

/* --- codes
 * ---------------------------------------------------------------------------------------------------- */

static void test_codes(void **state)
{
	static const struct {
		const char *body;
		enum verdict verdict;
		const char *code, *sentence;
	} rows[] = {
		{"{\"code\":400,\"msg\":\"incorrect Username or Password\"}", VERDICT_REFUSED, "400",
			"refused the request (400: incorrect Username or Password)"},
		{"{\"code\":400,\"message\":\"missing Username or Password or Code\"}", VERDICT_REFUSED,
			"400", "missing Username or Password or Code"},
		{"{\"code\":400,\"msg\":\"验证码错误\"}", VERDICT_CAPTCHA, "400", "picture"},
		{"{\"code\":400,\"message\":\"wrong captcha\"}", VERDICT_CAPTCHA, "400", "picture"},
		{"{\"code\":\"401\",\"msg\":\"auth header is empty\"}", VERDICT_LOGIN, "401", "session"},
		{"{\"code\":401,\"msg\":\"Token is expired\"}", VERDICT_LOGIN, "401", "Token is expired"},
		{"{\"code\":6401}", VERDICT_LOGIN, "6401", "expired"},
		{"{\"code\":403,\"msg\":\"对不起，您没有该接口访问权限，请联系管理员\"}", VERDICT_REFUSED,
			"403", "permission"},
		{"{\"code\":500,\"msg\":\"runtime error\"}", VERDICT_REFUSED, "500", "error of its own"},
		{"{\"msg\":\"too many request; the quota used up!\",\"code\":500}", VERDICT_TOO_FAST, "500",
			"too many requests"},
		{"{\"code\":418,\"msg\":\"teapot\"}", VERDICT_REFUSED, "418", "418: teapot"},
	};
	struct probe *probe = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_false(probe_decode_text(probe, LOGIN, rows[i].body));
		assert_error(probe, rows[i].verdict, rows[i].sentence);
		assert_string_equal(probe->decoded.vendor_code, rows[i].code);
		/* The same answer to any other question. */
		assert_false(probe_decode_text(probe, CAPTCHA, rows[i].body));
		assert_error(probe, rows[i].verdict, rows[i].sentence);
	}
}

static void test_code_of_wrong_type(void **state)
{
	struct probe *probe = *state;

	assert_false(probe_decode_text(probe, LOGIN, "{\"code\":[200],\"token\":\"a.b.c\"}"));
	assert_int_equal(probe->decoded.verdict, VERDICT_MALFORMED);
	assert_false(probe_decode_text(probe, LOGIN, "[{\"code\":200,\"token\":\"a.b.c\"}]"));
	assert_error(probe, VERDICT_MALFORMED, "a list where an object was expected");
}

static void test_two_documents(void **state)
{
	struct probe *probe = *state;

	assert_false(probe_decode_fixture(probe, LOGIN, "dlms/login_two_documents.json"));
	assert_error(probe, VERDICT_REFUSED, "connection refused");
	assert_string_equal(probe->decoded.vendor_code, "500");
}

static void test_not_found_page(void **state)
{
	struct probe *probe = *state;

	probe->status = 404;
	assert_false(probe_decode_text(probe, LOGIN, "404 page not found\n"));
	assert_error(probe, VERDICT_MALFORMED, "HTTP 404");
	assert_error(probe, VERDICT_MALFORMED, "404 page not found");
}

static void test_session_survives_a_refusal(void **state)
{
	struct probe *probe = *state;

	string_append(&probe->session.token, "a.b.c");
	assert_false(probe_decode_text(probe, LOGIN, "{\"code\":400,\"msg\":\"incorrect\"}"));
	assert_view(string_view(&probe->session.token), "a.b.c");
}

static void test_broken(void **state)
{
	probe_truncate(*state, LOGIN, "dlms/login.json");
	probe_truncate(*state, LOGIN, "dlms/login_both.json");
	probe_truncate(*state, CAPTCHA, "dlms/captcha.json");
	probe_broken_bodies(*state, LOGIN);
	probe_broken_bodies(*state, CAPTCHA);
}

static void test_driver(void **state)
{
	const struct driver *driver = driver_find("dlms");

	assert_int_equal(driver->login, LOGIN_CAPTCHA);
	assert_false(driver->lists_meters);
	assert_false(driver->has_valve);
	assert_int_equal(driver->session_life_ms, 0);
	assert_true(driver_endpoint(driver, LOGIN)->public);
	assert_true(driver_endpoint(driver, CAPTCHA)->public);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_captcha),
		TEST(test_captcha_request),
		TEST(test_captcha_shapes),
		TEST(test_captcha_refused),
		TEST(test_login_request),
		TEST(test_login_needs_a_captcha),
		TEST(test_login_sample),
		TEST(test_login_both),
		TEST(test_login_token_only),
		TEST(test_login_prefers_token),
		TEST(test_token_spaces),
		TEST(test_bad_tokens),
		TEST(test_bad_expiry_is_remarked),
		TEST(test_captcha_is_used_up),
		TEST(test_codes),
		TEST(test_code_of_wrong_type),
		TEST(test_two_documents),
		TEST(test_not_found_page),
		TEST(test_session_survives_a_refusal),
		TEST(test_broken),
		TEST(test_driver),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
