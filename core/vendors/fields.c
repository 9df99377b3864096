/* SPDX-License-Identifier: MIT */
#include "core/vendors/fields.h"

#include <string.h>

#include "core/base/display_text.h"

/* --- finding fields
 * ------------------------------------------------------------------------------------------- */

/* A row has a dozen keys, and most names differ in their first letter: that one is looked at without a call.
 */
static bool goes_by(const struct field_names *field, const char *key)
{
	for (size_t i = 0; i < FIELD_NAMES_MAX && field->names[i]; i++)
		if (field->names[i][0] == key[0] && strcmp(field->names[i], key) == 0)
			return true;
	return false;
}

/* Members mostly come in the document's order, so the search begins behind the field found last. */
static size_t find_exact(const struct field_names *fields, size_t count, size_t start, const char *key)
{
	for (size_t i = start; i < count; i++)
		if (goes_by(&fields[i], key))
			return i;
	for (size_t i = 0; i < start; i++)
		if (goes_by(&fields[i], key))
			return i;
	return count;
}

static size_t find_field(const struct field_names *fields, size_t count, size_t start, const char *key)
{
	char trimmed[64];
	size_t found = find_exact(fields, count, start, key);

	if (found < count)
		return found;
	struct string_view whole = sv(key), name = sv_trim(whole);
	if (name.length == whole.length || name.length >= sizeof(trimmed))
		return count;
	memcpy(trimmed, name.data, name.length);
	trimmed[name.length] = '\0';
	return find_exact(fields, count, start, trimmed);
}

static bool holds_something(const struct json *value)
{
	struct string_view text;
	enum json_type type = json_type(value);

	if (type == JSON_TEXT)
		return json_text(value, &text) != FIELD_EMPTY;
	return type != JSON_ABSENT && type != JSON_NULL;
}

void fields_read(
	const struct json *record, const struct field_names *fields, size_t count, const struct json **values)
{
	size_t next = 0;

	memset(values, 0, count * sizeof(const struct json *));
	json_each (member, record) {
		const char *key = json_key_text(member);
		size_t found = key ? find_field(fields, count, next, key) : count;
		if (found == count)
			continue;
		if (!values[found] || !holds_something(values[found]))
			values[found] = member;
		next = found + 1;
	}
}

/* --- one field
 * ------------------------------------------------------------------------------------------------ */

enum field_state field_identifier(const struct json *value, struct string_view *out)
{
	struct string_view text = SV_NONE;
	enum field_state state = json_text(value, &text);

	*out = SV_NONE;
	if (state != FIELD_VALUE)
		return state;
	if (!sv_is_identifier(text, METER_NO_MAX))
		return FIELD_BAD;
	*out = text;
	return FIELD_VALUE;
}

enum field_state field_display(
	const struct answer *answer, const struct json *value, struct display_text *out)
{
	struct string_view text = SV_NONE;
	enum field_state state = json_text(value, &text);

	*out = state == FIELD_VALUE ? display_clean(answer->context->arena, text) : DISPLAY_NONE;
	return state;
}

enum field_state field_time(const struct answer *answer, const struct json *value, instant *out)
{
	struct string_view text = SV_NONE;
	enum field_state state = json_text(value, &text);

	*out = INSTANT_NONE;
	if (state != FIELD_VALUE)
		return state;
	if (instant_parse(text, answer->context->session->account->zone, out, NULL))
		return FIELD_VALUE;
	*out = INSTANT_NONE;
	return FIELD_BAD;
}

/* --- readings
 * ------------------------------------------------------------------------------------------------- */

const struct decimal *reading_value(const struct reading_fact *reading, enum quantity quantity)
{
	for (size_t i = 0; i < reading->value_count; i++)
		if (reading->values[i].quantity == quantity)
			return &reading->values[i].value;
	return NULL;
}

static void remark_bad_value(const struct answer *answer, const struct reading_fact *reading,
	const char *name, const struct json *value)
{
	struct string_view text = SV_NONE;

	json_text(value, &text);
	text = sv_slice(text, 0, 40);
	answer_remark(answer, "meter %.*s: %s \"%.*s\" is not a number that can be kept",
		SV_ARG(reading->meter_no), name, SV_ARG(text));
}

bool reading_add(const struct answer *answer, struct reading_fact *reading, enum quantity quantity,
	const char *name, const struct json *value)
{
	struct decimal number;
	enum field_state state = json_decimal(value, &number);

	if (state == FIELD_BAD) {
		remark_bad_value(answer, reading, name, value);
		return false;
	}
	if (state != FIELD_VALUE || reading_value(reading, quantity))
		return true;
	BUG_ON(reading->value_count >= READING_VALUES_MAX);
	reading->values[reading->value_count++] = (struct reading_value){quantity, number};
	return true;
}

void reading_add_all(const struct answer *answer, struct reading_fact *reading,
	const struct field_quantity *table, size_t table_count, const struct field_names *fields,
	const struct json *const *values)
{
	for (size_t i = 0; i < table_count; i++)
		reading_add(answer, reading, table[i].quantity, fields[table[i].field].names[0],
			values[table[i].field]);
}

/* --- sinks
 * ---------------------------------------------------------------------------------------------------- */

void sink_meter(const struct answer *answer, const struct meter_fact *fact)
{
	const struct fact_sink *sink = answer->context->sink;

	if (sink && sink->meter)
		sink->meter(sink->context, fact);
}

void sink_reading(const struct answer *answer, const struct reading_fact *fact)
{
	const struct fact_sink *sink = answer->context->sink;

	if (sink && sink->reading)
		sink->reading(sink->context, fact);
}

void sink_alarm(const struct answer *answer, const struct alarm_fact *fact)
{
	const struct fact_sink *sink = answer->context->sink;

	if (sink && sink->alarm)
		sink->alarm(sink->context, fact);
}

void sink_event(const struct answer *answer, const struct event_fact *fact)
{
	const struct fact_sink *sink = answer->context->sink;

	if (sink && sink->event)
		sink->event(sink->context, fact);
}

void sink_command(const struct answer *answer, const struct command_fact *fact)
{
	const struct fact_sink *sink = answer->context->sink;

	if (sink && sink->command)
		sink->command(sink->context, fact);
}

void sink_price(const struct answer *answer, const struct price_fact *fact)
{
	const struct fact_sink *sink = answer->context->sink;

	if (sink && sink->price)
		sink->price(sink->context, fact);
}
