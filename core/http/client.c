/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/http/pipe_guard.h"
#include "core/http/transfer.h"

#define LIBRARY_NAME          "libcurl.so.4"
#define CONNECT_TIMEOUT_MS    10000
#define TOTAL_TIMEOUT_MS      30000
#define TOTAL_TIMEOUT_MOST_MS INT_MAX
#define BODY_MAX              ((size_t)16 << 20)
#define EXTRA_MAX             16

static int64_t now(const struct http_client *client)
{
	return client->clock->monotonic(client->clock->context);
}

struct http_client *http_client_new(const struct logger *logger, const struct clock *clock, struct error *err)
{
	struct http_client *client = NEW(struct http_client);

	client->logger = logger;
	client->clock = clock ? clock : system_clock();
	if (!curl_library_load(LIBRARY_NAME, &client->library, err)) {
		free(client);
		return NULL;
	}
	if (client->library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(client);
		error_set(err, ERROR_IO, "libcurl does not start");
		return NULL;
	}
	client->multi = client->library.multi_init();
	BUG_ON(!client->multi);
	return client;
}

static void link_job(struct http_client *client, struct http_job *job)
{
	if (client->last)
		client->last->next = job;
	else
		client->first = job;
	client->last = job;
	client->job_count++;
}

static struct http_policy fill_policy(const struct http_policy *wish)
{
	struct http_policy policy = wish ? *wish : (struct http_policy){0};

	if (policy.connect_timeout_ms <= 0)
		policy.connect_timeout_ms = CONNECT_TIMEOUT_MS;
	if (policy.total_timeout_ms <= 0)
		policy.total_timeout_ms = TOTAL_TIMEOUT_MS;
	policy.connect_timeout_ms = MIN(policy.connect_timeout_ms, (int64_t)TOTAL_TIMEOUT_MOST_MS);
	policy.total_timeout_ms = MIN(policy.total_timeout_ms, (int64_t)TOTAL_TIMEOUT_MOST_MS);
	if (policy.body_max == 0)
		policy.body_max = BODY_MAX;
	if (policy.tries == 0)
		policy.tries = 1;
	return policy;
}

static void end_job(struct http_job *job, enum http_outcome outcome)
{
	job->state = JOB_ENDED;
	job->outcome = outcome;
}

struct http_job *http_submit(struct http_client *client, const struct account *account,
	struct exchange_request *request, const struct http_policy *policy, http_callback callback,
	void *context)
{
	struct http_job *job = NEW(struct http_job);

	job->client = client;
	job->account = account;
	job->request = *request;
	*request = (struct exchange_request){0};
	job->policy = fill_policy(policy);
	job->callback = callback;
	job->context = context;
	job->submitted = now(client);
	job->start_at = job->submitted;
	job->deadline = job->submitted + job->policy.total_timeout_ms;
	answer_reset(&job->answer);
	link_job(client, job);
	if (!transfer_prepare(job, &job->error))
		end_job(job, HTTP_UNREACHABLE);
	else if (client->closing)
		http_cancel(job);
	return job;
}

void http_cancel(struct http_job *job)
{
	struct http_client *client = job->client;

	if (job->state == JOB_ENDED)
		return;
	if (job->state == JOB_RUNNING) {
		job->may_have_been_sent |=
			curl_get_long(&client->library, job->easy, CURLINFO_REQUEST_SIZE) > 0;
		client->library.multi_remove_handle(client->multi, job->easy);
	}
	error_set(&job->error, ERROR_CANCELLED, "the request was taken back");
	end_job(job, HTTP_CANCELLED);
}

static void log_try(const struct http_job *job)
{
	const struct http_client *client = job->client;
	bool answered = job->outcome == HTTP_ANSWERED;
	struct string what = {0};

	http_describe(&job->request, &what);
	if (answered)
		log_message(client->logger, LOG_DEBUG, "%s: %s: status %d after %" PRId64 " ms",
			job->account->name, string_text(&what), job->answer.status,
			now(client) - job->submitted);
	else
		log_message(client->logger, LOG_DEBUG, "%s: %s: %s", job->account->name, string_text(&what),
			job->error.message);
	string_free(&what);
}

/* True when the job waits for another try now. */
static bool schedule_retry(struct http_job *job)
{
	int64_t at;

	if (!retry_is_worthwhile(job))
		return false;
	at = now(job->client) + retry_delay_ms(job);
	if (at >= job->deadline)
		return false;
	job->state = JOB_PENDING;
	job->start_at = at;
	return true;
}

static void finish_try(struct http_job *job, CURLcode code)
{
	struct http_client *client = job->client;

	outcome_classify(job, code);
	client->library.multi_remove_handle(client->multi, job->easy);
	log_try(job);
	if (!schedule_retry(job))
		end_job(job, job->outcome);
}

static void collect_finished(struct http_client *client)
{
	CURLMsg *message;
	int left;

	while ((message = client->library.multi_info_read(client->multi, &left))) {
		CURLcode code = message->data.result;
		void *job = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		client->library.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
		finish_try(job, code);
	}
}

static void start_try(struct http_job *job)
{
	struct http_client *client = job->client;
	CURLMcode code;

	transfer_begin_try(job, job->deadline - now(client));
	job->tries++;
	job->state = JOB_RUNNING;
	code = client->library.multi_add_handle(client->multi, job->easy);
	if (code == CURLM_OK)
		return;
	error_set(&job->error, ERROR_IO, "libcurl refuses the request: %s",
		client->library.multi_strerror(code));
	end_job(job, HTTP_UNREACHABLE);
}

static void start_due(struct http_client *client)
{
	int64_t at = now(client);

	for (struct http_job *job = client->first; job; job = job->next) {
		if (job->state == JOB_PENDING && job->start_at <= at)
			start_try(job);
	}
}

static void deliver(struct http_client *client, struct http_job *job)
{
	bool answered = job->outcome == HTTP_ANSWERED;
	struct http_result result = {
		.outcome = job->outcome,
		.may_have_been_sent = job->may_have_been_sent,
		.response.status = job->answer.status,
		.response.content_type = SV_NONE,
		.response.body = SV_NONE,
		.response.date = job->answer.date,
		.error = job->error,
		.elapsed_ms = now(client) - job->submitted,
		.tries = job->tries,
	};

	if (job->answer.has_content_type)
		result.response.content_type =
			sv_from(string_text(&job->answer.content_type), job->answer.content_type.length);
	if (answered)
		result.response.body = sv_from(string_text(&job->answer.body), job->answer.body.length);
	job->callback(job->context, &result);
	transfer_release(job);
	free(job);
}

/* Off the list before its callback runs, which may submit, cancel or ask how many there are. */
static struct http_job *take_ended(struct http_client *client)
{
	struct http_job *before = NULL, *job = client->first;

	while (job && job->state != JOB_ENDED) {
		before = job;
		job = job->next;
	}
	if (!job)
		return NULL;
	if (before)
		before->next = job->next;
	else
		client->first = job->next;
	if (client->last == job)
		client->last = before;
	client->job_count--;
	return job;
}

static size_t deliver_ended(struct http_client *client)
{
	size_t delivered = 0;

	for (struct http_job *job = take_ended(client); job; job = take_ended(client)) {
		deliver(client, job);
		delivered++;
	}
	return delivered;
}

static bool progress(struct http_client *client, size_t *delivered, struct error *err)
{
	int running;
	CURLMcode code;

	start_due(client);
	code = client->library.multi_perform(client->multi, &running);
	if (code != CURLM_OK)
		return error_set(err, ERROR_IO, "transferring: %s", client->library.multi_strerror(code));
	collect_finished(client);
	*delivered += deliver_ended(client);
	return true;
}

/* Until the next retry is due at most. */
static int wait_ms(const struct http_client *client, int64_t timeout_ms)
{
	int64_t wait = timeout_ms < 0 ? INT_MAX : MIN(timeout_ms, (int64_t)INT_MAX);
	int64_t at = now(client);

	for (const struct http_job *job = client->first; job; job = job->next) {
		if (job->state == JOB_PENDING)
			wait = MIN(wait, MAX(job->start_at - at, 0));
	}
	return (int)wait;
}

static bool wait_for_events(struct http_client *client, int timeout_ms, struct pollfd *extra,
	size_t extra_count, struct error *err)
{
	struct curl_waitfd descriptors[EXTRA_MAX];
	CURLMcode code;

	BUG_ON(extra_count > EXTRA_MAX);
	for (size_t i = 0; i < extra_count; i++) {
		unsigned read = extra[i].events & POLLIN ? CURL_WAIT_POLLIN : 0;
		unsigned write = extra[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0;
		descriptors[i] = (struct curl_waitfd){.fd = extra[i].fd, .events = (short)(read | write)};
	}
	code = client->library.multi_poll(
		client->multi, descriptors, (unsigned)extra_count, timeout_ms, NULL);
	if (code != CURLM_OK)
		return error_set(err, ERROR_IO, "waiting: %s", client->library.multi_strerror(code));
	/* libcurl reports no hang-up; a closed pipe would then wake us for ever without being seen. */
	if (extra_count && poll(extra, extra_count, 0) < 0)
		for (size_t i = 0; i < extra_count; i++)
			extra[i].revents = 0;
	return true;
}

bool http_client_run(struct http_client *client, int64_t timeout_ms, struct pollfd *extra, size_t extra_count,
	struct error *err)
{
	struct pipe_guard guard;
	size_t delivered = 0;
	bool done;

	pipe_guard_enter(&guard);
	done = progress(client, &delivered, err) &&
	       wait_for_events(
		       client, delivered ? 0 : wait_ms(client, timeout_ms), extra, extra_count, err) &&
	       progress(client, &delivered, err);
	pipe_guard_leave(&guard);
	return done;
}

void http_client_wake(struct http_client *client)
{
	client->library.multi_wakeup(client->multi);
}

size_t http_client_open_jobs(const struct http_client *client)
{
	return client->job_count;
}

void http_client_free(struct http_client *client)
{
	struct pipe_guard guard;

	if (!client)
		return;
	pipe_guard_enter(&guard);
	client->closing = true;
	for (struct http_job *job = client->first; job; job = job->next)
		http_cancel(job);
	deliver_ended(client);
	client->library.multi_cleanup(client->multi);
	client->library.global_cleanup();
	pipe_guard_leave(&guard);
	free(client);
}
