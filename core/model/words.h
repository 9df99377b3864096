/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/attributes.h"
#include "core/base/string_view.h"
#include "core/model/quantity.h"

/*
 * The vocabulary's enumerations and their words, one word for the same thing everywhere: in --json, in
 * filters, on the screen, in the configuration. The numbers are stored in the cache: append only.
 */

/* Valve or relay. The documents use four code sets (domain notes 7.3); each decoder maps its own to this. */
enum valve_state {
	VALVE_NONE,   /* the platform has none (dlms): null in --json */
	VALVE_OPEN,   /* 合闸, 开阀 */
	VALVE_CLOSED, /* 跳闸, 关阀 */
	VALVE_FORCED, /* forced open at the meter (iotgas force_valve_on) */
	VALVE_UNKNOWN,
	VALVE_COUNT
};
enum tristate { TRISTATE_UNKNOWN, TRISTATE_NO, TRISTATE_YES };

/* Where a reading came from. */
enum reading_source {
	SOURCE_LIVE,        /* latest reading that the platform has */
	SOURCE_FROZEN,      /* iotgas data_type 1 */
	SOURCE_HISTORY,     /* jrhsz 4.4, iotgas 3.1.4 */
	SOURCE_CONSUMPTION, /* jrhsz 4.5 type 1: 实时数据 */
	SOURCE_DAILY,       /* goldcard 1015, jrhsz 4.5 daily */
	SOURCE_TOU,         /* jrhsz 4.7 尖峰平谷 */
	SOURCE_CAMERA,      /* jrhsz 4.8 */
	SOURCE_PUSH,
	SOURCE_COUNT
};

enum alarm_priority { PRIORITY_UNKNOWN, PRIORITY_LOW, PRIORITY_MEDIUM, PRIORITY_HIGH, PRIORITY_COUNT };
/* ISA-18.2 / IEC 62682 states that a latched alarm can have here. */
enum alarm_state {
	ALARM_UNACKNOWLEDGED,
	ALARM_ACKNOWLEDGED,
	ALARM_RETURNED, /* back to normal, not yet acknowledged */
	ALARM_CLEARED,
	ALARM_SHELVED,
	ALARM_OUT_OF_SERVICE,
	ALARM_STATE_COUNT
};
enum fact_origin { ORIGIN_VENDOR, ORIGIN_PUSH, ORIGIN_DERIVED, ORIGIN_COUNT };

/* The life of a command (design.md, "Intents, the ledger and money"). */
enum command_state {
	COMMAND_DRAFT,
	COMMAND_QUEUED,
	COMMAND_SENDING,
	COMMAND_ACCEPTED,
	COMMAND_WAITING,
	COMMAND_SENT,
	COMMAND_ANSWERED,
	COMMAND_SUCCEEDED,
	COMMAND_FAILED,
	COMMAND_REJECTED,
	COMMAND_CANCELLED,
	COMMAND_EXPIRED,
	COMMAND_UNKNOWN,
	COMMAND_STATE_COUNT
};
enum command_effect { EFFECT_UNVERIFIED, EFFECT_CONFIRMED, EFFECT_CONTRADICTED, EFFECT_COUNT };

const char *medium_word(enum medium medium) RETURNS_NONNULL; /* "electricity"; "unknown" */
const char *valve_word(enum valve_state valve) RETURNS_NONNULL;
const char *source_word(enum reading_source source) RETURNS_NONNULL;
const char *priority_word(enum alarm_priority priority) RETURNS_NONNULL;
const char *alarm_state_word(enum alarm_state state) RETURNS_NONNULL;
const char *origin_word(enum fact_origin origin) RETURNS_NONNULL;
const char *command_state_word(enum command_state state) RETURNS_NONNULL;
const char *command_effect_word(enum command_effect effect) RETURNS_NONNULL;
/* The number behind a word, -1 when there is none. */
int medium_from_word(struct string_view word);
int valve_from_word(struct string_view word);
int source_from_word(struct string_view word);
int priority_from_word(struct string_view word);
int alarm_state_from_word(struct string_view word);
int command_state_from_word(struct string_view word);
bool command_state_is_end(enum command_state state);
