/* SPDX-License-Identifier: MIT */
#include "views/pretty.h"

#include "core/base/string.h"
#include "views/words.h"

#define STEP      2
#define DEPTH_MAX 20

struct printer {
	struct document *document;
	struct string line;
	int depth;
};

static void end_line(struct printer *printer)
{
	if (printer->line.length == 0)
		return;
	struct display_text text = words_text(&printer->document->arena, string_view(&printer->line));
	text = display_copy(&printer->document->arena, text);
	int depth = printer->depth < DEPTH_MAX ? printer->depth : DEPTH_MAX;
	document_text(printer->document, depth * STEP, text, ROLE_TEXT);
	string_clear(&printer->line);
}

/* From an opening quote to its end; returns the place behind it. */
static size_t take_quoted(struct printer *printer, struct string_view record, size_t at)
{
	size_t start = at++;
	while (at < record.length && record.data[at] != '"')
		at += record.data[at] == '\\' ? 2 : 1;
	at = at < record.length ? at + 1 : record.length;
	string_append_view(&printer->line, sv_slice(record, start, at - start));
	return at;
}

static bool is_space(char character)
{
	return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

static bool closes_next(struct string_view record, size_t at)
{
	while (at < record.length && is_space(record.data[at]))
		at++;
	return at < record.length && (record.data[at] == '}' || record.data[at] == ']');
}

static void take_character(struct printer *printer, struct string_view record, size_t at)
{
	char character = record.data[at];
	switch (character) {
	case '{':
	case '[':
		string_append_char(&printer->line, character);
		if (closes_next(record, at + 1))
			break;
		end_line(printer);
		printer->depth++;
		break;
	case '}':
	case ']':
		if (printer->line.length && (printer->line.data[printer->line.length - 1] == '{' ||
						    printer->line.data[printer->line.length - 1] == '[')) {
			string_append_char(&printer->line, character);
			break;
		}
		end_line(printer);
		printer->depth -= printer->depth > 0;
		string_append_char(&printer->line, character);
		break;
	case ',':
		string_append_char(&printer->line, character);
		end_line(printer);
		break;
	case ':':
		string_append(&printer->line, ": ");
		break;
	default:
		string_append_char(&printer->line, character);
	}
}

static void print_json(struct printer *printer, struct string_view record)
{
	size_t at = 0;
	while (at < record.length) {
		if (record.data[at] == '"') {
			at = take_quoted(printer, record, at);
			continue;
		}
		if (!is_space(record.data[at]))
			take_character(printer, record, at);
		at++;
	}
	end_line(printer);
}

static void print_plain(struct printer *printer, struct string_view record)
{
	struct string_view line;
	while (sv_split(&record, '\n', &line)) {
		string_append_view(&printer->line, line);
		end_line(printer);
	}
}

void pretty_record(struct document *document, struct string_view record)
{
	struct printer printer = {.document = document};
	struct string_view text = sv_trim(record);
	if (text.length && (text.data[0] == '{' || text.data[0] == '['))
		print_json(&printer, text);
	else
		print_plain(&printer, text);
	string_free(&printer.line);
}
