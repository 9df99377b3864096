/* SPDX-License-Identifier: MIT */
/* The client itself: what it sends, waking, cancelling, descriptors, logs, and loading its library. */
#include "tests/unit/http/cmocka_headers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/http/curl_library.h"
#include "tests/unit/http/server.h"

/* Answers with the request itself. */
static void echo(struct connection *connection)
{
	struct string request = {0};

	while (server_read_request(connection, &request))
		server_answer(connection, string_text(&request));
	string_free(&request);
}

static void hang(struct connection *connection)
{
	struct string request = {0};

	server_read_request(connection, &request);
	atomic_store(&connection->server->gate, true);
	server_wait_for_close(connection);
	string_free(&request);
}

static void a_request_travels_as_it_was_made(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct record record;

	server_start(&server, echo);
	fixture_open(&fixture);
	request = request_to(&server, "/api/a%20b?x=1");
	request.post = true;
	exchange_header(&request, "Content-Type", SV("application/json"), false);
	exchange_header(&request, "X-Empty", SV(""), false);
	exchange_header(&request, "AccessToken", SV("tok tok"), true);
	string_append_bytes(&request.body, "{\"a\":\0}", 7);
	fixture_exchange(&fixture, &request, NULL, &record);
	assert_null(request.url.data);
	assert_int_equal(record.result.outcome, HTTP_ANSWERED);
	assert_non_null(strstr(string_text(&record.body), "POST /api/a%20b?x=1 HTTP/1.1\r\n"));
	assert_non_null(strstr(string_text(&record.body), "Content-Type: application/json\r\n"));
	assert_non_null(strstr(string_text(&record.body), "X-Empty:\r\n"));
	assert_non_null(strstr(string_text(&record.body), "AccessToken: tok tok\r\n"));
	assert_non_null(strstr(string_text(&record.body), "Content-Length: 7\r\n"));
	assert_null(strcasestr(string_text(&record.body), "Expect:"));
	assert_null(strcasestr(string_text(&record.body), "Accept-Encoding:"));
	fixture_close(&fixture);
	server_stop(&server);
	record_free(&record);
}

static void proxies_of_the_environment_are_ignored(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct record record;

	setenv("http_proxy", "http://127.0.0.1:1", 1);
	server_start(&server, echo);
	fixture_open(&fixture);
	request = request_to(&server, "/");
	fixture_exchange(&fixture, &request, NULL, &record);
	assert_int_equal(record.result.outcome, HTTP_ANSWERED);
	unsetenv("http_proxy");
	fixture_close(&fixture);
	server_stop(&server);
	record_free(&record);
}

static void *wake(void *context)
{
	http_client_wake(context);
	return NULL;
}

/* The wait is far longer than any test's patience: only the wake can end it. */
static void another_thread_wakes_it(void **state)
{
	struct fixture fixture;
	pthread_t thread;
	struct error err;

	fixture_open(&fixture);
	pthread_create(&thread, NULL, wake, fixture.client);
	assert_true(http_client_run(fixture.client, 3600000, NULL, 0, &err));
	pthread_join(thread, NULL);
	/* A wake before the wait counts as well. */
	http_client_wake(fixture.client);
	assert_true(http_client_run(fixture.client, -1, NULL, 0, &err));
	fixture_close(&fixture);
}

static void extra_descriptors_wake_it(void **state)
{
	struct fixture fixture;
	struct error err;
	struct pollfd extra[2] = {{.events = POLLIN}, {.events = POLLIN}};
	int quiet[2], loud[2];

	assert_int_equal(pipe(quiet), 0);
	assert_int_equal(pipe(loud), 0);
	extra[0].fd = quiet[0];
	extra[1].fd = loud[0];
	fixture_open(&fixture);
	assert_int_equal(write(loud[1], "x", 1), 1);
	assert_true(http_client_run(fixture.client, 3600000, extra, 2, &err));
	assert_int_equal(extra[0].revents, 0);
	assert_int_equal(extra[1].revents, POLLIN);
	close(quiet[1]);
	assert_true(http_client_run(fixture.client, 3600000, extra, 1, &err));
	assert_int_equal(extra[0].revents, POLLHUP);
	fixture_close(&fixture);
	close(quiet[0]);
	close(loud[0]);
	close(loud[1]);
}

static void cancelling_ends_in_the_next_run(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct record record = {0};
	struct http_job *job;
	struct error err;

	server_start(&server, hang);
	fixture_open(&fixture);
	request = request_to(&server, "/slow");
	job = http_submit(fixture.client, &fixture.account, &request, NULL, record_result, &record);
	while (!atomic_load(&server.gate))
		assert_true(http_client_run(fixture.client, 10, NULL, 0, &err));
	assert_int_equal(http_client_open_jobs(fixture.client), 1);
	http_cancel(job);
	assert_int_equal(record.calls, 0);
	fixture_finish(&fixture, &record);
	assert_int_equal(record.result.outcome, HTTP_CANCELLED);
	assert_int_equal(record.result.error.code, ERROR_CANCELLED);
	assert_true(record.result.may_have_been_sent);
	assert_int_equal(http_client_open_jobs(fixture.client), 0);

	request = request_to(&server, "/never");
	record_free(&record);
	http_cancel(http_submit(fixture.client, &fixture.account, &request, NULL, record_result, &record));
	fixture_finish(&fixture, &record);
	assert_int_equal(record.result.outcome, HTTP_CANCELLED);
	assert_false(record.result.may_have_been_sent);
	fixture_close(&fixture);
	server_stop(&server);
	record_free(&record);
}

static void freeing_ends_open_jobs(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct record records[2] = {0};
	struct error err;

	server_start(&server, hang);
	fixture_open(&fixture);
	for (unsigned i = 0; i < 2; i++) {
		request = request_to(&server, "/slow");
		http_submit(fixture.client, &fixture.account, &request, NULL, record_result, &records[i]);
	}
	while (!atomic_load(&server.gate))
		assert_true(http_client_run(fixture.client, 10, NULL, 0, &err));
	fixture_close(&fixture);
	server_stop(&server);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(records[i].calls, 1);
		assert_int_equal(records[i].result.outcome, HTTP_CANCELLED);
		record_free(&records[i]);
	}
}

struct chain {
	struct fixture *fixture;
	const struct server *server;
	unsigned left;
	struct record record;
};

static void submit_next(void *context, const struct http_result *result)
{
	struct chain *chain = context;
	struct exchange_request request = request_to(chain->server, "/next");

	assert_int_equal(result->outcome, HTTP_ANSWERED);
	chain->left--;
	http_submit(chain->fixture->client, &chain->fixture->account, &request, NULL,
		chain->left ? submit_next : record_result,
		chain->left ? (void *)chain : (void *)&chain->record);
}

static void a_callback_may_submit(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct chain chain = {&fixture, &server, 3, {0}};

	server_start(&server, echo);
	fixture_open(&fixture);
	request = request_to(&server, "/first");
	http_submit(fixture.client, &fixture.account, &request, NULL, submit_next, &chain);
	fixture_finish(&fixture, &chain.record);
	assert_int_equal(server.requests, 4);
	fixture_close(&fixture);
	server_stop(&server);
	record_free(&chain.record);
}

static void many_at_once(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct record records[8] = {0};
	char path[16];

	server_start(&server, echo);
	fixture_open(&fixture);
	for (unsigned i = 0; i < 8; i++) {
		snprintf(path, sizeof(path), "/number%u", i);
		request = request_to(&server, path);
		http_submit(fixture.client, &fixture.account, &request, NULL, record_result, &records[i]);
	}
	for (unsigned i = 0; i < 8; i++) {
		fixture_finish(&fixture, &records[i]);
		snprintf(path, sizeof(path), "/number%u ", i);
		assert_non_null(strstr(string_text(&records[i].body), path));
		record_free(&records[i]);
	}
	fixture_close(&fixture);
	server_stop(&server);
}

static bool goes_to(int descriptor, uint16_t port)
{
	struct sockaddr_in peer = {0};
	socklen_t size = sizeof(peer);

	return getpeername(descriptor, (struct sockaddr *)&peer, &size) == 0 && peer.sin_family == AF_INET &&
	       ntohs(peer.sin_port) == port;
}

static void sockets_are_closed_on_exec(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct record record = {0};
	struct error err;
	unsigned found = 0;

	server_start(&server, hang);
	fixture_open(&fixture);
	request = request_to(&server, "/slow");
	http_submit(fixture.client, &fixture.account, &request, NULL, record_result, &record);
	while (!atomic_load(&server.gate))
		assert_true(http_client_run(fixture.client, 10, NULL, 0, &err));
	for (int descriptor = 3; descriptor < 256; descriptor++) {
		if (!goes_to(descriptor, server.port))
			continue;
		found++;
		assert_true(fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
	}
	assert_int_equal(found, 1);
	fixture_close(&fixture);
	server_stop(&server);
	record_free(&record);
}

static void expect_description(struct exchange_request *request, const char *expected)
{
	struct string out = {0};

	http_describe(request, &out);
	assert_string_equal(string_text(&out), expected);
	string_free(&out);
	exchange_request_free(request);
}

static void descriptions_show_no_secret(void **state)
{
	struct exchange_request request = {.post = true};

	string_append(&request.url, "https://h/login");
	string_append(&request.body, "password=hunter2");
	expect_description(&request, "POST https://h/login");

	string_append(&request.url, "https://h/list?token=hunter2&page=1");
	string_append(&request.url_for_logs, "https://h/list?token=***&page=1");
	expect_description(&request, "GET https://h/list?token=***&page=1");

	string_append(&request.url, "https://h/list?token=hunter2&again=hunter2");
	exchange_header(&request, "AccessToken", SV("hunter2"), true);
	exchange_header(&request, "X-Page", SV("list"), false);
	expect_description(&request, "GET https://h/list?token=***&again=***");

	string_append(&request.url, "http://h/\x1b[2J\xE2\x80\xAE");
	expect_description(&request, "GET http://h/?[2J???");
}

/* Answered, cut off and not reached at all: each of them is logged. */
static void logs_show_no_secret(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct record record;

	server_start(&server, echo);
	fixture_open(&fixture);
	for (unsigned i = 0; i < 3; i++) {
		request = request_to(&server, "/list?token=hunter2");
		if (i == 2)
			string_set(&request.url, SV("http://127.0.0.1:1/list?token=hunter2"));
		request.post = true;
		exchange_header(&request, "AccessToken", SV("hunter2"), true);
		string_append(&request.body, "password=hunter2");
		request.body_is_secret = true;
		fixture_exchange(
			&fixture, &request, &(struct http_policy){.body_max = i == 1 ? 10 : 0}, &record);
		record_free(&record);
	}
	assert_non_null(strstr(string_text(&fixture.log), "/list?token=***: status 200 after "));
	assert_non_null(strstr(string_text(&fixture.log), "/list?token=***: the answer of "));
	assert_non_null(strstr(string_text(&fixture.log), "town: POST http://127.0.0.1:1/list?token=***: "
							  "cannot reach 127.0.0.1:1: connection refused"));
	assert_null(strstr(string_text(&fixture.log), "hunter2"));
	fixture_close(&fixture);
	server_stop(&server);
}

static void broken_pipes_raise_no_signal(void **state)
{
	struct exchange_request request;
	struct fixture fixture;
	struct server server;
	struct record record;
	sigset_t pending;

	server_start(&server, echo);
	fixture_open(&fixture);
	/* Left pending from elsewhere, it must still be there afterwards. */
	sigset_t blocked, before;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &blocked, &before);
	raise(SIGPIPE);
	request = request_to(&server, "/");
	fixture_exchange(&fixture, &request, NULL, &record);
	sigpending(&pending);
	assert_true(sigismember(&pending, SIGPIPE));
	sigtimedwait(&blocked, NULL, &(struct timespec){0});
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	fixture_close(&fixture);
	server_stop(&server);
	record_free(&record);
}

static void a_missing_library_is_named(void **state)
{
	struct curl_library library;
	struct error err;

	assert_false(curl_library_load("libcurl-is-not-here.so.4", &library, &err));
	assert_int_equal(err.code, ERROR_IO);
	assert_non_null(strstr(err.message, "libcurl-is-not-here.so.4"));
	assert_non_null(strstr(err.message, "apt-get install libcurl4"));
	assert_false(curl_library_load("libc.so.6", &library, &err));
	assert_non_null(strstr(err.message, "libc.so.6 has no function curl_global_init"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_travels_as_it_was_made),
		cmocka_unit_test(proxies_of_the_environment_are_ignored),
		cmocka_unit_test(another_thread_wakes_it),
		cmocka_unit_test(extra_descriptors_wake_it),
		cmocka_unit_test(cancelling_ends_in_the_next_run),
		cmocka_unit_test(freeing_ends_open_jobs),
		cmocka_unit_test(a_callback_may_submit),
		cmocka_unit_test(many_at_once),
		cmocka_unit_test(sockets_are_closed_on_exec),
		cmocka_unit_test(descriptions_show_no_secret),
		cmocka_unit_test(logs_show_no_secret),
		cmocka_unit_test(broken_pipes_raise_no_signal),
		cmocka_unit_test(a_missing_library_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
