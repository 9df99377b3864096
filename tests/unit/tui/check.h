/* SPDX-License-Identifier: MIT */
#pragma once
/* cmocka needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/attributes.h"
#include "core/base/error.h"
#include "tui/canvas.h"

/* The canvas as text equals these lines. */
#define assert_canvas(canvas, expected)                                                                      \
	do {                                                                                                 \
		struct string text_ = {0};                                                                   \
		canvas_print((canvas), &text_);                                                              \
		assert_string_equal(string_text(&text_), (expected));                                        \
		string_free(&text_);                                                                         \
	} while (0)

#define assert_contains(text, part) assert_non_null(strstr((text), (part)))
