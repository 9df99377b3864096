/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/base/decimal.h"
#include "core/base/instant.h"
#include "core/base/json.h"
#include "core/base/string.h"
#include "core/model/facts.h"

/*
 * Records on stdout, in one of three forms: an aligned table for people, one JSON object a line, or CSV as
 * RFC 4180 has it (CRLF; a text that a spreadsheet would take for a formula gets an apostrophe in front).
 * Each record names the same keys in the same order: the first one makes the header. Times are RFC 3339 with
 * offset, decimals are strings in JSON, what is not known is null, "-" or nothing.
 */
enum output_form { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV };

#define OUTPUT_COLUMNS_MAX 32
#define OUTPUT_SAMPLE_ROWS 200 /* of a table are measured; wider texts later push their row only */

struct output {
	enum output_form form;
	FILE *file;
	const struct time_zone *zone;
	struct string line;
	struct json_writer json;
	size_t column_count, column;
	const char *keys[OUTPUT_COLUMNS_MAX];
	bool right[OUTPUT_COLUMNS_MAX]; /* numbers stand at the right */
	uint32_t width[OUTPUT_COLUMNS_MAX];
	bool header_known, header_printed;
	struct string *cells; /* the table's rows that wait for the widths */
	size_t cell_count, cell_capacity;
	uint64_t records;
};

void output_open(struct output *output, enum output_form form, FILE *file, const struct time_zone *zone);
void output_begin(struct output *output);
/* Keys are literals. */
void output_text(struct output *output, const char *key, struct string_view text); /* length 0: null */
void output_display(struct output *output, const char *key, struct display_text text);
void output_instant(struct output *output, const char *key, instant at);
void output_decimal(struct output *output, const char *key, bool known, struct decimal value);
void output_integer(struct output *output, const char *key, int64_t value);
void output_tristate(struct output *output, const char *key, enum tristate value);
void output_null(struct output *output, const char *key);
/* An object: quantity -> decimal string. */
void output_values(struct output *output, const char *key, const struct reading_value *values, size_t count);
void output_json(
	struct output *output, const char *key, struct string_view json); /* valid JSON, or length 0 */
void output_end(struct output *output);
/* Prints what waits; false when stdout could not be written. */
bool output_close(struct output *output);
