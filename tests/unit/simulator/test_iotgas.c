/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/base/digest.h"
#include "tests/unit/simulator/client.h"

#define METER_DATA "/api/Data/MeterData/"
#define ALARMS     "/api/Data/DeviceAlarm/GetList2"
#define EVENTS     "/api/Data/DeviceEvent/GetList2"
#define METER      "\"meter_comm_no\":\"86697100000001\""
#define CONTROL    "/api/Conf/CtrlData/"

static const struct json *data_with(struct bench *bench, const char *path, const char *body, const char *key)
{
	return bench_ask(bench, &(struct ask){SIMULATOR_IOTGAS_DATA, path, body,
					{"Content-Type: application/json", "company_no: 2027", key}});
}

static const struct json *data(struct bench *bench, const char *path, const char *body)
{
	return data_with(bench, path, body, "data_api_key: 7be1c3d28f6a4b07a5d1e90c44f2b386");
}

static void assert_failed(struct bench *bench, const struct json *root)
{
	assert_int_equal(bench->status, 200);
	assert_text(bench, root, "State", "failed");
	assert_int_equal(json_type(json_member(root, "Data")), JSON_NULL);
	assert_true(strlen(bench_text(bench, root, "Message")) > 0);
}

static void test_key(void **state)
{
	struct bench *bench = bench_new(NULL);

	assert_failed(bench, data_with(bench, METER_DATA "GetRealList2", "{}", "data_api_key: wrong"));
	assert_failed(bench, data_with(bench, METER_DATA "GetRealList2", "{}", "X-Nothing: 1"));
	assert_failed(bench, data(bench, METER_DATA "GetRealList2", "{broken"));
	assert_text(bench, data(bench, METER_DATA "GetRealList2", ""), "State", "success");
	assert_int_equal(simulator_counters(bench->simulator, SIMULATOR_IOTGAS_DATA, NULL).unauthorized, 2);
	bench_free(bench);
}

static void test_real_model(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct world *world = simulator_world(bench->simulator);
	const struct json *root = data(bench, METER_DATA "GetRealModel/86697100000001", "");
	struct world_meter meter;
	char expected[DECIMAL_TEXT_MAX];
	struct string guid = {0};

	world_meter(world, WORLD_IOTGAS, 0, &meter);
	instant at = world_last_report(world, &meter, bench->wall);
	decimal_format(world_decimal(world_register(world, &meter, at), 3), expected);
	assert_text(bench, root, "Data.meter_comm_no", "86697100000001");
	assert_text(bench, root, "Data.std_sum", expected);
	assert_text(bench, root, "Data.meter_stat_emsg", "正常");
	assert_true(base64_decode(sv(bench_text(bench, root, "Data.data_guid")), &guid));
	assert_int_equal(guid.length, 16);
	string_free(&guid);
	assert_failed(bench, data(bench, METER_DATA "GetRealModel/1234567890", ""));
	data(bench, METER_DATA "GetRealModel/", "");
	assert_int_equal(bench->status, 404);
	data(bench, METER_DATA "GetRealModel/86697100000001", NULL);
	assert_int_equal(bench->status, 405);
	bench_free(bench);
}

static void test_real_list_pages(void **state)
{
	struct bench *bench = bench_new(NULL);
	uint32_t count = simulator_world(bench->simulator)->counts[WORLD_IOTGAS], seen = 0, index;
	bool known[512] = {false};
	char path[128];

	for (uint32_t start = 0; start < count; start += 25) {
		snprintf(path, sizeof(path), METER_DATA "GetRealList2?startrow=%u&rowcount=25", start);
		const struct json *root =
			data(bench, path, "{\"orderby\":\"acquisition_time\",\"sequence\":\"asc\"}");
		char total[12];
		snprintf(total, sizeof(total), "%u", count);
		assert_text(bench, root, "Totalcount", total);
		const char *before = "";
		json_each (row, json_member(root, "Data")) {
			const char *at = bench_text(bench, row, "acquisition_time");
			assert_true(strcmp(before, at) <= 0);
			before = at;
			assert_true(world_find(simulator_world(bench->simulator), WORLD_IOTGAS,
				sv(bench_text(bench, row, "meter_comm_no")), &index));
			assert_false(known[index]);
			known[index] = true;
			seen++;
		}
	}
	assert_int_equal(seen, count);
	bench_free(bench);
}

static void test_real_list_filters(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct json *root = data(bench, METER_DATA "GetRealList2?startrow=0&rowcount=10",
		"{\"meter_comm_nos\":[\"86697100000003\",\"3100000005\",\"1\"]}");

	assert_int_equal(json_count(json_member(root, "Data")), 2);
	assert_text(bench, root, "Rowcount", "1"); /* as in the sample */
	assert_text(bench, root, "Data.0.meter_comm_no", "3100000005");
	assert_text(bench, root, "Data.1.meter_comm_no", "86697100000003");
	root = data(bench, METER_DATA "GetRealList2?rowcount=60", "{\"orderby\":\"meter_comm_no\"}");
	const char *before = "";
	json_each (row, json_member(root, "Data")) {
		assert_true(strcmp(before, bench_text(bench, row, "meter_comm_no")) < 0);
		before = bench_text(bench, row, "meter_comm_no");
	}
	assert_string_equal(before, "86697100000059");
	root = data(bench, METER_DATA "GetRealList2", "{\"acq_start_time\":\"2026-11-22 13:00:00\"}");
	assert_text(bench, root, "Totalcount", "0");
	assert_failed(bench, data(bench, METER_DATA "GetRealList2", "{\"orderby\":\"std_sum\"}"));
	assert_failed(bench, data(bench, METER_DATA "GetRealList2", "{\"acq_start_time\":\"soon\"}"));
	assert_failed(bench, data(bench, METER_DATA "GetRealList2?startrow=x", "{}"));
	bench_free(bench);
}

static void test_history(void **state)
{
	struct bench *bench = bench_new(NULL);
	const char *month = "{\"meter_comm_no\":\"86697100000001\",\"year\":2026,\"month\":10}";
	const struct json *root = data(bench, METER_DATA "GetHistoryList2?startrow=0&rowcount=1000", month);
	const char *before = "";

	assert_int_equal(json_count(json_member(root, "Data")), 31 * 5);
	json_each (row, json_member(root, "Data")) {
		const char *at = bench_text(bench, row, "acquisition_time");
		assert_true(strcmp(before, at) <= 0);
		assert_true(sv_starts_with(sv(at), SV("2026-10-")));
		before = at;
	}
	root = data(bench, METER_DATA "GetHistoryList2?startrow=150&rowcount=10", month);
	assert_int_equal(json_count(json_member(root, "Data")), 5);
	assert_text(bench, root, "rowcount", "5"); /* the table's spelling */
	root = data(bench, METER_DATA "GetHistoryList2",
		"{\"meter_comm_no\":\"86697100000001\",\"data_type\":1,\"year\":\"2026\",\"month\":\"10\","
		"\"start_day\":5,"
		"\"end_day\":5,\"start_hour\":0,\"start_minute\":0,\"end_hour\":0,\"end_minute\":0}");
	assert_text(bench, root, "Totalcount", "1");
	assert_text(bench, root, "Data.0.acquisition_time", "2026-10-05T00:00:00");
	assert_text(bench, root, "Data.0.data_type", "1");
	bench_free(bench);
}

static void test_history_refusals(void **state)
{
	static const char *const bodies[] = {
		"{\"year\":2026,\"month\":10}",
		"{" METER ",\"month\":10}",
		"{" METER ",\"year\":2026}",
		"{" METER ",\"year\":2026,\"month\":13}",
		"{" METER ",\"year\":2026,\"month\":2,\"end_day\":29}",
		"{" METER ",\"year\":2026,\"month\":10,\"start_day\":9,\"end_day\":8}",
		"{" METER ",\"year\":2026,\"month\":10,\"data_type\":2}",
		"{\"meter_comm_no\":\"1\",\"year\":2026,\"month\":10}",
	};
	struct bench *bench = bench_new(NULL);

	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++)
		assert_failed(bench, data(bench, METER_DATA "GetHistoryList2", bodies[i]));
	bench_free(bench);
}

static void test_alarms_arrive(void **state)
{
	struct bench *bench = bench_new(NULL);
	const char *today = "{\"year\":2026,\"month\":11,\"start_day\":22,\"start_hour\":12,\"end_day\":22}";
	const struct json *root = data(bench, ALARMS "?startrow=0&rowcount=100", today);

	assert_text(bench, root, "Totalcount", "0");
	bench_pass(bench, 60 * SECOND);
	root = data(bench, ALARMS "?startrow=0&rowcount=100", today);
	assert_text(bench, root, "Totalcount", "3");
	assert_text(bench, root, "Data.0.alarm_time", "2026-11-22T12:00:20");
	assert_text(bench, root, "Data.0.alarm_id", "181");
	root = data(bench, EVENTS "?startrow=0&rowcount=100", today);
	assert_text(bench, root, "Totalcount", "2");
	assert_text(bench, root, "Data.0.event_id", "241");
	bench_free(bench);
}

static void test_alarm_lists_are_the_world(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct world *world = simulator_world(bench->simulator);
	const struct json *root = data(bench, ALARMS "?rowcount=1000", "{\"year\":2026,\"month\":10}");
	struct world_happening alarm;
	char number[WORLD_TEXT_MAX];

	assert_true(json_count(json_member(root, "Data")) > 50);
	json_each (row, json_member(root, "Data")) {
		int64_t id = 0;
		assert_int_equal(json_integer(json_member(row, "alarm_id"), &id), FIELD_VALUE);
		world_alarm(world, (uint64_t)id - 1, &alarm);
		world_happening_number(world, &alarm, number);
		assert_text(bench, row, "device_comm_no", number);
		assert_text(bench, row, "alarm_content", alarm.content);
		assert_text(bench, row, "device_type", alarm.rtu ? "2" : "1");
	}
	root = data(bench, ALARMS "?rowcount=1000", "{\"year\":2026,\"month\":10,\"device_type\":2}");
	json_each (row, json_member(root, "Data"))
		assert_text(bench, row, "device_type", "2");
	assert_failed(bench, data(bench, ALARMS, "{}"));
	bench_free(bench);
}

static const struct json *control(struct bench *bench, const char *path, const char *body, const char *token)
{
	const char *header = arena_format(&bench->arena, "token: %s", token).data;

	return bench_ask(bench, &(struct ask){SIMULATOR_IOTGAS_CONTROL, path, body,
					{"Content-Type: application/json", header}});
}

static const char *login(struct bench *bench, const char *name, const char *password, bool upper)
{
	char digest[MD5_HEX_MAX];

	md5_hex(sv(password), upper, digest);
	const char *path =
		arena_format(&bench->arena, "/api/Conf/Account/Login?loginName=%s&pwd=%s", name, digest).data;
	const struct json *root = bench_ask(bench, &(struct ask){SIMULATOR_IOTGAS_CONTROL, path, ""});
	return bench_text(bench, root, "Data.token");
}

static void test_login_and_token_life(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct simulator_credentials *known = simulator_credentials();
	const char *token = login(bench, known->username, known->password, true);

	assert_int_equal(strlen(token), 384);
	assert_true(sv_contains(
		string_view(&bench->body), SV("\"expiration\":\"2026-11-22T14:00:00.6895023+08:00\"")));
	assert_string_equal(login(bench, known->username, "wrong", false), "");
	assert_string_equal(login(bench, "nobody", known->password, false), "");
	assert_text(bench, control(bench, CONTROL "GetModel/1", "", token), "State", "success");
	assert_failed(bench, control(bench, CONTROL "GetModel/1", "", "other"));
	assert_failed(
		bench, bench_ask(bench, &(struct ask){SIMULATOR_IOTGAS_CONTROL, CONTROL "GetModel/1", ""}));
	bench_pass(bench, 2 * HOUR);
	assert_failed(bench, control(bench, CONTROL "GetModel/1", "", token));
	bench_free(bench);
}

static void test_commands(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct simulator_credentials *known = simulator_credentials();
	const struct world *world = simulator_world(bench->simulator);
	const char *token = login(bench, known->username, known->password, false);
	const struct json *root = control(bench, CONTROL "GetList?startrow=0&rowcount=1000", "{}", token);
	char expected[16];

	assert_int_equal(json_count(json_member(root, "Data")), world->command_count);
	json_each (row, json_member(root, "Data")) {
		int64_t id = 0;
		assert_int_equal(json_integer(json_member(row, "ctrl_id"), &id), FIELD_VALUE);
		const struct world_command *command = world_command(world, id);
		snprintf(expected, sizeof(expected), "%d", world_command_state(world, command, bench->wall));
		assert_text(bench, row, "ctrl_state", expected);
		assert_text(bench, row, "ctrl_type", command->type);
	}
	root = control(bench, CONTROL "GetList?startrow=0&rowcount=1000",
		"{\"ctrl_state\":99,\"ctrl_type\":\"\"}", token);
	assert_int_equal(json_count(json_member(root, "Data")), 10);
	root = control(bench, CONTROL "GetDetial/3", "", token);
	assert_true(sv_contains(sv(bench_text(bench, root, "Data")), SV("</br>")));
	control(bench, CONTROL "GetDetail/3", "", token);
	assert_int_equal(bench->status, 404);
	assert_failed(bench, control(bench, CONTROL "GetModel/4711", "", token));
	assert_failed(bench, control(bench, CONTROL "GetModel/x", "", token));
	bench_free(bench);
}

/* Which of them moves is up to the table of kinds. */
static int64_t find_moving(const struct world *world)
{
	for (int64_t id = 1; id <= (int64_t)world->command_count; id++) {
		if (world_command(world, id)->moves)
			return id;
	}
	fail_msg("no command moves");
	return 0;
}

static void test_a_command_moves(void **state)
{
	struct bench *bench = bench_new(NULL);
	const struct simulator_credentials *known = simulator_credentials();
	const char *token = login(bench, known->username, known->password, false);

	char path[64];

	snprintf(path, sizeof(path), CONTROL "GetModel/%d",
		(int)find_moving(simulator_world(bench->simulator)));
	assert_text(bench, control(bench, path, "", token), "Data.ctrl_state", "0");
	bench_pass(bench, 3 * MINUTE);
	assert_text(bench, control(bench, path, "", token), "Data.ctrl_state", "3");
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_real_model),
		cmocka_unit_test(test_real_list_pages),
		cmocka_unit_test(test_real_list_filters),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_history_refusals),
		cmocka_unit_test(test_alarms_arrive),
		cmocka_unit_test(test_alarm_lists_are_the_world),
		cmocka_unit_test(test_login_and_token_life),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_a_command_moves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
