/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/instant.h"

/*
 * Leadership over a data directory: an exclusive flock on engine.lock, opened close-on-exec so that no child
 * keeps it (engineering notes, fact 7). The kernel gives it back when its holder dies; there are no leases
 * and no clocks. A candidate does not poll: closing the file, also by death, wakes it through inotify. One
 * host, one local disk.
 */
struct leader_lock {
	int directory; /* O_PATH; not owned */
	int file;
	int watch; /* inotify: readable when the holder has closed the file */
	bool held;
};

/* Opens the file and the watch; takes nothing yet. */
bool leader_lock_open(struct leader_lock *lock, int directory, struct error *err);
/* True when the lock is ours now. False without err set: somebody else holds it. */
bool leader_lock_try(struct leader_lock *lock, instant now, struct error *err);
/* Empties the watch. True when the holder may have gone: try again now, and shortly after as well. */
bool leader_lock_woken(struct leader_lock *lock);
void leader_lock_close(struct leader_lock *lock);
