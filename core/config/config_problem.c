/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>

#include "core/config/loader.h"

void problem_add(struct config_store *store, const char *file, unsigned line, const char *format, ...)
{
	char message[ERROR_MESSAGE_MAX];
	va_list arguments;

	if (store->problem_count == PROBLEMS_MAX)
		return;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	array_grow(
		&store->problems, &store->problem_capacity, store->problem_count, sizeof(*store->problems));
	store->problems[store->problem_count++] = (struct config_problem){
		.file = file,
		.line = line,
		.message = arena_copy(&store->arena, sv(message)).data,
	};
}

/* Insertion keeps the order within a line, and there are few. */
void problems_sort(struct config_store *store)
{
	for (size_t i = 1; i < store->problem_count; i++) {
		struct config_problem moving = store->problems[i];
		size_t place = i;

		while (place > 0 && store->problems[place - 1].line > moving.line) {
			store->problems[place] = store->problems[place - 1];
			place--;
		}
		store->problems[place] = moving;
	}
}

void problems_publish(struct config *config)
{
	config->problems = config->store->problems;
	config->problem_count = config->store->problem_count;
}

void config_problem_format(const struct config_problem *problem, struct string *out)
{
	if (problem->line)
		string_append_format(out, "%s:%u: %s", problem->file, problem->line, problem->message);
	else
		string_append_format(out, "%s: %s", problem->file, problem->message);
}
