/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <iconv.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "simulator/visit.h"
#include "simulator/zlib_library.h"

#define HUGE_BYTES    (UINT64_C(300) << 20)
#define DEFAULT_DELAY 3000
#define BLOCK_BYTES   (64U << 10)

static const char gateway_page[] =
	"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
	"Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
static const char error_page[] = "<!DOCTYPE html><html><head><title>500 Internal Server Error</title></head>"
				 "<body><h1>服务器内部错误</h1></body></html>";
static const char not_found_page[] =
	"<html><head><title>404 Not Found</title></head><body><h1>404</h1></body></html>";

static int connection_socket(const struct visit *visit)
{
	const union MHD_ConnectionInfo *info = visit->simulator->library.get_connection_info(
		visit->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

void deliver_wait(const struct visit *visit, int64_t milliseconds)
{
	struct pollfd watched[2] = {
		{.fd = connection_socket(visit), .events = POLLRDHUP},
		{.fd = visit->simulator->stop_event, .events = POLLIN},
	};

	while (poll(watched, 2, (int)MIN(milliseconds, INT32_MAX)) < 0 && errno == EINTR) {
	}
}

/* Linux sends a reset at once when a connected socket is connected to nothing. */
static void reset_socket(int number)
{
	struct sockaddr nothing = {.sa_family = AF_UNSPEC};

	(void)connect(number, &nothing, sizeof(nothing));
}

enum MHD_Result deliver_reset(const struct visit *visit)
{
	reset_socket(connection_socket(visit));
	return MHD_NO;
}

/* A body that does not keep its promises: the text, a number of spaces before its last byte, an early end. */
struct stream {
	struct string text;
	uint64_t padding;
	uint64_t stop_at; /* after so many bytes; UINT64_MAX: never */
	int reset;        /* the socket to reset there, or -1 */
};

static ssize_t stream_read(void *context, uint64_t position, char *out, size_t room)
{
	struct stream *stream = context;
	uint64_t text_end = stream->text.length + stream->padding;

	if (position >= stream->stop_at) {
		if (stream->reset >= 0)
			reset_socket(stream->reset);
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	if (position >= text_end)
		return MHD_CONTENT_READER_END_OF_STREAM;
	uint64_t before = stream->text.length > 0 ? stream->text.length - 1 : 0;
	if (position < before || stream->padding == 0) {
		uint64_t end = MIN(stream->padding ? before : stream->text.length, stream->stop_at);
		size_t length = MIN(room, (size_t)(end - position));
		memcpy(out, stream->text.data + position, length);
		return (ssize_t)length;
	}
	if (position < before + stream->padding) {
		size_t length = MIN(room, (size_t)(before + stream->padding - position));
		memset(out, ' ', length);
		return (ssize_t)length;
	}
	out[0] = stream->text.data[before];
	return 1;
}

static void stream_free(void *context)
{
	struct stream *stream = context;

	string_free(&stream->text);
	free(stream);
}

static struct MHD_Response *stream_response(struct visit *visit)
{
	struct stream *stream = NEW(struct stream);
	uint64_t promised = visit->reply.length;

	stream->stop_at = UINT64_MAX;
	stream->reset = -1;
	if (visit->fault.kind == FAULT_HUGE) {
		stream->padding = HUGE_BYTES;
		promised = MHD_SIZE_UNKNOWN;
	} else if (visit->fault.kind == FAULT_LENGTH_LONG) {
		stream->stop_at = promised;
		promised += 64;
	} else {
		stream->stop_at = promised / 2;
		if (visit->fault.kind == FAULT_RESET_MIDDLE)
			stream->reset = connection_socket(visit);
	}
	stream->text = visit->reply;
	visit->reply = (struct string){0};
	return visit->simulator->library.create_response_from_callback(
		promised, BLOCK_BYTES, stream_read, stream, stream_free);
}

static void make_gzip(struct string *text)
{
	struct zlib_library zlib;
	z_stream stream = {0};
	size_t room = text->length + text->length / 1000 + 64;
	char *packed = memory_new(room);

	if (zlib_library_load(&zlib) &&
		zlib.deflate_init(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
			(int)sizeof(stream)) == Z_OK) {
		stream.next_in = (Bytef *)text->data;
		stream.avail_in = (uInt)text->length;
		stream.next_out = (Bytef *)packed;
		stream.avail_out = (uInt)room;
		if (zlib.deflate(&stream, Z_FINISH) == Z_STREAM_END)
			string_set(text, sv_from(packed, stream.total_out));
		zlib.deflate_end(&stream);
	}
	free(packed);
}

static void make_gb18030(struct string *text)
{
	iconv_t converter = iconv_open("GB18030", "UTF-8");

	if (converter == (iconv_t)-1)
		return;
	size_t left = text->length, room = text->length * 2 + 16, space = room;
	char *converted = memory_new(room), *from = text->data, *to = converted;
	if (iconv(converter, &from, &left, &to, &space) != (size_t)-1)
		string_set(text, sv_from(converted, room - space));
	iconv_close(converter);
	free(converted);
}

/* The middle third goes, and what stands there instead closes more than was opened. */
static void make_bad_json(struct string *text)
{
	struct string broken = {0};

	string_append_bytes(&broken, text->data, text->length / 3);
	string_append(&broken, "\"}]}},,{:");
	string_append_bytes(&broken, text->data + text->length * 2 / 3, text->length - text->length * 2 / 3);
	string_free(text);
	*text = broken;
}

static void spoil(struct visit *visit)
{
	switch (visit->fault.kind) {
	case FAULT_EMPTY:
		string_clear(&visit->reply);
		break;
	case FAULT_LENGTH_SHORT:
		string_truncate(&visit->reply, visit->reply.length / 2);
		break;
	case FAULT_HTML:
		visit_page(visit, MHD_HTTP_OK, "text/html", sv(gateway_page));
		break;
	case FAULT_ERROR_500:
		visit_page(visit, MHD_HTTP_INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", sv(error_page));
		break;
	case FAULT_NOT_FOUND:
		visit_page(visit, MHD_HTTP_NOT_FOUND, "text/html", sv(not_found_page));
		break;
	case FAULT_BAD_JSON:
		make_bad_json(&visit->reply);
		break;
	case FAULT_GZIP:
		make_gzip(&visit->reply);
		break;
	case FAULT_GBK:
		make_gb18030(&visit->reply);
		break;
	case FAULT_TWO_BODIES:
		string_append(&visit->reply, "{\"code\":400,\"msg\":\"incorrect Username or Password\"}");
		break;
	default:
		break;
	}
}

static bool is_streamed(enum fault_kind kind)
{
	return kind == FAULT_HUGE || kind == FAULT_LENGTH_LONG || kind == FAULT_TRUNCATED ||
	       kind == FAULT_RESET_MIDDLE;
}

static void add_date(const struct visit *visit, struct MHD_Response *response)
{
	static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil_time civil = civil_from_instant(visit->now, NULL);
	char text[48];

	snprintf(text, sizeof(text), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[visit->now / DAY % 7],
		civil.day, months[civil.month - 1], civil.year, civil.hour, civil.minute, civil.second);
	visit->simulator->library.add_response_header(response, MHD_HTTP_HEADER_DATE, text);
}

static enum MHD_Result send_reply(struct visit *visit)
{
	const struct microhttpd_library *library = &visit->simulator->library;
	struct MHD_Response *response;

	if (is_streamed(visit->fault.kind))
		response = stream_response(visit);
	else
		response = library->create_response_from_buffer(
			visit->reply.length, (void *)string_text(&visit->reply), MHD_RESPMEM_MUST_COPY);
	if (!response)
		return MHD_NO;
	library->add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, visit->content_type);
	if (visit->fault.kind == FAULT_GZIP)
		library->add_response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
	add_date(visit, response);
	enum MHD_Result result = library->queue_response(visit->connection, visit->status, response);
	library->destroy_response(response);
	return result;
}

enum MHD_Result deliver(struct visit *visit)
{
	if (visit->fault.kind == FAULT_SLOW)
		deliver_wait(visit, visit->fault.delay_ms ? visit->fault.delay_ms : DEFAULT_DELAY);
	if (visit->fault.kind == FAULT_SILENCE) {
		deliver_wait(visit, INT32_MAX);
		return MHD_NO;
	}
	if (visit->fault.kind == FAULT_RESET)
		return deliver_reset(visit);
	spoil(visit);
	return send_reply(visit);
}
