/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string_view.h"

/*
 * What an operator types behind `/` and --filter: words and key:value pairs, all of which must hold.
 *
 *   李 龙蟠路        every word is somewhere in the row's texts (number, code, name, address ...), case of
 * ASCII ignored "Ngong Rd"      a word with a space in it valve:closed    a key; `valve:closed,forced`
 * either; `-valve:open` anything but
 *
 * Keys: meters    medium valve online profile
 *       readings  source
 *       alarms    priority state origin profile
 *       events    profile
 *       commands  state effect profile
 *       messages  level profile
 */
enum filter_list {
	FILTER_METERS,
	FILTER_READINGS,
	FILTER_ALARMS,
	FILTER_EVENTS,
	FILTER_COMMANDS,
	FILTER_MESSAGES,
	FILTER_PRICES,
	FILTER_LIST_COUNT
};

enum filter_key {
	FILTER_MEDIUM,
	FILTER_VALVE,
	FILTER_ONLINE,
	FILTER_SOURCE,
	FILTER_PRIORITY,
	FILTER_STATE, /* of alarms or of commands, as the list is */
	FILTER_EFFECT,
	FILTER_ORIGIN,
	FILTER_LEVEL,
	FILTER_KEY_COUNT
};

#define FILTER_TEXT_MAX     256
#define FILTER_WORDS_MAX    8
#define FILTER_PROFILES_MAX 8

/* Plain data, copied by assignment: it holds offsets into its own text. */
struct filter_slice {
	uint16_t offset, length;
};
struct filter {
	enum filter_list list;
	char text[FILTER_TEXT_MAX]; /* folded */
	size_t word_count;
	struct filter_slice words[FILTER_WORDS_MAX];
	size_t profile_count;
	struct filter_slice profiles[FILTER_PROFILES_MAX];
	bool profiles_excluded;
	uint32_t masks[FILTER_KEY_COUNT]; /* bit n: value n is wanted; all ones: the key was not given */
};

/* An empty text gives a filter that lets everything pass. Unknown keys and values name the nearest word
 * (ERROR_USAGE). */
bool filter_parse(enum filter_list list, struct string_view text, struct filter *out, struct error *err);
bool filter_is_empty(const struct filter *filter);
bool filter_same(const struct filter *a, const struct filter *b);
struct string_view filter_word(const struct filter *filter, size_t index);

bool filter_wants(const struct filter *filter, enum filter_key key, int value);
bool filter_wants_profile(const struct filter *filter, struct string_view profile);
/* Every word is in one of the texts. */
bool filter_matches(const struct filter *filter, const struct string_view *texts, size_t count);
/* The keys of a list with a space between them, for help and completion: NULL-terminated words. */
const char *const *filter_keys(enum filter_list list);
/* The values that a key takes, NULL-terminated; NULL for `profile` and unknown keys. */
const char *const *filter_values(enum filter_list list, struct string_view key);

/* ASCII letters to lower case; the same folding as the search's text. */
void filter_fold(char *text, size_t length);
