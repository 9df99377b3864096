/* SPDX-License-Identifier: MIT */
#include "tui/script.h"
#include "views/asking.h"
#include "views/console_parts.h"

/* How long `wait idle` waits for the engine, and for one to be there when somebody starts one. */
#define IDLE_PATIENCE  (120 * SECOND)
#define START_PATIENCE (5 * SECOND)
#define POLL_PIECE     20

static bool on_event(void *context, const struct key_event *event, struct error *err)
{
	struct console *console = context;
	(void)err;
	if (shell_event(console->shell, event) & OUTCOME_QUIT)
		console->quit = true;
	return true;
}

static bool on_command(void *context, struct string_view line, struct error *err)
{
	struct console *console = context;
	unsigned outcome = command_run(console->desk.commands, line, err);
	shell_obey(console->shell, outcome);
	if (outcome & OUTCOME_QUIT)
		console->quit = true;
	return !(outcome & OUTCOME_FAILED);
}

static void on_idle(void *context, const struct engine_answer *answer)
{
	struct console *console = context;
	(void)answer;
	console->idle_answered = true;
}

/* Own work first: what waits for a timer, searches, the store's changes. False when a turn failed. */
static bool settle(struct console *console, bool *did, struct error *err)
{
	*did = false;
	do {
		if (!loop_turn(console->desk.loop, 0, err))
			return false;
		if (store_watch_drain(console->watch))
			shell_store_changed(console->shell);
		if (!shell_settle(console->shell))
			break;
		*did = true;
	} while (!console->quit);
	return true;
}

static bool work_off(struct console *console, bool *did, struct error *err)
{
	if (!settle(console, did, err))
		return false;
	while (shell_busy(console->shell) || !loop_is_idle(console->desk.loop)) {
		if (!loop_turn(console->desk.loop, 0, err))
			return false;
	}
	return true;
}

/* Whether an engine could be asked; where one was started a moment ago it is given time to come. */
static bool ask_idle(struct console *console, int64_t deadline, bool *asked, struct error *err)
{
	*asked = false;
	for (;;) {
		console->idle_answered = false;
		if (asking_idle(console->desk.asking, on_idle, console, NULL)) {
			*asked = true;
			return true;
		}
		int64_t now = system_clock()->monotonic(system_clock()->context);
		if (!console->options.after_first_paint || console->no_engine || now >= deadline) {
			console->no_engine = true;
			return true;
		}
		if (!loop_turn(console->desk.loop, POLL_PIECE, err))
			return false;
	}
}

static bool wait_idle(void *context, struct error *err)
{
	struct console *console = context;
	int64_t start = system_clock()->monotonic(system_clock()->context);
	bool did, asked;
	for (;;) {
		uint64_t count;
		if (!work_off(console, &did, err))
			return false;
		count = asking_count(console->desk.asking);
		if (!ask_idle(console, start + START_PATIENCE, &asked, err))
			return false;
		while (asked && !console->idle_answered) {
			int64_t now = system_clock()->monotonic(system_clock()->context);
			if (now - start > IDLE_PATIENCE)
				return error_set(err, ERROR_TIMEOUT, "the engine was still busy after %d s",
					(int)(IDLE_PATIENCE / SECOND));
			if (!loop_turn(console->desk.loop, POLL_PIECE, err))
				return false;
		}
		if (!work_off(console, &did, err))
			return false;
		/* Following the cursor asks for more: that belongs to it as well. */
		if (!asked || count == asking_count(console->desk.asking))
			return true;
	}
}

static const struct canvas *canvas_now(void *context)
{
	struct console *console = context;
	shell_paint(console->shell, console->canvas);
	return console->canvas;
}

static bool is_done(void *context)
{
	const struct console *console = context;
	return console->quit;
}

bool console_run_script(struct console *console, const char *file, int width, int height, struct error *err)
{
	const struct script_host host = {
		.event = on_event,
		.command = on_command,
		.wait_idle = wait_idle,
		.canvas = canvas_now,
		.done = is_done,
		.context = console,
	};
	return console_begin_script(console, width, height, err) && script_run_file(file, &host, err);
}
