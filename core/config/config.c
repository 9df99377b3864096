/* SPDX-License-Identifier: MIT */
#include "core/config/config.h"

#include <stdlib.h>
#include <string.h>

#include "core/config/loader.h"
#include "core/model/url.h"

#define DEFAULT_ZONE      "+08:00"
#define TEXT_NAME         "configuration"
#define SECRET_TIMEOUT_MS 30000

static void load_text(struct loader *loader, struct string_view text)
{
	config_parse(loader, text);
	profiles_check(loader);
}

static void load_file(struct loader *loader)
{
	struct string text = {0};
	uint32_t mode, owner;
	struct error err;

	if (config_read(loader->file, &text, &mode, &owner, &err)) {
		load_text(loader, string_view(&text));
		config_check_permissions(loader, mode, owner);
	} else {
		problem_add(loader->store, loader->file, 0, "%s", err.message);
	}
	string_wipe(&text);
}

static void find_and_load(struct loader *loader)
{
	struct error err;
	struct config *config = loader->config;

	error_clear(&err);
	if (loader->request->text.data) {
		config->path = loader->request->path ? loader->request->path : TEXT_NAME;
		config->path = arena_copy(&loader->store->arena, sv(config->path)).data;
		loader->file = config->path;
		load_text(loader, loader->request->text);
		return;
	}
	config->path = config_find(loader->request, &loader->store->arena, &err);
	loader->file = config->path;
	if (config->path)
		load_file(loader);
	else if (err.code != ERROR_NONE)
		problem_add(loader->store, TEXT_NAME, 0, "%s", err.message);
}

static void publish(struct config *config)
{
	const struct config_store *store = config->store;

	config->accounts = store->accounts;
	config->account_count = store->account_count;
	config->keys = store->keys;
	config->key_count = store->key_count;
	problems_publish(config);
}

static bool first_problem(const struct config *config, struct error *err)
{
	struct string text = {0};

	if (config->problem_count == 0)
		return true;
	config_problem_format(&config->problems[0], &text);
	if (config->problem_count > 1)
		string_append_format(&text, " (and %zu more)", config->problem_count - 1);
	error_set(err, ERROR_CONFIG, "%s", string_text(&text));
	string_free(&text);
	return false;
}

bool config_load(const struct config_request *request, struct config *out, struct error *err)
{
	struct loader loader = {.config = out, .request = request};

	*out = (struct config){.store = NEW(struct config_store), .secrets = secrets_new()};
	loader.store = out->store;
	out->data_dir = config_data_dir(request, &out->store->arena);
	out->store->default_zone = value_zone(out->store, DEFAULT_ZONE, NULL);
	BUG_ON(!out->store->default_zone);
	find_and_load(&loader);
	problems_sort(out->store);
	publish(out);
	return first_problem(out, err);
}

void config_free(struct config *config)
{
	struct config_store *store = config->store;

	if (store) {
		for (size_t i = 0; i < store->zone_count; i++)
			time_zone_free(store->zones[i]);
		free(store->zones);
		free(store->accounts);
		free(store->seen);
		free(store->keys);
		free(store->problems);
		free(store->sources);
		arena_free(&store->arena);
		free(store);
	}
	secrets_free(config->secrets);
	*config = (struct config){0};
}

static bool read_source(const struct secret_source *source, struct string *out, struct error *err)
{
	switch (source->given) {
	case GIVEN_FILE:
		return secret_read_file(source->text, out, err);
	case GIVEN_CREDENTIAL:
		return secret_read_credential(source->text, out, err);
	case GIVEN_COMMAND:
		return secret_run_command(source->text, SECRET_TIMEOUT_MS, out, err);
	case GIVEN_PLAIN:
		break;
	}
	bug(__FILE__, __LINE__, "a plain secret has no source");
}

static bool open_source(struct config *config, struct secret_source *source, struct error *err)
{
	struct account *account = &config->store->accounts[source->account];
	const char **target = (const char **)(void *)((char *)account + source->setting->offset);
	struct string text = {0};
	bool done = read_source(source, &text, err);

	if (done) {
		*target = secrets_keep(config->secrets, string_view(&text));
		done = *target || error_set(err, ERROR_CONFIG, "the secret is too long");
	}
	string_wipe(&text);
	source->opened = done;
	return done || error_wrap(err, "%s of profile '%s'", source->setting->name, account->name);
}

bool config_open_secrets(struct config *config, const char *profile, struct error *err)
{
	struct config_store *store = config->store;
	bool all = true;

	for (size_t i = 0; i < store->source_count; i++) {
		struct secret_source *source = &store->sources[i];
		struct error own;

		if (source->opened ||
			(profile && strcmp(profile, store->accounts[source->account].name) != 0) ||
			open_source(config, source, &own))
			continue;
		problem_add(store, config->path, source->line, "%s", own.message);
		if (all)
			error_set(err, ERROR_CONFIG, "%s:%u: %s", config->path, source->line, own.message);
		all = false;
	}
	problems_publish(config);
	return all;
}

const struct account *config_account(const struct config *config, const char *name, struct error *err)
{
	const char **names = NEW_ARRAY(const char *, config->account_count);
	const struct account *found = NULL;
	const char *nearest;

	for (size_t i = 0; i < config->account_count && !found; i++) {
		names[i] = config->accounts[i].name;
		if (strcmp(names[i], name) == 0)
			found = &config->accounts[i];
	}
	if (!found) {
		nearest = sv_nearest(sv(name), names, config->account_count);
		error_set(err, ERROR_NOT_FOUND, "there is no profile '%s'%s%s%s", name,
			nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
	}
	free(names);
	return found;
}

static bool is_open(const char *text)
{
	struct url url;

	return text && url_parse(sv(text), &url, NULL) && !url.tls && !url_is_loopback(&url);
}

bool account_is_plaintext(const struct account *account)
{
	return is_open(account->url) || is_open(account->data_url) || is_open(account->control_url);
}
