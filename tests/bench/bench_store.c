/* SPDX-License-Identifier: MIT */
/*
 * The store against bare SQLite on the same tables, indexes and pragmas, in one run and in turns, so that the
 * ratios do not depend on the machine:
 *
 *   bench_store [--meters N] [--readings M]      (1000000 and 5000000 for the figures in
 * docs/architecture/store.md)
 *
 * Aims: writing pages of 1,000 at least 0.7 of bare SQLite; an unchanged page at most 1/5 of a changed one;
 * the page at row 9/10 at most 1.5 times the first one; a search at most 1/10 of LIKE; at most 48 MB resident
 * without the index.
 */
#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "core/base/string.h"
#include "core/store/cache_reader.h"
#include "core/store/cache_writer.h"
#include "core/store/search.h"

#define PAGE   1000
#define SCREEN 50
#define ROUNDS 21
#define RUN    50 /* readings of one meter behind each other, as histories come */
#define NOW    INT64_C(1795000000000)

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "bench_store: %s: %s\n", what, why);
	exit(1);
}

static double now_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static int by_value(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_value);
	return values[count / 2];
}

/* ---- the two sides ---- */

enum bare_sql { BARE_METER, BARE_METER_ID, BARE_READING, BARE_METER_READING, BARE_RAW, BARE_COUNT };
static const char *const bare_sql[BARE_COUNT] = {
	[BARE_METER] =
		"INSERT INTO meter(profile_id, meter_no, medium, valve, online, change, reading, "
		"reading_scale,"
		" reading_sort, reading_at, last_seen, detail_at, raw, detail_raw, device_id, type,"
		" customer_code, customer_name, address)"
		" VALUES (1, ?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, NULL, ?10, 0, ?11, ?12, ?13, ?14, ?15)"
		" ON CONFLICT(profile_id, meter_no) DO UPDATE SET reading = excluded.reading,"
		" reading_scale = excluded.reading_scale, reading_sort = excluded.reading_sort,"
		" reading_at = excluded.reading_at, last_seen = excluded.last_seen, raw = excluded.raw",
	[BARE_METER_ID] = "SELECT id FROM meter WHERE profile_id = 1 AND meter_no = ?1",
	[BARE_READING] = "INSERT INTO reading(meter_id, taken_at, source, received_at, packed, raw)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET"
			 " received_at = excluded.received_at, packed = excluded.packed, raw = excluded.raw",
	[BARE_METER_READING] =
		"UPDATE meter SET reading = ?2, reading_scale = 2, reading_sort = ?3, reading_at = ?4"
		" WHERE id = ?1",
	[BARE_RAW] = "INSERT INTO raw_batch(kind, created_at, size, body) VALUES (0, 1, ?1, ?2)",
};

struct bench {
	size_t meters, readings;
	char ours_directory[64], bare_directory[64];
	struct store *store;
	struct cache_writer *writer;
	int32_t profile;
	struct store *bare_store;
	sqlite3 *bare;
	sqlite3_stmt *statements[BARE_COUNT];
	struct arena arena; /* of one page's facts */
	struct error error;
	struct string raw;
};

static void bare_run(struct bench *bench, const char *sql)
{
	if (sqlite3_exec(bench->bare, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(sql, sqlite3_errmsg(bench->bare));
}

static struct cache_writer *open_writer(struct bench *bench, struct store *store)
{
	struct cache_writer_options options = {.now = NOW};
	struct cache_writer *writer = cache_writer_open(store, &options, &bench->error);
	if (!writer || cache_writer_profile(writer, SV("bench"), 60, &bench->error) != 1)
		fail("opening", bench->error.message);
	return writer;
}

static void open_both(struct bench *bench)
{
	snprintf(bench->ours_directory, sizeof(bench->ours_directory), "/var/tmp/meterdeck-bench-XXXXXX");
	snprintf(bench->bare_directory, sizeof(bench->bare_directory), "/var/tmp/meterdeck-bare-XXXXXX");
	if (!mkdtemp(bench->ours_directory) || !mkdtemp(bench->bare_directory))
		fail("mkdtemp", "no directory");
	bench->store = store_open(bench->ours_directory, &bench->error);
	bench->bare_store = store_open(bench->bare_directory, &bench->error);
	cache_writer_close(open_writer(bench, bench->bare_store));
	bench->writer = open_writer(bench, bench->store);
	bench->profile = 1;
	if (sqlite3_open(store_path(bench->bare_store, STORE_CACHE), &bench->bare) != SQLITE_OK)
		fail("opening", "bare database");
	bare_run(bench, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4096;"
			"PRAGMA cache_size=-12000; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;"
			"PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;");
	for (int i = 0; i < BARE_COUNT; i++)
		if (sqlite3_prepare_v2(bench->bare, bare_sql[i], -1, &bench->statements[i], NULL) !=
			SQLITE_OK)
			fail(bare_sql[i], sqlite3_errmsg(bench->bare));
}

static void remove_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	while (directory && (entry = readdir(directory))) {
		char file[512];
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		unlink(file);
	}
	if (directory)
		closedir(directory);
	rmdir(path);
}

static void close_both(struct bench *bench)
{
	for (int i = 0; i < BARE_COUNT; i++)
		sqlite3_finalize(bench->statements[i]);
	sqlite3_close(bench->bare);
	cache_writer_close(bench->writer);
	store_close(bench->bare_store);
	remove_directory(bench->bare_directory);
	remove_directory(bench->ours_directory);
	store_close(bench->store);
	arena_free(&bench->arena);
	string_free(&bench->raw);
}

/* ---- the world ---- */

static const char *const surnames[] = {"李", "王", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙",
	"欧阳", "诸葛", "司马", "上官", "罗", "梁", "宋", "郑"};
static const char *const given[] = {"建国", "秀英", "志强", "海燕", "伟", "芳", "娜", "敏", "静", "丽", "强",
	"磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英"};
static const char *const roads[] = {
	"龙蟠路", "上海路", "太平路", "中山北路", "汉口西路", "广州路", "珠江路", "进香河路"};

static size_t spread(size_t value, size_t bound)
{
	return (size_t)((value * UINT64_C(0x9e3779b97f4a7c15)) >> 33) % bound;
}

static struct display_text text_of(struct bench *bench, struct string_view made)
{
	return display_stored(&bench->arena, made);
}

static struct meter_fact make_meter(struct bench *bench, size_t number, size_t round)
{
	struct arena *arena = &bench->arena;
	size_t seed = number * 31 + 7;
	struct string_view meter_no = arena_format(arena, "2020%08zu", number);
	struct string_view name = arena_format(arena, "%s%s", surnames[spread(seed, ARRAY_SIZE(surnames))],
		given[spread(seed + 1, ARRAY_SIZE(given))]);
	struct string_view address =
		arena_format(arena, "%s%zu号%zu栋%zu室", roads[spread(seed + 2, ARRAY_SIZE(roads))],
			spread(seed + 3, 999) + 1, spread(seed + 4, 30) + 1, spread(seed + 5, 2000));
	struct meter_fact fact = {.meter_no = meter_no,
		.parts = METER_HAS_DEVICE_ID | METER_HAS_TYPE | METER_HAS_ADDRESS | METER_HAS_CUSTOMER_CODE |
			 METER_HAS_CUSTOMER_NAME | METER_HAS_VALVE | METER_HAS_ONLINE | METER_HAS_LAST_SEEN |
			 METER_HAS_READING | METER_HAS_MEDIUM,
		.medium = (enum medium)(1 + number % 3),
		.device_id = meter_no,
		.type = text_of(bench, SV("4G 复费率电能表")),
		.address = text_of(bench, address),
		.customer_code = text_of(bench, arena_format(arena, "2020%06zu", spread(seed + 6, 1000000))),
		.customer_name = text_of(bench, name),
		.valve = number % 17 ? VALVE_OPEN : VALVE_CLOSED,
		.online = number % 9 ? TRISTATE_YES : TRISTATE_NO,
		.last_seen = NOW + (instant)round * MINUTE,
		.reading = {(int64_t)spread(seed + 8, 9000000) + (int64_t)round, 2},
		.reading_at = NOW + (instant)round * MINUTE + (instant)(number % 60) * SECOND};
	fact.raw = arena_format(arena,
		"{\"project_code\":\"zc\",\"deviceId\":\"%.*s\",\"deviceName\":\"%.*s\",\"tableAddress\":\"%."
		"*s\","
		"\"tableType\":\"4\",\"netStatis\":\"在线\",\"gate\":\"合闸\",\"user_code\":\"2020%06zu\","
		"\"user_name\":\"%.*s\",\"reading\":\"%lld\",\"onlineAt\":\"2026-11-22 10:%02zu:08\"}",
		SV_ARG(meter_no), SV_ARG(meter_no), SV_ARG(address), seed % 1000000, SV_ARG(name),
		(long long)fact.reading.mantissa, number % 60);
	return fact;
}

static struct reading_fact make_reading(struct bench *bench, size_t meter, size_t place, size_t round)
{
	struct string_view meter_no = arena_format(&bench->arena, "2020%08zu", meter);
	struct reading_fact fact = {.meter_no = meter_no,
		.taken_at = NOW - (instant)(place + 1) * HOUR,
		.source = SOURCE_HISTORY,
		.value_count = 1,
		.values = {{QUANTITY_TOTAL, {(int64_t)(spread(meter, 9000000) + 5000 - place + round), 2}}}};
	fact.raw = arena_format(&bench->arena,
		"{\"deviceId\":\"%.*s\",\"reading\":\"%lld\",\"readTime\":\"2026-11-%02zu "
		"%02zu:00:00\",\"imei\":\"\"}",
		SV_ARG(meter_no), (long long)fact.values[0].value.mantissa, place / 24 % 28 + 1, place % 24);
	return fact;
}

/* ---- writing ---- */

static void check(struct bench *bench, bool good, const char *what)
{
	if (!good)
		fail(what, bench->error.message);
}

static double our_meters(struct bench *bench, const struct meter_fact *facts)
{
	double from = now_ms();
	check(bench, cache_writer_begin(bench->writer, &bench->error), "begin");
	for (size_t i = 0; i < PAGE; i++)
		check(bench,
			cache_put_meter(bench->writer, bench->profile, &facts[i], NOW, &bench->error) !=
				CACHE_FAILED,
			"meter");
	check(bench, cache_writer_commit(bench->writer, &bench->error), "commit");
	return now_ms() - from;
}

static double our_readings(struct bench *bench, const struct reading_fact *facts)
{
	double from = now_ms();
	check(bench, cache_writer_begin(bench->writer, &bench->error), "begin");
	for (size_t i = 0; i < PAGE; i++)
		check(bench,
			cache_put_reading(bench->writer, bench->profile, &facts[i], NOW, &bench->error) !=
				CACHE_FAILED,
			"reading");
	check(bench, cache_writer_commit(bench->writer, &bench->error), "commit");
	return now_ms() - from;
}

static void put_text(sqlite3_stmt *statement, int at, struct string_view text)
{
	sqlite3_bind_text(statement, at, text.data, (int)text.length, SQLITE_STATIC);
}

static void bare_done(struct bench *bench, sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		fail("bare step", sqlite3_errmsg(bench->bare));
	sqlite3_reset(statement);
}

static void bare_raw(struct bench *bench)
{
	sqlite3_stmt *put = bench->statements[BARE_RAW];
	sqlite3_bind_int64(put, 1, (int64_t)bench->raw.length);
	sqlite3_bind_blob(put, 2, bench->raw.data, (int)bench->raw.length, SQLITE_STATIC);
	bare_done(bench, put);
	string_clear(&bench->raw);
}

static void bare_meter(struct bench *bench, const struct meter_fact *fact)
{
	sqlite3_stmt *put = bench->statements[BARE_METER];
	put_text(put, 1, fact->meter_no);
	sqlite3_bind_int64(put, 2, fact->medium);
	sqlite3_bind_int64(put, 3, fact->valve);
	sqlite3_bind_int64(put, 4, fact->online);
	sqlite3_bind_int64(put, 5, fact->reading.mantissa);
	sqlite3_bind_int64(put, 6, fact->reading.scale);
	sqlite3_bind_int64(put, 7, fact->reading.mantissa * 100);
	sqlite3_bind_int64(put, 8, fact->reading_at);
	sqlite3_bind_int64(put, 9, fact->last_seen);
	sqlite3_bind_int64(put, 10, (int64_t)bench->raw.length);
	put_text(put, 11, fact->device_id);
	put_text(put, 12, display_view(fact->type));
	put_text(put, 13, display_view(fact->customer_code));
	put_text(put, 14, display_view(fact->customer_name));
	put_text(put, 15, display_view(fact->address));
	bare_done(bench, put);
	string_append_view(&bench->raw, fact->raw);
}

static double bare_meters(struct bench *bench, const struct meter_fact *facts)
{
	double from = now_ms();
	bare_run(bench, "BEGIN IMMEDIATE");
	for (size_t i = 0; i < PAGE; i++)
		bare_meter(bench, &facts[i]);
	bare_raw(bench);
	bare_run(bench, "COMMIT");
	return now_ms() - from;
}

static int64_t bare_meter_id(struct bench *bench, struct string_view meter_no)
{
	sqlite3_stmt *find = bench->statements[BARE_METER_ID];
	put_text(find, 1, meter_no);
	int64_t id = sqlite3_step(find) == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
	sqlite3_reset(find);
	return id;
}

static void bare_reading(struct bench *bench, const struct reading_fact *fact, bool newest)
{
	sqlite3_stmt *put = bench->statements[BARE_READING];
	int64_t id = bare_meter_id(bench, fact->meter_no);
	uint8_t packed[8] = {0, QUANTITY_TOTAL, 2};
	memcpy(packed + 3, &fact->values[0].value.mantissa, 4);
	sqlite3_bind_int64(put, 1, id);
	sqlite3_bind_int64(put, 2, fact->taken_at);
	sqlite3_bind_int64(put, 3, fact->source);
	sqlite3_bind_int64(put, 4, NOW);
	sqlite3_bind_blob(put, 5, packed, 7, SQLITE_STATIC);
	sqlite3_bind_int64(put, 6, (INT64_C(1) << 32) + (int64_t)bench->raw.length);
	bare_done(bench, put);
	string_append_view(&bench->raw, fact->raw);
	if (!newest)
		return;
	sqlite3_stmt *update = bench->statements[BARE_METER_READING];
	sqlite3_bind_int64(update, 1, id);
	sqlite3_bind_int64(update, 2, fact->values[0].value.mantissa);
	sqlite3_bind_int64(update, 3, fact->values[0].value.mantissa * 100);
	sqlite3_bind_int64(update, 4, fact->taken_at);
	bare_done(bench, update);
}

static double bare_readings(struct bench *bench, const struct reading_fact *facts, bool newest)
{
	double from = now_ms();
	bare_run(bench, "BEGIN IMMEDIATE");
	for (size_t i = 0; i < PAGE; i++)
		bare_reading(bench, &facts[i], newest);
	bare_raw(bench);
	bare_run(bench, "COMMIT");
	return now_ms() - from;
}

static void make_meters(
	struct bench *bench, size_t first, size_t step, size_t round, struct meter_fact *facts)
{
	arena_reset(&bench->arena);
	for (size_t i = 0; i < PAGE; i++)
		facts[i] = make_meter(bench, (first + i * step) % bench->meters, round);
}

static void report(const char *what, double ours, double bare)
{
	printf("%-52s ours %9.2f ms  bare %9.2f ms  speed %.2f of bare\n", what, ours, bare, bare / ours);
	fflush(stdout);
}

static void bench_new_meters(struct bench *bench, struct meter_fact *facts)
{
	double ours = 0, bare = 0;
	size_t pages = bench->meters / PAGE;
	for (size_t page = 0; page < pages; page++) {
		make_meters(bench, page * PAGE, 1, 0, facts);
		/* In turns, each side first as often as the other. */
		if (page % 2)
			bare += bare_meters(bench, facts);
		ours += our_meters(bench, facts);
		if (page % 2 == 0)
			bare += bare_meters(bench, facts);
	}
	report("new meters, a page of 1,000", ours / (double)pages, bare / (double)pages);
}

/* A page of neighbours and pages from everywhere; then the same again, with nothing changed. */
static void bench_changed_meters(struct bench *bench, struct meter_fact *facts, const char *what, size_t step)
{
	double ours[ROUNDS], bare[ROUNDS], same[ROUNDS];
	for (size_t round = 0; round < ROUNDS; round++) {
		make_meters(bench, round * 9973 % bench->meters, step, round + 1, facts);
		if (round % 2)
			bare[round] = bare_meters(bench, facts);
		ours[round] = our_meters(bench, facts);
		if (round % 2 == 0)
			bare[round] = bare_meters(bench, facts);
		same[round] = our_meters(bench, facts);
	}
	double changed = median(ours, ROUNDS), unchanged = median(same, ROUNDS);
	report(what, changed, median(bare, ROUNDS));
	printf("%-52s same %9.2f ms  changed %6.2f ms  ratio %.3f\n", "  the same page again", unchanged,
		changed, unchanged / changed);
}

/* Histories: `run` readings of one meter behind each other. */
static void make_readings(
	struct bench *bench, size_t page, size_t run, size_t round, struct reading_fact *facts)
{
	arena_reset(&bench->arena);
	for (size_t i = 0; i < PAGE; i++) {
		size_t number = page * PAGE + i;
		size_t meter = number / run % bench->meters;
		size_t place = number % run + number / run / bench->meters * run;
		facts[i] = make_reading(bench, meter, place, round);
	}
}

static void bench_new_readings(struct bench *bench, struct reading_fact *facts, size_t run)
{
	double ours = 0, bare = 0;
	size_t pages = bench->readings / PAGE;
	for (size_t page = 0; page < pages; page++) {
		make_readings(bench, page, run, 0, facts);
		if (page % 2)
			bare += bare_readings(bench, facts, false);
		ours += our_readings(bench, facts);
		if (page % 2 == 0)
			bare += bare_readings(bench, facts, false);
	}
	report("new readings, histories of 50", ours / (double)pages, bare / (double)pages);
}

static void bench_changed_readings(struct bench *bench, struct reading_fact *facts, size_t run)
{
	double ours[ROUNDS], bare[ROUNDS], same[ROUNDS];
	size_t pages = bench->readings / PAGE;
	for (size_t round = 0; round < ROUNDS; round++) {
		make_readings(bench, round * 97 % pages, run, round + 1, facts);
		if (round % 2)
			bare[round] = bare_readings(bench, facts, false);
		ours[round] = our_readings(bench, facts);
		if (round % 2 == 0)
			bare[round] = bare_readings(bench, facts, false);
		same[round] = our_readings(bench, facts);
	}
	double changed = median(ours, ROUNDS), unchanged = median(same, ROUNDS);
	report("corrected readings, histories of 50", changed, median(bare, ROUNDS));
	printf("%-52s same %9.2f ms  changed %6.2f ms  ratio %.3f\n", "  the same page again", unchanged,
		changed, unchanged / changed);
}

static void bench_latest_readings(struct bench *bench, struct reading_fact *facts)
{
	double ours[ROUNDS], bare[ROUNDS], same[ROUNDS];
	for (size_t round = 0; round < ROUNDS; round++) {
		arena_reset(&bench->arena);
		for (size_t i = 0; i < PAGE; i++) {
			facts[i] = make_reading(bench, (round * 9973 + i) % bench->meters, 0, round);
			facts[i].source = SOURCE_LIVE;
			facts[i].taken_at = NOW + (instant)(round + 100) * MINUTE;
		}
		if (round % 2)
			bare[round] = bare_readings(bench, facts, true);
		ours[round] = our_readings(bench, facts);
		if (round % 2 == 0)
			bare[round] = bare_readings(bench, facts, true);
		same[round] = our_readings(bench, facts);
	}
	double changed = median(ours, ROUNDS), unchanged = median(same, ROUNDS);
	report("latest readings of 1,000 meters", changed, median(bare, ROUNDS));
	printf("%-52s same %9.2f ms  changed %6.2f ms  ratio %.3f\n", "  the same page again", unchanged,
		changed, unchanged / changed);
}

/* ---- reading ---- */

static const char *const order_names[METER_ORDER_COUNT] = {
	"number", "name", "address", "reading", "age", "valve", "online", "id"};

static struct cache_reader *open_reader(struct bench *bench)
{
	struct cache_reader *reader = cache_reader_open(bench->store, &bench->error);
	if (!reader)
		fail("reader", bench->error.message);
	return reader;
}

static size_t read_page(struct bench *bench, struct cache_reader *reader, const struct list_request *request,
	struct list_key *last)
{
	struct meter_row *rows;
	struct list_result result;
	arena_reset(&bench->arena);
	check(bench, cache_meters(reader, request, &bench->arena, &rows, &result, &bench->error), "page");
	if (result.count)
		*last = rows[result.count - 1].key;
	return result.count;
}

/* Both pages in turns. */
static void time_pages(struct bench *bench, struct cache_reader *reader, struct list_request request,
	double *far, double *first)
{
	double far_times[ROUNDS], first_times[ROUNDS];
	struct list_key last;
	for (size_t round = 0; round < ROUNDS; round++) {
		request.from = LIST_AFTER;
		double from = now_ms();
		read_page(bench, reader, &request, &last);
		far_times[round] = now_ms() - from;
		request.from = LIST_FROM_START;
		from = now_ms();
		read_page(bench, reader, &request, &last);
		first_times[round] = now_ms() - from;
	}
	*far = median(far_times, ROUNDS);
	*first = median(first_times, ROUNDS);
}

static void bench_pages(struct bench *bench)
{
	struct cache_reader *reader = open_reader(bench);
	size_t deep = bench->meters / 10 * 9;
	for (int order = 0; order < METER_ORDER_COUNT; order++) {
		struct list_request request = {.order = order, .limit = 5000};
		struct list_key last = {0};
		for (size_t seen = 0; seen < deep; request.from = LIST_AFTER, request.anchor = last)
			seen += read_page(bench, reader, &request, &last);
		request.limit = SCREEN;
		request.anchor = last;
		double far, first;
		time_pages(bench, reader, request, &far, &first);
		printf("page of %d by %-8s at row %-9zu %30.3f ms  at row 0 %.3f ms  ratio %.2f\n", SCREEN,
			order_names[order], deep, far, first, far / first);
		fflush(stdout);
	}
	cache_reader_close(reader);
}

static const char *const words[] = {
	"李建国", "欧阳", "兰", "龙蟠路998号", "20200012", "77", "5", "司马秀英", "珠江路 梁", "没有"};

static double time_like(struct bench *bench, const char *word, int64_t *found)
{
	static const char sql[] = "SELECT count(*) FROM meter WHERE meter_no LIKE ?1 OR customer_code LIKE ?1"
				  " OR customer_name LIKE ?1 OR address LIKE ?1";
	char pattern[128];
	sqlite3_stmt *query;
	double times[3];
	snprintf(pattern, sizeof(pattern), "%%%s%%", word);
	if (sqlite3_prepare_v2(bench->bare, sql, -1, &query, NULL) != SQLITE_OK)
		fail("LIKE", sqlite3_errmsg(bench->bare));
	for (int round = 0; round < 3; round++) {
		double from = now_ms();
		sqlite3_bind_text(query, 1, pattern, -1, SQLITE_STATIC);
		sqlite3_step(query);
		*found = sqlite3_column_int64(query, 0);
		sqlite3_reset(query);
		times[round] = now_ms() - from;
	}
	sqlite3_finalize(query);
	return median(times, 3);
}

/* What a keystroke sets off: a page at once, else the rest of the search and the page then. */
static double search_once(struct bench *bench, struct search *search, struct cache_reader *reader,
	const struct filter *filter, int order)
{
	struct list_request request = {.order = order, .limit = SCREEN};
	struct meter_row *rows;
	struct list_result result;
	arena_reset(&bench->arena);
	double from = now_ms();
	search_start(search, filter);
	check(bench, search_page(search, reader, &request, &bench->arena, &rows, &result, &bench->error),
		"search");
	while (result.partial) {
		search_step(search, 0);
		check(bench,
			search_page(search, reader, &request, &bench->arena, &rows, &result, &bench->error),
			"search");
	}
	return now_ms() - from;
}

static struct search_index *build_index(struct bench *bench, struct cache_reader *reader, bool tell)
{
	struct search_index *index = search_index_new();
	struct search_progress progress;
	double from = now_ms(), longest = 0;
	do {
		double step = now_ms();
		check(bench, search_index_step(index, reader, 5000, &progress, &bench->error), "index");
		longest = MAX(longest, now_ms() - step);
	} while (!progress.complete);
	if (tell)
		printf("search index: %zu meters in %.0f ms, the longest step of 5,000 %.1f ms, %.1f MB, "
		       "%.0f bytes a meter\n",
			progress.meters, now_ms() - from, longest, (double)progress.bytes / 1e6,
			(double)progress.bytes / (double)MAX(progress.meters, (size_t)1));
	return index;
}

static void bench_search(struct bench *bench)
{
	struct cache_reader *reader = open_reader(bench);
	struct search_index *index = build_index(bench, reader, true);
	struct search *search = search_new(index);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		double times[ROUNDS], scans[ROUNDS], worst = 0;
		int64_t found;
		struct filter filter;
		check(bench, filter_parse(FILTER_METERS, sv(words[i]), &filter, &bench->error), "filter");
		for (int order = 0; order < METER_ORDER_COUNT; order++) {
			for (size_t round = 0; round < 5; round++)
				times[round] = search_once(bench, search, reader, &filter, order);
			worst = MAX(worst, median(times, 5));
		}
		for (size_t round = 0; round < ROUNDS; round++) {
			double from = now_ms();
			search_start(search, &filter);
			search_step(search, 0);
			scans[round] = now_ms() - from;
		}
		double like = time_like(bench, words[i], &found);
		printf("search %-14s %8zu found, first page %7.2f ms, all %6.2f ms, LIKE %7.1f ms, ratio "
		       "%.3f\n",
			words[i], search_state(search).matches, worst, median(scans, ROUNDS), like,
			worst / like);
		fflush(stdout);
	}
	search_free(search);
	search_index_free(index);
	cache_reader_close(reader);
}

/* ---- memory, in a process of its own ---- */

static double resident_mb(void)
{
	long pages = 0, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (!file || fscanf(file, "%ld %ld", &pages, &resident) != 2)
		fail("/proc/self/statm", "unreadable");
	fclose(file);
	return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

/* As a console at work: the engine writes all over the cache, somebody pages through every order. */
static void work(struct bench *bench, struct cache_reader *reader)
{
	struct meter_fact *facts = NEW_ARRAY(struct meter_fact, PAGE);
	struct list_key last;
	for (size_t round = 0; round < ROUNDS; round++) {
		make_meters(
			bench, round * 9973 % bench->meters, bench->meters / PAGE + 1, round + 100, facts);
		our_meters(bench, facts);
	}
	for (int order = 0; order < METER_ORDER_COUNT; order++) {
		struct list_request request = {.order = order, .limit = SCREEN};
		for (int page = 0; page < 200; page++, request.from = LIST_AFTER, request.anchor = last)
			read_page(bench, reader, &request, &last);
	}
	free(facts);
}

static void show_memory(struct bench *bench, const char *directory)
{
	bench->store = store_open(directory, &bench->error);
	if (!bench->store)
		fail(directory, bench->error.message);
	double before = resident_mb();
	bench->writer = open_writer(bench, bench->store);
	bench->profile = 1;
	struct cache_reader *reader = open_reader(bench);
	work(bench, reader);
	double open = resident_mb();
	struct search_index *index = build_index(bench, reader, false);
	printf("resident: empty program %.1f MB, writer and reader at work %.1f MB, with the search index "
	       "%.1f MB\n",
		before, open, resident_mb());
	search_index_free(index);
	cache_reader_close(reader);
	cache_writer_close(bench->writer);
	store_close(bench->store);
	arena_free(&bench->arena);
}

static void bench_memory(struct bench *bench, const char *program)
{
	/* The writer must be closed: there is only ever one. */
	cache_writer_close(bench->writer);
	bench->writer = NULL;
	char meters[32];
	snprintf(meters, sizeof(meters), "%zu", bench->meters);
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		execl(program, program, "--meters", meters, "--memory", bench->ours_directory, (char *)NULL);
		_exit(127);
	}
	int status;
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		fail("memory", "the measuring process failed");
}

static void run_all(struct bench *bench, const char *program)
{
	struct meter_fact *meters = NEW_ARRAY(struct meter_fact, PAGE);
	struct reading_fact *readings = NEW_ARRAY(struct reading_fact, PAGE);
	printf("%zu meters, %zu readings\n", bench->meters, bench->readings);
	open_both(bench);
	bench_new_meters(bench, meters);
	bench_changed_meters(bench, meters, "changed meters, neighbours", 1);
	bench_changed_meters(bench, meters, "changed meters, from everywhere", bench->meters / PAGE + 1);
	bench_new_readings(bench, readings, RUN);
	bench_changed_readings(bench, readings, RUN);
	bench_latest_readings(bench, readings);
	bench_pages(bench);
	bench_search(bench);
	bench_memory(bench, program);
	close_both(bench);
	free(meters);
	free(readings);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"meters", required_argument, NULL, 'm'},
		{"readings", required_argument, NULL, 'r'}, {"memory", required_argument, NULL, 'M'}, {0}};
	static struct bench bench = {.meters = 50000, .readings = 250000};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'm') {
			bench.meters = (size_t)strtoul(optarg, NULL, 10) / PAGE * PAGE;
		} else if (option == 'r') {
			bench.readings = (size_t)strtoul(optarg, NULL, 10) / PAGE * PAGE;
		} else if (option == 'M') {
			show_memory(&bench, optarg);
			return 0;
		} else {
			return 2;
		}
	}
	if (bench.meters < PAGE || bench.readings < PAGE)
		fail("--meters, --readings", "at least 1000");
	run_all(&bench, "/proc/self/exe");
	return 0;
}
