/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"

/*
 * What a console asks of whoever leads the data directory, in this process or another one: a datagram to
 * engine.sock there. Asking never blocks and nothing is lost when nobody listens, because these are wishes,
 * not intents: an intent is written to the ledger. Answers come as datagrams too.
 */
struct engine_link;
struct engine_link *engine_link_open(const char *data_directory, struct error *err);
void engine_link_close(struct engine_link *link);
int engine_link_descriptor(const struct engine_link *link); /* readable when an answer is there */

/* Each returns a request number > 0, or 0 with err (nobody leads: ERROR_BUSY says so in a sentence). */
uint64_t engine_link_select(
	struct engine_link *link, const char *profile, struct string_view meter_no, struct error *err);
/* False when nobody listens: no engine runs, or its process has just died and holds its lock a moment longer.
 */
bool engine_link_is_heard(const struct engine_link *link);
uint64_t engine_link_read(
	struct engine_link *link, const char *profile, struct string_view meter_no, struct error *err);
/* A full pass; with history_days above 0 also so much of every kind of history of every meter. */
uint64_t engine_link_sweep(
	struct engine_link *link, const char *profile, int history_days, struct error *err);
uint64_t engine_link_history(struct engine_link *link, const char *profile, struct string_view meter_no,
	int days, struct error *err);
/* Opens a session now; where a captcha is wanted, fetches its picture into the store (platform row). */
uint64_t engine_link_login(struct engine_link *link, const char *profile, struct error *err);
uint64_t engine_link_captcha(struct engine_link *link, const char *profile, const char *captcha_id,
	struct string_view code, struct error *err);
/* Asks the platform for one of its commands (its words: iotgas 4.2.11). */
uint64_t engine_link_command(
	struct engine_link *link, const char *profile, const char *vendor_id, struct error *err);
/*
 * Fetches the picture behind the meter's newest camera reading into the store. Its address came from the
 * platform and may lie anywhere, so this happens only because a person asked for it; nothing of the account
 * travels with it.
 */
uint64_t engine_link_picture(
	struct engine_link *link, const char *profile, struct string_view meter_no, struct error *err);
/* "Is everything done?": answered when nothing is queued or in flight but old history. For scripts' `wait
 * idle`. */
uint64_t engine_link_idle(struct engine_link *link, struct error *err);

struct engine_answer {
	uint64_t request;
	struct error error; /* ERROR_NONE: done, and what came is in the store */
	char text[1024];    /* command text */
};
/* False when no answer is waiting. */
bool engine_link_receive(struct engine_link *link, struct engine_answer *out);
