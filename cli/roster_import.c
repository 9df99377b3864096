/* SPDX-License-Identifier: MIT */
#include "cli/roster_import.h"

#include <csv.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/display_text.h"
#include "core/base/library.h"
#include "core/base/string.h"
#include "core/model/words.h"

#define FILE_BYTES_MAX (256u * 1024 * 1024)

enum column { METER_NO, CUSTOMER_CODE, CUSTOMER_NAME, ADDRESS, TYPE, DEVICE_ID, MEDIUM, COLUMN_COUNT };
static const char *const column_names[COLUMN_COUNT] = {
	"meter_no", "customer_code", "customer_name", "address", "type", "device_id", "medium"};

struct import {
	struct roster_file *file;
	const char *name;
	struct error *err;
	bool failed;
	size_t capacity;
	size_t row; /* from 1; the header is row 1 */
	size_t field;
	int columns[COLUMN_COUNT]; /* which column stands at each place */
	size_t column_count;
	struct string_view fields[COLUMN_COUNT];
	bool blank;
};

static void fail(struct import *import, const char *what, struct string_view text)
{
	struct arena arena = {0};

	if (!import->failed)
		error_set(import->err, ERROR_MALFORMED, "%s, row %zu: %s%s%.*s", import->name, import->row,
			what, text.length ? ": " : "",
			SV_ARG(display_view(display_clean(&arena, sv_slice(text, 0, 80)))));
	import->failed = true;
	arena_free(&arena);
}

static void take_header(struct import *import, struct string_view text)
{
	if (import->row == 1 && import->field == 0 && sv_starts_with(text, SV("\xef\xbb\xbf")))
		text = sv_slice(text, 3, text.length);
	for (int column = 0; column < COLUMN_COUNT; column++) {
		if (!sv_equal_fold(text, sv(column_names[column])))
			continue;
		for (size_t i = 0; i < import->column_count; i++) {
			if (import->columns[i] == column)
				fail(import, "the column stands there twice", text);
		}
		if (import->column_count < COLUMN_COUNT)
			import->columns[import->column_count++] = column;
		return;
	}
	fail(import, "unknown column", text);
	const char *nearest = sv_nearest(text, column_names, COLUMN_COUNT);
	if (nearest && import->err && !sv_contains(sv(import->err->message), SV("did you mean"))) {
		size_t length = strlen(import->err->message);
		snprintf(import->err->message + length, sizeof(import->err->message) - length,
			", did you mean '%s'?", nearest);
	}
}

static void on_field(void *data, size_t length, void *context)
{
	struct import *import = context;
	struct string_view text = sv_trim(sv_from(data ? data : "", length));

	if (import->failed)
		return;
	import->blank &= text.length == 0;
	if (import->row == 1)
		take_header(import, text);
	else if (import->field >= import->column_count)
		fail(import, "more fields than the header has", SV_NONE);
	else if (!utf8_valid(text))
		fail(import, "this is not UTF-8", text);
	else
		import->fields[import->columns[import->field]] = arena_copy(&import->file->arena, text);
	import->field++;
}

static bool take_medium(struct import *import, struct roster_meter *meter)
{
	struct string_view text = import->fields[MEDIUM];

	if (text.length == 0)
		return true;
	int medium = medium_from_word(text);
	if (medium < 0)
		fail(import, "medium is electricity, gas or water, not", text);
	meter->has_medium = medium > 0;
	meter->medium = medium > 0 ? (enum medium)medium : MEDIUM_UNKNOWN;
	return medium >= 0;
}

static void take_row(struct import *import)
{
	struct roster_file *file = import->file;
	struct roster_meter meter = {
		.meter_no = import->fields[METER_NO],
		.customer_code = import->fields[CUSTOMER_CODE],
		.customer_name = import->fields[CUSTOMER_NAME],
		.address = import->fields[ADDRESS],
		.type = import->fields[TYPE],
		.device_id = import->fields[DEVICE_ID],
	};

	if (import->field != import->column_count)
		fail(import, "fewer fields than the header has", SV_NONE);
	else if (!sv_is_identifier(meter.meter_no, 64))
		fail(import, "meter_no is missing or has characters that no meter number has",
			meter.meter_no);
	if (import->failed || !take_medium(import, &meter))
		return;
	array_grow(&file->meters, &import->capacity, file->count, sizeof(*file->meters));
	file->meters[file->count++] = meter;
}

static void check_header(struct import *import)
{
	for (size_t i = 0; i < import->column_count; i++) {
		if (import->columns[i] == METER_NO)
			return;
	}
	fail(import, "the header names no column meter_no", SV_NONE);
}

static void on_row(int end, void *context)
{
	struct import *import = context;

	(void)end;
	if (!import->failed) {
		if (import->row == 1)
			check_header(import);
		else if (!import->blank)
			take_row(import);
	}
	import->row++;
	import->field = 0;
	import->blank = true;
	memset(import->fields, 0, sizeof(import->fields));
}

/* Few commands read a roster: the library is loaded when one does. */
struct csv_library {
	__typeof__(csv_init) *init;
	__typeof__(csv_parse) *parse;
	__typeof__(csv_fini) *finish;
	__typeof__(csv_error) *error;
	__typeof__(csv_strerror) *error_text;
	__typeof__(csv_free) *free;
};

static const struct library_symbol csv_symbols[] = {
	{"csv_init", offsetof(struct csv_library, init)},
	{"csv_parse", offsetof(struct csv_library, parse)},
	{"csv_fini", offsetof(struct csv_library, finish)},
	{"csv_error", offsetof(struct csv_library, error)},
	{"csv_strerror", offsetof(struct csv_library, error_text)},
	{"csv_free", offsetof(struct csv_library, free)},
};
static const struct library_source csv_source = {
	"libcsv.so.3", "libcsv3", csv_symbols, ARRAY_SIZE(csv_symbols)};

bool roster_text_read(struct string_view text, const char *name, struct roster_file *out, struct error *err)
{
	struct error own = {0};
	struct import import = {.file = out, .name = name, .err = err ? err : &own, .row = 1, .blank = true};
	struct csv_library csv;
	struct csv_parser parser;

	if (!library_load(&csv_source, &csv, err))
		return false;
	if (csv.init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
		return error_set(err, ERROR_IO, "preparing to read %s", name);
	bool good = csv.parse(&parser, text.data, text.length, on_field, on_row, &import) == text.length &&
		    csv.finish(&parser, on_field, on_row, &import) == 0;
	if (!good && !import.failed)
		error_set(err, ERROR_MALFORMED, "%s, row %zu: %s", name, import.row,
			csv.error_text(csv.error(&parser)));
	csv.free(&parser);
	if (good && !import.failed && import.row == 1)
		return error_set(err, ERROR_MALFORMED, "%s is empty: it needs a header row", name);
	return good && !import.failed;
}

static bool read_all(FILE *file, struct string *text)
{
	char buffer[65536];
	size_t length;

	while ((length = fread(buffer, 1, sizeof(buffer), file)) > 0 && text->length < FILE_BYTES_MAX)
		string_append_bytes(text, buffer, length);
	return !ferror(file);
}

bool roster_file_read(const char *path, struct roster_file *out, struct error *err)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? stdin : fopen(path, "re");
	struct string text = {0};

	if (!file)
		return error_errno(err, ERROR_USAGE, errno, "opening %s", path);
	bool good = read_all(file, &text);
	if (!good)
		error_errno(err, ERROR_IO, errno, "reading %s", path);
	else
		good = roster_text_read(string_view(&text), path, out, err);
	if (!standard)
		fclose(file);
	string_free(&text);
	return good;
}

void roster_file_free(struct roster_file *file)
{
	free(file->meters);
	arena_free(&file->arena);
	*file = (struct roster_file){0};
}
