/* SPDX-License-Identifier: MIT */
#pragma once
#include "views/view.h"

/* The lists of what platforms and console reported. */
extern const struct view_ops alarms_view; /* alarms.c: conditions, folded, with how often they came */
extern const struct view_ops
	commands_view; /* commands.c: what platforms know of the commands sent to their meters */
extern const struct view_ops events_view;   /* events.c */
extern const struct view_ops messages_view; /* messages.c: the log, with the records that were refused */
