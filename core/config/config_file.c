/* SPDX-License-Identifier: MIT */
/*
 * The file and its lines. Read here and not by libinih: that cuts long values and names without a word, gives
 * no line numbers as it is packaged, and does not tell of a section without keys.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/display_text.h"
#include "core/config/loader.h"

#define FILE_SIZE_MAX ((size_t)1 << 20)

static bool read_all(int descriptor, const char *path, struct string *out, struct error *err)
{
	char buffer[4096];
	ssize_t count;

	for (;;) {
		count = read(descriptor, buffer, sizeof(buffer));
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			break;
		string_append_bytes(out, buffer, (size_t)count);
		if (out->length > FILE_SIZE_MAX) {
			error_set(err, ERROR_CONFIG, "%s is larger than 1 MiB: no configuration", path);
			break;
		}
	}
	explicit_bzero(buffer, sizeof(buffer));
	if (count < 0)
		error_errno(err, ERROR_CONFIG, errno, "reading %s", path);
	return count == 0;
}

bool config_read(const char *path, struct string *out, uint32_t *mode, uint32_t *owner, struct error *err)
{
	struct stat status;
	/* Non-blocking, so that a pipe in the file's place does not hold the console up. */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool done;

	if (descriptor < 0)
		return error_errno(err, ERROR_CONFIG, errno, "opening the configuration");
	if (fstat(descriptor, &status) < 0)
		done = error_errno(err, ERROR_CONFIG, errno, "looking at the configuration");
	else if (!S_ISREG(status.st_mode))
		done = error_set(err, ERROR_CONFIG, "the configuration is no regular file");
	else
		done = read_all(descriptor, path, out, err);
	close(descriptor);
	*mode = status.st_mode;
	*owner = status.st_uid;
	return done;
}

void config_check_permissions(struct loader *loader, uint32_t mode, uint32_t owner)
{
	struct config_store *store = loader->store;

	if (loader->secret_line && mode & (S_IRGRP | S_IROTH))
		problem_add(store, loader->file, loader->secret_line,
			"there is a secret here and others can read the file: run `chmod 600 %s`",
			loader->file);
	if (loader->command_line && mode & (S_IWGRP | S_IWOTH))
		problem_add(store, loader->file, loader->command_line,
			"there is a command here and others can write the file: run `chmod go-w %s`",
			loader->file);
	if (loader->command_line && owner != 0 && owner != geteuid())
		problem_add(store, loader->file, loader->command_line,
			"there is a command here and the file belongs to somebody else: run `chown %u %s`",
			(unsigned)geteuid(), loader->file);
}

static bool is_clean(struct string_view line)
{
	for (size_t i = 0; i < line.length; i++) {
		unsigned char byte = (unsigned char)line.data[i];
		if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
			return false;
	}
	return true;
}

/* A comment begins at the line's start or behind white space. */
static struct string_view drop_comment(struct string_view text)
{
	for (size_t i = 1; i < text.length; i++) {
		bool after_space = text.data[i - 1] == ' ' || text.data[i - 1] == '\t';
		if (text.data[i] == ';' && after_space)
			return sv_trim(sv_slice(text, 0, i));
	}
	return text;
}

static void take_header(struct loader *loader, struct string_view line)
{
	struct string_view header = drop_comment(line);

	if (!sv_ends_with(header, SV("]"))) {
		problem_add(loader->store, loader->file, loader->line,
			"a section is written as [name] or [profile \"name\"]");
		loader->section = SECTION_UNKNOWN;
		return;
	}
	section_begin(loader, sv_trim(sv_slice(header, 1, header.length - 2)));
}

static void take_assignment(struct loader *loader, struct string_view line)
{
	ptrdiff_t sign = sv_find(line, '=');
	struct string_view key, value;

	if (sign <= 0) {
		problem_add(loader->store, loader->file, loader->line, "a line is written as key = value");
		return;
	}
	key = sv_trim(sv_slice(line, 0, (size_t)sign));
	/* From the sign on, so that the white space before a comment is seen. */
	value = drop_comment(sv_slice(line, (size_t)sign, line.length));
	section_take(loader, key, sv_trim(sv_slice(value, 1, value.length)));
}

static void take_line(struct loader *loader, struct string_view line)
{
	if (!utf8_valid(line)) {
		problem_add(loader->store, loader->file, loader->line, "this line is not UTF-8");
		return;
	}
	line = sv_trim(line);
	if (!is_clean(line)) {
		problem_add(loader->store, loader->file, loader->line, "there is a control character here");
		return;
	}
	if (line.length == 0 || line.data[0] == ';' || line.data[0] == '#')
		return;
	if (line.data[0] == '[')
		take_header(loader, line);
	else
		take_assignment(loader, line);
}

void config_parse(struct loader *loader, struct string_view text)
{
	struct string_view mark = SV("\xEF\xBB\xBF");

	if (sv_starts_with(text, mark))
		text = sv_slice(text, mark.length, text.length);
	loader->line = 0;
	while (text.length > 0) {
		ptrdiff_t end = sv_find(text, '\n');
		size_t length = end < 0 ? text.length : (size_t)end;

		loader->line++;
		take_line(loader, sv_slice(text, 0, length));
		text = sv_slice(text, length + 1, text.length);
	}
}
