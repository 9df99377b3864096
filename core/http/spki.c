/* SPDX-License-Identifier: MIT */
#include "core/http/spki.h"

#include <stdio.h>

#include "core/base/string.h"

static bool encode_key(
	const struct openssl_library *tls, const X509 *certificate, unsigned char **der, size_t *length)
{
	int size = tls->i2d_X509_PUBKEY(tls->X509_get_X509_PUBKEY(certificate), der);

	if (size <= 0)
		return false;
	*length = (size_t)size;
	return true;
}

bool spki_pin(const struct openssl_library *tls, const X509 *certificate, char out[SPKI_PIN_MAX])
{
	unsigned char *der = NULL;
	size_t length;
	uint8_t digest[32];
	struct string text = {0};

	if (!encode_key(tls, certificate, &der, &length))
		return false;
	sha256_bytes(sv_from((const char *)der, length), digest);
	tls->CRYPTO_free(der, OPENSSL_FILE, OPENSSL_LINE);
	base64_encode(sv_from((const char *)digest, sizeof(digest)), &text);
	snprintf(out, SPKI_PIN_MAX, "sha256//%s", string_text(&text));
	string_free(&text);
	return true;
}

bool spki_hex(const struct openssl_library *tls, const X509 *certificate, char out[SHA256_HEX_MAX])
{
	unsigned char *der = NULL;
	size_t length;

	if (!encode_key(tls, certificate, &der, &length))
		return false;
	sha256_hex(sv_from((const char *)der, length), out);
	tls->CRYPTO_free(der, OPENSSL_FILE, OPENSSL_LINE);
	return true;
}
