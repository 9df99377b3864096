/* SPDX-License-Identifier: MIT */
#include "core/config/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/memory.h"

#define VAULT_SIZE ((size_t)256 << 10)

/* The head of the mapping; the secrets lie behind it. */
struct config_secrets {
	size_t used;
	char bytes[];
};
#define VAULT_ROOM (VAULT_SIZE - sizeof(struct config_secrets))

struct config_secrets *secrets_new(void)
{
	struct config_secrets *secrets =
		mmap(NULL, VAULT_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (secrets == MAP_FAILED)
		bug(__FILE__, __LINE__, "out of memory");
	/* Without the right to lock memory the secrets may be swapped out: worse, but no reason to stop. Each
	 * page is locked when it is first written: touching all of them costs the console's start 0.2 ms. */
	(void)!mlock2(secrets, VAULT_SIZE, MLOCK_ONFAULT);
	(void)!madvise(secrets, VAULT_SIZE, MADV_DONTDUMP);
	return secrets;
}

void secrets_free(struct config_secrets *secrets)
{
	if (!secrets)
		return;
	explicit_bzero(secrets, sizeof(*secrets) + secrets->used);
	munmap(secrets, VAULT_SIZE);
}

const char *secrets_keep(struct config_secrets *secrets, struct string_view text)
{
	char *place = secrets->bytes + secrets->used;

	if (text.length > SECRET_LENGTH_MAX || text.length + 1 > VAULT_ROOM - secrets->used)
		return NULL;
	memcpy(place, text.data, text.length);
	place[text.length] = '\0';
	secrets->used += text.length + 1;
	return place;
}

static bool check_file(const struct stat *status, const char *path, struct error *err)
{
	if (!S_ISREG(status->st_mode))
		return error_set(err, ERROR_CONFIG, "%s is no regular file", path);
	if (status->st_uid != geteuid() && status->st_uid != 0)
		return error_set(err, ERROR_CONFIG, "%s belongs to somebody else: run `chown %u %s`", path,
			(unsigned)geteuid(), path);
	if (status->st_mode & (S_IRWXG | S_IRWXO))
		return error_set(err, ERROR_CONFIG, "%s is open to others: run `chmod 600 %s`", path, path);
	return true;
}

/* One byte more than a secret may have, to see that there is more. */
static bool read_start(int descriptor, const char *path, struct string *out, struct error *err)
{
	char buffer[SECRET_LENGTH_MAX + 2];
	size_t length = 0;
	ssize_t count;

	do {
		count = read(descriptor, buffer + length, sizeof(buffer) - length);
		if (count > 0)
			length += (size_t)count;
	} while ((count > 0 && length < sizeof(buffer)) || (count < 0 && errno == EINTR));
	string_append_bytes(out, buffer, length);
	explicit_bzero(buffer, sizeof(buffer));
	return count >= 0 || error_errno(err, ERROR_CONFIG, errno, "reading %s", path);
}

static bool cut_to_first_line(struct string *out, const char *path, struct error *err)
{
	ptrdiff_t end = sv_find(string_view(out), '\n');

	if (end >= 0)
		string_truncate(out, (size_t)end);
	if (out->length && out->data[out->length - 1] == '\r')
		string_truncate(out, out->length - 1);
	if (out->length == 0)
		return error_set(err, ERROR_CONFIG, "the first line of %s is empty", path);
	if (out->length > SECRET_LENGTH_MAX || strlen(out->data) != out->length)
		return error_set(err, ERROR_CONFIG, "the first line of %s is no secret", path);
	return true;
}

static bool read_first_line(const char *path, int flags, bool strict, struct string *out, struct error *err)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
	struct stat status;
	bool done;

	if (descriptor < 0 && errno == ELOOP)
		return error_set(err, ERROR_CONFIG, "%s is a symbolic link: name the file itself", path);
	if (descriptor < 0)
		return error_errno(err, ERROR_CONFIG, errno, "opening %s", path);
	if (fstat(descriptor, &status) < 0)
		done = error_errno(err, ERROR_CONFIG, errno, "looking at %s", path);
	else
		done = (!strict || check_file(&status, path, err)) &&
		       read_start(descriptor, path, out, err) && cut_to_first_line(out, path, err);
	close(descriptor);
	return done;
}

bool secret_read_file(const char *path, struct string *out, struct error *err)
{
	return read_first_line(path, O_NOFOLLOW, true, out, err);
}

bool secret_read_credential(const char *path, struct string *out, struct error *err)
{
	return read_first_line(path, 0, false, out, err);
}
