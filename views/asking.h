/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/engine/engine_link.h"
#include "views/desk.h"

/*
 * What panes ask of whoever leads the data directory, and what becomes of it. Nothing here waits: an answer
 * comes to a function, or is said to the operator, when it comes. One thread.
 */
struct asking;
struct asking *asking_new(struct desk *desk, struct error *err);
void asking_free(struct asking *asking);

/* The answer; called once, unless asking_forget(context) came before it. */
typedef void (*asking_done)(void *context, const struct engine_answer *answer);
void asking_forget(struct asking *asking, const void *context);

/* Of lesser weight: nobody hears of an answer or of its failing. */
void asking_select(struct asking *asking, struct string_view profile, struct string_view meter_no);
/* The operator hears the answer: "202004032112: read". False with a sentence when nobody leads. */
bool asking_read(
	struct asking *asking, struct string_view profile, struct string_view meter_no, struct error *err);
bool asking_history(struct asking *asking, struct string_view profile, struct string_view meter_no, int days,
	struct error *err);
bool asking_sweep(struct asking *asking, struct string_view profile, struct error *err);
bool asking_login(struct asking *asking, struct string_view profile, asking_done done, void *context,
	struct error *err);
bool asking_captcha(struct asking *asking, struct string_view profile, struct string_view captcha_id,
	struct string_view code, asking_done done, void *context, struct error *err);
bool asking_command(struct asking *asking, struct string_view profile, struct string_view vendor_id,
	asking_done done, void *context, struct error *err);
bool asking_picture(struct asking *asking, struct string_view profile, struct string_view meter_no,
	asking_done done, void *context, struct error *err);
bool asking_idle(struct asking *asking, asking_done done, void *context, struct error *err);
/* The last time something was asked, nobody led the data directory: what is seen is what was fetched before.
 */
bool asking_nobody(const struct asking *asking);
uint64_t asking_count(const struct asking *asking); /* how much was asked so far, idle questions aside */
