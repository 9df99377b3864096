/* SPDX-License-Identifier: MIT */
#include "tests/unit/http/cmocka_headers.h"

#include "core/http/http.h"

static void the_gap_is_counted_from_the_end(void **state)
{
	struct rate_gate gate = {.interval_ms = 2000};

	assert_int_equal(rate_gate_wait(&gate, 0), 0);
	rate_gate_start(&gate);
	assert_int_equal(rate_gate_wait(&gate, 100), -1);
	assert_int_equal(rate_gate_wait(&gate, 100000), -1);
	rate_gate_end(&gate, 5000);
	assert_int_equal(rate_gate_wait(&gate, 5000), 2000);
	assert_int_equal(rate_gate_wait(&gate, 6999), 1);
	assert_int_equal(rate_gate_wait(&gate, 7000), 0);
	assert_int_equal(rate_gate_wait(&gate, 90000), 0);
}

static void a_penalty_is_kept(void **state)
{
	struct rate_gate gate = {.interval_ms = 2000};

	rate_gate_start(&gate);
	rate_gate_penalty(&gate, 1000, 10000);
	rate_gate_end(&gate, 1000);
	assert_int_equal(rate_gate_wait(&gate, 1000), 10000);
	rate_gate_penalty(&gate, 1000, 500);
	assert_int_equal(rate_gate_wait(&gate, 1000), 10000);
}

static void without_an_interval_it_is_open(void **state)
{
	struct rate_gate gate = {0};

	rate_gate_start(&gate);
	assert_int_equal(rate_gate_wait(&gate, 5), -1);
	rate_gate_end(&gate, 5);
	assert_int_equal(rate_gate_wait(&gate, 5), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_gap_is_counted_from_the_end),
		cmocka_unit_test(a_penalty_is_kept),
		cmocka_unit_test(without_an_interval_it_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
