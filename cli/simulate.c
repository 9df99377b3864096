/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <string.h>

#include "cli/cli.h"
#include "simulator/simulator.h"

static bool check_numbers(const char *command, int64_t meters, int64_t seed, enum exit_status *status)
{
	if (meters >= 1 && meters <= 10000000 && seed >= 0)
		return true;
	*status = cli_usage(command, "--meters takes 1 to 10,000,000 and --seed a number from 0");
	return false;
}

static void block_end_signals(sigset_t *ends)
{
	sigemptyset(ends);
	sigaddset(ends, SIGINT);
	sigaddset(ends, SIGTERM);
	sigaddset(ends, SIGHUP);
	pthread_sigmask(SIG_BLOCK, ends, NULL);
}

enum exit_status run_simulate(struct cli *cli, int argc, char **argv)
{
	int64_t port_base = 0, meters = 200, seed = 1, speed = 0;
	const struct cli_option table[] = {
		{"port-base", OPTION_NUMBER, "P",
			"ports P (dlms), P+1 (goldcard), P+2 (jrhsz), P+3, P+4 (iotgas)", &port_base},
		{"meters", OPTION_NUMBER, "N", "so many meters, over all platforms [200]", &meters},
		{"seed", OPTION_NUMBER, "S", "another world of the same kind [1]", &seed},
		{"speed", OPTION_NUMBER, "N", "consumption of N seconds in one [1]", &speed},
	};
	struct cli_arguments arguments;
	struct string text = {0};
	enum exit_status status = EXIT_DONE;
	struct error err = {0};
	sigset_t ends;
	int signal_number;

	if (!cli_parse(cli, "simulate", "--port-base P [OPTIONS]", table, ARRAY_SIZE(table), argc, argv,
		    &arguments, &status))
		return status;
	if (arguments.count || port_base < 0 || port_base > 65530 || speed < 0 || speed > 86400)
		return cli_usage("simulate", "--port-base takes 1 to 65530, --speed 1 to 86400");
	if (!check_numbers("simulate", meters, seed, &status))
		return status;
	const struct simulator_options options = {.port_base = (uint16_t)port_base,
		.meters = (uint32_t)meters,
		.seed = (uint64_t)seed,
		.speed = (uint32_t)speed};
	block_end_signals(&ends);
	struct simulator *simulator = simulator_start(&options, &err);
	if (!simulator)
		return cli_fail(&err);
	simulator_write_configuration(simulator, &text);
	printf("%s\nready\n", string_text(&text));
	fflush(stdout);
	string_free(&text);
	sigwait(&ends, &signal_number);
	simulator_stop(simulator);
	return EXIT_DONE;
}
