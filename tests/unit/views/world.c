/* SPDX-License-Identifier: MIT */
#include "tests/unit/views/world.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/attributes.h"
#include "core/store/cache_writer.h"

static instant wall(void *context)
{
	return ((const struct world *)context)->now;
}

static int64_t monotonic(void *context)
{
	return ((const struct world *)context)->monotonic;
}

void world_make(struct world *world)
{
	*world = (struct world){.now = WORLD_NOW, .monotonic = 1000000};
	world->clock = (struct clock){wall, monotonic, world};
	snprintf(world->directory, sizeof(world->directory), "/tmp/meterdeck-views-XXXXXX");
	assert_non_null(mkdtemp(world->directory));
	struct error err = {0};
	world->store = store_open(world->directory, &err);
	assert_string_equal(err.message, "");
	world->zone = time_zone_open("+08:00", &err);
	assert_non_null(world->zone);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

void world_remove(struct world *world)
{
	store_close(world->store);
	time_zone_free(world->zone);
	nftw(world->directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- what is in it ---- */

struct meter_line {
	const char *profile, *meter_no;
	enum medium medium;
	const char *type, *name, *address;
	enum valve_state valve;
	enum tristate online;
	const char *reading;
	int64_t age; /* minutes; -1: no reading */
};
static const struct meter_line meters[] = {
	{"city-gas", "202004032112", MEDIUM_GAS, "NB-IoT gas meter", "李建国", "龙蟠路998号7栋", VALVE_CLOSED,
		TRISTATE_YES, "346.90", 2},
	{"city-gas", "202004032113", MEDIUM_GAS, "NB-IoT gas meter", "诸葛秀英", "龙蟠路998号7栋",
		VALVE_CLOSED, TRISTATE_YES, "340.12", 2},
	{"city-gas", "202004035001", MEDIUM_GAS, "NB-IoT gas meter", "欧阳志强", "上海路851号3单元",
		VALVE_OPEN, TRISTATE_YES, "339.70", 3},
	{"city-gas", "202004035077", MEDIUM_GAS, "NB-IoT gas meter", "Otieno, Margaret", "Ngong Rd, plot 14",
		VALVE_FORCED, TRISTATE_NO, "338.00", 250},
	{"north-gas", "123456789012", MEDIUM_GAS, "IC card gas meter", "罗海燕", "太平路61号12栋",
		VALVE_FORCED, TRISTATE_YES, "331.55", 2},
	{"estate", "202005004869", MEDIUM_ELECTRICITY, "4G TOU meter", "欧阳志强", "7栋 位置3", VALVE_OPEN,
		TRISTATE_YES, "10622.5", 1},
	{"estate", "202005005194", MEDIUM_WATER, "4G water meter", "Otieno, Margaret", "7栋 位置4",
		VALVE_OPEN, TRISTATE_NO, "313.60", 4320},
	{"estate", "202005005292", MEDIUM_WATER, "camera water meter", "诸葛秀英", "7栋 位置5", VALVE_OPEN,
		TRISTATE_YES, "71.00", 4},
	{"town-sts", "0128244400031", MEDIUM_ELECTRICITY, "", "Wanjiru, Grace", "Plot 14, Ngong Road",
		VALVE_NONE, TRISTATE_UNKNOWN, NULL, -1},
};

static struct display_text text(struct arena *arena, const char *words)
{
	return display_clean(arena, sv(words));
}

static struct decimal number(const char *words)
{
	struct decimal value = {0};
	assert_true(decimal_parse(sv(words), &value));
	return value;
}

static int32_t profile(struct cache_writer *writer, const char *name)
{
	int32_t id = cache_writer_profile(writer, sv(name), 0, NULL);
	assert_true(id > 0);
	return id;
}

static void put_meters(struct cache_writer *writer, struct arena *arena)
{
	for (size_t i = 0; i < ARRAY_SIZE(meters); i++) {
		const struct meter_line *line = &meters[i];
		struct meter_fact fact = {
			.meter_no = sv(line->meter_no),
			.parts = METER_HAS_TYPE | METER_HAS_ADDRESS | METER_HAS_CUSTOMER_NAME |
				 METER_HAS_VALVE | METER_HAS_ONLINE | METER_HAS_MEDIUM | METER_HAS_LAST_SEEN,
			.medium = line->medium,
			.type = text(arena, line->type),
			.address = text(arena, line->address),
			.customer_name = text(arena, line->name),
			.valve = line->valve,
			.online = line->online,
			.last_seen = line->age < 0 ? INSTANT_NONE : WORLD_NOW - line->age * MINUTE,
			.reading_at = INSTANT_NONE,
			.raw = SV("{\"tableNo\":\"202005004869\",\"data\":{\"gate\":\"合闸\",\"values\":[1,2,"
				  "{}]},"
				  "\"note\":\"a \\\"quoted\\\", word\"}"),
		};
		if (line->reading) {
			fact.parts |= METER_HAS_READING;
			fact.reading = number(line->reading);
			fact.reading_at = WORLD_NOW - line->age * MINUTE;
		}
		enum cache_change change =
			cache_put_meter(writer, profile(writer, line->profile), &fact, WORLD_NOW, NULL);
		assert_int_equal(change, CACHE_INSERTED);
	}
}

struct value_line {
	enum quantity quantity;
	const char *value;
};

static void put_reading(struct cache_writer *writer, const char *profile_name, const char *meter_no,
	enum reading_source source, instant at, const struct value_line *values, size_t count)
{
	struct reading_fact fact = {.meter_no = sv(meter_no), .taken_at = at, .source = source};
	fact.raw = SV("{\"totalEle\":1}");
	for (size_t i = 0; i < count; i++)
		fact.values[fact.value_count++] =
			(struct reading_value){values[i].quantity, number(values[i].value)};
	assert_true(cache_put_reading(writer, profile(writer, profile_name), &fact, WORLD_NOW, NULL) >=
		    CACHE_UNCHANGED);
}

static void put_days(struct cache_writer *writer, const char *profile_name, const char *meter_no)
{
	for (int day = 30; day >= 1; day--) {
		char used[32];
		/* A week's rhythm with a busy day now and then. */
		int tenths = 90 + (day * 37) % 50 + (day % 7 == 0 ? 60 : 0);
		snprintf(used, sizeof(used), "%d.%d", tenths / 10, tenths % 10);
		const struct value_line values[] = {{QUANTITY_CONSUMPTION, used}};
		put_reading(writer, profile_name, meter_no, SOURCE_DAILY, WORLD_NOW - day * DAY, values, 1);
	}
}

static void put_readings(struct cache_writer *writer)
{
	static const struct value_line tariffs[] = {{QUANTITY_TOTAL, "10622.5"},
		{QUANTITY_TOTAL_1, "24863.7"}, {QUANTITY_TOTAL_2, "31086.9"}, {QUANTITY_TOTAL_3, "41868"},
		{QUANTITY_TOTAL_4, "8403.9"}, {QUANTITY_VOLTAGE_A, "238.90"}, {QUANTITY_VOLTAGE_B, "238.90"},
		{QUANTITY_VOLTAGE_C, "238.90"}, {QUANTITY_CURRENT_A, "3.78"}, {QUANTITY_CURRENT_B, "0.21"},
		{QUANTITY_CURRENT_C, "0.12"}, {QUANTITY_POWER, "29.50"}, {QUANTITY_POWER_A, "29.00"},
		{QUANTITY_POWER_B, "0.30"}, {QUANTITY_POWER_C, "0.10"}};
	static const struct value_line camera[] = {{QUANTITY_TOTAL, "71.00"}};
	put_reading(writer, "estate", "202005004869", SOURCE_TOU, WORLD_NOW - MINUTE, tariffs,
		ARRAY_SIZE(tariffs));
	for (int hour = 24; hour >= 1; hour--) {
		char total[32];
		snprintf(total, sizeof(total), "%d.%d", 10621 - hour / 2, hour % 2 ? 0 : 5);
		const struct value_line values[] = {{QUANTITY_TOTAL, total}};
		put_reading(
			writer, "estate", "202005004869", SOURCE_LIVE, WORLD_NOW - hour * HOUR, values, 1);
	}
	put_days(writer, "estate", "202005004869");
	put_days(writer, "city-gas", "202004032112");
	struct reading_fact fact = {.meter_no = SV("202005005292"),
		.taken_at = WORLD_NOW - 2 * HOUR,
		.source = SOURCE_CAMERA,
		.value_count = 1,
		.values = {{QUANTITY_TOTAL, number(camera[0].value)}},
		.image_url = TEXT("https://pictures.example.com/202005005292/20261123.jpg"),
		.image_status = display_literal("解析正常")};
	assert_true(cache_put_reading(writer, profile(writer, "estate"), &fact, WORLD_NOW, NULL) >=
		    CACHE_UNCHANGED);
}

static void put_alarm(struct cache_writer *writer, const char *profile_name, const char *meter_no,
	const char *code, const char *words, enum alarm_priority priority, int64_t minutes)
{
	struct arena arena = {0};
	struct alarm_fact fact = {
		.meter_no = sv(meter_no),
		.raised_at = WORLD_NOW - minutes * MINUTE,
		.received_at = INSTANT_NONE,
		.code = text(&arena, code),
		.text = text(&arena, words),
		.priority = priority,
		.raw = SV("{\"alarm\":\"x\"}"),
	};
	assert_true(cache_put_alarm(writer, profile(writer, profile_name), &fact, WORLD_NOW, NULL) >=
		    CACHE_UNCHANGED);
	arena_free(&arena);
}

static void put_alarms(struct cache_writer *writer)
{
	put_alarm(writer, "city-gas", "202004035077", "02", "gas leak 燃气泄漏", PRIORITY_HIGH, 4);
	put_alarm(writer, "north-gas", "123456789012", "05", "valve forced open", PRIORITY_MEDIUM, 75);
	put_alarm(writer, "north-gas", "123456789012", "05", "valve forced open", PRIORITY_MEDIUM, 50);
	put_alarm(writer, "north-gas", "123456789012", "05", "valve forced open", PRIORITY_MEDIUM, 21);
	put_alarm(writer, "estate", "202005005194", "offline", "offline", PRIORITY_MEDIUM, 250);
	put_alarm(writer, "city-gas", "202004032112", "06", "battery low, level 1", PRIORITY_LOW, 1800);
	put_alarm(writer, "city-gas", "202004032113", "01", "communication lost", PRIORITY_LOW, 5000);
	cache_put_alarm_state(writer, profile(writer, "estate"), SV("202005005194"), SV("offline"),
		ALARM_ACKNOWLEDGED, NULL);
	cache_put_alarm_state(
		writer, profile(writer, "city-gas"), SV("202004032113"), SV("01"), ALARM_CLEARED, NULL);
}

static void put_events(struct cache_writer *writer)
{
	struct event_fact fact = {
		.meter_no = SV("202004032112"),
		.at = WORLD_NOW - 12 * MINUTE,
		.code = TEXT("cover"),
		.text = display_literal("表盖打开 cover opened"),
		.raw = SV("{\"event\":1}"),
	};
	assert_true(cache_put_event(writer, profile(writer, "city-gas"), &fact, WORLD_NOW, NULL) >=
		    CACHE_UNCHANGED);
}

static void put_command(struct cache_writer *writer, const char *vendor_id, const char *meter_no,
	const char *kind, enum command_state state, const char *vendor_state, const char *words,
	int64_t minutes)
{
	struct arena arena = {0};
	struct command_fact fact = {
		.vendor_id = sv(vendor_id),
		.meter_no = sv(meter_no),
		.kind = sv(kind),
		.vendor_kind = TEXT("iotmeterv1.common.setvalveon"),
		.fields = TEXT("{}"),
		.result = DISPLAY_NONE,
		.state = state,
		.vendor_state = text(&arena, vendor_state),
		.vendor_text = text(&arena, words),
		.created_at = WORLD_NOW - minutes * MINUTE,
		.expires_at = INSTANT_NONE,
		.raw = SV("{\"ctrl_id\":1}"),
	};
	assert_true(cache_put_command(writer, profile(writer, "city-gas"), &fact,
			    WORLD_NOW - minutes * MINUTE + MINUTE, NULL) >= CACHE_UNCHANGED);
	arena_free(&arena);
}

static void put_commands(struct cache_writer *writer)
{
	put_command(writer, "9", "202004035077", "valve.close", COMMAND_SENT, "1 已发送", "", 3);
	put_command(
		writer, "8", "202004032113", "valve.close", COMMAND_SUCCEEDED, "3 任务成功", "关阀成功", 32);
	put_command(writer, "7", "202004035001", "recharge", COMMAND_UNKNOWN, "99", "", 91);
	put_command(
		writer, "6", "202004032112", "valve.open", COMMAND_FAILED, "4 任务失败", "表具无响应", 1500);
}

static void put_platform(
	struct cache_writer *writer, struct platform_fact fact, const char *name, const char *driver)
{
	fact.profile = sv(name);
	fact.driver = sv(driver);
	assert_true(cache_put_platform(writer, profile(writer, name), &fact, NULL) >= CACHE_UNCHANGED);
}

static void put_platforms(struct cache_writer *writer)
{
	const struct platform_fact base = {
		.state = PLATFORM_ONLINE,
		.since = WORLD_NOW - 3 * HOUR,
		.transport = TRANSPORT_PLAINTEXT,
		.session_until = INSTANT_NONE,
		.last_answer_at = WORLD_NOW - 2 * SECOND,
		.next_call_at = INSTANT_NONE,
		.sweep_started = WORLD_NOW - 5 * MINUTE,
		.sweep_finished = WORLD_NOW - 4 * MINUTE,
		.last_error_at = INSTANT_NONE,
		.requests = 1284,
	};
	struct platform_fact gas = base, north = base, estate = base, town = base;
	north.state = PLATFORM_OFFLINE;
	north.since = north.last_answer_at = WORLD_NOW - 4 * HOUR;
	north.message = TEXT("connecting to 127.0.0.1 port 7002: connection refused");
	north.last_error = north.message;
	north.last_error_at = WORLD_NOW - MINUTE;
	north.failures = 48;
	estate.sweep_finished = INSTANT_NONE;
	estate.sweep_done = 62;
	estate.sweep_total = 100;
	estate.next_call_at = WORLD_NOW + 1500;
	estate.session_until = WORLD_NOW + 100 * MINUTE;
	estate.clock_skew_known = true;
	estate.clock_skew_ms = -45000;
	estate.rate_waits = 310;
	town.state = PLATFORM_NEEDS_CAPTCHA;
	town.transport = TRANSPORT_PINNED;
	town.sweep_started = town.sweep_finished = INSTANT_NONE;
	put_platform(writer, gas, "city-gas", "iotgas");
	put_platform(writer, north, "north-gas", "goldcard");
	put_platform(writer, estate, "estate", "jrhsz");
	put_platform(writer, town, "town-sts", "dlms");
	cache_put_message(
		writer, 0, LOG_INFO, WORLD_NOW - 9 * MINUTE, TEXT("leading this data directory"), 0, NULL);
	cache_put_message(writer, profile(writer, "north-gas"), LOG_WARNING, WORLD_NOW - 5 * MINUTE,
		TEXT("3 records of meters could not be taken: reading \"12.x\" is no number"), 3, NULL);
}

void world_fill(struct world *world)
{
	const struct cache_writer_options options = {.now = WORLD_NOW};
	struct error err = {0};
	struct arena arena = {0};
	struct cache_writer *writer = cache_writer_open(world->store, &options, &err);
	assert_string_equal(err.message, "");
	static const char *const names[] = {"city-gas", "north-gas", "estate", "town-sts"};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		profile(writer, names[i]);
	assert_true(cache_writer_begin(writer, &err));
	put_meters(writer, &arena);
	put_readings(writer);
	put_alarms(writer);
	put_events(writer);
	put_commands(writer);
	put_platforms(writer);
	assert_true(cache_writer_commit(writer, &err));
	cache_writer_close(writer);
	arena_free(&arena);
}
