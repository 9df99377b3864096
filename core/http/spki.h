/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/digest.h"
#include "core/http/openssl_library.h"

/* The SHA-256 of a certificate's public key (its SubjectPublicKeyInfo), as pins are written. */
#define SPKI_PIN_MAX 64
bool spki_pin(const struct openssl_library *tls, const X509 *certificate,
	char out[SPKI_PIN_MAX]); /* "sha256//..." */
bool spki_hex(const struct openssl_library *tls, const X509 *certificate, char out[SHA256_HEX_MAX]);
