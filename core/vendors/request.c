/* SPDX-License-Identifier: MIT */
#include "core/vendors/fields.h"

bool request_url(const struct session *session, const struct endpoint *endpoint, struct exchange_request *out,
	struct error *err)
{
	const char *base = account_base_url(session->account, endpoint->base);
	const char *path = endpoint->path;

	if (!base || base[0] == '\0')
		return error_set(err, ERROR_CONFIG, "no url is configured for %s", endpoint->section);
	struct string_view trimmed = sv(base);
	while (trimmed.length > 0 && trimmed.data[trimmed.length - 1] == '/')
		trimmed.length--;
	while (*path == '/')
		path++;
	string_clear(&out->url);
	string_append_view(&out->url, trimmed);
	string_append_char(&out->url, '/');
	string_append(&out->url, path);
	return true;
}

bool request_needs_token(const struct session *session, struct error *err)
{
	if (session->token.length > 0)
		return true;
	return error_set(err, ERROR_LOGIN, "not logged in");
}

bool request_needs_identifier(struct string_view identifier, const char *what, struct error *err)
{
	if (sv_is_identifier(identifier, METER_NO_MAX))
		return true;
	if (identifier.length == 0)
		return error_set(err, ERROR_USAGE, "the platform wants a %s here", what);
	return error_set(
		err, ERROR_USAGE, "a %s is 1 to %d printable characters without spaces", what, METER_NO_MAX);
}

uint32_t request_page_size(const struct endpoint *endpoint, const struct operation *operation)
{
	if (operation->page_size == 0 || operation->page_size > endpoint->page_size)
		return endpoint->page_size;
	return operation->page_size;
}

struct json_writer request_json(struct exchange_request *out)
{
	out->post = true;
	exchange_header(out, "Content-Type", SV("application/json"), false);
	string_clear(&out->body);
	return (struct json_writer){.out = &out->body};
}

struct string_view request_text(const char *text)
{
	return text ? sv(text) : SV("");
}
