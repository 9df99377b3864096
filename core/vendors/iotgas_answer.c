/* SPDX-License-Identifier: MIT */
#include "core/vendors/iotgas.h"

/* The document numbers no refusals: their words say what they are about. */
static const char *const missing_words[] = {"找不到", "不存在", "未找到", "not found"};
static const char *const session_words[] = {"token", "口令", "登录", "登陆", "过期", "expired", "login"};
static const char *const key_words[] = {"key", "认证", "验证", "company_no", "项目公司", "auth"};

static bool mentions(struct string_view text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct string_view word = sv(words[i]);
		for (size_t at = 0; at + word.length <= text.length; at++) {
			if (sv_equal_fold(sv_from(text.data + at, word.length), word))
				return true;
		}
	}
	return false;
}
#define MENTIONS(text, words) mentions((text), (words), ARRAY_SIZE(words))

static bool is_control(enum operation_kind kind)
{
	return kind == OPERATION_COMMANDS || kind == OPERATION_COMMAND || kind == OPERATION_COMMAND_TEXT;
}

/* What the platform said, for a sentence of ours: sanitised and short. */
static struct string_view said(const struct answer *answer, struct string_view message)
{
	struct arena *arena = answer->context->arena;
	if (message.length == 0)
		return SV("it gave no reason");
	return display_view(display_fit(arena, display_clean(arena, sv_slice(message, 0, 400)), 80, false));
}

static bool fail(const struct answer *answer, struct string_view message)
{
	enum operation_kind kind = answer->context->operation->kind;
	int status = answer->context->response->status;
	bool denied = status == 401 || status == 403;
	struct string_view words = said(answer, message);

	if (kind == OPERATION_LOGIN)
		return answer_fail(answer, VERDICT_REFUSED,
			"the platform did not accept username and password (%.*s)", SV_ARG(words));
	if (MENTIONS(message, missing_words))
		return answer_fail(
			answer, VERDICT_NOT_FOUND, "the platform does not know it (%.*s)", SV_ARG(words));
	if (is_control(kind) && (denied || MENTIONS(message, session_words)))
		return answer_fail(
			answer, VERDICT_LOGIN, "the session is missing or over (%.*s)", SV_ARG(words));
	if (!is_control(kind) && (denied || MENTIONS(message, key_words)))
		return answer_fail(answer, VERDICT_REFUSED,
			"the platform did not accept company_no and data_api_key (%.*s); a proxy on the way "
			"may drop "
			"headers with an underscore in their names",
			SV_ARG(words));
	return answer_fail(answer, VERDICT_REFUSED, "the platform refused (%.*s)", SV_ARG(words));
}

/* A web server's own 401 and 403 carry no State, and often no JSON. */
static bool fail_without_state(const struct answer *answer, struct string_view message)
{
	int status = answer->context->response->status;
	if (status == 401 || status == 403)
		return fail(answer, message);
	struct string_view words = said(answer, message);
	return answer_malformed(answer, "an answer without State (%.*s)", SV_ARG(words));
}

bool iotgas_open(struct iotgas_answer *answer, const struct decode_context *context, unsigned json_flags,
	struct decoded *out, struct error *err)
{
	*answer = (struct iotgas_answer){0};
	struct answer *inner = &answer->answer;
	if (!answer_open(inner, context, json_flags, out, err))
		return out->verdict == VERDICT_LOGIN ? fail_without_state(inner, SV_NONE) : false;
	struct string_view state, message;
	json_text(json_member_fold(inner->root, "Message"), &message);
	if (json_text(json_member_fold(inner->root, "State"), &state) != FIELD_VALUE)
		return fail_without_state(inner, message);
	if (!sv_equal_fold(state, SV("success"))) {
		answer_code(inner, state);
		return fail(inner, message);
	}
	answer->data = json_member_fold(inner->root, "Data");
	return true;
}

void iotgas_close(struct iotgas_answer *answer)
{
	if (answer->unreadable_extras)
		answer_remark(&answer->answer,
			"%zu records have an ext_data that cannot be read: valve left as it is",
			answer->unreadable_extras);
	if (answer->unlisted_states)
		answer_remark(&answer->answer,
			"%zu commands have a state that iotgas 4.1 does not list: taken as open",
			answer->unlisted_states);
	answer_close(&answer->answer);
}

static bool is_zero(const struct json *value)
{
	int64_t number;
	return json_type(value) == JSON_NUMBER && json_integer(value, &number) == FIELD_VALUE && number == 0;
}

/* The rows decide, never the total; but a platform that cuts pages shorter than asked must not go unnoticed.
 */
static void look_at_total(const struct answer *answer, uint32_t page_size)
{
	struct decoded *out = answer->out;
	int64_t total;
	if (json_integer(json_member_fold(answer->root, "Totalcount"), &total) != FIELD_VALUE || total < 0)
		return;
	out->total = total;
	int64_t seen = (int64_t)answer->context->operation->page * page_size + (int64_t)out->rows;
	if (!out->more && out->rows > 0 && total > seen)
		answer_remark(answer,
			"the platform counts %lld records, but ended at %lld with a page of %zu of %lu",
			(long long)total, (long long)seen, out->rows, (unsigned long)page_size);
}

bool iotgas_list(struct iotgas_answer *answer, const char *what, record_reader each)
{
	struct answer *inner = &answer->answer;
	uint32_t page_size = iotgas_page_size(inner->context->operation);
	if (!is_zero(answer->data) && !answer_records(inner, answer->data, what, each))
		return false;
	answer_page(inner, page_size);
	look_at_total(inner, page_size);
	return true;
}

bool iotgas_single(struct iotgas_answer *answer, const char *what, record_reader each)
{
	struct answer *inner = &answer->answer;
	if (!is_zero(answer->data) && !answer_records(inner, answer->data, what, each))
		return false;
	if (inner->out->rows == 0)
		return answer_fail(inner, VERDICT_NOT_FOUND, "the platform does not know this %s", what);
	return true;
}
