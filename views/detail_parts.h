/* SPDX-License-Identifier: MIT */
#pragma once
#include "views/detail.h"
#include "views/document.h"
#include "views/view.h"

/* Between the files of the details: what is shown is written by one function, the rest they share. */
struct detail {
	struct desk *desk;
	int64_t id;
	int64_t meter_id; /* of a reading's detail */
	/* Writes the document from the store; false when the thing is gone. */
	bool (*write)(struct detail *detail, struct error *err);
	struct document document;
	struct display_text title; /* in the document's arena */
	int scroll, width, height;
	bool gone;
	/* Whose meter it is, copied into the document's arena. */
	struct view_subject subject;
	struct display_text copy;
};
unsigned detail_push(struct desk *desk, const struct view_ops *ops, struct detail detail);
void detail_subject(
	struct detail *detail, int64_t meter_id, struct string_view profile, struct string_view meter_no);
/* The heading and the record as the platform sent it. */
void detail_raw(struct detail *detail, const char *title, int64_t raw);
/* The last alarms, events and commands of a meter. */
void detail_meter_alarms(
	struct detail *detail, struct string_view profile, struct string_view meter_no, size_t limit);
void detail_meter_events(
	struct detail *detail, struct string_view profile, struct string_view meter_no, size_t limit);
void detail_meter_commands(
	struct detail *detail, struct string_view profile, struct string_view meter_no, size_t limit);
void detail_meter_readings(struct detail *detail, int64_t meter_id, enum medium medium, size_t limit);
void detail_meter_line(struct detail *detail, struct string_view profile, struct string_view meter_no);
void detail_values(
	struct detail *detail, const struct reading_value *values, size_t count, enum medium medium);

extern const struct view_ops meter_detail_view;
extern const struct view_ops record_detail_view;
