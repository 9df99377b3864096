/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/string_view.h"
#include "core/model/quantity.h"
#include "core/store/store.h"

/*
 * ledger.db: what cannot be fetched again. Rollback journal (TRUNCATE), synchronous=EXTRA, STRICT tables,
 * every write BEGIN IMMEDIATE: what a call reported as written survives a power cut. Nothing is ever deleted
 * from it. Any process may have it open; a write waits up to 5 s for another one. A damaged ledger is never
 * set aside: opening it fails.
 */
struct ledger;
struct ledger *ledger_open(const struct store *store, struct error *err);
void ledger_close(struct ledger *ledger); /* NULL is allowed */

/*
 * The roster: meters of a platform that cannot list its own (dlms), imported by an operator. Texts are as
 * imported, to be cleaned before they are drawn; SV_NONE: the column was not there, what is known stays.
 */
struct roster_meter {
	struct string_view meter_no; /* an identifier of 1 to METER_NO_MAX bytes */
	struct string_view customer_code;
	struct string_view customer_name;
	struct string_view address;
	struct string_view type;
	struct string_view device_id;
	bool has_medium;
	enum medium medium;
};
struct roster_counts {
	size_t inserted, updated, unchanged;
};
/* All or nothing. A meter_no that is no identifier or comes twice is ERROR_MALFORMED and names the row
 * from 1. */
bool ledger_import_roster(struct ledger *ledger, struct string_view profile,
	const struct roster_meter *meters, size_t count, instant now, struct roster_counts *counts,
	struct error *err);
/*
 * Every meter of the profile, by its number; `now` of its last change behind since (INSTANT_NONE: all). The
 * texts live only during the call. Stops when the callback returns false.
 */
bool ledger_read_roster(struct ledger *ledger, struct string_view profile, instant since,
	bool (*each)(void *context, const struct roster_meter *meter), void *context, struct error *err);
/* Moves on with each import: tells whether the mirror in the cache is behind. */
bool ledger_roster_version(struct ledger *ledger, int64_t *version, struct error *err);
