/* SPDX-License-Identifier: MIT */
#include "core/http/transfer.h"

#include <string.h>
#include <sys/socket.h>

#include "core/base/memory.h"

/* libcurl's own sockets would be inherited by every program that the console starts. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void append_header(struct http_job *job, struct string *line)
{
	struct curl_slist *list = job->client->library.slist_append(job->headers, string_text(line));

	BUG_ON(!list);
	job->headers = list;
	string_wipe(line);
}

static void make_headers(struct http_job *job)
{
	struct string line = {0};

	for (size_t i = 0; i < job->request.header_count; i++) {
		const struct exchange_header *header = &job->request.headers[i];

		string_append(&line, header->name);
		/* "Name:" would take a header away, "Name;" sends it empty. */
		string_append(&line, header->value.length ? ": " : ";");
		string_append_view(&line, string_view(&header->value));
		append_header(job, &line);
	}
	/* Waiting for "100 Continue" costs a second with platforms that have never heard of it. */
	string_append(&line, "Expect:");
	append_header(job, &line);
}

static void append_host(struct string *out, const struct url *url)
{
	string_append(out, url->bracketed ? "[" : "");
	string_append_view(out, url->host);
	string_append(out, url->bracketed ? "]" : "");
}

/* The certificate is checked for tls_name while the connection goes to the address of the url. */
static void make_connect_to(struct http_job *job)
{
	const char *name = job->account->tls_name;
	struct string line = {0};

	if (!job->url.tls || !name) {
		string_set(&job->effective_url, string_view(&job->request.url));
		return;
	}
	string_append_format(&line, "%s:%u:", name, job->url.port);
	append_host(&line, &job->url);
	string_append_format(&line, ":%u", job->url.port);
	job->connect_to = job->client->library.slist_append(NULL, string_text(&line));
	BUG_ON(!job->connect_to);
	string_free(&line);
	string_append_format(&job->effective_url, "https://%s:%u", name, job->url.port);
	string_append_view(&job->effective_url, job->url.path);
}

static void set_address(struct http_job *job)
{
	const struct curl_library *library = &job->client->library;

	curl_set_text(library, job->easy, CURLOPT_URL, string_text(&job->effective_url));
	curl_set_pointer(library, job->easy, CURLOPT_CONNECT_TO, job->connect_to);
	curl_set_text(library, job->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_set_long(library, job->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_set_long(library, job->easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_set_text(library, job->easy, CURLOPT_PROXY, "");
	curl_set_long(library, job->easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
}

static void set_content(struct http_job *job)
{
	const struct curl_library *library = &job->client->library;

	curl_set_pointer(library, job->easy, CURLOPT_HTTPHEADER, job->headers);
	curl_set_text(library, job->easy, CURLOPT_USERAGENT, "meterdeck");
	if (!job->request.post) {
		curl_set_long(library, job->easy, CURLOPT_HTTPGET, 1L);
		return;
	}
	curl_set_long(library, job->easy, CURLOPT_POST, 1L);
	curl_set_offset(
		library, job->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)job->request.body.length);
	curl_set_text(library, job->easy, CURLOPT_POSTFIELDS, string_text(&job->request.body));
}

static void set_callbacks(struct http_job *job)
{
	const struct curl_library *library = &job->client->library;

	library->easy_setopt(job->easy, CURLOPT_WRITEFUNCTION, answer_take_body);
	curl_set_pointer(library, job->easy, CURLOPT_WRITEDATA, job);
	library->easy_setopt(job->easy, CURLOPT_HEADERFUNCTION, answer_take_header);
	curl_set_pointer(library, job->easy, CURLOPT_HEADERDATA, job);
	library->easy_setopt(job->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_set_pointer(library, job->easy, CURLOPT_PRIVATE, job);
	curl_set_pointer(library, job->easy, CURLOPT_ERRORBUFFER, job->error_text);
}

static void set_limits(struct http_job *job)
{
	const struct curl_library *library = &job->client->library;

	curl_set_long(library, job->easy, CURLOPT_NOSIGNAL, 1L);
	/* A name server that does not answer must not hold up the end of the program; 7.87 or newer knows
	 * how. */
	library->easy_setopt(job->easy, CURLOPT_QUICK_EXIT, 1L);
	curl_set_offset(library, job->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)job->policy.body_max);
	if (job->request.side_effect || job->policy.exactly_once) {
		/* libcurl sends a POST again by itself when a connection that it uses again has died: once
		 * would be twice, which a rate limit counts as well. */
		curl_set_long(library, job->easy, CURLOPT_FRESH_CONNECT, 1L);
		curl_set_long(library, job->easy, CURLOPT_FORBID_REUSE, 1L);
	}
}

bool transfer_prepare(struct http_job *job, struct error *err)
{
	if (!url_parse(string_view(&job->request.url), &job->url, err))
		return error_wrap(err, "profile %s", job->account->name);
	job->easy = job->client->library.easy_init();
	if (!job->easy)
		return error_set(err, ERROR_IO, "libcurl gives no handle for a request");
	make_headers(job);
	make_connect_to(job);
	set_address(job);
	set_content(job);
	set_callbacks(job);
	set_limits(job);
	trust_apply(&job->client->library, job->easy, job->account);
	return true;
}

void transfer_begin_try(struct http_job *job, int64_t remaining_ms)
{
	const struct curl_library *library = &job->client->library;
	int64_t connect_ms = MIN(job->policy.connect_timeout_ms, remaining_ms);

	answer_reset(&job->answer);
	error_clear(&job->error);
	job->error_text[0] = '\0';
	/* Zero would mean for ever. */
	curl_set_long(library, job->easy, CURLOPT_TIMEOUT_MS, (long)MAX(remaining_ms, 1));
	curl_set_long(library, job->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MAX(connect_ms, 1));
}

void transfer_release(struct http_job *job)
{
	const struct curl_library *library = &job->client->library;

	if (job->easy)
		library->easy_cleanup(job->easy);
	for (struct curl_slist *header = job->headers; header; header = header->next)
		explicit_bzero(header->data, strlen(header->data));
	library->slist_free_all(job->headers);
	library->slist_free_all(job->connect_to);
	string_wipe(&job->effective_url);
	answer_free(&job->answer, job->request.body_is_secret);
	exchange_request_free(&job->request);
}
