/* SPDX-License-Identifier: MIT */
#pragma once
#include <curl/curl.h>
#include <stdbool.h>

#include "core/base/error.h"

/*
 * libcurl's functions, found at run time under their own types: its forty libraries are loaded when the first
 * request is near and never on the console's way to its first screen.
 */
struct curl_library {
	__typeof__(curl_global_init) *global_init;
	__typeof__(curl_global_cleanup) *global_cleanup;
	__typeof__(curl_version_info) *version_info;
	__typeof__(curl_getdate) *getdate;
	__typeof__(curl_slist_append) *slist_append;
	__typeof__(curl_slist_free_all) *slist_free_all;
	__typeof__(curl_easy_init) *easy_init;
	__typeof__(curl_easy_setopt) *easy_setopt;
	__typeof__(curl_easy_getinfo) *easy_getinfo;
	__typeof__(curl_easy_strerror) *easy_strerror;
	__typeof__(curl_easy_cleanup) *easy_cleanup;
	__typeof__(curl_multi_init) *multi_init;
	__typeof__(curl_multi_setopt) *multi_setopt;
	__typeof__(curl_multi_add_handle) *multi_add_handle;
	__typeof__(curl_multi_remove_handle) *multi_remove_handle;
	__typeof__(curl_multi_perform) *multi_perform;
	__typeof__(curl_multi_poll) *multi_poll;
	__typeof__(curl_multi_wakeup) *multi_wakeup;
	__typeof__(curl_multi_info_read) *multi_info_read;
	__typeof__(curl_multi_strerror) *multi_strerror;
	__typeof__(curl_multi_cleanup) *multi_cleanup;
};

/*
 * Loads the library of that name ("libcurl.so.4") and fills the table. A library that was loaded stays: it
 * has exit handlers and threads of its own.
 */
bool curl_library_load(const char *name, struct curl_library *out, struct error *err);

/* curl_easy_setopt() under the types that its options really take; a wrong type would be read as another one.
 */
void curl_set_long(const struct curl_library *library, CURL *easy, CURLoption option, long value);
void curl_set_text(const struct curl_library *library, CURL *easy, CURLoption option, const char *value);
void curl_set_pointer(const struct curl_library *library, CURL *easy, CURLoption option, void *value);
void curl_set_offset(const struct curl_library *library, CURL *easy, CURLoption option, curl_off_t value);
long curl_get_long(const struct curl_library *library, CURL *easy, CURLINFO info);
