/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli/roster_import.h"
#include "core/base/display_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever the file holds: meters with numbers, or an error that names the file in clean text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct roster_file file = {0};
	struct error err = {0};
	uint32_t width;

	if (!roster_text_read(sv_from((const char *)data, size), "fuzz.csv", &file, &err)) {
		if (err.code == ERROR_NONE || !display_is_clean(sv(err.message), &width) || file.count != 0)
			abort();
		roster_file_free(&file);
		return 0;
	}
	for (size_t i = 0; i < file.count; i++) {
		if (file.meters[i].meter_no.length == 0)
			abort();
	}
	roster_file_free(&file);
	return 0;
}
