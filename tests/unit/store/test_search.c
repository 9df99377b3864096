/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/search_parts.h"
#include "tests/unit/store/fixture.h"

struct searcher {
	struct search_index *index;
	struct search *search;
};

static void open_searcher(struct searcher *searcher)
{
	searcher->index = search_index_new();
	searcher->search = search_new(searcher->index);
}

static void close_searcher(struct searcher *searcher)
{
	search_free(searcher->search);
	search_index_free(searcher->index);
}

static size_t build(struct fixture *fixture, struct searcher *searcher, size_t budget)
{
	struct search_progress progress;
	size_t before = 0;
	do {
		assert_good(search_index_step(
			searcher->index, fixture->reader, budget, &progress, &fixture->error));
		assert_true(progress.meters >= before);
		before = progress.meters;
	} while (!progress.complete);
	assert_int_equal(progress.meters, progress.total);
	return progress.bytes;
}

static void start(struct fixture *fixture, struct searcher *searcher, const char *text)
{
	struct filter filter;
	assert_good(filter_parse(FILTER_METERS, sv(text), &filter, &fixture->error));
	search_start(searcher->search, &filter);
}

static size_t count_matches(struct fixture *fixture, struct searcher *searcher, const char *text)
{
	start(fixture, searcher, text);
	while (!search_step(searcher->search, 50))
		;
	struct search_state found = search_state(searcher->search);
	assert_true(found.complete);
	return found.matches;
}

static const char *const names[] = {
	"李建国", "诸葛秀英", "Otieno, Michael", "Wanjiru, Zawadi", "罗海燕", "wanjiru, Grace", ""};

static void add_world(struct fixture *fixture, int count)
{
	char number[32], address[128], code[32];
	fixture_begin(fixture);
	for (int i = 0; i < count; i++) {
		snprintf(number, sizeof(number), "20200%07d", i * 37);
		snprintf(address, sizeof(address), i % 9 ? "龙蟠路%d号%d栋" : "Ngong Rd, plot %d-%d", i % 998,
			i % 31);
		snprintf(code, sizeof(code), "C%05d", i);
		struct meter_fact fact = {.meter_no = sv(number),
			.parts = METER_HAS_CUSTOMER_NAME | METER_HAS_ADDRESS | METER_HAS_VALVE |
				 METER_HAS_ONLINE | METER_HAS_READING | METER_HAS_MEDIUM |
				 METER_HAS_CUSTOMER_CODE,
			.medium = (enum medium)(i % 4),
			.customer_code = shown(code),
			.customer_name = shown(names[i % 7]),
			.address = shown(address),
			.valve = (enum valve_state)(i % VALVE_COUNT),
			.online = (enum tristate)(i % 3),
			.reading = {i * 7 % 1000, 1},
			.reading_at = NOW - i};
		assert_int_equal(
			cache_put_meter(fixture->writer, fixture->profile, &fact, NOW, &fixture->error),
			CACHE_INSERTED);
	}
	fixture_commit(fixture);
}

/* What a list with the same filter gives, row by row. */
static struct meter_row *expected_rows(struct fixture *fixture, const char *text,
	const struct list_request *request, struct list_result *result)
{
	struct filter filter;
	struct meter_row *rows;
	struct list_request plain = *request;
	assert_good(filter_parse(FILTER_METERS, sv(text), &filter, &fixture->error));
	plain.filter = &filter;
	assert_good(cache_meters(fixture->reader, &plain, &fixture->arena, &rows, result, &fixture->error));
	return rows;
}

static const char *const queries[] = {"李建国", "李", "秀英", "7", "42", "c00012", "C001", "2020", "号3栋",
	"ngong", "\"ngong rd\"", "王", "龙蟠 otieno", "medium:gas", "medium:gas valve:closed online:no",
	"龙 valve:open", "profile:estate 罗", "profile:nobody", "-valve:closed wanjiru", "\xe5", "zzzz",
	"20200 c0 路"};

static void test_search_finds_what_the_list_finds(void **state)
{
	struct fixture *fixture = *state;
	struct searcher searcher;
	add_world(fixture, 3000);
	open_searcher(&searcher);
	build(fixture, &searcher, 700);
	for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
		struct list_request all = {.limit = 5000};
		struct list_result result;
		expected_rows(fixture, queries[i], &all, &result);
		if (count_matches(fixture, &searcher, queries[i]) != result.count)
			fail_msg("%s: %zu instead of %zu", queries[i], search_state(searcher.search).matches,
				result.count);
		arena_reset(&fixture->arena);
	}
	close_searcher(&searcher);
}

static void compare_pages(struct fixture *fixture, struct searcher *searcher, const char *query,
	const struct list_request *request)
{
	struct list_result expected, result;
	struct meter_row *rows, *right = expected_rows(fixture, query, request, &expected);
	assert_good(search_page(searcher->search, fixture->reader, request, &fixture->arena, &rows, &result,
		&fixture->error));
	assert_false(result.partial);
	assert_int_equal(result.count, expected.count);
	for (size_t i = 0; i < result.count; i++) {
		assert_int_equal(rows[i].id, right[i].id);
		assert_int_equal(
			list_key_compare(&rows[i].key, &right[i].key, meter_order_is_text(request->order)),
			0);
	}
}

static void test_pages_of_matches_in_every_order(void **state)
{
	struct fixture *fixture = *state;
	struct searcher searcher;
	add_world(fixture, 2000);
	open_searcher(&searcher);
	build(fixture, &searcher, 100000);
	for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
		count_matches(fixture, &searcher, queries[i]);
		for (int at = 0; at < METER_ORDER_COUNT * 2; at++) {
			struct list_request request = {.order = at / 2, .descending = at % 2, .limit = 12};
			struct list_result result;
			compare_pages(fixture, &searcher, queries[i], &request);
			struct meter_row *rows = expected_rows(fixture, queries[i], &request, &result);
			for (int from = LIST_FROM_END; result.count && from <= LIST_AT; from++) {
				request.from = (enum list_from)from;
				request.anchor = rows[result.count - 1].key;
				compare_pages(fixture, &searcher, queries[i], &request);
			}
			arena_reset(&fixture->arena);
		}
	}
	close_searcher(&searcher);
}

static void test_first_page_before_anything_is_ready(void **state)
{
	struct fixture *fixture = *state;
	struct searcher searcher;
	struct list_request request = {.order = METER_BY_CUSTOMER_NAME, .limit = 20};
	add_world(fixture, 2000);
	open_searcher(&searcher);
	/* No index at all, then half of one, then a whole one that was not searched. */
	start(fixture, &searcher, "龙蟠");
	compare_pages(fixture, &searcher, "龙蟠", &request);
	struct search_progress progress;
	assert_good(search_index_step(searcher.index, fixture->reader, 1000, &progress, &fixture->error));
	assert_false(progress.complete);
	start(fixture, &searcher, "龙蟠");
	compare_pages(fixture, &searcher, "龙蟠", &request);
	build(fixture, &searcher, 1000);
	start(fixture, &searcher, "龙蟠");
	compare_pages(fixture, &searcher, "龙蟠", &request);
	/* A rare word does not fill the page within the budget: that is said. */
	struct meter_row *rows;
	struct list_result result;
	request.budget = 100;
	start(fixture, &searcher, "c01999");
	assert_good(search_page(searcher.search, fixture->reader, &request, &fixture->arena, &rows, &result,
		&fixture->error));
	assert_true(result.partial);
	close_searcher(&searcher);
}

static void test_changes_are_followed(void **state)
{
	struct fixture *fixture = *state;
	struct searcher searcher;
	add_world(fixture, 1500);
	open_searcher(&searcher);
	build(fixture, &searcher, 400);
	assert_int_equal(count_matches(fixture, &searcher, "c00700"), 1);
	struct meter_fact moves = {.meter_no = SV("202000025900"),
		.parts = METER_HAS_CUSTOMER_CODE | METER_HAS_VALVE,
		.customer_code = TEXT("Z9"),
		.valve = VALVE_FORCED};
	assert_int_equal(put_meter(fixture, &moves), CACHE_UPDATED);
	add_meter(fixture, "777", "新用户", "c00700");
	build(fixture, &searcher, 400);
	/* The running search follows without being started again. */
	while (!search_step(searcher.search, 10))
		;
	assert_int_equal(search_state(searcher.search).matches, 1);
	assert_int_equal(count_matches(fixture, &searcher, "z9"), 1);
	assert_int_equal(count_matches(fixture, &searcher, "新用"), 1);
	struct list_request all = {.limit = 5000};
	struct list_result result;
	expected_rows(fixture, "valve:forced", &all, &result);
	assert_int_equal(count_matches(fixture, &searcher, "valve:forced"), result.count);
	struct meter_fact opens = {.meter_no = SV("777"), .parts = METER_HAS_VALVE, .valve = VALVE_FORCED};
	put_meter(fixture, &opens);
	build(fixture, &searcher, 400);
	search_step(searcher.search, 0);
	assert_int_equal(search_state(searcher.search).matches, result.count + 1);
	close_searcher(&searcher);
}

static void test_rewriting_everything_does_not_grow_for_ever(void **state)
{
	struct fixture *fixture = *state;
	struct searcher searcher;
	add_world(fixture, 3000);
	open_searcher(&searcher);
	build(fixture, &searcher, 10000);
	size_t first = 0, bytes = 0;
	for (int round = 0; round < 12; round++) {
		char name[32];
		fixture_begin(fixture);
		for (int i = 0; i < 3000; i++) {
			char number[32];
			snprintf(number, sizeof(number), "20200%07d", i * 37);
			snprintf(name, sizeof(name), "name %d %d", round, i);
			struct meter_fact fact = {.meter_no = sv(number),
				.parts = METER_HAS_CUSTOMER_NAME,
				.customer_name = shown(name)};
			cache_put_meter(fixture->writer, fixture->profile, &fact, NOW, &fixture->error);
		}
		fixture_commit(fixture);
		bytes = build(fixture, &searcher, 10000);
		first = first ? first : bytes;
	}
	assert_true(bytes < first * 2);
	assert_int_equal(count_matches(fixture, &searcher, "\"name 11\""), 3000);
	assert_int_equal(count_matches(fixture, &searcher, "\"name 10 \""), 0);
	close_searcher(&searcher);
}

static void test_typing_again_starts_over(void **state)
{
	struct fixture *fixture = *state;
	struct searcher searcher;
	add_world(fixture, 5000);
	open_searcher(&searcher);
	build(fixture, &searcher, 10000);
	start(fixture, &searcher, "2");
	assert_false(search_step(searcher.search, 1));
	assert_true(search_state(searcher.search).matches > 0);
	start(fixture, &searcher, "zzzz");
	assert_int_equal(search_state(searcher.search).matches, 0);
	assert_true(search_step(searcher.search, 0));
	assert_int_equal(search_state(searcher.search).matches, 0);
	close_searcher(&searcher);
}

static void test_the_scan_agrees_with_memmem(void **state)
{
	char text[600 + TEXT_SCAN_SLACK];
	uint32_t frequency[256] = {0};
	unsigned seed = 4711;
	for (int round = 0; round < 3000; round++) {
		size_t length = (seed = seed * 1103515245 + 12345) / 65536 % 600;
		size_t size = (seed = seed * 1103515245 + 12345) / 65536 % 6 + 1;
		char word[8];
		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (char)('a' + (seed = seed * 1103515245 + 12345) / 65536 % 3);
		for (size_t i = 0; i < size; i++)
			word[i] = (char)('a' + (seed = seed * 1103515245 + 12345) / 65536 % 3);
		for (int i = 0; i < 3; i++)
			frequency['a' + i] = (seed = seed * 1103515245 + 12345) / 65536 % 100;
		struct needle needle = needle_make(sv_from(word, size), frequency);
		size_t from = 0;
		for (;;) {
			size_t found = needle_find(&needle, text, length, from);
			const char *right =
				from <= length ? memmem(text + from, length - from, word, size) : NULL;
			assert_int_equal(found, right ? (size_t)(right - text) : TEXT_NOT_FOUND);
			if (found == TEXT_NOT_FOUND)
				break;
			from = found + 1;
		}
	}
}

static void test_no_cache_no_matches(void **state)
{
	struct fixture *fixture = *state;
	struct searcher searcher;
	struct search_progress progress;
	fixture->reader = cache_reader_open(fixture->store, &fixture->error);
	open_searcher(&searcher);
	assert_good(search_index_step(searcher.index, fixture->reader, 100, &progress, &fixture->error));
	assert_true(progress.complete);
	assert_int_equal(count_matches(fixture, &searcher, "7"), 0);
	fixture_open_writer(fixture);
	add_meter(fixture, "777", "a", "b");
	build(fixture, &searcher, 100);
	assert_int_equal(count_matches(fixture, &searcher, "7"), 1);
	close_searcher(&searcher);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_search_finds_what_the_list_finds, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_pages_of_matches_in_every_order, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_first_page_before_anything_is_ready, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_changes_are_followed, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_rewriting_everything_does_not_grow_for_ever, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_typing_again_starts_over, fixture_setup, fixture_teardown),
		cmocka_unit_test(test_the_scan_agrees_with_memmem),
		cmocka_unit_test_setup_teardown(
			test_no_cache_no_matches, fixture_directory_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
