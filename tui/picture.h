/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"
#include "tui/canvas.h"

/*
 * A PNG or JPEG in character cells: a login captcha, a camera meter's photograph. The bytes come from
 * outside: format and size are checked before anything is decoded.
 */
#define PICTURE_BYTES_MAX  (8u * 1024 * 1024)
#define PICTURE_PIXELS_MAX (16u * 1024 * 1024)

struct picture;
struct picture *picture_decode(struct string_view bytes, struct error *err);
void picture_free(struct picture *picture);
int picture_width(const struct picture *picture); /* pixels */
int picture_height(const struct picture *picture);
const char *picture_format(const struct picture *picture); /* "PNG", "JPEG": for a file's name */

enum picture_mode {
	PICTURE_BLOCKS,  /* half blocks in 240 colours: photographs */
	PICTURE_BRAILLE, /* 2x4 dots a cell, black and white: captchas, slow lines */
	PICTURE_ASCII,   /* letters by brightness */
};
struct picture_view {
	enum picture_mode mode;
	int zoom;         /* 0 fits the area; each step doubles */
	int pan_x, pan_y; /* in cells, clamped when painted */
	/*
	 * Keep only what is as dark as the darkest colour (a captcha's digits; its noise is lighter: go-admin
	 * draws the digits in palette colour 1). Otherwise braille and ASCII take the picture's middle grey.
	 */
	bool threshold;
	bool invert;
};
/* What suits: blocks, or ASCII when the canvas is ASCII, braille without colour. */
enum picture_mode picture_mode_for(const struct canvas *canvas, bool color);
/* Fits the area keeping its shape (a cell is twice as high as wide), in the middle of it. */
void picture_paint(const struct picture *picture, struct canvas *canvas, struct rect area,
	const struct picture_view *view);
