/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/sts/token_number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_token(struct string_view text)
{
	struct sts_token token, again;
	struct error err = {0};
	char grouped[STS_GROUPED_MAX];

	if (!sts_token_parse(text, &token, &err)) {
		require(err.code == ERROR_RANGE && err.message[0] != '\0');
		return;
	}
	require(strlen(token.digits) == STS_DIGITS && token.token_class <= 3);
	sts_token_group(token.digits, grouped);
	require(sts_token_parse(sv(grouped), &again, NULL));
	require(strcmp(again.digits, token.digits) == 0 && again.block == token.block);
	require(token.has_fields == (token.token_class == 1));
}

static void check_amount(uint64_t tenths)
{
	uint16_t code;

	if (sts_amount_encode(tenths, &code))
		require(sts_amount_decode(code) >= tenths);
	else
		require(tenths > 18201624);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct string_view text = sv_from((const char *)data, size);
	uint64_t tenths = 0;
	char expected = '0';

	check_token(text);
	if (sts_meter_number_check(text, &expected) != LUHN_NOT_APPLICABLE)
		require(expected >= '0' && expected <= '9');
	memcpy(&tenths, data, size < 4 ? size : 4);
	check_amount(tenths);
	return 0;
}
