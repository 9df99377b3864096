/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/store/database.h"

/* Inside core/store only: what the two databases look like. docs/architecture/store.md explains the choices.
 */
extern const struct schema cache_schema;
extern const struct schema ledger_schema;

#define STRINGIFY_TEXT(x) #x
#define STRINGIFY(x)      STRINGIFY_TEXT(x)

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
