/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "core/base/error.h"
#include "core/engine/link_message.h"

/* The leader's end of engine.sock. */
struct link_server {
	int directory; /* not owned */
	int socket;
};

/* Who asked: an answer goes there, when it is still there. A request of number 0 has nobody. */
struct link_client {
	struct sockaddr_un address;
	socklen_t length;
	uint64_t number;
};

bool link_server_open(struct link_server *server, int directory, struct error *err);
void link_server_close(struct link_server *server);
/* The next waiting request; its views point into the buffer. False when none is there. */
bool link_server_next(struct link_server *server, char buffer[LINK_MESSAGE_MAX], struct link_request *request,
	struct link_client *client);
void link_server_answer(const struct link_server *server, const struct link_client *client,
	const struct error *error, struct string_view text);
