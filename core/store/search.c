/* SPDX-License-Identifier: MIT */
#include "core/store/search.h"

#include <stdlib.h>
#include <string.h>

#include "core/store/search_parts.h"

struct search *search_new(struct search_index *index)
{
	struct search *search = NEW(struct search);
	search->index = index;
	return search;
}

void search_free(struct search *search)
{
	if (!search)
		return;
	free(search->bits);
	free(search->sorted);
	free(search);
}

/* ---- the query ---- */

static size_t rarity(const struct needle *needle, const uint32_t frequency[256])
{
	return frequency[(uint8_t)needle->text.data[needle->first]];
}

static void make_needles(struct search *search)
{
	const uint32_t *frequency = search->index->frequency;
	size_t rarest = 0;
	for (size_t i = 0; i < search->filter.word_count; i++) {
		search->needles[i] = needle_make(filter_word(&search->filter, i), frequency);
		if (rarity(&search->needles[i], frequency) < rarity(&search->needles[rarest], frequency))
			rarest = i;
	}
	struct needle kept = search->needles[0];
	search->needles[0] = search->needles[rarest];
	search->needles[rarest] = kept;
}

static void make_profiles(struct search *search)
{
	const struct search_index *index = search->index;
	memset(search->profile_wanted, 0, sizeof(search->profile_wanted));
	for (size_t i = 0; i < index->profile_count; i++) {
		const struct reader_profile *profile = &index->profiles[i];
		if ((size_t)profile->id < ARRAY_SIZE(search->profile_wanted))
			search->profile_wanted[profile->id] =
				filter_wants_profile(&search->filter, string_view(&profile->name));
	}
}

static void begin(struct search *search)
{
	struct search_index *index = search->index;
	size_t words = index->id_limit / 64 + 1;
	if (words > search->bit_words) {
		search->bits = memory_resize(search->bits, words, sizeof(*search->bits));
		search->bit_words = words;
	}
	memset(search->bits, 0, search->bit_words * sizeof(*search->bits));
	search->matches = search->scanned = 0;
	search->chunk = 0;
	search->record = 0;
	search->epoch = index->epoch;
	search->journal_seen = index->journal_count;
	search->complete = false;
	search->sorted_valid = false;
	make_needles(search);
	make_profiles(search);
}

void search_start(struct search *search, const struct filter *filter)
{
	search->filter = *filter;
	search->started = true;
	begin(search);
}

/* ---- testing one meter ---- */

static bool wants_attributes(const struct search *search, uint32_t attributes)
{
	const struct filter *filter = &search->filter;
	int32_t profile = attributes_profile(attributes);
	return filter_wants(filter, FILTER_MEDIUM, attributes_medium(attributes)) &&
	       filter_wants(filter, FILTER_VALVE, attributes_valve(attributes)) &&
	       filter_wants(filter, FILTER_ONLINE, attributes_online(attributes)) &&
	       (!filter->profile_count || ((size_t)profile < ARRAY_SIZE(search->profile_wanted) &&
						  search->profile_wanted[profile]));
}

static bool has_words(const struct search *search, struct string_view record, size_t from)
{
	for (size_t i = from; i < search->filter.word_count; i++) {
		const struct string_view word = search->needles[i].text;
		if (!memmem(record.data, record.length, word.data, word.length))
			return false;
	}
	return true;
}

bool search_tests(const struct search *search, uint32_t id)
{
	struct string_view record = index_record(search->index, id);
	return record.data && wants_attributes(search, search->index->attributes[id]) &&
	       has_words(search, record, 0);
}

static void set_match(struct search *search, uint32_t id, bool match)
{
	uint64_t bit = UINT64_C(1) << (id % 64);
	uint64_t *word = &search->bits[id / 64];
	if (match && !(*word & bit))
		search->matches++;
	if (!match && (*word & bit))
		search->matches--;
	*word = match ? *word | bit : *word & ~bit;
}

bool search_matches(const struct search *search, int64_t meter_id)
{
	size_t word = (size_t)meter_id / 64;
	return meter_id > 0 && word < search->bit_words &&
	       (search->bits[word] >> ((size_t)meter_id % 64) & 1);
}

/* ---- scanning ---- */

static uint32_t scan_attributes(struct search *search, const struct search_chunk *chunk, uint32_t record)
{
	for (; record < chunk->count; record++) {
		uint32_t id = chunk->ids[record];
		if (id && wants_attributes(search, search->index->attributes[id]))
			set_match(search, id, true);
	}
	return record;
}

static void scan_words(struct search *search, const struct search_chunk *chunk, uint32_t record)
{
	size_t at = chunk->starts[record];
	const struct needle *needle = &search->needles[0];
	while ((at = needle_find(needle, chunk->text, chunk->used, at)) != TEXT_NOT_FOUND) {
		while (record + 1 < chunk->count && chunk->starts[record + 1] <= at)
			record++;
		size_t start = chunk->starts[record], end = chunk_record_end(chunk, record);
		uint32_t id = chunk->ids[record];
		if (id && wants_attributes(search, search->index->attributes[id]) &&
			has_words(search, (struct string_view){chunk->text + start, end - start}, 1))
			set_match(search, id, true);
		at = end;
	}
}

static void scan_chunk(struct search *search, const struct search_chunk *chunk)
{
	if (search->record >= chunk->count)
		return;
	if (search->filter.word_count)
		scan_words(search, chunk, search->record);
	else
		scan_attributes(search, chunk, search->record);
	search->scanned += chunk->count - search->record;
	search->record = chunk->count;
}

/* Meters that changed after they were looked through. */
static void rescan_changed(struct search *search)
{
	struct search_index *index = search->index;
	if (search->epoch != index->epoch || index->journal_count - search->journal_seen > JOURNAL_LENGTH) {
		begin(search);
		return;
	}
	if (search->journal_seen != index->journal_count)
		search->sorted_valid = false;
	for (; search->journal_seen < index->journal_count; search->journal_seen++) {
		uint32_t id = index->journal[search->journal_seen % JOURNAL_LENGTH];
		set_match(search, id, search_tests(search, id));
	}
}

static void reach_ids(struct search *search)
{
	size_t words = search->index->id_limit / 64 + 1;
	if (words <= search->bit_words)
		return;
	search->bits = memory_resize(search->bits, words, sizeof(*search->bits));
	memset(search->bits + search->bit_words, 0, (words - search->bit_words) * sizeof(*search->bits));
	search->bit_words = words;
}

bool search_step(struct search *search, size_t budget)
{
	struct search_index *index = search->index;
	size_t until = budget ? search->scanned + budget : SIZE_MAX;
	if (!search->started)
		return true;
	reach_ids(search);
	rescan_changed(search);
	while (search->chunk < index->chunk_count && search->scanned < until) {
		const struct search_chunk *chunk = &index->chunks[search->chunk];
		size_t before = search->matches;
		scan_chunk(search, chunk);
		search->sorted_valid = search->sorted_valid && before == search->matches;
		/* The last chunk may still grow: stay in it. */
		if (search->chunk + 1 == index->chunk_count)
			break;
		search->chunk++;
		search->record = 0;
	}
	search->complete = search->chunk + 1 >= index->chunk_count &&
			   (!index->chunk_count || search->record >= index->chunks[search->chunk].count);
	return search->complete;
}

struct search_state search_state(const struct search *search)
{
	return (struct search_state){
		.complete = search->complete && search->epoch == search->index->epoch,
		.matches = search->matches,
		.scanned = MIN(search->scanned, search->index->meters),
		.total = search->index->meters,
	};
}
