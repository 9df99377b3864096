/* SPDX-License-Identifier: MIT */
#include "core/engine/leader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "core/base/string.h"
#include "core/base/string_view.h"
#include "core/engine/engine.h"

#define LOCK_NAME "engine.lock"

static bool watch_file(struct leader_lock *lock, struct error *err)
{
	char path[64];

	lock->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (lock->watch < 0)
		return error_errno(err, ERROR_STORE, errno, "watching the engine lock");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", lock->file);
	if (inotify_add_watch(lock->watch, path, IN_CLOSE_WRITE) < 0)
		return error_errno(err, ERROR_STORE, errno, "watching the engine lock");
	return true;
}

bool leader_lock_open(struct leader_lock *lock, int directory, struct error *err)
{
	*lock = (struct leader_lock){.directory = directory, .file = -1, .watch = -1};
	lock->file = openat(directory, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock->file < 0)
		return error_errno(err, ERROR_STORE, errno, "opening " LOCK_NAME);
	if (watch_file(lock, err))
		return true;
	leader_lock_close(lock);
	return false;
}

/* Only for people who ask who holds it: the lock itself is the flock. */
static void sign(const struct leader_lock *lock, instant now)
{
	char host[64] = "";
	char text[160];

	gethostname(host, sizeof(host) - 1);
	int length = snprintf(text, sizeof(text), "%ld %s %" PRId64 "\n", (long)getpid(), host, now);
	if (ftruncate(lock->file, 0) == 0 && length > 0)
		(void)!pwrite(lock->file, text, (size_t)length, 0);
}

bool leader_lock_try(struct leader_lock *lock, instant now, struct error *err)
{
	error_clear(err);
	if (lock->held)
		return true;
	if (flock(lock->file, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK || errno == EINTR)
			return false;
		return error_errno(err, ERROR_STORE, errno, "locking " LOCK_NAME);
	}
	lock->held = true;
	sign(lock, now);
	return true;
}

bool leader_lock_woken(struct leader_lock *lock)
{
	char events[4096];
	bool woken = false;

	while (read(lock->watch, events, sizeof(events)) > 0)
		woken = true;
	return woken;
}

void leader_lock_close(struct leader_lock *lock)
{
	if (lock->watch >= 0)
		close(lock->watch);
	if (lock->file >= 0)
		close(lock->file);
	lock->watch = lock->file = -1;
	lock->held = false;
}

static void read_signature(int file, struct engine_leader *out)
{
	char text[160] = "";
	ssize_t length = pread(file, text, sizeof(text) - 1, 0);
	struct string_view rest = sv_trim(sv_from(text, length > 0 ? (size_t)length : 0));
	struct string_view pid, host, since;

	if (!sv_split(&rest, ' ', &pid) || !sv_split(&rest, ' ', &host) || !sv_split(&rest, ' ', &since))
		return;
	sv_to_integer(pid, &out->pid);
	if (sv_is_identifier(host, sizeof(out->host) - 1))
		memcpy(out->host, host.data, host.length);
	if (!sv_to_integer(since, &out->since))
		out->since = INSTANT_NONE;
}

bool engine_leader_look(const char *data_directory, struct engine_leader *out, struct error *err)
{
	char path[PATH_MAX];

	*out = (struct engine_leader){.since = INSTANT_NONE};
	if (snprintf(path, sizeof(path), "%s/" LOCK_NAME, data_directory) >= (int)sizeof(path))
		return error_set(err, ERROR_STORE, "the data directory's name is too long");
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0) {
		if (errno == ENOENT)
			return true;
		return error_errno(err, ERROR_STORE, errno, "opening %s", path);
	}
	/* A shared lock can be had exactly when nobody leads. */
	out->held = flock(file, LOCK_SH | LOCK_NB) != 0;
	if (out->held) {
		read_signature(file, out);
		out->is_us = out->pid == (int64_t)getpid();
	}
	close(file);
	return true;
}
