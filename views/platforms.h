/* SPDX-License-Identifier: MIT */
#pragma once
#include "views/view.h"

/* How each platform is doing: session, transport, clock, sweep, calls, the last error. */
extern const struct view_ops platforms_view;
/* The profile under the cursor; length 0 when there is none. Lives until the view is refreshed. */
struct string_view platforms_selected(const void *self);
/* Whether a login of the one under the cursor would change anything. */
bool platforms_wants_login(const void *self);
