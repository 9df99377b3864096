/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/base/error.h"
#include "views/view.h"

struct shell;
/*
 * Shows the picture behind a camera meter's newest reading (jrhsz 4.8) in cells: the one that is kept, and
 * the newest as soon as the engine has fetched it. Nothing fetches it before somebody opens this. Outcome
 * bits.
 */
unsigned camera_open(struct shell *shell, const struct view_subject *subject, struct error *err);
