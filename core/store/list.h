/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/instant.h"
#include "core/base/string_view.h"

/*
 * Pages of long lists. Always by key, never by row number: the page at row 900,000 costs what the first one
 * costs. A row carries its id (stable over refreshes and restarts of the cache's life) and its key: the value
 * that the list is ordered by (texts without regard to ASCII case, cut at 16 characters, as the index has
 * them) and the id, which breaks ties. A key belongs to the order it was made for.
 */
#define LIST_KEY_TEXT_MAX 64

struct list_key {
	int64_t id;
	union {
		int64_t number;
		char text[LIST_KEY_TEXT_MAX]; /* not NUL-terminated */
	};
	uint8_t length; /* of the text; 0 for numbers */
};

enum list_from {
	LIST_FROM_START, /* the first rows */
	LIST_FROM_END,   /* the last rows */
	LIST_AFTER,      /* the rows behind the anchor */
	LIST_BEFORE,     /* the rows before the anchor */
	LIST_AT, /* the anchor's row if it is still there, and what follows: to repaint where one was */
};

enum meter_order {
	METER_BY_NUMBER,
	METER_BY_CUSTOMER_NAME,
	METER_BY_ADDRESS,
	METER_BY_READING,
	METER_BY_READING_AT, /* the age */
	METER_BY_VALVE,
	METER_BY_ONLINE,
	METER_BY_ID, /* as they came in: the order for exports and work lists */
	METER_ORDER_COUNT
};
enum alarm_order {
	ALARM_BY_LAST_AT,
	ALARM_BY_PRIORITY /* then by time */,
	ALARM_BY_METER,
	ALARM_ORDER_COUNT
};
enum event_order { EVENT_BY_AT, EVENT_BY_METER, EVENT_ORDER_COUNT };
enum command_order { COMMAND_BY_CREATED_AT, COMMAND_BY_STATE, COMMAND_BY_METER, COMMAND_ORDER_COUNT };
enum message_order { MESSAGE_BY_AT, MESSAGE_ORDER_COUNT }; /* as they came */
enum price_order { PRICE_BY_ID, PRICE_ORDER_COUNT };

struct filter;

/*
 * "First" and "after" mean the direction in which the list is shown: with `descending` the first row has the
 * greatest value. Rows always come in that direction, also for LIST_BEFORE and LIST_FROM_END.
 * Zero-initialised: the first rows of the first order. Unknown values (no reading, no text) sort before all
 * others when ascending.
 */
struct list_request {
	int order; /* of the list's own enumeration above */
	bool descending;
	enum list_from from;
	struct list_key anchor; /* LIST_AFTER, LIST_BEFORE, LIST_AT */
	size_t limit;           /* rows; 0: 100 */
	/* Only rows that match (filter.h); NULL: all. Rows are tested one by one: for meters prefer search.h.
	 */
	const struct filter *filter;
	/* At most so many rows are looked at, so that a screen stays awake; 0: as many as it takes. */
	size_t budget;
	/* Alarms, events, commands: of this meter only, then always by time; SV_NONE: of all. */
	struct string_view meter_no;
	struct string_view profile; /* with meter_no, or alone: of this profile only; SV_NONE: of all */
	instant since, until;       /* since <= t < until by the list's own time; 0: no bound */
};

struct list_result {
	size_t count;
	bool more;    /* there may be rows beyond, in the direction that was asked */
	bool partial; /* the budget ran out first: go on with LIST_AFTER or LIST_BEFORE `reached` */
	struct list_key reached; /* the last key that was looked at; valid when anything was */
};

/* A key to jump to with LIST_AT: the first row whose text or number is not before this one. */
struct list_key list_key_from_text(struct string_view text);
struct list_key list_key_from_number(int64_t number);
