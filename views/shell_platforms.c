/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "core/config/config.h"
#include "views/asking.h"
#include "views/roles.h"
#include "views/shell_parts.h"
#include "views/words.h"

/*
 * The line of the platforms. What is normal goes first when there is no room; PLAINTEXT, a wrong clock and a
 * state that is not "online" stay to the end.
 */
struct detail_level {
	bool progress;    /* sweep and next call */
	bool normal_word; /* "online" beside its sign */
	bool plain_long;  /* PLAINTEXT, else PLAIN */
	bool plain;
	bool skew;
	int gap;
	bool age_alone; /* offline: the sign and for how long */
};
static const struct detail_level levels[] = {
	{true, true, true, true, true, 3},
	{true, true, false, true, true, 2},
	{false, true, true, true, true, 2},
	{false, true, false, true, true, 2},
	{false, false, false, true, true, 2},
	{false, false, false, true, true, 1, true},
	{false, false, false, false, true, 1},
	{false, false, false, false, true, 1, true},
	{false, false, false, false, false, 1, true},
};

#define PARTS_MAX 12
struct part {
	struct display_text text;
	unsigned role;
};
struct line {
	struct arena *arena;
	struct part parts[PARTS_MAX];
	size_t count;
};

static void add(struct line *line, unsigned role, struct display_text text)
{
	if (line->count < PARTS_MAX && text.length)
		line->parts[line->count++] = (struct part){text, role};
}

/* Beyond half a minute, platforms refuse signed calls and times are doubtful. */
#define SKEW_WORTH_SAYING (30 * SECOND)

static void add_skew(struct line *line, const struct platform_fact *fact)
{
	char age[8];
	int64_t skew = fact->clock_skew_ms < 0 ? -fact->clock_skew_ms : fact->clock_skew_ms;
	if (!fact->clock_skew_known || skew < SKEW_WORTH_SAYING)
		return;
	add(line, ROLE_STATUS_WARNING,
		display_format(line->arena, "clock %s%s", fact->clock_skew_ms < 0 ? "-" : "+",
			age_format(skew, age)));
}

static void add_progress(struct line *line, const struct shell *shell, const struct platform_fact *fact)
{
	bool running = fact->sweep_started != INSTANT_NONE && fact->sweep_finished == INSTANT_NONE;
	int64_t wait = fact->next_call_at == INSTANT_NONE ? 0 : fact->next_call_at - shell->desk->now;
	char age[8];
	if (running && fact->sweep_total > 0)
		add(line, ROLE_DIM,
			display_format(line->arena, "sweep %lld %%",
				(long long)(100 * MIN(fact->sweep_done, fact->sweep_total) /
					    fact->sweep_total)));
	if (running && wait >= SECOND)
		add(line, ROLE_DIM, display_format(line->arena, "next call in %s", age_format(wait, age)));
}

static struct line describe(const struct shell *shell, struct arena *arena, const struct platform_fact *fact,
	const struct detail_level *level, bool ascii)
{
	struct line line = {.arena = arena};
	unsigned role = role_of_platform(fact->state);
	add(&line, ROLE_TEXT, words_text(arena, fact->profile));
	add(&line, role, display_literal(words_platform_sign(fact->state, ascii)));
	if (fact->state == PLATFORM_NEEDS_CAPTCHA && !level->normal_word)
		add(&line, role, TEXT("captcha (L)"));
	else if (fact->state == PLATFORM_OFFLINE && level->age_alone)
		add(&line, role, words_age(arena, shell->desk->now, fact->since));
	else if (fact->state != PLATFORM_ONLINE || level->normal_word)
		add(&line, role, words_platform(arena, shell->desk->now, fact));
	if (level->plain && desk_is_plaintext(shell->desk, fact))
		add(&line, ROLE_PLAINTEXT, level->plain_long ? TEXT("PLAINTEXT") : TEXT("PLAIN"));
	if (level->skew)
		add_skew(&line, fact);
	if (level->progress)
		add_progress(&line, shell, fact);
	return line;
}

static int width_of(const struct line *line)
{
	int width = (int)line->count - 1;
	for (size_t i = 0; i < line->count; i++)
		width += (int)line->parts[i].text.width;
	return width;
}

static const struct detail_level *choose_level(const struct shell *shell, struct canvas *canvas, int start)
{
	const struct shell_facts *facts = &shell->facts;
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		int width = start;
		for (size_t j = 0; j < facts->platform_count; j++) {
			struct line line = describe(shell, canvas_arena(canvas), &facts->platforms[j],
				&levels[i], canvas_is_ascii(canvas));
			width += width_of(&line) + levels[i].gap;
		}
		if (width - levels[i].gap <= canvas_width(canvas))
			return &levels[i];
	}
	return &levels[ARRAY_SIZE(levels) - 1];
}

static void paint_none(const struct shell *shell, struct canvas *canvas)
{
	const struct config *config = shell->desk->config;
	bool any = config && config->account_count > 0;
	if (shell->desk->settled)
		canvas_put_literal(canvas, 1, 0, ROLE_DIM,
			any ? "No platform has been asked yet."
			    : "No platform is configured: see meterdeck.conf(5).");
}

void shell_paint_platforms(const struct shell *shell, struct canvas *canvas)
{
	const struct shell_facts *facts = &shell->facts;
	int x = 1;
	/* Nobody asks the platforms: what they were is not what they are. */
	if (shell->desk->asking && asking_nobody(shell->desk->asking))
		x += canvas_format(canvas, x, 0, ROLE_STATUS_WARNING, "%s cached  ",
			glyph_text(GLYPH_CACHED, canvas_is_ascii(canvas)));
	const struct detail_level *level = choose_level(shell, canvas, x);
	if (facts->platform_count == 0)
		paint_none(shell, canvas);
	for (size_t i = 0; i < facts->platform_count; i++) {
		struct line line = describe(
			shell, canvas_arena(canvas), &facts->platforms[i], level, canvas_is_ascii(canvas));
		for (size_t j = 0; j < line.count; j++)
			x += canvas_put(canvas, x, 0, line.parts[j].role, line.parts[j].text) + 1;
		x += level->gap - 1;
	}
}
