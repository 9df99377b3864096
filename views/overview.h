/* SPDX-License-Identifier: MIT */
#pragma once
#include "views/view.h"

/* One look answers "is anything wrong, and where": platforms, alarms, commands, meters in numbers. */
extern const struct view_ops overview_view;
