/* SPDX-License-Identifier: MIT */
#include "core/base/digest.h"
#include "core/http/transfer.h"

#define BACKOFF_FIRST_MS 250
#define BACKOFF_MOST_MS  8000

static bool status_passes(int status)
{
	return status == 429 || status == 502 || status == 503 || status == 504;
}

static bool outcome_passes(const struct http_job *job)
{
	switch (job->outcome) {
	case HTTP_ANSWERED:
		return status_passes(job->answer.status);
	case HTTP_UNREACHABLE:
	case HTTP_TIMEOUT:
	case HTTP_BROKEN:
		return true;
	case HTTP_TLS_FAILED:
	case HTTP_TOO_LARGE:
	case HTTP_CANCELLED:
		break;
	}
	return false;
}

bool retry_is_worthwhile(const struct http_job *job)
{
	return !job->request.side_effect && job->tries < job->policy.tries && outcome_passes(job);
}

int64_t retry_delay_ms(const struct http_job *job)
{
	unsigned doublings = MIN(job->tries ? job->tries - 1 : 0, 5u);
	uint64_t most = MIN((uint64_t)BACKOFF_FIRST_MS << doublings, (uint64_t)BACKOFF_MOST_MS);

	if (job->outcome == HTTP_ANSWERED && job->answer.retry_after_ms >= 0)
		return job->answer.retry_after_ms;
	return (int64_t)random_below(most);
}
