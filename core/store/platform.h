/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/display_text.h"
#include "core/base/instant.h"
#include "core/base/string_view.h"

/*
 * How a platform (one profile) is doing, as a fact in the store: the engine writes it, every console shows
 * it.
 */
enum platform_state {
	PLATFORM_STARTING,      /* nothing was tried yet */
	PLATFORM_ONLINE,        /* the last call was answered */
	PLATFORM_OFFLINE,       /* not reachable since `since`; `message` says why */
	PLATFORM_NEEDS_CAPTCHA, /* a person must read a picture: cache_captcha() */
	PLATFORM_NEEDS_LOGIN,   /* the platform refuses the user or the key: the configuration must change */
	PLATFORM_RATE_LIMITED,  /* the platform said "too fast" */
	PLATFORM_UNTRUSTED,     /* TLS: the key is not the pinned one; a hard stop */
	PLATFORM_LOCAL,         /* has nothing to fetch without a session that is opened on demand (dlms) */
	PLATFORM_STATE_COUNT
};
enum platform_transport {
	TRANSPORT_UNKNOWN,
	TRANSPORT_PLAINTEXT,
	TRANSPORT_TLS,    /* verified by an authority */
	TRANSPORT_PINNED, /* verified by its key */
	TRANSPORT_LOCAL,  /* plain http that does not leave this machine */
	TRANSPORT_COUNT
};
const char *platform_state_word(enum platform_state state);             /* "needs-captcha" */
const char *platform_transport_word(enum platform_transport transport); /* "plaintext" */

struct platform_fact {
	struct string_view profile;
	struct string_view driver; /* "jrhsz" */
	enum platform_state state;
	instant since;               /* of this state */
	struct display_text message; /* in a sentence, what the state means now */
	enum platform_transport transport;
	bool clock_skew_known;
	int64_t clock_skew_ms; /* platform minus us */
	instant session_until;
	instant last_answer_at;
	instant next_call_at;
	instant sweep_started, sweep_finished; /* of the last full pass; finished is NONE while one runs */
	int64_t sweep_done, sweep_total;       /* calls or meters, total 0: not known */
	int64_t requests, failures;            /* since the engine started */
	int64_t rate_waits;                    /* calls that had to wait for the rate limit */
	int64_t refused_records;               /* records that could not be taken */
	struct display_text last_error;
	instant last_error_at;
};
