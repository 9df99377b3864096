/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/error.h"

/*
 * The data directory: what is remembered lies in it. cache.db holds facts and can be deleted at any time,
 * ledger.db holds what cannot be fetched again, `changes` tells every console on the host that facts changed.
 * A struct store is the opened directory; several threads may share it once it is open.
 */
struct store;

enum store_file {
	STORE_CACHE,   /* cache.db: cache_writer.h, cache_reader.h */
	STORE_LEDGER,  /* ledger.db: ledger.h */
	STORE_CHANGES, /* an 8-byte counter, see store_watch_open() */
	STORE_LOCK,    /* engine.lock: flock() of the process that runs the engine */
	STORE_SUSPECT, /* cache.suspect: a reader met a damaged page; the writer then sets the cache aside */
	STORE_FILE_COUNT
};

/*
 * Makes the directory (0700, parents too) when there is none and opens it. Refused (ERROR_STORE): a directory
 * that belongs to somebody else or that others may enter (an empty one is closed to them instead), anything
 * that is no directory, NFS, CIFS and 9p (a WAL and the engine's lock need one host). $TMPDIR-like places
 * with the sticky bit above it are fine.
 */
struct store *store_open(const char *directory, struct error *err) NONNULL(1);
void store_close(struct store *store); /* NULL is allowed */
const char *store_directory(const struct store *store) RETURNS_NONNULL;
/* The absolute path; lives as long as the store. Never open() or close() a database by other code than
 * SQLite. */
const char *store_path(const struct store *store, enum store_file file) RETURNS_NONNULL;

/*
 * Change notification. The writer bumps a counter in `changes` after each commit that changed something; any
 * console in any process watches it. The descriptor becomes readable then: put it into poll(), and drain it.
 */
struct store_watch;
struct store_watch *store_watch_open(const struct store *store, struct error *err);
int store_watch_fd(const struct store_watch *watch);
/* Takes what is pending. True when the counter moved since the last call (or the first one of this watch).
 * Never waits. */
bool store_watch_drain(struct store_watch *watch);
uint64_t store_watch_generation(const struct store_watch *watch); /* as of the last drain */
void store_watch_close(struct store_watch *watch);
