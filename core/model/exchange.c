/* SPDX-License-Identifier: MIT */
#include "core/model/exchange.h"

#include <string.h>

#include "core/base/error.h"

/* A session's token is the platform's text: a line break in it would begin another header. */
static void append_header_value(struct string *out, struct string_view value)
{
	for (size_t i = 0; i < value.length; i++) {
		unsigned char byte = (unsigned char)value.data[i];
		if (byte >= 0x20 && byte != 0x7F)
			string_append_char(out, value.data[i]);
	}
}

void exchange_header(
	struct exchange_request *request, const char *name, struct string_view value, bool secret)
{
	struct exchange_header *header = &request->headers[request->header_count];
	size_t length = strlen(name);

	BUG_ON(request->header_count == EXCHANGE_HEADERS_MAX);
	BUG_ON(length >= sizeof(header->name));
	memcpy(header->name, name, length + 1);
	append_header_value(&header->value, value);
	header->secret = secret;
	request->header_count++;
}

void exchange_request_free(struct exchange_request *request)
{
	for (size_t i = 0; i < request->header_count; i++)
		string_wipe(&request->headers[i].value);
	string_wipe(&request->url);
	string_wipe(&request->url_for_logs);
	string_wipe(&request->body);
	*request = (struct exchange_request){0};
}
