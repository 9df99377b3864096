/* SPDX-License-Identifier: MIT */
#include "core/engine/engine_private.h"

#define REFUSED_PAUSE_MS   (5 * MINUTE)
#define LOGIN_FAILURES_MAX 3

bool platform_needs_login(const struct platform *platform, const struct endpoint *endpoint)
{
	const struct session *session = &platform->session;

	if (platform->driver->login == LOGIN_NONE || endpoint->public)
		return false;
	if (session->token.length == 0)
		return true;
	if (platform->driver->session_life_ms &&
		engine_now(platform->engine) >= session->opened_at + platform->driver->session_life_ms)
		return true;
	return session->token_expires != INSTANT_NONE &&
	       engine_now(platform->engine) >= session->token_expires;
}

static void answer_client(struct platform *platform, const struct error *error)
{
	if (!platform->login_client_waits)
		return;
	platform->login_client_waits = false;
	link_server_answer(&platform->engine->server, &platform->login_client, error, SV_NONE);
}

static void forget_captcha(struct platform *platform)
{
	string_clear(&platform->session.captcha_id);
	string_clear(&platform->session.captcha_picture);
	string_wipe(&platform->captcha_answer);
	captcha_command_stop(&platform->captcha_command);
}

static void store_captcha(struct platform *platform)
{
	struct engine *engine = platform->engine;
	struct error err = {0};

	if (!engine_begin(engine))
		return;
	if (cache_put_captcha(engine->writer, platform->profile_id,
		    string_view(&platform->session.captcha_id),
		    string_view(&platform->session.captcha_picture), &err) == CACHE_FAILED) {
		engine_rollback(engine);
		log_message(engine->options.logger, LOG_ERROR, "%s", err.message);
		return;
	}
	engine_commit(engine);
}

static void send_login_step(struct platform *platform, enum operation_kind kind)
{
	const struct endpoint *endpoint = driver_endpoint(platform->driver, kind, SOURCE_LIVE);
	struct operation operation = {
		.kind = kind,
		.from = INSTANT_NONE,
		.until = INSTANT_NONE,
		.captcha_id = string_view(&platform->session.captcha_id),
		.captcha_code = string_view(&platform->captcha_answer),
	};
	struct error err = {0};

	BUG_ON(!endpoint);
	struct lane *lane = platform_lane(platform, endpoint);
	if (lane->job || rate_gate_wait(&lane->gate, engine_monotonic(platform->engine)) > 0)
		return;
	platform->login_running = dispatch_send(lane, endpoint, &operation, NULL, &err);
	if (!platform->login_running)
		login_failed(platform, &err);
}

static void ask_a_person(struct platform *platform)
{
	struct error err = {0};

	error_set(&err, ERROR_CAPTCHA,
		"%s wants the digits of a picture: log in from the platforms view or with "
		"\"meterdeck login %s\"",
		platform->account->name, platform->account->name);
	platform->login_wanted = false;
	platform_set_state(platform, PLATFORM_NEEDS_CAPTCHA, &err);
	answer_client(platform, &err);
	platform_fail_all(platform, &err);
}

static void start_captcha_command(struct platform *platform)
{
	struct engine *engine = platform->engine;
	struct error err = {0};

	if (captcha_command_start(&platform->captcha_command, platform->account->captcha_command,
		    string_view(&platform->session.captcha_picture),
		    string_text(&platform->session.captcha_id), engine_monotonic(engine), &err))
		return;
	engine_say(engine, platform, LOG_WARNING, "%s", err.message);
	ask_a_person(platform);
}

static void advance_captcha(struct platform *platform)
{
	if (platform->captcha_answer.length)
		send_login_step(platform, OPERATION_LOGIN);
	else if (platform->session.captcha_id.length == 0)
		send_login_step(platform, OPERATION_CAPTCHA);
	else if (platform->account->captcha_command && platform->login_failures < LOGIN_FAILURES_MAX)
		start_captcha_command(platform);
	else
		ask_a_person(platform);
}

static int64_t watch_captcha_command(struct platform *platform)
{
	int64_t now = engine_monotonic(platform->engine);
	struct error err = {0};

	if (!captcha_command_progress(&platform->captcha_command, now, &platform->captcha_answer, &err))
		return platform->captcha_command.deadline - now;
	if (err.code != ERROR_NONE) {
		engine_say(platform->engine, platform, LOG_WARNING, "%s", err.message);
		platform->login_failures = LOGIN_FAILURES_MAX;
	}
	return 0;
}

int64_t login_advance(struct platform *platform)
{
	if (!platform->login_wanted || platform->login_running)
		return -1;
	if (platform->captcha_command.child > 0)
		return watch_captcha_command(platform);
	if (platform->driver->login == LOGIN_CAPTCHA)
		advance_captcha(platform);
	else
		send_login_step(platform, OPERATION_LOGIN);
	return platform->login_wanted && !platform->login_running && platform->captcha_command.child == 0
		       ? 50
		       : -1;
}

void captcha_answered(struct platform *platform, const struct decoded *decoded, const struct error *error)
{
	struct error err = {0};

	platform->login_running = false;
	if (decoded->verdict != VERDICT_OK) {
		login_failed(platform, error);
		return;
	}
	store_captcha(platform);
	platform->dirty = true;
	if (platform->account->captcha_command)
		return;
	/* A person who asked for the picture has it now; the code comes as another request. */
	error_set(&err, ERROR_CAPTCHA, "the picture is there: type its digits");
	if (platform->login_client_waits)
		answer_client(platform, &err);
}

static void logged_in(struct platform *platform)
{
	bool had_picture = platform->session.captcha_id.length > 0;

	forget_captcha(platform);
	if (had_picture)
		store_captcha(platform); /* an empty one takes it away */
	platform->session.opened_at = engine_now(platform->engine);
	platform->login_wanted = false;
	platform->login_failures = 0;
	platform_set_state(platform, PLATFORM_ONLINE, NULL);
	engine_say(platform->engine, platform, LOG_INFO, "logged in");
	answer_client(platform, NULL);
	sweep_login_settled(platform, NULL);
}

static void login_refused(struct platform *platform, const struct error *error)
{
	platform->login_wanted = false;
	platform->retry_at = engine_monotonic(platform->engine) + REFUSED_PAUSE_MS;
	platform->next_sweep_at = platform->retry_at;
	platform_set_state(platform, PLATFORM_NEEDS_LOGIN, error);
	answer_client(platform, error);
	platform_fail_all(platform, error);
}

void login_answered(struct platform *platform, const struct decoded *decoded, const struct error *error)
{
	platform->login_running = false;
	if (decoded->verdict == VERDICT_OK) {
		logged_in(platform);
		return;
	}
	platform->login_failures++;
	if (platform->driver->login != LOGIN_CAPTCHA) {
		login_refused(platform, error);
		return;
	}
	/* A captcha counts once, also when the name or the password was the mistake: the next try needs a new
	 * one. */
	forget_captcha(platform);
	engine_say(platform->engine, platform, LOG_WARNING, "login: %s", error->message);
	answer_client(platform, error);
	if (decoded->verdict == VERDICT_CAPTCHA || platform->login_failures >= LOGIN_FAILURES_MAX)
		return;
	login_refused(platform, error);
}

void login_failed(struct platform *platform, const struct error *error)
{
	platform->login_running = false;
	if (!platform->login_wanted)
		return;
	platform->login_wanted = false;
	forget_captcha(platform);
	answer_client(platform, error);
	sweep_login_settled(platform, error);
}

void login_request(struct platform *platform, const struct link_client *client)
{
	struct error none;

	if (platform->driver->login == LOGIN_NONE) {
		error_set(&none, ERROR_USAGE, "%s needs no login: its requests are signed",
			platform->account->name);
		link_server_answer(&platform->engine->server, client, &none, SV_NONE);
		return;
	}
	answer_client(platform, NULL); /* an earlier asker: this one takes over */
	platform->login_client = *client;
	platform->login_client_waits = true;
	platform->login_wanted = true;
	platform->login_failures = 0;
	platform->retry_at = 0;
	session_forget(&platform->session);
	/* A picture is fetched anew: who asks for one finds the old one unreadable or used. */
	forget_captcha(platform);
}

void login_submit_captcha(struct platform *platform, struct string_view id, struct string_view code,
	const struct link_client *client)
{
	struct error old;

	if (platform->session.captcha_id.length == 0 ||
		!sv_equal(id, string_view(&platform->session.captcha_id))) {
		error_set(&old, ERROR_CAPTCHA,
			"that picture is not the present one any more: ask for a new one");
		link_server_answer(&platform->engine->server, client, &old, SV_NONE);
		return;
	}
	answer_client(platform, NULL);
	string_set(&platform->captcha_answer, code);
	platform->login_client = *client;
	platform->login_client_waits = true;
	platform->login_wanted = true;
	platform->retry_at = 0;
}
