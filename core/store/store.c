/* SPDX-License-Identifier: MIT */
#include "core/store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/base/string.h"

struct store {
	char *directory;
	char *paths[STORE_FILE_COUNT];
};

static const char *const file_names[STORE_FILE_COUNT] = {
	[STORE_CACHE] = "cache.db",
	[STORE_LEDGER] = "ledger.db",
	[STORE_CHANGES] = "changes",
	[STORE_LOCK] = "engine.lock",
	[STORE_SUSPECT] = "cache.suspect",
};

static const struct {
	unsigned long type; /* of statfs(2) */
	const char *name;
} remote_filesystems[] = {
	{0x6969, "NFS"},
	{0xff534d42, "CIFS"},
	{0xfe534d42, "SMB2"},
	{0x517b, "SMB"},
	{0x01021997, "9p"},
	{0x5346414f, "AFS"},
	{0x00c36400, "Ceph"},
	{0x73757245, "Coda"},
};

static bool refuse_remote(const char *directory, struct error *err)
{
	struct statfs facts;
	if (statfs(directory, &facts))
		return error_errno(err, ERROR_STORE, errno, "looking at the file system of %s", directory);
	for (size_t i = 0; i < ARRAY_SIZE(remote_filesystems); i++)
		if (((unsigned long)facts.f_type & 0xffffffff) == remote_filesystems[i].type)
			return error_set(err, ERROR_STORE,
				"%s lies on %s: the data directory must be on a local disk of this host",
				directory, remote_filesystems[i].name);
	return true;
}

static bool make_directories(const char *directory, struct error *err)
{
	struct string path = {0};
	bool good = true;
	string_append(&path, directory);
	for (char *at = path.data + 1; good && at <= path.data + path.length; at++) {
		if (*at != '/' && *at != '\0')
			continue;
		char kept = *at;
		*at = '\0';
		if (mkdir(path.data, 0700) && errno != EEXIST)
			good = error_errno(
				err, ERROR_STORE, errno, "making the data directory %s", path.data);
		*at = kept;
	}
	string_free(&path);
	return good;
}

/* mkdir makes it 0755 for most people; while nothing lies in it, closing it takes nothing from anybody. */
static bool close_when_empty(const char *directory)
{
	int handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = handle < 0 ? NULL : fdopendir(handle);
	const struct dirent *entry;
	bool empty = entries;

	while (empty && (entry = readdir(entries)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	bool closed = empty && fchmod(handle, 0700) == 0;
	if (entries)
		closedir(entries);
	else if (handle >= 0)
		close(handle);
	return closed;
}

static bool check_directory(const char *directory, struct error *err)
{
	struct stat facts;
	if (lstat(directory, &facts) || (S_ISLNK(facts.st_mode) && stat(directory, &facts)))
		return error_errno(err, ERROR_STORE, errno, "looking at the data directory %s", directory);
	if (!S_ISDIR(facts.st_mode))
		return error_set(err, ERROR_STORE, "%s is not a directory", directory);
	if (facts.st_uid != geteuid())
		return error_set(
			err, ERROR_STORE, "the data directory %s belongs to another user", directory);
	if ((facts.st_mode & 077) && !close_when_empty(directory))
		return error_set(err, ERROR_STORE, "others may enter the data directory %s: run chmod 700 %s",
			directory, directory);
	return refuse_remote(directory, err);
}

static char *absolute(const char *directory)
{
	char *real = realpath(directory, NULL);
	return real ? real : memory_copy_text(sv(directory));
}

struct store *store_open(const char *directory, struct error *err)
{
	if (!*directory) {
		error_set(err, ERROR_STORE, "the data directory has no name");
		return NULL;
	}
	if (!make_directories(directory, err) || !check_directory(directory, err))
		return NULL;
	struct store *store = NEW(struct store);
	store->directory = absolute(directory);
	for (int i = 0; i < STORE_FILE_COUNT; i++) {
		struct string path = {0};
		string_append_format(&path, "%s/%s", store->directory, file_names[i]);
		store->paths[i] = path.data;
	}
	return store;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	for (int i = 0; i < STORE_FILE_COUNT; i++)
		free(store->paths[i]);
	free(store->directory);
	free(store);
}

const char *store_directory(const struct store *store)
{
	return store->directory;
}

const char *store_path(const struct store *store, enum store_file file)
{
	BUG_ON(file >= STORE_FILE_COUNT);
	return store->paths[file];
}
