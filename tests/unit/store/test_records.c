/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "tests/unit/store/fixture.h"

static enum cache_change put_alarm(struct fixture *fixture, const struct alarm_fact *fact)
{
	fixture_begin(fixture);
	enum cache_change change =
		cache_put_alarm(fixture->writer, fixture->profile, fact, NOW, &fixture->error);
	assert_good(change != CACHE_FAILED);
	fixture_commit(fixture);
	return change;
}

static struct alarm_row *alarms(struct fixture *fixture, size_t *count)
{
	struct alarm_row *rows;
	struct list_result result;
	struct list_request request = {0};
	assert_good(
		cache_alarms(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	*count = result.count;
	return rows;
}

static const struct alarm_fact leak = {.meter_no = {"11", 2},
	.raised_at = NOW - 9000,
	.received_at = INSTANT_NONE,
	.code = {"02", 2, 2},
	.text = {"燃气泄漏", 12, 8},
	.priority = PRIORITY_HIGH,
	.origin = ORIGIN_PUSH,
	.raw = {"{}", 2}};

static void test_one_row_a_condition(void **state)
{
	struct fixture *fixture = *state;
	struct alarm_fact fact = leak;
	assert_int_equal(put_alarm(fixture, &fact), CACHE_INSERTED);
	assert_int_equal(put_alarm(fixture, &fact), CACHE_UNCHANGED);
	fact.raised_at = NOW - 1000;
	assert_int_equal(put_alarm(fixture, &fact), CACHE_UPDATED);
	fact.raised_at = NOW - 20000;
	assert_int_equal(put_alarm(fixture, &fact), CACHE_UPDATED);
	size_t count;
	struct alarm_row *rows = alarms(fixture, &count);
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].count, 3);
	assert_int_equal(rows[0].raised_at, NOW - 20000);
	assert_int_equal(rows[0].last_at, NOW - 1000);
	assert_shown(rows[0].text, "燃气泄漏");
	/* It may be of another device than a meter: none is made for it. */
	assert_int_equal(rows[0].meter_id, 0);
	fact.code = TEXT("03");
	assert_int_equal(put_alarm(fixture, &fact), CACHE_INSERTED);
	alarms(fixture, &count);
	assert_int_equal(count, 2);
}

static void test_push_and_list_merge(void **state)
{
	struct fixture *fixture = *state;
	struct alarm_fact push = leak, list = leak;
	list.vendor_id = SV("A1");
	list.origin = ORIGIN_VENDOR;
	/* Push first, then the list. */
	put_alarm(fixture, &push);
	assert_int_equal(put_alarm(fixture, &list), CACHE_UPDATED);
	assert_int_equal(put_alarm(fixture, &list), CACHE_UNCHANGED);
	assert_int_equal(put_alarm(fixture, &push), CACHE_UNCHANGED);
	size_t count;
	assert_int_equal(alarms(fixture, &count)[0].count, 1);
	/* The list first, then the push. */
	list.vendor_id = SV("A2");
	list.raised_at = push.raised_at = NOW - 500;
	put_alarm(fixture, &list);
	assert_int_equal(put_alarm(fixture, &push), CACHE_UNCHANGED);
	assert_int_equal(alarms(fixture, &count)[0].count, 2);
	/* Two ids at one moment are two. */
	list.vendor_id = SV("A3");
	assert_int_equal(put_alarm(fixture, &list), CACHE_UPDATED);
	assert_int_equal(alarms(fixture, &count)[0].count, 3);
	/* An id whose time was corrected is the same occurrence. */
	list.raised_at = NOW - 400;
	assert_int_equal(put_alarm(fixture, &list), CACHE_UNCHANGED);
}

static enum cache_change set_state(struct fixture *fixture, enum alarm_state alarm_state)
{
	fixture_begin(fixture);
	enum cache_change change = cache_put_alarm_state(
		fixture->writer, fixture->profile, SV("11"), SV("02"), alarm_state, &fixture->error);
	fixture_commit(fixture);
	return change;
}

static void test_states_and_recurrence(void **state)
{
	struct fixture *fixture = *state;
	struct alarm_fact fact = leak;
	size_t count;
	assert_int_equal(set_state(fixture, ALARM_ACKNOWLEDGED), CACHE_UNCHANGED);
	put_alarm(fixture, &fact);
	assert_int_equal(set_state(fixture, ALARM_ACKNOWLEDGED), CACHE_UPDATED);
	assert_int_equal(set_state(fixture, ALARM_ACKNOWLEDGED), CACHE_UNCHANGED);
	fact.raised_at = NOW - 8000;
	put_alarm(fixture, &fact);
	assert_int_equal(alarms(fixture, &count)[0].state, ALARM_ACKNOWLEDGED);
	set_state(fixture, ALARM_CLEARED);
	fact.raised_at = NOW - 8500;
	put_alarm(fixture, &fact);
	assert_int_equal(alarms(fixture, &count)[0].state, ALARM_CLEARED);
	fact.raised_at = NOW - 7000;
	put_alarm(fixture, &fact);
	assert_int_equal(alarms(fixture, &count)[0].state, ALARM_UNACKNOWLEDGED);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.alarms, 1);
	assert_int_equal(tally.alarms_by_state[ALARM_UNACKNOWLEDGED], 1);
	assert_int_equal(tally.alarms_by_state[ALARM_CLEARED], 0);
	assert_int_equal(tally.alarms_by_priority[PRIORITY_HIGH][ALARM_UNACKNOWLEDGED], 1);
	int64_t rate;
	assert_good(cache_alarm_rate(fixture->reader, NOW - 8200, &rate, &fixture->error));
	assert_int_equal(rate, 2);
}

static void test_events_are_told_once(void **state)
{
	struct fixture *fixture = *state;
	struct event_fact fact = {
		.meter_no = SV("11"), .at = NOW - 5, .code = TEXT("7"), .text = TEXT("door")};
	const struct {
		const char *vendor_id;
		int64_t at;
		enum cache_change change;
	} steps[] = {
		{NULL, NOW - 5, CACHE_INSERTED},
		{NULL, NOW - 5, CACHE_UNCHANGED},
		{"E1", NOW - 5, CACHE_UPDATED},
		{"E1", NOW - 5, CACHE_UNCHANGED},
		{NULL, NOW - 5, CACHE_UNCHANGED},
		{"E2", NOW - 5, CACHE_INSERTED},
		{NULL, NOW - 4, CACHE_INSERTED},
	};
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		fact.vendor_id = sv(steps[i].vendor_id);
		fact.at = steps[i].at;
		fixture_begin(fixture);
		assert_int_equal(
			cache_put_event(fixture->writer, fixture->profile, &fact, NOW, &fixture->error),
			steps[i].change);
		fixture_commit(fixture);
	}
	struct event_row *rows;
	struct list_result result;
	struct list_request request = {.descending = true};
	assert_good(
		cache_events(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 3);
	assert_int_equal(rows[0].at, NOW - 4);
	assert_shown(rows[0].text, "door");
}

static void test_commands_move_through_states(void **state)
{
	struct fixture *fixture = *state;
	struct command_fact fact = {.vendor_id = SV("815"),
		.own_id = SV("7f3c"),
		.meter_no = SV("11"),
		.kind = SV("valve.close"),
		.vendor_kind = TEXT("iotmeterv1.common.setvalveoff"),
		.fields = TEXT("{}"),
		.state = COMMAND_WAITING,
		.vendor_state = TEXT("0"),
		.created_at = NOW - 100,
		.expires_at = INSTANT_NONE,
		.raw = SV("{\"ctrl_id\":815}")};
	const enum cache_change expected[] = {CACHE_INSERTED, CACHE_UNCHANGED, CACHE_UPDATED};
	for (size_t i = 0; i < 3; i++) {
		fact.state = i == 2 ? COMMAND_SUCCEEDED : COMMAND_WAITING;
		fixture_begin(fixture);
		assert_int_equal(cache_put_command(fixture->writer, fixture->profile, &fact, NOW + (instant)i,
					 &fixture->error),
			expected[i]);
		fixture_commit(fixture);
		struct command_row *open;
		size_t count;
		assert_good(cache_commands_open(
			fixture->reader, SV("estate"), 10, &fixture->arena, &open, &count, &fixture->error));
		assert_int_equal(count, i < 2);
	}
	struct command_row row;
	assert_good(cache_command_by_name(
		fixture->reader, SV("estate:815"), &fixture->arena, &row, &fixture->error));
	assert_view(row.name, "estate:815");
	assert_view(row.own_id, "7f3c");
	assert_view(row.kind, "valve.close");
	assert_int_equal(row.state, COMMAND_SUCCEEDED);
	assert_int_equal(row.updated_at, NOW + 2);
	assert_int_equal(row.expires_at, INSTANT_NONE);
	assert_false(cache_command_by_name(
		fixture->reader, SV("estate:816"), &fixture->arena, &row, &fixture->error));
	assert_int_equal(fixture->error.code, ERROR_NOT_FOUND);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(tally.commands, 1);
	assert_int_equal(tally.commands_by_state[COMMAND_SUCCEEDED], 1);
	assert_int_equal(tally.commands_by_state[COMMAND_WAITING], 0);
}

/* The list of open commands names states by number. */
static void test_open_commands_are_those_that_have_not_ended(void **state)
{
	struct fixture *fixture = *state;
	static const char *const ids[COMMAND_STATE_COUNT] = {
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};
	size_t open_count = 0;
	fixture_begin(fixture);
	for (int i = 0; i < COMMAND_STATE_COUNT; i++) {
		struct command_fact fact = {.vendor_id = sv(ids[i]),
			.state = (enum command_state)i,
			.created_at = NOW + i,
			.expires_at = NOW};
		cache_put_command(fixture->writer, fixture->profile, &fact, NOW, &fixture->error);
		open_count += !command_state_is_end((enum command_state)i) || i == COMMAND_UNKNOWN;
	}
	fixture_commit(fixture);
	struct command_row *rows;
	size_t count;
	assert_good(cache_commands_open(
		fixture->reader, SV("estate"), 100, &fixture->arena, &rows, &count, &fixture->error));
	assert_int_equal(count, open_count);
	for (size_t i = 0; i < count; i++)
		assert_true(!command_state_is_end(rows[i].state) || rows[i].state == COMMAND_UNKNOWN);
}

static void test_prices(void **state)
{
	struct fixture *fixture = *state;
	struct price_fact fact = {.code = shown("居民"),
		.version = TEXT("3"),
		.type = TEXT("ladder"),
		.step_count = 3,
		.steps = {{{267, 2}, true, {300, 0}}, {{32, 1}, true, {500, 0}}, {{374, 2}, false, {0, 0}}},
		.cycle_months = 12,
		.valid_from = NOW};
	const enum cache_change expected[] = {CACHE_INSERTED, CACHE_UNCHANGED, CACHE_UPDATED};
	for (size_t i = 0; i < 3; i++) {
		if (i == 2)
			fact.steps[1].price = dec("3.3");
		fixture_begin(fixture);
		assert_int_equal(
			cache_put_price(fixture->writer, fixture->profile, &fact, NOW, &fixture->error),
			expected[i]);
		fixture_commit(fixture);
	}
	struct price_row *rows;
	struct list_result result;
	struct list_request request = {0};
	assert_good(
		cache_prices(fixture->reader, &request, &fixture->arena, &rows, &result, &fixture->error));
	assert_int_equal(result.count, 1);
	assert_shown(rows[0].code, "居民");
	assert_int_equal(rows[0].step_count, 3);
	assert_int_equal(rows[0].steps[1].price.mantissa, 33);
	assert_true(rows[0].steps[0].has_end);
	assert_int_equal(rows[0].steps[0].end.mantissa, 300);
	assert_false(rows[0].steps[2].has_end);
	assert_int_equal(rows[0].cycle_months, 12);
}

static void test_platforms_and_captcha(void **state)
{
	struct fixture *fixture = *state;
	struct platform_fact fact = {.driver = SV("dlms"),
		.state = PLATFORM_NEEDS_CAPTCHA,
		.since = NOW - 5,
		.message = TEXT("read the picture"),
		.transport = TRANSPORT_PINNED,
		.clock_skew_known = true,
		.clock_skew_ms = -1500,
		.session_until = INSTANT_NONE,
		.last_answer_at = NOW,
		.next_call_at = NOW + 9,
		.sweep_started = NOW - 7,
		.sweep_finished = INSTANT_NONE,
		.sweep_done = 3,
		.sweep_total = 9,
		.requests = 11,
		.failures = 2,
		.rate_waits = 4,
		.refused_records = 1,
		.last_error = TEXT("no answer"),
		.last_error_at = NOW - 1};
	for (int i = 0; i < 2; i++) {
		fixture_begin(fixture);
		assert_int_equal(
			cache_put_platform(fixture->writer, fixture->profile, &fact, &fixture->error),
			i ? CACHE_UNCHANGED : CACHE_UPDATED);
		assert_int_equal(cache_put_captcha(fixture->writer, fixture->profile, SV("id1"),
					 sv_from("\x89PNG\0x", 6), &fixture->error),
			i ? CACHE_UNCHANGED : CACHE_UPDATED);
		fixture_commit(fixture);
	}
	struct platform_fact *rows;
	size_t count;
	assert_good(cache_platforms(fixture->reader, &fixture->arena, &rows, &count, &fixture->error));
	assert_int_equal(count, 1);
	assert_view(rows[0].profile, "estate");
	assert_view(rows[0].driver, "dlms");
	assert_int_equal(rows[0].state, PLATFORM_NEEDS_CAPTCHA);
	assert_int_equal(rows[0].clock_skew_ms, -1500);
	assert_true(rows[0].clock_skew_known);
	assert_int_equal(rows[0].session_until, INSTANT_NONE);
	assert_int_equal(rows[0].next_call_at, NOW + 9);
	assert_int_equal(rows[0].sweep_finished, INSTANT_NONE);
	assert_int_equal(rows[0].refused_records, 1);
	assert_shown(rows[0].last_error, "no answer");
	assert_int_equal(rows[0].last_error_at, NOW - 1);
	struct string_view id, picture;
	assert_good(cache_captcha(
		fixture->reader, SV("estate"), &fixture->arena, &id, &picture, &fixture->error));
	assert_view(id, "id1");
	assert_int_equal(picture.length, 6);
	fixture_begin(fixture);
	cache_put_captcha(fixture->writer, fixture->profile, SV_NONE, SV_NONE, &fixture->error);
	fixture_commit(fixture);
	assert_good(cache_captcha(
		fixture->reader, SV("estate"), &fixture->arena, &id, &picture, &fixture->error));
	assert_int_equal(picture.length, 0);
	struct platform_fact row;
	assert_false(cache_platform(fixture->reader, SV("other"), &fixture->arena, &row, &fixture->error));
	assert_int_equal(fixture->error.code, ERROR_NOT_FOUND);
}

static void test_positions(void **state)
{
	struct fixture *fixture = *state;
	instant at;
	assert_good(cache_writer_position(
		fixture->writer, fixture->profile, SV("history"), SV("11"), &at, &fixture->error));
	assert_int_equal(at, INSTANT_NONE);
	fixture_begin(fixture);
	assert_int_equal(cache_put_position(fixture->writer, fixture->profile, SV("history"), SV("11"), NOW,
				 &fixture->error),
		CACHE_UPDATED);
	assert_int_equal(cache_put_position(fixture->writer, fixture->profile, SV("history"), SV_NONE,
				 NOW + 1, &fixture->error),
		CACHE_UPDATED);
	fixture_commit(fixture);
	assert_good(
		cache_position(fixture->reader, SV("estate"), SV("history"), SV("11"), &at, &fixture->error));
	assert_int_equal(at, NOW);
	assert_good(
		cache_position(fixture->reader, SV("estate"), SV("history"), SV_NONE, &at, &fixture->error));
	assert_int_equal(at, NOW + 1);
}

static void test_the_sink_takes_every_kind(void **state)
{
	struct fixture *fixture = *state;
	struct cache_sink sink;
	fixture_begin(fixture);
	cache_sink_init(&sink, fixture->writer, fixture->profile, NOW);
	struct meter_fact meter = {.meter_no = SV("11")};
	struct reading_fact reading = reading_of("11", NOW, "4");
	struct event_fact event = {.meter_no = SV("11"), .at = NOW, .code = TEXT("1")};
	struct command_fact command = {.vendor_id = SV("1"), .created_at = NOW, .expires_at = NOW};
	struct price_fact price = {.code = TEXT("p"), .valid_from = NOW};
	const struct fact_sink *to = &sink.sink;
	to->meter(to->context, &meter);
	to->reading(to->context, &reading);
	to->alarm(to->context, &leak);
	to->event(to->context, &event);
	to->command(to->context, &command);
	to->price(to->context, &price);
	to->remark(to->context, TEXT("repaired 3 places"));
	to->meter(to->context, &meter);
	fixture_commit(fixture);
	assert_false(sink.failed);
	assert_int_equal(sink.counts.inserted, 6);
	assert_int_equal(sink.counts.unchanged, 1);
	struct cache_tally tally;
	assert_good(cache_tally(fixture->reader, SV_NONE, &tally, &fixture->error));
	assert_int_equal(
		tally.meters + tally.readings + tally.alarms + tally.events + tally.commands + tally.prices,
		6);
	assert_int_equal(tally.messages, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_row_a_condition, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_push_and_list_merge, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_states_and_recurrence, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_events_are_told_once, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_commands_move_through_states, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_open_commands_are_those_that_have_not_ended, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_prices, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_platforms_and_captcha, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_positions, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_the_sink_takes_every_kind, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
