/* SPDX-License-Identifier: MIT */
#include "tui/command.h"

#include <stdlib.h>

#include "core/base/memory.h"

struct entry {
	const struct command *command;
	void *context;
};

struct command_table {
	struct entry *entries;
	size_t count, capacity;
	struct command_policy policy;
};

struct command_table *command_table_new(void)
{
	return NEW(struct command_table);
}

void command_table_free(struct command_table *table)
{
	if (!table)
		return;
	free(table->entries);
	free(table);
}

static const struct entry *find_entry(const struct command_table *table, struct string_view name)
{
	for (size_t i = 0; i < table->count; i++) {
		if (sv_equal_text(name, table->entries[i].command->name))
			return &table->entries[i];
	}
	return NULL;
}

void command_table_add(
	struct command_table *table, const struct command *commands, size_t count, void *context)
{
	for (size_t i = 0; i < count; i++) {
		BUG_ON(find_entry(table, sv(commands[i].name)) != NULL);
		array_grow(&table->entries, &table->capacity, table->count, sizeof(*table->entries));
		table->entries[table->count++] = (struct entry){&commands[i], context};
	}
}

void command_table_set_policy(struct command_table *table, struct command_policy policy)
{
	table->policy = policy;
}

bool command_table_is_read_only(const struct command_table *table)
{
	return table->policy.read_only;
}

size_t command_table_count(const struct command_table *table)
{
	return table->count;
}

const struct command *command_table_at(const struct command_table *table, size_t index)
{
	BUG_ON(index >= table->count);
	return table->entries[index].command;
}

const struct command *command_find(const struct command_table *table, struct string_view name)
{
	const struct entry *entry = find_entry(table, name);
	return entry ? entry->command : NULL;
}

const char *command_nearest(const struct command_table *table, struct string_view word)
{
	const char **names = NEW_ARRAY(const char *, table->count);
	for (size_t i = 0; i < table->count; i++)
		names[i] = table->entries[i].command->name;
	const char *nearest = sv_nearest(word, names, table->count);
	free(names);
	return nearest;
}

bool command_allowed(const struct command_table *table, const struct command *command, struct error *err)
{
	const struct command_policy *policy = &table->policy;
	if (policy->read_only && (command->flags & (COMMAND_CHANGES | COMMAND_DANGER)))
		return error_set(err, ERROR_PERMISSION, "%s: this console is read-only", command->title);
	return !policy->available || policy->available(policy->context, command, err);
}

void command_split(struct string_view line, struct string_view *name, struct string_view *arguments)
{
	line = sv_trim(line);
	ptrdiff_t blank = sv_find(line, ' ');
	size_t end = blank < 0 ? line.length : (size_t)blank;
	*name = sv_slice(line, 0, end);
	*arguments = sv_trim(sv_slice(line, end, line.length));
}

static unsigned unknown_command(struct command_table *table, struct string_view name, struct error *err)
{
	const char *nearest = command_nearest(table, name);
	if (nearest)
		error_set(err, ERROR_USAGE, "no command '%.*s', did you mean '%s'?", SV_ARG(name), nearest);
	else
		error_set(err, ERROR_USAGE, "no command '%.*s'", SV_ARG(name));
	return OUTCOME_HANDLED | OUTCOME_FAILED;
}

unsigned command_run(struct command_table *table, struct string_view line, struct error *err)
{
	struct error own = {0};
	struct command_call call = {.err = err ? err : &own};
	struct string_view name;
	error_clear(call.err);
	command_split(line, &name, &call.arguments);
	const struct entry *entry = find_entry(table, name);
	if (!entry)
		return unknown_command(table, name, call.err);
	call.command = entry->command;
	if (!command_allowed(table, call.command, call.err))
		return OUTCOME_HANDLED | OUTCOME_FAILED;
	return call.command->run(entry->context, &call);
}
