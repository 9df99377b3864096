/* SPDX-License-Identifier: MIT */
#include "core/vendors/jrhsz_parts.h"

#include <string.h>

#include "core/vendors/jrhsz_types.h"

/* The records of jrhsz 4.2 to 4.8. */

/* 4.2, 4.6: the same words for relays and for valves. Words beyond these are unknown, never a guess. */
static const struct word_meaning gate_words[] = {
	{"合闸", VALVE_OPEN},
	{"开阀", VALVE_OPEN},
	{"跳闸", VALVE_CLOSED},
	{"关阀", VALVE_CLOSED},
	{"合闸（开阀）", VALVE_OPEN},
	{"合闸(开阀)", VALVE_OPEN},
	{"跳闸（关阀）", VALVE_CLOSED},
	{"跳闸(关阀)", VALVE_CLOSED},
};

static const struct word_meaning online_words[] = {
	{"在线", TRISTATE_YES},
	{"不在线", TRISTATE_NO},
	{"离线", TRISTATE_NO},
};

/* --- parts of a meter
 * ----------------------------------------------------------------------------------------- */

static bool read_meter_no(const struct answer *answer, const char *what, const struct json *record,
	const struct json *value, struct string_view *out)
{
	enum field_state state = field_identifier(value, out);

	if (state == FIELD_BAD)
		return answer_refuse(answer, what, record, "tableNo is not a meter number");
	if (state != FIELD_VALUE)
		return answer_refuse(answer, what, record, "the record has no tableNo");
	return true;
}

static void read_device(struct meter_fact *fact, const struct json *value)
{
	if (field_identifier(value, &fact->device_id) == FIELD_VALUE)
		fact->parts |= METER_HAS_DEVICE_ID;
}

static void read_gate(struct meter_fact *fact, const struct json *value)
{
	struct string_view word = SV_NONE;

	if (json_text(value, &word) != FIELD_VALUE)
		return;
	fact->valve = (enum valve_state)word_find(gate_words, ARRAY_SIZE(gate_words), word, VALVE_UNKNOWN);
	fact->parts |= METER_HAS_VALVE;
}

static void read_online(struct meter_fact *fact, const struct json *value)
{
	struct string_view word = SV_NONE;

	if (json_text(value, &word) != FIELD_VALUE)
		return;
	fact->online =
		(enum tristate)word_find(online_words, ARRAY_SIZE(online_words), word, TRISTATE_UNKNOWN);
	fact->parts |= METER_HAS_ONLINE;
}

/* "" states that there is none; null and absence state nothing. */
static void read_part(const struct answer *answer, struct meter_fact *fact, enum meter_part part,
	struct display_text *out, const struct json *value)
{
	enum field_state state = field_display(answer, value, out);

	if (state == FIELD_VALUE || state == FIELD_EMPTY)
		fact->parts |= part;
}

/* --- 4.2 meter list
 * ------------------------------------------------------------------------------------------- */

enum {
	METER_PROJECT,
	METER_DEVICE_ID,
	METER_DEVICE_NAME,
	METER_NO,
	METER_ADDRESS,
	METER_TYPE,
	METER_ONLINE_AT,
	METER_NET,
	METER_GATE,
	METER_USER_CODE,
	METER_USER_NAME,
	METER_HOUSE,
	METER_FIELDS
};
static const struct field_names meter_fields[METER_FIELDS] = {
	[METER_PROJECT] = {{"project_code"}},
	[METER_DEVICE_ID] = {{"deviceId"}},
	[METER_DEVICE_NAME] = {{"deviceName"}},
	[METER_NO] = {{"tableNo"}},
	[METER_ADDRESS] = {{"tableAddress"}},
	[METER_TYPE] = {{"typeType", "tableType"}},
	[METER_ONLINE_AT] = {{"onlineAt"}},
	[METER_NET] = {{"netStatis"}},
	[METER_GATE] = {{"gate"}},
	[METER_USER_CODE] = {{"user_code"}},
	[METER_USER_NAME] = {{"user_name"}},
	[METER_HOUSE] = {{"house_number"}},
};

static void read_type(const struct answer *answer, struct meter_fact *fact, const struct json *value)
{
	struct string_view number = SV_NONE;

	if (json_text(value, &number) != FIELD_VALUE)
		return;
	struct jrhsz_type type = jrhsz_type(answer->context->arena, number);
	fact->type = type.text;
	fact->medium = type.medium;
	fact->parts |= METER_HAS_TYPE | METER_HAS_MEDIUM;
}

/* Two clean texts with a space between are clean. */
static struct display_text join(struct arena *arena, struct display_text a, struct display_text b)
{
	char *bytes = arena_alloc(arena, a.length + b.length + 2);

	memcpy(bytes, a.bytes, a.length);
	bytes[a.length] = ' ';
	memcpy(bytes + a.length + 1, b.bytes, b.length);
	return (struct display_text){bytes, a.length + b.length + 1, a.width + b.width + 1};
}

/* The building and the door behind it, unless the address says the door already. */
static void read_address(
	const struct answer *answer, struct meter_fact *fact, const struct json *const *values)
{
	struct arena *arena = answer->context->arena;
	struct display_text house = DISPLAY_NONE;

	read_part(answer, fact, METER_HAS_ADDRESS, &fact->address, values[METER_ADDRESS]);
	if (field_display(answer, values[METER_HOUSE], &house) != FIELD_VALUE ||
		sv_contains(display_view(fact->address), display_view(house)))
		return;
	fact->parts |= METER_HAS_ADDRESS;
	if (fact->address.length == 0) {
		fact->address = house;
		return;
	}
	fact->address = join(arena, fact->address, house);
}

static bool read_meter(struct answer *answer, const struct json *record)
{
	const struct json *values[METER_FIELDS];
	struct meter_fact fact = {.last_seen = INSTANT_NONE, .reading_at = INSTANT_NONE};

	fields_read(record, meter_fields, METER_FIELDS, values);
	if (!read_meter_no(answer, "meter", record, values[METER_NO], &fact.meter_no))
		return false;
	answer_first_key(answer, fact.meter_no);
	read_device(&fact, values[METER_DEVICE_ID]);
	read_type(answer, &fact, values[METER_TYPE]);
	read_address(answer, &fact, values);
	read_part(answer, &fact, METER_HAS_CUSTOMER_CODE, &fact.customer_code, values[METER_USER_CODE]);
	read_part(answer, &fact, METER_HAS_CUSTOMER_NAME, &fact.customer_name, values[METER_USER_NAME]);
	read_gate(&fact, values[METER_GATE]);
	read_online(&fact, values[METER_NET]);
	if (field_time(answer, values[METER_ONLINE_AT], &fact.last_seen) == FIELD_VALUE)
		fact.parts |= METER_HAS_LAST_SEEN;
	fact.raw = answer_raw(answer, record);
	sink_meter(answer, &fact);
	return true;
}

/* --- readings
 * ------------------------------------------------------------------------------------------------- */

/* What is read alike in all records with values; each shape's own fields follow in its document's order. */
enum { TABLE_NO, TIME, OWN };

struct shape {
	const struct field_names *fields;
	size_t field_count;
	const struct field_quantity *quantities;
	size_t quantity_count;
};
#define FIELDS_MOST 32

static bool read_header(const struct answer *answer, const struct json *record, const struct shape *shape,
	const struct json **values, struct reading_fact *fact)
{
	fields_read(record, shape->fields, shape->field_count, values);
	/* Field by field: the values behind value_count are a kilobyte that nobody reads. */
	fact->source = answer->context->operation->source;
	fact->taken_at = INSTANT_NONE;
	fact->taken_at_assumed = false;
	fact->value_count = 0;
	fact->image_url = fact->image_status = DISPLAY_NONE;
	fact->raw = answer_raw(answer, record);
	if (!read_meter_no(answer, "reading", record, values[TABLE_NO], &fact->meter_no))
		return false;
	reading_add_all(answer, fact, shape->quantities, shape->quantity_count, shape->fields, values);
	return true;
}

/* A stored reading without a time has no place in a history, so it is refused. */
static bool read_time(const struct answer *answer, const struct json *record, const char *name,
	const struct json *value, struct reading_fact *fact)
{
	enum field_state state = field_time(answer, value, &fact->taken_at);

	if (state == FIELD_VALUE)
		return true;
	if (state == FIELD_BAD)
		return answer_refuse(answer, "reading", record, "%s is not a date", name);
	return answer_refuse(answer, "reading", record, "the record has no %s", name);
}

static bool deliver(const struct answer *answer, const struct json *record, const struct reading_fact *fact)
{
	if (fact->value_count == 0 && fact->image_url.length == 0)
		return answer_refuse(answer, "reading", record, "the record holds no value");
	/* One meter can fill several pages, so the key has the time too. */
	if (!answer->out->first_key.data)
		answer_first_key(answer, arena_format(answer->context->arena, "%.*s@%lld",
						 SV_ARG(fact->meter_no), (long long)fact->taken_at));
	sink_reading(answer, fact);
	return true;
}

static bool read_stored(const struct answer *answer, const struct json *record, const struct shape *shape)
{
	const struct json *values[FIELDS_MOST];
	struct reading_fact fact;

	return read_header(answer, record, shape, values, &fact) &&
	       read_time(answer, record, shape->fields[TIME].names[0], values[TIME], &fact) &&
	       deliver(answer, record, &fact);
}

/* --- 4.3 latest reading, 4.4 history
 * -------------------------------------------------------------------------- */

enum { READ_DEVICE = OWN, READ_READING, READ_GATE, READ_FIELDS };
static const struct field_names read_fields[READ_FIELDS] = {
	[TABLE_NO] = {{"tableNo"}},
	[TIME] = {{"readTime"}},
	[READ_DEVICE] = {{"deviceId"}},
	[READ_READING] = {{"reading"}},
	[READ_GATE] = {{"gate"}},
};
static const struct field_quantity read_quantities[] = {{READ_READING, QUANTITY_TOTAL}};
static const struct shape read_shape = {
	read_fields, READ_FIELDS, read_quantities, ARRAY_SIZE(read_quantities)};

static void deliver_state(
	const struct answer *answer, const struct reading_fact *reading, const struct json *const *values)
{
	struct meter_fact fact = {
		.meter_no = reading->meter_no,
		.last_seen = INSTANT_NONE,
		.reading_at = INSTANT_NONE,
		.raw = reading->raw,
	};
	const struct decimal *total = reading_value(reading, QUANTITY_TOTAL);

	read_device(&fact, values[READ_DEVICE]);
	read_gate(&fact, values[READ_GATE]);
	if (total && reading->taken_at != INSTANT_NONE) {
		fact.reading = *total;
		fact.reading_at = reading->taken_at;
		fact.parts |= METER_HAS_READING;
	}
	sink_meter(answer, &fact);
}

/* A bad time costs the reading, not the gate beside it. */
static bool read_latest(struct answer *answer, const struct json *record)
{
	const struct json *values[FIELDS_MOST];
	struct reading_fact fact;

	if (!read_header(answer, record, &read_shape, values, &fact))
		return false;
	answer_first_key(answer, fact.meter_no);
	enum field_state time = field_time(answer, values[TIME], &fact.taken_at);
	if (time == FIELD_BAD) {
		deliver_state(answer, &fact, values);
		return answer_refuse(answer, "reading", record, "readTime is not a date");
	}
	fact.taken_at_assumed = time != FIELD_VALUE;
	if (fact.taken_at_assumed)
		fact.taken_at = answer->context->now;
	deliver_state(answer, &fact, values);
	struct decimal number;
	if (json_decimal(values[READ_READING], &number) == FIELD_BAD)
		return answer_refuse(answer, "reading", record, "reading is not a number");
	if (fact.value_count > 0)
		sink_reading(answer, &fact);
	return true;
}

/* 4.4 repeats the meter's number as its address, so nothing but the reading is taken from it. */
static bool read_history(struct answer *answer, const struct json *record)
{
	return read_stored(answer, record, &read_shape);
}

/* --- 4.5 consumption
 * ------------------------------------------------------------------------------------------ */

enum { USE_READING = OWN, USE_DOSAGE, USE_AMOUNT, USE_FIELDS };
static const struct field_names use_fields[USE_FIELDS] = {
	[TABLE_NO] = {{"tableNo"}},
	[TIME] = {{"readTime"}},
	[USE_READING] = {{"reading"}},
	[USE_DOSAGE] = {{"dosage"}},
	[USE_AMOUNT] = {{"amount", "amout"}},
};
static const struct field_quantity use_quantities[] = {
	{USE_READING, QUANTITY_TOTAL},
	{USE_DOSAGE, QUANTITY_CONSUMPTION},
	{USE_AMOUNT, QUANTITY_COST},
};
static const struct shape use_shape = {use_fields, USE_FIELDS, use_quantities, ARRAY_SIZE(use_quantities)};

static bool read_consumption(struct answer *answer, const struct json *record)
{
	return read_stored(answer, record, &use_shape);
}

/* --- 4.7 tariffs and phases
 * ----------------------------------------------------------------------------------- */

enum {
	TOU_FROZEN = OWN,
	TOU_TOTAL,
	TOU_1,
	TOU_2,
	TOU_3,
	TOU_4,
	TOU_VOLTAGE_A,
	TOU_VOLTAGE_B,
	TOU_VOLTAGE_C,
	TOU_CURRENT_A,
	TOU_CURRENT_B,
	TOU_CURRENT_C,
	TOU_POWER,
	TOU_POWER_A,
	TOU_POWER_B,
	TOU_POWER_C,
	TOU_REACTIVE,
	TOU_REACTIVE_A,
	TOU_REACTIVE_B,
	TOU_REACTIVE_C,
	TOU_FIELDS
};
static const struct field_names tou_fields[TOU_FIELDS] = {
	[TABLE_NO] = {{"tableNo"}},
	[TIME] = {{"createTime"}},
	[TOU_FROZEN] = {{"freezeTime"}},
	[TOU_TOTAL] = {{"positiveActivePower"}},
	[TOU_1] = {{"positiveActivePower1"}},
	[TOU_2] = {{"positiveActivePower2"}},
	[TOU_3] = {{"positiveActivePower3"}},
	[TOU_4] = {{"positiveActivePower4"}},
	[TOU_VOLTAGE_A] = {{"voltA"}},
	[TOU_VOLTAGE_B] = {{"voltB"}},
	[TOU_VOLTAGE_C] = {{"voltC"}},
	[TOU_CURRENT_A] = {{"electricA"}},
	[TOU_CURRENT_B] = {{"electricB"}},
	[TOU_CURRENT_C] = {{"electricC"}},
	[TOU_POWER] = {{"totalActivePower"}},
	[TOU_POWER_A] = {{"activePowerA"}},
	[TOU_POWER_B] = {{"activePowerB"}},
	[TOU_POWER_C] = {{"activePowerC"}},
	[TOU_REACTIVE] = {{"totalReactivePower"}},
	[TOU_REACTIVE_A] = {{"reactivePowerA"}},
	[TOU_REACTIVE_B] = {{"reactivePowerB"}},
	[TOU_REACTIVE_C] = {{"reactivePowerC"}},
};
/* positiveActivePower is energy; 1 to 4 are sharp, peak, flat, valley; "electric" is current. */
static const struct field_quantity tou_quantities[] = {
	{TOU_TOTAL, QUANTITY_TOTAL},
	{TOU_1, QUANTITY_TOTAL_1},
	{TOU_2, QUANTITY_TOTAL_2},
	{TOU_3, QUANTITY_TOTAL_3},
	{TOU_4, QUANTITY_TOTAL_4},
	{TOU_VOLTAGE_A, QUANTITY_VOLTAGE_A},
	{TOU_VOLTAGE_B, QUANTITY_VOLTAGE_B},
	{TOU_VOLTAGE_C, QUANTITY_VOLTAGE_C},
	{TOU_CURRENT_A, QUANTITY_CURRENT_A},
	{TOU_CURRENT_B, QUANTITY_CURRENT_B},
	{TOU_CURRENT_C, QUANTITY_CURRENT_C},
	{TOU_POWER, QUANTITY_POWER},
	{TOU_POWER_A, QUANTITY_POWER_A},
	{TOU_POWER_B, QUANTITY_POWER_B},
	{TOU_POWER_C, QUANTITY_POWER_C},
	{TOU_REACTIVE, QUANTITY_REACTIVE},
	{TOU_REACTIVE_A, QUANTITY_REACTIVE_A},
	{TOU_REACTIVE_B, QUANTITY_REACTIVE_B},
	{TOU_REACTIVE_C, QUANTITY_REACTIVE_C},
};
static const struct shape tou_shape = {tou_fields, TOU_FIELDS, tou_quantities, ARRAY_SIZE(tou_quantities)};

/* The document's own sample has lost a digit: said, never corrected. */
static void check_sum(const struct answer *answer, const struct reading_fact *fact)
{
	static const enum quantity tariffs[] = {
		QUANTITY_TOTAL_1, QUANTITY_TOTAL_2, QUANTITY_TOTAL_3, QUANTITY_TOTAL_4};
	const struct decimal *total = reading_value(fact, QUANTITY_TOTAL);
	struct decimal sum = decimal_from_integer(0);
	char said[DECIMAL_TEXT_MAX], added[DECIMAL_TEXT_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(tariffs); i++) {
		const struct decimal *part = reading_value(fact, tariffs[i]);
		if (!part || !decimal_add(sum, *part, &sum))
			return;
	}
	if (!total || decimal_compare(sum, *total) == 0)
		return;
	answer_remark(answer, "meter %.*s: sum differs, the tariffs add up to %s, the total is %s",
		SV_ARG(fact->meter_no), decimal_format(sum, added), decimal_format(*total, said));
}

/* The registers were frozen at freezeTime; createTime is when they were reported. */
static bool read_tou(struct answer *answer, const struct json *record)
{
	const struct json *values[FIELDS_MOST];
	struct reading_fact fact;

	if (!read_header(answer, record, &tou_shape, values, &fact))
		return false;
	enum field_state frozen = field_time(answer, values[TOU_FROZEN], &fact.taken_at);
	if (frozen != FIELD_VALUE && !read_time(answer, record, "createTime", values[TIME], &fact))
		return false;
	check_sum(answer, &fact);
	return deliver(answer, record, &fact);
}

/* --- 4.8 camera
 * ----------------------------------------------------------------------------------------------- */

enum { CAMERA_STATUS = OWN, CAMERA_URL, CAMERA_READING, CAMERA_FIELDS };
static const struct field_names camera_fields[CAMERA_FIELDS] = {
	[TABLE_NO] = {{"tableNo"}},
	[TIME] = {{"imageReadTime"}},
	[CAMERA_STATUS] = {{"imageStatus"}},
	[CAMERA_URL] = {{"imageUrl"}},
	[CAMERA_READING] = {{"basicReading"}},
};
static const struct field_quantity camera_quantities[] = {{CAMERA_READING, QUANTITY_TOTAL}};
static const struct shape camera_shape = {
	camera_fields, CAMERA_FIELDS, camera_quantities, ARRAY_SIZE(camera_quantities)};

/* The picture's address is kept as text; nothing here ever asks for it. */
static bool read_camera(struct answer *answer, const struct json *record)
{
	const struct json *values[FIELDS_MOST];
	struct reading_fact fact;

	if (!read_header(answer, record, &camera_shape, values, &fact) ||
		!read_time(answer, record, "imageReadTime", values[TIME], &fact))
		return false;
	field_display(answer, values[CAMERA_URL], &fact.image_url);
	field_display(answer, values[CAMERA_STATUS], &fact.image_status);
	return deliver(answer, record, &fact);
}

/* --- decoders
 * ------------------------------------------------------------------------------------------------- */

_Static_assert(TOU_FIELDS <= FIELDS_MOST, "the largest shape");

/* Pages end with a short one: totalCount is 1 with two records (4.4) and 52 with one (4.3). */
static bool decode_page(const struct decode_context *context, struct decoded *out, struct error *err,
	const char *what, record_reader each)
{
	const struct json *data = NULL;
	struct answer answer;
	bool good =
		jrhsz_open(&answer, context, out, &data, err) && answer_records(&answer, data, what, each);

	if (good) {
		answer_page(&answer, JRHSZ_PAGE_SIZE);
		good = answer_done(&answer);
	}
	answer_close(&answer);
	return good;
}

bool jrhsz_decode_meters(const struct decode_context *context, struct decoded *out, struct error *err)
{
	return decode_page(context, out, err, "meter", read_meter);
}

bool jrhsz_decode_latest(const struct decode_context *context, struct decoded *out, struct error *err)
{
	return decode_page(context, out, err, "reading", read_latest);
}

bool jrhsz_decode_latest_one(const struct decode_context *context, struct decoded *out, struct error *err)
{
	if (!decode_page(context, out, err, "reading", read_latest))
		return false;
	out->more = false;
	if (out->rows > 0)
		return true;
	out->verdict = VERDICT_NOT_FOUND;
	return error_set(
		err, ERROR_NOT_FOUND, "the platform has no meter %.*s", SV_ARG(context->operation->meter_no));
}

bool jrhsz_decode_history(const struct decode_context *context, struct decoded *out, struct error *err)
{
	return decode_page(context, out, err, "reading", read_history);
}

bool jrhsz_decode_consumption(const struct decode_context *context, struct decoded *out, struct error *err)
{
	return decode_page(context, out, err, "reading", read_consumption);
}

bool jrhsz_decode_tou(const struct decode_context *context, struct decoded *out, struct error *err)
{
	return decode_page(context, out, err, "reading", read_tou);
}

bool jrhsz_decode_camera(const struct decode_context *context, struct decoded *out, struct error *err)
{
	return decode_page(context, out, err, "reading", read_camera);
}
