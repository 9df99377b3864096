/* SPDX-License-Identifier: MIT */
#include "simulator/happenings.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/attributes.h"
#include "core/base/memory.h"

struct happening_kind {
	int code;
	bool rtu;
	const char *content;
};

static const struct happening_kind alarm_kinds[] = {
	{1, false, "电池电量低，请及时更换"},
	{2, false, "检测到强磁干扰"},
	{3, false, "阀门异常：关阀后仍有流量"},
	{4, false, "大流量告警"},
	{5, false, "燃气泄漏"},
	{6, false, "干簧管故障"},
	{7, false, "超过72小时未通讯"},
	{101, true, "市电断电"},
	{102, true, "箱门被打开"},
};

static const struct happening_kind event_kinds[] = {
	{11, false, "阀门打开"},
	{12, false, "阀门关闭"},
	{21, false, "远程充值成功"},
	{22, false, "剩余金额不足，已提示"},
	{31, false, "表端更换电池"},
	{41, false, "上报周期变更为24小时"},
	{51, false, "时钟同步完成"},
	{201, true, "RTU重新启动"},
};

/* A flow of happenings: a number of them before start, then one at every interval. */
struct flow {
	const struct happening_kind *kinds;
	size_t kind_count;
	uint64_t before_start;
	int64_t interval;
	uint64_t salt;
};

static struct flow alarm_flow(const struct world *world)
{
	return (struct flow){alarm_kinds, ARRAY_SIZE(alarm_kinds), 180, world->options.alarm_interval, 51};
}

static struct flow event_flow(const struct world *world)
{
	return (struct flow){
		event_kinds, ARRAY_SIZE(event_kinds), 240, world->options.alarm_interval * 3 / 2, 52};
}

static uint64_t flow_count(const struct world *world, const struct flow *flow, instant now)
{
	if (now < world->options.start || flow->interval <= 0)
		return flow->before_start;
	return flow->before_start + (uint64_t)((now - world->options.start) / flow->interval);
}

static instant flow_time(const struct world *world, const struct flow *flow, uint64_t number, uint64_t draw)
{
	if (number >= flow->before_start)
		return world->options.start + (int64_t)(number - flow->before_start + 1) * flow->interval;
	int64_t step = (world->options.start - world->history_begin) / (int64_t)flow->before_start;
	return world->history_begin + (int64_t)number * step + (int64_t)(draw % (uint64_t)MAX(step, 1));
}

/* A few meters have most of the trouble, as in life: the same condition comes again and again. */
static void flow_item(
	const struct world *world, const struct flow *flow, uint64_t number, struct world_happening *out)
{
	struct world_meter any;
	uint32_t count = world->counts[WORLD_IOTGAS];

	world_meter(world, WORLD_IOTGAS, (uint32_t)(number % UINT32_MAX), &any);
	uint64_t draw = world_draw(&any, flow->salt), again = world_draw(&any, flow->salt + 100);
	const struct happening_kind *kind = &flow->kinds[again % flow->kind_count];
	out->id = (int64_t)number + 1;
	out->rtu = kind->rtu;
	out->index = draw % 3 == 0 ? (uint32_t)(draw / 3 % count) : (uint32_t)(draw / 3 % MIN(count, 24U));
	out->at = flow_time(world, flow, number, draw);
	out->at -= ((out->at % SECOND) + SECOND) % SECOND;
	out->received = out->at + (int64_t)(draw % 9) * SECOND;
	out->code = kind->code;
	out->content = kind->content;
}

uint64_t world_alarm_count(const struct world *world, instant now)
{
	struct flow flow = alarm_flow(world);

	return flow_count(world, &flow, now);
}

void world_alarm(const struct world *world, uint64_t number, struct world_happening *out)
{
	struct flow flow = alarm_flow(world);

	flow_item(world, &flow, number, out);
}

uint64_t world_event_count(const struct world *world, instant now)
{
	struct flow flow = event_flow(world);

	return flow_count(world, &flow, now);
}

void world_event(const struct world *world, uint64_t number, struct world_happening *out)
{
	struct flow flow = event_flow(world);

	flow_item(world, &flow, number, out);
}

void world_happening_number(
	const struct world *world, const struct world_happening *happening, char out[WORLD_TEXT_MAX])
{
	struct world_meter meter;

	if (happening->rtu) {
		snprintf(out, WORLD_TEXT_MAX, "900%011u", happening->index % 4 + 1);
		return;
	}
	world_meter(world, WORLD_IOTGAS, happening->index, &meter);
	world_number(&meter, out);
}

#define LADDER                                                                                               \
	"{\"price1\":2.63,\"ladder1\":300,\"price2\":3.16,\"ladder2\":600,\"price3\":3.95,\"ladder3\":0,"    \
	"\"price4\":0,"                                                                                      \
	"\"ladder4\":0,\"price5\":0,\"cycle_start\":\"2024-01-01T00:00:00\",\"cycle_month\":12}"

/* iotgas 4.3.2 and the structures of 4.5.3. */
static const struct {
	const char *type, *data, *returned;
} command_kinds[] = {
	{"iotmeterv1.common.setvalveon", "{}", "{}"},
	{"iotmeterv1.common.setvalveoff", "{}", "{}"},
	{"iotmeterv1.common.setcumulant", "{\"std_sum\":120.5,\"work_sum\":118.2}", "{}"},
	{"iotmeterv1.common.releaseforce", "{}", "{}"},
	{"iotmeterv1.prepay.setprice", LADDER, "{}"},
	{"iotmeterv1.prepay.getprice", "{}", LADDER},
	{"iotmeterv1.prepay.setremain", "{\"remain_value\":88.5}", "{\"remain_value\":88.5}"},
	{"iotmeterv1.prepay.remotecharge", "{\"charge_value\":100,\"total_value\":600,\"charge_times\":6}",
		"{\"success\":170,\"reason\":0,\"calc_type\":0,\"remain\":131.27}"},
	{"iotmeterv1.prepay.getchargestate", "{}",
		"{\"card_charge_times\":2,\"card_charge_value\":50,\"card_total_value\":100,\"remote_charge_"
		"times\":6,"
		"\"remote_charge_value\":100,\"remote_total_value\":600}"},
	{"iotmeterv1.prepay.openaccount",
		"{\"charge_value\":50,\"total_value\":50,\"price1\":2.63,\"ladder1\":300,\"price2\":3.16,"
		"\"ladder2\":600,"
		"\"price3\":3.95,\"ladder3\":0,\"price4\":0,\"ladder4\":0,\"price5\":0,"
		"\"cycle_start_time\":\"2024-01-01T00:00:00\",\"cycle_month\":12}",
		"{\"success\":0,\"reason\":0,\"reason_msg\":\"\",\"remain\":50}"},
};

static const struct {
	int state;
	const char *text, *feedback;
} command_states[] = {
	{0, "等待发送", ""},
	{1, "已经发送", ""},
	{2, "已经应答", "表具已应答，等待执行结果"},
	{3, "任务成功", ""},
	{4, "任务失败", "阀门动作失败：阀门卡死"},
	{5, "任务被取消", "操作员取消"},
	{6, "任务超时", ""},
	{7, "发送数据失败", "设备不在线"},
	{99, "其他错误", "未知错误码 0x3F"},
};

void world_make_commands(struct world *world)
{
	size_t count = ARRAY_SIZE(command_kinds) * ARRAY_SIZE(command_states);
	instant start = world->options.start - ((world->options.start % SECOND) + SECOND) % SECOND;

	world->commands = NEW_ARRAY(struct world_command, count);
	world->command_count = count;
	for (size_t i = 0; i < count; i++) {
		struct world_command *command = &world->commands[i];
		size_t kind = i % ARRAY_SIZE(command_kinds);
		struct world_meter meter;
		command->id = (int64_t)i + 1;
		/* Every kind in every state, and neighbours differ. */
		command->index = (uint32_t)(i * 7 % world->counts[WORLD_IOTGAS]);
		command->state =
			command_states[(i + i / ARRAY_SIZE(command_kinds)) % ARRAY_SIZE(command_states)]
				.state;
		command->moves = command->state == 1 && kind < 4;
		command->created = start - (int64_t)(count - i) * 37 * MINUTE;
		command->expires = command->created + DAY;
		command->type = command_kinds[kind].type;
		command->data = command_kinds[kind].data;
		command->returned =
			command->state == 3 || command->moves ? command_kinds[kind].returned : "{}";
		world_meter(world, WORLD_IOTGAS, command->index, &meter);
		if (i % 3)
			snprintf(command->own_id, sizeof(command->own_id), "%016llx%016llx",
				(unsigned long long)world_draw(&meter, 300 + i),
				(unsigned long long)world_draw(&meter, 900 + i));
	}
}

void world_free_commands(struct world *world)
{
	free(world->commands);
	world->commands = NULL;
	world->command_count = 0;
}

const struct world_command *world_command(const struct world *world, int64_t id)
{
	if (id < 1 || id > (int64_t)world->command_count)
		return NULL;
	return &world->commands[id - 1];
}

int world_command_state(const struct world *world, const struct world_command *command, instant now)
{
	if (!command->moves)
		return command->state;
	int64_t steps = (now - world->options.start) / (20 * SECOND + command->id % 7 * SECOND);
	return (int)MIN(MAX(steps, 0), 3);
}

const char *world_command_state_text(int state)
{
	for (size_t i = 0; i < ARRAY_SIZE(command_states); i++)
		if (command_states[i].state == state)
			return command_states[i].text;
	return "";
}

const char *world_command_feedback(int state)
{
	for (size_t i = 0; i < ARRAY_SIZE(command_states); i++)
		if (command_states[i].state == state)
			return command_states[i].feedback;
	return "";
}
