/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/log.h"
#include "core/model/account.h"
#include "core/model/exchange.h"

/*
 * How a request travels: one libcurl multi handle, driven by one thread (the engine's). libcurl is loaded
 * when the first client is made, because its forty libraries cost more than the console's whole start.
 *
 * TLS is verified always: by the system's authorities, by account->tls_ca with account->tls_name (the
 * connection goes to the url's address, the certificate is checked for the name), or by the pin of
 * account->tls_pin. Redirects are not followed, proxies not used, netrc not read. Connections are marked
 * close-on-exec.
 */
struct http_client;
struct http_client *http_client_new(
	const struct logger *logger, const struct clock *clock, struct error *err);
/* Open jobs end with HTTP_CANCELLED, in here; a callback must not submit again then. NULL is fine. */
void http_client_free(struct http_client *client);

struct http_policy {
	int64_t connect_timeout_ms; /* 0: 10 s */
	int64_t total_timeout_ms;   /* deadline over all tries; 0: 30 s */
	size_t body_max;            /* 0: 16 MiB; counted as it arrives, also when chunked */
	unsigned tries;             /* 0 or 1: once. Ignored for side effects, which are sent once */
	/* On a connection of its own, so that libcurl does not repeat it either: where a rate limit counts.
	 */
	bool exactly_once;
};

enum http_outcome {
	HTTP_ANSWERED,    /* a complete answer, whatever its status */
	HTTP_UNREACHABLE, /* no connection, also after its timeout: nothing was sent */
	HTTP_TLS_FAILED,  /* certificate, pin, protocol: nothing was sent */
	HTTP_TIMEOUT,     /* sent, and no complete answer before the deadline */
	HTTP_BROKEN,      /* reset, closed, cut short */
	HTTP_TOO_LARGE,   /* the body passed its cap */
	HTTP_CANCELLED,
};

struct http_result {
	enum http_outcome outcome;
	/* CURLINFO_REQUEST_SIZE > 0 in any try: from here on the platform may have acted (engineering notes,
	 * fact 2). */
	bool may_have_been_sent;
	struct exchange_response response; /* body lives during the callback */
	struct error error;                /* for every outcome but HTTP_ANSWERED */
	int64_t elapsed_ms;
	unsigned tries;
};
typedef void (*http_callback)(void *context, const struct http_result *result);

/*
 * One request on its way; ends with its callback. Each try is logged at LOG_DEBUG: what failed in the end is
 * in the result, for the caller to tell.
 */
struct http_job;
/*
 * Takes over the request's contents. The callback runs in http_client_run(). A failed try of a read is
 * repeated with full jitter while the deadline allows (connection trouble, 429, 502, 503, 504; Retry-After is
 * honoured).
 */
struct http_job *http_submit(struct http_client *client, const struct account *account,
	struct exchange_request *request, const struct http_policy *policy, http_callback callback,
	void *context);
void http_cancel(struct http_job *job);

/*
 * Lets transfers progress; returns after at most timeout_ms, or when something happened, a descriptor of
 * `extra` is readable (revents is set as by poll), or http_client_wake() was called. It may return early
 * without a cause. A negative timeout waits for ever; at most 16 descriptors. False when libcurl itself
 * fails.
 */
struct pollfd;
bool http_client_run(struct http_client *client, int64_t timeout_ms, struct pollfd *extra, size_t extra_count,
	struct error *err);
void http_client_wake(struct http_client *client); /* from any thread */
size_t http_client_open_jobs(const struct http_client *client);

/*
 * A rate limit: at most one call per interval. The gap is counted from the end of a call, because the
 * platform saw it begin before that: then it can never be too early. Zero-initialise with the interval.
 */
struct rate_gate {
	int64_t interval_ms;
	int64_t not_before; /* monotonic; what is in flight keeps the gate closed */
	bool in_flight;
};
/* Milliseconds until a call may start: 0 now, -1 while one is in flight. */
int64_t rate_gate_wait(const struct rate_gate *gate, int64_t monotonic_now);
void rate_gate_start(struct rate_gate *gate);
void rate_gate_end(struct rate_gate *gate, int64_t monotonic_now);
void rate_gate_penalty(
	struct rate_gate *gate, int64_t monotonic_now, int64_t extra_ms); /* after "too fast" */

/* What stands in a log for a request: method, url without secrets, body bytes and size never. */
void http_describe(const struct exchange_request *request, struct string *out);
