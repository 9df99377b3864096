/* SPDX-License-Identifier: MIT */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"

/* What can go wrong between a client and a platform, on purpose. */
enum fault_kind {
	FAULT_NONE,
	FAULT_SLOW,         /* the answer comes delay_ms later */
	FAULT_SILENCE,      /* accepted, never answered */
	FAULT_RESET,        /* the connection is reset instead of an answer */
	FAULT_RESET_MIDDLE, /* ... in the middle of the answer */
	FAULT_TRUNCATED,    /* half of the promised bytes, then the end */
	FAULT_LENGTH_LONG,  /* the whole answer, but more was promised */
	FAULT_LENGTH_SHORT, /* less is promised and sent than there is */
	FAULT_EMPTY,        /* 200 without a body */
	FAULT_HTML,         /* 200 with a gateway's page */
	FAULT_BAD_JSON,     /* broken in the middle */
	FAULT_ERROR_500,    /* an HTML page with status 500 */
	FAULT_NOT_FOUND,    /* a page with status 404 */
	FAULT_EXPIRED,      /* the session or the key is refused */
	FAULT_TOO_FAST,     /* the rate limit strikes, whatever the rate */
	FAULT_GZIP,         /* compressed, though nobody asked for it */
	FAULT_HUGE,         /* 300 MB of valid JSON */
	FAULT_GBK,          /* GB18030 bytes under a UTF-8 label */
	FAULT_ESCAPE,       /* terminal escapes and bidi controls in names */
	FAULT_WRONG_TYPE,   /* an object where a number belongs, in the first record of a page */
	FAULT_TWO_BODIES,   /* a second JSON document behind the first (domain notes 6) */
	FAULT_KIND_COUNT,
};
/* "slow", "reset-middle", ...; FAULT_KIND_COUNT when there is none of that name. */
enum fault_kind fault_kind_from(struct string_view word);
const char *fault_kind_word(enum fault_kind kind);

struct fault {
	enum fault_kind kind;
	int64_t delay_ms; /* FAULT_SLOW; 0 means 3,000 */
	bool after;       /* the request is carried out first: "done, but the answer is lost" */
};

#define FAULT_ALWAYS   UINT32_MAX
#define FAULT_NAME_MAX 32
#define FAULT_PLAN_MAX 64

/* What shall go wrong, in order; each entry a number of times. Locks itself. */
struct fault_plan {
	pthread_mutex_t lock;
	struct {
		char port[FAULT_NAME_MAX];     /* "jrhsz", "iotgas-data"; "*" any */
		char endpoint[FAULT_NAME_MAX]; /* "readMeter"; "*" any */
		struct fault fault;
		uint32_t left; /* 0: a free place */
	} entries[FAULT_PLAN_MAX];
};
void fault_plan_init(struct fault_plan *plan);
void fault_plan_destroy(struct fault_plan *plan);
/* FAULT_NONE takes back what was set for that port and endpoint. */
bool fault_plan_set(struct fault_plan *plan, const char *port, const char *endpoint,
	const struct fault *fault, uint32_t count, struct error *err);
/* The next fault for a request, used up by asking. */
struct fault fault_plan_take(struct fault_plan *plan, const char *port, const char *endpoint);
