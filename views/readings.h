/* SPDX-License-Identifier: MIT */
#pragma once
#include "views/view.h"

/* One meter's readings: latest values, tariffs, phases, history, the list of all readings. */
extern const struct view_ops readings_view;
void readings_set_meter(void *self, int64_t meter_id); /* 0: none; read with the next refresh */
/* Whether the meter that the pane shows has a camera's picture; false for any other meter. */
bool readings_has_picture(const void *self, int64_t meter_id);
