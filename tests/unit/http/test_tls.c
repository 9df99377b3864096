/* SPDX-License-Identifier: MIT */
/* Whom a connection believes: authorities, a certificate with its name, a pinned key; and looking at a
 * platform. */
#include "tests/unit/http/cmocka_headers.h"

#include <string.h>

#include "core/http/trust.h"
#include "tests/unit/http/server.h"

static void answer(struct connection *connection)
{
	struct string request = {0};

	while (server_read_request(connection, &request))
		server_answer(connection, string_text(&request));
	string_free(&request);
}

struct setup {
	struct fixture fixture;
	struct server server;
	struct identity identity, other;
	struct record record;
};

/* The certificate's names do not cover the address: what a vendor with a bare address looks like. */
static int open_setup(void **state)
{
	struct setup *setup = test_calloc(1, sizeof(*setup));

	identity_make(&setup->identity, "DNS:meter.test");
	identity_make(&setup->other, "DNS:other.test");
	server_start_tls(&setup->server, &setup->identity, answer);
	fixture_open(&setup->fixture);
	*state = setup;
	return 0;
}

static int close_setup(void **state)
{
	struct setup *setup = *state;

	fixture_close(&setup->fixture);
	server_stop(&setup->server);
	identity_free(&setup->identity);
	identity_free(&setup->other);
	record_free(&setup->record);
	test_free(setup);
	return 0;
}

static void ask(struct setup *setup)
{
	struct exchange_request request = request_to(&setup->server, "/secure?x=1");

	record_free(&setup->record);
	fixture_exchange(&setup->fixture, &request, NULL, &setup->record);
}

static void expect_refused(struct setup *setup, const char *words)
{
	ask(setup);
	assert_int_equal(setup->record.result.outcome, HTTP_TLS_FAILED);
	assert_int_equal(setup->record.result.error.code, ERROR_TLS);
	assert_false(setup->record.result.may_have_been_sent);
	if (!strstr(setup->record.result.error.message, words))
		fail_msg("%s", setup->record.result.error.message);
	assert_int_equal(setup->server.requests, 0);
}

static void expect_answer(struct setup *setup)
{
	ask(setup);
	if (setup->record.result.outcome != HTTP_ANSWERED)
		fail_msg("%s", setup->record.result.error.message);
	assert_non_null(strstr(string_text(&setup->record.body), "GET /secure?x=1 HTTP/1.1"));
}

static void an_unknown_certificate_is_refused(void **state)
{
	struct setup *setup = *state;

	expect_refused(setup, "is not trusted: ");
	assert_non_null(strstr(setup->record.result.error.message, "meterdeck trust town"));
	/* A name alone makes nobody believed. */
	setup->fixture.account.tls_name = "meter.test";
	expect_refused(setup, "is not trusted: ");
}

static void the_right_certificate_under_another_name_is_refused(void **state)
{
	struct setup *setup = *state;

	setup->fixture.account.tls_ca = setup->identity.file;
	expect_refused(setup, "is not trusted: ");
	setup->fixture.account.tls_name = "wrong.test";
	expect_refused(setup, "is not trusted: ");
}

static void certificate_and_name_are_believed(void **state)
{
	struct setup *setup = *state;

	setup->fixture.account.tls_ca = setup->identity.file;
	setup->fixture.account.tls_name = "meter.test";
	expect_answer(setup);
	assert_non_null(strstr(string_text(&setup->record.body), "Host: meter.test:"));
}

static void another_certificate_is_refused(void **state)
{
	struct setup *setup = *state;

	setup->fixture.account.tls_ca = setup->other.file;
	setup->fixture.account.tls_name = "meter.test";
	expect_refused(setup, "is not trusted: ");
}

static void a_missing_certificate_file_is_named(void **state)
{
	struct setup *setup = *state;

	setup->fixture.account.tls_ca = "/nowhere/ca.pem";
	expect_refused(setup, "/nowhere/ca.pem (tls_ca of profile town)");
}

static void the_pinned_key_is_believed(void **state)
{
	struct setup *setup = *state;

	setup->fixture.account.tls_pin = setup->identity.pin;
	expect_answer(setup);
}

static void one_of_two_pins_is_enough(void **state)
{
	struct setup *setup = *state;
	char pins[160];

	snprintf(pins, sizeof(pins), "%s;%s", setup->other.pin, setup->identity.pin);
	setup->fixture.account.tls_pin = pins;
	expect_answer(setup);
	/* The connection is kept under other rules than these: it must not serve a profile with another pin.
	 */
	setup->server.requests = 0;
	setup->fixture.account.tls_pin = setup->other.pin;
	expect_refused(setup, "has changed");
}

static void a_changed_key_shows_old_and_new(void **state)
{
	struct setup *setup = *state;
	char words[256];

	setup->fixture.account.tls_pin = setup->other.pin;
	snprintf(words, sizeof(words), "the certificate's key has changed: expected %s, found %s",
		setup->other.pin, setup->identity.pin);
	expect_refused(setup, words);
	assert_non_null(strstr(setup->record.result.error.message, "`meterdeck trust town`"));
}

/* A pin narrows what an authority vouches for; it does not widen it. */
static void pin_and_authority_must_both_agree(void **state)
{
	struct setup *setup = *state;

	setup->fixture.account.tls_pin = setup->identity.pin;
	setup->fixture.account.tls_ca = setup->other.file;
	setup->fixture.account.tls_name = "meter.test";
	expect_refused(setup, "is not trusted: ");
	setup->fixture.account.tls_pin = setup->other.pin;
	setup->fixture.account.tls_ca = setup->identity.file;
	expect_refused(setup, "has changed");
	setup->fixture.account.tls_pin = setup->identity.pin;
	expect_answer(setup);
}

static void a_platform_can_be_looked_at(void **state)
{
	struct setup *setup = *state;
	struct tls_identity identity;
	struct error err;

	if (!tls_identity_fetch(setup->server.url, 10000, &identity, &err))
		fail_msg("%s", err.message);
	assert_string_equal(identity.pin, setup->identity.pin);
	assert_int_equal(strlen(identity.key_sha256_hex), 64);
	assert_string_equal(string_text(&identity.subject), "CN = Test platform");
	assert_string_equal(string_text(&identity.issuer), "CN = Test platform");
	assert_string_equal(string_text(&identity.names), "DNS:meter.test");
	assert_non_null(strstr(string_text(&identity.not_after), "GMT"));
	assert_false(identity.verified_by_system);
	assert_true(identity.verify_message.length > 0);
	tls_identity_free(&identity);
}

static void say_hello(struct connection *connection)
{
	server_send(connection, "220 smtp.example ESMTP\r\n");
	server_wait_for_close(connection);
}

static void only_listen(struct connection *connection)
{
	server_wait_for_close(connection);
}

static void expect_no_look(const char *url, int64_t timeout_ms, enum error_code code, const char *words)
{
	struct tls_identity identity;
	struct error err;

	assert_false(tls_identity_fetch(url, timeout_ms, &identity, &err));
	assert_int_equal(err.code, code);
	if (!strstr(err.message, words))
		fail_msg("%s", err.message);
	tls_identity_free(&identity);
}

static void looking_says_why_not(void **state)
{
	struct server server;
	char url[64];

	server_start(&server, say_hello);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u", server.port);
	expect_no_look(url, 10000, ERROR_TLS, "no TLS with 127.0.0.1:");
	server_stop(&server);
	expect_no_look(url, 10000, ERROR_UNREACHABLE, "Connection refused");

	server_start(&server, only_listen);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u", server.port);
	expect_no_look(url, 50, ERROR_UNREACHABLE, "in time");
	server_stop(&server);

	expect_no_look("http://127.0.0.1", 10, ERROR_USAGE, "plain http");
	expect_no_look("nonsense", 10, ERROR_CONFIG, "https://");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_setup, close_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_unknown_certificate_is_refused),
		TEST(the_right_certificate_under_another_name_is_refused),
		TEST(certificate_and_name_are_believed),
		TEST(another_certificate_is_refused),
		TEST(a_missing_certificate_file_is_named),
		TEST(the_pinned_key_is_believed),
		TEST(one_of_two_pins_is_enough),
		TEST(a_changed_key_shows_old_and_new),
		TEST(pin_and_authority_must_both_agree),
		TEST(a_platform_can_be_looked_at),
		cmocka_unit_test(looking_says_why_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
