/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "core/http/http.h"

int64_t rate_gate_wait(const struct rate_gate *gate, int64_t monotonic_now)
{
	if (gate->in_flight)
		return -1;
	return MAX(gate->not_before - monotonic_now, 0);
}

void rate_gate_start(struct rate_gate *gate)
{
	BUG_ON(gate->in_flight);
	gate->in_flight = true;
}

void rate_gate_end(struct rate_gate *gate, int64_t monotonic_now)
{
	BUG_ON(!gate->in_flight);
	gate->in_flight = false;
	gate->not_before = MAX(gate->not_before, monotonic_now + gate->interval_ms);
}

void rate_gate_penalty(struct rate_gate *gate, int64_t monotonic_now, int64_t extra_ms)
{
	gate->not_before = MAX(gate->not_before, monotonic_now + extra_ms);
}
