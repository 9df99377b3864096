/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/store/ledger.h"

/*
 * The file of `meters import`: CSV with a header row that names the columns, in any order: meter_no
 * (required), customer_code, customer_name, address, type, device_id, medium. An unknown column, a row
 * without a number, a row of another length and an unknown medium are errors that name the file and the row;
 * then nothing is imported.
 */
struct roster_file {
	struct arena arena; /* holds the texts */
	struct roster_meter *meters;
	size_t count;
};
bool roster_file_read(const char *path, struct roster_file *out, struct error *err);
bool roster_text_read(struct string_view text, const char *name, struct roster_file *out, struct error *err);
void roster_file_free(struct roster_file *file);
