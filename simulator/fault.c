/* SPDX-License-Identifier: MIT */
#include "simulator/fault.h"

#include <stdio.h>
#include <string.h>

#include "core/base/attributes.h"

static const char *const kind_words[FAULT_KIND_COUNT] = {
	[FAULT_NONE] = "none",
	[FAULT_SLOW] = "slow",
	[FAULT_SILENCE] = "silence",
	[FAULT_RESET] = "reset",
	[FAULT_RESET_MIDDLE] = "reset-middle",
	[FAULT_TRUNCATED] = "truncated",
	[FAULT_LENGTH_LONG] = "length-long",
	[FAULT_LENGTH_SHORT] = "length-short",
	[FAULT_EMPTY] = "empty",
	[FAULT_HTML] = "html",
	[FAULT_BAD_JSON] = "bad-json",
	[FAULT_ERROR_500] = "500",
	[FAULT_NOT_FOUND] = "404",
	[FAULT_EXPIRED] = "expired",
	[FAULT_TOO_FAST] = "too-fast",
	[FAULT_GZIP] = "gzip",
	[FAULT_HUGE] = "huge",
	[FAULT_GBK] = "gbk",
	[FAULT_ESCAPE] = "escape",
	[FAULT_WRONG_TYPE] = "wrong-type",
	[FAULT_TWO_BODIES] = "two-bodies",
};

enum fault_kind fault_kind_from(struct string_view word)
{
	for (int kind = 0; kind < FAULT_KIND_COUNT; kind++)
		if (sv_equal_text(word, kind_words[kind]))
			return (enum fault_kind)kind;
	return FAULT_KIND_COUNT;
}

const char *fault_kind_word(enum fault_kind kind)
{
	return kind < FAULT_KIND_COUNT ? kind_words[kind] : "unknown";
}

void fault_plan_init(struct fault_plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	pthread_mutex_init(&plan->lock, NULL);
}

void fault_plan_destroy(struct fault_plan *plan)
{
	pthread_mutex_destroy(&plan->lock);
}

static void take_back(struct fault_plan *plan, const char *port, const char *endpoint)
{
	for (size_t i = 0; i < FAULT_PLAN_MAX; i++) {
		bool same_port = strcmp(port, "*") == 0 || strcmp(plan->entries[i].port, port) == 0;
		bool same_endpoint =
			strcmp(endpoint, "*") == 0 || strcmp(plan->entries[i].endpoint, endpoint) == 0;
		if (same_port && same_endpoint)
			plan->entries[i].left = 0;
	}
}

/* Entries stay in the order in which they were set: the free places are closed up first. */
static size_t close_up(struct fault_plan *plan)
{
	size_t used = 0;

	for (size_t i = 0; i < FAULT_PLAN_MAX; i++)
		if (plan->entries[i].left)
			plan->entries[used++] = plan->entries[i];
	for (size_t i = used; i < FAULT_PLAN_MAX; i++)
		plan->entries[i].left = 0;
	return used;
}

static bool add(struct fault_plan *plan, const char *port, const char *endpoint, const struct fault *fault,
	uint32_t count, struct error *err)
{
	size_t place = close_up(plan);

	if (place == FAULT_PLAN_MAX)
		return error_set(err, ERROR_RANGE, "more than %d faults at once", FAULT_PLAN_MAX);
	snprintf(plan->entries[place].port, FAULT_NAME_MAX, "%s", port);
	snprintf(plan->entries[place].endpoint, FAULT_NAME_MAX, "%s", endpoint);
	plan->entries[place].fault = *fault;
	plan->entries[place].left = count;
	return true;
}

bool fault_plan_set(struct fault_plan *plan, const char *port, const char *endpoint,
	const struct fault *fault, uint32_t count, struct error *err)
{
	bool done = true;

	if (strlen(port) >= FAULT_NAME_MAX || strlen(endpoint) >= FAULT_NAME_MAX)
		return error_set(err, ERROR_RANGE, "a name of a port or an endpoint is too long");
	pthread_mutex_lock(&plan->lock);
	if (fault->kind == FAULT_NONE)
		take_back(plan, port, endpoint);
	else
		done = add(plan, port, endpoint, fault, count, err);
	pthread_mutex_unlock(&plan->lock);
	return done;
}

static bool names(const char *pattern, const char *name)
{
	return strcmp(pattern, "*") == 0 || strcmp(pattern, name) == 0;
}

struct fault fault_plan_take(struct fault_plan *plan, const char *port, const char *endpoint)
{
	struct fault fault = {.kind = FAULT_NONE};

	pthread_mutex_lock(&plan->lock);
	for (size_t i = 0; i < FAULT_PLAN_MAX; i++) {
		if (!plan->entries[i].left || !names(plan->entries[i].port, port) ||
			!names(plan->entries[i].endpoint, endpoint))
			continue;
		fault = plan->entries[i].fault;
		if (plan->entries[i].left != FAULT_ALWAYS)
			plan->entries[i].left--;
		break;
	}
	pthread_mutex_unlock(&plan->lock);
	return fault;
}
