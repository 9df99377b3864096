/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/json.h"
#include "core/vendors/fields.h"

/* The inside of the goldcard driver: its table and requests are in goldcard.c, its answers in the other two
 * files. */

/* An opened answer: {echoCode, echoMsg}, goldcard 2.4. */
struct goldcard_answer {
	struct answer answer;
	const struct json *payload; /* echoMsg when it is an object, else the root: some answers are flat */
	/* Oddities of the records, told in one remark an answer instead of one a record. */
	size_t unlisted_valves;
	size_t unusable_devices;
	size_t swapped_sums;
};

/* False with verdict and sentence for everything but success: a code that is all zeros. Close it in both
 * cases. */
bool goldcard_open(struct goldcard_answer *answer, const struct decode_context *context, struct decoded *out,
	struct error *err);
/* Tells the oddities and closes. */
void goldcard_close(struct goldcard_answer *answer);

/* 1013: meters with their latest readings; of one meter or of all. */
bool goldcard_decode_readings(const struct decode_context *context, struct decoded *out, struct error *err);
/* 1014: the platform's own record of one meter. */
bool goldcard_decode_detail(const struct decode_context *context, struct decoded *out, struct error *err);
/* 1015: what one meter used on each day. */
bool goldcard_decode_daily(const struct decode_context *context, struct decoded *out, struct error *err);
