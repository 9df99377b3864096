/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/instant.h"
#include "core/config/secrets.h"

/* A command that runs and what it has printed. */
struct run {
	pid_t pid;
	int process;    /* a pidfd: readable at its end */
	int output;     /* the reading end of its standard output */
	bool own_group; /* its children can be ended with it */
	int64_t deadline;
	char first[SECRET_LENGTH_MAX + 2];
	size_t length;
	bool eof;
};

static int64_t now(void)
{
	const struct clock *clock = system_clock();

	return clock->monotonic(clock->context);
}

/* A command in the foreground may ask on the terminal; one that cannot gets a group of its own to be ended
 * with. */
static void set_attributes(posix_spawnattr_t *attributes, bool own_group)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t signals;

	sigemptyset(&signals);
	posix_spawnattr_setsigmask(attributes, &signals);
	sigfillset(&signals);
	posix_spawnattr_setsigdefault(attributes, &signals);
	if (own_group) {
		flags |= POSIX_SPAWN_SETPGROUP;
		posix_spawnattr_setpgroup(attributes, 0);
	}
	posix_spawnattr_setflags(attributes, flags);
}

static int spawn_shell(struct run *run, const char *command, int output)
{
	char shell[] = "sh", option[] = "-c";
	char *arguments[] = {shell, option, (char *)(uintptr_t)command, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int number;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	posix_spawnattr_init(&attributes);
	set_attributes(&attributes, run->own_group);
	number = posix_spawn(&run->pid, "/bin/sh", &actions, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return number;
}

static bool start(struct run *run, const char *command, struct error *err)
{
	int ends[2], number;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_errno(err, ERROR_IO, errno, "making a pipe for a command");
	run->own_group = !isatty(STDIN_FILENO);
	number = spawn_shell(run, command, ends[1]);
	close(ends[1]);
	run->output = ends[0];
	if (number != 0)
		return error_errno(err, ERROR_IO, number, "starting /bin/sh");
	fcntl(run->output, F_SETFL, O_NONBLOCK);
	run->process = pidfd_open(run->pid, 0);
	if (run->process >= 0)
		return true;
	number = errno;
	kill(run->pid, SIGKILL);
	waitpid(run->pid, NULL, 0);
	return error_errno(err, ERROR_IO, number, "watching a command");
}

/* Keeps the start of what is printed and drops the rest, so that the command does not block. */
static void drain(struct run *run)
{
	char buffer[1024];
	ssize_t count;

	while ((count = read(run->output, buffer, sizeof(buffer))) > 0) {
		size_t room = sizeof(run->first) - run->length;
		size_t taken = (size_t)count < room ? (size_t)count : room;

		memcpy(run->first + run->length, buffer, taken);
		run->length += taken;
	}
	run->eof = count == 0;
	explicit_bzero(buffer, sizeof(buffer));
}

/* False when the time is over. */
static bool wait_for_end(struct run *run)
{
	for (;;) {
		struct pollfd descriptors[] = {
			{.fd = run->process, .events = POLLIN},
			{.fd = run->eof ? -1 : run->output, .events = POLLIN},
		};
		int64_t left = run->deadline - now();

		if (left <= 0)
			return false;
		if (poll(descriptors, 2, (int)left) < 0 && errno != EINTR)
			return false;
		drain(run);
		if (descriptors[0].revents)
			return true;
	}
}

static bool judge(const struct run *run, int status, struct string *out, struct error *err)
{
	struct string_view line = sv_from(run->first, run->length);
	ptrdiff_t end = sv_find(line, '\n');

	if (WIFSIGNALED(status))
		return error_set(err, ERROR_CONFIG, "the command was ended by signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return error_set(err, ERROR_CONFIG, "the command ended with status %d", WEXITSTATUS(status));
	line = sv_slice(line, 0, end < 0 ? line.length : (size_t)end);
	if (sv_ends_with(line, SV("\r")))
		line.length--;
	if (line.length == 0)
		return error_set(err, ERROR_CONFIG, "the command printed nothing in its first line");
	if (line.length > SECRET_LENGTH_MAX || memchr(line.data, '\0', line.length))
		return error_set(err, ERROR_CONFIG, "what the command printed is no secret");
	string_append_view(out, line);
	return true;
}

static bool finish(struct run *run, int64_t timeout_ms, struct string *out, struct error *err)
{
	bool ended = wait_for_end(run);
	int status = 0;

	if (!ended)
		kill(run->own_group ? -run->pid : run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!ended)
		return error_set(
			err, ERROR_CONFIG, "the command did not end within %g s", (double)timeout_ms / 1000);
	drain(run);
	return judge(run, status, out, err);
}

bool secret_run_command(const char *command, int64_t timeout_ms, struct string *out, struct error *err)
{
	struct run run = {.process = -1, .output = -1, .deadline = now() + timeout_ms};
	bool done = start(&run, command, err) && finish(&run, timeout_ms, out, err);

	if (run.process >= 0)
		close(run.process);
	if (run.output >= 0)
		close(run.output);
	explicit_bzero(run.first, sizeof(run.first));
	return done;
}
