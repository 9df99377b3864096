/* SPDX-License-Identifier: MIT */
#include "cli/lists.h"

#define PAGE_ROWS 1000

enum output_form list_form(const struct list_options *options)
{
	if (options->json)
		return OUTPUT_JSON;
	return options->csv ? OUTPUT_CSV : OUTPUT_TABLE;
}

struct cache_reader *list_reader(struct cli *cli, enum exit_status *status)
{
	struct error err = {0};

	if (!cli_load_config(cli, true, status) || !cli_open_store(cli, status))
		return NULL;
	struct cache_reader *reader = cache_reader_open(cli->store, &err);
	if (!reader)
		*status = cli_fail(&err);
	return reader;
}

static bool parse_bound(struct cli *cli, const char *command, const char *option, const char *text,
	instant *out, enum exit_status *status)
{
	struct error err = {0};

	*out = 0;
	if (!text || instant_parse_relative(sv(text), cli_now(cli), cli->zone, out, &err))
		return true;
	*status = cli_usage(command, "--%s: %s", option, err.message);
	return false;
}

static bool make_request(struct cli *cli, const char *command, const struct list_options *options,
	const struct list_job *job, struct filter *filter, struct list_request *request,
	enum exit_status *status)
{
	struct error err = {0};

	*request = (struct list_request){.order = job->order,
		.descending = job->descending,
		.limit = PAGE_ROWS,
		.profile = sv(options->profile)};
	if (options->json && options->csv) {
		*status = cli_usage(command, "--json and --csv do not go together");
		return false;
	}
	if (options->limit <= 0) {
		*status = cli_usage(command, "--limit takes a number from 1 on");
		return false;
	}
	if (!parse_bound(cli, command, "since", options->since_text, &request->since, status) ||
		!parse_bound(cli, command, "until", options->until_text, &request->until, status))
		return false;
	if (!options->filter_text)
		return true;
	request->filter = filter;
	if (filter_parse(job->filter_list, sv(options->filter_text), filter, &err))
		return true;
	*status = cli_usage(command, "--filter: %s", err.message);
	return false;
}

static bool walk(struct cache_reader *reader, const struct list_job *job, struct list_request *request,
	uint64_t limit, struct output *output, struct error *err)
{
	struct list_result result = {.more = true};
	uint64_t left = limit;

	while (left > 0) {
		request->limit = (size_t)MIN(left, (uint64_t)PAGE_ROWS);
		if (!job->page(reader, job->context, request, &result, output, err))
			return false;
		if (result.count == 0 && !result.partial)
			break;
		left -= result.count;
		if (!result.more && !result.partial)
			break;
		if (result.partial || result.count == 0)
			request->anchor = result.reached;
		request->from = LIST_AFTER;
	}
	return true;
}

enum exit_status list_run(
	struct cli *cli, const char *command, const struct list_options *options, const struct list_job *job)
{
	enum exit_status status = EXIT_DONE;
	struct list_request request;
	struct filter filter;
	struct output output;
	struct error err = {0};
	struct cache_reader *reader = list_reader(cli, &status);

	if (!reader)
		return status;
	if (make_request(cli, command, options, job, &filter, &request, &status)) {
		output_open(&output, list_form(options), stdout, cli->zone);
		if (!walk(reader, job, &request, (uint64_t)options->limit, &output, &err))
			status = cli_fail(&err);
		if (!output_close(&output) && status == EXIT_DONE)
			status = EXIT_STORE;
	}
	cache_reader_close(reader);
	return status;
}
