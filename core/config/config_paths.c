/* SPDX-License-Identifier: MIT */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/config/loader.h"

#define FILE_NAME   "meterdeck.conf"
#define SYSTEM_FILE "/etc/meterdeck/" FILE_NAME

/* NULL when unset or empty. */
static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

static const char *home(void)
{
	const char *value = environment("HOME");
	const struct passwd *entry;

	if (value)
		return value;
	entry = getpwuid(getuid());
	return entry && entry->pw_dir ? entry->pw_dir : "/";
}

/* The XDG rules: a relative value counts as unset. */
static const char *xdg(struct arena *arena, const char *name, const char *fallback, const char *rest)
{
	const char *value = environment(name);

	if (value && value[0] == '/')
		return arena_format(arena, "%s/%s", value, rest).data;
	return arena_format(arena, "%s/%s/%s", home(), fallback, rest).data;
}

const char *config_find(const struct config_request *request, struct arena *arena, struct error *err)
{
	const char *asked = request->path ? request->path : environment("METERDECK_CONFIG");
	const char *own;

	if (asked)
		return arena_copy(arena, sv(asked)).data;
	own = xdg(arena, "XDG_CONFIG_HOME", ".config", "meterdeck/" FILE_NAME);
	if (access(own, F_OK) == 0)
		return own;
	if (access(SYSTEM_FILE, F_OK) == 0)
		return SYSTEM_FILE;
	if (!request->optional)
		error_set(err, ERROR_CONFIG,
			"there is no configuration yet: neither %s nor %s; `meterdeck demo` works without "
			"one",
			own, SYSTEM_FILE);
	return NULL;
}

const char *config_data_dir(const struct config_request *request, struct arena *arena)
{
	const char *asked = request->data_dir ? request->data_dir : environment("METERDECK_DATA");

	if (asked)
		return arena_copy(arena, sv(asked)).data;
	return xdg(arena, "XDG_STATE_HOME", ".local/state", "meterdeck");
}

const char *config_resolve(struct arena *arena, const char *config_file, struct string_view path)
{
	const char *slash = strrchr(config_file, '/');

	if (sv_starts_with(path, SV("~/")))
		return arena_format(arena, "%s%.*s", home(), (int)path.length - 1, path.data + 1).data;
	if (sv_starts_with(path, SV("/")) || !slash)
		return arena_copy(arena, path).data;
	return arena_format(arena, "%.*s/%.*s", (int)(slash - config_file), config_file, SV_ARG(path)).data;
}
