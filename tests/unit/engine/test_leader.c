/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/engine/engine.h"
#include "core/engine/leader.h"

struct place {
	char path[64];
	int directory;
};

static int set_up(void **state)
{
	static struct place place;

	snprintf(place.path, sizeof(place.path), "/tmp/meterdeck-leader-XXXXXX");
	if (!mkdtemp(place.path))
		return -1;
	place.directory = open(place.path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	*state = &place;
	return place.directory < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	unlinkat(place->directory, "engine.lock", 0);
	close(place->directory);
	return rmdir(place->path);
}

static void one_leads(void **state)
{
	struct place *place = *state;
	struct leader_lock first, second;
	struct engine_leader leader;
	struct error err;

	assert_true(leader_lock_open(&first, place->directory, &err));
	assert_true(leader_lock_open(&second, place->directory, &err));
	assert_true(leader_lock_try(&first, 1234, &err));
	assert_false(leader_lock_try(&second, 1235, &err));
	assert_int_equal(err.code, ERROR_NONE);
	assert_true(engine_leader_look(place->path, &leader, &err));
	assert_true(leader.held);
	assert_int_equal(leader.pid, getpid());
	assert_int_equal(leader.since, 1234);
	leader_lock_close(&first);
	assert_true(leader_lock_woken(&second));
	assert_true(leader_lock_try(&second, 1236, &err));
	leader_lock_close(&second);
	assert_true(engine_leader_look(place->path, &leader, &err));
	assert_false(leader.held);
}

/* A child takes the lock, says so through the pipe, and waits to be killed. */
static pid_t holder(struct place *place, int ready)
{
	pid_t child = fork();

	if (child == 0) {
		struct leader_lock lock;
		struct error err;
		bool held =
			leader_lock_open(&lock, place->directory, &err) && leader_lock_try(&lock, 1, &err);
		(void)!write(ready, held ? "y" : "n", 1);
		pause();
		_exit(0);
	}
	return child;
}

static void a_killed_leader_wakes_the_next(void **state)
{
	struct place *place = *state;
	int ends[2];
	char answer = 0;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	for (int round = 0; round < 20; round++) {
		struct leader_lock lock;
		struct error err;
		pid_t child = holder(place, ends[1]);
		assert_int_equal(read(ends[0], &answer, 1), 1);
		assert_int_equal(answer, 'y');
		assert_true(leader_lock_open(&lock, place->directory, &err));
		assert_false(leader_lock_try(&lock, 2, &err));
		kill(child, SIGKILL);
		struct pollfd watch = {.fd = lock.watch, .events = POLLIN};
		assert_int_equal(poll(&watch, 1, 10000), 1);
		assert_int_equal(waitpid(child, NULL, 0), child);
		assert_true(leader_lock_try(&lock, 2, &err));
		leader_lock_close(&lock);
	}
	close(ends[0]);
	close(ends[1]);
}

static void a_program_that_was_started_does_not_keep_the_lock(void **state)
{
	struct place *place = *state;
	struct leader_lock lock;
	struct engine_leader leader;
	struct error err;
	int ends[2];

	assert_int_equal(pipe(ends), 0); /* inherited: the child lives until it is closed */
	assert_true(leader_lock_open(&lock, place->directory, &err));
	assert_true(leader_lock_try(&lock, 1, &err));
	pid_t child = fork();
	if (child == 0) {
		close(ends[1]);
		dup2(ends[0], STDIN_FILENO);
		execlp("cat", "cat", (char *)NULL);
		_exit(1);
	}
	close(ends[0]);
	/* Until exec the child shares the descriptor; from then on only we hold it. */
	leader_lock_close(&lock);
	do {
		assert_true(engine_leader_look(place->path, &leader, &err));
	} while (leader.held && waitpid(child, NULL, WNOHANG) == 0);
	assert_false(leader.held);
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	close(ends[1]);
	waitpid(child, NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_leads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_killed_leader_wakes_the_next, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_program_that_was_started_does_not_keep_the_lock, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
