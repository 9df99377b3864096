/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/memory.h"
#include "core/base/string.h"
#include "core/config/config.h"
#include "core/config/secrets.h"

/* What the files of core/config share while a configuration is read. */
#define PROFILE_KEYS_MAX 40
#define PROBLEMS_MAX     100 /* of a file that is no configuration at all, so many are enough */

/* How a value is read and what its target is. */
enum value_kind {
	VALUE_TEXT,     /* const char * */
	VALUE_SECRET,   /* const char *, in the vault; also as K_file and K_command */
	VALUE_URL,      /* const char *, without a trailing slash */
	VALUE_PATH,     /* const char *, made absolute */
	VALUE_COMMAND,  /* const char *, run by a shell */
	VALUE_DRIVER,   /* const char * */
	VALUE_PIN,      /* const char * */
	VALUE_HOST,     /* const char * */
	VALUE_BIND,     /* const char *, "ADDRESS:PORT" */
	VALUE_AMOUNT,   /* const char *, a positive decimal */
	VALUE_MEANING,  /* const char *, one of what define_no may mean */
	VALUE_BODY,     /* enum body_form */
	VALUE_YES_NO,   /* bool */
	VALUE_SWITCH,   /* enum config_switch: auto, no, yes */
	VALUE_DURATION, /* int64_t milliseconds, written in seconds */
	VALUE_COUNT,    /* int */
	VALUE_ZONE,     /* const struct time_zone * */
};

/* One key that a section knows. */
struct setting {
	const char *name;
	enum value_kind kind;
	size_t offset;       /* of the target in the section's struct */
	int64_t least, most; /* DURATION (in seconds) and COUNT */
};

struct setting_table {
	const struct setting *settings;
	size_t count;
};
extern const struct setting_table profile_settings, console_settings, receiver_settings;

/* In which of its three ways a key was given. */
enum given { GIVEN_PLAIN, GIVEN_FILE, GIVEN_COMMAND, GIVEN_CREDENTIAL };

/* A secret that is not read yet. */
struct secret_source {
	size_t account;
	const struct setting *setting;
	enum given given;
	const char *text; /* path or command */
	unsigned line;
	bool opened;
};

/* What was seen of one section: the line of each key, 0 when it was not given. */
struct seen {
	unsigned section_line;
	unsigned key_line[PROFILE_KEYS_MAX];
};

struct config_store {
	struct arena arena;
	struct account *accounts;
	struct seen *seen; /* one an account, grows with it */
	size_t account_count, account_capacity, seen_capacity;
	struct config_key *keys;
	size_t key_count, key_capacity;
	struct config_problem *problems;
	size_t problem_count, problem_capacity;
	struct secret_source *sources;
	size_t source_count, source_capacity;
	struct time_zone **zones;
	size_t zone_count, zone_capacity;
	const struct time_zone *default_zone;
};

enum section_kind {
	SECTION_NONE,
	SECTION_UNKNOWN,
	SECTION_CONSOLE,
	SECTION_RECEIVER,
	SECTION_KEYS,
	SECTION_PROFILE
};

struct loader {
	struct config *config;
	struct config_store *store; /* the config's own */
	const struct config_request *request;
	const char *file;
	unsigned line;
	enum section_kind section;
	struct seen console_seen, receiver_seen;
	unsigned secret_line;  /* the first secret that stands in the file itself; 0: none */
	unsigned command_line; /* the first command */
};

/* config_problem.c */
void problem_add(struct config_store *store, const char *file, unsigned line, const char *format, ...)
	PRINTF(4, 5);
void problems_sort(struct config_store *store);
void problems_publish(struct config *config);

/* config_paths.c; the texts lie in the arena. NULL when no configuration is there and none was asked for. */
const char *config_find(const struct config_request *request, struct arena *arena, struct error *err);
const char *config_data_dir(const struct config_request *request, struct arena *arena);
/* "~/x" below the home directory, "x" beside the configuration file. */
const char *config_resolve(struct arena *arena, const char *config_file, struct string_view path);

/* config_file.c: reads the file and gives each line to the sections. */
bool config_read(const char *path, struct string *out, uint32_t *mode, uint32_t *owner, struct error *err);
void config_parse(struct loader *loader, struct string_view text);
void config_check_permissions(struct loader *loader, uint32_t mode, uint32_t owner);

/* config_sections.c */
void section_begin(struct loader *loader, struct string_view header);
void section_take(struct loader *loader, struct string_view key, struct string_view value);
/* Whether each profile says what it must, and where secrets that it does not name may lie. */
void profiles_check(struct loader *loader);

/* config_values.c: checks the value and writes it to the target. The message says what is wrong with it. */
bool value_set(struct loader *loader, const struct setting *setting, struct string_view value, void *base,
	struct error *err);
const struct time_zone *value_zone(struct config_store *store, const char *name, struct error *err);
