/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/base/display_text.h"
#include "core/base/string.h"
#include "core/config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const keys[] = {"url", "username", "password", NULL};
static const struct config_driver drivers[] = {{"dlms", keys}, {"jrhsz", keys}};

static void check_problems(const struct config *config)
{
	struct string text = {0};

	for (size_t i = 0; i < config->problem_count; i++)
		config_problem_format(&config->problems[i], &text);
	if (!utf8_valid(string_view(&text)))
		abort();
	string_free(&text);
}

static void check_accounts(const struct config *config)
{
	for (size_t i = 0; i < config->account_count; i++) {
		const struct account *account = &config->accounts[i];

		if (!account->zone || account->poll_ms < SECOND || !account->name[0])
			abort();
		account_is_plaintext(account);
	}
}

/* Secret files and commands are named by what is read here, so they are never opened. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct config_request request = {
		.text = sv_from((const char *)data, size), .drivers = drivers, .driver_count = 2};
	struct config config;
	struct error err;

	if (!data)
		return 0;
	if (config_load(&request, &config, &err) != (config.problem_count == 0))
		abort();
	check_problems(&config);
	check_accounts(&config);
	config_free(&config);
	return 0;
}
