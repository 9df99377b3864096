/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/attributes.h"
#include "core/sts/token_number.h"

static const struct {
	const char *digits;
	uint8_t token_class;
	uint64_t block;
} vectors[] = {
	{"23716100501183194197", 0, 0x492083c0ae7ce455},
	{"42502136492215507402", 0, 0x4dd5ebf435ac19ca},
	{"20324881626382980759", 0, 0x1a107c274a6bd697},
	{"52522044994700766563", 0, 0xd8e3c9a63238ed63},
	{"48725997619297311927", 0, 0xa43584ac70bedcb7},
	{"29054347139309851356", 0, 0x9335c6c96b7352dc},
	{"56493153725450313471", 1, 0x0fffffffff005eff},
	{"02305843005052951967", 1, 0x1fffffff00001d9f},
	{"00000000000150997584", 1, 0x0000000001000a50},
	{"01152921509036054672", 1, 0x1000000100005890},
	/* These two prove that the bits at 65 and 64 go to 28 and 27. */
	{"18446744073843772416", 1, 0x0000000008000c00},
	{"36893488147553322496", 1, 0x0000000010000600},
	{"50901894209860263092", 2, 0xc267db18153bdcb4},
	{"34812744915211133004", 2, 0xe31fb70def72204c},
	{"49335795185499399179", 2, 0xacabf454371e640b},
	{"73786976294838206463", 3, 0xffffffffffffffff},
};

static struct sts_token parsed(const char *digits)
{
	struct sts_token token;
	struct error err = {0};

	if (!sts_token_parse(sv(digits), &token, &err))
		fail_msg("%s: %s", digits, err.message);
	return token;
}

static void takes_class_and_block_apart(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		struct sts_token token = parsed(vectors[i].digits);
		assert_int_equal(token.token_class, vectors[i].token_class);
		assert_true(token.block == vectors[i].block);
		assert_string_equal(token.digits, vectors[i].digits);
		assert_int_equal(token.has_fields, vectors[i].token_class == 1);
		if (token.has_fields) {
			assert_true(token.crc_valid);
			assert_int_equal(token.crc, vectors[i].block & 0xFFFF);
		} else {
			/* A class 1 rule holds for no other: the dlms sample must fail it. */
			assert_false(token.crc_valid);
		}
	}
	assert_int_not_equal(sts_crc(1, 0xacabf454371e640b), 0x640b);
}

static void reads_the_fields_of_clear_tokens(void **state)
{
	struct sts_token token = parsed("56493153725450313471");
	assert_int_equal(token.subclass, 0);
	assert_true(token.control == 0xFFFFFFFFF);
	assert_int_equal(token.manufacturer, 0);
	assert_int_equal(token.crc, 0x5eff);

	token = parsed("02305843005052951967");
	assert_int_equal(token.subclass, 1);
	assert_true(token.control == 0xFFFFFFF);
	assert_int_equal(token.manufacturer, 0);

	token = parsed("00000000000150997584");
	assert_int_equal(token.subclass, 0);
	assert_true(token.control == 1);

	token = parsed("01152921509036054672");
	assert_int_equal(token.subclass, 1);
	assert_true(token.control == 1);
}

static void sees_a_wrong_digit_in_a_clear_token(void **state)
{
	for (size_t i = 0; i < STS_DIGITS; i++) {
		char digits[] = "00000000000150997584";
		struct sts_token token;
		digits[i] = digits[i] == '9' ? '0' : (char)(digits[i] + 1);
		if (sts_token_parse(sv(digits), &token, NULL) && token.token_class == 1)
			assert_false(token.crc_valid);
	}
}

static void other_classes_by_their_vectors(void **state)
{
	static const char *const credit[] = {"67586531586639825066", "66475648316756821785",
		"31056801750423680816", "20363556736975891316", "37577557589608193918",
		"27442853458265256809", "29433837651179279051", "16838670950350007721",
		"67206107716095682372", "09109691696351271646", "35758660990071466853",
		"15697331168573253829", "09239624803025986815"};
	static const char *const management[] = {"29511990995826640868", "37037300014464855694",
		"30220533115430798647", "49240429350369491663", "64902502692705103624",
		"51638423060042734509", "15361891762113502242", "69986678528351463847",
		"46903925208523674737", "71464563847088610152", "67904239402617643990"};

	for (size_t i = 0; i < ARRAY_SIZE(credit); i++)
		assert_int_equal(parsed(credit[i]).token_class, 0);
	for (size_t i = 0; i < ARRAY_SIZE(management); i++)
		assert_int_equal(parsed(management[i]).token_class, 2);
}

static void assert_refused(const char *text, const char *message)
{
	struct error err = {0};
	struct sts_token token;

	if (sts_token_parse(sv(text), &token, &err))
		fail_msg("taken: %s", text);
	assert_int_equal(err.code, ERROR_RANGE);
	if (!strstr(err.message, message))
		fail_msg("%s", err.message);
}

static void refuses_what_is_no_token(void **state)
{
	assert_refused("73786976294838206464", "above 7378 6976 2948 3820 6463");
	assert_refused("99999999999999999999", "above");
	assert_refused("", "these are 0");
	assert_refused("4933579518549939917", "20 digits: these are 19");
	assert_refused("493357951854993991790", "these are 21");
	assert_refused("4933579518549939917O", "'O' at position 20");
	assert_refused("-49335795185499399179", "'-' at position 1");
	assert_refused("49335795185499399179-", "'-'");
	assert_refused("4933\t5795185499399179", "position 5");
	assert_refused("４９３３5795185499399179", "position 1");
	struct sts_token token;
	assert_false(sts_token_parse(SV_NONE, &token, NULL));
}

static void allows_spaces_and_dashes_between(void **state)
{
	assert_string_equal(parsed("4933 5795 1854 9939 9179").digits, "49335795185499399179");
	assert_string_equal(parsed(" 4933-5795-1854-9939-9179\n").digits, "49335795185499399179");
	assert_string_equal(parsed("4933 -  5795 1854 9939 9179").digits, "49335795185499399179");
}

static void groups_by_four(void **state)
{
	char text[STS_GROUPED_MAX];

	sts_token_group("49335795185499399179", text);
	assert_string_equal(text, "4933 5795 1854 9939 9179");
	assert_int_equal(strlen(text) + 1, STS_GROUPED_MAX);
	assert_string_equal(sts_class_word(0), "credit");
	assert_string_equal(sts_class_word(1), "non-meter-specific");
	assert_string_equal(sts_class_word(2), "management");
	assert_string_equal(sts_class_word(3), "reserved");
}

static void computes_the_crc_of_the_standard(void **state)
{
	assert_int_equal(sts_crc_bytes(UINT64_C(12205947027712)), 0xC207);
	assert_int_equal(sts_crc(1, 0x0fffffffff005eff), 0x5eff);
	assert_int_equal(sts_crc(1, 0x0000000008000c00), 0x0c00);
}

static void rounds_amounts_up_as_a_meter_does(void **state)
{
	static const struct {
		uint64_t tenths;
		uint16_t code;
		uint64_t stored;
	} amounts[] = {
		{0, 0, 0},
		{1, 1, 1},
		{1825, 1825, 1825},
		{16383, 0x3FFF, 16383},
		{16384, 0x4000, 16384},
		{16385, 0x4001, 16394},
		{16738, 0x4024, 16744},
		{163830, 0x7999, 163834},
		{180214, 0x7FFF, 180214},
		{180215, 0x8000, 180224},
		{180224, 0x8000, 180224},
		{180225, 0x8001, 180324},
		{1818524, 0xBFFF, 1818524},
		{1818525, 0xC000, 1818624},
		{1818624, 0xC000, 1818624},
		{1818625, 0xC001, 1819624},
		{18186240, 0xFFF0, 18186624},
		{18201624, 0xFFFF, 18201624},
		/* a power limit of 20,000 W */
		{20000, 0x416A, 20004},
	};

	for (size_t i = 0; i < ARRAY_SIZE(amounts); i++) {
		uint16_t code;
		assert_true(sts_amount_encode(amounts[i].tenths, &code));
		assert_int_equal(code, amounts[i].code);
		assert_int_equal(sts_amount_decode(code), amounts[i].stored);
	}
	uint16_t code;
	assert_false(sts_amount_encode(18201625, &code));
	assert_false(sts_amount_encode(UINT64_MAX, &code));
}

/* Every code comes back as itself, in rising order, and no amount is ever rounded down. */
static void every_code_is_its_own_amount(void **state)
{
	uint64_t before = 0;

	for (uint32_t code = 0; code <= 0xFFFF; code++) {
		uint16_t again, next;
		uint64_t amount = sts_amount_decode((uint16_t)code);
		assert_true(code == 0 || amount > before);
		assert_true(sts_amount_encode(amount, &again));
		assert_int_equal(again, code);
		if (code > 0) {
			assert_true(sts_amount_encode(before + 1, &next));
			assert_int_equal(next, code);
		}
		before = amount;
	}
}

static void checks_meter_numbers(void **state)
{
	char expected = '?';

	assert_int_equal(luhn_digit(SV("1234567890")), '3');
	assert_int_equal(luhn_digit(SV("43135625623")), '7');
	assert_int_equal(luhn_digit(SV("7861754265922")), '0');
	assert_int_equal(sts_meter_number_check(SV("600727000000000009"), &expected), LUHN_VALID);
	assert_int_equal(sts_meter_number_check(SV("000001000000000082"), NULL), LUHN_VALID);
	assert_int_equal(sts_meter_number_check(SV("0100000000008"), NULL), LUHN_VALID);
	assert_int_equal(sts_meter_number_check(SV("0128244400031"), NULL), LUHN_VALID);
	assert_int_equal(sts_meter_number_check(SV("0128244400032"), &expected), LUHN_WRONG);
	assert_int_equal(expected, '1');
	assert_int_equal(sts_meter_number_check(SV("12345678903"), NULL), LUHN_VALID);
	assert_int_equal(sts_meter_number_check(SV("188011110128"), NULL), LUHN_NOT_APPLICABLE);
	assert_int_equal(sts_meter_number_check(SV("012824440003x"), NULL), LUHN_NOT_APPLICABLE);
	assert_int_equal(sts_meter_number_check(SV_NONE, NULL), LUHN_NOT_APPLICABLE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_class_and_block_apart),
		cmocka_unit_test(reads_the_fields_of_clear_tokens),
		cmocka_unit_test(sees_a_wrong_digit_in_a_clear_token),
		cmocka_unit_test(other_classes_by_their_vectors),
		cmocka_unit_test(refuses_what_is_no_token),
		cmocka_unit_test(allows_spaces_and_dashes_between),
		cmocka_unit_test(groups_by_four),
		cmocka_unit_test(computes_the_crc_of_the_standard),
		cmocka_unit_test(rounds_amounts_up_as_a_meter_does),
		cmocka_unit_test(every_code_is_its_own_amount),
		cmocka_unit_test(checks_meter_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
