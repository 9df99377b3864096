/* SPDX-License-Identifier: MIT */
#include "views/overview.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/attributes.h"
#include "tui/chart.h"
#include "tui/layout.h"
#include "views/desk.h"
#include "views/roles.h"
#include "views/shell.h"
#include "views/words.h"

#define FLOOD_RATE  10
#define BLOCK_WIDTH 38
#define PULSE_WIDTH 24

struct overview {
	struct desk *desk;
	struct arena arena;
	struct cache_tally tally;
	bool has_tally;
	struct platform_fact *platforms;
	size_t platform_count;
	int64_t rate;
	int scroll;
};

static void *make(struct desk *desk)
{
	struct overview *view = NEW(struct overview);
	view->desk = desk;
	return view;
}

static void release(void *self)
{
	struct overview *view = self;
	arena_free(&view->arena);
	free(view);
}

static bool refresh(void *self, struct error *err)
{
	struct overview *view = self;
	struct cache_reader *reader = view->desk->reader;
	arena_reset(&view->arena);
	view->platforms = NULL;
	view->platform_count = 0;
	view->rate = 0;
	view->has_tally = cache_tally(reader, SV_NONE, &view->tally, err);
	return view->has_tally && cache_alarm_rate(reader, view->desk->now - 10 * MINUTE, &view->rate, err) &&
	       cache_platforms(reader, &view->arena, &view->platforms, &view->platform_count, err);
}

static unsigned move(void *self, enum table_motion motion)
{
	struct overview *view = self;
	static const int steps[] = {[TABLE_UP] = -1,
		[TABLE_DOWN] = 1,
		[TABLE_PAGE_UP] = -10,
		[TABLE_PAGE_DOWN] = 10,
		[TABLE_HOME] = -1000,
		[TABLE_END] = 1000,
		[TABLE_HALF_UP] = -5,
		[TABLE_HALF_DOWN] = 5};
	view->scroll = MIN(MAX(view->scroll + steps[motion], 0), 40);
	return OUTCOME_PAINT;
}

/* ---- blocks; each returns its height ---- */

static int heading(
	struct canvas *canvas, struct rect area, const char *title, struct display_text note, unsigned role)
{
	/* A heading alone on the last line would tell of nothing. */
	if (area.y + 1 >= canvas_height(canvas))
		return 1;
	canvas_horizontal(canvas, area.x, area.y, area.width, ROLE_BORDER);
	int x = area.x + canvas_put_literal(canvas, area.x, area.y, ROLE_TITLE, title);
	canvas_put(canvas, x, area.y, ROLE_TITLE, TEXT(" "));
	if (note.length)
		canvas_format(canvas, area.x + area.width - (int)note.width - 2, area.y, role, " %.*s ",
			DISPLAY_ARG(note));
	return 1;
}

/* A label, a count right of it, and its share as a bar. */
static int count_line(struct canvas *canvas, struct rect area, int y, unsigned role, const char *label,
	int64_t count, int64_t whole)
{
	struct arena *arena = canvas_arena(canvas);
	canvas_put_fit(canvas, area.x, y, 16, ALIGN_LEFT, role, display_literal(label));
	canvas_put_fit(
		canvas, area.x + 16, y, 9, ALIGN_RIGHT, count ? role : ROLE_DIM, words_count(arena, count));
	if (whole > 0 && area.width >= 36)
		canvas_put(canvas, area.x + 27, y, ROLE_DIM,
			progress_bar(arena, (uint64_t)count, (uint64_t)whole, 8, canvas_is_ascii(canvas)));
	return 1;
}

static int paint_meters(const struct overview *view, struct canvas *canvas, struct rect area)
{
	const struct cache_tally *tally = &view->tally;
	int y = area.y;
	y += heading(canvas, area, "Meters", words_count(canvas_arena(canvas), tally->meters), ROLE_STRONG);
	for (enum medium medium = MEDIUM_ELECTRICITY; medium < MEDIUM_COUNT; medium++)
		y += count_line(canvas, area, y, ROLE_TEXT, medium_word(medium),
			tally->meters_by_medium[medium], tally->meters);
	if (tally->meters_by_medium[MEDIUM_UNKNOWN])
		y += count_line(canvas, area, y, ROLE_DIM, "medium unknown",
			tally->meters_by_medium[MEDIUM_UNKNOWN], tally->meters);
	y++;
	y += count_line(canvas, area, y, ROLE_METER_ONLINE, "online", tally->meters_by_online[TRISTATE_YES],
		tally->meters);
	y += count_line(canvas, area, y, ROLE_METER_OFFLINE, "offline", tally->meters_by_online[TRISTATE_NO],
		tally->meters);
	y += count_line(canvas, area, y, ROLE_DIM, "not known", tally->meters_by_online[TRISTATE_UNKNOWN],
		tally->meters);
	y++;
	for (enum valve_state valve = VALVE_OPEN; valve <= VALVE_FORCED; valve++) {
		static const char *const labels[] = {[VALVE_OPEN] = "valve open",
			[VALVE_CLOSED] = "valve closed",
			[VALVE_FORCED] = "valve forced"};
		y += count_line(canvas, area, y,
			tally->meters_by_valve[valve] ? role_of_valve(valve) : ROLE_DIM, labels[valve],
			tally->meters_by_valve[valve], tally->meters);
	}
	return y - area.y;
}

static int64_t loud(const struct cache_tally *tally, enum alarm_priority priority)
{
	return tally->alarms_by_priority[priority][ALARM_UNACKNOWLEDGED] +
	       tally->alarms_by_priority[priority][ALARM_RETURNED];
}

static int paint_alarms(const struct overview *view, struct canvas *canvas, struct rect area)
{
	const struct cache_tally *tally = &view->tally;
	struct arena *arena = canvas_arena(canvas);
	bool ascii = canvas_is_ascii(canvas), flood = view->rate > FLOOD_RATE;
	int y = area.y;
	struct display_text rate = display_format(
		arena, flood ? "FLOOD, %lld in 10 min" : "%lld in 10 min", (long long)view->rate);
	y += heading(canvas, area, "Alarms", rate, flood ? ROLE_ALARM_FLOOD : ROLE_DIM);
	static const struct {
		enum alarm_priority priority;
		const char *label;
	} ranks[] = {{PRIORITY_HIGH, "high"}, {PRIORITY_MEDIUM, "medium"}, {PRIORITY_LOW, "low"},
		{PRIORITY_UNKNOWN, "not ranked"}};
	for (size_t i = 0; i < ARRAY_SIZE(ranks); i++) {
		enum alarm_priority priority = ranks[i].priority;
		struct display_text label = display_format(
			arena, "%s %s", glyph_text(words_priority_glyph(priority), ascii), ranks[i].label);
		int64_t count = loud(tally, priority);
		unsigned role = count ? role_of_priority(priority) : ROLE_DIM;
		canvas_put_fit(canvas, area.x, y, 16, ALIGN_LEFT, role, label);
		canvas_put_fit(canvas, area.x + 16, y, 9, ALIGN_RIGHT, role, words_count(arena, count));
		canvas_put_literal(canvas, area.x + 27, y++, ROLE_DIM, "unack");
	}
	y += count_line(
		canvas, area, y, ROLE_DIM, "acknowledged", tally->alarms_by_state[ALARM_ACKNOWLEDGED], 0);
	y += count_line(canvas, area, y, ROLE_DIM, "shelved", tally->alarms_by_state[ALARM_SHELVED], 0);
	y += count_line(canvas, area, y, ROLE_DIM, "cleared", tally->alarms_by_state[ALARM_CLEARED], 0);
	return y - area.y;
}

static int paint_commands(const struct overview *view, struct canvas *canvas, struct rect area)
{
	const struct cache_tally *tally = &view->tally;
	int y = area.y;
	int64_t open = 0;
	for (enum command_state state = COMMAND_QUEUED; state <= COMMAND_ANSWERED; state++)
		open += tally->commands_by_state[state];
	y += heading(canvas, area, "Commands", words_count(canvas_arena(canvas), tally->commands), ROLE_DIM);
	/* What nobody knows the outcome of stands first. */
	int64_t unknown = tally->commands_by_state[COMMAND_UNKNOWN];
	y += count_line(canvas, area, y, unknown ? ROLE_COMMAND_UNKNOWN : ROLE_DIM, "? unknown", unknown, 0);
	y += count_line(canvas, area, y, open ? ROLE_COMMAND_OPEN : ROLE_DIM, "on their way", open, 0);
	int64_t failed = tally->commands_by_state[COMMAND_FAILED] +
			 tally->commands_by_state[COMMAND_REJECTED] +
			 tally->commands_by_state[COMMAND_EXPIRED];
	y += count_line(canvas, area, y, failed ? ROLE_COMMAND_FAILED : ROLE_DIM, "failed", failed, 0);
	y += count_line(canvas, area, y, ROLE_COMMAND_DONE, "succeeded",
		tally->commands_by_state[COMMAND_SUCCEEDED], 0);
	y += count_line(
		canvas, area, y, ROLE_DIM, "cancelled", tally->commands_by_state[COMMAND_CANCELLED], 0);
	return y - area.y;
}

/* Readings a minute, the newest at the right. */
static int paint_pulse(const struct overview *view, struct canvas *canvas, struct rect area, int y)
{
	const struct shell_pulse *pulse = &view->desk->shell->pulse;
	double values[PULSE_WIDTH];
	for (int i = 0; i < PULSE_WIDTH; i++) {
		int back = PULSE_WIDTH - 1 - i;
		values[i] = back <= pulse->felt
				    ? pulse->came[(pulse->minute - back + PULSE_MINUTES) % PULSE_MINUTES]
				    : NAN;
	}
	canvas_put_literal(canvas, area.x, y, ROLE_DIM, "a minute");
	canvas_put(canvas, area.x + 13, y, ROLE_CHART_LINE,
		sparkline(canvas_arena(canvas), values, PULSE_WIDTH, PULSE_WIDTH, canvas_is_ascii(canvas)));
	return 1;
}

static int paint_store(const struct overview *view, struct canvas *canvas, struct rect area)
{
	const struct cache_tally *tally = &view->tally;
	int y = area.y;
	y += heading(canvas, area, "Kept here", DISPLAY_NONE, ROLE_DIM);
	y += count_line(canvas, area, y, ROLE_TEXT, "readings", tally->readings, 0);
	y += paint_pulse(view, canvas, area, y);
	y += count_line(canvas, area, y, ROLE_TEXT, "events", tally->events, 0);
	y += count_line(canvas, area, y, ROLE_TEXT, "prices", tally->prices, 0);
	y += count_line(canvas, area, y, ROLE_TEXT, "messages", tally->messages, 0);
	return y - area.y;
}

static void paint_platform(
	const struct overview *view, struct canvas *canvas, int y, const struct platform_fact *fact)
{
	struct arena *arena = canvas_arena(canvas);
	int width = canvas_width(canvas);
	instant now = view->desk->now;
	unsigned role = role_of_platform(fact->state);
	canvas_put_fit(canvas, 1, y, 14, ALIGN_LEFT, ROLE_TEXT, words_text(arena, fact->profile));
	canvas_put_literal(canvas, 16, y, role, words_platform_sign(fact->state, canvas_is_ascii(canvas)));
	canvas_put_fit(canvas, 18, y, 17, ALIGN_LEFT, role, words_platform(arena, now, fact));
	bool plain = desk_is_plaintext(view->desk, fact);
	canvas_put_fit(canvas, 36, y, 9, ALIGN_LEFT, plain ? ROLE_PLAINTEXT : ROLE_DIM,
		plain ? TEXT("PLAINTEXT") : display_literal(platform_transport_word(fact->transport)));
	bool running = fact->sweep_started != INSTANT_NONE && fact->sweep_finished == INSTANT_NONE;
	struct display_text sweep;
	if (running && fact->sweep_total > 0)
		sweep = display_format(arena, "sweep %lld %%",
			(long long)(100 * MIN(fact->sweep_done, fact->sweep_total) / fact->sweep_total));
	else if (running)
		sweep = TEXT("sweeping");
	else {
		struct display_text ago = words_ago(arena, now, fact->sweep_finished);
		bool tried = fact->sweep_finished != INSTANT_NONE && !words_swept(fact);
		sweep = display_format(arena, !tried ? "swept %.*s" : "tried %.*s", DISPLAY_ARG(ago));
	}
	canvas_put_fit(canvas, 47, y, 14, ALIGN_LEFT, ROLE_DIM, sweep);
	struct display_text last = words_ago(arena, now, fact->last_answer_at);
	canvas_put_fit(canvas, 62, y, 16, ALIGN_LEFT, ROLE_DIM,
		display_format(arena, "answer %.*s", DISPLAY_ARG(last)));
	if (width > 100)
		canvas_put_fit(canvas, 80, y, width - 82, ALIGN_LEFT, ROLE_DIM, fact->message);
}

static int paint_platforms(const struct overview *view, struct canvas *canvas, int y)
{
	struct rect area = {1, y, canvas_width(canvas) - 2, 1};
	int start = y;
	y += heading(canvas, area, "Platforms", DISPLAY_NONE, ROLE_DIM);
	for (size_t i = 0; i < view->platform_count; i++)
		paint_platform(view, canvas, y++, &view->platforms[i]);
	if (view->platform_count == 0)
		canvas_put_literal(canvas, 1, y++, ROLE_DIM,
			"None has been asked yet. Platforms are configured in meterdeck.conf(5); F5 asks "
			"them all.");
	return y - start;
}

static void paint(const void *self, struct canvas *canvas, bool focused, bool framed)
{
	typedef int (*block)(const struct overview *view, struct canvas *canvas, struct rect area);
	static const block blocks[] = {paint_alarms, paint_meters, paint_commands, paint_store};
	const struct overview *view = self;
	int width = canvas_width(canvas), columns = MIN(MAX(width / (BLOCK_WIDTH + 2), 1), 4);
	int y[4], top = -view->scroll;
	(void)focused;
	(void)framed;
	top += paint_platforms(view, canvas, top) + 1;
	for (int i = 0; i < 4; i++)
		y[i] = top;
	for (size_t i = 0; i < ARRAY_SIZE(blocks) && view->has_tally; i++) {
		int column = 0;
		for (int j = 1; j < columns; j++)
			column = y[j] < y[column] ? j : column;
		struct rect area = {1 + column * (BLOCK_WIDTH + 2), y[column], BLOCK_WIDTH, 0};
		y[column] += blocks[i](view, canvas, area) + 1;
	}
}

static const char *const hints[] = {"view.alarms", "view.platforms", "platforms.sweep", "view.events",
	"view.messages", "console.palette", "console.help"};

const struct view_ops overview_view = {
	.name = "overview",
	.title = "Overview",
	.make = make,
	.free = release,
	.refresh = refresh,
	.paint = paint,
	.move = move,
	.hints = hints,
	.hint_count = ARRAY_SIZE(hints),
};
