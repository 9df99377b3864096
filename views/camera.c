/* SPDX-License-Identifier: MIT */
#include "views/camera.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "tui/picture.h"
#include "tui/screen.h"
#include "views/asking.h"
#include "views/roles.h"
#include "views/shell.h"
#include "views/words.h"

/* The dialog of one picture. */
struct camera {
	struct desk *desk;
	int64_t meter_id;
	char meter_no[METER_NO_MAX + 1];
	struct arena arena; /* of what the store has */
	struct meter_picture kept;
	struct latest_values latest;
	struct picture *picture;
	struct picture_view look;
	char words[ERROR_MESSAGE_MAX]; /* what happens, or went wrong */
	unsigned role;
};

static void say(struct camera *camera, unsigned role, const char *words)
{
	size_t length = MIN(strlen(words), sizeof(camera->words) - 1);
	memcpy(camera->words, words, length);
	camera->words[length] = '\0';
	camera->role = role;
}

static void read_picture(struct camera *camera)
{
	struct error err = {0};
	picture_free(camera->picture);
	camera->picture = NULL;
	arena_reset(&camera->arena);
	if (!cache_latest(camera->desk->reader, camera->meter_id, SOURCE_BIT(SOURCE_CAMERA), &camera->arena,
		    &camera->latest, &err) ||
		!cache_picture(camera->desk->reader, camera->meter_id, &camera->arena, &camera->kept, &err))
		say(camera, ROLE_STATUS_BAD, err.message);
	else if (camera->kept.picture.length &&
		 !(camera->picture = picture_decode(camera->kept.picture, &err)))
		say(camera, ROLE_STATUS_BAD, err.message);
}

/* A kept picture may be of an earlier reading: then the address is another one. */
static bool is_newest(const struct camera *camera)
{
	return camera->kept.picture.length &&
	       sv_equal(camera->kept.url, display_view(camera->latest.image_url));
}

static void answered(void *context, const struct engine_answer *answer)
{
	struct camera *camera = context;
	say(camera, ROLE_DIM, "");
	read_picture(camera);
	if (answer->error.code != ERROR_NONE)
		say(camera, ROLE_STATUS_BAD, answer->error.message);
	desk_repaint(camera->desk);
}

static void ask(struct camera *camera, struct string_view profile)
{
	struct error err = {0};
	if (asking_picture(camera->desk->asking, profile, sv(camera->meter_no), answered, camera, &err))
		say(camera, ROLE_DIM, "Fetching the picture …");
	else
		say(camera, ROLE_STATUS_WARNING, err.message);
}

static void size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	(void)self;
	*width = MIN(screen_width, 100);
	*height = MIN(screen_height, 34);
}

static void paint_words(const struct camera *camera, struct canvas *canvas, int x, int y, int width)
{
	struct arena *arena = canvas_arena(canvas);
	struct display_text age = words_ago(arena, camera->desk->now, camera->latest.image_at);
	struct display_text line = display_format(arena, "%.*s, read %.*s%s",
		DISPLAY_ARG(words_or_dash(camera->latest.image_status)), DISPLAY_ARG(age),
		camera->picture && !is_newest(camera) ? "; this picture is of an earlier reading" : "");
	canvas_put(canvas, x, y, ROLE_TEXT,
		display_fit(arena, line, (uint32_t)MAX(width, 1), canvas_is_ascii(canvas)));
	struct display_text words = camera->words[0] ? words_text(arena, sv(camera->words))
						     : words_or_dash(camera->latest.image_url);
	canvas_put(canvas, x, y + 1, camera->words[0] ? camera->role : ROLE_DIM,
		display_fit(arena, words, (uint32_t)MAX(width, 1), canvas_is_ascii(canvas)));
}

static void paint(const void *self, struct canvas *canvas)
{
	const struct camera *camera = self;
	struct display_text title = display_format(canvas_arena(canvas), "Picture of %s", camera->meter_no);
	struct rect room = dialog_paint_box(canvas, title, false);
	struct rect image = {room.x, room.y, room.width, MAX(room.height - 4, 0)};
	struct picture_view look = camera->look;
	if (camera->picture)
		picture_paint(camera->picture, canvas, image, &look);
	paint_words(camera, canvas, room.x, room.y + image.height, room.width);
	canvas_put_literal(canvas, room.x, room.y + image.height + 3, ROLE_HINT_TEXT,
		"F3 larger  F4 black and white  Escape back");
}

static unsigned key(void *self, const struct key_event *event)
{
	struct camera *camera = self;
	if (event->kind != EVENT_KEY)
		return OUTCOME_IGNORED;
	switch (event->key.code) {
	case KEY_CODE_ESCAPE:
	case KEY_CODE_ENTER:
		return OUTCOME_CLOSE;
	case KEY_CODE_F1 + 2:
		camera->look.zoom = (camera->look.zoom + 1) % 3;
		return OUTCOME_PAINT;
	case KEY_CODE_F1 + 3:
		camera->look.mode = camera->desk->ascii                    ? PICTURE_ASCII
				    : camera->look.mode == PICTURE_BRAILLE ? PICTURE_BLOCKS
									   : PICTURE_BRAILLE;
		return OUTCOME_PAINT;
	default:
		return OUTCOME_IGNORED;
	}
}

static void release(void *self)
{
	struct camera *camera = self;
	asking_forget(camera->desk->asking, camera);
	picture_free(camera->picture);
	arena_free(&camera->arena);
	free(camera);
}

static const struct dialog_ops camera_dialog = {.size = size, .paint = paint, .key = key, .free = release};

static enum picture_mode first_mode(const struct desk *desk)
{
	if (desk->ascii)
		return PICTURE_ASCII;
	return desk->screen && !screen_has_color(desk->screen) ? PICTURE_BRAILLE : PICTURE_BLOCKS;
}

unsigned camera_open(struct shell *shell, const struct view_subject *subject, struct error *err)
{
	struct desk *desk = shell->desk;
	struct camera *camera = NEW(struct camera);
	camera->desk = desk;
	camera->meter_id = subject->meter_id;
	memcpy(camera->meter_no, subject->meter_no.data, MIN(subject->meter_no.length, (size_t)METER_NO_MAX));
	camera->look.mode = first_mode(desk);
	read_picture(camera);
	if (camera->latest.image_url.length == 0) {
		error_set(err, ERROR_NOT_FOUND, "no picture is known of meter %s", camera->meter_no);
		release(camera);
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	}
	if (!is_newest(camera))
		ask(camera, subject->profile);
	dialog_push(desk->dialogs, &camera_dialog, camera);
	return OUTCOME_PAINT;
}
