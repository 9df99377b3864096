/* SPDX-License-Identifier: MIT */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/instant.h"
#include "core/base/string.h"
#include "core/base/string_view.h"

/* What the platforms remember between two requests: captchas, tokens, serial numbers. Locks itself. */
#define CAPTCHA_ID_LENGTH 20
#define CAPTCHA_LIFE      (10 * MINUTE)

struct captcha {
	char id[CAPTCHA_ID_LENGTH + 1];
	char answer[5];
	instant made;
	bool open;
};

struct session_token {
	char *text;
	instant expires;
};

struct sessions {
	pthread_mutex_t lock;
	uint64_t seed, made;
	struct captcha captchas[64];
	size_t next_captcha;
	struct session_token tokens[32];
	size_t next_token;
	uint64_t serials[16384]; /* hashes of the last ones */
	size_t next_serial;
};
void sessions_init(struct sessions *sessions, uint64_t seed);
void sessions_destroy(struct sessions *sessions);

uint64_t sessions_draw(
	struct sessions *sessions); /* a new number each time, the same in each run of a seed */

/* A new captcha; the oldest gives way. */
struct captcha sessions_make_captcha(struct sessions *sessions, instant now);
bool sessions_peek_captcha(struct sessions *sessions, struct string_view id, instant now, char answer[5]);
/* Used up by asking, even when the answer is wrong. */
bool sessions_take_captcha(
	struct sessions *sessions, struct string_view id, struct string_view answer, instant now);

void sessions_add_token(struct sessions *sessions, struct string_view token, instant expires);
bool sessions_knows_token(struct sessions *sessions, struct string_view token, instant now);

/* False when that serial number was seen before. */
bool sessions_take_serial(struct sessions *sessions, struct string_view serial);
