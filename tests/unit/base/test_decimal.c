/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/attributes.h"
#include "core/base/decimal.h"

static struct decimal parsed(const char *text)
{
	struct decimal value = {.mantissa = -1, .scale = 99};

	if (!decimal_parse(sv(text), &value))
		fail_msg("\"%s\" was refused", text);
	return value;
}

static void assert_prints(const char *text, const char *expected)
{
	char buffer[DECIMAL_TEXT_MAX];

	assert_string_equal(decimal_format(parsed(text), buffer), expected);
}

static void keeps_the_digits_as_they_stood(void **state)
{
	assert_prints("346.90", "346.90");
	assert_prints("-3", "-3");
	assert_prints("+.5", "0.5");
	assert_prints("1e2", "100");
	assert_prints("1.5E-3", "0.0015");
	assert_prints("12.50e1", "125.0");
	assert_prints(" \t7.00\r\n", "7.00");
	assert_prints("000123", "123");
	assert_prints("-0.00", "0.00");
	assert_prints("0e500", "0");
	assert_prints("999999999999999999", "999999999999999999");
	assert_prints("-999999999.999999999", "-999999999.999999999");
	assert_prints("0.000000001", "0.000000001");
	assert_prints("0000000000000000000000000001", "1");
}

static void refuses_what_is_no_number_or_does_not_fit(void **state)
{
	static const char *const texts[] = {"", " ", "-", "+", ".", "5.", "1.", "--1", "1 2", "0x10", "1e",
		"1e+", "e5", "1.2.3", "1,000", "NaN", "inf", "١", "1%", "1000000000000000000", "1e18",
		"0.0000000001", "1e-10", "1e99999999999", "12345678901234567890",
		"0.00000000000000000000000000000001", "1\v2"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct decimal value = {.mantissa = 42, .scale = 7};
		if (decimal_parse(sv(texts[i]), &value))
			fail_msg("\"%s\" was taken", texts[i]);
		assert_int_equal(value.mantissa, 42);
	}
	struct decimal value;
	assert_false(decimal_parse(SV_NONE, &value));
}

/* A double turns 100.10 * 100 into 10009.999999999998. */
static void never_passes_through_a_double(void **state)
{
	for (int cents = 0; cents < 2000000; cents += 7) {
		char text[DECIMAL_TEXT_MAX], again[DECIMAL_TEXT_MAX];
		struct decimal value = {.mantissa = cents, .scale = 2};
		struct decimal back = parsed(decimal_format(value, text));
		assert_int_equal(back.mantissa, cents);
		assert_int_equal(back.scale, 2);
		assert_string_equal(decimal_format(back, again), text);
	}
	assert_int_equal(parsed("100.10").mantissa, 10010);
}

static void assert_places(const char *text, uint8_t places, bool group, const char *expected)
{
	char buffer[DECIMAL_TEXT_MAX + 8];

	assert_string_equal(decimal_format_places(parsed(text), places, group, buffer), expected);
}

static void rounds_for_the_screen_half_away_from_zero(void **state)
{
	assert_places("2.345", 2, false, "2.35");
	assert_places("-2.345", 2, false, "-2.35");
	assert_places("2.344", 2, false, "2.34");
	assert_places("2.5", 0, false, "3");
	assert_places("-0.004", 2, false, "0.00");
	assert_places("9.999", 2, false, "10.00");
	assert_places("7", 3, false, "7.000");
	assert_places("1234567.5", 1, true, "1,234,567.5");
	assert_places("123", 0, true, "123");
	assert_places("-123456", 0, true, "-123,456");
	assert_places("999999.99", 1, true, "1,000,000.0");
	assert_places("-999999999999999999", 9, true, "-999,999,999,999,999,999.000000");
}

static void compares_whatever_the_scale(void **state)
{
	assert_int_equal(decimal_compare(parsed("346.9"), parsed("346.90")), 0);
	assert_int_equal(decimal_compare(parsed("-1"), parsed("0.000000001")), -1);
	assert_int_equal(decimal_compare(parsed("999999999999999999"), parsed("0.999999999")), 1);
	assert_int_equal(
		decimal_compare(decimal_from_integer(INT64_MIN), decimal_from_integer(INT64_MAX)), -1);
}

static void adds_and_subtracts_exactly(void **state)
{
	struct decimal out;
	char text[DECIMAL_TEXT_MAX];

	assert_true(decimal_add(parsed("0.1"), parsed("0.20"), &out));
	assert_string_equal(decimal_format(out, text), "0.30");
	assert_true(decimal_subtract(parsed("1"), parsed("1.000000001"), &out));
	assert_string_equal(decimal_format(out, text), "-0.000000001");
	assert_false(decimal_add(parsed("999999999999999999"), parsed("1"), &out));
	assert_false(decimal_add(parsed("999999999999999999"), parsed("0.1"), &out));
	assert_false(decimal_subtract(parsed("-999999999999999999"), parsed("1"), &out));
	assert_string_equal(decimal_format(out, text), "-0.000000001");
}

static void rescales_without_losing_digits(void **state)
{
	struct decimal out;

	assert_true(decimal_rescale(parsed("12.300"), 1, &out));
	assert_int_equal(out.mantissa, 123);
	assert_true(decimal_rescale(parsed("12.3"), 4, &out));
	assert_int_equal(out.mantissa, 123000);
	assert_false(decimal_rescale(parsed("12.34"), 1, &out));
	assert_false(decimal_rescale(parsed("1"), 10, &out));
	assert_false(decimal_rescale(parsed("999999999999999999"), 1, &out));
}

static void prints_every_integer(void **state)
{
	char text[DECIMAL_TEXT_MAX];

	assert_string_equal(decimal_format(decimal_from_integer(INT64_MIN), text), "-9223372036854775808");
	assert_string_equal(decimal_format(decimal_from_integer(INT64_MAX), text), "9223372036854775807");
	assert_true(decimal_to_double(parsed("-2.5")) == -2.5);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_digits_as_they_stood),
		cmocka_unit_test(refuses_what_is_no_number_or_does_not_fit),
		cmocka_unit_test(never_passes_through_a_double),
		cmocka_unit_test(rounds_for_the_screen_half_away_from_zero),
		cmocka_unit_test(compares_whatever_the_scale),
		cmocka_unit_test(adds_and_subtracts_exactly),
		cmocka_unit_test(rescales_without_losing_digits),
		cmocka_unit_test(prints_every_integer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
