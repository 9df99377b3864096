/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "core/base/attributes.h"
#include "tui/chart.h"

/* 1, 2 or 5 times a power of ten, not below `least`. */
static double nice_step(double least)
{
	double power = pow(10, floor(log10(least)));
	static const double factors[] = {1, 2, 5, 10};
	for (size_t i = 0; i < ARRAY_SIZE(factors); i++) {
		if (factors[i] * power >= least * (1 - 1e-9))
			return factors[i] * power;
	}
	return 10 * power;
}

struct chart_scale chart_scale(double low, double high, int most)
{
	struct chart_scale scale = {0, 1, 1, 0};
	if (!isfinite(low) || !isfinite(high) || low > high)
		return scale;
	if (high - low < 1e-9 * fmax(fabs(high), 1e-6)) { /* flat: room above and below */
		double room = fmax(fabs(high) * 0.1, 0.5);
		low -= room;
		high += room;
	}
	most = MAX(most, 1);
	scale.step = nice_step((high - low) / most);
	for (;;) {
		scale.low = floor(low / scale.step + 1e-9) * scale.step;
		scale.high = ceil(high / scale.step - 1e-9) * scale.step;
		if (scale.high - scale.low <= scale.step * (most + 0.5))
			break;
		scale.step = nice_step(scale.step * 1.5);
	}
	scale.decimals = MIN(MAX((int)-floor(log10(scale.step) + 1e-9), 0), 9);
	return scale;
}

int64_t chart_time_step(int64_t span, int most)
{
	static const int64_t steps[] = {MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR,
		6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY};
	most = MAX(most, 1);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (span / steps[i] <= most)
			return steps[i];
	}
	int64_t years = span / (365 * DAY) / most + 1;
	return years * 365 * DAY;
}
