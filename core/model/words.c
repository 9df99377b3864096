/* SPDX-License-Identifier: MIT */
#include "core/model/words.h"

#include <stddef.h>

#include "core/base/error.h"

static const char *const mediums[MEDIUM_COUNT] = {
	[MEDIUM_UNKNOWN] = "unknown",
	[MEDIUM_ELECTRICITY] = "electricity",
	[MEDIUM_GAS] = "gas",
	[MEDIUM_WATER] = "water",
};

static const char *const valves[VALVE_COUNT] = {
	[VALVE_NONE] = "none",
	[VALVE_OPEN] = "open",
	[VALVE_CLOSED] = "closed",
	[VALVE_FORCED] = "forced",
	[VALVE_UNKNOWN] = "unknown",
};

static const char *const sources[SOURCE_COUNT] = {
	[SOURCE_LIVE] = "live",
	[SOURCE_FROZEN] = "frozen",
	[SOURCE_HISTORY] = "history",
	[SOURCE_CONSUMPTION] = "consumption",
	[SOURCE_DAILY] = "daily",
	[SOURCE_TOU] = "tou",
	[SOURCE_CAMERA] = "camera",
	[SOURCE_PUSH] = "push",
};

static const char *const priorities[PRIORITY_COUNT] = {
	[PRIORITY_UNKNOWN] = "unknown",
	[PRIORITY_LOW] = "low",
	[PRIORITY_MEDIUM] = "medium",
	[PRIORITY_HIGH] = "high",
};

static const char *const alarm_states[ALARM_STATE_COUNT] = {
	[ALARM_UNACKNOWLEDGED] = "unacknowledged",
	[ALARM_ACKNOWLEDGED] = "acknowledged",
	[ALARM_RETURNED] = "returned",
	[ALARM_CLEARED] = "cleared",
	[ALARM_SHELVED] = "shelved",
	[ALARM_OUT_OF_SERVICE] = "out-of-service",
};

static const char *const origins[ORIGIN_COUNT] = {
	[ORIGIN_VENDOR] = "vendor",
	[ORIGIN_PUSH] = "push",
	[ORIGIN_DERIVED] = "derived",
};

static const char *const command_states[COMMAND_STATE_COUNT] = {
	[COMMAND_DRAFT] = "draft",
	[COMMAND_QUEUED] = "queued",
	[COMMAND_SENDING] = "sending",
	[COMMAND_ACCEPTED] = "accepted",
	[COMMAND_WAITING] = "waiting",
	[COMMAND_SENT] = "sent",
	[COMMAND_ANSWERED] = "answered",
	[COMMAND_SUCCEEDED] = "succeeded",
	[COMMAND_FAILED] = "failed",
	[COMMAND_REJECTED] = "rejected",
	[COMMAND_CANCELLED] = "cancelled",
	[COMMAND_EXPIRED] = "expired",
	[COMMAND_UNKNOWN] = "unknown",
};

static const char *const effects[EFFECT_COUNT] = {
	[EFFECT_UNVERIFIED] = "unverified",
	[EFFECT_CONFIRMED] = "confirmed",
	[EFFECT_CONTRADICTED] = "contradicted",
};

static const char *word_at(const char *const *words, size_t count, unsigned number)
{
	BUG_ON(number >= count);
	return words[number];
}

static int number_of(const char *const *words, size_t count, struct string_view word)
{
	for (size_t i = 0; i < count; i++)
		if (sv_equal_text(word, words[i]))
			return (int)i;
	return -1;
}

const char *medium_word(enum medium medium)
{
	return word_at(mediums, MEDIUM_COUNT, medium);
}

const char *valve_word(enum valve_state valve)
{
	return word_at(valves, VALVE_COUNT, valve);
}

const char *source_word(enum reading_source source)
{
	return word_at(sources, SOURCE_COUNT, source);
}

const char *priority_word(enum alarm_priority priority)
{
	return word_at(priorities, PRIORITY_COUNT, priority);
}

const char *alarm_state_word(enum alarm_state state)
{
	return word_at(alarm_states, ALARM_STATE_COUNT, state);
}

const char *origin_word(enum fact_origin origin)
{
	return word_at(origins, ORIGIN_COUNT, origin);
}

const char *command_state_word(enum command_state state)
{
	return word_at(command_states, COMMAND_STATE_COUNT, state);
}

const char *command_effect_word(enum command_effect effect)
{
	return word_at(effects, EFFECT_COUNT, effect);
}

int medium_from_word(struct string_view word)
{
	return number_of(mediums, MEDIUM_COUNT, word);
}

int valve_from_word(struct string_view word)
{
	return number_of(valves, VALVE_COUNT, word);
}

int source_from_word(struct string_view word)
{
	return number_of(sources, SOURCE_COUNT, word);
}

int priority_from_word(struct string_view word)
{
	return number_of(priorities, PRIORITY_COUNT, word);
}

int alarm_state_from_word(struct string_view word)
{
	return number_of(alarm_states, ALARM_STATE_COUNT, word);
}

int command_state_from_word(struct string_view word)
{
	return number_of(command_states, COMMAND_STATE_COUNT, word);
}

/* unknown ends the sending, not the story: a reading or a person may still say what became of it. */
bool command_state_is_end(enum command_state state)
{
	switch (state) {
	case COMMAND_SUCCEEDED:
	case COMMAND_FAILED:
	case COMMAND_REJECTED:
	case COMMAND_CANCELLED:
	case COMMAND_EXPIRED:
	case COMMAND_UNKNOWN:
		return true;
	default:
		return false;
	}
}
