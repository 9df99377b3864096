/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/engine/link_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* A request that was understood is written such that it is understood the same again. */
static void check_request(struct string_view message)
{
	struct link_request request, again;
	struct string written = {0}, twice = {0};

	if (!link_request_take(message, &request))
		return;
	require(request.verb < LINK_VERB_COUNT);
	link_request_put(&request, &written);
	require(link_request_take(string_view(&written), &again));
	require(again.verb == request.verb && again.number == request.number);
	require(again.profile.length == request.profile.length &&
		again.second.length == request.second.length);
	link_request_put(&again, &twice);
	require(sv_equal(string_view(&written), string_view(&twice)));
	string_free(&written);
	string_free(&twice);
}

static void check_answer(struct string_view message)
{
	struct link_answer answer, again;
	struct string written = {0};
	struct error err = {0};

	if (!link_answer_take(message, &answer))
		return;
	require(answer.code <= ERROR_CANCELLED);
	err.code = answer.code;
	link_answer_put(answer.number, &err, answer.text, &written);
	require(link_answer_take(string_view(&written), &again));
	require(again.number == answer.number && again.code == answer.code);
	require(again.text.length == answer.text.length);
	string_free(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct string_view message = sv_from((const char *)data, size);

	check_request(message);
	check_answer(message);
	return 0;
}
