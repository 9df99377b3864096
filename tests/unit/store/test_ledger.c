/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/store/ledger.h"
#include "tests/unit/store/fixture.h"

struct seen {
	size_t count;
	char first[64], name[64];
	bool has_address;
	enum medium medium;
};

static bool see(void *context, const struct roster_meter *meter)
{
	struct seen *seen = context;
	if (seen->count++)
		return true;
	memcpy(seen->first, meter->meter_no.data, meter->meter_no.length);
	if (meter->customer_name.length)
		memcpy(seen->name, meter->customer_name.data, meter->customer_name.length);
	seen->has_address = meter->address.data != NULL;
	seen->medium = meter->has_medium ? meter->medium : MEDIUM_UNKNOWN;
	return true;
}

static void test_import_merges(void **state)
{
	struct fixture *fixture = *state;
	struct ledger *ledger = ledger_open(fixture->store, &fixture->error);
	assert_good(ledger);
	struct roster_counts counts;
	struct roster_meter meters[] = {
		{.meter_no = SV("0128244400031"),
			.customer_name = SV("Wanjiru, Grace"),
			.has_medium = true,
			.medium = MEDIUM_ELECTRICITY},
		{.meter_no = SV("0128244400099")},
	};
	int64_t version, later;
	assert_good(ledger_roster_version(ledger, &version, &fixture->error));
	assert_good(ledger_import_roster(ledger, SV("town"), meters, 2, NOW, &counts, &fixture->error));
	assert_int_equal(counts.inserted, 2);
	assert_good(ledger_roster_version(ledger, &later, &fixture->error));
	assert_int_equal(later, version + 1);
	assert_good(ledger_import_roster(ledger, SV("town"), meters, 2, NOW + 1, &counts, &fixture->error));
	assert_int_equal(counts.unchanged, 2);
	assert_good(ledger_roster_version(ledger, &later, &fixture->error));
	assert_int_equal(later, version + 1);
	/* A file without the name's column keeps the name. */
	struct roster_meter moved = {.meter_no = SV("0128244400031"), .address = SV("Plot 14")};
	assert_good(ledger_import_roster(ledger, SV("town"), &moved, 1, NOW + 2, &counts, &fixture->error));
	assert_int_equal(counts.updated, 1);
	ledger_close(ledger);
	ledger = ledger_open(fixture->store, &fixture->error);
	struct seen seen = {0};
	assert_good(ledger_read_roster(ledger, SV("town"), INSTANT_NONE, see, &seen, &fixture->error));
	assert_int_equal(seen.count, 2);
	assert_string_equal(seen.first, "0128244400031");
	assert_string_equal(seen.name, "Wanjiru, Grace");
	assert_true(seen.has_address);
	assert_int_equal(seen.medium, MEDIUM_ELECTRICITY);
	seen = (struct seen){0};
	assert_good(ledger_read_roster(ledger, SV("town"), NOW + 1, see, &seen, &fixture->error));
	assert_int_equal(seen.count, 1);
	seen = (struct seen){0};
	assert_good(ledger_read_roster(ledger, SV("other"), INSTANT_NONE, see, &seen, &fixture->error));
	assert_int_equal(seen.count, 0);
	ledger_close(ledger);
}

static void test_a_bad_row_takes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct ledger *ledger = ledger_open(fixture->store, &fixture->error);
	struct roster_counts counts;
	struct roster_meter twice[] = {{.meter_no = SV("1")}, {.meter_no = SV("2")}, {.meter_no = SV("1")}};
	assert_false(ledger_import_roster(ledger, SV("town"), twice, 3, NOW, &counts, &fixture->error));
	assert_int_equal(fixture->error.code, ERROR_MALFORMED);
	assert_non_null(strstr(fixture->error.message, "row 3"));
	struct roster_meter spaced[] = {{.meter_no = SV("1")}, {.meter_no = SV("2 2")}};
	assert_false(ledger_import_roster(ledger, SV("town"), spaced, 2, NOW, &counts, &fixture->error));
	assert_non_null(strstr(fixture->error.message, "row 2"));
	struct seen seen = {0};
	assert_good(ledger_read_roster(ledger, SV("town"), INSTANT_NONE, see, &seen, &fixture->error));
	assert_int_equal(seen.count, 0);
	ledger_close(ledger);
}

static void test_two_may_have_it_open(void **state)
{
	struct fixture *fixture = *state;
	struct ledger *one = ledger_open(fixture->store, &fixture->error);
	struct ledger *other = ledger_open(fixture->store, &fixture->error);
	assert_good(one && other);
	struct roster_counts counts;
	struct roster_meter meter = {.meter_no = SV("1")};
	assert_good(ledger_import_roster(one, SV("a"), &meter, 1, NOW, &counts, &fixture->error));
	assert_good(ledger_import_roster(other, SV("b"), &meter, 1, NOW, &counts, &fixture->error));
	struct seen seen = {0};
	assert_good(ledger_read_roster(one, SV("b"), INSTANT_NONE, see, &seen, &fixture->error));
	assert_int_equal(seen.count, 1);
	ledger_close(one);
	ledger_close(other);
}

static void test_a_damaged_ledger_is_left_alone(void **state)
{
	struct fixture *fixture = *state;
	FILE *file = fopen(store_path(fixture->store, STORE_LEDGER), "w");
	for (int i = 0; i < 5000; i++)
		fputc('x', file);
	fclose(file);
	assert_null(ledger_open(fixture->store, &fixture->error));
	assert_int_equal(fixture->error.code, ERROR_STORE);
	file = fopen(store_path(fixture->store, STORE_LEDGER), "r");
	assert_int_equal(fgetc(file), 'x');
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_import_merges, fixture_directory_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_bad_row_takes_nothing, fixture_directory_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_two_may_have_it_open, fixture_directory_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_a_damaged_ledger_is_left_alone, fixture_directory_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
