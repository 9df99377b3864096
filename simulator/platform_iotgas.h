/* SPDX-License-Identifier: MIT */
#pragma once
#include "simulator/visit.h"

/* What the two ports of iotgas share: the envelope, pages and time windows. A false answer has been refused
 * already. */
bool iotgas_refuse(struct visit *visit, const char *message); /* Data null, State failed; always false */
bool iotgas_refuse_with(struct visit *visit, const char *data, const char *message);
void iotgas_unknown(struct visit *visit);
void iotgas_wrong_method(struct visit *visit);

/* {"Data": ... , "State":"success","Message":""}: begin leaves the writer behind the key. */
void iotgas_begin(struct visit *visit, struct json_writer *writer);
void iotgas_end(struct visit *visit, struct json_writer *writer);

struct iotgas_page {
	uint64_t first, size;
	uint64_t matched, sent; /* counted by iotgas_page_row() */
};
bool iotgas_page(struct visit *visit, struct iotgas_page *page); /* startrow and rowcount of the URL */
/* Counts one that matches; true when it belongs on the page. */
bool iotgas_page_row(struct iotgas_page *page);
/* Totalcount, Startrow and Rowcount, in the table's spelling (3.1.3) or the sample's. */
void iotgas_end_page(
	struct visit *visit, struct json_writer *writer, const struct iotgas_page *page, bool table_spelling);

/* year, month, start_day ... end_minute of the body (3.1.4): within one month, both ends inclusive. */
bool iotgas_window(struct visit *visit, instant *begin, instant *end);
/* A time out of the body, when it is there. */
bool iotgas_time(struct visit *visit, const char *name, instant missing, instant *out);
/* The body must be JSON, or there must be none. */
bool iotgas_body(struct visit *visit);

/* ISO with seven digits behind the second, as .NET writes (2.2.2). */
const char *iotgas_long_time(struct visit *visit, instant at, unsigned fraction);

void iotgas_answer_alarms(struct visit *visit); /* 3.2.2 */
void iotgas_answer_events(struct visit *visit); /* 3.3.2 */
bool iotgas_accept_key(struct visit *visit);    /* 2.2.1 */
