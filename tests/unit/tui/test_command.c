/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tests/unit/tui/check.h"
#include "tui/command.h"

struct record {
	char arguments[64];
	int runs;
};

static unsigned note(void *context, const struct command_call *call)
{
	struct record *record = context;
	snprintf(record->arguments, sizeof(record->arguments), "%.*s", SV_ARG(call->arguments));
	record->runs++;
	return OUTCOME_PAINT;
}

static unsigned fail_here(void *context, const struct command_call *call)
{
	(void)context;
	error_set(call->err, ERROR_NOT_FOUND, "nothing there");
	return OUTCOME_HANDLED | OUTCOME_FAILED;
}

static const struct command commands[] = {
	{"view.show", "Show", "Shows a pane.", "PANE", COMMAND_ARGUMENTS, note},
	{"meters.valve", "Valve", "Turns the valve.", NULL, COMMAND_DANGER, note},
	{"alarms.acknowledge", "Acknowledge", "Takes note of an alarm.", NULL, COMMAND_CHANGES, note},
	{"view.fail", "Fail", "Fails.", NULL, 0, fail_here},
};

static struct command_table *make(struct record *record)
{
	struct command_table *table = command_table_new();
	command_table_add(table, commands, ARRAY_SIZE(commands), record);
	return table;
}

static void runs_with_arguments(void **state)
{
	(void)state;
	struct record record = {0};
	struct command_table *table = make(&record);
	struct error err = {0};
	assert_int_equal(command_run(table, SV("  view.show   two words  "), &err), OUTCOME_PAINT);
	assert_string_equal(record.arguments, "two words");
	assert_int_equal(command_run(table, SV("meters.valve"), NULL), OUTCOME_PAINT);
	assert_string_equal(record.arguments, "");
	assert_int_equal(record.runs, 2);
	command_table_free(table);
}

static void unknown_ones_name_the_nearest(void **state)
{
	(void)state;
	struct record record = {0};
	struct command_table *table = make(&record);
	struct error err = {0};
	assert_true(command_run(table, SV("view.shwo"), &err) & OUTCOME_FAILED);
	assert_contains(err.message, "did you mean 'view.show'");
	assert_true(command_run(table, SV(""), &err) & OUTCOME_FAILED);
	assert_int_equal(record.runs, 0);
	command_table_free(table);
}

static void read_only_refuses_what_changes(void **state)
{
	(void)state;
	struct record record = {0};
	struct command_table *table = make(&record);
	struct error err = {0};
	command_table_set_policy(table, (struct command_policy){.read_only = true});
	assert_true(command_run(table, SV("meters.valve"), &err) & OUTCOME_FAILED);
	assert_int_equal(err.code, ERROR_PERMISSION);
	assert_contains(err.message, "read-only");
	assert_true(command_run(table, SV("alarms.acknowledge"), &err) & OUTCOME_FAILED);
	assert_int_equal(record.runs, 0);
	assert_int_equal(command_run(table, SV("view.show x"), &err), OUTCOME_PAINT);
	assert_int_equal(err.code, ERROR_NONE);
	command_table_free(table);
}

static bool never(void *context, const struct command *command, struct error *err)
{
	(void)context;
	(void)command;
	return error_set(err, ERROR_USAGE, "select a meter first");
}

static void the_policy_says_why(void **state)
{
	(void)state;
	struct record record = {0};
	struct command_table *table = make(&record);
	struct error err = {0};
	command_table_set_policy(table, (struct command_policy){.available = never});
	assert_true(command_run(table, SV("view.show x"), &err) & OUTCOME_FAILED);
	assert_string_equal(err.message, "select a meter first");
	assert_int_equal(record.runs, 0);
	command_table_free(table);
}

static void a_handler_fails_with_its_sentence(void **state)
{
	(void)state;
	struct record record = {0};
	struct command_table *table = make(&record);
	struct error err = {0};
	assert_true(command_run(table, SV("view.fail"), &err) & OUTCOME_FAILED);
	assert_string_equal(err.message, "nothing there");
	command_table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_with_arguments),
		cmocka_unit_test(unknown_ones_name_the_nearest),
		cmocka_unit_test(read_only_refuses_what_changes),
		cmocka_unit_test(the_policy_says_why),
		cmocka_unit_test(a_handler_fails_with_its_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
