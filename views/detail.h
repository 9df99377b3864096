/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "core/store/cache_reader.h"
#include "views/desk.h"

/* Details: all that is known of one thing, on a page of its own that scrolls, down to the record as the
 * platform sent it. Each returns outcome bits. */
unsigned detail_open_meter(struct desk *desk, int64_t id);
unsigned detail_open_alarm(struct desk *desk, int64_t id);
unsigned detail_open_event(struct desk *desk, int64_t id);
unsigned detail_open_command(struct desk *desk, int64_t id);
unsigned detail_open_reading(struct desk *desk, int64_t meter_id, int64_t id);
unsigned detail_open_message(struct desk *desk, int64_t id);
