/* SPDX-License-Identifier: MIT */
#include "core/vendors/goldcard.h"

/* Answers 1013 and 1014: a meter's state at one moment. The sums since installation are consumption and cost.
 */

#define DEVICE_ID_MAX 64

enum {
	READING_METER,
	READING_CUSTOMER,
	READING_DEVICE,
	READING_TOTAL,
	READING_BALANCE,
	READING_TIME,
	READING_VALVE,
	READING_GAS,
	READING_MONEY,
	READING_FIELDS
};

static const struct field_names reading_fields[READING_FIELDS] = {
	[READING_METER] = {{"gasMeterNo", "meterNo"}},
	[READING_CUSTOMER] = {{"userArchivesNum", "userNo"}},
	[READING_DEVICE] = {{"deviceId"}},
	[READING_TOTAL] = {{"readNum"}},
	[READING_BALANCE] = {{"meterBalance"}},
	[READING_TIME] = {{"readDate"}},
	[READING_VALVE] = {{"valveState"}},
	[READING_GAS] = {{"sumGas"}},
	[READING_MONEY] = {{"sumMoney"}},
};

/* 2.4.8 describes sumGas as money and sumMoney as gas; the names are right, the descriptions exchanged. */
static const struct field_quantity reading_quantities[] = {
	{READING_TOTAL, QUANTITY_TOTAL},
	{READING_BALANCE, QUANTITY_BALANCE},
	{READING_GAS, QUANTITY_CONSUMPTION},
	{READING_MONEY, QUANTITY_COST},
};

/* 1013 and 1014 count the valve differently: 2 is unknown here and closed there. */
static const struct word_meaning reading_valves[] = {
	{"0", VALVE_OPEN},
	{"1", VALVE_CLOSED},
	{"2", VALVE_UNKNOWN},
};

enum {
	DETAIL_METER,
	DETAIL_CUSTOMER,
	DETAIL_NAME,
	DETAIL_DEVICE,
	DETAIL_ADDRESS,
	DETAIL_TOTAL,
	DETAIL_VALVE,
	DETAIL_GAS,
	DETAIL_MONEY,
	DETAIL_RECHARGED,
	DETAIL_BALANCE,
	DETAIL_PRICE,
	DETAIL_PRICE_CODE,
	DETAIL_TIME,
	DETAIL_RECHARGES,
	DETAIL_VOLTAGE,
	DETAIL_SIGNAL,
	DETAIL_FIELDS
};

static const struct field_names detail_fields[DETAIL_FIELDS] = {
	[DETAIL_METER] = {{"meterNo", "gasMeterNo"}},
	[DETAIL_CUSTOMER] = {{"userNo", "userArchivesNum"}},
	[DETAIL_NAME] = {{"userName", "customerName", "username"}},
	[DETAIL_DEVICE] = {{"deviceId"}},
	[DETAIL_ADDRESS] = {{"address"}},
	[DETAIL_TOTAL] = {{"readingNum"}},
	[DETAIL_VALVE] = {{"valveState"}},
	[DETAIL_GAS] = {{"sumUseGas"}},
	[DETAIL_MONEY] = {{"sumUseMoney"}},
	[DETAIL_RECHARGED] = {{"sumRechargeAomunt", "sumRechargeAmount"}},
	[DETAIL_BALANCE] = {{"balance"}},
	[DETAIL_PRICE] = {{"price"}},
	[DETAIL_PRICE_CODE] = {{"priceCode"}},
	[DETAIL_TIME] = {{"lastReadingTime"}},
	[DETAIL_RECHARGES] = {{"rechargeCount"}},
	[DETAIL_VOLTAGE] = {{"voltage"}},
	[DETAIL_SIGNAL] = {{"signalStrength"}},
};

static const struct field_quantity detail_quantities[] = {
	{DETAIL_TOTAL, QUANTITY_TOTAL},
	{DETAIL_GAS, QUANTITY_CONSUMPTION},
	{DETAIL_MONEY, QUANTITY_COST},
	{DETAIL_RECHARGED, QUANTITY_RECHARGE_TOTAL},
	{DETAIL_BALANCE, QUANTITY_BALANCE},
	{DETAIL_PRICE, QUANTITY_PRICE},
	{DETAIL_RECHARGES, QUANTITY_RECHARGE_COUNT},
	{DETAIL_VOLTAGE, QUANTITY_BATTERY_VOLTAGE},
	{DETAIL_SIGNAL, QUANTITY_SIGNAL},
};

static const struct word_meaning detail_valves[] = {
	{"1", VALVE_OPEN},
	{"2", VALVE_CLOSED},
	{"3", VALVE_UNKNOWN},
};

static struct goldcard_answer *outer(struct answer *answer)
{
	return CONTAINER_OF(answer, struct goldcard_answer, answer);
}

/* A valve that is said to be nothing is unknown; one that is not mentioned keeps what is known. */
static void take_valve(struct goldcard_answer *answer, const struct word_meaning *table, size_t count,
	const struct json *value, struct meter_fact *meter)
{
	struct string_view code;
	enum field_state state = json_text(value, &code);
	if (state == FIELD_ABSENT)
		return;
	int valve = state == FIELD_VALUE ? word_find(table, count, code, -1) : VALVE_UNKNOWN;
	if (valve < 0)
		answer->unlisted_valves++;
	meter->valve = valve < 0 ? VALVE_UNKNOWN : (enum valve_state)valve;
	meter->parts |= METER_HAS_VALVE;
}

/* deviceId is required by the document and "" or null in its samples. */
static void take_device(struct goldcard_answer *answer, const struct json *value, struct meter_fact *meter)
{
	struct string_view device_id;
	if (json_text(value, &device_id) != FIELD_VALUE)
		return;
	if (!sv_is_identifier(device_id, DEVICE_ID_MAX)) {
		answer->unusable_devices++;
		return;
	}
	meter->device_id = device_id;
	meter->parts |= METER_HAS_DEVICE_ID;
}

static void take_text(struct answer *answer, const struct json *value, enum meter_part part,
	struct display_text *out, struct meter_fact *meter)
{
	if (field_display(answer, value, out) == FIELD_VALUE)
		meter->parts |= part;
}

/* False only for a time that is none: a missing one is the time of the answer, and marked. */
static bool take_time(struct answer *answer, const struct json *value, struct meter_fact *meter,
	struct reading_fact *reading)
{
	instant at = INSTANT_NONE;
	switch (field_time(answer, value, &at)) {
	case FIELD_BAD:
		return false;
	case FIELD_VALUE:
		reading->taken_at = at;
		meter->last_seen = at;
		meter->parts |= METER_HAS_LAST_SEEN;
		return true;
	default:
		reading->taken_at = answer->context->now;
		reading->taken_at_assumed = true;
		return true;
	}
}

static void take_register(struct meter_fact *meter, const struct reading_fact *reading)
{
	const struct decimal *total = reading_value(reading, QUANTITY_TOTAL);
	if (!total)
		return;
	meter->reading = *total;
	meter->reading_at = reading->taken_at;
	meter->parts |= METER_HAS_READING;
}

static void give(struct answer *answer, const struct meter_fact *meter, const struct reading_fact *reading)
{
	sink_meter(answer, meter);
	if (reading->value_count)
		sink_reading(answer, reading);
}

static void start(struct answer *answer, const struct json *record, struct string_view meter_no,
	struct meter_fact *meter, struct reading_fact *reading)
{
	struct string_view raw = answer_raw(answer, record);
	*meter = (struct meter_fact){
		.meter_no = meter_no,
		.parts = METER_HAS_MEDIUM,
		.medium = MEDIUM_GAS,
		.valve = VALVE_UNKNOWN,
		.last_seen = INSTANT_NONE,
		.reading_at = INSTANT_NONE,
		.raw = raw,
	};
	reading->meter_no = meter_no;
	reading->source = SOURCE_LIVE;
	reading->raw = raw;
}

/* More gas used than the register ever counted, while the "money" would fit. */
static bool sums_look_swapped(const struct reading_fact *reading)
{
	const struct decimal *total = reading_value(reading, QUANTITY_TOTAL);
	const struct decimal *gas = reading_value(reading, QUANTITY_CONSUMPTION);
	const struct decimal *money = reading_value(reading, QUANTITY_COST);
	return total && gas && money && decimal_compare(*gas, *total) > 0 &&
	       decimal_compare(*money, *total) <= 0;
}

/* Recharged less used money is the balance; exchanged when it is only so with the used gas. */
static bool balance_looks_swapped(const struct reading_fact *reading)
{
	const struct decimal *balance = reading_value(reading, QUANTITY_BALANCE);
	const struct decimal *recharged = reading_value(reading, QUANTITY_RECHARGE_TOTAL);
	const struct decimal *gas = reading_value(reading, QUANTITY_CONSUMPTION);
	const struct decimal *money = reading_value(reading, QUANTITY_COST);
	struct decimal by_money, by_gas;
	return balance && recharged && gas && money && decimal_subtract(*recharged, *money, &by_money) &&
	       decimal_subtract(*recharged, *gas, &by_gas) && decimal_compare(by_money, *balance) != 0 &&
	       decimal_compare(by_gas, *balance) == 0;
}

static bool read_reading(struct answer *answer, const struct json *record)
{
	const struct json *values[READING_FIELDS];
	fields_read(record, reading_fields, READING_FIELDS, values);
	struct string_view meter_no;
	if (field_identifier(values[READING_METER], &meter_no) != FIELD_VALUE)
		return answer_refuse(answer, "meter", record, "gasMeterNo is missing or no meter number");
	answer_first_key(answer, meter_no);

	struct meter_fact meter;
	struct reading_fact reading = {0};
	start(answer, record, meter_no, &meter, &reading);
	if (!take_time(answer, values[READING_TIME], &meter, &reading))
		return answer_refuse(
			answer, "reading", record, "readDate of meter %.*s is no date", SV_ARG(meter_no));
	take_device(outer(answer), values[READING_DEVICE], &meter);
	take_valve(outer(answer), reading_valves, ARRAY_SIZE(reading_valves), values[READING_VALVE], &meter);
	take_text(answer, values[READING_CUSTOMER], METER_HAS_CUSTOMER_CODE, &meter.customer_code, &meter);
	reading_add_all(
		answer, &reading, reading_quantities, ARRAY_SIZE(reading_quantities), reading_fields, values);
	take_register(&meter, &reading);
	if (sums_look_swapped(&reading))
		outer(answer)->swapped_sums++;
	give(answer, &meter, &reading);
	return true;
}

static bool decode_readings(struct goldcard_answer *answer)
{
	struct answer *inner = &answer->answer;
	const struct json *list = json_member(answer->payload, "readingData");
	int64_t total = 0;
	if (json_type(list) == JSON_OBJECT && json_integer(json_member(list, "total"), &total) == FIELD_VALUE)
		inner->out->total = total;
	if (json_type(list) == JSON_OBJECT)
		list = json_member(list, "data");
	if (!answer_records(inner, list, "meter", read_reading))
		return false;
	const struct operation *operation = inner->context->operation;
	if (inner->out->rows == 0 && operation->kind == OPERATION_LATEST_ONE)
		return answer_fail(inner, VERDICT_NOT_FOUND, "the platform has no reading of meter %.*s",
			SV_ARG(operation->meter_no));
	return true;
}

bool goldcard_decode_readings(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct goldcard_answer answer;
	bool done = goldcard_open(&answer, context, out, err) && decode_readings(&answer) &&
		    answer_done(&answer.answer);
	goldcard_close(&answer);
	return done;
}

/* The price that counts for this meter now: of a ladder it is the step that the meter has reached. */
static void take_price(
	struct answer *answer, const struct json *const *values, const struct reading_fact *reading)
{
	struct price_fact price = {.step_count = 1, .valid_from = INSTANT_NONE, .raw = reading->raw};
	const struct decimal *value = reading_value(reading, QUANTITY_PRICE);
	if (!value || field_display(answer, values[DETAIL_PRICE_CODE], &price.code) != FIELD_VALUE)
		return;
	price.steps[0].price = *value;
	sink_price(answer, &price);
}

/* An answer about another meter would write its balance and valve into the wrong place. */
static bool detail_meter(struct answer *answer, const struct json *value, struct string_view *out)
{
	struct string_view asked = answer->context->operation->meter_no;
	enum field_state state = field_identifier(value, out);
	if (state != FIELD_VALUE && state != FIELD_BAD) {
		*out = asked;
		return asked.length > 0;
	}
	return state == FIELD_VALUE && (asked.length == 0 || sv_equal(*out, asked));
}

static bool read_detail(struct answer *answer, const struct json *record)
{
	const struct json *values[DETAIL_FIELDS];
	fields_read(record, detail_fields, DETAIL_FIELDS, values);
	struct string_view meter_no;
	if (!detail_meter(answer, values[DETAIL_METER], &meter_no))
		return answer_refuse(answer, "meter", record, "meterNo is not the meter that was asked for");
	answer_first_key(answer, meter_no);

	struct meter_fact meter;
	struct reading_fact reading = {0};
	start(answer, record, meter_no, &meter, &reading);
	if (!take_time(answer, values[DETAIL_TIME], &meter, &reading))
		return answer_refuse(answer, "meter", record, "lastReadingTime of meter %.*s is no date",
			SV_ARG(meter_no));
	meter.parts |= METER_HAS_DETAIL;
	take_device(outer(answer), values[DETAIL_DEVICE], &meter);
	take_valve(outer(answer), detail_valves, ARRAY_SIZE(detail_valves), values[DETAIL_VALVE], &meter);
	take_text(answer, values[DETAIL_CUSTOMER], METER_HAS_CUSTOMER_CODE, &meter.customer_code, &meter);
	take_text(answer, values[DETAIL_NAME], METER_HAS_CUSTOMER_NAME, &meter.customer_name, &meter);
	take_text(answer, values[DETAIL_ADDRESS], METER_HAS_ADDRESS, &meter.address, &meter);
	reading_add_all(
		answer, &reading, detail_quantities, ARRAY_SIZE(detail_quantities), detail_fields, values);
	take_register(&meter, &reading);
	if (balance_looks_swapped(&reading))
		outer(answer)->swapped_sums++;
	give(answer, &meter, &reading);
	take_price(answer, values, &reading);
	return true;
}

/* Anything that a detail record must have; an empty object is a platform that knows nothing. */
static bool holds_detail(const struct json *payload)
{
	return json_member(payload, "meterNo") || json_member(payload, "readingNum") ||
	       json_member(payload, "balance");
}

static bool decode_detail(struct goldcard_answer *answer)
{
	struct answer *inner = &answer->answer;
	if (!holds_detail(answer->payload))
		return answer_fail(inner, VERDICT_NOT_FOUND, "the platform has no details of meter %.*s",
			SV_ARG(inner->context->operation->meter_no));
	return answer_records(inner, answer->payload, "meter", read_detail);
}

bool goldcard_decode_detail(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct goldcard_answer answer;
	bool done = goldcard_open(&answer, context, out, err) && decode_detail(&answer) &&
		    answer_done(&answer.answer);
	goldcard_close(&answer);
	return done;
}
