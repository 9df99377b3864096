/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <zstd.h>

#include "core/base/error.h"

/*
 * libzstd's functions, found at run time under their own types: raw records are written by the engine and
 * read when somebody looks at one, both after the console's first screen.
 */
struct zstd_library {
	__typeof__(ZSTD_createCCtx) *create;
	__typeof__(ZSTD_freeCCtx) *free;
	__typeof__(ZSTD_compressBound) *bound;
	__typeof__(ZSTD_compressCCtx) *compress;
	__typeof__(ZSTD_getFrameContentSize) *content_size;
	__typeof__(ZSTD_decompress) *decompress;
	__typeof__(ZSTD_isError) *is_error;
	__typeof__(ZSTD_getErrorName) *error_name;
};

/* See library_load(). */
bool zstd_library_load(struct zstd_library *out, struct error *err);
