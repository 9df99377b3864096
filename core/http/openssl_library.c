/* SPDX-License-Identifier: MIT */
#include "core/http/openssl_library.h"

#include "core/base/attributes.h"
#include "core/base/library.h"

#define SYMBOL(name) {#name, offsetof(struct openssl_library, name)},
static const struct library_symbol symbols[] = {OPENSSL_FUNCTIONS(SYMBOL)};

static const struct library_source source = {"libssl.so.3", "libssl3", symbols, ARRAY_SIZE(symbols)};

bool openssl_library_load(struct openssl_library *out, struct error *err)
{
	return library_load(&source, out, err);
}
