/* SPDX-License-Identifier: MIT */
#include "core/base/digest.h"
#include "core/vendors/iotgas.h"

uint32_t iotgas_page_size(const struct operation *operation)
{
	uint32_t asked = operation->page_size;
	return asked == 0 || asked > IOTGAS_PAGE_SIZE ? IOTGAS_PAGE_SIZE : asked;
}

/* The url, and the headers that let us in at the endpoint's port. */
static bool begin(const struct session *session, const struct endpoint *endpoint,
	struct exchange_request *out, struct json_writer *writer, struct error *err)
{
	const struct account *account = session->account;
	if (endpoint->base == IOTGAS_BASE_CONTROL && !endpoint->public && !request_needs_token(session, err))
		return false;
	if (!request_url(session, endpoint, out, err))
		return false;
	*writer = request_json(out);
	exchange_header(out, "Accept", SV("application/json"), false);
	if (endpoint->base == IOTGAS_BASE_DATA) {
		exchange_header(out, "company_no", request_text(account->company_no), false);
		exchange_header(out, "data_api_key", request_text(account->data_api_key), true);
	} else if (!endpoint->public) {
		exchange_header(out, "token", string_view(&session->token), true);
	}
	return true;
}

static void append_page(const struct operation *operation, struct exchange_request *out)
{
	uint32_t size = iotgas_page_size(operation);
	string_append_format(&out->url, "?startrow=%llu&rowcount=%lu",
		(unsigned long long)operation->page * size, (unsigned long)size);
}

static void append_part(struct exchange_request *out, struct string_view part)
{
	string_append_char(&out->url, '/');
	percent_encode(part, &out->url);
}

bool iotgas_encode_real_model(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct json_writer writer;
	if (!request_needs_identifier(operation->meter_no, "meter number", err) ||
		!begin(session, endpoint, out, &writer, err))
		return false;
	append_part(out, operation->meter_no);
	return true;
}

/*
 * Of the five fields that the list can be ordered by, only the number stays where it is while pages are read:
 * by acquisition time a meter that reports between two pages moves behind them, and the one after it is
 * skipped.
 */
bool iotgas_encode_real_list(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct json_writer writer;
	if (!begin(session, endpoint, out, &writer, err))
		return false;
	append_page(operation, out);
	json_begin_object(&writer);
	json_member_text(&writer, "orderby", SV("meter_comm_no"));
	json_member_text(&writer, "sequence", SV("asc"));
	json_end_object(&writer);
	return true;
}

static void put_moment(struct json_writer *writer, const char *day, const char *hour, const char *minute,
	const struct civil_time *moment)
{
	json_member_integer(writer, day, moment->day);
	json_member_integer(writer, hour, moment->hour);
	json_member_integer(writer, minute, moment->minute);
}

/*
 * 3.1.4, 3.2.2, 3.3.2: a window inside one month, in whole minutes; nothing says whether the end is
 * inclusive. It is rounded up to the next minute, so that neither reading of it loses a record; only at the
 * end of the month there is no later minute to name. Records beyond the window are known ones again.
 */
static bool put_window(struct json_writer *writer, const struct session *session,
	const struct endpoint *endpoint, const struct operation *operation, struct error *err)
{
	const struct time_zone *zone = session->account->zone;
	if (operation->until <= operation->from)
		return error_set(
			err, ERROR_RANGE, "the window of %s ends before it begins", endpoint->section);
	struct civil_time from = civil_from_instant(operation->from, zone);
	struct civil_time last = civil_from_instant(operation->until - MILLISECOND, zone);
	if (from.year != last.year || from.month != last.month)
		return error_set(err, ERROR_RANGE, "%s takes a window inside one month", endpoint->section);
	struct civil_time end = civil_from_instant(operation->until + MINUTE - MILLISECOND, zone);
	if (end.month != last.month)
		end = last;
	json_member_integer(writer, "year", from.year);
	json_member_integer(writer, "month", from.month);
	put_moment(writer, "start_day", "start_hour", "start_minute", &from);
	put_moment(writer, "end_day", "end_hour", "end_minute", &end);
	return true;
}

bool iotgas_encode_history(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct json_writer writer;
	if (!request_needs_identifier(operation->meter_no, "meter number", err) ||
		!begin(session, endpoint, out, &writer, err))
		return false;
	append_page(operation, out);
	json_begin_object(&writer);
	json_member_text(&writer, "meter_comm_no", operation->meter_no);
	json_member_integer(
		&writer, "data_type", endpoint->source == SOURCE_FROZEN ? IOTGAS_FROZEN : IOTGAS_LIVE);
	if (!put_window(&writer, session, endpoint, operation, err))
		return false;
	json_end_object(&writer);
	return true;
}

/* Without device_type: what RTUs report belongs on the list as well. */
bool iotgas_encode_device_list(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct json_writer writer;
	if (!begin(session, endpoint, out, &writer, err))
		return false;
	append_page(operation, out);
	json_begin_object(&writer);
	if (operation->meter_no.length)
		json_member_text(&writer, "device_comm_no", operation->meter_no);
	if (!put_window(&writer, session, endpoint, operation, err))
		return false;
	json_end_object(&writer);
	return true;
}

/* 2.2.2: the credentials travel in the query, the password as its MD5, which is as good as the password. */
bool iotgas_encode_login(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct json_writer writer;
	if (!begin(session, endpoint, out, &writer, err))
		return false;
	string_append(&out->url, "?loginName=");
	percent_encode(request_text(session->account->username), &out->url);
	string_append(&out->url, "&pwd=");
	string_set(&out->url_for_logs, string_view(&out->url));
	string_append(&out->url_for_logs, "***");
	char digest[MD5_HEX_MAX];
	md5_hex(request_text(session->account->password), false, digest);
	string_append(&out->url, digest);
	return true;
}

static void put_time(struct json_writer *writer, const struct session *session, const char *key, instant at)
{
	char text[INSTANT_TEXT_MAX];
	json_member_text(writer, key, sv(instant_format(at, session->account->zone, FORM_ISO_LOCAL, text)));
}

/*
 * 4.2.5: a key that filters nothing is left out, because the 0 and "" of the sample may mean "any" or just
 * that. The end is exclusive for us and unsaid there: a second more loses nothing.
 */
bool iotgas_encode_commands(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct json_writer writer;
	if (!begin(session, endpoint, out, &writer, err))
		return false;
	append_page(operation, out);
	json_begin_object(&writer);
	if (operation->meter_no.length)
		json_member_text(&writer, "target_comm_no", operation->meter_no);
	if (operation->until > operation->from && operation->from != INSTANT_NONE) {
		put_time(&writer, session, "ctrl_time_from", operation->from);
		put_time(&writer, session, "ctrl_time_to", operation->until + SECOND - MILLISECOND);
	}
	json_end_object(&writer);
	return true;
}

bool iotgas_encode_command(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct json_writer writer;
	if (!request_needs_identifier(operation->vendor_id, "command number", err) ||
		!begin(session, endpoint, out, &writer, err))
		return false;
	append_part(out, operation->vendor_id);
	return true;
}
