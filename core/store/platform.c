/* SPDX-License-Identifier: MIT */
#include "core/store/platform.h"

#include "core/base/attributes.h"

static const char *const state_words[PLATFORM_STATE_COUNT] = {
	[PLATFORM_STARTING] = "starting",
	[PLATFORM_ONLINE] = "online",
	[PLATFORM_OFFLINE] = "offline",
	[PLATFORM_NEEDS_CAPTCHA] = "needs-captcha",
	[PLATFORM_NEEDS_LOGIN] = "needs-login",
	[PLATFORM_RATE_LIMITED] = "rate-limited",
	[PLATFORM_UNTRUSTED] = "untrusted",
	[PLATFORM_LOCAL] = "local",
};

static const char *const transport_words[TRANSPORT_COUNT] = {
	[TRANSPORT_UNKNOWN] = "unknown",
	[TRANSPORT_PLAINTEXT] = "plaintext",
	[TRANSPORT_TLS] = "tls",
	[TRANSPORT_PINNED] = "pinned",
	[TRANSPORT_LOCAL] = "local",
};

const char *platform_state_word(enum platform_state state)
{
	return (unsigned)state < ARRAY_SIZE(state_words) ? state_words[state] : "starting";
}

const char *platform_transport_word(enum platform_transport transport)
{
	return (unsigned)transport < ARRAY_SIZE(transport_words) ? transport_words[transport] : "unknown";
}
