/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "simulator/visit.h"

#define BODY_MAX       (4U << 20)
#define INSPECT_PREFIX "/_simulator/"

static struct visit *visit_new(struct port *port, struct MHD_Connection *connection, const char *path)
{
	struct visit *visit = NEW(struct visit);
	const struct clock *clock = port->simulator->clock;

	visit->simulator = port->simulator;
	visit->port = port;
	visit->connection = connection;
	visit->path = memory_copy_text(sv(path));
	visit->arrived = clock->monotonic(clock->context);
	visit->now = clock->wall(clock->context);
	return visit;
}

static void visit_end(struct visit *visit)
{
	free(visit->path);
	string_free(&visit->body);
	string_free(&visit->reply);
	json_document_free(visit->document);
	arena_free(&visit->arena);
	free(visit);
}

static void visit_add(struct visit *visit, const char *data, size_t length)
{
	if (visit->body.length + length > BODY_MAX)
		visit->body_too_big = true;
	else
		string_append_bytes(&visit->body, data, length);
}

static const struct endpoint *find_endpoint(struct visit *visit)
{
	const struct side *side = visit->port->side;
	struct string_view path = sv(visit->path);

	for (size_t i = 0; i < side->endpoint_count; i++) {
		struct string_view expected = sv(side->endpoints[i].path);
		if (sv_equal(path, expected))
			return sv_ends_with(expected, SV("/")) ? NULL : &side->endpoints[i];
		if (!sv_ends_with(expected, SV("/")) || !sv_starts_with(path, expected))
			continue;
		visit->argument = sv_slice(path, expected.length, path.length);
		return &side->endpoints[i];
	}
	return NULL;
}

static void count_gap(struct simulator_counters *counters, int64_t gap)
{
	counters->last_gap = gap;
	if (counters->least_gap < 0 || gap < counters->least_gap)
		counters->least_gap = gap;
}

/* False when it came too soon behind the one before. */
static bool count_arrival(struct visit *visit)
{
	struct port *port = visit->port;
	size_t place = (size_t)(visit->endpoint - port->side->endpoints);
	bool in_time = true;

	pthread_mutex_lock(&visit->simulator->lock);
	struct simulator_counters *counters = &port->endpoints[place].counters;
	counters->requests++;
	if (port->endpoints[place].last_arrival >= 0) {
		int64_t gap = visit->arrived - port->endpoints[place].last_arrival;
		count_gap(counters, gap);
		in_time = gap >= visit->endpoint->least_gap;
	}
	port->endpoints[place].last_arrival = visit->arrived;
	pthread_mutex_unlock(&visit->simulator->lock);
	return in_time;
}

/* Faults before which the platform never saw the request, unless it is the answer that gets lost. */
static bool fault_hides_request(const struct fault *fault)
{
	static const bool hides[FAULT_KIND_COUNT] = {
		[FAULT_SILENCE] = true,
		[FAULT_RESET] = true,
		[FAULT_ERROR_500] = true,
		[FAULT_NOT_FOUND] = true,
		[FAULT_HTML] = true,
	};
	return hides[fault->kind] && !fault->after;
}

static void count_outcome(const struct visit *visit)
{
	struct port *port = visit->port;
	size_t place = (size_t)(visit->endpoint - port->side->endpoints);

	pthread_mutex_lock(&visit->simulator->lock);
	struct simulator_counters *counters = &port->endpoints[place].counters;
	counters->faults += visit->fault.kind != FAULT_NONE;
	counters->refused += visit->refused;
	counters->unauthorized += visit->unauthorized;
	counters->too_fast += visit->too_fast;
	counters->answered += !visit->refused && !fault_hides_request(&visit->fault);
	pthread_mutex_unlock(&visit->simulator->lock);
}

static void answer(struct visit *visit, bool in_time)
{
	const struct side *side = visit->port->side;

	if (fault_hides_request(&visit->fault))
		return;
	if (side->too_fast && (!in_time || visit->fault.kind == FAULT_TOO_FAST)) {
		visit->too_fast = visit->refused = true;
		side->too_fast(visit);
	} else if (visit->fault.kind == FAULT_EXPIRED) {
		visit->unauthorized = visit->refused = true;
		side->expired(visit);
	} else {
		visit->endpoint->answer(visit);
	}
}

static void log_visit(const struct visit *visit, const char *method)
{
	log_message(visit->simulator->options.logger, LOG_DEBUG, "%s: %s %s: %u, %zu bytes%s%s",
		visit->port->side->name, method, visit->path, visit->status, visit->reply.length,
		visit->fault.kind ? ", fault " : "",
		visit->fault.kind ? fault_kind_word(visit->fault.kind) : "");
}

static enum MHD_Result finish(struct visit *visit, const char *method)
{
	const struct side *side = visit->port->side;

	visit->status = MHD_HTTP_OK;
	visit->content_type = "application/json; charset=utf-8";
	if (sv_starts_with(sv(visit->path), SV(INSPECT_PREFIX))) {
		inspect_answer(visit);
		return deliver(visit);
	}
	visit->endpoint = find_endpoint(visit);
	if (!visit->endpoint) {
		side->unknown(visit);
		log_visit(visit, method);
		return deliver(visit);
	}
	bool in_time = count_arrival(visit);
	visit->fault = fault_plan_take(&visit->simulator->faults, side->name, visit->endpoint->name);
	if (strcmp(method, visit->endpoint->method) != 0 || visit->body_too_big) {
		visit->refused = true;
		side->wrong_method(visit);
	} else {
		answer(visit, in_time);
	}
	count_outcome(visit);
	log_visit(visit, method);
	return deliver(visit);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_length, void **place)
{
	struct visit *visit = *place;

	if (!visit) {
		*place = visit_new(context, connection, url);
		return MHD_YES;
	}
	if (*upload_length > 0) {
		visit_add(visit, upload, *upload_length);
		*upload_length = 0;
		return MHD_YES;
	}
	return finish(visit, method);
}

static void completed(
	void *context, struct MHD_Connection *connection, void **place, enum MHD_RequestTerminationCode code)
{
	if (*place)
		visit_end(*place);
	*place = NULL;
}

bool port_start(struct port *port, uint16_t number, struct error *err)
{
	const struct microhttpd_library *library = &port->simulator->library;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(number)};

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (size_t i = 0; i < SIDE_ENDPOINT_MAX; i++) {
		port->endpoints[i].last_arrival = -1;
		port->endpoints[i].counters.last_gap = port->endpoints[i].counters.least_gap = -1;
	}
	/* Signals are the program's: a thread that left them open would swallow the terminal's SIGWINCH. */
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	/* A thread a connection: a slow or silent answer holds up nobody else. */
	port->daemon =
		library->start_daemon(MHD_USE_POLL | MHD_USE_INTERNAL_POLLING_THREAD |
					      MHD_USE_THREAD_PER_CONNECTION | MHD_USE_SUPPRESS_DATE_NO_CLOCK,
			number, NULL, NULL, handle, port, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
			MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_CONNECTION_TIMEOUT, 120U,
			MHD_OPTION_CONNECTION_LIMIT, 256U, MHD_OPTION_END);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!port->daemon)
		return error_set(
			err, ERROR_IO, "cannot listen on 127.0.0.1:%u for %s", number, port->side->name);
	const union MHD_DaemonInfo *info = library->get_daemon_info(port->daemon, MHD_DAEMON_INFO_BIND_PORT);
	port->number = info ? info->port : number;
	return true;
}

void port_stop(struct port *port)
{
	if (port->daemon)
		port->simulator->library.stop_daemon(port->daemon);
	port->daemon = NULL;
}
