/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/base/display_text.h"
#include "core/base/memory.h"
#include "core/model/quantity.h"

/*
 * The meter types of jrhsz. 4.2 says which are electricity and which are water, 4.5 what each one up to 31
 * is; the number's parity says nothing. 25, 29, 33 and 34 are in neither list.
 */
struct jrhsz_type {
	enum medium medium;
	struct display_text text; /* "4G TOU meter (11)", the number at the end */
};
/* MEDIUM_UNKNOWN and "type 25" for what is not listed. The text is sanitised. */
struct jrhsz_type jrhsz_type(struct arena *arena, struct string_view number);
