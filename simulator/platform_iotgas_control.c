/* SPDX-License-Identifier: MIT */
/*
 * iotgas, control port: the login (2.2.2) and what can be read about commands (4.2.4, 4.2.5, 4.2.11), behind
 * a token that runs out.
 */
#include <stdio.h>

#include "core/base/digest.h"
#include "simulator/platform_iotgas.h"

#define TOKEN_LIFE      (2 * HOUR)
#define TOKEN_HEX_WORDS 24
#define PROCESSOR_NAME  "iotmeterv1"

static bool refuse_token(struct visit *visit)
{
	visit->unauthorized = true;
	return iotgas_refuse(visit, "口令(token)无效或已过期，请重新登录");
}

static void expired(struct visit *visit)
{
	refuse_token(visit);
}

static bool accept_token(struct visit *visit)
{
	struct string_view token = visit_header(visit, "token");

	if (token.length == 0 || !sessions_knows_token(&visit->simulator->sessions, token, visit->now))
		return refuse_token(visit);
	return iotgas_body(visit);
}

static void grant(struct visit *visit)
{
	int64_t life =
		visit->simulator->options.token_life ? visit->simulator->options.token_life : TOKEN_LIFE;
	struct json_writer writer;
	struct string token = {0};

	for (int i = 0; i < TOKEN_HEX_WORDS; i++)
		string_append_format(
			&token, "%016llX", (unsigned long long)sessions_draw(&visit->simulator->sessions));
	sessions_add_token(&visit->simulator->sessions, string_view(&token), visit->now + life);
	iotgas_begin(visit, &writer);
	json_begin_object(&writer);
	json_member_text(&writer, "token", string_view(&token));
	json_member_text(&writer, "expiration",
		arena_format(&visit->arena, "%s+08:00", iotgas_long_time(visit, visit->now + life, 6895023)));
	json_member_integer(&writer, "admin_id", 1);
	json_member_text(&writer, "company_no", sv(simulator_credentials()->company_no));
	json_member_text(&writer, "admin_name", sv(simulator_credentials()->username));
	json_member_text(&writer, "admin_remark", SV(""));
	json_member_text(&writer, "admin_ext_data", SV("{\"a\": \"b\"}"));
	json_end_object(&writer);
	iotgas_end(visit, &writer);
	string_free(&token);
}

/* 2.2.2: both in the URL, the password as its MD5. The document does not say in which case. */
static void answer_login(struct visit *visit)
{
	const struct simulator_credentials *known = simulator_credentials();
	char digest[MD5_HEX_MAX];

	md5_hex(sv(known->password), false, digest);
	if (sv_equal_text(visit_query(visit, "loginName"), known->username) &&
		sv_equal_fold(visit_query(visit, "pwd"), sv(digest))) {
		grant(visit);
		return;
	}
	visit->unauthorized = true;
	iotgas_refuse(visit, "用户名或密码错误");
}

static void put_command(struct visit *visit, struct json_writer *writer, const struct world_command *command)
{
	const struct world *world = &visit->simulator->world;
	int state = world_command_state(world, command, visit->now);
	struct world_meter meter;
	char number[WORLD_TEXT_MAX];

	world_meter(world, WORLD_IOTGAS, command->index, &meter);
	world_number(&meter, number);
	json_begin_object(writer);
	json_member_integer(writer, "ctrl_id", command->id);
	json_member_integer(writer, "upper_ctrl_id", 0);
	json_member_text(writer, "company_no", sv(simulator_credentials()->company_no));
	json_member_text(writer, "processor_name", SV(PROCESSOR_NAME));
	json_member_text(writer, "ctrl_define_no", sv(command->own_id));
	json_member_text(writer, "target_comm_no", sv(number));
	json_member_integer(writer, "target_devtype", 1);
	json_member_text(writer, "ctrl_time", sv(visit_time(visit, command->created, FORM_ISO_LOCAL)));
	json_member_text(writer, "ctrl_timeout", sv(visit_time(visit, command->expires, FORM_ISO_LOCAL)));
	json_put_key(writer, "ctrl_state");
	if (visit->fault.kind == FAULT_WRONG_TYPE && command->id % 2)
		json_put_raw(writer, SV("[3]"));
	else
		json_put_integer(writer, state);
	json_member_text(writer, "ctrl_state_msg", sv(world_command_state_text(state)));
	json_member_text(writer, "ctrl_feedback_msg", sv(world_command_feedback(state)));
	json_member_text(writer, "ctrl_type", sv(command->type));
	json_member_text(writer, "ctrl_data", sv(command->data));
	json_member_text(writer, "return_data", state == 3 ? sv(command->returned) : SV("{}"));
	json_member_integer(writer, "sync_flag", state >= 3 ? 2 : 0);
	json_member_text(writer, "sync_time", sv(visit_time(visit, command->created, FORM_ISO_LOCAL)));
	json_member_text(writer, "sync_msg", SV(""));
	json_end_object(writer);
}

static const struct world_command *find_command(struct visit *visit)
{
	const struct world_command *command = NULL;
	int64_t id;

	if (!accept_token(visit))
		return NULL;
	if (sv_to_integer(visit->argument, &id))
		command = world_command(&visit->simulator->world, id);
	if (!command)
		iotgas_refuse(visit, "找不到数据");
	return command;
}

/* 4.2.4 */
static void answer_model(struct visit *visit)
{
	const struct world_command *command = find_command(visit);
	struct json_writer writer;

	if (!command)
		return;
	iotgas_begin(visit, &writer);
	put_command(visit, &writer, command);
	iotgas_end(visit, &writer);
}

struct command_filter {
	struct string_view own_id, number, type, processor;
	int64_t upper_id, device_type, state;
	instant from, to;
};

/* A number that is there counts, also when it is 0: the sample of 4.2.5 finds a command in state 0 with it.
 */
static bool read_filter(struct visit *visit, struct command_filter *filter)
{
	*filter = (struct command_filter){0};
	visit_field(visit, "ctrl_define_no", &filter->own_id);
	visit_field(visit, "target_comm_no", &filter->number);
	visit_field(visit, "ctrl_type", &filter->type);
	visit_field(visit, "processor_name", &filter->processor);
	if (!visit_integer(visit, "upper_ctrl_id", -1, &filter->upper_id) ||
		!visit_integer(visit, "target_devtype", -1, &filter->device_type) ||
		!visit_integer(visit, "ctrl_state", -1, &filter->state))
		return iotgas_refuse(visit, "查询条件错误");
	return iotgas_time(visit, "ctrl_time_from", INT64_MIN, &filter->from) &&
	       iotgas_time(visit, "ctrl_time_to", INT64_MAX, &filter->to);
}

static bool text_matches(struct string_view wanted, const char *text)
{
	return wanted.length == 0 || sv_equal_text(wanted, text);
}

static bool matches(
	struct visit *visit, const struct command_filter *filter, const struct world_command *command)
{
	const struct world *world = &visit->simulator->world;
	struct world_meter meter;
	char number[WORLD_TEXT_MAX];

	world_meter(world, WORLD_IOTGAS, command->index, &meter);
	world_number(&meter, number);
	return text_matches(filter->own_id, command->own_id) && text_matches(filter->number, number) &&
	       text_matches(filter->type, command->type) && text_matches(filter->processor, PROCESSOR_NAME) &&
	       filter->upper_id <= 0 && (filter->device_type < 0 || filter->device_type == 1) &&
	       (filter->state < 0 || filter->state == world_command_state(world, command, visit->now)) &&
	       command->created >= filter->from && command->created <= filter->to;
}

/* 4.2.5 */
static void answer_list(struct visit *visit)
{
	const struct world *world = &visit->simulator->world;
	struct command_filter filter;
	struct iotgas_page page;
	struct json_writer writer;

	if (!accept_token(visit) || !iotgas_page(visit, &page) || !read_filter(visit, &filter))
		return;
	iotgas_begin(visit, &writer);
	json_begin_array(&writer);
	for (size_t i = 0; i < world->command_count; i++)
		if (matches(visit, &filter, &world->commands[i]) && iotgas_page_row(&page))
			put_command(visit, &writer, &world->commands[i]);
	json_end_array(&writer);
	iotgas_end_page(visit, &writer, &page, false);
}

/* 4.2.11: a text with line breaks of its own kind. */
static void answer_detail(struct visit *visit)
{
	const struct world_command *command = find_command(visit);
	const struct world *world = &visit->simulator->world;
	struct json_writer writer;
	struct world_meter meter;
	char number[WORLD_TEXT_MAX];

	if (!command)
		return;
	int state = world_command_state(world, command, visit->now);
	world_meter(world, WORLD_IOTGAS, command->index, &meter);
	world_number(&meter, number);
	iotgas_begin(visit, &writer);
	json_put_text(&writer, arena_format(&visit->arena,
				       "事物流水号:%lld </br>处理程序标识:%s </br>自定义命令编号:%s "
				       "</br>通信编号:%s </br>设备类型:表计 </br>任务类型:%s "
				       "</br>生成时间:%s </br>超时时间:%s </br>任务状态:%d (%s) "
				       "</br>反馈信息:%s </br>任务数据:</br> %s </br>响应数据:</br> "
				       "%s </br>",
				       (long long)command->id, PROCESSOR_NAME, command->own_id, number,
				       command->type, visit_time(visit, command->created, FORM_DATE_TIME),
				       visit_time(visit, command->expires, FORM_DATE_TIME), state,
				       world_command_state_text(state), world_command_feedback(state),
				       command->data, state == 3 ? command->returned : "{}"));
	iotgas_end(visit, &writer);
}

static const struct endpoint endpoints[] = {
	{"Login", "POST", "/api/Conf/Account/Login", 0, answer_login},
	{"GetModel", "POST", "/api/Conf/CtrlData/GetModel/", 0, answer_model},
	{"GetList", "POST", "/api/Conf/CtrlData/GetList", 0, answer_list},
	{"GetDetial", "POST", "/api/Conf/CtrlData/GetDetial/", 0, answer_detail},
};

const struct side side_iotgas_control = {"iotgas-control", endpoints, ARRAY_SIZE(endpoints), expired, NULL,
	iotgas_unknown, iotgas_wrong_method};
