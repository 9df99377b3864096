/* SPDX-License-Identifier: MIT */
#include "core/vendors/iotgas.h"

/*
 * The data port's alarms and events, iotgas 3.2 and 3.3: the same record under two sets of names. Their
 * device_type (1 meter, 2 RTU) is not the meter's device_type of 3.1 and stays in the raw record.
 */

enum { REPORT_ID, REPORT_DEVICE, REPORT_TIME, REPORT_RECEIVED, REPORT_CODE, REPORT_TEXT, REPORT_FIELDS };

static const struct field_names alarm_fields[REPORT_FIELDS] = {
	[REPORT_ID] = {{"alarm_id"}},
	[REPORT_DEVICE] = {{"device_comm_no", "meter_comm_no", "target_comm_no"}},
	[REPORT_TIME] = {{"alarm_time"}},
	[REPORT_RECEIVED] = {{"receive_time"}},
	[REPORT_CODE] = {{"alarm_code"}},
	[REPORT_TEXT] = {{"alarm_content"}},
};

static const struct field_names event_fields[REPORT_FIELDS] = {
	[REPORT_ID] = {{"event_id"}},
	[REPORT_DEVICE] = {{"device_comm_no", "meter_comm_no", "target_comm_no"}},
	[REPORT_TIME] = {{"event_time"}},
	[REPORT_RECEIVED] = {{"receive_time"}},
	[REPORT_CODE] = {{"event_code"}},
	[REPORT_TEXT] = {{"event_content"}},
};

struct report {
	struct string_view id;
	struct string_view device;
	instant at;
	instant received_at;
	struct display_text code;
	struct display_text text;
	struct string_view raw;
};

/* False with the record refused. A report that does not say when is filed under when the platform got it. */
static bool read_report(struct answer *answer, const struct json *record, const char *what,
	const struct field_names *fields, struct report *out)
{
	const struct json *values[REPORT_FIELDS];
	fields_read(record, fields, REPORT_FIELDS, values);
	if (field_identifier(values[REPORT_DEVICE], &out->device) != FIELD_VALUE)
		return answer_refuse(answer, what, record, "device_comm_no is missing or no meter number");
	if (field_identifier(values[REPORT_ID], &out->id) == FIELD_BAD)
		return answer_refuse(answer, what, record, "its number is no identifier");
	field_time(answer, values[REPORT_RECEIVED], &out->received_at);
	enum field_state state = field_time(answer, values[REPORT_TIME], &out->at);
	if (state != FIELD_VALUE && state != FIELD_BAD)
		out->at = out->received_at;
	if (out->at == INSTANT_NONE)
		return answer_refuse(answer, what, record, "its time is missing or no date");
	field_display(answer, values[REPORT_CODE], &out->code);
	field_display(answer, values[REPORT_TEXT], &out->text);
	out->raw = answer_raw(answer, record);
	answer_first_key(answer, out->id.length ? out->id : out->raw);
	return true;
}

/*
 * The document gives alarms no rank and lists no codes (3.2.2), but their text says what they are. The ranks
 * are those that the domain notes (3.1) give the same conditions of goldcard: gas in the air first, what
 * bills wrongly or looks like tampering next, what can wait until the next visit last. A text that names none
 * of these stays unranked.
 */
static const struct {
	const char *words;
	enum alarm_priority priority;
} ranks[] = {
	{"泄漏", PRIORITY_HIGH},
	{"漏气", PRIORITY_HIGH},
	{"阀门", PRIORITY_MEDIUM},
	{"干簧", PRIORITY_MEDIUM},
	{"脉冲", PRIORITY_MEDIUM},
	{"磁", PRIORITY_MEDIUM},
	{"死表", PRIORITY_MEDIUM},
	{"流量", PRIORITY_MEDIUM},
	{"箱门", PRIORITY_MEDIUM},
	{"门禁", PRIORITY_MEDIUM},
	{"围栏", PRIORITY_MEDIUM},
	{"振动", PRIORITY_MEDIUM},
	{"市电", PRIORITY_LOW},
	{"电池", PRIORITY_LOW},
	{"低电", PRIORITY_LOW},
	{"通讯", PRIORITY_LOW},
	{"未上", PRIORITY_LOW},
	{"未通", PRIORITY_LOW},
};

static enum alarm_priority rank_of(struct display_text text)
{
	for (size_t i = 0; i < ARRAY_SIZE(ranks); i++) {
		if (sv_contains(display_view(text), sv(ranks[i].words)))
			return ranks[i].priority;
	}
	return PRIORITY_UNKNOWN;
}

/* Nothing that the platform says ends an alarm. */
static bool read_alarm(struct answer *answer, const struct json *record)
{
	struct report report = {0};
	if (!read_report(answer, record, "alarm", alarm_fields, &report))
		return false;
	sink_alarm(answer, &(struct alarm_fact){
				   .meter_no = report.device,
				   .vendor_id = report.id,
				   .raised_at = report.at,
				   .received_at = report.received_at,
				   .code = report.code,
				   .text = report.text,
				   .priority = rank_of(report.text),
				   .origin = ORIGIN_VENDOR,
				   .raw = report.raw,
			   });
	return true;
}

static bool read_event(struct answer *answer, const struct json *record)
{
	struct report report = {0};
	if (!read_report(answer, record, "event", event_fields, &report))
		return false;
	sink_event(answer, &(struct event_fact){
				   .meter_no = report.device,
				   .vendor_id = report.id,
				   .at = report.at,
				   .code = report.code,
				   .text = report.text,
				   .raw = report.raw,
			   });
	return true;
}

bool iotgas_decode_alarms(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_REPAIR, out, err) &&
		    iotgas_list(&answer, "alarm", read_alarm) && answer_done(&answer.answer);
	iotgas_close(&answer);
	return done;
}

bool iotgas_decode_events(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_REPAIR, out, err) &&
		    iotgas_list(&answer, "event", read_event) && answer_done(&answer.answer);
	iotgas_close(&answer);
	return done;
}
