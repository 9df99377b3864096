/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/json.h"
#include "core/vendors/fields.h"

/*
 * The inside of the iotgas driver: the table is in iotgas.c, what is asked in iotgas_requests.c, what is
 * answered in iotgas_answer.c (the envelope), iotgas_data.c and iotgas_control.c (the two ports).
 */
#define IOTGAS_BASE_DATA    0 /* company_no and data_api_key, 2.2.1 */
#define IOTGAS_BASE_CONTROL 1 /* token, 2.2.2 */

/* data_type of 3.1: a live reading or one frozen at a settlement moment. */
#define IOTGAS_LIVE   0
#define IOTGAS_FROZEN 1

typedef bool iotgas_encoder(const struct session *session, const struct endpoint *endpoint,
	const struct operation *operation, instant now, struct exchange_request *out, struct error *err);
typedef bool iotgas_decoder(const struct decode_context *context, struct decoded *out, struct error *err);

iotgas_encoder iotgas_encode_real_model;  /* 3.1.2 */
iotgas_encoder iotgas_encode_real_list;   /* 3.1.3 */
iotgas_encoder iotgas_encode_history;     /* 3.1.4 */
iotgas_encoder iotgas_encode_device_list; /* 3.2.2, 3.3.2 */
iotgas_encoder iotgas_encode_login;       /* 2.2.2 */
iotgas_encoder iotgas_encode_commands;    /* 4.2.5 */
iotgas_encoder iotgas_encode_command;     /* 4.2.4, 4.2.11 */

iotgas_decoder iotgas_decode_real_model;
iotgas_decoder iotgas_decode_real_list;
iotgas_decoder iotgas_decode_history;
iotgas_decoder iotgas_decode_alarms;
iotgas_decoder iotgas_decode_events;
iotgas_decoder iotgas_decode_login;
iotgas_decoder iotgas_decode_commands;
iotgas_decoder iotgas_decode_command;
iotgas_decoder iotgas_decode_command_text;

/* {Data, State, Message} and, for lists, Totalcount; in any case of letters. */
struct iotgas_answer {
	struct answer answer;
	const struct json *data;
	/* Oddities of the records, told in one remark an answer instead of one a record. */
	size_t unreadable_extras;
	size_t unlisted_states;
};

/* False with verdict and sentence for everything but State success. Close it in both cases. */
bool iotgas_open(struct iotgas_answer *answer, const struct decode_context *context, unsigned json_flags,
	struct decoded *out, struct error *err);
/* Tells the oddities and closes. */
void iotgas_close(struct iotgas_answer *answer);
/* Reads the records of Data, a page of the operation's size, and decides whether there may be more. */
bool iotgas_list(struct iotgas_answer *answer, const char *what, record_reader each);
/* Reads the one record that Data is; VERDICT_NOT_FOUND when it is null, 0, "" or an empty list. */
bool iotgas_single(struct iotgas_answer *answer, const char *what, record_reader each);
/* The size of a page: what the operation asks for, else this. */
#define IOTGAS_PAGE_SIZE 1000
uint32_t iotgas_page_size(const struct operation *operation);
