/* SPDX-License-Identifier: MIT */
#include "tui/form.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "tui/field.h"

struct entry {
	const char *id;
	enum form_kind kind;
	struct display_text label, note;
	struct field field; /* FORM_TEXT, FORM_SECRET */
	const char **choices;
	struct display_text *choice_labels;
	size_t choice_count, choice;
	bool required;
	struct string problem;
};

struct form {
	struct arena arena;
	struct entry *entries;
	size_t count, focus;
};

static const char *copy(struct form *form, const char *text)
{
	return text ? arena_copy(&form->arena, sv(text)).data : "";
}

static struct display_text copy_display(struct form *form, const char *text)
{
	return text ? display_copy(&form->arena, display_clean(&form->arena, sv(text))) : DISPLAY_NONE;
}

static void init_choices(struct form *form, struct entry *entry, const struct form_field *setup)
{
	entry->choices = arena_alloc_array(&form->arena, setup->choice_count, sizeof(*entry->choices));
	entry->choice_labels =
		arena_alloc_array(&form->arena, setup->choice_count, sizeof(*entry->choice_labels));
	entry->choice_count = setup->choice_count;
	for (size_t i = 0; i < setup->choice_count; i++) {
		entry->choices[i] = copy(form, setup->choices[i]);
		entry->choice_labels[i] = copy_display(form, setup->choices[i]);
		if (setup->value && sv_equal_text(sv(setup->value), setup->choices[i]))
			entry->choice = i;
	}
}

static void init_entry(struct form *form, struct entry *entry, const struct form_field *setup)
{
	entry->id = copy(form, setup->id);
	entry->kind = setup->kind;
	entry->label = copy_display(form, setup->label);
	entry->note = copy_display(form, setup->note);
	entry->required = setup->required;
	field_init(&entry->field, setup->limit, NULL);
	entry->field.secret = setup->kind == FORM_SECRET;
	if (setup->kind == FORM_CHOICE)
		init_choices(form, entry, setup);
	else if (setup->value)
		field_set(&entry->field, sv(setup->value));
}

static bool takes_focus(const struct entry *entry)
{
	return entry->kind != FORM_NOTE;
}

/* The next place that takes the keys; stays where it is when there is none. */
static void move_focus(struct form *form, int step)
{
	for (size_t i = 1; i <= form->count; i++) {
		size_t next = (form->focus + (step > 0 ? i : form->count * 2 - i)) % form->count;
		if (takes_focus(&form->entries[next])) {
			form->focus = next;
			return;
		}
	}
}

struct form *form_new(const struct form_field *fields, size_t count)
{
	struct form *form = NEW(struct form);
	form->entries = NEW_ARRAY(struct entry, count);
	form->count = count;
	for (size_t i = 0; i < count; i++)
		init_entry(form, &form->entries[i], &fields[i]);
	if (count > 0 && !takes_focus(&form->entries[0]))
		move_focus(form, 1);
	return form;
}

void form_free(struct form *form)
{
	if (!form)
		return;
	for (size_t i = 0; i < form->count; i++) {
		field_free(&form->entries[i].field);
		string_free(&form->entries[i].problem);
	}
	free(form->entries);
	arena_free(&form->arena);
	free(form);
}

static struct entry *find(const struct form *form, const char *id)
{
	for (size_t i = 0; i < form->count; i++) {
		if (sv_equal_text(sv(id), form->entries[i].id))
			return &form->entries[i];
	}
	return NULL;
}

static struct string_view entry_value(const struct entry *entry)
{
	if (entry->kind != FORM_CHOICE)
		return field_text(&entry->field);
	return entry->choice_count ? sv(entry->choices[entry->choice]) : SV("");
}

struct string_view form_value(const struct form *form, const char *id)
{
	const struct entry *entry = find(form, id);
	return entry ? entry_value(entry) : SV_NONE;
}

size_t form_choice(const struct form *form, const char *id)
{
	const struct entry *entry = find(form, id);
	return entry ? entry->choice : 0;
}

void form_set(struct form *form, const char *id, struct string_view value)
{
	struct entry *entry = find(form, id);
	if (!entry)
		return;
	if (entry->kind != FORM_CHOICE)
		field_set(&entry->field, value);
	for (size_t i = 0; i < entry->choice_count; i++) {
		if (sv_equal_text(value, entry->choices[i]))
			entry->choice = i;
	}
}

void form_set_error(struct form *form, const char *id, struct string_view sentence)
{
	struct entry *entry = find(form, id);
	if (entry)
		string_set(&entry->problem, sentence);
}

void form_focus(struct form *form, const char *id)
{
	struct entry *entry = find(form, id);
	if (entry && takes_focus(entry))
		form->focus = (size_t)(entry - form->entries);
}

const char *form_focused(const struct form *form)
{
	return form->count ? form->entries[form->focus].id : "";
}

bool form_check(struct form *form)
{
	bool complete = true;
	for (size_t i = form->count; i > 0; i--) {
		struct entry *entry = &form->entries[i - 1];
		if (!entry->required || sv_trim(entry_value(entry)).length > 0)
			continue;
		string_set(&entry->problem, SV("this is needed"));
		form->focus = i - 1;
		complete = false;
	}
	return complete;
}

static bool is_last(const struct form *form)
{
	for (size_t i = form->focus + 1; i < form->count; i++) {
		if (takes_focus(&form->entries[i]))
			return false;
	}
	return true;
}

static unsigned submit(struct form *form)
{
	return form_check(form) ? OUTCOME_HANDLED | OUTCOME_CLOSE : OUTCOME_PAINT;
}

static unsigned turn(struct entry *entry, int step)
{
	if (entry->choice_count > 0)
		entry->choice =
			(entry->choice + (step > 0 ? 1 : entry->choice_count - 1)) % entry->choice_count;
	return OUTCOME_PAINT;
}

/* A letter takes the next choice that begins with it. */
static unsigned pick(struct entry *entry, uint32_t letter)
{
	for (size_t i = 1; i <= entry->choice_count; i++) {
		size_t at = (entry->choice + i) % entry->choice_count;
		if ((unsigned char)(entry->choices[at][0] | 0x20) == (letter | 0x20)) {
			entry->choice = at;
			return OUTCOME_PAINT;
		}
	}
	return OUTCOME_IGNORED;
}

static unsigned choice_key(struct entry *entry, const struct key_event *event)
{
	if (event->kind != EVENT_KEY)
		return OUTCOME_IGNORED;
	if (event->key.code == KEY_CODE_LEFT)
		return turn(entry, -1);
	if (event->key.code == KEY_CODE_RIGHT || event->key.code == ' ')
		return turn(entry, 1);
	return key_is_text(event->key) && event->key.code < 0x80 ? pick(entry, event->key.code)
								 : OUTCOME_IGNORED;
}

static unsigned navigate(struct form *form, struct key key)
{
	switch (key.code) {
	case KEY_CODE_ENTER:
		if (is_last(form) || (key.modifiers & KEY_CONTROL))
			return submit(form);
		move_focus(form, 1);
		return OUTCOME_PAINT;
	case KEY_CODE_TAB:
		move_focus(form, key.modifiers & KEY_SHIFT ? -1 : 1);
		return OUTCOME_PAINT;
	case KEY_CODE_DOWN:
		move_focus(form, 1);
		return OUTCOME_PAINT;
	case KEY_CODE_UP:
		move_focus(form, -1);
		return OUTCOME_PAINT;
	default:
		return OUTCOME_IGNORED;
	}
}

unsigned form_key(struct form *form, const struct key_event *event)
{
	if (form->count == 0)
		return OUTCOME_IGNORED;
	if (event->kind == EVENT_KEY) {
		unsigned outcome = navigate(form, event->key);
		if (outcome != OUTCOME_IGNORED)
			return outcome;
	}
	struct entry *entry = &form->entries[form->focus];
	unsigned outcome =
		entry->kind == FORM_CHOICE ? choice_key(entry, event) : field_key(&entry->field, event);
	if (outcome != OUTCOME_IGNORED)
		string_clear(&entry->problem);
	return outcome;
}

int form_height(const struct form *form)
{
	int height = (int)form->count;
	for (size_t i = 0; i < form->count; i++)
		height += form->entries[i].problem.length > 0;
	return height;
}

static int label_width(const struct form *form, int most)
{
	uint32_t width = 0;
	for (size_t i = 0; i < form->count; i++) {
		if (takes_focus(&form->entries[i]))
			width = MAX(width, form->entries[i].label.width);
	}
	return MIN((int)MIN(width, 1000u), most);
}

static void paint_choice(
	const struct entry *entry, struct canvas *canvas, int x, int y, int width, bool focused)
{
	unsigned role = focused ? ROLE_INPUT_FOCUS : ROLE_INPUT;
	if (entry->choice_count == 0 || width < 4)
		return;
	int used = MIN((int)entry->choice_labels[entry->choice].width, width - 4);
	canvas_put_glyph(canvas, x, y, ROLE_HINT_KEY, GLYPH_LEFT);
	canvas_put_fit(canvas, x + 2, y, used, ALIGN_LEFT, role, entry->choice_labels[entry->choice]);
	canvas_put_glyph(canvas, x + 3 + used, y, ROLE_HINT_KEY, GLYPH_RIGHT);
	if (focused)
		canvas_set_cursor(canvas, x + 2, y, true);
}

static void paint_entry(
	const struct entry *entry, struct canvas *canvas, int y, int labels, int width, bool focused)
{
	if (entry->kind == FORM_NOTE) {
		canvas_put_fit(canvas, 0, y, width, ALIGN_LEFT, ROLE_DIM, entry->label);
		return;
	}
	if (focused)
		canvas_put_glyph(canvas, 0, y, ROLE_BAR_SELECTED, GLYPH_BAR);
	canvas_put_fit(canvas, 2, y, labels, ALIGN_LEFT, focused ? ROLE_STRONG : ROLE_TEXT, entry->label);
	int x = labels + 4, note = MIN((int)entry->note.width, MAX(width - x - 12, 0));
	int room = MAX(width - x - (note ? note + 2 : 0), 1);
	if (entry->kind == FORM_CHOICE)
		paint_choice(entry, canvas, x, y, room, focused);
	else
		field_paint(&entry->field, canvas, x, y, room, focused);
	canvas_put_fit(canvas, width - note, y, note, ALIGN_LEFT, ROLE_DIM, entry->note);
}

void form_paint(const struct form *form, struct canvas *canvas, struct rect area, bool focused)
{
	struct canvas_window previous = canvas_enter(canvas, area);
	int labels = label_width(form, area.width / 3), y = 0;
	for (size_t i = 0; i < form->count; i++, y++) {
		const struct entry *entry = &form->entries[i];
		paint_entry(entry, canvas, y, labels, area.width, focused && i == form->focus);
		if (entry->problem.length > 0)
			canvas_put(canvas, labels + 4, ++y, ROLE_STATUS_BAD,
				display_clean(canvas_arena(canvas), string_view(&entry->problem)));
	}
	canvas_leave(canvas, previous);
}
