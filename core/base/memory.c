/* SPDX-License-Identifier: MIT */
#include "core/base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"

#define BLOCK_SIZE_LEAST ((size_t)4096)
#define BLOCK_SIZE_MOST  ((size_t)262144)

struct arena_block {
	struct arena_block *next;
	size_t size;
	size_t used;
	_Alignas(max_align_t) char data[];
};

static void *must_have(void *pointer)
{
	if (!pointer)
		bug(__FILE__, __LINE__, "out of memory");
	return pointer;
}

static size_t checked_product(size_t count, size_t size)
{
	size_t product;

	if (__builtin_mul_overflow(count, size, &product))
		bug(__FILE__, __LINE__, "array too large");
	return product;
}

static size_t checked_sum(size_t a, size_t b)
{
	size_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		bug(__FILE__, __LINE__, "allocation too large");
	return sum;
}

void *memory_new(size_t size)
{
	return must_have(calloc(1, MAX(size, 1)));
}

void *memory_new_array(size_t count, size_t size)
{
	return memory_new(checked_product(count, size));
}

void *memory_resize(void *pointer, size_t count, size_t size)
{
	size_t product = checked_product(count, size);

	return must_have(realloc(pointer, MAX(product, 1)));
}

char *memory_copy_text(struct string_view text)
{
	char *copy = must_have(malloc(checked_sum(text.length, 1)));

	if (text.length)
		memcpy(copy, text.data, text.length);
	copy[text.length] = '\0';
	return copy;
}

void array_grow(void *items_pointer, size_t *capacity, size_t count, size_t element_size)
{
	void *items;
	size_t wanted;

	if (count < *capacity)
		return;
	wanted = MAX(checked_product(checked_sum(count, 1), 2), 8);
	memcpy(&items, items_pointer, sizeof(items));
	items = memory_resize(items, wanted, element_size);
	memcpy(items_pointer, &items, sizeof(items));
	*capacity = wanted;
}

/* Where the next allocation of this block would begin; beyond the block's size when it is full. */
static size_t block_offset(const struct arena_block *block, size_t align)
{
	return (block->used + align - 1) & ~(align - 1);
}

static bool block_fits(const struct arena_block *block, size_t size, size_t align)
{
	size_t offset = block_offset(block, align);

	return offset <= block->size && size <= block->size - offset;
}

static struct arena_block *block_append(struct arena *arena, size_t size)
{
	struct arena_block *last = arena->current;
	size_t room = BLOCK_SIZE_LEAST;
	struct arena_block *block;

	while (last && last->next)
		last = last->next;
	if (last)
		room = MIN(last->size * 2, BLOCK_SIZE_MOST);
	room = MAX(room, size);
	block = must_have(malloc(checked_sum(sizeof(*block), room)));
	block->next = NULL;
	block->size = room;
	block->used = 0;
	if (last)
		last->next = block;
	else
		arena->first = block;
	return block;
}

static void *arena_take(struct arena *arena, size_t size, size_t align)
{
	struct arena_block *block = arena->current;
	size_t offset;

	while (block && !block_fits(block, size, align))
		block = block->next;
	if (!block)
		block = block_append(arena, size);
	arena->current = block;
	offset = block_offset(block, align);
	block->used = offset + size;
	return block->data + offset;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t room = MAX(size, 1);

	return memset(arena_take(arena, room, _Alignof(max_align_t)), 0, room);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
	return arena_alloc(arena, checked_product(count, size));
}

struct string_view arena_copy(struct arena *arena, struct string_view text)
{
	char *copy = arena_take(arena, checked_sum(text.length, 1), 1);

	if (text.length)
		memcpy(copy, text.data, text.length);
	copy[text.length] = '\0';
	return sv_from(copy, text.length);
}

struct string_view arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		bug(__FILE__, __LINE__, "a format that vsnprintf refuses");
	text = arena_take(arena, (size_t)length + 1, 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return sv_from(text, (size_t)length);
}

void arena_reset(struct arena *arena)
{
	for (struct arena_block *block = arena->first; block; block = block->next)
		block->used = 0;
	arena->current = arena->first;
}

void arena_free(struct arena *arena)
{
	struct arena_block *block = arena->first;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena->first = NULL;
	arena->current = NULL;
}

size_t arena_size(const struct arena *arena)
{
	size_t total = 0;

	for (const struct arena_block *block = arena->first; block; block = block->next)
		total += sizeof(*block) + block->size;
	return total;
}
