/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <string.h>

#include "core/vendors/driver.h"

/*
 * One decoder against hostile bodies. Compiled once an endpoint: FUZZ_DRIVER is a driver's name,
 * FUZZ_ENDPOINT the number of its row. What a decoder says must hold whatever the body: display text is
 * clean, identifiers are identifiers, counts add up, a failure has a sentence.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_identifier(struct string_view view)
{
	BUG_ON(view.length > 0 && !sv_is_identifier(view, 4096));
}

static void check_text(struct display_text text)
{
	uint32_t width = 0;

	BUG_ON(!display_is_clean(display_view(text), &width) || width != text.width);
}

static void on_meter(void *context, const struct meter_fact *fact)
{
	BUG_ON(!sv_is_identifier(fact->meter_no, METER_NO_MAX));
	check_identifier(fact->device_id);
	check_text(fact->type);
	check_text(fact->address);
	check_text(fact->customer_code);
	check_text(fact->customer_name);
	BUG_ON((unsigned)fact->valve >= VALVE_COUNT || (unsigned)fact->medium >= MEDIUM_COUNT);
}

static void on_reading(void *context, const struct reading_fact *fact)
{
	BUG_ON(!sv_is_identifier(fact->meter_no, METER_NO_MAX));
	BUG_ON(fact->taken_at == INSTANT_NONE || fact->value_count > READING_VALUES_MAX);
	for (size_t i = 0; i < fact->value_count; i++)
		for (size_t k = 0; k < i; k++)
			BUG_ON(fact->values[i].quantity == fact->values[k].quantity);
	check_text(fact->image_url);
	check_text(fact->image_status);
}

static void on_alarm(void *context, const struct alarm_fact *fact)
{
	check_identifier(fact->meter_no);
	check_identifier(fact->vendor_id);
	check_text(fact->code);
	check_text(fact->text);
}

static void on_event(void *context, const struct event_fact *fact)
{
	check_identifier(fact->meter_no);
	check_identifier(fact->vendor_id);
	check_text(fact->code);
	check_text(fact->text);
}

static void on_command(void *context, const struct command_fact *fact)
{
	check_identifier(fact->vendor_id);
	check_identifier(fact->own_id);
	check_identifier(fact->meter_no);
	check_identifier(fact->kind);
	check_text(fact->vendor_kind);
	check_text(fact->fields);
	check_text(fact->result);
	check_text(fact->vendor_state);
	check_text(fact->vendor_text);
	BUG_ON((unsigned)fact->state >= COMMAND_STATE_COUNT);
}

static void on_price(void *context, const struct price_fact *fact)
{
	check_text(fact->code);
	check_text(fact->version);
	check_text(fact->type);
	BUG_ON(fact->step_count > PRICE_STEPS_MAX);
}

static void on_refused(void *context, const struct refusal *refusal)
{
	size_t *refused = context;

	check_text(refusal->reason);
	BUG_ON(refusal->reason.length == 0 || !refusal->what);
	++*refused;
}

static void on_remark(void *context, struct display_text text)
{
	check_text(text);
}

static void check_decoded(const struct decoded *decoded, const struct error *err, bool good, size_t refused)
{
	BUG_ON(good != (decoded->verdict == VERDICT_OK));
	BUG_ON(good != (err->code == ERROR_NONE));
	BUG_ON(!good && (err->message[0] == '\0' || !display_is_clean(sv(err->message), NULL)));
	BUG_ON(decoded->refused != refused);
	BUG_ON(good && decoded->rows != decoded->taken + decoded->refused);
	BUG_ON(memchr(decoded->vendor_code, '\0', sizeof(decoded->vendor_code)) == NULL);
}

static void decode(const struct endpoint *endpoint, struct session *session, struct string_view body)
{
	size_t refused = 0;
	const struct fact_sink sink = {
		.context = &refused,
		.meter = on_meter,
		.reading = on_reading,
		.alarm = on_alarm,
		.event = on_event,
		.command = on_command,
		.price = on_price,
		.refused = on_refused,
		.remark = on_remark,
	};
	const struct operation operation = {
		.kind = endpoint->operation,
		.source = endpoint->source,
		.meter_no = SV("1"),
		.customer_code = SV("2"),
		.vendor_id = SV("3"),
		.from = 0,
		.until = DAY,
	};
	const struct exchange_response response = {.status = 200, .body = body, .date = INSTANT_NONE};
	struct decoded decoded;
	struct arena arena = {0};
	struct error err = {ERROR_NONE, ""};
	const struct decode_context context = {
		.session = session,
		.operation = &operation,
		.response = &response,
		.now = DAY,
		.sink = &sink,
		.arena = &arena,
	};

	bool good = driver_decode(endpoint, &context, &decoded, &err);
	check_decoded(&decoded, &err, good, refused);
	decoded_free(&decoded);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct driver *driver = driver_find(FUZZ_DRIVER);
	const struct account account = {
		.name = "fuzz",
		.driver = FUZZ_DRIVER,
		.define_no = {"customer_code", "customer_name", "address", NULL},
	};
	struct session session;

	BUG_ON(!driver || FUZZ_ENDPOINT >= driver->endpoint_count);
	session_open(&session, &account);
	decode(&driver->endpoints[FUZZ_ENDPOINT], &session, sv_from((const char *)data, size));
	session_close(&session);
	return 0;
}
