/* SPDX-License-Identifier: MIT */
/* What a platform may send at most, and which of its headers are heard. */
#include "tests/unit/http/cmocka_headers.h"

#include <string.h>
#include <sys/socket.h>

#include "tests/unit/http/server.h"

#define CAP ((size_t)64 << 10)

static void take_request(struct connection *connection)
{
	struct string request = {0};

	server_read_request(connection, &request);
	string_free(&request);
}

static bool is_open(struct connection *connection)
{
	char byte;

	return recv(connection->socket, &byte, 1, MSG_DONTWAIT) != 0;
}

/* A body without an announced end, in chunks, until the client has had enough. */
static void chunk_bomb(struct connection *connection)
{
	char chunk[1024 + 16];

	take_request(connection);
	memset(chunk, 'x', sizeof(chunk));
	memcpy(chunk, "400\r\n", 5);
	memcpy(chunk + 5 + 1024, "\r\n", 2);
	server_send(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 100000 && is_open(connection); i++)
		server_send_bytes(connection, chunk, 5 + 1024 + 2);
}

static void announce_300_megabytes(struct connection *connection)
{
	take_request(connection);
	server_send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 314572800\r\n\r\n");
	server_wait_for_close(connection);
}

static void header_bomb(struct connection *connection)
{
	take_request(connection);
	server_send(connection, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 100000 && is_open(connection); i++)
		server_send(connection, "X-Filler: 0123456789012345678901234567890123456789\r\n");
}

static void exactly_the_cap(struct connection *connection)
{
	static char body[CAP];

	take_request(connection);
	memset(body, 'y', sizeof(body));
	server_send(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n");
	server_send_bytes(connection, body, sizeof(body));
	server_send(connection, "\r\n0\r\n\r\n");
}

static void exchange(void (*serve)(struct connection *connection), struct record *record)
{
	const struct http_policy policy = {.body_max = CAP, .tries = 3};
	struct fixture fixture;
	struct server server;
	struct exchange_request request;

	server_start(&server, serve);
	fixture_open(&fixture);
	request = request_to(&server, "/big");
	fixture_exchange(&fixture, &request, &policy, record);
	fixture_close(&fixture);
	server_stop(&server);
	assert_int_equal(server.requests, 1);
}

static void expect_too_large(void (*serve)(struct connection *connection))
{
	struct record record;

	exchange(serve, &record);
	assert_int_equal(record.result.outcome, HTTP_TOO_LARGE);
	assert_int_equal(record.result.error.code, ERROR_MALFORMED);
	assert_non_null(strstr(record.result.error.message, "larger than 64 KiB and was dropped"));
	assert_true(record.result.may_have_been_sent);
	assert_int_equal(record.body.length, 0);
	record_free(&record);
}

static void a_body_is_capped_as_it_arrives(void **state)
{
	expect_too_large(chunk_bomb);
}

static void an_announced_giant_is_not_read(void **state)
{
	expect_too_large(announce_300_megabytes);
}

static void headers_are_capped(void **state)
{
	expect_too_large(header_bomb);
}

static void the_cap_itself_is_allowed(void **state)
{
	struct record record;

	exchange(exactly_the_cap, &record);
	assert_int_equal(record.result.outcome, HTTP_ANSWERED);
	assert_int_equal(record.body.length, CAP);
	record_free(&record);
}

static void with_headers(struct connection *connection)
{
	take_request(connection);
	server_send(connection,
		"HTTP/1.1 100 Continue\r\nDate: Mon, 01 Jan 2001 00:00:00 GMT\r\n\r\n"
		"HTTP/1.1 200 OK\r\ndate:Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		"CONTENT-TYPE:  application/json; charset=utf-8 \r\nContent-Length: 2\r\n\r\n{}");
}

static void without_headers(struct connection *connection)
{
	take_request(connection);
	server_send(connection, "HTTP/1.1 200 OK\r\nDate: yesterday\r\nContent-Length: 0\r\n\r\n");
}

static void date_and_type_are_heard(void **state)
{
	struct record record;

	exchange(with_headers, &record);
	assert_int_equal(record.result.response.date, INT64_C(784111777000));
	assert_string_equal(string_text(&record.content_type), "application/json; charset=utf-8");
	assert_string_equal(string_text(&record.body), "{}");
	record_free(&record);

	exchange(without_headers, &record);
	assert_int_equal(record.result.response.date, INSTANT_NONE);
	assert_null(record.result.response.content_type.data);
	assert_non_null(record.result.response.body.data);
	assert_int_equal(record.body.length, 0);
	record_free(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_capped_as_it_arrives),
		cmocka_unit_test(an_announced_giant_is_not_read),
		cmocka_unit_test(headers_are_capped),
		cmocka_unit_test(the_cap_itself_is_allowed),
		cmocka_unit_test(date_and_type_are_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
