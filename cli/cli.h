/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/log.h"
#include "core/base/memory.h"
#include "core/config/config.h"
#include "core/store/store.h"

/*
 * The command line (meterdeck(1)). Data goes to stdout, messages to stderr. One struct is passed down; a
 * subcommand is a row of a table and one file.
 */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,
	EXIT_USAGE = 2,
	EXIT_OUTCOME_UNKNOWN = 3,
	EXIT_UNREACHABLE = 69,
	EXIT_STORE = 74,
	EXIT_TEMPORARY = 75,
	EXIT_PERMISSION = 77,
	EXIT_CONFIGURATION = 78,
};
enum exit_status exit_status_of(enum error_code code);

struct cli {
	/* Global options. */
	const char *config_path;
	const char *data_dir;
	const char *theme;
	bool readonly;
	bool ascii;
	const char *script; /* --script FILE */
	const char *size;   /* --size WxH */

	/* Made by cli_load_config() and cli_open_store(), freed by main. */
	struct config config;
	bool config_loaded;
	struct store *store;
	const struct time_zone *zone; /* times that are printed and typed */
	struct time_zone *own_zone;
	struct logger logger; /* to stderr */
	const struct clock *clock;
	struct arena arena; /* until the end of the subcommand */
};

/* Says the error on stderr ("meterdeck: ...") and gives the exit status that belongs to it. */
enum exit_status cli_fail(const struct error *err);
void cli_print_version(void);
enum exit_status cli_usage(const char *command, const char *format, ...) PRINTF(2, 3);

/* False after having listed every problem on stderr. With `optional`, no configuration is no problem. */
bool cli_load_config(struct cli *cli, bool optional, enum exit_status *status);
bool cli_open_store(struct cli *cli, enum exit_status *status);
/* The profile of that name with its secrets, or NULL with status set. */
const struct account *cli_account(
	struct cli *cli, const char *profile, bool with_secrets, enum exit_status *status);
instant cli_now(const struct cli *cli);

/*
 * The options of a subcommand, as data: parsed, checked and shown by --help from one table.
 */
enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER };
struct cli_option {
	const char *name; /* "profile" for --profile */
	enum option_kind kind;
	const char *argument; /* "P" */
	const char *help;
	void *target; /* bool *, const char ** or int64_t * */
};
struct cli_arguments {
	int count;
	char **values; /* what is no option, in order */
};
/* False when the usage was wrong or --help was asked: *status is what to return then. */
bool cli_parse(struct cli *cli, const char *command, const char *synopsis, const struct cli_option *options,
	size_t option_count, int argc, char **argv, struct cli_arguments *arguments,
	enum exit_status *status);

/* A row of the table of subcommands. */
struct cli_command {
	const char *name;
	const char *help;
	enum exit_status (*run)(struct cli *cli, int argc, char **argv);
};
const struct cli_command *cli_commands(size_t *count);
const struct cli_command *cli_find_command(const char *name);

/* The subcommands, each in a file of its own. */
enum exit_status run_console(struct cli *cli, int argc, char **argv);
enum exit_status run_demo(struct cli *cli, int argc, char **argv);
enum exit_status run_simulate(struct cli *cli, int argc, char **argv);
enum exit_status run_check_config(struct cli *cli, int argc, char **argv);
enum exit_status run_trust(struct cli *cli, int argc, char **argv);
enum exit_status run_login(struct cli *cli, int argc, char **argv);
enum exit_status run_sync(struct cli *cli, int argc, char **argv);
enum exit_status run_read(struct cli *cli, int argc, char **argv);
enum exit_status run_meters(struct cli *cli, int argc, char **argv);
enum exit_status run_readings(struct cli *cli, int argc, char **argv);
enum exit_status run_alarms(struct cli *cli, int argc, char **argv);
enum exit_status run_events(struct cli *cli, int argc, char **argv);
enum exit_status run_commands(struct cli *cli, int argc, char **argv);
enum exit_status run_prices(struct cli *cli, int argc, char **argv);
enum exit_status run_messages(struct cli *cli, int argc, char **argv);
enum exit_status run_platforms(struct cli *cli, int argc, char **argv);
enum exit_status run_doctor(struct cli *cli, int argc, char **argv);

/* The console with an engine of its own behind it; used by the console and the demo. */
enum exit_status console_with_engine(struct cli *cli, const char *title);
