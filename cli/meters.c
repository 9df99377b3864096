/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/engine_run.h"
#include "cli/lists.h"
#include "cli/roster_import.h"
#include "core/store/ledger.h"
#include "core/vendors/driver.h"

/* The engine mirrors the roster into what lists show: whoever leads is told, or an engine does it meanwhile.
 */
static bool mirror(struct cli *cli, const char *profile, struct error *err)
{
	struct engine_answer answer;
	struct served_link served;

	if (!served_link_open(&served, cli, profile, err))
		return false;
	bool good = true;
	if (!served.engine) {
		uint64_t request = engine_link_sweep(served.link, profile, 0, err);
		/* The pass itself may fail without a captcha; what was imported is mirrored before it. */
		good = served_link_wait(&served, request, MINUTE, &answer, err) || err->code != ERROR_TIMEOUT;
	}
	served_link_close(&served);
	return good;
}

static enum exit_status import_into(struct cli *cli, const char *profile, const struct roster_file *file)
{
	struct roster_counts counts;
	struct error err = {0};
	struct ledger *ledger = ledger_open(cli->store, &err);
	bool good = ledger && ledger_import_roster(ledger, sv(profile), file->meters, file->count,
				      cli_now(cli), &counts, &err);

	ledger_close(ledger);
	if (!good)
		return cli_fail(&err);
	fprintf(stderr, "meterdeck: %zu new, %zu changed, %zu as before\n", counts.inserted, counts.updated,
		counts.unchanged);
	return mirror(cli, profile, &err) ? EXIT_DONE : cli_fail(&err);
}

static enum exit_status import(struct cli *cli, int argc, char **argv)
{
	const char *profile = NULL;
	const struct cli_option table[] = {
		{"profile", OPTION_TEXT, "P", "the profile they belong to (required)", &profile}};
	struct cli_arguments arguments;
	struct roster_file file = {0};
	enum exit_status status = EXIT_DONE;
	struct error err = {0};

	if (!cli_parse(cli, "meters", "import FILE.csv --profile P", table, ARRAY_SIZE(table), argc, argv,
		    &arguments, &status))
		return status;
	if (arguments.count != 1 || !profile)
		return cli_usage("meters", "meters import wants one file and --profile");
	if (!cli_load_config(cli, false, &status))
		return status;
	const struct account *account = cli_account(cli, profile, false, &status);
	if (!account || !cli_open_store(cli, &status))
		return status;
	if (driver_find(account->driver)->lists_meters) {
		error_set(&err, ERROR_USAGE, "%s lists its meters itself: nothing to import for \"%s\"",
			driver_find(account->driver)->title, profile);
		return cli_fail(&err);
	}
	status = roster_file_read(arguments.values[0], &file, &err) ? import_into(cli, account->name, &file)
								    : cli_fail(&err);
	roster_file_free(&file);
	return status;
}

enum exit_status run_meters(struct cli *cli, int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "import") == 0)
		return import(cli, argc - 1, argv + 1);
	return list_meters(cli, argc, argv);
}
