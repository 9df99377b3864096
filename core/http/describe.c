/* SPDX-License-Identifier: MIT */
#include "core/base/string.h"
#include "core/http/http.h"

#define SECRET_LENGTH_LEAST 4
#define SHOWN_LENGTH_MAX    512

/* A driver that puts a session's token into the address as well must not have it logged for want of
 * url_for_logs. */
static bool starts_with_secret(
	const struct exchange_request *request, struct string_view text, size_t *secret_length)
{
	for (size_t i = 0; i < request->header_count; i++) {
		struct string_view value = string_view(&request->headers[i].value);

		if (!request->headers[i].secret || value.length < SECRET_LENGTH_LEAST)
			continue;
		if (sv_starts_with(text, value)) {
			*secret_length = value.length;
			return true;
		}
	}
	return false;
}

static void append_shown(struct string *out, char byte)
{
	bool plain = byte > 0x20 && byte < 0x7F;

	string_append_char(out, plain ? byte : '?');
}

void http_describe(const struct exchange_request *request, struct string *out)
{
	const struct string *chosen = request->url_for_logs.length ? &request->url_for_logs : &request->url;
	struct string_view url = sv_slice(string_view(chosen), 0, SHOWN_LENGTH_MAX);

	string_append(out, request->post ? "POST " : "GET ");
	for (size_t i = 0; i < url.length;) {
		size_t secret_length;

		if (starts_with_secret(
			    request, sv_slice(string_view(chosen), i, chosen->length), &secret_length)) {
			string_append(out, "***");
			i += secret_length;
		} else {
			append_shown(out, url.data[i++]);
		}
	}
}
