/* SPDX-License-Identifier: MIT */
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli/cli.h"
#include "core/vendors/driver.h"

static const struct cli_command commands[] = {
	{"demo", "the console on the built-in simulator, nothing to configure", run_demo},
	{"simulate", "only the simulator of the four platforms", run_simulate},
	{"check-config", "read the configuration and name every mistake", run_check_config},
	{"trust", "show a platform's certificate and the line that pins its key", run_trust},
	{"login", "open a session; shows the picture where the platform wants one read", run_login},
	{"sync", "the engine without a screen", run_sync},
	{"read", "ask a platform now for one meter's latest reading", run_read},
	{"meters", "list the meters; `meters import FILE.csv` adds those a platform cannot list", run_meters},
	{"readings", "list the readings of one meter", run_readings},
	{"alarms", "list the alarms", run_alarms},
	{"events", "list the events", run_events},
	{"commands", "list the platforms' commands", run_commands},
	{"prices", "list the price plans", run_prices},
	{"messages", "list the message log", run_messages},
	{"platforms", "list the platforms and how they fare", run_platforms},
	{"doctor", "check terminal, locale, configuration, store, clock and the way to each platform",
		run_doctor},
};

const struct cli_command *cli_commands(size_t *count)
{
	*count = ARRAY_SIZE(commands);
	return commands;
}

const struct cli_command *cli_find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static void print_help(FILE *out)
{
	fputs("usage: meterdeck [OPTIONS] [COMMAND ...]\n\n"
	      "Without a command: the console.\n\n"
	      "  --config FILE     the configuration (meterdeck.conf(5))\n"
	      "  --data-dir DIR    where what is known is kept\n"
	      "  --theme NAME      dark, light, mono, high-contrast, colour-blind or a file\n"
	      "  --readonly        refuse everything that changes something\n"
	      "  --ascii           no characters beyond ASCII for lines, signs and charts\n"
	      "  --script FILE     run the console from a script, without a terminal\n"
	      "  --size WxH        the screen's size for --script\n"
	      "  --help, --version\n\nCommands:\n",
		out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-13s %s\n", commands[i].name, commands[i].help);
	fputs("\n`meterdeck COMMAND --help` says more about one.\n", out);
}

void cli_print_version(void)
{
	printf("meterdeck %s\n", METERDECK_VERSION);
}

enum global_result { GLOBAL_TAKEN, GLOBAL_NOT_OURS, GLOBAL_BAD };

struct global_option {
	const char *name;
	const char **text; /* takes a value */
	bool *flag;
};

static enum global_result take_value(
	const struct global_option *option, char **argv, int *at, const char *inline_value)
{
	if (option->flag) {
		*option->flag = true;
		return inline_value ? GLOBAL_BAD : GLOBAL_TAKEN;
	}
	if (inline_value) {
		*option->text = inline_value;
		return GLOBAL_TAKEN;
	}
	if (!argv[*at + 1])
		return GLOBAL_BAD;
	*option->text = argv[++*at];
	return GLOBAL_TAKEN;
}

static enum global_result take_global(struct cli *cli, char **argv, int *at)
{
	const struct global_option options[] = {
		{"config", &cli->config_path, NULL},
		{"data-dir", &cli->data_dir, NULL},
		{"theme", &cli->theme, NULL},
		{"script", &cli->script, NULL},
		{"size", &cli->size, NULL},
		{"readonly", NULL, &cli->readonly},
		{"ascii", NULL, &cli->ascii},
	};

	if (strncmp(argv[*at], "--", 2) != 0)
		return GLOBAL_NOT_OURS;
	const char *word = argv[*at] + 2;
	size_t length = strcspn(word, "=");
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		if (strlen(options[i].name) == length && strncmp(word, options[i].name, length) == 0)
			return take_value(
				&options[i], argv, at, word[length] == '=' ? word + length + 1 : NULL);
	}
	return GLOBAL_NOT_OURS;
}

/*
 * Global options stand before the command, and after it too: who types `meters --config x` means the same.
 * They are taken out; what is left is the command and its own arguments.
 */
static bool take_globals(struct cli *cli, int *argc, char **argv, enum exit_status *status)
{
	int kept = 1;

	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--") == 0) {
			while (i < *argc)
				argv[kept++] = argv[i++];
			break;
		}
		const char *word = argv[i];
		switch (take_global(cli, argv, &i)) {
		case GLOBAL_TAKEN:
			break;
		case GLOBAL_BAD:
			*status = cli_usage(NULL, "%s: wrong value or none", word);
			return false;
		case GLOBAL_NOT_OURS:
			argv[kept++] = argv[i];
			break;
		}
	}
	*argc = kept;
	argv[kept] = NULL;
	return true;
}

static void write_log(void *context, enum log_level level, const char *message)
{
	(void)context;
	fprintf(stderr, "meterdeck: %s%s\n", level >= LOG_ERROR ? "error: " : "", message);
}

static enum exit_status unknown_command(const char *word)
{
	const char *names[ARRAY_SIZE(commands)];

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i].name;
	const char *nearest = sv_nearest(sv(word), names, ARRAY_SIZE(names));
	if (nearest)
		return cli_usage(NULL, "unknown command '%s', did you mean '%s'?", word, nearest);
	return cli_usage(NULL, "unknown command '%s'", word);
}

static enum exit_status run(struct cli *cli, int argc, char **argv)
{
	if (argc < 2)
		return run_console(cli, argc, argv);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_help(stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		cli_print_version();
		return EXIT_DONE;
	}
	if (argv[1][0] == '-')
		return cli_usage(NULL, "unknown option '%s'", argv[1]);
	const struct cli_command *command = cli_find_command(argv[1]);
	if (!command)
		return unknown_command(argv[1]);
	return command->run(cli, argc - 1, argv + 1);
}

/* Secrets live in this process: nobody else of the same user may look into it, and no core file may hold
 * them. */
static void close_process(void)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int main(int argc, char **argv)
{
	struct cli cli = {.clock = system_clock()};
	enum exit_status status = EXIT_DONE;

	/* Numbers and dates are written one way everywhere. */
	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	close_process();
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	cli.logger = (struct logger){write_log, &cli, LOG_WARNING};
	if (take_globals(&cli, &argc, argv, &status))
		status = run(&cli, argc, argv);
	store_close(cli.store);
	if (cli.config_loaded)
		config_free(&cli.config);
	time_zone_free(cli.own_zone);
	arena_free(&cli.arena);
	if (fflush(stdout) != 0 && status == EXIT_DONE)
		status = EXIT_STORE;
	return (int)status;
}
