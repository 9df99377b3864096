/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/display_text.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "tests/unit/base/test.h"

static void test_set_and_wrap(void **state)
{
	struct error err = {0};

	assert_false(error_set(&err, ERROR_REFUSED, "code %d", 1011));
	assert_int_equal(err.code, ERROR_REFUSED);
	assert_string_equal(err.message, "code 1011");
	assert_false(error_wrap(&err, "reading meter %s", "42"));
	assert_int_equal(err.code, ERROR_REFUSED);
	assert_string_equal(err.message, "reading meter 42: code 1011");
	error_clear(&err);
	assert_int_equal(err.code, ERROR_NONE);
	assert_string_equal(err.message, "");
}

static void test_own_message_as_argument(void **state)
{
	struct error err = {0};

	error_set(&err, ERROR_IO, "inner");
	error_set(&err, ERROR_STORE, "outer (%s)", err.message);
	assert_string_equal(err.message, "outer (inner)");
}

static void test_null_is_allowed(void **state)
{
	assert_false(error_set(NULL, ERROR_IO, "x"));
	assert_false(error_wrap(NULL, "x"));
	assert_false(error_errno(NULL, ERROR_IO, ENOENT, "x"));
	error_clear(NULL);
}

static void test_errno_text(void **state)
{
	struct error err = {0};

	assert_false(error_errno(&err, ERROR_IO, EACCES, "opening %s", "x"));
	assert_string_equal(err.message, "opening x: Permission denied");
	assert_false(error_errno(&err, ERROR_IO, 98765, "opening x"));
	assert_string_equal(err.message, "opening x: error 98765");
}

static void test_long_message_stays_utf8(void **state)
{
	for (int shift = 0; shift < 4; shift++) {
		struct error err = {0};
		char text[2 * ERROR_MESSAGE_MAX] = "xxxx";
		char *to = text + shift;

		for (int i = 0; i < ERROR_MESSAGE_MAX / 3 + 10; i++)
			to = mempcpy(to, "表", 3);
		error_set(&err, ERROR_IO, "%s", text);
		assert_true(utf8_valid(sv(err.message)));
		assert_true(strlen(err.message) >= ERROR_MESSAGE_MAX - 4);
		error_wrap(&err, "more");
		assert_true(utf8_valid(sv(err.message)));
		assert_memory_equal(err.message, "more: ", 6);
	}
}

static void test_each_code_has_a_word(void **state)
{
	for (int code = ERROR_NONE; code <= ERROR_CANCELLED; code++) {
		assert_non_null(error_word((enum error_code)code));
		for (int other = ERROR_NONE; other < code; other++)
			assert_string_not_equal(
				error_word((enum error_code)code), error_word((enum error_code)other));
	}
	assert_string_equal(error_word(ERROR_UNREACHABLE), "unreachable");
	assert_string_equal(error_word((enum error_code)999), "unknown");
}

static void fatal_hook(void)
{
	ssize_t written = write(STDERR_FILENO, "[restored]", 10);

	(void)written;
}

/* Runs what must abort in a child and gives what it said on stderr. */
static void assert_aborts(void (*action)(void), char *said, size_t size)
{
	int ends[2], status;
	ssize_t got, total = 0;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		struct rlimit none = {0, 0};

		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		dup2(ends[1], STDERR_FILENO);
		action();
		_exit(0);
	}
	close(ends[1]);
	while ((got = read(ends[0], said + total, size - 1 - (size_t)total)) > 0)
		total += got;
	said[total] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void hooked_mistake(void)
{
	error_set_fatal_hook(fatal_hook);
	BUG_ON(1 + 1 == 2);
}

static void unhooked_mistake(void)
{
	error_set_fatal_hook(fatal_hook);
	error_set_fatal_hook(NULL);
	bug("file.c", 7, "mistake");
}

static void failing_hook(void)
{
	bug("hook.c", 1, "in the hook");
}

static void mistake_in_hook(void)
{
	error_set_fatal_hook(failing_hook);
	bug("file.c", 7, "mistake");
}

static void test_bug(void **state)
{
	char said[1024];

	assert_aborts(hooked_mistake, said, sizeof(said));
	assert_memory_equal(said, "[restored]", 10);
	assert_non_null(strstr(said, "1 + 1 == 2"));
	assert_aborts(unhooked_mistake, said, sizeof(said));
	assert_null(strstr(said, "[restored]"));
	assert_non_null(strstr(said, "file.c:7: mistake"));
	assert_aborts(mistake_in_hook, said, sizeof(said));
	assert_non_null(strstr(said, "hook.c:1"));
}

struct heard {
	int count;
	enum log_level level;
	size_t length;
};

static void listen(void *context, enum log_level level, const char *message)
{
	struct heard *heard = context;

	heard->count++;
	heard->level = level;
	heard->length = strlen(message);
}

static void test_log(void **state)
{
	struct heard heard = {0};
	struct logger logger = {listen, &heard, LOG_WARNING};

	log_message(NULL, LOG_ERROR, "nobody");
	log_message(&logger, LOG_INFO, "too quiet");
	assert_int_equal(heard.count, 0);
	log_message(&logger, LOG_ERROR, "%5000s", "long");
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.level, LOG_ERROR);
	assert_int_equal(heard.length, 5000);
	assert_string_equal(log_level_word(LOG_WARNING), "warning");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_and_wrap),
		cmocka_unit_test(test_own_message_as_argument),
		cmocka_unit_test(test_null_is_allowed),
		cmocka_unit_test(test_errno_text),
		cmocka_unit_test(test_long_message_stays_utf8),
		cmocka_unit_test(test_each_code_has_a_word),
		cmocka_unit_test(test_bug),
		cmocka_unit_test(test_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
