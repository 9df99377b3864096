/* SPDX-License-Identifier: MIT */
#include "tests/unit/http/cmocka_headers.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/http/spki.h"
#include "tests/unit/http/server.h"

static X509 *make_certificate(EVP_PKEY *key, const char *names)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(
		name, "CN", MBSTRING_UTF8, (const unsigned char *)"Test platform", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	assert_non_null(extension);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	return certificate;
}

static void write_pem(struct identity *identity)
{
	FILE *file;
	int descriptor;

	snprintf(identity->file, sizeof(identity->file), "/tmp/meterdeck-test-XXXXXX");
	descriptor = mkstemp(identity->file);
	assert_true(descriptor >= 0);
	file = fdopen(descriptor, "w");
	assert_int_equal(PEM_write_X509(file, identity->certificate), 1);
	fclose(file);
}

void identity_make(struct identity *identity, const char *names)
{
	struct openssl_library tls;
	struct error err;

	identity->key = EVP_EC_gen("P-256");
	assert_non_null(identity->key);
	identity->certificate = make_certificate(identity->key, names);
	assert_true(openssl_library_load(&tls, &err));
	assert_true(spki_pin(&tls, identity->certificate, identity->pin));
	write_pem(identity);
}

void identity_free(struct identity *identity)
{
	unlink(identity->file);
	X509_free(identity->certificate);
	EVP_PKEY_free(identity->key);
}
