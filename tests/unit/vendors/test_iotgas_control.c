/* SPDX-License-Identifier: MIT */
#include "tests/unit/vendors/support.h"

#include <stdio.h>

#define LIST(rows)  "{\"Data\":" rows ",\"State\":\"success\",\"Message\":\"\"}"
#define LOGIN(data) "{\"Data\":{" data "},\"State\":\"success\",\"Message\":\"\"}"

static void open_probe(struct probe *probe)
{
	probe_open(probe, "iotgas");
	probe->operation.from = probe->now - DAY;
	probe->operation.until = probe->now;
}

/* --- login
 * ---------------------------------------------------------------------------------------------------- */

static bool decode_login(struct probe *probe, const char *body)
{
	return probe_decode_text(probe, OPERATION_LOGIN, SOURCE_LIVE, body);
}

static void sample_of_2_2_2(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_LOGIN, SOURCE_LIVE, "iotgas/login.json"));
	assert_int_equal(probe.session.token.length, 80);
	/* It was over in 2017: the platform will say when it is. */
	assert_int_equal(probe.session.token_expires, INSTANT_NONE);
	assert_int_equal(probe.remark_count, 1);
	probe_close(&probe);
}

static void expiration_has_seven_digits(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(decode_login(
		&probe, LOGIN("\"token\":\"AB\",\"expiration\":\"2026-11-22T13:17:31.6895023+08:00\"")));
	assert_instant(probe.session.token_expires, "2026-11-22T13:17:31.689+08:00");
	/* Its clock is ten minutes behind ours: by ours the token ends ten minutes later. */
	probe.date = probe.now - 600 * SECOND;
	assert_true(decode_login(&probe, LOGIN("\"token\":\"AB\",\"expiration\":\"2026-11-22 13:17:31\"")));
	assert_instant(probe.session.token_expires, "2026-11-22T13:27:30.500+08:00");
	probe.date = INSTANT_NONE;
	assert_true(decode_login(&probe, LOGIN("\"Token\":\"CD\"")));
	assert_int_equal(probe.session.token_expires, INSTANT_NONE);
	assert_view(string_view(&probe.session.token), "CD");
	assert_true(decode_login(&probe, LOGIN("\"token\":\"CD\",\"expiration\":\"for ever\"")));
	assert_int_equal(probe.session.token_expires, INSTANT_NONE);
	assert_int_equal(probe.remark_count, 1);
	probe_close(&probe);
}

static void tokens_are_joined_and_checked(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(decode_login(&probe, LOGIN("\"token\":\" AB\\r\\nCD \\tEF\"")));
	assert_view(string_view(&probe.session.token), "ABCDEF");
	static const char *const bad[] = {LOGIN("\"token\":\"\""), LOGIN("\"token\":null"), LOGIN("\"a\":1"),
		LOGIN("\"token\":\"A\\u0001B\""), LOGIN("\"token\":\"口令\""), LIST("null"), LIST("\"AB\""),
		LIST("[]")};
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_false(decode_login(&probe, bad[i]));
		assert_error(&probe, VERDICT_MALFORMED, "token");
	}
	/* A login is not mended: half of a token would be taken for one. */
	assert_false(decode_login(&probe, "{\"Data\":{\"token\":\"AB\",},\"State\":\"success\"}"));
	assert_error(&probe, VERDICT_MALFORMED, "");
	probe_close(&probe);
}

static void refused_logins(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_false(decode_login(&probe, "{\"Data\":null,\"State\":\"failed\",\"Message\":\"密码错误\"}"));
	assert_error(&probe, VERDICT_REFUSED, "密码错误");
	assert_string_equal(probe.decoded.vendor_code, "failed");
	/* Also when the user is not found, or the server says it its own way. */
	assert_false(decode_login(&probe, "{\"Data\":null,\"State\":\"failed\",\"Message\":\"找不到用户\"}"));
	assert_error(&probe, VERDICT_REFUSED, "username and password");
	probe.status = 401;
	assert_false(decode_login(&probe, "denied"));
	assert_error(&probe, VERDICT_REFUSED, "username and password");
	probe_close(&probe);
}

/* --- commands
 * ------------------------------------------------------------------------------------------------- */

static void assert_sample_command(const struct probe *probe)
{
	assert_int_equal(probe->command_count, 1);
	const struct command_fact *command = probe->commands;
	assert_view(command->vendor_id, "2");
	assert_view(command->own_id, "1234567890");
	assert_view(command->meter_no, "1234567890");
	assert_view(command->kind, "valve.open");
	assert_display(command->vendor_kind, "iotmeter.openvalve");
	assert_display(command->fields, "{}");
	assert_display(command->result, "{}");
	assert_int_equal(command->state, COMMAND_WAITING);
	assert_display(command->vendor_state, "0 等待发送");
	assert_int_equal(command->vendor_text.length, 0);
	assert_instant(command->created_at, "2017-04-17T10:12:10+08:00");
	assert_instant(command->expires_at, "2017-04-18T00:00:00+08:00");
	assert_true(sv_contains(command->raw, SV("syncmsg")));
}

static void samples_of_4_2_4_and_4_2_5(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_COMMAND, SOURCE_LIVE, "iotgas/command.json"));
	assert_sample_command(&probe);
	assert_true(probe_decode_fixture(&probe, OPERATION_COMMANDS, SOURCE_LIVE, "iotgas/commands.json"));
	assert_sample_command(&probe);
	assert_int_equal(probe.decoded.total, 1);
	assert_false(probe.decoded.more);
	assert_view(probe.decoded.first_key, "2");
	probe_close(&probe);
}

static void kinds_in_both_spellings(void **state)
{
	static const struct {
		const char *type;
		const char *kind; /* NULL: not ours */
	} cases[] = {
		{"iotmeter.openvalve", "valve.open"},
		{"iotmeter.closevalve", "valve.close"},
		{"iotmeterv1.common.setvalveon", "valve.open"},
		{"iotmeterv1.common.setvalveoff", "valve.close"},
		{"iotmeterv1.common.setcumulant", "total.set"},
		{"iotmeterv1.common.releaseforce", "valve.release"},
		{"iotmeterv1.prepay.setprice", "price.set"},
		{"iotmeterv1.prepay.getprice", "price.get"},
		{"iotmeterv1.prepay.setremain", "balance.set"},
		{"iotmeterv1.prepay.remotecharge", "recharge"},
		{"iotmeterv1.prepay.getchargestate", "recharge.status"},
		{"iotmeterv1.prepay.openaccount", "account.open"},
		{"iotmeterv2.common.setvalveon", NULL},
		{"iotmeter.selfdestruct", NULL},
		{"", NULL},
	};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char body[256];
		snprintf(body, sizeof(body), LIST("[{\"ctrl_id\":1,\"ctrl_state\":0,\"ctrl_type\":\"%s\"}]"),
			cases[i].type);
		assert_true(probe_decode_text(&probe, OPERATION_COMMANDS, SOURCE_LIVE, body));
		if (cases[i].kind)
			assert_view(probe.commands[0].kind, cases[i].kind);
		else
			assert_null(probe.commands[0].kind.data);
		assert_display(probe.commands[0].vendor_kind, cases[i].type);
	}
	probe_close(&probe);
}

static void states_of_4_1(void **state)
{
	static const struct {
		const char *number;
		enum command_state state;
		const char *shown;
	} cases[] = {
		{"0", COMMAND_WAITING, "0 等待发送"},
		{"1", COMMAND_SENT, "1 已经发送"},
		{"2", COMMAND_ANSWERED, "2 已经应答"},
		{"\"3\"", COMMAND_SUCCEEDED, "3 任务成功"},
		{"4", COMMAND_FAILED, "4 任务失败"},
		{"5", COMMAND_CANCELLED, "5 任务被取消"},
		{"6", COMMAND_EXPIRED, "6 任务超时"},
		{"7", COMMAND_FAILED, "7 发送数据失败"},
		{"99", COMMAND_FAILED, "99 其他错误"},
		{"42", COMMAND_WAITING, "42"},
		{"-1", COMMAND_WAITING, "-1"},
	};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char body[256];
		snprintf(body, sizeof(body), LIST("{\"ctrl_id\":1,\"ctrl_state\":%s}"), cases[i].number);
		assert_true(probe_decode_text(&probe, OPERATION_COMMAND, SOURCE_LIVE, body));
		assert_int_equal(probe.commands[0].state, cases[i].state);
		assert_display(probe.commands[0].vendor_state, cases[i].shown);
		assert_int_equal(probe.remark_count, i >= 9);
	}
	assert_true(probe_decode_text(&probe, OPERATION_COMMAND, SOURCE_LIVE,
		LIST("{\"ctrl_id\":1,\"ctrl_state\":42,\"ctrl_state_msg\":\"再议\",\"ctrl_feedback_msg\":"
		     "\"稍后\"}")));
	assert_display(probe.commands[0].vendor_state, "42 再议");
	assert_display(probe.commands[0].vendor_text, "稍后");
	probe_close(&probe);
}

static void data_as_object_and_as_text(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_COMMANDS, SOURCE_LIVE,
		LIST("[{\"ctrl_id\":1,\"ctrl_state\":3,\"ctrl_data\":{\"charge_value\": 10.50},"
		     "\"return_data\":\"{\\\"success\\\":170}\",\"ctrl_define_no\":\"\"},"
		     "{\"ctrl_id\":2,\"ctrl_state\":3,\"ctrl_data\":null,\"return_data\":\"\","
		     "\"ctrl_define_no\":\"命令 7\"}]")));
	assert_display(probe.commands[0].fields, "{\"charge_value\": 10.50}");
	assert_display(probe.commands[0].result, "{\"success\":170}");
	assert_int_equal(probe.commands[0].own_id.length, 0);
	assert_display(probe.commands[1].fields, "{}");
	assert_display(probe.commands[1].result, "{}");
	assert_int_equal(probe.commands[1].own_id.length, 0);
	assert_int_equal(probe.commands[1].created_at, INSTANT_NONE);
	probe_close(&probe);
}

static void bad_commands_are_refused(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_text(&probe, OPERATION_COMMANDS, SOURCE_LIVE,
		LIST("[{\"ctrl_state\":1},{\"ctrl_id\":1},{\"ctrl_id\":2,\"ctrl_state\":\"done\"},"
		     "{\"ctrl_id\":3,\"ctrl_state\":1,\"target_comm_no\":\"a "
		     "b\"},{\"ctrl_id\":4,\"ctrl_state\":1}]")));
	assert_int_equal(probe.decoded.refused, 4);
	assert_int_equal(probe.command_count, 1);
	probe_close(&probe);
}

static void refusals_of_the_control_port(void **state)
{
	static const enum operation_kind kinds[] = {
		OPERATION_COMMAND, OPERATION_COMMANDS, OPERATION_COMMAND_TEXT};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		probe.status = 200;
		assert_false(probe_decode_fixture(&probe, kinds[i], SOURCE_LIVE, "iotgas/failed.json"));
		assert_error(&probe, VERDICT_NOT_FOUND, "找不到要删除的数据");
		assert_false(probe_decode_text(&probe, kinds[i], SOURCE_LIVE,
			"{\"Data\":null,\"State\":\"failed\",\"Message\":\"token已过期\"}"));
		assert_error(&probe, VERDICT_LOGIN, "过期");
		assert_false(probe_decode_text(&probe, kinds[i], SOURCE_LIVE,
			"{\"Data\":null,\"State\":\"failed\",\"Message\":\"数据库忙\"}"));
		assert_error(&probe, VERDICT_REFUSED, "数据库忙");
		probe.status = 401;
		assert_false(probe_decode_text(&probe, kinds[i], SOURCE_LIVE, "{\"Message\":\"denied\"}"));
		assert_error(&probe, VERDICT_LOGIN, "denied");
		assert_false(probe_decode_text(&probe, kinds[i], SOURCE_LIVE, "<html></html>"));
		assert_error(&probe, VERDICT_LOGIN, "");
	}
	probe_close(&probe);
}

/* --- words
 * ---------------------------------------------------------------------------------------------------- */

static void sample_of_4_2_11(void **state)
{
	struct probe probe;
	open_probe(&probe);
	assert_true(probe_decode_fixture(
		&probe, OPERATION_COMMAND_TEXT, SOURCE_LIVE, "iotgas/command_text.json"));
	assert_view(string_view(&probe.decoded.text),
		"事物流水号:7\n处理程序标识:iotmeter\n自定义命令编号:\n通信编号:1234567890\n设备类型:RTU\n"
		"任务类型:iotmeter.openvalve\n生成时间:2017-06-12 14:59:00\n超时时间:2017-04-18 00:00:00\n"
		"任务状态:6 (任务超时)\n反馈信息:\n任务数据:\n{}\n响应数据:\n{}");
	probe_close(&probe);
}

static void tags_and_controls_are_gone(void **state)
{
	static const struct {
		const char *html;
		const char *text;
	} cases[] = {
		{"a<br>b<BR/>c<br />d</ br >e", "a\nb\nc\nd\ne"},
		{"<b onclick='x'>bold</b> &lt;b&gt; &amp;lt; &quot;q&quot;&nbsp;&#39;",
			"bold <b> &lt; \\\"q\\\" '"},
		{"1 < 2 & 3", "1 < 2 & 3"},
		{"a\\u001b[31mb\\nc\\u202e", "a\xef\xbf\xbd[31mb\nc\xef\xbf\xbd"},
		{"</br></br>x</br></br>", "x"},
		{"<", "<"},
		{"&", "&"},
	};
	struct probe probe;
	open_probe(&probe);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char body[512];
		snprintf(body, sizeof(body), LIST("\"%s\""), cases[i].html);
		assert_true(probe_decode_text(&probe, OPERATION_COMMAND_TEXT, SOURCE_LIVE, body));
		struct string expected = {0};
		for (const char *at = cases[i].text; *at; at++) {
			if (*at != '\\')
				string_append_char(&expected, *at);
		}
		assert_view(string_view(&probe.decoded.text), expected.data);
		string_free(&expected);
	}
	probe_close(&probe);
}

static void no_words(void **state)
{
	struct probe probe;
	open_probe(&probe);
	static const char *const bodies[] = {
		LIST("null"), LIST("\"\""), LIST("0"), "{\"State\":\"success\"}"};
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		assert_false(probe_decode_text(&probe, OPERATION_COMMAND_TEXT, SOURCE_LIVE, bodies[i]));
		assert_error(&probe, VERDICT_NOT_FOUND, "");
	}
	assert_false(probe_decode_text(&probe, OPERATION_COMMAND_TEXT, SOURCE_LIVE, LIST("{\"ctrl_id\":1}")));
	assert_error(&probe, VERDICT_MALFORMED, "text");
	assert_false(probe_decode_text(&probe, OPERATION_COMMAND, SOURCE_LIVE, LIST("null")));
	assert_error(&probe, VERDICT_NOT_FOUND, "command");
	probe_close(&probe);
}

static void what_is_no_answer(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe_broken_bodies(&probe, OPERATION_LOGIN, SOURCE_LIVE);
	probe_broken_bodies(&probe, OPERATION_COMMANDS, SOURCE_LIVE);
	probe_broken_bodies(&probe, OPERATION_COMMAND, SOURCE_LIVE);
	probe_broken_bodies(&probe, OPERATION_COMMAND_TEXT, SOURCE_LIVE);
	probe_close(&probe);
}

static void cut_anywhere(void **state)
{
	struct probe probe;
	open_probe(&probe);
	probe_truncate(&probe, OPERATION_LOGIN, SOURCE_LIVE, "iotgas/login.json");
	probe_truncate(&probe, OPERATION_COMMANDS, SOURCE_LIVE, "iotgas/commands.json");
	probe_truncate(&probe, OPERATION_COMMAND, SOURCE_LIVE, "iotgas/command.json");
	probe_truncate(&probe, OPERATION_COMMAND_TEXT, SOURCE_LIVE, "iotgas/command_text.json");
	probe_truncate(&probe, OPERATION_COMMANDS, SOURCE_LIVE, "iotgas/failed.json");
	probe_close(&probe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sample_of_2_2_2),
		cmocka_unit_test(expiration_has_seven_digits),
		cmocka_unit_test(tokens_are_joined_and_checked),
		cmocka_unit_test(refused_logins),
		cmocka_unit_test(samples_of_4_2_4_and_4_2_5),
		cmocka_unit_test(kinds_in_both_spellings),
		cmocka_unit_test(states_of_4_1),
		cmocka_unit_test(data_as_object_and_as_text),
		cmocka_unit_test(bad_commands_are_refused),
		cmocka_unit_test(refusals_of_the_control_port),
		cmocka_unit_test(sample_of_4_2_11),
		cmocka_unit_test(tags_and_controls_are_gone),
		cmocka_unit_test(no_words),
		cmocka_unit_test(what_is_no_answer),
		cmocka_unit_test(cut_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
