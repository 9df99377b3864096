/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/instant.h"
#include "core/config/config.h"
#include "core/store/cache_reader.h"
#include "core/store/store.h"
#include "tui/canvas.h"
#include "tui/command.h"
#include "tui/dialog.h"
#include "tui/keys/keymap.h"
#include "tui/loop.h"
#include "tui/toast.h"
#include "views/view.h"

/* What all panes work with. The console owns it; one thread. */
struct asking;
struct shell;
struct screen;

struct desk {
	struct store *store;         /* borrowed */
	const struct config *config; /* borrowed; may be NULL in tests */
	const struct time_zone *zone;
	const struct clock *clock;
	const char *title;

	struct cache_reader *reader;
	struct loop *loop;
	struct command_table *commands;
	struct keymap *keymap;
	struct dialog_stack *dialogs;
	struct toasts *toasts;
	struct asking *asking;
	struct shell *shell;
	struct screen *screen; /* NULL without a terminal */
	bool (*set_theme)(struct desk *desk, const char *name, struct error *err);

	instant now; /* the wall clock of this frame: ages count from it */
	bool ascii;
	bool color;
	bool settled; /* the first paint is over: everything may be read */
	char last_error[ERROR_MESSAGE_MAX];
	char last_said[ERROR_MESSAGE_MAX];
	instant last_said_at;
};

/* Plain http to another machine: worth a warning. To this one it is not. */
bool desk_is_plaintext(const struct desk *desk, const struct platform_fact *fact);
int64_t desk_time(const struct desk *desk); /* the monotonic clock, ms */
void desk_repaint(struct desk *desk);
/* A toast and the message line. An error is kept for console.error too. */
void desk_say(struct desk *desk, enum toast_level level, const char *format, ...) PRINTF(3, 4);
/* OUTCOME_FAILED or not, the operator hears of it once: for handlers that fail with a sentence. */
unsigned desk_failed(struct desk *desk, const struct error *err);
