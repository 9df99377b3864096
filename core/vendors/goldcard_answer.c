/* SPDX-License-Identifier: MIT */
#include "core/vendors/goldcard.h"

/* Appendix 4, and 2004 from the samples of 4.5. */
static const struct code_meaning codes[] = {
	{"0101", VERDICT_REFUSED, "the signed headers were not accepted: check app_code and app_secret"},
	{"0103", VERDICT_REFUSED, "the signed headers were not accepted: check app_code and app_secret"},
	{"0105", VERDICT_REFUSED, "the signed headers were not accepted: check app_code and app_secret"},
	{"0404", VERDICT_REFUSED, "the platform does not know this manufacturer: check factor_no"},
	{"2004", VERDICT_REFUSED, "a price of this code exists already"},
	{"9995", VERDICT_REFUSED, "the platform's service is not running"},
	{"9999", VERDICT_REFUSED, "the platform did not accept the request"},
};
#define SIGNATURE_CODES 3 /* of the table above: a wrong clock gives them too */

/* A difference below this is no explanation for a refused signature. */
#define SKEW_WORTH_TELLING (30 * SECOND)

static bool is_success(struct string_view code)
{
	for (size_t i = 0; i < code.length; i++) {
		if (code.data[i] != '0')
			return false;
	}
	return code.length > 0;
}

static bool fail_signature(const struct answer *answer, const struct code_meaning *meaning)
{
	int64_t skew = answer->context->session->clock_skew_ms;
	answer_code(answer, sv(meaning->code));
	if (skew > -SKEW_WORTH_TELLING && skew < SKEW_WORTH_TELLING)
		return answer_fail(answer, meaning->verdict, "%s (code %s; the clocks agree)",
			meaning->sentence, meaning->code);
	return answer_fail(answer, meaning->verdict,
		"%s (code %s; its clock is %lld s %s ours, which the next request allows for)",
		meaning->sentence, meaning->code, (long long)((skew < 0 ? -skew : skew) / SECOND),
		skew < 0 ? "behind" : "ahead of");
}

static bool fail(const struct answer *answer, struct string_view code, const struct json *message)
{
	const struct code_meaning *meaning = code_find(codes, ARRAY_SIZE(codes), code);
	if (meaning && meaning < codes + SIGNATURE_CODES)
		return fail_signature(answer, meaning);
	struct string_view words;
	if (json_text(message, &words) == FIELD_VALUE && sv_contains(words, SV("不存在"))) {
		answer_code(answer, code);
		struct display_text said = DISPLAY_NONE;
		field_display(answer, message, &said);
		return answer_fail(answer, VERDICT_NOT_FOUND, "the platform does not know it: %.*s",
			SV_ARG(display_view(said)));
	}
	return answer_fail_code(answer, codes, ARRAY_SIZE(codes), code, message);
}

bool goldcard_open(struct goldcard_answer *answer, const struct decode_context *context, struct decoded *out,
	struct error *err)
{
	*answer = (struct goldcard_answer){0};
	struct answer *inner = &answer->answer;
	if (!answer_open(inner, context, JSON_REPAIR, out, err)) {
		if (out->verdict == VERDICT_LOGIN) /* there is nothing to log in to */
			return fail_signature(inner, &codes[0]);
		return false;
	}
	const struct json *message = json_member(inner->root, "echoMsg");
	struct string_view code;
	if (json_text(json_member(inner->root, "echoCode"), &code) != FIELD_VALUE)
		return answer_malformed(inner, "an answer without echoCode");
	if (!is_success(code))
		return fail(inner, code, message);
	answer->payload = json_type(message) == JSON_OBJECT ? message : inner->root;
	return true;
}

void goldcard_close(struct goldcard_answer *answer)
{
	const struct answer *inner = &answer->answer;
	if (answer->unlisted_valves)
		answer_remark(inner, "%zu records have a valve state that is not listed: taken as unknown",
			answer->unlisted_valves);
	if (answer->unusable_devices)
		answer_remark(inner, "%zu records have a device id that is no identifier: left out",
			answer->unusable_devices);
	if (answer->swapped_sums)
		answer_remark(inner,
			"%zu records only add up with used gas and used money exchanged: taken by their "
			"names",
			answer->swapped_sums);
	answer_close(&answer->answer);
}
