/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdlib.h>
#include <string.h>

/*
 * jrhsz: requests byte for byte, the login, the codes of chapter 5. domain notes 7.4:
 *   2, 3  encoding of the body unstated            test_body_forms
 *   3     one request in two seconds, 1011          test_table, test_codes
 *   4.1   the token is the password                 test_bodies_are_secret
 *   4.1   two hours                                 test_table
 *   4.1   missing commas                            test_login_sample
 *   4.2   names in snake, camel and Pascal          test_requests
 *   4.4+  format of BeginDate and EndDate           test_requests
 *   4.4+  pageNo, pageSize always                   test_requests, test_page_numbers
 *   4.5   request's type is a kind of record        test_requests
 *   5     codes 1003 and 1004 do not exist          test_codes
 */

#define LOGIN       OPERATION_LOGIN, SOURCE_LIVE
#define METERS      OPERATION_METERS, SOURCE_LIVE
#define LATEST      OPERATION_LATEST, SOURCE_LIVE
#define LATEST_ONE  OPERATION_LATEST_ONE, SOURCE_LIVE
#define HISTORY     OPERATION_HISTORY, SOURCE_HISTORY
#define CONSUMPTION OPERATION_HISTORY, SOURCE_CONSUMPTION
#define DAILY       OPERATION_HISTORY, SOURCE_DAILY
#define TOU         OPERATION_HISTORY, SOURCE_TOU
#define CAMERA      OPERATION_HISTORY, SOURCE_CAMERA
#define CALLER      "token=invented.token%2B%2F%3D&admin_user_name=operator"
#define DATES       "&BeginDate=2026-11-20%2000%3A00%3A00&EndDate=2026-11-21%2012%3A30%3A05"

static int setup(void **state)
{
	struct probe *probe = NEW(struct probe);

	probe_open(probe, "jrhsz");
	assert_true(instant_parse(SV("2026-11-20 00:00:00"), probe->zone, &probe->operation.from, NULL));
	assert_true(instant_parse(SV("2026-11-21 12:30:05"), probe->zone, &probe->operation.until, NULL));
	*state = probe;
	return 0;
}

static int teardown(void **state)
{
	probe_close(*state);
	free(*state);
	return 0;
}

/* --- requests
 * ------------------------------------------------------------------------------------------------- */

static void check_request(struct probe *probe, enum operation_kind kind, enum reading_source source,
	const char *path, const char *body)
{
	struct string url = {0};

	string_append_format(&url, "http://platform.example%s", path);
	assert_true(probe_encode(probe, kind, source));
	assert_true(probe->request.post);
	assert_false(probe->request.side_effect);
	assert_view(string_view(&probe->request.url), url.data);
	assert_int_equal(probe->request.url_for_logs.length, 0); /* no secret is in it */
	assert_int_equal(probe->request.header_count, 1);
	assert_string_equal(probe->request.headers[0].name, "Content-Type");
	assert_view(string_view(&probe->request.body), body);
	string_free(&url);
}

static void test_requests(void **state)
{
	struct probe *probe = *state;

	check_request(probe, LOGIN, "/user/login", "admin_user_name=operator&api_password=pa%20ss%26word");
	check_request(probe, METERS, "/meter/meterList", CALLER "&pageNo=1&pageSize=1000");
	check_request(probe, LATEST, "/meter/readMeter", CALLER "&pageNo=1&pageSize=1000");
	check_request(probe, HISTORY, "/meter/readMeterList", CALLER DATES "&pageNo=1&pageSize=1000");
	check_request(probe, CONSUMPTION, "/meter/readMeterDataList",
		CALLER "&type=1" DATES "&pageNo=1&pageSize=1000");
	check_request(
		probe, DAILY, "/meter/readMeterDataList", CALLER "&type=2" DATES "&pageNo=1&pageSize=1000");
	check_request(probe, TOU, "/meter/peaksValleysRead", CALLER DATES "&pageNo=1&pageSize=1000");
	check_request(probe, CAMERA, "/meter/cameraRead", CALLER DATES "&pageNo=1&pageSize=1000");
}

static void test_requests_of_one_meter(void **state)
{
	struct probe *probe = *state;

	probe->operation.meter_no = SV("190620833464");
	check_request(probe, LATEST_ONE, "/meter/readMeter", CALLER "&tableNo=190620833464");
	check_request(probe, HISTORY, "/meter/readMeterList",
		CALLER "&tableNo=190620833464" DATES "&pageNo=1&pageSize=1000");
	check_request(probe, CONSUMPTION, "/meter/readMeterDataList",
		CALLER "&type=1&tableNo=190620833464" DATES "&pageNo=1&pageSize=1000");
	/* All meters, whatever else stands in the operation. */
	check_request(probe, LATEST, "/meter/readMeter", CALLER "&pageNo=1&pageSize=1000");
}

static void test_page_numbers(void **state)
{
	struct probe *probe = *state;

	probe->operation.page = 6;
	probe->operation.page_size = 50;
	check_request(probe, METERS, "/meter/meterList", CALLER "&pageNo=7&pageSize=50");
	probe->operation.page_size = 5000;
	check_request(probe, METERS, "/meter/meterList", CALLER "&pageNo=7&pageSize=1000");
}

static void test_body_forms(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_encode(probe, METERS));
	assert_view(string_view(&probe->request.headers[0].value), "application/x-www-form-urlencoded");
	probe->account.body = BODY_JSON;
	check_request(probe, LOGIN, "/user/login",
		"{\"admin_user_name\":\"operator\",\"api_password\":\"pa ss&word\"}");
	assert_view(string_view(&probe->request.headers[0].value), "application/json");
	probe->operation.meter_no = SV("1");
	check_request(probe, CONSUMPTION, "/meter/readMeterDataList",
		"{\"token\":\"invented.token+/"
		"=\",\"admin_user_name\":\"operator\",\"type\":\"1\",\"tableNo\":\"1\","
		"\"BeginDate\":\"2026-11-20 00:00:00\",\"EndDate\":\"2026-11-21 12:30:05\","
		"\"pageNo\":1,\"pageSize\":1000}");
}

static void test_bodies_are_secret(void **state)
{
	struct probe *probe = *state;

	probe->operation.meter_no = SV("1");
	for (size_t i = 0; i < probe->driver->endpoint_count; i++) {
		const struct endpoint *endpoint = &probe->driver->endpoints[i];
		assert_true(probe_encode(probe, endpoint->operation, endpoint->source));
		assert_true(probe->request.body_is_secret);
		assert_false(sv_contains(string_view(&probe->request.url), SV("invented")));
	}
}

static void test_requests_refused(void **state)
{
	struct probe *probe = *state;

	assert_false(probe_encode(probe, LATEST_ONE));
	assert_int_equal(probe->err.code, ERROR_USAGE);
	probe->operation.meter_no = SV("1 OR 2");
	assert_false(probe_encode(probe, LATEST_ONE));
	assert_int_equal(probe->err.code, ERROR_USAGE);
	assert_false(probe_encode(probe, HISTORY));
	assert_int_equal(probe->err.code, ERROR_USAGE);
	assert_int_equal(probe->request.body.length, 0);
	session_forget(&probe->session);
	assert_false(probe_encode(probe, METERS));
	assert_int_equal(probe->err.code, ERROR_LOGIN);
	probe->account.url = NULL;
	assert_false(probe_encode(probe, LOGIN));
	assert_int_equal(probe->err.code, ERROR_CONFIG);
}

static void test_url_is_joined_safely(void **state)
{
	struct probe *probe = *state;

	probe->account.url = "http://h:8080/base//";
	assert_true(probe_encode(probe, LOGIN));
	assert_view(string_view(&probe->request.url), "http://h:8080/base/user/login");
}

/* --- login
 * ---------------------------------------------------------------------------------------------------- */

static void test_login_sample(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, LOGIN, "jrhsz/login.json"));
	assert_true(probe->decoded.repaired);
	assert_view(string_view(&probe->session.token), "eyJhZG1pbl91c2VyX25hbWUiOiJvcGVyYXRvciIsImFwaV9wYXNz"
							"d29yZCI6ImludmVudGVkIiwidGltZSI6MTcwMDAwMDAwMH0=");
	assert_int_equal(probe->session.token_expires, INSTANT_NONE);
}

static void test_login_without_token(void **state)
{
	static const char *const bad[] = {"{\"code\":200}", "{\"code\":200,\"data\":\"\"}",
		"{\"code\":200,\"data\":null}", "{\"code\":200,\"data\":{\"token\":\"x\"}}",
		"{\"code\":200,\"data\":\"two words\"}", "{\"code\":200,\"data\":\"x\\u0001\"}"};
	struct probe *probe = *state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_false(probe_decode_text(probe, LOGIN, bad[i]));
		assert_error(probe, VERDICT_MALFORMED, "without a token");
		assert_view(string_view(&probe->session.token), "invented.token+/=");
	}
}

/* --- codes
 * ---------------------------------------------------------------------------------------------------- */

static void test_codes(void **state)
{
	static const struct {
		const char *code;
		enum verdict verdict;
		const char *sentence;
	} rows[] = {
		{"1001", VERDICT_REFUSED, "failed"},
		{"1002", VERDICT_REFUSED, "account does not exist"},
		{"1003", VERDICT_REFUSED, "does not list (1003: 说明)"},
		{"1004", VERDICT_REFUSED, "does not list (1004: 说明)"},
		{"1005", VERDICT_REFUSED, "the password is wrong (1005: 说明)"},
		{"1006", VERDICT_LOGIN, "token"},
		{"1007", VERDICT_LOGIN, "expired"},
		{"1008", VERDICT_REFUSED, "parameter"},
		{"1009", VERDICT_REFUSED, "another account's"},
		{"1010", VERDICT_REFUSED, "already has"},
		{"1011", VERDICT_TOO_FAST, "too fast"},
		{"0", VERDICT_REFUSED, "(0: 说明)"},
		{"-1", VERDICT_REFUSED, "(-1: 说明)"},
	};
	struct probe *probe = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct string body = {0};
		string_append_format(
			&body, "{\"code\":%s,\"msg\":\"说明\",\"data\":[{\"tableNo\":\"1\"}]}", rows[i].code);
		for (size_t k = 0; k < probe->driver->endpoint_count; k++) {
			const struct endpoint *endpoint = &probe->driver->endpoints[k];
			assert_false(probe_decode(
				probe, endpoint->operation, endpoint->source, string_view(&body)));
			assert_error(probe, rows[i].verdict, rows[i].sentence);
			assert_string_equal(probe->decoded.vendor_code, rows[i].code);
			assert_int_equal(probe->meter_count + probe->reading_count, 0);
		}
		string_free(&body);
	}
}

static void test_code_forms(void **state)
{
	struct probe *probe = *state;

	assert_true(probe_decode_text(probe, METERS, "{\"code\":\"200\",\"data\":[]}"));
	assert_false(probe_decode_text(probe, METERS, "{\"data\":[]}"));
	assert_error(probe, VERDICT_MALFORMED, "without a result code");
	assert_false(probe_decode_text(probe, METERS, "{\"code\":null,\"data\":[]}"));
	assert_error(probe, VERDICT_MALFORMED, "without a result code");
	assert_false(probe_decode_text(probe, METERS, "[]"));
	assert_error(probe, VERDICT_MALFORMED, "a list where");
}

/* Nobody logs out for a code in an answer: the engine decides. */
static void test_expiry_keeps_the_token(void **state)
{
	struct probe *probe = *state;

	assert_false(probe_decode_text(probe, METERS, "{\"code\":1007}"));
	assert_view(string_view(&probe->session.token), "invented.token+/=");
}

/* --- bad bodies
 * ----------------------------------------------------------------------------------------------- */

static void test_truncated(void **state)
{
	probe_truncate(*state, LOGIN, "jrhsz/login.json");
	probe_truncate(*state, METERS, "jrhsz/meter_list.json");
	probe_truncate(*state, LATEST, "jrhsz/read_meter.json");
	probe_truncate(*state, HISTORY, "jrhsz/read_meter_list.json");
	probe_truncate(*state, CONSUMPTION, "jrhsz/read_meter_data_list.json");
	probe_truncate(*state, TOU, "jrhsz/peaks_valleys.json");
	probe_truncate(*state, CAMERA, "jrhsz/camera_read.json");
}

static void test_broken(void **state)
{
	struct probe *probe = *state;

	for (size_t i = 0; i < probe->driver->endpoint_count; i++)
		probe_broken_bodies(
			probe, probe->driver->endpoints[i].operation, probe->driver->endpoints[i].source);
}

/* --- the table
 * ------------------------------------------------------------------------------------------------ */

static void test_table(void **state)
{
	struct probe *probe = *state;

	assert_int_equal(probe->driver->session_life_ms, 110 * MINUTE);
	assert_int_equal(probe->driver->login, LOGIN_PASSWORD);
	assert_true(probe->driver->has_valve && probe->driver->lists_meters);
	for (size_t i = 0; i < probe->driver->endpoint_count; i++) {
		const struct endpoint *endpoint = &probe->driver->endpoints[i];
		bool login = endpoint->operation == OPERATION_LOGIN;
		assert_int_equal(endpoint->min_interval_ms, login ? 0 : 2000);
		assert_int_equal(endpoint->public, login);
		bool paged = !login && endpoint->operation != OPERATION_LATEST_ONE;
		assert_int_equal(endpoint->page_size, paged ? 1000 : 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_requests),
		TEST(test_requests_of_one_meter),
		TEST(test_page_numbers),
		TEST(test_body_forms),
		TEST(test_bodies_are_secret),
		TEST(test_requests_refused),
		TEST(test_url_is_joined_safely),
		TEST(test_login_sample),
		TEST(test_login_without_token),
		TEST(test_codes),
		TEST(test_code_forms),
		TEST(test_expiry_keeps_the_token),
		TEST(test_truncated),
		TEST(test_broken),
		TEST(test_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
