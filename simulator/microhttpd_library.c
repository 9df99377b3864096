/* SPDX-License-Identifier: MIT */
#include "simulator/microhttpd_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "core/base/attributes.h"

#define LIBRARY_FILE "libmicrohttpd.so.12"

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
	{"MHD_start_daemon", offsetof(struct microhttpd_library, start_daemon)},
	{"MHD_stop_daemon", offsetof(struct microhttpd_library, stop_daemon)},
	{"MHD_get_daemon_info", offsetof(struct microhttpd_library, get_daemon_info)},
	{"MHD_create_response_from_buffer", offsetof(struct microhttpd_library, create_response_from_buffer)},
	{"MHD_create_response_from_callback",
		offsetof(struct microhttpd_library, create_response_from_callback)},
	{"MHD_destroy_response", offsetof(struct microhttpd_library, destroy_response)},
	{"MHD_queue_response", offsetof(struct microhttpd_library, queue_response)},
	{"MHD_add_response_header", offsetof(struct microhttpd_library, add_response_header)},
	{"MHD_lookup_connection_value", offsetof(struct microhttpd_library, lookup_connection_value)},
	{"MHD_get_connection_info", offsetof(struct microhttpd_library, get_connection_info)},
};

bool microhttpd_library_open(struct microhttpd_library *library, struct error *err)
{
	memset(library, 0, sizeof(*library));
	library->handle = dlopen(LIBRARY_FILE, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!library->handle)
		return error_set(err, ERROR_IO,
			"the simulator needs GNU libmicrohttpd (" LIBRARY_FILE
			", Debian package libmicrohttpd12): %s",
			dlerror());
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
		void *address = dlsym(library->handle, functions[i].name);
		if (!address) {
			microhttpd_library_close(library);
			return error_set(
				err, ERROR_IO, "%s has no function %s", LIBRARY_FILE, functions[i].name);
		}
		/* The memory of the member is written: C has no cast from an object's pointer to a
		 * function's. */
		memcpy((char *)library + functions[i].offset, &address, sizeof(address));
	}
	return true;
}

void microhttpd_library_close(struct microhttpd_library *library)
{
	if (library->handle)
		dlclose(library->handle);
	memset(library, 0, sizeof(*library));
}
