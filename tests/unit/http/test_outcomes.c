/* SPDX-License-Identifier: MIT */
/* Was it sent, and what came of it: each way in which an exchange can end. */
#include "tests/unit/http/cmocka_headers.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "tests/unit/http/server.h"

static void close_at_once(struct connection *connection)
{
	struct string request = {0};

	server_read_request(connection, &request);
	string_free(&request);
}

static void reset_at_once(struct connection *connection)
{
	close_at_once(connection);
	server_reset(connection);
}

static void cut_body(struct connection *connection)
{
	close_at_once(connection);
	server_send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
}

static void cut_chunk(struct connection *connection)
{
	close_at_once(connection);
	server_send(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nonly this");
}

static void say_nothing(struct connection *connection)
{
	close_at_once(connection);
	server_wait_for_close(connection);
}

static void speak_no_http(struct connection *connection)
{
	close_at_once(connection);
	server_send(connection, "220 smtp.example ESMTP\r\n");
}

static void fail_500(struct connection *connection)
{
	close_at_once(connection);
	server_send(connection, "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops");
}

static void bad_length(struct connection *connection)
{
	close_at_once(connection);
	server_send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nmore than two");
}

static void drip(struct connection *connection)
{
	close_at_once(connection);
	server_send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
	for (char byte; recv(connection->socket, &byte, 1, MSG_DONTWAIT) != 0;) {
		server_send(connection, "x");
		usleep(1000);
	}
}

static void redirect(struct connection *connection)
{
	close_at_once(connection);
	server_send(connection, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
}

struct row {
	const char *what;
	void (*serve)(struct connection *connection);
	enum http_outcome outcome;
	enum error_code code;
	int status;
	const char *words;  /* in the error's sentence */
	int64_t timeout_ms; /* 0: longer than any machine needs */
};

static const struct row rows[] = {
	{"empty reply", close_at_once, HTTP_BROKEN, ERROR_BROKEN, 0, "without an answer"},
	{"reset", reset_at_once, HTTP_BROKEN, ERROR_BROKEN, 0, "connection reset"},
	{"cut body", cut_body, HTTP_BROKEN, ERROR_BROKEN, 200, "cut short after 9 bytes"},
	{"cut chunk", cut_chunk, HTTP_BROKEN, ERROR_BROKEN, 200, "the"},
	{"silence", say_nothing, HTTP_TIMEOUT, ERROR_TIMEOUT, 0, "no complete answer from 127.0.0.1:", 300},
	{"drip", drip, HTTP_TIMEOUT, ERROR_TIMEOUT, 200, "within 0.3 s", 300},
	{"no http", speak_no_http, HTTP_BROKEN, ERROR_BROKEN, 0, "does not speak HTTP"},
	{"status 500", fail_500, HTTP_ANSWERED, ERROR_NONE, 500, ""},
	{"wrong length", bad_length, HTTP_ANSWERED, ERROR_NONE, 200, ""},
	{"redirect", redirect, HTTP_ANSWERED, ERROR_NONE, 302, ""},
};

static void check_row(const struct row *row, bool side_effect)
{
	const struct http_policy policy = {.total_timeout_ms = row->timeout_ms};
	struct fixture fixture;
	struct server server;
	struct record record;
	struct exchange_request request;

	print_message("%s\n", row->what);
	server_start(&server, row->serve);
	fixture_open(&fixture);
	request = request_to(&server, "/call");
	request.post = true;
	request.side_effect = side_effect;
	string_append(&request.body, "amount=100.00");
	fixture_exchange(&fixture, &request, &policy, &record);
	assert_int_equal(record.result.outcome, row->outcome);
	assert_int_equal(record.result.error.code, row->code);
	assert_int_equal(record.result.response.status, row->status);
	assert_true(record.result.may_have_been_sent);
	assert_non_null(strstr(record.result.error.message, row->words));
	assert_int_equal(record.result.tries, 1);
	fixture_close(&fixture);
	server_stop(&server);
	assert_int_equal(server.requests, 1);
	record_free(&record);
}

static void what_was_sent_says_so(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		check_row(&rows[i], false);
		check_row(&rows[i], true);
	}
}

static void expect_unsent(const char *url, const struct http_policy *policy, enum http_outcome outcome,
	enum error_code code, const char *words)
{
	struct exchange_request request = {.post = true, .side_effect = true};
	struct fixture fixture;
	struct record record;

	fixture_open(&fixture);
	string_append(&request.url, url);
	fixture_exchange(&fixture, &request, policy, &record);
	assert_int_equal(record.result.outcome, outcome);
	assert_int_equal(record.result.error.code, code);
	assert_false(record.result.may_have_been_sent);
	assert_non_null(strstr(record.result.error.message, words));
	fixture_close(&fixture);
	record_free(&record);
}

static void refused_connection_was_not_sent(void **state)
{
	char url[64], words[96];
	struct server server;

	server_start(&server, close_at_once);
	server_stop(&server);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/x", server.port);
	snprintf(words, sizeof(words), "cannot reach 127.0.0.1:%u: connection refused", server.port);
	expect_unsent(url, NULL, HTTP_UNREACHABLE, ERROR_UNREACHABLE, words);
}

/* A label of more than 63 letters fails in the resolver itself, without asking anybody. */
static void unknown_host_was_not_sent(void **state)
{
	expect_unsent(
		"http://mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm.invalid/",
		NULL, HTTP_UNREACHABLE, ERROR_UNREACHABLE, "the name is not known");
}

static void tls_to_a_plain_server_was_not_sent(void **state)
{
	char url[64];
	struct server server;

	server_start(&server, speak_no_http);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u/x", server.port);
	/* The server reads a hello as if it were a request and never sees its end. */
	expect_unsent(url, &(struct http_policy){.total_timeout_ms = 300}, HTTP_UNREACHABLE,
		ERROR_UNREACHABLE, "no connection within 0.3 s");
	server_stop(&server);
}

static void greet_first(struct connection *connection)
{
	server_send(connection, "220 smtp.example ESMTP\r\n");
	server_wait_for_close(connection);
}

static void tls_failure_was_not_sent(void **state)
{
	char url[64];
	struct server server;

	server_start(&server, greet_first);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u/x", server.port);
	expect_unsent(url, NULL, HTTP_TLS_FAILED, ERROR_TLS, "no secure connection to 127.0.0.1:");
	server_stop(&server);
}

static int full_listener(uint16_t *port, int *waiting, size_t count)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 0), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
	for (size_t i = 0; i < count; i++) {
		waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)!connect(waiting[i], (struct sockaddr *)&address, sizeof(address));
	}
	*port = ntohs(address.sin_port);
	return listener;
}

static void connect_timeout_was_not_sent(void **state)
{
	const struct http_policy policy = {.connect_timeout_ms = 200, .total_timeout_ms = 5000};
	int waiting[4], listener;
	uint16_t port;
	char url[64];

	listener = full_listener(&port, waiting, ARRAY_SIZE(waiting));
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/x", port);
	expect_unsent(url, &policy, HTTP_UNREACHABLE, ERROR_UNREACHABLE, "no connection within 0.2 s");
	for (size_t i = 0; i < ARRAY_SIZE(waiting); i++)
		close(waiting[i]);
	close(listener);
}

static void odd_addresses_are_refused(void **state)
{
	expect_unsent("ftp://127.0.0.1/x", NULL, HTTP_UNREACHABLE, ERROR_CONFIG, "http:// or https://");
	expect_unsent("http://me:secret@127.0.0.1/x", NULL, HTTP_UNREACHABLE, ERROR_CONFIG, "user name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sent_says_so),
		cmocka_unit_test(refused_connection_was_not_sent),
		cmocka_unit_test(unknown_host_was_not_sent),
		cmocka_unit_test(tls_to_a_plain_server_was_not_sent),
		cmocka_unit_test(tls_failure_was_not_sent),
		cmocka_unit_test(connect_timeout_was_not_sent),
		cmocka_unit_test(odd_addresses_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
