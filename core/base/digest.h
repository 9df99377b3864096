/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/string.h"
#include "core/base/string_view.h"

/* Digests and encodings, over OpenSSL's libcrypto. */
#define MD5_HEX_MAX    33
#define SHA256_HEX_MAX 65
/* Upper- or lower-case hex with a NUL behind it. */
void md5_hex(struct string_view data, bool upper, char out[MD5_HEX_MAX]);
void sha256_hex(struct string_view data, char out[SHA256_HEX_MAX]);
void sha256_bytes(struct string_view data, uint8_t out[32]);
void base64_encode(struct string_view data, struct string *out); /* one line, never wrapped */
bool base64_decode(
	struct string_view text, struct string *out); /* white space is skipped; false on anything else */
/* RFC 3986 unreserved characters stay, all else is %XX. */
void percent_encode(struct string_view text, struct string *out);
bool constant_time_equal(struct string_view a, struct string_view b);

/* Not cryptographic: to see whether a record changed. Stable over machines and versions, because it is
 * stored. */
uint64_t hash64(struct string_view data, uint64_t seed);

void random_bytes(void *out, size_t length);
uint64_t random_below(uint64_t bound); /* uniform in [0, bound) */
#define UUID_TEXT_MAX 37
void uuid_make(char out[UUID_TEXT_MAX]); /* version 4, lower case */
