/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/string_view.h"

/*
 * Money and registers: mantissa / 10^scale, exact. Parsed from text and printed as text; no binary floating
 * point on the way. 18 digits at most, scale 0 to 9: more digits than that are refused, not rounded.
 */
struct decimal {
	int64_t mantissa;
	uint8_t scale;
};
#define DECIMAL_SCALE_MAX 9
#define DECIMAL_TEXT_MAX  24

/* "346.90", "-3", "+.5", "1e2", surrounding white space; false on anything else or when it does not fit. */
bool decimal_parse(struct string_view text, struct decimal *out);
struct decimal decimal_from_integer(int64_t value);
/* As parsed: 346.90 stays "346.90". Returns the buffer. */
const char *decimal_format(struct decimal value, char buffer[DECIMAL_TEXT_MAX]);
/* With so many places, rounded half away from zero, and thousands separated by commas when asked: for the
 * screen. */
const char *decimal_format_places(
	struct decimal value, uint8_t places, bool group, char buffer[DECIMAL_TEXT_MAX + 8]);
int decimal_compare(struct decimal a, struct decimal b);                        /* 346.9 equals 346.90 */
bool decimal_add(struct decimal a, struct decimal b, struct decimal *out);      /* false on overflow */
bool decimal_subtract(struct decimal a, struct decimal b, struct decimal *out); /* false on overflow */
bool decimal_rescale(
	struct decimal value, uint8_t scale, struct decimal *out); /* false when digits would be lost */
double decimal_to_double(struct decimal value);                    /* for drawing a chart, for nothing else */
