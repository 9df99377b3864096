/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/model/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err;
	struct url url;

	if (!url_parse(sv_from((const char *)data, size), &url, &err))
		return 0;
	if (url.host.length == 0 || url.port == 0 || sv_contains(url.host, SV("@")))
		abort();
	url_is_loopback(&url);
	return 0;
}
