/* SPDX-License-Identifier: MIT */
#include "core/base/library.h"

#include <dlfcn.h>
#include <string.h>

bool library_load(const struct library_source *source, void *functions, struct error *err)
{
	void *handle = dlopen(source->file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	if (!handle) {
		const char *reason = dlerror();

		return error_set(err, ERROR_IO, "cannot load a library: %s (on Debian: apt-get install %s)",
			reason ? reason : source->file, source->package);
	}
	for (size_t i = 0; i < source->symbol_count; i++) {
		void *found = dlsym(handle, source->symbols[i].name);

		if (!found)
			return error_set(err, ERROR_IO, "%s has no function %s: install a newer %s",
				source->file, source->symbols[i].name, source->package);
		memcpy((char *)functions + source->symbols[i].offset, &found, sizeof(found));
	}
	return true;
}
