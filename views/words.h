/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/base/decimal.h"
#include "core/base/display_text.h"
#include "core/base/instant.h"
#include "core/model/facts.h"
#include "core/store/cache_reader.h"
#include "core/store/platform.h"
#include "tui/canvas.h"

#define DISPLAY_ARG(text) (int)(text).length, ((text).bytes ? (text).bytes : "") /* for "%.*s" */

/* How facts read on the screen: short, aligned, the same everywhere. Texts live in the arena. */

/* "48,310". */
struct display_text words_count(struct arena *arena, int64_t count);
/* "2m", "-" for INSTANT_NONE. */
struct display_text words_age(struct arena *arena, instant now, instant at);
/* "2m ago", "never". */
struct display_text words_ago(struct arena *arena, instant now, instant at);
/* ROLE_AGE, or ROLE_AGE_OLD beyond a day. */
unsigned words_age_role(instant now, instant at);
/* Today "14:31", this year "11-19 09:12", else "2025-11-19"; "–" for INSTANT_NONE. */
struct display_text words_when(struct arena *arena, instant now, instant at, const struct time_zone *zone);
/* The same in at most `width` cells: a day without its time where there is no room. */
struct display_text words_when_in(
	struct arena *arena, instant now, instant at, const struct time_zone *zone, int width);
/* "2026-11-19 09:12:05 (3d ago)", "not known". */
struct display_text words_moment(struct arena *arena, instant now, instant at, const struct time_zone *zone);
/* "elec", "gas", "water", "?": for a narrow column. */
const char *words_medium(enum medium medium);
/* "346.90 m³" with the unit in three cells, so that numbers stand under each other; "–" without a reading. */
struct display_text words_register(struct arena *arena, bool known, struct decimal value, enum medium medium);
/* "24,863.7 kWh". */
struct display_text words_value(
	struct arena *arena, struct decimal value, enum quantity quantity, enum medium medium);
/* "valve.close", or the platform's own word. */
struct display_text words_kind(struct arena *arena, const struct command_row *row);
struct display_text words_text(struct arena *arena, struct string_view text); /* cleaned */
struct display_text words_or_dash(struct display_text text);
enum glyph words_priority_glyph(enum alarm_priority priority);
/* Whether the sweep that ended last brought what it was for: without an answer it was only tried. */
bool words_swept(const struct platform_fact *fact);
/* Filled, hollow, or a calm dot where the platform does not tell. */
const char *words_online_sign(enum tristate online, bool ascii);
/* A dash where nothing was carried out that a reading could confirm. */
struct display_text words_effect(const struct command_row *row);
/* "online", "offline 4h", "needs captcha (L)". */
struct display_text words_platform(struct arena *arena, instant now, const struct platform_fact *fact);
const char *words_platform_sign(enum platform_state state, bool ascii);
/* "gas leak 燃气泄漏"; without a text, the platform's code. */
struct display_text words_alarm(struct display_text code, struct display_text text);

/* A digest of what a row shows, so that a change can be seen: start with DIGEST_START. */
#define DIGEST_START UINT64_C(1469598103934665603)
uint64_t digest_add(uint64_t digest, int64_t value);
uint64_t digest_add_text(uint64_t digest, struct display_text text);
