/* SPDX-License-Identifier: MIT */
#include "core/base/error.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const words[] = {
	[ERROR_NONE] = "none",
	[ERROR_USAGE] = "usage",
	[ERROR_CONFIG] = "config",
	[ERROR_IO] = "io",
	[ERROR_STORE] = "store",
	[ERROR_UNREACHABLE] = "unreachable",
	[ERROR_TIMEOUT] = "timeout",
	[ERROR_BROKEN] = "broken",
	[ERROR_TLS] = "tls",
	[ERROR_MALFORMED] = "malformed",
	[ERROR_REFUSED] = "refused",
	[ERROR_LOGIN] = "login",
	[ERROR_CAPTCHA] = "captcha",
	[ERROR_TOO_FAST] = "too-fast",
	[ERROR_NOT_FOUND] = "not-found",
	[ERROR_RANGE] = "range",
	[ERROR_PERMISSION] = "permission",
	[ERROR_BUSY] = "busy",
	[ERROR_CANCELLED] = "cancelled",
};

/* A library cannot know whose terminal must be restored before an abort, and abort() takes no argument. */
static _Atomic(void (*)(void)) fatal_hook;

/* A sentence cut inside a character would be invalid UTF-8: drop the bytes of the last character instead. */
static void end_on_character(char *message)
{
	size_t length = strlen(message);
	size_t start = length;
	unsigned char lead;
	size_t need;

	while (start > 0 && ((unsigned char)message[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0)
		return;
	lead = (unsigned char)message[start - 1];
	need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	if (length - (start - 1) < need)
		message[start - 1] = '\0';
}

PRINTF(3, 0) static void format_message(char *out, size_t size, const char *format, va_list arguments)
{
	int length = vsnprintf(out, size, format, arguments);

	if (length < 0)
		out[0] = '\0';
	else if ((size_t)length >= size)
		end_on_character(out);
}

static void append_message(char *out, const char *separator, const char *more)
{
	size_t length = strlen(out);

	if (snprintf(out + length, ERROR_MESSAGE_MAX - length, "%s%s", separator, more) >=
		(int)(ERROR_MESSAGE_MAX - length))
		end_on_character(out);
}

bool error_set(struct error *err, enum error_code code, const char *format, ...)
{
	/* An argument may be the message that is being replaced. */
	char message[ERROR_MESSAGE_MAX];
	va_list arguments;

	if (!err)
		return false;
	va_start(arguments, format);
	format_message(message, sizeof(message), format, arguments);
	va_end(arguments);
	memcpy(err->message, message, sizeof(message));
	err->code = code;
	return false;
}

bool error_wrap(struct error *err, const char *format, ...)
{
	char message[ERROR_MESSAGE_MAX];
	va_list arguments;

	if (!err)
		return false;
	va_start(arguments, format);
	format_message(message, sizeof(message), format, arguments);
	va_end(arguments);
	append_message(message, ": ", err->message);
	memcpy(err->message, message, sizeof(message));
	return false;
}

bool error_errno(struct error *err, enum error_code code, int number, const char *format, ...)
{
	char message[ERROR_MESSAGE_MAX];
	char unknown[32];
	const char *reason = strerrordesc_np(number);
	va_list arguments;

	if (!err)
		return false;
	if (!reason) {
		snprintf(unknown, sizeof(unknown), "error %d", number);
		reason = unknown;
	}
	va_start(arguments, format);
	format_message(message, sizeof(message), format, arguments);
	va_end(arguments);
	append_message(message, ": ", reason);
	memcpy(err->message, message, sizeof(message));
	err->code = code;
	return false;
}

void error_clear(struct error *err)
{
	if (!err)
		return;
	err->code = ERROR_NONE;
	err->message[0] = '\0';
}

const char *error_word(enum error_code code)
{
	if ((size_t)code >= ARRAY_SIZE(words))
		return "unknown";
	return words[code];
}

void bug(const char *file, int line, const char *what)
{
	/* Taken out first, so that a mistake inside the hook cannot come back here for ever. */
	void (*hook)(void) = atomic_exchange(&fatal_hook, NULL);
	char message[ERROR_MESSAGE_MAX];
	int length;

	if (hook)
		hook();
	length = snprintf(
		message, sizeof(message), "meterdeck: internal error at %s:%d: %s\n", file, line, what);
	if (length > 0) {
		size_t size = MIN((size_t)length, sizeof(message) - 1);
		ssize_t written = write(STDERR_FILENO, message, size);

		(void)written;
	}
	abort();
}

void error_set_fatal_hook(void (*hook)(void))
{
	atomic_store(&fatal_hook, hook);
}
