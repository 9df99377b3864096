/* SPDX-License-Identifier: MIT */
/*
 * Whom a connection believes. The only file that may take libcurl's own verification away, and only for a key
 * that the operator has pinned: then the key itself is what is believed.
 */
#include <string.h>

#include "core/http/spki.h"
#include "core/http/transfer.h"

static void believe_authorities(const struct curl_library *library, CURL *easy, const struct account *account)
{
	curl_set_long(library, easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_set_long(library, easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (account->tls_ca) {
		curl_set_text(library, easy, CURLOPT_CAINFO, account->tls_ca);
		/* Otherwise the system's authorities would be believed besides. */
		curl_set_text(library, easy, CURLOPT_CAPATH, NULL);
	}
}

static void believe_pin_alone(const struct curl_library *library, CURL *easy)
{
	curl_set_long(library, easy, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_set_long(library, easy, CURLOPT_SSL_VERIFYHOST, 0L);
}

void trust_apply(const struct curl_library *library, CURL *easy, const struct account *account)
{
	curl_set_long(library, easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	believe_authorities(library, easy, account);
	if (!account->tls_pin)
		return;
	/* For the words when it is another key; not every libcurl can tell. */
	library->easy_setopt(easy, CURLOPT_CERTINFO, 1L);
	/* The pin is in force whatever else is believed. */
	curl_set_text(library, easy, CURLOPT_PINNEDPUBLICKEY, account->tls_pin);
	if (!account->tls_ca)
		believe_pin_alone(library, easy);
}

static bool pin_of_pem(const struct openssl_library *tls, const char *pem, struct string *out)
{
	BIO *bio = tls->BIO_new_mem_buf(pem, -1);
	X509 *certificate = bio ? tls->PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	char pin[SPKI_PIN_MAX];
	bool known = certificate && spki_pin(tls, certificate, pin);

	if (known)
		string_append(out, pin);
	tls->X509_free(certificate);
	tls->BIO_free(bio);
	return known;
}

bool trust_shown_pin(const struct curl_library *library, CURL *easy, struct string *out)
{
	struct curl_certinfo *chain = NULL;
	struct openssl_library tls;
	struct error unsaid;

	if (library->easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain ||
		chain->num_of_certs < 1)
		return false;
	/* A libcurl with another TLS library works without OpenSSL; the words then do without the other key.
	 */
	if (!openssl_library_load(&tls, &unsaid))
		return false;
	for (struct curl_slist *field = chain->certinfo[0]; field; field = field->next) {
		if (strncmp(field->data, "Cert:", 5) == 0)
			return pin_of_pem(&tls, field->data + 5, out);
	}
	return false;
}
