/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/string_view.h"
#include "tui/canvas.h"

/* Short messages over the screen that go by themselves. What they said is kept elsewhere, in the message log.
 */
enum toast_level { TOAST_INFO, TOAST_WARNING, TOAST_ERROR };
struct toasts;
struct toasts *toasts_new(void);
void toasts_free(struct toasts *toasts);
/* At most three at once, the oldest goes. The same text again only stays longer. Times: the monotonic clock,
 * ms. */
void toast_show(struct toasts *toasts, enum toast_level level, struct string_view text, int64_t now);
void toasts_dismiss(struct toasts *toasts);
bool toasts_expire(struct toasts *toasts, int64_t now); /* true when one went */
int64_t toasts_next(const struct toasts *toasts);       /* when the next one goes, -1 when there is none */
/* At the bottom right of the window, above its last `below` lines. */
void toasts_paint(const struct toasts *toasts, struct canvas *canvas, int below);
