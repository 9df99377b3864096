/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/library.h"
#include "tests/unit/base/test.h"

struct functions {
	__typeof__(strlen) *length;
	__typeof__(strcmp) *compare;
};

static const struct library_symbol symbols[] = {
	{"strlen", offsetof(struct functions, length)},
	{"strcmp", offsetof(struct functions, compare)},
	{"no_such_function", offsetof(struct functions, length)},
};

static void test_functions_are_found(void **state)
{
	const struct library_source source = {"libc.so.6", "libc6", symbols, 2};
	struct functions functions;

	for (int i = 0; i < 2; i++) {
		assert_true(library_load(&source, &functions, NULL));
		assert_int_equal(functions.length("meter"), 5);
		assert_int_equal(functions.compare("meter", "meter"), 0);
	}
}

static void test_what_is_missing_is_named(void **state)
{
	struct library_source source = {"libnothing.so.1", "libnothing1", symbols, 2};
	struct functions functions;
	struct error err = {0};

	assert_false(library_load(&source, &functions, &err));
	assert_int_equal(err.code, ERROR_IO);
	assert_non_null(strstr(err.message, "libnothing.so.1"));
	assert_non_null(strstr(err.message, "apt-get install libnothing1"));
	source.file = "libc.so.6";
	source.symbol_count = ARRAY_SIZE(symbols);
	assert_false(library_load(&source, &functions, &err));
	assert_string_equal(
		err.message, "libc.so.6 has no function no_such_function: install a newer libnothing1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions_are_found),
		cmocka_unit_test(test_what_is_missing_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
