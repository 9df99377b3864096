/* SPDX-License-Identifier: MIT */
#include <png.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "core/base/attributes.h"
#include "core/base/error.h"
#include "core/base/library.h"
#include "core/base/memory.h"
#include "tui/picture_private.h"

/* Few sessions look at a picture: its libraries are loaded when one does. */
struct png_library {
	__typeof__(png_image_begin_read_from_memory) *begin;
	__typeof__(png_image_finish_read) *finish;
	__typeof__(png_image_free) *free;
};

static const struct library_symbol png_symbols[] = {
	{"png_image_begin_read_from_memory", offsetof(struct png_library, begin)},
	{"png_image_finish_read", offsetof(struct png_library, finish)},
	{"png_image_free", offsetof(struct png_library, free)},
};
static const struct library_source png_source = {
	"libpng16.so.16", "libpng16-16", png_symbols, ARRAY_SIZE(png_symbols)};

struct jpeg_library {
	__typeof__(tjInitDecompress) *init;
	__typeof__(tjDecompressHeader3) *header;
	__typeof__(tjDecompress2) *decompress;
	__typeof__(tjGetErrorStr2) *error_text;
	__typeof__(tjGetErrorCode) *error_code;
	__typeof__(tjDestroy) *destroy;
};

static const struct library_symbol jpeg_symbols[] = {
	{"tjInitDecompress", offsetof(struct jpeg_library, init)},
	{"tjDecompressHeader3", offsetof(struct jpeg_library, header)},
	{"tjDecompress2", offsetof(struct jpeg_library, decompress)},
	{"tjGetErrorStr2", offsetof(struct jpeg_library, error_text)},
	{"tjGetErrorCode", offsetof(struct jpeg_library, error_code)},
	{"tjDestroy", offsetof(struct jpeg_library, destroy)},
};
static const struct library_source jpeg_source = {
	"libturbojpeg.so.0", "libturbojpeg0", jpeg_symbols, ARRAY_SIZE(jpeg_symbols)};

bool picture_check_size(uint64_t width, uint64_t height, struct error *err)
{
	if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX ||
		width * height > PICTURE_PIXELS_MAX)
		return error_set(err, ERROR_MALFORMED, "a picture of %llu x %llu pixels is not shown",
			(unsigned long long)width, (unsigned long long)height);
	return true;
}

bool picture_decode_png(struct string_view bytes, struct picture *picture, struct error *err)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	png_color white = {255, 255, 255};
	struct png_library library;
	if (!library_load(&png_source, &library, err))
		return false;
	if (!library.begin(&image, bytes.data, bytes.length))
		return error_set(err, ERROR_MALFORMED, "the PNG is broken: %s", image.message);
	image.format = PNG_FORMAT_RGB;
	bool good = picture_check_size(image.width, image.height, err);
	if (good) {
		picture->width = (int)image.width;
		picture->height = (int)image.height;
		picture->pixels = NEW_ARRAY(uint8_t, PNG_IMAGE_SIZE(image));
		good = library.finish(&image, &white, picture->pixels, 0, NULL) != 0;
		if (!good)
			error_set(err, ERROR_MALFORMED, "the PNG is broken: %s", image.message);
	}
	library.free(&image);
	return good;
}

static bool decompress_jpeg(const struct jpeg_library *library, tjhandle decoder, struct string_view bytes,
	struct picture *picture, struct error *err)
{
	int width, height, sampling, space;
	const unsigned char *data = (const unsigned char *)bytes.data;
	if (library->header(decoder, data, bytes.length, &width, &height, &sampling, &space) != 0)
		return error_set(
			err, ERROR_MALFORMED, "the JPEG is broken: %s", library->error_text(decoder));
	if (!picture_check_size((uint64_t)MAX(width, 0), (uint64_t)MAX(height, 0), err))
		return false;
	picture->width = width;
	picture->height = height;
	picture->pixels = NEW_ARRAY(uint8_t, (size_t)width * (size_t)height * 3);
	int failed = library->decompress(
		decoder, data, bytes.length, picture->pixels, width, 0, height, TJPF_RGB, TJFLAG_LIMITSCANS);
	/* A picture that was cut off on its way still shows what came. */
	if (failed && library->error_code(decoder) != TJERR_WARNING)
		return error_set(
			err, ERROR_MALFORMED, "the JPEG is broken: %s", library->error_text(decoder));
	return true;
}

bool picture_decode_jpeg(struct string_view bytes, struct picture *picture, struct error *err)
{
	struct jpeg_library library;
	if (!library_load(&jpeg_source, &library, err))
		return false;
	tjhandle decoder = library.init();
	if (!decoder)
		return error_set(err, ERROR_MALFORMED, "no JPEG decoder: %s", library.error_text(NULL));
	bool good = decompress_jpeg(&library, decoder, bytes, picture, err);
	library.destroy(decoder);
	return good;
}

/* Colours in bins of five bits a channel. */
#define BINS       (1 << 15)
#define SPECK_PART 200 /* what covers less than 1/200 of the picture is a speck */

static size_t bin_of(const uint8_t *pixel)
{
	return (size_t)(pixel[0] >> 3) << 10 | (size_t)(pixel[1] >> 3) << 5 | (size_t)(pixel[2] >> 3);
}

/* A pixel of the darkest bin that is more than a speck. */
static const uint8_t *find_ink(const struct picture *picture, size_t count)
{
	uint32_t *bins = NEW_ARRAY(uint32_t, BINS);
	const uint8_t *ink = picture->pixels;
	int darkest = 256;
	for (size_t i = 0; i < count; i++)
		bins[bin_of(&picture->pixels[i * 3])]++;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *pixel = &picture->pixels[i * 3];
		if (pixel_light(pixel) < darkest && (size_t)bins[bin_of(pixel)] * SPECK_PART >= count) {
			ink = pixel;
			darkest = pixel_light(pixel);
		}
	}
	free(bins);
	return ink;
}

/* Otsu would do better on photographs; the mean is enough to tell strokes from paper. */
static uint8_t mean_light(const struct picture *picture, size_t count)
{
	uint64_t sum = 0;
	BUG_ON(count == 0);
	for (size_t i = 0; i < count; i++)
		sum += pixel_light(&picture->pixels[i * 3]);
	return (uint8_t)(sum / count);
}

static void measure(struct picture *picture)
{
	size_t count = (size_t)picture->width * (size_t)picture->height;
	memcpy(picture->ink, find_ink(picture, count), sizeof(picture->ink));
	picture->ink_tolerance = picture->format[0] == 'P' ? 24 : 120;
	picture->middle = (uint8_t)((mean_light(picture, count) + pixel_light(picture->ink)) / 2);
}

bool picture_is_ink(const struct picture *picture, const uint8_t *pixel)
{
	int distance = 0;
	for (int i = 0; i < 3; i++)
		distance += abs(pixel[i] - picture->ink[i]);
	return distance <= picture->ink_tolerance;
}

struct picture *picture_decode(struct string_view bytes, struct error *err)
{
	static const unsigned char png_mark[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
	static const unsigned char jpeg_mark[3] = {0xff, 0xd8, 0xff};
	struct picture *picture = NEW(struct picture);
	bool good;
	if (bytes.length > PICTURE_BYTES_MAX) {
		good = error_set(err, ERROR_MALFORMED, "a picture of %zu bytes is not shown", bytes.length);
	} else if (bytes.length > sizeof(png_mark) && memcmp(bytes.data, png_mark, sizeof(png_mark)) == 0) {
		picture->format = "PNG";
		good = picture_decode_png(bytes, picture, err);
	} else if (bytes.length > sizeof(jpeg_mark) &&
		   memcmp(bytes.data, jpeg_mark, sizeof(jpeg_mark)) == 0) {
		picture->format = "JPEG";
		good = picture_decode_jpeg(bytes, picture, err);
	} else {
		good = error_set(err, ERROR_MALFORMED, "the picture is neither PNG nor JPEG");
	}
	if (!good) {
		picture_free(picture);
		return NULL;
	}
	measure(picture);
	return picture;
}

void picture_free(struct picture *picture)
{
	if (!picture)
		return;
	free(picture->pixels);
	free(picture);
}

int picture_width(const struct picture *picture)
{
	return picture->width;
}

int picture_height(const struct picture *picture)
{
	return picture->height;
}

const char *picture_format(const struct picture *picture)
{
	return picture->format;
}
