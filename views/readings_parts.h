/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/store/cache_reader.h"
#include "views/list_pane.h"

/* Between the files of the readings view. */
enum readings_span { SPAN_DAY, SPAN_WEEK, SPAN_MONTH, SPAN_COUNT };

struct readings_view {
	struct list_pane list; /* first; of all readings */
	int64_t meter_id;
	bool known;
	struct arena arena; /* of what is below */
	struct meter_row meter;
	struct latest_values latest;
	struct latest_values tariffs; /* of the newest tariff reading alone: its sum is checked */
	enum readings_span span;
	struct day_consumption *days; /* of the last month, ascending */
	size_t day_count;
	struct series_point *points; /* the register over the last day, ascending */
	size_t point_count;
	int list_height; /* lines for the list; 0: there is no room */
	bool list_only;  /* the list in place of the chart */
	instant today;   /* its beginning */
};

/* Each returns the lines it used of the window. */
int readings_paint_head(const struct readings_view *view, struct canvas *canvas);
int readings_paint_values(const struct readings_view *view, struct canvas *canvas, struct rect area);
int readings_values_height(const struct readings_view *view, int width);
void readings_paint_chart(const struct readings_view *view, struct canvas *canvas, struct rect area);
/* False when the tariffs do not add up to the total; *sum is what they add to. */
bool readings_tariffs_agree(const struct latest_values *values, struct decimal *sum);
bool readings_has_tariffs(const struct readings_view *view);
bool readings_has_phases(const struct readings_view *view);
extern const struct list_kind readings_list;
