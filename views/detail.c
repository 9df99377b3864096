/* SPDX-License-Identifier: MIT */
#include "views/detail.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "views/detail_parts.h"
#include "views/pretty.h"
#include "views/roles.h"
#include "views/shell.h"
#include "views/words.h"

/* What all details share: reading again, scrolling, painting. */

unsigned detail_push(struct desk *desk, const struct view_ops *ops, struct detail made)
{
	struct detail *detail = NEW(struct detail);
	*detail = made;
	detail->desk = desk;
	return shell_push_detail(desk->shell, ops, detail);
}

static void release(void *self)
{
	struct detail *detail = self;
	document_free(&detail->document);
	free(detail);
}

static bool refresh(void *self, struct error *err)
{
	struct detail *detail = self;
	struct error problem = {0};
	(void)err;
	document_clear(&detail->document);
	detail->subject = (struct view_subject){0};
	detail->copy = DISPLAY_NONE;
	detail->command_profile = detail->vendor_id = SV_NONE;
	detail->gone = !detail->write(detail, &problem);
	if (detail->gone)
		document_text(&detail->document, 0,
			display_copy(&detail->document.arena,
				words_text(&detail->document.arena, sv(problem.message))),
			ROLE_STATUS_WARNING);
	return true;
}

static void clamp(struct detail *detail)
{
	int most = document_height(&detail->document, detail->width) - detail->height;
	detail->scroll = MIN(MAX(detail->scroll, 0), MAX(most, 0));
}

static void resize(void *self, int width, int height, bool framed)
{
	struct detail *detail = self;
	(void)framed;
	detail->width = width;
	detail->height = MAX(height - 1, 1);
	clamp(detail);
}

static void paint(const void *self, struct canvas *canvas, bool focused, bool framed)
{
	const struct detail *detail = self;
	struct rect area = canvas_area(canvas);
	int all = document_height(&detail->document, area.width);
	(void)focused;
	(void)framed;
	canvas_put(canvas, 1, 0, ROLE_STRONG, detail->title);
	if (all > detail->height)
		canvas_format(canvas, area.width - 7, 0, ROLE_DIM, "%4d %%",
			MIN(100 * (detail->scroll + detail->height) / MAX(all, 1), 100));
	document_paint(&detail->document, canvas, rect_inset(area, 0, 1, 0, 0), detail->scroll);
}

static unsigned move(void *self, enum table_motion motion)
{
	struct detail *detail = self;
	const int steps[] = {
		[TABLE_UP] = -1,
		[TABLE_DOWN] = 1,
		[TABLE_PAGE_UP] = -detail->height,
		[TABLE_PAGE_DOWN] = detail->height,
		[TABLE_HALF_UP] = -detail->height / 2,
		[TABLE_HALF_DOWN] = detail->height / 2,
		[TABLE_HOME] = -detail->scroll,
		[TABLE_END] = document_height(&detail->document, detail->width),
	};
	detail->scroll += steps[motion];
	clamp(detail);
	return OUTCOME_PAINT;
}

/* Enter goes to the next heading, and from the last one to the top. */
static unsigned next_section(void *self)
{
	struct detail *detail = self;
	int before = detail->scroll;
	for (size_t i = 0;; i++) {
		int line = document_heading_line(&detail->document, detail->width, i);
		if (line < 0)
			break;
		if (line <= before)
			continue;
		detail->scroll = line;
		clamp(detail);
		if (detail->scroll > before)
			return OUTCOME_PAINT;
	}
	detail->scroll = 0;
	return OUTCOME_PAINT;
}

static bool subject(const void *self, struct view_subject *out)
{
	const struct detail *detail = self;
	*out = detail->subject;
	return detail->subject.meter_no.length > 0;
}

static struct display_text copy(const void *self, struct arena *arena)
{
	return display_copy(arena, ((const struct detail *)self)->copy);
}

void detail_subject(
	struct detail *detail, int64_t meter_id, struct string_view profile, struct string_view meter_no)
{
	struct arena *arena = &detail->document.arena;
	detail->subject =
		(struct view_subject){meter_id, arena_copy(arena, profile), arena_copy(arena, meter_no)};
	if (detail->copy.length == 0)
		detail->copy = words_text(arena, detail->subject.meter_no);
}

void detail_raw(struct detail *detail, const char *title, int64_t raw)
{
	struct document *document = &detail->document;
	struct string_view text = SV_NONE;
	struct error err = {0};
	bool dropped = false;
	document_heading(document, title, TEXT("as the platform sent it"));
	if (!cache_raw(detail->desk->reader, raw, &document->arena, &text, &dropped, &err))
		document_text(document, 0,
			display_copy(&document->arena, words_text(&document->arena, sv(err.message))),
			ROLE_STATUS_WARNING);
	else if (dropped)
		document_text(document, 0, TEXT("The record is no longer kept."), ROLE_DIM);
	else if (text.length == 0)
		document_text(document, 0, TEXT("There is no record of it."), ROLE_DIM);
	else
		pretty_record(document, text);
}

bool detail_command(const struct view *view, struct string_view *profile, struct string_view *vendor_id)
{
	if (view->ops != &record_detail_view)
		return false;
	const struct detail *detail = view->self;
	*profile = detail->command_profile;
	*vendor_id = detail->vendor_id;
	return detail->vendor_id.length > 0;
}

static const char *const meter_hints[] = {"view.back", "meter.read", "meter.readings", "meter.history",
	"meter.go", "detail.next", "console.copy", "console.palette", "console.help"};
static const char *const record_hints[] = {"view.back", "command.ask", "meter.detail", "meter.readings",
	"meter.go", "meter.read", "detail.next", "console.copy", "console.palette", "console.help"};

#define DETAIL_OPS                                                                                           \
	.free = release, .refresh = refresh, .resize = resize, .paint = paint, .move = move,                 \
	.open = next_section, .subject = subject, .copy = copy

const struct view_ops meter_detail_view = {
	DETAIL_OPS,
	.name = "meter",
	.title = "Meter",
	.hints = meter_hints,
	.hint_count = ARRAY_SIZE(meter_hints),
};

const struct view_ops record_detail_view = {
	DETAIL_OPS,
	.name = "record",
	.title = "Detail",
	.hints = record_hints,
	.hint_count = ARRAY_SIZE(record_hints),
};
