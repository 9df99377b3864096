/* SPDX-License-Identifier: MIT */
#include "views/roles.h"

#include "core/base/attributes.h"

#define ROLE_AT(role) [(role)-ROLE_USER]

static const struct role_definition definitions[] = {
	ROLE_AT(ROLE_METER_ONLINE) = {"meter.online", "@text"},
	ROLE_AT(ROLE_METER_OFFLINE) = {"meter.offline", "@status.warning"},
	ROLE_AT(ROLE_METER_UNKNOWN) = {"meter.unknown", "@dim"},
	ROLE_AT(ROLE_VALVE_OPEN) = {"valve.open", "@text"},
	ROLE_AT(ROLE_VALVE_CLOSED) = {"valve.closed", "@status.warning"},
	ROLE_AT(ROLE_VALVE_FORCED) = {"valve.forced", "@status.bad"},
	ROLE_AT(ROLE_VALVE_UNKNOWN) = {"valve.unknown", "@status.unknown"},
	ROLE_AT(ROLE_ALARM_HIGH) = {"alarm.high", "@status.bad"},
	ROLE_AT(ROLE_ALARM_MEDIUM) = {"alarm.medium", "@status.warning"},
	ROLE_AT(ROLE_ALARM_LOW) = {"alarm.low", "@text"},
	ROLE_AT(ROLE_ALARM_QUIET) = {"alarm.quiet", "@dim"},
	ROLE_AT(ROLE_ALARM_FLOOD) = {"alarm.flood", "@status.bad"},
	ROLE_AT(ROLE_COMMAND_OPEN) = {"command.open", "@accent"},
	ROLE_AT(ROLE_COMMAND_DONE) = {"command.done", "@text"},
	ROLE_AT(ROLE_COMMAND_FAILED) = {"command.failed", "@status.bad"},
	ROLE_AT(ROLE_COMMAND_UNKNOWN) = {"command.unknown", "@status.unknown"},
	ROLE_AT(ROLE_AGE) = {"age", "@dim"},
	ROLE_AT(ROLE_AGE_OLD) = {"age.old", "@status.warning"},
	ROLE_AT(ROLE_UNIT) = {"unit", "@dim"},
	ROLE_AT(ROLE_TARIFF) = {"tariff", "@chart.bar"},
	ROLE_AT(ROLE_PLAINTEXT) = {"platform.plaintext", "@status.warning"},
};
_Static_assert(ARRAY_SIZE(definitions) == ROLE_VIEW_END - ROLE_USER, "each role has a definition");

const struct role_table view_roles = {definitions, ARRAY_SIZE(definitions)};

unsigned role_of_valve(enum valve_state valve)
{
	static const unsigned roles[VALVE_COUNT] = {
		[VALVE_NONE] = ROLE_DIM,
		[VALVE_OPEN] = ROLE_VALVE_OPEN,
		[VALVE_CLOSED] = ROLE_VALVE_CLOSED,
		[VALVE_FORCED] = ROLE_VALVE_FORCED,
		[VALVE_UNKNOWN] = ROLE_VALVE_UNKNOWN,
	};
	return valve < VALVE_COUNT ? roles[valve] : ROLE_VALVE_UNKNOWN;
}

unsigned role_of_online(enum tristate online)
{
	static const unsigned roles[] = {
		[TRISTATE_UNKNOWN] = ROLE_METER_UNKNOWN,
		[TRISTATE_NO] = ROLE_METER_OFFLINE,
		[TRISTATE_YES] = ROLE_METER_ONLINE,
	};
	return online < ARRAY_SIZE(roles) ? roles[online] : ROLE_METER_UNKNOWN;
}

unsigned role_of_priority(enum alarm_priority priority)
{
	static const unsigned roles[PRIORITY_COUNT] = {
		[PRIORITY_UNKNOWN] = ROLE_ALARM_LOW,
		[PRIORITY_LOW] = ROLE_ALARM_LOW,
		[PRIORITY_MEDIUM] = ROLE_ALARM_MEDIUM,
		[PRIORITY_HIGH] = ROLE_ALARM_HIGH,
	};
	return priority < PRIORITY_COUNT ? roles[priority] : ROLE_ALARM_LOW;
}

unsigned role_of_command(enum command_state state)
{
	switch (state) {
	case COMMAND_SUCCEEDED:
		return ROLE_COMMAND_DONE;
	case COMMAND_FAILED:
	case COMMAND_REJECTED:
	case COMMAND_EXPIRED:
		return ROLE_COMMAND_FAILED;
	case COMMAND_UNKNOWN:
		return ROLE_COMMAND_UNKNOWN;
	case COMMAND_CANCELLED:
		return ROLE_DIM;
	default:
		return ROLE_COMMAND_OPEN;
	}
}

unsigned role_of_platform(enum platform_state state)
{
	static const unsigned roles[PLATFORM_STATE_COUNT] = {
		[PLATFORM_STARTING] = ROLE_DIM,
		[PLATFORM_ONLINE] = ROLE_STATUS_GOOD,
		[PLATFORM_OFFLINE] = ROLE_STATUS_BAD,
		[PLATFORM_NEEDS_CAPTCHA] = ROLE_STATUS_WARNING,
		[PLATFORM_NEEDS_LOGIN] = ROLE_STATUS_BAD,
		[PLATFORM_RATE_LIMITED] = ROLE_STATUS_WARNING,
		[PLATFORM_UNTRUSTED] = ROLE_STATUS_BAD,
		[PLATFORM_LOCAL] = ROLE_DIM,
	};
	return state < PLATFORM_STATE_COUNT ? roles[state] : ROLE_STATUS_UNKNOWN;
}
