/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/string_view.h"

struct shell;
struct platform_fact;
/* False where requests carry their own signature, so that nobody ever logs in. */
bool login_is_known(const struct platform_fact *fact);
/*
 * Opens a session of a platform: of the named one, of the one under the cursor, else of the first that waits
 * for a person. Where it wants a captcha, the dialog shows its picture and sends what is typed. Outcome bits.
 */
unsigned login_open(struct shell *shell, struct string_view profile, struct error *err);
/* The store changed: a picture may have come. True when the dialog must be painted. */
bool login_store_changed(struct shell *shell);
