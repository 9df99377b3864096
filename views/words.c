/* SPDX-License-Identifier: MIT */
#include "views/words.h"

#include "core/base/attributes.h"
#include "views/roles.h"

struct display_text words_text(struct arena *arena, struct string_view text)
{
	return display_clean(arena, text);
}

struct display_text words_or_dash(struct display_text text)
{
	return text.length > 0 ? text : display_literal("–");
}

struct display_text words_count(struct arena *arena, int64_t count)
{
	char buffer[DECIMAL_TEXT_MAX + 8];
	return display_format(
		arena, "%s", decimal_format_places(decimal_from_integer(count), 0, true, buffer));
}

struct display_text words_age(struct arena *arena, instant now, instant at)
{
	char buffer[8];
	if (at == INSTANT_NONE)
		return display_literal("–");
	return display_format(arena, "%s", age_format(now - at, buffer));
}

struct display_text words_ago(struct arena *arena, instant now, instant at)
{
	char buffer[8];
	if (at == INSTANT_NONE)
		return TEXT("never");
	if (at - now >= SECOND)
		return display_format(arena, "in %s", age_format(at - now, buffer));
	if (now - at < SECOND)
		return TEXT("now");
	return display_format(arena, "%s ago", age_format(now - at, buffer));
}

unsigned words_age_role(instant now, instant at)
{
	return at != INSTANT_NONE && now - at > DAY ? ROLE_AGE_OLD : ROLE_AGE;
}

struct display_text words_when(struct arena *arena, instant now, instant at, const struct time_zone *zone)
{
	char date[INSTANT_TEXT_MAX], time[INSTANT_TEXT_MAX];
	if (at == INSTANT_NONE)
		return display_literal("–");
	struct civil_time today = civil_from_instant(now, zone), then = civil_from_instant(at, zone);
	if (then.year != today.year)
		return display_format(arena, "%s", instant_format(at, zone, FORM_DATE, date));
	instant_format(at, zone, FORM_MINUTE, time);
	if (then.month == today.month && then.day == today.day)
		return display_format(arena, "%s", time);
	return display_format(arena, "%s %s", instant_format(at, zone, FORM_MONTH_DAY, date), time);
}

struct display_text words_when_in(
	struct arena *arena, instant now, instant at, const struct time_zone *zone, int width)
{
	char date[INSTANT_TEXT_MAX];
	struct display_text when = words_when(arena, now, at, zone);
	if ((int)when.width <= width)
		return when;
	return display_format(arena, "%s", instant_format(at, zone, FORM_MONTH_DAY, date));
}

struct display_text words_moment(struct arena *arena, instant now, instant at, const struct time_zone *zone)
{
	char time[INSTANT_TEXT_MAX];
	if (at == INSTANT_NONE)
		return TEXT("not known");
	struct display_text ago = words_ago(arena, now, at);
	return display_format(
		arena, "%s (%.*s)", instant_format(at, zone, FORM_DATE_TIME, time), DISPLAY_ARG(ago));
}

const char *words_medium(enum medium medium)
{
	static const char *const words[MEDIUM_COUNT] = {
		[MEDIUM_UNKNOWN] = "?",
		[MEDIUM_ELECTRICITY] = "elec",
		[MEDIUM_GAS] = "gas",
		[MEDIUM_WATER] = "water",
	};
	return medium < MEDIUM_COUNT ? words[medium] : "?";
}

struct display_text words_register(struct arena *arena, bool known, struct decimal value, enum medium medium)
{
	char number[DECIMAL_TEXT_MAX];
	if (!known)
		return display_literal("–    ");
	const char *unit = quantity_unit(QUANTITY_TOTAL, medium);
	int blanks = 3 - (int)display_literal(unit).width;
	return display_format(arena, "%s %s%*s", decimal_format(value, number), unit, MAX(blanks, 0), "");
}

struct display_text words_value(
	struct arena *arena, struct decimal value, enum quantity quantity, enum medium medium)
{
	char number[DECIMAL_TEXT_MAX + 8];
	const char *unit = quantity_unit(quantity, medium);
	decimal_format_places(value, value.scale, true, number);
	return display_format(arena, unit[0] ? "%s %s" : "%s%s", number, unit);
}

struct display_text words_kind(struct arena *arena, const struct command_row *row)
{
	if (row->kind.length > 0)
		return words_text(arena, row->kind);
	return words_or_dash(row->vendor_kind);
}

enum glyph words_priority_glyph(enum alarm_priority priority)
{
	if (priority == PRIORITY_HIGH)
		return GLYPH_UP;
	return priority == PRIORITY_MEDIUM ? GLYPH_DIAMOND : GLYPH_SQUARE;
}

const char *words_online_sign(enum tristate online, bool ascii)
{
	if (online == TRISTATE_UNKNOWN)
		return ascii ? "." : "·";
	return glyph_text(online == TRISTATE_YES ? GLYPH_ONLINE : GLYPH_OFFLINE, ascii);
}

const char *words_platform_sign(enum platform_state state, bool ascii)
{
	switch (state) {
	case PLATFORM_ONLINE:
		return glyph_text(GLYPH_ONLINE, ascii);
	case PLATFORM_OFFLINE:
		return glyph_text(GLYPH_OFFLINE, ascii);
	case PLATFORM_NEEDS_CAPTCHA:
		return "?";
	case PLATFORM_NEEDS_LOGIN:
	case PLATFORM_UNTRUSTED:
		return "!";
	case PLATFORM_RATE_LIMITED:
		return "~";
	default:
		return glyph_text(GLYPH_CACHED, ascii);
	}
}

struct display_text words_platform(struct arena *arena, instant now, const struct platform_fact *fact)
{
	char age[8] = "?";
	if (fact->since != INSTANT_NONE)
		age_format(now - fact->since, age);
	switch (fact->state) {
	case PLATFORM_STARTING:
		return TEXT("starting");
	case PLATFORM_ONLINE:
		return TEXT("online");
	case PLATFORM_OFFLINE:
		return display_format(arena, "offline %s", age);
	case PLATFORM_NEEDS_CAPTCHA:
		return TEXT("needs captcha (L)");
	case PLATFORM_NEEDS_LOGIN:
		return TEXT("refuses the login");
	case PLATFORM_RATE_LIMITED:
		return TEXT("rate-limited");
	case PLATFORM_UNTRUSTED:
		return TEXT("UNTRUSTED KEY");
	case PLATFORM_LOCAL:
		return TEXT("no session (L)");
	default:
		return TEXT("state unknown");
	}
}

bool words_swept(const struct platform_fact *fact)
{
	return fact->state == PLATFORM_ONLINE || fact->state == PLATFORM_RATE_LIMITED ||
	       fact->state == PLATFORM_LOCAL;
}

struct display_text words_effect(const struct command_row *row)
{
	bool ran = row->state == COMMAND_SUCCEEDED || row->state == COMMAND_UNKNOWN ||
		   row->state == COMMAND_ANSWERED;
	if (row->effect == EFFECT_UNVERIFIED && !ran)
		return display_literal("–");
	return display_literal(command_effect_word(row->effect));
}

struct display_text words_alarm(struct display_text code, struct display_text text)
{
	return text.length ? text : words_or_dash(code);
}

uint64_t digest_add(uint64_t digest, int64_t value)
{
	return (digest ^ (uint64_t)value) * UINT64_C(1099511628211);
}

uint64_t digest_add_text(uint64_t digest, struct display_text text)
{
	for (uint32_t i = 0; i < text.length; i++)
		digest = digest_add(digest, text.bytes[i]);
	return digest_add(digest, text.length);
}
