/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <string.h>

#include "core/base/digest.h"

/* The moment of every sample in the document: Authorization decodes to 00000072:20191127100056. */
static void open_at_sample(struct probe *probe)
{
	probe_open(probe, "goldcard");
	probe->account.app_code = "00000072";
	probe->account.app_secret = "a secret of ours";
	assert_true(instant_parse(SV("2019-11-27T10:00:56+08:00"), NULL, &probe->now, NULL));
	probe->operation.meter_no = SV("202002201332");
	probe->operation.customer_code = SV("20200218");
	assert_true(instant_parse(SV("2020-01-01"), probe->zone, &probe->operation.from, NULL));
	assert_true(instant_parse(SV("2020-02-21"), probe->zone, &probe->operation.until, NULL));
}

static const struct exchange_header *header(const struct probe *probe, const char *name)
{
	for (size_t i = 0; i < probe->request.header_count; i++) {
		if (strcmp(probe->request.headers[i].name, name) == 0)
			return &probe->request.headers[i];
	}
	fail_msg("no header %s", name);
	return NULL;
}

static void assert_header(const struct probe *probe, const char *name, const char *value, bool secret)
{
	const struct exchange_header *found = header(probe, name);
	assert_view(string_view(&found->value), value);
	assert_int_equal(found->secret, secret);
}

/* Puts 32 x over the serial number and checks that it was 32 hex digits. */
static struct string_view body_without_serial(struct probe *probe)
{
	static const char key[] = "{\"serialNo\":\"";
	struct string *body = &probe->request.body;
	assert_true(sv_starts_with(string_view(body), SV("{\"serialNo\":\"")));
	char *serial = body->data + strlen(key);
	assert_int_equal(strspn(serial, "0123456789abcdef"), 32);
	memset(serial, 'x', 32);
	return string_view(body);
}
#define SERIAL "\"serialNo\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""

static void headers_are_signed_as_published(void **state)
{
	struct probe probe;
	open_at_sample(&probe);
	assert_true(probe_encode(&probe, OPERATION_METERS, SOURCE_LIVE));
	assert_true(probe.request.post);
	assert_int_equal(probe.request.header_count, 4);
	assert_header(&probe, "Accept", "application/json", false);
	assert_header(&probe, "Content-Type", "application/json;charset=utf-8", false);
	assert_header(&probe, "Authorization", "MDAwMDAwNzI6MjAxOTExMjcxMDAwNTY=", true);
	assert_header(&probe, "AccessToken", "3EC0CD25F3DF9F8788B6897C5E01F35F", true);
	probe_close(&probe);
}

static void long_codes_are_not_wrapped(void **state)
{
	struct probe probe;
	open_at_sample(&probe);
	probe.account.app_code =
		"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890";
	assert_true(probe_encode(&probe, OPERATION_METERS, SOURCE_LIVE));
	struct string_view value = string_view(&header(&probe, "Authorization")->value);
	assert_true(value.length > 76);
	assert_true(sv_find(value, '\n') < 0 && sv_find(value, '\r') < 0);
	probe_close(&probe);
}

static void the_platforms_clock_signs(void **state)
{
	struct probe probe;
	open_at_sample(&probe);
	probe.session.clock_skew_ms = -57 * SECOND;
	assert_true(probe_encode(&probe, OPERATION_METERS, SOURCE_LIVE));
	struct string plain = {0};
	assert_true(base64_decode(string_view(&header(&probe, "Authorization")->value), &plain));
	assert_view(string_view(&plain), "00000072:20191127095959");
	string_free(&plain);

	struct time_zone *utc = time_zone_open("UTC", NULL);
	probe.account.zone = utc;
	probe.session.clock_skew_ms = 0;
	assert_true(probe_encode(&probe, OPERATION_METERS, SOURCE_LIVE));
	assert_true(base64_decode(string_view(&header(&probe, "Authorization")->value), &plain));
	assert_view(string_view(&plain), "00000072:20191127020056");
	string_free(&plain);
	time_zone_free(utc);
	probe_close(&probe);
}

static void every_call_has_its_own_serial(void **state)
{
	struct probe probe;
	open_at_sample(&probe);
	assert_true(probe_encode(&probe, OPERATION_METERS, SOURCE_LIVE));
	struct string first = {0};
	string_set(&first, string_view(&probe.request.body));
	assert_true(probe_encode(&probe, OPERATION_METERS, SOURCE_LIVE));
	assert_false(sv_equal(string_view(&first), string_view(&probe.request.body)));
	string_free(&first);
	probe_close(&probe);
}

static void assert_request(struct probe *probe, enum operation_kind kind, enum reading_source source,
	const char *url, const char *body)
{
	assert_true(probe_encode(probe, kind, source));
	assert_view(string_view(&probe->request.url), url);
	assert_view(body_without_serial(probe), body);
	assert_false(probe->request.side_effect);
}

static void requests_byte_for_byte(void **state)
{
	struct probe probe;
	open_at_sample(&probe);
	assert_request(&probe, OPERATION_METERS, SOURCE_LIVE,
		"http://platform.example/api/v2/collect/meter/1013",
		"{" SERIAL ",\"companyCode\":\"1000042\",\"factorNo\":\"0042\",\"meterNo\":\"\","
		"\"readingDate\":\"\"}");
	assert_request(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE,
		"http://platform.example/api/v2/collect/meter/1013",
		"{" SERIAL ",\"companyCode\":\"1000042\",\"factorNo\":\"0042\",\"meterNo\":\"202002201332\","
		"\"readingDate\":\"\"}");
	assert_request(&probe, OPERATION_DETAIL, SOURCE_LIVE,
		"http://platform.example/api/v2/collect/meter/1014",
		"{" SERIAL ",\"companyCode\":\"1000042\",\"factorNo\":\"0042\",\"userNo\":\"20200218\","
		"\"deviceId\":\"\",\"meterNo\":\"202002201332\"}");
	probe.operation.device_id = SV("000111201981110002228");
	assert_request(&probe, OPERATION_HISTORY, SOURCE_DAILY,
		"http://platform.example/api/v1/collect/meter/1015",
		"{" SERIAL ",\"companyCode\":\"1000042\",\"factorNo\":\"0042\",\"userNo\":\"20200218\","
		"\"deviceId\":\"000111201981110002228\",\"meterNo\":\"202002201332\","
		"\"startTime\":\"2020-01-01\",\"endTime\":\"2020-02-21\"}");
	probe_close(&probe);
}

static void customer_number_is_needed(void **state)
{
	struct probe probe;
	open_at_sample(&probe);
	probe.operation.customer_code = SV_NONE;
	assert_false(probe_encode(&probe, OPERATION_DETAIL, SOURCE_LIVE));
	assert_int_equal(probe.err.code, ERROR_USAGE);
	assert_non_null(strstr(probe.err.message, "userNo"));
	assert_false(probe_encode(&probe, OPERATION_HISTORY, SOURCE_DAILY));
	assert_int_equal(probe.err.code, ERROR_USAGE);
	probe.operation.meter_no = SV("with space");
	assert_false(probe_encode(&probe, OPERATION_LATEST_ONE, SOURCE_LIVE));
	probe_close(&probe);
}

static void what_goldcard_can_do(void **state)
{
	const struct driver *driver = driver_find("goldcard");
	assert_ptr_equal(driver, &goldcard_driver);
	assert_int_equal(driver->login, LOGIN_NONE);
	assert_true(driver->lists_meters && driver->has_valve);
	assert_int_equal(driver->detail_max_age_ms, DAY);
	for (size_t i = 0; i < driver->endpoint_count; i++) {
		assert_true(driver->endpoints[i].public);
		assert_int_equal(driver->endpoints[i].page_size, 0);
	}
	assert_true(driver_endpoint(driver, OPERATION_METERS, SOURCE_LIVE)->body_max >= 64u << 20);
	assert_null(driver_endpoint(driver, OPERATION_LOGIN, SOURCE_LIVE));
	assert_null(driver_endpoint(driver, OPERATION_HISTORY, SOURCE_HISTORY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_signed_as_published),
		cmocka_unit_test(long_codes_are_not_wrapped),
		cmocka_unit_test(the_platforms_clock_signs),
		cmocka_unit_test(every_call_has_its_own_serial),
		cmocka_unit_test(requests_byte_for_byte),
		cmocka_unit_test(customer_number_is_needed),
		cmocka_unit_test(what_goldcard_can_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
