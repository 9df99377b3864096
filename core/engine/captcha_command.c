/* SPDX-License-Identifier: MIT */
#include "core/engine/captcha_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/memory.h"

/* A memory file, because a pipe would have to be fed while the program reads. */
static int picture_file(struct string_view picture)
{
	int file = memfd_create("captcha", MFD_CLOEXEC);

	if (file < 0)
		return -1;
	for (size_t done = 0; done < picture.length;) {
		ssize_t written = write(file, picture.data + done, picture.length - done);
		if (written < 0 && errno != EINTR) {
			close(file);
			return -1;
		}
		done += written > 0 ? (size_t)written : 0;
	}
	lseek(file, 0, SEEK_SET);
	return file;
}

/* The environment with CAPTCHA_UUID; the strings themselves stay where they are, but for the new one. */
static char **environment_with(char *entry)
{
	size_t count = 0;

	while (environ[count])
		count++;
	char **list = memory_new_array(count + 2, sizeof(*list));
	memcpy(list, environ, count * sizeof(*list));
	list[count] = entry;
	return list;
}

static int spawn_shell(pid_t *child, const char *shell_command, int input, int output, char **environment)
{
	char shell[] = "sh", option[] = "-c";
	char *text = memory_copy_text(sv(shell_command));
	char *arguments[] = {shell, option, text, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	/* What it complains about must not land on the screen that ncurses owns. */
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	int status = posix_spawn(child, "/bin/sh", &actions, &attributes, arguments, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	free(text);
	return status;
}

bool captcha_command_start(struct captcha_command *command, const char *shell_command,
	struct string_view picture, const char *captcha_id, int64_t monotonic_now, struct error *err)
{
	int ends[2] = {-1, -1};
	int input = picture_file(picture);
	struct string entry = {0};

	captcha_command_stop(command);
	if (input < 0 || pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
		int problem = errno;
		if (input >= 0)
			close(input);
		return error_errno(err, ERROR_IO, problem, "preparing captcha_command");
	}
	string_append_format(&entry, "CAPTCHA_UUID=%s", captcha_id);
	char **environment = environment_with(entry.data);
	/* The program's own end must block. */
	fcntl(ends[1], F_SETFL, 0);
	int status = spawn_shell(&command->child, shell_command, input, ends[1], environment);
	free(environment);
	string_free(&entry);
	close(input);
	close(ends[1]);
	if (status != 0) {
		close(ends[0]);
		command->child = 0;
		return error_errno(err, ERROR_IO, status, "starting captcha_command");
	}
	command->output = ends[0];
	command->deadline = monotonic_now + CAPTCHA_COMMAND_LIMIT_MS;
	return true;
}

static bool first_line(const struct string *said, struct string *code, struct error *err)
{
	struct string_view rest = string_view(said);
	struct string_view line;

	if (!sv_split(&rest, '\n', &line) || sv_trim(line).length == 0)
		return error_set(err, ERROR_CAPTCHA, "captcha_command printed no code");
	string_set(code, sv_trim(line));
	return true;
}

bool captcha_command_progress(
	struct captcha_command *command, int64_t monotonic_now, struct string *code, struct error *err)
{
	char buffer[512];
	ssize_t length;

	error_clear(err);
	if (command->child == 0)
		return false;
	while ((length = read(command->output, buffer, sizeof(buffer))) > 0) {
		if (command->said.length < 4096)
			string_append_bytes(&command->said, buffer, (size_t)length);
	}
	if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
		if (monotonic_now < command->deadline)
			return false;
		error_set(err, ERROR_CAPTCHA, "captcha_command did not end within 30 seconds");
	} else if (first_line(&command->said, code, err)) {
		error_clear(err);
	}
	captcha_command_stop(command);
	return true;
}

void captcha_command_stop(struct captcha_command *command)
{
	if (command->child > 0) {
		close(command->output);
		kill(-command->child, SIGKILL);
		kill(command->child, SIGKILL);
		waitpid(command->child, NULL, 0);
	}
	command->child = 0;
	command->output = -1;
	string_free(&command->said);
}
