/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/base/digest.h"
#include "tests/unit/simulator/client.h"

static const char *const accept_header = "Accept: application/json";
static const char *const type_header = "Content-Type: application/json;charset=utf-8";

struct call {
	const char *path, *body;
	const char *app_code, *secret; /* NULL: the right ones */
	int64_t clock_off;             /* of the client */
	bool other_stamp;              /* the two headers name different seconds */
};

static void make_headers(
	struct bench *bench, const struct call *call, char token[80], char authorization[200])
{
	const struct simulator_credentials *known = simulator_credentials();
	const char *code = call->app_code ? call->app_code : known->app_code;
	struct string plain = {0}, encoded = {0};
	char stamp[INSTANT_TEXT_MAX], digest[MD5_HEX_MAX];
	struct time_zone *zone = time_zone_open("+0800", NULL);

	instant_format(bench->wall + call->clock_off, zone, FORM_COMPACT, stamp);
	string_append_format(&plain, "%s:%s", code, stamp);
	base64_encode(string_view(&plain), &encoded);
	snprintf(authorization, 200, "Authorization: %s", string_text(&encoded));
	if (call->other_stamp)
		instant_format(bench->wall + call->clock_off + SECOND, zone, FORM_COMPACT, stamp);
	string_clear(&plain);
	string_append_format(&plain, "%s%s%s", code, call->secret ? call->secret : known->app_secret, stamp);
	md5_hex(string_view(&plain), true, digest);
	snprintf(token, 80, "AccessToken: %s", digest);
	string_free(&plain);
	string_free(&encoded);
	time_zone_free(zone);
}

static const struct json *ask(struct bench *bench, const struct call *call)
{
	char token[80], authorization[200];

	make_headers(bench, call, token, authorization);
	return bench_ask(bench, &(struct ask){SIMULATOR_GOLDCARD, call->path, call->body,
					{accept_header, type_header, token, authorization}});
}

#define PATH_1013 "/api/v2/collect/meter/1013"
#define PATH_1014 "/api/v2/collect/meter/1014"
#define PATH_1015 "/api/v1/collect/meter/1015"
#define COMMON    "\"factorNo\":\"0071\",\"companyCode\":\"10002046\""

static const char *serial(struct bench *bench)
{
	char text[UUID_TEXT_MAX];

	uuid_make(text);
	return arena_format(&bench->arena, "%s", text).data;
}

static const struct json *post(struct bench *bench, const char *path, const char *fields)
{
	struct call call = {.path = path};

	call.body =
		arena_format(&bench->arena, "{\"serialNo\":\"%s\"," COMMON "%s}", serial(bench), fields).data;
	return ask(bench, &call);
}

static void test_all_readings(void **state)
{
	struct simulator_options options = {.meters = 400, .seed = 3};
	struct bench *bench = bench_new(&options);
	const struct world *world = simulator_world(bench->simulator);
	const struct json *root = post(bench, PATH_1013, ",\"meterNo\":\"\",\"readingDate\":\"\"");
	const struct json *rows = bench_at(root, "echoMsg.readingData.data");
	char number[WORLD_TEXT_MAX], expected[DECIMAL_TEXT_MAX];
	struct world_meter meter;
	uint32_t index = 0;

	assert_text(bench, root, "echoCode", "0000");
	assert_int_equal(json_count(rows), world->counts[WORLD_GOLDCARD]);
	json_each (row, rows) {
		world_meter(world, WORLD_GOLDCARD, index++, &meter);
		world_number(&meter, number);
		assert_text(bench, row, "gasMeterNo", number);
		instant at = world_last_report(world, &meter, bench->wall);
		decimal_format(world_decimal(world_register(world, &meter, at), 3), expected);
		assert_text(bench, row, "readNum", expected);
		static const char *const codes[] = {"0", "1", "2", "1"};
		assert_text(bench, row, "valveState", codes[meter.valve]);
	}
	bench_free(bench);
}

static void test_one_reading_with_a_space_before_its_number(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct json *root =
		post(bench, PATH_1013, ",\"meterNo\":\" 202400000008\",\"readingDate\":\"2026-11-20\"");

	assert_text(bench, root, "echoMsg.readingData.total", "1");
	assert_text(bench, root, "echoMsg.readingData.data.0.gasMeterNo", "202400000008");
	assert_true(sv_starts_with(
		sv(bench_text(bench, root, "echoMsg.readingData.data.0.readDate")), SV("2026-11-20 23:59")));
	struct string_view customer;
	assert_true(sv_contains(string_view(&bench->body), SV("\"userArchivesNum\":\" 1001100000008\"")));
	assert_int_equal(json_text(bench_at(root, "echoMsg.readingData.data.0.userArchivesNum"), &customer),
		FIELD_VALUE);
	bench_free(bench);
}

static void test_detail(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct world_meter meter;
	char name[WORLD_TEXT_MAX];
	const struct json *root =
		post(bench, PATH_1014, ",\"userNo\":\"1001100000001\",\"meterNo\":\"202400000001\"");

	world_meter(simulator_world(bench->simulator), WORLD_GOLDCARD, 0, &meter);
	world_customer_name(&meter, name);
	assert_text(bench, root, "echoMsg.userName", name);
	assert_text(bench, root, "echoMsg.valveState", "1");
	assert_text(bench, root, "echoMsg.meterState", "2");
	assert_text(bench, root, "echoMsg.price", "2.63");
	struct decimal used, balance, recharged, spent, sum;
	assert_int_equal(json_decimal(bench_at(root, "echoMsg.sumUseGas"), &used), FIELD_VALUE);
	assert_int_equal(json_decimal(bench_at(root, "echoMsg.balance"), &balance), FIELD_VALUE);
	assert_int_equal(json_decimal(bench_at(root, "echoMsg.sumUseMoney"), &spent), FIELD_VALUE);
	assert_int_equal(json_decimal(bench_at(root, "echoMsg.sumRechargeAomunt"), &recharged), FIELD_VALUE);
	assert_true(decimal_add(balance, spent, &sum));
	assert_int_equal(decimal_compare(sum, recharged), 0);
	assert_true(strcmp(bench_text(bench, root, "echoMsg.rechargeCount"), "") != 0);
	bench_free(bench);
}

static void test_daily_use(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct world *world = simulator_world(bench->simulator);
	struct world_meter meter;
	struct decimal sum = {0, 3}, gas;
	const char *period =
		",\"userNo\":\"1001100000004\",\"startTime\":\"2026-11-10\",\"endTime\":\"2026-11-30\"";
	const struct json *root = post(bench, PATH_1015, period);
	const struct json *rows = bench_at(root, "echoMsg.gasData");

	/* Twelve days are over; the 20th has two rows, because this meter crosses a step of the ladder. */
	assert_int_equal(json_count(rows), 13);
	assert_text(bench, rows, "0.useDate", "2026-11-10");
	assert_text(bench, rows, "12.useDate", "2026-11-21");
	assert_text(bench, rows, "10.useDate", "2026-11-20");
	assert_text(bench, rows, "11.useDate", "2026-11-20");
	json_each (row, rows) {
		assert_int_equal(json_decimal(json_member(row, "useGas"), &gas), FIELD_VALUE);
		assert_true(decimal_add(sum, gas, &sum));
	}
	world_meter(world, WORLD_GOLDCARD, 3, &meter);
	int64_t day = world_local_day(BENCH_START);
	assert_int_equal(sum.mantissa, world_register(world, &meter, world_midnight(day)) -
					       world_register(world, &meter, world_midnight(day - 12)));
	bench_free(bench);
}

static void assert_code(struct bench *bench, const struct json *root, const char *code)
{
	assert_int_equal(bench->status, 200);
	assert_text(bench, root, "echoCode", code);
	assert_true(strlen(bench_text(bench, root, "echoMsg")) > 0);
}

static void test_signature_refusals(void **state)
{
	struct bench *bench = bench_new(NULL);
	const char *body = "{\"serialNo\":\"a\"," COMMON "}";

	assert_code(bench,
		bench_ask(bench,
			&(struct ask){SIMULATOR_GOLDCARD, PATH_1013, body, {accept_header, type_header}}),
		"0101");
	assert_code(bench, ask(bench, &(struct call){PATH_1013, body, .app_code = "00000000"}), "0103");
	assert_code(bench, ask(bench, &(struct call){PATH_1013, body, .secret = "wrong"}), "0105");
	assert_code(bench, ask(bench, &(struct call){PATH_1013, body, .other_stamp = true}), "0105");
	assert_code(bench, ask(bench, &(struct call){PATH_1013, body, .clock_off = 6 * MINUTE}), "0105");
	assert_code(bench, ask(bench, &(struct call){PATH_1013, body, .clock_off = -6 * MINUTE}), "0105");
	assert_int_equal(simulator_counters(bench->simulator, SIMULATOR_GOLDCARD, "1013").unauthorized, 6);
	assert_text(bench, ask(bench, &(struct call){PATH_1013, body, .clock_off = 4 * MINUTE}), "echoCode",
		"0000");
	bench_free(bench);
}

static void test_header_refusals(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct call call = {PATH_1013, "{\"serialNo\":\"a\"," COMMON "}"};
	char token[80], authorization[200];

	make_headers(bench, &call, token, authorization);
	assert_code(bench,
		bench_ask(bench, &(struct ask){SIMULATOR_GOLDCARD, PATH_1013, call.body,
					 {accept_header, "Content-Type: text/plain", token, authorization}}),
		"9999");
	assert_code(bench,
		bench_ask(bench, &(struct ask){SIMULATOR_GOLDCARD, PATH_1013, call.body,
					 {"Accept: text/html", type_header, token, authorization}}),
		"9999");
	bench_free(bench);
}

static void test_field_refusals(void **state)
{
	static const struct {
		const char *path, *body, *code;
	} cases[] = {
		{PATH_1013, "{" COMMON "}", "9999"},
		{PATH_1013, "{\"serialNo\":\"1\",\"companyCode\":\"10002046\"}", "9999"},
		{PATH_1013, "{\"serialNo\":\"2\",\"factorNo\":\"0071\"}", "9999"},
		{PATH_1013, "{\"serialNo\":\"3\",\"factorNo\":\"0001\",\"companyCode\":\"10002046\"}",
			"0404"},
		{PATH_1013, "{\"serialNo\":\"4\",\"factorNo\":\"0071\",\"companyCode\":\"1\"}", "9999"},
		{PATH_1013, "{\"serialNo\":\"5\"," COMMON ",\"meterNo\":\"1\"}", "9999"},
		{PATH_1013, "{\"serialNo\":\"6\"," COMMON ",\"readingDate\":\"20261120\"}", "9999"},
		{PATH_1013, "not json", "9999"},
		{PATH_1014, "{\"serialNo\":\"7\"," COMMON ",\"userNo\":\"1001100000001\"}", "9999"},
		{PATH_1014, "{\"serialNo\":\"8\"," COMMON ",\"meterNo\":\"202400000001\"}", "9999"},
		{PATH_1014, "{\"serialNo\":\"9\"," COMMON ",\"userNo\":\"9\",\"meterNo\":\"202400000001\"}",
			"9999"},
		{PATH_1014,
			"{\"serialNo\":\"10\"," COMMON
			",\"userNo\":\"1001100000001\",\"meterNo\":\"202400000002\"}",
			"9999"},
		{PATH_1015,
			"{\"serialNo\":\"11\"," COMMON
			",\"userNo\":\"1001100000001\",\"startTime\":\"2026-11-01\"}",
			"9999"},
		{PATH_1015,
			"{\"serialNo\":\"12\"," COMMON ",\"userNo\":\"1001100000001\",\"startTime\":\"2026-"
			"11-02\",\"endTime\":\"2026-11-01\"}",
			"9999"},
	};
	struct bench *bench = bench_new(NULL);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_code(bench, ask(bench, &(struct call){cases[i].path, cases[i].body}), cases[i].code);
	bench_free(bench);
}

static void test_a_serial_number_serves_once(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct call call = {PATH_1013, "{\"serialNo\":\"twice\"," COMMON "}"};

	assert_text(bench, ask(bench, &call), "echoCode", "0000");
	assert_code(bench, ask(bench, &call), "9999");
	bench_free(bench);
}

static void test_paths_are_exact(void **state)
{
	struct bench *bench = bench_new(NULL);

	ask(bench, &(struct call){"/api/v1/collect/meter/1013", "{}"});
	assert_int_equal(bench->status, 404);
	ask(bench, &(struct call){"/api/collect/meter/1015", "{}"});
	assert_int_equal(bench->status, 404);
	ask(bench, &(struct call){PATH_1013, NULL});
	assert_int_equal(bench->status, 405);
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_readings),
		cmocka_unit_test(test_one_reading_with_a_space_before_its_number),
		cmocka_unit_test(test_detail),
		cmocka_unit_test(test_daily_use),
		cmocka_unit_test(test_signature_refusals),
		cmocka_unit_test(test_header_refusals),
		cmocka_unit_test(test_field_refusals),
		cmocka_unit_test(test_a_serial_number_serves_once),
		cmocka_unit_test(test_paths_are_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
