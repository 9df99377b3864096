/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/instant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_zone(const struct time_zone *zone)
{
	static const int year_step = 61;

	for (int year = 1850; year < 2400; year += year_step) {
		struct civil_time civil = {.year = year, .month = 3, .day = 31, .hour = 2, .minute = 30};
		instant at;

		if (!instant_from_civil(&civil, zone, &at))
			continue;
		int32_t offset = time_zone_offset(zone, at);
		if (offset <= -27 * 3600 || offset >= 27 * 3600)
			abort();
		civil_from_instant(at, zone);
	}
}

/* A zone is opened by the name of its file below TZDIR: here a file in memory, by the number of its
 * descriptor. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {0};
	char name[16];
	int file = memfd_create("zone", MFD_CLOEXEC);

	if (file < 0 || setenv("TZDIR", "/proc/self/fd", 1) != 0)
		abort();
	if (write(file, data, size) != (ssize_t)size)
		abort();
	snprintf(name, sizeof(name), "%d", file);
	struct time_zone *zone = time_zone_open(name, &err);
	if (zone)
		check_zone(zone);
	else if (err.code != ERROR_CONFIG || !err.message[0])
		abort();
	time_zone_free(zone);
	close(file);
	return 0;
}
