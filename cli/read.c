/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "cli/engine_run.h"
#include "cli/lists.h"

static bool newest_live(struct cache_reader *reader, const char *profile, const char *meter_no,
	struct arena *arena, struct meter_row *meter, struct reading_row *reading, struct error *err)
{
	struct list_request request = {.descending = true, .limit = 1};
	struct list_result result;
	struct reading_row *rows;

	if (!cache_meter_by_number(reader, sv(profile), sv(meter_no), arena, meter, err))
		return false;
	if (!cache_readings(reader, meter->id, SOURCE_BIT(SOURCE_LIVE) | SOURCE_BIT(SOURCE_FROZEN), &request,
		    arena, &rows, &result, err))
		return false;
	if (result.count == 0)
		return error_set(err, ERROR_NOT_FOUND, "the platform has no reading of meter %s", meter_no);
	*reading = rows[0];
	return true;
}

static void print_for_people(
	const struct cli *cli, const struct meter_row *meter, const struct reading_row *reading)
{
	char time[INSTANT_TEXT_MAX], number[DECIMAL_TEXT_MAX];

	printf("%.*s  %.*s  %s\n", SV_ARG(meter->meter_no), SV_ARG(display_view(meter->customer_name)),
		instant_format(reading->taken_at, cli->zone, FORM_DATE_TIME, time));
	for (size_t i = 0; i < reading->value_count; i++) {
		const struct quantity_info *info = quantity_info(reading->values[i].quantity);
		printf("  %-18s %14s %s\n", info->label, decimal_format(reading->values[i].value, number),
			quantity_unit(reading->values[i].quantity, meter->medium));
	}
	if (meter->valve != VALVE_NONE)
		printf("  %-18s %14s\n", "Valve", valve_word(meter->valve));
}

static enum exit_status print_newest(struct cli *cli, const char *profile, const char *meter_no, bool json)
{
	enum exit_status status = EXIT_DONE;
	struct meter_row meter = {0};
	struct reading_row reading = {0};
	struct output output;
	struct error err = {0};
	struct cache_reader *reader = list_reader(cli, &status);

	if (!reader)
		return status;
	if (!newest_live(reader, profile, meter_no, &cli->arena, &meter, &reading, &err)) {
		status = cli_fail(&err);
	} else if (json) {
		output_open(&output, OUTPUT_JSON, stdout, cli->zone);
		output_begin(&output);
		print_reading(&output, &reading, meter.profile, meter.meter_no);
		output_end(&output);
		status = output_close(&output) ? EXIT_DONE : EXIT_STORE;
	} else {
		print_for_people(cli, &meter, &reading);
	}
	cache_reader_close(reader);
	return status;
}

static enum exit_status ask(struct cli *cli, const struct account *account, const char *meter_no)
{
	struct engine_answer answer;
	struct served_link served;
	struct error err = {0};

	if (!served_link_open(&served, cli, account->name, &err))
		return cli_fail(&err);
	uint64_t request = engine_link_read(served.link, account->name, sv(meter_no), &err);
	/* Several tries and a login may be part of it. */
	bool good = served_link_wait(&served, request, 4 * account->timeout_ms + 10 * SECOND, &answer, &err);
	served_link_close(&served);
	return good ? EXIT_DONE : cli_fail(&err);
}

enum exit_status run_read(struct cli *cli, int argc, char **argv)
{
	bool json = false;
	const struct cli_option table[] = {{"json", OPTION_FLAG, NULL, "one JSON object", &json}};
	struct cli_arguments arguments;
	enum exit_status status = EXIT_DONE;

	if (!cli_parse(cli, "read", "PROFILE METER [OPTIONS]", table, ARRAY_SIZE(table), argc, argv,
		    &arguments, &status))
		return status;
	if (arguments.count != 2)
		return cli_usage("read", "say a profile and the number of a meter");
	if (!sv_is_identifier(sv(arguments.values[1]), METER_NO_MAX))
		return cli_usage("read", "'%s' is no meter number", arguments.values[1]);
	if (!cli_load_config(cli, false, &status))
		return status;
	const struct account *account = cli_account(cli, arguments.values[0], true, &status);
	if (!account || !cli_open_store(cli, &status))
		return status;
	status = ask(cli, account, arguments.values[1]);
	if (status != EXIT_DONE)
		return status;
	return print_newest(cli, account->name, arguments.values[1], json);
}
