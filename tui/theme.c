/* SPDX-License-Identifier: MIT */
#include "tui/theme.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"
#include "core/base/string.h"

struct theme {
	char *name;
	const struct role_table *roles;
	bool plain; /* inherit = none */
	bool given[ROLE_MAX];
	struct style styles[ROLE_MAX];
};

#define THEME_FILE_MAX (64 * 1024)
#define REFERENCE_MAX  8

static struct theme *theme_make(struct string_view name, const struct role_table *roles)
{
	struct theme *theme = NEW(struct theme);
	theme->name = memory_copy_text(name);
	theme->roles = roles;
	return theme;
}

void theme_free(struct theme *theme)
{
	if (!theme)
		return;
	free(theme->name);
	free(theme);
}

/* A role's own style follows "@other" until something is said. */
static struct style resolve(const struct theme *theme, unsigned role, unsigned depth)
{
	if (theme->given[role])
		return theme->styles[role];
	struct style style = {0};
	struct string_view text = sv(role_find(theme->roles, role)->style);
	if (text.length > 0 && text.data[0] == '@') {
		int other = role_by_name(theme->roles, sv_slice(text, 1, text.length));
		BUG_ON(other < 0 || depth > REFERENCE_MAX);
		return resolve(theme, (unsigned)other, depth + 1);
	}
	if (!theme->plain)
		BUG_ON(!style_parse(text, &style, NULL));
	return style;
}

static void theme_finish(struct theme *theme)
{
	struct style resolved[ROLE_MAX];
	unsigned count = role_count(theme->roles);
	for (unsigned i = 0; i < count; i++)
		resolved[i] = resolve(theme, i, 0);
	for (unsigned i = 0; i < count; i++)
		theme->styles[i] = resolved[i];
}

struct theme *theme_new(const struct role_table *roles)
{
	struct theme *theme = theme_make(SV("dark"), roles);
	theme_finish(theme);
	return theme;
}

const char *theme_name(const struct theme *theme)
{
	return theme->name;
}

struct style theme_style(const struct theme *theme, unsigned role)
{
	return role < role_count(theme->roles) ? theme->styles[role] : (struct style){0};
}

static bool set_inherit(struct theme *theme, struct string_view value, struct error *err)
{
	if (!sv_equal_text(value, "none") && !sv_equal_text(value, "dark"))
		return error_set(err, ERROR_CONFIG, "inherit is 'dark' or 'none', not '%.*s'", SV_ARG(value));
	theme->plain = sv_equal_text(value, "none");
	return true;
}

static bool set_rule(struct theme *theme, struct string_view key, struct string_view value, struct error *err)
{
	if (sv_equal_text(key, "name")) {
		free(theme->name);
		theme->name = memory_copy_text(value);
		return true;
	}
	if (sv_equal_text(key, "inherit"))
		return set_inherit(theme, value, err);
	int role = role_by_name(theme->roles, key);
	if (role < 0) {
		const char *nearest = role_nearest(theme->roles, key);
		if (nearest)
			return error_set(err, ERROR_CONFIG, "no role '%.*s', did you mean '%s'?", SV_ARG(key),
				nearest);
		return error_set(err, ERROR_CONFIG, "no role '%.*s'", SV_ARG(key));
	}
	if (!style_parse(value, &theme->styles[role], err))
		return error_wrap(err, "%.*s", SV_ARG(key));
	theme->given[role] = true;
	return true;
}

static bool parse_line(struct theme *theme, struct string_view line, struct error *err)
{
	line = sv_trim(line);
	if (line.length == 0 || line.data[0] == '#' || line.data[0] == ';')
		return true;
	ptrdiff_t equals = sv_find(line, '=');
	if (equals < 0)
		return error_set(err, ERROR_CONFIG, "'%.*s' is not 'role = style'", SV_ARG(line));
	struct string_view key = sv_trim(sv_slice(line, 0, (size_t)equals));
	struct string_view value = sv_trim(sv_slice(line, (size_t)equals + 1, line.length));
	return set_rule(theme, key, value, err);
}

struct theme *theme_parse(
	struct string_view text, const char *file, const struct role_table *roles, struct error *err)
{
	struct theme *theme = theme_make(sv(file), roles);
	struct string_view line;
	for (unsigned number = 1; sv_split(&text, '\n', &line); number++) {
		if (!parse_line(theme, line, err)) {
			error_wrap(err, "%s:%u", file, number);
			theme_free(theme);
			return NULL;
		}
	}
	theme_finish(theme);
	return theme;
}

static bool read_text(FILE *stream, struct string *out)
{
	char buffer[4096];
	size_t count;
	while ((count = fread(buffer, 1, sizeof(buffer), stream)) > 0) {
		string_append_bytes(out, buffer, count);
		if (out->length > THEME_FILE_MAX)
			return false;
	}
	return !ferror(stream);
}

static struct theme *theme_from_stream(
	FILE *stream, const char *path, const struct role_table *roles, struct error *err)
{
	struct string text = {0};
	struct theme *theme = NULL;
	if (read_text(stream, &text))
		theme = theme_parse(string_view(&text), path, roles, err);
	else
		error_set(err, ERROR_CONFIG, "%s: not readable, or larger than a theme can be", path);
	string_free(&text);
	fclose(stream);
	return theme;
}

static FILE *find_stream(const char *name, const char *const *directories, struct string *path)
{
	for (size_t i = 0; directories && directories[i]; i++) {
		string_clear(path);
		string_append_format(path, "%s/%s.theme", directories[i], name);
		FILE *stream = fopen(string_text(path), "re");
		if (stream)
			return stream;
	}
	return NULL;
}

static void name_theme(struct theme *theme, const char *path, const char *name)
{
	if (sv_equal_text(sv(theme->name), path)) {
		free(theme->name);
		theme->name = memory_copy_text(sv(name));
	}
}

static struct theme *not_found(const char *name, struct error *err)
{
	static const char *const known[] = {"dark", "light", "mono", "high-contrast", "colour-blind"};
	const char *nearest = sv_nearest(sv(name), known, ARRAY_SIZE(known));
	if (nearest && !sv_equal_text(sv(name), nearest))
		error_set(err, ERROR_CONFIG, "no theme '%s', did you mean '%s'?", name, nearest);
	else
		error_set(err, ERROR_CONFIG, "no theme '%s': no such file in the theme directories", name);
	return NULL;
}

struct theme *theme_load(
	const char *name, const char *const *directories, const struct role_table *roles, struct error *err)
{
	struct string path = {0};
	FILE *stream;
	bool is_path = sv_find(sv(name), '/') >= 0;
	if (is_path) {
		string_append(&path, name);
		stream = fopen(name, "re");
	} else {
		stream = find_stream(name, directories, &path);
	}
	struct theme *theme = NULL;
	if (stream)
		theme = theme_from_stream(stream, string_text(&path), roles, err);
	else if (sv_equal_text(sv(name), "dark"))
		theme = theme_new(roles);
	else if (is_path)
		error_errno(err, ERROR_CONFIG, errno, "opening the theme %s", name);
	else
		theme = not_found(name, err);
	if (theme)
		name_theme(theme, string_text(&path), name);
	string_free(&path);
	return theme;
}
