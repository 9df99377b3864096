/* SPDX-License-Identifier: MIT */
#include "simulator/platform_iotgas.h"

#define DEFAULT_ROWS 100
#define MOST_ROWS    5000

bool iotgas_refuse_with(struct visit *visit, const char *data, const char *message)
{
	struct json_writer writer = visit_writer(visit);

	visit->refused = true;
	string_clear(&visit->reply);
	json_begin_object(&writer);
	json_put_key(&writer, "Data");
	json_put_raw(&writer, sv(data));
	json_member_text(&writer, "State", SV("failed"));
	json_member_text(&writer, "Message", sv(message));
	json_end_object(&writer);
	return false;
}

bool iotgas_refuse(struct visit *visit, const char *message)
{
	return iotgas_refuse_with(visit, "null", message);
}

void iotgas_unknown(struct visit *visit)
{
	visit_page(visit, MHD_HTTP_NOT_FOUND, "application/json; charset=utf-8",
		SV("{\"Message\":\"找不到与请求 URI 匹配的 HTTP 资源。\"}"));
}

void iotgas_wrong_method(struct visit *visit)
{
	visit_page(visit, MHD_HTTP_METHOD_NOT_ALLOWED, "application/json; charset=utf-8",
		SV("{\"Message\":\"请求的资源不支持该 http 方法。\"}"));
}

void iotgas_begin(struct visit *visit, struct json_writer *writer)
{
	*writer = visit_writer(visit);
	json_begin_object(writer);
	json_put_key(writer, "Data");
}

void iotgas_end(struct visit *visit, struct json_writer *writer)
{
	json_member_text(writer, "State", SV("success"));
	json_member_text(writer, "Message", SV(""));
	json_end_object(writer);
}

bool iotgas_page(struct visit *visit, struct iotgas_page *page)
{
	int64_t first, size;

	if (!visit_query_integer(visit, "startrow", 0, &first) ||
		!visit_query_integer(visit, "rowcount", DEFAULT_ROWS, &size) || first < 0 || size < 0)
		return iotgas_refuse(visit, "参数错误：startrow、rowcount");
	*page = (struct iotgas_page){.first = (uint64_t)first, .size = (uint64_t)MIN(size, MOST_ROWS)};
	return true;
}

bool iotgas_page_row(struct iotgas_page *page)
{
	uint64_t row = page->matched++;

	if (row < page->first || page->sent >= page->size)
		return false;
	page->sent++;
	return true;
}

void iotgas_end_page(
	struct visit *visit, struct json_writer *writer, const struct iotgas_page *page, bool table_spelling)
{
	uint64_t count = page->sent;

	table_spelling = table_spelling && visit->simulator->options.quirks != QUIRKS_OFF;
	if (count == 2 && visit->simulator->options.quirks != QUIRKS_OFF)
		count = 1; /* as in the sample of 3.1.3 */
	json_member_integer(writer, "Totalcount", (int64_t)page->matched);
	json_member_integer(writer, table_spelling ? "startrow" : "Startrow", (int64_t)page->first);
	json_member_integer(writer, table_spelling ? "rowcount" : "Rowcount", (int64_t)count);
	iotgas_end(visit, writer);
}

static bool part(
	struct visit *visit, const char *name, int32_t missing, int32_t least, int32_t most, int32_t *out)
{
	int64_t value;

	if (!visit_integer(visit, name, missing, &value) || value < least || value > most)
		return false;
	*out = (int32_t)value;
	return true;
}

bool iotgas_window(struct visit *visit, instant *begin, instant *end)
{
	struct civil_time first = {0}, last = {.second = 59, .millisecond = 999};
	const struct time_zone *zone = visit->simulator->world.zone;

	if (!part(visit, "year", 0, 2000, 2200, &first.year) || !part(visit, "month", 0, 1, 12, &first.month))
		return iotgas_refuse(visit, "查询条件错误：年、月");
	int32_t days = civil_days_in_month(first.year, first.month);
	last.year = first.year;
	last.month = first.month;
	if (!part(visit, "start_day", 1, 1, days, &first.day) ||
		!part(visit, "start_hour", 0, 0, 23, &first.hour) ||
		!part(visit, "start_minute", 0, 0, 59, &first.minute) ||
		!part(visit, "end_day", days, 1, days, &last.day) ||
		!part(visit, "end_hour", 23, 0, 23, &last.hour) ||
		!part(visit, "end_minute", 59, 0, 59, &last.minute))
		return iotgas_refuse(visit, "查询条件错误：日、时、分");
	if (!instant_from_civil(&first, zone, begin) || !instant_from_civil(&last, zone, end) ||
		*end < *begin)
		return iotgas_refuse(visit, "查询条件错误：截止时间早于起始时间");
	return true;
}

bool iotgas_time(struct visit *visit, const char *name, instant missing, instant *out)
{
	struct string_view text;

	*out = missing;
	if (!visit_field(visit, name, &text))
		return true;
	if (instant_parse(text, visit->simulator->world.zone, out, NULL))
		return true;
	return iotgas_refuse(visit, "查询条件错误：时间格式");
}

bool iotgas_body(struct visit *visit)
{
	if (sv_trim(string_view(&visit->body)).length == 0 || visit_json(visit))
		return true;
	return iotgas_refuse(visit, "请求内容不是有效的JSON");
}

const char *iotgas_long_time(struct visit *visit, instant at, unsigned fraction)
{
	return arena_format(
		&visit->arena, "%s.%07u", visit_time(visit, at, FORM_ISO_LOCAL), fraction % 10000000)
		.data;
}
