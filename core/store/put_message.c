/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "core/store/writer_parts.h"

bool writer_message(struct cache_writer *writer, int32_t profile, enum log_level level, instant at,
	struct string_view text, size_t refused, int64_t raw, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_MESSAGE, err);
	if (!put)
		return false;
	bind_integer(put, 1, at);
	bind_integer(put, 2, level);
	bind_integer(put, 3, profile);
	bind_text(put, 4, text);
	bind_integer(put, 5, (int64_t)refused);
	bind_integer(put, 6, raw);
	tally_add(writer, TALLY_MESSAGE, profile, 0, 0, 0, 1);
	writer->touched = true;
	return database_done(&writer->db, put, err);
}

enum cache_change cache_put_message(struct cache_writer *writer, int32_t profile, enum log_level level,
	instant at, struct display_text text, size_t refused, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	return writer_message(writer, profile, level, at, display_view(text), refused, 0, err)
		       ? CACHE_INSERTED
		       : CACHE_FAILED;
}

/* ---- refusals ---- */

static struct refusal_count *count_refusal(struct cache_writer *writer, int32_t profile, const char *what)
{
	for (size_t i = 0; i < writer->refusal_count; i++) {
		struct refusal_count *seen = &writer->refusals[i];
		if (seen->profile == profile && strcmp(seen->what, what) == 0)
			return seen;
	}
	/* The last place collects what has no place of its own. */
	if (writer->refusal_count < REFUSAL_KINDS)
		writer->refusal_count++;
	struct refusal_count *seen = &writer->refusals[writer->refusal_count - 1];
	if (!seen->what)
		*seen = (struct refusal_count){.what = what, .profile = profile};
	return seen;
}

enum cache_change refuse(struct cache_writer *writer, int32_t profile, const char *what,
	struct display_text reason, struct string_view raw, instant at, struct error *err)
{
	struct refusal_count *seen = count_refusal(writer, profile, what);
	writer_changed(writer, CACHE_REFUSED);
	if (++seen->count > REFUSALS_IN_FULL)
		return CACHE_REFUSED;
	struct string text = {0};
	int64_t reference;
	string_append_format(&text, "A %s was not taken: ", what);
	string_append_view(&text, display_view(reason));
	bool good = raw_put(writer, RAW_OTHERS, raw, at, &reference, err) &&
		    writer_message(writer, profile, LOG_WARNING, at, string_view(&text), 1, reference, err);
	string_free(&text);
	return good ? CACHE_REFUSED : CACHE_FAILED;
}

bool refusals_flush(struct cache_writer *writer, instant at, struct error *err)
{
	bool good = true;
	for (size_t i = 0; good && i < writer->refusal_count; i++) {
		const struct refusal_count *seen = &writer->refusals[i];
		if (seen->count <= REFUSALS_IN_FULL)
			continue;
		char text[128];
		size_t more = seen->count - REFUSALS_IN_FULL;
		snprintf(text, sizeof(text), "%zu more like it were not taken (%s)", more, seen->what);
		good = writer_message(writer, seen->profile, LOG_WARNING, at, sv(text), more, 0, err);
	}
	memset(writer->refusals, 0, sizeof(writer->refusals));
	writer->refusal_count = 0;
	return good;
}
