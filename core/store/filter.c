/* SPDX-License-Identifier: MIT */
#include "core/store/filter.h"

#include <string.h>

#include "core/base/string.h"

#define KEYS_MAX 5
#define MASK_ALL UINT32_MAX

static const char *const medium_values[] = {"unknown", "electricity", "gas", "water", NULL};
static const char *const valve_values[] = {"none", "open", "closed", "forced", "unknown", NULL};
static const char *const online_values[] = {"unknown", "no", "yes", NULL};
static const char *const source_values[] = {
	"live", "frozen", "history", "consumption", "daily", "tou", "camera", "push", NULL};
static const char *const priority_values[] = {"unknown", "low", "medium", "high", NULL};
static const char *const level_values[] = {"debug", "info", "warning", "error", NULL};

/* In the order of the enumerations of core/model/words.h; a test holds the two together. */
struct filter_key_row {
	const char *word;
	enum filter_key key;
	const char *const *values; /* in the order of the enumeration */
};

static const char *const alarm_state_values[] = {
	"unacknowledged", "acknowledged", "returned", "cleared", "shelved", "out-of-service", NULL};
static const char *const origin_values[] = {"vendor", "push", "derived", NULL};
static const char *const command_state_values[] = {"draft", "queued", "sending", "accepted", "waiting",
	"sent", "answered", "succeeded", "failed", "rejected", "cancelled", "expired", "unknown", NULL};
static const char *const effect_values[] = {"unverified", "confirmed", "contradicted", NULL};

#define PROFILE_ROW                                                                                          \
	{                                                                                                    \
		"profile", FILTER_KEY_COUNT, NULL                                                            \
	}
static const struct filter_key_row rows[FILTER_LIST_COUNT][KEYS_MAX] = {
	[FILTER_METERS] = {{"medium", FILTER_MEDIUM, medium_values}, {"valve", FILTER_VALVE, valve_values},
		{"online", FILTER_ONLINE, online_values}, PROFILE_ROW},
	[FILTER_READINGS] = {{"source", FILTER_SOURCE, source_values}},
	[FILTER_ALARMS] = {{"priority", FILTER_PRIORITY, priority_values},
		{"state", FILTER_STATE, alarm_state_values}, {"origin", FILTER_ORIGIN, origin_values},
		PROFILE_ROW},
	[FILTER_EVENTS] = {PROFILE_ROW},
	[FILTER_COMMANDS] = {{"state", FILTER_STATE, command_state_values},
		{"effect", FILTER_EFFECT, effect_values}, PROFILE_ROW},
	[FILTER_MESSAGES] = {{"level", FILTER_LEVEL, level_values}, PROFILE_ROW},
	[FILTER_PRICES] = {PROFILE_ROW},
};
static const char *const key_words[FILTER_LIST_COUNT][KEYS_MAX] = {
	[FILTER_METERS] = {"medium", "valve", "online", "profile"},
	[FILTER_READINGS] = {"source"},
	[FILTER_ALARMS] = {"priority", "state", "origin", "profile"},
	[FILTER_EVENTS] = {"profile"},
	[FILTER_COMMANDS] = {"state", "effect", "profile"},
	[FILTER_MESSAGES] = {"level", "profile"},
	[FILTER_PRICES] = {"profile"},
};

void filter_fold(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] + ('a' - 'A'));
}

static size_t count_words(const char *const *words)
{
	size_t count = 0;
	while (words[count])
		count++;
	return count;
}

static const struct filter_key_row *find_key(enum filter_list list, struct string_view word)
{
	for (size_t i = 0; i < KEYS_MAX && rows[list][i].word; i++)
		if (sv_equal_text(word, rows[list][i].word))
			return &rows[list][i];
	return NULL;
}

const char *const *filter_keys(enum filter_list list)
{
	return key_words[list];
}

const char *const *filter_values(enum filter_list list, struct string_view key)
{
	const struct filter_key_row *row = find_key(list, key);
	return row ? row->values : NULL;
}

/* ---- parsing ---- */

static bool unknown_word(
	struct string_view word, const char *what, const char *const *known, struct error *err)
{
	const char *nearest = sv_nearest(word, known, count_words(known));
	if (nearest)
		return error_set(
			err, ERROR_USAGE, "no such %s: %.*s; did you mean %s?", what, SV_ARG(word), nearest);
	struct string list = {0};
	for (size_t i = 0; known[i]; i++)
		string_append_format(&list, "%s%s", i ? ", " : "", known[i]);
	error_set(err, ERROR_USAGE, "no such %s: %.*s; there are %s", what, SV_ARG(word), string_text(&list));
	string_free(&list);
	return false;
}

static struct string_view online_alias(struct string_view value)
{
	if (sv_equal_text(value, "true") || sv_equal_text(value, "on"))
		return SV("yes");
	if (sv_equal_text(value, "false") || sv_equal_text(value, "off"))
		return SV("no");
	return value;
}

static bool value_bit(
	const struct filter_key_row *row, struct string_view value, uint32_t *mask, struct error *err)
{
	if (row->key == FILTER_ONLINE)
		value = online_alias(value);
	for (uint32_t i = 0; row->values[i]; i++) {
		if (!sv_equal_text(value, row->values[i]))
			continue;
		*mask |= 1u << i;
		return true;
	}
	return unknown_word(value, row->word, row->values, err);
}

static struct filter_slice slice_of(const struct filter *filter, struct string_view part)
{
	return (struct filter_slice){(uint16_t)(part.data - filter->text), (uint16_t)part.length};
}

static bool take_profiles(struct filter *filter, struct string_view values, bool excluded, struct error *err)
{
	struct string_view value;
	filter->profiles_excluded = excluded;
	while (sv_split(&values, ',', &value)) {
		if (filter->profile_count == FILTER_PROFILES_MAX)
			return error_set(
				err, ERROR_USAGE, "at most %d profiles in a filter", FILTER_PROFILES_MAX);
		if (value.length)
			filter->profiles[filter->profile_count++] = slice_of(filter, value);
	}
	return true;
}

static bool take_pair(struct filter *filter, struct string_view word, struct string_view values,
	bool excluded, struct error *err)
{
	const struct filter_key_row *row = find_key(filter->list, word);
	struct string_view value;
	uint32_t mask = 0;
	if (!row)
		return unknown_word(word, "filter key", key_words[filter->list], err);
	if (!row->values)
		return take_profiles(filter, values, excluded, err);
	if (!values.length)
		return error_set(err, ERROR_USAGE, "%s: needs a value", row->word);
	while (sv_split(&values, ',', &value))
		if (!value_bit(row, value, &mask, err))
			return false;
	filter->masks[row->key] &= excluded ? ~mask : mask;
	return true;
}

static bool take_word(struct filter *filter, struct string_view word, struct error *err)
{
	if (!word.length)
		return true;
	if (filter->word_count == FILTER_WORDS_MAX)
		return error_set(err, ERROR_USAGE, "at most %d words in a filter", FILTER_WORDS_MAX);
	filter->words[filter->word_count++] = slice_of(filter, word);
	return true;
}

/* A key is letters before a colon; "12:30" or "http://x" are words. */
static ptrdiff_t key_end(struct string_view part)
{
	ptrdiff_t colon = sv_find(part, ':');
	for (ptrdiff_t i = 0; i < colon; i++)
		if (part.data[i] < 'a' || part.data[i] > 'z')
			return -1;
	return colon > 0 ? colon : -1;
}

static bool take_part(struct filter *filter, struct string_view part, struct error *err)
{
	bool excluded = part.length > 1 && part.data[0] == '-';
	struct string_view pair = sv_slice(part, excluded, part.length);
	ptrdiff_t colon = key_end(pair);
	if (colon < 0)
		return take_word(filter, part, err);
	return take_pair(filter, sv_slice(pair, 0, (size_t)colon),
		sv_slice(pair, (size_t)colon + 1, pair.length), excluded, err);
}

static bool is_space(char character)
{
	return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

/* The next part, without its quotes when it has them (then it is a word whatever it holds). */
static bool next_part(struct string_view *rest, struct string_view *part, bool *quoted)
{
	while (rest->length && is_space(*rest->data))
		*rest = sv_slice(*rest, 1, rest->length);
	if (!rest->length)
		return false;
	*quoted = *rest->data == '"';
	if (*quoted)
		*rest = sv_slice(*rest, 1, rest->length);
	size_t length = 0;
	while (length < rest->length && (*quoted ? rest->data[length] != '"' : !is_space(rest->data[length])))
		length++;
	*part = sv_slice(*rest, 0, length);
	*rest = sv_slice(*rest, length + 1, rest->length);
	return true;
}

bool filter_parse(enum filter_list list, struct string_view text, struct filter *out, struct error *err)
{
	*out = (struct filter){.list = list};
	for (int i = 0; i < FILTER_KEY_COUNT; i++)
		out->masks[i] = MASK_ALL;
	if (text.length >= sizeof(out->text))
		return error_set(err, ERROR_USAGE, "a filter has at most %zu bytes", sizeof(out->text) - 1);
	if (text.length)
		memcpy(out->text, text.data, text.length);
	filter_fold(out->text, text.length);
	struct string_view rest = {out->text, text.length}, part;
	bool quoted;
	while (next_part(&rest, &part, &quoted))
		if (quoted ? !take_word(out, part, err) : !take_part(out, part, err))
			return false;
	return true;
}

/* ---- testing ---- */

bool filter_is_empty(const struct filter *filter)
{
	for (int i = 0; i < FILTER_KEY_COUNT; i++)
		if (filter->masks[i] != MASK_ALL)
			return false;
	return filter->word_count == 0 && filter->profile_count == 0;
}

bool filter_same(const struct filter *a, const struct filter *b)
{
	if (a->list != b->list || memcmp(a->masks, b->masks, sizeof(a->masks)) != 0)
		return false;
	return memcmp(a->text, b->text, sizeof(a->text)) == 0;
}

struct string_view filter_word(const struct filter *filter, size_t index)
{
	struct filter_slice slice = filter->words[index];
	return (struct string_view){filter->text + slice.offset, slice.length};
}

bool filter_wants(const struct filter *filter, enum filter_key key, int value)
{
	return value >= 0 && value < 32 && (filter->masks[key] >> value & 1);
}

bool filter_wants_profile(const struct filter *filter, struct string_view profile)
{
	if (!filter->profile_count)
		return true;
	for (size_t i = 0; i < filter->profile_count; i++) {
		struct filter_slice slice = filter->profiles[i];
		if (sv_equal_fold(profile, (struct string_view){filter->text + slice.offset, slice.length}))
			return !filter->profiles_excluded;
	}
	return filter->profiles_excluded;
}

static char folded(char character)
{
	return character >= 'A' && character <= 'Z' ? (char)(character + ('a' - 'A')) : character;
}

static bool contains_folded(struct string_view text, struct string_view word)
{
	for (size_t at = 0; at + word.length <= text.length; at++) {
		size_t same = 0;
		while (same < word.length && folded(text.data[at + same]) == word.data[same])
			same++;
		if (same == word.length)
			return true;
	}
	return false;
}

bool filter_matches(const struct filter *filter, const struct string_view *texts, size_t count)
{
	for (size_t i = 0; i < filter->word_count; i++) {
		bool found = false;
		for (size_t j = 0; j < count && !found; j++)
			found = contains_folded(texts[j], filter_word(filter, i));
		if (!found)
			return false;
	}
	return true;
}
