/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "tui/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {0};
	struct picture *picture = picture_decode(sv_from((const char *)data, size), &err);
	if (!picture) {
		if (err.code == ERROR_NONE)
			abort();
		return 0;
	}
	struct canvas *canvas = canvas_new(40, 12, false);
	for (int mode = PICTURE_BLOCKS; mode <= PICTURE_ASCII; mode++) {
		struct picture_view view = {
			.mode = (enum picture_mode)mode, .threshold = mode % 2 != 0, .zoom = mode};
		picture_paint(picture, canvas, canvas_area(canvas), &view);
	}
	canvas_free(canvas);
	picture_free(picture);
	return 0;
}
