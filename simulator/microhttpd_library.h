/* SPDX-License-Identifier: MIT */
#pragma once
#include <microhttpd.h>
#include <stdbool.h>

#include "core/base/error.h"

/*
 * GNU libmicrohttpd, opened when a simulator starts and not before: the console's own start does not pay for
 * it. The member types are the library's own prototypes, so the compiler checks every call.
 */
struct microhttpd_library {
	void *handle;
	__typeof__(MHD_start_daemon) *start_daemon;
	__typeof__(MHD_stop_daemon) *stop_daemon;
	__typeof__(MHD_get_daemon_info) *get_daemon_info;
	__typeof__(MHD_create_response_from_buffer) *create_response_from_buffer;
	__typeof__(MHD_create_response_from_callback) *create_response_from_callback;
	__typeof__(MHD_destroy_response) *destroy_response;
	__typeof__(MHD_queue_response) *queue_response;
	__typeof__(MHD_add_response_header) *add_response_header;
	__typeof__(MHD_lookup_connection_value) *lookup_connection_value;
	__typeof__(MHD_get_connection_info) *get_connection_info;
};

/* False with a sentence that names the missing library or function. */
bool microhttpd_library_open(struct microhttpd_library *library, struct error *err);
void microhttpd_library_close(struct microhttpd_library *library);
