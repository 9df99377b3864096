/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"

/* An http or https address taken apart. The views point into the text that was parsed. */
struct url {
	bool tls;
	bool bracketed;          /* an IPv6 address; host is without the brackets */
	struct string_view host; /* never empty */
	uint16_t port;           /* 80 or 443 when the address names none */
	struct string_view path; /* from the first '/', '?' on; empty when there is none */
};

/*
 * Refuses other schemes, user names and passwords, fragments, an empty or odd host, a port outside 1 to
 * 65535, white space and control bytes.
 */
bool url_parse(struct string_view text, struct url *out, struct error *err);
/* "localhost", 127.0.0.0/8, ::1: what never leaves this machine. */
bool url_is_loopback(const struct url *url);
