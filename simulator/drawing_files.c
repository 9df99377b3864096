/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "core/base/memory.h"
#include "simulator/drawing.h"
#include "simulator/zlib_library.h"

static void put_number(struct string *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		string_append_char(out, (char)(number >> shift & 0xff));
}

static void put_chunk(const struct zlib_library *zlib, struct string *out, const char type[4],
	const void *data, size_t length)
{
	put_number(out, (uint32_t)length);
	size_t from = out->length;
	string_append_bytes(out, type, 4);
	string_append_bytes(out, data, length);
	put_number(
		out, (uint32_t)zlib->crc32(0, (const Bytef *)out->data + from, (uInt)(out->length - from)));
}

static void put_header(const struct zlib_library *zlib, const struct drawing *drawing, struct string *out)
{
	struct string header = {0};

	put_number(&header, drawing->width);
	put_number(&header, drawing->height);
	string_append_bytes(
		&header, "\x08\x03\0\0\0", 5); /* eight bits, palette, deflate, filters, not interlaced */
	put_chunk(zlib, out, "IHDR", header.data, header.length);
	string_free(&header);
}

/* Every line starts with its filter: none. */
static bool put_pixels(const struct zlib_library *zlib, const struct drawing *drawing, struct string *out)
{
	struct string lines = {0};

	for (unsigned y = 0; y < drawing->height; y++) {
		string_append_char(&lines, 0);
		string_append_bytes(&lines, drawing->pixels + (size_t)y * drawing->width, drawing->width);
	}
	uLongf length = zlib->bound(lines.length);
	uint8_t *packed = NEW_ARRAY(uint8_t, length);
	bool done = zlib->compress(packed, &length, (const Bytef *)lines.data, lines.length, Z_BEST_SPEED) ==
		    Z_OK;
	if (done)
		put_chunk(zlib, out, "IDAT", packed, length);
	free(packed);
	string_free(&lines);
	return done;
}

bool drawing_png(const struct drawing *drawing, struct string *out)
{
	struct zlib_library zlib;

	if (!zlib_library_load(&zlib))
		return false;
	string_append_bytes(out, "\x89PNG\r\n\x1a\n", 8);
	put_header(&zlib, drawing, out);
	put_chunk(&zlib, out, "PLTE", drawing->palette, (size_t)drawing->colour_count * 3);
	if (drawing->transparent_background)
		put_chunk(&zlib, out, "tRNS", "", 1);
	if (!put_pixels(&zlib, drawing, out))
		return false;
	put_chunk(&zlib, out, "IEND", NULL, 0);
	return true;
}

struct turbojpeg_library {
	__typeof__(tjInitCompress) *init_compress;
	__typeof__(tjCompress2) *compress2;
	__typeof__(tjFree) *free;
	__typeof__(tjDestroy) *destroy;
};

static bool find_function(void *handle, const char *name, void *function, size_t size)
{
	void *address = dlsym(handle, name);

	memcpy(function, &address, size);
	return address != NULL;
}

static bool compress_jpeg(const struct turbojpeg_library *library, const struct drawing *drawing,
	const uint8_t *colours, struct string *out)
{
	unsigned char *file = NULL;
	unsigned long length = 0;
	tjhandle handle = library->init_compress();

	if (!handle)
		return false;
	int status = library->compress2(handle, colours, (int)drawing->width, 0, (int)drawing->height,
		TJPF_RGB, &file, &length, TJSAMP_420, 80, 0);
	if (status == 0)
		string_append_bytes(out, file, length);
	library->free(file);
	library->destroy(handle);
	return status == 0;
}

bool drawing_jpeg(const struct drawing *drawing, struct string *out)
{
	struct turbojpeg_library library;
	void *handle = dlopen("libturbojpeg.so.0", RTLD_NOW | RTLD_LOCAL);
	bool done = false;

	if (!handle)
		return false;
	if (find_function(handle, "tjInitCompress", &library.init_compress, sizeof(library.init_compress)) &&
		find_function(handle, "tjCompress2", &library.compress2, sizeof(library.compress2)) &&
		find_function(handle, "tjFree", &library.free, sizeof(library.free)) &&
		find_function(handle, "tjDestroy", &library.destroy, sizeof(library.destroy))) {
		size_t count = (size_t)drawing->width * drawing->height;
		uint8_t *colours = NEW_ARRAY(uint8_t, count * 3);
		for (size_t i = 0; i < count; i++)
			memcpy(colours + i * 3, drawing->palette[drawing->pixels[i]], 3);
		done = compress_jpeg(&library, drawing, colours, out);
		free(colours);
	}
	dlclose(handle);
	return done;
}
