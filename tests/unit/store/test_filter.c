/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/model/words.h"
#include "core/store/filter.h"
#include "tests/unit/store/fixture.h"

static struct filter parse(enum filter_list list, const char *text)
{
	struct filter filter;
	struct error error = {0};
	if (!filter_parse(list, sv(text), &filter, &error))
		fail_msg("%s: %s", text, error.message);
	return filter;
}

static void test_nothing_lets_everything_pass(void **state)
{
	const char *const empty[] = {"", "   ", "\t"};
	for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
		struct filter filter = parse(FILTER_METERS, empty[i]);
		assert_true(filter_is_empty(&filter));
		assert_true(filter_wants(&filter, FILTER_VALVE, VALVE_NONE));
		assert_true(filter_wants_profile(&filter, SV("x")));
		assert_true(filter_matches(&filter, NULL, 0));
	}
}

static void test_words_and_keys(void **state)
{
	struct filter filter =
		parse(FILTER_METERS, "李 medium:gas,water \"Ngong Rd\" -valve:open online:false 12:30");
	assert_int_equal(filter.word_count, 3);
	assert_view(filter_word(&filter, 0), "李");
	assert_view(filter_word(&filter, 1), "ngong rd");
	assert_view(filter_word(&filter, 2), "12:30");
	assert_true(filter_wants(&filter, FILTER_MEDIUM, MEDIUM_GAS));
	assert_true(filter_wants(&filter, FILTER_MEDIUM, MEDIUM_WATER));
	assert_false(filter_wants(&filter, FILTER_MEDIUM, MEDIUM_ELECTRICITY));
	assert_false(filter_wants(&filter, FILTER_VALVE, VALVE_OPEN));
	assert_true(filter_wants(&filter, FILTER_VALVE, VALVE_CLOSED));
	assert_true(filter_wants(&filter, FILTER_ONLINE, TRISTATE_NO));
	assert_false(filter_wants(&filter, FILTER_ONLINE, TRISTATE_UNKNOWN));
	const struct string_view row[] = {SV("0012:301"), SV("NGONG RD 3"), SV("李建国")};
	assert_true(filter_matches(&filter, row, 3));
	assert_false(filter_matches(&filter, row, 2));
	filter = parse(FILTER_METERS, "profile:city-gas,estate");
	assert_true(filter_wants_profile(&filter, SV("Estate")));
	assert_false(filter_wants_profile(&filter, SV("north")));
	filter = parse(FILTER_METERS, "-profile:estate");
	assert_false(filter_wants_profile(&filter, SV("estate")));
	assert_true(filter_wants_profile(&filter, SV("north")));
}

static void test_mistakes_name_the_nearest_word(void **state)
{
	static const struct {
		enum filter_list list;
		const char *text, *says;
	} mistakes[] = {
		{FILTER_METERS, "medum:gas", "medium"},
		{FILTER_METERS, "valve:clsed", "closed"},
		{FILTER_METERS, "colour:red", "medium, valve, online, profile"},
		{FILTER_METERS, "valve:", "needs a value"},
		{FILTER_ALARMS, "state:unacknowleged", "unacknowledged"},
		{FILTER_COMMANDS, "state:succeded", "succeeded"},
		{FILTER_EVENTS, "medium:gas", "profile"},
		{FILTER_METERS, "1 2 3 4 5 6 7 8 9", "at most 8"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		struct filter filter;
		struct error error = {0};
		assert_false(filter_parse(mistakes[i].list, sv(mistakes[i].text), &filter, &error));
		assert_int_equal(error.code, ERROR_USAGE);
		if (!strstr(error.message, mistakes[i].says))
			fail_msg("%s: %s", mistakes[i].text, error.message);
	}
}

/* The filter's values stand in the order of the enumerations. */
static void test_values_are_the_models_words(void **state)
{
	static const struct {
		enum filter_list list;
		const char *key;
		int (*from_word)(struct string_view word);
		int count;
	} keys[] = {
		{FILTER_METERS, "medium", medium_from_word, MEDIUM_COUNT},
		{FILTER_METERS, "valve", valve_from_word, VALVE_COUNT},
		{FILTER_READINGS, "source", source_from_word, SOURCE_COUNT},
		{FILTER_ALARMS, "priority", priority_from_word, PRIORITY_COUNT},
		{FILTER_ALARMS, "state", alarm_state_from_word, ALARM_STATE_COUNT},
		{FILTER_COMMANDS, "state", command_state_from_word, COMMAND_STATE_COUNT},
	};
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *const *values = filter_values(keys[i].list, sv(keys[i].key));
		int count = 0;
		for (; values[count]; count++)
			assert_int_equal(keys[i].from_word(sv(values[count])), count);
		assert_int_equal(count, keys[i].count);
	}
	const char *const *levels = filter_values(FILTER_MESSAGES, SV("level"));
	for (int level = 0; levels[level]; level++)
		assert_string_equal(levels[level], log_level_word((enum log_level)level));
	const char *const *origins = filter_values(FILTER_ALARMS, SV("origin"));
	for (int origin = 0; origins[origin]; origin++)
		assert_string_equal(origins[origin], origin_word((enum fact_origin)origin));
	const char *const *effects = filter_values(FILTER_COMMANDS, SV("effect"));
	for (int effect = 0; effects[effect]; effect++)
		assert_string_equal(effects[effect], command_effect_word((enum command_effect)effect));
	assert_null(filter_values(FILTER_METERS, SV("profile")));
	for (int list = 0; list < FILTER_LIST_COUNT; list++)
		for (const char *const *key = filter_keys((enum filter_list)list); *key; key++)
			assert_true(strcmp(*key, "profile") == 0 ||
				    filter_values((enum filter_list)list, sv(*key)));
}

static void test_a_long_text_is_an_error(void **state)
{
	char text[FILTER_TEXT_MAX + 1];
	struct filter filter;
	memset(text, 'x', sizeof(text));
	assert_false(filter_parse(FILTER_METERS, sv_from(text, FILTER_TEXT_MAX), &filter, NULL));
	assert_true(filter_parse(FILTER_METERS, sv_from(text, FILTER_TEXT_MAX - 1), &filter, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_lets_everything_pass),
		cmocka_unit_test(test_words_and_keys),
		cmocka_unit_test(test_mistakes_name_the_nearest_word),
		cmocka_unit_test(test_values_are_the_models_words),
		cmocka_unit_test(test_a_long_text_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
