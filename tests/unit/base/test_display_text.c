/* SPDX-License-Identifier: MIT */
#include "core/base/display_text.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#include "core/base/string.h"
#include "tests/unit/base/test.h"

#define FFFD "\xEF\xBF\xBD"

static void test_utf8_round_trip(void **state)
{
	for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
		char bytes[4];
		size_t length = utf8_put(code_point, bytes);
		const char *at = bytes;
		bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;

		assert_true(utf8_next(&at, bytes + length) == (surrogate ? 0xFFFD : code_point));
		assert_true(at == bytes + length);
		/* Cut short it is invalid, and one byte is taken. */
		if (length == 1)
			continue;
		at = bytes;
		assert_true(utf8_next(&at, bytes + length - 1) == 0xFFFD);
		assert_true(at == bytes + 1);
	}
}

static void test_utf8_valid(void **state)
{
	static const char *const invalid[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
		"\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE8\xA1",
		"abcdefgh\xE8 "};

	assert_true(utf8_valid(SV_NONE));
	assert_true(utf8_valid(SV("abcdefghi\0\x1F\x7F 表 \xF4\x8F\xBF\xBF")));
	for (size_t i = 0; i < ARRAY_SIZE(invalid); i++)
		assert_false(utf8_valid(sv(invalid[i])));
}

/*
 * The differences allowed: what must not be drawn (-1 here, whatever the C library says), and characters that
 * the two sides' Unicode versions do not both know, which are -1 on one of them.
 */
static void test_widths_are_those_of_the_c_library(void **state)
{
	int compared = 0, younger = 0;

	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
		int ours = code_point_width(code_point), theirs = wcwidth((wchar_t)code_point);

		if (ours < 0)
			continue;
		if (theirs < 0) {
			younger++;
			continue;
		}
		compared++;
		if (ours != theirs)
			print_message("U+%04X: %d, the C library says %d\n", code_point, ours, theirs);
		assert_int_equal(ours, theirs);
	}
	assert_true(compared > 140000);
	/* Unicode 15 brought 4,489 of them. */
	assert_true(younger < 12000);
	setlocale(LC_CTYPE, "C");
}

static void test_drawn_or_not(void **state)
{
	static const uint32_t forbidden[] = {0, 7, 0x1B, 0x7F, 0x80, 0x9B, 0x9D, 0xAD, 0x034F, 0x115F, 0x1160,
		0x180E, 0x200B, 0x200D, 0x200E, 0x2028, 0x2029, 0x202E, 0x2066, 0x2069, 0x3164, 0xD800,
		0xDFFF, 0xE000, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFFE, 0xFFFF, 0x0378, 0xE0001, 0xE0041, 0xE0100,
		0xF0000, 0x10FFFF, 0x110000, UINT32_MAX};
	static const struct {
		uint32_t code_point;
		int width;
	} drawn[] = {{' ', 1}, {'~', 1}, {0xA0, 1}, {0xE9, 1}, {0x300, 0}, {0x2026, 1}, {0x25CF, 1},
		{0x2500, 1}, {0x4E00, 2}, {0x71C3, 2}, {0x9FFC, 2}, {0x3000, 2}, {0xFF0C, 2}, {0xAC00, 2},
		{0x1161, 0}, {0x1F600, 2}, {0x20000, 2}, {0xFFFD, 1}, {0xB3, 1}, {0x2103, 1}, {0x4DC0, 2}};

	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
		assert_int_equal(code_point_width(forbidden[i]), -1);
	for (size_t i = 0; i < ARRAY_SIZE(drawn); i++)
		assert_int_equal(code_point_width(drawn[i].code_point), drawn[i].width);
}

static void test_clean_table(void **state)
{
	static const struct {
		const char *raw, *clean;
		uint32_t width;
	} cases[] = {
		{"", "", 0},
		{"Plot 7, 12345678", "Plot 7, 12345678", 16},
		{"燃气表", "燃气表", 6},
		{"a\tb", "a b", 3},
		{"a\r\n\t\nb", "a b", 3},
		{"\n", " ", 1},
		{"a \n b", "a   b", 5},
		{"\x1B[31mred", FFFD "[31mred", 8},
		{"\x1B]0;title\x07", FFFD "]0;title" FFFD, 10},
		{"1234567\x1B", "1234567" FFFD, 8},
		{"12345678\x7F", "12345678" FFFD, 9},
		{"\xC2\x9B"
		 "31m",
			FFFD "31m", 4},
		{"\x9B"
		 "31m",
			FFFD "31m", 4},
		{"a\xE2\x80\xAE"
		 "b",
			"a" FFFD "b", 3},
		{"\xE8\xA1", FFFD FFFD, 2},
		{"e\xCC\x81", "e\xCC\x81", 1},
		{"\xCC\x81"
		 "e",
			FFFD "e", 2},
		{"e\xCC\x81\xCC\x81\xCC\x81", "e\xCC\x81\xCC\x81" FFFD, 2},
		{"\xE2\x9D\xA4\xEF\xB8\x8F", "\xE2\x9D\xA4" FFFD, 2},
	};
	struct arena arena = {0};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct display_text text = display_clean(&arena, sv(cases[i].raw));

		assert_int_equal(text.length, strlen(cases[i].clean));
		assert_memory_equal(text.bytes, cases[i].clean, text.length);
		assert_int_equal(text.width, cases[i].width);
	}
	arena_free(&arena);
}

static void test_clean_text_is_borrowed(void **state)
{
	static const char raw[] = "燃气表 G4";
	struct arena arena = {0};

	assert_ptr_equal(display_clean(&arena, sv(raw)).bytes, raw);
	assert_ptr_equal(display_stored(&arena, sv(raw)).bytes, raw);
	assert_int_equal(arena_size(&arena), 0);
	assert_null(display_clean(&arena, SV_NONE).bytes);
	assert_int_equal(display_clean(&arena, SV_NONE).length, 0);
	assert_ptr_not_equal(display_copy(&arena, display_literal(raw)).bytes, raw);
	arena_free(&arena);
}

static void test_each_byte_at_each_place(void **state)
{
	char text[25];

	for (size_t place = 0; place < 24; place++) {
		for (int byte = 0; byte < 256; byte++) {
			memset(text, 'x', 24);
			text[place] = (char)byte;
			assert_int_equal(
				display_is_clean(sv_from(text, 24), NULL), byte >= 0x20 && byte < 0x7F);
		}
	}
}

static void test_format(void **state)
{
	struct arena arena = {0};
	struct display_text text = display_format(&arena, "%s: %d", "表\x1B", 7);

	assert_string_equal(text.bytes, "表" FFFD ": 7");
	assert_int_equal(text.width, 6);
	text = display_format(&arena, "%d rows", 1000);
	assert_string_equal(text.bytes, "1000 rows");
	assert_int_equal(text.width, 9);
	arena_free(&arena);
}

static void test_fit(void **state)
{
	static const struct {
		const char *text;
		uint32_t width;
		bool ascii;
		const char *fitted;
	} cases[] = {
		{"meter", 5, false, "meter"},
		{"meter", 4, false, "met…"},
		{"meter", 4, true, "met~"},
		{"meter", 1, false, "…"},
		{"meter", 0, false, ""},
		{"", 0, false, ""},
		{"燃气表", 6, false, "燃气表"},
		{"燃气表", 5, false, "燃气…"},
		{"燃气表", 4, false, "燃…"},
		{"燃气表", 2, false, "…"},
		{"e\xCC\x81x\xCC\x81y", 2, false, "e\xCC\x81…"},
	};
	struct arena arena = {0};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct display_text text = display_literal(cases[i].text);
		struct display_text fitted = display_fit(&arena, text, cases[i].width, cases[i].ascii);
		uint32_t width;

		assert_int_equal(fitted.length, strlen(cases[i].fitted));
		assert_memory_equal(fitted.bytes, cases[i].fitted, fitted.length);
		assert_true(fitted.width <= cases[i].width);
		assert_true(display_is_clean(display_view(fitted), &width));
		assert_int_equal(width, fitted.width);
	}
	arena_free(&arena);
}

/* What a hostile vendor could send, in pieces. */
static const char *const pieces[] = {"\x1B[2J", "\x1B]52;c;AAAA\x07", "\x1B]8;;http://x\x1B\\", "\x1BPq",
	"\x9B", "\x9D", "\xC2\x9B", "\xC2\x85", "\x07", "\x08", "\x7F", "\r", "\n", "\t", "\r\n",
	"\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x80\x8B", "\xE2\x80\x8D", "\xEF\xBB\xBF", "\xE2\x80\xA8",
	"\xE2\x80\xA9", "\xCC\x81", "\xCC\x81\xCC\x82", "\xEF\xB8\x8F", "\xF3\xA0\x81\x81",
	"\xF3\xA0\x84\x80", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE8\xA1", "\xEF\xBF\xBF",
	"\xEE\x80\x80", "\xE3\x85\xA4", "\xE1\x85\xA0", "\xE1\x85\xA1", "\xC2\xAD", "燃气表", "é", "meter",
	"12345678", "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9", " ", FFFD,
	"\xF0\x9F\x87\xA8\xF0\x9F\x87\xB3", "\xD9\x85\xD8\xB1", "%s%n", "\xE0\xB8\x81\xE0\xB8\xB3", "="};

static void make_hostile(struct string *out, uint64_t *random)
{
	uint64_t parts = next_number(random) % 40;

	string_clear(out);
	for (uint64_t i = 0; i < parts; i++) {
		uint64_t kind = next_number(random) % 20;
		char any[4];

		if (kind == 0)
			string_append_char(out, (char)next_number(random));
		else if (kind == 1)
			string_append_bytes(
				out, any, utf8_put((uint32_t)next_number(random) % 0x110000, any));
		else if (kind == 2 && next_number(random) % 10 == 0)
			for (int marks = 0; marks < 300; marks++)
				string_append(out, "\xCC\x80");
		else
			string_append(out, pieces[next_number(random) % ARRAY_SIZE(pieces)]);
	}
}

static bool may_be_drawn(uint32_t code_point)
{
	static const utf8proc_category_t never[] = {UTF8PROC_CATEGORY_CC, UTF8PROC_CATEGORY_CF,
		UTF8PROC_CATEGORY_CS, UTF8PROC_CATEGORY_CO, UTF8PROC_CATEGORY_CN, UTF8PROC_CATEGORY_ZL,
		UTF8PROC_CATEGORY_ZP};
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);

	for (size_t i = 0; i < ARRAY_SIZE(never); i++)
		if (category == never[i])
			return false;
	return !(code_point >= 0xFE00 && code_point <= 0xFE0F) && code_point < 0xE0000 &&
	       code_point != 0x115F && code_point != 0x1160 && code_point != 0x3164 && code_point != 0xFFA0;
}

/* The rule of the header once more, straight from the C library and the Unicode tables. */
static void assert_clean(struct display_text text)
{
	size_t at = 0;
	uint32_t width = 0;
	int marks = 2;

	while (at < text.length) {
		utf8proc_int32_t code_point;
		utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text.bytes + at,
			(utf8proc_ssize_t)(text.length - at), &code_point);
		int cells;

		assert_true(length > 0);
		assert_true(may_be_drawn((uint32_t)code_point));
		cells = wcwidth(code_point);
		if (cells < 0) /* younger than the C library */
			cells = code_point_width((uint32_t)code_point);
		marks = cells == 0 ? marks + 1 : 0;
		assert_true(marks <= 2);
		width += (uint32_t)cells;
		at += (size_t)length;
	}
	assert_int_equal(width, text.width);
}

static void test_hostile_text(void **state)
{
	struct arena arena = {0};
	struct string raw = {0};
	uint64_t random = 20261122;
	int changed = 0;

	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (int i = 0; i < 10000; i++) {
		struct display_text text, again;

		make_hostile(&raw, &random);
		text = display_clean(&arena, string_view(&raw));
		assert_clean(text);
		again = display_clean(&arena, display_view(text));
		assert_ptr_equal(again.bytes, text.bytes);
		assert_int_equal(again.length, text.length);
		assert_int_equal(again.width, text.width);
		changed += text.bytes != raw.data;
		arena_reset(&arena);
	}
	assert_in_range(changed, 5000, 9999);
	setlocale(LC_CTYPE, "C");
	string_free(&raw);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8_round_trip),
		cmocka_unit_test(test_utf8_valid),
		cmocka_unit_test(test_widths_are_those_of_the_c_library),
		cmocka_unit_test(test_drawn_or_not),
		cmocka_unit_test(test_clean_table),
		cmocka_unit_test(test_clean_text_is_borrowed),
		cmocka_unit_test(test_each_byte_at_each_place),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_hostile_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
