/* SPDX-License-Identifier: MIT */
#include "core/store/packed.h"

#include <string.h>

size_t varint_put(uint8_t *out, uint64_t value)
{
	size_t length = 0;
	while (value >= 0x80) {
		out[length++] = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	out[length++] = (uint8_t)value;
	return length;
}

uint64_t varint_get(struct packed_reader *reader)
{
	uint64_t value = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		if (reader->at >= reader->end)
			break;
		uint8_t byte = *reader->at++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	reader->bad = true;
	return 0;
}

size_t packed_decimal_put(uint8_t *out, struct decimal value)
{
	uint64_t zigzag = ((uint64_t)value.mantissa << 1) ^ (uint64_t)(value.mantissa >> 63);
	out[0] = value.scale;
	return 1 + varint_put(out + 1, zigzag);
}

struct decimal packed_decimal_get(struct packed_reader *reader)
{
	if (reader->at >= reader->end || *reader->at > DECIMAL_SCALE_MAX) {
		reader->bad = true;
		return (struct decimal){0};
	}
	uint8_t scale = *reader->at++;
	uint64_t zigzag = varint_get(reader);
	return (struct decimal){(int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1), scale};
}

static void put_text(struct packed *out, struct display_text text)
{
	size_t length = text.length;
	while (length > PACKED_TEXT_MAX || (length < text.length && (text.bytes[length] & 0xc0) == 0x80))
		length--;
	out->length += varint_put(out->bytes + out->length, length);
	if (length)
		memcpy(out->bytes + out->length, text.bytes, length);
	out->length += length;
}

void packed_reading(struct packed *out, const struct reading_fact *fact)
{
	bool image = fact->image_url.length || fact->image_status.length;
	out->length = 0;
	out->bytes[out->length++] =
		(uint8_t)((fact->taken_at_assumed ? PACKED_ASSUMED : 0) | (image ? PACKED_IMAGE : 0));
	if (image) {
		put_text(out, fact->image_url);
		put_text(out, fact->image_status);
	}
	for (size_t i = 0; i < fact->value_count && i < READING_VALUES_MAX; i++) {
		out->bytes[out->length++] = (uint8_t)fact->values[i].quantity;
		out->length += packed_decimal_put(out->bytes + out->length, fact->values[i].value);
	}
}

static struct string_view get_text(struct packed_reader *reader)
{
	uint64_t length = varint_get(reader);
	if (reader->bad || length > (uint64_t)(reader->end - reader->at)) {
		reader->bad = true;
		return SV_NONE;
	}
	struct string_view text = {(const char *)reader->at, (size_t)length};
	reader->at += length;
	return text;
}

bool packed_open(struct packed_reader *reader, struct string_view blob, struct packed_header *header)
{
	const uint8_t *bytes = (const uint8_t *)blob.data;
	*reader = (struct packed_reader){.at = bytes, .end = bytes + blob.length, .bad = blob.length == 0};
	*header = (struct packed_header){0};
	if (reader->bad)
		return false;
	uint8_t flags = *reader->at++;
	header->assumed = (flags & PACKED_ASSUMED) != 0;
	if (flags & PACKED_IMAGE) {
		header->image_url = get_text(reader);
		header->image_status = get_text(reader);
	}
	return !reader->bad;
}

bool packed_next(struct packed_reader *reader, struct reading_value *out)
{
	while (!reader->bad && reader->at < reader->end) {
		uint8_t quantity = *reader->at++;
		struct decimal value = packed_decimal_get(reader);
		if (reader->bad || quantity >= QUANTITY_COUNT)
			continue;
		*out = (struct reading_value){(enum quantity)quantity, value};
		return true;
	}
	return false;
}

bool packed_find(struct string_view blob, enum quantity quantity, struct decimal *out)
{
	struct packed_reader reader;
	struct packed_header header;
	struct reading_value value;
	if (!packed_open(&reader, blob, &header))
		return false;
	while (packed_next(&reader, &value)) {
		if (value.quantity != quantity)
			continue;
		*out = value.value;
		return true;
	}
	return false;
}
