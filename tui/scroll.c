/* SPDX-License-Identifier: MIT */
#include "tui/scroll.h"

#include <stddef.h>

#include "core/base/attributes.h"

static int clamp(const struct scroll *scroll, int at)
{
	return MAX(MIN(at, scroll->lines - scroll->room), 0);
}

int scroll_fit(struct scroll *scroll, int lines, int room)
{
	scroll->lines = lines;
	scroll->room = MAX(room, 0);
	scroll->at = clamp(scroll, scroll->at);
	return scroll->at;
}

bool scroll_key(struct scroll *scroll, struct key key)
{
	int page = MAX(scroll->room - 1, 1);
	const struct {
		uint32_t code;
		int at;
	} moves[] = {
		{KEY_CODE_UP, scroll->at - 1},
		{'k', scroll->at - 1},
		{KEY_CODE_DOWN, scroll->at + 1},
		{'j', scroll->at + 1},
		{KEY_CODE_PAGE_UP, scroll->at - page},
		{KEY_CODE_PAGE_DOWN, scroll->at + page},
		{' ', scroll->at + page},
		{KEY_CODE_HOME, 0},
		{KEY_CODE_END, scroll->lines},
	};
	for (size_t i = 0; i < ARRAY_SIZE(moves); i++) {
		if (moves[i].code == key.code) {
			scroll->at = clamp(scroll, moves[i].at);
			return true;
		}
	}
	return false;
}
