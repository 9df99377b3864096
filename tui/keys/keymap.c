/* SPDX-License-Identifier: MIT */
#include "tui/keys/keymap.h"

#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"

struct keymap {
	struct binding *bindings;
	size_t count, capacity;
	struct arena arena; /* names that came from the configuration */
};

static void add(struct keymap *keymap, const char *context, const char *command, struct key key)
{
	array_grow(&keymap->bindings, &keymap->capacity, keymap->count, sizeof(*keymap->bindings));
	keymap->bindings[keymap->count++] = (struct binding){context, command, key};
}

static const struct binding *find_in(const struct keymap *keymap, const char *context, struct key key)
{
	for (size_t i = 0; i < keymap->count; i++) {
		const struct binding *binding = &keymap->bindings[i];
		if (key_equal(binding->key, key) && sv_equal_text(sv(context), binding->context))
			return binding;
	}
	return NULL;
}

static void add_defaults(struct keymap *keymap, const struct key_default *entry)
{
	struct string_view rest = sv(entry->keys), word;
	while (sv_split(&rest, ' ', &word)) {
		struct key key;
		if (word.length == 0)
			continue;
		BUG_ON(!key_parse(word, &key, NULL));
		BUG_ON(find_in(keymap, entry->context, key) != NULL);
		add(keymap, entry->context, entry->command, key);
	}
}

struct keymap *keymap_new(const struct key_default *defaults)
{
	struct keymap *keymap = NEW(struct keymap);
	for (; defaults->context; defaults++)
		add_defaults(keymap, defaults);
	return keymap;
}

void keymap_free(struct keymap *keymap)
{
	if (!keymap)
		return;
	arena_free(&keymap->arena);
	free(keymap->bindings);
	free(keymap);
}

/* Where a rule of the configuration applies, and to what. */
struct rule {
	const char *context; /* NULL: wherever the command is bound */
	const char *command;
};

static bool rule_parse(struct keymap *keymap, const struct command_table *commands, struct string_view name,
	struct rule *out, struct error *err)
{
	struct string_view word, arguments;
	ptrdiff_t slash = sv_find(name, '/');
	*out = (struct rule){0};
	if (slash > 0) {
		out->context = arena_copy(&keymap->arena, sv_slice(name, 0, (size_t)slash)).data;
		name = sv_slice(name, (size_t)slash + 1, name.length);
	}
	out->command = arena_copy(&keymap->arena, sv_trim(name)).data;
	command_split(name, &word, &arguments);
	if (command_find(commands, word))
		return true;
	const char *nearest = command_nearest(commands, word);
	if (nearest)
		return error_set(
			err, ERROR_CONFIG, "no command '%.*s', did you mean '%s'?", SV_ARG(word), nearest);
	return error_set(err, ERROR_CONFIG, "no command '%.*s'", SV_ARG(word));
}

static bool rule_applies(const struct rule *rule, const struct binding *binding)
{
	return sv_equal_text(sv(rule->command), binding->command) &&
	       (!rule->context || sv_equal_text(sv(rule->context), binding->context));
}

/* The contexts in which the rule's command was bound; else the named one, else what its name begins with. */
static size_t take_contexts(
	struct keymap *keymap, const struct rule *rule, const char **contexts, size_t room)
{
	size_t count = 0, kept = 0;
	for (size_t i = 0; i < keymap->count; i++) {
		struct binding *binding = &keymap->bindings[i];
		if (!rule_applies(rule, binding)) {
			keymap->bindings[kept++] = *binding;
			continue;
		}
		bool known = false;
		for (size_t j = 0; j < count; j++)
			known |= sv_equal_text(sv(contexts[j]), binding->context);
		if (!known && count < room)
			contexts[count++] = binding->context;
	}
	keymap->count = kept;
	if (count == 0 && room > 0) {
		struct string_view command = sv(rule->command);
		ptrdiff_t dot = sv_find(command, '.');
		contexts[count++] =
			rule->context ? rule->context
			: dot > 0     ? arena_copy(&keymap->arena, sv_slice(command, 0, (size_t)dot)).data
				      : "global";
	}
	return count;
}

static bool bind(struct keymap *keymap, const char *context, const struct rule *rule, struct key key,
	struct error *err)
{
	char name[KEY_TEXT_MAX];
	const struct binding *taken = find_in(keymap, context, key);
	if (taken && !sv_equal_text(sv(rule->command), taken->command))
		return error_set(err, ERROR_CONFIG,
			"key %s is already %s in %s: give that another key first, or 'none'",
			key_format(key, name), taken->command, context);
	if (!taken)
		add(keymap, context, rule->command, key);
	return true;
}

#define RULE_KEYS_MAX     16
#define RULE_CONTEXTS_MAX 16

static bool parse_keys(struct string_view words, struct key *keys, size_t *count, struct error *err)
{
	struct string_view word;
	*count = 0;
	if (sv_equal_text(sv_trim(words), "none"))
		return true;
	while (sv_split(&words, ' ', &word)) {
		word = sv_trim(word);
		if (word.length == 0)
			continue;
		if (*count == RULE_KEYS_MAX)
			return error_set(
				err, ERROR_CONFIG, "more than %d keys for one command", RULE_KEYS_MAX);
		if (!key_parse(word, &keys[*count], err))
			return false;
		(*count)++;
	}
	return *count > 0 || error_set(err, ERROR_CONFIG, "no key is given; 'none' takes all keys away");
}

/* A rule that was read: what it binds, and where; its defaults are gone already. */
struct ready_rule {
	struct rule rule;
	struct key keys[RULE_KEYS_MAX];
	const char *contexts[RULE_CONTEXTS_MAX];
	size_t key_count, context_count;
};

static bool prepare(struct keymap *keymap, const struct command_table *commands,
	const struct key_override *override, struct ready_rule *out, struct error *err)
{
	if (!rule_parse(keymap, commands, override->name, &out->rule, err) ||
		!parse_keys(override->keys, out->keys, &out->key_count, err))
		return false;
	out->context_count = take_contexts(keymap, &out->rule, out->contexts, RULE_CONTEXTS_MAX);
	return true;
}

static bool bind_all(struct keymap *keymap, const struct ready_rule *ready, struct error *err)
{
	for (size_t i = 0; i < ready->context_count; i++) {
		for (size_t j = 0; j < ready->key_count; j++) {
			if (!bind(keymap, ready->contexts[i], &ready->rule, ready->keys[j], err))
				return false;
		}
	}
	return true;
}

bool keymap_override_all(struct keymap *keymap, const struct command_table *commands,
	const struct key_override *overrides, size_t count, size_t *failed, struct error *err)
{
	struct ready_rule *ready = NEW_ARRAY(struct ready_rule, count);
	bool good = true;
	for (size_t i = 0; good && i < count; i++) {
		*failed = i;
		good = prepare(keymap, commands, &overrides[i], &ready[i], err);
	}
	for (size_t i = 0; good && i < count; i++) {
		*failed = i;
		good = bind_all(keymap, &ready[i], err);
	}
	free(ready);
	return good;
}

bool keymap_override(struct keymap *keymap, const struct command_table *commands, struct string_view name,
	struct string_view keys, struct error *err)
{
	struct key_override override = {name, keys};
	size_t failed;
	return keymap_override_all(keymap, commands, &override, 1, &failed, err);
}

bool keymap_check(const struct keymap *keymap, const struct command_table *commands, struct error *err)
{
	for (size_t i = 0; i < keymap->count; i++) {
		const struct binding *binding = &keymap->bindings[i];
		struct string_view word, arguments;
		char name[KEY_TEXT_MAX];
		command_split(sv(binding->command), &word, &arguments);
		key_format(binding->key, name);
		if (!command_find(commands, word))
			return error_set(err, ERROR_CONFIG, "key %s in %s: no command '%.*s'", name,
				binding->context, SV_ARG(word));
		if (find_in(keymap, binding->context, binding->key) != binding)
			return error_set(
				err, ERROR_CONFIG, "key %s stands twice in %s", name, binding->context);
	}
	return true;
}

const struct binding *keymap_lookup(
	const struct keymap *keymap, const char *const *contexts, size_t count, struct key key)
{
	for (size_t i = 0; i < count; i++) {
		const struct binding *binding = find_in(keymap, contexts[i], key);
		if (binding)
			return binding;
	}
	return NULL;
}

static bool binds(const struct binding *binding, const char *context, const char *command)
{
	return sv_equal_text(sv(command), binding->command) &&
	       (!context || sv_equal_text(sv(context), binding->context));
}

/* A nearer context may have taken the key for something else: then it is not the command's any more. */
static const struct binding *find_reachable(const struct keymap *keymap, const char *const *contexts,
	size_t count, const char *context, const char *command)
{
	for (size_t i = 0; i < keymap->count; i++) {
		const struct binding *binding = &keymap->bindings[i];
		if (binds(binding, context, command) &&
			(!contexts || keymap_lookup(keymap, contexts, count, binding->key) == binding))
			return binding;
	}
	return NULL;
}

const struct binding *keymap_find(
	const struct keymap *keymap, const char *const *contexts, size_t count, const char *command)
{
	if (!contexts)
		return find_reachable(keymap, NULL, 0, NULL, command);
	for (size_t i = 0; i < count; i++) {
		const struct binding *binding = find_reachable(keymap, contexts, count, contexts[i], command);
		if (binding)
			return binding;
	}
	return NULL;
}

size_t keymap_count(const struct keymap *keymap)
{
	return keymap->count;
}

const struct binding *keymap_at(const struct keymap *keymap, size_t index)
{
	BUG_ON(index >= keymap->count);
	return &keymap->bindings[index];
}
