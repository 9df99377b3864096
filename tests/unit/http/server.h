/* SPDX-License-Identifier: MIT */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/string.h"
#include "core/http/http.h"

/*
 * A platform that misbehaves on purpose: listens on a loopback port of its own, one thread a connection, each
 * of which runs the test's handler. And the client's side of a test: a clock to turn, an answer to wait for.
 */
#define SERVER_CONNECTIONS_MAX 16

struct server;
struct connection {
	struct server *server;
	pthread_t thread;
	int socket;
	unsigned number; /* 0: the first one */
	void *ssl;       /* TLS only */
};

struct server {
	int listener;
	uint16_t port;
	char url[64]; /* "http://127.0.0.1:PORT" */
	void (*serve)(struct connection *connection);
	void *tls_context; /* an SSL_CTX, or NULL */
	pthread_t thread;
	struct connection connections[SERVER_CONNECTIONS_MAX];
	unsigned connection_count;
	atomic_uint requests; /* that arrived whole */
	atomic_bool gate;     /* for handlers that wait */
};

void server_start(struct server *server, void (*serve)(struct connection *connection));
void server_stop(struct server *server); /* after the client is gone */

/* A request with its body; false at the end of the connection. Counted. */
bool server_read_request(struct connection *connection, struct string *out);
void server_send(struct connection *connection, const char *text);
void server_send_bytes(struct connection *connection, const void *data, size_t length);
void server_reset(struct connection *connection); /* closes with RST */
void server_wait_for_close(struct connection *connection);
/* A whole answer of status 200 with this body, connection kept. */
void server_answer(struct connection *connection, const char *body);

/* TLS: a key and a self-signed certificate for these names ("DNS:meter.test,IP:127.0.0.9"). */
struct identity {
	void *key, *certificate;
	char pin[64];
	char file[64]; /* the certificate as PEM */
};
void identity_make(struct identity *identity, const char *names);
void identity_free(struct identity *identity);
void server_start_tls(
	struct server *server, const struct identity *identity, void (*serve)(struct connection *connection));

struct record {
	unsigned calls;
	struct http_result result; /* its views point into the strings below */
	struct string body, content_type;
};
void record_result(void *context, const struct http_result *result);
void record_free(struct record *record);

struct fixture {
	struct http_client *client;
	struct account account;
	struct clock clock;
	atomic_llong monotonic; /* what the fake clock says */
	struct string log;
	struct logger logger;
};
void fixture_open(struct fixture *fixture);
void fixture_close(struct fixture *fixture);
struct exchange_request request_to(const struct server *server, const char *path);
/* Submits and runs until the callback has come. */
void fixture_exchange(struct fixture *fixture, struct exchange_request *request,
	const struct http_policy *policy, struct record *record);
void fixture_finish(struct fixture *fixture, struct record *record);
