/* SPDX-License-Identifier: MIT */
#include "cli/lists.h"

static void print_platform(struct output *output, const struct platform_fact *row)
{
	output_text(output, "profile", row->profile);
	output_text(output, "driver", row->driver);
	output_text(output, "state", sv(platform_state_word(row->state)));
	output_instant(output, "since", row->since);
	output_text(output, "transport", sv(platform_transport_word(row->transport)));
	if (row->clock_skew_known)
		output_integer(output, "clock_skew_ms", row->clock_skew_ms);
	else
		output_null(output, "clock_skew_ms");
	output_instant(output, "session_until", row->session_until);
	output_instant(output, "last_answer_at", row->last_answer_at);
	output_instant(output, "next_call_at", row->next_call_at);
	output_instant(output, "sweep_finished", row->sweep_finished);
	output_integer(output, "requests", row->requests);
	output_integer(output, "failures", row->failures);
	output_integer(output, "rate_waits", row->rate_waits);
	output_integer(output, "refused_records", row->refused_records);
	output_display(output, "message", row->message);
}

enum exit_status run_platforms(struct cli *cli, int argc, char **argv)
{
	struct list_options options = {.limit = INT64_MAX};
	const struct cli_option table[] = {
		{"json", OPTION_FLAG, NULL, "one JSON object a line", &options.json},
		{"csv", OPTION_FLAG, NULL, "CSV (RFC 4180)", &options.csv},
	};
	struct platform_fact *rows = NULL;
	struct cli_arguments arguments;
	enum exit_status status = EXIT_DONE;
	struct output output;
	struct error err = {0};
	size_t count = 0;

	if (!cli_parse(
		    cli, "platforms", "[OPTIONS]", table, ARRAY_SIZE(table), argc, argv, &arguments, &status))
		return status;
	struct cache_reader *reader = list_reader(cli, &status);
	if (!reader)
		return status;
	output_open(&output, list_form(&options), stdout, cli->zone);
	if (!cache_platforms(reader, &cli->arena, &rows, &count, &err))
		status = cli_fail(&err);
	for (size_t i = 0; i < count; i++) {
		output_begin(&output);
		print_platform(&output, &rows[i]);
		output_end(&output);
	}
	if (!output_close(&output) && status == EXIT_DONE)
		status = EXIT_STORE;
	cache_reader_close(reader);
	return status;
}
