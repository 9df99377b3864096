/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/roster_import.h"
#include "core/store/ledger.h"
#include "core/vendors/driver.h"
#include "simulator/simulator.h"

/* The console on a simulator of our own, in a data directory that goes with it. */
struct demo {
	struct simulator *simulator;
	char directory[64];
	struct string configuration;
};

static int remove_entry(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
	(void)stat;
	(void)type;
	(void)walk;
	return remove(path);
}

static bool make_directory(struct demo *demo, struct error *err)
{
	const char *base = getenv("TMPDIR");
	struct string path = {0};

	string_append_format(&path, "%s/meterdeck-demo-XXXXXX", base && base[0] == '/' ? base : "/tmp");
	bool good = path.length < sizeof(demo->directory) && mkdtemp(path.data);
	if (good)
		memcpy(demo->directory, path.data, path.length + 1);
	else
		error_errno(err, ERROR_IO, errno, "making a directory for the demo");
	string_free(&path);
	return good;
}

/* As for anybody, but asked every few seconds: who looks at a demo wants to see something move. */
static void write_configuration(struct demo *demo)
{
	struct string plain = {0};
	struct string_view rest, line;

	simulator_write_configuration(demo->simulator, &plain);
	rest = string_view(&plain);
	while (sv_split(&rest, '\n', &line)) {
		string_append_view(&demo->configuration, line);
		string_append_char(&demo->configuration, '\n');
		if (sv_starts_with(line, SV("[profile")))
			string_append(&demo->configuration, "poll_seconds = 10\n");
	}
	string_wipe(&plain);
}

static bool load_configuration(struct cli *cli, struct demo *demo, struct error *err)
{
	struct config_driver drivers[16];
	struct config_request request = {.data_dir = demo->directory, .drivers = drivers};
	size_t count;
	const struct driver *const *all = driver_all(&count);

	for (size_t i = 0; i < count && i < ARRAY_SIZE(drivers); i++)
		drivers[request.driver_count++] = (struct config_driver){all[i]->name, all[i]->required_keys};
	write_configuration(demo);
	request.text = string_view(&demo->configuration);
	cli->config_loaded = true;
	if (!config_load(&request, &cli->config, err) || !config_open_secrets(&cli->config, NULL, err))
		return false;
	cli->config.console.readonly |= cli->readonly;
	cli->own_zone = time_zone_open("localtime", NULL);
	if (!cli->own_zone)
		cli->own_zone = time_zone_open("UTC", NULL);
	cli->zone = cli->config.console.zone ? cli->config.console.zone : cli->own_zone;
	return true;
}

/* The prepaid platform has no list of its own: its meters come from a file everywhere, so here too. */
static bool import_meters(struct cli *cli, struct demo *demo, struct error *err)
{
	struct string csv = {0};
	struct roster_file file = {0};
	struct roster_counts counts;
	bool good = true;

	simulator_write_meters_csv(demo->simulator, &csv);
	for (size_t i = 0; good && i < cli->config.account_count; i++) {
		const struct account *account = &cli->config.accounts[i];
		if (driver_find(account->driver)->lists_meters)
			continue;
		struct ledger *ledger = ledger_open(cli->store, err);
		good = ledger && roster_text_read(string_view(&csv), "the simulator's meters", &file, err) &&
		       ledger_import_roster(ledger, sv(account->name), file.meters, file.count, cli_now(cli),
			       &counts, err);
		ledger_close(ledger);
		roster_file_free(&file);
	}
	string_free(&csv);
	return good;
}

static void demo_end(struct cli *cli, struct demo *demo)
{
	store_close(cli->store);
	cli->store = NULL;
	simulator_stop(demo->simulator);
	if (demo->directory[0])
		nftw(demo->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	string_wipe(&demo->configuration);
}

enum exit_status run_demo(struct cli *cli, int argc, char **argv)
{
	int64_t meters = 200, seed = 1;
	const struct cli_option table[] = {
		{"meters", OPTION_NUMBER, "N", "so many meters, over all platforms [200]", &meters},
		{"seed", OPTION_NUMBER, "S", "another world of the same kind [1]", &seed},
	};
	struct cli_arguments arguments;
	struct demo demo = {0};
	enum exit_status status = EXIT_DONE;
	struct error err = {0};

	if (!cli_parse(cli, "demo", "[OPTIONS]", table, ARRAY_SIZE(table), argc, argv, &arguments, &status))
		return status;
	if (arguments.count || meters < 1 || meters > 10000000 || seed < 0)
		return cli_usage("demo", "--meters takes 1 to 10,000,000 and --seed a number from 0");
	const struct simulator_options options = {.meters = (uint32_t)meters,
		.seed = (uint64_t)seed,
		.alarm_interval = 7 * SECOND,
		.live_interval = 5 * SECOND};
	demo.simulator = simulator_start(&options, &err);
	bool good = demo.simulator && make_directory(&demo, &err) && load_configuration(cli, &demo, &err) &&
		    cli_open_store(cli, &status) && import_meters(cli, &demo, &err);
	if (good)
		status = console_with_engine(cli, "meterdeck demo");
	else if (err.code != ERROR_NONE)
		status = cli_fail(&err);
	demo_end(cli, &demo);
	return status;
}
