/* SPDX-License-Identifier: MIT */
#include "simulator/simulator.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "simulator/visit.h"

static const struct side *const sides[SIMULATOR_PORT_COUNT] = {
	[SIMULATOR_DLMS] = &side_dlms,
	[SIMULATOR_GOLDCARD] = &side_goldcard,
	[SIMULATOR_JRHSZ] = &side_jrhsz,
	[SIMULATOR_IOTGAS_DATA] = &side_iotgas_data,
	[SIMULATOR_IOTGAS_CONTROL] = &side_iotgas_control,
};

static const struct simulator_credentials credentials = {
	.username = "operator",
	.password = "rain-on-the-roof",
	.app_code = "00000913",
	.app_secret = "4c1d90aa7be24f5fb6f20c81d53e6a17",
	.factor_no = "0071",
	.company_code = "10002046",
	.company_no = "2027",
	.data_api_key = "7be1c3d28f6a4b07a5d1e90c44f2b386",
};

const struct simulator_credentials *simulator_credentials(void)
{
	return &credentials;
}

const char *simulator_port_name(enum simulator_port port)
{
	return sides[port]->name;
}

uint16_t simulator_port_number(const struct simulator *simulator, enum simulator_port port)
{
	return simulator->ports[port].number;
}

const struct world *simulator_world(const struct simulator *simulator)
{
	return &simulator->world;
}

instant simulator_now(const struct simulator *simulator)
{
	return simulator->clock->wall(simulator->clock->context);
}

static bool open_world(struct simulator *simulator, struct error *err)
{
	const struct simulator_options *options = &simulator->options;
	struct world_options world = {
		.seed = options->seed,
		.meters = options->meters ? options->meters : 200,
		.start = simulator_now(simulator),
		.history_days = options->history_days ? options->history_days : 60,
		.live_interval = options->live_interval ? options->live_interval : 30 * SECOND,
		.speed = options->speed ? options->speed : 1,
		.alarm_interval = options->alarm_interval ? options->alarm_interval : 20 * SECOND,
	};

	return world_open(&simulator->world, &world, err);
}

static bool start_ports(struct simulator *simulator, struct error *err)
{
	uint16_t base = simulator->options.port_base;

	if (base > UINT16_MAX - SIMULATOR_PORT_COUNT + 1)
		return error_set(err, ERROR_USAGE, "port base %u is too high", base);
	for (size_t i = 0; i < SIMULATOR_PORT_COUNT; i++)
		if (!port_start(&simulator->ports[i], (uint16_t)(base ? base + i : 0), err))
			return false;
	return true;
}

struct simulator *simulator_start(const struct simulator_options *options, struct error *err)
{
	struct simulator *simulator = NEW(struct simulator);

	simulator->options = *options;
	simulator->clock = options->clock ? options->clock : system_clock();
	pthread_mutex_init(&simulator->lock, NULL);
	fault_plan_init(&simulator->faults);
	sessions_init(&simulator->sessions, options->seed);
	simulator->stop_event = eventfd(0, EFD_CLOEXEC);
	for (size_t i = 0; i < SIMULATOR_PORT_COUNT; i++) {
		simulator->ports[i].simulator = simulator;
		simulator->ports[i].side = sides[i];
	}
	if (simulator->stop_event >= 0 && open_world(simulator, err) &&
		microhttpd_library_open(&simulator->library, err) && start_ports(simulator, err))
		return simulator;
	if (simulator->stop_event < 0)
		error_set(err, ERROR_IO, "cannot make an event descriptor for the simulator");
	simulator_stop(simulator);
	return NULL;
}

void simulator_stop(struct simulator *simulator)
{
	uint64_t one = 1;

	if (!simulator)
		return;
	if (simulator->stop_event >= 0 && write(simulator->stop_event, &one, sizeof(one)) < 0)
		log_message(simulator->options.logger, LOG_WARNING,
			"the simulator could not wake its slow answers");
	for (size_t i = 0; i < SIMULATOR_PORT_COUNT; i++)
		port_stop(&simulator->ports[i]);
	microhttpd_library_close(&simulator->library);
	world_close(&simulator->world);
	sessions_destroy(&simulator->sessions);
	fault_plan_destroy(&simulator->faults);
	pthread_mutex_destroy(&simulator->lock);
	if (simulator->stop_event >= 0)
		close(simulator->stop_event);
	free(simulator);
}

void simulator_write_configuration(const struct simulator *simulator, struct string *out)
{
	const struct port *ports = simulator->ports;

	string_append_format(out,
		"[profile \"town-sts\"]\ndriver = dlms\nurl = http://127.0.0.1:%u\nusername = %s\npassword = "
		"%s\n\n",
		ports[SIMULATOR_DLMS].number, credentials.username, credentials.password);
	string_append_format(out,
		"[profile \"north-gas\"]\ndriver = goldcard\nurl = http://127.0.0.1:%u\napp_code = "
		"%s\napp_secret = %s\n"
		"factor_no = %s\ncompany_code = %s\n\n",
		ports[SIMULATOR_GOLDCARD].number, credentials.app_code, credentials.app_secret,
		credentials.factor_no, credentials.company_code);
	string_append_format(out,
		"[profile \"estate\"]\ndriver = jrhsz\nurl = http://127.0.0.1:%u\nusername = %s\npassword = "
		"%s\n\n",
		ports[SIMULATOR_JRHSZ].number, credentials.username, credentials.password);
	string_append_format(out,
		"[profile \"city-gas\"]\ndriver = iotgas\ndata_url = http://127.0.0.1:%u\ncontrol_url = "
		"http://127.0.0.1:%u\n"
		"company_no = %s\ndata_api_key = %s\nusername = %s\npassword = %s\n"
		"define_no1 = customer_code\ndefine_no2 = customer_name\ndefine_no3 = address\n",
		ports[SIMULATOR_IOTGAS_DATA].number, ports[SIMULATOR_IOTGAS_CONTROL].number,
		credentials.company_no, credentials.data_api_key, credentials.username, credentials.password);
}

void simulator_write_meters_csv(const struct simulator *simulator, struct string *out)
{
	char number[WORLD_TEXT_MAX], code[WORLD_TEXT_MAX], name[WORLD_TEXT_MAX], address[WORLD_TEXT_MAX];
	struct world_meter meter;

	string_append(out, "meter_no,customer_code,customer_name,address,type,medium\r\n");
	for (uint32_t i = 0; i < simulator->world.counts[WORLD_DLMS]; i++) {
		world_meter(&simulator->world, WORLD_DLMS, i, &meter);
		world_number(&meter, number);
		world_customer_code(&meter, code);
		world_customer_name(&meter, name);
		world_address(&meter, address);
		string_append_format(out, "%s,%s,\"%s\",\"%s\",STS prepayment,electricity\r\n", number, code,
			name, address);
	}
}

bool simulator_captcha_answer(struct simulator *simulator, const char *id, char answer[5])
{
	return sessions_peek_captcha(&simulator->sessions, sv(id), simulator_now(simulator), answer);
}

bool simulator_set_fault(struct simulator *simulator, enum simulator_port port, const char *endpoint,
	const struct fault *fault, uint32_t count, struct error *err)
{
	return fault_plan_set(&simulator->faults, sides[port]->name, endpoint, fault, count, err);
}

static void add_counters(struct simulator_counters *sum, const struct simulator_counters *more)
{
	sum->requests += more->requests;
	sum->answered += more->answered;
	sum->refused += more->refused;
	sum->unauthorized += more->unauthorized;
	sum->too_fast += more->too_fast;
	sum->faults += more->faults;
	if (more->last_gap >= 0 && (sum->last_gap < 0 || more->last_gap < sum->last_gap))
		sum->last_gap = more->last_gap;
	if (more->least_gap >= 0 && (sum->least_gap < 0 || more->least_gap < sum->least_gap))
		sum->least_gap = more->least_gap;
}

struct simulator_counters simulator_counters(
	struct simulator *simulator, enum simulator_port port, const char *endpoint)
{
	struct simulator_counters sum = {.last_gap = -1, .least_gap = -1};
	const struct side *side = sides[port];

	pthread_mutex_lock(&simulator->lock);
	for (size_t i = 0; i < side->endpoint_count; i++)
		if (!endpoint || strcmp(endpoint, side->endpoints[i].name) == 0)
			add_counters(&sum, &simulator->ports[port].endpoints[i].counters);
	pthread_mutex_unlock(&simulator->lock);
	return sum;
}
