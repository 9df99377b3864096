/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/output.h"

struct sink {
	FILE *file;
	char *text;
	size_t length;
};

static void open_output(struct output *output, struct sink *sink, enum output_form form)
{
	sink->file = open_memstream(&sink->text, &sink->length);
	output_open(output, form, sink->file, NULL);
}

static void finish(struct output *output, struct sink *sink, const char *expected)
{
	assert_true(output_close(output));
	fclose(sink->file);
	assert_string_equal(sink->text, expected);
	free(sink->text);
}

static void put_row(struct output *output, const char *name, const char *reading, enum tristate online)
{
	struct decimal value = {0};
	bool known = reading && decimal_parse(sv(reading), &value);

	output_begin(output);
	output_text(output, "name", sv(name));
	output_decimal(output, "reading", known, value);
	output_tristate(output, "online", online);
	output_end(output);
}

static void json_keeps_types(void **state)
{
	struct sink sink;
	struct output output;

	open_output(&output, &sink, OUTPUT_JSON);

	put_row(&output, "李 \"x\"", "346.90", TRISTATE_YES);
	put_row(&output, "", NULL, TRISTATE_UNKNOWN);
	finish(&output, &sink,
		"{\"name\":\"李 \\\"x\\\"\",\"reading\":\"346.90\",\"online\":true}\n"
		"{\"name\":null,\"reading\":null,\"online\":null}\n");
}

static void csv_is_rfc_4180(void **state)
{
	struct sink sink;
	struct output output;

	open_output(&output, &sink, OUTPUT_CSV);

	put_row(&output, "a,b \"c\"", "-1.5", TRISTATE_NO);
	put_row(&output, "=1+1", NULL, TRISTATE_UNKNOWN);
	put_row(&output, "two\nlines", "2", TRISTATE_YES);
	finish(&output, &sink,
		"name,reading,online\r\n\"a,b "
		"\"\"c\"\"\",-1.5,false\r\n\"'=1+1\",,\r\n\"two\nlines\",2,true\r\n");
}

static void a_table_is_aligned_by_cells(void **state)
{
	struct sink sink;
	struct output output;

	open_output(&output, &sink, OUTPUT_TABLE);

	put_row(&output, "李建国", "346.90", TRISTATE_YES);
	put_row(&output, "Otieno", "7", TRISTATE_UNKNOWN);
	finish(&output, &sink, "NAME    READING  ONLINE\n李建国   346.90  true\nOtieno        7  -\n");
}

static void an_empty_list_prints_nothing(void **state)
{
	static const enum output_form forms[] = {OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV};

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		struct sink sink;
		struct output output;

		open_output(&output, &sink, forms[i]);
		finish(&output, &sink, "");
	}
}

static void values_are_an_object(void **state)
{
	struct sink sink;
	struct output output;

	open_output(&output, &sink, OUTPUT_JSON);
	const struct reading_value values[] = {
		{QUANTITY_TOTAL, {106225, 1}}, {QUANTITY_VOLTAGE_A, {23890, 2}}};

	output_begin(&output);
	output_values(&output, "values", values, 2);
	output_instant(&output, "at", 0);
	output_instant(&output, "never", INSTANT_NONE);
	output_json(&output, "fields", SV("{\"a\":1}"));
	output_end(&output);
	finish(&output, &sink,
		"{\"values\":{\"total\":\"10622.5\",\"voltage_a\":\"238.90\"},"
		"\"at\":\"1970-01-01T00:00:00Z\",\"never\":null,\"fields\":{\"a\":1}}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_keeps_types),
		cmocka_unit_test(csv_is_rfc_4180),
		cmocka_unit_test(a_table_is_aligned_by_cells),
		cmocka_unit_test(an_empty_list_prints_nothing),
		cmocka_unit_test(values_are_an_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
