/* SPDX-License-Identifier: MIT */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/json.h"
#include "core/base/memory.h"
#include "core/base/string.h"
#include "simulator/microhttpd_library.h"
#include "simulator/sessions.h"
#include "simulator/simulator.h"

/*
 * Inside the simulator. A visit is one request of a client and the answer that it gets. A side is what stands
 * behind one port: a table of endpoints, which reads like the document's list of sections.
 */
struct visit;

struct endpoint {
	const char *name;   /* as faults and counters call it: the last fixed word of the path */
	const char *method; /* "POST" */
	const char *path;   /* when it ends with "/", something follows: visit->argument */
	int64_t least_gap;  /* ms between two arrivals; 0: no limit */
	void (*answer)(struct visit *visit);
};

struct side {
	const char *name;
	const struct endpoint *endpoints;
	size_t endpoint_count;
	void (*expired)(struct visit *visit);  /* the session is over, or the key is wrong */
	void (*too_fast)(struct visit *visit); /* NULL: this platform has no limit */
	void (*unknown)(struct visit *visit);  /* no such path */
	void (*wrong_method)(struct visit *visit);
};
#define SIDE_ENDPOINT_MAX 12
extern const struct side side_dlms, side_goldcard, side_jrhsz, side_iotgas_data, side_iotgas_control;

struct port {
	struct simulator *simulator;
	const struct side *side;
	struct MHD_Daemon *daemon;
	uint16_t number;
	struct {
		struct simulator_counters counters;
		int64_t last_arrival; /* monotonic ms; -1 before the first */
	} endpoints[SIDE_ENDPOINT_MAX];
};

struct simulator {
	struct simulator_options options;
	const struct clock *clock;
	struct microhttpd_library library;
	struct world world;
	struct fault_plan faults;
	struct sessions sessions;
	pthread_mutex_t lock; /* of the counters */
	int stop_event;       /* an eventfd: readable once the simulator stops */
	struct port ports[SIMULATOR_PORT_COUNT];
};

struct visit {
	struct simulator *simulator;
	struct port *port;
	struct MHD_Connection *connection;
	const struct endpoint *endpoint;
	char *path;
	struct string_view argument; /* what follows an endpoint's path */
	struct string body;
	bool body_too_big;
	struct json_document *document; /* the body, once asked for as JSON */
	bool document_tried;
	int64_t arrived; /* monotonic ms */
	instant now;
	struct fault fault;
	struct arena arena;
	/* the answer */
	unsigned status;
	const char *content_type;
	struct string reply;
	bool refused, unauthorized, too_fast;
};

/* What came. Texts live as long as the visit; SV_NONE when absent. */
struct string_view visit_header(const struct visit *visit, const char *name);
struct string_view visit_query(const struct visit *visit, const char *name);
/* The body as a JSON value; NULL when it is not JSON. */
const struct json *visit_json(struct visit *visit);
/* A field of the body, which is JSON or form-encoded; trimmed. False when absent, null or empty. */
bool visit_field(struct visit *visit, const char *name, struct string_view *out);
/* A whole number; `missing` when it is absent or empty. False when it is there and no number. */
bool visit_integer(struct visit *visit, const char *name, int64_t missing, int64_t *out);
bool visit_query_integer(const struct visit *visit, const char *name, int64_t missing, int64_t *out);

/* What goes. */
struct json_writer visit_writer(struct visit *visit);
void visit_page(struct visit *visit, unsigned status, const char *content_type, struct string_view body);
const char *visit_time(struct visit *visit, instant at, enum instant_form form); /* in +08:00 */
/* A customer's name, spiced with terminal escapes when that fault is on. */
struct string_view visit_customer_name(struct visit *visit, const struct world_meter *meter);
/* A register's text, or an object in its place in the first record when that fault is on. */
void visit_put_register(
	struct visit *visit, struct json_writer *writer, uint64_t row, struct string_view text);
const char *visit_decimal(struct visit *visit, int64_t thousandths, uint8_t places);
/* Whether this meter's record shows the documents' oddities. */
bool visit_is_odd(const struct visit *visit, const struct world_meter *meter);

/* The other paths: /_simulator/... */
void inspect_answer(struct visit *visit);

/* How an answer leaves, spoilt as visit->fault says. */
enum MHD_Result deliver(struct visit *visit);
/* Waits so long, or until the client is gone or the simulator stops. */
void deliver_wait(const struct visit *visit, int64_t milliseconds);
enum MHD_Result deliver_reset(const struct visit *visit);

/* One port's server on 127.0.0.1. */
bool port_start(struct port *port, uint16_t number, struct error *err);
void port_stop(struct port *port);

/* The documents' samples that are no JSON. Each looks only behind `from`. */
void quirk_drop(
	struct string *text, size_t from, const char *before, size_t skip); /* drops the comma in `before` */
void quirk_insert_before_last(struct string *text, size_t from, const char *last, const char *what);
