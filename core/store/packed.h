/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/decimal.h"
#include "core/base/string_view.h"
#include "core/model/facts.h"

/*
 * Inside core/store only: small bytes. A reading's values are one BLOB: a byte of flags, with PACKED_IMAGE
 * two texts (a length and bytes each), then for each value a byte of quantity, a byte of scale and the
 * mantissa as a zigzag varint. One register takes some six bytes.
 */
enum packed_flag { PACKED_ASSUMED = 1, PACKED_IMAGE = 2 };
#define PACKED_TEXT_MAX 2048
#define PACKED_MAX      (1 + 2 * (PACKED_TEXT_MAX + 10) + READING_VALUES_MAX * 12)

struct packed {
	size_t length;
	uint8_t bytes[PACKED_MAX];
};
void packed_reading(struct packed *out, const struct reading_fact *fact);

struct packed_reader {
	const uint8_t *at, *end;
	bool bad;
};
struct packed_header {
	bool assumed;
	struct string_view image_url, image_status;
};
/* False when the bytes are not what packed_reading() makes. */
bool packed_open(struct packed_reader *reader, struct string_view blob, struct packed_header *header);
bool packed_next(struct packed_reader *reader, struct reading_value *out);
/* The value of one quantity, if it is there. */
bool packed_find(struct string_view blob, enum quantity quantity, struct decimal *out);

size_t varint_put(uint8_t *out, uint64_t value); /* at most 10 bytes */
uint64_t varint_get(struct packed_reader *reader);
size_t packed_decimal_put(uint8_t *out, struct decimal value); /* at most 11 bytes */
struct decimal packed_decimal_get(struct packed_reader *reader);
