/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "cli/engine_run.h"
#include "core/store/cache_reader.h"
#include "tui/canvas.h"
#include "tui/picture.h"

#define LOGIN_TRIES 3
#define ANSWER_MS   (2 * MINUTE)

/* The picture as lines of text: braille where the terminal has it. */
static bool show_picture(struct cli *cli, struct string_view bytes, struct error *err)
{
	struct picture_view view = {.mode = cli->ascii ? PICTURE_ASCII : PICTURE_BRAILLE, .threshold = true};
	struct picture *picture = picture_decode(bytes, err);
	struct string text = {0};

	if (!picture)
		return false;
	struct canvas *canvas = canvas_new(80, 16, cli->ascii);
	picture_paint(picture, canvas, (struct rect){0, 0, 80, 16}, &view);
	canvas_print(canvas, &text);
	fprintf(stderr, "%s\n", string_text(&text));
	string_free(&text);
	canvas_free(canvas);
	picture_free(picture);
	return true;
}

static bool ask_code(
	struct cli *cli, const char *profile, struct string *id, struct string *code, struct error *err)
{
	struct string_view captcha_id, picture;
	char line[64];
	struct cache_reader *reader = cache_reader_open(cli->store, err);
	bool good = reader && cache_captcha(reader, sv(profile), &cli->arena, &captcha_id, &picture, err);

	if (good && picture.length == 0)
		good = error_set(err, ERROR_CAPTCHA, "the platform gave no picture");
	if (good) {
		string_set(id, captcha_id);
		good = show_picture(cli, picture, err);
	}
	cache_reader_close(reader);
	if (!good)
		return false;
	fputs("What the picture says: ", stderr);
	if (!fgets(line, sizeof(line), stdin))
		return error_set(err, ERROR_CANCELLED, "no code was given");
	string_set(code, sv_trim(sv(line)));
	return true;
}

static bool try_code(struct cli *cli, struct served_link *served, const char *profile, struct error *err)
{
	struct string id = {0}, code = {0};
	struct engine_answer answer;
	bool good = ask_code(cli, profile, &id, &code, err);

	if (good) {
		uint64_t request =
			engine_link_captcha(served->link, profile, string_text(&id), string_view(&code), err);
		good = served_link_wait(served, request, ANSWER_MS, &answer, err);
	}
	string_free(&id);
	string_free(&code);
	return good;
}

static bool log_in(struct cli *cli, struct served_link *served, const char *profile, struct error *err)
{
	for (int attempt = 0; attempt < LOGIN_TRIES; attempt++) {
		struct engine_answer answer;
		error_clear(err);
		uint64_t request = engine_link_login(served->link, profile, err);
		if (served_link_wait(served, request, ANSWER_MS, &answer, err))
			return true;
		if (err->code != ERROR_CAPTCHA)
			return false;
		if (!isatty(STDIN_FILENO))
			return error_set(err, ERROR_CAPTCHA,
				"%s wants a picture read: run this on a terminal, or configure "
				"captcha_command",
				profile);
		if (try_code(cli, served, profile, err))
			return true;
		/* A picture counts once; the next round has a new one. */
		if (err->code != ERROR_CAPTCHA && err->code != ERROR_REFUSED && err->code != ERROR_LOGIN)
			return false;
		fprintf(stderr, "meterdeck: %s\n", err->message);
	}
	return false;
}

enum exit_status run_login(struct cli *cli, int argc, char **argv)
{
	struct cli_arguments arguments;
	struct served_link served;
	enum exit_status status = EXIT_DONE;
	struct error err = {0};

	if (!cli_parse(cli, "login", "PROFILE", NULL, 0, argc, argv, &arguments, &status))
		return status;
	if (arguments.count != 1)
		return cli_usage("login", "say one profile");
	if (!cli_load_config(cli, false, &status))
		return status;
	const struct account *account = cli_account(cli, arguments.values[0], true, &status);
	if (!account || !cli_open_store(cli, &status))
		return status;
	if (!served_link_open(&served, cli, account->name, &err))
		return cli_fail(&err);
	if (!log_in(cli, &served, account->name, &err)) {
		status = cli_fail(&err);
		/* The platform's "no" to a user or a password. */
		if (err.code == ERROR_REFUSED)
			status = EXIT_PERMISSION;
	} else if (served.engine)
		printf("%s: the platform took the login. No console runs here, so the session ends with this "
		       "command.\n",
			account->name);
	else
		printf("%s: logged in\n", account->name);
	served_link_close(&served);
	return status;
}
