/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdlib.h>
#include <string.h>

/*
 * jrhsz 4.2, the meter list. domain notes 7.4:
 *   4.2       missing and trailing commas            test_sample
 *   4.2       tableType and typeType                 test_type_spellings
 *   4.2, 4.5  parity does not tell the medium        test_every_type, test_unknown_types
 *   4.2       netStatis and gate in Chinese          test_gate, test_online
 */

#define METERS OPERATION_METERS, SOURCE_LIVE

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

/* The list with one meter "1" and these members more. */
static const struct meter_fact *one(struct probe *probe, const char *members)
{
	struct string body = {0};

	string_append_format(
		&body, "{\"code\":200,\"data\":[{\"tableNo\":\"1\"%s%s}]}", members[0] ? "," : "", members);
	assert_true(probe_decode(probe, METERS, string_view(&body)));
	assert_int_equal(probe->meter_count, 1);
	string_free(&body);
	return &probe->meters[0];
}

static void test_sample(void **state)
{
	static const char *const numbers[] = {"202005005292", "202005005194", "202005004869"};
	static const char *const users[] = {"ceshi1", "ceshi2", "ceshi3"};
	static const char *const addresses[] = {"7栋 位置1", "7栋 位置2", "7栋 位置3"};
	struct probe *probe = *state;

	assert_true(probe_decode_fixture(probe, METERS, "jrhsz/meter_list.json"));
	assert_true(probe->decoded.repaired);
	assert_int_equal(probe->decoded.total, 3);
	assert_false(probe->decoded.more);
	assert_view(probe->decoded.first_key, numbers[0]);
	assert_int_equal(probe->meter_count, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct meter_fact *meter = &probe->meters[i];
		assert_view(meter->meter_no, numbers[i]);
		assert_view(meter->device_id, numbers[i]);
		assert_int_equal(meter->medium, MEDIUM_WATER);
		assert_display(meter->type, "water meter (2)");
		assert_display(meter->address, addresses[i]);
		assert_display(meter->customer_code, users[i]);
		assert_display(meter->customer_name, users[i]);
		assert_int_equal(meter->valve, VALVE_CLOSED);
		assert_int_equal(meter->online, TRISTATE_NO);
		assert_instant(meter->last_seen, "2023-07-14T10:00:08+08:00");
		assert_int_equal(meter->parts, METER_HAS_DEVICE_ID | METER_HAS_TYPE | METER_HAS_MEDIUM |
						       METER_HAS_ADDRESS | METER_HAS_CUSTOMER_CODE |
						       METER_HAS_CUSTOMER_NAME | METER_HAS_VALVE |
						       METER_HAS_ONLINE | METER_HAS_LAST_SEEN);
		assert_true(sv_starts_with(meter->raw, SV("{\n            \"project_code\": \"zc\"")));
		assert_true(sv_ends_with(meter->raw, SV("}")));
	}
}

/* What is not stated keeps what is known; "" states that there is none. */
static void test_parts(void **state)
{
	const struct meter_fact *meter = one(*state, "");

	assert_int_equal(meter->parts, 0);
	assert_int_equal(meter->last_seen, INSTANT_NONE);
	assert_int_equal(meter->reading_at, INSTANT_NONE);
	meter = one(*state,
		"\"user_name\":\"\",\"user_code\":null,\"gate\":\"\",\"netStatis\":null,\"onlineAt\":\"\","
		"\"typeType\":\"\",\"deviceId\":\"\",\"tableAddress\":null,\"house_number\":\"\"");
	assert_int_equal(meter->parts, METER_HAS_CUSTOMER_NAME);
	assert_int_equal(meter->customer_name.length, 0);
	meter = one(*state, "\"deviceId\":\"a b\",\"onlineAt\":\"never\",\"gate\":[],\"typeType\":{}");
	assert_int_equal(meter->parts, 0);
}

static void test_addresses(void **state)
{
	assert_display(one(*state, "\"tableAddress\":\"7栋\"")->address, "7栋");
	assert_display(one(*state, "\"house_number\":\"3-201\"")->address, "3-201");
	assert_display(one(*state, "\"tableAddress\":\"\",\"house_number\":\"3-201\"")->address, "3-201");
	assert_display(
		one(*state, "\"tableAddress\":\"7栋3-201\",\"house_number\":\"3-201\"")->address, "7栋3-201");
	assert_display(
		one(*state, "\"tableAddress\":\"7栋\\u001b[2J\",\"house_number\":\"\\u202e1\"")->address,
		"7栋\xef\xbf\xbd[2J \xef\xbf\xbd"
		"1");
}

static void test_type_spellings(void **state)
{
	assert_int_equal(one(*state, "\"tableType\":\"11\"")->medium, MEDIUM_ELECTRICITY);
	assert_int_equal(one(*state, "\"typeType\":\"11\"")->medium, MEDIUM_ELECTRICITY);
	assert_int_equal(one(*state, "\"typeType\":11")->medium, MEDIUM_ELECTRICITY);
	assert_int_equal(one(*state, "\"typeType\":\"\",\"tableType\":\"2\"")->medium, MEDIUM_WATER);
	assert_display(one(*state, "\"typeType\":\"11\"")->type, "4G TOU meter (11)");
}

static void check_type(struct probe *probe, int number, enum medium medium, const char *word)
{
	struct string members = {0}, tail = {0};

	string_append_format(&members, "\"typeType\":\"%d\"", number);
	string_append_format(&tail, "(%d)", number);
	const struct meter_fact *meter = one(probe, members.data);
	assert_int_equal(meter->medium, medium);
	assert_true(sv_contains(display_view(meter->type), sv(word)) ||
		    sv_contains(display_view(meter->type), SV("TOU meter")));
	assert_true(sv_ends_with(display_view(meter->type), string_view(&tail)));
	string_free(&members);
	string_free(&tail);
}

/* The two lists as 4.2 prints them. */
static void test_every_type(void **state)
{
	static const int electricity[] = {1, 3, 5, 7, 9, 11, 13, 15, 16, 18, 21, 26, 30, 42, 43, 46, 48};
	static const int water[] = {2, 4, 6, 8, 10, 12, 14, 17, 19, 20, 22, 23, 24, 27, 28, 31, 32, 35, 36,
		37, 38, 39, 40, 41, 44, 45, 47, 49};

	for (size_t i = 0; i < ARRAY_SIZE(electricity); i++)
		check_type(*state, electricity[i], MEDIUM_ELECTRICITY, "electricity meter");
	for (size_t i = 0; i < ARRAY_SIZE(water); i++)
		check_type(*state, water[i], MEDIUM_WATER, "water meter");
}

/* One of each type that 4.2 knows, as one page. */
static void test_page_of_every_type(void **state)
{
	struct probe *probe = *state;
	size_t of[MEDIUM_COUNT] = {0};

	assert_true(probe_decode_fixture(probe, METERS, "jrhsz/meter_types.json"));
	assert_int_equal(probe->meter_count, 49);
	for (size_t i = 0; i < probe->meter_count; i++)
		of[probe->meters[i].medium]++;
	assert_int_equal(of[MEDIUM_ELECTRICITY], 17);
	assert_int_equal(of[MEDIUM_WATER], 28);
	assert_int_equal(of[MEDIUM_UNKNOWN], 4);
}

static void test_unknown_types(void **state)
{
	static const char *const unknown[] = {
		"0", "25", "29", "33", "34", "50", "-1", "99999999999999999999", "x"};

	for (size_t i = 0; i < ARRAY_SIZE(unknown); i++) {
		struct string members = {0}, shown = {0};
		string_append_format(&members, "\"typeType\":\"%s\"", unknown[i]);
		string_append_format(&shown, "type %s", unknown[i]);
		const struct meter_fact *meter = one(*state, members.data);
		assert_int_equal(meter->medium, MEDIUM_UNKNOWN);
		assert_display(meter->type, shown.data);
		string_free(&members);
		string_free(&shown);
	}
}

static void check_gate(struct probe *probe, const char *word, enum valve_state valve)
{
	struct string members = {0};

	string_append_format(&members, "\"gate\":\"%s\"", word);
	const struct meter_fact *meter = one(probe, members.data);
	assert_int_equal(meter->valve, valve);
	assert_int_equal(meter->parts, METER_HAS_VALVE);
	string_free(&members);
}

static void test_gate(void **state)
{
	check_gate(*state, "合闸", VALVE_OPEN);
	check_gate(*state, "跳闸", VALVE_CLOSED);
	check_gate(*state, "开阀", VALVE_OPEN);
	check_gate(*state, "关阀", VALVE_CLOSED);
	check_gate(*state, " 跳闸 ", VALVE_CLOSED);
	check_gate(*state, "合闸（开阀）", VALVE_OPEN);
	check_gate(*state, "跳闸(关阀)", VALVE_CLOSED);
	check_gate(*state, "故障", VALVE_UNKNOWN);
	check_gate(*state, "0", VALVE_UNKNOWN);
	check_gate(*state, "1", VALVE_UNKNOWN);
}

static void check_online(struct probe *probe, const char *word, enum tristate online)
{
	struct string members = {0};

	string_append_format(&members, "\"netStatis\":\"%s\"", word);
	const struct meter_fact *meter = one(probe, members.data);
	assert_int_equal(meter->online, online);
	assert_int_equal(meter->parts, METER_HAS_ONLINE);
	string_free(&members);
}

static void test_online(void **state)
{
	check_online(*state, "在线", TRISTATE_YES);
	check_online(*state, "不在线", TRISTATE_NO);
	check_online(*state, "离线", TRISTATE_NO);
	check_online(*state, "未知", TRISTATE_UNKNOWN);
	check_online(*state, "1", TRISTATE_UNKNOWN);
}

static void test_hostile_names(void **state)
{
	const struct meter_fact *meter = one(*state, "\"user_name\":\"\\u001b]0;pwned\\u0007王\\u202e\\nx\"");

	assert_display(meter->customer_name, "\xef\xbf\xbd]0;pwned\xef\xbf\xbd王\xef\xbf\xbd x");
}

/* By the rows, never by the platform's total. */
static void test_pages(void **state)
{
	static const char two[] =
		"{\"code\":200,\"totalCount\":%s,\"data\":[{\"tableNo\":\"1\"},{\"tableNo\":\"2\"}]}";
	struct probe *probe = *state;
	struct string body = {0};

	string_append_format(&body, two, "1");
	probe->operation.page_size = 2;
	assert_true(probe_decode(probe, METERS, string_view(&body)));
	assert_true(probe->decoded.more);
	assert_int_equal(probe->decoded.total, 1);
	string_clear(&body);
	string_append_format(&body, two, "\"900\"");
	probe->operation.page_size = 3;
	assert_true(probe_decode(probe, METERS, string_view(&body)));
	assert_false(probe->decoded.more);
	assert_int_equal(probe->decoded.total, 900);
	probe->operation.page_size = 0;
	assert_true(probe_decode_text(probe, METERS, "{\"code\":200,\"data\":[]}"));
	assert_false(probe->decoded.more);
	assert_int_equal(probe->decoded.total, -1);
	assert_null(probe->decoded.first_key.data);
	string_free(&body);
}

/* A full page counts what was refused as well, or the pages behind it would be lost. */
static void test_full_page_with_refusals(void **state)
{
	struct probe *probe = *state;
	struct string body = {0};

	string_append(&body, "{\"code\":200,\"data\":[{\"tableNo\":\"\"}");
	for (int i = 1; i < 1000; i++)
		string_append_format(&body, ",{\"tableNo\":\"%d\"}", i);
	string_append(&body, "]}");
	assert_true(probe_decode(probe, METERS, string_view(&body)));
	assert_int_equal(probe->decoded.taken, 999);
	assert_int_equal(probe->decoded.refused, 1);
	assert_true(probe->decoded.more);
	assert_view(probe->decoded.first_key, "1");
	string_free(&body);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sample),
		TEST(test_parts),
		TEST(test_addresses),
		TEST(test_type_spellings),
		TEST(test_every_type),
		TEST(test_page_of_every_type),
		TEST(test_unknown_types),
		TEST(test_gate),
		TEST(test_online),
		TEST(test_hostile_names),
		TEST(test_pages),
		TEST(test_full_page_with_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
