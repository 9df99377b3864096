/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "core/http/transfer.h"

const char *outcome_word(enum http_outcome outcome)
{
	static const char *const words[] = {
		[HTTP_ANSWERED] = "answered",
		[HTTP_UNREACHABLE] = "unreachable",
		[HTTP_TLS_FAILED] = "TLS failed",
		[HTTP_TIMEOUT] = "timeout",
		[HTTP_BROKEN] = "broken",
		[HTTP_TOO_LARGE] = "too large",
		[HTTP_CANCELLED] = "cancelled",
	};

	return words[outcome];
}

static const CURLcode tls_codes[] = {
	CURLE_SSL_CONNECT_ERROR,
	CURLE_SSL_ENGINE_NOTFOUND,
	CURLE_SSL_ENGINE_SETFAILED,
	CURLE_SSL_CERTPROBLEM,
	CURLE_SSL_CIPHER,
	CURLE_PEER_FAILED_VERIFICATION,
	CURLE_USE_SSL_FAILED,
	CURLE_SSL_ENGINE_INITFAILED,
	CURLE_SSL_CACERT_BADFILE,
	CURLE_SSL_SHUTDOWN_FAILED,
	CURLE_SSL_CRL_BADFILE,
	CURLE_SSL_ISSUER_ERROR,
	CURLE_SSL_PINNEDPUBKEYNOTMATCH,
	CURLE_SSL_INVALIDCERTSTATUS,
	CURLE_SSL_CLIENTCERT,
};

static bool is_tls_code(CURLcode code)
{
	for (size_t i = 0; i < ARRAY_SIZE(tls_codes); i++) {
		if (tls_codes[i] == code)
			return true;
	}
	return false;
}

/* The peer hung up in the middle of the handshake: trouble on the way, no doubt about a certificate. */
static bool handshake_was_cut(const struct http_job *job, CURLcode code)
{
	return code == CURLE_SSL_CONNECT_ERROR && strstr(job->error_text, "SSL_connect:");
}

static enum http_outcome outcome_of(const struct http_job *job, CURLcode code, bool sent)
{
	if (code == CURLE_OK)
		return HTTP_ANSWERED;
	if (job->answer.too_large || code == CURLE_FILESIZE_EXCEEDED)
		return HTTP_TOO_LARGE;
	if (handshake_was_cut(job, code))
		return HTTP_BROKEN;
	if (is_tls_code(code) && !sent)
		return HTTP_TLS_FAILED;
	if (code == CURLE_OPERATION_TIMEDOUT && sent)
		return HTTP_TIMEOUT;
	return sent ? HTTP_BROKEN : HTTP_UNREACHABLE;
}

/* "connection refused" for "Connection refused", but "SSL ..." as it is. */
static void append_reason(struct string *out, const char *text)
{
	bool word = text[0] && islower((unsigned char)text[1]);

	string_append_char(out, word ? (char)tolower((unsigned char)text[0]) : text[0]);
	string_append(out, text[0] ? text + 1 : "");
}

static void append_system_reason(const struct http_job *job, CURLcode code, struct string *out)
{
	long number = curl_get_long(&job->client->library, job->easy, CURLINFO_OS_ERRNO);
	char text[128];

	if (number > 0)
		append_reason(out, strerror_r((int)number, text, sizeof(text)));
	else
		append_reason(
			out, job->error_text[0] ? job->error_text : job->client->library.easy_strerror(code));
}

static void say_unreachable(struct http_job *job, CURLcode code, const char *place)
{
	struct string reason = {0};

	if (code == CURLE_COULDNT_RESOLVE_HOST) {
		error_set(&job->error, ERROR_UNREACHABLE, "cannot reach %s: the name is not known", place);
	} else if (code == CURLE_OPERATION_TIMEDOUT) {
		error_set(&job->error, ERROR_UNREACHABLE, "cannot reach %s: no connection within %g s", place,
			(double)MIN(job->policy.connect_timeout_ms, job->policy.total_timeout_ms) / 1000);
	} else {
		append_system_reason(job, code, &reason);
		error_set(&job->error, ERROR_UNREACHABLE, "cannot reach %s: %s", place, string_text(&reason));
	}
	string_free(&reason);
}

static void say_key_changed(struct http_job *job, const char *place)
{
	struct string found = {0};

	if (!trust_shown_pin(&job->client->library, job->easy, &found))
		string_append(&found, "none");
	error_set(&job->error, ERROR_TLS,
		"%s: the certificate's key has changed: expected %s, found %s; if the platform's owner "
		"confirms "
		"the new key, run `meterdeck trust %s`",
		place, job->account->tls_pin, string_text(&found), job->account->name);
	string_free(&found);
}

static void say_not_trusted(struct http_job *job, const char *place)
{
	struct string reason = {0};
	const char *detail = strstr(job->error_text, "problem: ");

	append_reason(&reason, detail ? detail + strlen("problem: ") : job->error_text);
	error_set(&job->error, ERROR_TLS,
		"the certificate of %s is not trusted: %s; look at it with `meterdeck trust %s`, or set "
		"tls_ca "
		"and tls_name",
		place, string_text(&reason), job->account->name);
	string_free(&reason);
}

static void say_tls_failed(struct http_job *job, CURLcode code, const char *place)
{
	struct string reason = {0};

	switch (code) {
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
		say_key_changed(job, place);
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
		say_not_trusted(job, place);
		break;
	case CURLE_SSL_CACERT_BADFILE:
		error_set(&job->error, ERROR_TLS, "cannot read the certificates in %s (tls_ca of profile %s)",
			job->account->tls_ca ? job->account->tls_ca : "the system's store",
			job->account->name);
		break;
	default:
		append_reason(&reason,
			job->error_text[0] ? job->error_text : job->client->library.easy_strerror(code));
		error_set(&job->error, ERROR_TLS, "no secure connection to %s: %s", place,
			string_text(&reason));
	}
	string_free(&reason);
}

static void say_broken(struct http_job *job, CURLcode code, const char *place)
{
	struct string reason = {0};

	if (code == CURLE_GOT_NOTHING) {
		error_set(&job->error, ERROR_BROKEN, "%s closed the connection without an answer", place);
	} else if (code == CURLE_PARTIAL_FILE) {
		error_set(&job->error, ERROR_BROKEN, "the answer of %s was cut short after %zu bytes", place,
			job->answer.body.length);
	} else if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY) {
		error_set(&job->error, ERROR_BROKEN, "%s does not speak HTTP", place);
	} else {
		append_system_reason(job, code, &reason);
		error_set(&job->error, ERROR_BROKEN, "the connection to %s broke: %s", place,
			string_text(&reason));
	}
	string_free(&reason);
}

static void say_too_large(struct http_job *job, const char *place)
{
	error_set(&job->error, ERROR_MALFORMED, "the answer of %s is larger than %zu KiB and was dropped",
		place, job->policy.body_max >> 10);
}

static void say(struct http_job *job, CURLcode code, const char *place)
{
	switch (job->outcome) {
	case HTTP_ANSWERED:
	case HTTP_CANCELLED:
		break;
	case HTTP_UNREACHABLE:
		say_unreachable(job, code, place);
		break;
	case HTTP_TLS_FAILED:
		say_tls_failed(job, code, place);
		break;
	case HTTP_TIMEOUT:
		error_set(&job->error, ERROR_TIMEOUT, "no complete answer from %s within %g s", place,
			(double)job->policy.total_timeout_ms / 1000);
		break;
	case HTTP_BROKEN:
		say_broken(job, code, place);
		break;
	case HTTP_TOO_LARGE:
		say_too_large(job, place);
		break;
	}
}

void outcome_classify(struct http_job *job, CURLcode code)
{
	const struct curl_library *library = &job->client->library;
	bool sent = curl_get_long(library, job->easy, CURLINFO_REQUEST_SIZE) > 0;
	struct string place = {0};

	job->may_have_been_sent |= sent;
	job->answer.status = (int)curl_get_long(library, job->easy, CURLINFO_RESPONSE_CODE);
	job->outcome = outcome_of(job, code, sent);
	string_append_format(
		&place, job->url.bracketed ? "[%.*s]:%u" : "%.*s:%u", SV_ARG(job->url.host), job->url.port);
	say(job, code, string_text(&place));
	string_free(&place);
}
