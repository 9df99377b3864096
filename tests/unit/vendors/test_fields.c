/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <string.h>

enum { NUMBER, AMOUNT, NAME, FIELDS };
static const struct field_names fields[FIELDS] = {
	[NUMBER] = {{"tableNo", "meterNo", "device_comm_no"}},
	[AMOUNT] = {{"amount", "amout"}},
	[NAME] = {{"userName"}},
};

/* One record, its fields found. */
struct record {
	struct json_document *document;
	const struct json *values[FIELDS];
	struct arena arena;
	struct time_zone *zone;
	struct account account;
	struct session session;
	struct exchange_response response;
	struct decode_context context;
	struct decoded decoded;
	struct answer answer;
};

static void record_open(struct record *record, const char *text)
{
	*record = (struct record){0};
	record->document = json_parse(sv(text), JSON_STRICT, NULL);
	assert_non_null(record->document);
	fields_read(json_root(record->document), fields, FIELDS, record->values);
	record->zone = time_zone_open("+08:00", NULL);
	record->account.zone = record->zone;
	session_open(&record->session, &record->account);
	record->context = (struct decode_context){
		.session = &record->session, .response = &record->response, .arena = &record->arena};
	record->answer = (struct answer){
		.context = &record->context, .out = &record->decoded, .document = record->document};
}

static void record_close(struct record *record)
{
	json_document_free(record->document);
	arena_free(&record->arena);
	session_close(&record->session);
	time_zone_free(record->zone);
}

static void assert_text(const struct json *value, const char *text)
{
	struct string_view found = SV_NONE;

	assert_int_equal(json_text(value, &found), FIELD_VALUE);
	assert_view(found, text);
}

static void test_names_and_order(void **state)
{
	struct record record;

	record_open(&record, "{\"userName\":\"n\",\"x\":1,\"amount\":\"3\",\"tableNo\":\"t\"}");
	assert_text(record.values[NUMBER], "t");
	assert_text(record.values[AMOUNT], "3");
	assert_text(record.values[NAME], "n");
	record_close(&record);
	record_open(&record, "{}");
	for (size_t i = 0; i < FIELDS; i++)
		assert_null(record.values[i]);
	record_close(&record);
}

static void test_aliases(void **state)
{
	struct record record;

	record_open(&record, "{\"device_comm_no\":\"d\",\"amout\":\"4\"}");
	assert_text(record.values[NUMBER], "d");
	assert_text(record.values[AMOUNT], "4");
	record_close(&record);
}

/* Of two spellings the one that holds something counts, and of two that do, the first. */
static void test_both_spellings(void **state)
{
	struct record record;

	record_open(&record, "{\"amount\":\"\",\"amout\":\"4\",\"tableNo\":null,\"meterNo\":\"m\"}");
	assert_text(record.values[AMOUNT], "4");
	assert_text(record.values[NUMBER], "m");
	record_close(&record);
	record_open(&record, "{\"amout\":\"4\",\"amount\":\"5\",\"meterNo\":\"m\",\"tableNo\":\"\"}");
	assert_text(record.values[AMOUNT], "4");
	assert_text(record.values[NUMBER], "m");
	record_close(&record);
}

static void test_keys_are_trimmed_and_exact(void **state)
{
	struct record record;

	record_open(&record,
		"{\" tableNo\":\"t\",\"AMOUNT\":\"1\",\"userNames\":\"x\",\"userNam\":\"y\",\"\":0}");
	assert_text(record.values[NUMBER], "t");
	assert_null(record.values[AMOUNT]);
	assert_null(record.values[NAME]);
	record_close(&record);
}

static enum field_state identifier_of(const char *json, char *out)
{
	struct record record;
	struct string_view found;
	struct string text = {0};

	string_append_format(&text, "{\"tableNo\":%s}", json);
	record_open(&record, text.data);
	enum field_state state = field_identifier(record.values[NUMBER], &found);
	memcpy(out, found.data ? found.data : "", found.length);
	out[found.length] = '\0';
	record_close(&record);
	string_free(&text);
	return state;
}

static void test_identifier(void **state)
{
	char out[128];

	assert_int_equal(identifier_of("\"202005005292\"", out), FIELD_VALUE);
	assert_string_equal(out, "202005005292");
	assert_int_equal(identifier_of("\" 188011110128\\t\"", out), FIELD_VALUE);
	assert_string_equal(out, "188011110128");
	assert_int_equal(identifier_of("12", out), FIELD_VALUE);
	assert_string_equal(out, "12");
	assert_int_equal(identifier_of("\"\"", out), FIELD_EMPTY);
	assert_int_equal(identifier_of("\"  \"", out), FIELD_EMPTY);
	assert_int_equal(identifier_of("null", out), FIELD_NULL);
	assert_int_equal(identifier_of("\"a b\"", out), FIELD_BAD);
	assert_int_equal(identifier_of("\"表\"", out), FIELD_BAD);
	assert_int_equal(identifier_of("\"\\u001b[31m\"", out), FIELD_BAD);
	assert_int_equal(identifier_of("[]", out), FIELD_BAD);
	assert_int_equal(identifier_of("true", out), FIELD_BAD);
	assert_int_equal(
		identifier_of("\"0123456789012345678901234567890123456789012345678901234567890123\"", out),
		FIELD_VALUE);
	assert_int_equal(
		identifier_of("\"01234567890123456789012345678901234567890123456789012345678901234\"", out),
		FIELD_BAD);
}

static void test_display(void **state)
{
	struct display_text text;
	struct record record;

	record_open(&record, "{\"userName\":\" 王\\u001b[31m小明\\n \",\"amount\":12.50}");
	assert_int_equal(field_display(&record.answer, record.values[NAME], &text), FIELD_VALUE);
	assert_display(text, "王\xef\xbf\xbd[31m小明");
	assert_int_equal(field_display(&record.answer, record.values[AMOUNT], &text), FIELD_VALUE);
	assert_display(text, "12.50");
	assert_int_equal(field_display(&record.answer, NULL, &text), FIELD_ABSENT);
	assert_null(text.bytes);
	record_close(&record);
}

static void check_time(const char *text, const char *expected)
{
	struct string json = {0};
	struct record record;
	instant at;

	string_append_format(&json, "{\"userName\":\"%s\"}", text);
	record_open(&record, json.data);
	enum field_state state = field_time(&record.answer, record.values[NAME], &at);
	if (expected) {
		assert_int_equal(state, FIELD_VALUE);
		assert_instant(at, expected);
	} else {
		assert_int_equal(state, FIELD_BAD);
		assert_int_equal(at, INSTANT_NONE);
	}
	record_close(&record);
	string_free(&json);
}

/* domain notes 7.1: every form of the documents; no offset means the account's zone. */
static void test_time(void **state)
{
	check_time("2023-04-22 10:31:53", "2023-04-22T10:31:53+08:00");
	check_time("2025-07-30 16:26", "2025-07-30T16:26:00+08:00");
	check_time("20191127100056", "2019-11-27T10:00:56+08:00");
	check_time("201810060853", "2018-10-06T08:53:00+08:00");
	check_time("2019-03-24", "2019-03-24T00:00:00+08:00");
	check_time("2125-05-27T01:20:45+08:00", "2125-05-27T01:20:45+08:00");
	check_time("2025-07-30T00:00:00Z", "2025-07-30T08:00:00+08:00");
	check_time("0000-00-00 00:00:00", NULL);
	check_time("2023-02-30 10:00:00", NULL);
	check_time("soon", NULL);
}

static void test_reading_values(void **state)
{
	static const struct field_quantity quantities[] = {{AMOUNT, QUANTITY_COST}, {NAME, QUANTITY_TOTAL}};
	struct reading_fact reading = {.meter_no = SV("1")};
	struct record record;

	record_open(&record, "{\"amount\":\"0\",\"userName\":\"12,5\"}");
	reading_add_all(&record.answer, &reading, quantities, ARRAY_SIZE(quantities), fields, record.values);
	assert_quantity(&reading, QUANTITY_COST, "0");
	assert_quantity(&reading, QUANTITY_TOTAL, NULL);
	assert_true(reading_add(&record.answer, &reading, QUANTITY_PRICE, "price", NULL));
	assert_quantity(&reading, QUANTITY_PRICE, NULL);
	/* A quantity is there once. */
	assert_true(reading_add(&record.answer, &reading, QUANTITY_COST, "cost", record.values[AMOUNT]));
	assert_int_equal(reading.value_count, 1);
	record_close(&record);
}

static void test_words_and_codes(void **state)
{
	static const struct word_meaning words[] = {{"开", 1}, {"关", 2}};
	static const struct code_meaning codes[] = {{"7", VERDICT_LOGIN, "over"}};

	assert_int_equal(word_find(words, 2, SV(" 关 "), 9), 2);
	assert_int_equal(word_find(words, 2, SV("关了"), 9), 9);
	assert_int_equal(word_find(words, 2, SV_NONE, 9), 9);
	assert_ptr_equal(code_find(codes, 1, SV("7")), &codes[0]);
	assert_null(code_find(codes, 1, SV("07")));
	assert_null(code_find(codes, 1, SV_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_and_order),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_both_spellings),
		cmocka_unit_test(test_keys_are_trimmed_and_exact),
		cmocka_unit_test(test_identifier),
		cmocka_unit_test(test_display),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_reading_values),
		cmocka_unit_test(test_words_and_codes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
