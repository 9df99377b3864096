/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/base/string_view.h"
#include "core/model/account.h"

/*
 * The configuration, meterdeck.conf(5). Reading it collects every mistake, not only the first, each with its
 * file, line and, for an unknown word, the nearest known one. Plain data afterwards; safe to read from any
 * thread while nobody calls config_open_secrets() or config_free().
 */
struct config_problem {
	const char *file;    /* as it was opened; never NULL */
	unsigned line;       /* from 1; 0: the file as a whole */
	const char *message; /* one sentence, without file and line, never a secret */
};

/* One line of [keys]: `meters.valve = v`. The words are checked by the caller, who has the live tables. */
struct config_key {
	const char *command; /* "meters.valve": context, dot, command */
	const char *key;     /* "v", "Ctrl-L"; "" takes a key away */
	unsigned line;
};

/* What a profile of this driver must say. The configuration knows no vendor, so the caller brings this table.
 */
struct config_driver {
	const char *name;                 /* "jrhsz" */
	const char *const *required_keys; /* keys of a profile: "url", "password"; NULL-terminated */
};

/* What the terminal decides unless the operator did. */
enum config_switch { SWITCH_AUTO, SWITCH_OFF, SWITCH_ON };

struct config_console {
	const char *theme; /* NULL: not said */
	bool readonly;
	const struct time_zone *zone; /* times on the screen; NULL: not said, the system's own */
	enum config_switch ascii;     /* borders, charts and signs in ASCII only */
	enum config_switch mouse;
};

struct config_request {
	const char *path;     /* --config, or NULL */
	const char *data_dir; /* --data-dir, or NULL */
	/* When it has data it is read instead of a file, and file permissions are not looked at: demo, tests.
	 */
	struct string_view text;
	/* No configuration anywhere is no mistake: config.path is then NULL. A path that was asked for must
	 * exist. */
	bool optional;
	const struct config_driver *drivers;
	size_t driver_count;
};

struct config_secrets; /* where secrets lie: one locked page that core dumps leave out */
struct config_store;   /* what the pointers below point into */

struct config {
	const char *path;     /* what was read; NULL: nothing */
	const char *data_dir; /* --data-dir, $METERDECK_DATA, $XDG_STATE_HOME/meterdeck,
				 ~/.local/state/meterdeck */
	struct config_console console;
	const char *receiver_bind; /* "127.0.0.1:8480", or NULL */
	const struct config_key *keys;
	size_t key_count;
	const struct account *accounts; /* in the order of the file; their names are unique */
	size_t account_count;
	const struct config_problem *problems; /* in the order of the lines */
	size_t problem_count;
	struct config_store *store;
	struct config_secrets *secrets;
};

/*
 * Finds and reads the configuration: the request's path, $METERDECK_CONFIG,
 * $XDG_CONFIG_HOME/meterdeck/meterdeck.conf
 * (~/.config when unset or relative), /etc/meterdeck/meterdeck.conf. A file with a secret in it that others
 * can read, or with a command in it that others can write, is refused with the chmod to run.
 *
 * False (ERROR_CONFIG, with the first problem in err) when there is any problem; *out is filled as far as it
 * goes all the same, so that all problems can be listed. Always config_free() it.
 *
 * Secrets given as K_file or K_command, or left in $CREDENTIALS_DIRECTORY as PROFILE.K, are not looked at
 * yet: lists that work offline need none. account->password and the like are NULL until
 * config_open_secrets().
 */
bool config_load(const struct config_request *request, struct config *out, struct error *err);
void config_free(struct config *config); /* wipes the secrets; leaves it zeroed */

/*
 * Reads the secret files and runs the secret commands of one profile, or of all (NULL). A command may ask the
 * operator on the terminal, so call it before the screen is up. What was opened before is kept. False with
 * the first mistake in err; each is added to the problems.
 */
bool config_open_secrets(struct config *config, const char *profile, struct error *err);

/* NULL with ERROR_NOT_FOUND and the nearest name when there is none. */
const struct account *config_account(const struct config *config, const char *name, struct error *err);

/* "meterdeck.conf:12: unknown key 'usrname', did you mean 'username'?" without a line when it is 0. */
struct string;
void config_problem_format(const struct config_problem *problem, struct string *out);

/* True when any of the account's addresses is plain http to a host that is not loopback. */
bool account_is_plaintext(const struct account *account);
