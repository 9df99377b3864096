/* SPDX-License-Identifier: MIT */
#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "core/base/error.h"

/*
 * The functions of libssl and libcrypto that look at certificates, found at run time under their own names
 * and types: loaded when a certificate is looked at and never on the console's way to its first screen. Where
 * OpenSSL offers a macro, the function behind it is here.
 */
#define OPENSSL_FUNCTIONS(FUNCTION)                                                                          \
	FUNCTION(ASN1_TIME_print)                                                                            \
	FUNCTION(BIO_ctrl)                                                                                   \
	FUNCTION(BIO_free)                                                                                   \
	FUNCTION(BIO_new)                                                                                    \
	FUNCTION(BIO_new_mem_buf)                                                                            \
	FUNCTION(BIO_puts)                                                                                   \
	FUNCTION(BIO_s_mem)                                                                                  \
	FUNCTION(CRYPTO_free)                                                                                \
	FUNCTION(ERR_clear_error)                                                                            \
	FUNCTION(ERR_peek_last_error)                                                                        \
	FUNCTION(ERR_reason_error_string)                                                                    \
	FUNCTION(GENERAL_NAMES_free)                                                                         \
	FUNCTION(GENERAL_NAME_print)                                                                         \
	FUNCTION(OPENSSL_sk_num)                                                                             \
	FUNCTION(OPENSSL_sk_value)                                                                           \
	FUNCTION(PEM_read_bio_X509)                                                                          \
	FUNCTION(SSL_CTX_free)                                                                               \
	FUNCTION(SSL_CTX_new)                                                                                \
	FUNCTION(SSL_CTX_set_default_verify_paths)                                                           \
	FUNCTION(SSL_connect)                                                                                \
	FUNCTION(SSL_ctrl)                                                                                   \
	FUNCTION(SSL_free)                                                                                   \
	FUNCTION(SSL_get0_param)                                                                             \
	FUNCTION(SSL_get1_peer_certificate)                                                                  \
	FUNCTION(SSL_get_error)                                                                              \
	FUNCTION(SSL_get_verify_result)                                                                      \
	FUNCTION(SSL_new)                                                                                    \
	FUNCTION(SSL_set_fd)                                                                                 \
	FUNCTION(SSL_set_verify)                                                                             \
	FUNCTION(TLS_client_method)                                                                          \
	FUNCTION(X509_NAME_print_ex)                                                                         \
	FUNCTION(X509_VERIFY_PARAM_set1_host)                                                                \
	FUNCTION(X509_VERIFY_PARAM_set1_ip_asc)                                                              \
	FUNCTION(X509_free)                                                                                  \
	FUNCTION(X509_get0_notAfter)                                                                         \
	FUNCTION(X509_get0_notBefore)                                                                        \
	FUNCTION(X509_get_X509_PUBKEY)                                                                       \
	FUNCTION(X509_get_ext_d2i)                                                                           \
	FUNCTION(X509_get_issuer_name)                                                                       \
	FUNCTION(X509_get_subject_name)                                                                      \
	FUNCTION(X509_verify_cert_error_string)                                                              \
	FUNCTION(i2d_X509_PUBKEY)

struct openssl_library {
#define MEMBER(name) __typeof__(name) *name;
	OPENSSL_FUNCTIONS(MEMBER)
#undef MEMBER
};

/* Loads libssl, which brings libcrypto, and fills the table; see library_load(). */
bool openssl_library_load(struct openssl_library *out, struct error *err);
