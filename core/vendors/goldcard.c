/* SPDX-License-Identifier: MIT */
#include "core/vendors/goldcard.h"

#include "core/base/digest.h"
#include "core/vendors/drivers.h"

/*
 * goldcard: the gas platform between a utility's customer system and its meters (CIS and DAS). Every request
 * is a POST that is signed anew; there is no session. What only the platform calls (2001 to 2003) is not
 * here.
 */

#define SERIAL_BYTES 16

/* Chapter 5: AccessToken is the upper-case MD5 of code, secret and time; Authorization the Base64 of
 * code:time. */
static void sign(const struct account *account, const char *time, struct exchange_request *out)
{
	struct string text = {0};
	string_append_view(&text, request_text(account->app_code));
	string_append_view(&text, request_text(account->app_secret));
	string_append(&text, time);
	char digest[MD5_HEX_MAX];
	md5_hex(string_view(&text), true, digest);
	string_wipe(&text);
	exchange_header(out, "AccessToken", sv(digest), true);

	struct string encoded = {0};
	string_append_view(&text, request_text(account->app_code));
	string_append_char(&text, ':');
	string_append(&text, time);
	base64_encode(string_view(&text), &encoded);
	exchange_header(out, "Authorization", string_view(&encoded), true);
	string_wipe(&text);
	string_wipe(&encoded);
}

/* "32 random characters", 2.4: the platform tells repeated requests by it. */
static void put_serial(struct json_writer *writer)
{
	static const char hex[] = "0123456789abcdef";
	uint8_t bytes[SERIAL_BYTES];
	random_bytes(bytes, sizeof(bytes));
	char serial[2 * SERIAL_BYTES];
	for (size_t i = 0; i < SERIAL_BYTES; i++) {
		serial[2 * i] = hex[bytes[i] >> 4];
		serial[2 * i + 1] = hex[bytes[i] & 15];
	}
	json_member_text(writer, "serialNo", sv_from(serial, sizeof(serial)));
}

/* Headers and the members that every request has. The platform's clock counts, not ours: it checks the time.
 */
static bool begin(const struct session *session, const struct endpoint *endpoint, instant now,
	struct exchange_request *out, struct json_writer *writer, struct error *err)
{
	const struct account *account = session->account;
	if (!request_url(session, endpoint, out, err))
		return false;
	out->post = true;
	exchange_header(out, "Accept", SV("application/json"), false);
	exchange_header(out, "Content-Type", SV("application/json;charset=utf-8"), false);
	char time[INSTANT_TEXT_MAX];
	sign(account, instant_format(now + session->clock_skew_ms, account->zone, FORM_COMPACT, time), out);
	*writer = (struct json_writer){.out = &out->body};
	json_begin_object(writer);
	put_serial(writer);
	json_member_text(writer, "companyCode", request_text(account->company_code));
	json_member_text(writer, "factorNo", request_text(account->factor_no));
	return true;
}

/* 2.4.8: an empty meterNo asks for all, an empty readingDate for the latest. */
static bool encode_readings(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct string_view meter_no = SV("");
	if (endpoint->operation == OPERATION_LATEST_ONE) {
		if (!request_needs_identifier(operation->meter_no, "meter number", err))
			return false;
		meter_no = operation->meter_no;
	}
	struct json_writer writer;
	if (!begin(session, endpoint, now, out, &writer, err))
		return false;
	json_member_text(&writer, "meterNo", meter_no);
	json_member_text(&writer, "readingDate", SV(""));
	json_end_object(&writer);
	return true;
}

/* What 1014 and 1015 ask of a customer's meter; the customer number comes from 1013. */
static bool begin_customer(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out,
	struct json_writer *writer, struct error *err)
{
	if (!request_needs_identifier(operation->meter_no, "meter number", err))
		return false;
	if (operation->customer_code.length == 0)
		return error_set(err, ERROR_USAGE,
			"%s needs the customer number (userNo) of meter %.*s, which is not known yet",
			endpoint->section, SV_ARG(operation->meter_no));
	if (!begin(session, endpoint, now, out, writer, err))
		return false;
	json_member_text(writer, "userNo", operation->customer_code);
	json_member_text(writer, "deviceId", operation->device_id.data ? operation->device_id : SV(""));
	json_member_text(writer, "meterNo", operation->meter_no);
	return true;
}

static bool encode_detail(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct json_writer writer;
	if (!begin_customer(session, endpoint, operation, now, out, &writer, err))
		return false;
	json_end_object(&writer);
	return true;
}

/*
 * 2.4.10 does not say whether endTime is inclusive. The day of the window's end is asked for: taken as
 * exclusive that is the window, taken as inclusive it is a day more, which is the same day's record again
 * next time.
 */
static bool encode_daily(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	if (operation->until <= operation->from)
		return error_set(
			err, ERROR_RANGE, "the window of %s ends before it begins", endpoint->section);
	struct json_writer writer;
	if (!begin_customer(session, endpoint, operation, now, out, &writer, err))
		return false;
	const struct time_zone *zone = session->account->zone;
	char day[INSTANT_TEXT_MAX];
	json_member_text(&writer, "startTime", sv(instant_format(operation->from, zone, FORM_DATE, day)));
	json_member_text(&writer, "endTime", sv(instant_format(operation->until, zone, FORM_DATE, day)));
	json_end_object(&writer);
	return true;
}

/* Nothing is paged: 1013 of all meters is one answer of some 250 bytes a meter. */
#define BODY_MAX_ALL (128u << 20)

/*
 * 1013 with an empty meterNo is the only list of meters and holds their latest readings as well, so one row
 * serves both: there is no LATEST row, because it would fetch the same again.
 */
static const struct endpoint endpoints[] = {
	{
		.operation = OPERATION_METERS,
		.source = SOURCE_LIVE,
		.section = "goldcard 2.4.8",
		.title = "latest readings of all meters",
		.path = "/api/v2/collect/meter/1013",
		.public = true,
		.scope = SCOPE_ALL,
		.body_max = BODY_MAX_ALL,
		.encode = encode_readings,
		.decode = goldcard_decode_readings,
	},
	{
		.operation = OPERATION_LATEST_ONE,
		.source = SOURCE_LIVE,
		.section = "goldcard 2.4.8",
		.title = "latest reading of one meter",
		.path = "/api/v2/collect/meter/1013",
		.public = true,
		.scope = SCOPE_ONE_METER,
		.encode = encode_readings,
		.decode = goldcard_decode_readings,
	},
	{
		.operation = OPERATION_DETAIL,
		.source = SOURCE_LIVE,
		.section = "goldcard 2.4.9",
		.title = "details of one meter",
		.path = "/api/v2/collect/meter/1014",
		.public = true,
		.scope = SCOPE_ONE_METER,
		.encode = encode_detail,
		.decode = goldcard_decode_detail,
	},
	{
		.operation = OPERATION_HISTORY,
		.source = SOURCE_DAILY,
		.section = "goldcard 2.4.10",
		.title = "daily use of one meter",
		.path = "/api/v1/collect/meter/1015",
		.public = true,
		.window = WINDOW_ANY,
		.scope = SCOPE_ONE_METER,
		.encode = encode_daily,
		.decode = goldcard_decode_daily,
	},
};

static const char *const required_keys[] = {
	"url", "app_code", "app_secret", "factor_no", "company_code", NULL};

const struct driver goldcard_driver = {
	.name = "goldcard",
	.title = "Goldcard gas",
	.endpoints = endpoints,
	.endpoint_count = ARRAY_SIZE(endpoints),
	.login = LOGIN_NONE,
	.lists_meters = true,
	.has_valve = true,
	.detail_max_age_ms = DAY,
	.required_keys = required_keys,
};
