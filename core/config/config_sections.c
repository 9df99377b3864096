/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/display_text.h"
#include "core/config/loader.h"

#define PROFILE_NAME_MAX  64
#define CANDIDATES_MAX    64
#define POLL_DEFAULT      (300 * SECOND)
#define TIMEOUT_DEFAULT   (30 * SECOND)
#define HISTORY_DEFAULT   60
#define HOLD_DEFAULT      (5 * SECOND)
#define DUPLICATE_DEFAULT (600 * SECOND)

static const char *const section_names[] = {"console", "receiver", "keys", "profile"};

#define REPORT(loader, ...) problem_add((loader)->store, (loader)->file, (loader)->line, __VA_ARGS__)

/* " Did you mean" and the nearest word, or nothing. */
static const char *suggestion(
	struct loader *loader, struct string_view word, const char *const *candidates, size_t count)
{
	const char *nearest = sv_nearest(word, candidates, count);

	if (!nearest)
		return "";
	return arena_format(&loader->store->arena, ", did you mean '%s'?", nearest).data;
}

static struct account *current_account(struct loader *loader)
{
	return &loader->store->accounts[loader->store->account_count - 1];
}

static void add_profile(struct loader *loader, struct string_view name)
{
	struct config_store *store = loader->store;

	array_grow(
		&store->accounts, &store->account_capacity, store->account_count, sizeof(*store->accounts));
	array_grow(&store->seen, &store->seen_capacity, store->account_count, sizeof(*store->seen));
	store->seen[store->account_count] = (struct seen){.section_line = loader->line};
	store->accounts[store->account_count++] = (struct account){
		.name = arena_copy(&store->arena, name).data,
		.body = BODY_FORM,
		.zone = store->default_zone,
		.poll_ms = POLL_DEFAULT,
		.timeout_ms = TIMEOUT_DEFAULT,
		.history_days = HISTORY_DEFAULT,
		.hold_ms = HOLD_DEFAULT,
		.duplicate_ms = DUPLICATE_DEFAULT,
	};
	loader->section = SECTION_PROFILE;
}

/* The name stands in the receiver's addresses, in lists and on the screen. */
static bool is_profile_name(struct string_view name)
{
	uint32_t width;

	if (name.length == 0 || name.length > PROFILE_NAME_MAX || !display_is_clean(name, &width))
		return false;
	for (size_t i = 0; i < name.length; i++) {
		if (sv_find(SV("/?#%\"\\"), name.data[i]) >= 0)
			return false;
	}
	return true;
}

static const struct seen *find_profile(const struct config_store *store, struct string_view name)
{
	for (size_t i = 0; i < store->account_count; i++) {
		if (sv_equal_text(name, store->accounts[i].name))
			return &store->seen[i];
	}
	return NULL;
}

static void begin_profile(struct loader *loader, struct string_view quoted)
{
	struct string_view name = sv_slice(quoted, 1, quoted.length < 2 ? 0 : quoted.length - 2);
	const struct seen *before;

	loader->section = SECTION_UNKNOWN;
	if (quoted.length < 2 || !sv_starts_with(quoted, SV("\"")) || !sv_ends_with(quoted, SV("\""))) {
		REPORT(loader, "a profile is written as [profile \"name\"]");
		return;
	}
	if (!is_profile_name(name)) {
		REPORT(loader, "a profile's name has 1 to 64 bytes, none of them one of / ? # %% \" \\");
		return;
	}
	before = find_profile(loader->store, name);
	if (before)
		REPORT(loader, "there is a profile '%.*s' already, in line %u", SV_ARG(name),
			before->section_line);
	/* Read all the same, for its other mistakes. */
	add_profile(loader, name);
}

void section_begin(struct loader *loader, struct string_view header)
{
	static const struct {
		const char *name;
		enum section_kind kind;
	} plain[] = {{"console", SECTION_CONSOLE}, {"receiver", SECTION_RECEIVER}, {"keys", SECTION_KEYS}};
	struct string_view profile = SV("profile"), word = header, rest;
	ptrdiff_t space = sv_find(header, ' ');

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++) {
		if (sv_equal_text(header, plain[i].name)) {
			loader->section = plain[i].kind;
			return;
		}
	}
	if (space > 0)
		word = sv_slice(header, 0, (size_t)space);
	rest = sv_trim(sv_slice(header, word.length, header.length));
	if (sv_equal(word, profile)) {
		begin_profile(loader, rest);
		return;
	}
	loader->section = SECTION_UNKNOWN;
	REPORT(loader, "unknown section '%.*s'%s", SV_ARG(header),
		suggestion(loader, word, section_names, ARRAY_SIZE(section_names)));
}

/* "password_file" is the setting "password", given as a file. */
static const struct setting *find_setting(
	const struct setting_table *table, struct string_view key, enum given *given)
{
	static const struct {
		struct string_view suffix;
		enum given given;
	} ways[] = {{{"", 0}, GIVEN_PLAIN}, {{"_file", 5}, GIVEN_FILE}, {{"_command", 8}, GIVEN_COMMAND}};

	for (size_t i = 0; i < table->count; i++) {
		const struct setting *setting = &table->settings[i];
		size_t ways_of_this = setting->kind == VALUE_SECRET ? ARRAY_SIZE(ways) : 1;

		for (size_t w = 0; w < ways_of_this; w++) {
			struct string_view name =
				sv_slice(key, 0, key.length - MIN(ways[w].suffix.length, key.length));
			*given = ways[w].given;
			if (sv_ends_with(key, ways[w].suffix) && sv_equal_text(name, setting->name))
				return setting;
		}
	}
	return NULL;
}

static size_t list_names(struct arena *arena, const struct setting_table *table, const char **out)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++) {
		const char *name = table->settings[i].name;

		BUG_ON(count + 3 > CANDIDATES_MAX);
		out[count++] = name;
		if (table->settings[i].kind != VALUE_SECRET)
			continue;
		out[count++] = arena_format(arena, "%s_file", name).data;
		out[count++] = arena_format(arena, "%s_command", name).data;
	}
	return count;
}

static void report_unknown_key(
	struct loader *loader, const struct setting_table *table, struct string_view key)
{
	const char *names[CANDIDATES_MAX];
	size_t count = list_names(&loader->store->arena, table, names);

	REPORT(loader, "unknown key '%.*s'%s", SV_ARG(key), suggestion(loader, key, names, count));
}

static void note_source(
	struct loader *loader, const struct setting *setting, enum given given, const char *text)
{
	struct config_store *store = loader->store;

	array_grow(&store->sources, &store->source_capacity, store->source_count, sizeof(*store->sources));
	store->sources[store->source_count++] = (struct secret_source){
		.account = store->account_count - 1,
		.setting = setting,
		.given = given,
		.text = text,
		.line = loader->line,
	};
}

static void note_first(unsigned *line, const struct loader *loader)
{
	if (*line == 0)
		*line = loader->line;
}

static void take_given(struct loader *loader, const struct setting *setting, enum given given,
	struct string_view value, void *base)
{
	struct arena *arena = &loader->store->arena;
	struct error err;

	switch (given) {
	case GIVEN_FILE:
		note_source(loader, setting, given, config_resolve(arena, loader->file, value));
		return;
	case GIVEN_COMMAND:
		note_first(&loader->command_line, loader);
		note_source(loader, setting, given, arena_copy(arena, value).data);
		return;
	case GIVEN_PLAIN:
	case GIVEN_CREDENTIAL:
		break;
	}
	if (setting->kind == VALUE_SECRET)
		note_first(&loader->secret_line, loader);
	if (setting->kind == VALUE_COMMAND)
		note_first(&loader->command_line, loader);
	if (!value_set(loader, setting, value, base, &err))
		REPORT(loader, "%s: %s", setting->name, err.message);
}

static void take_setting(struct loader *loader, const struct setting_table *table, struct seen *seen,
	struct string_view key, struct string_view value, void *base)
{
	enum given given;
	const struct setting *setting = find_setting(table, key, &given);
	unsigned *line;

	if (!setting) {
		report_unknown_key(loader, table, key);
		return;
	}
	line = &seen->key_line[setting - table->settings];
	if (*line)
		REPORT(loader, "'%s' is given already, in line %u", setting->name, *line);
	else if (value.length == 0)
		REPORT(loader, "'%.*s' has no value", SV_ARG(key));
	else
		take_given(loader, setting, given, value, base);
	if (*line == 0)
		*line = loader->line;
}

static void take_binding(struct loader *loader, struct string_view command, struct string_view key)
{
	struct config_store *store = loader->store;
	ptrdiff_t dot = sv_find(command, '.');

	if (dot <= 0 || (size_t)dot + 1 == command.length) {
		REPORT(loader, "a key is bound as context.command = key, as in meters.valve = v");
		return;
	}
	for (size_t i = 0; i < store->key_count; i++) {
		if (sv_equal_text(command, store->keys[i].command)) {
			REPORT(loader, "'%.*s' is given already, in line %u", SV_ARG(command),
				store->keys[i].line);
			return;
		}
	}
	array_grow(&store->keys, &store->key_capacity, store->key_count, sizeof(*store->keys));
	store->keys[store->key_count++] = (struct config_key){
		.command = arena_copy(&store->arena, command).data,
		.key = arena_copy(&store->arena, key).data,
		.line = loader->line,
	};
}

void section_take(struct loader *loader, struct string_view key, struct string_view value)
{
	struct config_store *store = loader->store;

	switch (loader->section) {
	case SECTION_NONE:
		REPORT(loader, "'%.*s' stands before the first section", SV_ARG(key));
		break;
	case SECTION_UNKNOWN:
		break;
	case SECTION_CONSOLE:
		take_setting(loader, &console_settings, &loader->console_seen, key, value,
			&loader->config->console);
		break;
	case SECTION_RECEIVER:
		take_setting(loader, &receiver_settings, &loader->receiver_seen, key, value, loader->config);
		break;
	case SECTION_KEYS:
		take_binding(loader, key, value);
		break;
	case SECTION_PROFILE:
		take_setting(loader, &profile_settings, &store->seen[store->account_count - 1], key, value,
			current_account(loader));
		break;
	}
}

static const struct config_driver *find_driver(const struct config_request *request, const char *name)
{
	for (size_t i = 0; name && i < request->driver_count; i++) {
		if (sv_equal_text(sv(name), request->drivers[i].name))
			return &request->drivers[i];
	}
	return NULL;
}

/* What systemd's LoadCredential= leaves for this service. */
static bool find_credential(struct loader *loader, size_t account, const struct setting *setting)
{
	struct config_store *store = loader->store;
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	const char *path;

	if (setting->kind != VALUE_SECRET || !directory || directory[0] != '/')
		return false;
	path = arena_format(
		&store->arena, "%s/%s.%s", directory, store->accounts[account].name, setting->name)
		       .data;
	if (access(path, F_OK) != 0)
		return false;
	note_source(loader, setting, GIVEN_CREDENTIAL, path);
	store->sources[store->source_count - 1].account = account;
	return true;
}

static void check_required(struct loader *loader, size_t account, const char *key)
{
	const struct config_store *store = loader->store;
	const struct seen *seen = &store->seen[account];

	for (size_t i = 0; i < profile_settings.count; i++) {
		const struct setting *setting = &profile_settings.settings[i];

		if (strcmp(setting->name, key) != 0)
			continue;
		if (seen->key_line[i] == 0 && !find_credential(loader, account, setting))
			problem_add(loader->store, loader->file, seen->section_line,
				"profile '%s' needs '%s' for driver %s", store->accounts[account].name, key,
				store->accounts[account].driver);
		return;
	}
	bug(__FILE__, __LINE__, "a driver requires a key that the configuration does not know");
}

static bool is_https(const char *url)
{
	return url && sv_equal_fold(sv_slice(sv(url), 0, 8), SV("https://"));
}

/* Somebody who pins a key and writes http:// believes to be safe and is not. */
static void check_tls(struct loader *loader, size_t index)
{
	const struct account *account = &loader->store->accounts[index];
	const struct seen *seen = &loader->store->seen[index];

	if (is_https(account->url) || is_https(account->data_url) || is_https(account->control_url))
		return;
	for (size_t i = 0; i < profile_settings.count; i++) {
		const char *name = profile_settings.settings[i].name;

		if (seen->key_line[i] && sv_starts_with(sv(name), SV("tls_")))
			problem_add(loader->store, loader->file, seen->key_line[i],
				"'%s' protects nothing: no address of profile '%s' begins with https://",
				name, account->name);
	}
}

static void check_profile(struct loader *loader, size_t index)
{
	const struct account *account = &loader->store->accounts[index];
	const struct config_driver *driver = find_driver(loader->request, account->driver);

	if (driver) {
		loader->line = loader->store->seen[index].section_line;
		for (const char *const *key = driver->required_keys; key && *key; key++)
			check_required(loader, index, *key);
		return;
	}
	/* An unknown driver was named when its line was read. */
	for (size_t i = 0; i < profile_settings.count; i++) {
		if (profile_settings.settings[i].kind == VALUE_DRIVER &&
			loader->store->seen[index].key_line[i] == 0)
			problem_add(loader->store, loader->file, loader->store->seen[index].section_line,
				"profile '%s' does not name its driver", account->name);
	}
}

void profiles_check(struct loader *loader)
{
	for (size_t i = 0; i < loader->store->account_count; i++) {
		check_profile(loader, i);
		check_tls(loader, i);
	}
}
