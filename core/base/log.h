/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/base/attributes.h"

/*
 * What happened, for people: the message log, stderr of the subcommands, a file. Nothing is printed by core
 * itself; whoever runs it gives a sink. Messages never hold a secret: build them from redacted parts only.
 */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct logger {
	void (*write)(void *context, enum log_level level, const char *message);
	void *context;
	enum log_level least; /* below this nothing is formatted */
};

/* A NULL logger swallows everything. */
void log_message(const struct logger *logger, enum log_level level, const char *format, ...) PRINTF(3, 4);
const char *log_level_word(enum log_level level) RETURNS_NONNULL;
