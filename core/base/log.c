/* SPDX-License-Identifier: MIT */
#include "core/base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/memory.h"

static const char *const words[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARNING] = "warning",
	[LOG_ERROR] = "error",
};

const char *log_level_word(enum log_level level)
{
	return (size_t)level < ARRAY_SIZE(words) ? words[level] : "unknown";
}

void log_message(const struct logger *logger, enum log_level level, const char *format, ...)
{
	char near[512];
	char *message = near;
	va_list arguments;
	int length;

	if (!logger || !logger->write || level < logger->least)
		return;
	va_start(arguments, format);
	length = vsnprintf(near, sizeof(near), format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if ((size_t)length >= sizeof(near)) {
		message = memory_new((size_t)length + 1);
		va_start(arguments, format);
		vsnprintf(message, (size_t)length + 1, format, arguments);
		va_end(arguments);
	}
	logger->write(logger->context, level, message);
	if (message != near)
		free(message);
}
