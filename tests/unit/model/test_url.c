/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/model/url.h"

struct good {
	const char *text;
	bool tls;
	const char *host;
	uint16_t port;
	const char *path;
	bool loopback;
};

static const struct good good[] = {
	{"http://h", false, "h", 80, "", false},
	{"HTTPS://Host.Example.com/", true, "Host.Example.com", 443, "/", false},
	{"http://10.0.0.1:8080/api/v1?x=1", false, "10.0.0.1", 8080, "/api/v1?x=1", false},
	{"https://h?x=a:b", true, "h", 443, "?x=a:b", false},
	{"http://[2001:db8::1]:99/x", false, "2001:db8::1", 99, "/x", false},
	{"http://[::1]", false, "::1", 80, "", true},
	{"http://localhost:1", false, "localhost", 1, "", true},
	{"http://127.1.2.3:65535", false, "127.1.2.3", 65535, "", true},
	{"http://127.example.com", false, "127.example.com", 80, "", false},
	{"http://under_score-1", false, "under_score-1", 80, "", false},
};

static void addresses_are_taken_apart(void **state)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct error err;
		struct url url;

		assert_true(url_parse(sv(good[i].text), &url, &err));
		assert_int_equal(url.tls, good[i].tls);
		assert_true(sv_equal_text(url.host, good[i].host));
		assert_int_equal(url.port, good[i].port);
		assert_true(sv_equal_text(url.path, good[i].path));
		assert_int_equal(url_is_loopback(&url), good[i].loopback);
	}
}

static const char *const bad[] = {
	"",
	"h",
	"//h",
	"ftp://h",
	"http:/h",
	"http://",
	"http://:80",
	"http:///x",
	"http://a b",
	"http://a\tb",
	"http://a\x7f",
	"http://\xE5\x9F\x8E",
	"http://me@h",
	"http://me:word@h/",
	"http://h#x",
	"http://h/#x",
	"http://h:",
	"http://h:0",
	"http://h:65536",
	"http://h:-1",
	"http://h:80x",
	"http://[::1",
	"http://[::1]x",
	"http://[]",
	"http://[h]",
	"http://h]",
	"http://a$b",
	"http://[::1]:",
	"https://h\\x",
};

static void odd_addresses_are_refused(void **state)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error err;
		struct url url;

		if (url_parse(sv(bad[i]), &url, &err))
			fail_msg("%s", bad[i]);
		assert_int_equal(err.code, ERROR_CONFIG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_taken_apart),
		cmocka_unit_test(odd_addresses_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
