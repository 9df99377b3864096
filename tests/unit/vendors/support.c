/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- copies
 * --------------------------------------------------------------------------------------------------- */

#define KEEP(probe, list, fact)                                                                              \
	(array_grow(&(probe)->list##s, &(probe)->list##_capacity, (probe)->list##_count,                     \
		 sizeof(*(probe)->list##s)),                                                                 \
		(probe)->list##s[(probe)->list##_count++] = (fact))

static struct string_view copy_view(struct probe *probe, struct string_view view)
{
	return view.data ? arena_copy(&probe->arena, view) : SV_NONE;
}

static struct display_text copy_text(struct probe *probe, struct display_text text)
{
	uint32_t width = 0;

	/* Nothing may reach a sink as display text that was not cleaned. */
	assert_true(display_is_clean(display_view(text), &width));
	assert_int_equal(width, text.width);
	return text.bytes ? display_copy(&probe->arena, text) : DISPLAY_NONE;
}

static struct string_view copy_identifier(struct probe *probe, struct string_view view)
{
	assert_true(view.length == 0 || sv_is_identifier(view, 4096));
	return copy_view(probe, view);
}

static void on_meter(void *context, const struct meter_fact *fact)
{
	struct probe *probe = context;
	struct meter_fact copy = *fact;

	assert_true(sv_is_identifier(fact->meter_no, METER_NO_MAX));
	copy.meter_no = copy_identifier(probe, fact->meter_no);
	copy.device_id = copy_identifier(probe, fact->device_id);
	copy.type = copy_text(probe, fact->type);
	copy.address = copy_text(probe, fact->address);
	copy.customer_code = copy_text(probe, fact->customer_code);
	copy.customer_name = copy_text(probe, fact->customer_name);
	copy.raw = copy_view(probe, fact->raw);
	KEEP(probe, meter, copy);
}

static void on_reading(void *context, const struct reading_fact *fact)
{
	struct probe *probe = context;
	struct reading_fact copy = *fact;

	assert_true(sv_is_identifier(fact->meter_no, METER_NO_MAX));
	assert_true(fact->taken_at != INSTANT_NONE);
	for (size_t i = 0; i < fact->value_count; i++)
		for (size_t k = 0; k < i; k++)
			assert_true(fact->values[i].quantity != fact->values[k].quantity);
	copy.meter_no = copy_identifier(probe, fact->meter_no);
	copy.image_url = copy_text(probe, fact->image_url);
	copy.image_status = copy_text(probe, fact->image_status);
	copy.raw = copy_view(probe, fact->raw);
	KEEP(probe, reading, copy);
}

static void on_alarm(void *context, const struct alarm_fact *fact)
{
	struct probe *probe = context;
	struct alarm_fact copy = *fact;

	copy.meter_no = copy_identifier(probe, fact->meter_no);
	copy.vendor_id = copy_identifier(probe, fact->vendor_id);
	copy.code = copy_text(probe, fact->code);
	copy.text = copy_text(probe, fact->text);
	copy.raw = copy_view(probe, fact->raw);
	KEEP(probe, alarm, copy);
}

static void on_event(void *context, const struct event_fact *fact)
{
	struct probe *probe = context;
	struct event_fact copy = *fact;

	copy.meter_no = copy_identifier(probe, fact->meter_no);
	copy.vendor_id = copy_identifier(probe, fact->vendor_id);
	copy.code = copy_text(probe, fact->code);
	copy.text = copy_text(probe, fact->text);
	copy.raw = copy_view(probe, fact->raw);
	KEEP(probe, event, copy);
}

static void on_command(void *context, const struct command_fact *fact)
{
	struct probe *probe = context;
	struct command_fact copy = *fact;

	copy.vendor_id = copy_identifier(probe, fact->vendor_id);
	copy.own_id = copy_identifier(probe, fact->own_id);
	copy.meter_no = copy_identifier(probe, fact->meter_no);
	copy.kind = copy_identifier(probe, fact->kind);
	copy.vendor_kind = copy_text(probe, fact->vendor_kind);
	copy.fields = copy_text(probe, fact->fields);
	copy.result = copy_text(probe, fact->result);
	copy.vendor_state = copy_text(probe, fact->vendor_state);
	copy.vendor_text = copy_text(probe, fact->vendor_text);
	copy.raw = copy_view(probe, fact->raw);
	KEEP(probe, command, copy);
}

static void on_price(void *context, const struct price_fact *fact)
{
	struct probe *probe = context;
	struct price_fact copy = *fact;

	copy.code = copy_text(probe, fact->code);
	copy.version = copy_text(probe, fact->version);
	copy.type = copy_text(probe, fact->type);
	copy.raw = copy_view(probe, fact->raw);
	KEEP(probe, price, copy);
}

static void on_refused(void *context, const struct refusal *refusal)
{
	struct probe *probe = context;
	struct refusal copy = *refusal;

	assert_non_null(refusal->what);
	assert_true(refusal->reason.length > 0);
	copy.reason = copy_text(probe, refusal->reason);
	copy.raw = copy_view(probe, refusal->raw);
	KEEP(probe, refusal, copy);
}

static void on_remark(void *context, struct display_text text)
{
	struct probe *probe = context;

	KEEP(probe, remark, copy_text(probe, text));
}

/* --- the probe
 * ------------------------------------------------------------------------------------------------ */

static const struct account invented_account = {
	.name = "bench",
	.url = "http://platform.example",
	.data_url = "http://platform.example:2102",
	.control_url = "http://platform.example:2101",
	.username = "operator",
	.password = "pa ss&word",
	.app_code = "00000042",
	.app_secret = "invented-secret",
	.factor_no = "0042",
	.company_code = "1000042",
	.company_no = "42",
	.data_api_key = "invented-key",
	.define_no = {"customer_code", "customer_name", "address", NULL},
};

static bool requires(const struct driver *driver, const char *key)
{
	for (const char *const *name = driver->required_keys; *name; name++)
		if (strcmp(*name, key) == 0)
			return true;
	return false;
}

/* A profile has one url or iotgas' two, never both. */
static void keep_own_urls(struct account *account, const struct driver *driver)
{
	if (requires(driver, "url"))
		account->data_url = account->control_url = NULL;
	else
		account->url = NULL;
}

void probe_open(struct probe *probe, const char *driver)
{
	*probe = (struct probe){0};
	probe->driver = driver_find(driver);
	assert_non_null(probe->driver);
	probe->account = invented_account;
	probe->account.driver = probe->driver->name;
	keep_own_urls(&probe->account, probe->driver);
	probe->zone = time_zone_open("+08:00", NULL);
	assert_non_null(probe->zone);
	probe->account.zone = probe->zone;
	session_open(&probe->session, &probe->account);
	string_append(&probe->session.token, "invented.token+/=");
	assert_true(instant_parse(SV("2026-11-22T03:00:00Z"), NULL, &probe->now, NULL));
	probe->date = INSTANT_NONE;
	probe->status = 200;
	probe->operation.from = INSTANT_NONE;
	probe->operation.until = INSTANT_NONE;
}

void probe_reset(struct probe *probe)
{
	decoded_free(&probe->decoded);
	exchange_request_free(&probe->request);
	arena_reset(&probe->arena);
	error_clear(&probe->err);
	probe->meter_count = probe->reading_count = probe->alarm_count = probe->event_count = 0;
	probe->command_count = probe->price_count = probe->refusal_count = probe->remark_count = 0;
}

void probe_close(struct probe *probe)
{
	probe_reset(probe);
	arena_free(&probe->arena);
	session_close(&probe->session);
	time_zone_free(probe->zone);
	free(probe->meters);
	free(probe->readings);
	free(probe->alarms);
	free(probe->events);
	free(probe->commands);
	free(probe->prices);
	free(probe->refusals);
	free(probe->remarks);
}

static const struct endpoint *endpoint_of(
	struct probe *probe, enum operation_kind kind, enum reading_source source)
{
	const struct endpoint *endpoint = driver_endpoint(probe->driver, kind, source);

	assert_non_null(endpoint);
	probe->operation.kind = kind;
	probe->operation.source = source;
	return endpoint;
}

bool probe_decode(
	struct probe *probe, enum operation_kind kind, enum reading_source source, struct string_view body)
{
	const struct endpoint *endpoint = endpoint_of(probe, kind, source);
	const struct fact_sink sink = {
		.context = probe,
		.meter = on_meter,
		.reading = on_reading,
		.alarm = on_alarm,
		.event = on_event,
		.command = on_command,
		.price = on_price,
		.refused = on_refused,
		.remark = on_remark,
	};
	const struct exchange_response response = {
		.status = probe->status, .body = body, .date = probe->date};

	probe_reset(probe);
	const struct decode_context context = {
		.session = &probe->session,
		.operation = &probe->operation,
		.response = &response,
		.now = probe->now,
		.sink = &sink,
		.arena = &probe->arena,
	};
	bool good = driver_decode(endpoint, &context, &probe->decoded, &probe->err);
	assert_int_equal(good, probe->decoded.verdict == VERDICT_OK);
	assert_int_equal(good, probe->err.code == ERROR_NONE);
	assert_int_equal(probe->decoded.refused, probe->refusal_count);
	if (good)
		assert_int_equal(probe->decoded.rows, probe->decoded.taken + probe->decoded.refused);
	else
		assert_true(probe->err.message[0] != '\0' && display_is_clean(sv(probe->err.message), NULL));
	return good;
}

bool probe_decode_text(
	struct probe *probe, enum operation_kind kind, enum reading_source source, const char *body)
{
	return probe_decode(probe, kind, source, sv(body));
}

bool probe_decode_fixture(
	struct probe *probe, enum operation_kind kind, enum reading_source source, const char *fixture)
{
	struct string body = fixture_read(fixture);
	bool good = probe_decode(probe, kind, source, string_view(&body));

	string_free(&body);
	return good;
}

bool probe_encode(struct probe *probe, enum operation_kind kind, enum reading_source source)
{
	const struct endpoint *endpoint = endpoint_of(probe, kind, source);

	probe_reset(probe);
	return driver_encode(
		&probe->session, endpoint, &probe->operation, probe->now, &probe->request, &probe->err);
}

struct string fixture_read(const char *fixture)
{
	struct string path = {0}, text = {0};
	char block[4096];
	size_t got;

	string_append_format(&path, "%s/%s", FIXTURES, fixture);
	FILE *file = fopen(path.data, "rb");
	if (!file)
		fail_msg("no fixture %s", path.data);
	while ((got = fread(block, 1, sizeof(block), file)) > 0)
		string_append_bytes(&text, block, got);
	fclose(file);
	string_free(&path);
	return text;
}

/* --- bad bodies
 * ----------------------------------------------------------------------------------------------- */

void probe_truncate(
	struct probe *probe, enum operation_kind kind, enum reading_source source, const char *fixture)
{
	struct string whole = fixture_read(fixture);
	struct string_view body = sv_trim(string_view(&whole));

	for (size_t length = 0; length < body.length; length++) {
		char *exact = malloc(length + 1); /* one more, because malloc(0) may be NULL */
		assert_non_null(exact);
		memcpy(exact + 1, body.data, length);
		if (probe_decode(probe, kind, source, sv_from(exact + 1, length)))
			fail_msg("%s cut after %zu bytes was taken", fixture, length);
		assert_int_equal(probe->decoded.verdict, VERDICT_MALFORMED);
		free(exact);
	}
	string_free(&whole);
}

void probe_broken_bodies(struct probe *probe, enum operation_kind kind, enum reading_source source)
{
	static const char *const bodies[] = {
		"",
		" \n",
		"null",
		"true",
		"7",
		"\"\"",
		"[]x",
		"{",
		"[",
		"{}}",
		"404 page not found",
		"<html><head><TITLE >\n502 Bad Gateway</title></head></html>",
		"<!DOCTYPE html><p>hello",
		"\xff\xfe",
		"{\"code\":",
		"{\"code\":200,\"data\":[{]}",
		"\x1b[31mred\x1b[0m",
		"\xd6\xd0\xb9\xfa",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		if (probe_decode_text(probe, kind, source, bodies[i]))
			fail_msg("body %zu was taken: %s", i, bodies[i]);
		assert_int_equal(probe->decoded.verdict, VERDICT_MALFORMED);
		assert_int_equal(probe->err.code, ERROR_MALFORMED);
	}
	struct string deep = {0};
	string_append_repeat(&deep, '[', 100000);
	assert_false(probe_decode(probe, kind, source, string_view(&deep)));
	string_free(&deep);
}

/* --- assertions
 * ----------------------------------------------------------------------------------------------- */

void assert_view_at(struct string_view view, const char *text, const char *file, int line)
{
	if (sv_equal_text(view, text))
		return;
	print_error("\"%.*s\" is not \"%s\"\n", SV_ARG(view), text);
	_fail(file, line);
}

void assert_instant_at(instant at, const char *text, const char *file, int line)
{
	char buffer[INSTANT_TEXT_MAX];
	struct time_zone *zone = time_zone_open("+08:00", NULL);
	const char *found = instant_format(at, zone, FORM_RFC3339, buffer);

	time_zone_free(zone);
	assert_view_at(sv(found), text, file, line);
}

void assert_decimal_at(struct decimal value, const char *text, const char *file, int line)
{
	char buffer[DECIMAL_TEXT_MAX];

	assert_view_at(sv(decimal_format(value, buffer)), text, file, line);
}

void assert_quantity_at(const struct reading_fact *reading, enum quantity quantity, const char *text,
	const char *file, int line)
{
	const struct decimal *value = reading_value(reading, quantity);

	if (value && text) {
		assert_decimal_at(*value, text, file, line);
		return;
	}
	if (!value && !text)
		return;
	print_error("%s: expected %s\n", quantity_info(quantity)->word, text ? text : "nothing");
	_fail(file, line);
}

void assert_error_at(
	const struct probe *probe, enum verdict verdict, const char *part, const char *file, int line)
{
	if (probe->decoded.verdict == verdict && sv_contains(sv(probe->err.message), sv(part)))
		return;
	print_error("verdict %d, \"%s\": expected %d, \"%s\"\n", (int)probe->decoded.verdict,
		probe->err.message, (int)verdict, part);
	_fail(file, line);
}
