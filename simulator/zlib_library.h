/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <zlib.h>

/* zlib's functions, found at run time under their own types: only the simulator's answers need them. */
struct zlib_library {
	__typeof__(crc32) *crc32;
	__typeof__(compressBound) *bound;
	__typeof__(compress2) *compress;
	__typeof__(deflateInit2_) *deflate_init;
	__typeof__(deflate) *deflate;
	__typeof__(deflateEnd) *deflate_end;
};

/* False when libz.so.1 is not there. */
bool zlib_library_load(struct zlib_library *out);
