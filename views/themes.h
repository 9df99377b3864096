/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/base/error.h"
#include "tui/theme.h"

/*
 * A theme by name or path, with the roles of the panes. Names are looked for in $METERDECK_THEMES,
 * $XDG_CONFIG_HOME/meterdeck/themes (~/.config), and where meterdeck was installed or built.
 */
struct theme *themes_load(const char *name, struct error *err);
