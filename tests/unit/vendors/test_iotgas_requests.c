/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <string.h>

#define DATA    "http://platform.example:2102/api/Data/"
#define CONTROL "http://platform.example:2101/api/Conf/"

static void open_probe(struct probe *probe)
{
	probe_open(probe, "iotgas");
	probe->account.url = NULL;
	probe->operation.meter_no = SV("12345678901234");
	probe->operation.vendor_id = SV("7");
}

static instant at(const struct probe *probe, const char *text)
{
	instant moment = INSTANT_NONE;
	assert_true(instant_parse(sv(text), probe->zone, &moment, NULL));
	return moment;
}

static void window(struct probe *probe, const char *from, const char *until)
{
	probe->operation.from = at(probe, from);
	probe->operation.until = at(probe, until);
}

static void assert_request(struct probe *probe, enum operation_kind kind, enum reading_source source,
	const char *url, const char *body)
{
	if (!probe_encode(probe, kind, source))
		fail_msg("%s", probe->err.message);
	assert_true(probe->request.post);
	assert_false(probe->request.side_effect);
	assert_view(string_view(&probe->request.url), url);
	assert_string_equal(string_text(&probe->request.body), body);
}

static const struct exchange_header *header(const struct probe *probe, const char *name)
{
	for (size_t i = 0; i < probe->request.header_count; i++) {
		if (strcmp(probe->request.headers[i].name, name) == 0)
			return &probe->request.headers[i];
	}
	return NULL;
}

static void the_two_ports_have_their_own_keys(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_encode(&probe, OPERATION_METERS, SOURCE_LIVE));
	assert_int_equal(probe.request.header_count, 4);
	assert_view(string_view(&header(&probe, "Content-Type")->value), "application/json");
	assert_view(string_view(&header(&probe, "company_no")->value), "42");
	assert_view(string_view(&header(&probe, "data_api_key")->value), "invented-key");
	assert_true(header(&probe, "data_api_key")->secret);
	assert_null(header(&probe, "token"));

	assert_true(probe_encode(&probe, OPERATION_COMMAND, SOURCE_LIVE));
	assert_view(string_view(&header(&probe, "token")->value), "invented.token+/=");
	assert_true(header(&probe, "token")->secret);
	assert_null(header(&probe, "data_api_key"));
	assert_null(header(&probe, "company_no"));

	session_forget(&probe.session);
	assert_true(probe_encode(&probe, OPERATION_METERS, SOURCE_LIVE));
	assert_false(probe_encode(&probe, OPERATION_COMMAND, SOURCE_LIVE));
	assert_int_equal(probe.err.code, ERROR_LOGIN);
	probe_close(&probe);
}

static void login_hides_the_password(void **state)
{
	struct probe probe;
	open_probe(&probe);
	session_forget(&probe.session);
	probe.account.username = "op & co";
	assert_request(&probe, OPERATION_LOGIN, SOURCE_LIVE,
		CONTROL "Account/Login?loginName=op%20%26%20co&pwd=bf5521b795478a0f68aee8cbdd11c2b5", "");
	assert_view(string_view(&probe.request.url_for_logs),
		CONTROL "Account/Login?loginName=op%20%26%20co&pwd=***");
	assert_null(header(&probe, "token"));
	assert_null(header(&probe, "data_api_key"));
	probe_close(&probe);
}

static void base_paths_are_joined(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe.account.data_url = "http://platform.example:2102/base/";
	assert_request(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE,
		"http://platform.example:2102/base/api/Data/MeterData/GetRealModel/12345678901234", "");
	probe.operation.meter_no = SV("a/b?c");
	assert_request(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE,
		"http://platform.example:2102/base/api/Data/MeterData/GetRealModel/a%2Fb%3Fc", "");
	probe_close(&probe);
}

static void pages_of_the_list(void **state)
{
	static const char body[] = "{\"orderby\":\"meter_comm_no\",\"sequence\":\"asc\"}";
	struct probe probe;
	open_probe(&probe);
	assert_request(&probe, OPERATION_METERS, SOURCE_LIVE,
		DATA "MeterData/GetRealList2?startrow=0&rowcount=1000", body);
	probe.operation.page = 3;
	assert_request(&probe, OPERATION_METERS, SOURCE_LIVE,
		DATA "MeterData/GetRealList2?startrow=3000&rowcount=1000", body);
	probe.operation.page_size = 50;
	assert_request(&probe, OPERATION_METERS, SOURCE_LIVE,
		DATA "MeterData/GetRealList2?startrow=150&rowcount=50", body);
	probe.operation.page_size = 5000;
	probe.operation.page = 5000000;
	assert_request(&probe, OPERATION_METERS, SOURCE_LIVE,
		DATA "MeterData/GetRealList2?startrow=5000000000&rowcount=1000", body);
	probe_close(&probe);
}

static void history_inside_a_month(void **state)
{
	struct probe probe;
	open_probe(&probe);
	window(&probe, "2026-11-03 08:15:30", "2026-11-20 00:00:00");
	assert_request(&probe, OPERATION_HISTORY, SOURCE_HISTORY,
		DATA "MeterData/GetHistoryList2?startrow=0&rowcount=1000",
		"{\"meter_comm_no\":\"12345678901234\",\"data_type\":0,\"year\":2026,\"month\":11,\"start_"
		"day\":3,"
		"\"start_hour\":8,\"start_minute\":15,\"end_day\":20,\"end_hour\":0,\"end_minute\":0}");
	/* Seconds cannot be said: the end is rounded up. */
	window(&probe, "2026-11-03 08:15:30", "2026-11-19 23:59:01");
	assert_request(&probe, OPERATION_HISTORY, SOURCE_FROZEN,
		DATA "MeterData/GetHistoryList2?startrow=0&rowcount=1000",
		"{\"meter_comm_no\":\"12345678901234\",\"data_type\":1,\"year\":2026,\"month\":11,\"start_"
		"day\":3,"
		"\"start_hour\":8,\"start_minute\":15,\"end_day\":20,\"end_hour\":0,\"end_minute\":0}");
	probe_close(&probe);
}

static void alarms_and_events_of_a_month(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe.operation.meter_no = SV_NONE;
	window(&probe, "2024-02-01", "2024-03-01");
	static const char body[] =
		"{\"year\":2024,\"month\":2,\"start_day\":1,\"start_hour\":0,\"start_minute\":0,"
		"\"end_day\":29,\"end_hour\":23,\"end_minute\":59}";
	assert_request(&probe, OPERATION_ALARMS, SOURCE_LIVE,
		DATA "DeviceAlarm/GetList2?startrow=0&rowcount=1000", body);
	assert_request(&probe, OPERATION_EVENTS, SOURCE_LIVE,
		DATA "DeviceEvent/GetList2?startrow=0&rowcount=1000", body);
	probe.operation.meter_no = SV("1234567890");
	assert_true(probe_encode(&probe, OPERATION_ALARMS, SOURCE_LIVE));
	assert_true(
		sv_starts_with(string_view(&probe.request.body), SV("{\"device_comm_no\":\"1234567890\",")));
	probe_close(&probe);
}

/* The month is the platform's: what begins on November 30 UTC is December there. */
static void months_are_the_platforms(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe.operation.meter_no = SV_NONE;
	window(&probe, "2026-11-30T16:00:00Z", "2026-11-30T17:00:00Z");
	assert_request(&probe, OPERATION_ALARMS, SOURCE_LIVE,
		DATA "DeviceAlarm/GetList2?startrow=0&rowcount=1000",
		"{\"year\":2026,\"month\":12,\"start_day\":1,\"start_hour\":0,\"start_minute\":0,"
		"\"end_day\":1,\"end_hour\":1,\"end_minute\":0}");
	window(&probe, "2026-11-30T15:00:00Z", "2026-11-30T17:00:00Z");
	assert_false(probe_encode(&probe, OPERATION_ALARMS, SOURCE_LIVE));
	assert_non_null(strstr(probe.err.message, "month"));
	window(&probe, "2026-11-30", "2026-11-30");
	assert_false(probe_encode(&probe, OPERATION_ALARMS, SOURCE_LIVE));
	probe_close(&probe);
}

static void commands_leave_unused_filters_out(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe.operation.meter_no = SV_NONE;
	probe.operation.from = probe.operation.until = INSTANT_NONE;
	assert_request(&probe, OPERATION_COMMANDS, SOURCE_LIVE,
		CONTROL "CtrlData/GetList?startrow=0&rowcount=1000", "{}");
	window(&probe, "2026-10-01", "2026-11-22 11:00:00");
	assert_request(&probe, OPERATION_COMMANDS, SOURCE_LIVE,
		CONTROL "CtrlData/GetList?startrow=0&rowcount=1000",
		"{\"ctrl_time_from\":\"2026-10-01T00:00:00\",\"ctrl_time_to\":\"2026-11-22T11:00:00\"}");
	probe.operation.meter_no = SV("1234567890");
	probe.operation.page = 1;
	assert_request(&probe, OPERATION_COMMANDS, SOURCE_LIVE,
		CONTROL "CtrlData/GetList?startrow=1000&rowcount=1000",
		"{\"target_comm_no\":\"1234567890\",\"ctrl_time_from\":\"2026-10-01T00:00:00\","
		"\"ctrl_time_to\":\"2026-11-22T11:00:00\"}");
	probe_close(&probe);
}

static void one_command(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_request(&probe, OPERATION_COMMAND, SOURCE_LIVE, CONTROL "CtrlData/GetModel/7", "");
	assert_request(&probe, OPERATION_COMMAND_TEXT, SOURCE_LIVE, CONTROL "CtrlData/GetDetial/7", "");
	probe.operation.vendor_id = SV_NONE;
	assert_false(probe_encode(&probe, OPERATION_COMMAND, SOURCE_LIVE));
	assert_int_equal(probe.err.code, ERROR_USAGE);
	probe_close(&probe);
}

static void what_iotgas_can_do(void **state)
{
	const struct driver *driver = driver_find("iotgas");
	assert_ptr_equal(driver, &iotgas_driver);
	assert_int_equal(driver->login, LOGIN_PASSWORD);
	assert_int_equal(driver->session_life_ms, 0);
	assert_true(driver->lists_meters && driver->has_valve);
	assert_int_equal(driver->detail_max_age_ms, 0);
	for (size_t i = 0; i < driver->endpoint_count; i++) {
		const struct endpoint *endpoint = &driver->endpoints[i];
		assert_int_equal(
			endpoint->public, endpoint->base == 0 || endpoint->operation == OPERATION_LOGIN);
	}
	assert_int_equal(driver_endpoint(driver, OPERATION_HISTORY, SOURCE_FROZEN)->source, SOURCE_FROZEN);
	assert_int_equal(driver_endpoint(driver, OPERATION_HISTORY, SOURCE_HISTORY)->window, WINDOW_MONTH);
	assert_null(driver_endpoint(driver, OPERATION_HISTORY, SOURCE_DAILY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_two_ports_have_their_own_keys),
		cmocka_unit_test(login_hides_the_password),
		cmocka_unit_test(base_paths_are_joined),
		cmocka_unit_test(pages_of_the_list),
		cmocka_unit_test(history_inside_a_month),
		cmocka_unit_test(alarms_and_events_of_a_month),
		cmocka_unit_test(months_are_the_platforms),
		cmocka_unit_test(commands_leave_unused_filters_out),
		cmocka_unit_test(one_command),
		cmocka_unit_test(what_iotgas_can_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
