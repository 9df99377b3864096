/* SPDX-License-Identifier: MIT */
/*
 * A table of a thousand made-up rows on a real terminal, for tests/e2e/terminal_test.py: arrows and pages
 * move, "s" writes what the canvas holds and the loop's counts to the file named on the command line, "q"
 * quits.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/string.h"
#include "tui/loop.h"
#include "tui/screen.h"
#include "tui/table.h"

#define ROWS 1000

struct demo {
	struct screen *screen;
	struct canvas *canvas;
	struct loop *loop;
	struct table *table;
	const char *dump;
};

static int64_t row_of_key(const struct table_key *key)
{
	int64_t row;
	memcpy(&row, key->bytes, sizeof(row));
	return row;
}

static void fill_row(struct table_row *row, int64_t number, struct arena *arena)
{
	int64_t *data = arena_alloc(arena, sizeof(*data));
	*data = number;
	*row = (struct table_row){.id = number + 1, .data = data};
	row->key.length = sizeof(number);
	memcpy(row->key.bytes, &number, sizeof(number));
}

static bool read_rows(
	void *context, const struct table_request *request, struct table_page *out, struct error *err)
{
	(void)context;
	(void)err;
	int64_t limit = (int64_t)request->limit, first = 0;
	if (request->anchor)
		first = row_of_key(request->anchor) + (request->backward           ? -limit
							      : request->inclusive ? 0
										   : 1);
	else if (request->backward)
		first = ROWS - limit;
	int64_t end =
		MIN(request->anchor && request->backward ? row_of_key(request->anchor) : first + limit, ROWS);
	first = MAX(first, 0);
	out->count = (size_t)MAX(end - first, 0);
	out->rows = arena_alloc_array(out->arena, out->count, sizeof(*out->rows));
	for (size_t i = 0; i < out->count; i++)
		fill_row(&out->rows[i], first + (int64_t)i, out->arena);
	return true;
}

static void number_cell(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const int64_t *row = data;
	out->text = display_format(paint->arena, "2020040%05d", (int)(*row * 37 % 100000));
}

static void name_cell(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	static const char *const names[] = {"李建国", "诸葛秀英", "欧阳志强", "Otieno, Margaret", "罗海燕"};
	const int64_t *row = data;
	(void)paint;
	out->text = display_literal(names[*row % 5]);
}

static void address_cell(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	static const char *const streets[] = {
		"龙蟠路998号7栋", "上海路851号3单元", "Ngong Rd, plot 14", "太平路61号12栋"};
	const int64_t *row = data;
	(void)paint;
	out->text = display_literal(streets[*row % 4]);
}

static void reading_cell(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const int64_t *row = data;
	out->text = display_format(paint->arena, "%d.%02d m³", (int)(*row * 7919 % 1000), (int)(*row % 100));
}

static void valve_cell(const void *data, const struct table_paint *paint, struct table_cell *out)
{
	const int64_t *row = data;
	(void)paint;
	bool forced = *row % 7 == 3;
	out->text = forced ? TEXT("forced") : TEXT("open");
	out->role = forced ? ROLE_STATUS_WARNING : ROLE_TEXT;
}

static const struct table_column columns[] = {
	{.id = "meter", .title = "METER", .minimum = 12, .accent = true, .cell = number_cell},
	{.id = "customer",
		.title = "CUSTOMER",
		.minimum = 10,
		.weight = 1,
		.maximum = 20,
		.priority = 1,
		.cell = name_cell},
	{.id = "address",
		.title = "ADDRESS",
		.minimum = 16,
		.weight = 2,
		.priority = 2,
		.cell = address_cell},
	{.id = "reading",
		.title = "READING",
		.minimum = 11,
		.align = ALIGN_RIGHT,
		.sort = 1,
		.cell = reading_cell},
	{.id = "valve", .title = "VALVE", .minimum = 6, .priority = 3, .cell = valve_cell},
};

static void paint(void *context)
{
	struct demo *demo = context;
	int width, height;
	screen_size(demo->screen, &width, &height);
	if (width != canvas_full_width(demo->canvas) || height != canvas_full_height(demo->canvas))
		canvas_resize(demo->canvas, width, height);
	canvas_clear(demo->canvas);
	table_resize(demo->table, width, height, loop_now(demo->loop));
	table_paint(demo->table, demo->canvas, true, loop_now(demo->loop));
	screen_show(demo->screen, demo->canvas);
}

static void dump(const struct demo *demo)
{
	struct string text = {0};
	struct loop_counts counts = loop_counts(demo->loop);
	canvas_print(demo->canvas, &text);
	string_append_format(&text, "turns %llu paints %llu\n", (unsigned long long)counts.turns,
		(unsigned long long)counts.paints);
	FILE *stream = fopen(demo->dump, "we");
	if (stream) {
		fputs(string_text(&text), stream);
		fclose(stream);
	}
	string_free(&text);
}

static const struct {
	uint32_t code;
	enum table_motion motion;
} motions[] = {
	{KEY_CODE_DOWN, TABLE_DOWN},
	{KEY_CODE_UP, TABLE_UP},
	{KEY_CODE_PAGE_DOWN, TABLE_PAGE_DOWN},
	{KEY_CODE_PAGE_UP, TABLE_PAGE_UP},
	{KEY_CODE_HOME, TABLE_HOME},
	{KEY_CODE_END, TABLE_END},
};

static void press(struct demo *demo, uint32_t code)
{
	for (size_t i = 0; i < ARRAY_SIZE(motions); i++) {
		if (motions[i].code != code)
			continue;
		table_move(demo->table, motions[i].motion, loop_now(demo->loop), NULL);
		loop_request_paint(demo->loop);
	}
	if (code == 's')
		dump(demo);
	if (code == 'q')
		loop_stop(demo->loop);
	if (code == 'z') {
		screen_stop(demo->screen);
		loop_request_paint(demo->loop);
	}
	if (code == '!')
		BUG_ON(code == '!');
}

static void read_keys(void *context)
{
	struct demo *demo = context;
	struct key_event event;
	while (screen_read(demo->screen, &event)) {
		if (event.kind == EVENT_KEY)
			press(demo, event.key.code);
	}
	if (screen_is_gone(demo->screen))
		loop_stop(demo->loop);
}

static void resized(void *context, int signal_number)
{
	struct demo *demo = context;
	(void)signal_number;
	screen_resized(demo->screen);
	loop_request_paint(demo->loop);
}

static bool run(struct demo *demo, struct error *err)
{
	const struct table_source source = {.page = read_rows};
	int width, height;
	screen_size(demo->screen, &width, &height);
	demo->canvas = canvas_new(width, height, screen_is_ascii(demo->screen));
	demo->table = table_new(columns, ARRAY_SIZE(columns), &source, demo);
	table_resize(demo->table, width, height, 0);
	loop_watch(demo->loop, screen_input(demo->screen), LOOP_INPUT, read_keys, demo);
	loop_set_paint(demo->loop, paint, demo);
	loop_request_paint(demo->loop);
	return loop_signal(demo->loop, SIGWINCH, resized, demo, err) && table_reload(demo->table, 0, err) &&
	       loop_run(demo->loop, err);
}

int main(int argc, char **argv)
{
	struct demo demo = {.dump = argc > 1 ? argv[1] : "/dev/null"};
	struct screen_options options = {.ascii = argc > 2 && strcmp(argv[2], "--ascii") == 0};
	struct error err = {0};
	demo.loop = loop_new(NULL, &err);
	demo.screen = screen_open(&options, &err);
	if (!demo.screen) {
		fprintf(stderr, "%s\n", err.message);
		loop_free(demo.loop);
		return 74;
	}
	bool good = run(&demo, &err);
	screen_close(demo.screen);
	table_free(demo.table);
	canvas_free(demo.canvas);
	loop_free(demo.loop);
	if (!good)
		fprintf(stderr, "%s\n", err.message);
	return good ? 0 : 1;
}
