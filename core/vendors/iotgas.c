/* SPDX-License-Identifier: MIT */
#include "core/vendors/iotgas.h"

#include "core/vendors/drivers.h"

/*
 * iotgas: an IoT gas platform with two ports. The data port is read with keys in the headers, so its
 * endpoints need no session; the control port wants a token. What only the platform calls (Add, Report) is
 * not here.
 */

/*
 * 3.1.3 is the only list of meters and holds their latest readings as well, so one row serves both: there is
 * no LATEST row, because it would fetch the same again.
 */
#define DATA_PATH    "/api/Data/MeterData/"
#define CONTROL_PATH "/api/Conf/CtrlData/"

static const struct endpoint endpoints[] = {
	{
		.operation = OPERATION_LOGIN,
		.section = "iotgas 2.2.2",
		.title = "login",
		.path = "/api/Conf/Account/Login",
		.base = IOTGAS_BASE_CONTROL,
		.public = true,
		.encode = iotgas_encode_login,
		.decode = iotgas_decode_login,
	},
	{
		.operation = OPERATION_METERS,
		.source = SOURCE_LIVE,
		.section = "iotgas 3.1.3",
		.title = "latest readings of all meters",
		.path = DATA_PATH "GetRealList2",
		.base = IOTGAS_BASE_DATA,
		.public = true,
		.page_size = IOTGAS_PAGE_SIZE,
		.scope = SCOPE_ALL,
		.encode = iotgas_encode_real_list,
		.decode = iotgas_decode_real_list,
	},
	{
		.operation = OPERATION_LATEST_ONE,
		.source = SOURCE_LIVE,
		.section = "iotgas 3.1.2",
		.title = "latest reading of one meter",
		.path = DATA_PATH "GetRealModel",
		.base = IOTGAS_BASE_DATA,
		.public = true,
		.scope = SCOPE_ONE_METER,
		.encode = iotgas_encode_real_model,
		.decode = iotgas_decode_real_model,
	},
	{
		.operation = OPERATION_HISTORY,
		.source = SOURCE_HISTORY,
		.section = "iotgas 3.1.4",
		.title = "readings of one meter",
		.path = DATA_PATH "GetHistoryList2",
		.base = IOTGAS_BASE_DATA,
		.public = true,
		.page_size = IOTGAS_PAGE_SIZE,
		.window = WINDOW_MONTH,
		.scope = SCOPE_ONE_METER,
		.encode = iotgas_encode_history,
		.decode = iotgas_decode_history,
	},
	{
		.operation = OPERATION_HISTORY,
		.source = SOURCE_FROZEN,
		.section = "iotgas 3.1.4",
		.title = "frozen readings of one meter",
		.path = DATA_PATH "GetHistoryList2",
		.base = IOTGAS_BASE_DATA,
		.public = true,
		.page_size = IOTGAS_PAGE_SIZE,
		.window = WINDOW_MONTH,
		.scope = SCOPE_ONE_METER,
		.encode = iotgas_encode_history,
		.decode = iotgas_decode_history,
	},
	{
		.operation = OPERATION_ALARMS,
		.section = "iotgas 3.2.2",
		.title = "alarms",
		.path = "/api/Data/DeviceAlarm/GetList2",
		.base = IOTGAS_BASE_DATA,
		.public = true,
		.page_size = IOTGAS_PAGE_SIZE,
		.window = WINDOW_MONTH,
		.scope = SCOPE_ALL,
		.encode = iotgas_encode_device_list,
		.decode = iotgas_decode_alarms,
	},
	{
		.operation = OPERATION_EVENTS,
		.section = "iotgas 3.3.2",
		.title = "events",
		.path = "/api/Data/DeviceEvent/GetList2",
		.base = IOTGAS_BASE_DATA,
		.public = true,
		.page_size = IOTGAS_PAGE_SIZE,
		.window = WINDOW_MONTH,
		.scope = SCOPE_ALL,
		.encode = iotgas_encode_device_list,
		.decode = iotgas_decode_events,
	},
	{
		.operation = OPERATION_COMMANDS,
		.section = "iotgas 4.2.5",
		.title = "commands",
		.path = CONTROL_PATH "GetList",
		.base = IOTGAS_BASE_CONTROL,
		.page_size = IOTGAS_PAGE_SIZE,
		.scope = SCOPE_ALL,
		.encode = iotgas_encode_commands,
		.decode = iotgas_decode_commands,
	},
	{
		.operation = OPERATION_COMMAND,
		.section = "iotgas 4.2.4",
		.title = "one command",
		.path = CONTROL_PATH "GetModel",
		.base = IOTGAS_BASE_CONTROL,
		.encode = iotgas_encode_command,
		.decode = iotgas_decode_command,
	},
	{
		/* Spelled as the platform spells it. */
		.operation = OPERATION_COMMAND_TEXT,
		.section = "iotgas 4.2.11",
		.title = "description of one command",
		.path = CONTROL_PATH "GetDetial",
		.base = IOTGAS_BASE_CONTROL,
		.encode = iotgas_encode_command,
		.decode = iotgas_decode_command_text,
	},
};

static const char *const required_keys[] = {
	"data_url", "control_url", "company_no", "data_api_key", "username", "password", NULL};

const struct driver iotgas_driver = {
	.name = "iotgas",
	.title = "IoT gas platform",
	.endpoints = endpoints,
	.endpoint_count = ARRAY_SIZE(endpoints),
	.login = LOGIN_PASSWORD,
	.lists_meters = true,
	.has_valve = true,
	.required_keys = required_keys,
};
