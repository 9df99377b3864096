/* SPDX-License-Identifier: MIT */
#include "core/base/digest.h"
#include "core/store/writer_parts.h"

/* A digest over several texts and numbers, each told from the next. */
static uint64_t mix_text(uint64_t digest, struct string_view text)
{
	return hash64(text.data ? text : SV(""), digest + text.length);
}

static uint64_t mix_number(uint64_t digest, int64_t number)
{
	return hash64((struct string_view){(const char *)&number, sizeof(number)}, digest);
}

/* ---- commands ---- */

struct command_match {
	int64_t id, digest;
	enum command_state state;
	instant updated_at;
};

static int find_command(struct cache_writer *writer, int32_t profile, struct string_view vendor_id,
	struct command_match *out, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_COMMAND_FIND, err);
	if (!find)
		return -1;
	bind_integer(find, 1, profile);
	bind_text(find, 2, vendor_id);
	int found = database_row(&writer->db, find, err);
	*out = (struct command_match){0};
	if (found == 1)
		*out = (struct command_match){
			.id = column_integer(find, 0),
			.state = (enum command_state)column_word(find, 1, COMMAND_STATE_COUNT),
			.digest = column_integer(find, 2),
			.updated_at = column_integer(find, 3),
		};
	sqlite3_reset(find);
	return found;
}

static int64_t command_digest(const struct command_fact *fact)
{
	const struct string_view texts[] = {fact->own_id, fact->meter_no, fact->kind,
		display_view(fact->vendor_kind), display_view(fact->fields), display_view(fact->result),
		display_view(fact->vendor_state), display_view(fact->vendor_text)};
	uint64_t digest = (uint64_t)fact->state + 1;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		digest = mix_text(digest, texts[i]);
	return (int64_t)mix_number(mix_number(digest, fact->created_at), fact->expires_at);
}

static void bind_command(sqlite3_stmt *put, const struct command_fact *fact, instant received_at)
{
	bind_text(put, 2, fact->own_id);
	bind_text(put, 3, fact->meter_no);
	bind_text(put, 4, fact->kind);
	bind_display(put, 5, fact->vendor_kind);
	bind_display(put, 6, fact->fields);
	bind_display(put, 7, fact->result);
	bind_integer(put, 8, fact->state);
	bind_display(put, 9, fact->vendor_state);
	bind_display(put, 10, fact->vendor_text);
	bind_integer(put, 11, fact->created_at == INSTANT_NONE ? received_at : fact->created_at);
	bind_instant(put, 13, fact->expires_at);
}

static bool write_command(struct cache_writer *writer, int32_t profile, const struct command_fact *fact,
	const struct command_match *match, int64_t digest, instant received_at, struct error *err)
{
	enum writer_sql sql = match->id ? WRITE_COMMAND_UPDATE : WRITE_COMMAND_INSERT;
	sqlite3_stmt *put = database_statement(&writer->db, sql, err);
	int64_t raw;
	if (!put || !raw_put(writer, RAW_OTHERS, fact->raw, received_at, &raw, err))
		return false;
	bool moved = !match->id || match->state != fact->state;
	bind_command(put, fact, received_at);
	bind_integer(put, 12, moved ? received_at : match->updated_at);
	bind_integer(put, 14, digest);
	bind_integer(put, 15, raw);
	if (match->id) {
		bind_integer(put, 1, match->id);
	} else {
		bind_integer(put, 1, EFFECT_UNVERIFIED);
		bind_integer(put, 16, profile);
		bind_text(put, 17, fact->vendor_id);
	}
	if (match->id && moved)
		tally_add(writer, TALLY_COMMAND, profile, (int)match->state, 0, 0, -1);
	if (moved)
		tally_add(writer, TALLY_COMMAND, profile, (int)fact->state, 0, 0, 1);
	return database_done(&writer->db, put, err);
}

enum cache_change cache_put_command(struct cache_writer *writer, int32_t profile,
	const struct command_fact *fact, instant received_at, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	struct command_match match = {0};
	if (!fact->vendor_id.length)
		return refuse(writer, profile, "command", TEXT("it has no id"), fact->raw, received_at, err);
	int found = find_command(writer, profile, fact->vendor_id, &match, err);
	int64_t digest = command_digest(fact);
	enum cache_change change = found < 0 ? CACHE_FAILED : found ? CACHE_UPDATED : CACHE_INSERTED;
	if (found == 1 && match.digest == digest)
		change = CACHE_UNCHANGED;
	else if (found >= 0 && !write_command(writer, profile, fact, &match, digest, received_at, err))
		change = CACHE_FAILED;
	return writer_changed(writer, change);
}

/* ---- prices ---- */

struct packed_steps {
	size_t length;
	uint8_t bytes[1 + PRICE_STEPS_MAX * 24];
};

/* A count, and for each step its price, whether it ends, and where. */
static void pack_steps(struct packed_steps *out, const struct price_fact *fact)
{
	size_t count = MIN(fact->step_count, (size_t)PRICE_STEPS_MAX);
	out->length = 0;
	out->bytes[out->length++] = (uint8_t)count;
	for (size_t i = 0; i < count; i++) {
		out->length += packed_decimal_put(out->bytes + out->length, fact->steps[i].price);
		out->bytes[out->length++] = fact->steps[i].has_end;
		if (fact->steps[i].has_end)
			out->length += packed_decimal_put(out->bytes + out->length, fact->steps[i].end);
	}
}

static int find_price(struct cache_writer *writer, int32_t profile, const struct price_fact *fact,
	int64_t *digest, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_PRICE_FIND, err);
	if (!find)
		return -1;
	bind_integer(find, 1, profile);
	bind_display(find, 2, fact->code);
	bind_display(find, 3, fact->version);
	int found = database_row(&writer->db, find, err);
	*digest = found == 1 ? column_integer(find, 1) : 0;
	sqlite3_reset(find);
	return found;
}

static bool write_price(struct cache_writer *writer, int32_t profile, const struct price_fact *fact,
	const struct packed_steps *steps, int64_t digest, instant received_at, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_PRICE_PUT, err);
	int64_t raw;
	if (!put || !raw_put(writer, RAW_OTHERS, fact->raw, received_at, &raw, err))
		return false;
	bind_integer(put, 1, profile);
	bind_display(put, 2, fact->code);
	bind_display(put, 3, fact->version);
	bind_display(put, 4, fact->type);
	bind_blob(put, 5, (struct string_view){(const char *)steps->bytes, steps->length});
	bind_integer(put, 6, fact->cycle_months);
	bind_instant(put, 7, fact->valid_from);
	bind_integer(put, 8, digest);
	bind_integer(put, 9, raw);
	return database_done(&writer->db, put, err);
}

enum cache_change cache_put_price(struct cache_writer *writer, int32_t profile, const struct price_fact *fact,
	instant received_at, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	struct packed_steps steps;
	int64_t known;
	if (!fact->code.length)
		return refuse(writer, profile, "price", TEXT("it has no code"), fact->raw, received_at, err);
	pack_steps(&steps, fact);
	uint64_t mixed = mix_text(1, display_view(fact->type));
	mixed = mix_text(mixed, (struct string_view){(const char *)steps.bytes, steps.length});
	int64_t digest = (int64_t)mix_number(mix_number(mixed, fact->cycle_months), fact->valid_from);
	int found = find_price(writer, profile, fact, &known, err);
	if (found == 1 && known == digest)
		return writer_changed(writer, CACHE_UNCHANGED);
	if (found < 0 || !write_price(writer, profile, fact, &steps, digest, received_at, err))
		return CACHE_FAILED;
	if (!found)
		tally_add(writer, TALLY_PRICE, profile, 0, 0, 0, 1);
	return writer_changed(writer, found ? CACHE_UPDATED : CACHE_INSERTED);
}
