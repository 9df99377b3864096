/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/instant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken as a moment can be written and read again; a name never leads out of the zones' directory. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct string_view text = sv_from((const char *)data, size);
	char written[INSTANT_TEXT_MAX], name[80] = "";
	struct error err = {0};
	struct time_zone *zone;
	instant at, again;
	int64_t length;

	memcpy(name, data, MIN(size, sizeof(name) - 1));
	zone = time_zone_open(name, &err);
	if (instant_parse(text, zone, &at, &err)) {
		struct civil_time civil = civil_from_instant(at, NULL);

		instant_format(at, NULL, FORM_RFC3339, written);
		BUG_ON(civil.year >= 1 && civil.year <= 9999 &&
			(!instant_parse(sv(written), NULL, &again, &err) || again != at));
	}
	if (duration_parse(text, &length, &err))
		BUG_ON(length < 0);
	if (instant_parse_relative(text, 0, zone, &at, &err))
		instant_format(at, zone, FORM_DATE_TIME, written);
	time_zone_free(zone);
	return 0;
}
