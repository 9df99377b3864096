/* SPDX-License-Identifier: MIT */
#pragma once
#include "tui/picture.h"

/* Decoded: three bytes a pixel, transparent laid on white. */
struct picture {
	const char *format;
	int width, height;
	uint8_t *pixels;
	uint8_t ink[3];    /* the darkest colour that is more than a speck */
	int ink_tolerance; /* sum over the channels; JPEG blurs */
	uint8_t middle;    /* brightness between the dark and the bright half */
};
bool picture_decode_png(struct string_view bytes, struct picture *picture, struct error *err);
bool picture_decode_jpeg(struct string_view bytes, struct picture *picture, struct error *err);
/* Within PICTURE_PIXELS_MAX; else false and a sentence. */
bool picture_check_size(uint64_t width, uint64_t height, struct error *err);
bool picture_is_ink(const struct picture *picture, const uint8_t *pixel);
static inline uint8_t pixel_light(const uint8_t *pixel)
{
	return (uint8_t)((pixel[0] * 54 + pixel[1] * 183 + pixel[2] * 19) >> 8);
}
