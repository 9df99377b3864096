/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/model/words.h"
#include "core/store/platform.h"
#include "tui/role.h"

/* What cells of meterdeck mean, behind the toolkit's own roles. A sign or a word always stands beside the
 * colour. */
enum view_role {
	ROLE_METER_ONLINE = ROLE_USER, /* meter.online */
	ROLE_METER_OFFLINE,            /* meter.offline */
	ROLE_METER_UNKNOWN,            /* meter.unknown: nobody says whether it is online */
	ROLE_VALVE_OPEN,               /* valve.open */
	ROLE_VALVE_CLOSED,             /* valve.closed */
	ROLE_VALVE_FORCED,             /* valve.forced */
	ROLE_VALVE_UNKNOWN,            /* valve.unknown */
	ROLE_ALARM_HIGH,               /* alarm.high */
	ROLE_ALARM_MEDIUM,             /* alarm.medium */
	ROLE_ALARM_LOW,                /* alarm.low */
	ROLE_ALARM_QUIET,              /* alarm.quiet: acknowledged, shelved, cleared */
	ROLE_ALARM_FLOOD,              /* alarm.flood: the word FLOOD */
	ROLE_COMMAND_OPEN,             /* command.open: on its way */
	ROLE_COMMAND_DONE,             /* command.done */
	ROLE_COMMAND_FAILED,           /* command.failed */
	ROLE_COMMAND_UNKNOWN,          /* command.unknown: it may have happened */
	ROLE_AGE,                      /* age */
	ROLE_AGE_OLD,                  /* age.old */
	ROLE_UNIT,                     /* unit */
	ROLE_TARIFF,                   /* tariff: the bars of the four tariffs */
	ROLE_PLAINTEXT,                /* platform.plaintext */
	ROLE_VIEW_END,
};

extern const struct role_table view_roles;

unsigned role_of_valve(enum valve_state valve);
unsigned role_of_online(enum tristate online);
unsigned role_of_priority(enum alarm_priority priority);
unsigned role_of_command(enum command_state state);
unsigned role_of_platform(enum platform_state state);
