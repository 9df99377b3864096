/* SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cli.h"
#include "cli/output.h"
#include "core/store/cache_reader.h"
#include "core/store/filter.h"
#include "core/store/list.h"

/*
 * What every list of the command line has in common: --profile, --filter, --since, --until, --limit, --json,
 * --csv; pages by key through the whole list, every row in every state unless limited.
 */
struct list_options {
	const char *profile, *filter_text, *since_text, *until_text;
	int64_t limit; /* INT64_MAX: all */
	bool json, csv;
};
#define LIST_OPTIONS(o)                                                                                      \
	{"profile", OPTION_TEXT, "P", "only of this profile", &(o).profile},                                 \
		{"filter", OPTION_TEXT, "TEXT",                                                              \
			"only what matches: words and key:value, as behind / in the console",                \
			&(o).filter_text},                                                                   \
		{"since", OPTION_TEXT, "T",                                                                  \
			"from this time on: 2026-11-22, \"2026-11-22 10:00\", 2h, 3d, today",                \
			&(o).since_text},                                                                    \
		{"until", OPTION_TEXT, "T", "before this time", &(o).until_text},                            \
		{"limit", OPTION_NUMBER, "N", "at most so many", &(o).limit},                                \
		{"json", OPTION_FLAG, NULL, "one JSON object a line", &(o).json},                            \
	{                                                                                                    \
		"csv", OPTION_FLAG, NULL, "CSV (RFC 4180)", &(o).csv                                         \
	}

/* Prints one page of rows from *request on; fills *result and leaves the last row's key in request->anchor.
 */
typedef bool (*list_page)(struct cache_reader *reader, const void *context, struct list_request *request,
	struct list_result *result, struct output *output, struct error *err);

struct list_job {
	enum filter_list filter_list;
	int order;
	bool descending;
	list_page page;
	const void *context;
};
enum output_form list_form(const struct list_options *options);
/* Opens what is needed, walks the list, prints it. */
enum exit_status list_run(
	struct cli *cli, const char *command, const struct list_options *options, const struct list_job *job);
/* The reader of the store's cache; NULL with status set. */
struct cache_reader *list_reader(struct cli *cli, enum exit_status *status);

/* One record each; shared with `read` and others. */
void print_meter(struct output *output, const struct meter_row *row);
void print_reading(struct output *output, const struct reading_row *row, struct string_view profile,
	struct string_view meter_no);

enum exit_status list_meters(struct cli *cli, int argc, char **argv);
