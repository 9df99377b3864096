/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/base/digest.h"
#include "tests/unit/simulator/client.h"

static const char *const JSON_HEADER = "Content-Type: application/json";

static const char *fetch_captcha(struct bench *bench)
{
	const struct json *root = bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/captcha"});

	assert_text(bench, root, "code", "200");
	return bench_text(bench, root, "id");
}

static const struct json *login(
	struct bench *bench, const char *user, const char *password, const char *code, const char *uuid)
{
	char body[400];

	snprintf(body, sizeof(body),
		"{\"username\":\"%s\",\"password\":\"%s\",\"rememberMe\":false,\"code\":\"%s\",\"uuid\":\"%"
		"s\"}",
		user, password, code, uuid);
	return bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/login", body, {JSON_HEADER}});
}

static const struct json *good_login(struct bench *bench)
{
	const struct simulator_credentials *known = simulator_credentials();
	const char *id = fetch_captcha(bench);
	char answer[5];

	assert_true(simulator_captcha_answer(bench->simulator, id, answer));
	return login(bench, known->username, known->password, answer, id);
}

static size_t count_dots(const char *text)
{
	size_t dots = 0;

	for (; *text; text++)
		dots += *text == '.';
	return dots;
}

static void test_captcha_and_login(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct json *root = good_login(bench);

	assert_int_equal(bench->status, 200);
	assert_text(bench, root, "code", "200");
	assert_text(bench, root, "success", "");
	assert_int_equal(count_dots(bench_text(bench, root, "token")), 2);
	assert_string_equal(bench_text(bench, root, "token"), bench_text(bench, root, "currentAuthority"));
	assert_true(sv_starts_with(sv(bench_text(bench, root, "expire")), SV("2126-")));
	assert_string_equal(bench->date, "Sun, 22 Nov 2026 04:00:00 GMT");
	bench_free(bench);
}

static void test_captcha_is_a_data_url(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct json *root = bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/captcha"});
	struct string_view url = sv(bench_text(bench, root, "data"));
	struct string file = {0};

	assert_int_equal(strlen(bench_text(bench, root, "id")), 20);
	assert_true(sv_starts_with(url, SV("data:image/png;base64,")));
	assert_true(base64_decode(sv_slice(url, 22, url.length), &file));
	assert_memory_equal(file.data, "\x89PNG", 4);
	string_free(&file);
	bench_free(bench);
}

static void test_each_shape_of_the_answer(void **state)
{
	struct simulator_options options = {.login_shape = LOGIN_SHAPE_AUTHORITY, .token_life = HOUR};
	struct bench *bench = bench_new(&options);
	const struct json *root = good_login(bench);

	assert_null(json_member(root, "token"));
	assert_int_equal(count_dots(bench_text(bench, root, "currentAuthority")), 2);
	assert_text(bench, root, "expire", "2026-11-22T13:00:00+08:00");
	bench_free(bench);
	options.login_shape = LOGIN_SHAPE_TOKEN;
	bench = bench_new(&options);
	root = good_login(bench);
	assert_int_equal(json_count(root), 1);
	assert_int_equal(count_dots(bench_text(bench, root, "token")), 2);
	bench_free(bench);
}

static void assert_refusal(
	struct bench *bench, const struct json *root, const char *code, const char *message)
{
	assert_int_equal(bench->status, 200);
	assert_text(bench, root, "code", code);
	assert_text(bench, root, "msg", message);
}

static void test_a_captcha_serves_once(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct simulator_credentials *known = simulator_credentials();
	const char *id = fetch_captcha(bench);
	char answer[5];

	assert_true(simulator_captcha_answer(bench->simulator, id, answer));
	assert_refusal(
		bench, login(bench, known->username, known->password, "abcd", id), "400", "验证码错误");
	assert_false(simulator_captcha_answer(bench->simulator, id, answer));
	assert_refusal(
		bench, login(bench, known->username, known->password, answer, id), "400", "验证码错误");
	assert_int_equal(simulator_counters(bench->simulator, SIMULATOR_DLMS, "login").unauthorized, 2);
	bench_free(bench);
}

static void test_a_captcha_lives_ten_minutes(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct simulator_credentials *known = simulator_credentials();
	const char *id = fetch_captcha(bench);
	char answer[5];

	assert_true(simulator_captcha_answer(bench->simulator, id, answer));
	bench_pass(bench, 10 * MINUTE + 1);
	assert_refusal(
		bench, login(bench, known->username, known->password, answer, id), "400", "验证码错误");
	bench_free(bench);
}

static void test_login_refusals(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct simulator_credentials *known = simulator_credentials();
	const char *missing = "missing Username or Password or Code",
		   *wrong = "incorrect Username or Password";
	const char *id = fetch_captcha(bench);
	char answer[5];

	assert_true(simulator_captcha_answer(bench->simulator, id, answer));
	assert_refusal(bench, login(bench, known->username, "wrong", answer, id), "400", wrong);
	assert_refusal(bench, login(bench, "", known->password, "1234", "x"), "400", missing);
	assert_refusal(bench, login(bench, known->username, "", "1234", "x"), "400", missing);
	assert_refusal(bench, login(bench, known->username, known->password, "", "x"), "400", missing);
	assert_refusal(bench, login(bench, known->username, known->password, "1234", ""), "400", missing);
	assert_refusal(bench, bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/login", "username=a"}),
		"400", missing);
	bench_free(bench);
}

static void test_other_paths_and_methods(void **state)
{
	struct bench *bench = bench_new(NULL);

	bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/login"});
	assert_int_equal(bench->status, 404);
	assert_string_equal(string_text(&bench->body), "404 page not found");
	bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/captcha/", ""});
	assert_int_equal(bench->status, 404);
	bench_free(bench);
}

static void test_sessions_and_quota_on_demand(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct fault fault = {.kind = FAULT_TOO_FAST};
	const struct ask captcha = {SIMULATOR_DLMS, "/api/v1/captcha"};

	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_DLMS, "captcha", &fault, 1, NULL));
	assert_refusal(bench, bench_ask(bench, &captcha), "500", "too many request; the quota used up!");
	fault.kind = FAULT_EXPIRED;
	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_DLMS, "captcha", &fault, 1, NULL));
	assert_refusal(bench, bench_ask(bench, &captcha), "401", "Token is expired");
	bench_free(bench);
}

/* The way of a test in another process. */
static void test_captcha_answer_over_http(void **state)
{
	struct bench *bench = bench_new(NULL);
	const char *id = fetch_captcha(bench);
	char answer[5], path[64];

	assert_true(simulator_captcha_answer(bench->simulator, id, answer));
	snprintf(path, sizeof(path), "/_simulator/captcha/%s", id);
	bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, path});
	assert_string_equal(string_text(&bench->body), answer);
	bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, "/_simulator/captcha/nothing"});
	assert_int_equal(bench->status, 404);
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_captcha_and_login),
		cmocka_unit_test(test_captcha_is_a_data_url),
		cmocka_unit_test(test_each_shape_of_the_answer),
		cmocka_unit_test(test_a_captcha_serves_once),
		cmocka_unit_test(test_a_captcha_lives_ten_minutes),
		cmocka_unit_test(test_login_refusals),
		cmocka_unit_test(test_other_paths_and_methods),
		cmocka_unit_test(test_sessions_and_quota_on_demand),
		cmocka_unit_test(test_captcha_answer_over_http),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
