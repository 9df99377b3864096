/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/model/account.h"
#include "core/model/exchange.h"
#include "core/model/quantity.h"
#include "core/model/words.h"

static void every_word_leads_back_to_its_number(void **state)
{
	for (int i = 0; i < MEDIUM_COUNT; i++)
		assert_int_equal(medium_from_word(sv(medium_word((enum medium)i))), i);
	for (int i = 0; i < VALVE_COUNT; i++)
		assert_int_equal(valve_from_word(sv(valve_word((enum valve_state)i))), i);
	for (int i = 0; i < SOURCE_COUNT; i++)
		assert_int_equal(source_from_word(sv(source_word((enum reading_source)i))), i);
	for (int i = 0; i < PRIORITY_COUNT; i++)
		assert_int_equal(priority_from_word(sv(priority_word((enum alarm_priority)i))), i);
	for (int i = 0; i < ALARM_STATE_COUNT; i++)
		assert_int_equal(alarm_state_from_word(sv(alarm_state_word((enum alarm_state)i))), i);
	for (int i = 0; i < COMMAND_STATE_COUNT; i++)
		assert_int_equal(command_state_from_word(sv(command_state_word((enum command_state)i))), i);
	for (unsigned i = 0; i < QUANTITY_COUNT; i++)
		assert_int_equal(quantity_from_word(sv(quantity_info((enum quantity)i)->word)), i);
}

static void an_unknown_word_has_no_number(void **state)
{
	assert_int_equal(medium_from_word(SV("Gas")), -1);
	assert_int_equal(valve_from_word(SV("")), -1);
	assert_int_equal(source_from_word(SV_NONE), -1);
	assert_int_equal(priority_from_word(SV("highest")), -1);
	assert_int_equal(alarm_state_from_word(SV("ack")), -1);
	assert_int_equal(command_state_from_word(SV("done")), -1);
	assert_int_equal(quantity_from_word(SV("voltage")), QUANTITY_COUNT);
}

/* The outer contract's words (docs: --json). */
static void words_are_those_of_the_contract(void **state)
{
	static const char *const values[] = {"total", "total_1", "total_2", "total_3", "total_4", "voltage_a",
		"voltage_b", "voltage_c", "current_a", "current_b", "current_c", "power", "power_a",
		"power_b", "power_c", "reactive", "reactive_a", "reactive_b", "reactive_c", "consumption",
		"cost", "price", "balance", "remaining", "std_total", "work_total", "std_flow", "work_flow",
		"temperature", "pressure", "month", "last_month", "battery_voltage", "battery_level",
		"signal"};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		assert_int_equal(quantity_from_word(sv(values[i])), i);
	assert_string_equal(medium_word(MEDIUM_ELECTRICITY), "electricity");
	assert_string_equal(valve_word(VALVE_FORCED), "forced");
	assert_string_equal(source_word(SOURCE_TOU), "tou");
	assert_string_equal(origin_word(ORIGIN_DERIVED), "derived");
	assert_string_equal(command_effect_word(EFFECT_CONTRADICTED), "contradicted");
	assert_string_equal(command_state_word(COMMAND_UNKNOWN), "unknown");
}

static void units_depend_on_the_medium(void **state)
{
	assert_string_equal(quantity_unit(QUANTITY_TOTAL, MEDIUM_ELECTRICITY), "kWh");
	assert_string_equal(quantity_unit(QUANTITY_TOTAL, MEDIUM_GAS), "m³");
	assert_string_equal(quantity_unit(QUANTITY_TOTAL, MEDIUM_WATER), "m³");
	assert_string_equal(quantity_unit(QUANTITY_POWER, MEDIUM_ELECTRICITY), "?");
	for (unsigned i = 0; i < QUANTITY_COUNT; i++)
		for (unsigned medium = 0; medium < MEDIUM_COUNT; medium++)
			assert_non_null(quantity_unit((enum quantity)i, (enum medium)medium));
}

static void a_command_ends_where_the_design_says(void **state)
{
	for (int i = 0; i < COMMAND_STATE_COUNT; i++)
		assert_int_equal(command_state_is_end((enum command_state)i), i >= COMMAND_SUCCEEDED);
}

static void an_account_knows_its_urls(void **state)
{
	struct account one = {.url = "http://a"};
	struct account two = {.data_url = "http://b:2102", .control_url = "http://b:2101"};

	assert_string_equal(account_base_url(&one, 0), "http://a");
	assert_string_equal(account_base_url(&two, 0), "http://b:2102");
	assert_string_equal(account_base_url(&two, 1), "http://b:2101");
}

static void a_header_cannot_bring_another(void **state)
{
	struct exchange_request request = {0};

	exchange_header(&request, "Authorization", SV("Bearer x\r\nX-Evil: 1\x7f"), true);
	exchange_header(&request, "Accept", SV("*/*"), false);
	assert_int_equal(request.header_count, 2);
	assert_string_equal(request.headers[0].name, "Authorization");
	assert_string_equal(string_text(&request.headers[0].value), "Bearer xX-Evil: 1");
	assert_true(request.headers[0].secret);
	assert_false(request.headers[1].secret);
	string_append(&request.url, "http://a/");
	string_append(&request.body, "{}");
	exchange_request_free(&request);
	assert_int_equal(request.header_count, 0);
	assert_null(request.url.data);
	assert_null(request.headers[0].value.data);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_leads_back_to_its_number),
		cmocka_unit_test(an_unknown_word_has_no_number),
		cmocka_unit_test(words_are_those_of_the_contract),
		cmocka_unit_test(units_depend_on_the_medium),
		cmocka_unit_test(a_command_ends_where_the_design_says),
		cmocka_unit_test(an_account_knows_its_urls),
		cmocka_unit_test(a_header_cannot_bring_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
