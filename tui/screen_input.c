/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <ncurses.h>
#include <poll.h>
#include <term.h>
#include <unistd.h>

#include "core/base/attributes.h"
#include "tui/screen_private.h"

static const struct {
	const char *capability;
	struct key key;
} described[] = {
	{"kcuu1", {KEY_CODE_UP, 0}},
	{"kcud1", {KEY_CODE_DOWN, 0}},
	{"kcub1", {KEY_CODE_LEFT, 0}},
	{"kcuf1", {KEY_CODE_RIGHT, 0}},
	{"khome", {KEY_CODE_HOME, 0}},
	{"kend", {KEY_CODE_END, 0}},
	{"kpp", {KEY_CODE_PAGE_UP, 0}},
	{"knp", {KEY_CODE_PAGE_DOWN, 0}},
	{"kich1", {KEY_CODE_INSERT, 0}},
	{"kdch1", {KEY_CODE_DELETE, 0}},
	{"kcbt", {KEY_CODE_TAB, KEY_SHIFT}},
	{"kent", {KEY_CODE_ENTER, 0}},
	{"kf1", {KEY_CODE_F1, 0}},
	{"kf2", {KEY_CODE_F1 + 1, 0}},
	{"kf3", {KEY_CODE_F1 + 2, 0}},
	{"kf4", {KEY_CODE_F1 + 3, 0}},
	{"kf5", {KEY_CODE_F1 + 4, 0}},
	{"kf6", {KEY_CODE_F1 + 5, 0}},
	{"kf7", {KEY_CODE_F1 + 6, 0}},
	{"kf8", {KEY_CODE_F1 + 7, 0}},
	{"kf9", {KEY_CODE_F1 + 8, 0}},
	{"kf10", {KEY_CODE_F1 + 9, 0}},
	{"kf11", {KEY_CODE_F1 + 10, 0}},
	{"kf12", {KEY_CODE_F1 + 11, 0}},
};

void screen_describe_keys(struct screen *screen)
{
	for (size_t i = 0; i < ARRAY_SIZE(described); i++) {
		const char *bytes = tigetstr(described[i].capability);
		if (bytes && bytes != (char *)-1)
			decoder_add(&screen->decoder, bytes, described[i].key);
	}
}

static bool bytes_wait(int milliseconds)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	return poll(&input, 1, milliseconds) > 0 && (input.revents & (POLLIN | POLLHUP));
}

static bool read_bytes(struct screen *screen)
{
	char buffer[1024];
	ssize_t count = read(STDIN_FILENO, buffer, sizeof(buffer));
	if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
		screen->gone = true;
	if (count <= 0)
		return false;
	decoder_feed(&screen->decoder, buffer, (size_t)count);
	return true;
}

bool screen_read(struct screen *screen, struct key_event *event)
{
	for (;;) {
		if (decoder_next(&screen->decoder, false, event))
			return true;
		/* A sequence that has begun gets the escape delay to come in whole. */
		bool partial = decoder_waits(&screen->decoder);
		if (bytes_wait(partial ? screen->escape_delay : 0)) {
			if (!read_bytes(screen))
				return false;
		} else {
			return partial && decoder_next(&screen->decoder, true, event);
		}
	}
}

bool screen_is_gone(const struct screen *screen)
{
	return screen->gone;
}
