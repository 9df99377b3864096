/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"

/*
 * What 20 digits alone say (IEC 62055-41): a token is 66 bits, a 64-bit block and a 2-bit class, written as
 * 20 decimal digits with leading zeros. The class stands at bits 28 and 27, and the block's bits from there
 * at 65 and 64 (6.4.2). Classes 0 and 2 are encrypted: only the class can be read. Class 1 is clear and
 * carries a CRC. No keys and no tables of the cipher are here or needed.
 */
#define STS_DIGITS      20
#define STS_GROUPED_MAX 25 /* "4933 5795 1854 9939 9179" */

struct sts_token {
	char digits[STS_DIGITS + 1];
	uint8_t token_class; /* 0 credit, 1 non-meter-specific, 2 management, 3 reserved */
	uint64_t block;
	/* Class 1 only. */
	bool has_fields;
	uint8_t subclass; /* 0: 36-bit control, 8-bit manufacturer; 1: 28-bit control, 16-bit manufacturer */
	uint64_t control; /* which tests or displays */
	uint16_t manufacturer; /* code; 0 = every meter */
	uint16_t crc;          /* as it stands */
	bool crc_valid;
};

/* Spaces and dashes between digits are allowed. Refuses other characters, other lengths, and 2^66 or more. */
bool sts_token_parse(struct string_view text, struct sts_token *out, struct error *err);
void sts_token_group(const char digits[STS_DIGITS + 1], char out[STS_GROUPED_MAX]); /* groups of four */
const char *sts_class_word(
	uint8_t token_class); /* "credit", "non-meter-specific", "management", "reserved" */
/* The CRC of IEC 62055-41 over class and the block's upper 48 bits (polynomial 0xA001, start 0xFFFF). */
uint16_t sts_crc(uint8_t token_class, uint64_t block);
/* Over seven bytes, big-endian order, byte-swapped: the standard's worked example is 12205947027712 ->
 * 0xC207. */
uint16_t sts_crc_bytes(uint64_t seven_bytes);

/* What the meter will hold of an amount in tenths (16-bit floating code, always rounded up). False beyond
 * 18201624. */
bool sts_amount_encode(uint64_t tenths, uint16_t *code);
uint64_t sts_amount_decode(uint16_t code);

/* Luhn: an 11- or 13-digit meter number (DRN) or an 18-digit PAN with its check digit at the end. */
enum luhn_verdict { LUHN_VALID, LUHN_WRONG, LUHN_NOT_APPLICABLE };
enum luhn_verdict sts_meter_number_check(struct string_view digits, char *expected);
char luhn_digit(struct string_view digits); /* the digit to append; digits only */
