/* SPDX-License-Identifier: MIT */
/*
 * goldcard: the reading endpoints 1013, 1014 and 1015 (2.4.8 to 2.4.10), signed as chapter 5 says. Strict
 * where the tables and the samples agree; where a sample leaves a required field out (meterNo of 1015), so
 * may the client.
 */
#include <stdio.h>

#include "core/base/digest.h"
#include "simulator/visit.h"

#define CLOCK_TOLERANCE (5 * MINUTE)
#define PRICE           263            /* cents a m³, first step; the second costs a fifth more */
#define RECHARGE        INT64_C(20000) /* cents */
#define LADDER_DAY      20             /* of a month: on it some meters cross into the second step */

/* Appendix 4. */
static void refuse(struct visit *visit, const char *code, const char *message)
{
	struct json_writer writer = visit_writer(visit);

	visit->refused = true;
	json_begin_object(&writer);
	json_member_text(&writer, "echoCode", sv(code));
	json_member_text(&writer, "echoMsg", sv(message));
	json_end_object(&writer);
}

static void refuse_signature(struct visit *visit, const char *code)
{
	visit->unauthorized = true;
	refuse(visit, code, "Token 校验未通过(检查 AccessToken 和 Authorization 是否正确)");
}

static void expired(struct visit *visit)
{
	refuse_signature(visit, "0105");
}

static void unknown(struct visit *visit)
{
	visit_page(visit, MHD_HTTP_NOT_FOUND, "application/json;charset=UTF-8",
		SV("{\"timestamp\":\"2019-12-17T13:10:07.000+0000\",\"status\":404,\"error\":\"Not "
		   "Found\"}"));
}

static void wrong_method(struct visit *visit)
{
	visit_page(visit, MHD_HTTP_METHOD_NOT_ALLOWED, "application/json;charset=UTF-8",
		SV("{\"timestamp\":\"2019-12-17T13:10:07.000+0000\",\"status\":405,\"error\":\"Method Not "
		   "Allowed\"}"));
}

/* 2.1 and chapter 5: Authorization says who and when, AccessToken proves it. */
static const char *check_signature(struct visit *visit)
{
	const struct simulator_credentials *known = simulator_credentials();
	struct string_view token = visit_header(visit, "AccessToken"), when;
	struct string plain = {0};
	char expected[MD5_HEX_MAX], text[200];
	instant signed_at = 0;
	size_t code_length = sv(known->app_code).length;

	if (token.length == 0 || visit_header(visit, "Authorization").length == 0)
		return "0101";
	bool decoded = base64_decode(visit_header(visit, "Authorization"), &plain);
	struct string_view who = sv_slice(string_view(&plain), 0, code_length);
	when = arena_copy(&visit->arena, sv_slice(string_view(&plain), code_length, plain.length));
	bool known_code = decoded && sv_equal_text(who, known->app_code) && sv_starts_with(when, SV(":"));
	string_free(&plain);
	when = sv_slice(when, 1, when.length);
	if (!known_code || when.length != 14 || !sv_is_digits(when) ||
		!instant_parse(when, visit->simulator->world.zone, &signed_at, NULL))
		return "0103";
	snprintf(text, sizeof(text), "%s%s%.*s", known->app_code, known->app_secret, SV_ARG(when));
	md5_hex(sv(text), true, expected);
	if (!sv_equal_text(token, expected))
		return "0105";
	int64_t off = visit->now - signed_at;
	return off > CLOCK_TOLERANCE || off < -CLOCK_TOLERANCE ? "0105" : NULL;
}

static bool has_json_headers(const struct visit *visit)
{
	return sv_contains(visit_header(visit, "Accept"), SV("application/json")) &&
	       sv_starts_with(visit_header(visit, "Content-Type"), SV("application/json"));
}

static bool check_fields(struct visit *visit, const char *const *required, size_t count)
{
	struct string_view value;

	for (size_t i = 0; i < count; i++)
		if (!visit_field(visit, required[i], &value)) {
			char message[96];
			snprintf(message, sizeof(message), "参数异常：缺少必填字段 %s", required[i]);
			refuse(visit, "9999", message);
			return false;
		}
	return true;
}

/* What all endpoints ask for, in the order in which a server would find out. */
static bool accept_request(struct visit *visit, const char *const *required, size_t count)
{
	const struct simulator_credentials *known = simulator_credentials();
	const char *code = check_signature(visit);
	struct string_view serial, factor, company;

	if (code) {
		refuse_signature(visit, code);
		return false;
	}
	if (!has_json_headers(visit) || json_type(visit_json(visit)) != JSON_OBJECT) {
		refuse(visit, "9999", "参数异常：请求格式应为 application/json");
		return false;
	}
	if (!check_fields(visit, required, count))
		return false;
	visit_field(visit, "serialNo", &serial);
	visit_field(visit, "factorNo", &factor);
	visit_field(visit, "companyCode", &company);
	if (!sv_equal_text(factor, known->factor_no))
		refuse(visit, "0404", "厂商编码(factorNo)错误");
	else if (!sv_equal_text(company, known->company_code))
		refuse(visit, "9999", "公司编码错误");
	else if (serial.length > 64)
		refuse(visit, "9999", "参数异常：通讯流水过长");
	else if (!sessions_take_serial(&visit->simulator->sessions, serial))
		refuse(visit, "9999", "通讯流水重复");
	return !visit->refused;
}

/* Balance and recharges of a prepaid account, as functions of what the meter has used. */
struct account {
	int64_t used, spent, recharged; /* thousandths of m³, cents, cents */
	int64_t recharge_count;
};

static struct account account_of(const struct world_meter *meter, int64_t reading)
{
	struct account account = {.used = reading - meter->base};

	account.spent = account.used * PRICE / 1000;
	account.recharge_count = account.spent / RECHARGE + 1;
	account.recharged = account.recharge_count * RECHARGE;
	return account;
}

static const char *money(struct visit *visit, int64_t cents)
{
	return visit_decimal(visit, cents * 10, 2);
}

static void put_device_id(struct json_writer *writer, const struct world_meter *meter)
{
	char device_id[WORLD_TEXT_MAX];

	world_device_id(meter, device_id);
	json_member_text(
		writer, "deviceId", device_id[0] == '\0' && meter->index % 2 ? SV_NONE : sv(device_id));
}

/* 2.4.8: 0 open, 1 closed, 2 unknown. */
static const char *valve_1013(const struct world_meter *meter)
{
	static const char *const codes[] = {[WORLD_VALVE_OPEN] = "0",
		[WORLD_VALVE_CLOSED] = "1",
		[WORLD_VALVE_UNKNOWN] = "2",
		[WORLD_VALVE_FORCED] = "1"};
	return codes[meter->valve];
}

/* 2.4.9: 1 open, 2 closed, 3 unknown. */
static const char *valve_1014(const struct world_meter *meter)
{
	static const char *const codes[] = {[WORLD_VALVE_OPEN] = "1",
		[WORLD_VALVE_CLOSED] = "2",
		[WORLD_VALVE_UNKNOWN] = "3",
		[WORLD_VALVE_FORCED] = "2"};
	return codes[meter->valve];
}

static void put_reading_row(
	struct visit *visit, struct json_writer *writer, uint32_t index, uint64_t row, instant at)
{
	const struct world *world = &visit->simulator->world;
	struct world_meter meter;
	char text[WORLD_TEXT_MAX], code[WORLD_TEXT_MAX + 1] = " ";

	world_meter(world, WORLD_GOLDCARD, index, &meter);
	instant read_at = world_last_report(world, &meter, MIN(at, visit->now));
	int64_t reading = world_register(world, &meter, read_at);
	struct account account = account_of(&meter, reading);
	json_begin_object(writer);
	json_member_text(writer, "sumMoney", sv(money(visit, account.spent)));
	json_put_key(writer, "readNum");
	visit_put_register(visit, writer, row, sv(visit_decimal(visit, reading, 3)));
	world_customer_code(&meter, code + 1);
	json_member_text(writer, "userArchivesNum", sv(visit_is_odd(visit, &meter) ? code : code + 1));
	json_member_text(writer, "valveState", sv(valve_1013(&meter)));
	json_member_text(writer, "readDate", sv(visit_time(visit, read_at, FORM_DATE_TIME)));
	json_member_text(writer, "meterBalance", sv(money(visit, account.recharged - account.spent)));
	world_number(&meter, text);
	json_member_text(writer, "gasMeterNo", sv(text));
	put_device_id(writer, &meter);
	json_member_text(writer, "sumGas", sv(visit_decimal(visit, account.used, 3)));
	json_end_object(writer);
}

static void put_readings(struct visit *visit, uint32_t first, uint32_t count, instant at)
{
	struct json_writer writer = visit_writer(visit);
	struct string_view serial;
	char total[16];

	snprintf(total, sizeof(total), "%u", count);
	visit_field(visit, "serialNo", &serial);
	json_begin_object(&writer);
	json_member_text(&writer, "echoCode", SV("0000"));
	json_put_key(&writer, "echoMsg");
	json_begin_object(&writer);
	json_put_key(&writer, "readingData");
	json_begin_object(&writer);
	json_member_text(&writer, "total", sv(total));
	json_put_key(&writer, "data");
	json_begin_array(&writer);
	for (uint32_t i = 0; i < count; i++)
		put_reading_row(visit, &writer, first + i, i, at);
	json_end_array(&writer);
	json_end_object(&writer);
	json_member_text(&writer, "serialNo", serial);
	json_end_object(&writer);
	json_end_object(&writer);
}

static bool parse_date(struct visit *visit, struct string_view text, instant *out)
{
	return text.length == 10 && instant_parse(text, visit->simulator->world.zone, out, NULL);
}

/* 2.4.8: without meterNo everything, in one answer. */
static void answer_1013(struct visit *visit)
{
	static const char *const required[] = {"serialNo", "companyCode", "factorNo"};
	struct string_view text;
	uint32_t first = 0, count = visit->simulator->world.counts[WORLD_GOLDCARD];
	instant at = visit->now;

	if (!accept_request(visit, required, ARRAY_SIZE(required)))
		return;
	if (visit_field(visit, "readingDate", &text)) {
		if (!parse_date(visit, text, &at)) {
			refuse(visit, "9999", "参数异常：readingDate 格式应为 yyyy-mm-dd");
			return;
		}
		at += DAY - SECOND;
	}
	if (visit_field(visit, "meterNo", &text)) {
		if (!world_find(&visit->simulator->world, WORLD_GOLDCARD, text, &first)) {
			refuse(visit, "9999", "表具不存在");
			return;
		}
		count = 1;
	}
	put_readings(visit, first, count, at);
}

static bool find_account(struct visit *visit, bool meter_required, uint32_t *index)
{
	const struct world *world = &visit->simulator->world;
	struct string_view code, number;
	uint32_t other = 0;

	visit_field(visit, "userNo", &code);
	if (!world_find_customer(world, WORLD_GOLDCARD, code, index)) {
		refuse(visit, "9999", "用户不存在");
		return false;
	}
	bool named = visit_field(visit, "meterNo", &number);
	if ((named || meter_required) &&
		(!world_find(world, WORLD_GOLDCARD, number, &other) || other != *index)) {
		refuse(visit, "9999", "表具不存在");
		return false;
	}
	return true;
}

/* The moment at which the money of the last recharge but one was used up. */
static instant last_recharge(
	const struct world *world, const struct world_meter *meter, int64_t count, instant now)
{
	int64_t threshold = meter->base + (count - 1) * RECHARGE * 1000 / PRICE;
	int64_t low = world_local_day(now) - 4000, high = world_local_day(now);

	while (low < high) {
		int64_t middle = low + (high - low + 1) / 2;
		if (world_register(world, meter, world_midnight(middle)) <= threshold)
			low = middle;
		else
			high = middle - 1;
	}
	instant at = world_midnight(low) + (int64_t)(world_draw(meter, 70) % 36000) * SECOND + 8 * HOUR;
	return MIN(at, now - MINUTE);
}

/* Appendix 3, in words, as the sample of 4.9 has it. */
static const char *user_type(const struct world_meter *meter)
{
	static const char *const types[] = {
		"居民户", "居民户", "壁挂炉户", "商业户", "居民采暖户", "公福户", "居民煤改气"};
	return types[meter->index % ARRAY_SIZE(types)];
}

static void put_money_of(struct visit *visit, struct json_writer *writer, const struct world_meter *meter,
	const struct account *account)
{
	const struct world *world = &visit->simulator->world;
	instant recharged_at = last_recharge(world, meter, account->recharge_count, visit->now);
	char count[24];

	json_member_text(writer, "sumUseGas", sv(visit_decimal(visit, account->used, 3)));
	json_member_text(writer, "sumUseMoney", sv(money(visit, account->spent)));
	json_member_text(writer, "priceCode", meter->index % 4 ? SV("民用气价2024") : SV("20240112"));
	json_member_text(writer, "sumRechargeAomunt", sv(money(visit, account->recharged)));
	json_member_text(writer, "balance", sv(money(visit, account->recharged - account->spent)));
	json_member_text(writer, "price", sv(money(visit, PRICE)));
	json_member_text(writer, "lastRechargeAmount", sv(money(visit, RECHARGE)));
	json_member_text(writer, "lastRechargeDate", sv(visit_time(visit, recharged_at, FORM_DATE_TIME)));
	if (visit_is_odd(visit, meter))
		return; /* the sample of 4.9 has none of the three that follow */
	snprintf(count, sizeof(count), "%lld", (long long)account->recharge_count);
	json_member_text(writer, "rechargeCount", sv(count));
	json_member_text(writer, "voltage", meter->traits & TRAIT_LOW_BATTERY ? SV("2.91") : SV("6.14"));
	snprintf(count, sizeof(count), "%u%%", (unsigned)(40 + world_draw(meter, 71) % 60));
	json_member_text(writer, "signalStrength", sv(count));
}

static void put_detail(struct visit *visit, const struct world_meter *meter)
{
	const struct world *world = &visit->simulator->world;
	struct json_writer writer = visit_writer(visit);
	instant read_at = world_last_report(world, meter, visit->now);
	int64_t reading = world_register(world, meter, read_at);
	struct account account = account_of(meter, reading);
	struct string_view serial;
	char text[WORLD_TEXT_MAX];

	visit_field(visit, "serialNo", &serial);
	json_begin_object(&writer);
	json_member_text(&writer, "echoCode", meter->index % 7 == 3 ? SV("0") : SV("0000"));
	json_put_key(&writer, "echoMsg");
	json_begin_object(&writer);
	json_member_text(&writer, "serialNo", serial);
	json_member_text(&writer, "meterState", meter->traits & TRAIT_DISABLED ? SV("1") : SV("2"));
	json_member_text(&writer, "setUpTime", SV("2024-01-01"));
	json_member_text(&writer, "beseNum", sv(visit_decimal(visit, meter->base, 3)));
	json_put_key(&writer, "readingNum");
	visit_put_register(visit, &writer, 0, sv(visit_decimal(visit, reading, 3)));
	json_member_text(&writer, "userName", visit_customer_name(visit, meter));
	world_address(meter, text);
	json_member_text(&writer, "address", sv(text));
	json_member_text(&writer, "userType", sv(user_type(meter)));
	put_device_id(&writer, meter);
	json_member_text(&writer, "valveState", sv(valve_1014(meter)));
	json_member_text(&writer, "lastReadingTime", sv(visit_time(visit, read_at, FORM_DATE_TIME)));
	world_number(meter, text);
	json_member_text(&writer, "meterNo", sv(text));
	put_money_of(visit, &writer, meter, &account);
	json_end_object(&writer);
	json_end_object(&writer);
}

/* 2.4.9 */
static void answer_1014(struct visit *visit)
{
	static const char *const required[] = {"serialNo", "userNo", "factorNo", "meterNo", "companyCode"};
	struct world_meter meter;
	uint32_t index;

	if (!accept_request(visit, required, ARRAY_SIZE(required)) || !find_account(visit, true, &index))
		return;
	world_meter(&visit->simulator->world, WORLD_GOLDCARD, index, &meter);
	put_detail(visit, &meter);
}

static void put_gas_row(struct visit *visit, struct json_writer *writer, const struct world_meter *meter,
	instant day, int64_t gas, int64_t price)
{
	char number[WORLD_TEXT_MAX];

	world_number(meter, number);
	json_begin_object(writer);
	json_member_text(writer, "useDate", sv(visit_time(visit, day, FORM_DATE)));
	json_member_text(writer, "price", sv(money(visit, price)));
	json_member_text(writer, "useGas", sv(visit_decimal(visit, gas, 3)));
	json_member_text(writer, "useAmount", sv(money(visit, gas * price / 1000)));
	put_device_id(writer, meter);
	json_member_text(writer, "meterNo", sv(number));
	json_end_object(writer);
}

/* Two rows on the day on which a step of the ladder is crossed. */
static void put_gas_day(
	struct visit *visit, struct json_writer *writer, const struct world_meter *meter, instant day)
{
	const struct world *world = &visit->simulator->world;
	int64_t gas = world_register(world, meter, day + DAY) - world_register(world, meter, day);
	struct civil_time civil = civil_from_instant(day, world->zone);
	bool crosses = meter->index % 11 == 3 && civil.day == LADDER_DAY;
	int64_t first = crosses ? gas / 3 : gas;

	put_gas_row(visit, writer, meter, day, first, PRICE);
	if (crosses)
		put_gas_row(visit, writer, meter, day, gas - first, PRICE * 6 / 5);
}

static void put_gas_days(struct visit *visit, const struct world_meter *meter, instant begin, instant end)
{
	struct json_writer writer = visit_writer(visit);
	struct string_view serial;
	/* A day is settled once it is over. */
	struct world_times days =
		world_times(&visit->simulator->world, meter, SERIES_DAILY, begin, end, visit->now - DAY);

	visit_field(visit, "serialNo", &serial);
	json_begin_object(&writer);
	json_member_text(&writer, "echoCode", SV("0000"));
	json_put_key(&writer, "echoMsg");
	json_begin_object(&writer);
	json_member_text(&writer, "serialNo", serial);
	json_put_key(&writer, "gasData");
	json_begin_array(&writer);
	for (uint64_t i = 0; i < days.count; i++)
		put_gas_day(visit, &writer, meter, world_time(&days, i));
	json_end_array(&writer);
	json_end_object(&writer);
	json_end_object(&writer);
}

/* 2.4.10 */
static void answer_1015(struct visit *visit)
{
	static const char *const required[] = {
		"serialNo", "userNo", "factorNo", "startTime", "endTime", "companyCode"};
	struct string_view start, end;
	struct world_meter meter;
	instant from, to;
	uint32_t index;

	if (!accept_request(visit, required, ARRAY_SIZE(required)) || !find_account(visit, false, &index))
		return;
	visit_field(visit, "startTime", &start);
	visit_field(visit, "endTime", &end);
	if (!parse_date(visit, start, &from) || !parse_date(visit, end, &to) || to < from) {
		refuse(visit, "9999", "参数异常：startTime、endTime 格式应为 yyyy-mm-dd");
		return;
	}
	world_meter(&visit->simulator->world, WORLD_GOLDCARD, index, &meter);
	put_gas_days(visit, &meter, from, to);
}

static const struct endpoint endpoints[] = {
	{"1013", "POST", "/api/v2/collect/meter/1013", 0, answer_1013},
	{"1014", "POST", "/api/v2/collect/meter/1014", 0, answer_1014},
	{"1015", "POST", "/api/v1/collect/meter/1015", 0, answer_1015},
};

const struct side side_goldcard = {
	"goldcard", endpoints, ARRAY_SIZE(endpoints), expired, NULL, unknown, wrong_method};
