/* SPDX-License-Identifier: MIT */
/* The paths under /_simulator/: the truth, the counters and the faults, for tests in other processes. */
#include <stdio.h>
#include <string.h>

#include "simulator/visit.h"

static void fail(struct visit *visit, unsigned status, const char *message)
{
	struct json_writer writer = visit_writer(visit);

	string_clear(&visit->reply);
	visit->status = status;
	json_begin_object(&writer);
	json_member_text(&writer, "error", sv(message));
	json_end_object(&writer);
}

static bool find_port(struct visit *visit, enum simulator_port *port)
{
	struct string_view name = visit_query(visit, "port");

	for (int i = 0; i < SIMULATOR_PORT_COUNT; i++)
		if (sv_equal_text(name, simulator_port_name((enum simulator_port)i))) {
			*port = (enum simulator_port)i;
			return true;
		}
	fail(visit, MHD_HTTP_BAD_REQUEST,
		"port is one of dlms, goldcard, jrhsz, iotgas-data, iotgas-control");
	return false;
}

static bool read_count(struct visit *visit, uint32_t *count)
{
	struct string_view text = visit_query(visit, "count");
	int64_t value;

	*count = FAULT_ALWAYS;
	if (sv_equal_text(text, "always"))
		return true;
	if (!visit_query_integer(visit, "count", 1, &value) || value < 1 || value >= FAULT_ALWAYS)
		return false;
	*count = (uint32_t)value;
	return true;
}

static void inspect_fault(struct visit *visit)
{
	struct fault fault = {.kind = fault_kind_from(visit_query(visit, "fault"))};
	struct string_view endpoint = visit_query(visit, "endpoint");
	enum simulator_port port;
	uint32_t count;
	struct error err;

	if (!find_port(visit, &port))
		return;
	fault.after = sv_equal_text(visit_query(visit, "after"), "1");
	if (fault.kind == FAULT_KIND_COUNT) {
		fail(visit, MHD_HTTP_BAD_REQUEST, "no fault of that name");
		return;
	}
	if (!read_count(visit, &count) || !visit_query_integer(visit, "delay_ms", 0, &fault.delay_ms)) {
		fail(visit, MHD_HTTP_BAD_REQUEST, "count and delay_ms are whole numbers");
		return;
	}
	struct string_view name = arena_copy(&visit->arena, endpoint.length ? endpoint : SV("*"));
	if (!simulator_set_fault(visit->simulator, port, name.data, &fault, count, &err))
		fail(visit, MHD_HTTP_BAD_REQUEST, err.message);
	else
		string_append(&visit->reply, "{\"done\":true}");
}

static void put_counters(
	struct json_writer *writer, const char *name, const struct simulator_counters *counters)
{
	json_begin_object(writer);
	json_member_text(writer, "name", sv(name));
	json_member_integer(writer, "requests", (int64_t)counters->requests);
	json_member_integer(writer, "answered", (int64_t)counters->answered);
	json_member_integer(writer, "refused", (int64_t)counters->refused);
	json_member_integer(writer, "unauthorized", (int64_t)counters->unauthorized);
	json_member_integer(writer, "too_fast", (int64_t)counters->too_fast);
	json_member_integer(writer, "faults", (int64_t)counters->faults);
	json_member_integer(writer, "last_gap_ms", counters->last_gap);
	json_member_integer(writer, "least_gap_ms", counters->least_gap);
	json_end_object(writer);
}

static void inspect_counters(struct visit *visit)
{
	struct json_writer writer = visit_writer(visit);

	json_begin_object(&writer);
	for (int i = 0; i < SIMULATOR_PORT_COUNT; i++) {
		const struct side *side = visit->simulator->ports[i].side;
		json_put_key(&writer, side->name);
		json_begin_array(&writer);
		for (size_t k = 0; k < side->endpoint_count; k++) {
			struct simulator_counters counters = simulator_counters(
				visit->simulator, (enum simulator_port)i, side->endpoints[k].name);
			put_counters(&writer, side->endpoints[k].name, &counters);
		}
		json_end_array(&writer);
	}
	json_end_object(&writer);
}

static void inspect_captcha(struct visit *visit)
{
	struct string_view id = arena_copy(&visit->arena, visit->argument);
	char answer[5];

	if (simulator_captcha_answer(visit->simulator, id.data, answer))
		visit_page(visit, MHD_HTTP_OK, "text/plain", sv(answer));
	else
		fail(visit, MHD_HTTP_NOT_FOUND, "no such captcha, or it was used");
}

static void inspect_counts(struct visit *visit)
{
	const struct world *world = &visit->simulator->world;
	struct json_writer writer = visit_writer(visit);

	json_begin_object(&writer);
	for (int i = 0; i < WORLD_PLATFORM_COUNT; i++)
		json_member_integer(&writer, world_platform_name((enum world_platform)i), world->counts[i]);
	json_member_integer(&writer, "alarms", (int64_t)world_alarm_count(world, visit->now));
	json_member_integer(&writer, "events", (int64_t)world_event_count(world, visit->now));
	json_member_integer(&writer, "commands", (int64_t)world->command_count);
	json_end_object(&writer);
}

static bool find_meter(struct visit *visit, struct world_meter *meter)
{
	const struct world *world = &visit->simulator->world;
	struct string_view platform = visit_query(visit, "platform"), number = visit_query(visit, "number");

	for (int i = 0; i < WORLD_PLATFORM_COUNT; i++) {
		enum world_platform candidate = (enum world_platform)i;
		uint32_t index = 0;
		int64_t value;
		if (!sv_equal_text(platform, world_platform_name(candidate)))
			continue;
		if (number.length && !world_find(world, candidate, number, &index))
			return false;
		if (!number.length) {
			if (!visit_query_integer(visit, "index", 0, &value) || value < 0 ||
				value >= world->counts[i])
				return false;
			index = (uint32_t)value;
		}
		world_meter(world, candidate, index, meter);
		return true;
	}
	return false;
}

static void put_meter(
	struct visit *visit, struct json_writer *writer, const struct world_meter *meter, instant at)
{
	static const char *const valves[] = {[WORLD_VALVE_OPEN] = "open",
		[WORLD_VALVE_CLOSED] = "closed",
		[WORLD_VALVE_UNKNOWN] = "unknown",
		[WORLD_VALVE_FORCED] = "forced"};
	const struct world *world = &visit->simulator->world;
	int64_t tariffs[WORLD_TARIFFS];
	char text[WORLD_TEXT_MAX], key[16];

	world_number(meter, text);
	json_member_text(writer, "meter_no", sv(text));
	world_device_id(meter, text);
	json_member_text(writer, "device_id", sv(text));
	world_customer_code(meter, text);
	json_member_text(writer, "customer_code", sv(text));
	world_customer_name(meter, text);
	json_member_text(writer, "customer_name", sv(text));
	world_address(meter, text);
	json_member_text(writer, "address", sv(text));
	json_member_text(writer, "valve", sv(valves[meter->valve]));
	json_put_key(writer, "online");
	json_put_boolean(writer, !(meter->traits & TRAIT_OFFLINE));
	json_member_integer(writer, "table_type", meter->table_type);
	json_member_text(writer, "last_report",
		sv(visit_time(visit, world_last_report(world, meter, visit->now), FORM_RFC3339)));
	json_member_text(writer, "at", sv(visit_time(visit, at, FORM_RFC3339)));
	json_member_text(writer, "register", sv(visit_decimal(visit, world_register(world, meter, at), 3)));
	world_tariffs(world, meter, at, tariffs);
	for (size_t i = 0; i < WORLD_TARIFFS && (meter->traits & TRAIT_TOU); i++) {
		snprintf(key, sizeof(key), "register_%zu", i + 1);
		json_member_text(writer, key, sv(visit_decimal(visit, tariffs[i], 3)));
	}
}

static void inspect_meter(struct visit *visit)
{
	struct json_writer writer = visit_writer(visit);
	struct string_view at_text = visit_query(visit, "at");
	struct world_meter meter;
	instant at = 0;

	if (!find_meter(visit, &meter)) {
		fail(visit, MHD_HTTP_NOT_FOUND, "no such meter");
		return;
	}
	at = world_last_report(&visit->simulator->world, &meter, visit->now);
	if (at_text.length && !instant_parse(at_text, visit->simulator->world.zone, &at, NULL)) {
		fail(visit, MHD_HTTP_BAD_REQUEST, "at is no time");
		return;
	}
	json_begin_object(&writer);
	put_meter(visit, &writer, &meter, at);
	json_end_object(&writer);
}

static bool read_range(struct visit *visit, instant *begin, instant *end)
{
	const struct time_zone *zone = visit->simulator->world.zone;
	struct string_view begin_text = visit_query(visit, "begin"), end_text = visit_query(visit, "end");

	*begin = visit->simulator->world.history_begin;
	*end = visit->now;
	return (!begin_text.length || instant_parse(begin_text, zone, begin, NULL)) &&
	       (!end_text.length || instant_parse(end_text, zone, end, NULL));
}

/* The readings that a platform keeps of a meter: at its own interval (jrhsz), four a day (iotgas), or daily.
 */
static void inspect_readings(struct visit *visit)
{
	static const enum world_series series[WORLD_PLATFORM_COUNT] = {
		SERIES_DAILY, SERIES_DAILY, SERIES_READINGS, SERIES_QUARTER};
	const struct world *world = &visit->simulator->world;
	struct json_writer writer = visit_writer(visit);
	struct world_meter meter;
	instant begin, end;

	if (!find_meter(visit, &meter) || !read_range(visit, &begin, &end)) {
		fail(visit, MHD_HTTP_NOT_FOUND, "no such meter or time");
		return;
	}
	struct world_times times = world_times(world, &meter, series[meter.platform], begin, end, visit->now);
	json_begin_array(&writer);
	for (uint64_t i = 0; i < times.count; i++) {
		instant at = world_time(&times, i);
		json_begin_object(&writer);
		json_member_text(&writer, "at", sv(visit_time(visit, at, FORM_RFC3339)));
		json_member_text(
			&writer, "register", sv(visit_decimal(visit, world_register(world, &meter, at), 3)));
		json_end_object(&writer);
	}
	json_end_array(&writer);
}

static void put_happenings(struct visit *visit, uint64_t count,
	void (*item)(const struct world *world, uint64_t number, struct world_happening *out))
{
	const struct world *world = &visit->simulator->world;
	struct json_writer writer = visit_writer(visit);
	struct world_happening happening;
	char number[WORLD_TEXT_MAX];

	json_begin_array(&writer);
	for (uint64_t i = 0; i < count; i++) {
		item(world, i, &happening);
		world_happening_number(world, &happening, number);
		json_begin_object(&writer);
		json_member_integer(&writer, "id", happening.id);
		json_member_text(&writer, "meter_no", sv(number));
		json_member_text(&writer, "at", sv(visit_time(visit, happening.at, FORM_RFC3339)));
		json_member_integer(&writer, "code", happening.code);
		json_member_text(&writer, "text", sv(happening.content));
		json_end_object(&writer);
	}
	json_end_array(&writer);
}

static void inspect_alarms(struct visit *visit)
{
	put_happenings(visit, world_alarm_count(&visit->simulator->world, visit->now), world_alarm);
}

static void inspect_events(struct visit *visit)
{
	put_happenings(visit, world_event_count(&visit->simulator->world, visit->now), world_event);
}

static void inspect_commands(struct visit *visit)
{
	const struct world *world = &visit->simulator->world;
	struct json_writer writer = visit_writer(visit);
	struct world_meter meter;
	char number[WORLD_TEXT_MAX];

	json_begin_array(&writer);
	for (size_t i = 0; i < world->command_count; i++) {
		const struct world_command *command = &world->commands[i];
		world_meter(world, WORLD_IOTGAS, command->index, &meter);
		world_number(&meter, number);
		json_begin_object(&writer);
		json_member_integer(&writer, "id", command->id);
		json_member_text(&writer, "meter_no", sv(number));
		json_member_text(&writer, "type", sv(command->type));
		json_member_integer(&writer, "state", world_command_state(world, command, visit->now));
		json_end_object(&writer);
	}
	json_end_array(&writer);
}

static void inspect_csv(struct visit *visit)
{
	visit->content_type = "text/csv; charset=utf-8";
	simulator_write_meters_csv(visit->simulator, &visit->reply);
}

static const struct {
	const char *path;
	void (*answer)(struct visit *visit);
} pages[] = {
	{"fault", inspect_fault},
	{"counters", inspect_counters},
	{"captcha/", inspect_captcha},
	{"world/counts", inspect_counts},
	{"world/meter", inspect_meter},
	{"world/readings", inspect_readings},
	{"world/alarms", inspect_alarms},
	{"world/events", inspect_events},
	{"world/commands", inspect_commands},
	{"world/meters.csv", inspect_csv},
};

void inspect_answer(struct visit *visit)
{
	struct string_view path = sv_slice(sv(visit->path), strlen("/_simulator/"), strlen(visit->path));

	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		struct string_view page = sv(pages[i].path);
		bool takes_rest = sv_ends_with(page, SV("/"));
		if (!(takes_rest ? sv_starts_with(path, page) : sv_equal(path, page)))
			continue;
		visit->argument = sv_slice(path, page.length, path.length);
		pages[i].answer(visit);
		return;
	}
	fail(visit, MHD_HTTP_NOT_FOUND, "no such page");
}
