/* SPDX-License-Identifier: MIT */
#include "views/asking.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"

#define PENDING_MAX 64
#define NAME_MAX_   128

struct pending {
	uint64_t request; /* 0: a free place */
	asking_done done; /* NULL: the answer is said to the operator */
	void *context;
	char what[160]; /* "202004032112: read" */
};

struct asking {
	struct desk *desk;
	struct engine_link *link;
	struct pending pending[PENDING_MAX];
	uint64_t count;
	bool nobody;
};

static struct pending *find(struct asking *asking, uint64_t request)
{
	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (asking->pending[i].request == request)
			return &asking->pending[i];
	}
	return NULL;
}

static void say(struct asking *asking, const char *what, const struct engine_answer *answer)
{
	if (answer->error.code == ERROR_NONE)
		desk_say(asking->desk, TOAST_INFO, "%s", what);
	else
		desk_say(asking->desk, TOAST_ERROR, "%s: %s", what, answer->error.message);
}

static void receive(void *context)
{
	struct asking *asking = context;
	struct engine_answer answer;
	while (engine_link_receive(asking->link, &answer)) {
		struct pending *place = find(asking, answer.request);
		if (!place)
			continue;
		struct pending pending = *place;
		place->request = 0;
		if (pending.done)
			pending.done(pending.context, &answer);
		else if (pending.what[0])
			say(asking, pending.what, &answer);
	}
}

struct asking *asking_new(struct desk *desk, struct error *err)
{
	struct asking *asking = NEW(struct asking);
	asking->desk = desk;
	asking->link = engine_link_open(store_directory(desk->store), err);
	if (!asking->link) {
		free(asking);
		return NULL;
	}
	loop_watch(desk->loop, engine_link_descriptor(asking->link), LOOP_OTHER, receive, asking);
	return asking;
}

void asking_free(struct asking *asking)
{
	if (!asking)
		return;
	loop_unwatch(asking->desk->loop, engine_link_descriptor(asking->link));
	engine_link_close(asking->link);
	free(asking);
}

void asking_forget(struct asking *asking, const void *context)
{
	for (size_t i = 0; asking && i < PENDING_MAX; i++) {
		if (asking->pending[i].context == context)
			asking->pending[i] = (struct pending){0};
	}
}

bool asking_nobody(const struct asking *asking)
{
	return asking->nobody;
}

uint64_t asking_count(const struct asking *asking)
{
	return asking->count;
}

/* Keeps what was asked until its answer comes; the oldest goes when there are too many. */
static bool keep(struct asking *asking, uint64_t request, asking_done done, void *context, const char *format,
	struct string_view subject)
{
	struct pending *place = find(asking, 0);
	asking->nobody = request == 0;
	if (request == 0)
		return false;
	if (!place) {
		place = &asking->pending[0];
		for (size_t i = 1; i < PENDING_MAX; i++)
			place = asking->pending[i].request < place->request ? &asking->pending[i] : place;
	}
	*place = (struct pending){.request = request, .done = done, .context = context};
	struct string what = {0};
	if (format)
		string_append_format(&what, "%.*s: %s", SV_ARG(subject), format);
	size_t length = MIN(what.length, sizeof(place->what) - 1);
	if (length)
		memcpy(place->what, what.data, length);
	place->what[length] = '\0';
	string_free(&what);
	asking->count++;
	return true;
}

/* The link takes names with an end. */
struct name {
	char text[NAME_MAX_];
};
static struct name name_of(struct string_view view)
{
	struct name name = {{0}};
	if (view.length)
		memcpy(name.text, view.data, MIN(view.length, sizeof(name.text) - 1));
	return name;
}

void asking_select(struct asking *asking, struct string_view profile, struct string_view meter_no)
{
	struct name name = name_of(profile);
	asking->nobody = engine_link_select(asking->link, name.text, meter_no, NULL) == 0;
	asking->count += !asking->nobody;
}

bool asking_read(
	struct asking *asking, struct string_view profile, struct string_view meter_no, struct error *err)
{
	struct name name = name_of(profile);
	return keep(asking, engine_link_read(asking->link, name.text, meter_no, err), NULL, NULL, "read",
		meter_no);
}

bool asking_history(struct asking *asking, struct string_view profile, struct string_view meter_no, int days,
	struct error *err)
{
	struct name name = name_of(profile);
	return keep(asking, engine_link_history(asking->link, name.text, meter_no, days, err), NULL, NULL,
		"history fetched", meter_no);
}

bool asking_picture(struct asking *asking, struct string_view profile, struct string_view meter_no,
	asking_done done, void *context, struct error *err)
{
	struct name name = name_of(profile);
	return keep(asking, engine_link_picture(asking->link, name.text, meter_no, err), done, context,
		"picture fetched", meter_no);
}

bool asking_sweep(struct asking *asking, struct string_view profile, struct error *err)
{
	struct name name = name_of(profile);
	return keep(asking, engine_link_sweep(asking->link, name.text, 0, err), NULL, NULL,
		"asked for everything", profile);
}

bool asking_login(
	struct asking *asking, struct string_view profile, asking_done done, void *context, struct error *err)
{
	struct name name = name_of(profile);
	return keep(
		asking, engine_link_login(asking->link, name.text, err), done, context, "logged in", profile);
}

bool asking_captcha(struct asking *asking, struct string_view profile, struct string_view captcha_id,
	struct string_view code, asking_done done, void *context, struct error *err)
{
	struct name name = name_of(profile), id = name_of(captcha_id);
	return keep(asking, engine_link_captcha(asking->link, name.text, id.text, code, err), done, context,
		"logged in", profile);
}

bool asking_command(struct asking *asking, struct string_view profile, struct string_view vendor_id,
	asking_done done, void *context, struct error *err)
{
	struct name name = name_of(profile), id = name_of(vendor_id);
	return keep(asking, engine_link_command(asking->link, name.text, id.text, err), done, context,
		"asked", vendor_id);
}

bool asking_idle(struct asking *asking, asking_done done, void *context, struct error *err)
{
	uint64_t count = asking->count;
	bool asked = keep(asking, engine_link_idle(asking->link, err), done, context, NULL, SV_NONE);
	asking->count = count;
	return asked;
}
