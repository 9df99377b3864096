/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/store/database.h"

/* Inside core/store only: what the two databases look like. docs/architecture/store.md explains the choices.
 */
extern const struct schema cache_schema;
extern const struct schema ledger_schema;

#define STRINGIFY_TEXT(x) #x
#define STRINGIFY(x)      STRINGIFY_TEXT(x)

/*
 * What lists are ordered by, the same words in an index and in the queries that use it. Texts are cut at 16
 * characters, at most 64 bytes: LIST_KEY_TEXT_MAX. An alarm's priority comes before its time (good until the
 * year 2527).
 */
#define KEY_CUSTOMER_NAME "substr(customer_name, 1, 16)"
#define KEY_ADDRESS       "substr(address, 1, 16)"
#define KEY_PRIORITY      "(priority * 17592186044416 + last_at)"

/* tally.kind */
enum tally_kind {
	TALLY_METER, /* a medium, b online, c valve */
	TALLY_READING,
	TALLY_ALARM, /* a priority, b state */
	TALLY_EVENT,
	TALLY_COMMAND, /* a state */
	TALLY_PRICE,
	TALLY_MESSAGE,
};
