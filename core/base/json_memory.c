/* SPDX-License-Identifier: MIT */
#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/json_parts.h"
#include "core/base/memory.h"

/*
 * cJSON asks for a block of memory for every value, key and text, and gives each back on its own, which
 * together costs more than reading the text. Its only way to another memory is one pair of functions for the
 * whole process, without a context; so which document a thread is building is kept in one variable of that
 * thread. It is set for the length of one call of cJSON. Without it the pair is malloc and free.
 */
struct json_block {
	struct json_block *next;
	size_t size;
	size_t used;
	_Alignas(max_align_t) char data[];
};

static _Thread_local struct json_memory *building;

/* Under the address sanitizer every piece ends where it ends: a gap behind it that nobody may touch. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GUARDED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define GUARDED 1
#endif
#ifdef GUARDED
#include <sanitizer/asan_interface.h>
#define GUARD_GAP            16
#define guard(place, size)   ASAN_POISON_MEMORY_REGION(place, size)
#define unguard(place, size) ASAN_UNPOISON_MEMORY_REGION(place, size)
#else
#define GUARD_GAP            0
#define guard(place, size)   ((void)0)
#define unguard(place, size) ((void)0)
#endif

#define BLOCK_LEAST ((size_t)1 << 10)
#define BLOCK_FIRST ((size_t)1 << 20) /* at most */
#define BLOCK_MOST  ((size_t)1 << 22)
#define ALIGNMENT   sizeof(double)

static struct json_block *add_block(struct json_memory *memory, size_t size)
{
	size_t room = MAX(memory->next_size, size);
	struct json_block *block = memory_resize(NULL, 1, sizeof(*block) + room);
	block->next = memory->blocks;
	block->size = room;
	block->used = 0;
	guard(block->data, block->size);
	memory->blocks = block;
	memory->next_size = MIN(memory->next_size * 2, BLOCK_MOST);
	return block;
}

static void *allocate(size_t size)
{
	if (!building)
		return malloc(size);
	size_t room = ((size + ALIGNMENT - 1) & ~(ALIGNMENT - 1)) + GUARD_GAP;
	struct json_block *block = building->blocks;
	if (!block || room > block->size - block->used)
		block = add_block(building, room);
	void *place = block->data + block->used;
	block->used += room;
	unguard(place, size);
	return place;
}

static void release(void *place)
{
	if (!building)
		free(place);
}

static void install(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = allocate, .free_fn = release});
}

void json_memory_begin(struct json_memory *memory, size_t text_length)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, install);
	memory->next_size = MIN(MAX(text_length * 2, BLOCK_LEAST), BLOCK_FIRST);
	building = memory;
}

void json_memory_end(void)
{
	building = NULL;
}

void json_memory_free(struct json_memory *memory)
{
	for (struct json_block *block = memory->blocks, *next; block; block = next) {
		next = block->next;
		unguard(block->data, block->size);
		free(block);
	}
	*memory = (struct json_memory){0};
}
