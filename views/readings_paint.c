/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "core/base/attributes.h"
#include "tui/chart.h"
#include "views/readings_parts.h"
#include "views/roles.h"
#include "views/words.h"

#define VALUES_MAX   6
#define LEFT_WIDTH   26
#define PHASES_WIDTH 31
#define TARIFF_WIDTH 22
#define BLOCK_GAP    3

static bool has(const struct latest_values *latest, enum quantity quantity)
{
	return latest->of[quantity].present;
}

bool readings_has_tariffs(const struct readings_view *view)
{
	for (enum quantity quantity = QUANTITY_TOTAL_1; quantity <= QUANTITY_TOTAL_4; quantity++) {
		if (has(&view->latest, quantity))
			return true;
	}
	return false;
}

bool readings_has_phases(const struct readings_view *view)
{
	return has(&view->latest, QUANTITY_VOLTAGE_B) || has(&view->latest, QUANTITY_CURRENT_B) ||
	       has(&view->latest, QUANTITY_VOLTAGE_C) || has(&view->latest, QUANTITY_CURRENT_C);
}

bool readings_tariffs_agree(const struct latest_values *values, struct decimal *sum)
{
	struct decimal total = values->of[QUANTITY_TOTAL].value;
	*sum = (struct decimal){0};
	if (!has(values, QUANTITY_TOTAL))
		return true;
	for (enum quantity quantity = QUANTITY_TOTAL_1; quantity <= QUANTITY_TOTAL_4; quantity++) {
		if (!has(values, quantity) || !decimal_add(*sum, values->of[quantity].value, sum))
			return true;
	}
	/* Each tariff is rounded for itself. */
	double unit = pow(10, -(double)MIN(total.scale, sum->scale));
	return fabs(decimal_to_double(*sum) - decimal_to_double(total)) <= 2 * unit;
}

int readings_paint_head(const struct readings_view *view, struct canvas *canvas)
{
	const struct meter_row *meter = &view->meter;
	const struct desk *desk = view->list.desk;
	struct arena *arena = canvas_arena(canvas);
	int width = canvas_width(canvas);
	struct display_text age = view->latest.newest == INSTANT_NONE
					  ? TEXT("no reading yet")
					  : words_ago(arena, desk->now, view->latest.newest);
	int right = width - 1 - (int)age.width;
	canvas_put(canvas, right, 0, words_age_role(desk->now, view->latest.newest), age);
	int x = 1 + canvas_put(canvas, 1, 0, ROLE_STRONG, words_text(arena, meter->meter_no)) + 2;
	struct display_text who = meter->customer_name;
	if (meter->address.length)
		who = display_format(arena, "%.*s%s%.*s", DISPLAY_ARG(who), who.length ? ", " : "",
			DISPLAY_ARG(meter->address));
	if (meter->type.length)
		who = display_format(arena, "%.*s · %.*s", DISPLAY_ARG(who), DISPLAY_ARG(meter->type));
	who = display_fit(arena, who, (uint32_t)MAX(right - x - 1, 1), canvas_is_ascii(canvas));
	canvas_put(canvas, x, 0, ROLE_TEXT, who);
	return 1;
}

/* ---- the values that are neither tariffs nor phases ---- */

static bool is_single(enum quantity quantity)
{
	if (quantity >= QUANTITY_TOTAL_1 && quantity <= QUANTITY_CURRENT_C)
		return false;
	return quantity != QUANTITY_POWER_A && quantity != QUANTITY_POWER_B && quantity != QUANTITY_POWER_C &&
	       quantity != QUANTITY_REACTIVE_A && quantity != QUANTITY_REACTIVE_B &&
	       quantity != QUANTITY_REACTIVE_C;
}

static bool is_shown(const struct readings_view *view, enum quantity quantity)
{
	if (!has(&view->latest, quantity))
		return false;
	/* The days say what was used. */
	if (quantity == QUANTITY_CONSUMPTION && view->day_count > 0)
		return false;
	bool single_phase = (quantity == QUANTITY_VOLTAGE_A || quantity == QUANTITY_CURRENT_A) &&
			    !readings_has_phases(view);
	return is_single(quantity) || single_phase;
}

static int single_count(const struct readings_view *view)
{
	int count = 0;
	for (enum quantity quantity = 0; quantity < QUANTITY_COUNT; quantity++)
		count += is_shown(view, quantity);
	return count + (int)MIN(view->day_count, 2);
}

static int paint_line(
	struct canvas *canvas, int x, int y, const char *label, struct display_text value, unsigned role)
{
	canvas_put_fit(canvas, x, y, 13, ALIGN_LEFT, ROLE_DIM, display_literal(label));
	canvas_put_fit(canvas, x + 11, y, LEFT_WIDTH - 11, ALIGN_RIGHT, role, value);
	return 1;
}

/* What was used today, which is not over, and on the last day that is. */
static int paint_day(const struct readings_view *view, struct canvas *canvas, int x, int y, size_t back)
{
	if (back >= view->day_count)
		return 0;
	const struct day_consumption *day = &view->days[view->day_count - 1 - back];
	struct arena *arena = canvas_arena(canvas);
	char date[INSTANT_TEXT_MAX];
	struct display_text label = TEXT("Today");
	if (day->day < view->today)
		label = display_format(arena, "On %s",
			instant_format(day->day, view->list.desk->zone, FORM_MONTH_DAY, date));
	canvas_put_fit(canvas, x, y, 13, ALIGN_LEFT, ROLE_DIM, label);
	canvas_put_fit(canvas, x + 11, y, LEFT_WIDTH - 11, ALIGN_RIGHT, ROLE_TEXT,
		words_value(arena, day->amount, QUANTITY_TOTAL, view->meter.medium));
	return 1;
}

static int paint_singles(const struct readings_view *view, struct canvas *canvas, int x, int y, int most)
{
	struct arena *arena = canvas_arena(canvas);
	int line = 0;
	for (enum quantity quantity = 0; quantity < QUANTITY_COUNT && line < most; quantity++) {
		const struct latest_value *value = &view->latest.of[quantity];
		if (!is_shown(view, quantity))
			continue;
		line += paint_line(canvas, x, y + line, quantity_info(quantity)->label,
			words_value(arena, value->value, quantity, view->meter.medium),
			quantity == QUANTITY_TOTAL ? ROLE_STRONG : ROLE_TEXT);
		for (size_t back = 0; quantity == QUANTITY_TOTAL && back < 2 && line < most; back++)
			line += paint_day(view, canvas, x, y + line, back);
	}
	return line;
}

/* ---- phases ---- */

static const struct phase_row {
	const char *label;
	enum quantity first;
} phase_rows[] = {
	{"Voltage", QUANTITY_VOLTAGE_A},
	{"Current", QUANTITY_CURRENT_A},
	{"Power", QUANTITY_POWER_A},
	{"Reactive", QUANTITY_REACTIVE_A},
};

static int paint_phase_row(
	const struct readings_view *view, struct canvas *canvas, int x, int y, const struct phase_row *row)
{
	char number[DECIMAL_TEXT_MAX];
	const char *unit = quantity_unit(row->first, view->meter.medium);
	bool any = false;
	for (unsigned i = 0; i < 3; i++)
		any |= has(&view->latest, row->first + i);
	if (!any)
		return 0;
	canvas_format(canvas, x, y, ROLE_DIM, "%s %s", row->label, unit);
	for (unsigned i = 0; i < 3; i++) {
		const struct latest_value *value = &view->latest.of[row->first + i];
		struct display_text text = value->present ? display_format(canvas_arena(canvas), "%s",
								    decimal_format(value->value, number))
							  : display_literal("–");
		canvas_put_fit(canvas, x + 10 + (int)i * 7, y, 7, ALIGN_RIGHT, ROLE_TEXT, text);
	}
	return 1;
}

static int paint_phases(const struct readings_view *view, struct canvas *canvas, int x, int y)
{
	static const char *const names[] = {"A", "B", "C"};
	int line = 1;
	for (int i = 0; i < 3; i++)
		canvas_put_fit(canvas, x + 10 + i * 7, y, 7, ALIGN_RIGHT, ROLE_COLUMN_HEADER,
			display_literal(names[i]));
	for (size_t i = 0; i < ARRAY_SIZE(phase_rows); i++)
		line += paint_phase_row(view, canvas, x, y + line, &phase_rows[i]);
	return line;
}

static int phases_height(const struct readings_view *view)
{
	int height = 1;
	for (size_t i = 0; i < ARRAY_SIZE(phase_rows); i++) {
		bool any = false;
		for (unsigned j = 0; j < 3; j++)
			any |= has(&view->latest, phase_rows[i].first + j);
		height += any;
	}
	return height;
}

/* ---- tariffs ---- */

static bool sum_differs(const struct readings_view *view, struct decimal *sum)
{
	return !readings_tariffs_agree(&view->tariffs, sum);
}

static int paint_tariffs(const struct readings_view *view, struct canvas *canvas, struct rect area)
{
	static const char *const names[] = {"sharp", "peak", "flat", "valley"};
	struct arena *arena = canvas_arena(canvas);
	struct chart_bar bars[4];
	struct decimal sum;
	char number[DECIMAL_TEXT_MAX + 8];
	for (unsigned i = 0; i < 4; i++) {
		const struct latest_value *value = &view->latest.of[QUANTITY_TOTAL_1 + i];
		bars[i] = (struct chart_bar){.label = display_literal(names[i]),
			.value = NAN,
			.role = ROLE_TARIFF,
			.text = display_literal("–")};
		if (!value->present)
			continue;
		bars[i].value = decimal_to_double(value->value);
		bars[i].text = display_format(
			arena, "%s", decimal_format_places(value->value, value->value.scale, true, number));
	}
	int used = bar_chart_paint(canvas, area, bars, 4);
	if (!sum_differs(view, &sum))
		return used;
	struct display_text text = display_format(
		arena, "sum differs: tariffs add to %s", decimal_format_places(sum, sum.scale, true, number));
	text = display_fit(arena, text, (uint32_t)area.width, canvas_is_ascii(canvas));
	canvas_put(canvas, area.x, area.y + used, ROLE_STATUS_WARNING, text);
	return used + 1;
}

static int tariffs_height(const struct readings_view *view)
{
	struct decimal sum;
	return 4 + sum_differs(view, &sum);
}

/* ---- the blocks beside each other, or below when it is narrow ---- */

struct blocks {
	bool phases, tariffs; /* there are any */
	bool phases_beside;   /* right of the values */
	bool tariffs_beside;  /* right of those */
	int top, below;       /* heights of the two rows */
};

static struct blocks arrange(const struct readings_view *view, int width)
{
	struct blocks blocks = {.phases = readings_has_phases(view), .tariffs = readings_has_tariffs(view)};
	int used = LEFT_WIDTH;
	int left = MIN(single_count(view), VALUES_MAX);
	if (blocks.phases && used + BLOCK_GAP + PHASES_WIDTH <= width) {
		blocks.phases_beside = true;
		used += BLOCK_GAP + PHASES_WIDTH;
	}
	if (blocks.tariffs && used + BLOCK_GAP + TARIFF_WIDTH <= width)
		blocks.tariffs_beside = true;
	blocks.top = left;
	if (blocks.phases_beside)
		blocks.top = MAX(blocks.top, phases_height(view));
	if (blocks.tariffs_beside)
		blocks.top = MAX(blocks.top, tariffs_height(view));
	if (blocks.phases && !blocks.phases_beside)
		blocks.below += phases_height(view);
	if (blocks.tariffs && !blocks.tariffs_beside)
		blocks.below += tariffs_height(view);
	return blocks;
}

static int camera_height(const struct readings_view *view)
{
	return view->latest.image_url.length || view->latest.image_status.length ? 2 : 0;
}

int readings_values_height(const struct readings_view *view, int width)
{
	struct blocks blocks = arrange(view, width - 2);
	return blocks.top + blocks.below + camera_height(view);
}

/* What the platform says of the picture, and where it lies. It is never fetched unasked: camera.h. */
static int paint_camera(const struct readings_view *view, struct canvas *canvas, struct rect area)
{
	struct arena *arena = canvas_arena(canvas);
	const struct latest_values *latest = &view->latest;
	if (camera_height(view) == 0)
		return 0;
	struct display_text age = words_ago(arena, view->list.desk->now, latest->image_at);
	canvas_format(canvas, area.x, area.y, ROLE_DIM, "Picture    %.*s, %.*s",
		DISPLAY_ARG(words_or_dash(latest->image_status)), DISPLAY_ARG(age));
	struct display_text url = display_fit(arena, words_or_dash(latest->image_url),
		(uint32_t)MAX(area.width - 11, 1), canvas_is_ascii(canvas));
	canvas_put(canvas, area.x + 11, area.y + 1, ROLE_TEXT, url);
	return 2;
}

int readings_paint_values(const struct readings_view *view, struct canvas *canvas, struct rect area)
{
	struct blocks blocks = arrange(view, area.width);
	int x = area.x, y = area.y + blocks.top;
	paint_singles(view, canvas, x, area.y, MAX(blocks.top, 1));
	x += LEFT_WIDTH + BLOCK_GAP;
	if (blocks.phases_beside) {
		paint_phases(view, canvas, x, area.y);
		x += PHASES_WIDTH + BLOCK_GAP;
	}
	if (blocks.tariffs_beside)
		paint_tariffs(view, canvas, (struct rect){x, area.y, area.x + area.width - x, blocks.top});
	if (blocks.phases && !blocks.phases_beside)
		y += paint_phases(view, canvas, area.x, y);
	if (blocks.tariffs && !blocks.tariffs_beside)
		y += paint_tariffs(view, canvas, (struct rect){area.x, y, MIN(area.width, 60), 5});
	y += paint_camera(view, canvas, (struct rect){area.x, y, area.width, 2});
	return y - area.y;
}
