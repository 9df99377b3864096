/* SPDX-License-Identifier: MIT */
#pragma once
#include "simulator/visit.h"

/* What the two halves of the jrhsz side share. A false answer has been refused already. */
struct jrhsz_page {
	uint64_t first, size;
};

bool jrhsz_refuse(struct visit *visit, int code); /* chapter 5; always false */
bool jrhsz_accept(struct visit *visit);           /* token and account */
bool jrhsz_page(struct visit *visit, bool required, struct jrhsz_page *page);
bool jrhsz_range(struct visit *visit, instant *begin, instant *end); /* BeginDate, EndDate: both inclusive */

/* {"code":200,"data": ... ,"msg":...,"totalCount":...} */
void jrhsz_begin(struct visit *visit, struct json_writer *writer);
void jrhsz_end(struct visit *visit, struct json_writer *writer, uint64_t total);
const char *jrhsz_reading(struct visit *visit, const struct world_meter *meter, instant at);

void jrhsz_answer_history(struct visit *visit);     /* 4.4 */
void jrhsz_answer_consumption(struct visit *visit); /* 4.5 */
void jrhsz_answer_tariffs(struct visit *visit);     /* 4.7 */
void jrhsz_answer_camera(struct visit *visit);      /* 4.8 */
void jrhsz_answer_picture(struct visit *visit);     /* where imageUrl of 4.8 leads */
