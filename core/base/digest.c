/* SPDX-License-Identifier: MIT */
#include "core/base/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>

#include "core/base/error.h"
#include "core/base/library.h"

static const char base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char hex_lower[] = "0123456789abcdef";
static const char hex_upper[] = "0123456789ABCDEF";

struct digest_library {
	__typeof__(EVP_Digest) *digest;
	__typeof__(EVP_md5) *kind;
};

/* EVP_md5 and EVP_sha256 are of one type. A place that cannot load libcrypto cannot go on: who asks for a
 * digest is about to sign with it. */
static void digest_bytes(const char *kind, struct string_view data, uint8_t *out)
{
	const struct library_symbol symbols[] = {
		{"EVP_Digest", offsetof(struct digest_library, digest)},
		{kind, offsetof(struct digest_library, kind)},
	};
	const struct library_source source = {"libcrypto.so.3", "libssl3", symbols, ARRAY_SIZE(symbols)};
	struct digest_library library;
	struct error err = {0};

	if (!library_load(&source, &library, &err))
		bug(__FILE__, __LINE__, err.message);
	if (library.digest(data.data ? data.data : "", data.length, out, NULL, library.kind(), NULL) != 1)
		bug(__FILE__, __LINE__, "libcrypto refuses a digest");
}

static void put_hex(const uint8_t *bytes, size_t length, const char *digits, char *out)
{
	for (size_t i = 0; i < length; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * length] = '\0';
}

void md5_hex(struct string_view data, bool upper, char out[MD5_HEX_MAX])
{
	uint8_t bytes[16];

	digest_bytes("EVP_md5", data, bytes);
	put_hex(bytes, sizeof(bytes), upper ? hex_upper : hex_lower, out);
}

void sha256_bytes(struct string_view data, uint8_t out[32])
{
	digest_bytes("EVP_sha256", data, out);
}

void sha256_hex(struct string_view data, char out[SHA256_HEX_MAX])
{
	uint8_t bytes[32];

	sha256_bytes(data, bytes);
	put_hex(bytes, sizeof(bytes), hex_lower, out);
}

void base64_encode(struct string_view data, struct string *out)
{
	string_reserve(out, data.length / 3 * 4 + 4);
	for (size_t at = 0; at < data.length; at += 3) {
		size_t have = MIN(data.length - at, 3);
		uint32_t bits = 0;
		char four[4] = {'=', '=', '=', '='};

		for (size_t i = 0; i < 3; i++)
			bits = bits << 8 | (i < have ? (uint8_t)data.data[at + i] : 0);
		for (size_t i = 0; i <= have; i++)
			four[i] = base64_alphabet[bits >> (18 - 6 * i) & 63];
		string_append_bytes(out, four, sizeof(four));
	}
}

static int base64_value(char character)
{
	if (character >= 'A' && character <= 'Z')
		return character - 'A';
	if (character >= 'a' && character <= 'z')
		return character - 'a' + 26;
	if (character >= '0' && character <= '9')
		return character - '0' + 52;
	return character == '+' ? 62 : character == '/' ? 63 : -1;
}

/* The bits that a group of two or three characters carries too much must be zero, or two texts mean one
 * value. */
static bool base64_end(uint32_t bits, size_t characters, size_t padding, struct string *out)
{
	if (characters == 0)
		return padding == 0;
	if (characters == 1 || (padding != 0 && characters + padding != 4))
		return false;
	if ((bits & (characters == 2 ? 0xF : 0x3)) != 0)
		return false;
	bits >>= characters == 2 ? 4 : 2;
	if (characters == 3)
		string_append_char(out, (char)(bits >> 8 & 255));
	string_append_char(out, (char)(bits & 255));
	return true;
}

bool base64_decode(struct string_view text, struct string *out)
{
	uint32_t bits = 0;
	size_t characters = 0, padding = 0;

	for (size_t i = 0; i < text.length; i++) {
		char character = text.data[i];
		int value = base64_value(character);

		if (character == ' ' || (character >= '\t' && character <= '\r'))
			continue;
		if (character == '=' && padding < 2) {
			padding++;
			continue;
		}
		if (value < 0 || padding)
			return false;
		bits = bits << 6 | (uint32_t)value;
		if (++characters < 4)
			continue;
		for (int shift = 16; shift >= 0; shift -= 8)
			string_append_char(out, (char)(bits >> shift & 255));
		bits = 0;
		characters = 0;
	}
	return base64_end(bits, characters, padding, out);
}

static bool is_unreserved(char character)
{
	return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
	       (character >= '0' && character <= '9') || (character && strchr("-._~", character));
}

void percent_encode(struct string_view text, struct string *out)
{
	for (size_t i = 0; i < text.length; i++) {
		uint8_t byte = (uint8_t)text.data[i];
		char three[3] = {'%', hex_upper[byte >> 4], hex_upper[byte & 15]};

		if (is_unreserved(text.data[i]))
			string_append_char(out, text.data[i]);
		else
			string_append_bytes(out, three, sizeof(three));
	}
}

bool constant_time_equal(struct string_view a, struct string_view b)
{
	/* Read through volatile: no compiler may stop at the first difference. */
	const volatile char *left = a.data, *right = b.data;
	unsigned different = 0;

	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		different |= (unsigned)(left[i] ^ right[i]);
	return different == 0;
}

/* Both halves of the 128-bit product, folded: each input bit reaches every output bit in two rounds. */
static uint64_t multiply_fold(uint64_t value, uint64_t factor)
{
	__extension__ unsigned __int128 product = (unsigned __int128)value * factor;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t little_endian(const char *bytes, size_t length)
{
	uint64_t word = 0;

	memcpy(&word, bytes, length);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

uint64_t hash64(struct string_view data, uint64_t seed)
{
	/* The fractions of the square roots of 2, 3 and 5, made odd: numbers with nothing up their sleeve. */
	const uint64_t first = UINT64_C(0x6A09E667F3BCC909);
	const uint64_t second = UINT64_C(0xBB67AE8584CAA73B);
	const uint64_t third = UINT64_C(0x3C6EF372FE94F82B);
	uint64_t state = multiply_fold(seed ^ first, second);
	size_t at = 0;

	for (; data.length - at >= 8; at += 8)
		state = multiply_fold(state ^ little_endian(data.data + at, 8), second) + first;
	if (at < data.length)
		state = multiply_fold(state ^ little_endian(data.data + at, data.length - at), second) +
			first;
	state = multiply_fold(state ^ (uint64_t)data.length, third);
	return multiply_fold(state ^ first, second);
}

void random_bytes(void *out, size_t length)
{
	uint8_t *bytes = out;

	while (length) {
		ssize_t got = getrandom(bytes, MIN(length, 256), 0);

		if (got < 0 && errno != EINTR)
			bug(__FILE__, __LINE__, "the system has no random numbers");
		if (got < 0)
			continue;
		bytes += got;
		length -= (size_t)got;
	}
}

uint64_t random_below(uint64_t bound)
{
	uint64_t least, value;

	BUG_ON(bound == 0);
	/* 2^64 is seldom a multiple of the bound: draws from its uneven rest are thrown away. */
	least = (UINT64_MAX - bound + 1) % bound;
	do {
		random_bytes(&value, sizeof(value));
	} while (value < least);
	return value % bound;
}

void uuid_make(char out[UUID_TEXT_MAX])
{
	uint8_t bytes[16];
	char hex[33];
	char *to = out;

	random_bytes(bytes, sizeof(bytes));
	bytes[6] = (uint8_t)((bytes[6] & 0x0F) | 0x40);
	bytes[8] = (uint8_t)((bytes[8] & 0x3F) | 0x80);
	put_hex(bytes, sizeof(bytes), hex_lower, hex);
	for (size_t i = 0; i < 32; i++) {
		if (i == 8 || i == 12 || i == 16 || i == 20)
			*to++ = '-';
		*to++ = hex[i];
	}
	*to = '\0';
}
