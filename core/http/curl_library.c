/* SPDX-License-Identifier: MIT */
#include "core/http/curl_library.h"

#include <stddef.h>

#include "core/base/attributes.h"
#include "core/base/library.h"

/* CURLOPT_PROTOCOLS_STR came with 7.85.0; without it a redirect or an odd address could leave http. */
#define CURL_VERSION_LEAST 0x075500

#define SYMBOL(member)                                                                                       \
	{                                                                                                    \
		"curl_" #member, offsetof(struct curl_library, member)                                       \
	}
static const struct library_symbol symbols[] = {
	SYMBOL(global_init),
	SYMBOL(global_cleanup),
	SYMBOL(version_info),
	SYMBOL(getdate),
	SYMBOL(slist_append),
	SYMBOL(slist_free_all),
	SYMBOL(easy_init),
	SYMBOL(easy_setopt),
	SYMBOL(easy_getinfo),
	SYMBOL(easy_strerror),
	SYMBOL(easy_cleanup),
	SYMBOL(multi_init),
	SYMBOL(multi_setopt),
	SYMBOL(multi_add_handle),
	SYMBOL(multi_remove_handle),
	SYMBOL(multi_perform),
	SYMBOL(multi_poll),
	SYMBOL(multi_wakeup),
	SYMBOL(multi_info_read),
	SYMBOL(multi_strerror),
	SYMBOL(multi_cleanup),
};
_Static_assert(sizeof(struct curl_library) == ARRAY_SIZE(symbols) * sizeof(void *), "a row a function");

static bool check_version(const struct curl_library *library, const char *name, struct error *err)
{
	const curl_version_info_data *version = library->version_info(CURLVERSION_NOW);

	if (version->version_num < CURL_VERSION_LEAST)
		return error_set(
			err, ERROR_IO, "%s is version %s, 7.85 or newer is needed", name, version->version);
	if (!(version->features & CURL_VERSION_SSL))
		return error_set(err, ERROR_IO, "%s was built without TLS", name);
	return true;
}

bool curl_library_load(const char *name, struct curl_library *out, struct error *err)
{
	const struct library_source source = {name, "libcurl4", symbols, ARRAY_SIZE(symbols)};

	return library_load(&source, out, err) && check_version(out, name, err);
}

/*
 * Options and their values are literals of ours: one that is refused is a mistake in this program, and going
 * on without it could mean going on without a check.
 */
static void check(CURLcode code)
{
	BUG_ON(code != CURLE_OK);
}

void curl_set_long(const struct curl_library *library, CURL *easy, CURLoption option, long value)
{
	check(library->easy_setopt(easy, option, value));
}

void curl_set_text(const struct curl_library *library, CURL *easy, CURLoption option, const char *value)
{
	check(library->easy_setopt(easy, option, value));
}

void curl_set_pointer(const struct curl_library *library, CURL *easy, CURLoption option, void *value)
{
	check(library->easy_setopt(easy, option, value));
}

void curl_set_offset(const struct curl_library *library, CURL *easy, CURLoption option, curl_off_t value)
{
	check(library->easy_setopt(easy, option, value));
}

long curl_get_long(const struct curl_library *library, CURL *easy, CURLINFO info)
{
	long value = 0;

	library->easy_getinfo(easy, info, &value);
	return value;
}
