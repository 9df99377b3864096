/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/roster_import.h"

static void columns_in_any_order(void **state)
{
	struct roster_file file = {0};
	struct error err = {0};

	assert_true(roster_text_read(
		SV("\xef\xbb\xbf"
		   "medium,meter_no,customer_name\r\nelectricity,0128244400031,\"Wanjiru, Grace\"\r\n"
		   "\r\n,0128244400049,诸葛秀英\n"),
		"x.csv", &file, &err));
	assert_int_equal(file.count, 2);
	assert_true(sv_equal(file.meters[0].meter_no, SV("0128244400031")));
	assert_true(sv_equal(file.meters[0].customer_name, SV("Wanjiru, Grace")));
	assert_true(file.meters[0].has_medium);
	assert_int_equal(file.meters[0].medium, MEDIUM_ELECTRICITY);
	assert_false(file.meters[1].has_medium);
	assert_true(sv_equal(file.meters[1].customer_name, SV("诸葛秀英")));
	/* A column that is not there says nothing; an empty one says that there is none. */
	assert_null(file.meters[0].address.data);
	roster_file_free(&file);
}

static void mistakes_name_the_row(void **state)
{
	static const struct {
		const char *text, *message;
	} bad[] = {
		{"", "x.csv is empty: it needs a header row"},
		{"customer_name\nA\n", "x.csv, row 1: the header names no column meter_no"},
		{"meter_no,adress\n1,2\n", "x.csv, row 1: unknown column: adress, did you mean 'address'?"},
		{"meter_no,meter_no\n1,2\n", "x.csv, row 1: the column stands there twice: meter_no"},
		{"meter_no,type\n1\n", "x.csv, row 2: fewer fields than the header has"},
		{"meter_no\n1,2\n", "x.csv, row 2: more fields than the header has"},
		{"meter_no,type\n,x\n",
			"x.csv, row 2: meter_no is missing or has characters that no meter number has"},
		{"meter_no\n1\n2 3\n",
			"x.csv, row 3: meter_no is missing or has characters that no meter number has: 2 3"},
		{"meter_no,medium\n1,steam\n",
			"x.csv, row 2: medium is electricity, gas or water, not: steam"},
		{"meter_no,type\n1,\xff\xfe\n", "x.csv, row 2: this is not UTF-8: \xef\xbf\xbd\xef\xbf\xbd"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct roster_file file = {0};
		struct error err = {0};
		assert_false(roster_text_read(sv(bad[i].text), "x.csv", &file, &err));
		assert_int_equal(err.code, ERROR_MALFORMED);
		assert_string_equal(err.message, bad[i].message);
		roster_file_free(&file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_in_any_order),
		cmocka_unit_test(mistakes_name_the_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
