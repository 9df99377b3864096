/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/instant.h"
#include "core/base/string.h"
#include "core/base/string_view.h"

/*
 * One HTTP request and its answer, as plain data between the drivers (who know what is said) and core/http
 * (which knows how it travels).
 */
#define EXCHANGE_HEADERS_MAX 12

struct exchange_header {
	char name[32];
	struct string value;
	bool secret; /* shown as "***" in logs */
};

struct exchange_request {
	bool post; /* else GET */
	struct string url;
	struct string url_for_logs; /* the same with secrets as "***"; empty: url may be shown */
	struct exchange_header headers[EXCHANGE_HEADERS_MAX];
	size_t header_count;
	struct string body;
	bool body_is_secret;
	/* Changes something: sent once, on a fresh connection that is not used again, never retried. */
	bool side_effect;
};

void exchange_header(
	struct exchange_request *request, const char *name, struct string_view value, bool secret);
void exchange_request_free(struct exchange_request *request); /* wipes secrets; leaves it zeroed */

struct exchange_response {
	int status;                      /* 200; 0 when none came */
	struct string_view content_type; /* SV_NONE when absent */
	struct string_view body;
	instant date; /* the Date header: the platform's clock; INSTANT_NONE when absent */
};
