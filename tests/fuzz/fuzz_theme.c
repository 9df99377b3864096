/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "tui/theme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct role_definition own[] = {{"alarm.high", "@status.bad"}};
	static const struct role_table roles = {own, 1};
	struct error err = {0};
	struct theme *theme = theme_parse(sv_from((const char *)data, size), "fuzz.theme", &roles, &err);
	if (!theme && (err.code == ERROR_NONE || !err.message[0]))
		abort();
	for (unsigned role = 0; theme && role < role_count(&roles); role++) {
		struct style style = theme_style(theme, role);
		if (style_contrast(style) > 21.01)
			abort();
	}
	theme_free(theme);
	return 0;
}
