/* SPDX-License-Identifier: MIT */
#include "simulator/zlib_library.h"

#include <stddef.h>

#include "core/base/attributes.h"
#include "core/base/library.h"

static const struct library_symbol symbols[] = {
	{"crc32", offsetof(struct zlib_library, crc32)},
	{"compressBound", offsetof(struct zlib_library, bound)},
	{"compress2", offsetof(struct zlib_library, compress)},
	{"deflateInit2_", offsetof(struct zlib_library, deflate_init)},
	{"deflate", offsetof(struct zlib_library, deflate)},
	{"deflateEnd", offsetof(struct zlib_library, deflate_end)},
};
static const struct library_source source = {"libz.so.1", "zlib1g", symbols, ARRAY_SIZE(symbols)};

bool zlib_library_load(struct zlib_library *out)
{
	return library_load(&source, out, NULL);
}
