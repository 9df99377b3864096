/* SPDX-License-Identifier: MIT */
#include "core/store/writer_parts.h"

struct event_match {
	int64_t id;
	bool anonymous; /* stored without a vendor's id */
};

static int event_by_vendor(
	struct cache_writer *writer, int32_t profile, struct string_view vendor_id, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_EVENT_BY_VENDOR, err);
	if (!find)
		return -1;
	bind_integer(find, 1, profile);
	bind_text(find, 2, vendor_id);
	int found = database_row(&writer->db, find, err);
	sqlite3_reset(find);
	return found;
}

static int event_by_time(struct cache_writer *writer, int32_t profile, const struct event_fact *fact,
	instant at, struct event_match *out, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_EVENT_BY_TIME, err);
	if (!find)
		return -1;
	bind_integer(find, 1, profile);
	bind_text(find, 2, fact->meter_no);
	bind_integer(find, 3, at);
	bind_display(find, 4, fact->code);
	int found = database_row(&writer->db, find, err);
	if (found == 1)
		*out = (struct event_match){column_integer(find, 0), column_view(find, 1).length == 0};
	sqlite3_reset(find);
	return found;
}

static bool adopt_event(
	struct cache_writer *writer, int64_t id, struct string_view vendor_id, int64_t raw, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_EVENT_ADOPT, err);
	if (!put)
		return false;
	bind_integer(put, 1, id);
	bind_text(put, 2, vendor_id);
	bind_integer(put, 3, raw);
	return database_done(&writer->db, put, err);
}

static bool insert_event(struct cache_writer *writer, int32_t profile, const struct event_fact *fact,
	instant at, int64_t raw, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_EVENT_INSERT, err);
	if (!put)
		return false;
	bind_integer(put, 1, profile);
	bind_text(put, 2, fact->meter_no);
	bind_integer(put, 3, at);
	bind_display(put, 4, fact->code);
	bind_display(put, 5, fact->text);
	bind_text(put, 6, fact->vendor_id);
	bind_integer(put, 7, raw);
	tally_add(writer, TALLY_EVENT, profile, 0, 0, 0, 1);
	return database_done(&writer->db, put, err);
}

static enum cache_change store_event(struct cache_writer *writer, int32_t profile,
	const struct event_fact *fact, instant received_at, struct error *err)
{
	instant at = fact->at == INSTANT_NONE ? received_at : fact->at;
	bool named = fact->vendor_id.length > 0;
	struct event_match match = {0};
	int64_t raw;
	int found = named ? event_by_vendor(writer, profile, fact->vendor_id, err) : 0;
	if (found)
		return found < 0 ? CACHE_FAILED : CACHE_UNCHANGED;
	found = event_by_time(writer, profile, fact, at, &match, err);
	if (found == 1 && !named)
		return CACHE_UNCHANGED;
	if (found < 0 || !raw_put(writer, RAW_OTHERS, fact->raw, received_at, &raw, err))
		return CACHE_FAILED;
	if (found == 1 && match.anonymous)
		return adopt_event(writer, match.id, fact->vendor_id, raw, err) ? CACHE_UPDATED
										: CACHE_FAILED;
	return insert_event(writer, profile, fact, at, raw, err) ? CACHE_INSERTED : CACHE_FAILED;
}

enum cache_change cache_put_event(struct cache_writer *writer, int32_t profile, const struct event_fact *fact,
	instant received_at, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	if (!meter_no_is_good(fact->meter_no))
		return refuse(writer, profile, "event", TEXT("its meter's number is no identifier"),
			fact->raw, received_at, err);
	return writer_changed(writer, store_event(writer, profile, fact, received_at, err));
}
