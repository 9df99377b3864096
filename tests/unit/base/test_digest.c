/* SPDX-License-Identifier: MIT */
#include "core/base/digest.h"

#include <string.h>

#include "tests/unit/base/test.h"

static void test_md5(void **state)
{
	/* RFC 1321 A.5 */
	static const char *const cases[][2] = {
		{"", "d41d8cd98f00b204e9800998ecf8427e"},
		{"a", "0cc175b9c0f1b6a831c399e269772661"},
		{"abc", "900150983cd24fb0d6963f7d28e17f72"},
		{"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
		{"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
	};
	char hex[MD5_HEX_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		md5_hex(sv(cases[i][0]), false, hex);
		assert_string_equal(hex, cases[i][1]);
	}
	md5_hex(SV("abc"), true, hex);
	assert_string_equal(hex, "900150983CD24FB0D6963F7D28E17F72");
	md5_hex(SV_NONE, false, hex);
	assert_string_equal(hex, cases[0][1]);
}

static void test_sha256(void **state)
{
	char hex[SHA256_HEX_MAX];
	uint8_t bytes[32];

	/* FIPS 180-4, RFC 6234 8.5 */
	sha256_hex(SV("abc"), hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256_hex(SV("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), hex);
	assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	sha256_hex(SV_NONE, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256_bytes(SV("abc"), bytes);
	assert_int_equal(bytes[0], 0xBA);
	assert_int_equal(bytes[31], 0xAD);
}

static void test_base64(void **state)
{
	/* RFC 4648 10 */
	static const char *const cases[][2] = {
		{"", ""},
		{"f", "Zg=="},
		{"fo", "Zm8="},
		{"foo", "Zm9v"},
		{"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"},
		{"\xFB\xFF\xBF", "+/+/"},
	};
	struct string text = {0};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		string_clear(&text);
		base64_encode(sv(cases[i][0]), &text);
		assert_string_equal(string_text(&text), cases[i][1]);
		string_clear(&text);
		assert_true(base64_decode(sv(cases[i][1]), &text));
		assert_string_equal(string_text(&text), cases[i][0]);
	}
	string_clear(&text);
	assert_true(base64_decode(SV(" Zm9v\r\n\tYm E="), &text));
	assert_string_equal(text.data, "fooba");
	string_clear(&text);
	assert_true(base64_decode(SV("Zm8"), &text));
	assert_string_equal(text.data, "fo");
	string_free(&text);
}

static void test_base64_refuses(void **state)
{
	static const char *const cases[] = {"Z", "Zg=", "Z===", "Zg==Zg==", "Zm9v=", "Zm9v====", "Zm-v",
		"Zh==", "Zm9=", "=", "Zg===", "表"};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct string text = {0};

		assert_false(base64_decode(sv(cases[i]), &text));
		string_free(&text);
	}
}

static void test_percent(void **state)
{
	struct string text = {0};

	percent_encode(SV("aZ09-._~ +/=&表\0!"), &text);
	assert_string_equal(text.data, "aZ09-._~%20%2B%2F%3D%26%E8%A1%A8%00%21");
	string_free(&text);
}

static void test_constant_time(void **state)
{
	assert_true(constant_time_equal(SV("secret"), SV("secret")));
	assert_false(constant_time_equal(SV("secret"), SV("secreT")));
	assert_false(constant_time_equal(SV("secret"), SV("secre")));
	assert_true(constant_time_equal(SV_NONE, SV("")));
}

static void test_hash_is_stable(void **state)
{
	char bytes[257];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	/* Reckoned with big numbers in another language; they stand in ledgers, so they may never change. */
	assert_true(hash64(SV_NONE, 0) == UINT64_C(0xd06bad14b83d14b3));
	assert_true(hash64(SV("meter"), 0) == UINT64_C(0x558e63a2ece740a5));
	assert_true(hash64(SV("meter"), 1) == UINT64_C(0xf03a483f4df7cce3));
	assert_true(hash64(SV("0128244400031"), 7) == UINT64_C(0xa48053310a4f00ab));
	assert_true(hash64(sv_from(bytes, 256), 0) == UINT64_C(0xb00cdafffe2b70c7));
	/* No alignment is needed. */
	memmove(bytes + 1, bytes, 256);
	assert_true(hash64(sv_from(bytes + 1, 256), 0) == UINT64_C(0xb00cdafffe2b70c7));
}

/* Each input bit changes each output bit in about half of the cases. */
static void test_hash_spreads(void **state)
{
	char text[21] = "{\"total\":\"00346.90\"}";
	uint64_t seed = 1, whole = hash64(sv_from(text, 20), 0);
	int changed = 0;

	for (int bit = 0; bit < 160; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		changed += __builtin_popcountll(hash64(sv_from(text, 20), 0) ^ whole);
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	assert_in_range(changed, 160 * 30, 160 * 34);
	assert_true(hash64(SV("\0"), 0) != hash64(SV("\0\0"), 0));
	assert_true(hash64(SV("a"), next_number(&seed)) != hash64(SV("a"), next_number(&seed)));
}

static void test_random(void **state)
{
	int seen[10] = {0};
	uint8_t bytes[1000] = {0};
	int zeros = 0;

	for (int i = 0; i < 10000; i++) {
		uint64_t value = random_below(10);

		assert_true(value < 10);
		seen[value]++;
	}
	for (int i = 0; i < 10; i++)
		assert_in_range(seen[i], 700, 1300);
	assert_int_equal(random_below(1), 0);
	random_bytes(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		zeros += bytes[i] == 0;
	assert_true(zeros < 50);
}

static void test_uuid(void **state)
{
	char one[UUID_TEXT_MAX], other[UUID_TEXT_MAX];

	uuid_make(one);
	uuid_make(other);
	assert_int_equal(strlen(one), 36);
	assert_int_equal(strspn(one, "0123456789abcdef-"), 36);
	assert_int_equal(one[14], '4');
	assert_non_null(strchr("89ab", one[19]));
	assert_true(one[8] == '-' && one[13] == '-' && one[18] == '-' && one[23] == '-');
	assert_string_not_equal(one, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md5),
		cmocka_unit_test(test_sha256),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_base64_refuses),
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_constant_time),
		cmocka_unit_test(test_hash_is_stable),
		cmocka_unit_test(test_hash_spreads),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_uuid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
