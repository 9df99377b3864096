/* SPDX-License-Identifier: MIT */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/json.h"
#include "simulator/simulator.h"

/*
 * A client of the simulator over libcurl, and a clock that only moves when told. Both are for tests only and
 * share nothing with the drivers.
 */
struct bench {
	struct simulator *simulator;
	_Atomic int64_t wall, ticks; /* what the simulator's clock says */
	struct clock clock;
	struct arena arena;
	/* the last answer */
	int curl_code; /* CURLcode */
	long status;
	struct string body;
	char content_type[128], date[64];
	struct json_document *document;
};
/* Starts at 2026-11-22 12:00:00 +08:00. */
#define BENCH_START   INT64_C(1795320000000)
#define BENCH_TIMEOUT 20L /* seconds: a test that hangs fails */

struct bench *bench_new(const struct simulator_options *options); /* without a clock: its own */
void bench_free(struct bench *bench);
void bench_pass(struct bench *bench, int64_t milliseconds); /* both clocks move on */

struct ask {
	enum simulator_port port;
	const char *path;       /* with its query */
	const char *body;       /* NULL: GET */
	const char *headers[6]; /* "Name: value" */
	int64_t give_up_ms;     /* the client's own patience; 0: BENCH_TIMEOUT */
};
/* The answer's body as JSON, repaired where needed; NULL when it is none. */
const struct json *bench_ask(struct bench *bench, const struct ask *ask);

/* Text of a path of keys and numbers: bench_text(root, "echoMsg.readingData.data.0.readNum"); "" when absent.
 */
const char *bench_text(struct bench *bench, const struct json *root, const char *path);
const struct json *bench_at(const struct json *root, const char *path);
#define assert_text(bench, root, path, expected) assert_string_equal(bench_text(bench, root, path), expected)
