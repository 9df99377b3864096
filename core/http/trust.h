/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/string.h"

/* What a platform's TLS end shows of itself, for `meterdeck trust`: looked at, not believed. Blocking, CLI
 * only. */
struct tls_identity {
	struct string subject, issuer, not_before,
		not_after;   /* as OpenSSL prints them; sanitise before showing */
	struct string names; /* subject alternative names, comma separated */
	char pin[64];        /* "sha256//" and the base64 of the key's SHA-256 */
	char key_sha256_hex[65];
	bool verified_by_system; /* the system's authorities and the url's host name would have accepted it */
	struct string verify_message;
};
bool tls_identity_fetch(const char *url, int64_t timeout_ms, struct tls_identity *out, struct error *err);
void tls_identity_free(struct tls_identity *identity);
