/* SPDX-License-Identifier: MIT */
#include "core/model/url.h"

#include <arpa/inet.h>
#include <string.h>

#define HOST_LENGTH_MAX 253

static bool take_scheme(struct string_view *rest, struct url *out, struct error *err)
{
	struct string_view https = SV("https://"), http = SV("http://");

	out->tls = sv_equal_fold(sv_slice(*rest, 0, https.length), https);
	if (!out->tls && !sv_equal_fold(sv_slice(*rest, 0, http.length), http))
		return error_set(err, ERROR_CONFIG, "an address begins with http:// or https://");
	*rest = sv_slice(*rest, out->tls ? https.length : http.length, rest->length);
	return true;
}

static bool is_printable(struct string_view text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] <= 0x20 || text.data[i] >= 0x7F)
			return false;
	}
	return true;
}

static bool is_host_name(struct string_view host)
{
	if (host.length == 0 || host.length > HOST_LENGTH_MAX)
		return false;
	for (size_t i = 0; i < host.length; i++) {
		char c = host.data[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9';
		if (!letter && !digit && c != '.' && c != '-' && c != '_')
			return false;
	}
	return true;
}

static bool is_ipv6(struct string_view host)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];

	if (host.length >= sizeof(text))
		return false;
	memcpy(text, host.data, host.length);
	text[host.length] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1;
}

static bool take_bracketed(struct string_view *rest, struct url *out, struct error *err)
{
	ptrdiff_t end = sv_find(*rest, ']');

	out->bracketed = true;
	if (end < 0)
		return error_set(err, ERROR_CONFIG, "the address has a [ without its ]");
	out->host = sv_slice(*rest, 1, (size_t)end - 1);
	*rest = sv_slice(*rest, (size_t)end + 1, rest->length);
	if (!is_ipv6(out->host))
		return error_set(err, ERROR_CONFIG, "'%.*s' is no IPv6 address", SV_ARG(out->host));
	return true;
}

static bool take_host(struct string_view *rest, struct url *out, struct error *err)
{
	ptrdiff_t colon = sv_find(*rest, ':');

	if (sv_starts_with(*rest, SV("[")))
		return take_bracketed(rest, out, err);
	out->bracketed = false;
	out->host = sv_slice(*rest, 0, colon < 0 ? rest->length : (size_t)colon);
	*rest = sv_slice(*rest, out->host.length, rest->length);
	if (out->host.length == 0)
		return error_set(err, ERROR_CONFIG, "the address names no host");
	if (!is_host_name(out->host))
		return error_set(err, ERROR_CONFIG, "'%.*s' is no host name", SV_ARG(out->host));
	return true;
}

static bool take_port(struct string_view rest, struct url *out, struct error *err)
{
	struct string_view digits = sv_slice(rest, 1, rest.length);
	int64_t port;

	out->port = out->tls ? 443 : 80;
	if (rest.length == 0)
		return true;
	if (rest.data[0] != ':' || !sv_is_digits(digits) || !sv_to_integer(digits, &port) || port < 1 ||
		port > 65535)
		return error_set(err, ERROR_CONFIG, "'%.*s' is no port: 1 to 65535", SV_ARG(digits));
	out->port = (uint16_t)port;
	return true;
}

static size_t authority_length(struct string_view rest)
{
	size_t length = 0;

	while (length < rest.length && sv_find(SV("/?#"), rest.data[length]) < 0)
		length++;
	return length;
}

bool url_parse(struct string_view text, struct url *out, struct error *err)
{
	struct string_view rest = text, authority;

	*out = (struct url){0};
	if (!is_printable(text))
		return error_set(err, ERROR_CONFIG, "the address holds a space or another odd character");
	if (!take_scheme(&rest, out, err))
		return false;
	authority = sv_slice(rest, 0, authority_length(rest));
	out->path = sv_slice(rest, authority.length, rest.length);
	if (sv_find(authority, '@') >= 0)
		return error_set(err, ERROR_CONFIG, "a user name or a password has no place in an address");
	if (sv_find(out->path, '#') >= 0)
		return error_set(err, ERROR_CONFIG, "a '#' has no place in an address");
	return take_host(&authority, out, err) && take_port(authority, out, err);
}

static bool is_ipv4_loopback(struct string_view host)
{
	struct in_addr address;
	char text[INET_ADDRSTRLEN];

	if (host.length >= sizeof(text))
		return false;
	memcpy(text, host.data, host.length);
	text[host.length] = '\0';
	return inet_pton(AF_INET, text, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

bool url_is_loopback(const struct url *url)
{
	if (url->bracketed)
		return sv_equal_text(url->host, "::1");
	return sv_equal_fold(url->host, SV("localhost")) || is_ipv4_loopback(url->host);
}
