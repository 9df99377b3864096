/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/json.h"
#include "core/vendors/driver.h"

/*
 * What all decoders share: opening an answer, reading a record's fields under all the names they go by,
 * refusing one record without losing the others. All of it is tolerant in form (numbers as text, one record
 * where a list was announced, "" and null and nothing) and strict in meaning (nothing absent becomes a zero,
 * no unknown code becomes a known one). domain notes 7.1.
 */

/* --- an answer
 * ------------------------------------------------------------------------------------------------ */

struct answer {
	const struct decode_context *context;
	struct decoded *out;
	struct error *err;
	struct json_document *document;
	const struct json *root; /* object or array */
};

/*
 * Parses the body. Empty bodies, HTML pages, plain text, half documents and scalars give false with
 * VERDICT_MALFORMED (VERDICT_LOGIN when the status is 401) and a sentence that names the page's title. The
 * body counts before the status: a JSON answer is opened whatever its status. Repairs and conversions are
 * remarked. answer_close() is due in both cases.
 */
bool answer_open(struct answer *answer, const struct decode_context *context, unsigned json_flags,
	struct decoded *out, struct error *err);
void answer_close(struct answer *answer);

/* Ends a good answer: VERDICT_OK. Always true. driver_decode() starts with VERDICT_MALFORMED. */
bool answer_done(const struct answer *answer);
/* Ends the answer with a verdict other than OK and its sentence. Always false. */
bool answer_fail(const struct answer *answer, enum verdict verdict, const char *format, ...) PRINTF(3, 4);
/* "not what the document says": VERDICT_MALFORMED with the HTTP status in the sentence. Always false. */
bool answer_malformed(const struct answer *answer, const char *format, ...) PRINTF(2, 3);
/* Sets out->vendor_code; cut to what fits, what is not printable ASCII becomes "?". */
void answer_code(const struct answer *answer, struct string_view code);

/* A remark that lost nothing, for the message log. What the arguments bring in is sanitised. */
void answer_remark(const struct answer *answer, const char *format, ...) PRINTF(2, 3);

/* A record that cannot be taken: counted, handed to the sink, nothing else is lost. Always false. */
bool answer_refuse(const struct answer *answer, const char *what, const struct json *record,
	const char *format, ...) PRINTF(4, 5);

/* A record's raw text as it came; SV_NONE for anything but an object. */
struct string_view answer_raw(const struct answer *answer, const struct json *record);

/*
 * Reads the records of `data`, which is an array or a single object; null, "" and absence are no records.
 * Anything else is VERDICT_MALFORMED. Each record that is not an object is refused; `each` returns true when
 * it took the record, or calls answer_refuse() and returns false. Keeps rows, taken and, through
 * answer_refuse(), refused. The first record's key (answer_first_key) is asked of `each`.
 */
typedef bool (*record_reader)(struct answer *answer, const struct json *record);
bool answer_records(struct answer *answer, const struct json *data, const char *what, record_reader each);
/* The key by which a repeated page is seen: the first call of an answer counts, later ones do nothing. */
void answer_first_key(const struct answer *answer, struct string_view key);
/*
 * Decides out->more: a full page may have a successor. `most` is what the endpoint gives at most, and what
 * was asked for when the operation's page_size is 0.
 */
void answer_page(const struct answer *answer, uint32_t most);

/* --- codes and words
 * ------------------------------------------------------------------------------------------ */

/* A result code of a document with its meaning in a human sentence. */
struct code_meaning {
	const char *code;
	enum verdict verdict;
	const char *sentence;
};
/* NULL when the document does not list it. */
const struct code_meaning *code_find(const struct code_meaning *table, size_t count, struct string_view code);
/*
 * Ends the answer by its code: the table's sentence, with the platform's own words behind it in brackets when
 * they say more; a code that no table lists is VERDICT_REFUSED with number and words. Sets out->vendor_code.
 * Always false.
 */
bool answer_fail_code(const struct answer *answer, const struct code_meaning *table, size_t count,
	struct string_view code, const struct json *message);

/* A vendor's word and our number for it. */
struct word_meaning {
	const char *word;
	int meaning;
};
/* The meaning of the word (compared exactly after trimming), `otherwise` when it is not listed. */
int word_find(const struct word_meaning *table, size_t count, struct string_view word, int otherwise);

/* --- fields
 * --------------------------------------------------------------------------------------------------- */

/* A field of a record with every spelling seen in the documents; the one of the document's table comes first.
 */
#define FIELD_NAMES_MAX 4
struct field_names {
	const char *names[FIELD_NAMES_MAX];
};
/*
 * Finds all fields of a record in one pass: values[i] is the value under any name of fields[i], NULL when
 * absent. Of several names, the first in the record that holds something counts. Keys are trimmed and matched
 * exactly.
 */
void fields_read(const struct json *record, const struct field_names *fields, size_t count,
	const struct json **values);

/* 1 to METER_NO_MAX bytes of printable ASCII, trimmed; FIELD_BAD for anything else. */
enum field_state field_identifier(const struct json *value, struct string_view *out);
/* Sanitised text; DISPLAY_NONE unless FIELD_VALUE. Numbers are taken as their digits. */
enum field_state field_display(
	const struct answer *answer, const struct json *value, struct display_text *out);
/* In any form of domain notes 7.1; without an offset in the account's zone. INSTANT_NONE unless FIELD_VALUE.
 */
enum field_state field_time(const struct answer *answer, const struct json *value, instant *out);

/* --- facts
 * ---------------------------------------------------------------------------------------------------- */

/* Which field of a record is which quantity. */
struct field_quantity {
	unsigned field; /* index into the fields_read() values */
	enum quantity quantity;
};
/*
 * Adds one value to a reading. Absent, null and empty add nothing and are true; text that is no number adds
 * nothing, is remarked with `name` and the meter's number, and is false.
 */
bool reading_add(const struct answer *answer, struct reading_fact *reading, enum quantity quantity,
	const char *name, const struct json *value);
/* reading_add() for each row of the table; the field's first name is its name. */
void reading_add_all(const struct answer *answer, struct reading_fact *reading,
	const struct field_quantity *table, size_t table_count, const struct field_names *fields,
	const struct json *const *values);
/* NULL when the reading has no such value. */
const struct decimal *reading_value(const struct reading_fact *reading, enum quantity quantity);

/* Hand a fact to the sink where it wants that kind. */
void sink_meter(const struct answer *answer, const struct meter_fact *fact);
void sink_reading(const struct answer *answer, const struct reading_fact *fact);
void sink_alarm(const struct answer *answer, const struct alarm_fact *fact);
void sink_event(const struct answer *answer, const struct event_fact *fact);
void sink_command(const struct answer *answer, const struct command_fact *fact);
void sink_price(const struct answer *answer, const struct price_fact *fact);

/* --- requests
 * ------------------------------------------------------------------------------------------------- */

/* The account's url of the endpoint's base and its path, with exactly one slash between. False: no url
 * configured. */
bool request_url(const struct session *session, const struct endpoint *endpoint, struct exchange_request *out,
	struct error *err);
/* ERROR_LOGIN unless the session has a token. */
bool request_needs_token(const struct session *session, struct error *err);
/* ERROR_USAGE unless the operation names a meter (or other thing) that is an identifier. */
bool request_needs_identifier(struct string_view identifier, const char *what, struct error *err);
/* The page size to ask for: the operation's, or the endpoint's when 0, never more than the endpoint's. */
uint32_t request_page_size(const struct endpoint *endpoint, const struct operation *operation);
/* "application/json" with a POST, and the start of a JSON body. */
struct json_writer request_json(struct exchange_request *out);
/* The account's members may be NULL: absent text is written as "". */
struct string_view request_text(const char *text);
