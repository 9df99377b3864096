/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/string.h"

/*
 * The pictures that the platforms show: the login captcha of dlms (240x80, four digits) and the counters that
 * jrhsz's camera water meters photograph. Drawn in palette indexes and encoded as real PNG or JPEG files.
 */
struct drawing {
	unsigned width, height;
	unsigned colour_count;
	bool transparent_background; /* index 0 */
	uint8_t palette[256][3];
	uint8_t *pixels; /* width * height indexes */
};
void drawing_free(struct drawing *drawing);

/* Index 0 is the background, 1 the dark digits and the line through them, the rest noise. */
void drawing_captcha(struct drawing *drawing, const char *digits, uint64_t seed);
/* Five black and three red wheels; the last one may stand between two digits. */
void drawing_counter(struct drawing *drawing, int64_t thousandths, uint64_t seed);

bool drawing_png(const struct drawing *drawing, struct string *out);
/* False when libturbojpeg.so.0 is not there: it is only opened here. */
bool drawing_jpeg(const struct drawing *drawing, struct string *out);
