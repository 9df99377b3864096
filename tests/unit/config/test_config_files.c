/* SPDX-License-Identifier: MIT */
/* Where a configuration is looked for, and what its file and its secrets' files must be like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/string.h"
#include "core/config/config.h"
#include "core/config/secrets.h"

static const char *const town_keys[] = {"url", "username", "password", NULL};
static const char *const goldcard_keys[] = {
	"url", "app_code", "app_secret", "factor_no", "company_code", NULL};
static const char *const iotgas_keys[] = {
	"data_url", "control_url", "company_no", "data_api_key", "username", "password", NULL};
static const struct config_driver drivers[] = {
	{"town", town_keys},
	{"dlms", town_keys},
	{"jrhsz", town_keys},
	{"goldcard", goldcard_keys},
	{"iotgas", iotgas_keys},
};
#define DRIVER_COUNT (sizeof(drivers) / sizeof(drivers[0]))

struct place {
	char directory[64];
	char path[160]; /* the last that in_place() made */
};

static const char *in_place(struct place *place, const char *name)
{
	snprintf(place->path, sizeof(place->path), "%s/%s", place->directory, name);
	return place->path;
}

static const char *write_file(struct place *place, const char *name, mode_t mode, const char *text)
{
	const char *path = in_place(place, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static int make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	snprintf(place->directory, sizeof(place->directory), "/tmp/meterdeck-config-XXXXXX");
	if (!place || !mkdtemp(place->directory))
		return -1;
	unsetenv("METERDECK_CONFIG");
	unsetenv("METERDECK_DATA");
	unsetenv("CREDENTIALS_DIRECTORY");
	setenv("HOME", place->directory, 1);
	setenv("XDG_CONFIG_HOME", place->directory, 1);
	setenv("XDG_STATE_HOME", place->directory, 1);
	*state = place;
	return 0;
}

static int remove_place(void **state)
{
	static const char *const names[] = {"meterdeck/meterdeck.conf", "meterdeck", "own.conf", "secret",
		"link", "p.password", "fifo", "ca.pem", "meterdeck.conf", ".config/meterdeck/meterdeck.conf",
		".config/meterdeck", ".config"};
	struct place *place = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove(in_place(place, names[i]));
	rmdir(place->directory);
	free(place);
	return 0;
}

static bool load_path(const char *path, struct config *config, struct error *err)
{
	const struct config_request request = {
		.path = path, .drivers = drivers, .driver_count = DRIVER_COUNT};

	return config_load(&request, config, err);
}

static void the_first_place_counts(void **state)
{
	struct place *place = *state;
	struct config config;
	struct error err;
	char own[200], data[200];

	mkdir(in_place(place, "meterdeck"), 0700);
	snprintf(own, sizeof(own), "%s",
		write_file(place, "meterdeck/meterdeck.conf", 0644, "[console]\ntheme = dark\n"));
	assert_true(load_path(NULL, &config, &err));
	assert_string_equal(config.path, own);
	assert_string_equal(config.console.theme, "dark");
	snprintf(data, sizeof(data), "%s/meterdeck", place->directory);
	assert_string_equal(config.data_dir, data);
	config_free(&config);

	setenv("METERDECK_CONFIG", write_file(place, "own.conf", 0644, "[console]\ntheme = light\n"), 1);
	setenv("METERDECK_DATA", "/var/lib/meterdeck", 1);
	assert_true(load_path(NULL, &config, &err));
	assert_string_equal(config.console.theme, "light");
	assert_string_equal(config.data_dir, "/var/lib/meterdeck");
	config_free(&config);

	assert_true(load_path(own, &config, &err));
	assert_string_equal(config.console.theme, "dark");
	config_free(&config);
}

static void relative_xdg_values_are_ignored(void **state)
{
	struct place *place = *state;
	struct config config;
	struct error err;
	char data[200];

	setenv("XDG_CONFIG_HOME", "relative", 1);
	setenv("XDG_STATE_HOME", "relative", 1);
	mkdir(in_place(place, ".config"), 0700);
	mkdir(in_place(place, ".config/meterdeck"), 0700);
	write_file(place, ".config/meterdeck/meterdeck.conf", 0644, "[console]\ntheme = mono\n");
	assert_true(load_path(NULL, &config, &err));
	assert_string_equal(config.console.theme, "mono");
	snprintf(data, sizeof(data), "%s/.local/state/meterdeck", place->directory);
	assert_string_equal(config.data_dir, data);
	config_free(&config);
}

static void a_missing_configuration_says_where_it_was_looked_for(void **state)
{
	struct place *place = *state;
	struct config_request request = {.data_dir = "/data", .optional = true};
	struct config config;
	struct error err;

	if (access("/etc/meterdeck/meterdeck.conf", F_OK) == 0)
		skip();
	assert_true(config_load(&request, &config, &err));
	assert_null(config.path);
	assert_string_equal(config.data_dir, "/data");
	config_free(&config);

	request.optional = false;
	assert_false(config_load(&request, &config, &err));
	assert_non_null(strstr(err.message, place->directory));
	assert_non_null(strstr(err.message, "/etc/meterdeck/meterdeck.conf"));
	config_free(&config);

	request.optional = true;
	request.path = in_place(place, "absent.conf");
	assert_false(config_load(&request, &config, &err));
	assert_non_null(strstr(err.message, "absent.conf: opening the configuration: No such file"));
	config_free(&config);
}

static void a_directory_or_a_pipe_is_no_configuration(void **state)
{
	struct place *place = *state;
	struct config config;
	struct error err;

	assert_false(load_path(place->directory, &config, &err));
	assert_non_null(strstr(err.message, "no regular file"));
	config_free(&config);
	assert_int_equal(mkfifo(in_place(place, "fifo"), 0600), 0);
	assert_false(load_path(place->path, &config, &err));
	assert_non_null(strstr(err.message, "no regular file"));
	config_free(&config);
}

#define WITH_SECRET "[profile \"p\"]\ndriver = town\nurl = http://h\nusername = u\npassword = word\n"

static void a_secret_that_others_can_read_is_refused(void **state)
{
	static const struct {
		mode_t mode;
		bool good;
	} rows[] = {{0600, true}, {0400, true}, {0640, false}, {0604, false}, {0644, false}, {0666, false}};
	struct place *place = *state;
	struct config config;
	struct error err;
	char remedy[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *path = write_file(place, "own.conf", rows[i].mode, WITH_SECRET);

		assert_int_equal(load_path(path, &config, &err), rows[i].good);
		snprintf(remedy, sizeof(remedy),
			"own.conf:5: there is a secret here and others can read the file: run "
			"`chmod 600 %s`",
			path);
		if (!rows[i].good)
			assert_non_null(strstr(err.message, remedy));
		config_free(&config);
		remove(path);
	}
}

static void a_command_that_others_can_write_is_refused(void **state)
{
	struct place *place = *state;
	struct config config;
	struct error err;
	const char *path = write_file(place, "own.conf", 0664,
		"[profile \"p\"]\ndriver = town\nurl = http://h\nusername = u\npassword_command = echo x\n");

	assert_false(load_path(path, &config, &err));
	assert_non_null(strstr(err.message, "chmod go-w"));
	config_free(&config);
	assert_int_equal(chmod(path, 0644), 0);
	assert_true(load_path(path, &config, &err));
	config_free(&config);
}

static void secret_files_are_read_beside_the_configuration(void **state)
{
	struct place *place = *state;
	struct config config;
	struct error err;

	write_file(place, "secret", 0600, "the word\r\nmore\n");
	assert_true(load_path(write_file(place, "own.conf", 0644,
				      "[profile \"p\"]\ndriver = town\nurl = http://h\nusername = u\n"
				      "password_file = secret\n"),
		&config, &err));
	assert_true(config_open_secrets(&config, NULL, &err));
	assert_string_equal(config.accounts[0].password, "the word");
	config_free(&config);
}

static void credentials_of_the_service_manager_are_found(void **state)
{
	struct place *place = *state;
	struct config config;
	struct error err;

	write_file(place, "p.password", 0440, "from systemd\n");
	setenv("CREDENTIALS_DIRECTORY", place->directory, 1);
	assert_true(load_path(write_file(place, "own.conf", 0644,
				      "[profile \"p\"]\ndriver = town\nurl = http://h\nusername = u\n"),
		&config, &err));
	assert_true(config_open_secrets(&config, NULL, &err));
	assert_string_equal(config.accounts[0].password, "from systemd");
	config_free(&config);
}

static void expect_refused_file(const char *path, const char *words)
{
	struct string out = {0};
	struct error err;

	assert_false(secret_read_file(path, &out, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	if (!strstr(err.message, words))
		fail_msg("%s", err.message);
	string_wipe(&out);
}

static void careless_secret_files_are_refused(void **state)
{
	struct place *place = *state;
	char target[160];

	expect_refused_file(write_file(place, "secret", 0640, "word\n"), "run `chmod 600 ");
	expect_refused_file(write_file(place, "secret", 0604, "word\n"), "run `chmod 600 ");
	expect_refused_file(write_file(place, "secret", 0600, "\nword\n"), "is empty");
	expect_refused_file(write_file(place, "secret", 0600, ""), "is empty");
	expect_refused_file(in_place(place, "nothing"), "No such file");
	expect_refused_file(place->directory, "no regular file");
	assert_int_equal(mkfifo(in_place(place, "fifo"), 0600), 0);
	expect_refused_file(place->path, "no regular file");
	snprintf(target, sizeof(target), "%s", write_file(place, "secret", 0600, "word\n"));
	assert_int_equal(symlink(target, in_place(place, "link")), 0);
	expect_refused_file(place->path, "symbolic link");
	if (geteuid() == 0) {
		assert_int_equal(chown(target, 12345, 0), 0);
		expect_refused_file(target, "belongs to somebody else");
	}
}

static void too_long_secrets_are_refused(void **state)
{
	struct place *place = *state;
	char text[SECRET_LENGTH_MAX + 2];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	expect_refused_file(write_file(place, "secret", 0600, text), "no secret");
}

static void the_vault_keeps_and_refuses(void **state)
{
	struct config_secrets *secrets = secrets_new();
	char text[SECRET_LENGTH_MAX + 1];
	const char *first = secrets_keep(secrets, SV("first"));
	unsigned kept = 0;

	memset(text, 'x', sizeof(text));
	assert_null(secrets_keep(secrets, sv_from(text, sizeof(text))));
	while (secrets_keep(secrets, sv_from(text, SECRET_LENGTH_MAX)))
		kept++;
	assert_true(kept > 30);
	assert_string_equal(first, "first");
	secrets_free(secrets);
	secrets_free(NULL);
}

static bool run(const char *command, int64_t timeout_ms, struct string *out, struct error *err)
{
	string_clear(out);
	return secret_run_command(command, timeout_ms, out, err);
}

static void commands_give_their_first_line(void **state)
{
	struct string out = {0};
	struct error err;

	assert_true(run("printf 'word\\r\\nsecond\\n'", 10000, &out, &err));
	assert_string_equal(string_text(&out), "word");
	assert_true(run("printf 'no newline'", 10000, &out, &err));
	assert_string_equal(string_text(&out), "no newline");
	assert_true(run("echo word; head -c 1000000 /dev/zero", 10000, &out, &err));
	assert_string_equal(string_text(&out), "word");
	assert_false(run("true", 10000, &out, &err));
	assert_non_null(strstr(err.message, "printed nothing"));
	assert_false(run("echo hunter2; exit 7", 10000, &out, &err));
	assert_non_null(strstr(err.message, "status 7"));
	assert_null(strstr(err.message, "hunter2"));
	assert_false(run("kill -9 $$", 10000, &out, &err));
	assert_non_null(strstr(err.message, "signal 9"));
	assert_false(run("head -c 5000 /dev/zero | tr '\\0' x", 10000, &out, &err));
	assert_non_null(strstr(err.message, "no secret"));
	string_wipe(&out);
}

/* A command that hangs, also through a child or with its output closed, is given up. */
static void commands_that_hang_are_ended(void **state)
{
	struct string out = {0};
	struct error err;

	assert_false(run("sleep 1000", 50, &out, &err));
	assert_non_null(strstr(err.message, "within 0.05 s"));
	assert_false(run("exec >&-; sleep 1000", 50, &out, &err));
	assert_false(run("sleep 1000 | cat", 50, &out, &err));
	/* The shell has ended, what it left behind is not waited for. */
	assert_true(run("echo word; sleep 3 2>/dev/null &", 100000, &out, &err));
	assert_string_equal(string_text(&out), "word");
	string_wipe(&out);
}

static void commands_inherit_no_descriptors(void **state)
{
	struct string out = {0};
	struct error err;
	int leaky = fcntl(STDERR_FILENO, F_DUPFD, 40);

	/* The shell counts what is open in itself; a pathname that does not match stays one word. */
	assert_true(run("set -- /proc/$$/fd/[3-9] /proc/$$/fd/[1-9][0-9]; echo $#", 10000, &out, &err));
	assert_string_equal(string_text(&out), "2");
	assert_true(run("test -e /proc/$$/fd/40 && echo leaked || echo closed", 10000, &out, &err));
	assert_string_equal(string_text(&out), "closed");
	close(leaky);
	string_wipe(&out);
}

static void the_example_loads(void **state)
{
	struct place *place = *state;
	struct string text = {0};
	struct config config;
	struct error err;
	char buffer[4096];
	size_t count;
	FILE *file = fopen(EXAMPLE_FILE, "r");

	assert_non_null(file);
	while ((count = fread(buffer, 1, sizeof(buffer), file)) > 0)
		string_append_bytes(&text, buffer, count);
	fclose(file);
	write_file(place, "ca.pem", 0644, "");
	if (!load_path(write_file(place, "own.conf", 0600, string_text(&text)), &config, &err))
		fail_msg("%s", err.message);
	assert_int_equal(config.account_count, 4);
	assert_true(config.key_count > 0);
	config_free(&config);
	string_free(&text);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_place_counts),
		TEST(relative_xdg_values_are_ignored),
		TEST(a_missing_configuration_says_where_it_was_looked_for),
		TEST(a_directory_or_a_pipe_is_no_configuration),
		TEST(a_secret_that_others_can_read_is_refused),
		TEST(a_command_that_others_can_write_is_refused),
		TEST(secret_files_are_read_beside_the_configuration),
		TEST(credentials_of_the_service_manager_are_found),
		TEST(careless_secret_files_are_refused),
		TEST(too_long_secrets_are_refused),
		TEST(the_vault_keeps_and_refuses),
		TEST(commands_give_their_first_line),
		TEST(commands_that_hang_are_ended),
		TEST(commands_inherit_no_descriptors),
		TEST(the_example_loads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
