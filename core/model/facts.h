/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/decimal.h"
#include "core/base/display_text.h"
#include "core/base/instant.h"
#include "core/base/string_view.h"
#include "core/model/quantity.h"
#include "core/model/words.h"

/*
 * Facts: what a vendor said. Plain structs that a decoder fills and hands to a sink. All text in them is
 * borrowed and lives only during the sink's call: a sink that keeps something copies it. Identifiers
 * (string_view) are printable ASCII without spaces; display_text is sanitised. Absent text is SV_NONE or
 * DISPLAY_NONE, an absent moment INSTANT_NONE. `raw` is the record as the vendor sent it.
 */

#define METER_NO_MAX 64 /* bytes; dlms 13, goldcard 12, jrhsz 12, iotgas 10 or 14 (50 in the table) */

/* What a meter fact states. What it does not state keeps what is known. */
enum meter_part {
	METER_HAS_DEVICE_ID = 1 << 0,
	METER_HAS_TYPE = 1 << 1,
	METER_HAS_ADDRESS = 1 << 2,
	METER_HAS_CUSTOMER_CODE = 1 << 3,
	METER_HAS_CUSTOMER_NAME = 1 << 4,
	METER_HAS_VALVE = 1 << 5,
	METER_HAS_ONLINE = 1 << 6,
	METER_HAS_LAST_SEEN = 1 << 7,
	METER_HAS_READING = 1 << 8,
	METER_HAS_MEDIUM = 1 << 9,
	METER_HAS_DETAIL = 1 << 10, /* this is the platform's own detail record (goldcard 1014) */
};

struct meter_fact {
	struct string_view meter_no;
	unsigned parts; /* enum meter_part */
	enum medium medium;
	struct string_view device_id;
	struct display_text type; /* in words: "4G TOU meter" */
	struct display_text address;
	struct display_text customer_code; /* userNo, user_code */
	struct display_text customer_name;
	enum valve_state valve;
	enum tristate online;
	instant last_seen;
	struct decimal reading; /* the register: kWh or m³ */
	instant reading_at;
	struct string_view raw;
};

struct reading_value {
	enum quantity quantity;
	struct decimal value;
};
#define READING_VALUES_MAX QUANTITY_COUNT

struct reading_fact {
	struct string_view meter_no;
	instant taken_at;
	bool taken_at_assumed; /* the vendor gave none: it is the time of the answer */
	enum reading_source source;
	size_t value_count;
	struct reading_value values[READING_VALUES_MAX]; /* each quantity at most once */
	struct display_text image_url;                   /* camera only (jrhsz 4.8) */
	struct display_text image_status;                /* camera only: 解析正常 */
	struct string_view raw;
};

/* One time that a condition was reported. The store folds them into one alarm a condition. */
struct alarm_fact {
	struct string_view meter_no;
	struct string_view vendor_id; /* iotgas alarm_id; SV_NONE when the source has none */
	instant raised_at;
	instant received_at;      /* by the platform; INSTANT_NONE when not said */
	struct display_text code; /* the vendor's text */
	struct display_text text;
	enum alarm_priority priority;
	enum fact_origin origin;
	struct string_view raw;
};

struct event_fact {
	struct string_view meter_no;
	struct string_view vendor_id; /* iotgas event_id */
	instant at;
	struct display_text code;
	struct display_text text;
	struct string_view raw;
};

/* The state of a command as its platform tells it (iotgas 4.1). */
struct command_fact {
	struct string_view vendor_id; /* ctrl_id */
	struct string_view own_id;    /* what we wrote into ctrl_define_no; SV_NONE when empty */
	struct string_view meter_no;
	struct string_view kind; /* our catalogue's word ("valve.open"); SV_NONE when the type is not ours */
	struct display_text vendor_kind; /* "iotmeterv1.common.setvalveon" */
	struct display_text fields;      /* ctrl_data as JSON text; "{}" when empty */
	struct display_text result;      /* return_data as JSON text */
	enum command_state state;
	struct display_text vendor_state; /* "3 任务成功" */
	struct display_text vendor_text;  /* ctrl_feedback_msg */
	instant created_at;
	instant expires_at;
	struct string_view raw;
};

#define PRICE_STEPS_MAX 5
struct price_fact {
	struct display_text code;
	struct display_text version;
	struct display_text type; /* "single", "ladder", "" */
	size_t step_count;
	struct {
		struct decimal price;
		bool has_end;
		struct decimal end; /* the step's upper bound in m³ */
	} steps[PRICE_STEPS_MAX];
	int cycle_months; /* 0 when not said */
	instant valid_from;
	struct string_view raw;
};

/* A record that could not be taken: shown in the message log and counted, nothing else is lost. */
struct refusal {
	const char *what; /* "reading", "meter", ... */
	struct display_text reason;
	struct string_view raw;
};

/* Where a decoder puts what it finds. Every member may be NULL: that kind is not wanted. */
struct fact_sink {
	void *context;
	void (*meter)(void *context, const struct meter_fact *fact);
	void (*reading)(void *context, const struct reading_fact *fact);
	void (*alarm)(void *context, const struct alarm_fact *fact);
	void (*event)(void *context, const struct event_fact *fact);
	void (*command)(void *context, const struct command_fact *fact);
	void (*price)(void *context, const struct price_fact *fact);
	void (*refused)(void *context, const struct refusal *refusal);
	/* Something odd that lost nothing: "sum differs", "repaired 3 places". */
	void (*remark)(void *context, struct display_text text);
};
