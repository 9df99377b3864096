/* SPDX-License-Identifier: MIT */
#include "core/vendors/driver.h"

#include <string.h>

#include "core/vendors/drivers.h"

static const struct driver *const drivers[] = {
	&dlms_driver,
	&goldcard_driver,
	&jrhsz_driver,
	&iotgas_driver,
};

const struct driver *driver_find(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(drivers); i++)
		if (strcmp(drivers[i]->name, name) == 0)
			return drivers[i];
	return NULL;
}

const struct driver *const *driver_all(size_t *count)
{
	*count = ARRAY_SIZE(drivers);
	return drivers;
}

const struct endpoint *driver_endpoint(
	const struct driver *driver, enum operation_kind kind, enum reading_source source)
{
	for (size_t i = 0; i < driver->endpoint_count; i++) {
		const struct endpoint *endpoint = &driver->endpoints[i];
		if (endpoint->operation == kind && (kind != OPERATION_HISTORY || endpoint->source == source))
			return endpoint;
	}
	return NULL;
}

/* --- sessions
 * ------------------------------------------------------------------------------------------------- */

void session_open(struct session *session, const struct account *account)
{
	*session = (struct session){.account = account, .token_expires = INSTANT_NONE};
}

void session_forget(struct session *session)
{
	string_wipe(&session->token);
	session->token_expires = INSTANT_NONE;
}

void session_close(struct session *session)
{
	session_forget(session);
	string_free(&session->captcha_id);
	string_free(&session->captcha_picture);
	session->account = NULL;
}

void decoded_free(struct decoded *decoded)
{
	string_free(&decoded->text);
}

/* --- encoding
 * ------------------------------------------------------------------------------------------------- */

static bool same_month(instant from, instant last, const struct time_zone *zone)
{
	struct civil_time a = civil_from_instant(from, zone);
	struct civil_time b = civil_from_instant(last, zone);

	return a.year == b.year && a.month == b.month;
}

static bool check_window(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, struct error *err)
{
	if (endpoint->window == WINDOW_NONE)
		return true;
	if (operation->from == INSTANT_NONE || operation->until == INSTANT_NONE ||
		operation->from >= operation->until)
		return error_set(err, ERROR_USAGE, "%s wants a time window that begins before it ends",
			endpoint->section);
	if (endpoint->window == WINDOW_MONTH &&
		!same_month(operation->from, operation->until - MILLISECOND, session->account->zone))
		return error_set(err, ERROR_USAGE, "%s wants a time window inside one calendar month",
			endpoint->section);
	return true;
}

bool driver_encode(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	*out = (struct exchange_request){0};
	if (check_window(session, endpoint, operation, err) &&
		endpoint->encode(session, endpoint, operation, now, out, err))
		return true;
	exchange_request_free(out);
	return false;
}

/* --- decoding
 * ------------------------------------------------------------------------------------------------- */

#define SKEW_IGNORED (2 * SECOND) /* the Date header has whole seconds and travels */
#define SKEW_JUMP    (60 * SECOND)

/*
 * The Date header is cut to whole seconds, hence the half. A clock that was set is followed at once, jitter
 * of the way only by a quarter.
 */
static void measure_clock(struct session *session, const struct exchange_response *response, instant now)
{
	if (response->date == INSTANT_NONE || response->date <= 0 || now == INSTANT_NONE)
		return;
	int64_t measured = response->date + SECOND / 2 - now;
	int64_t change = measured - session->clock_skew_ms;

	if (session->clock_skew_ms == 0 || change >= SKEW_JUMP || change <= -SKEW_JUMP)
		session->clock_skew_ms = measured;
	else
		session->clock_skew_ms += change / 4;
	if (session->clock_skew_ms < SKEW_IGNORED && session->clock_skew_ms > -SKEW_IGNORED)
		session->clock_skew_ms = 0;
}

bool driver_decode(const struct endpoint *endpoint, const struct decode_context *context, struct decoded *out,
	struct error *err)
{
	*out = (struct decoded){.verdict = VERDICT_MALFORMED, .total = -1};
	measure_clock(context->session, context->response, context->now);
	bool decoded = endpoint->decode(context, out, err);
	BUG_ON(decoded != (out->verdict == VERDICT_OK));
	return decoded;
}
