/* SPDX-License-Identifier: MIT */
#pragma once
#include <openssl/x509.h>
#include <stdbool.h>

#include "core/base/digest.h"

/* The SHA-256 of a certificate's public key (its SubjectPublicKeyInfo), as pins are written. */
#define SPKI_PIN_MAX 64
bool spki_pin(const X509 *certificate, char out[SPKI_PIN_MAX]); /* "sha256//..." */
bool spki_hex(const X509 *certificate, char out[SHA256_HEX_MAX]);
