/* SPDX-License-Identifier: MIT */
#include "core/store/writer_parts.h"

#define METERS_A_STEP      256
#define OCCURRENCE_AGE_MAX (400 * DAY)

struct visited_meter {
	int64_t id;
	int32_t profile;
};

static int history_days(const struct cache_writer *writer, int32_t profile)
{
	for (size_t i = 0; i < writer->profile_count; i++)
		if (writer->profiles[i].id == profile)
			return writer->profiles[i].history_days;
	return 0;
}

static bool list_meters(struct cache_writer *writer, size_t most, struct visited_meter *meters, size_t *count,
	struct error *err)
{
	sqlite3_stmt *list = database_statement(&writer->db, WRITE_METERS_FROM, err);
	*count = 0;
	if (!list)
		return false;
	bind_integer(list, 1, writer->maintained_meter);
	bind_integer(list, 2, (int64_t)most);
	int more;
	while ((more = database_row(&writer->db, list, err)) == 1)
		meters[(*count)++] =
			(struct visited_meter){column_integer(list, 0), (int32_t)column_integer(list, 1)};
	return more == 0;
}

static bool prune_meter(struct cache_writer *writer, const struct visited_meter *meter, instant now,
	size_t *deleted, struct error *err)
{
	int days = history_days(writer, meter->profile);
	sqlite3_stmt *prune = database_statement(&writer->db, WRITE_READING_PRUNE, err);
	*deleted = 0;
	if (!prune)
		return false;
	if (days <= 0)
		return true;
	bind_integer(prune, 1, meter->id);
	bind_integer(prune, 2, now - days * DAY);
	if (!database_done(&writer->db, prune, err))
		return false;
	*deleted = (size_t)sqlite3_changes(writer->db.handle);
	if (*deleted) {
		tally_add(writer, TALLY_READING, meter->profile, 0, 0, 0, -(int64_t)*deleted);
		writer->touched = true;
	}
	return true;
}

static bool prune_readings(
	struct cache_writer *writer, instant now, size_t budget, bool *stage_done, struct error *err)
{
	struct visited_meter meters[METERS_A_STEP];
	size_t count, used = 0;
	size_t most = MIN(budget, (size_t)METERS_A_STEP);
	if (!list_meters(writer, most, meters, &count, err))
		return false;
	*stage_done = count < most;
	for (size_t i = 0; i < count; i++) {
		size_t deleted;
		if (!prune_meter(writer, &meters[i], now, &deleted, err))
			return false;
		writer->maintained_meter = meters[i].id;
		used += deleted + 1;
		if (used < budget || i + 1 == count)
			continue;
		*stage_done = false;
		break;
	}
	if (*stage_done)
		writer->maintained_meter = 0;
	return true;
}

/* ---- raw records ---- */

static bool raw_total(struct cache_writer *writer, enum raw_kind kind, int64_t *total, struct error *err)
{
	sqlite3_stmt *sum = database_statement(&writer->db, WRITE_RAW_TOTAL, err);
	if (!sum)
		return false;
	bind_integer(sum, 1, kind);
	int found = database_row(&writer->db, sum, err);
	*total = found == 1 ? column_integer(sum, 0) : 0;
	sqlite3_reset(sum);
	return found >= 0;
}

/* Drops the oldest batch if it is too old or the total too great. 1: dropped, 0: nothing to do, -1: err. */
static int drop_oldest(struct cache_writer *writer, enum raw_kind kind, instant now, int64_t *total,
	int64_t most, struct error *err)
{
	sqlite3_stmt *oldest = database_statement(&writer->db, WRITE_RAW_OLDEST, err);
	sqlite3_stmt *drop = database_statement(&writer->db, WRITE_RAW_DELETE, err);
	if (!oldest || !drop)
		return -1;
	bind_integer(oldest, 1, kind);
	int found = database_row(&writer->db, oldest, err);
	int64_t id = found == 1 ? column_integer(oldest, 0) : 0;
	instant at = found == 1 ? column_integer(oldest, 1) : now;
	int64_t size = found == 1 ? column_integer(oldest, 2) : 0;
	sqlite3_reset(oldest);
	if (found != 1 || (*total <= most && at >= now - writer->options.raw_age_max))
		return MIN(found, 0);
	bind_integer(drop, 1, id);
	*total -= size;
	return database_done(&writer->db, drop, err) ? 1 : -1;
}

static bool prune_raw(
	struct cache_writer *writer, instant now, size_t budget, bool *stage_done, struct error *err)
{
	const int64_t shares[RAW_KIND_COUNT] = {
		[RAW_READINGS] = writer->options.raw_bytes_max / 4,
		[RAW_OTHERS] = writer->options.raw_bytes_max - writer->options.raw_bytes_max / 4,
	};
	size_t left = budget / 64 + 1;
	*stage_done = true;
	for (int kind = 0; kind < RAW_KIND_COUNT; kind++) {
		int64_t total;
		int dropped = 1;
		if (!raw_total(writer, (enum raw_kind)kind, &total, err))
			return false;
		while (left && dropped == 1) {
			dropped = drop_oldest(writer, (enum raw_kind)kind, now, &total, shares[kind], err);
			left -= dropped == 1;
		}
		if (dropped < 0)
			return false;
		*stage_done = *stage_done && left > 0;
	}
	return true;
}

/* ---- the rest ---- */

static bool prune_messages(struct cache_writer *writer, struct error *err)
{
	sqlite3_stmt *prune = database_statement(&writer->db, WRITE_MESSAGE_PRUNE, err);
	if (!prune)
		return false;
	bind_integer(prune, 1, writer->options.messages_max);
	if (!database_done(&writer->db, prune, err))
		return false;
	int deleted = sqlite3_changes(writer->db.handle);
	/* Whose messages went is not known any more: the count of profile 0 pays for all, only sums are asked
	 * for. */
	if (deleted)
		tally_add(writer, TALLY_MESSAGE, 0, 0, 0, 0, -(int64_t)deleted);
	return true;
}

static bool prune_rest(
	struct cache_writer *writer, instant now, size_t budget, bool *stage_done, struct error *err)
{
	sqlite3_stmt *prune = database_statement(&writer->db, WRITE_OCCURRENCE_PRUNE, err);
	if (!prune || !prune_messages(writer, err))
		return false;
	bind_integer(prune, 1, now - OCCURRENCE_AGE_MAX);
	bind_integer(prune, 2, (int64_t)budget);
	if (!database_done(&writer->db, prune, err))
		return false;
	*stage_done = (size_t)sqlite3_changes(writer->db.handle) < budget;
	return true;
}

typedef bool (*maintain_step)(
	struct cache_writer *writer, instant now, size_t budget, bool *stage_done, struct error *err);
static const maintain_step steps[] = {
	[MAINTAIN_READINGS] = prune_readings,
	[MAINTAIN_RAW] = prune_raw,
	[MAINTAIN_REST] = prune_rest,
};

bool cache_writer_maintain(
	struct cache_writer *writer, instant now, size_t budget, bool *done, struct error *err)
{
	bool stage_done = false;
	*done = false;
	if (!cache_writer_begin(writer, err))
		return false;
	if (!steps[writer->stage](writer, now, budget ? budget : 1, &stage_done, err)) {
		cache_writer_rollback(writer);
		return false;
	}
	if (!cache_writer_commit(writer, err))
		return false;
	if (stage_done) {
		*done = writer->stage == MAINTAIN_REST;
		writer->stage = *done ? MAINTAIN_READINGS : (enum maintain_stage)(writer->stage + 1);
	}
	return true;
}
