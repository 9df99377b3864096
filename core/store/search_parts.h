/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/store/reader_parts.h"
#include "core/store/search.h"
#include "core/store/text_scan.h"

/*
 * Inside core/store only. The texts lie in chunks; a meter's record is its number, customer code, name and
 * address with a separator between, folded. A changed text is written again at the end and its old place is
 * blanked.
 */
#define CHUNK_BYTES   (64u << 10)
#define CHUNK_RECORDS 2048u
#define FIELD_END     '\x1f'
#define BLANK         '\x1e'
#define NOWHERE       UINT32_MAX

struct search_chunk {
	char *text; /* TEXT_SCAN_SLACK more than `used` may be read */
	uint32_t used;
	uint32_t count;
	uint16_t *starts;
	uint32_t *ids; /* 0: blanked */
};

#define JOURNAL_LENGTH 4096

struct search_index {
	struct search_chunk *chunks;
	size_t chunk_count, chunk_capacity;
	uint32_t *where;      /* by id: chunk * CHUNK_RECORDS + record */
	uint32_t *attributes; /* by id */
	size_t id_limit;      /* the arrays' length */
	size_t meters;
	size_t dead_bytes, live_bytes;
	uint32_t frequency[256];

	uint64_t reader_epoch;
	uint64_t epoch; /* moves when everything begins anew */
	bool scanned;   /* the first pass by id is over: only changes are left */
	int64_t last_id;
	int64_t last_change, last_change_id;
	bool complete;
	uint64_t generation;
	size_t total;

	/* Meters whose record or attributes changed after they were taken in. */
	uint32_t journal[JOURNAL_LENGTH];
	uint64_t journal_count;
	struct reader_profile *profiles;
	size_t profile_count, profile_capacity;
};

uint32_t attributes_pack(int32_t profile, int medium, int valve, int online);
int32_t attributes_profile(uint32_t attributes);
int attributes_medium(uint32_t attributes);
int attributes_valve(uint32_t attributes);
int attributes_online(uint32_t attributes);
/* The record of a meter; SV_NONE when the index has none. */
struct string_view index_record(const struct search_index *index, uint32_t id);
size_t chunk_record_end(const struct search_chunk *chunk, uint32_t record);

struct search {
	struct search_index *index;
	struct filter filter;
	bool started;
	bool complete;
	struct needle needles[FILTER_WORDS_MAX]; /* the rarest first */
	uint64_t *bits;                          /* by id */
	size_t bit_words;
	size_t matches, scanned;
	uint64_t epoch, journal_seen;
	size_t chunk; /* where to go on */
	uint32_t record;
	bool profile_wanted[256];

	/* All matches in order, while they are few. */
	struct list_key *sorted;
	size_t sorted_count;
	int sorted_order;
	uint64_t sorted_generation;
	bool sorted_valid;
};
/* Whether the index says that this meter matches. False as well when it has none. */
bool search_tests(const struct search *search, uint32_t id);

/*
 * The matches' page by what lies in memory: number, name, address, valve, online, id. Finds up to limit + 1
 * ids, in the order in which they are collected (from the anchor on); no database needed.
 */
bool select_possible(int order);
size_t select_matches(
	const struct search *search, const struct list_request *request, size_t limit, uint32_t *ids);
