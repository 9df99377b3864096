/* SPDX-License-Identifier: MIT */
#include "core/base/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/base/test.h"

static bool all_zero(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i])
			return false;
	return true;
}

static void test_new_is_zeroed(void **state)
{
	char *bytes = memory_new_array(100, 7);
	char *nothing = memory_new(0);

	assert_true(all_zero(bytes, 700));
	assert_non_null(nothing);
	bytes = memory_resize(bytes, 2, 700);
	assert_true(all_zero(bytes, 700));
	free(bytes);
	free(nothing);
}

static void test_copy_text(void **state)
{
	char *copy = memory_copy_text(sv_from("meter and more", 5));
	char *empty = memory_copy_text(SV_NONE);

	assert_string_equal(copy, "meter");
	assert_string_equal(empty, "");
	free(copy);
	free(empty);
}

static void test_array_grow(void **state)
{
	int *items = NULL;
	size_t capacity = 0, moves = 0;

	for (size_t count = 0; count < 10000; count++) {
		size_t before = capacity;

		array_grow(&items, &capacity, count, sizeof(*items));
		moves += capacity != before;
		assert_true(capacity > count);
		items[count] = (int)count;
	}
	for (int i = 0; i < 10000; i++)
		assert_int_equal(items[i], i);
	assert_true(moves < 15);
	free(items);
}

static void test_arena_is_zeroed_and_aligned(void **state)
{
	struct arena arena = {0};

	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 3000; size += 7) {
			char *bytes = arena_alloc(&arena, size);

			assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
			assert_true(all_zero(bytes, size));
			memset(bytes, 0xAA, size);
			assert_string_equal(arena_copy(&arena, SV("odd")).data, "odd");
		}
		arena_reset(&arena);
	}
	arena_free(&arena);
}

static void test_arena_keeps_its_blocks(void **state)
{
	struct arena arena = {0};
	size_t held = 0;

	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < 500; i++)
			arena_alloc(&arena, i % 50 == 0 ? 100000 : i);
		if (round == 0)
			held = arena_size(&arena);
		assert_int_equal(arena_size(&arena), held);
		arena_reset(&arena);
	}
	assert_true(held > 500 * 250);
	arena_free(&arena);
	assert_int_equal(arena_size(&arena), 0);
	assert_non_null(arena_alloc(&arena, 1));
	arena_free(&arena);
}

static void test_arena_pieces_do_not_overlap(void **state)
{
	struct arena arena = {0};
	char *pieces[400];

	for (size_t i = 0; i < 400; i++) {
		pieces[i] = arena_alloc_array(&arena, i * 3 + 1, 1);
		memset(pieces[i], (int)(i & 0x7F), i * 3 + 1);
	}
	for (size_t i = 0; i < 400; i++)
		for (size_t j = 0; j < i * 3 + 1; j++)
			assert_int_equal(pieces[i][j], i & 0x7F);
	arena_free(&arena);
}

static void test_arena_texts(void **state)
{
	struct arena arena = {0};
	struct string_view copy = arena_copy(&arena, SV_NONE);
	struct string_view text = arena_format(&arena, "%05d %s", 42, "kWh");

	assert_int_equal(copy.length, 0);
	assert_string_equal(copy.data, "");
	assert_int_equal(text.length, 9);
	assert_string_equal(text.data, "00042 kWh");
	assert_int_equal(arena_format(&arena, "%20000d", 1).length, 20000);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_is_zeroed),
		cmocka_unit_test(test_copy_text),
		cmocka_unit_test(test_array_grow),
		cmocka_unit_test(test_arena_is_zeroed_and_aligned),
		cmocka_unit_test(test_arena_keeps_its_blocks),
		cmocka_unit_test(test_arena_pieces_do_not_overlap),
		cmocka_unit_test(test_arena_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
