/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdlib.h>
#include <string.h>

/*
 * What happens to an answer before a driver looks at it. Driven through jrhsz 4.2, whose envelope is the
 * plainest.
 */
static bool decode(struct probe *probe, const char *body)
{
	return probe_decode_text(probe, OPERATION_METERS, SOURCE_LIVE, body);
}

static int setup(void **state)
{
	struct probe *probe = NEW(struct probe);

	probe_open(probe, "jrhsz");
	*state = probe;
	return 0;
}

static int teardown(void **state)
{
	probe_close(*state);
	free(*state);
	return 0;
}

static void test_page_is_named(void **state)
{
	struct probe *probe = *state;

	probe->status = 502;
	decode(probe,
		"\n<html><head><Title lang=en> 502 Bad\tGateway </title></head><body>nginx</body></html>");
	assert_error(probe, VERDICT_MALFORMED, "HTTP 502, but not what the document says: ");
	assert_error(probe, VERDICT_MALFORMED, "a web page titled \"502 Bad Gateway\"");
	decode(probe, "<html><title>\x1b]0;boo\x07</title>");
	assert_error(probe, VERDICT_MALFORMED, "]0;boo");
	assert_null(strchr(probe->err.message, '\x1b'));
	decode(probe, "<!doctype html><p>hello");
	assert_error(probe, VERDICT_MALFORMED, "a web page without a title");
	decode(probe, "<html><title");
	assert_error(probe, VERDICT_MALFORMED, "a web page without a title");
	decode(probe, "<title>cut");
	assert_error(probe, VERDICT_MALFORMED, "titled \"cut\"");
}

static void test_long_title_is_cut(void **state)
{
	struct probe *probe = *state;
	struct string body = {0};

	string_append(&body, "<title>");
	string_append_repeat(&body, 'x', 5000);
	probe_decode(probe, OPERATION_METERS, SOURCE_LIVE, string_view(&body));
	assert_error(probe, VERDICT_MALFORMED, "xxxx…\"");
	string_free(&body);
}

static void test_empty_and_plain(void **state)
{
	struct probe *probe = *state;

	decode(probe, "");
	assert_error(probe, VERDICT_MALFORMED, "an empty answer");
	decode(probe, "\xef\xbb\xbf \r\n");
	assert_error(probe, VERDICT_MALFORMED, "an empty answer");
	probe->status = 404;
	decode(probe, "404 page not found");
	assert_error(probe, VERDICT_MALFORMED, "HTTP 404");
	assert_error(probe, VERDICT_MALFORMED, "plain text \"404 page not found\"");
	decode(probe, "17");
	assert_error(probe, VERDICT_MALFORMED, "plain text \"17\"");
}

static void test_half(void **state)
{
	struct probe *probe = *state;

	decode(probe, "{\"code\":200,\"data\":[{\"tableNo\":\"1\"}");
	assert_error(probe, VERDICT_MALFORMED, "broken or half JSON");
	assert_int_equal(probe->meter_count, 0);
}

static void test_status_401_without_json(void **state)
{
	struct probe *probe = *state;

	probe->status = 401;
	decode(probe, "<html><title>401 Authorization Required</title>");
	assert_error(probe, VERDICT_LOGIN, "login");
	assert_int_equal(probe->err.code, ERROR_LOGIN);
	decode(probe, "");
	assert_error(probe, VERDICT_LOGIN, "login");
}

/* The body counts before the status. */
static void test_json_with_bad_status(void **state)
{
	struct probe *probe = *state;

	probe->status = 500;
	decode(probe, "{\"code\":1007,\"msg\":\"Token已过期\"}");
	assert_error(probe, VERDICT_LOGIN, "expired");
	assert_true(decode(probe, "{\"code\":200,\"data\":[]}"));
}

static void test_mark_and_encoding(void **state)
{
	struct probe *probe = *state;

	assert_true(decode(
		probe, "\xef\xbb\xbf{\"code\":200,\"data\":[{\"tableNo\":\"1\",\"user_name\":\"王\"}]}"));
	assert_int_equal(probe->remark_count, 0);
	assert_true(
		decode(probe, "{\"code\":200,\"data\":[{\"tableNo\":\"1\",\"user_name\":\"\xcd\xf5\"}]}"));
	assert_display(probe->meters[0].customer_name, "王");
	assert_int_equal(probe->remark_count, 1);
	assert_true(sv_contains(display_view(probe->remarks[0]), SV("GB18030")));
}

static void test_repair_is_said(void **state)
{
	struct probe *probe = *state;

	assert_true(decode(probe, "{\"code\":200,\"data\":[{\"tableNo\":\"1\",},],}"));
	assert_true(probe->decoded.repaired);
	assert_int_equal(probe->remark_count, 1);
	assert_true(decode(probe, "{\"code\":200,\"data\":[{\"tableNo\":\"1\"}]}"));
	assert_false(probe->decoded.repaired);
	assert_int_equal(probe->remark_count, 0);
}

static void test_one_or_many_or_none(void **state)
{
	struct probe *probe = *state;
	static const char *const none[] = {"{\"code\":200}", "{\"code\":200,\"data\":null}",
		"{\"code\":200,\"data\":\"\"}", "{\"code\":200,\"data\":[]}", "{\"code\":200,\"data\":{}}"};

	for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
		assert_true(decode(probe, none[i]));
		assert_int_equal(probe->decoded.rows, 0);
	}
	assert_true(decode(probe, "{\"code\":200,\"data\":{\"tableNo\":\"1\"}}"));
	assert_int_equal(probe->decoded.taken, 1);
	assert_true(decode(probe, "{\"code\":200,\"data\":[{\"tableNo\":\"1\"},{\"tableNo\":\"2\"}]}"));
	assert_int_equal(probe->decoded.taken, 2);
	decode(probe, "{\"code\":200,\"data\":\"none\"}");
	assert_error(probe, VERDICT_MALFORMED, "no list of records");
	decode(probe, "{\"code\":200,\"data\":3}");
	assert_error(probe, VERDICT_MALFORMED, "no list of records");
}

/* One bad record costs nothing but itself. */
static void test_refusals(void **state)
{
	struct probe *probe = *state;

	assert_true(decode(probe, "{\"code\":200,\"data\":[{\"tableNo\":\"1\"},7,null,{\"tableNo\":\"\"},{},"
				  "{\"tableNo\":\"a b\",\"x\":1},{\"tableNo\":[1]},{\"tableNo\":\"2\"}]}"));
	assert_int_equal(probe->decoded.rows, 8);
	assert_int_equal(probe->decoded.taken, 2);
	assert_int_equal(probe->decoded.refused, 6);
	assert_int_equal(probe->meter_count, 2);
	assert_view(probe->meters[1].meter_no, "2");
	assert_display(probe->refusals[0].reason, "the record is not an object");
	assert_display(probe->refusals[2].reason, "the record has no tableNo");
	assert_display(probe->refusals[4].reason, "tableNo is not a meter number");
	assert_view(probe->refusals[4].raw, "{\"tableNo\":\"a b\",\"x\":1}");
	assert_string_equal(probe->refusals[4].what, "meter");
}

static void test_words_in_sentences_are_clean(void **state)
{
	struct probe *probe = *state;

	decode(probe, "{\"code\":\"77\\u001b[2J\",\"msg\":\"no\\u202egnp\\n\\u0007\"}");
	assert_int_equal(probe->decoded.verdict, VERDICT_REFUSED);
	assert_string_equal(probe->decoded.vendor_code, "77?[2J");
	assert_null(strpbrk(probe->err.message, "\x1b\x07\n"));
}

/* A sink that wants nothing is served as well. */
static void test_no_sink(void **state)
{
	struct probe *probe = *state;
	const struct exchange_response response = {.status = 200,
		.body = SV("{\"code\":200,\"data\":[{\"tableNo\":\"1\"},{}]}"),
		.date = INSTANT_NONE};
	const struct fact_sink empty = {0};
	const struct decode_context context = {
		.session = &probe->session,
		.operation = &probe->operation,
		.response = &response,
		.now = probe->now,
		.sink = &empty,
		.arena = &probe->arena,
	};
	const struct endpoint *endpoint = driver_endpoint(probe->driver, OPERATION_METERS, SOURCE_LIVE);
	struct decoded decoded;

	assert_true(driver_decode(endpoint, &context, &decoded, NULL));
	assert_int_equal(decoded.taken, 1);
	assert_int_equal(decoded.refused, 1);
	decoded_free(&decoded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_page_is_named, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_title_is_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(test_empty_and_plain, setup, teardown),
		cmocka_unit_test_setup_teardown(test_half, setup, teardown),
		cmocka_unit_test_setup_teardown(test_status_401_without_json, setup, teardown),
		cmocka_unit_test_setup_teardown(test_json_with_bad_status, setup, teardown),
		cmocka_unit_test_setup_teardown(test_mark_and_encoding, setup, teardown),
		cmocka_unit_test_setup_teardown(test_repair_is_said, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_or_many_or_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
		cmocka_unit_test_setup_teardown(test_words_in_sentences_are_clean, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_sink, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
