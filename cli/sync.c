/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "cli/engine_run.h"
#include "cli/lists.h"

struct sync_options {
	const char *profile;
	int64_t history_days;
	bool once, json;
};

static void print_json(struct output *output, const struct engine_profile_report *report)
{
	output_begin(output);
	output_text(output, "profile", sv(report->profile));
	output_text(output, "result", report->code ? sv(error_word(report->code)) : SV("ok"));
	output_integer(output, "meters", (int64_t)report->meters);
	output_integer(output, "readings", (int64_t)report->readings);
	output_integer(output, "alarms", (int64_t)report->alarms);
	output_integer(output, "events", (int64_t)report->events);
	output_integer(output, "commands", (int64_t)report->commands);
	output_integer(output, "refused", (int64_t)report->refused);
	output_integer(output, "requests", (int64_t)report->requests);
	output_integer(output, "elapsed_ms", report->elapsed_ms);
	output_text(output, "message", sv(report->message));
	output_end(output);
}

/* One line, always: a script that reads lines finds the profile in the first word and the result in the
 * second. */
static void print_line(const struct engine_profile_report *report)
{
	printf("%-12s %-11s", report->profile, report->code ? error_word(report->code) : "ok");
	printf(" %" PRIu64 " meters, %" PRIu64 " readings, %" PRIu64 " alarms, %" PRIu64 " events, %" PRIu64
	       " commands",
		report->meters, report->readings, report->alarms, report->events, report->commands);
	if (report->refused)
		printf(", %" PRIu64 " records refused", report->refused);
	printf("; %" PRIu64 " requests, %" PRId64 ".%" PRId64 " s%s%s\n", report->requests,
		report->elapsed_ms / 1000, report->elapsed_ms % 1000 / 100, report->message[0] ? "; " : "",
		report->message);
}

static void print_report(struct output *output, bool json, const struct engine_profile_report *report)
{
	if (json)
		print_json(output, report);
	else
		print_line(report);
}

/*
 * What a script must know comes first: a platform that could not be reached, then one that wants a person. A
 * platform that answers what is no answer of its document is as good as not there.
 */
static enum exit_status worse(enum exit_status so_far, enum error_code code)
{
	enum exit_status own = code == ERROR_MALFORMED || code == ERROR_NOT_FOUND ? EXIT_UNREACHABLE
			       : code == ERROR_REFUSED                            ? EXIT_PERMISSION
										  : exit_status_of(code);

	if (so_far == EXIT_UNREACHABLE || own == EXIT_DONE)
		return so_far;
	return own;
}

static enum exit_status once(struct cli *cli, struct engine *engine, const struct sync_options *options)
{
	enum exit_status status = EXIT_DONE;
	struct output output;
	struct error err = {0};

	bool good = engine_run_until_signal(engine, &err);

	output_open(&output, OUTPUT_JSON, stdout, cli->zone);
	for (size_t i = 0; i < engine_report_count(engine); i++) {
		const struct engine_profile_report *report = engine_report(engine, i);
		print_report(&output, options->json, report);
		status = worse(status, report->code);
	}
	if (!output_close(&output))
		return EXIT_STORE;
	return good ? status : cli_fail(&err);
}

/* Somebody else runs the engine: the pass is asked of it, and its answer is the report. */
static enum exit_status once_through_leader(struct cli *cli, const struct sync_options *options)
{
	enum exit_status status = EXIT_DONE;
	struct served_link served;
	struct output output;
	struct error err = {0};

	if (!served_link_open(&served, cli, options->profile, &err))
		return cli_fail(&err);
	output_open(&output, OUTPUT_JSON, stdout, cli->zone);
	for (size_t i = 0; i < cli->config.account_count; i++) {
		const char *name = cli->config.accounts[i].name;
		struct engine_profile_report report = {.profile = name};
		struct engine_answer answer;
		if (options->profile && strcmp(options->profile, name) != 0)
			continue;
		error_clear(&err);
		uint64_t request = engine_link_sweep(served.link, name, (int)options->history_days, &err);
		served_link_wait(&served, request, INT64_C(24) * HOUR, &answer, &err);
		report.code = err.code;
		memcpy(report.message, err.message, sizeof(report.message));
		print_report(&output, options->json, &report);
		status = worse(status, err.code);
	}
	served_link_close(&served);
	return output_close(&output) ? status : EXIT_STORE;
}

static void say(void *context, enum log_level level, const char *message)
{
	(void)context;
	(void)level;
	fprintf(stderr, "meterdeck: %s\n", message);
}

static enum exit_status sync_now(struct cli *cli, const struct sync_options *options)
{
	const struct logger logger = {say, NULL, options->once ? LOG_WARNING : LOG_INFO};
	struct engine_options engine_options = {
		.data_directory = cli->config.data_dir,
		.accounts = cli->config.accounts,
		.account_count = cli->config.account_count,
		.only_profile = options->profile,
		.goal = options->once ? ENGINE_ONE_PASS : ENGINE_FOREVER,
		.history_days = (int)options->history_days,
		.logger = &logger,
	};
	struct engine_leader leader;
	struct error err = {0};

	if (!engine_leader_look(cli->config.data_dir, &leader, &err))
		return cli_fail(&err);
	if (options->once && leader.held)
		return once_through_leader(cli, options);
	struct engine *engine = engine_new(&engine_options, &err);
	if (!engine)
		return cli_fail(&err);
	enum exit_status status = EXIT_DONE;
	if (options->once)
		status = once(cli, engine, options);
	else if (!engine_run_until_signal(engine, &err))
		status = cli_fail(&err);
	engine_free(engine);
	return status;
}

enum exit_status run_sync(struct cli *cli, int argc, char **argv)
{
	struct sync_options options = {.history_days = -1};
	const struct cli_option table[] = {
		{"profile", OPTION_TEXT, "P", "only this profile", &options.profile},
		{"history", OPTION_NUMBER, "DAYS", "fetch so many days of every history of every meter",
			&options.history_days},
		{"once", OPTION_FLAG, NULL, "end after one full pass", &options.once},
		{"json", OPTION_FLAG, NULL, "with --once: one JSON object a profile", &options.json},
	};
	struct cli_arguments arguments;
	enum exit_status status = EXIT_DONE;
	struct error err = {0};

	if (!cli_parse(cli, "sync", "[OPTIONS]", table, ARRAY_SIZE(table), argc, argv, &arguments, &status))
		return status;
	if (arguments.count)
		return cli_usage("sync", "unexpected argument '%s'", arguments.values[0]);
	if (options.history_days < -1 || options.history_days > 3660)
		return cli_usage("sync", "--history takes 0 to 3660 days");
	if (!cli_load_config(cli, false, &status))
		return status;
	if (options.profile && !cli_account(cli, options.profile, true, &status))
		return status;
	if (!options.profile && !config_open_secrets(&cli->config, NULL, &err))
		return cli_fail(&err);
	return sync_now(cli, &options);
}
