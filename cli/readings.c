/* SPDX-License-Identifier: MIT */
#include "cli/lists.h"

struct readings_of {
	int64_t meter_id;
	unsigned sources;
	struct string_view profile, meter_no;
};

/* `values` in the order of the quantities' table, so that two records of one kind look alike. */
void print_reading(struct output *output, const struct reading_row *row, struct string_view profile,
	struct string_view meter_no)
{
	output_text(output, "profile", profile);
	output_text(output, "meter_no", meter_no);
	output_instant(output, "taken_at", row->taken_at);
	output_instant(output, "received_at", row->received_at);
	output_text(output, "source", sv(source_word(row->source)));
	output_values(output, "values", row->values, row->value_count);
	if (output->form != OUTPUT_JSON || row->source == SOURCE_CAMERA) {
		output_display(output, "image_url", row->image_url);
		output_display(output, "image_status", row->image_status);
	}
}

static bool page_of_readings(struct cache_reader *reader, const void *context, struct list_request *request,
	struct list_result *result, struct output *output, struct error *err)
{
	const struct readings_of *of = context;
	struct arena arena = {0};
	struct reading_row *rows = NULL;
	bool good = cache_readings(reader, of->meter_id, of->sources, request, &arena, &rows, result, err);

	for (size_t i = 0; good && i < result->count; i++) {
		output_begin(output);
		print_reading(output, &rows[i], of->profile, of->meter_no);
		output_end(output);
		request->anchor = rows[i].key;
	}
	arena_free(&arena);
	return good;
}

static bool find_meter(struct cli *cli, const char *number, const char *profile, struct readings_of *of,
	enum exit_status *status)
{
	struct meter_row *rows = NULL;
	struct meter_row *found = NULL;
	struct error err = {0};
	size_t count = 0, matching = 0;
	struct cache_reader *reader = list_reader(cli, status);

	if (!reader)
		return false;
	if (!cache_meters_of_number(reader, sv(number), &cli->arena, &rows, &count, &err)) {
		*status = cli_fail(&err);
		cache_reader_close(reader);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (profile && !sv_equal_text(rows[i].profile, profile))
			continue;
		found = &rows[i];
		matching++;
	}
	cache_reader_close(reader);
	if (matching == 1) {
		*of = (struct readings_of){found->id, SOURCES_ALL, found->profile, found->meter_no};
		return true;
	}
	if (matching == 0)
		error_set(&err, ERROR_NOT_FOUND,
			"no meter %s is known%s%s: `meterdeck sync --once` fetches the lists", number,
			profile ? " of " : "", profile ? profile : "");
	else
		error_set(&err, ERROR_USAGE, "%zu profiles have a meter %s: say which with --profile",
			matching, number);
	*status = cli_fail(&err);
	return false;
}

enum exit_status run_readings(struct cli *cli, int argc, char **argv)
{
	struct list_options options = {.limit = INT64_MAX};
	const struct cli_option table[] = {LIST_OPTIONS(options)};
	struct readings_of of = {0};
	struct list_job job = {FILTER_READINGS, 0, true, page_of_readings, &of};
	struct cli_arguments arguments;
	enum exit_status status;

	if (!cli_parse(cli, "readings", "METER [OPTIONS]", table, ARRAY_SIZE(table), argc, argv, &arguments,
		    &status))
		return status;
	if (arguments.count != 1)
		return cli_usage("readings", "say the number of one meter");
	if (!find_meter(cli, arguments.values[0], options.profile, &of, &status))
		return status;
	options.profile = NULL;
	return list_run(cli, "readings", &options, &job);
}
