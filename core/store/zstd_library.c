/* SPDX-License-Identifier: MIT */
#include "core/store/zstd_library.h"

#include "core/base/attributes.h"
#include "core/base/library.h"

static const struct library_symbol symbols[] = {
	{"ZSTD_createCCtx", offsetof(struct zstd_library, create)},
	{"ZSTD_freeCCtx", offsetof(struct zstd_library, free)},
	{"ZSTD_compressBound", offsetof(struct zstd_library, bound)},
	{"ZSTD_compressCCtx", offsetof(struct zstd_library, compress)},
	{"ZSTD_getFrameContentSize", offsetof(struct zstd_library, content_size)},
	{"ZSTD_decompress", offsetof(struct zstd_library, decompress)},
	{"ZSTD_isError", offsetof(struct zstd_library, is_error)},
	{"ZSTD_getErrorName", offsetof(struct zstd_library, error_name)},
};
static const struct library_source source = {"libzstd.so.1", "libzstd1", symbols, ARRAY_SIZE(symbols)};

bool zstd_library_load(struct zstd_library *out, struct error *err)
{
	return library_load(&source, out, err);
}
