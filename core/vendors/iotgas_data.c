/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/vendors/iotgas.h"

/* The data port: readings, alarms, events; iotgas chapter 3. */

enum {
	METER_NO,
	METER_TYPE,
	METER_TYPE_NAME,
	METER_DEFINE_1,
	METER_DEFINE_2,
	METER_DEFINE_3,
	METER_DEFINE_4,
	METER_KIND,
	METER_ACQUIRED,
	METER_RECEIVED,
	METER_STD_SUM,
	METER_WORK_SUM,
	METER_STD_FLOW,
	METER_WORK_FLOW,
	METER_TEMPERATURE,
	METER_PRESSURE,
	METER_MONTH,
	METER_LAST_MONTH,
	METER_MONEY,
	METER_VOLUME,
	METER_PRICE,
	METER_SIGNAL,
	METER_VOLTAGE,
	METER_LEVEL,
	METER_EXTRA,
	METER_FIELDS
};

static const struct field_names meter_fields[METER_FIELDS] = {
	[METER_NO] = {{"meter_comm_no", "device_comm_no", "target_comm_no"}},
	[METER_TYPE] = {{"device_type"}},
	[METER_TYPE_NAME] = {{"device_type_name"}},
	[METER_DEFINE_1] = {{"meter_define_no1"}},
	[METER_DEFINE_2] = {{"meter_define_no2"}},
	[METER_DEFINE_3] = {{"meter_define_no3"}},
	[METER_DEFINE_4] = {{"meter_define_no4"}},
	[METER_KIND] = {{"data_type"}},
	[METER_ACQUIRED] = {{"acquisition_time"}},
	[METER_RECEIVED] = {{"receive_time"}},
	[METER_STD_SUM] = {{"std_sum"}},
	[METER_WORK_SUM] = {{"work_sum"}},
	[METER_STD_FLOW] = {{"std_flow"}},
	[METER_WORK_FLOW] = {{"work_flow"}},
	[METER_TEMPERATURE] = {{"temperature"}},
	[METER_PRESSURE] = {{"pressure"}},
	[METER_MONTH] = {{"this_month_sum"}},
	[METER_LAST_MONTH] = {{"last_month_sum"}},
	[METER_MONEY] = {{"remain_money"}},
	[METER_VOLUME] = {{"remain_volume"}},
	[METER_PRICE] = {{"curr_price"}},
	[METER_SIGNAL] = {{"rssi"}},
	[METER_VOLTAGE] = {{"battery_voltage"}},
	[METER_LEVEL] = {{"battery_level"}},
	[METER_EXTRA] = {{"ext_data"}},
};

static const struct field_quantity meter_quantities[] = {
	{METER_STD_SUM, QUANTITY_STD_TOTAL},
	{METER_WORK_SUM, QUANTITY_WORK_TOTAL},
	{METER_STD_FLOW, QUANTITY_STD_FLOW},
	{METER_WORK_FLOW, QUANTITY_WORK_FLOW},
	{METER_TEMPERATURE, QUANTITY_TEMPERATURE},
	{METER_PRESSURE, QUANTITY_PRESSURE},
	{METER_MONTH, QUANTITY_MONTH},
	{METER_LAST_MONTH, QUANTITY_LAST_MONTH},
	{METER_MONEY, QUANTITY_BALANCE},
	{METER_VOLUME, QUANTITY_REMAINING},
	{METER_PRICE, QUANTITY_PRICE},
	{METER_SIGNAL, QUANTITY_SIGNAL},
	{METER_VOLTAGE, QUANTITY_BATTERY_VOLTAGE},
	{METER_LEVEL, QUANTITY_BATTERY_LEVEL},
};

static struct iotgas_answer *outer(struct answer *answer)
{
	return CONTAINER_OF(answer, struct iotgas_answer, answer);
}

/* --- valve
 * ---------------------------------------------------------------------------------------------------- */

enum { EXTRA_OPEN, EXTRA_FORCED, EXTRA_FIELDS };

static const struct field_names extra_fields[EXTRA_FIELDS] = {
	[EXTRA_OPEN] = {{"valve_open"}},
	[EXTRA_FORCED] = {{"force_valve_on"}},
};

/* What is not said keeps what is known; what is said to be null is unknown, never "all is well". */
static void take_valve(const struct json *extra, struct meter_fact *meter)
{
	const struct json *values[EXTRA_FIELDS];
	fields_read(extra, extra_fields, EXTRA_FIELDS, values);
	bool open = false, forced = false;
	enum field_state said = json_boolean(values[EXTRA_OPEN], &open);
	json_boolean(values[EXTRA_FORCED], &forced);
	if (said == FIELD_ABSENT && !forced)
		return;
	meter->valve = VALVE_UNKNOWN;
	if (forced)
		meter->valve = VALVE_FORCED;
	else if (said == FIELD_VALUE)
		meter->valve = open ? VALVE_OPEN : VALVE_CLOSED;
	meter->parts |= METER_HAS_VALVE;
}

/* ext_data is an object, or the same as JSON in a text. */
static void take_extra(struct answer *answer, const struct json *value, struct meter_fact *meter)
{
	struct string_view text;
	if (json_type(value) == JSON_OBJECT) {
		take_valve(value, meter);
		return;
	}
	if (json_type(value) != JSON_TEXT || json_text(value, &text) != FIELD_VALUE)
		return;
	struct json_document *document = json_parse(text, JSON_STRICT, NULL);
	if (document && json_type(json_root(document)) == JSON_OBJECT)
		take_valve(json_root(document), meter);
	else
		outer(answer)->unreadable_extras++;
	json_document_free(document);
}

/* --- meters and readings
 * -------------------------------------------------------------------------------------- */

static void take_define(struct answer *answer, const struct json *const *values, struct meter_fact *meter)
{
	static const struct {
		const char *meaning;
		enum meter_part part;
		size_t offset;
	} meanings[] = {
		{"customer_code", METER_HAS_CUSTOMER_CODE, offsetof(struct meter_fact, customer_code)},
		{"customer_name", METER_HAS_CUSTOMER_NAME, offsetof(struct meter_fact, customer_name)},
		{"address", METER_HAS_ADDRESS, offsetof(struct meter_fact, address)},
	};
	const struct account *account = answer->context->session->account;
	for (size_t i = 0; i < ARRAY_SIZE(account->define_no); i++) {
		for (size_t j = 0; account->define_no[i] && j < ARRAY_SIZE(meanings); j++) {
			if (!sv_equal_text(sv(account->define_no[i]), meanings[j].meaning))
				continue;
			struct display_text *out = (void *)((char *)meter + meanings[j].offset);
			if (field_display(answer, values[METER_DEFINE_1 + i], out) == FIELD_VALUE)
				meter->parts |= meanings[j].part;
		}
	}
}

static void take_type(struct answer *answer, const struct json *const *values, struct meter_fact *meter)
{
	struct display_text number;
	if (field_display(answer, values[METER_TYPE_NAME], &meter->type) == FIELD_VALUE) {
		meter->parts |= METER_HAS_TYPE;
	} else if (field_display(answer, values[METER_TYPE], &number) == FIELD_VALUE) {
		meter->type =
			display_format(answer->context->arena, "type %.*s", SV_ARG(display_view(number)));
		meter->parts |= METER_HAS_TYPE;
	}
}

/*
 * When the value was taken. A record without that is filed under the time when the platform got it, or under
 * that of the answer, and marked. False for a text that is no time.
 */
static bool take_time(struct answer *answer, const struct json *const *values, struct reading_fact *reading)
{
	enum field_state state = field_time(answer, values[METER_ACQUIRED], &reading->taken_at);
	if (state == FIELD_VALUE)
		return true;
	if (state == FIELD_BAD)
		return false;
	reading->taken_at_assumed = true;
	if (field_time(answer, values[METER_RECEIVED], &reading->taken_at) != FIELD_VALUE)
		reading->taken_at = answer->context->now;
	return true;
}

/*
 * What is billed is the volume at standard conditions, so that is the register; a meter without a corrector
 * gives only the working volume, and then that one is it. A standard volume that cannot be read is neither:
 * the register is then not known.
 */
static void take_register(
	struct answer *answer, const struct json *const *values, struct reading_fact *reading)
{
	struct decimal number;
	enum field_state standard = json_decimal(values[METER_STD_SUM], &number);
	size_t field = standard == FIELD_VALUE ? METER_STD_SUM : METER_WORK_SUM;

	if (standard != FIELD_BAD)
		reading_add(answer, reading, QUANTITY_TOTAL, meter_fields[field].names[0], values[field]);
}

static bool start(struct answer *answer, const struct json *record, const struct json **values,
	struct reading_fact *reading)
{
	fields_read(record, meter_fields, METER_FIELDS, values);
	struct string_view meter_no;
	if (field_identifier(values[METER_NO], &meter_no) != FIELD_VALUE)
		return answer_refuse(answer, "meter", record, "meter_comm_no is missing or no meter number");
	reading->meter_no = meter_no;
	reading->raw = answer_raw(answer, record);
	if (!take_time(answer, values, reading))
		return answer_refuse(answer, "reading", record, "acquisition_time of meter %.*s is no date",
			SV_ARG(meter_no));
	take_register(answer, values, reading);
	reading_add_all(
		answer, reading, meter_quantities, ARRAY_SIZE(meter_quantities), meter_fields, values);
	return true;
}

static void give_meter(
	struct answer *answer, const struct json *const *values, const struct reading_fact *reading)
{
	struct meter_fact meter = {
		.meter_no = reading->meter_no,
		.parts = METER_HAS_MEDIUM,
		.medium = MEDIUM_GAS,
		.valve = VALVE_UNKNOWN,
		.last_seen = INSTANT_NONE,
		.reading_at = INSTANT_NONE,
		.raw = reading->raw,
	};
	take_type(answer, values, &meter);
	take_define(answer, values, &meter);
	take_extra(answer, values[METER_EXTRA], &meter);
	if (field_time(answer, values[METER_RECEIVED], &meter.last_seen) != FIELD_VALUE &&
		!reading->taken_at_assumed)
		meter.last_seen = reading->taken_at;
	if (meter.last_seen != INSTANT_NONE)
		meter.parts |= METER_HAS_LAST_SEEN;
	const struct decimal *total = reading_value(reading, QUANTITY_TOTAL);
	if (total) {
		meter.reading = *total;
		meter.reading_at = reading->taken_at;
		meter.parts |= METER_HAS_READING;
	}
	sink_meter(answer, &meter);
}

/* A page of meters with what the platform has last heard of each: that is live, whatever data_type says. */
static bool read_latest(struct answer *answer, const struct json *record)
{
	const struct json *values[METER_FIELDS];
	struct reading_fact reading = {.source = SOURCE_LIVE};
	if (!start(answer, record, values, &reading))
		return false;
	answer_first_key(answer, reading.meter_no);
	give_meter(answer, values, &reading);
	if (reading.value_count)
		sink_reading(answer, &reading);
	return true;
}

/* Asked for one kind; should a record say that it is the other, it knows better. */
static enum reading_source source_of(const struct json *kind, enum reading_source asked)
{
	int64_t number;
	if (json_integer(kind, &number) != FIELD_VALUE)
		return asked;
	if (number == IOTGAS_FROZEN)
		return SOURCE_FROZEN;
	return number == IOTGAS_LIVE ? SOURCE_HISTORY : asked;
}

static bool read_history(struct answer *answer, const struct json *record)
{
	const struct json *values[METER_FIELDS];
	struct reading_fact reading = {0};
	if (!start(answer, record, values, &reading))
		return false;
	if (reading.taken_at_assumed)
		return answer_refuse(answer, "reading", record, "acquisition_time is missing");
	if (reading.value_count == 0)
		return answer_refuse(answer, "reading", record, "no value in it is known");
	reading.source = source_of(values[METER_KIND], answer->context->operation->source);
	char key[METER_NO_MAX + 32];
	snprintf(key, sizeof(key), "%.*s@%lld", SV_ARG(reading.meter_no), (long long)reading.taken_at);
	answer_first_key(answer, sv(key));
	sink_reading(answer, &reading);
	return true;
}

bool iotgas_decode_real_model(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_REPAIR, out, err) &&
		    iotgas_single(&answer, "meter", read_latest) && answer_done(&answer.answer);
	iotgas_close(&answer);
	return done;
}

bool iotgas_decode_real_list(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_REPAIR, out, err) &&
		    iotgas_list(&answer, "meter", read_latest) && answer_done(&answer.answer);
	iotgas_close(&answer);
	return done;
}

bool iotgas_decode_history(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_REPAIR, out, err) &&
		    iotgas_list(&answer, "reading", read_history) && answer_done(&answer.answer);
	iotgas_close(&answer);
	return done;
}
