/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "views/console.h"

enum exit_status run_check_config(struct cli *cli, int argc, char **argv)
{
	struct cli_arguments arguments;
	enum exit_status status = EXIT_DONE;
	struct error err = {0};

	if (!cli_parse(cli, "check-config", "", NULL, 0, argc, argv, &arguments, &status))
		return status;
	if (!cli_load_config(cli, false, &status))
		return status;
	if (!config_open_secrets(&cli->config, NULL, &err))
		return cli_fail(&err);
	/* Keys and theme are checked against the live tables. */
	const struct console_options options = {.config = &cli->config, .theme = cli->theme};
	if (!console_check(&options, &err))
		return cli_fail(&err);
	printf("%s: good, %zu profile%s\n", cli->config.path ? cli->config.path : "the configuration",
		cli->config.account_count, cli->config.account_count == 1 ? "" : "s");
	return EXIT_DONE;
}
