/* SPDX-License-Identifier: MIT */
#include "workbench.h"

#include <ftw.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/vendors/driver.h"

static bool load(struct bench *bench, struct error *err)
{
	struct config_driver drivers[8];
	struct config_request request = {.data_dir = bench->directory, .drivers = drivers};
	struct string text = {0};
	size_t count;
	const struct driver *const *all = driver_all(&count);

	for (size_t i = 0; i < count; i++)
		drivers[request.driver_count++] = (struct config_driver){all[i]->name, all[i]->required_keys};
	simulator_write_configuration(bench->simulator, &text);
	request.text = string_view(&text);
	bool good =
		config_load(&request, &bench->config, err) && config_open_secrets(&bench->config, NULL, err);
	string_free(&text);
	return good;
}

int bench_set_up(void **state)
{
	struct simulator_options options = {.meters = 60, .seed = 7};
	struct bench *bench = NEW(struct bench);
	struct error err = {0};

	snprintf(bench->directory, sizeof(bench->directory), "/tmp/meterdeck-engine-XXXXXX");
	bench->simulator = simulator_start(&options, &err);
	if (bench->simulator && mkdtemp(bench->directory) && load(bench, &err))
		bench->store = store_open(bench->directory, &err);
	if (bench->store)
		bench->reader = cache_reader_open(bench->store, &err);
	if (!bench->reader)
		print_error("%s\n", err.message);
	*state = bench;
	return bench->reader ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
	return remove(path);
}

int bench_tear_down(void **state)
{
	struct bench *bench = *state;

	cache_reader_close(bench->reader);
	store_close(bench->store);
	config_free(&bench->config);
	simulator_stop(bench->simulator);
	arena_free(&bench->arena);
	nftw(bench->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	free(bench);
	return 0;
}

struct engine_options bench_options(struct bench *bench, enum engine_goal goal)
{
	return (struct engine_options){
		.data_directory = bench->directory,
		.accounts = bench->config.accounts,
		.account_count = bench->config.account_count,
		.goal = goal,
		.history_days = -1,
	};
}

struct engine_profile_report bench_pass(struct bench *bench, const char *profile, int history_days)
{
	struct engine_options options = bench_options(bench, ENGINE_ONE_PASS);
	struct error err = {0};

	options.only_profile = profile;
	options.history_days = history_days;
	struct engine *engine = engine_new(&options, &err);
	if (!engine || !engine_run(engine, &err))
		fail_msg("%s", err.message);
	struct engine_profile_report report = *engine_report(engine, 0);
	engine_free(engine);
	report.profile = profile;
	return report;
}

const char *bench_profile(const struct bench *bench, const char *driver)
{
	for (size_t i = 0; i < bench->config.account_count; i++) {
		if (strcmp(bench->config.accounts[i].driver, driver) == 0)
			return bench->config.accounts[i].name;
	}
	fail_msg("no profile of %s", driver);
	return NULL;
}

struct engine_answer bench_wait(struct engine_link *link, uint64_t request)
{
	struct pollfd descriptor = {.fd = engine_link_descriptor(link), .events = POLLIN};
	struct engine_answer answer;

	assert_true(request > 0);
	for (;;) {
		while (engine_link_receive(link, &answer)) {
			if (answer.request == request)
				return answer;
		}
		assert_int_equal(poll(&descriptor, 1, 60000), 1);
	}
}

void bench_fault(struct bench *bench, enum simulator_port port, const char *endpoint, enum fault_kind kind,
	uint32_t count)
{
	struct fault fault = {.kind = kind};
	struct error err = {0};

	if (!simulator_set_fault(bench->simulator, port, endpoint, &fault, count, &err))
		fail_msg("%s", err.message);
}

struct platform_fact bench_platform(struct bench *bench, const char *profile)
{
	struct platform_fact fact;
	struct error err = {0};

	if (!cache_platform(bench->reader, sv(profile), &bench->arena, &fact, &err))
		fail_msg("%s", err.message);
	return fact;
}

struct cache_tally bench_tally(struct bench *bench, const char *profile)
{
	struct cache_tally tally;
	struct error err = {0};

	if (!cache_tally(bench->reader, sv(profile), &tally, &err))
		fail_msg("%s", err.message);
	return tally;
}
