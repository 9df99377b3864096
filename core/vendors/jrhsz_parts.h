/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/vendors/fields.h"

/* What the files of the jrhsz driver share: its envelope, and the readers of its records. */

#define JRHSZ_PAGE_SIZE 1000 /* the most the platform gives */

/*
 * Opens {"code":200,"data":...,"msg":...,"totalCount":n}, sets out->total and gives data. Every other code of
 * chapter 5 fails with its sentence.
 */
bool jrhsz_open(struct answer *answer, const struct decode_context *context, struct decoded *out,
	const struct json **data, struct error *err);

bool jrhsz_decode_login(const struct decode_context *context, struct decoded *out, struct error *err);
bool jrhsz_decode_meters(const struct decode_context *context, struct decoded *out, struct error *err);
bool jrhsz_decode_latest(const struct decode_context *context, struct decoded *out, struct error *err);
bool jrhsz_decode_latest_one(const struct decode_context *context, struct decoded *out, struct error *err);
bool jrhsz_decode_history(const struct decode_context *context, struct decoded *out, struct error *err);
bool jrhsz_decode_consumption(const struct decode_context *context, struct decoded *out, struct error *err);
bool jrhsz_decode_tou(const struct decode_context *context, struct decoded *out, struct error *err);
bool jrhsz_decode_camera(const struct decode_context *context, struct decoded *out, struct error *err);
