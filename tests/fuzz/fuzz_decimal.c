/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* What is printed reads back as the same number with the same scale. */
static void check_round_trip(struct decimal value)
{
	char text[DECIMAL_TEXT_MAX], places[DECIMAL_TEXT_MAX + 8];
	struct decimal again;

	require(strlen(decimal_format(value, text)) < sizeof(text));
	require(decimal_parse(sv(text), &again));
	require(again.mantissa == value.mantissa && again.scale == value.scale);
	for (uint8_t i = 0; i <= DECIMAL_SCALE_MAX; i++)
		require(strlen(decimal_format_places(value, i, true, places)) < sizeof(places));
}

static void check_sums(struct decimal a, struct decimal b)
{
	struct decimal sum, back;

	require(decimal_compare(a, b) == -decimal_compare(b, a));
	if (!decimal_add(a, b, &sum))
		return;
	check_round_trip(sum);
	if (decimal_subtract(sum, b, &back))
		require(decimal_compare(back, a) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct string_view rest = sv_from((const char *)data, size);
	struct string_view part;
	struct decimal before = {0};

	while (sv_split(&rest, '\n', &part)) {
		struct decimal value;
		if (!decimal_parse(part, &value))
			continue;
		check_round_trip(value);
		check_sums(value, before);
		before = value;
	}
	return 0;
}
