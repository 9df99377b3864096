/* SPDX-License-Identifier: MIT */
#include "tui/ascii.h"

#include <stddef.h>

#include "core/base/attributes.h"

static const struct {
	uint16_t code_point;
	char twin;
} twins[] = {
	{0xa0, ' '},
	{0xa5, 'Y'},
	{0xab, '<'},
	{0xb0, 'o'},
	{0xb1, '~'},
	{0xb2, '2'},
	{0xb3, '3'},
	{0xb5, 'u'},
	{0xb7, '.'},
	{0xbb, '>'},
	{0xd7, 'x'},
	{0xf7, '/'},
	{0x2010, '-'},
	{0x2011, '-'},
	{0x2012, '-'},
	{0x2013, '-'},
	{0x2014, '-'},
	{0x2018, '\''},
	{0x2019, '\''},
	{0x201c, '"'},
	{0x201d, '"'},
	{0x2022, '*'},
	{0x2026, '~'},
	{0x2039, '<'},
	{0x203a, '>'},
	{0x2190, '<'},
	{0x2191, '^'},
	{0x2192, '>'},
	{0x2193, 'v'},
	{0x2212, '-'},
	{0x2264, '<'},
	{0x2265, '>'},
	{0x2260, '!'},
	{0x221e, '8'},
	{0x25a0, '#'},
	{0x25a1, '.'},
	{0x25aa, '.'},
	{0x25b0, '#'},
	{0x25b1, '.'},
	{0x25b2, '^'},
	{0x25b4, '^'},
	{0x25b6, '>'},
	{0x25bc, 'v'},
	{0x25be, 'v'},
	{0x25c0, '<'},
	{0x25c6, '#'},
	{0x25c7, '~'},
	{0x25cb, 'o'},
	{0x25cf, '@'},
	{0x2605, '*'},
	{0x2713, '+'},
	{0x2717, 'x'},
	{0x3000, ' '},
	{0x3001, ','},
	{0x3002, '.'},
};

/* À to ÿ without their marks. */
static const char latin[] = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

static char box_twin(uint32_t code_point)
{
	switch (code_point) {
	case 0x2500:
	case 0x2501:
	case 0x2550:
		return '-';
	case 0x2502:
	case 0x2503:
	case 0x2551:
	case 0x258f:
		return '|';
	default:
		return code_point <= 0x257f ? '+' : '#';
	}
}

char ascii_twin(uint32_t code_point)
{
	if (code_point < 0x80)
		return (char)code_point;
	if (code_point >= 0x2500 && code_point <= 0x259f)
		return box_twin(code_point);
	if (code_point >= 0x2800 && code_point <= 0x28ff)
		return code_point == 0x2800 ? ' ' : ':';
	if (code_point >= 0xff01 && code_point <= 0xff5e)
		return (char)(code_point - 0xfee0);
	for (size_t i = 0; i < ARRAY_SIZE(twins); i++) {
		if (twins[i].code_point == code_point)
			return twins[i].twin;
	}
	if (code_point >= 0xc0 && code_point <= 0xff)
		return latin[code_point - 0xc0];
	return '?';
}
