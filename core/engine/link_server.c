/* SPDX-License-Identifier: MIT */
#include "core/engine/link_server.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

bool link_server_open(struct link_server *server, int directory, struct error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	*server = (struct link_server){.directory = directory, .socket = -1};
	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/" LINK_SOCKET_NAME, directory);
	/* Whoever holds the lock owns the name: what lies there belonged to a dead one. */
	unlinkat(directory, LINK_SOCKET_NAME, 0);
	server->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (server->socket >= 0 && bind(server->socket, (struct sockaddr *)&address, sizeof(address)) == 0)
		return true;
	error_errno(err, ERROR_STORE, errno, "opening " LINK_SOCKET_NAME);
	link_server_close(server);
	return false;
}

void link_server_close(struct link_server *server)
{
	if (server->socket < 0)
		return;
	close(server->socket);
	unlinkat(server->directory, LINK_SOCKET_NAME, 0);
	server->socket = -1;
}

bool link_server_next(struct link_server *server, char buffer[LINK_MESSAGE_MAX], struct link_request *request,
	struct link_client *client)
{
	for (;;) {
		*client = (struct link_client){.length = sizeof(client->address)};
		ssize_t length = recvfrom(server->socket, buffer, LINK_MESSAGE_MAX, 0,
			(struct sockaddr *)&client->address, &client->length);
		if (length < 0)
			return false;
		if (!link_request_take(sv_from(buffer, (size_t)length), request))
			continue;
		client->number = request->number;
		return true;
	}
}

void link_server_answer(const struct link_server *server, const struct link_client *client,
	const struct error *error, struct string_view text)
{
	struct string message = {0};

	if (client->number == 0 || server->socket < 0)
		return;
	link_answer_put(client->number, error, text, &message);
	size_t length = MIN(message.length, (size_t)LINK_MESSAGE_MAX);
	/* A console that went away needs no answer. */
	(void)!sendto(server->socket, message.data, length, MSG_NOSIGNAL,
		(const struct sockaddr *)&client->address, client->length);
	string_free(&message);
}
