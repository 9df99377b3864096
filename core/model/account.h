/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/instant.h"
#include "core/base/string_view.h"

/*
 * A vendor account as the operator configured it (meterdeck.conf(5), section "profile"). Plain data: config/
 * makes it, drivers, http and engine read it. Lives as long as the configuration.
 */
enum body_form { BODY_FORM, BODY_JSON }; /* jrhsz: how a request's body is written */

struct account {
	const char *name;   /* the operator's word for it; unique */
	const char *driver; /* "dlms", "goldcard", "jrhsz", "iotgas" */

	const char *url;         /* dlms, goldcard, jrhsz; without a trailing slash */
	const char *data_url;    /* iotgas, :2102 */
	const char *control_url; /* iotgas, :2101 */

	const char *username;     /* dlms, iotgas; jrhsz admin_user_name */
	const char *password;     /* dlms, iotgas; jrhsz api_password */
	const char *app_code;     /* goldcard 2.1 */
	const char *app_secret;   /* goldcard 2.1 */
	const char *factor_no;    /* goldcard */
	const char *company_code; /* goldcard */
	const char *company_no;   /* iotgas 2.2.1 */
	const char *data_api_key; /* iotgas 2.2.1 */
	/* iotgas: what the utility keeps in meter_define_no1 to 4: "customer_code", "customer_name",
	 * "address" or NULL. */
	const char *define_no[4];
	enum body_form body; /* jrhsz */

	const char *tls_pin;  /* "sha256//..." or NULL */
	const char *tls_ca;   /* a PEM file or NULL */
	const char *tls_name; /* the name in the certificate when the url has a bare address, or NULL */
	const char *captcha_command;
	bool allow_plaintext;

	const struct time_zone *zone; /* the platform's local time; +08:00 unless said otherwise */
	int64_t poll_ms;              /* a full sweep every so often; default 300 s */
	int64_t timeout_ms;           /* a whole request; default 30 s */
	int history_days;             /* how far back history is fetched and readings are kept; default 60 */
	int64_t hold_ms;
	int64_t duplicate_ms;
	const char *max_amount;     /* decimal text or NULL */
	const char *max_amount_day; /* decimal text or NULL */
};
/* The value behind "url" for requests of base 0, data_url and control_url for iotgas' bases 0 and 1. */
const char *account_base_url(const struct account *account, unsigned base);
