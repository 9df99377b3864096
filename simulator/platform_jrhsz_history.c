/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "simulator/drawing.h"
#include "simulator/platform_jrhsz.h"

#define PROJECT_CODE   "zc"
#define TABLES_MAX     1000
#define PRICE_ELECTRIC 52  /* hundredths of a yuan for a kWh */
#define PRICE_WATER    345 /* ... for a m³ */

/* A list answer while it is written. */
struct listing {
	struct visit *visit;
	struct json_writer writer;
	uint64_t row;
	int64_t kind; /* 4.5: 1 real-time, 2 daily */
};

/* tableNo: empty for all, or several with commas. Unknown ones are skipped, as nothing else is documented. */
static bool choose_tables(struct visit *visit, struct world_query *query)
{
	struct string_view rest, part;
	uint32_t *indexes;

	if (!visit_field(visit, "tableNo", &rest))
		return true;
	indexes = arena_alloc_array(&visit->arena, TABLES_MAX, sizeof(*indexes));
	query->indexes = indexes;
	while (sv_split(&rest, ',', &part)) {
		if (query->index_count == TABLES_MAX)
			return jrhsz_refuse(visit, 1001);
		if (world_find(&visit->simulator->world, WORLD_JRHSZ, part, &indexes[query->index_count]))
			query->index_count++;
	}
	return true;
}

typedef void row_function(void *context, const struct world_meter *meter, instant at);

static bool prepare(struct listing *listing, struct world_query *query, row_function *row)
{
	struct visit *visit = listing->visit;
	struct jrhsz_page page;

	*query = (struct world_query){.platform = WORLD_JRHSZ,
		.now = visit->now,
		.row = row,
		.context = listing,
		.series = SERIES_READINGS};
	if (!jrhsz_accept(visit) || !jrhsz_range(visit, &query->begin, &query->end) ||
		!jrhsz_page(visit, true, &page) || !choose_tables(visit, query))
		return false;
	query->first = page.first;
	query->size = page.size;
	return true;
}

/* The samples of 4.4 and 4.5 count something else than rows; meters, it seems. */
static void list(struct listing *listing, const struct world_query *query, bool counts_meters)
{
	struct visit *visit = listing->visit;

	jrhsz_begin(visit, &listing->writer);
	json_begin_array(&listing->writer);
	struct world_total total = world_page(&visit->simulator->world, query);
	json_end_array(&listing->writer);
	counts_meters = counts_meters && visit->simulator->options.quirks != QUIRKS_OFF;
	jrhsz_end(visit, &listing->writer, counts_meters ? total.meters : total.rows);
}

static void put_number(struct listing *listing, const struct world_meter *meter, bool with_device)
{
	char number[WORLD_TEXT_MAX];

	world_number(meter, number);
	if (with_device)
		json_member_text(&listing->writer, "deviceId", sv(number));
	json_member_text(&listing->writer, "tableNo", sv(number));
}

static void put_reading(struct listing *listing, const struct world_meter *meter, instant at)
{
	struct visit *visit = listing->visit;

	json_put_key(&listing->writer, "reading");
	visit_put_register(visit, &listing->writer, listing->row++, sv(jrhsz_reading(visit, meter, at)));
	json_member_text(&listing->writer, "readTime", sv(visit_time(visit, at, FORM_DATE_TIME)));
}

static void put_history(void *context, const struct world_meter *meter, instant at)
{
	struct listing *listing = context;
	char text[WORLD_TEXT_MAX];

	json_begin_object(&listing->writer);
	put_number(listing, meter, true);
	put_reading(listing, meter, at);
	json_member_text(&listing->writer, "imei", SV(""));
	world_customer_code(meter, text);
	json_member_text(&listing->writer, "user_code", sv(text));
	world_number(meter, text);
	json_member_text(&listing->writer, "tableAddress", sv(text));
	json_member_text(&listing->writer, "deviceName", sv(text));
	json_end_object(&listing->writer);
}

void jrhsz_answer_history(struct visit *visit)
{
	struct listing listing = {.visit = visit};
	struct world_query query;

	if (prepare(&listing, &query, put_history))
		list(&listing, &query, true);
}

/* Hundredths: what was shown then and now, so that the amounts add up to the readings. */
static int64_t shown(const struct world *world, const struct world_meter *meter, instant at)
{
	return world_register(world, meter, at) / 10;
}

static void put_consumption(void *context, const struct world_meter *meter, instant at)
{
	struct listing *listing = context;
	struct visit *visit = listing->visit;
	const struct world *world = &visit->simulator->world;
	int64_t step = listing->kind == 2 ? DAY : meter->interval;
	int64_t used = shown(world, meter, at) - shown(world, meter, at - step);
	int64_t price = meter->traits & TRAIT_ELECTRIC ? PRICE_ELECTRIC : PRICE_WATER;

	json_begin_object(&listing->writer);
	json_member_text(&listing->writer, "project_code", SV(PROJECT_CODE));
	put_number(listing, meter, true);
	put_reading(listing, meter, at);
	json_member_text(&listing->writer, "dosage", sv(visit_decimal(visit, used * 10, 2)));
	json_member_text(&listing->writer, meter->index % 5 ? "amout" : "amount",
		sv(visit_decimal(visit, used * price / 10, 2)));
	json_member_integer(&listing->writer, "type", meter->table_type);
	json_end_object(&listing->writer);
}

void jrhsz_answer_consumption(struct visit *visit)
{
	struct listing listing = {.visit = visit};
	struct world_query query;
	struct string_view kind;

	if (!prepare(&listing, &query, put_consumption))
		return;
	if (!visit_field(visit, "type", &kind)) {
		jrhsz_refuse(visit, 1008);
		return;
	}
	if (!sv_to_integer(kind, &listing.kind) || listing.kind < 1 || listing.kind > 2) {
		jrhsz_refuse(visit, 1001);
		return;
	}
	query.series = listing.kind == 2 ? SERIES_DAILY : SERIES_READINGS;
	list(&listing, &query, true);
}

/* Three phases that add up to the total; the first has the largest share. */
static void put_phases(struct listing *listing, const char *total_key, const char *phase_key, int64_t total)
{
	static const int64_t percent[3] = {41, 33, 26};
	struct visit *visit = listing->visit;
	char key[40];
	int64_t left = total;

	if (total_key)
		json_member_text(&listing->writer, total_key, sv(visit_decimal(visit, total * 10, 2)));
	for (int phase = 0; phase < 3; phase++) {
		int64_t part = phase == 2 ? left : total * percent[phase] / 100;
		left -= part;
		snprintf(key, sizeof(key), "%s%c", phase_key, 'A' + phase);
		json_member_text(&listing->writer, key, sv(visit_decimal(visit, part * 10, 2)));
	}
}

static void put_electric_values(struct listing *listing, const struct world_meter *meter, instant at)
{
	static const char *const volt_keys[] = {"voltA", "voltB", "voltC"};
	struct visit *visit = listing->visit;
	int64_t power = world_rate(&visit->simulator->world, meter, at) / 10;

	for (uint64_t phase = 0; phase < 3; phase++) {
		int64_t volt = 22600 + (int64_t)(world_draw(meter, (uint64_t)(at / SECOND) + phase) % 1400);
		json_member_text(&listing->writer, volt_keys[phase], sv(visit_decimal(visit, volt * 10, 2)));
	}
	put_phases(listing, NULL, "electric", power * 100 / 22);
	put_phases(listing, "totalActivePower", "activePower", power);
	put_phases(listing, "totalReactivePower", "reactivePower", power / 9);
}

/* The document declares text and shows numbers: numbers it is, and text in the odd records. */
static void put_tariff(struct listing *listing, const char *key, int64_t value, bool as_text)
{
	json_put_key(&listing->writer, key);
	if (as_text)
		json_put_text(&listing->writer, sv(visit_decimal(listing->visit, value * 10, 2)));
	else
		json_put_raw(&listing->writer, sv(visit_decimal(listing->visit, value * 10, 2)));
}

static void put_registers(struct listing *listing, const struct world_meter *meter, instant at)
{
	struct visit *visit = listing->visit;
	int64_t tariffs[WORLD_TARIFFS], total = 0;
	char key[32];

	world_tariffs(&visit->simulator->world, meter, at, tariffs);
	for (size_t i = 0; i < WORLD_TARIFFS; i++)
		total += tariffs[i] / 10;
	if (visit->fault.kind == FAULT_WRONG_TYPE && listing->row == 0) {
		json_put_key(&listing->writer, "positiveActivePower");
		visit_put_register(visit, &listing->writer, 0, SV_NONE);
	} else {
		put_tariff(listing, "positiveActivePower", total, meter->index % 3 == 0);
	}
	listing->row++;
	for (size_t i = 0; i < WORLD_TARIFFS; i++) {
		snprintf(key, sizeof(key), "positiveActivePower%zu", i + 1);
		put_tariff(listing, key, tariffs[i] / 10, meter->index % 3 == 0);
	}
}

static void put_tariffs(void *context, const struct world_meter *meter, instant at)
{
	struct listing *listing = context;
	struct visit *visit = listing->visit;
	size_t from = visit->reply.length;
	bool odd = visit_is_odd(visit, meter) || meter->index % 20 == 1;
	char number[WORLD_TEXT_MAX];

	odd = odd && visit->simulator->options.quirks != QUIRKS_OFF;
	json_begin_object(&listing->writer);
	json_member_text(&listing->writer, "project_code", SV(PROJECT_CODE));
	put_number(listing, meter, true);
	json_member_text(&listing->writer, "createTime", sv(visit_time(visit, at, FORM_DATE_TIME)));
	json_member_text(&listing->writer, "freezeTime", sv(visit_time(visit, at, FORM_DATE_TIME)));
	world_number(meter, number);
	if (odd)
		json_member_text(&listing->writer, "tableNo", sv(number)); /* twice in the sample */
	put_registers(listing, meter, at);
	put_electric_values(listing, meter, at);
	json_end_object(&listing->writer);
	if (odd)
		quirk_insert_before_last(&visit->reply, from, "}", ",");
}

void jrhsz_answer_tariffs(struct visit *visit)
{
	struct listing listing = {.visit = visit};
	struct world_query query;

	if (!prepare(&listing, &query, put_tariffs))
		return;
	query.series = SERIES_FREEZE;
	query.traits = TRAIT_TOU;
	list(&listing, &query, false);
}

/* Now and then a picture cannot be read. */
static bool picture_is_legible(const struct world_meter *meter, instant at)
{
	return world_draw(meter, (uint64_t)(at / DAY) + 5000) % 23 != 0;
}

static void put_camera(void *context, const struct world_meter *meter, instant at)
{
	struct listing *listing = context;
	struct visit *visit = listing->visit;
	bool legible = picture_is_legible(meter, at);
	char url[WORLD_TEXT_MAX * 2], number[WORLD_TEXT_MAX];

	world_number(meter, number);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/pictures/%s/%lld.%s", visit->port->number, number,
		(long long)(at / SECOND), meter->index % 20 == 3 ? "png" : "jpg");
	json_begin_object(&listing->writer);
	json_member_text(&listing->writer, "project_code", SV(PROJECT_CODE));
	put_number(listing, meter, false);
	json_member_text(&listing->writer, "imageReadTime", sv(visit_time(visit, at, FORM_DATE_TIME)));
	json_member_text(&listing->writer, "imageStatus", legible ? SV("解析正常") : SV("解析失败"));
	json_member_text(&listing->writer, "imageUrl", sv(url));
	json_put_key(&listing->writer, "basicReading");
	if (visit->fault.kind == FAULT_WRONG_TYPE && listing->row == 0)
		visit_put_register(visit, &listing->writer, 0, SV_NONE);
	else if (legible)
		json_put_raw(&listing->writer,
			sv(visit_decimal(visit, world_register(&visit->simulator->world, meter, at), 3)));
	else
		json_put_null(&listing->writer);
	listing->row++;
	json_end_object(&listing->writer);
	if (visit->simulator->options.quirks == QUIRKS_ALL)
		quirk_insert_before_last(&visit->reply, 0, "}", ",");
}

void jrhsz_answer_camera(struct visit *visit)
{
	struct listing listing = {.visit = visit};
	struct world_query query;

	if (!prepare(&listing, &query, put_camera))
		return;
	query.series = SERIES_FREEZE;
	query.traits = TRAIT_CAMERA;
	list(&listing, &query, false);
}

/* NUMBER/SECONDS.png or .jpg */
static bool parse_picture(struct visit *visit, struct world_meter *meter, instant *at, bool *jpeg)
{
	struct string_view rest = visit->argument, number, seconds;
	int64_t value = 0;
	uint32_t index;

	if (!sv_split(&rest, '/', &number) || !sv_split(&rest, '.', &seconds) ||
		!sv_to_integer(seconds, &value) || value < 0 || value > INT64_C(253402300799) ||
		!world_find(&visit->simulator->world, WORLD_JRHSZ, number, &index))
		return false;
	*jpeg = sv_equal_text(rest, "jpg");
	*at = value * SECOND;
	world_meter(&visit->simulator->world, WORLD_JRHSZ, index, meter);
	return (meter->traits & TRAIT_CAMERA) && (*jpeg || sv_equal_text(rest, "png"));
}

void jrhsz_answer_picture(struct visit *visit)
{
	struct world_meter meter;
	struct drawing drawing;
	instant at;
	bool jpeg;

	if (!parse_picture(visit, &meter, &at, &jpeg)) {
		visit->refused = true;
		visit_page(visit, MHD_HTTP_NOT_FOUND, "text/plain", SV("no such picture"));
		return;
	}
	drawing_counter(
		&drawing, world_register(&visit->simulator->world, &meter, at), world_draw(&meter, 60));
	visit->content_type = "image/jpeg";
	if (!jpeg || !drawing_jpeg(&drawing, &visit->reply)) {
		visit->content_type = "image/png";
		string_clear(&visit->reply);
		drawing_png(&drawing, &visit->reply);
	}
	drawing_free(&drawing);
}
