/* SPDX-License-Identifier: MIT */
#pragma once
/* cmocka wants these in front of itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
