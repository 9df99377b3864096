/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/error.h"
#include "core/base/string.h"
#include "core/base/string_view.h"

/*
 * The profile's captcha_command: gets the picture on stdin and CAPTCHA_UUID in its environment, prints the
 * code. Runs beside the engine, never inside it: the descriptor goes into the engine's poll.
 */
struct captcha_command {
	pid_t child; /* 0: none runs */
	int output;  /* its stdout; readable or closed when there is news */
	struct string said;
	int64_t deadline; /* monotonic */
};
#define CAPTCHA_COMMAND_LIMIT_MS 30000

bool captcha_command_start(struct captcha_command *command, const char *shell_command,
	struct string_view picture, const char *captcha_id, int64_t monotonic_now, struct error *err);
/* True when it has ended: *code is its first line, trimmed, or err says why there is none. */
bool captcha_command_progress(
	struct captcha_command *command, int64_t monotonic_now, struct string *code, struct error *err);
/* Ends it. */
void captcha_command_stop(struct captcha_command *command);
