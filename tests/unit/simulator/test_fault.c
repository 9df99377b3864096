/* SPDX-License-Identifier: MIT */
#include <curl/curl.h>
#include <stdio.h>

#include "simulator/fault.h"
#include "tests/unit/simulator/client.h"

static const struct ask login = {
	SIMULATOR_JRHSZ, "/user/login", "admin_user_name=operator&api_password=rain-on-the-roof"};

static void set(struct bench *bench, enum fault_kind kind, uint32_t count)
{
	struct fault fault = {.kind = kind};

	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_JRHSZ, "login", &fault, count, NULL));
}

static void assert_well(struct bench *bench)
{
	assert_text(bench, bench_ask(bench, &login), "code", "200");
}

static void test_broken_connections(void **state)
{
	static const struct {
		enum fault_kind kind;
		int curl_code;
	} cases[] = {
		{FAULT_RESET, CURLE_RECV_ERROR},
		{FAULT_RESET_MIDDLE, CURLE_RECV_ERROR},
		{FAULT_TRUNCATED, CURLE_PARTIAL_FILE},
		{FAULT_LENGTH_LONG, CURLE_PARTIAL_FILE},
	};
	struct bench *bench = bench_new(NULL);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		set(bench, cases[i].kind, 1);
		bench_ask(bench, &login);
		if (bench->curl_code != cases[i].curl_code)
			fail_msg("%s: %s", fault_kind_word(cases[i].kind),
				curl_easy_strerror((CURLcode)bench->curl_code));
		assert_well(bench);
	}
	bench_free(bench);
}

static void test_bodies_that_are_no_json(void **state)
{
	static const struct {
		enum fault_kind kind;
		long status;
		const char *part;
	} cases[] = {
		{FAULT_HTML, 200, "502 Bad Gateway"},
		{FAULT_ERROR_500, 500, "<h1>"},
		{FAULT_NOT_FOUND, 404, "<h1>404"},
		{FAULT_BAD_JSON, 200, "}]}},,{:"},
		{FAULT_LENGTH_SHORT, 200, "{\"code\":200"},
		{FAULT_EMPTY, 200, ""},
		{FAULT_TWO_BODIES, 200, "}{\"code\":400"},
	};
	struct bench *bench = bench_new(NULL);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		set(bench, cases[i].kind, 1);
		assert_null(bench_ask(bench, &login));
		assert_int_equal(bench->curl_code, CURLE_OK);
		assert_int_equal(bench->status, cases[i].status);
		assert_non_null(strstr(string_text(&bench->body), cases[i].part));
		assert_well(bench);
	}
	bench_free(bench);
}

static void test_silence_and_slowness(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct ask impatient = login;
	struct fault slow = {.kind = FAULT_SLOW, .delay_ms = 60000};

	impatient.give_up_ms = 200;
	set(bench, FAULT_SILENCE, 1);
	bench_ask(bench, &impatient);
	assert_int_equal(bench->curl_code, CURLE_OPERATION_TIMEDOUT);
	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_JRHSZ, "*", &slow, 1, NULL));
	bench_ask(bench, &impatient);
	assert_int_equal(bench->curl_code, CURLE_OPERATION_TIMEDOUT);
	slow.delay_ms = 1;
	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_JRHSZ, "*", &slow, 1, NULL));
	assert_well(bench);
	assert_well(bench);
	bench_free(bench); /* does not wait for the minute */
}

static void test_refusals_on_demand(void **state)
{
	struct bench *bench = bench_new(NULL);

	set(bench, FAULT_EXPIRED, 1);
	assert_text(bench, bench_ask(bench, &login), "code", "1007");
	set(bench, FAULT_TOO_FAST, 1);
	assert_text(bench, bench_ask(bench, &login), "code", "1011");
	assert_int_equal(simulator_counters(bench->simulator, SIMULATOR_JRHSZ, "login").faults, 2);
	bench_free(bench);
}

static void test_other_bytes(void **state)
{
	struct bench *bench = bench_new(NULL);

	set(bench, FAULT_GBK, 1);
	assert_text(bench, bench_ask(bench, &login), "msg", "登录成功");
	assert_true(json_was_converted(bench->document));
	set(bench, FAULT_GZIP, 1);
	assert_null(bench_ask(bench, &login));
	assert_memory_equal(bench->body.data, "\x1f\x8b", 2);
	bench_free(bench);
}

static size_t count_bytes(char *content, size_t size, size_t count, void *context)
{
	*(uint64_t *)context += size * count;
	return size * count;
}

static void test_a_huge_body(void **state)
{
	struct bench *bench = bench_new(NULL);
	CURL *curl = curl_easy_init();
	uint64_t bytes = 0;
	char url[64];

	set(bench, FAULT_HUGE, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/user/login",
		simulator_port_number(bench->simulator, SIMULATOR_JRHSZ));
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, login.body);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &bytes);
	assert_int_equal(curl_easy_perform(curl), CURLE_OK);
	assert_true(bytes > UINT64_C(300) << 20);
	curl_easy_cleanup(curl);
	bench_free(bench);
}

static void test_hostile_names_and_types(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct fault fault = {.kind = FAULT_ESCAPE};
	const char *token = bench_text(bench, bench_ask(bench, &login), "data");
	const char *body =
		arena_format(&bench->arena, "{\"token\":\"%s\",\"admin_user_name\":\"operator\"}", token)
			.data;
	struct ask list = {SIMULATOR_JRHSZ, "/meter/meterList", body, {"Content-Type: application/json"}};
	struct ask read = {SIMULATOR_JRHSZ, "/meter/readMeter", body, {"Content-Type: application/json"}};

	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_JRHSZ, "meterList", &fault, 1, NULL));
	const struct json *root = bench_ask(bench, &list);
	assert_true(sv_contains(sv(bench_text(bench, root, "data.0.user_name")), SV("\x1b[2J")));
	fault.kind = FAULT_WRONG_TYPE;
	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_JRHSZ, "readMeter", &fault, 1, NULL));
	root = bench_ask(bench, &read);
	assert_int_equal(json_type(bench_at(root, "data.0.reading")), JSON_OBJECT);
	assert_int_equal(json_type(bench_at(root, "data.1.reading")), JSON_TEXT);
	bench_free(bench);
}

static void test_counts_and_taking_back(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct fault none = {.kind = FAULT_NONE};

	set(bench, FAULT_ERROR_500, 2);
	bench_ask(bench, &login);
	assert_int_equal(bench->status, 500);
	bench_ask(bench, &login);
	assert_int_equal(bench->status, 500);
	assert_well(bench);
	set(bench, FAULT_ERROR_500, FAULT_ALWAYS);
	for (int i = 0; i < 3; i++) {
		bench_ask(bench, &login);
		assert_int_equal(bench->status, 500);
	}
	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_JRHSZ, "*", &none, 1, NULL));
	assert_well(bench);
	bench_free(bench);
}

/* "Done, but the answer is lost": the captcha is used up although the client got a reset. */
static void test_lost_answers(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct fault fault = {.kind = FAULT_RESET};
	const char *id =
		bench_text(bench, bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/captcha"}), "id");
	const char *body = arena_format(
		&bench->arena, "{\"username\":\"a\",\"password\":\"b\",\"code\":\"1\",\"uuid\":\"%s\"}", id)
				   .data;
	char answer[5];

	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_DLMS, "login", &fault, 1, NULL));
	bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/login", body});
	assert_int_equal(bench->curl_code, CURLE_RECV_ERROR);
	assert_true(simulator_captcha_answer(bench->simulator, id, answer));
	fault.after = true;
	assert_true(simulator_set_fault(bench->simulator, SIMULATOR_DLMS, "login", &fault, 1, NULL));
	bench_ask(bench, &(struct ask){SIMULATOR_DLMS, "/api/v1/login", body});
	assert_int_equal(bench->curl_code, CURLE_RECV_ERROR);
	assert_false(simulator_captcha_answer(bench->simulator, id, answer));
	bench_free(bench);
}

static const struct json *inspect(struct bench *bench, const char *path)
{
	return bench_ask(bench, &(struct ask){SIMULATOR_GOLDCARD, path});
}

static void test_faults_over_http(void **state)
{
	struct bench *bench = bench_new(NULL);

	inspect(bench, "/_simulator/fault?port=jrhsz&endpoint=login&fault=500&count=1");
	assert_int_equal(bench->status, 200);
	bench_ask(bench, &login);
	assert_int_equal(bench->status, 500);
	inspect(bench, "/_simulator/fault?port=nowhere&fault=500");
	assert_int_equal(bench->status, 400);
	inspect(bench, "/_simulator/fault?port=jrhsz&fault=thunder");
	assert_int_equal(bench->status, 400);
	inspect(bench, "/_simulator/fault?port=jrhsz&fault=500&count=0");
	assert_int_equal(bench->status, 400);
	const struct json *root = inspect(bench, "/_simulator/counters");
	assert_text(bench, root, "jrhsz.0.requests", "1");
	assert_text(bench, root, "jrhsz.0.faults", "1");
	bench_free(bench);
}

static void test_the_world_over_http(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct world_meter meter;
	char text[WORLD_TEXT_MAX];
	const struct json *root = inspect(bench, "/_simulator/world/counts");

	assert_text(bench, root, "jrhsz", "80");
	assert_text(bench, root, "alarms", "180");
	world_meter(simulator_world(bench->simulator), WORLD_JRHSZ, 1, &meter);
	world_customer_name(&meter, text);
	root = inspect(
		bench, "/_simulator/world/meter?platform=jrhsz&number=202000000002&at=2026-11-20%2010:00:00");
	assert_text(bench, root, "customer_name", text);
	assert_text(bench, root, "at", "2026-11-20T10:00:00+08:00");
	inspect(bench, "/_simulator/world/meter?platform=jrhsz&index=80");
	assert_int_equal(bench->status, 404);
	root = inspect(
		bench, "/_simulator/world/readings?platform=jrhsz&index=0&begin=2026-11-01&end=2026-11-08");
	assert_int_equal(json_count(root), 7);
	assert_true(sv_starts_with(sv(bench_text(bench, root, "6.at")), SV("2026-11-07T10:3")));
	assert_int_equal(json_count(inspect(bench, "/_simulator/world/alarms")), 180);
	assert_int_equal(json_count(inspect(bench, "/_simulator/world/events")), 240);
	assert_int_equal(json_count(inspect(bench, "/_simulator/world/commands")), 90);
	inspect(bench, "/_simulator/world/meters.csv");
	assert_true(sv_starts_with(string_view(&bench->body),
		SV("meter_no,customer_code,customer_name,address,type,medium\r\n")));
	bench_free(bench);
}

static void test_ports_and_configuration(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct string text = {0};
	struct error err = {0};

	simulator_write_configuration(bench->simulator, &text);
	for (int i = 0; i < SIMULATOR_PORT_COUNT; i++) {
		char url[64];
		snprintf(url, sizeof(url), "http://127.0.0.1:%u",
			simulator_port_number(bench->simulator, (enum simulator_port)i));
		assert_non_null(strstr(string_text(&text), url));
	}
	string_free(&text);
	/* A port that is taken is an error with its number. */
	struct simulator_options options = {
		.port_base = simulator_port_number(bench->simulator, SIMULATOR_DLMS)};
	assert_null(simulator_start(&options, &err));
	assert_non_null(strstr(err.message, "cannot listen on 127.0.0.1:"));
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken_connections),
		cmocka_unit_test(test_bodies_that_are_no_json),
		cmocka_unit_test(test_silence_and_slowness),
		cmocka_unit_test(test_refusals_on_demand),
		cmocka_unit_test(test_other_bytes),
		cmocka_unit_test(test_a_huge_body),
		cmocka_unit_test(test_hostile_names_and_types),
		cmocka_unit_test(test_counts_and_taking_back),
		cmocka_unit_test(test_lost_answers),
		cmocka_unit_test(test_faults_over_http),
		cmocka_unit_test(test_the_world_over_http),
		cmocka_unit_test(test_ports_and_configuration),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
