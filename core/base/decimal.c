/* SPDX-License-Identifier: MIT */
#include "core/base/decimal.h"

#include <string.h>

#include "core/base/attributes.h"

#define DIGITS_MAX   18
#define MANTISSA_MAX INT64_C(999999999999999999)

static const int64_t power_of_ten[DIGITS_MAX + 1] = {
	INT64_C(1),
	INT64_C(10),
	INT64_C(100),
	INT64_C(1000),
	INT64_C(10000),
	INT64_C(100000),
	INT64_C(1000000),
	INT64_C(10000000),
	INT64_C(100000000),
	INT64_C(1000000000),
	INT64_C(10000000000),
	INT64_C(100000000000),
	INT64_C(1000000000000),
	INT64_C(10000000000000),
	INT64_C(100000000000000),
	INT64_C(1000000000000000),
	INT64_C(10000000000000000),
	INT64_C(100000000000000000),
	INT64_C(1000000000000000000),
};

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

static bool fits(__int128 mantissa)
{
	return mantissa >= -(__int128)MANTISSA_MAX && mantissa <= (__int128)MANTISSA_MAX;
}

struct number_reader {
	const char *at;
	const char *end;
	int64_t mantissa;
	int digits;   /* of the mantissa as written, leading zeros too */
	int fraction; /* digits behind the point */
	bool too_long;
};

static void read_digits(struct number_reader *reader, bool behind_point)
{
	for (; reader->at < reader->end && is_digit(*reader->at); reader->at++) {
		if (reader->mantissa > MANTISSA_MAX / 10 || reader->fraction > DIGITS_MAX) {
			reader->too_long = true;
			continue;
		}
		reader->mantissa = reader->mantissa * 10 + (*reader->at - '0');
		reader->digits = 1;
		reader->fraction += behind_point;
	}
}

/* True with *exponent = 0 when there is none. */
static bool read_exponent(struct number_reader *reader, int *exponent)
{
	*exponent = 0;
	if (reader->at == reader->end || (*reader->at != 'e' && *reader->at != 'E'))
		return true;
	reader->at++;
	bool negative = reader->at < reader->end && *reader->at == '-';
	if (reader->at < reader->end && (*reader->at == '-' || *reader->at == '+'))
		reader->at++;
	if (reader->at == reader->end)
		return false;
	for (; reader->at < reader->end && is_digit(*reader->at); reader->at++)
		*exponent = MIN(*exponent * 10 + (*reader->at - '0'), 9999);
	if (negative)
		*exponent = -*exponent;
	return true;
}

static bool compose(int64_t mantissa, int scale, struct decimal *out)
{
	if (mantissa == 0 && scale < 0)
		scale = 0;
	if (scale > DECIMAL_SCALE_MAX || scale < -DIGITS_MAX)
		return false;
	if (scale < 0) {
		if (mantissa > MANTISSA_MAX / power_of_ten[-scale])
			return false;
		mantissa *= power_of_ten[-scale];
		scale = 0;
	}
	*out = (struct decimal){.mantissa = mantissa, .scale = (uint8_t)scale};
	return true;
}

bool decimal_parse(struct string_view text, struct decimal *out)
{
	text = sv_trim(text);
	if (text.length == 0)
		return false;
	struct number_reader reader = {.at = text.data, .end = text.data + text.length};
	bool negative = *reader.at == '-';
	int exponent;

	if (*reader.at == '-' || *reader.at == '+')
		reader.at++;
	read_digits(&reader, false);
	if (reader.at < reader.end && *reader.at == '.') {
		reader.at++;
		if (reader.at == reader.end || !is_digit(*reader.at))
			return false;
		read_digits(&reader, true);
	}
	if (reader.digits == 0 || reader.too_long)
		return false;
	if (!read_exponent(&reader, &exponent) || reader.at != reader.end)
		return false;
	struct decimal value;
	if (!compose(reader.mantissa, reader.fraction - exponent, &value))
		return false;
	if (negative)
		value.mantissa = -value.mantissa;
	*out = value;
	return true;
}

struct decimal decimal_from_integer(int64_t value)
{
	return (struct decimal){.mantissa = value, .scale = 0};
}

static uint64_t magnitude_of(int64_t value)
{
	return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* Writes from the end of the room backwards; returns the first character. */
static char *write_backwards(
	char *end, unsigned __int128 magnitude, unsigned places, bool group, bool negative)
{
	char *at = end;
	unsigned integer_digits = 0;

	*at = '\0';
	for (unsigned i = 0; i < places; i++, magnitude /= 10)
		*--at = (char)('0' + (int)(magnitude % 10));
	if (places > 0)
		*--at = '.';
	do {
		if (group && integer_digits > 0 && integer_digits % 3 == 0)
			*--at = ',';
		*--at = (char)('0' + (int)(magnitude % 10));
		magnitude /= 10;
		integer_digits++;
	} while (magnitude > 0);
	if (negative)
		*--at = '-';
	return at;
}

const char *decimal_format(struct decimal value, char buffer[DECIMAL_TEXT_MAX])
{
	char room[64];
	char *end = room + sizeof(room) - 1;
	const char *text = write_backwards(end, magnitude_of(value.mantissa),
		MIN(value.scale, DECIMAL_SCALE_MAX), false, value.mantissa < 0);

	memcpy(buffer, text, (size_t)(end - text) + 1);
	return buffer;
}

const char *decimal_format_places(
	struct decimal value, uint8_t places, bool group, char buffer[DECIMAL_TEXT_MAX + 8])
{
	char room[64];
	char *end = room + sizeof(room) - 1;
	const char *text;
	unsigned scale = MIN(value.scale, DECIMAL_SCALE_MAX);
	unsigned shown = MIN(places, DECIMAL_SCALE_MAX) + 1U;

	/* A number too long for the buffer gives up places, never digits before the point. */
	do {
		unsigned __int128 magnitude = magnitude_of(value.mantissa);
		shown--;
		if (shown >= scale)
			magnitude *= (uint64_t)power_of_ten[shown - scale];
		else
			magnitude = (magnitude + (uint64_t)power_of_ten[scale - shown] / 2) /
				    (uint64_t)power_of_ten[scale - shown];
		text = write_backwards(end, magnitude, shown, group, value.mantissa < 0 && magnitude > 0);
	} while (end - text >= DECIMAL_TEXT_MAX + 8 && shown > 0);
	memcpy(buffer, text, (size_t)(end - text) + 1);
	return buffer;
}

/* The mantissa as it would be with another, not smaller scale. */
static __int128 mantissa_at(struct decimal value, uint8_t scale)
{
	return (__int128)value.mantissa * power_of_ten[scale - value.scale];
}

int decimal_compare(struct decimal a, struct decimal b)
{
	uint8_t scale = MAX(a.scale, b.scale);
	__int128 left = mantissa_at(a, scale);
	__int128 right = mantissa_at(b, scale);

	return (left > right) - (left < right);
}

static bool store(__int128 mantissa, uint8_t scale, struct decimal *out)
{
	if (!fits(mantissa))
		return false;
	*out = (struct decimal){.mantissa = (int64_t)mantissa, .scale = scale};
	return true;
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *out)
{
	uint8_t scale = MAX(a.scale, b.scale);

	return store(mantissa_at(a, scale) + mantissa_at(b, scale), scale, out);
}

bool decimal_subtract(struct decimal a, struct decimal b, struct decimal *out)
{
	uint8_t scale = MAX(a.scale, b.scale);

	return store(mantissa_at(a, scale) - mantissa_at(b, scale), scale, out);
}

bool decimal_rescale(struct decimal value, uint8_t scale, struct decimal *out)
{
	if (scale > DECIMAL_SCALE_MAX)
		return false;
	if (scale >= value.scale)
		return store(mantissa_at(value, scale), scale, out);
	int64_t divisor = power_of_ten[value.scale - scale];
	if (value.mantissa % divisor != 0)
		return false;
	return store(value.mantissa / divisor, scale, out);
}

double decimal_to_double(struct decimal value)
{
	return (double)value.mantissa / (double)power_of_ten[MIN(value.scale, DECIMAL_SCALE_MAX)];
}
