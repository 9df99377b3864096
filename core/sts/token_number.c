/* SPDX-License-Identifier: MIT */
#include "core/sts/token_number.h"

#include <stddef.h>

#include "core/base/attributes.h"

#define CRC_START      0xFFFFU
#define CRC_POLYNOMIAL 0xA001U
#define CRC_BYTES      7

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* ---- The CRC (IEC 62055-41 6.3.7) ---- */

uint16_t sts_crc_bytes(uint64_t seven_bytes)
{
	unsigned crc = CRC_START;

	for (int i = CRC_BYTES - 1; i >= 0; i--) {
		crc ^= (unsigned)(seven_bytes >> (8 * i)) & 0xFF;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ CRC_POLYNOMIAL : crc >> 1;
	}
	return (uint16_t)(crc << 8 | crc >> 8);
}

uint16_t sts_crc(uint8_t token_class, uint64_t block)
{
	return sts_crc_bytes((uint64_t)(token_class & 3) << 48 | block >> 16);
}

/* ---- The twenty digits ---- */

static bool refuse_character(struct error *err, char character, size_t at)
{
	if (character > 0x20 && character < 0x7F)
		return error_set(
			err, ERROR_RANGE, "a token has digits only: '%c' at position %zu", character, at + 1);
	return error_set(err, ERROR_RANGE, "a token has digits only: position %zu is something else", at + 1);
}

static bool is_separator(struct string_view text, size_t at)
{
	return (text.data[at] == ' ' || text.data[at] == '-') && at > 0 && at + 1 < text.length;
}

static bool collect_digits(struct string_view text, char digits[STS_DIGITS + 1], struct error *err)
{
	size_t count = 0;

	for (size_t i = 0; i < text.length; i++) {
		if (is_digit(text.data[i])) {
			if (count < STS_DIGITS)
				digits[count] = text.data[i];
			count++;
		} else if (!is_separator(text, i)) {
			return refuse_character(err, text.data[i], i);
		}
	}
	if (count != STS_DIGITS)
		return error_set(err, ERROR_RANGE, "a token has 20 digits: these are %zu", count);
	digits[STS_DIGITS] = '\0';
	return true;
}

/* The class stands at bits 28 and 27; the bits of the block that belong there stand at 65 and 64 (6.4.2). */
static void split_number(unsigned __int128 number, struct sts_token *token)
{
	uint64_t low = (uint64_t)number;
	uint64_t moved = (uint64_t)(number >> 64) & 3;

	token->token_class = (uint8_t)(low >> 27 & 3);
	token->block = (low & ~(UINT64_C(3) << 27)) | moved << 27;
}

static void read_clear_fields(struct sts_token *token)
{
	uint64_t block = token->block;

	token->has_fields = true;
	token->subclass = (uint8_t)(block >> 60);
	token->crc = (uint16_t)block;
	token->crc_valid = sts_crc(token->token_class, block) == token->crc;
	if (token->subclass == 0) {
		token->control = block >> 24 & 0xFFFFFFFFF;
		token->manufacturer = (uint16_t)(block >> 16 & 0xFF);
	} else if (token->subclass == 1) {
		token->control = block >> 32 & 0xFFFFFFF;
		token->manufacturer = (uint16_t)(block >> 16 & 0xFFFF);
	}
}

bool sts_token_parse(struct string_view text, struct sts_token *out, struct error *err)
{
	struct sts_token token = {0};
	unsigned __int128 number = 0;

	if (!collect_digits(sv_trim(text), token.digits, err))
		return false;
	for (size_t i = 0; i < STS_DIGITS; i++)
		number = number * 10 + (unsigned)(token.digits[i] - '0');
	if (number >> 66)
		return error_set(err, ERROR_RANGE,
			"no token is above 7378 6976 2948 3820 6463: at least one digit is wrong");
	split_number(number, &token);
	if (token.token_class == 1)
		read_clear_fields(&token);
	*out = token;
	return true;
}

void sts_token_group(const char digits[STS_DIGITS + 1], char out[STS_GROUPED_MAX])
{
	size_t length = 0;

	for (size_t i = 0; i < STS_DIGITS && digits[i]; i++) {
		if (i > 0 && i % 4 == 0)
			out[length++] = ' ';
		out[length++] = digits[i];
	}
	out[length] = '\0';
}

const char *sts_class_word(uint8_t token_class)
{
	static const char *const words[] = {"credit", "non-meter-specific", "management", "reserved"};

	return words[token_class & 3];
}

/* ---- Amounts: two bits of exponent, fourteen of mantissa (6.3.9) ---- */

#define MANTISSA_MAX 0x3FFFU

static const struct {
	uint64_t from; /* what mantissa 0 stands for */
	uint64_t step;
} amount_ranges[] = {{0, 1}, {16384, 10}, {180224, 100}, {1818624, 1000}};

bool sts_amount_encode(uint64_t tenths, uint16_t *code)
{
	for (size_t exponent = 0; exponent < ARRAY_SIZE(amount_ranges); exponent++) {
		uint64_t from = amount_ranges[exponent].from;
		uint64_t step = amount_ranges[exponent].step;
		if (tenths > from + MANTISSA_MAX * step)
			continue;
		uint64_t mantissa = tenths <= from ? 0 : (tenths - from + step - 1) / step;
		*code = (uint16_t)(exponent << 14 | mantissa);
		return true;
	}
	return false;
}

uint64_t sts_amount_decode(uint16_t code)
{
	unsigned exponent = code >> 14;

	return amount_ranges[exponent].from + (code & MANTISSA_MAX) * amount_ranges[exponent].step;
}

/* ---- Meter numbers ---- */

char luhn_digit(struct string_view digits)
{
	unsigned sum = 0;

	for (size_t i = 0; i < digits.length; i++) {
		unsigned value = (unsigned)(digits.data[digits.length - 1 - i] - '0');
		if (i % 2 == 0)
			value = value * 2 > 9 ? value * 2 - 9 : value * 2;
		sum += value;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

enum luhn_verdict sts_meter_number_check(struct string_view digits, char *expected)
{
	if (digits.length != 11 && digits.length != 13 && digits.length != 18)
		return LUHN_NOT_APPLICABLE;
	for (size_t i = 0; i < digits.length; i++)
		if (!is_digit(digits.data[i]))
			return LUHN_NOT_APPLICABLE;
	char right = luhn_digit(sv_slice(digits, 0, digits.length - 1));
	if (expected)
		*expected = right;
	return digits.data[digits.length - 1] == right ? LUHN_VALID : LUHN_WRONG;
}
