/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string.h"
#include "core/base/string_view.h"

/*
 * What travels between engine_link.c and link_server.c: one datagram a message, fields separated by tabs. A
 * request is "VERB NUMBER PROFILE FIRST SECOND", an answer "NUMBER CODE MESSAGE TEXT". Tabs and line ends in
 * fields become spaces. Both ends belong to one user: the data directory is closed to others.
 */
enum link_verb {
	LINK_SELECT,
	LINK_READ,
	LINK_SWEEP,   /* second: days of history to fetch with it, 0 for none */
	LINK_HISTORY, /* first: meter, second: days */
	LINK_LOGIN,
	LINK_CAPTCHA, /* first: picture's id, second: what it says */
	LINK_COMMAND, /* first: the platform's id */
	LINK_PICTURE, /* first: meter */
	LINK_IDLE,
	LINK_VERB_COUNT
};
#define LINK_MESSAGE_MAX 4096
#define LINK_SOCKET_NAME "engine.sock"

struct link_request {
	enum link_verb verb;
	uint64_t number;
	struct string_view profile, first, second;
};
void link_request_put(const struct link_request *request, struct string *out);
/* Views point into the message. False when it is not a request. */
bool link_request_take(struct string_view message, struct link_request *out);

void link_answer_put(uint64_t number, const struct error *error, struct string_view text, struct string *out);
struct link_answer {
	uint64_t number;
	enum error_code code;
	struct string_view message, text;
};
bool link_answer_take(struct string_view message, struct link_answer *out);
