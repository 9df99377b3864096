/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/log.h"
#include "core/base/string.h"
#include "simulator/fault.h"
#include "simulator/happenings.h"
#include "simulator/world.h"

/*
 * The platforms' side of the four vendor documents, over HTTP on 127.0.0.1 only: for training, the demo and
 * tests. Written from the documents and sharing nothing with the drivers but core/base. Each port has its own
 * threads; all functions here may be called from any thread, except that nothing may run beside
 * simulator_stop().
 */
enum simulator_port {
	SIMULATOR_DLMS,
	SIMULATOR_GOLDCARD,
	SIMULATOR_JRHSZ,
	SIMULATOR_IOTGAS_DATA,
	SIMULATOR_IOTGAS_CONTROL,
	SIMULATOR_PORT_COUNT,
};

/* How far answers follow the oddities of the documents' samples. None of them loses anything. */
enum simulator_quirks {
	QUIRKS_SOME, /* in some records: what a driver meets in a demo */
	QUIRKS_OFF,
	QUIRKS_ALL, /* everywhere, also where a sample is no JSON at all (jrhsz 4.1) */
};

/* dlms 3.2 shows the answer in two pieces. */
enum simulator_login_shape {
	LOGIN_SHAPE_BOTH,      /* one object with token and currentAuthority */
	LOGIN_SHAPE_AUTHORITY, /* only the first piece: currentAuthority */
	LOGIN_SHAPE_TOKEN,     /* only the second: token */
};

/* Zero means the default in brackets. */
struct simulator_options {
	uint16_t port_base; /* the ports are port_base + enum simulator_port; 0: any five that are free */
	uint32_t meters;    /* of all platforms together: 10, 20, 40, 30 percent [200] */
	uint64_t seed;
	const struct clock *clock;   /* [system_clock()]; must outlive the simulator */
	const struct logger *logger; /* one line a request, at LOG_DEBUG */
	uint32_t history_days;       /* [60] */
	int64_t live_interval;       /* ms between two reports of a meter [30 s] */
	uint32_t speed;              /* seconds of consumption a second [1] */
	int64_t alarm_interval;      /* ms between two live alarms of iotgas [20 s] */
	int64_t token_life;          /* ms [jrhsz and iotgas: 2 h; dlms: 876,010 h as in its sample] */
	enum simulator_quirks quirks;
	enum simulator_login_shape login_shape;
};

struct simulator;
struct simulator *simulator_start(const struct simulator_options *options, struct error *err);
void simulator_stop(struct simulator *simulator); /* NULL is allowed */

uint16_t simulator_port_number(const struct simulator *simulator, enum simulator_port port);
const char *simulator_port_name(enum simulator_port port); /* "dlms", ..., "iotgas-data", "iotgas-control" */

/* A configuration with one profile a platform, for this simulator. It has secrets in it: keep the file 0600.
 */
void simulator_write_configuration(const struct simulator *simulator, struct string *out);
/* The meters of dlms, which has no list, for `meters import`. */
void simulator_write_meters_csv(const struct simulator *simulator, struct string *out);

/* What the platforms accept. Made up; no document's own. */
struct simulator_credentials {
	const char *username, *password;                              /* dlms, jrhsz, iotgas control */
	const char *app_code, *app_secret, *factor_no, *company_code; /* goldcard */
	const char *company_no, *data_api_key;                        /* iotgas data */
};
const struct simulator_credentials *simulator_credentials(void);

/* The truth, to compare with: read-only. */
const struct world *simulator_world(const struct simulator *simulator);
instant simulator_now(const struct simulator *simulator);

/* False when there is no such captcha, or it was used, or it is too old. */
bool simulator_captcha_answer(struct simulator *simulator, const char *id, char answer[5]);

/* endpoint: the last word of its path ("readMeter", "1013", "captcha", "GetList"); "*" for any. */
bool simulator_set_fault(struct simulator *simulator, enum simulator_port port, const char *endpoint,
	const struct fault *fault, uint32_t count, struct error *err);

struct simulator_counters {
	uint64_t requests;     /* arrivals, whatever became of them */
	uint64_t answered;     /* with success */
	uint64_t refused;      /* for any reason of the document */
	uint64_t unauthorized; /* of these: signature, key, token, password or captcha */
	uint64_t too_fast;     /* of these: the rate limit */
	uint64_t faults;       /* spoilt on purpose */
	int64_t last_gap;      /* ms between the last two arrivals; -1 before the second */
	int64_t least_gap;     /* the smallest so far; -1 before the second */
};
/* endpoint NULL: the sum over the port, with the smallest gaps. */
struct simulator_counters simulator_counters(
	struct simulator *simulator, enum simulator_port port, const char *endpoint);

/*
 * For other processes the same is on every port, as JSON (captcha: text/plain, meters.csv: text/csv):
 *   /_simulator/fault?port=jrhsz&endpoint=readMeter&fault=slow&count=3&delay_ms=500&after=1   (count=always)
 *   /_simulator/counters
 *   /_simulator/captcha/ID
 *   /_simulator/world/counts
 *   /_simulator/world/meter?platform=jrhsz&index=0 (or number=...), &at=2026-11-22 10:00:00
 *   /_simulator/world/readings?platform=jrhsz&number=...&begin=2026-11-01&end=2026-11-02
 *   /_simulator/world/alarms, /_simulator/world/events, /_simulator/world/commands
 *   /_simulator/world/meters.csv
 */
