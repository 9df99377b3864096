/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/string.h"
#include "core/config/config.h"

static const char *const town_keys[] = {"url", "username", "password", NULL};
static const char *const gas_keys[] = {"data_url", "control_url", "data_api_key", NULL};
static const struct config_driver drivers[] = {{"town", town_keys}, {"citygas", gas_keys}};

#define PROFILE "[profile \"p\"]\ndriver = town\nurl = http://h\nusername = u\npassword = secret-word\n"

static bool load(const char *text, struct config *config, struct error *err)
{
	const struct config_request request = {.text = sv(text), .drivers = drivers, .driver_count = 2};

	return config_load(&request, config, err);
}

static void expect_good(const char *text, struct config *config)
{
	struct error err;

	if (!load(text, config, &err))
		fail_msg("%s", err.message);
	assert_int_equal(config->problem_count, 0);
}

static bool has_problem(const struct config *config, unsigned line, const char *words)
{
	for (size_t i = 0; i < config->problem_count; i++) {
		if (config->problems[i].line == line && strstr(config->problems[i].message, words))
			return true;
	}
	for (size_t i = 0; i < config->problem_count; i++)
		print_message("%u: %s\n", config->problems[i].line, config->problems[i].message);
	return false;
}

static void expect_problem(const char *text, unsigned line, const char *words)
{
	struct config config;
	struct error err;

	assert_false(load(text, &config, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_true(has_problem(&config, line, words));
	config_free(&config);
}

static void defaults_are_documented(void **state)
{
	struct config config;
	const struct account *account;

	expect_good(PROFILE, &config);
	assert_int_equal(config.account_count, 1);
	account = &config.accounts[0];
	assert_string_equal(account->name, "p");
	assert_string_equal(account->driver, "town");
	assert_string_equal(account->url, "http://h");
	assert_string_equal(account->password, "secret-word");
	assert_int_equal(account->poll_ms, 300000);
	assert_int_equal(account->timeout_ms, 30000);
	assert_int_equal(account->history_days, 60);
	assert_int_equal(account->hold_ms, 5000);
	assert_int_equal(time_zone_offset(account->zone, 0), 8 * 3600);
	assert_int_equal(account->body, BODY_FORM);
	assert_false(account->allow_plaintext);
	assert_null(account->tls_pin);
	assert_null(config.receiver_bind);
	assert_null(config.console.zone);
	assert_false(config.console.readonly);
	config_free(&config);
}

static void every_key_is_taken(void **state)
{
	struct config config;
	const struct account *account;

	expect_good("\xEF\xBB\xBF; a comment\r\n"
		    "[console] ; with a comment\r\n"
		    "theme = dark\nreadonly = yes\ntime_zone = UTC\nascii = yes\nmouse = off\n"
		    "[receiver]\nbind = 127.0.0.1:8480\n"
		    "[keys]\nmeters.valve = v\nmeters.token = \n"
		    "[profile \"\xE5\x9F\x8E gas\"] ; the name is free\n"
		    "driver=citygas\n"
		    "  data_url = http://h:2102/  ; two of them\n"
		    "\tcontrol_url = https://[::1]:2101/base/\n"
		    "data_api_key = a;b=c # d\n"
		    "define_no1 = customer_code\ndefine_no4 = address\n"
		    "body = json\nallow_plaintext = yes\n"
		    "tls_pin = sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
		    "tls_name = das.example.com\ncaptcha_command = cat\ntime_zone = Asia/Shanghai\n"
		    "poll_seconds = 10\ntimeout_seconds = 5\nhistory_days = 7\nhold_seconds = 0\n"
		    "duplicate_seconds = 60\nmax_amount = 100.50\nmax_amount_day = 1000\n",
		&config);
	assert_string_equal(config.console.theme, "dark");
	assert_true(config.console.readonly);
	assert_string_equal(time_zone_name(config.console.zone), "UTC");
	assert_int_equal(config.console.ascii, SWITCH_ON);
	assert_int_equal(config.console.mouse, SWITCH_OFF);
	assert_string_equal(config.receiver_bind, "127.0.0.1:8480");
	assert_int_equal(config.key_count, 2);
	assert_string_equal(config.keys[0].command, "meters.valve");
	assert_string_equal(config.keys[0].key, "v");
	assert_int_equal(config.keys[0].line, 11);
	assert_string_equal(config.keys[1].key, "");
	account = &config.accounts[0];
	assert_string_equal(account->name, "\xE5\x9F\x8E gas");
	assert_string_equal(account->data_url, "http://h:2102");
	assert_string_equal(account->control_url, "https://[::1]:2101/base");
	assert_string_equal(account->data_api_key, "a;b=c # d");
	assert_string_equal(account->define_no[0], "customer_code");
	assert_null(account->define_no[1]);
	assert_string_equal(account->define_no[3], "address");
	assert_int_equal(account->body, BODY_JSON);
	assert_true(account->allow_plaintext);
	assert_string_equal(account->tls_name, "das.example.com");
	assert_string_equal(account->captcha_command, "cat");
	assert_int_equal(account->poll_ms, 10000);
	assert_int_equal(account->timeout_ms, 5000);
	assert_int_equal(account->history_days, 7);
	assert_int_equal(account->hold_ms, 0);
	assert_int_equal(account->duplicate_ms, 60000);
	assert_string_equal(account->max_amount, "100.50");
	assert_string_equal(account->max_amount_day, "1000");
	config_free(&config);
}

struct mistake {
	const char *text;
	unsigned line;
	const char *words;
};

static const struct mistake mistakes[] = {
	{"theme = dark\n", 1, "'theme' stands before the first section"},
	{"[consol]\n", 1, "unknown section 'consol', did you mean 'console'?"},
	{"[profiel \"x\"]\n", 1, "did you mean 'profile'?"},
	{"[console\n", 1, "[name] or [profile \"name\"]"},
	{"[profile town]\n", 1, "[profile \"name\"]"},
	{"[profile \"\"]\n", 1, "1 to 64 bytes"},
	{"[profile \"a/b\"]\n", 1, "1 to 64 bytes"},
	{"[console]\nthem = dark\n", 2, "unknown key 'them', did you mean 'theme'?"},
	{"[console]\nzzzzzzzz = dark\n", 2, "unknown key 'zzzzzzzz'"},
	{"[console]\nreadonly = perhaps\n", 2, "readonly: 'perhaps' is not one of yes, no, on or off"},
	{"[console]\ntheme = dark\n\ntheme = light\n", 4, "'theme' is given already, in line 2"},
	{"[console]\njust words\n", 2, "key = value"},
	{"[console]\n= dark\n", 2, "key = value"},
	{"[console]\ntheme =\n", 2, "'theme' has no value"},
	{"[console]\ntheme = ; a comment\n", 2, "'theme' has no value"},
	{"[console]\ntime_zone = Mars/Olympus\n", 2, "time_zone: "},
	{"[console]\ntheme = \x1b[2J\n", 2, "control character"},
	{"[console]\ntheme = \xB0\xB2\n", 2, "not UTF-8"},
	{"[receiver]\nbind = 127.0.0.1\n", 2, "ADDRESS:PORT"},
	{"[receiver]\nbind = 127.0.0.1:99999\n", 2, "ADDRESS:PORT"},
	{"[keys]\nvalve = v\n", 2, "context.command = key"},
	{"[keys]\na.b = v\na.b = w\n", 3, "'a.b' is given already, in line 2"},
	{PROFILE PROFILE, 6, "there is a profile 'p' already, in line 1"},
	{PROFILE "usrname = x\n", 6, "unknown key 'usrname', did you mean 'username'?"},
	{PROFILE "data_api_key_fil = x\n", 6, "did you mean 'data_api_key_file'?"},
	{PROFILE "url_file = x\n", 6, "unknown key 'url_file'"},
	{PROFILE "password_command = x\n", 6, "'password' is given already, in line 5"},
	{PROFILE "tls_pin = sha256//AAAA\n", 6, "a pin is sha256//"},
	{PROFILE "tls_pin = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 6, "a pin is sha256//"},
	{PROFILE "tls_ca = /nowhere/at/all.pem\n", 6, "cannot read /nowhere/at/all.pem"},
	{PROFILE "tls_name = a b\n", 6, "no host name"},
	{PROFILE "tls_name = h.test\n", 6, "'tls_name' protects nothing"},
	{PROFILE "poll_seconds = 0\n", 6, "poll_seconds: '0' is not a whole number from 1 to 86400"},
	{PROFILE "history_days = many\n", 6, "whole number"},
	{PROFILE "timeout_seconds = 99999999999999999999\n", 6, "whole number"},
	{PROFILE "max_amount = -5\n", 6, "not an amount above 0"},
	{PROFILE "max_amount = 0\n", 6, "not an amount above 0"},
	{PROFILE "body = xml\n", 6, "'xml' is not one of form or json"},
	{PROFILE "define_no2 = street\n", 6, "customer_code, customer_name or address"},
	{PROFILE "data_url = ftp://h\n", 6, "data_url: an address begins with http:// or https://"},
	{PROFILE "data_url = http://\n", 6, "names no host"},
	{PROFILE "data_url = http://me:word@h\n", 6, "user name"},
	{PROFILE "data_url = http://h/?a=b\n", 6, "'?'"},
	{PROFILE "data_url = http://h:0\n", 6, "no port"},
	{"[profile \"p\"]\nurl = http://h\n", 1, "profile 'p' does not name its driver"},
	{"[profile \"p\"]\n", 1, "profile 'p' does not name its driver"},
	{"[profile \"p\"]\ndriver = twon\n", 2, "unknown driver 'twon', did you mean 'town'?"},
	{"\n[profile \"p\"]\ndriver = town\nurl = http://h\nusername = u\n", 2,
		"profile 'p' needs 'password' for driver town"},
};

static void each_mistake_is_named(void **state)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		expect_problem(mistakes[i].text, mistakes[i].line, mistakes[i].words);
}

static void all_mistakes_are_listed_in_order(void **state)
{
	struct config config;
	struct error err;
	struct string text = {0};

	assert_false(load("[console]\nthem = x\nreadonly = maybe\n[profile \"p\"]\ndriver = town\nurl = h\n",
		&config, &err));
	assert_int_equal(config.problem_count, 5);
	for (size_t i = 1; i < config.problem_count; i++)
		assert_true(config.problems[i - 1].line <= config.problems[i].line);
	assert_string_equal(
		err.message, "configuration:2: unknown key 'them', did you mean 'theme'? (and 4 more)");
	config_problem_format(&config.problems[1], &text);
	assert_string_equal(
		string_text(&text), "configuration:3: readonly: 'maybe' is not one of yes, no, on or off");
	string_free(&text);
	config_free(&config);
}

static void no_problem_shows_a_secret(void **state)
{
	struct config config;
	struct error err;

	assert_false(load("[profile \"p\"]\ndriver = town\nhunter2\npassword = hunter2\npasswort = hunter2\n"
			  "password = hunter2\n",
		&config, &err));
	for (size_t i = 0; i < config.problem_count; i++)
		assert_null(strstr(config.problems[i].message, "hunter2"));
	config_free(&config);
}

static void secrets_in_other_places_satisfy_the_driver(void **state)
{
	struct config config;
	struct error err;

	expect_good("[profile \"p\"]\ndriver = town\nurl = http://h\nusername = u\npassword_command = echo "
		    "word; echo "
		    "two\n",
		&config);
	assert_null(config.accounts[0].password);
	assert_true(config_open_secrets(&config, "other", &err));
	assert_null(config.accounts[0].password);
	assert_true(config_open_secrets(&config, NULL, &err));
	assert_string_equal(config.accounts[0].password, "word");
	assert_true(config_open_secrets(&config, NULL, &err));
	config_free(&config);
}

static void a_failing_secret_names_its_line(void **state)
{
	struct config config;
	struct error err;

	expect_good(
		"[profile \"p\"]\ndriver = town\nurl = http://h\nusername = u\npassword_command = exit 3\n",
		&config);
	assert_false(config_open_secrets(&config, "p", &err));
	assert_string_equal(
		err.message, "configuration:5: password of profile 'p': the command ended with status 3");
	assert_true(has_problem(&config, 5, "ended with status 3"));
	config_free(&config);
}

static void accounts_are_found_by_name(void **state)
{
	struct config config;
	struct error err;

	expect_good(
		"[profile \"north\"]\ndriver = town\nurl = http://h\nusername = u\npassword = w\n", &config);
	assert_ptr_equal(config_account(&config, "north", &err), &config.accounts[0]);
	assert_null(config_account(&config, "nroth", &err));
	assert_int_equal(err.code, ERROR_NOT_FOUND);
	assert_string_equal(err.message, "there is no profile 'nroth', did you mean 'north'?");
	config_free(&config);
}

static void plaintext_is_seen(void **state)
{
	assert_true(account_is_plaintext(&(struct account){.url = "http://10.0.0.1:80"}));
	assert_false(account_is_plaintext(&(struct account){.url = "https://10.0.0.1"}));
	assert_false(account_is_plaintext(&(struct account){.url = "http://127.0.0.9:1"}));
	assert_false(account_is_plaintext(&(struct account){.url = "http://LocalHost"}));
	assert_false(account_is_plaintext(&(struct account){.url = "http://[::1]:80"}));
	assert_true(account_is_plaintext(&(struct account){.url = "http://localhost.example.com"}));
	assert_true(
		account_is_plaintext(&(struct account){.data_url = "https://h", .control_url = "http://h"}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_documented),
		cmocka_unit_test(every_key_is_taken),
		cmocka_unit_test(each_mistake_is_named),
		cmocka_unit_test(all_mistakes_are_listed_in_order),
		cmocka_unit_test(no_problem_shows_a_secret),
		cmocka_unit_test(secrets_in_other_places_satisfy_the_driver),
		cmocka_unit_test(a_failing_secret_names_its_line),
		cmocka_unit_test(accounts_are_found_by_name),
		cmocka_unit_test(plaintext_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
