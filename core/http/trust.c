/* SPDX-License-Identifier: MIT */
#include "core/http/trust.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
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
	struct openssl_library tls;
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
	const struct openssl_library *tls = &look->tls;
	X509_VERIFY_PARAM *parameters;
	bool named;

	look->context = tls->SSL_CTX_new(tls->TLS_client_method());
	look->ssl = look->context ? tls->SSL_new(look->context) : NULL;
	if (!look->ssl || !tls->SSL_set_fd(look->ssl, look->socket))
		return error_set(err, ERROR_TLS, "OpenSSL gives no connection");
	tls->SSL_CTX_set_default_verify_paths(look->context);
	tls->SSL_ctrl(look->ssl, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, NULL);
	/* The chain is judged and the verdict kept; looking at a certificate that fails is what this is for.
	 */
	tls->SSL_set_verify(look->ssl, SSL_VERIFY_NONE, NULL);
	parameters = tls->SSL_get0_param(look->ssl);
	if (is_address(look->host))
		named = tls->X509_VERIFY_PARAM_set1_ip_asc(parameters, look->host) == 1;
	else
		named = tls->X509_VERIFY_PARAM_set1_host(parameters, look->host, 0) == 1 &&
			tls->SSL_ctrl(look->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
				look->host) == 1;
	return named || error_set(err, ERROR_TLS, "OpenSSL refuses the name %s", look->host);
}

static bool tls_failed(const struct look *look, struct error *err)
{
	const struct openssl_library *tls = &look->tls;
	const char *reason = tls->ERR_reason_error_string(tls->ERR_peek_last_error());

	return error_set(err, ERROR_TLS, "no TLS with %s:%u: %s", look->host, look->url.port,
		reason ? reason : "the connection was closed");
}

static bool shake_hands(struct look *look, struct error *err)
{
	const struct openssl_library *tls = &look->tls;

	for (;;) {
		int code;

		tls->ERR_clear_error();
		code = tls->SSL_connect(look->ssl);
		if (code == 1)
			return true;
		switch (tls->SSL_get_error(look->ssl, code)) {
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

static void take_bio(const struct openssl_library *tls, BIO *bio, struct string *out)
{
	char *data = NULL;
	long length = tls->BIO_ctrl(bio, BIO_CTRL_INFO, 0, &data);

	if (length > 0)
		string_append_bytes(out, data, (size_t)length);
	tls->BIO_ctrl(bio, BIO_CTRL_RESET, 0, NULL);
}

static void print_name(const struct openssl_library *tls, BIO *bio, const X509_NAME *name, struct string *out)
{
	tls->X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
	take_bio(tls, bio, out);
}

static void print_alternative_names(
	const struct openssl_library *tls, BIO *bio, const X509 *certificate, struct string *out)
{
	GENERAL_NAMES *names = tls->X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < tls->OPENSSL_sk_num((const OPENSSL_STACK *)names); i++) {
		if (i > 0)
			tls->BIO_puts(bio, ", ");
		tls->GENERAL_NAME_print(bio, tls->OPENSSL_sk_value((const OPENSSL_STACK *)names, i));
	}
	tls->GENERAL_NAMES_free(names);
	take_bio(tls, bio, out);
}

static bool describe(const struct look *look, struct tls_identity *out, struct error *err)
{
	const struct openssl_library *tls = &look->tls;
	X509 *certificate = tls->SSL_get1_peer_certificate(look->ssl);
	BIO *bio = tls->BIO_new(tls->BIO_s_mem());
	long verdict = tls->SSL_get_verify_result(look->ssl);
	bool known;

	BUG_ON(!bio);
	known = certificate && spki_pin(tls, certificate, out->pin) &&
		spki_hex(tls, certificate, out->key_sha256_hex);
	if (known) {
		print_name(tls, bio, tls->X509_get_subject_name(certificate), &out->subject);
		print_name(tls, bio, tls->X509_get_issuer_name(certificate), &out->issuer);
		tls->ASN1_TIME_print(bio, tls->X509_get0_notBefore(certificate));
		take_bio(tls, bio, &out->not_before);
		tls->ASN1_TIME_print(bio, tls->X509_get0_notAfter(certificate));
		take_bio(tls, bio, &out->not_after);
		print_alternative_names(tls, bio, certificate, &out->names);
		out->verified_by_system = verdict == X509_V_OK;
		string_append(&out->verify_message, tls->X509_verify_cert_error_string(verdict));
	}
	tls->BIO_free(bio);
	tls->X509_free(certificate);
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
	if (!openssl_library_load(&look.tls, err))
		return false;
	look.host = memory_copy_text(look.url.host);
	look.deadline = clock->monotonic(clock->context) + (timeout_ms > 0 ? timeout_ms : TIMEOUT_MS);
	pipe_guard_enter(&guard);
	done = connect_any(&look, err) && prepare_tls(&look, err) && shake_hands(&look, err) &&
	       describe(&look, out, err);
	look.tls.SSL_free(look.ssl);
	look.tls.SSL_CTX_free(look.context);
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
