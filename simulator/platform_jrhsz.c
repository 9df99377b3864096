/* SPDX-License-Identifier: MIT */
/*
 * jrhsz: 4.1 to 4.5, 4.7 and 4.8. One call in two seconds for each endpoint but the login; a token that lives
 * two hours and is checked on every call; pages of at most 1,000.
 */
#include "simulator/platform_jrhsz.h"

#include <stdio.h>
#include <string.h>

#include "core/base/digest.h"

#define LEAST_GAP     2000
#define TOKEN_LIFE    (2 * HOUR)
#define PAGE_SIZE_MAX 1000
#define PROJECT_CODE  "zc"

/* Chapter 5. */
static const struct {
	int code;
	const char *message;
} refusals[] = {
	{1001, "失败"},
	{1002, "账号不存在或没有API权限"},
	{1005, "密码错误"},
	{1006, "Token不存在"},
	{1007, "Token已过期"},
	{1008, "缺少参数"},
	{1009, "账号与token不符合或没有该接口权限"},
	{1011, "访问过快"},
};

bool jrhsz_refuse(struct visit *visit, int code)
{
	struct json_writer writer = visit_writer(visit);

	visit->refused = true;
	visit->unauthorized = code == 1002 || code == 1005 || code == 1006 || code == 1007 || code == 1009;
	json_begin_object(&writer);
	json_member_integer(&writer, "code", code);
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		if (refusals[i].code == code)
			json_member_text(&writer, "msg", sv(refusals[i].message));
	json_end_object(&writer);
	return false;
}

static void expired(struct visit *visit)
{
	jrhsz_refuse(visit, 1007);
}

static void too_fast(struct visit *visit)
{
	jrhsz_refuse(visit, 1011);
}

static void unknown(struct visit *visit)
{
	visit_page(visit, MHD_HTTP_NOT_FOUND, "text/html; charset=utf-8",
		SV("<!DOCTYPE "
		   "html><html><head><title>404</title></head><body><h1>页面不存在</h1></body></html>"));
}

/* The token is what the client sent to log in, with the time, in Base64. */
static void grant(struct visit *visit, struct string_view name, struct string_view password)
{
	struct string plain = {0}, token = {0};
	struct json_writer inner = {.out = &plain}, writer = visit_writer(visit);

	json_begin_object(&inner);
	json_member_text(&inner, "admin_user_name", name);
	json_member_text(&inner, "api_password", password);
	json_member_integer(&inner, "time", visit->now / SECOND);
	json_end_object(&inner);
	base64_encode(string_view(&plain), &token);
	json_begin_object(&writer);
	json_member_integer(&writer, "code", 200);
	json_member_text(&writer, "data", string_view(&token));
	json_member_text(&writer, "msg", SV("登录成功"));
	json_end_object(&writer);
	if (visit->simulator->options.quirks == QUIRKS_ALL) {
		quirk_drop(&visit->reply, 0, ",\"data\"", 0);
		quirk_drop(&visit->reply, 0, ",\"msg\"", 0);
	}
	string_free(&plain);
	string_free(&token);
}

/* 4.1 */
static void answer_login(struct visit *visit)
{
	const struct simulator_credentials *known = simulator_credentials();
	struct string_view name, password;

	if (!visit_field(visit, "admin_user_name", &name) || !visit_field(visit, "api_password", &password))
		jrhsz_refuse(visit, 1008);
	else if (!sv_equal_text(name, known->username))
		jrhsz_refuse(visit, 1002);
	else if (!sv_equal_text(password, known->password))
		jrhsz_refuse(visit, 1005);
	else
		grant(visit, name, password);
}

static int check_token(struct visit *visit, struct string_view token, struct string_view name)
{
	const struct simulator_credentials *known = simulator_credentials();
	struct string plain = {0};
	struct string_view token_name, password;
	int64_t life =
		visit->simulator->options.token_life ? visit->simulator->options.token_life : TOKEN_LIFE;
	int64_t time = 0;
	int code = 200;

	struct json_document *document =
		base64_decode(token, &plain) ? json_parse(string_view(&plain), JSON_STRICT, NULL) : NULL;
	const struct json *root = document ? json_root(document) : NULL;
	if (json_text(json_member(root, "admin_user_name"), &token_name) != FIELD_VALUE ||
		json_text(json_member(root, "api_password"), &password) != FIELD_VALUE ||
		json_integer(json_member(root, "time"), &time) != FIELD_VALUE)
		code = 1006;
	else if (!sv_equal(token_name, name) || !sv_equal_text(token_name, known->username) ||
		 !sv_equal_text(password, known->password))
		code = 1009;
	else if (visit->now - time * SECOND > life || time * SECOND > visit->now + MINUTE)
		code = 1007;
	json_document_free(document);
	string_free(&plain);
	return code;
}

bool jrhsz_accept(struct visit *visit)
{
	struct string_view token, name;

	if (!visit_field(visit, "token", &token) || !visit_field(visit, "admin_user_name", &name))
		return jrhsz_refuse(visit, 1008);
	int code = check_token(visit, token, name);
	return code == 200 || jrhsz_refuse(visit, code);
}

bool jrhsz_page(struct visit *visit, bool required, struct jrhsz_page *page)
{
	struct string_view number_text, size_text;
	int64_t number = 1, size = PAGE_SIZE_MAX;
	bool given = visit_field(visit, "pageNo", &number_text) && visit_field(visit, "pageSize", &size_text);

	if (!given && required)
		return jrhsz_refuse(visit, 1008);
	/* 4.2: when either is empty, both have their default. */
	if (given && (!sv_to_integer(number_text, &number) || !sv_to_integer(size_text, &size)))
		return jrhsz_refuse(visit, 1001);
	if (number < 1 || number > INT32_MAX || size < 1 || size > PAGE_SIZE_MAX)
		return jrhsz_refuse(visit, 1001);
	page->first = (uint64_t)((number - 1) * size);
	page->size = (uint64_t)size;
	return true;
}

bool jrhsz_range(struct visit *visit, instant *begin, instant *end)
{
	struct string_view begin_text, end_text;
	const struct time_zone *zone = visit->simulator->world.zone;

	if (!visit_field(visit, "BeginDate", &begin_text) || !visit_field(visit, "EndDate", &end_text))
		return jrhsz_refuse(visit, 1008);
	if (!instant_parse(begin_text, zone, begin, NULL) || !instant_parse(end_text, zone, end, NULL))
		return jrhsz_refuse(visit, 1001);
	if (end_text.length <= 10)
		*end += DAY - 1; /* a date means all of that day */
	return true;
}

void jrhsz_begin(struct visit *visit, struct json_writer *writer)
{
	*writer = visit_writer(visit);
	json_begin_object(writer);
	json_member_integer(writer, "code", 200);
	json_put_key(writer, "data");
}

void jrhsz_end(struct visit *visit, struct json_writer *writer, uint64_t total)
{
	json_member_text(writer, "msg", SV("操作成功"));
	json_member_integer(writer, "totalCount", (int64_t)total);
	json_end_object(writer);
}

const char *jrhsz_reading(struct visit *visit, const struct world_meter *meter, instant at)
{
	return visit_decimal(visit, world_register(&visit->simulator->world, meter, at), 2);
}

/* Also for water meters the words of a relay; nothing when it is not known. */
static const char *gate(const struct world_meter *meter)
{
	static const char *const words[] = {[WORLD_VALVE_OPEN] = "合闸",
		[WORLD_VALVE_CLOSED] = "跳闸",
		[WORLD_VALVE_UNKNOWN] = "",
		[WORLD_VALVE_FORCED] = "跳闸"};
	return words[meter->valve];
}

static void put_meter(struct visit *visit, struct json_writer *writer, const struct world_meter *meter)
{
	char number[WORLD_TEXT_MAX], text[WORLD_TEXT_MAX], type[12];
	size_t from = visit->reply.length;

	world_number(meter, number);
	snprintf(type, sizeof(type), "%d", meter->table_type);
	json_begin_object(writer);
	json_member_text(writer, "project_code", SV(PROJECT_CODE));
	json_member_text(writer, "deviceId", sv(number));
	json_member_text(writer, "deviceName", sv(number));
	json_member_text(writer, "tableNo", sv(number));
	world_address(meter, text);
	json_member_text(writer, "tableAddress", sv(text));
	json_member_text(writer, meter->index % 50 == 32 ? "typeType" : "tableType", sv(type));
	json_member_text(writer, "onlineAt",
		sv(visit_time(visit, world_last_report(&visit->simulator->world, meter, visit->now),
			FORM_DATE_TIME)));
	json_member_text(writer, "netStatis", meter->traits & TRAIT_OFFLINE ? SV("不在线") : SV("在线"));
	json_member_text(writer, "gate", sv(gate(meter)));
	world_customer_code(meter, text);
	json_member_text(writer, "user_code", sv(text));
	json_member_text(writer, "user_name", visit_customer_name(visit, meter));
	world_house(meter, text);
	json_member_text(writer, "house_number", sv(text));
	json_end_object(writer);
	if (visit_is_odd(visit, meter))
		quirk_drop(&visit->reply, from, ",\"tableType\"", 0); /* rows 2 and 3 of the sample */
}

/* 4.2 */
static void answer_meter_list(struct visit *visit)
{
	const struct world *world = &visit->simulator->world;
	uint32_t count = world->counts[WORLD_JRHSZ];
	struct jrhsz_page page = {0};
	struct json_writer writer;
	struct world_meter meter;
	bool odd = false;

	if (!jrhsz_accept(visit) || !jrhsz_page(visit, false, &page))
		return;
	jrhsz_begin(visit, &writer);
	json_begin_array(&writer);
	for (uint64_t i = page.first; i < MIN(page.first + page.size, count); i++) {
		world_meter(world, WORLD_JRHSZ, (uint32_t)i, &meter);
		put_meter(visit, &writer, &meter);
		odd = odd || visit_is_odd(visit, &meter);
	}
	json_end_array(&writer);
	if (odd)
		quirk_insert_before_last(&visit->reply, 0, "]", ",");
	jrhsz_end(visit, &writer, count);
}

static void put_latest(struct visit *visit, struct json_writer *writer, uint32_t index, uint64_t row)
{
	const struct world *world = &visit->simulator->world;
	struct world_meter meter;
	char number[WORLD_TEXT_MAX];

	world_meter(world, WORLD_JRHSZ, index, &meter);
	instant at = world_last_report(world, &meter, visit->now);
	world_number(&meter, number);
	json_begin_object(writer);
	json_member_text(writer, "deviceId", sv(number));
	json_member_text(writer, "tableNo", sv(number));
	json_put_key(writer, "reading");
	visit_put_register(visit, writer, row, sv(jrhsz_reading(visit, &meter, at)));
	json_member_text(writer, "readTime", sv(visit_time(visit, at, FORM_DATE_TIME)));
	json_member_text(writer, "gate", sv(gate(&meter)));
	json_end_object(writer);
}

/* 4.3: for one meter an object, beside which totalCount still counts all; for all of them an array. */
static void answer_read_meter(struct visit *visit)
{
	const struct world *world = &visit->simulator->world;
	uint32_t count = world->counts[WORLD_JRHSZ], index = 0;
	struct jrhsz_page page = {0};
	struct json_writer writer;
	struct string_view number;

	if (!jrhsz_accept(visit) || !jrhsz_page(visit, false, &page))
		return;
	bool one = visit_field(visit, "tableNo", &number);
	if (one && !world_find(world, WORLD_JRHSZ, number, &index)) {
		jrhsz_refuse(visit, 1001);
		return;
	}
	jrhsz_begin(visit, &writer);
	if (one) {
		put_latest(visit, &writer, index, 0);
	} else {
		json_begin_array(&writer);
		for (uint64_t i = page.first; i < MIN(page.first + page.size, count); i++)
			put_latest(visit, &writer, (uint32_t)i, i - page.first);
		json_end_array(&writer);
	}
	jrhsz_end(visit, &writer, one && visit->simulator->options.quirks == QUIRKS_OFF ? 1 : count);
}

static const struct endpoint endpoints[] = {
	{"login", "POST", "/user/login", 0, answer_login},
	{"meterList", "POST", "/meter/meterList", LEAST_GAP, answer_meter_list},
	{"readMeter", "POST", "/meter/readMeter", LEAST_GAP, answer_read_meter},
	{"readMeterList", "POST", "/meter/readMeterList", LEAST_GAP, jrhsz_answer_history},
	{"readMeterDataList", "POST", "/meter/readMeterDataList", LEAST_GAP, jrhsz_answer_consumption},
	{"peaksValleysRead", "POST", "/meter/peaksValleysRead", LEAST_GAP, jrhsz_answer_tariffs},
	{"cameraRead", "POST", "/meter/cameraRead", LEAST_GAP, jrhsz_answer_camera},
	{"pictures", "GET", "/pictures/", 0, jrhsz_answer_picture},
};

const struct side side_jrhsz = {
	"jrhsz", endpoints, ARRAY_SIZE(endpoints), expired, too_fast, unknown, unknown};
