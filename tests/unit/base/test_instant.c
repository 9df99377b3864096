/* SPDX-License-Identifier: MIT */
#include "core/base/instant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/base/test.h"

static struct time_zone *open_zone(const char *name)
{
	struct error err = {0};
	struct time_zone *zone = time_zone_open(name, &err);

	if (!zone)
		fail_msg("%s: %s", name, err.message);
	return zone;
}

static instant parse(const char *text, const struct time_zone *zone)
{
	struct error err = {0};
	instant at = INSTANT_NONE;

	if (!instant_parse(sv(text), zone, &at, &err))
		fail_msg("%s: %s", text, err.message);
	return at;
}

static void test_each_form(void **state)
{
	/* In China, as RFC 3339 in UTC. */
	static const char *const cases[][2] = {
		{"2023-04-22 10:31:53", "2023-04-22T02:31:53Z"},
		{"2023-04-22 10:31", "2023-04-22T02:31:00Z"},
		{"2023-04-22", "2023-04-21T16:00:00Z"},
		{"  2023-04-22\r\n", "2023-04-21T16:00:00Z"},
		{"20191127100056", "2019-11-27T02:00:56Z"},
		{"201810060853", "2018-10-06T00:53:00Z"},
		{"20191127", "2019-11-26T16:00:00Z"},
		{"2017-05-17T11:17:31", "2017-05-17T03:17:31Z"},
		{"2017-05-17T11:17", "2017-05-17T03:17:00Z"},
		{"2017-05-17t11:17:31z", "2017-05-17T11:17:31Z"},
		{"2017-05-17T11:17:31.6895023+08:00", "2017-05-17T03:17:31.689Z"},
		{"2017-05-17T11:17:31.6895023", "2017-05-17T03:17:31.689Z"},
		{"2017-05-17T11:17:31.6", "2017-05-17T03:17:31.600Z"},
		{"2017-05-17T11:17:31.123456789Z", "2017-05-17T11:17:31.123Z"},
		{"2017-05-17 11:17:31.5-03:30", "2017-05-17T14:47:31.500Z"},
		{"2017-05-17T11:17+0530", "2017-05-17T05:47:00Z"},
		{"2017-05-17T11:17:31+09", "2017-05-17T02:17:31Z"},
		{"2125-05-27T01:20:45+08:00", "2125-05-26T17:20:45Z"},
		{"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z"},
		{"2024-02-29", "2024-02-28T16:00:00Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
		{"9999-12-31 23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
	};
	struct time_zone *china = open_zone("Asia/Shanghai");
	struct time_zone *fixed = open_zone("+08:00");
	char text[INSTANT_TEXT_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		instant_format(parse(cases[i][0], china), NULL, FORM_RFC3339, text);
		assert_string_equal(text, cases[i][1]);
		instant_format(parse(cases[i][0], fixed), NULL, FORM_RFC3339, text);
		assert_string_equal(text, cases[i][1]);
	}
	time_zone_free(china);
	time_zone_free(fixed);
}

static void test_refused_forms(void **state)
{
	static const char *const cases[] = {"", " ", "x", "2023", "202304", "2023-04", "2023-4-22",
		"2023-04-22T", "2023-04-22 10", "2023-04-22 10:", "2023-04-22 10:31:", "2023-04-22 10:31:53.",
		"2023-04-22 10:31:53.1234567890", "2023-04-22 10:31:53 x", "2023-04-22x10:31:53",
		"2023-04-22 24:00:00", "2023-04-22 23:60:00", "2023-04-22 23:59:61", "2023-02-29",
		"2023-04-31", "2023-13-01", "2023-00-10", "2023-01-00", "0000-01-01", "0000-00-00 00:00:00",
		"20230229", "2023042210", "2023042210315", "202304221031530", "20230422103153000",
		"-023-04-22", "+2023-04-22", "2023-04-22Z", "2023-04-22T10:31:53+", "2023-04-22T10:31:53+8",
		"2023-04-22T10:31:53+08:", "2023-04-22T10:31:53+08:0", "2023-04-22T10:31:53+24:00",
		"2023-04-22T10:31:53+08:60", "2023-04-22T10:31:53ZZ", "2023-04-22T10:31:53-Z",
		"2023-04-22  10:31:53", "2023/04/22", "٢٠٢٣-04-22"};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = {0};
		instant at = 42;

		if (instant_parse(sv(cases[i]), NULL, &at, &err))
			fail_msg("\"%s\" was taken", cases[i]);
		assert_int_equal(err.code, ERROR_MALFORMED);
		assert_int_equal(at, 42);
	}
	assert_false(instant_parse(SV_NONE, NULL, &(instant){0}, NULL));
	assert_false(instant_parse(SV("2023-04-22\0"), NULL, &(instant){0}, NULL));
}

static void test_each_day_round_trip(void **state)
{
	instant at = parse("0001-01-01", NULL);
	struct civil_time before = {0};

	for (; at <= parse("9999-12-31", NULL); at += DAY) {
		struct civil_time civil = civil_from_instant(at, NULL);
		instant back;

		assert_true(instant_from_civil(&civil, NULL, &back));
		assert_true(back == at);
		if (before.year)
			assert_true(civil.day == before.day + 1 ||
				    (civil.day == 1 &&
					    before.day == civil_days_in_month(before.year, before.month)));
		before = civil;
	}
	assert_int_equal(before.year, 9999);
}

static void test_random_round_trip(void **state)
{
	static const char *const zones[] = {
		"UTC", "+08:00", "-03:30", "Asia/Shanghai", "Europe/London", "America/New_York"};
	instant least = parse("0001-01-02", NULL), most = parse("9999-12-30", NULL);
	uint64_t random = 7;

	for (size_t z = 0; z < ARRAY_SIZE(zones); z++) {
		struct time_zone *zone = open_zone(zones[z]);

		for (int i = 0; i < 20000; i++) {
			instant at = least + (instant)(next_number(&random) % (uint64_t)(most - least));
			char text[INSTANT_TEXT_MAX];

			instant_format(at, zone, FORM_RFC3339, text);
			assert_true(parse(text, NULL) == at);
		}
		time_zone_free(zone);
	}
}

static void test_gaps_and_overlaps(void **state)
{
	static const struct {
		const char *zone, *local, *utc;
	} cases[] = {
		/* Skipped: the offset before the change. */
		{"Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29T01:30:00Z"},
		{"America/New_York", "2026-03-08 02:30:00", "2026-03-08T07:30:00Z"},
		{"Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T22:00:00Z"},
		{"Europe/Berlin", "2125-03-25 02:30:00", "2125-03-25T01:30:00Z"},
		/* Twice: the first of the two. */
		{"Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T00:30:00Z"},
		{"America/New_York", "2026-11-01 01:30:00", "2026-11-01T05:30:00Z"},
		{"Asia/Shanghai", "1991-09-15 01:30:00", "1991-09-14T16:30:00Z"},
		{"Europe/Berlin", "2125-10-28 02:30:00", "2125-10-28T00:30:00Z"},
		/* The edges. */
		{"Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z"},
		{"Europe/Berlin", "2026-03-29 03:00:00", "2026-03-29T01:00:00Z"},
		{"Europe/Berlin", "2026-10-25 03:00:00", "2026-10-25T02:00:00Z"},
		{"Africa/Johannesburg", "2026-06-01 12:00:00", "2026-06-01T10:00:00Z"},
		{"Europe/Dublin", "2050-07-01 12:00:00", "2050-07-01T11:00:00Z"},
		{"Europe/Dublin", "2050-01-01 12:00:00", "2050-01-01T12:00:00Z"},
		{"Australia/Lord_Howe", "2050-01-01 12:00:00", "2050-01-01T01:00:00Z"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct time_zone *zone = open_zone(cases[i].zone);
		char text[INSTANT_TEXT_MAX];

		instant_format(parse(cases[i].local, zone), NULL, FORM_RFC3339, text);
		assert_string_equal(text, cases[i].utc);
		time_zone_free(zone);
	}
}

static void compare_with_c_library(const struct time_zone *zone, instant at)
{
	struct civil_time ours = civil_from_instant(at, zone);
	time_t second = (time_t)(at / SECOND - (at % SECOND < 0));
	struct tm theirs;

	assert_non_null(localtime_r(&second, &theirs));
	if (theirs.tm_gmtoff != time_zone_offset(zone, at))
		fail_msg("%s at %lld: %d, the C library says %ld", time_zone_name(zone), (long long)second,
			time_zone_offset(zone, at), theirs.tm_gmtoff);
	assert_int_equal(ours.year, theirs.tm_year + 1900);
	assert_int_equal(ours.month, theirs.tm_mon + 1);
	assert_int_equal(ours.day, theirs.tm_mday);
	assert_int_equal(ours.hour, theirs.tm_hour);
	assert_int_equal(ours.minute, theirs.tm_min);
	assert_int_equal(ours.second, theirs.tm_sec);
}

static void test_zones_are_those_of_the_c_library(void **state)
{
	static const char *const zones[] = {"Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu",
		"Europe/London", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo",
		"America/St_Johns", "Africa/Johannesburg", "Africa/Casablanca", "Africa/Lagos",
		"Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "America/Nuuk", "Asia/Gaza",
		"Asia/Tehran", "Etc/GMT+5", "UTC"};
	/* From 1920 on: before the table begins the C library guesses a standard time of its own. */
	instant least = parse("1920-01-01", NULL), most = parse("2600-01-01", NULL);
	uint64_t random = 99;

	for (size_t z = 0; z < ARRAY_SIZE(zones); z++) {
		struct time_zone *zone = open_zone(zones[z]);

		setenv("TZ", zones[z], 1);
		tzset();
		for (int i = 0; i < 4000; i++)
			compare_with_c_library(
				zone, least + (instant)(next_number(&random) % (uint64_t)(most - least)));
		/* Around each hour of some years, where the changes are. */
		for (instant at = parse("2026-01-01", NULL); at < parse("2027-01-01", NULL); at += HOUR / 2)
			compare_with_c_library(zone, at);
		for (instant at = parse("2099-01-01", NULL); at < parse("2100-01-01", NULL); at += HOUR)
			compare_with_c_library(zone, at);
		time_zone_free(zone);
	}
	unsetenv("TZ");
	tzset();
}

static void test_fixed_zones(void **state)
{
	static const struct {
		const char *name;
		int32_t offset;
	} cases[] = {{"UTC", 0}, {"Z", 0}, {"+08:00", 28800}, {"-0330", -12600}, {"+08", 28800},
		{"-00:30", -1800}, {"+00:00", 0}};
	static const char *const refused[] = {"", "+", "+8", "+8:00", "+08:60", "+24:00", "+08:00x", "+0a:00",
		"08:00", "Asia/Nowhere", "../etc/passwd", "Asia/../UTC", "/etc/localtime", "Asia",
		"Asia/Shang hai", "zone.tab", "Asia/Shanghai\n",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct time_zone *zone = open_zone(cases[i].name);

		assert_int_equal(time_zone_offset(zone, 0), cases[i].offset);
		assert_int_equal(time_zone_offset(zone, INT64_MAX), cases[i].offset);
		assert_string_equal(time_zone_name(zone), cases[i].name);
		time_zone_free(zone);
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct error err = {0};

		if (time_zone_open(refused[i], &err))
			fail_msg("\"%s\" was taken", refused[i]);
		assert_int_equal(err.code, ERROR_CONFIG);
	}
	assert_null(time_zone_open(NULL, NULL));
	time_zone_free(NULL);
}

/* A zone file of ours: version 2, no transitions, one type, and the footer given. */
static void write_zone(const char *path, const char *footer, size_t cut)
{
	static const char head[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" /* magic, version, unused */
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4";
	static const char type[] = "\0\0\0\0\0\0XXX";
	char data[512];
	char *to = data;
	FILE *file = fopen(path, "w");

	for (int i = 0; i < 2; i++) {
		to = mempcpy(to, head, 44);
		to = mempcpy(to, type, 10);
	}
	to += snprintf(to, 200, "\n%s\n", footer);
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, (size_t)(to - data) - cut, file), (size_t)(to - data) - cut);
	fclose(file);
}

static void test_zone_files(void **state)
{
	static const struct {
		const char *footer;
		int32_t january, july; /* INT32_MIN: the file is refused */
	} cases[] = {
		{"", 0, 0},
		{"CST-8", 28800, 28800},
		{"<+0330>-3:30", 12600, 12600},
		{"EST5EDT,M3.2.0,M11.1.0", -18000, -14400},
		{"IST-1GMT0,M10.5.0,M3.5.0/1", 0, 3600},
		{"AAA3BBB,J60/2,J300", -10800, -7200},
		{"AAA3BBB,0/0,J365/25", -7200, -7200},
		{"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7200, -3600},
		{"AAA-10BBB-11,M10.1.0,M4.1.0/3", 39600, 36000},
		{"AA3", INT32_MIN, 0},
		{"AAA", INT32_MIN, 0},
		{"AAA3BBB", INT32_MIN, 0},
		{"AAA3BBB,M13.1.0,M4.1.0", INT32_MIN, 0},
		{"AAA3BBB,M1.6.0,M4.1.0", INT32_MIN, 0},
		{"AAA3BBB,J0,J1", INT32_MIN, 0},
		{"AAA3BBB,J1,J1x", INT32_MIN, 0},
		{"<AAA3", INT32_MIN, 0},
	};
	instant january = parse("2026-01-15", NULL), july = parse("2026-07-15", NULL);
	char directory[] = "/tmp/meterdeck-zones-XXXXXX";
	char path[64];

	assert_non_null(mkdtemp(directory));
	setenv("TZDIR", directory, 1);
	snprintf(path, sizeof(path), "%s/Own", directory);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct time_zone *zone;

		write_zone(path, cases[i].footer, 0);
		zone = time_zone_open("Own", NULL);
		if ((zone != NULL) != (cases[i].january != INT32_MIN))
			fail_msg("footer \"%s\"", cases[i].footer);
		if (zone) {
			assert_int_equal(time_zone_offset(zone, january), cases[i].january);
			assert_int_equal(time_zone_offset(zone, july), cases[i].july);
		}
		time_zone_free(zone);
	}
	/* Cut short anywhere it is refused, and nothing is read beyond its end. */
	for (size_t cut = 1; cut < 115; cut++) {
		write_zone(path, "CST-8", cut);
		assert_null(time_zone_open("Own", NULL));
	}
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_null(time_zone_open("Own", NULL));
	unlink(path);
	rmdir(directory);
	unsetenv("TZDIR");
}

static void test_civil_bounds(void **state)
{
	static const struct civil_time refused[] = {{0, 1, 1, 0, 0, 0, 0}, {10000, 1, 1, 0, 0, 0, 0},
		{2026, 0, 1, 0, 0, 0, 0}, {2026, 13, 1, 0, 0, 0, 0}, {2026, 2, 29, 0, 0, 0, 0},
		{2026, 1, 1, 24, 0, 0, 0}, {2026, 1, 1, -1, 0, 0, 0}, {2026, 1, 1, 0, 60, 0, 0},
		{2026, 1, 1, 0, 0, 61, 0}, {2026, 1, 1, 0, 0, 0, 1000}, {2026, 1, 1, 0, 0, 0, -1}};
	struct time_zone *berlin = open_zone("Europe/Berlin");
	char text[INSTANT_TEXT_MAX];
	instant at;

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		assert_false(instant_from_civil(&refused[i], NULL, &at));
	assert_int_equal(civil_days_in_month(1900, 2), 28);
	assert_int_equal(civil_days_in_month(2000, 2), 29);
	assert_int_equal(civil_days_in_month(2026, 13), 0);
	/* Nothing overflows at the ends of the number. */
	assert_true(strlen(instant_format(INT64_MAX, NULL, FORM_RFC3339, text)) > 0);
	assert_true(strlen(instant_format(INT64_MIN + 1, NULL, FORM_RFC3339, text)) > 0);
	assert_true(strlen(instant_format(INT64_MAX, berlin, FORM_RFC3339, text)) > 0);
	assert_true(strlen(instant_format(INT64_MIN + 1, berlin, FORM_RFC3339, text)) > 0);
	time_zone_free(berlin);
}

static void test_formats(void **state)
{
	static const char *const wanted[] = {
		[FORM_RFC3339] = "2026-11-22T11:36:51+08:00",
		[FORM_DATE_TIME] = "2026-11-22 11:36:51",
		[FORM_DATE_MINUTE] = "2026-11-22 11:36",
		[FORM_DATE] = "2026-11-22",
		[FORM_TIME] = "11:36:51",
		[FORM_MINUTE] = "11:36",
		[FORM_MONTH_DAY] = "11-22",
		[FORM_COMPACT] = "20261122113651",
		[FORM_ISO_LOCAL] = "2026-11-22T11:36:51",
	};
	struct time_zone *zone = open_zone("+08:00");
	instant at = parse("2026-11-22T03:36:51Z", NULL);
	char text[INSTANT_TEXT_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		assert_string_equal(instant_format(at, zone, (enum instant_form)i, text), wanted[i]);
		assert_string_equal(instant_format(INSTANT_NONE, zone, (enum instant_form)i, text), "");
	}
	assert_string_equal(
		instant_format(at + 7, zone, FORM_RFC3339, text), "2026-11-22T11:36:51.007+08:00");
	assert_string_equal(instant_format(-1, NULL, FORM_RFC3339, text), "1969-12-31T23:59:59.999Z");
	time_zone_free(zone);
}

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		int64_t length;
	} cases[] = {{"90s", 90 * SECOND}, {" 45m ", 45 * MINUTE}, {"2h", 2 * HOUR}, {"3d", 3 * DAY},
		{"1w", 7 * DAY}, {"0s", 0}};
	static const char *const refused[] = {
		"", "s", "2", "2x", "-2h", "+2h", "2 h", "2h3m", "1.5h", "2H", "h2"};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t length = -1;

		assert_true(duration_parse(sv(cases[i].text), &length, NULL));
		assert_true(length == cases[i].length);
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct error err = {0};

		assert_false(duration_parse(sv(refused[i]), &(int64_t){0}, &err));
		assert_int_equal(err.code, ERROR_MALFORMED);
	}
	for (int i = 0; i < 2; i++) {
		struct error err = {0};
		const char *text = i ? "99999999999999999999s" : "9223372036854775807w";

		assert_false(duration_parse(sv(text), &(int64_t){0}, &err));
		assert_int_equal(err.code, ERROR_RANGE);
	}
	assert_false(duration_parse(SV_NONE, &(int64_t){0}, NULL));
}

static void test_relative(void **state)
{
	struct time_zone *zone = open_zone("+08:00");
	instant now = parse("2026-11-22 03:36:51.500", zone);
	static const char *const cases[][2] = {
		{"2h", "2026-11-22 01:36:51.500"},
		{"1w", "2026-11-15 03:36:51.500"},
		{"today", "2026-11-22"},
		{" 45m", "2026-11-22 02:51:51.500"},
		{"2026-11-01", "2026-11-01"},
		{"2026-11-01T00:00:00Z", "2026-11-01 08:00"},
	};
	static const char *const refused[] = {"", "yesterday", "2x", "2026", "h", "2026-11-31", "-2h"};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		instant at = 0;

		assert_true(instant_parse_relative(sv(cases[i][0]), now, zone, &at, NULL));
		assert_true(at == parse(cases[i][1], zone));
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		assert_false(instant_parse_relative(sv(refused[i]), now, zone, &(instant){0}, NULL));
	assert_false(instant_parse_relative(SV_NONE, now, zone, &(instant){0}, NULL));
	time_zone_free(zone);
}

static void test_ages(void **state)
{
	static const struct {
		int64_t age;
		const char *text;
	} cases[] = {{INSTANT_NONE, "-"}, {-1, "0s"}, {-DAY, "0s"}, {0, "now"}, {999, "now"}, {SECOND, "1s"},
		{42 * SECOND, "42s"}, {MINUTE - 1, "59s"}, {7 * MINUTE, "7m"}, {HOUR - 1, "59m"},
		{4 * HOUR, "4h"}, {DAY - 1, "23h"}, {3 * DAY, "3d"}, {14 * DAY - 1, "13d"}, {14 * DAY, "2w"},
		{26 * 7 * DAY, "26w"}, {7000 * DAY - 1, "999w"}, {7000 * DAY, "19y"}, {INT64_MAX, "999y"}};
	char text[8];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_string_equal(age_format(cases[i].age, text), cases[i].text);
		assert_true(strlen(text) <= 4);
	}
}

static void test_system_clock(void **state)
{
	const struct clock *clock = system_clock();
	int64_t before = clock->monotonic(clock->context);

	assert_true(clock->wall(clock->context) > parse("2024-01-01", NULL));
	assert_true(clock->monotonic(clock->context) >= before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_form),
		cmocka_unit_test(test_refused_forms),
		cmocka_unit_test(test_each_day_round_trip),
		cmocka_unit_test(test_random_round_trip),
		cmocka_unit_test(test_gaps_and_overlaps),
		cmocka_unit_test(test_zones_are_those_of_the_c_library),
		cmocka_unit_test(test_fixed_zones),
		cmocka_unit_test(test_zone_files),
		cmocka_unit_test(test_civil_bounds),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_relative),
		cmocka_unit_test(test_ages),
		cmocka_unit_test(test_system_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
