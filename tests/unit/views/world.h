/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/base/instant.h"
#include "core/store/store.h"

/* A small fixed world in a store of its own, and a clock that stands still. */
#define WORLD_NOW INT64_C(1795411980000) /* 2026-11-23 05:33:00 UTC, 13:33 in Shanghai */

struct world {
	char directory[64];
	struct store *store;
	struct time_zone *zone;
	instant now;
	int64_t monotonic;
	struct clock clock;
};
/* Fails the test when something goes wrong. */
void world_make(struct world *world);
void world_fill(struct world *world); /* four platforms with all kinds of facts */
void world_remove(struct world *world);
