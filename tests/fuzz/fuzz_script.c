/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "tui/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take_event(void *context, const struct key_event *event, struct error *err)
{
	return true;
}

static bool take_command(void *context, struct string_view line, struct error *err)
{
	if (line.length == 0)
		abort();
	return true;
}

static bool wait_idle(void *context, struct error *err)
{
	return true;
}

static const struct canvas *paint(void *context)
{
	return context;
}

static void take_screenshot(void *context, struct string_view text)
{
}

static bool is_done(void *context)
{
	return false;
}

/* A screenshot into a file would be written where the script says. */
static bool names_a_file(struct string_view text)
{
	struct string_view line;

	while (sv_split(&text, '\n', &line)) {
		line = sv_trim(line);
		if (sv_starts_with(line, SV("screenshot")) && line.length > SV("screenshot").length)
			return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct script_host host = {
		take_event, take_command, wait_idle, paint, take_screenshot, is_done, NULL};
	struct string_view text = sv_from((const char *)data, size);
	struct error err = {0};
	int width, height;

	if (size_parse(text, &width, &height, &err) &&
		(width < 1 || height < 1 || width > 1000 || height > 1000))
		abort();
	if (names_a_file(text))
		return 0;
	err = (struct error){0};
	host.context = canvas_new(4, 2, false);
	if (!script_run(text, "fuzz", &host, &err) && (err.code == ERROR_NONE || !err.message[0]))
		abort();
	canvas_free(host.context);
	return 0;
}
