/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"

/*
 * A shared library that is loaded when it is first needed, so that the console's first screen does not wait
 * for it. Its functions go into a struct of function pointers, each under its own type:
 *
 *	struct some_library {
 *		__typeof__(some_open) *open;
 *	};
 *	static const struct library_symbol symbols[] = {{"some_open", offsetof(struct some_library, open)}};
 */
struct library_symbol {
	const char *name;
	size_t offset; /* of the function pointer in the struct */
};

struct library_source {
	const char *file;    /* "libssl.so.3" */
	const char *package; /* what to install on Debian when it is missing */
	const struct library_symbol *symbols;
	size_t symbol_count;
};

/*
 * Fills the struct at `functions`, one pointer a symbol. Its functions count as the library's too when one of
 * the libraries that it needs has them. A library that was loaded stays for good (it may have exit handlers):
 * doing this again costs some microseconds. From any thread. Else ERROR_IO and which package to install.
 */
bool library_load(const struct library_source *source, void *functions, struct error *err);
