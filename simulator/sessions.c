/* SPDX-License-Identifier: MIT */
#include "simulator/sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/digest.h"
#include "core/base/memory.h"

void sessions_init(struct sessions *sessions, uint64_t seed)
{
	memset(sessions, 0, sizeof(*sessions));
	pthread_mutex_init(&sessions->lock, NULL);
	sessions->seed = seed;
}

void sessions_destroy(struct sessions *sessions)
{
	for (size_t i = 0; i < ARRAY_SIZE(sessions->tokens); i++)
		free(sessions->tokens[i].text);
	pthread_mutex_destroy(&sessions->lock);
}

static uint64_t draw(struct sessions *sessions)
{
	uint64_t made = ++sessions->made;

	return hash64(sv_from((const char *)&made, sizeof(made)), sessions->seed);
}

uint64_t sessions_draw(struct sessions *sessions)
{
	pthread_mutex_lock(&sessions->lock);
	uint64_t drawn = draw(sessions);
	pthread_mutex_unlock(&sessions->lock);
	return drawn;
}

struct captcha sessions_make_captcha(struct sessions *sessions, instant now)
{
	static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	pthread_mutex_lock(&sessions->lock);
	struct captcha *captcha =
		&sessions->captchas[sessions->next_captcha++ % ARRAY_SIZE(sessions->captchas)];
	for (size_t i = 0; i < CAPTCHA_ID_LENGTH; i++)
		captcha->id[i] = characters[draw(sessions) % (sizeof(characters) - 1)];
	captcha->id[CAPTCHA_ID_LENGTH] = '\0';
	snprintf(captcha->answer, sizeof(captcha->answer), "%04u", (unsigned)(draw(sessions) % 10000));
	captcha->made = now;
	captcha->open = true;
	struct captcha copy = *captcha;
	pthread_mutex_unlock(&sessions->lock);
	return copy;
}

static struct captcha *find_captcha(struct sessions *sessions, struct string_view id, instant now)
{
	for (size_t i = 0; i < ARRAY_SIZE(sessions->captchas); i++) {
		struct captcha *captcha = &sessions->captchas[i];
		if (captcha->open && sv_equal_text(id, captcha->id) && now - captcha->made <= CAPTCHA_LIFE)
			return captcha;
	}
	return NULL;
}

bool sessions_peek_captcha(struct sessions *sessions, struct string_view id, instant now, char answer[5])
{
	pthread_mutex_lock(&sessions->lock);
	const struct captcha *captcha = find_captcha(sessions, id, now);
	if (captcha)
		memcpy(answer, captcha->answer, sizeof(captcha->answer));
	pthread_mutex_unlock(&sessions->lock);
	return captcha != NULL;
}

bool sessions_take_captcha(
	struct sessions *sessions, struct string_view id, struct string_view answer, instant now)
{
	bool right = false;

	pthread_mutex_lock(&sessions->lock);
	struct captcha *captcha = find_captcha(sessions, id, now);
	if (captcha) {
		captcha->open = false;
		right = sv_equal_text(answer, captcha->answer);
	}
	pthread_mutex_unlock(&sessions->lock);
	return right;
}

void sessions_add_token(struct sessions *sessions, struct string_view token, instant expires)
{
	pthread_mutex_lock(&sessions->lock);
	struct session_token *place =
		&sessions->tokens[sessions->next_token++ % ARRAY_SIZE(sessions->tokens)];
	free(place->text);
	place->text = memory_copy_text(token);
	place->expires = expires;
	pthread_mutex_unlock(&sessions->lock);
}

bool sessions_knows_token(struct sessions *sessions, struct string_view token, instant now)
{
	bool known = false;

	pthread_mutex_lock(&sessions->lock);
	for (size_t i = 0; i < ARRAY_SIZE(sessions->tokens) && !known; i++)
		known = sessions->tokens[i].text && sv_equal_text(token, sessions->tokens[i].text) &&
			now < sessions->tokens[i].expires;
	pthread_mutex_unlock(&sessions->lock);
	return known;
}

bool sessions_take_serial(struct sessions *sessions, struct string_view serial)
{
	uint64_t hash = hash64(serial, 1) | 1;
	bool known = false;

	pthread_mutex_lock(&sessions->lock);
	for (size_t i = 0; i < ARRAY_SIZE(sessions->serials) && !known; i++)
		known = sessions->serials[i] == hash;
	if (!known)
		sessions->serials[sessions->next_serial++ % ARRAY_SIZE(sessions->serials)] = hash;
	pthread_mutex_unlock(&sessions->lock);
	return !known;
}
