/* SPDX-License-Identifier: MIT */
#pragma once
#include <curl/curl.h>
#include <stdbool.h>

#include "core/base/string.h"
#include "core/http/curl_library.h"
#include "core/http/http.h"
#include "core/model/url.h"

/* The parts of core/http that its files share. A job goes PENDING -> RUNNING -> (PENDING ->) ... ENDED. */
enum job_state {
	JOB_PENDING, /* starts at start_at */
	JOB_RUNNING, /* in the multi handle */
	JOB_ENDED,   /* its callback runs next */
};

/* What came back in one try. */
struct answer {
	struct string body;
	struct string content_type;
	bool has_content_type;
	instant date;
	int64_t retry_after_ms; /* -1: not said */
	int status;
	size_t header_bytes;
	bool too_large;
};

struct http_job {
	struct http_job *next;
	struct http_client *client;
	const struct account *account;
	struct exchange_request request;
	struct http_policy policy; /* without zeros */
	http_callback callback;
	void *context;

	struct url url; /* points into request.url */
	struct string effective_url;
	CURL *easy;
	struct curl_slist *headers;
	struct curl_slist *connect_to;
	char error_text[CURL_ERROR_SIZE];

	enum job_state state;
	int64_t submitted, deadline, start_at; /* monotonic */
	unsigned tries;
	bool may_have_been_sent;
	struct answer answer;
	enum http_outcome outcome;
	struct error error;
};

struct http_client {
	struct curl_library library;
	CURLM *multi;
	const struct logger *logger;
	const struct clock *clock;
	struct http_job *first, *last;
	size_t job_count;
	bool closing;
};

/* transfer.c: one easy handle, ready to be added for a try that must end in so many milliseconds. */
bool transfer_prepare(struct http_job *job, struct error *err);
void transfer_begin_try(struct http_job *job, int64_t remaining_ms);
void transfer_release(struct http_job *job); /* wipes what was secret */

/* answer.c */
void answer_reset(struct answer *answer);
void answer_free(struct answer *answer, bool secret);
size_t answer_take_body(char *data, size_t size, size_t count, void *job);
size_t answer_take_header(char *data, size_t size, size_t count, void *job);

/* outcome.c: what the end of one try means, with a sentence for people in job->error. */
void outcome_classify(struct http_job *job, CURLcode code);
const char *outcome_word(enum http_outcome outcome);

/* pin.c: whom the job's connection believes. */
void trust_apply(const struct curl_library *library, CURL *easy, const struct account *account);
/* The pin of the key that the platform showed in this transfer; false when it showed none. */
bool trust_shown_pin(const struct curl_library *library, CURL *easy, struct string *out);

/* retry.c */
bool retry_is_worthwhile(const struct http_job *job);
/* Full jitter in [0, min(8 s, 250 ms doubled with each try)), or what Retry-After asks for. */
int64_t retry_delay_ms(const struct http_job *job);
