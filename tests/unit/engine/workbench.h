/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/config/config.h"
#include "core/engine/engine.h"
#include "core/engine/engine_link.h"
#include "core/store/cache_reader.h"
#include "core/store/ledger.h"
#include "simulator/simulator.h"

/* A workbench: a simulator, a configuration for it, an empty data directory. */
struct bench {
	struct simulator *simulator;
	struct config config;
	char directory[64];
	struct store *store;
	struct cache_reader *reader;
	struct arena arena;
};

int bench_set_up(void **state); /* 60 meters, quirks as in a demo */
int bench_tear_down(void **state);
struct engine_options bench_options(struct bench *bench, enum engine_goal goal);
/* One pass of one profile (NULL: all) on this thread; the report of the profile. */
struct engine_profile_report bench_pass(struct bench *bench, const char *profile, int history_days);
/* The profile of this driver. */
const char *bench_profile(const struct bench *bench, const char *driver);
/* Asks until the link finds an engine, then waits for the answer. */
struct engine_answer bench_wait(struct engine_link *link, uint64_t request);
void bench_fault(struct bench *bench, enum simulator_port port, const char *endpoint, enum fault_kind kind,
	uint32_t count);
struct platform_fact bench_platform(struct bench *bench, const char *profile);
struct cache_tally bench_tally(struct bench *bench, const char *profile);
