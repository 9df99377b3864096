/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/cli.h"

static void print_help(
	const char *command, const char *synopsis, const struct cli_option *options, size_t count)
{
	const struct cli_command *row = cli_find_command(command);

	printf("usage: meterdeck %s%s%s\n", command, synopsis[0] ? " " : "", synopsis);
	if (row)
		printf("\n%s\n", row->help);
	printf("\n");
	for (size_t i = 0; i < count; i++) {
		char left[48];
		snprintf(left, sizeof(left), "--%s%s%s", options[i].name, options[i].argument ? " " : "",
			options[i].argument ? options[i].argument : "");
		printf("  %-20s %s\n", left, options[i].help);
	}
	printf("  %-20s this text\n  %-20s the program's version\n", "--help", "--version");
}

static const struct cli_option *find(
	const struct cli_option *options, size_t count, const char *word, size_t length)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(options[i].name) == length && strncmp(options[i].name, word, length) == 0)
			return &options[i];
	}
	return NULL;
}

static enum exit_status unknown_option(
	const char *command, const struct cli_option *options, size_t count, const char *word, size_t length)
{
	const char *names[32];

	for (size_t i = 0; i < count && i < ARRAY_SIZE(names); i++)
		names[i] = options[i].name;
	const char *nearest = sv_nearest(sv_from(word, length), names, MIN(count, ARRAY_SIZE(names)));
	if (nearest)
		return cli_usage(
			command, "unknown option '--%.*s', did you mean '--%s'?", (int)length, word, nearest);
	return cli_usage(command, "unknown option '--%.*s'", (int)length, word);
}

static bool take(
	const char *command, const struct cli_option *option, const char *value, enum exit_status *status)
{
	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)option->target = true;
		return true;
	case OPTION_TEXT:
		*(const char **)option->target = value;
		return true;
	case OPTION_NUMBER:
		if (sv_to_integer(sv(value), option->target))
			return true;
		*status = cli_usage(command, "--%s takes a whole number, not '%s'", option->name, value);
		return false;
	}
	return false;
}

bool cli_parse(struct cli *cli, const char *command, const char *synopsis, const struct cli_option *options,
	size_t option_count, int argc, char **argv, struct cli_arguments *arguments, enum exit_status *status)
{
	bool options_over = false;

	(void)cli;
	*arguments = (struct cli_arguments){0, argv + 1};
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		if (options_over || strncmp(word, "--", 2) != 0) {
			arguments->values[arguments->count++] = argv[i];
			continue;
		}
		word += 2;
		if (!word[0]) {
			options_over = true;
			continue;
		}
		if (strcmp(word, "help") == 0) {
			print_help(command, synopsis, options, option_count);
			*status = EXIT_DONE;
			return false;
		}
		if (strcmp(word, "version") == 0) {
			cli_print_version();
			*status = EXIT_DONE;
			return false;
		}
		size_t length = strcspn(word, "=");
		const struct cli_option *option = find(options, option_count, word, length);
		if (!option) {
			*status = unknown_option(command, options, option_count, word, length);
			return false;
		}
		const char *value = word[length] == '=' ? word + length + 1 : NULL;
		if (option->kind == OPTION_FLAG && value) {
			*status = cli_usage(command, "--%s takes no value", option->name);
			return false;
		}
		if (option->kind != OPTION_FLAG && !value) {
			value = i + 1 < argc ? argv[++i] : NULL;
			if (!value) {
				*status = cli_usage(command, "--%s wants a value", option->name);
				return false;
			}
		}
		if (!take(command, option, value, status))
			return false;
	}
	return true;
}
