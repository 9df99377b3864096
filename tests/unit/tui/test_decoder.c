/* SPDX-License-Identifier: MIT */
#include "tests/unit/tui/check.h"
#include "tui/keys/decoder.h"

/* All events of the bytes as names, separated by blanks; pastes as <text>. */
static void decode(struct decoder *decoder, const char *bytes, size_t length, bool final, struct string *out)
{
	struct key_event event;
	char name[KEY_TEXT_MAX];
	decoder_feed(decoder, bytes, length);
	while (decoder_next(decoder, final, &event)) {
		if (out->length)
			string_append_char(out, ' ');
		if (event.kind == EVENT_PASTE)
			string_append_format(out, "<%.*s>", SV_ARG(event.text));
		else if (event.kind == EVENT_MOUSE)
			string_append_format(out, "mouse%d@%d,%d", event.button, event.x, event.y);
		else
			string_append(out, key_format(event.key, name));
	}
}

#define CASE(bytes, names)                                                                                   \
	{                                                                                                    \
		bytes, sizeof(bytes) - 1, names                                                              \
	}
static const struct {
	const char *bytes;
	size_t length;
	const char *names;
} cases[] = {
	CASE("aZ?", "a Z ?"),
	CASE("\r\t\x7f\b", "Enter Tab Backspace Backspace"),
	CASE("\x0c\x01", "C-l C-a"),
	CASE("\x00", "C-Space"),
	CASE("\xe6\x9d\x8e", "李"),
	CASE("\033", "Escape"),
	CASE("\033\033", "Escape Escape"),
	CASE("\033x", "M-x"),
	CASE("\033[", "M-["),
	CASE("\033O", "M-O"),
	CASE("\033[A\033[B\033OC\033OD", "Up Down Right Left"),
	CASE("\033[1;5C\033[1;2A\033[1;3B", "C-Right S-Up M-Down"),
	CASE("\033[H\033[F\033[1~\033[4~\033[7~\033[8~", "Home End Home End Home End"),
	CASE("\033[2~\033[3~\033[5~\033[6~", "Insert Delete PageUp PageDown"),
	CASE("\033[6;5~", "C-PageDown"),
	CASE("\033OP\033[12~\033[24~\033[[C", "F1 F2 F12 F3"),
	CASE("\033[Z", "S-Tab"),
	CASE("\033[13;5u", "C-Enter"),
	/* Unknown and replies: nothing. */
	CASE("\033[99;99X", ""),
	CASE("\033[?62;c", ""),
	CASE("\033[24;80R", ""),
	CASE("\033[>0;276;0c", ""),
	CASE("\033]11;rgb:0000/0000/0000\033\\x", "x"),
	CASE("\033]52;c;Zm9v\ax", "x"),
	CASE("\033P1$r0m\033\\x", "x"),
	CASE("\033Oz", ""),
	CASE("\x80\xff"
	     "a",
		"a"),
	CASE("\xe6\x9d"
	     "a",
		"a"),
	/* Pastes: text only, never a key. */
	CASE("\033[200~hello\rworld\033[201~x", "<hello world> x"),
	CASE("\033[200~a\x1b[31mb\x07\x7f\033[201~", "<a[31mb>"),
	CASE("\033[200~\033[201~", "<>"),
	/* The mouse. */
	CASE("\033[<0;5;3M\033[<0;5;3m\033[<64;1;1M", "mouse1@4,2 mouse2@0,0"),
};

static void decodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct decoder decoder = {0};
		struct string out = {0};
		decode(&decoder, cases[i].bytes, cases[i].length, true, &out);
		assert_string_equal(string_text(&out), cases[i].names);
		assert_false(decoder_waits(&decoder));
		string_free(&out);
		decoder_free(&decoder);
	}
}

/* A slow line cuts sequences anywhere. */
static void byte_by_byte_is_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct decoder decoder = {0};
		struct string out = {0};
		for (size_t j = 0; j < cases[i].length; j++)
			decode(&decoder, &cases[i].bytes[j], 1, false, &out);
		decode(&decoder, "", 0, true, &out);
		assert_string_equal(string_text(&out), cases[i].names);
		string_free(&out);
		decoder_free(&decoder);
	}
}

static void a_half_sequence_waits(void **state)
{
	(void)state;
	struct decoder decoder = {0};
	struct string out = {0};
	decode(&decoder, "\033[1;", 4, false, &out);
	assert_true(decoder_waits(&decoder));
	assert_string_equal(string_text(&out), "");
	decode(&decoder, "5A", 2, false, &out);
	assert_string_equal(string_text(&out), "C-Up");
	string_free(&out);
	decoder_free(&decoder);
}

static void a_description_comes_first(void **state)
{
	(void)state;
	struct decoder decoder = {0};
	struct string out = {0};
	decoder_add(&decoder, "\033[A", key_of(KEY_CODE_F1));
	decoder_add(&decoder, "\x7f", key_of(KEY_CODE_DELETE)); /* too short to be believed */
	decode(&decoder, "\033[A\x7f", 4, true, &out);
	assert_string_equal(string_text(&out), "F1 Backspace");
	string_free(&out);
	decoder_free(&decoder);
}

static void a_paste_is_bounded(void **state)
{
	(void)state;
	struct decoder decoder = {0};
	struct key_event event;
	char block[1000];
	memset(block, 'x', sizeof(block));
	decoder_feed(&decoder, "\033[200~", 6);
	for (int i = 0; i < 50; i++) {
		decoder_feed(&decoder, block, sizeof(block));
		assert_false(decoder_next(&decoder, true, &event));
	}
	decoder_feed(&decoder, "\033[201~", 6);
	assert_true(decoder_next(&decoder, false, &event));
	assert_int_equal(event.kind, EVENT_PASTE);
	assert_int_equal(event.text.length, DECODER_PASTE_MAX);
	decoder_free(&decoder);
}

static void random_bytes_end(void **state)
{
	(void)state;
	uint32_t seed = 7;
	struct decoder decoder = {0};
	struct key_event event;
	for (int round = 0; round < 20000; round++) {
		seed = seed * 1664525 + 1013904223;
		char byte = (char)(seed >> 24);
		static const char likely[] = "\033\033[[]P;0123~MO<";
		if (seed >> 8 & 1)
			byte = likely[(seed >> 16) % (sizeof(likely) - 1)];
		decoder_feed(&decoder, &byte, 1);
		while (decoder_next(&decoder, (seed >> 9 & 15) == 0, &event))
			;
	}
	assert_true(decoder.input.length < 3 * DECODER_PASTE_MAX);
	decoder_free(&decoder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes),
		cmocka_unit_test(byte_by_byte_is_the_same),
		cmocka_unit_test(a_half_sequence_waits),
		cmocka_unit_test(a_description_comes_first),
		cmocka_unit_test(a_paste_is_bounded),
		cmocka_unit_test(random_bytes_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
