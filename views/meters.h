/* SPDX-License-Identifier: MIT */
#pragma once
#include "views/view.h"

/* The list of all meters: found by typing, sorted, marked. */
extern const struct view_ops meters_view;
/* Puts the cursor on a meter, without the filter when that hides it. False when there is no such meter. */
bool meters_jump(void *self, int64_t meter_id, struct error *err);
