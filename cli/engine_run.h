/* SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cli.h"
#include "core/engine/engine.h"
#include "core/engine/engine_link.h"

/* Runs the engine until its goal is reached or SIGINT, SIGTERM or SIGHUP ends it. */
bool engine_run_until_signal(struct engine *engine, struct error *err);

/*
 * A link to whoever leads; when nobody does, an engine of our own serves meanwhile. For `read`, `login` and
 * the like.
 */
struct served_link {
	struct engine *engine; /* NULL: somebody else leads */
	struct engine_link *link;
};
bool served_link_open(struct served_link *served, struct cli *cli, const char *profile, struct error *err);
/* Waits for the answer to this request. False with the answer's error; *answer is filled whenever one came.
 */
bool served_link_wait(struct served_link *served, uint64_t request, int64_t timeout_ms,
	struct engine_answer *answer, struct error *err);
void served_link_close(struct served_link *served);
