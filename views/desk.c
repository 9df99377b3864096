/* SPDX-License-Identifier: MIT */
#include "views/desk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/attributes.h"
#include "tui/screen.h"

int64_t desk_time(const struct desk *desk)
{
	return desk->clock->monotonic(desk->clock->context);
}

void desk_repaint(struct desk *desk)
{
	loop_request_paint(desk->loop);
}

bool desk_is_plaintext(const struct desk *desk, const struct platform_fact *fact)
{
	if (fact->transport != TRANSPORT_PLAINTEXT)
		return false;
	for (size_t i = 0; desk->config && i < desk->config->account_count; i++) {
		const struct account *account = &desk->config->accounts[i];
		if (sv_equal_text(fact->profile, account->name))
			return account_is_plaintext(account);
	}
	return true;
}

static void keep(char *to, size_t size, const char *from)
{
	size_t length = MIN(strlen(from), size - 1);
	memmove(to, from, length);
	to[length] = '\0';
}

static void say(struct desk *desk, enum toast_level level, const char *text)
{
	toast_show(desk->toasts, level, sv(text), desk_time(desk));
	keep(desk->last_said, sizeof(desk->last_said), text);
	desk->last_said_at = desk->clock->wall(desk->clock->context);
	if (level == TOAST_ERROR)
		keep(desk->last_error, sizeof(desk->last_error), text);
	desk_repaint(desk);
}

void desk_say(struct desk *desk, enum toast_level level, const char *format, ...)
{
	char text[ERROR_MESSAGE_MAX];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	say(desk, level, text);
}

unsigned desk_failed(struct desk *desk, const struct error *err)
{
	say(desk, TOAST_ERROR, err->message);
	return OUTCOME_PAINT | OUTCOME_FAILED;
}
