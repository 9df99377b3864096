/* SPDX-License-Identifier: MIT */
#include "core/store/writer_parts.h"

static bool same_tally(const struct tally_delta *a, const struct tally_delta *b)
{
	return a->kind == b->kind && a->profile == b->profile && a->a == b->a && a->b == b->b && a->c == b->c;
}

void tally_add(
	struct cache_writer *writer, enum tally_kind kind, int32_t profile, int a, int b, int c, int64_t by)
{
	struct tally_delta delta = {(int)kind, profile, a, b, c, by};
	/* From the newest: a page's rows mostly count into the same few. */
	for (size_t i = writer->tally_count; i-- > 0;) {
		if (!same_tally(&writer->tally[i], &delta))
			continue;
		writer->tally[i].by += by;
		return;
	}
	array_grow(&writer->tally, &writer->tally_capacity, writer->tally_count, sizeof(*writer->tally));
	writer->tally[writer->tally_count++] = delta;
}

bool tally_flush(struct cache_writer *writer, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_TALLY, err);
	bool good = put != NULL;
	for (size_t i = 0; good && i < writer->tally_count; i++) {
		const struct tally_delta *delta = &writer->tally[i];
		if (delta->by == 0)
			continue;
		bind_integer(put, 1, delta->kind);
		bind_integer(put, 2, delta->profile);
		bind_integer(put, 3, delta->a);
		bind_integer(put, 4, delta->b);
		bind_integer(put, 5, delta->c);
		bind_integer(put, 6, delta->by);
		good = database_done(&writer->db, put, err);
	}
	writer->tally_count = 0;
	return good;
}
