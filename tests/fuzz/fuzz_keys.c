/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/base/display_text.h"
#include "tui/keys/decoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_event(const struct key_event *event)
{
	char name[KEY_TEXT_MAX];
	struct key again;
	if (event->kind == EVENT_PASTE &&
		(event->text.length > DECODER_PASTE_MAX || sv_find(event->text, '\033') >= 0))
		abort();
	if (event->kind != EVENT_KEY ||
		code_point_width(event->key.code) == 0) /* a mark alone is text, not a key's name */
		return;
	/* What a terminal sends has a name, and the name means the same key. */
	if (!key_parse(sv(key_format(event->key, name)), &again, NULL))
		abort();
}

/* The first byte says in how large pieces the rest arrives. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct decoder decoder = {0};
	struct key_event event;
	size_t piece = size > 0 ? (size_t)data[0] % 16 + 1 : 1;
	for (size_t at = 1; at < size; at += piece) {
		decoder_feed(&decoder, (const char *)data + at, at + piece < size ? piece : size - at);
		while (decoder_next(&decoder, at % 3 == 0, &event))
			check_event(&event);
	}
	while (decoder_next(&decoder, true, &event))
		check_event(&event);
	decoder_free(&decoder);
	return 0;
}
