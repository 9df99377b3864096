/* SPDX-License-Identifier: MIT */
#include "core/base/digest.h"
#include "core/store/writer_parts.h"

struct platform_digest {
	uint64_t value;
};

static void mix(struct platform_digest *digest, int64_t number)
{
	digest->value = hash64((struct string_view){(const char *)&number, sizeof(number)}, digest->value);
}

static int64_t digest_of(const struct platform_fact *fact)
{
	const int64_t numbers[] = {fact->state, fact->since, fact->transport, fact->clock_skew_known,
		fact->clock_skew_ms, fact->session_until, fact->last_answer_at, fact->next_call_at,
		fact->sweep_started, fact->sweep_finished, fact->sweep_done, fact->sweep_total,
		fact->requests, fact->failures, fact->rate_waits, fact->refused_records, fact->last_error_at};
	const struct string_view texts[] = {
		fact->driver, display_view(fact->message), display_view(fact->last_error)};
	struct platform_digest digest = {1};
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		mix(&digest, numbers[i]);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		digest.value = hash64(texts[i].data ? texts[i] : SV(""), digest.value + texts[i].length);
	return (int64_t)digest.value;
}

/* 1: stored just so, 0: not, -1: err. */
static int is_known(struct cache_writer *writer, int32_t profile, int64_t digest, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_PLATFORM_DIGEST, err);
	if (!find)
		return -1;
	bind_integer(find, 1, profile);
	int found = database_row(&writer->db, find, err);
	if (found == 1)
		found = column_integer(find, 0) == digest;
	sqlite3_reset(find);
	return found;
}

static bool write_platform(struct cache_writer *writer, int32_t profile, const struct platform_fact *fact,
	int64_t digest, struct error *err)
{
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_PLATFORM, err);
	if (!put)
		return false;
	const int64_t numbers[] = {fact->sweep_done, fact->sweep_total, fact->requests, fact->failures,
		fact->rate_waits, fact->refused_records};
	const instant moments[] = {fact->session_until, fact->last_answer_at, fact->next_call_at,
		fact->sweep_started, fact->sweep_finished};
	bind_integer(put, 1, profile);
	bind_text(put, 2, fact->driver);
	bind_integer(put, 3, fact->state);
	bind_instant(put, 4, fact->since);
	bind_display(put, 5, fact->message);
	bind_integer(put, 6, fact->transport);
	if (fact->clock_skew_known)
		bind_integer(put, 7, fact->clock_skew_ms);
	else
		bind_null(put, 7);
	for (int i = 0; i < (int)ARRAY_SIZE(moments); i++)
		bind_instant(put, 8 + i, moments[i]);
	for (int i = 0; i < (int)ARRAY_SIZE(numbers); i++)
		bind_integer(put, 13 + i, numbers[i]);
	bind_display(put, 19, fact->last_error);
	bind_instant(put, 20, fact->last_error_at);
	bind_integer(put, 21, digest);
	return database_done(&writer->db, put, err);
}

enum cache_change cache_put_platform(
	struct cache_writer *writer, int32_t profile, const struct platform_fact *fact, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	int64_t digest = digest_of(fact);
	int known = is_known(writer, profile, digest, err);
	if (known == 1)
		return writer_changed(writer, CACHE_UNCHANGED);
	if (known < 0 || !write_platform(writer, profile, fact, digest, err))
		return CACHE_FAILED;
	return writer_changed(writer, CACHE_UPDATED);
}

/* ---- the captcha's picture ---- */

static int same_captcha(struct cache_writer *writer, int32_t profile, struct string_view id,
	struct string_view picture, struct error *err)
{
	sqlite3_stmt *find = database_statement(&writer->db, WRITE_CAPTCHA_FIND, err);
	if (!find)
		return -1;
	bind_integer(find, 1, profile);
	int found = database_row(&writer->db, find, err);
	if (found == 1)
		found = sv_equal(column_view(find, 0), id) && sv_equal(column_view(find, 1), picture);
	else if (found == 0)
		found = picture.length == 0;
	sqlite3_reset(find);
	return found;
}

enum cache_change cache_put_captcha(struct cache_writer *writer, int32_t profile, struct string_view id,
	struct string_view picture, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	int same = same_captcha(writer, profile, id, picture, err);
	if (same)
		return same < 0 ? CACHE_FAILED : writer_changed(writer, CACHE_UNCHANGED);
	enum writer_sql sql = picture.length ? WRITE_CAPTCHA : WRITE_CAPTCHA_DELETE;
	sqlite3_stmt *put = database_statement(&writer->db, sql, err);
	if (!put)
		return CACHE_FAILED;
	bind_integer(put, 1, profile);
	if (picture.length) {
		bind_text(put, 2, id);
		bind_blob(put, 3, picture);
	}
	return database_done(&writer->db, put, err) ? writer_changed(writer, CACHE_UPDATED) : CACHE_FAILED;
}

/* ---- a camera meter's picture ---- */

static bool prune_pictures(struct cache_writer *writer, struct error *err)
{
	sqlite3_stmt *prune = database_statement(&writer->db, WRITE_PICTURE_PRUNE, err);
	if (!prune)
		return false;
	bind_integer(prune, 1, PICTURES_KEPT);
	return database_done(&writer->db, prune, err);
}

enum cache_change cache_put_picture(struct cache_writer *writer, int32_t profile, struct string_view meter_no,
	struct string_view url, struct string_view picture, instant fetched_at, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	struct known_meter *meter = meter_known(writer, profile, meter_no, err);
	sqlite3_stmt *put = meter ? database_statement(&writer->db, WRITE_PICTURE, err) : NULL;
	if (!put)
		return CACHE_FAILED;
	bind_integer(put, 1, meter->id);
	bind_text(put, 2, url);
	bind_integer(put, 3, fetched_at);
	bind_blob(put, 4, picture);
	if (!database_done(&writer->db, put, err) || !prune_pictures(writer, err))
		return CACHE_FAILED;
	return writer_changed(writer, CACHE_UPDATED);
}

/* ---- positions ---- */

bool cache_writer_position(struct cache_writer *writer, int32_t profile, struct string_view kind,
	struct string_view key, instant *at, struct error *err)
{
	sqlite3_stmt *get = database_statement(&writer->db, WRITE_POSITION_GET, err);
	*at = INSTANT_NONE;
	if (!get)
		return false;
	bind_integer(get, 1, profile);
	bind_text(get, 2, kind);
	bind_text(get, 3, key);
	int found = database_row(&writer->db, get, err);
	if (found == 1)
		*at = column_integer(get, 0);
	sqlite3_reset(get);
	return found >= 0;
}

enum cache_change cache_put_position(struct cache_writer *writer, int32_t profile, struct string_view kind,
	struct string_view key, instant at, struct error *err)
{
	BUG_ON(!writer->in_transaction);
	instant known;
	if (!cache_writer_position(writer, profile, kind, key, &known, err))
		return CACHE_FAILED;
	if (known == at)
		return CACHE_UNCHANGED;
	sqlite3_stmt *put = database_statement(&writer->db, WRITE_POSITION_PUT, err);
	if (!put)
		return CACHE_FAILED;
	bind_integer(put, 1, profile);
	bind_text(put, 2, kind);
	bind_text(put, 3, key);
	bind_integer(put, 4, at);
	/* Nobody watches positions: a commit of nothing else tells no one. */
	return database_done(&writer->db, put, err) ? CACHE_UPDATED : CACHE_FAILED;
}
