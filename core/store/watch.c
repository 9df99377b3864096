/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/store/store.h"

struct store_watch {
	int notify;
	int counter;
	bool started;
	uint64_t generation;
};

static uint64_t read_counter(int descriptor)
{
	uint64_t value = 0;
	return pread(descriptor, &value, sizeof(value), 0) == (ssize_t)sizeof(value) ? value : 0;
}

struct store_watch *store_watch_open(const struct store *store, struct error *err)
{
	const char *path = store_path(store, STORE_CHANGES);
	struct store_watch *watch = NEW(struct store_watch);
	watch->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	/* The file must be there before it can be watched; the writer opens the same one. */
	watch->counter = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (watch->notify < 0 || watch->counter < 0 ||
		inotify_add_watch(watch->notify, path, IN_MODIFY) < 0) {
		error_errno(err, ERROR_STORE, errno, "watching %s", path);
		store_watch_close(watch);
		return NULL;
	}
	return watch;
}

int store_watch_fd(const struct store_watch *watch)
{
	return watch->notify;
}

bool store_watch_drain(struct store_watch *watch)
{
	_Alignas(struct inotify_event) char events[4096];
	while (read(watch->notify, events, sizeof(events)) > 0)
		;
	uint64_t generation = read_counter(watch->counter);
	bool moved = !watch->started || generation != watch->generation;
	watch->started = true;
	watch->generation = generation;
	return moved;
}

uint64_t store_watch_generation(const struct store_watch *watch)
{
	return watch->generation;
}

void store_watch_close(struct store_watch *watch)
{
	if (!watch)
		return;
	if (watch->notify >= 0)
		close(watch->notify);
	if (watch->counter >= 0)
		close(watch->counter);
	free(watch);
}
