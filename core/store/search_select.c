/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/store/search_parts.h"

/*
 * The first rows of many matches in an order whose keys lie in memory: one pass over the matches with a heap
 * of as many as the page has. Some 30 ns a match, wherever in the list they lie.
 */
enum text_field { FIELD_NUMBER, FIELD_CODE, FIELD_NAME, FIELD_ADDRESS };

struct choice {
	struct string_view text; /* folded */
	int64_t number;
	uint32_t id;
};

struct selection {
	const struct search_index *index;
	int order;
	bool up;
	size_t most, count;
	struct choice *heap; /* the worst at the root */
};

bool select_possible(int order)
{
	return order != METER_BY_READING && order != METER_BY_READING_AT;
}

static struct string_view record_field(struct string_view record, enum text_field field)
{
	const char *at = record.data, *end = record.data + record.length;
	for (unsigned i = 0; i < (unsigned)field; i++) {
		at = memchr(at, FIELD_END, (size_t)(end - at));
		if (!at)
			return SV("");
		at++;
	}
	const char *stop = memchr(at, FIELD_END, (size_t)(end - at));
	return (struct string_view){at, (size_t)((stop ? stop : end) - at)};
}

/* As the index of the database has it: 16 characters. */
static struct string_view cut_key(struct string_view text)
{
	size_t length = 0, characters = 0;
	if (text.length <= 16)
		return text;
	for (; length < text.length; length++) {
		characters += (text.data[length] & 0xc0) != 0x80;
		if (characters > 16)
			break;
	}
	return sv_slice(text, 0, length);
}

static struct choice make_choice(const struct selection *selection, uint32_t id)
{
	struct string_view record = index_record(selection->index, id);
	uint32_t attributes = selection->index->attributes[id];
	struct choice choice = {.id = id};
	switch ((enum meter_order)selection->order) {
	case METER_BY_NUMBER:
		choice.text = record_field(record, FIELD_NUMBER);
		break;
	case METER_BY_CUSTOMER_NAME:
		choice.text = cut_key(record_field(record, FIELD_NAME));
		break;
	case METER_BY_ADDRESS:
		choice.text = cut_key(record_field(record, FIELD_ADDRESS));
		break;
	case METER_BY_VALVE:
		choice.number = attributes_valve(attributes);
		break;
	case METER_BY_ONLINE:
		choice.number = attributes_online(attributes);
		break;
	default:
		choice.number = id;
	}
	return choice;
}

/* In the direction of the walk: negative when a comes first. */
static int compare(const struct selection *selection, const struct choice *a, const struct choice *b)
{
	int order = (a->number > b->number) - (a->number < b->number);
	if (meter_order_is_text(selection->order)) {
		order = sv_compare(a->text, b->text);
	}
	if (!order)
		order = (a->id > b->id) - (a->id < b->id);
	return selection->up ? order : -order;
}

static void swap(struct choice *a, struct choice *b)
{
	struct choice kept = *a;
	*a = *b;
	*b = kept;
}

static void sift_down(struct selection *selection, size_t at, size_t count)
{
	for (;;) {
		size_t worst = at;
		for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
			if (compare(selection, &selection->heap[child], &selection->heap[worst]) > 0)
				worst = child;
		if (worst == at)
			return;
		swap(&selection->heap[at], &selection->heap[worst]);
		at = worst;
	}
}

static void sift_up(struct selection *selection, size_t at)
{
	while (at && compare(selection, &selection->heap[at], &selection->heap[(at - 1) / 2]) > 0) {
		swap(&selection->heap[at], &selection->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
}

static void offer(struct selection *selection, const struct choice *choice)
{
	if (selection->count < selection->most) {
		selection->heap[selection->count] = *choice;
		sift_up(selection, selection->count++);
	} else if (compare(selection, choice, &selection->heap[0]) < 0) {
		selection->heap[0] = *choice;
		sift_down(selection, 0, selection->count);
	}
}

/* Whether a choice lies where the page may take it from. */
struct bound {
	bool any;
	bool inclusive;
	struct choice at;
	char text[LIST_KEY_TEXT_MAX];
	int64_t id;
};

static void make_bound(
	struct bound *bound, const struct selection *selection, const struct list_request *request)
{
	*bound = (struct bound){.any = request->from >= LIST_AFTER, .inclusive = request->from == LIST_AT};
	if (!bound->any)
		return;
	bound->id = request->anchor.id;
	if (!selection->up && bound->id == INT64_MIN)
		bound->id = INT64_MAX; /* a key without a row: all of its kind count */
	if (meter_order_is_text(selection->order)) {
		memcpy(bound->text, request->anchor.text, request->anchor.length);
		filter_fold(bound->text, request->anchor.length);
		bound->at.text = (struct string_view){bound->text, request->anchor.length};
	} else {
		bound->at.number = request->anchor.number;
	}
}

static bool within(const struct selection *selection, struct bound *bound, const struct choice *choice)
{
	if (!bound->any)
		return true;
	bound->at.id = choice->id;
	int order = compare(selection, choice, &bound->at);
	if (!order) {
		int by_id = ((int64_t)choice->id > bound->id) - ((int64_t)choice->id < bound->id);
		order = selection->up ? by_id : -by_id;
	}
	return order > 0 || (order == 0 && bound->inclusive);
}

size_t select_matches(
	const struct search *search, const struct list_request *request, size_t limit, uint32_t *ids)
{
	bool forward = request->from != LIST_BEFORE && request->from != LIST_FROM_END;
	struct selection selection = {.index = search->index,
		.order = request->order,
		.up = forward != request->descending,
		.most = limit + 1,
		.heap = NEW_ARRAY(struct choice, limit + 1)};
	struct bound bound;
	make_bound(&bound, &selection, request);
	for (size_t word = 0; word < search->bit_words; word++) {
		for (uint64_t bits = search->bits[word]; bits; bits &= bits - 1) {
			uint32_t id = (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(bits);
			struct choice choice = make_choice(&selection, id);
			if (within(&selection, &bound, &choice))
				offer(&selection, &choice);
		}
	}
	for (size_t left = selection.count; left > 1; left--) {
		swap(&selection.heap[0], &selection.heap[left - 1]);
		sift_down(&selection, 0, left - 1);
	}
	for (size_t i = 0; i < selection.count; i++)
		ids[i] = selection.heap[i].id;
	free(selection.heap);
	return selection.count;
}
