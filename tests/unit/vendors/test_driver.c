/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <string.h>

static void test_names(void **state)
{
	size_t count = 0;
	const struct driver *const *all = driver_all(&count);

	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(driver_find(all[i]->name), all[i]);
	assert_null(driver_find("acme"));
	assert_null(driver_find(""));
	assert_null(driver_find(NULL));
}

/* What the engine, http and the screens rely on in every row. */
static void check_row(const struct driver *driver, const struct endpoint *endpoint)
{
	assert_true(endpoint->operation < OPERATION_KIND_COUNT);
	assert_true(endpoint->source < SOURCE_COUNT);
	assert_true(strncmp(endpoint->section, driver->name, strlen(driver->name)) == 0);
	assert_true(endpoint->title[0] != '\0' && endpoint->path[0] != '\0');
	assert_non_null(endpoint->encode);
	assert_non_null(endpoint->decode);
	assert_ptr_equal(driver_endpoint(driver, endpoint->operation, endpoint->source), endpoint);
	if (endpoint->operation == OPERATION_HISTORY)
		assert_true(endpoint->window != WINDOW_NONE);
}

static void test_rows(void **state)
{
	size_t count = 0;
	const struct driver *const *all = driver_all(&count);

	for (size_t i = 0; i < count; i++) {
		assert_true(all[i]->title[0] != '\0' && all[i]->required_keys != NULL);
		assert_int_equal(
			all[i]->lists_meters, driver_endpoint(all[i], OPERATION_METERS, SOURCE_LIVE) != NULL);
		for (size_t k = 0; k < all[i]->endpoint_count; k++)
			check_row(all[i], &all[i]->endpoints[k]);
	}
}

/* meson makes one fuzz target a row, so it has to know how many there are. */
static void test_every_row_is_fuzzed(void **state)
{
	static const struct {
		const char *name;
		size_t count;
	} counts[] = {ENDPOINT_COUNTS};
	size_t drivers = 0;

	driver_all(&drivers);
	assert_int_equal(ARRAY_SIZE(counts), drivers);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		assert_int_equal(driver_find(counts[i].name)->endpoint_count, counts[i].count);
}

static void test_capability_is_a_row(void **state)
{
	const struct driver *dlms = driver_find("dlms");
	const struct driver *jrhsz = driver_find("jrhsz");

	assert_null(driver_endpoint(dlms, OPERATION_LATEST, SOURCE_LIVE));
	assert_null(driver_endpoint(jrhsz, OPERATION_ALARMS, SOURCE_LIVE));
	assert_null(driver_endpoint(jrhsz, OPERATION_HISTORY, SOURCE_FROZEN));
	assert_string_equal(driver_endpoint(jrhsz, OPERATION_HISTORY, SOURCE_TOU)->section, "jrhsz 4.7");
}

static void test_window(void **state)
{
	struct probe probe;

	probe_open(&probe, "jrhsz");
	assert_false(probe_encode(&probe, OPERATION_HISTORY, SOURCE_HISTORY));
	assert_int_equal(probe.err.code, ERROR_USAGE);
	probe.operation.from = probe.now;
	probe.operation.until = probe.now;
	assert_false(probe_encode(&probe, OPERATION_HISTORY, SOURCE_HISTORY));
	probe.operation.until = probe.now + 1;
	assert_true(probe_encode(&probe, OPERATION_HISTORY, SOURCE_HISTORY));
	probe_close(&probe);
}

/* --- WINDOW_MONTH, with a row of its own
 * ---------------------------------------------------------------------- */

static bool encode_nothing(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	return true;
}

static bool month_fits(const char *from, const char *until)
{
	static const struct endpoint endpoint = {.operation = OPERATION_HISTORY,
		.section = "x",
		.window = WINDOW_MONTH,
		.encode = encode_nothing};
	struct operation operation = {.kind = OPERATION_HISTORY};
	struct exchange_request request;
	struct error err;
	struct probe probe;

	probe_open(&probe, "jrhsz");
	assert_true(instant_parse(sv(from), probe.zone, &operation.from, NULL));
	assert_true(instant_parse(sv(until), probe.zone, &operation.until, NULL));
	bool fits = driver_encode(&probe.session, &endpoint, &operation, probe.now, &request, &err);
	assert_true(fits || err.code == ERROR_USAGE);
	probe_close(&probe);
	return fits;
}

static void test_month(void **state)
{
	assert_true(month_fits("2026-02-01 00:00:00", "2026-03-01 00:00:00"));
	assert_false(month_fits("2026-02-01 00:00:00", "2026-03-01 00:00:01"));
	assert_false(month_fits("2025-02-01 00:00:00", "2026-02-02 00:00:00"));
	assert_false(month_fits("2026-02-03 00:00:00", "2026-02-03 00:00:00"));
	assert_true(month_fits("2026-12-31 23:59:59", "2027-01-01 00:00:00"));
}

/* --- clock
 * ---------------------------------------------------------------------------------------------------- */

static int64_t skew_after(struct probe *probe, int64_t ahead)
{
	probe->date = probe->now + ahead;
	probe_decode_text(probe, OPERATION_METERS, SOURCE_LIVE, "{\"code\":200}");
	return probe->session.clock_skew_ms;
}

static void test_clock(void **state)
{
	struct probe probe;

	probe_open(&probe, "jrhsz");
	assert_int_equal(skew_after(&probe, 0), 0);
	assert_int_equal(skew_after(&probe, 1400), 0);
	assert_int_equal(skew_after(&probe, -2400), 0);
	assert_int_equal(skew_after(&probe, 9500), 10000);
	assert_int_equal(skew_after(&probe, 13500), 11000);     /* a quarter of the way */
	assert_int_equal(skew_after(&probe, -300500), -300000); /* the clock was set */
	probe.date = INSTANT_NONE;
	probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, "{\"code\":200}");
	assert_int_equal(probe.session.clock_skew_ms, -300000);
	assert_int_equal(skew_after(&probe, -500), 0);
	probe_close(&probe);
}

/* An answer that cannot be read still has a clock. */
static void test_clock_of_broken_answer(void **state)
{
	struct probe probe;

	probe_open(&probe, "jrhsz");
	probe.date = probe.now - HOUR;
	probe_decode_text(&probe, OPERATION_METERS, SOURCE_LIVE, "<html>");
	assert_int_equal(probe.session.clock_skew_ms, -HOUR + 500);
	probe_close(&probe);
}

static void test_session(void **state)
{
	struct account account = {.name = "a"};
	struct session session;

	session_open(&session, &account);
	assert_int_equal(session.token_expires, INSTANT_NONE);
	assert_int_equal(session.token.length, 0);
	string_append(&session.token, "secret");
	session.token_expires = 5;
	session.clock_skew_ms = 7;
	session_forget(&session);
	assert_int_equal(session.token.length, 0);
	assert_int_equal(session.token_expires, INSTANT_NONE);
	assert_int_equal(session.clock_skew_ms, 7);
	session_close(&session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_every_row_is_fuzzed),
		cmocka_unit_test(test_capability_is_a_row),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_month),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_clock_of_broken_answer),
		cmocka_unit_test(test_session),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
