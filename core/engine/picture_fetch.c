/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/engine/engine_private.h"

#define PICTURE_BODY_MAX (8u * 1024 * 1024)

/* One picture on its way. */
struct picture_fetch {
	struct platform *platform;
	struct account nobody; /* no name, no key, no pin of the platform: the picture may lie with anybody */
	struct link_client client;
	char meter_no[STREAM_TEXT_MAX];
	struct string url;
};

static void fetch_free(struct picture_fetch *fetch)
{
	string_free(&fetch->url);
	free(fetch);
}

static void answer(struct platform *platform, const struct link_client *client, const struct error *error)
{
	link_server_answer(&platform->engine->server, client, error->code ? error : NULL, SV_NONE);
}

static bool is_picture(struct string_view body)
{
	return sv_starts_with(body, SV("\x89PNG\r\n\x1a\n")) || sv_starts_with(body, SV("\xff\xd8\xff"));
}

static bool keep(struct picture_fetch *fetch, struct string_view body, struct error *err)
{
	struct engine *engine = fetch->platform->engine;

	if (!engine_begin(engine))
		return error_set(err, ERROR_STORE, "the store cannot be written");
	if (cache_put_picture(engine->writer, fetch->platform->profile_id, sv(fetch->meter_no),
		    string_view(&fetch->url), body, engine_now(engine), err) == CACHE_FAILED) {
		engine_rollback(engine);
		return false;
	}
	return engine_commit(engine) || error_set(err, ERROR_STORE, "the store cannot be written");
}

static void fetched(void *context, const struct http_result *result)
{
	struct picture_fetch *fetch = context;
	struct error err = {0};

	if (result->outcome != HTTP_ANSWERED)
		err = result->error;
	else if (result->response.status != 200)
		error_set(&err, ERROR_MALFORMED, "the picture's server answered with status %d",
			result->response.status);
	else if (!is_picture(result->response.body))
		error_set(
			&err, ERROR_MALFORMED, "what lies at the picture's address is neither PNG nor JPEG");
	else
		keep(fetch, result->response.body, &err);
	if (result->outcome != HTTP_CANCELLED)
		answer(fetch->platform, &fetch->client, &err);
	fetch_free(fetch);
}

static bool newest_address(
	struct platform *platform, struct string_view meter_no, struct string *url, struct error *err)
{
	struct engine *engine = platform->engine;
	struct latest_values latest;
	struct arena arena = {0};
	struct meter_row row;
	bool good = cache_meter_by_number(
			    engine->reader, sv(platform->account->name), meter_no, &arena, &row, err) &&
		    cache_latest(engine->reader, row.id, SOURCE_BIT(SOURCE_CAMERA), &arena, &latest, err);

	if (good) {
		struct string_view text = display_view(latest.image_url);
		if (sv_starts_with(text, SV("http://")) || sv_starts_with(text, SV("https://")))
			string_set(url, text);
		else
			good = error_set(
				err, ERROR_NOT_FOUND, "no picture is known of meter %.*s", SV_ARG(meter_no));
	}
	arena_free(&arena);
	return good;
}

void picture_request(struct platform *platform, struct string_view meter_no, const struct link_client *client)
{
	struct picture_fetch *fetch = NEW(struct picture_fetch);
	struct http_policy policy = {
		.total_timeout_ms = platform->account->timeout_ms, .body_max = PICTURE_BODY_MAX};
	struct exchange_request request = {0};
	struct error err = {0};

	fetch->platform = platform;
	fetch->client = *client;
	fetch->nobody = (struct account){.name = platform->account->name,
		.driver = platform->account->driver,
		.timeout_ms = platform->account->timeout_ms};
	stream_set_text(fetch->meter_no, meter_no);
	if (newest_address(platform, meter_no, &fetch->url, &err)) {
		string_append_view(&request.url, string_view(&fetch->url));
		if (http_submit(platform->engine->http, &fetch->nobody, &request, &policy, fetched, fetch))
			fetch = NULL;
		else
			error_set(&err, ERROR_IO, "the picture could not be asked for");
		exchange_request_free(&request);
	}
	if (fetch) {
		answer(platform, client, &err);
		fetch_free(fetch);
	}
}
