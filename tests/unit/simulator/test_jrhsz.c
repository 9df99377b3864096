/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/base/digest.h"
#include "tests/unit/simulator/client.h"

#define LOGIN "admin_user_name=operator&api_password=rain-on-the-roof"

static const char *escaped(struct bench *bench, const char *text)
{
	struct string out = {0};

	percent_encode(sv(text), &out);
	const char *copy = arena_copy(&bench->arena, string_view(&out)).data;
	string_free(&out);
	return copy;
}

static const char *login(struct bench *bench)
{
	const struct json *root = bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, "/user/login", LOGIN});

	assert_text(bench, root, "code", "200");
	return bench_text(bench, root, "data");
}

/* Two seconds pass before, as the document wants it. */
static const struct json *post(struct bench *bench, const char *path, const char *fields)
{
	const char *token = escaped(bench, login(bench));
	const char *body =
		arena_format(&bench->arena, "token=%s&admin_user_name=operator%s", token, fields).data;

	bench_pass(bench, 2000);
	return bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, path, body});
}

static void test_login_token(void **state)
{
	struct bench *bench = bench_new(NULL);
	struct string plain = {0};

	assert_true(base64_decode(sv(login(bench)), &plain));
	assert_string_equal(string_text(&plain), "{\"admin_user_name\":\"operator\",\"api_password\":\"rain-"
						 "on-the-roof\",\"time\":1795320000}");
	string_free(&plain);
	bench_free(bench);
}

static void test_login_refusals(void **state)
{
	static const char *const cases[][2] = {
		{"admin_user_name=operator", "1008"},
		{"api_password=x", "1008"},
		{"", "1008"},
		{"admin_user_name=nobody&api_password=rain-on-the-roof", "1002"},
		{"admin_user_name=operator&api_password=wrong", "1005"},
		{"{\"admin_user_name\":\"operator\",\"api_password\":\"wrong\"}", "1005"},
	};
	struct bench *bench = bench_new(NULL);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct json *root =
			bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, "/user/login", cases[i][0]});
		assert_text(bench, root, "code", cases[i][1]);
	}
	bench_free(bench);
}

static void test_meter_list_pages(void **state)
{
	struct simulator_options options = {.meters = 200, .seed = 4};
	struct bench *bench = bench_new(&options);
	const struct world *world = simulator_world(bench->simulator);
	struct world_meter meter;
	char text[WORLD_TEXT_MAX];
	uint32_t seen = 0;

	for (int page = 1; page <= 4; page++) {
		char fields[64];
		snprintf(fields, sizeof(fields), "&pageNo=%d&pageSize=30", page);
		const struct json *root = post(bench, "/meter/meterList", fields);
		assert_text(bench, root, "code", "200");
		assert_text(bench, root, "totalCount", "80");
		json_each (row, json_member(root, "data")) {
			world_meter(world, WORLD_JRHSZ, seen++, &meter);
			world_number(&meter, text);
			assert_text(bench, row, "tableNo", text);
			world_customer_name(&meter, text);
			assert_text(bench, row, "user_name", text);
			snprintf(text, sizeof(text), "%d", meter.table_type);
			assert_text(bench, row, meter.index % 50 == 32 ? "typeType" : "tableType", text);
			assert_text(
				bench, row, "netStatis", meter.traits & TRAIT_OFFLINE ? "不在线" : "在线");
		}
	}
	assert_int_equal(seen, 80);
	bench_free(bench);
}

/* Row 7 has no comma after its address and the array ends with one, as in the sample; without quirks all is
 * JSON. */
static void test_meter_list_quirks(void **state)
{
	struct simulator_options options = {.quirks = QUIRKS_OFF};
	struct bench *bench = bench_new(NULL);
	struct json_document *strict;

	post(bench, "/meter/meterList", "");
	assert_non_null(bench->document);
	assert_true(json_was_repaired(bench->document));
	assert_null(json_parse(string_view(&bench->body), JSON_STRICT, NULL));
	bench_free(bench);
	bench = bench_new(&options);
	post(bench, "/meter/meterList", "");
	strict = json_parse(string_view(&bench->body), JSON_STRICT, NULL);
	assert_non_null(strict);
	json_document_free(strict);
	bench_free(bench);
}

static void test_every_quirk_can_be_repaired(void **state)
{
	struct simulator_options options = {.quirks = QUIRKS_ALL};
	struct bench *bench = bench_new(&options);
	const char *range = "&BeginDate=2026-11-20&EndDate=2026-11-21&pageNo=1&pageSize=1000";

	assert_text(bench, post(bench, "/meter/meterList", ""), "data.79.house_number",
		bench_text(bench, post(bench, "/meter/meterList", "&pageNo=80&pageSize=1"),
			"data.0.house_number"));
	assert_text(bench, post(bench, "/meter/peaksValleysRead", range), "code", "200");
	assert_text(bench, post(bench, "/meter/cameraRead", range), "code", "200");
	bench_free(bench);
}

static void test_read_meter(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct world *world = simulator_world(bench->simulator);
	struct world_meter meter;
	char expected[DECIMAL_TEXT_MAX];
	uint32_t index = 0;

	const struct json *root = post(bench, "/meter/readMeter", "&tableNo=202000000002");
	assert_int_equal(json_type(json_member(root, "data")), JSON_OBJECT);
	assert_text(bench, root, "data.tableNo", "202000000002");
	assert_text(bench, root, "totalCount", "80");
	root = post(bench, "/meter/readMeter", "&pageNo=1");
	assert_int_equal(json_count(json_member(root, "data")), 80);
	json_each (row, json_member(root, "data")) {
		world_meter(world, WORLD_JRHSZ, index++, &meter);
		instant at = world_last_report(world, &meter, bench->wall);
		decimal_format(world_decimal(world_register(world, &meter, at), 2), expected);
		assert_text(bench, row, "reading", expected);
	}
	assert_text(bench, post(bench, "/meter/readMeter", "&tableNo=1"), "code", "1001");
	bench_free(bench);
}

static void test_history(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct world *world = simulator_world(bench->simulator);
	struct world_meter meter;
	char expected[DECIMAL_TEXT_MAX];
	struct time_zone *zone = time_zone_open("+0800", NULL);
	const char *fields = "&tableNo=202000000001,202000000002&BeginDate=2026-11-01%2000:00:00"
			     "&EndDate=2026-11-07%2023:59:59&pageNo=1&pageSize=1000";
	const struct json *root = post(bench, "/meter/readMeterList", fields);
	instant at;

	assert_int_equal(json_count(json_member(root, "data")), 14);
	assert_text(bench, root, "totalCount", "2"); /* meters, it seems */
	json_each (row, json_member(root, "data")) {
		uint32_t index;
		assert_true(world_find(world, WORLD_JRHSZ, sv(bench_text(bench, row, "tableNo")), &index));
		world_meter(world, WORLD_JRHSZ, index, &meter);
		assert_true(instant_parse(sv(bench_text(bench, row, "readTime")), zone, &at, NULL));
		decimal_format(world_decimal(world_register(world, &meter, at), 2), expected);
		assert_text(bench, row, "reading", expected);
	}
	time_zone_free(zone);
	bench_free(bench);
}

static void test_history_pages_end(void **state)
{
	struct bench *bench = bench_new(NULL);
	size_t rows = 0, page = 0, count;
	char fields[160];

	do {
		snprintf(fields, sizeof(fields),
			"&BeginDate=2026-11-18&EndDate=2026-11-19&pageNo=%zu&pageSize=37", ++page);
		count = json_count(json_member(post(bench, "/meter/readMeterList", fields), "data"));
		rows += count;
	} while (count == 37);
	struct world_query query = {.platform = WORLD_JRHSZ, .begin = BENCH_START, .now = bench->wall};
	struct time_zone *zone = time_zone_open("+0800", NULL);
	assert_true(instant_parse(SV("2026-11-18"), zone, &query.begin, NULL));
	query.end = query.begin + 2 * DAY - 1;
	assert_int_equal(rows, world_page(simulator_world(bench->simulator), &query).rows);
	assert_true(rows > 100);
	time_zone_free(zone);
	bench_free(bench);
}

/* Real-time rows add up to the difference of the readings; the daily ones are at midnight. */
static void test_consumption(void **state)
{
	struct bench *bench = bench_new(NULL);
	const char *fields =
		"&tableNo=202000000005&type=1&BeginDate=2026-11-20&EndDate=2026-11-20&pageNo=1&pageSize=100";
	const struct json *root = post(bench, "/meter/readMeterDataList", fields);
	struct decimal before = {0}, reading, used, sum;
	size_t rows = 0;

	json_each (row, json_member(root, "data")) {
		assert_int_equal(json_decimal(json_member(row, "reading"), &reading), FIELD_VALUE);
		assert_int_equal(json_decimal(json_member(row, "dosage"), &used), FIELD_VALUE);
		if (rows++ > 0) {
			assert_true(decimal_add(before, used, &sum));
			assert_int_equal(decimal_compare(sum, reading), 0);
		}
		before = reading;
	}
	assert_int_equal(rows, 24);
	assert_text(bench, root, "data.0.type", "1");
	assert_true(strlen(bench_text(bench, root, "data.0.amout")) > 0);
	fields = "&tableNo=202000000005&type=2&BeginDate=2026-11-19&EndDate=2026-11-20&pageNo=1&pageSize=100";
	root = post(bench, "/meter/readMeterDataList", fields);
	assert_int_equal(json_count(json_member(root, "data")), 2);
	assert_text(bench, root, "data.1.readTime", "2026-11-20 00:00:00");
	bench_free(bench);
}

static void test_tariffs_and_phases(void **state)
{
	static const char *const tariffs[] = {"positiveActivePower1", "positiveActivePower2",
		"positiveActivePower3", "positiveActivePower4"};
	static const char *const phases[] = {"activePowerA", "activePowerB", "activePowerC"};
	struct bench *bench = bench_new(NULL);
	const char *fields = "&BeginDate=2026-11-20&EndDate=2026-11-21&pageNo=1&pageSize=1000";
	const struct json *root = post(bench, "/meter/peaksValleysRead", fields);
	struct decimal sum, part, total;

	assert_true(json_count(json_member(root, "data")) >= 20);
	json_each (row, json_member(root, "data")) {
		sum = (struct decimal){0, 2};
		for (size_t i = 0; i < ARRAY_SIZE(tariffs); i++) {
			assert_int_equal(json_decimal(json_member(row, tariffs[i]), &part), FIELD_VALUE);
			assert_true(decimal_add(sum, part, &sum));
		}
		assert_int_equal(json_decimal(json_member(row, "positiveActivePower"), &total), FIELD_VALUE);
		assert_int_equal(decimal_compare(sum, total), 0);
		sum = (struct decimal){0, 2};
		for (size_t i = 0; i < ARRAY_SIZE(phases); i++) {
			assert_int_equal(json_decimal(json_member(row, phases[i]), &part), FIELD_VALUE);
			assert_true(decimal_add(sum, part, &sum));
		}
		assert_int_equal(json_decimal(json_member(row, "totalActivePower"), &total), FIELD_VALUE);
		assert_int_equal(decimal_compare(sum, total), 0);
	}
	assert_true(json_was_repaired(bench->document));
	bench_free(bench);
}

static void test_camera_and_its_picture(void **state)
{
	struct bench *bench = bench_new(NULL);
	const char *fields =
		"&tableNo=8400000004&BeginDate=2026-11-20&EndDate=2026-11-21&pageNo=1&pageSize=1000";
	const struct json *root = post(bench, "/meter/cameraRead", fields);
	const char *url = bench_text(bench, root, "data.0.imageUrl");

	assert_int_equal(json_count(json_member(root, "data")), 2);
	assert_int_equal(json_type(bench_at(root, "data.0.basicReading")), JSON_NUMBER);
	const char *path = strstr(url, "/pictures/");
	assert_non_null(path);
	bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, path});
	assert_int_equal(bench->status, 200);
	assert_string_equal(bench->content_type, "image/png");
	assert_memory_equal(bench->body.data, "\x89PNG", 4);
	bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, "/pictures/8400000017/1795000000.jpg"});
	assert_true(bench->body.length > 1000);
	bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, "/pictures/202000000001/1795000000.jpg"});
	assert_int_equal(bench->status, 404);
	bench_ask(bench, &(struct ask){SIMULATOR_JRHSZ, "/pictures/8400000004"});
	assert_int_equal(bench->status, 404);
	bench_free(bench);
}

static void test_parameters(void **state)
{
	static const char *const cases[][3] = {
		{"/meter/meterList", "&pageNo=1&pageSize=1001", "1001"},
		{"/meter/meterList", "&pageNo=0&pageSize=10", "1001"},
		{"/meter/meterList", "&pageNo=x&pageSize=10", "1001"},
		{"/meter/meterList",
			"&pageNo=3&pageSize=", "200"}, /* either empty: both have their default */
		{"/meter/readMeterList", "&pageNo=1&pageSize=10", "1008"},
		{"/meter/readMeterList", "&BeginDate=2026-11-20&pageNo=1&pageSize=10", "1008"},
		{"/meter/readMeterList", "&BeginDate=2026-11-20&EndDate=2026-11-20", "1008"},
		{"/meter/readMeterList", "&BeginDate=yesterday&EndDate=2026-11-20&pageNo=1&pageSize=10",
			"1001"},
		{"/meter/readMeterDataList", "&BeginDate=2026-11-20&EndDate=2026-11-20&pageNo=1&pageSize=10",
			"1008"},
		{"/meter/readMeterDataList",
			"&type=3&BeginDate=2026-11-20&EndDate=2026-11-20&pageNo=1&pageSize=10", "1001"},
		{"/meter/peaksValleysRead", "", "1008"},
		{"/meter/cameraRead", "&EndDate=2026-11-20&pageNo=1&pageSize=10", "1008"},
	};
	struct bench *bench = bench_new(NULL);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_text(bench, post(bench, cases[i][0], cases[i][1]), "code", cases[i][2]);
	bench_free(bench);
}

static const struct json *with_token(struct bench *bench, const char *token, const char *name)
{
	const char *body =
		arena_format(&bench->arena, "{\"token\":\"%s\",\"admin_user_name\":\"%s\"}", token, name)
			.data;

	bench_pass(bench, 2000);
	return bench_ask(bench,
		&(struct ask){SIMULATOR_JRHSZ, "/meter/meterList", body, {"Content-Type: application/json"}});
}

static void test_token_life_and_owner(void **state)
{
	struct bench *bench = bench_new(NULL);
	const char *token = login(bench);

	assert_text(bench, with_token(bench, token, "operator"), "code", "200");
	assert_text(bench, with_token(bench, token, "somebody"), "code", "1009");
	assert_text(bench, with_token(bench, "", "operator"), "code", "1008");
	assert_text(bench, with_token(bench, "bm90aGluZw==", "operator"), "code", "1006");
	assert_text(bench, with_token(bench, "!!", "operator"), "code", "1006");
	bench_pass(bench, 2 * HOUR - 12 * SECOND);
	assert_text(bench, with_token(bench, token, "operator"), "code", "200");
	assert_text(bench, with_token(bench, token, "operator"), "code", "1007");
	bench_free(bench);
}

static void test_one_call_in_two_seconds(void **state)
{
	struct bench *bench = bench_new(NULL);
	const char *token = escaped(bench, login(bench));
	const char *body = arena_format(&bench->arena, "token=%s&admin_user_name=operator", token).data;
	const struct ask list = {SIMULATOR_JRHSZ, "/meter/meterList", body};
	const struct ask read = {SIMULATOR_JRHSZ, "/meter/readMeter", body};

	assert_text(bench, bench_ask(bench, &list), "code", "200");
	assert_text(bench, bench_ask(bench, &read), "code", "200"); /* each endpoint for itself */
	bench_pass(bench, 1999);
	assert_text(bench, bench_ask(bench, &list), "code", "1011");
	bench_pass(bench, 1999); /* an arrival that was refused counts as well */
	assert_text(bench, bench_ask(bench, &list), "code", "1011");
	bench_pass(bench, 2000);
	assert_text(bench, bench_ask(bench, &list), "code", "200");
	struct simulator_counters counters =
		simulator_counters(bench->simulator, SIMULATOR_JRHSZ, "meterList");
	assert_int_equal(counters.requests, 4);
	assert_int_equal(counters.too_fast, 2);
	assert_int_equal(counters.answered, 2);
	assert_int_equal(counters.least_gap, 1999);
	assert_int_equal(counters.last_gap, 2000);
	bench_free(bench);
}

static void test_readings_move_with_the_clock(void **state)
{
	struct simulator_options options = {.seed = 2, .speed = 600, .live_interval = 5 * SECOND};
	struct bench *bench = bench_new(&options);
	struct decimal before, after;
	const struct json *root = post(bench, "/meter/readMeter", "&tableNo=202000000002");

	assert_int_equal(json_decimal(bench_at(root, "data.reading"), &before), FIELD_VALUE);
	bench_pass(bench, 10 * SECOND);
	root = post(bench, "/meter/readMeter", "&tableNo=202000000002");
	assert_int_equal(json_decimal(bench_at(root, "data.reading"), &after), FIELD_VALUE);
	assert_true(decimal_compare(after, before) > 0);
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_login_token),
		cmocka_unit_test(test_login_refusals),
		cmocka_unit_test(test_meter_list_pages),
		cmocka_unit_test(test_meter_list_quirks),
		cmocka_unit_test(test_every_quirk_can_be_repaired),
		cmocka_unit_test(test_read_meter),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_history_pages_end),
		cmocka_unit_test(test_consumption),
		cmocka_unit_test(test_tariffs_and_phases),
		cmocka_unit_test(test_camera_and_its_picture),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_token_life_and_owner),
		cmocka_unit_test(test_one_call_in_two_seconds),
		cmocka_unit_test(test_readings_move_with_the_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
