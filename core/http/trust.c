/* SPDX-License-Identifier: MIT */
#include "core/http/trust.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/instant.h"
#include "core/base/memory.h"
#include "core/http/pipe_guard.h"
#include "core/http/spki.h"
#include "core/model/url.h"

#define TIMEOUT_MS 10000

/* One look at a platform. */
struct look {
	struct url url;
	char *host; /* NUL-terminated */
	int64_t deadline;
	int socket;
	SSL_CTX *context;
	SSL *ssl;
};

static int64_t remaining_ms(const struct look *look)
{
	const struct clock *clock = system_clock();

	return look->deadline - clock->monotonic(clock->context);
}

static bool wait_for(const struct look *look, short events, struct error *err)
{
	struct pollfd descriptor = {.fd = look->socket, .events = events};
	int64_t wait;
	int count;

	do {
		wait = remaining_ms(look);
		count = wait > 0 ? poll(&descriptor, 1, (int)wait) : 0;
	} while (count < 0 && errno == EINTR);
	if (count > 0)
		return true;
	return error_set(err, ERROR_UNREACHABLE, "no answer from %s:%u in time", look->host, look->url.port);
}

static bool finish_connect(const struct look *look, struct error *err)
{
	int number = 0;
	socklen_t size = sizeof(number);

	if (!wait_for(look, POLLOUT, err))
		return false;
	if (getsockopt(look->socket, SOL_SOCKET, SO_ERROR, &number, &size) < 0)
		number = errno;
	if (number == 0)
		return true;
	return error_errno(err, ERROR_UNREACHABLE, number, "cannot reach %s:%u", look->host, look->url.port);
}

static bool connect_address(struct look *look, const struct addrinfo *address, struct error *err)
{
	look->socket = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
		address->ai_protocol);
	if (look->socket < 0)
		return error_errno(err, ERROR_IO, errno, "opening a socket");
	if (connect(look->socket, address->ai_addr, address->ai_addrlen) == 0)
		return true;
	if (errno == EINPROGRESS)
		return finish_connect(look, err);
	return error_errno(err, ERROR_UNREACHABLE, errno, "cannot reach %s:%u", look->host, look->url.port);
}

static bool connect_any(struct look *look, struct error *err)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *addresses = NULL;
	bool connected = false;
	char port[8];
	int code;

	snprintf(port, sizeof(port), "%u", look->url.port);
	code = getaddrinfo(look->host, port, &hints, &addresses);
	if (code != 0)
		return error_set(
			err, ERROR_UNREACHABLE, "cannot find %s: %s", look->host, gai_strerror(code));
	for (struct addrinfo *address = addresses; address && !connected; address = address->ai_next) {
		if (look->socket >= 0)
			close(look->socket);
		connected = connect_address(look, address, err);
	}
	freeaddrinfo(addresses);
	return connected;
}

static bool is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static bool prepare_tls(struct look *look, struct error *err)
{
	X509_VERIFY_PARAM *parameters;
	bool named;

	look->context = SSL_CTX_new(TLS_client_method());
	look->ssl = look->context ? SSL_new(look->context) : NULL;
	if (!look->ssl || !SSL_set_fd(look->ssl, look->socket))
		return error_set(err, ERROR_TLS, "OpenSSL gives no connection");
	SSL_CTX_set_default_verify_paths(look->context);
	SSL_set_min_proto_version(look->ssl, TLS1_2_VERSION);
	/* The chain is judged and the verdict kept; looking at a certificate that fails is what this is for.
	 */
	SSL_set_verify(look->ssl, SSL_VERIFY_NONE, NULL);
	parameters = SSL_get0_param(look->ssl);
	if (is_address(look->host))
		named = X509_VERIFY_PARAM_set1_ip_asc(parameters, look->host) == 1;
	else
		named = X509_VERIFY_PARAM_set1_host(parameters, look->host, 0) == 1 &&
			SSL_set_tlsext_host_name(look->ssl, look->host) == 1;
	return named || error_set(err, ERROR_TLS, "OpenSSL refuses the name %s", look->host);
}

static bool tls_failed(const struct look *look, struct error *err)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	return error_set(err, ERROR_TLS, "no TLS with %s:%u: %s", look->host, look->url.port,
		reason ? reason : "the connection was closed");
}

static bool shake_hands(struct look *look, struct error *err)
{
	for (;;) {
		int code;

		ERR_clear_error();
		code = SSL_connect(look->ssl);
		if (code == 1)
			return true;
		switch (SSL_get_error(look->ssl, code)) {
		case SSL_ERROR_WANT_READ:
			if (!wait_for(look, POLLIN, err))
				return false;
			break;
		case SSL_ERROR_WANT_WRITE:
			if (!wait_for(look, POLLOUT, err))
				return false;
			break;
		default:
			return tls_failed(look, err);
		}
	}
}

static void take_bio(BIO *bio, struct string *out)
{
	char *data = NULL;
	long length = BIO_get_mem_data(bio, &data);

	if (length > 0)
		string_append_bytes(out, data, (size_t)length);
	BIO_reset(bio);
}

static void print_name(BIO *bio, const X509_NAME *name, struct string *out)
{
	X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
	take_bio(bio, out);
}

static void print_alternative_names(BIO *bio, const X509 *certificate, struct string *out)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		if (i > 0)
			BIO_puts(bio, ", ");
		GENERAL_NAME_print(bio, sk_GENERAL_NAME_value(names, i));
	}
	GENERAL_NAMES_free(names);
	take_bio(bio, out);
}

static bool describe(const struct look *look, struct tls_identity *out, struct error *err)
{
	X509 *certificate = SSL_get1_peer_certificate(look->ssl);
	BIO *bio = BIO_new(BIO_s_mem());
	long verdict = SSL_get_verify_result(look->ssl);
	bool known;

	BUG_ON(!bio);
	known = certificate && spki_pin(certificate, out->pin) && spki_hex(certificate, out->key_sha256_hex);
	if (known) {
		print_name(bio, X509_get_subject_name(certificate), &out->subject);
		print_name(bio, X509_get_issuer_name(certificate), &out->issuer);
		ASN1_TIME_print(bio, X509_get0_notBefore(certificate));
		take_bio(bio, &out->not_before);
		ASN1_TIME_print(bio, X509_get0_notAfter(certificate));
		take_bio(bio, &out->not_after);
		print_alternative_names(bio, certificate, &out->names);
		out->verified_by_system = verdict == X509_V_OK;
		string_append(&out->verify_message, X509_verify_cert_error_string(verdict));
	}
	BIO_free(bio);
	X509_free(certificate);
	return known || error_set(err, ERROR_TLS, "%s:%u shows no certificate", look->host, look->url.port);
}

bool tls_identity_fetch(const char *url, int64_t timeout_ms, struct tls_identity *out, struct error *err)
{
	const struct clock *clock = system_clock();
	struct look look = {.socket = -1};
	struct pipe_guard guard;
	bool done;

	*out = (struct tls_identity){0};
	if (!url_parse(sv(url), &look.url, err))
		return false;
	if (!look.url.tls)
		return error_set(
			err, ERROR_USAGE, "%s is plain http: there is no certificate to look at", url);
	look.host = memory_copy_text(look.url.host);
	look.deadline = clock->monotonic(clock->context) + (timeout_ms > 0 ? timeout_ms : TIMEOUT_MS);
	pipe_guard_enter(&guard);
	done = connect_any(&look, err) && prepare_tls(&look, err) && shake_hands(&look, err) &&
	       describe(&look, out, err);
	SSL_free(look.ssl);
	SSL_CTX_free(look.context);
	if (look.socket >= 0)
		close(look.socket);
	pipe_guard_leave(&guard);
	free(look.host);
	return done;
}

void tls_identity_free(struct tls_identity *identity)
{
	string_free(&identity->subject);
	string_free(&identity->issuer);
	string_free(&identity->not_before);
	string_free(&identity->not_after);
	string_free(&identity->names);
	string_free(&identity->verify_message);
	*identity = (struct tls_identity){0};
}
