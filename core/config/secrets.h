/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/string.h"
#include "core/base/string_view.h"

/*
 * Where secrets lie and how they come in. The vault is memory of its own: locked when the system allows it,
 * left out of core dumps, overwritten before it is given back.
 */
struct config_secrets;
#define SECRET_LENGTH_MAX 4096 /* bytes of one secret */

struct config_secrets *secrets_new(void);
void secrets_free(struct config_secrets *secrets); /* NULL is fine */
/* A NUL-terminated copy that lives as long as the vault; NULL when the vault is full. */
const char *secrets_keep(struct config_secrets *secrets, struct string_view text);

/*
 * The first line of a file. Refused unless it is a regular file, not a symbolic link, owned by this user or
 * root, and closed to group and others; the sentence then says the chmod to run. The caller wipes *out.
 */
bool secret_read_file(const char *path, struct string *out, struct error *err);
/* The same for a file below $CREDENTIALS_DIRECTORY, whose permissions are the service manager's business. */
bool secret_read_credential(const char *path, struct string *out, struct error *err);
/*
 * The first line that `/bin/sh -c command` prints. It inherits standard input, error and nothing else that is
 * open, may ask on the terminal, and is ended with its children after timeout_ms. The caller wipes *out.
 */
bool secret_run_command(const char *command, int64_t timeout_ms, struct string *out, struct error *err);
