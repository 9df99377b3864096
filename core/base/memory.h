/* SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

#include "core/base/attributes.h"
#include "core/base/string_view.h"

/*
 * Memory never runs out halfway: these end the program through bug() when there is none left. What is in the
 * ledger by then is safe, because every state change is one transaction.
 */
void *memory_new(size_t size) RETURNS_NONNULL;                     /* zeroed; size 0 gives a valid pointer */
void *memory_new_array(size_t count, size_t size) RETURNS_NONNULL; /* zeroed, checked product */
void *memory_resize(void *pointer, size_t count, size_t size) RETURNS_NONNULL; /* like reallocarray */
char *memory_copy_text(struct string_view text) RETURNS_NONNULL;               /* NUL-terminated; free() it */

#define NEW(type)              ((type *)memory_new(sizeof(type)))
#define NEW_ARRAY(type, count) ((type *)memory_new_array((count), sizeof(type)))

/*
 * Makes room for one more element: `array_grow(&list->items, &list->capacity, list->count,
 * sizeof(*list->items))`. Doubles; new room is not zeroed.
 */
void array_grow(void *items_pointer, size_t *capacity, size_t count, size_t element_size);

/*
 * An arena: many small allocations with one end. A page of rows, a frame's texts, a decoded answer live in
 * one. Zero-initialise; arena_reset() keeps the blocks for the next round, arena_free() gives them back.
 */
struct arena_block;
struct arena {
	struct arena_block *first;
	struct arena_block *current;
};

void *arena_alloc(struct arena *arena, size_t size) RETURNS_NONNULL; /* zeroed, aligned for any type */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size) RETURNS_NONNULL;
struct string_view arena_copy(struct arena *arena, struct string_view text); /* NUL-terminated as well */
struct string_view arena_format(struct arena *arena, const char *format, ...) PRINTF(2, 3);
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);
size_t arena_size(const struct arena *arena); /* bytes held, for tests and `doctor` */
