/* SPDX-License-Identifier: MIT */
#include <png.h>
#include <stdlib.h>

#include "simulator/drawing.h"
#include "tests/unit/simulator/client.h"

static void test_captcha_is_a_paletted_png(void **state)
{
	struct drawing drawing;
	struct string file = {0};
	png_image image = {.version = PNG_IMAGE_VERSION};

	drawing_captcha(&drawing, "6942", 11);
	assert_int_equal(drawing.width, 240);
	assert_int_equal(drawing.height, 80);
	assert_int_equal(drawing.colour_count, 81);
	for (size_t i = 0; i < 3; i++)
		assert_true(drawing.palette[1][i] <= 128);
	assert_true(drawing_png(&drawing, &file));
	assert_true(png_image_begin_read_from_memory(&image, file.data, file.length));
	assert_int_equal(image.width, 240);
	assert_int_equal(image.height, 80);
	assert_true(image.format & PNG_FORMAT_FLAG_COLORMAP);
	image.format = PNG_FORMAT_RGBA;
	uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
	assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
	for (size_t i = 0; i < 240 * 80; i++) {
		assert_int_equal(pixels[i * 4 + 3], drawing.pixels[i] ? 255 : 0);
		if (drawing.pixels[i])
			assert_memory_equal(pixels + i * 4, drawing.palette[drawing.pixels[i]], 3);
	}
	free(pixels);
	string_free(&file);
	drawing_free(&drawing);
}

/* What a reader sees who keeps index 1 only: so much ink, in each quarter of the picture. */
static void test_captcha_ink_is_in_index_one(void **state)
{
	struct drawing drawing;

	drawing_captcha(&drawing, "8888", 12);
	for (size_t quarter = 0; quarter < 4; quarter++) {
		size_t ink = 0;
		for (size_t y = 0; y < 80; y++)
			for (size_t x = quarter * 60; x < quarter * 60 + 60; x++)
				ink += drawing.pixels[y * 240 + x] == 1;
		assert_in_range(ink, 400, 2400);
	}
	drawing_free(&drawing);
}

static void test_counter_shows_different_numbers_differently(void **state)
{
	struct drawing a, b;
	struct string png = {0}, jpeg = {0};

	drawing_counter(&a, 12345678, 1);
	drawing_counter(&b, 12345679, 1);
	assert_memory_not_equal(a.pixels, b.pixels, a.width * a.height);
	assert_true(drawing_png(&a, &png));
	assert_memory_equal(png.data, "\x89PNG\r\n\x1a\n", 8);
	if (drawing_jpeg(&a, &jpeg))
		assert_memory_equal(jpeg.data, "\xff\xd8\xff", 3);
	string_free(&png);
	string_free(&jpeg);
	drawing_free(&a);
	drawing_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_captcha_is_a_paletted_png),
		cmocka_unit_test(test_captcha_ink_is_in_index_one),
		cmocka_unit_test(test_counter_shows_different_numbers_differently),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
