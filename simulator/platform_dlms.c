/* SPDX-License-Identifier: MIT */
/*
 * dlms: the captcha and the login of "DLMS System API" 3.1 and 3.2. The document leaves most of their shape
 * open; it is that of go-admin, on which the vendor's server is built (domain notes 6): refusals are HTTP 200
 * with their own code.
 */
#include <stdio.h>

#include "core/base/digest.h"
#include "simulator/drawing.h"
#include "simulator/visit.h"

#define DEVELOPMENT_LIFE (INT64_C(876010) * HOUR) /* how the sample's year 2125 came about */

static void envelope(struct visit *visit, int code, const char *message)
{
	struct json_writer writer = visit_writer(visit);
	char request_id[UUID_TEXT_MAX];

	uuid_make(request_id);
	json_begin_object(&writer);
	json_member_text(&writer, "requestId", sv(request_id));
	json_member_integer(&writer, "code", code);
	json_member_text(&writer, "msg", sv(message));
	json_member_text(&writer, "status", SV("error"));
	json_end_object(&writer);
}

static void refuse(struct visit *visit, int code, const char *message)
{
	visit->refused = true;
	envelope(visit, code, message);
}

static void expired(struct visit *visit)
{
	refuse(visit, 401, "Token is expired");
}

/* Its sentinel, at 200 requests a second: more than a console makes, so only a fault brings it out. */
static void too_fast(struct visit *visit)
{
	visit_page(visit, MHD_HTTP_OK, visit->content_type,
		SV("{\"msg\":\"too many request; the quota used up!\",\"code\":500}"));
}

static void not_found(struct visit *visit)
{
	visit_page(visit, MHD_HTTP_NOT_FOUND, "text/plain", SV("404 page not found"));
}

static void make_picture(struct visit *visit, const struct captcha *captcha, struct string *url)
{
	struct drawing drawing;
	struct string file = {0};

	drawing_captcha(&drawing, captcha->answer, hash64(sv(captcha->id), 7));
	if (drawing_png(&drawing, &file)) {
		string_append(url, "data:image/png;base64,");
		base64_encode(string_view(&file), url);
	}
	string_free(&file);
	drawing_free(&drawing);
}

/* 3.1 Get Verification Code */
static void answer_captcha(struct visit *visit)
{
	struct captcha captcha = sessions_make_captcha(&visit->simulator->sessions, visit->now);
	struct json_writer writer = visit_writer(visit);
	struct string url = {0};
	char request_id[UUID_TEXT_MAX];

	make_picture(visit, &captcha, &url);
	uuid_make(request_id);
	json_begin_object(&writer);
	json_member_integer(&writer, "code", 200);
	json_member_text(&writer, "data", string_view(&url));
	json_member_text(&writer, "id", sv(captcha.id));
	json_member_text(&writer, "msg", SV("success"));
	json_member_text(&writer, "requestId", sv(request_id));
	json_end_object(&writer);
	string_free(&url);
}

static void append_base64url(struct string *out, struct string_view data)
{
	size_t from = out->length;

	base64_encode(data, out);
	while (out->length > from && out->data[out->length - 1] == '=')
		string_truncate(out, out->length - 1);
	for (size_t i = from; i < out->length; i++) {
		if (out->data[i] == '+')
			out->data[i] = '-';
		else if (out->data[i] == '/')
			out->data[i] = '_';
	}
}

static void make_token(struct visit *visit, instant expires, struct string *out)
{
	uint64_t drawn = sessions_draw(&visit->simulator->sessions);
	struct string payload = {0};
	uint8_t signature[32];

	string_append_format(&payload,
		"{\"companyid\":4,\"rolekey\":\"\",\"rolename\":\"\",\"exp\":%lld,\"orig_iat\":%lld}",
		(long long)(expires / SECOND), (long long)(visit->now / SECOND));
	append_base64url(out, SV("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"));
	string_append_char(out, '.');
	append_base64url(out, string_view(&payload));
	sha256_bytes(sv_from((const char *)&drawn, sizeof(drawn)), signature);
	string_append_char(out, '.');
	append_base64url(out, sv_from((const char *)signature, sizeof(signature)));
	string_free(&payload);
}

static void grant(struct visit *visit)
{
	int64_t life = visit->simulator->options.token_life;
	enum simulator_login_shape shape = visit->simulator->options.login_shape;
	instant expires = visit->now + (life ? life : DEVELOPMENT_LIFE);
	struct json_writer writer = visit_writer(visit);
	struct string token = {0};

	make_token(visit, expires, &token);
	sessions_add_token(&visit->simulator->sessions, string_view(&token), expires);
	json_begin_object(&writer);
	if (shape != LOGIN_SHAPE_TOKEN) {
		json_member_integer(&writer, "code", 200);
		json_member_text(&writer, "currentAuthority", string_view(&token));
		json_member_text(&writer, "expire", sv(visit_time(visit, expires, FORM_RFC3339)));
		json_put_key(&writer, "success");
		json_put_boolean(&writer, true);
	}
	if (shape != LOGIN_SHAPE_AUTHORITY)
		json_member_text(&writer, "token", string_view(&token));
	json_end_object(&writer);
	string_free(&token);
}

/* 3.2 Login. The captcha is gone after one try, whatever became of it. */
static void answer_login(struct visit *visit)
{
	const struct simulator_credentials *known = simulator_credentials();
	struct string_view username, password, code, uuid;

	if (!visit_json(visit) || !visit_field(visit, "username", &username) ||
		!visit_field(visit, "password", &password) || !visit_field(visit, "code", &code) ||
		!visit_field(visit, "uuid", &uuid)) {
		refuse(visit, 400, "missing Username or Password or Code");
		return;
	}
	if (!sessions_take_captcha(&visit->simulator->sessions, uuid, code, visit->now)) {
		visit->unauthorized = true;
		refuse(visit, 400, "验证码错误");
		return;
	}
	if (!sv_equal_text(username, known->username) || !sv_equal_text(password, known->password)) {
		visit->unauthorized = true;
		refuse(visit, 400, "incorrect Username or Password");
		return;
	}
	grant(visit);
}

static const struct endpoint endpoints[] = {
	{"captcha", "GET", "/api/v1/captcha", 0, answer_captcha},
	{"login", "POST", "/api/v1/login", 0, answer_login},
};

const struct side side_dlms = {
	"dlms", endpoints, ARRAY_SIZE(endpoints), expired, too_fast, not_found, not_found};
