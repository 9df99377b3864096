/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/digest.h"
#include "core/vendors/drivers.h"
#include "core/vendors/fields.h"

/*
 * dlms, an STS vending platform. Its document shows only the login; the envelope, the captcha and the codes
 * are those of the framework it is built on (domain notes 6).
 */

#define ANSWER_MAX  ((size_t)1024 * 1024)
#define TOKEN_PARTS 3

static const struct code_meaning codes[] = {
	{"400", VERDICT_REFUSED, "the platform refused the request"},
	{"401", VERDICT_LOGIN, "the session is missing or over"},
	{"403", VERDICT_REFUSED, "this account has no permission for that"},
	{"500", VERDICT_REFUSED, "the platform had an error of its own"},
	{"6401", VERDICT_LOGIN, "the session has expired"},
};

/* Words of a 400 that mean the picture, not the password. */
static const char *const captcha_words[] = {
	"验证码", "captcha", "Captcha", "verification code", "Verification code"};

enum { CODE, MESSAGE, DATA, CAPTCHA_ID, TOKEN, AUTHORITY, EXPIRE, ENVELOPE_FIELDS };
static const struct field_names envelope_fields[ENVELOPE_FIELDS] = {
	[CODE] = {{"code"}},
	[MESSAGE] = {{"msg", "message"}},
	[DATA] = {{"data"}},
	[CAPTCHA_ID] = {{"id", "captchaId", "uuid"}},
	[TOKEN] = {{"token"}},
	[AUTHORITY] = {{"currentAuthority"}},
	[EXPIRE] = {{"expire"}},
};

/* --- envelope
 * ------------------------------------------------------------------------------------------------- */

static bool mentions_captcha(struct string_view message)
{
	for (size_t i = 0; i < ARRAY_SIZE(captcha_words); i++)
		if (sv_contains(message, sv(captcha_words[i])))
			return true;
	return false;
}

static bool fail_code(const struct answer *answer, struct string_view code, const struct json *message)
{
	struct string_view words = SV_NONE;

	json_text(message, &words);
	if (sv_equal(code, SV("400")) && mentions_captcha(words)) {
		answer_code(answer, code);
		return answer_fail(answer, VERDICT_CAPTCHA, "the code of the picture was wrong or too old");
	}
	if (sv_equal(code, SV("500")) && sv_contains(words, SV("too many request"))) {
		answer_code(answer, code);
		return answer_fail(
			answer, VERDICT_TOO_FAST, "the platform has too many requests at the moment");
	}
	return answer_fail_code(answer, codes, ARRAY_SIZE(codes), code, message);
}

/* Opens the first document of the body. An answer without a code is a good one: the login has such a shape.
 */
static bool open_envelope(struct answer *answer, const struct decode_context *context, struct decoded *out,
	const struct json **values, struct error *err)
{
	struct string_view code = SV_NONE;

	if (!answer_open(answer, context, JSON_REPAIR | JSON_FIRST_DOCUMENT, out, err))
		return false;
	if (json_type(answer->root) != JSON_OBJECT)
		return answer_malformed(answer, "a list where an object was expected");
	fields_read(answer->root, envelope_fields, ENVELOPE_FIELDS, values);
	enum field_state state = json_text(values[CODE], &code);
	if (state == FIELD_VALUE && !sv_equal(code, SV("200")))
		return fail_code(answer, code, values[MESSAGE]);
	if (state == FIELD_BAD)
		return answer_malformed(answer, "a result code that is no number");
	return true;
}

/* --- 3.1 captcha
 * ---------------------------------------------------------------------------------------------- */

static bool encode_captcha(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	return request_url(session, endpoint, out, err);
}

static bool is_picture(struct string_view bytes)
{
	return sv_starts_with(bytes, SV("\x89PNG\r\n\x1a\n")) || sv_starts_with(bytes, SV("\xff\xd8\xff")) ||
	       sv_starts_with(bytes, SV("GIF87a")) || sv_starts_with(bytes, SV("GIF89a"));
}

/* With or without "data:image/png;base64," before it. */
static struct string_view picture_text(struct string_view text)
{
	ptrdiff_t comma = sv_starts_with(text, SV("data:")) ? sv_find(text, ',') : -1;

	return comma < 0 ? text : sv_slice(text, (size_t)comma + 1, text.length);
}

static bool take_captcha(struct answer *answer, const struct json *const *values)
{
	struct session *session = answer->context->session;
	struct string_view id = SV_NONE, text = SV_NONE;

	if (field_identifier(values[CAPTCHA_ID], &id) != FIELD_VALUE)
		return answer_malformed(answer, "a captcha without an id");
	if (json_text(values[DATA], &text) != FIELD_VALUE)
		return answer_malformed(answer, "a captcha without a picture");
	struct string picture = {0};
	bool decoded = base64_decode(picture_text(text), &picture) && is_picture(string_view(&picture));
	if (!decoded) {
		string_free(&picture);
		return answer_malformed(answer, "a captcha whose picture is no PNG, JPEG or GIF");
	}
	string_free(&session->captcha_picture);
	session->captcha_picture = picture;
	string_set(&session->captcha_id, id);
	return answer_done(answer);
}

static bool decode_captcha(const struct decode_context *context, struct decoded *out, struct error *err)
{
	const struct json *values[ENVELOPE_FIELDS] = {NULL};
	struct answer answer;
	bool good = open_envelope(&answer, context, out, values, err) && take_captcha(&answer, values);

	answer_close(&answer);
	return good;
}

/* --- 3.2 login
 * ------------------------------------------------------------------------------------------------ */

static bool encode_login(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err)
{
	struct string_view id = operation->captcha_id;
	struct string_view code = sv_trim(operation->captcha_code);

	if (id.length == 0)
		id = string_view(&session->captcha_id);
	if (id.length == 0 || code.length == 0)
		return error_set(err, ERROR_CAPTCHA, "the login needs the code of a captcha picture");
	if (!request_url(session, endpoint, out, err))
		return false;
	struct json_writer body = request_json(out);
	out->body_is_secret = true;
	json_begin_object(&body);
	json_member_text(&body, "username", request_text(session->account->username));
	json_member_text(&body, "password", request_text(session->account->password));
	json_put_key(&body, "rememberMe");
	json_put_boolean(&body, false);
	json_member_text(&body, "code", code);
	json_member_text(&body, "uuid", id);
	json_end_object(&body);
	return true;
}

static bool is_token_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
	       byte == '-' || byte == '_' || byte == '=';
}

/* Three parts with dots between, once the spaces are gone that the document's samples have in them. */
static bool clean_token(const struct json *value, struct string *out)
{
	struct string_view text = SV_NONE;
	size_t parts = 1, part_length = 0;

	string_wipe(out);
	if (json_text(value, &text) != FIELD_VALUE)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		char byte = text.data[i];
		if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n')
			continue;
		bool dot = byte == '.';
		if (dot ? part_length == 0 : !is_token_byte(byte))
			return false;
		parts += dot;
		part_length = dot ? 0 : part_length + 1;
		string_append_char(out, byte);
	}
	return parts == TOKEN_PARTS && part_length > 0;
}

static bool take_token(struct answer *answer, const struct json *const *values)
{
	struct session *session = answer->context->session;
	struct string token = {0};

	if (!clean_token(values[TOKEN], &token) && !clean_token(values[AUTHORITY], &token)) {
		string_wipe(&token);
		return answer_malformed(answer, "a login without a token of three parts");
	}
	session_forget(session);
	session->token = token;
	if (field_time(answer, values[EXPIRE], &session->token_expires) == FIELD_BAD)
		answer_remark(answer, "the platform's end of the session is not a date");
	return answer_done(answer);
}

/* A captcha is good for one login, also for one that failed. */
static void use_up_captcha(struct session *session)
{
	string_free(&session->captcha_id);
	string_free(&session->captcha_picture);
}

static bool decode_login(const struct decode_context *context, struct decoded *out, struct error *err)
{
	const struct json *values[ENVELOPE_FIELDS] = {NULL};
	struct answer answer;

	use_up_captcha(context->session);
	bool good = open_envelope(&answer, context, out, values, err) && take_token(&answer, values);
	answer_close(&answer);
	return good;
}

/* --- the table
 * ------------------------------------------------------------------------------------------------ */

static const struct endpoint endpoints[] = {
	{
		.operation = OPERATION_CAPTCHA,
		.section = "dlms 3.1",
		.title = "captcha",
		.path = "/api/v1/captcha",
		.public = true,
		.body_max = ANSWER_MAX,
		.encode = encode_captcha,
		.decode = decode_captcha,
	},
	{
		.operation = OPERATION_LOGIN,
		.section = "dlms 3.2",
		.title = "login",
		.path = "/api/v1/login",
		.public = true,
		.body_max = ANSWER_MAX,
		.encode = encode_login,
		.decode = decode_login,
	},
};

static const char *const required_keys[] = {"url", "username", "password", NULL};

const struct driver dlms_driver = {
	.name = "dlms",
	.title = "STS prepaid electricity (DLMS)",
	.endpoints = endpoints,
	.endpoint_count = ARRAY_SIZE(endpoints),
	.login = LOGIN_CAPTCHA,
	.lists_meters = false,
	.has_valve = false,
	.required_keys = required_keys,
};
