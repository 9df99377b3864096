/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/vendors/iotgas.h"

/* The control port: login and the platform's own commands; iotgas 2.2.2 and chapter 4. */

#define TOKEN_MAX 4096

/* --- login
 * ---------------------------------------------------------------------------------------------------- */

/* The document prints its token over many lines: white space in it means nothing. */
static bool keep_token(struct answer *answer, struct string_view text)
{
	struct string *token = &answer->context->session->token;
	string_wipe(token);
	for (size_t i = 0; i < text.length; i++) {
		if (!strchr(" \t\r\n", text.data[i]))
			string_append_char(token, text.data[i]);
	}
	if (sv_is_identifier(string_view(token), TOKEN_MAX))
		return true;
	string_wipe(token);
	return answer_malformed(answer, "a login answer whose token is no printable text");
}

/* An end that is past already is a clock that cannot be trusted: then the platform says when it is over. */
static void keep_expiration(struct answer *answer, const struct json *value)
{
	struct session *session = answer->context->session;
	session->token_expires = INSTANT_NONE;
	instant expires;
	enum field_state state = field_time(answer, value, &expires);
	if (state == FIELD_BAD)
		answer_remark(answer, "the login's expiration is no date");
	if (state != FIELD_VALUE)
		return;
	if (expires <= answer->context->now + session->clock_skew_ms) {
		answer_remark(answer, "the login's expiration has passed already: not relied on");
		return;
	}
	session->token_expires = expires - session->clock_skew_ms;
}

static bool decode_login(struct iotgas_answer *answer)
{
	struct answer *inner = &answer->answer;
	struct string_view token;
	if (json_text(json_member_fold(answer->data, "token"), &token) != FIELD_VALUE)
		return answer_malformed(inner, "a login answer without a token");
	if (!keep_token(inner, token))
		return false;
	keep_expiration(inner, json_member_fold(answer->data, "expiration"));
	inner->out->rows = inner->out->taken = 1;
	return answer_done(inner);
}

bool iotgas_decode_login(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_STRICT, out, err) && decode_login(&answer);
	iotgas_close(&answer);
	return done;
}

/* --- commands
 * ------------------------------------------------------------------------------------------------- */

enum {
	CTRL_ID,
	CTRL_OWN_ID,
	CTRL_METER,
	CTRL_CREATED,
	CTRL_EXPIRES,
	CTRL_STATE,
	CTRL_STATE_TEXT,
	CTRL_FEEDBACK,
	CTRL_TYPE,
	CTRL_DATA,
	CTRL_RETURN,
	CTRL_FIELDS
};

static const struct field_names command_fields[CTRL_FIELDS] = {
	[CTRL_ID] = {{"ctrl_id"}},
	[CTRL_OWN_ID] = {{"ctrl_define_no"}},
	[CTRL_METER] = {{"target_comm_no", "meter_comm_no", "device_comm_no"}},
	[CTRL_CREATED] = {{"ctrl_time"}},
	[CTRL_EXPIRES] = {{"ctrl_timeout"}},
	[CTRL_STATE] = {{"ctrl_state"}},
	[CTRL_STATE_TEXT] = {{"ctrl_state_msg"}},
	[CTRL_FEEDBACK] = {{"ctrl_feedback_msg"}},
	[CTRL_TYPE] = {{"ctrl_type"}},
	[CTRL_DATA] = {{"ctrl_data"}},
	[CTRL_RETURN] = {{"return_data"}},
};

/*
 * 4.1 with the document's words for each. 99, "another error", is listed with the errors and ends a command
 * like the others; a later success is believed all the same.
 */
static const struct {
	int64_t number;
	enum command_state state;
	const char *words;
} states[] = {
	{0, COMMAND_WAITING, "等待发送"},
	{1, COMMAND_SENT, "已经发送"},
	{2, COMMAND_ANSWERED, "已经应答"},
	{3, COMMAND_SUCCEEDED, "任务成功"},
	{4, COMMAND_FAILED, "任务失败"},
	{5, COMMAND_CANCELLED, "任务被取消"},
	{6, COMMAND_EXPIRED, "任务超时"},
	{7, COMMAND_FAILED, "发送数据失败"},
	{99, COMMAND_FAILED, "其他错误"},
};

/* 4.3.2, and the older names of the samples in 4.2: what follows "iotmeterv1." or "iotmeter.". */
static const struct {
	const char *type;
	const char *kind;
} kinds[] = {
	{"openvalve", "valve.open"},
	{"closevalve", "valve.close"},
	{"common.setvalveon", "valve.open"},
	{"common.setvalveoff", "valve.close"},
	{"common.setcumulant", "total.set"},
	{"common.releaseforce", "valve.release"},
	{"prepay.setprice", "price.set"},
	{"prepay.getprice", "price.get"},
	{"prepay.setremain", "balance.set"},
	{"prepay.remotecharge", "recharge"},
	{"prepay.getchargestate", "recharge.status"},
	{"prepay.openaccount", "account.open"},
};

static struct string_view kind_of(struct string_view type)
{
	static const char *const prefixes[] = {"iotmeterv1.", "iotmeter."};
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (!sv_starts_with(type, sv(prefixes[i])))
			continue;
		struct string_view rest = sv_slice(type, sv(prefixes[i]).length, type.length);
		for (size_t j = 0; j < ARRAY_SIZE(kinds); j++) {
			if (sv_equal_text(rest, kinds[j].type))
				return sv(kinds[j].kind);
		}
	}
	return SV_NONE;
}

/*
 * A number that 4.1 does not list is shown with the platform's words and taken as open, so that the command
 * is followed further: neither a success nor a failure is made of it.
 */
static void take_state(
	struct answer *answer, int64_t number, const struct json *words, struct command_fact *command)
{
	struct arena *arena = answer->context->arena;
	const char *listed = NULL;
	command->state = COMMAND_WAITING;
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		if (states[i].number == number) {
			command->state = states[i].state;
			listed = states[i].words;
		}
	}
	if (!listed)
		CONTAINER_OF(answer, struct iotgas_answer, answer)->unlisted_states++;
	struct display_text said;
	if (field_display(answer, words, &said) != FIELD_VALUE)
		said = display_literal(listed ? listed : "");
	command->vendor_state = display_format(
		arena, "%lld%s%.*s", (long long)number, said.length ? " " : "", SV_ARG(display_view(said)));
}

/* JSON as text, or an object: shown as text either way. */
static struct display_text json_shown(struct answer *answer, const struct json *value)
{
	struct display_text text;
	if (json_type(value) == JSON_OBJECT)
		return display_clean(answer->context->arena, answer_raw(answer, value));
	return field_display(answer, value, &text) == FIELD_VALUE ? text : TEXT("{}");
}

static bool read_command(struct answer *answer, const struct json *record)
{
	const struct json *values[CTRL_FIELDS];
	fields_read(record, command_fields, CTRL_FIELDS, values);
	struct command_fact command = {.raw = answer_raw(answer, record)};
	if (field_identifier(values[CTRL_ID], &command.vendor_id) != FIELD_VALUE)
		return answer_refuse(answer, "command", record, "ctrl_id is missing or no number");
	answer_first_key(answer, command.vendor_id);
	if (field_identifier(values[CTRL_METER], &command.meter_no) == FIELD_BAD)
		return answer_refuse(answer, "command", record, "target_comm_no is no meter number");
	int64_t state;
	if (json_integer(values[CTRL_STATE], &state) != FIELD_VALUE)
		return answer_refuse(answer, "command", record, "ctrl_state is missing or no number");
	take_state(answer, state, values[CTRL_STATE_TEXT], &command);
	struct string_view type;
	if (json_text(values[CTRL_TYPE], &type) == FIELD_VALUE)
		command.kind = kind_of(type);
	field_identifier(values[CTRL_OWN_ID], &command.own_id);
	field_display(answer, values[CTRL_TYPE], &command.vendor_kind);
	field_display(answer, values[CTRL_FEEDBACK], &command.vendor_text);
	command.fields = json_shown(answer, values[CTRL_DATA]);
	command.result = json_shown(answer, values[CTRL_RETURN]);
	field_time(answer, values[CTRL_CREATED], &command.created_at);
	field_time(answer, values[CTRL_EXPIRES], &command.expires_at);
	sink_command(answer, &command);
	return true;
}

bool iotgas_decode_commands(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_REPAIR, out, err) &&
		    iotgas_list(&answer, "command", read_command) && answer_done(&answer.answer);
	iotgas_close(&answer);
	return done;
}

bool iotgas_decode_command(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_REPAIR, out, err) &&
		    iotgas_single(&answer, "command", read_command) && answer_done(&answer.answer);
	iotgas_close(&answer);
	return done;
}

/* --- the platform's words about a command
 * --------------------------------------------------------------------- */

/* 4.2.11 writes "</br>" where it means "<br/>". */
static bool is_line_break(struct string_view tag)
{
	while (tag.length && (tag.data[0] == '/' || tag.data[0] == ' '))
		tag = sv_slice(tag, 1, tag.length);
	while (tag.length && (tag.data[tag.length - 1] == '/' || tag.data[tag.length - 1] == ' '))
		tag.length--;
	return sv_equal_fold(tag, SV("br")) || sv_equal_fold(tag, SV("p")) || sv_equal_fold(tag, SV("div"));
}

/* Longer than any tag: a "<" without its ">" near is a character like others. */
#define TAG_MAX 80

/* The tag that begins with this "<", without its brackets; SV_NONE when it is no tag. */
static struct string_view tag_at(struct string_view text, size_t at)
{
	struct string_view rest = sv_slice(text, at + 1, TAG_MAX);
	ptrdiff_t end = sv_find(rest, '>');
	return end < 0 ? SV_NONE : sv_slice(rest, 0, (size_t)end);
}

static size_t put_entity(struct string_view text, size_t at, struct string *out)
{
	static const struct {
		const char *name;
		char character;
	} entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''},
		{"&nbsp;", ' '}};
	for (size_t i = 0; i < ARRAY_SIZE(entities); i++) {
		struct string_view name = sv(entities[i].name);
		if (sv_equal(sv_slice(text, at, name.length), name)) {
			string_append_char(out, entities[i].character);
			return name.length;
		}
	}
	string_append_char(out, '&');
	return 1;
}

/* Text without tags, one line break a "<br>"; entities are decoded after the tags are gone, so they make
 * none. */
static void strip_tags(struct string_view text, struct string *out)
{
	for (size_t at = 0; at < text.length;) {
		struct string_view tag = text.data[at] == '<' ? tag_at(text, at) : SV_NONE;
		if (tag.data) {
			if (is_line_break(tag))
				string_append_char(out, '\n');
			at += tag.length + 2;
		} else if (text.data[at] == '&') {
			at += put_entity(text, at, out);
		} else {
			string_append_char(out, text.data[at++]);
		}
	}
}

/* Line by line sanitised; empty lines are left out. */
static bool put_lines(struct answer *answer, struct string_view html)
{
	struct string plain = {0};
	strip_tags(html, &plain);
	struct string_view rest = string_view(&plain), line;
	struct string *out = &answer->out->text;
	while (sv_split(&rest, '\n', &line)) {
		line = sv_trim(line);
		if (line.length == 0)
			continue;
		if (out->length)
			string_append_char(out, '\n');
		string_append_view(out, display_view(display_clean(answer->context->arena, line)));
	}
	string_free(&plain);
	answer->out->rows = answer->out->taken = 1;
	return answer_done(answer);
}

static bool decode_text(struct iotgas_answer *answer)
{
	struct answer *inner = &answer->answer;
	struct string_view html;
	switch (json_type(answer->data)) {
	case JSON_TEXT:
		if (json_text(answer->data, &html) == FIELD_VALUE)
			return put_lines(inner, html);
		break;
	case JSON_ABSENT:
	case JSON_NULL:
	case JSON_NUMBER:
		break;
	default:
		return answer_malformed(inner, "a record where a text was expected");
	}
	return answer_fail(inner, VERDICT_NOT_FOUND, "the platform has no words about this command");
}

bool iotgas_decode_command_text(const struct decode_context *context, struct decoded *out, struct error *err)
{
	struct iotgas_answer answer;
	bool done = iotgas_open(&answer, context, JSON_REPAIR, out, err) && decode_text(&answer);
	iotgas_close(&answer);
	return done;
}
