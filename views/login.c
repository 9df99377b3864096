/* SPDX-License-Identifier: MIT */
#include "views/login.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/attributes.h"
#include "core/vendors/driver.h"
#include "tui/field.h"
#include "tui/picture.h"
#include "views/asking.h"
#include "views/platforms.h"
#include "views/roles.h"
#include "views/shell.h"
#include "views/words.h"

#define PROFILE_MAX 128
#define CODE_MAX    32

/* The dialog of one login. */
struct login {
	struct desk *desk;
	char profile[PROFILE_MAX];
	struct arena arena; /* of the picture's id and bytes */
	struct string_view captcha_id, bytes;
	struct picture *picture;
	struct picture_view look;
	struct field code;
	bool waiting; /* for an answer */
	bool saved;
	char words[ERROR_MESSAGE_MAX]; /* what happens, or went wrong */
	unsigned role;
};

static void say(struct login *login, unsigned role, const char *words)
{
	size_t length = MIN(strlen(words), sizeof(login->words) - 1);
	memcpy(login->words, words, length);
	login->words[length] = '\0';
	login->role = role;
}

/* ---- the picture in the store ---- */

static void drop_picture(struct login *login)
{
	picture_free(login->picture);
	login->picture = NULL;
	login->captcha_id = login->bytes = SV_NONE;
	login->saved = false;
	arena_reset(&login->arena);
}

/* True when another picture came, or it went. */
static bool read_picture(struct login *login)
{
	struct arena arena = {0};
	struct string_view id = SV_NONE, bytes = SV_NONE;
	struct error err = {0};
	if (!cache_captcha(login->desk->reader, sv(login->profile), &arena, &id, &bytes, &err) ||
		(bytes.length == 0 && login->bytes.length == 0) ||
		(sv_equal(id, login->captcha_id) && bytes.length == login->bytes.length)) {
		arena_free(&arena);
		return false;
	}
	drop_picture(login);
	arena_free(&login->arena);
	login->arena = arena;
	login->captcha_id = id;
	login->bytes = bytes;
	if (bytes.length && !(login->picture = picture_decode(bytes, &err)))
		say(login, ROLE_STATUS_WARNING, err.message);
	else if (bytes.length && !login->waiting && login->role != ROLE_STATUS_BAD)
		say(login, ROLE_DIM, "Type what the picture shows.");
	return true;
}

/* ---- what is asked ---- */

static void answered(void *context, const struct engine_answer *answer)
{
	struct login *login = context;
	login->waiting = false;
	read_picture(login);
	if (answer->error.code == ERROR_NONE) {
		desk_say(login->desk, TOAST_INFO, "%s: logged in", login->profile);
		dialog_pop(login->desk->dialogs);
		return;
	}
	if (answer->error.code == ERROR_CAPTCHA && login->code.text.length == 0)
		say(login, ROLE_DIM, "Type what the picture shows.");
	else
		say(login, ROLE_STATUS_BAD, answer->error.message);
	field_clear(&login->code);
	desk_repaint(login->desk);
}

static unsigned ask(struct login *login)
{
	struct error err = {0};
	if (asking_login(login->desk->asking, sv(login->profile), answered, login, &err)) {
		login->waiting = true;
		say(login, ROLE_DIM, "Asking the platform …");
	} else {
		say(login, ROLE_STATUS_BAD, err.message);
	}
	return OUTCOME_PAINT;
}

static unsigned submit(struct login *login)
{
	struct error err = {0};
	if (login->waiting || login->captcha_id.length == 0)
		return OUTCOME_HANDLED;
	if (login->code.text.length == 0) {
		say(login, ROLE_STATUS_WARNING, "Type what the picture shows first.");
		return OUTCOME_PAINT;
	}
	if (asking_captcha(login->desk->asking, sv(login->profile), login->captcha_id,
		    field_text(&login->code), answered, login, &err)) {
		login->waiting = true;
		say(login, ROLE_DIM, "Logging in …");
	} else {
		say(login, ROLE_STATUS_BAD, err.message);
	}
	return OUTCOME_PAINT;
}

/* ---- the picture in a file: for a terminal that cannot show it well ---- */

static bool write_all(int file, struct string_view bytes)
{
	size_t written = 0;
	while (written < bytes.length) {
		ssize_t count = write(file, bytes.data + written, bytes.length - written);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		written += (size_t)count;
	}
	return true;
}

static unsigned save(struct login *login)
{
	struct string path = {0};
	if (!login->picture)
		return OUTCOME_HANDLED;
	string_append_format(&path, "%s/captcha-%s.%s", store_directory(login->desk->store), login->profile,
		sv_equal_text(sv(picture_format(login->picture)), "JPEG") ? "jpg" : "png");
	int file = open(string_text(&path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool saved = file >= 0 && write_all(file, login->bytes);
	if (file >= 0)
		saved = close(file) == 0 && saved;
	if (saved) {
		struct string words = {0};
		string_append_format(&words, "Saved as %s", string_text(&path));
		say(login, ROLE_DIM, string_text(&words));
		string_free(&words);
	} else {
		struct error err = {0};
		error_errno(&err, ERROR_IO, errno, "writing %s", string_text(&path));
		say(login, ROLE_STATUS_BAD, err.message);
	}
	string_free(&path);
	return OUTCOME_PAINT;
}

/* ---- the dialog ---- */

static void size(const void *self, int screen_width, int screen_height, int *width, int *height)
{
	(void)self;
	*width = MIN(screen_width, 84);
	*height = MIN(screen_height, 24);
}

static void paint(const void *self, struct canvas *canvas)
{
	const struct login *login = self;
	struct arena *arena = canvas_arena(canvas);
	struct display_text title = display_format(arena, "Log in to %s", login->profile);
	struct rect room = dialog_paint_box(canvas, title, false);
	struct rect image = {room.x, room.y, room.width, MAX(room.height - 4, 0)};
	struct picture_view look = login->look;
	if (login->picture)
		picture_paint(login->picture, canvas, image, &look);
	int y = room.y + image.height;
	canvas_put(canvas, room.x, y, login->role,
		display_fit(arena, words_text(arena, sv(login->words)), (uint32_t)MAX(room.width, 1),
			canvas_is_ascii(canvas)));
	if (login->picture) {
		canvas_put_literal(canvas, room.x, y + 1, ROLE_DIM, "Code");
		field_paint(&login->code, canvas, room.x + 6, y + 1, MIN(room.width - 6, CODE_MAX), true);
	}
	canvas_put_literal(canvas, room.x, y + 3, ROLE_HINT_TEXT,
		login->picture ? "Enter log in  F2 another  F3 larger  F4 colours  F6 save  Escape later"
			       : "F2 ask again  Escape later");
}

static unsigned special_key(struct login *login, uint32_t code)
{
	switch (code) {
	case KEY_CODE_ESCAPE:
		return OUTCOME_CLOSE;
	case KEY_CODE_ENTER:
		return submit(login);
	case KEY_CODE_F1 + 1:
		return login->waiting ? OUTCOME_HANDLED : ask(login);
	case KEY_CODE_F1 + 2:
		login->look.zoom = (login->look.zoom + 1) % 3;
		return OUTCOME_PAINT;
	case KEY_CODE_F1 + 3:
		login->look.threshold = !login->look.threshold;
		login->look.mode = login->desk->ascii      ? PICTURE_ASCII
				   : login->look.threshold ? PICTURE_BRAILLE
							   : PICTURE_BLOCKS;
		return OUTCOME_PAINT;
	case KEY_CODE_F1 + 5:
		return save(login);
	default:
		return OUTCOME_IGNORED;
	}
}

static unsigned key(void *self, const struct key_event *event)
{
	struct login *login = self;
	unsigned outcome = event->kind == EVENT_KEY ? special_key(login, event->key.code) : OUTCOME_IGNORED;
	return outcome == OUTCOME_IGNORED ? field_key(&login->code, event) : outcome;
}

static void release(void *self)
{
	struct login *login = self;
	asking_forget(login->desk->asking, login);
	drop_picture(login);
	arena_free(&login->arena);
	field_free(&login->code);
	free(login);
}

static const struct dialog_ops login_dialog = {.size = size, .paint = paint, .key = key, .free = release};

/* ---- which platform ---- */

bool login_is_known(const struct platform_fact *fact)
{
	size_t count;
	const struct driver *const *all = driver_all(&count);
	for (size_t i = 0; i < count; i++) {
		if (sv_equal_text(fact->driver, all[i]->name))
			return all[i]->login != LOGIN_NONE;
	}
	return true;
}

static const struct platform_fact *fact_of(const struct shell *shell, struct string_view profile)
{
	for (size_t i = 0; i < shell->facts.platform_count; i++) {
		if (sv_equal(shell->facts.platforms[i].profile, profile))
			return &shell->facts.platforms[i];
	}
	return NULL;
}

static struct string_view choose_profile(struct shell *shell, struct string_view asked)
{
	if (asked.length)
		return asked;
	if (shell->page == PAGE_PLATFORMS && shell->detail_count == 0) {
		struct string_view selected = platforms_selected(shell->views[PAGE_PLATFORMS].self);
		if (selected.length)
			return selected;
	}
	for (size_t i = 0; i < shell->facts.platform_count; i++) {
		enum platform_state state = shell->facts.platforms[i].state;
		if (state == PLATFORM_NEEDS_CAPTCHA || state == PLATFORM_LOCAL)
			return shell->facts.platforms[i].profile;
	}
	return shell->facts.platform_count ? shell->facts.platforms[0].profile : SV_NONE;
}

unsigned login_open(struct shell *shell, struct string_view profile, struct error *err)
{
	struct desk *desk = shell->desk;
	profile = choose_profile(shell, profile);
	if (profile.length == 0 || profile.length >= PROFILE_MAX) {
		error_set(err, ERROR_NOT_FOUND, "no platform is known yet: configure one, or press F5");
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	}
	const struct platform_fact *fact = fact_of(shell, profile);
	if (fact && !login_is_known(fact)) {
		desk_say(desk, TOAST_INFO, "%.*s needs no login: its requests are signed", SV_ARG(profile));
		return OUTCOME_PAINT;
	}
	struct login *login = NEW(struct login);
	login->desk = desk;
	memcpy(login->profile, profile.data, profile.length);
	field_init(&login->code, CODE_MAX, "what the picture shows");
	/* Black and white first: go-admin draws the digits in one colour, and thresholding leaves little
	 * else. */
	login->look.threshold = true;
	login->look.mode = desk->ascii ? PICTURE_ASCII : PICTURE_BRAILLE;
	ask(login);
	read_picture(login);
	dialog_push(desk->dialogs, &login_dialog, login);
	return OUTCOME_PAINT;
}

bool login_store_changed(struct shell *shell)
{
	struct login *login = dialog_top(shell->desk->dialogs, &login_dialog);
	return login && read_picture(login);
}
