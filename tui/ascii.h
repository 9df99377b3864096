/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

/* What a terminal without UTF-8 shows for a character: a twin that reads alike, '?' when there is none. */
char ascii_twin(uint32_t code_point);
