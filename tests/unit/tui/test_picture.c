/* SPDX-License-Identifier: MIT */
#include <png.h>
#include <stdio.h>
#include <turbojpeg.h>

#include "core/base/memory.h"
#include "tests/unit/tui/check.h"
#include "tui/picture.h"

/* 32x16: a dark bar in the left half, grey noise in the right, on white. */
#define WIDTH  32
#define HEIGHT 16
static void draw(uint8_t *pixels)
{
	memset(pixels, 255, WIDTH * HEIGHT * 3);
	for (int y = 4; y < 12; y++) {
		for (int x = 4; x < 8; x++)
			memcpy(&pixels[(y * WIDTH + x) * 3], (uint8_t[]){60, 20, 90}, 3);
		for (int x = 20; x < 28; x++)
			memcpy(&pixels[(y * WIDTH + x) * 3], (uint8_t[]){150, 90, 120}, 3);
	}
}

static struct string make_png(void)
{
	uint8_t pixels[WIDTH * HEIGHT * 3];
	png_image image = {
		.version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGB};
	png_alloc_size_t size = 0;
	struct string out = {0};
	draw(pixels);
	assert_int_equal(png_image_write_to_memory(&image, NULL, &size, 0, pixels, 0, NULL), 1);
	char *bytes = memory_new(size);
	assert_int_equal(png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL), 1);
	string_append_bytes(&out, bytes, size);
	free(bytes);
	return out;
}

static struct string make_jpeg(void)
{
	uint8_t pixels[WIDTH * HEIGHT * 3];
	unsigned char *bytes = NULL;
	unsigned long size = 0;
	struct string out = {0};
	tjhandle encoder = tjInitCompress();
	draw(pixels);
	assert_int_equal(
		tjCompress2(encoder, pixels, WIDTH, 0, HEIGHT, TJPF_RGB, &bytes, &size, TJSAMP_444, 95, 0),
		0);
	string_append_bytes(&out, bytes, size);
	tjFree(bytes);
	tjDestroy(encoder);
	return out;
}

static struct picture *decode(struct string (*make)(void))
{
	struct string bytes = make();
	struct error err = {0};
	struct picture *picture = picture_decode(string_view(&bytes), &err);
	if (!picture)
		fail_msg("%s", err.message);
	string_free(&bytes);
	return picture;
}

static void decodes_both(void **state)
{
	(void)state;
	struct picture *png = decode(make_png), *jpeg = decode(make_jpeg);
	assert_int_equal(picture_width(png), WIDTH);
	assert_int_equal(picture_height(jpeg), HEIGHT);
	assert_string_equal(picture_format(png), "PNG");
	assert_string_equal(picture_format(jpeg), "JPEG");
	picture_free(png);
	picture_free(jpeg);
}

static void a_threshold_keeps_the_ink_alone(void **state)
{
	(void)state;
	struct string (*const makers[])(void) = {make_png, make_jpeg};
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++) {
		struct picture *picture = decode(makers[i]);
		struct canvas *canvas = canvas_new(16, 4, false);
		struct picture_view view = {.mode = PICTURE_BRAILLE, .threshold = true};
		picture_paint(picture, canvas, canvas_area(canvas), &view);
		assert_canvas(canvas, "\n  ⣿⣿\n  ⣿⣿\n\n");
		view.threshold = false; /* then the noise is there too */
		canvas_clear(canvas);
		picture_paint(picture, canvas, canvas_area(canvas), &view);
		assert_canvas(canvas, "\n  ⣿⣿      ⣿⣿⣿⣿\n  ⣿⣿      ⣿⣿⣿⣿\n\n");
		canvas_free(canvas);
		picture_free(picture);
	}
}

static void blocks_have_colours(void **state)
{
	(void)state;
	struct picture *picture = decode(make_png);
	struct canvas *canvas = canvas_new(32, 8, false);
	picture_paint(picture, canvas, canvas_area(canvas), &(struct picture_view){.mode = PICTURE_BLOCKS});
	const struct cell *white = canvas_cell(canvas, 0, 0), *dark = canvas_cell(canvas, 5, 3);
	assert_int_equal(white->background, 231);
	assert_int_not_equal(dark->background, 231);
	assert_true(dark->background >= 16);
	canvas_free(canvas);
	picture_free(picture);
}

static void ascii_canvas_gets_letters(void **state)
{
	(void)state;
	struct picture *picture = decode(make_png);
	struct canvas *canvas = canvas_new(32, 8, true);
	assert_int_equal(picture_mode_for(canvas, true), PICTURE_ASCII);
	picture_paint(picture, canvas, canvas_area(canvas),
		&(struct picture_view){.mode = PICTURE_BLOCKS, .threshold = true});
	assert_canvas(canvas, "\n\n    ####\n    ####\n    ####\n    ####\n\n\n");
	canvas_free(canvas);
	picture_free(picture);
}

static void zooms_and_pans_within_bounds(void **state)
{
	(void)state;
	struct picture *picture = decode(make_png);
	struct canvas *canvas = canvas_new(32, 8, true);
	struct picture_view view = {
		.mode = PICTURE_ASCII, .threshold = true, .zoom = 1, .pan_x = 8, .pan_y = 4};
	picture_paint(picture, canvas, canvas_area(canvas), &view);
	assert_int_equal(canvas_cell(canvas, 0, 0)->bytes[0], '#');
	for (int zoom = -3; zoom < 9; zoom++) {
		for (int pan = -50; pan < 5000; pan += 77) {
			view = (struct picture_view){.mode = (enum picture_mode)(pan & 1),
				.zoom = zoom,
				.pan_x = pan,
				.pan_y = pan};
			picture_paint(picture, canvas, (struct rect){1, 1, 1 + pan % 30, 3}, &view);
		}
	}
	canvas_free(canvas);
	picture_free(picture);
}

static void refuses_what_is_no_picture(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "GIF89a........", "<html>not found</html>",
		"\x89PNG\r\n\x1a\nrubbish behind", "\xff\xd8\xff\xe0rubbish behind the mark"};
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct error err = {0};
		assert_null(picture_decode(sv(texts[i]), &err));
		assert_int_equal(err.code, ERROR_MALFORMED);
	}
}

/* 60000 x 60000 in a few bytes. */
static void refuses_a_bomb_before_decoding(void **state)
{
	(void)state;
	struct string bytes = make_png();
	struct error err = {0};
	static const unsigned char huge[8] = {0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60};
	memcpy(bytes.data + 16, huge,
		sizeof(huge)); /* its checksum is wrong now as well; either refusal will do */
	assert_null(picture_decode(string_view(&bytes), &err));
	string_free(&bytes);
	bytes = make_jpeg();
	for (size_t i = 0; i + 9 < bytes.length; i++) {
		if ((unsigned char)bytes.data[i] == 0xff && (unsigned char)bytes.data[i + 1] == 0xc0)
			memset(bytes.data + i + 5, 0xea, 4);
	}
	assert_null(picture_decode(string_view(&bytes), &err));
	assert_contains(err.message, "pixels is not shown");
	string_free(&bytes);
}

static void cut_off_pictures_do_no_harm(void **state)
{
	(void)state;
	struct string (*const makers[])(void) = {make_png, make_jpeg};
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++) {
		struct string bytes = makers[i]();
		for (size_t length = 0; length < bytes.length; length += 3)
			picture_free(picture_decode(sv_from(bytes.data, length), NULL));
		string_free(&bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_both),
		cmocka_unit_test(a_threshold_keeps_the_ink_alone),
		cmocka_unit_test(blocks_have_colours),
		cmocka_unit_test(ascii_canvas_gets_letters),
		cmocka_unit_test(zooms_and_pans_within_bounds),
		cmocka_unit_test(refuses_what_is_no_picture),
		cmocka_unit_test(refuses_a_bomb_before_decoding),
		cmocka_unit_test(cut_off_pictures_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
