/* SPDX-License-Identifier: MIT */
#include "core/engine/engine_link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/engine/link_message.h"

struct engine_link {
	int directory;
	int socket;
	uint64_t next_number;
};

struct engine_link *engine_link_open(const char *data_directory, struct error *err)
{
	struct engine_link *link = NEW(struct engine_link);
	struct sockaddr_un nameless = {.sun_family = AF_UNIX};

	link->next_number = 1;
	link->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	link->directory = open(data_directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	/* Binding to an empty name makes the kernel choose one: answers need an address to come to. */
	if (link->directory < 0 || link->socket < 0 ||
		bind(link->socket, (struct sockaddr *)&nameless, sizeof(sa_family_t)) != 0) {
		error_errno(err, ERROR_STORE, errno, "opening a link to the engine of %s", data_directory);
		engine_link_close(link);
		return NULL;
	}
	return link;
}

void engine_link_close(struct engine_link *link)
{
	if (!link)
		return;
	if (link->socket >= 0)
		close(link->socket);
	if (link->directory >= 0)
		close(link->directory);
	free(link);
}

int engine_link_descriptor(const struct engine_link *link)
{
	return link->socket;
}

/* Through the descriptor, because a socket's path is limited to 107 bytes and a directory's is not. */
static struct sockaddr_un leader_address(const struct engine_link *link)
{
	struct sockaddr_un leader = {.sun_family = AF_UNIX};

	snprintf(leader.sun_path, sizeof(leader.sun_path), "/proc/self/fd/%d/" LINK_SOCKET_NAME,
		link->directory);
	return leader;
}

bool engine_link_is_heard(const struct engine_link *link)
{
	struct sockaddr_un leader = leader_address(link);
	int probe = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool heard = probe >= 0 && connect(probe, (struct sockaddr *)&leader, sizeof(leader)) == 0;

	if (probe >= 0)
		close(probe);
	return heard;
}

static uint64_t ask(struct engine_link *link, enum link_verb verb, const char *profile,
	struct string_view first, struct string_view second, struct error *err)
{
	struct sockaddr_un leader = leader_address(link);
	struct link_request request = {verb, link->next_number, sv(profile), first, second};
	struct string message = {0};

	link_request_put(&request, &message);
	ssize_t sent = sendto(link->socket, message.data, message.length, MSG_NOSIGNAL,
		(struct sockaddr *)&leader, sizeof(leader));
	int problem = errno;
	string_wipe(&message);
	if (sent >= 0)
		return link->next_number++;
	if (problem == ENOENT || problem == ECONNREFUSED)
		error_set(err, ERROR_BUSY, "no engine is running on this data directory");
	else
		error_errno(err, ERROR_BUSY, problem, "asking the engine");
	return 0;
}

uint64_t engine_link_select(
	struct engine_link *link, const char *profile, struct string_view meter_no, struct error *err)
{
	return ask(link, LINK_SELECT, profile, meter_no, SV_NONE, err);
}

uint64_t engine_link_read(
	struct engine_link *link, const char *profile, struct string_view meter_no, struct error *err)
{
	return ask(link, LINK_READ, profile, meter_no, SV_NONE, err);
}

uint64_t engine_link_sweep(struct engine_link *link, const char *profile, int history_days, struct error *err)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", history_days);
	return ask(link, LINK_SWEEP, profile, SV_NONE, sv(text), err);
}

uint64_t engine_link_history(struct engine_link *link, const char *profile, struct string_view meter_no,
	int days, struct error *err)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", days);
	return ask(link, LINK_HISTORY, profile, meter_no, sv(text), err);
}

uint64_t engine_link_login(struct engine_link *link, const char *profile, struct error *err)
{
	return ask(link, LINK_LOGIN, profile, SV_NONE, SV_NONE, err);
}

uint64_t engine_link_captcha(struct engine_link *link, const char *profile, const char *captcha_id,
	struct string_view code, struct error *err)
{
	return ask(link, LINK_CAPTCHA, profile, sv(captcha_id), code, err);
}

uint64_t engine_link_command(
	struct engine_link *link, const char *profile, const char *vendor_id, struct error *err)
{
	return ask(link, LINK_COMMAND, profile, sv(vendor_id), SV_NONE, err);
}

uint64_t engine_link_picture(
	struct engine_link *link, const char *profile, struct string_view meter_no, struct error *err)
{
	return ask(link, LINK_PICTURE, profile, meter_no, SV_NONE, err);
}

uint64_t engine_link_idle(struct engine_link *link, struct error *err)
{
	return ask(link, LINK_IDLE, "", SV_NONE, SV_NONE, err);
}

static void copy_text(struct string_view from, char *to, size_t size)
{
	size_t length = MIN(from.length, size - 1);

	if (length)
		memcpy(to, from.data, length);
	to[length] = '\0';
}

bool engine_link_receive(struct engine_link *link, struct engine_answer *out)
{
	char message[LINK_MESSAGE_MAX];
	struct link_answer answer;

	for (;;) {
		ssize_t length = recv(link->socket, message, sizeof(message), 0);
		if (length < 0)
			return false;
		if (!link_answer_take(sv_from(message, (size_t)length), &answer))
			continue;
		*out = (struct engine_answer){.request = answer.number, .error.code = answer.code};
		copy_text(answer.message, out->error.message, sizeof(out->error.message));
		copy_text(answer.text, out->text, sizeof(out->text));
		return true;
	}
}
