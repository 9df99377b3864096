/* SPDX-License-Identifier: MIT */
#include "tui/dialog.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "tui/layout.h"

struct entry {
	const struct dialog_ops *ops;
	void *self;
};

struct dialog_stack {
	struct entry *entries;
	size_t count, capacity;
};

struct dialog_stack *dialog_stack_new(void)
{
	return NEW(struct dialog_stack);
}

void dialog_stack_free(struct dialog_stack *stack)
{
	if (!stack)
		return;
	dialog_clear(stack);
	free(stack->entries);
	free(stack);
}

void dialog_push(struct dialog_stack *stack, const struct dialog_ops *ops, void *self)
{
	array_grow(&stack->entries, &stack->capacity, stack->count, sizeof(*stack->entries));
	stack->entries[stack->count++] = (struct entry){ops, self};
}

static void release(struct entry entry)
{
	if (entry.ops->free)
		entry.ops->free(entry.self);
}

void dialog_pop(struct dialog_stack *stack)
{
	if (stack->count > 0)
		release(stack->entries[--stack->count]);
}

void dialog_clear(struct dialog_stack *stack)
{
	while (stack->count > 0)
		dialog_pop(stack);
}

size_t dialog_count(const struct dialog_stack *stack)
{
	return stack->count;
}

static const struct entry *top(const struct dialog_stack *stack)
{
	return stack->count ? &stack->entries[stack->count - 1] : NULL;
}

void *dialog_top(const struct dialog_stack *stack, const struct dialog_ops *ops)
{
	const struct entry *entry = top(stack);
	return entry && entry->ops == ops ? entry->self : NULL;
}

const char *dialog_context(const struct dialog_stack *stack)
{
	const struct entry *entry = top(stack);
	return entry ? entry->ops->context : NULL;
}

/* The handler may have pushed others above it, or cleared the stack. */
static void remove_entry(struct dialog_stack *stack, struct entry entry)
{
	for (size_t i = stack->count; i > 0; i--) {
		if (stack->entries[i - 1].self != entry.self)
			continue;
		for (size_t j = i; j < stack->count; j++)
			stack->entries[j - 1] = stack->entries[j];
		stack->count--;
		release(entry);
		return;
	}
}

unsigned dialog_key(struct dialog_stack *stack, const struct key_event *event)
{
	const struct entry *topmost = top(stack);
	if (!topmost)
		return OUTCOME_IGNORED;
	struct entry entry = *topmost;
	unsigned outcome = entry.ops->key(entry.self, event);
	if (outcome & OUTCOME_CLOSE) {
		remove_entry(stack, entry);
		outcome = (outcome & ~(unsigned)OUTCOME_CLOSE) | OUTCOME_PAINT;
	}
	if (outcome == OUTCOME_IGNORED && !entry.ops->passes_keys)
		return OUTCOME_HANDLED;
	return outcome;
}

static void paint_entry(const struct entry *entry, struct canvas *canvas)
{
	int width = canvas_width(canvas), height = canvas_height(canvas);
	if (entry->ops->size)
		entry->ops->size(entry->self, canvas_width(canvas), canvas_height(canvas), &width, &height);
	struct rect area = layout_center(canvas_area(canvas), width, height);
	struct canvas_window previous = canvas_enter(canvas, area);
	canvas_fill(canvas, canvas_area(canvas), ROLE_DIALOG);
	entry->ops->paint(entry->self, canvas);
	canvas_leave(canvas, previous);
}

void dialog_paint(const struct dialog_stack *stack, struct canvas *canvas)
{
	for (size_t i = 0; i < stack->count; i++)
		paint_entry(&stack->entries[i], canvas);
}

struct rect dialog_paint_box(struct canvas *canvas, struct display_text title, bool danger)
{
	unsigned role = danger ? ROLE_DIALOG_DANGER : ROLE_DIALOG_BORDER;
	canvas_box(canvas, canvas_area(canvas), role, danger ? ROLE_DIALOG_DANGER : ROLE_TITLE, title,
		DISPLAY_NONE);
	return rect_inset(canvas_area(canvas), 2, 1, 2, 1);
}
