/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/vendors/goldcard.h"

/*
 * Answer 1015: the settlement of each day. On a day that crosses a step of a ladder there are several rows,
 * one a price. They become one reading of the day: gas and money are summed, the price is that of the highest
 * step, and the raw record is the list of the rows. A row that is there twice counts once.
 */

enum { DAY_METER, DAY_DATE, DAY_GAS, DAY_MONEY, DAY_PRICE, DAY_FIELDS };

static const struct field_names day_fields[DAY_FIELDS] = {
	[DAY_METER] = {{"meterNo", "gasMeterNo"}},
	[DAY_DATE] = {{"useDate"}},
	[DAY_GAS] = {{"useGas"}},
	[DAY_MONEY] = {{"useAmount"}},
	[DAY_PRICE] = {{"price"}},
};

struct part {
	struct decimal value;
	bool known;
};

struct row {
	struct string_view meter_no;
	instant date;
	size_t order; /* in the answer */
	struct part gas, money, price;
	const struct json *record;
};

struct daily_answer {
	struct goldcard_answer outer;
	struct row *rows;
	size_t count;
	size_t capacity;
	size_t repeated;
};

static struct daily_answer *daily(struct answer *answer)
{
	return CONTAINER_OF(CONTAINER_OF(answer, struct goldcard_answer, answer), struct daily_answer, outer);
}

/* False for text that is no number: a sum without it would be wrong. */
static bool take_part(const struct json *value, struct part *out)
{
	enum field_state state = json_decimal(value, &out->value);
	out->known = state == FIELD_VALUE;
	return state != FIELD_BAD;
}

static bool read_row(struct answer *answer, const struct json *record)
{
	struct daily_answer *all = daily(answer);
	const struct json *values[DAY_FIELDS];
	fields_read(record, day_fields, DAY_FIELDS, values);
	struct row row = {.record = record, .order = all->count, .date = INSTANT_NONE};
	enum field_state state = field_identifier(values[DAY_METER], &row.meter_no);
	if (state != FIELD_VALUE && state != FIELD_BAD)
		row.meter_no = answer->context->operation->meter_no;
	if (state == FIELD_BAD || row.meter_no.length == 0)
		return answer_refuse(answer, "reading", record, "meterNo is missing or no meter number");
	if (field_time(answer, values[DAY_DATE], &row.date) != FIELD_VALUE)
		return answer_refuse(answer, "reading", record, "useDate is missing or no date");
	if (!take_part(values[DAY_GAS], &row.gas) || !take_part(values[DAY_MONEY], &row.money) ||
		!take_part(values[DAY_PRICE], &row.price))
		return answer_refuse(answer, "reading", record, "useGas, useAmount or price is no number");
	if (!row.gas.known && !row.money.known)
		return answer_refuse(answer, "reading", record, "neither useGas nor useAmount is there");
	answer_first_key(answer, row.meter_no);
	array_grow(&all->rows, &all->capacity, all->count, sizeof(*all->rows));
	all->rows[all->count++] = row;
	return true;
}

static int compare_days(const struct row *a, const struct row *b)
{
	int meters = sv_compare(a->meter_no, b->meter_no);
	if (meters != 0)
		return meters;
	return (a->date > b->date) - (a->date < b->date);
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	int days = compare_days(a, b);
	return days != 0 ? days : (a->order > b->order) - (a->order < b->order);
}

static bool part_equal(const struct part *a, const struct part *b)
{
	return a->known == b->known && (!a->known || decimal_compare(a->value, b->value) == 0);
}

static bool is_repeated(const struct row *first, const struct row *row)
{
	for (const struct row *earlier = first; earlier < row; earlier++) {
		if (part_equal(&earlier->price, &row->price) && part_equal(&earlier->gas, &row->gas) &&
			part_equal(&earlier->money, &row->money))
			return true;
	}
	return false;
}

static bool part_add(struct part *sum, const struct part *more)
{
	if (!more->known)
		return true;
	if (!sum->known) {
		*sum = *more;
		return true;
	}
	return decimal_add(sum->value, more->value, &sum->value);
}

static void part_raise(struct part *highest, const struct part *other)
{
	if (other->known && (!highest->known || decimal_compare(other->value, highest->value) > 0))
		*highest = *other;
}

static void put_value(struct reading_fact *reading, enum quantity quantity, const struct part *part)
{
	if (part->known)
		reading->values[reading->value_count++] = (struct reading_value){quantity, part->value};
}

static struct string_view raw_of(const struct answer *answer, const struct row *first, size_t count)
{
	if (count == 1)
		return answer_raw(answer, first->record);
	struct string list = {0};
	for (size_t i = 0; i < count; i++) {
		string_append_char(&list, i == 0 ? '[' : ',');
		string_append_view(&list, answer_raw(answer, first[i].record));
	}
	string_append_char(&list, ']');
	struct string_view kept = arena_copy(answer->context->arena, string_view(&list));
	string_free(&list);
	return kept;
}

/* Ladders have few steps; more rows than this for a day are no settlement, and comparing them all would be
 * slow. */
#define ROWS_A_DAY_MAX 64

static void give_day(struct answer *answer, const struct row *first, size_t count)
{
	struct row sum = {0};
	bool fits = count <= ROWS_A_DAY_MAX;
	for (size_t i = 0; fits && i < count; i++) {
		if (is_repeated(first, first + i)) {
			daily(answer)->repeated++;
			continue;
		}
		fits = part_add(&sum.gas, &first[i].gas) && part_add(&sum.money, &first[i].money);
		part_raise(&sum.price, &first[i].price);
	}
	if (!fits) {
		answer->out->taken -= count;
		for (size_t i = 0; i < count; i++)
			answer_refuse(
				answer, "reading", first[i].record, "the rows of this day cannot be summed");
		return;
	}
	struct reading_fact reading = {
		.meter_no = first->meter_no,
		.taken_at = first->date,
		.source = SOURCE_DAILY,
		.raw = raw_of(answer, first, count),
	};
	put_value(&reading, QUANTITY_CONSUMPTION, &sum.gas);
	put_value(&reading, QUANTITY_COST, &sum.money);
	put_value(&reading, QUANTITY_PRICE, &sum.price);
	sink_reading(answer, &reading);
}

static bool decode_daily(struct daily_answer *all)
{
	struct answer *answer = &all->outer.answer;
	if (!answer_records(answer, json_member(all->outer.payload, "gasData"), "reading", read_row))
		return false;
	if (all->count)
		qsort(all->rows, all->count, sizeof(*all->rows), compare_rows);
	for (size_t from = 0, to; from < all->count; from = to) {
		for (to = from + 1; to < all->count && compare_days(&all->rows[from], &all->rows[to]) == 0;)
			to++;
		give_day(answer, &all->rows[from], to - from);
	}
	if (all->repeated)
		answer_remark(answer, "%zu rows of a day are there twice: counted once", all->repeated);
	return true;
}

bool goldcard_decode_daily(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct daily_answer all = {0};
	bool done = goldcard_open(&all.outer, context, out, err) && decode_daily(&all) &&
		    answer_done(&all.outer.answer);
	goldcard_close(&all.outer);
	free(all.rows);
	return done;
}
