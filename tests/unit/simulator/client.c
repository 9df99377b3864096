/* SPDX-License-Identifier: MIT */
#include "tests/unit/simulator/client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

static instant bench_wall(void *context)
{
	return ((struct bench *)context)->wall;
}

static int64_t bench_monotonic(void *context)
{
	return ((struct bench *)context)->ticks;
}

struct bench *bench_new(const struct simulator_options *options)
{
	struct bench *bench = NEW(struct bench);
	struct simulator_options own = options ? *options : (struct simulator_options){.seed = 7};
	struct error err = {0};

	bench->wall = BENCH_START;
	bench->ticks = 1000;
	bench->clock = (struct clock){bench_wall, bench_monotonic, bench};
	own.clock = &bench->clock;
	bench->simulator = simulator_start(&own, &err);
	if (!bench->simulator)
		fail_msg("%s", err.message);
	return bench;
}

void bench_free(struct bench *bench)
{
	simulator_stop(bench->simulator);
	json_document_free(bench->document);
	string_free(&bench->body);
	arena_free(&bench->arena);
	free(bench);
}

void bench_pass(struct bench *bench, int64_t milliseconds)
{
	bench->wall += milliseconds;
	bench->ticks += milliseconds;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct bench *bench = context;

	string_append_bytes(&bench->body, data, size * count);
	return size * count;
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct bench *bench = context;
	struct string_view line = sv_from(data, size * count);

	if (line.length > 6 && sv_equal_fold(sv_slice(line, 0, 6), SV("Date: ")))
		snprintf(bench->date, sizeof(bench->date), "%.*s",
			SV_ARG(sv_trim(sv_slice(line, 6, line.length))));
	return size * count;
}

static void set_request(CURL *curl, const struct ask *ask, struct curl_slist *headers)
{
	if (ask->body) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body);
	}
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(
		curl, CURLOPT_TIMEOUT_MS, ask->give_up_ms ? (long)ask->give_up_ms : BENCH_TIMEOUT * 1000);
}

static void note_answer(struct bench *bench, CURL *curl)
{
	const char *type = NULL;

	bench->status = 0;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &bench->status);
	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	snprintf(bench->content_type, sizeof(bench->content_type), "%s", type ? type : "");
}

const struct json *bench_ask(struct bench *bench, const struct ask *ask)
{
	CURL *curl = curl_easy_init();
	struct curl_slist *headers = NULL;
	char url[1024];

	json_document_free(bench->document);
	bench->document = NULL;
	string_clear(&bench->body);
	bench->date[0] = '\0';
	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s",
		simulator_port_number(bench->simulator, ask->port), ask->path);
	for (size_t i = 0; i < ARRAY_SIZE(ask->headers) && ask->headers[i]; i++)
		headers = curl_slist_append(headers, ask->headers[i]);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, bench);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, bench);
	set_request(curl, ask, headers);
	bench->curl_code = (int)curl_easy_perform(curl);
	note_answer(bench, curl);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	if (bench->curl_code != CURLE_OK)
		return NULL;
	bench->document = json_parse(string_view(&bench->body), JSON_REPAIR | JSON_FIRST_WINS, NULL);
	return bench->document ? json_root(bench->document) : NULL;
}

const struct json *bench_at(const struct json *root, const char *path)
{
	struct string_view rest = sv(path), part;
	char key[64];

	while (root && sv_split(&rest, '.', &part)) {
		int64_t number;
		if (json_type(root) == JSON_ARRAY && sv_to_integer(part, &number)) {
			root = json_first(root);
			for (int64_t i = 0; i < number && root; i++)
				root = json_next(root);
			continue;
		}
		snprintf(key, sizeof(key), "%.*s", SV_ARG(part));
		root = json_member(root, key);
	}
	return root;
}

const char *bench_text(struct bench *bench, const struct json *root, const char *path)
{
	struct string_view text;

	if (json_text(bench_at(root, path), &text) != FIELD_VALUE)
		return "";
	return arena_copy(&bench->arena, text).data;
}
