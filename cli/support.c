/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "core/vendors/driver.h"

enum exit_status exit_status_of(enum error_code code)
{
	switch (code) {
	case ERROR_NONE:
		return EXIT_DONE;
	case ERROR_USAGE:
		return EXIT_USAGE;
	case ERROR_CONFIG:
		return EXIT_CONFIGURATION;
	case ERROR_IO:
	case ERROR_STORE:
		return EXIT_STORE;
	case ERROR_UNREACHABLE:
	case ERROR_TIMEOUT:
	case ERROR_BROKEN:
	case ERROR_TOO_FAST:
		return EXIT_UNREACHABLE;
	case ERROR_TLS:
	case ERROR_LOGIN:
	case ERROR_CAPTCHA:
	case ERROR_PERMISSION:
		return EXIT_PERMISSION;
	case ERROR_BUSY:
		return EXIT_TEMPORARY;
	case ERROR_MALFORMED:
	case ERROR_REFUSED:
	case ERROR_NOT_FOUND:
	case ERROR_RANGE:
	case ERROR_CANCELLED:
		return EXIT_REFUSED;
	}
	return EXIT_REFUSED;
}

enum exit_status cli_fail(const struct error *err)
{
	fprintf(stderr, "meterdeck: %s\n", err->message);
	return exit_status_of(err->code);
}

enum exit_status cli_usage(const char *command, const char *format, ...)
{
	va_list arguments;

	fputs("meterdeck: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nTry `meterdeck %s%s--help`.\n", command ? command : "", command ? " " : "");
	return EXIT_USAGE;
}

instant cli_now(const struct cli *cli)
{
	return cli->clock->wall(cli->clock->context);
}

static void print_problems(const struct config *config)
{
	for (size_t i = 0; i < config->problem_count; i++) {
		struct string line = {0};
		config_problem_format(&config->problems[i], &line);
		fprintf(stderr, "%s\n", string_text(&line));
		string_free(&line);
	}
}

static void choose_zone(struct cli *cli)
{
	cli->zone = cli->config.console.zone;
	if (cli->zone)
		return;
	/* The host's own, where it says one; else UTC, which is at least never ambiguous. */
	const char *name = getenv("TZ");
	if (name && name[0] == ':')
		name++;
	cli->own_zone = time_zone_open(name && name[0] ? name : "localtime", NULL);
	if (!cli->own_zone)
		cli->own_zone = time_zone_open("UTC", NULL);
	cli->zone = cli->own_zone;
}

bool cli_load_config(struct cli *cli, bool optional, enum exit_status *status)
{
	struct config_driver drivers[16];
	struct config_request request = {.path = cli->config_path,
		.data_dir = cli->data_dir,
		.optional = optional,
		.drivers = drivers};
	struct error err = {0};
	size_t count;

	if (cli->config_loaded)
		return true;
	const struct driver *const *all = driver_all(&count);
	for (size_t i = 0; i < count && i < ARRAY_SIZE(drivers); i++)
		drivers[request.driver_count++] = (struct config_driver){all[i]->name, all[i]->required_keys};
	cli->config_loaded = true;
	bool good = config_load(&request, &cli->config, &err);
	if (!good) {
		if (cli->config.problem_count)
			print_problems(&cli->config);
		else
			cli_fail(&err);
		*status = EXIT_CONFIGURATION;
		return false;
	}
	cli->config.console.readonly |= cli->readonly;
	choose_zone(cli);
	return true;
}

bool cli_open_store(struct cli *cli, enum exit_status *status)
{
	struct error err = {0};

	if (cli->store)
		return true;
	cli->store = store_open(cli->config.data_dir, &err);
	if (!cli->store)
		*status = cli_fail(&err);
	return cli->store != NULL;
}

const struct account *cli_account(
	struct cli *cli, const char *profile, bool with_secrets, enum exit_status *status)
{
	struct error err = {0};
	const struct account *account = config_account(&cli->config, profile, &err);

	if (!account) {
		*status = err.code == ERROR_NOT_FOUND ? EXIT_USAGE : exit_status_of(err.code);
		cli_fail(&err);
		return NULL;
	}
	if (with_secrets && !config_open_secrets(&cli->config, profile, &err)) {
		*status = cli_fail(&err);
		return NULL;
	}
	return account;
}
