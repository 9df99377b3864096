/* SPDX-License-Identifier: MIT */
#include "core/base/display_text.h"
#include "core/base/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever comes in, what comes out is clean, and cleaning it again changes nothing. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct string_view raw = sv_from((const char *)data, size);
	struct display_text text = display_clean(&arena, raw);
	struct display_text again = display_clean(&arena, display_view(text));
	struct display_text fitted = display_fit(&arena, text, (uint32_t)size / 2, size % 2);
	uint32_t width = 0;

	BUG_ON(again.bytes != text.bytes || again.length != text.length || again.width != text.width);
	BUG_ON(!utf8_valid(display_view(text)));
	BUG_ON(!display_is_clean(display_view(fitted), &width) || width != fitted.width);
	BUG_ON(fitted.width > MAX(size / 2, text.width <= size / 2 ? text.width : 0));
	arena_free(&arena);
	return 0;
}
