/* SPDX-License-Identifier: MIT */
#include "views/themes.h"

#include <stdlib.h>

#include "core/base/string.h"
#include "views/roles.h"

struct theme *themes_load(const char *name, struct error *err)
{
	struct string own = {0};
	const char *asked = getenv("METERDECK_THEMES"), *config = getenv("XDG_CONFIG_HOME"),
		   *home = getenv("HOME");
	const char *directories[5];
	size_t count = 0;
	if (config && config[0] == '/')
		string_append_format(&own, "%s/meterdeck/themes", config);
	else if (home)
		string_append_format(&own, "%s/.config/meterdeck/themes", home);
	if (asked && asked[0])
		directories[count++] = asked;
	if (own.length)
		directories[count++] = string_text(&own);
	directories[count++] = METERDECK_THEMES_INSTALLED;
	directories[count++] = METERDECK_THEMES_SOURCE;
	directories[count] = NULL;
	struct theme *theme = theme_load(name, directories, &view_roles, err);
	string_free(&own);
	return theme;
}
