/* SPDX-License-Identifier: MIT */
#include "tui/script.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/base/attributes.h"
#include "core/base/display_text.h"
#include "core/base/string.h"

struct step {
	const struct script_host *host;
	struct string_view rest; /* of the line */
	struct error *err;
};

static bool step_key(const struct step *step)
{
	struct string_view rest = step->rest, word;
	if (rest.length == 0)
		return error_set(step->err, ERROR_USAGE, "key: which one?");
	while (sv_split(&rest, ' ', &word)) {
		struct key key;
		if (word.length == 0)
			continue;
		if (!key_parse(word, &key, step->err))
			return false;
		struct key_event event = key_press(key);
		if (!step->host->event(step->host->context, &event, step->err))
			return false;
	}
	return true;
}

static bool step_text(const struct step *step)
{
	const char *at = step->rest.data, *end = at + step->rest.length;
	while (at < end) {
		struct key_event event = key_press(key_of(utf8_next(&at, end)));
		if (!step->host->event(step->host->context, &event, step->err))
			return false;
	}
	return true;
}

static bool step_command(const struct step *step)
{
	if (step->rest.length == 0)
		return error_set(step->err, ERROR_USAGE, "command: which one?");
	return step->host->command(step->host->context, step->rest, step->err);
}

static bool step_wait(const struct step *step)
{
	if (!sv_equal_text(step->rest, "idle"))
		return error_set(step->err, ERROR_USAGE, "wait: only 'wait idle' is known, not '%.*s'",
			SV_ARG(step->rest));
	return step->host->wait_idle(step->host->context, step->err);
}

static bool write_file(struct string_view name, const struct string *text, struct error *err)
{
	char path[4096];
	if (name.length >= sizeof(path))
		return error_set(err, ERROR_USAGE, "the file name is too long");
	memcpy(path, name.data, name.length);
	path[name.length] = '\0';
	FILE *stream = fopen(path, "we");
	if (!stream)
		return error_errno(err, ERROR_IO, errno, "opening %s", path);
	size_t written = fwrite(string_text(text), 1, text->length, stream);
	if (fclose(stream) != 0 || written != text->length)
		return error_errno(err, ERROR_IO, errno, "writing %s", path);
	return true;
}

static bool write_out(const struct step *step, const struct string *text)
{
	if (step->host->screenshot) {
		step->host->screenshot(step->host->context, string_view(text));
		return true;
	}
	if (fwrite(string_text(text), 1, text->length, stdout) != text->length || fflush(stdout) != 0)
		return error_errno(step->err, ERROR_IO, errno, "writing a screenshot to stdout");
	return true;
}

static bool step_screenshot(const struct step *step)
{
	struct string text = {0};
	canvas_print(step->host->canvas(step->host->context), &text);
	bool done = step->rest.length > 0 ? write_file(step->rest, &text, step->err) : write_out(step, &text);
	string_free(&text);
	return done;
}

static const struct {
	const char *word;
	bool (*run)(const struct step *step);
} steps[] = {
	{"key", step_key},
	{"text", step_text},
	{"command", step_command},
	{"wait", step_wait},
	{"screenshot", step_screenshot},
};

static bool unknown_step(struct string_view word, struct error *err)
{
	const char *words[ARRAY_SIZE(steps)];
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		words[i] = steps[i].word;
	const char *nearest = sv_nearest(word, words, ARRAY_SIZE(steps));
	if (nearest)
		return error_set(
			err, ERROR_USAGE, "no step '%.*s', did you mean '%s'?", SV_ARG(word), nearest);
	return error_set(
		err, ERROR_USAGE, "no step '%.*s': key, text, command, wait or screenshot", SV_ARG(word));
}

static struct string_view without_line_end(struct string_view line)
{
	while (line.length > 0 && line.data[line.length - 1] == '\r')
		line.length--;
	return line;
}

static bool run_line(struct string_view line, const struct script_host *host, struct error *err)
{
	line = without_line_end(line);
	struct string_view trimmed = sv_trim(line);
	if (trimmed.length == 0 || trimmed.data[0] == '#')
		return true;
	size_t start = (size_t)(trimmed.data - line.data);
	struct string_view body = sv_slice(line, start, line.length), word;
	ptrdiff_t blank = sv_find(body, ' ');
	word = blank < 0 ? trimmed : sv_slice(body, 0, (size_t)blank);
	struct step step = {.host = host, .err = err};
	struct string_view rest = blank < 0 ? SV("") : sv_slice(body, (size_t)blank + 1, body.length);
	/* Blanks at the end of a text are part of it. */
	step.rest = sv_equal_text(word, "text") ? rest : sv_trim(rest);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (sv_equal_text(word, steps[i].word))
			return steps[i].run(&step);
	}
	return unknown_step(word, err);
}

bool script_run(struct string_view text, const char *name, const struct script_host *host, struct error *err)
{
	struct string_view line;
	for (unsigned number = 1; sv_split(&text, '\n', &line); number++) {
		if (host->done && host->done(host->context))
			return true;
		if (!run_line(line, host, err))
			return error_wrap(err, "%s:%u", name, number);
	}
	return true;
}

#define SCRIPT_MAX (1024 * 1024)

static bool read_script(FILE *stream, const char *path, struct string *out, struct error *err)
{
	char buffer[4096];
	size_t count;
	while ((count = fread(buffer, 1, sizeof(buffer), stream)) > 0) {
		string_append_bytes(out, buffer, count);
		if (out->length > SCRIPT_MAX)
			return error_set(err, ERROR_USAGE, "%s is larger than a script can be", path);
	}
	return !ferror(stream) || error_errno(err, ERROR_IO, errno, "reading %s", path);
}

bool script_run_file(const char *path, const struct script_host *host, struct error *err)
{
	bool is_stdin = sv_equal_text(sv(path), "-");
	FILE *stream = is_stdin ? stdin : fopen(path, "re");
	if (!stream)
		return error_errno(err, ERROR_IO, errno, "opening the script %s", path);
	struct string text = {0};
	bool done = read_script(stream, path, &text, err);
	if (!is_stdin)
		fclose(stream);
	done = done && script_run(string_view(&text), is_stdin ? "stdin" : path, host, err);
	string_free(&text);
	return done;
}

bool size_parse(struct string_view text, int *width, int *height, struct error *err)
{
	ptrdiff_t cross = sv_find(text, 'x');
	int64_t columns, lines;
	if (cross > 0 && sv_is_digits(sv_slice(text, 0, (size_t)cross)) &&
		sv_is_digits(sv_slice(text, (size_t)cross + 1, text.length)) &&
		sv_to_integer(sv_slice(text, 0, (size_t)cross), &columns) &&
		sv_to_integer(sv_slice(text, (size_t)cross + 1, text.length), &lines) && columns >= 1 &&
		columns <= 1000 && lines >= 1 && lines <= 1000) {
		*width = (int)columns;
		*height = (int)lines;
		return true;
	}
	return error_set(err, ERROR_USAGE, "'%.*s' is no size: 80x24, each from 1 to 1000", SV_ARG(text));
}
