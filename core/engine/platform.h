/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/instant.h"
#include "core/base/memory.h"
#include "core/engine/captcha_command.h"
#include "core/engine/engine.h"
#include "core/engine/stream.h"
#include "core/http/http.h"
#include "core/store/platform.h"
#include "core/vendors/driver.h"

/*
 * One configured account while the engine leads: its session, its lanes, what is queued, how it fares.
 * Everything here belongs to the engine's thread.
 */
struct platform;

struct lane {
	struct platform *platform;
	const struct endpoint *endpoint; /* the first row with this path */
	struct rate_gate gate;
	struct lane_queue queue;
	struct http_job *job; /* in flight */
	const struct endpoint *flight_endpoint;
	struct operation
		flight_operation; /* its texts lie in flight_texts: a stream may end before its answer */
	struct arena flight_texts;
	struct stream *flight_stream; /* NULL: a login or a captcha */
	int64_t not_before;           /* monotonic: a retry's pause */
	uint64_t last_remark;         /* hash of what a decoder last remarked here */
	bool waited;                  /* the present wait for the gate was counted */
};
#define LANES_MAX 24

struct platform {
	struct engine *engine;
	const struct account *account;
	const struct driver *driver;
	struct session session;
	int32_t profile_id; /* in the cache */

	struct lane lanes[LANES_MAX];
	size_t lane_count;

	enum platform_state state;
	instant state_since;
	struct error last_error;
	instant last_error_at;
	instant answered_at;
	unsigned failures;     /* transport failures in a row */
	int64_t failure_count; /* since the engine leads */
	int64_t rate_waits;
	unsigned too_fast; /* in a row */
	int64_t retry_at;  /* monotonic: nothing is sent before */

	bool login_wanted; /* a session is needed for what is queued */
	bool login_running;
	unsigned login_failures;
	struct string captcha_answer; /* what a person or a program read */
	struct captcha_command captcha_command;
	struct link_client login_client; /* who waits for the session or the picture */
	bool login_client_waits;

	struct stream_group *sweep;   /* running; a new one is never begun over it */
	struct stream_group *history; /* likewise */
	struct stream_group *selected;
	char selected_meter[STREAM_TEXT_MAX];
	int64_t selected_again_at; /* monotonic: the same meter is not asked for before */
	int64_t next_sweep_at;     /* monotonic */
	bool passed;               /* one full pass has ended, well or not: `--once` */
	unsigned sweep_stage;   /* 0: lists and latest readings; 1: what needs the list: details, history of
				   --history */
	int sweep_history_days; /* asked for with the running pass */
	bool sweep_waits_for_login;
	instant sweep_started, sweep_finished;
	uint64_t sweep_rows, sweep_total;

	struct engine_profile_report report;
	int64_t pass_began; /* monotonic */
	bool dirty;         /* what the store says of this platform is old */
	int64_t told_at;    /* monotonic */
};

bool platform_open(
	struct platform *platform, struct engine *engine, const struct account *account, struct error *err);
void platform_recall(struct platform *platform); /* from the store, when the engine begins to lead */
void platform_close(struct platform *platform);

struct lane *platform_lane(struct platform *platform, const struct endpoint *endpoint);
void platform_queue(struct platform *platform, struct stream *stream);
/* Sends what may be sent now. Returns milliseconds until there may be more to send, -1 when only an answer
 * can tell. */
int64_t platform_dispatch(struct platform *platform);
/* Nothing queued, nothing in flight, no sweep running. */
bool platform_idle(const struct platform *platform);
/* Every open group ends with this error: the platform cannot be asked now. */
void platform_fail_all(struct platform *platform, const struct error *error);
void platform_set_state(struct platform *platform, enum platform_state state, const struct error *error);
/* Writes the platform's row when it changed; progress at most once a second. */
void platform_tell_store(struct platform *platform, bool now);

/* login.c */
bool platform_needs_login(const struct platform *platform, const struct endpoint *endpoint);
/* Moves the login on, if one is wanted: sends a request, starts the captcha command, or waits for a person.
 */
int64_t login_advance(struct platform *platform); /* as platform_dispatch() */
void login_answered(struct platform *platform, const struct decoded *decoded, const struct error *error);
/* The platform could not be asked: whoever waits for a session hears it. */
void login_failed(struct platform *platform, const struct error *error);
void captcha_answered(struct platform *platform, const struct decoded *decoded, const struct error *error);
void login_request(struct platform *platform, const struct link_client *client);
void login_submit_captcha(struct platform *platform, struct string_view id, struct string_view code,
	const struct link_client *client);

/* dispatch.c */
bool dispatch_send(struct lane *lane, const struct endpoint *endpoint, const struct operation *operation,
	struct stream *stream, struct error *err);

/* picture_fetch.c */
void picture_request(
	struct platform *platform, struct string_view meter_no, const struct link_client *client);

/* sweep.c */
void mirror_roster(struct platform *platform); /* from the ledger into the cache */
void sweep_begin(struct platform *platform);
/* The running pass, if there is one, fetches history of every meter too. */
void sweep_with_history(struct platform *platform, int days);
/* A login that the pass waited for has ended, well (NULL) or not. */
void sweep_login_settled(struct platform *platform, const struct error *error);
void selected_begin(struct platform *platform, struct string_view meter_no);
void request_read(struct platform *platform, struct string_view meter_no, const struct link_client *client);
void request_history(
	struct platform *platform, struct string_view meter_no, int days, const struct link_client *client);
void request_command(
	struct platform *platform, struct string_view vendor_id, const struct link_client *client);
/* On to the next page, window or meter; ends the stream when there is none. */
void stream_item_done(struct platform *platform, struct stream *stream);
void stream_end(struct platform *platform, struct stream *stream, const struct error *error);
