/* SPDX-License-Identifier: MIT */
/* What is sent again, when, and what never is. */
#include "tests/unit/http/cmocka_headers.h"

#include <string.h>

#include "tests/unit/http/server.h"

/* Fails twice, then answers; keeps count over its connections. */
static void recover_on_the_third(struct connection *connection)
{
	struct string request = {0};

	while (server_read_request(connection, &request)) {
		unsigned number = atomic_load(&connection->server->requests);

		if (number == 1)
			server_send(connection, "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
		else if (number == 2)
			break;
		else
			server_answer(connection, "at last");
	}
	string_free(&request);
}

static void always_busy(struct connection *connection)
{
	struct string request = {0};

	while (server_read_request(connection, &request))
		server_send(connection, "HTTP/1.1 429 Slow down\r\nContent-Length: 4\r\n\r\nbusy");
	string_free(&request);
}

static void busy_for_seven_seconds(struct connection *connection)
{
	struct string request = {0};

	while (server_read_request(connection, &request)) {
		if (atomic_load(&connection->server->requests) == 1)
			server_send(connection,
				"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
		else
			server_answer(connection, "done");
	}
	string_free(&request);
}

static void not_found(struct connection *connection)
{
	struct string request = {0};

	while (server_read_request(connection, &request))
		server_send(connection, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
	string_free(&request);
}

struct setup {
	struct fixture fixture;
	struct server server;
	struct record record;
};

static void open_setup(struct setup *setup, void (*serve)(struct connection *connection))
{
	*setup = (struct setup){0};
	server_start(&setup->server, serve);
	fixture_open(&setup->fixture);
}

static void close_setup(struct setup *setup)
{
	fixture_close(&setup->fixture);
	server_stop(&setup->server);
	record_free(&setup->record);
}

/* Turns the clock by a step whenever nothing happens, so that no test waits for a back-off. */
static void run_turning(
	struct setup *setup, struct exchange_request *request, const struct http_policy *policy)
{
	struct error err;

	http_submit(setup->fixture.client, &setup->fixture.account, request, policy, record_result,
		&setup->record);
	while (setup->record.calls == 0) {
		assert_true(http_client_run(setup->fixture.client, 10, NULL, 0, &err));
		atomic_fetch_add(&setup->fixture.monotonic, 250);
	}
}

static void reads_are_repeated(void **state)
{
	const struct http_policy policy = {.tries = 3, .total_timeout_ms = 3600000};
	struct setup setup;
	struct exchange_request request;

	open_setup(&setup, recover_on_the_third);
	request = request_to(&setup.server, "/read");
	run_turning(&setup, &request, &policy);
	assert_int_equal(setup.record.result.outcome, HTTP_ANSWERED);
	assert_string_equal(string_text(&setup.record.body), "at last");
	/* libcurl itself repeats a read whose reused connection died: then two tries of ours were enough. */
	assert_in_range(setup.record.result.tries, 2, 3);
	assert_int_equal(setup.server.requests, 3);
	close_setup(&setup);
}

static void tries_end(void **state)
{
	const struct http_policy policy = {.tries = 4, .total_timeout_ms = 3600000};
	struct setup setup;
	struct exchange_request request;

	open_setup(&setup, always_busy);
	request = request_to(&setup.server, "/read");
	run_turning(&setup, &request, &policy);
	assert_int_equal(setup.record.result.outcome, HTTP_ANSWERED);
	assert_int_equal(setup.record.result.response.status, 429);
	assert_string_equal(string_text(&setup.record.body), "busy");
	assert_int_equal(setup.record.result.tries, 4);
	assert_int_equal(setup.server.requests, 4);
	close_setup(&setup);
}

static void retry_after_is_honoured(void **state)
{
	const struct http_policy policy = {.tries = 2, .total_timeout_ms = 3600000};
	struct setup setup;
	struct exchange_request request;

	open_setup(&setup, busy_for_seven_seconds);
	request = request_to(&setup.server, "/read");
	run_turning(&setup, &request, &policy);
	assert_string_equal(string_text(&setup.record.body), "done");
	assert_true(setup.record.result.elapsed_ms >= 7000);
	close_setup(&setup);
}

static void a_retry_beyond_the_deadline_is_not_made(void **state)
{
	const struct http_policy policy = {.tries = 5, .total_timeout_ms = 6000};
	struct setup setup;
	struct exchange_request request;

	open_setup(&setup, busy_for_seven_seconds);
	request = request_to(&setup.server, "/read");
	run_turning(&setup, &request, &policy);
	assert_int_equal(setup.record.result.response.status, 503);
	assert_int_equal(setup.record.result.tries, 1);
	assert_int_equal(setup.server.requests, 1);
	close_setup(&setup);
}

static void other_answers_are_final(void **state)
{
	const struct http_policy policy = {.tries = 5};
	struct setup setup;
	struct exchange_request request;

	open_setup(&setup, not_found);
	request = request_to(&setup.server, "/read");
	run_turning(&setup, &request, &policy);
	assert_int_equal(setup.record.result.response.status, 404);
	assert_int_equal(setup.server.requests, 1);
	close_setup(&setup);
}

static void refused_connections_are_tried_again(void **state)
{
	const struct http_policy policy = {.tries = 3, .total_timeout_ms = 3600000};
	struct setup setup = {0};
	struct exchange_request request;

	server_start(&setup.server, not_found);
	server_stop(&setup.server);
	fixture_open(&setup.fixture);
	request = request_to(&setup.server, "/read");
	run_turning(&setup, &request, &policy);
	assert_int_equal(setup.record.result.outcome, HTTP_UNREACHABLE);
	assert_int_equal(setup.record.result.tries, 3);
	assert_false(setup.record.result.may_have_been_sent);
	fixture_close(&setup.fixture);
	record_free(&setup.record);
}

static void side_effects_are_sent_once(void **state)
{
	const struct http_policy policy = {.tries = 5, .total_timeout_ms = 3600000};
	struct setup setup;
	struct exchange_request request;

	open_setup(&setup, always_busy);
	request = request_to(&setup.server, "/issue");
	request.post = true;
	request.side_effect = true;
	run_turning(&setup, &request, &policy);
	assert_int_equal(setup.record.result.response.status, 429);
	assert_int_equal(setup.record.result.tries, 1);
	assert_int_equal(setup.server.requests, 1);
	close_setup(&setup);
}

/* Answers the first request of a connection and dies at the second, before a byte of an answer. */
static void die_when_reused(struct connection *connection)
{
	struct string request = {0};

	if (connection->number == 0 && server_read_request(connection, &request))
		server_answer(connection, "first");
	server_read_request(connection, &request);
	string_free(&request);
}

static void post_after_a_read(bool side_effect, struct setup *setup)
{
	struct exchange_request request;

	open_setup(setup, die_when_reused);
	request = request_to(&setup->server, "/list");
	fixture_exchange(&setup->fixture, &request, NULL, &setup->record);
	assert_string_equal(string_text(&setup->record.body), "first");
	record_free(&setup->record);
	request = request_to(&setup->server, "/issue");
	request.post = true;
	request.side_effect = side_effect;
	string_append(&request.body, "amount=100.00");
	fixture_exchange(&setup->fixture, &request, NULL, &setup->record);
	assert_int_equal(setup->record.result.outcome, HTTP_BROKEN);
	assert_true(setup->record.result.may_have_been_sent);
}

/* libcurl sends a POST again when the connection that it reused dies: 100.00 would be issued twice. */
static void a_dying_connection_does_not_double_a_side_effect(void **state)
{
	struct setup setup;

	post_after_a_read(true, &setup);
	assert_int_equal(setup.server.requests, 1 + 1);
	close_setup(&setup);
}

/* The same without the guard: shows that the test above can fail. */
static void without_the_guard_it_is_sent_twice(void **state)
{
	struct setup setup;

	post_after_a_read(false, &setup);
	assert_int_equal(setup.server.requests, 1 + 2);
	close_setup(&setup);
}

static void answer_twice(struct connection *connection)
{
	struct string request = {0};

	while (server_read_request(connection, &request))
		server_answer(connection, connection->number == 0 ? "first connection" : "another");
	string_free(&request);
}

static void a_side_effects_connection_is_not_used_again(void **state)
{
	struct setup setup;
	struct exchange_request request;

	open_setup(&setup, answer_twice);
	for (unsigned i = 0; i < 3; i++) {
		request = request_to(&setup.server, "/x");
		request.post = true;
		request.side_effect = i == 0;
		record_free(&setup.record);
		fixture_exchange(&setup.fixture, &request, NULL, &setup.record);
	}
	/* One for the side effect, one shared by the two reads. */
	assert_string_equal(string_text(&setup.record.body), "another");
	assert_int_equal(setup.server.connection_count, 2);
	close_setup(&setup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_are_repeated),
		cmocka_unit_test(tries_end),
		cmocka_unit_test(retry_after_is_honoured),
		cmocka_unit_test(a_retry_beyond_the_deadline_is_not_made),
		cmocka_unit_test(other_answers_are_final),
		cmocka_unit_test(refused_connections_are_tried_again),
		cmocka_unit_test(side_effects_are_sent_once),
		cmocka_unit_test(a_dying_connection_does_not_double_a_side_effect),
		cmocka_unit_test(without_the_guard_it_is_sent_twice),
		cmocka_unit_test(a_side_effects_connection_is_not_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
