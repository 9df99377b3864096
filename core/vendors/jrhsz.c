/* SPDX-License-Identifier: MIT */
#include "core/base/digest.h"
#include "core/vendors/drivers.h"
#include "core/vendors/jrhsz_parts.h"

/*
 * jrhsz, water and electricity. Its document announces SOAP and describes plain POSTs with JSON answers; how
 * a request's body is written it does not say, so the account does (form or JSON). The token is the password
 * in Base64: every body is a secret.
 */

#define MIN_INTERVAL 2000 /* chapter 3 */
#define TOKEN_MAX    4096
#define BODY_MAX     ((size_t)16 * 1024 * 1024)

/* --- requests
 * ------------------------------------------------------------------------------------------------- */

/* A request's body in the making, in either form. */
struct body {
	enum body_form form;
	struct string *out;
	struct json_writer json;
};

static struct body body_begin(const struct session *session, struct exchange_request *out)
{
	struct body body = {.form = session->account->body, .out = &out->body};

	out->body_is_secret = true;
	if (body.form == BODY_JSON) {
		body.json = request_json(out);
		json_begin_object(&body.json);
		return body;
	}
	out->post = true;
	exchange_header(out, "Content-Type", SV("application/x-www-form-urlencoded"), false);
	return body;
}

static void form_key(struct body *body, const char *key)
{
	if (body->out->length > 0)
		string_append_char(body->out, '&');
	string_append(body->out, key);
	string_append_char(body->out, '=');
}

static void put_text(struct body *body, const char *key, struct string_view value)
{
	if (body->form == BODY_JSON) {
		json_member_text(&body->json, key, value);
		return;
	}
	form_key(body, key);
	percent_encode(value, body->out);
}

static void put_integer(struct body *body, const char *key, uint32_t value)
{
	if (body->form == BODY_JSON) {
		json_member_integer(&body->json, key, value);
		return;
	}
	form_key(body, key);
	string_append_format(body->out, "%u", value);
}

static void body_end(struct body *body)
{
	if (body->form == BODY_JSON)
		json_end_object(&body->json);
}

static void put_caller(struct body *body, const struct session *session)
{
	put_text(body, "token", string_view(&session->token));
	put_text(body, "admin_user_name", request_text(session->account->username));
}

static void put_page(struct body *body, const struct endpoint *endpoint, const struct operation *operation)
{
	put_integer(body, "pageNo", operation->page + 1);
	put_integer(body, "pageSize", request_page_size(endpoint, operation));
}

static void put_time(struct body *body, const struct session *session, const char *key, instant at)
{
	char text[INSTANT_TEXT_MAX];

	put_text(body, key, sv(instant_format(at, session->account->zone, FORM_DATE_TIME, text)));
}

static bool prepare(const struct session *session, const struct endpoint *endpoint,
	struct exchange_request *out, struct error *err)
{
	return request_needs_token(session, err) && request_url(session, endpoint, out, err);
}

static bool encode_login(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	if (!request_url(session, endpoint, out, err))
		return false;
	struct body body = body_begin(session, out);
	put_text(&body, "admin_user_name", request_text(session->account->username));
	put_text(&body, "api_password", request_text(session->account->password));
	body_end(&body);
	return true;
}

static bool encode_page(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	if (!prepare(session, endpoint, out, err))
		return false;
	struct body body = body_begin(session, out);
	put_caller(&body, session);
	put_page(&body, endpoint, operation);
	body_end(&body);
	return true;
}

static bool encode_one(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	if (!request_needs_identifier(operation->meter_no, "meter number", err) ||
		!prepare(session, endpoint, out, err))
		return false;
	struct body body = body_begin(session, out);
	put_caller(&body, session);
	put_text(&body, "tableNo", operation->meter_no);
	body_end(&body);
	return true;
}

/* Both ends are sent as they are: whether the platform means the last second inclusively it does not say. */
static bool encode_window(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, struct string_view record_kind, struct exchange_request *out,
	struct error *err)
{
	bool one_meter = operation->meter_no.length > 0;

	if (one_meter && !request_needs_identifier(operation->meter_no, "meter number", err))
		return false;
	if (!prepare(session, endpoint, out, err))
		return false;
	struct body body = body_begin(session, out);
	put_caller(&body, session);
	if (record_kind.length > 0)
		put_text(&body, "type", record_kind);
	if (one_meter)
		put_text(&body, "tableNo", operation->meter_no);
	put_time(&body, session, "BeginDate", operation->from);
	put_time(&body, session, "EndDate", operation->until);
	put_page(&body, endpoint, operation);
	body_end(&body);
	return true;
}

static bool encode_history(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	return encode_window(session, endpoint, operation, SV_NONE, out, err);
}

/* 4.5: the request's type is the kind of record, the answer's type is the meter's. */
static bool encode_consumption(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct string_view kind = endpoint->source == SOURCE_DAILY ? SV("2") : SV("1");

	return encode_window(session, endpoint, operation, kind, out, err);
}

/* --- the envelope
 * --------------------------------------------------------------------------------------------- */

/* Chapter 5. 1003 and 1004 do not exist. */
static const struct code_meaning codes[] = {
	{"1001", VERDICT_REFUSED, "the platform says only that it failed"},
	{"1002", VERDICT_REFUSED, "the account does not exist or may not use the interface"},
	{"1005", VERDICT_REFUSED, "the password is wrong"},
	{"1006", VERDICT_LOGIN, "the platform does not know the session's token"},
	{"1007", VERDICT_LOGIN, "the session has expired"},
	{"1008", VERDICT_REFUSED, "the platform misses a parameter"},
	{"1009", VERDICT_REFUSED, "the token is another account's, or the account may not call this"},
	{"1010", VERDICT_REFUSED, "the platform takes it for an order it already has"},
	{"1011", VERDICT_TOO_FAST, "the platform was asked too fast"},
};

bool jrhsz_open(struct answer *answer, const struct decode_context *context, struct decoded *out,
	const struct json **data, struct error *err)
{
	enum { CODE, DATA, MESSAGE, TOTAL, FIELDS };
	static const struct field_names fields[FIELDS] = {
		[CODE] = {{"code"}},
		[DATA] = {{"data"}},
		[MESSAGE] = {{"msg"}},
		[TOTAL] = {{"totalCount"}},
	};
	const struct json *values[FIELDS];
	struct string_view code = SV_NONE;

	if (!answer_open(answer, context, JSON_REPAIR | JSON_FIRST_WINS, out, err))
		return false;
	if (json_type(answer->root) != JSON_OBJECT)
		return answer_malformed(answer, "a list where an object was expected");
	fields_read(answer->root, fields, FIELDS, values);
	if (json_text(values[CODE], &code) != FIELD_VALUE)
		return answer_malformed(answer, "an answer without a result code");
	if (!sv_equal(code, SV("200")))
		return answer_fail_code(answer, codes, ARRAY_SIZE(codes), code, values[MESSAGE]);
	if (json_integer(values[TOTAL], &out->total) != FIELD_VALUE || out->total < 0)
		out->total = -1;
	*data = values[DATA];
	return true;
}

static bool take_token(const struct answer *answer, const struct json *data)
{
	struct session *session = answer->context->session;
	struct string_view token = SV_NONE;

	if (json_text(data, &token) != FIELD_VALUE || !sv_is_identifier(token, TOKEN_MAX))
		return answer_malformed(answer, "a login without a token");
	session_forget(session);
	string_set(&session->token, token);
	return answer_done(answer);
}

bool jrhsz_decode_login(const struct decode_context *context, struct decoded *out, struct error *err)
{
	const struct json *data = NULL;
	struct answer answer;
	bool good = jrhsz_open(&answer, context, out, &data, err) && take_token(&answer, data);

	answer_close(&answer);
	return good;
}

/* --- the table
 * ------------------------------------------------------------------------------------------------ */

#define PAGED                                                                                                \
	.min_interval_ms = MIN_INTERVAL, .page_size = JRHSZ_PAGE_SIZE, .body_max = BODY_MAX,                 \
	.scope = SCOPE_ALL
#define HISTORY_OF(kind) .operation = OPERATION_HISTORY, .source = (kind), .window = WINDOW_ANY, PAGED

static const struct endpoint endpoints[] = {
	{
		.operation = OPERATION_LOGIN,
		.section = "jrhsz 4.1",
		.title = "login",
		.path = "/user/login",
		.public = true,
		.encode = encode_login,
		.decode = jrhsz_decode_login,
	},
	{
		.operation = OPERATION_METERS,
		.section = "jrhsz 4.2",
		.title = "meter list",
		.path = "/meter/meterList",
		PAGED,
		.encode = encode_page,
		.decode = jrhsz_decode_meters,
	},
	{
		.operation = OPERATION_LATEST,
		.source = SOURCE_LIVE,
		.section = "jrhsz 4.3",
		.title = "latest readings",
		.path = "/meter/readMeter",
		PAGED,
		.encode = encode_page,
		.decode = jrhsz_decode_latest,
	},
	{
		.operation = OPERATION_LATEST_ONE,
		.source = SOURCE_LIVE,
		.section = "jrhsz 4.3",
		.title = "latest reading of one meter",
		.path = "/meter/readMeter",
		.min_interval_ms = MIN_INTERVAL,
		.scope = SCOPE_ONE_METER,
		.encode = encode_one,
		.decode = jrhsz_decode_latest_one,
	},
	{
		HISTORY_OF(SOURCE_HISTORY),
		.section = "jrhsz 4.4",
		.title = "reading history",
		.path = "/meter/readMeterList",
		.encode = encode_history,
		.decode = jrhsz_decode_history,
	},
	{
		HISTORY_OF(SOURCE_CONSUMPTION),
		.section = "jrhsz 4.5",
		.title = "consumption",
		.path = "/meter/readMeterDataList",
		.encode = encode_consumption,
		.decode = jrhsz_decode_consumption,
	},
	{
		/* 4.5 describes daily records (日数据), but its table of kinds lists only 1: 2 is what
		   remains. */
		HISTORY_OF(SOURCE_DAILY),
		.section = "jrhsz 4.5",
		.title = "daily consumption",
		.path = "/meter/readMeterDataList",
		.encode = encode_consumption,
		.decode = jrhsz_decode_consumption,
	},
	{
		HISTORY_OF(SOURCE_TOU),
		.section = "jrhsz 4.7",
		.title = "tariff registers and phases",
		.path = "/meter/peaksValleysRead",
		.encode = encode_history,
		.decode = jrhsz_decode_tou,
	},
	{
		HISTORY_OF(SOURCE_CAMERA),
		.section = "jrhsz 4.8",
		.title = "camera readings",
		.path = "/meter/cameraRead",
		.encode = encode_history,
		.decode = jrhsz_decode_camera,
	},
};

static const char *const required_keys[] = {"url", "username", "password", NULL};

const struct driver jrhsz_driver = {
	.name = "jrhsz",
	.title = "jrhsz water and electricity",
	.endpoints = endpoints,
	.endpoint_count = ARRAY_SIZE(endpoints),
	.login = LOGIN_PASSWORD,
	.session_life_ms = 110 * MINUTE, /* of two hours */
	.lists_meters = true,
	.has_valve = true,
	.required_keys = required_keys,
};
