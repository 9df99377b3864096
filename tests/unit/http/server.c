/* SPDX-License-Identifier: MIT */
#include "tests/unit/http/server.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/memory.h"

#define PATIENCE_S 20

static ssize_t receive(struct connection *connection, char *buffer, size_t size)
{
	if (connection->ssl)
		return SSL_read(connection->ssl, buffer, (int)size);
	return recv(connection->socket, buffer, size, 0);
}

void server_send_bytes(struct connection *connection, const void *data, size_t length)
{
	const char *bytes = data;

	while (length > 0) {
		ssize_t sent = connection->ssl ? SSL_write(connection->ssl, bytes, (int)length)
					       : send(connection->socket, bytes, length, MSG_NOSIGNAL);
		if (sent <= 0)
			return;
		bytes += sent;
		length -= (size_t)sent;
	}
}

void server_send(struct connection *connection, const char *text)
{
	server_send_bytes(connection, text, strlen(text));
}

void server_answer(struct connection *connection, const char *body)
{
	struct string text = {0};

	string_append_format(&text,
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%s", strlen(body),
		body);
	server_send(connection, string_text(&text));
	string_free(&text);
}

static bool is_whole(const struct string *request)
{
	const char *end = strstr(string_text(request), "\r\n\r\n");
	const char *length = strcasestr(string_text(request), "\r\nContent-Length:");
	size_t body = length ? strtoul(length + strlen("\r\nContent-Length:"), NULL, 10) : 0;

	return end && request->length >= (size_t)(end + 4 - request->data) + body;
}

bool server_read_request(struct connection *connection, struct string *out)
{
	char buffer[4096];

	string_clear(out);
	while (!out->length || !is_whole(out)) {
		ssize_t count = receive(connection, buffer, sizeof(buffer));
		if (count <= 0)
			return false;
		string_append_bytes(out, buffer, (size_t)count);
	}
	atomic_fetch_add(&connection->server->requests, 1);
	return true;
}

void server_reset(struct connection *connection)
{
	const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

	setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void server_wait_for_close(struct connection *connection)
{
	char buffer[4096];

	while (receive(connection, buffer, sizeof(buffer)) > 0)
		continue;
}

static void *run_connection(void *context)
{
	struct connection *connection = context;
	sigset_t pipe;

	/* OpenSSL writes to a client that has gone. */
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, NULL);
	if (connection->server->tls_context) {
		connection->ssl = SSL_new(connection->server->tls_context);
		SSL_set_fd(connection->ssl, connection->socket);
		if (SSL_accept(connection->ssl) == 1)
			connection->server->serve(connection);
		SSL_free(connection->ssl);
	} else {
		connection->server->serve(connection);
	}
	close(connection->socket);
	return NULL;
}

static void *run_server(void *context)
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	struct server *server = context;
	int accepted;

	while ((accepted = accept(server->listener, NULL, NULL)) >= 0) {
		struct connection *connection = &server->connections[server->connection_count];

		if (server->connection_count == SERVER_CONNECTIONS_MAX) {
			close(accepted);
			continue;
		}
		setsockopt(accepted, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		setsockopt(accepted, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
		connection->server = server;
		connection->socket = accepted;
		connection->number = server->connection_count++;
		pthread_create(&connection->thread, NULL, run_connection, connection);
	}
	return NULL;
}

static void listen_on_loopback(struct server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(server->listener >= 0);
	assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(server->listener, SERVER_CONNECTIONS_MAX), 0);
	assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
	server->port = ntohs(address.sin_port);
	snprintf(server->url, sizeof(server->url), "%s://127.0.0.1:%u",
		server->tls_context ? "https" : "http", server->port);
}

static void begin(struct server *server, void (*serve)(struct connection *connection))
{
	server->serve = serve;
	listen_on_loopback(server);
	assert_int_equal(pthread_create(&server->thread, NULL, run_server, server), 0);
}

void server_start(struct server *server, void (*serve)(struct connection *connection))
{
	*server = (struct server){0};
	begin(server, serve);
}

void server_start_tls(
	struct server *server, const struct identity *identity, void (*serve)(struct connection *connection))
{
	*server = (struct server){.tls_context = SSL_CTX_new(TLS_server_method())};
	assert_int_equal(SSL_CTX_use_certificate(server->tls_context, identity->certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(server->tls_context, identity->key), 1);
	begin(server, serve);
}

void server_stop(struct server *server)
{
	shutdown(server->listener, SHUT_RDWR);
	pthread_join(server->thread, NULL);
	close(server->listener);
	for (unsigned i = 0; i < server->connection_count; i++)
		pthread_join(server->connections[i].thread, NULL);
	SSL_CTX_free(server->tls_context);
}

void record_result(void *context, const struct http_result *result)
{
	struct record *record = context;

	record->calls++;
	record->result = *result;
	string_clear(&record->body);
	string_append_view(&record->body, result->response.body);
	string_clear(&record->content_type);
	string_append_view(&record->content_type, result->response.content_type);
}

void record_free(struct record *record)
{
	string_free(&record->body);
	string_free(&record->content_type);
	*record = (struct record){0};
}

static int64_t fake_monotonic(void *context)
{
	struct fixture *fixture = context;

	return atomic_load(&fixture->monotonic);
}

static instant fake_wall(void *context)
{
	struct fixture *fixture = context;

	return INT64_C(1700000000000) + atomic_load(&fixture->monotonic);
}

static void write_log(void *context, enum log_level level, const char *message)
{
	struct fixture *fixture = context;

	string_append_format(&fixture->log, "%s %s\n", log_level_word(level), message);
}

void fixture_open(struct fixture *fixture)
{
	struct error err;

	*fixture = (struct fixture){.account = {.name = "town", .driver = "test"}};
	atomic_store(&fixture->monotonic, 1000);
	fixture->clock = (struct clock){fake_wall, fake_monotonic, fixture};
	fixture->logger = (struct logger){write_log, fixture, LOG_DEBUG};
	fixture->client = http_client_new(&fixture->logger, &fixture->clock, &err);
	assert_non_null(fixture->client);
}

void fixture_close(struct fixture *fixture)
{
	http_client_free(fixture->client);
	string_free(&fixture->log);
}

struct exchange_request request_to(const struct server *server, const char *path)
{
	struct exchange_request request = {0};

	string_append(&request.url, server->url);
	string_append(&request.url, path);
	return request;
}

void fixture_finish(struct fixture *fixture, struct record *record)
{
	struct error err;

	while (record->calls == 0)
		assert_true(http_client_run(fixture->client, 1000, NULL, 0, &err));
	assert_int_equal(record->calls, 1);
}

void fixture_exchange(struct fixture *fixture, struct exchange_request *request,
	const struct http_policy *policy, struct record *record)
{
	*record = (struct record){0};
	http_submit(fixture->client, &fixture->account, request, policy, record_result, record);
	fixture_finish(fixture, record);
}
