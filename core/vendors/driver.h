/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/string.h"
#include "core/model/account.h"
#include "core/model/exchange.h"
#include "core/model/facts.h"

/*
 * Vendor drivers. A driver is a table that mirrors its document: one row an endpoint, with a pure encoder and
 * a pure decoder. No sockets, no clock, no store: the caller passes the time, performs the request and gives
 * a sink. A capability is the presence of a row; nobody outside core/vendors/ asks for a vendor's name.
 */

enum operation_kind {
	OPERATION_CAPTCHA,      /* fetch a picture (dlms 3.1) */
	OPERATION_LOGIN,        /* open a session */
	OPERATION_METERS,       /* the list of meters, a page */
	OPERATION_LATEST,       /* latest readings of all meters, a page */
	OPERATION_LATEST_ONE,   /* latest reading of one meter */
	OPERATION_DETAIL,       /* the platform's own record of one meter (goldcard 1014) */
	OPERATION_HISTORY,      /* readings of one or all meters in a window; `source` says which kind */
	OPERATION_ALARMS,       /* alarms in a window, a page */
	OPERATION_EVENTS,       /* events in a window, a page */
	OPERATION_COMMANDS,     /* the platform's own list of commands, a page */
	OPERATION_COMMAND,      /* one of them */
	OPERATION_COMMAND_TEXT, /* the platform's words about one of them (iotgas 4.2.11) */
	OPERATION_KIND_COUNT
};

struct operation {
	enum operation_kind kind;
	enum reading_source source; /* HISTORY only */
	struct string_view
		meter_no; /* LATEST_ONE, DETAIL, HISTORY where the endpoint is per meter, else SV_NONE */
	struct string_view customer_code; /* goldcard's userNo: required by 1014 and 1015 */
	struct string_view device_id;
	struct string_view vendor_id;    /* COMMAND, COMMAND_TEXT */
	struct string_view captcha_code; /* LOGIN where the driver's login style is LOGIN_CAPTCHA */
	struct string_view captcha_id;
	instant from, until; /* windows: from <= t < until; must lie within one endpoint_window */
	uint32_t page;       /* from 0 */
	uint32_t page_size;  /* 0: the endpoint's own */
};

enum login_style { LOGIN_NONE, LOGIN_PASSWORD, LOGIN_CAPTCHA };

/* What one request's window may span. */
enum endpoint_window {
	WINDOW_NONE,
	WINDOW_ANY,
	WINDOW_MONTH /* one calendar month in the platform's zone */
};

/* What an endpoint's HISTORY or LATEST covers in one request. */
enum endpoint_scope { SCOPE_ALL, SCOPE_ONE_METER };

/*
 * An open session and what was learnt about the platform. The engine owns one per profile; decoders of login
 * and captcha write into it, encoders read it.
 */
struct session {
	const struct account *account;
	struct string token;   /* secret; empty: none */
	instant token_expires; /* INSTANT_NONE: not said; an answer of "log in" counts at any time */
	instant opened_at;     /* when the platform took the login, by our clock; the engine sets it */
	struct string captcha_id;
	struct string captcha_picture; /* PNG, JPEG or GIF bytes */
	int64_t clock_skew_ms; /* platform minus us, from the Date header; signatures are made with corrected
				  time */
};
void session_open(struct session *session, const struct account *account);
void session_forget(struct session *session); /* the token is gone; wipes it */
void session_close(struct session *session);

enum verdict {
	VERDICT_OK,
	VERDICT_REFUSED,   /* a well-formed no: err has the human sentence, `vendor_code` the number */
	VERDICT_LOGIN,     /* the session is missing or over */
	VERDICT_CAPTCHA,   /* the captcha code was wrong or used: fetch a new picture */
	VERDICT_TOO_FAST,  /* jrhsz 1011 */
	VERDICT_NOT_FOUND, /* no such meter or command */
	VERDICT_MALFORMED, /* not what the document says: HTML, half an object, wrong shape */
};

struct decoded {
	enum verdict verdict;
	size_t rows; /* records in the answer, taken or refused */
	size_t taken;
	size_t refused; /* records that could not be taken; each was given to the sink's refused() */
	bool more;      /* there may be another page: decided by the rows, never by the platform's total */
	int64_t total;  /* the platform's own count, -1 when not said; for display only */
	bool repaired;  /* the JSON had to be mended */
	char vendor_code[16];
	struct string_view
		first_key;  /* the first record's key, in the arena: a repeated page is seen by it */
	struct string text; /* COMMAND_TEXT: plain text, cleaned of tags */
};
void decoded_free(struct decoded *decoded);

/* Everything a decoder may use besides its answer. The arena lives at least as long as the call. */
struct decode_context {
	struct session *session;
	const struct operation *operation;
	const struct exchange_response *response;
	instant now;
	const struct fact_sink *sink;
	struct arena *arena;
};

struct endpoint {
	enum operation_kind operation;
	enum reading_source source; /* HISTORY rows: which; LATEST: SOURCE_LIVE */
	const char *section;        /* "jrhsz 4.2" */
	const char *title;          /* "meter list" */
	const char *path;           /* as the document spells it */
	unsigned base;              /* account_base_url() */
	bool public;                /* needs no session */
	uint32_t min_interval_ms;   /* between two calls of this endpoint: jrhsz 3 */
	uint32_t page_size;         /* 0: not paged */
	enum endpoint_window window;
	enum endpoint_scope scope;
	size_t body_max; /* 0: the general cap */
	bool (*encode)(const struct session *session, const struct endpoint *endpoint,
		const struct operation *operation, instant now, struct exchange_request *out,
		struct error *err);
	/* False with err set for every verdict but VERDICT_OK. Always fills *out. */
	bool (*decode)(const struct decode_context *context, struct decoded *out, struct error *err);
};

struct driver {
	const char *name;  /* the configuration's word: "jrhsz" */
	const char *title; /* for people: "jrhsz water and electricity" */
	const struct endpoint *endpoints;
	size_t endpoint_count;
	enum login_style login;
	int64_t session_life_ms;   /* renew before this; 0: as token_expires says */
	bool lists_meters;         /* false: meters are imported (dlms) */
	bool has_valve;            /* false: valve is null */
	int64_t detail_max_age_ms; /* a full pass asks DETAIL for meters whose detail is older; 0: never */
	/* Which account members must be set, by name; the configuration checks them. NULL-terminated. */
	const char *const *required_keys;
};

/* NULL when there is none of that name. */
const struct driver *driver_find(const char *name);
const struct driver *const *driver_all(size_t *count);
/* The row for an operation: the first of that kind and, for HISTORY, of that source. NULL: not possible
 * there. */
const struct endpoint *driver_endpoint(
	const struct driver *driver, enum operation_kind kind, enum reading_source source);
/* Encodes and decodes through the table; decode also measures the platform's clock from response->date. */
bool driver_encode(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err);
bool driver_decode(const struct endpoint *endpoint, const struct decode_context *context, struct decoded *out,
	struct error *err);
