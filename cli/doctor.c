/* SPDX-License-Identifier: MIT */
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "cli/engine_run.h"
#include "core/store/cache_reader.h"
#include "core/store/ledger.h"
#include "core/store/platform.h"

/*
 * What may be wrong around the console, a line each: good, a warning with what to do, or a fault. Nothing is
 * changed.
 */
struct doctor {
	struct cli *cli;
	unsigned warnings, faults;
	enum exit_status status;
};

static void good(const char *what, const char *detail)
{
	printf("  ok    %-14s %s\n", what, detail);
}

static void warn(struct doctor *doctor, const char *what, const char *detail)
{
	printf("  warn  %-14s %s\n", what, detail);
	doctor->warnings++;
}

static void fault(struct doctor *doctor, const char *what, const char *detail, enum exit_status status)
{
	printf("  FAULT %-14s %s\n", what, detail);
	doctor->faults++;
	if (doctor->status == EXIT_DONE)
		doctor->status = status;
}

static void check_terminal(struct doctor *doctor)
{
	const char *term = getenv("TERM");
	struct winsize size = {0};
	char detail[160];

	if (!isatty(STDOUT_FILENO)) {
		warn(doctor, "terminal", "stdout is none: the console needs one, the subcommands do not");
		return;
	}
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	snprintf(detail, sizeof(detail), "TERM=%s, %ux%u", term ? term : "(unset)", size.ws_col, size.ws_row);
	if (!term || strcmp(term, "dumb") == 0)
		fault(doctor, "terminal",
			"TERM says that it cannot place the cursor: set it, e.g. TERM=xterm-256color",
			EXIT_REFUSED);
	else if (size.ws_col < 80 || size.ws_row < 24)
		warn(doctor, "terminal", "smaller than 80x24: some columns will be missing");
	else
		good("terminal", detail);
}

static void check_locale(struct doctor *doctor)
{
	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		good("locale", "UTF-8");
	else
		warn(doctor, "locale",
			"not UTF-8: ASCII is drawn and Chinese names appear as ?; set LANG=C.UTF-8");
}

static bool check_config(struct doctor *doctor)
{
	struct cli *cli = doctor->cli;
	enum exit_status status = EXIT_DONE;
	struct error err = {0};

	fflush(stdout);
	if (!cli_load_config(cli, true, &status)) {
		fault(doctor, "configuration", "has mistakes: `meterdeck check-config` lists them", status);
		return false;
	}
	if (!cli->config.path) {
		warn(doctor, "configuration",
			"none: `meterdeck demo` needs none, meterdeck.conf(5) describes one");
		return true;
	}
	if (!config_open_secrets(&cli->config, NULL, &err)) {
		fault(doctor, "secrets", err.message, EXIT_CONFIGURATION);
		return false;
	}
	good("configuration", cli->config.path);
	for (size_t i = 0; i < cli->config.account_count; i++) {
		if (account_is_plaintext(&cli->config.accounts[i]))
			warn(doctor, cli->config.accounts[i].name,
				"PLAINTEXT: what is sent there can be read on the way");
	}
	return true;
}

static void check_space(struct doctor *doctor)
{
	struct statvfs space;
	char detail[96];

	if (statvfs(store_directory(doctor->cli->store), &space) != 0)
		return;
	uint64_t megabytes = (uint64_t)space.f_bavail * space.f_frsize / (1024 * 1024);
	snprintf(detail, sizeof(detail), "%llu MiB free", (unsigned long long)megabytes);
	if (megabytes < 64)
		fault(doctor, "disk", detail, EXIT_STORE);
	else
		good("disk", detail);
}

static void check_store(struct doctor *doctor)
{
	enum exit_status status = EXIT_DONE;
	struct cache_tally tally;
	struct error err = {0};
	char detail[160];

	if (!cli_open_store(doctor->cli, &status)) {
		fault(doctor, "data directory", "cannot be used", status);
		return;
	}
	good("data directory", store_directory(doctor->cli->store));
	check_space(doctor);
	struct ledger *ledger = ledger_open(doctor->cli->store, &err);
	if (ledger)
		good("ledger", "opens");
	else
		fault(doctor, "ledger", err.message, EXIT_STORE);
	ledger_close(ledger);
	struct cache_reader *reader = cache_reader_open(doctor->cli->store, &err);
	if (reader && cache_tally(reader, SV_NONE, &tally, &err)) {
		snprintf(detail, sizeof(detail), "%lld meters, %lld readings", (long long)tally.meters,
			(long long)tally.readings);
		good("cache", detail);
	} else {
		warn(doctor, "cache", err.message);
	}
	cache_reader_close(reader);
}

static void check_leader(struct doctor *doctor)
{
	struct engine_leader leader;
	struct error err = {0};
	char detail[160];

	if (!engine_leader_look(doctor->cli->config.data_dir, &leader, &err)) {
		fault(doctor, "engine", err.message, EXIT_STORE);
		return;
	}
	snprintf(detail, sizeof(detail), leader.held ? "process %lld on %s leads" : "nobody leads",
		(long long)leader.pid, leader.host);
	good("engine", detail);
}

static void report_platform(struct doctor *doctor, const struct platform_fact *fact)
{
	char name[64], detail[256];

	snprintf(name, sizeof(name), "%.*s", SV_ARG(fact->profile));
	if (fact->clock_skew_known && (fact->clock_skew_ms > 60000 || fact->clock_skew_ms < -60000)) {
		snprintf(detail, sizeof(detail), "its clock differs from this one by %lld s",
			(long long)(fact->clock_skew_ms / 1000));
		warn(doctor, name, detail);
	}
	snprintf(detail, sizeof(detail), "%s, %s%s%.*s", platform_state_word(fact->state),
		platform_transport_word(fact->transport), fact->message.length ? ": " : "",
		SV_ARG(display_view(fact->message)));
	if (fact->state == PLATFORM_ONLINE || fact->state == PLATFORM_LOCAL)
		good(name, detail);
	else if (fact->state == PLATFORM_OFFLINE || fact->state == PLATFORM_UNTRUSTED)
		fault(doctor, name, detail, EXIT_UNREACHABLE);
	else
		warn(doctor, name, detail);
}

/* One pass each asks more than a ping would: name, password, key and clock are tried as well. */
static void check_platforms(struct doctor *doctor)
{
	struct cli *cli = doctor->cli;
	struct engine_options options = {
		.data_directory = cli->config.data_dir,
		.accounts = cli->config.accounts,
		.account_count = cli->config.account_count,
		.goal = ENGINE_ONE_PASS,
		.history_days = -1,
	};
	struct engine_leader leader;
	struct platform_fact *rows;
	size_t count = 0;
	struct error err = {0};

	if (cli->config.account_count == 0 || !engine_leader_look(cli->config.data_dir, &leader, &err))
		return;
	if (!leader.held) {
		struct engine *engine = engine_new(&options, &err);
		if (!engine || !engine_run_until_signal(engine, &err))
			fault(doctor, "platforms", err.message, EXIT_REFUSED);
		engine_free(engine);
	}
	struct cache_reader *reader = cache_reader_open(cli->store, &err);
	if (reader && cache_platforms(reader, &cli->arena, &rows, &count, &err)) {
		for (size_t i = 0; i < count; i++)
			report_platform(doctor, &rows[i]);
	}
	cache_reader_close(reader);
}

enum exit_status run_doctor(struct cli *cli, int argc, char **argv)
{
	bool offline = false;
	const struct cli_option table[] = {
		{"offline", OPTION_FLAG, NULL, "do not ask the platforms", &offline},
	};
	struct doctor doctor = {.cli = cli};
	struct cli_arguments arguments;
	enum exit_status status;

	if (!cli_parse(cli, "doctor", "[OPTIONS]", table, ARRAY_SIZE(table), argc, argv, &arguments, &status))
		return status;
	check_terminal(&doctor);
	check_locale(&doctor);
	if (check_config(&doctor)) {
		check_store(&doctor);
		check_leader(&doctor);
		if (!offline && cli->store)
			check_platforms(&doctor);
	}
	printf("%u fault%s, %u warning%s\n", doctor.faults, doctor.faults == 1 ? "" : "s", doctor.warnings,
		doctor.warnings == 1 ? "" : "s");
	return doctor.status;
}
