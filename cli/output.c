/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/base/display_text.h"
#include "core/base/memory.h"

void output_open(struct output *output, enum output_form form, FILE *file, const struct time_zone *zone)
{
	*output = (struct output){.form = form, .file = file, .zone = zone};
	output->json.out = &output->line;
}

static uint32_t cells_of(struct string_view text)
{
	struct arena arena = {0};
	uint32_t width = display_stored(&arena, text).width;

	arena_free(&arena);
	return width;
}

static void put_padded(struct output *output, struct string_view text, uint32_t width, bool right, bool last)
{
	uint32_t own = cells_of(text);
	int pad = own < width ? (int)(width - own) : 0;

	if (right)
		fprintf(output->file, "%*s", pad, "");
	fwrite(text.data ? text.data : "", 1, text.length, output->file);
	if (!right && !last)
		fprintf(output->file, "%*s", pad, "");
	fputs(last ? "\n" : "  ", output->file);
}

static void print_title(struct output *output)
{
	for (size_t i = 0; i < output->column_count; i++) {
		char title[32];
		size_t length = 0;
		for (const char *at = output->keys[i]; *at && length < sizeof(title); at++)
			title[length++] = *at == '_' ? ' ' : (char)toupper((unsigned char)*at);
		put_padded(output, sv_from(title, length), output->width[i], output->right[i],
			i + 1 == output->column_count);
	}
	output->header_printed = true;
}

static void print_rows(struct output *output)
{
	if (!output->header_printed && output->column_count)
		print_title(output);
	BUG_ON(output->cell_count && !output->column_count);
	for (size_t i = 0; i < output->cell_count; i++) {
		size_t column = i % output->column_count;
		put_padded(output, string_view(&output->cells[i]), output->width[column],
			output->right[column], column + 1 == output->column_count);
		string_free(&output->cells[i]);
	}
	output->cell_count = 0;
}

void output_begin(struct output *output)
{
	output->column = 0;
	string_clear(&output->line);
	if (output->form == OUTPUT_JSON)
		json_begin_object(&output->json);
}

static void learn_column(struct output *output, const char *key, bool number)
{
	if (output->header_known)
		return;
	BUG_ON(output->column_count == OUTPUT_COLUMNS_MAX);
	output->keys[output->column_count] = key;
	output->right[output->column_count] = number;
	output->width[output->column_count++] = cells_of(sv(key));
}

static void put_table_cell(struct output *output, struct string_view text)
{
	array_grow(&output->cells, &output->cell_capacity, output->cell_count, sizeof(*output->cells));
	struct string *cell = &output->cells[output->cell_count++];
	*cell = (struct string){0};
	string_append_view(cell, text.length ? text : SV("-"));
	if (!output->header_printed)
		output->width[output->column] =
			MAX(output->width[output->column], cells_of(string_view(cell)));
}

static void put_csv_cell(struct output *output, struct string_view text, bool number)
{
	bool formula = !number && text.length && (sv_contains(SV("=+-@\t\r"), sv_slice(text, 0, 1)));
	bool quote = formula || sv_find(text, ',') >= 0 || sv_find(text, '"') >= 0 ||
		     sv_find(text, '\n') >= 0 || sv_find(text, '\r') >= 0;

	if (output->column)
		string_append_char(&output->line, ',');
	if (quote)
		string_append_char(&output->line, '"');
	if (formula)
		string_append_char(&output->line, '\'');
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == '"')
			string_append_char(&output->line, '"');
		string_append_char(&output->line, text.data[i]);
	}
	if (quote)
		string_append_char(&output->line, '"');
}

/* A cell of a table or CSV; JSON is written by the callers, who know the type. */
static void put_cell(struct output *output, const char *key, struct string_view text, bool number)
{
	learn_column(output, key, number);
	if (output->form == OUTPUT_TABLE)
		put_table_cell(output, text);
	else if (output->form == OUTPUT_CSV)
		put_csv_cell(output, text, number);
	output->column++;
}

void output_text(struct output *output, const char *key, struct string_view text)
{
	if (output->form == OUTPUT_JSON)
		json_member_text(&output->json, key, text.length ? text : SV_NONE);
	put_cell(output, key, text, false);
}

void output_display(struct output *output, const char *key, struct display_text text)
{
	output_text(output, key, display_view(text));
}

void output_instant(struct output *output, const char *key, instant at)
{
	char buffer[INSTANT_TEXT_MAX];

	output_text(output, key, sv(instant_format(at, output->zone, FORM_RFC3339, buffer)));
}

void output_decimal(struct output *output, const char *key, bool known, struct decimal value)
{
	char buffer[DECIMAL_TEXT_MAX];
	struct string_view text = known ? sv(decimal_format(value, buffer)) : SV_NONE;

	if (output->form == OUTPUT_JSON)
		json_member_text(&output->json, key, text);
	put_cell(output, key, text, true);
}

void output_integer(struct output *output, const char *key, int64_t value)
{
	char buffer[24];

	snprintf(buffer, sizeof(buffer), "%" PRId64, value);
	if (output->form == OUTPUT_JSON)
		json_member_integer(&output->json, key, value);
	put_cell(output, key, sv(buffer), true);
}

void output_tristate(struct output *output, const char *key, enum tristate value)
{
	static const char *const words[] = {"", "false", "true"};

	if (output->form == OUTPUT_JSON) {
		json_put_key(&output->json, key);
		if (value == TRISTATE_UNKNOWN)
			json_put_null(&output->json);
		else
			json_put_boolean(&output->json, value == TRISTATE_YES);
	}
	put_cell(output, key, sv(words[value]), false);
}

void output_null(struct output *output, const char *key)
{
	output_text(output, key, SV_NONE);
}

void output_json(struct output *output, const char *key, struct string_view json)
{
	if (output->form == OUTPUT_JSON) {
		json_put_key(&output->json, key);
		if (json.length)
			json_put_raw(&output->json, json);
		else
			json_put_null(&output->json);
	}
	put_cell(output, key, json, false);
}

static void values_as_json(const struct reading_value *values, size_t count, struct json_writer *json)
{
	json_begin_object(json);
	for (size_t i = 0; i < count; i++)
		json_member_decimal_text(json, quantity_info(values[i].quantity)->word, values[i].value);
	json_end_object(json);
}

static void values_as_text(const struct reading_value *values, size_t count, struct string *out)
{
	char buffer[DECIMAL_TEXT_MAX];

	for (size_t i = 0; i < count; i++)
		string_append_format(out, "%s%s=%s", i ? " " : "", quantity_info(values[i].quantity)->word,
			decimal_format(values[i].value, buffer));
}

void output_values(struct output *output, const char *key, const struct reading_value *values, size_t count)
{
	struct string text = {0};

	if (output->form == OUTPUT_JSON) {
		json_put_key(&output->json, key);
		values_as_json(values, count, &output->json);
	} else {
		values_as_text(values, count, &text);
	}
	put_cell(output, key, string_view(&text), false);
	string_free(&text);
}

static void print_csv_header(struct output *output)
{
	for (size_t i = 0; i < output->column_count; i++)
		fprintf(output->file, "%s%s", i ? "," : "", output->keys[i]);
	fputs("\r\n", output->file);
	output->header_printed = true;
}

void output_end(struct output *output)
{
	output->records++;
	output->header_known = true;
	switch (output->form) {
	case OUTPUT_JSON:
		json_end_object(&output->json);
		fprintf(output->file, "%s\n", string_text(&output->line));
		output->json = (struct json_writer){.out = &output->line};
		break;
	case OUTPUT_CSV:
		if (!output->header_printed)
			print_csv_header(output);
		fprintf(output->file, "%s\r\n", string_text(&output->line));
		break;
	case OUTPUT_TABLE:
		if (output->header_printed || output->records >= OUTPUT_SAMPLE_ROWS)
			print_rows(output);
		break;
	}
}

bool output_close(struct output *output)
{
	if (output->form == OUTPUT_TABLE)
		print_rows(output);
	string_free(&output->line);
	free(output->cells);
	bool good = fflush(output->file) == 0 && !ferror(output->file);
	*output = (struct output){0};
	return good;
}
