/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/http/transfer.h"

/* libcurl bounds a header's line but not, in every version, how many there are. */
#define HEADER_BYTES_MAX   ((size_t)256 << 10)
#define RETRY_AFTER_MAX_S  INT64_C(86400)
#define CONTENT_TYPE_MAX   256
#define ABORT_THE_TRANSFER 0

void answer_reset(struct answer *answer)
{
	string_clear(&answer->body);
	string_clear(&answer->content_type);
	answer->has_content_type = false;
	answer->date = INSTANT_NONE;
	answer->retry_after_ms = -1;
	answer->status = 0;
	answer->header_bytes = 0;
	answer->too_large = false;
}

void answer_free(struct answer *answer, bool secret)
{
	if (secret)
		string_wipe(&answer->body);
	else
		string_free(&answer->body);
	string_free(&answer->content_type);
}

size_t answer_take_body(char *data, size_t size, size_t count, void *context)
{
	struct http_job *job = context;
	size_t length = size * count;

	if (length > job->policy.body_max - job->answer.body.length) {
		job->answer.too_large = true;
		return ABORT_THE_TRANSFER;
	}
	string_append_bytes(&job->answer.body, data, length);
	return length;
}

static instant parse_http_date(const struct http_job *job, struct string_view value)
{
	char text[64];
	time_t seconds;

	if (value.length >= sizeof(text))
		return INSTANT_NONE;
	memcpy(text, value.data, value.length);
	text[value.length] = '\0';
	seconds = job->client->library.getdate(text, NULL);
	return seconds == (time_t)-1 ? INSTANT_NONE : (instant)seconds * SECOND;
}

static void take_date(struct http_job *job, struct string_view value)
{
	job->answer.date = parse_http_date(job, value);
}

static void take_content_type(struct http_job *job, struct string_view value)
{
	string_set(&job->answer.content_type, sv_slice(value, 0, CONTENT_TYPE_MAX));
	job->answer.has_content_type = true;
}

static void take_retry_after(struct http_job *job, struct string_view value)
{
	const struct clock *clock = job->client->clock;
	int64_t seconds;
	instant date;

	if (sv_is_digits(value)) {
		if (sv_to_integer(value, &seconds))
			job->answer.retry_after_ms = MIN(seconds, RETRY_AFTER_MAX_S) * SECOND;
		return;
	}
	date = parse_http_date(job, value);
	if (date != INSTANT_NONE)
		job->answer.retry_after_ms =
			MIN(MAX(date - clock->wall(clock->context), 0), RETRY_AFTER_MAX_S * SECOND);
}

struct known_header {
	struct string_view name;
	void (*take)(struct http_job *job, struct string_view value);
};

static void take_header_line(struct http_job *job, struct string_view line)
{
	static const struct known_header known[] = {
		{{"date", 4}, take_date},
		{{"content-type", 12}, take_content_type},
		{{"retry-after", 11}, take_retry_after},
	};
	ptrdiff_t colon = sv_find(line, ':');

	if (colon <= 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (sv_equal_fold(sv_slice(line, 0, (size_t)colon), known[i].name)) {
			known[i].take(job, sv_trim(sv_slice(line, (size_t)colon + 1, line.length)));
			return;
		}
	}
}

/* An interim answer (100) has headers of its own; only those of the last block count. */
static void begin_header_block(struct answer *answer)
{
	size_t header_bytes = answer->header_bytes;

	answer_reset(answer);
	answer->header_bytes = header_bytes;
}

size_t answer_take_header(char *data, size_t size, size_t count, void *context)
{
	struct http_job *job = context;
	struct string_view line = sv_from(data, size * count);

	job->answer.header_bytes += line.length;
	if (job->answer.header_bytes > HEADER_BYTES_MAX) {
		job->answer.too_large = true;
		return ABORT_THE_TRANSFER;
	}
	if (sv_starts_with(line, SV("HTTP/")) && job->answer.body.length == 0)
		begin_header_block(&job->answer);
	else
		take_header_line(job, sv_trim(line));
	return line.length;
}
