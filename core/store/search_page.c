/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/store/search_parts.h"

/*
 * Ways to a page of matches. While the search runs: a little along the list's index, testing the rows that
 * come, because a frequent word fills the page within a few. When it is over and the matches are many: the
 * same with the bits it set. When they are few, or lie close together far away: by what lies in memory
 * (search_select.c), and in the orders whose keys do not lie there their keys are fetched one by one and
 * sorted, once.
 */
#define BUDGET_RUNNING 1000 /* rows along the index while the search runs: a millisecond */
#define BUDGET_BUILDING                                                                                      \
	20000 /* the same while the index is not complete, and searching it would find too little */
#define BUDGET_WALK 20000 /* rows along the index before another way is taken */
#define SORT_MOST   60000
#define FETCH_COST  20 /* fetching a key costs so many steps along the index */
#define SELECT_MOST                                                                                          \
	100000 /* matches that are gone through in memory in some milliseconds, whatever a walk may cost */

struct search_walk {
	struct search *search;
	struct cache_reader *reader;
	const struct list_request *request;
	struct arena *arena;
	struct meter_row *rows;
	size_t limit;
	struct list_result *result;
};

/* 1, 0, -1: meters that the index does not have yet are tested by their row. */
static int key_matches(struct search_walk *walk, int64_t id, struct error *err)
{
	struct search *search = walk->search;
	if (id <= 0)
		return 0;
	if (search->complete && (size_t)id < search->index->id_limit && search->index->where[id] != NOWHERE)
		return search_matches(search, id);
	if ((size_t)id < search->index->id_limit && search->index->where[id] != NOWHERE)
		return search_tests(search, (uint32_t)id);
	struct meter_row row;
	arena_reset(&walk->reader->scratch);
	int found = meter_fetch(walk->reader, id, &row, &walk->reader->scratch, err);
	return found == 1 ? meter_matches(&search->filter, &row) : found;
}

static bool take_key(struct search_walk *walk, const struct list_key *key, struct error *err)
{
	struct meter_row *row = &walk->rows[walk->result->count];
	int found = meter_fetch(walk->reader, key->id, row, walk->arena, err);
	if (found == 1) {
		row->key = *key;
		walk->result->count++;
	}
	return found >= 0;
}

/* Along the order's index. *ran_out: the budget did. */
static bool walk_order(struct search_walk *walk, size_t budget, bool *ran_out, struct error *err)
{
	struct list_walk keys = {0};
	struct list_result *result = walk->result;
	size_t seen = 0;
	int64_t id = 0;
	int match = 0;
	*ran_out = false;
	if (!walk_start(walk->reader, &meter_list, walk->request, &keys, err))
		return false;
	while (match >= 0 && !*ran_out && !result->more && (id = walk_next(walk->reader, &keys, err)) > 0) {
		*ran_out = budget && ++seen > budget;
		match = *ran_out ? 0 : key_matches(walk, id, err);
		result->more = match == 1 && result->count == walk->limit;
		if (match != 1 && (!budget || seen != budget))
			continue;
		struct list_key key = walk_key(&keys);
		if (match == 1 && !result->more && !take_key(walk, &key, err))
			match = -1;
		if (!result->more)
			result->reached = key;
	}
	walk_end(&keys);
	if (!keys.forward)
		rows_reverse(walk->rows, result->count, sizeof(*walk->rows));
	return match >= 0 && id >= 0;
}

/* ---- few matches ---- */

static int compare_texts(const void *a, const void *b)
{
	return list_key_compare(a, b, true);
}

static int compare_numbers(const void *a, const void *b)
{
	return list_key_compare(a, b, false);
}

static bool add_key(struct search_walk *walk, int64_t id, int order, size_t *count, struct error *err)
{
	bool found;
	if (!meter_key(walk->reader, id, (enum meter_order)order, &walk->search->sorted[*count], &found, err))
		return false;
	*count += found;
	return true;
}

static bool collect_keys(struct search_walk *walk, int order, size_t *count, struct error *err)
{
	struct search *search = walk->search;
	*count = 0;
	for (size_t word = 0; word < search->bit_words; word++)
		for (uint64_t bits = search->bits[word]; bits; bits &= bits - 1)
			if (!add_key(walk, (int64_t)(word * 64) + __builtin_ctzll(bits), order, count, err))
				return false;
	return true;
}

static bool sort_matches(struct search_walk *walk, int order, struct error *err)
{
	struct search *search = walk->search;
	uint64_t generation = cache_reader_generation(walk->reader);
	if (search->sorted_valid && search->sorted_order == order && search->sorted_generation == generation)
		return true;
	search->sorted_valid = false;
	search->sorted = memory_resize(search->sorted, search->matches + 1, sizeof(*search->sorted));
	if (!collect_keys(walk, order, &search->sorted_count, err))
		return false;
	qsort(search->sorted, search->sorted_count, sizeof(*search->sorted),
		meter_order_is_text(order) ? compare_texts : compare_numbers);
	search->sorted_order = order;
	search->sorted_generation = generation;
	search->sorted_valid = true;
	return true;
}

/* How many keys come before the anchor, with it (at_most) or without. */
static size_t rank_of(const struct search *search, const struct list_key *anchor, bool text, bool at_most)
{
	size_t low = 0, high = search->sorted_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = list_key_compare(&search->sorted[middle], anchor, text);
		if (order < 0 || (at_most && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first place and the direction in which the sorted keys are read. */
static size_t sorted_from(const struct search_walk *walk, bool up, bool text)
{
	const struct list_request *request = walk->request;
	if (request->from == LIST_FROM_START || request->from == LIST_FROM_END)
		return up ? 0 : walk->search->sorted_count;
	struct list_key anchor = request->anchor;
	bool at = request->from == LIST_AT;
	if (at && !up && anchor.id == INT64_MIN)
		anchor.id = INT64_MAX;
	/* Upwards from the place found, downwards from the one before it. */
	return rank_of(walk->search, &anchor, text, up != at);
}

static bool page_of_sorted(struct search_walk *walk, int order, struct error *err)
{
	if (!sort_matches(walk, order, err))
		return false;
	const struct list_request *request = walk->request;
	bool forward = request->from != LIST_BEFORE && request->from != LIST_FROM_END;
	bool up = forward != request->descending;
	size_t at = sorted_from(walk, up, meter_order_is_text(order));
	bool good = true;
	while (good && walk->result->count < walk->limit && (up ? at < walk->search->sorted_count : at > 0)) {
		const struct list_key *key = &walk->search->sorted[up ? at : at - 1];
		good = take_key(walk, key, err);
		walk->result->reached = *key;
		at += up ? 1 : (size_t)-1;
	}
	walk->result->more = up ? at < walk->search->sorted_count : at > 0;
	if (!forward)
		rows_reverse(walk->rows, walk->result->count, sizeof(*walk->rows));
	return good;
}

static bool page_of_selected(struct search_walk *walk, int order, struct error *err)
{
	struct list_request request = *walk->request;
	request.order = order;
	bool forward = request.from != LIST_BEFORE && request.from != LIST_FROM_END;
	uint32_t *ids = arena_alloc_array(walk->arena, walk->limit + 1, sizeof(*ids));
	size_t count = select_matches(walk->search, &request, walk->limit, ids);
	walk->result->more = count > walk->limit;
	for (size_t i = 0; i < MIN(count, walk->limit); i++) {
		struct list_key key;
		bool found;
		if (!meter_key(walk->reader, ids[i], (enum meter_order)order, &key, &found, err) ||
			(found && !take_key(walk, &key, err)))
			return false;
		walk->result->reached = key;
	}
	if (!forward)
		rows_reverse(walk->rows, walk->result->count, sizeof(*walk->rows));
	return true;
}

/* Filling a page of n needs n * total / matches steps along the index, the other ways look at each match. */
static bool few_matches(const struct search_walk *walk, bool in_memory)
{
	size_t matches = walk->search->matches;
	if (in_memory)
		return matches < SELECT_MOST;
	return matches * matches / walk->limit < walk->search->index->meters / FETCH_COST + 1;
}

static bool page_of_matches(struct search_walk *walk, int order, bool in_memory, struct error *err)
{
	*walk->result = (struct list_result){0};
	return in_memory ? page_of_selected(walk, order, err) : page_of_sorted(walk, order, err);
}

static bool page_while_running(struct search_walk *walk, struct error *err)
{
	size_t usual = walk->search->index->complete ? BUDGET_RUNNING : BUDGET_BUILDING;
	size_t budget = walk->request->budget ? walk->request->budget : usual;
	return walk_order(walk, budget, &walk->result->partial, err);
}

static bool page_when_complete(struct search_walk *walk, int order, struct error *err)
{
	bool ran_out, in_memory = select_possible(order);
	if (few_matches(walk, in_memory))
		return page_of_matches(walk, order, in_memory, err);
	bool other_way = in_memory || walk->search->matches <= SORT_MOST;
	size_t budget = other_way ? BUDGET_WALK : walk->request->budget;
	if (!walk_order(walk, budget, &ran_out, err))
		return false;
	/* The matches lie close together, far from here. */
	if (ran_out && other_way)
		return page_of_matches(walk, order, in_memory, err);
	walk->result->partial = ran_out;
	return true;
}

bool search_page(struct search *search, struct cache_reader *reader, const struct list_request *request,
	struct arena *arena, struct meter_row **rows, struct list_result *result, struct error *err)
{
	*rows = NULL;
	*result = (struct list_result){0};
	enum reader_entry entry = reader_enter(reader, err);
	if (entry != READER_READY || !search->started)
		return entry != READER_FAILED;
	int order = request->order >= 0 && request->order < METER_ORDER_COUNT ? request->order : 0;
	struct search_walk walk = {.search = search,
		.reader = reader,
		.request = request,
		.arena = arena,
		.limit = request_limit(request),
		.result = result};
	walk.rows = arena_alloc_array(arena, walk.limit, sizeof(*walk.rows));
	*rows = walk.rows;
	bool final = search_state(search).complete && search->index->complete &&
		     search->index->reader_epoch == reader->epoch;
	bool good = final ? page_when_complete(&walk, order, err) : page_while_running(&walk, err);
	return good || reader_failed(reader, err);
}
