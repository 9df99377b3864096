/* SPDX-License-Identifier: MIT */
#include "views/console.h"
#include "cli/cli.h"
#include "core/engine/engine.h"
#include "tui/script.h"

static enum config_switch ascii_switch(const struct cli *cli)
{
	return cli->ascii ? SWITCH_ON : cli->config.console.ascii;
}

static void swallow(void *context, enum log_level level, const char *message)
{
	/* The screen owns the terminal; what happens is in the message log. */
	(void)context;
	(void)level;
	(void)message;
}

static void start_engine(void *context)
{
	struct engine *engine = context;
	struct error err = {0};

	/* Without an engine the console still browses; what went wrong is said when the screen is gone. */
	if (!engine_start(engine, &err))
		fprintf(stderr, "meterdeck: %s\n", err.message);
}

static bool run_on_screen(struct cli *cli, struct console *console, struct error *err)
{
	int width = 80, height = 24;

	if (!cli->script)
		return console_run(console, err);
	if (cli->size && !size_parse(sv(cli->size), &width, &height, err))
		return error_wrap(err, "--size");
	return console_run_script(console, cli->script, width, height, err);
}

enum exit_status console_with_engine(struct cli *cli, const char *title)
{
	struct logger silent = {swallow, NULL, LOG_ERROR};
	struct engine_options engine_options = {
		.data_directory = cli->config.data_dir,
		.accounts = cli->config.accounts,
		.account_count = cli->config.account_count,
		.goal = ENGINE_FOREVER,
		.history_days = -1,
		.logger = &silent,
	};
	struct error err = {0};
	enum exit_status status = EXIT_DONE;
	struct engine *engine = engine_new(&engine_options, &err);
	struct console_options options = {
		.store = cli->store,
		.config = &cli->config,
		.theme = cli->theme,
		.readonly = cli->config.console.readonly,
		.ascii = ascii_switch(cli),
		.zone = cli->zone,
		.title = title,
		.after_first_paint = start_engine,
		.context = engine,
	};
	struct console *console = engine ? console_new(&options, &err) : NULL;

	if (!console || !run_on_screen(cli, console, &err))
		status = cli_fail(&err);
	console_free(console);
	engine_free(engine);
	return status;
}

enum exit_status run_console(struct cli *cli, int argc, char **argv)
{
	enum exit_status status = EXIT_DONE;
	struct error err = {0};

	(void)argc;
	(void)argv;
	if (cli->size && !cli->script)
		return cli_usage(NULL, "--size goes with --script");
	if (!cli_load_config(cli, true, &status))
		return status;
	if (!cli->config.path) {
		fputs("meterdeck: there is no configuration yet. `meterdeck demo` shows the console on a "
		      "built-in\n"
		      "simulator; meterdeck.conf(5) says how to configure a platform.\n",
			stderr);
		return EXIT_CONFIGURATION;
	}
	/* Before the screen: a secret's command may ask on the terminal. */
	if (!config_open_secrets(&cli->config, NULL, &err))
		return cli_fail(&err);
	if (!cli_open_store(cli, &status))
		return status;
	return console_with_engine(cli, "meterdeck");
}
