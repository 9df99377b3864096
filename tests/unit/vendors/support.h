/* SPDX-License-Identifier: MIT */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/vendors/drivers.h"
#include "core/vendors/fields.h"

/*
 * A driver on the bench: an account and a session of invented values, one request or answer at a time, and
 * everything that a decoder said, copied. probe_open() aborts the test when something is wrong.
 */
struct probe {
	const struct driver *driver;
	struct account account;
	struct time_zone *zone;
	struct session session;
	struct operation operation; /* kind and source are set by the calls below */
	instant now;                /* 2026-11-22T03:00:00Z */
	instant date;               /* the answer's Date header; INSTANT_NONE */
	int status;                 /* 200 */

	struct arena arena; /* holds the copies */
	struct decoded decoded;
	struct error err;
	struct exchange_request request;

	struct meter_fact *meters;
	size_t meter_count, meter_capacity;
	struct reading_fact *readings;
	size_t reading_count, reading_capacity;
	struct alarm_fact *alarms;
	size_t alarm_count, alarm_capacity;
	struct event_fact *events;
	size_t event_count, event_capacity;
	struct command_fact *commands;
	size_t command_count, command_capacity;
	struct price_fact *prices;
	size_t price_count, price_capacity;
	struct refusal *refusals;
	size_t refusal_count, refusal_capacity;
	struct display_text *remarks;
	size_t remark_count, remark_capacity;
};

void probe_open(struct probe *probe, const char *driver);
void probe_close(struct probe *probe);
/* Forgets facts, verdict and request; keeps the session. */
void probe_reset(struct probe *probe);

/* Each resets first. True when the decoder took the answer. */
bool probe_decode(
	struct probe *probe, enum operation_kind kind, enum reading_source source, struct string_view body);
bool probe_decode_text(
	struct probe *probe, enum operation_kind kind, enum reading_source source, const char *body);
/* A file below tests/fixtures: "jrhsz/meter_list.json". */
bool probe_decode_fixture(
	struct probe *probe, enum operation_kind kind, enum reading_source source, const char *fixture);
/* The request is in probe->request. */
bool probe_encode(struct probe *probe, enum operation_kind kind, enum reading_source source);

/* A fixture's bytes; string_free() it. */
struct string fixture_read(const char *fixture);

/*
 * The answer cut after every byte and, in exactly sized memory, decoded: no prefix shorter than the whole
 * document may be taken.
 */
void probe_truncate(
	struct probe *probe, enum operation_kind kind, enum reading_source source, const char *fixture);
/* Empty, HTML, plain text, scalars, GBK noise, 100 KB of brackets: each is VERDICT_MALFORMED with a sentence.
 */
void probe_broken_bodies(struct probe *probe, enum operation_kind kind, enum reading_source source);

#define assert_view(view, text)       assert_view_at((view), (text), __FILE__, __LINE__)
#define assert_display(display, text) assert_view_at(display_view(display), (text), __FILE__, __LINE__)
#define assert_instant(at, text)      assert_instant_at((at), (text), __FILE__, __LINE__)
#define assert_decimal(value, text)   assert_decimal_at((value), (text), __FILE__, __LINE__)
/* A reading's quantity, NULL text: the reading has none. */
#define assert_quantity(reading, quantity, text)                                                             \
	assert_quantity_at((reading), (quantity), (text), __FILE__, __LINE__)
#define assert_error(probe, verdict, part) assert_error_at((probe), (verdict), (part), __FILE__, __LINE__)

void assert_view_at(struct string_view view, const char *text, const char *file, int line);
void assert_instant_at(instant at, const char *text, const char *file, int line); /* RFC 3339, +08:00 */
void assert_decimal_at(struct decimal value, const char *text, const char *file, int line);
void assert_quantity_at(const struct reading_fact *reading, enum quantity quantity, const char *text,
	const char *file, int line);
/* The verdict, and that the sentence has the part in it. */
void assert_error_at(
	const struct probe *probe, enum verdict verdict, const char *part, const char *file, int line);
