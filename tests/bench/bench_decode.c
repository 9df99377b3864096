/* SPDX-License-Identifier: MIT */
/*
 * Decoding a page of 1,000 rows to facts, against a bare cJSON parse of the same bytes. Both are timed in
 * turns in one run, and the medians are compared, so the ratio does not depend on the machine. Aim: at
 * most 2.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "core/vendors/driver.h"

#define ROWS   1000
#define ROUNDS 41

static const char *const names[] = {"王小明", "李雷", "韩梅梅", "欧阳建国"};

static void jrhsz_meter(struct string *out, int row)
{
	string_append_format(out,
		"{\"project_code\":\"zc\",\"deviceId\":\"20200%07d\",\"deviceName\":\"20200%07d\","
		"\"tableNo\":\"20200%07d\","
		"\"tableAddress\":\"%d栋\",\"tableType\":\"%d\",\"onlineAt\":\"2026-11-22 10:%02d:08\","
		"\"netStatis\":\"%s\",\"gate\":\"%s\",\"user_code\":\"20200728%05d\",\"user_name\":\"%s\","
		"\"house_number\":\"位置%d\"}",
		row, row, row, row % 90, row % 31 + 1, row % 60, row % 7 ? "在线" : "不在线",
		row % 5 ? "合闸" : "跳闸", row, names[row % 4], row);
}

static void jrhsz_reading(struct string *out, int row)
{
	string_append_format(out,
		"{\"deviceId\":\"20200%07d\",\"tableNo\":\"20200%07d\",\"reading\":\"%d.%02d\","
		"\"readTime\":\"2026-11-22 10:%02d:28\",\"imei\":\"\",\"user_code\":\"20200728%05d\","
		"\"tableAddress\":\"20200%07d\"}",
		row, row, row * 3, row % 100, row % 60, row, row);
}

static void jrhsz_page(struct string *out, void (*put)(struct string *, int))
{
	string_append(out, "{\"code\":200,\"data\":[");
	for (int row = 0; row < ROWS; row++) {
		string_append(out, row ? "," : "");
		put(out, row);
	}
	string_append_format(out, "],\"msg\":\"操作成功\",\"totalCount\":%d}", ROWS);
}

static void jrhsz_meters(struct string *out)
{
	jrhsz_page(out, jrhsz_meter);
}

static void jrhsz_readings(struct string *out)
{
	jrhsz_page(out, jrhsz_reading);
}

#define FLAGS(q)                                                                                             \
	"{" q "rtu_state" q ":0," q "rtu_state_msg" q ":" q q "," q "base_volume" q ":0," q                  \
	"total_buy_value" q ":500," q "open_state" q ":true," q "valve_open" q ":%s," q "power_level" q      \
	":0," q "remote_valve_off" q ":false," q "apart_valve_off" q ":false," q "max_flow_valve_off" q      \
	":false," q "min_flow_valve_off" q ":false," q "dead_valve_off" q ":false," q "magnetic_attack" q    \
	":false," q "ext_power" q ":false," q "calc_type" q ":0," q "pulse_fault" q ":false," q              \
	"battery_cut" q ":false," q "force_valve_on" q ":false}"

static void iotgas_meter(struct string *out, int row, bool extra_is_text)
{
	const char *open = row % 9 ? "true" : "false";
	string_append_format(out,
		"{\"data_guid\":\"LA6owvN3SECEP2zL2f%04dg==\",\"company_no\":\"0042\",\"meter_comm_no\":"
		"\"2026000%07d\","
		"\"device_type\":12,\"device_type_name\":\"物联网膜式表\",\"factory_code\":\"07\",\"meter_"
		"area_no\":\"3\","
		"\"meter_define_no1\":\"C-%d\",\"meter_define_no2\":\"%s\",\"meter_define_no3\":\"滨江路 %d "
		"号\","
		"\"meter_define_no4\":\"\",\"data_type\":0,\"data_type_name\":\"实时数据\",",
		row, row, row, names[row % 4], row);
	string_append_format(out,
		"\"acquisition_time\":\"2026-11-22T10:%02d:53\",\"receive_time\":\"2026-11-22T10:%02d:55."
		"1234567\","
		"\"std_sum\":%d.567,\"work_sum\":%d.5,\"std_flow\":1.25,\"work_flow\":1.2,\"temperature\":18."
		"5,"
		"\"pressure\":101.325,\"magatt_times\":0,\"this_month_sum\":12.3,\"last_month_sum\":45.6,"
		"\"this_cycle_sum\":100,\"last_cycle_sum\":200,\"remain_money\":88.8,\"remain_volume\":33.5,"
		"\"curr_price\":2.63,\"meter_state\":0,\"meter_stat_emsg\":\"\",\"rssi\":-87,\"battery_"
		"voltage\":3.6,"
		"\"battery_level\":80,\"ext_data\":",
		row % 60, row % 60, row, row);
	if (extra_is_text)
		string_append_format(out, "\"" FLAGS("\\\"") "\"}", open);
	else
		string_append_format(out, FLAGS("\"") "}", open);
}

static void iotgas_page(struct string *out, bool extra_is_text)
{
	string_append(out, "{\"Data\":[");
	for (int row = 0; row < ROWS; row++) {
		string_append(out, row ? "," : "");
		iotgas_meter(out, row, extra_is_text);
	}
	string_append_format(out,
		"],\"Totalcount\":%d,\"Startrow\":0,\"Rowcount\":%d,\"State\":\"success\",\"Message\":\"\"}",
		ROWS, ROWS);
}

static void iotgas_objects(struct string *out)
{
	iotgas_page(out, false);
}

static void iotgas_texts(struct string *out)
{
	iotgas_page(out, true);
}

static void goldcard_meters(struct string *out)
{
	string_append(
		out, "{\"echoCode\":\"0000\",\"echoMsg\":{\"readingData\":{\"total\":\"1000\",\"data\":[");
	for (int row = 0; row < ROWS; row++)
		string_append_format(out,
			"%s{\"sumMoney\":\"%d.20\",\"readNum\":\"%d.5\",\"userArchivesNum\":\"1880%08d\","
			"\"valveState\":\"0\","
			"\"readDate\":\"2026-11-22 "
			"10:%02d:24\",\"meterBalance\":\"40.55\",\"gasMeterNo\":\"1880%08d\","
			"\"deviceId\":\"000111201981%09d\",\"sumGas\":\"%d\"}",
			row ? "," : "", row, row, row, row % 60, row, row, row / 2);
	string_append(out, "]},\"serialNo\":\"950c892a6b384d3890af48aa69e37a98\"}}");
}

/* --- timing
 * --------------------------------------------------------------------------------------------------- */

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int compare(const void *left, const void *right)
{
	const double *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

static double median(double *times)
{
	qsort(times, ROUNDS, sizeof(*times), compare);
	return times[ROUNDS / 2];
}

struct tally {
	size_t meters, readings;
};

static void count_meter(void *context, const struct meter_fact *fact)
{
	struct tally *tally = context;
	tally->meters++;
}

static void count_reading(void *context, const struct reading_fact *fact)
{
	struct tally *tally = context;
	tally->readings++;
}

struct page {
	const char *title;
	const char *driver;
	enum operation_kind kind;
	enum reading_source source;
	void (*make)(struct string *out);
};

static double bare(const struct string *body)
{
	double from = seconds();
	cJSON *root = cJSON_Parse(body->data);
	cJSON_Delete(root);
	return seconds() - from;
}

static double facts(const struct page *page, const struct account *account, const struct string *body,
	struct arena *arena, struct tally *tally)
{
	const struct endpoint *endpoint =
		driver_endpoint(driver_find(page->driver), page->kind, page->source);
	const struct operation operation = {.kind = page->kind, .source = page->source};
	const struct exchange_response response = {
		.status = 200, .body = string_view(body), .date = INSTANT_NONE};
	const struct fact_sink sink = {.context = tally, .meter = count_meter, .reading = count_reading};
	struct session session;
	session_open(&session, account);
	const struct decode_context context = {
		.session = &session,
		.operation = &operation,
		.response = &response,
		.now = INT64_C(1795316400000),
		.sink = &sink,
		.arena = arena,
	};
	struct decoded decoded;
	struct error err = {0};
	*tally = (struct tally){0};
	double from = seconds();
	bool good = driver_decode(endpoint, &context, &decoded, &err);
	arena_reset(arena);
	double elapsed = seconds() - from;
	if (!good || decoded.taken != ROWS) {
		fprintf(stderr, "%s: %zu of %d rows: %s\n", page->title, decoded.taken, ROWS, err.message);
		exit(1);
	}
	decoded_free(&decoded);
	session_close(&session);
	return elapsed;
}

static void measure(const struct page *page, const struct account *account)
{
	struct string body = {0};
	struct arena arena = {0};
	struct tally tally = {0};
	double bare_times[ROUNDS], fact_times[ROUNDS];
	page->make(&body);
	for (int i = 0; i < ROUNDS; i++) {
		bare_times[i] = bare(&body);
		fact_times[i] = facts(page, account, &body, &arena, &tally);
	}
	double a = median(bare_times), b = median(fact_times);
	printf("decode %-28s %5zu kB %4zu meters %4zu readings  cJSON %6.2f ms  facts %6.2f ms  ratio %.2f\n",
		page->title, body.length / 1000, tally.meters, tally.readings, a * 1e3, b * 1e3, b / a);
	string_free(&body);
	arena_free(&arena);
}

int main(void)
{
	static const struct page pages[] = {
		{"jrhsz meterList", "jrhsz", OPERATION_METERS, SOURCE_LIVE, jrhsz_meters},
		{"jrhsz readMeterList", "jrhsz", OPERATION_HISTORY, SOURCE_HISTORY, jrhsz_readings},
		{"iotgas GetRealList2", "iotgas", OPERATION_METERS, SOURCE_LIVE, iotgas_objects},
		{"iotgas GetRealList2, text", "iotgas", OPERATION_METERS, SOURCE_LIVE, iotgas_texts},
		{"goldcard 1013", "goldcard", OPERATION_METERS, SOURCE_LIVE, goldcard_meters},
	};
	struct time_zone *zone = time_zone_open("+08:00", NULL);
	const struct account account = {.name = "bench",
		.zone = zone,
		.define_no = {"customer_code", "customer_name", "address", NULL}};
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		measure(&pages[i], &account);
	time_zone_free(zone);
	return 0;
}
