/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/store/cache_reader.h"

/*
 * Finding meters by any part of number, customer code, name or address while somebody types. The texts of all
 * meters lie in memory (about 70 bytes a meter) and are scanned; docs/architecture/store.md says why this and
 * no trigrams. Everything here works in steps, so that a screen stays awake; nothing blocks, nothing runs in
 * the background. One thread.
 */
struct search_index;
struct search_index *search_index_new(void);
void search_index_free(struct search_index *index); /* after the searches on it */

struct search_progress {
	size_t meters; /* known to the index */
	size_t total;  /* in the cache */
	bool complete; /* nothing new or changed is left to take in */
	size_t bytes;  /* memory it uses */
};
/*
 * Takes in up to `budget` meters that are new or changed since (20,000 take some 10 ms). Call it until
 * complete, when idle or when a filter is first wanted, and again after each change of the store.
 */
bool search_index_step(struct search_index *index, struct cache_reader *reader, size_t budget,
	struct search_progress *progress, struct error *err);
/* Gives the memory back; the next step begins anew. */
void search_index_clear(struct search_index *index);

/* One query at a time; typing again starts over. */
struct search;
struct search *search_new(struct search_index *index);
void search_free(struct search *search);
void search_start(
	struct search *search, const struct filter *filter); /* FILTER_METERS; copied; cancels what ran */
/*
 * Looks through about `budget` meters (0: all), also again through those that changed meanwhile. True when
 * all that the index has are done.
 */
bool search_step(struct search *search, size_t budget);

struct search_state {
	bool complete;  /* `matches` is final as of the index */
	size_t matches; /* so far */
	size_t scanned;
	size_t total;
};
struct search_state search_state(const struct search *search);
bool search_matches(const struct search *search, int64_t meter_id); /* among those looked through */

/*
 * A page of the matching meters in the list's order; request->filter is ignored. Works before the search is
 * complete and before the index is: then rows are tested one by one within the budget (0: 1,000, or 20,000
 * without an index), and when that is not enough for a full page the result is partial. Call it right after
 * search_start(): a frequent word fills the page at once.
 */
bool search_page(struct search *search, struct cache_reader *reader, const struct list_request *request,
	struct arena *arena, struct meter_row **rows, struct list_result *result, struct error *err);
