/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/lists.h"

/*
 * Each list is a function that prints a page of rows, and a row of options. PRINT_PAGE is what these
 * functions have in common: fetch, print each, remember where the next page begins.
 */
#define PRINT_PAGE(row_type, fetch, print)                                                                   \
	do {                                                                                                 \
		struct arena arena = {0};                                                                    \
		row_type *rows = NULL;                                                                       \
		bool good = fetch(reader, request, &arena, &rows, result, err);                              \
		for (size_t i = 0; good && i < result->count; i++) {                                         \
			output_begin(output);                                                                \
			print(output, &rows[i]);                                                             \
			output_end(output);                                                                  \
			request->anchor = rows[i].key;                                                       \
		}                                                                                            \
		arena_free(&arena);                                                                          \
		return good;                                                                                 \
	} while (0)

void print_meter(struct output *output, const struct meter_row *row)
{
	bool has_valve = row->valve != VALVE_NONE;

	output_text(output, "profile", row->profile);
	output_text(output, "meter_no", row->meter_no);
	output_text(output, "medium", row->medium == MEDIUM_UNKNOWN ? SV_NONE : sv(medium_word(row->medium)));
	output_text(output, "device_id", row->device_id);
	output_display(output, "type", row->type);
	output_display(output, "address", row->address);
	output_display(output, "customer_code", row->customer_code);
	output_display(output, "customer_name", row->customer_name);
	output_text(output, "valve", has_valve ? sv(valve_word(row->valve)) : SV_NONE);
	output_tristate(output, "online", row->online);
	output_instant(output, "last_seen", row->last_seen);
	output_decimal(output, "reading", row->has_reading, row->reading);
	output_instant(output, "reading_at", row->reading_at);
}

static bool page_of_meters(struct cache_reader *reader, const void *context, struct list_request *request,
	struct list_result *result, struct output *output, struct error *err)
{
	PRINT_PAGE(struct meter_row, cache_meters, print_meter);
}

enum exit_status list_meters(struct cli *cli, int argc, char **argv)
{
	struct list_options options = {.limit = INT64_MAX};
	const struct cli_option table[] = {LIST_OPTIONS(options)};
	const struct list_job job = {FILTER_METERS, METER_BY_NUMBER, false, page_of_meters, NULL};
	struct cli_arguments arguments;
	enum exit_status status;

	if (!cli_parse(cli, "meters", "[OPTIONS] | import FILE.csv --profile P", table, ARRAY_SIZE(table),
		    argc, argv, &arguments, &status))
		return status;
	if (arguments.count)
		return cli_usage("meters", "unexpected argument '%s'", arguments.values[0]);
	return list_run(cli, "meters", &options, &job);
}

static void print_alarm(struct output *output, const struct alarm_row *row)
{
	output_integer(output, "id", row->id);
	output_text(output, "profile", row->profile);
	output_text(output, "meter_no", row->meter_no);
	output_instant(output, "raised_at", row->raised_at);
	output_display(output, "code", row->code);
	output_text(output, "priority",
		row->priority == PRIORITY_UNKNOWN ? SV_NONE : sv(priority_word(row->priority)));
	output_display(output, "text", row->text);
	output_text(output, "state", sv(alarm_state_word(row->state)));
	output_text(output, "origin", sv(origin_word(row->origin)));
	output_integer(output, "count", row->count);
	output_instant(output, "last_at", row->last_at);
}

static bool page_of_alarms(struct cache_reader *reader, const void *context, struct list_request *request,
	struct list_result *result, struct output *output, struct error *err)
{
	PRINT_PAGE(struct alarm_row, cache_alarms, print_alarm);
}

static void print_event(struct output *output, const struct event_row *row)
{
	output_integer(output, "id", row->id);
	output_text(output, "profile", row->profile);
	output_text(output, "meter_no", row->meter_no);
	output_instant(output, "at", row->at);
	output_display(output, "code", row->code);
	output_display(output, "text", row->text);
}

static bool page_of_events(struct cache_reader *reader, const void *context, struct list_request *request,
	struct list_result *result, struct output *output, struct error *err)
{
	PRINT_PAGE(struct event_row, cache_events, print_event);
}

/* What a platform calls JSON, with its numbers as texts: a decimal is one everywhere else too. */
static void put_value(struct json_writer *json, const struct json *value)
{
	struct string_view text = SV_NONE;
	bool yes = false;

	switch (json_type(value)) {
	case JSON_OBJECT:
		json_begin_object(json);
		for (const struct json *item = json_first(value); item; item = json_next(item)) {
			json_put_key(json, json_key_text(item));
			put_value(json, item);
		}
		json_end_object(json);
		break;
	case JSON_ARRAY:
		json_begin_array(json);
		for (const struct json *item = json_first(value); item; item = json_next(item))
			put_value(json, item);
		json_end_array(json);
		break;
	case JSON_BOOLEAN:
		json_boolean(value, &yes);
		json_put_boolean(json, yes);
		break;
	default:
		if (json_text(value, &text) == FIELD_EMPTY)
			text = SV("");
		json_put_text(json, text);
	}
}

/* What should be JSON need not be: then it is a text. */
static void print_fields(struct output *output, struct string_view fields)
{
	struct string text = {0};
	struct json_writer json = {.out = &text};
	struct json_document *document = json_parse(fields, JSON_STRICT, NULL);

	if (document) {
		put_value(&json, json_root(document));
		output_json(output, "fields", string_view(&text));
	} else {
		output_text(output, "fields", fields);
	}
	json_document_free(document);
	string_free(&text);
}

static void print_command(struct output *output, const struct command_row *row)
{
	struct string_view kind = row->kind.length ? row->kind : display_view(row->vendor_kind);

	output_text(output, "id", row->name);
	output_text(output, "profile", row->profile);
	output_text(output, "meter_no", row->meter_no);
	output_text(output, "kind", kind);
	print_fields(output, display_view(row->fields));
	output_text(output, "state", sv(command_state_word(row->state)));
	output_text(output, "effect", sv(command_effect_word(row->effect)));
	output_text(output, "vendor_id", row->vendor_id);
	output_display(output, "vendor_state", row->vendor_state);
	output_display(output, "vendor_text", row->vendor_text);
	output_instant(output, "created_at", row->created_at);
	output_instant(output, "updated_at", row->updated_at);
	/* The platform does not say who asked for it, or why. */
	output_null(output, "by");
	output_null(output, "reason");
	output_null(output, "token");
}

static bool page_of_commands(struct cache_reader *reader, const void *context, struct list_request *request,
	struct list_result *result, struct output *output, struct error *err)
{
	PRINT_PAGE(struct command_row, cache_commands, print_command);
}

static void print_steps(struct output *output, const struct price_row *row)
{
	struct string text = {0};
	struct json_writer json = {.out = &text};

	json_begin_array(&json);
	for (size_t i = 0; i < row->step_count; i++) {
		json_begin_object(&json);
		json_member_decimal_text(&json, "price", row->steps[i].price);
		json_put_key(&json, "end");
		char buffer[DECIMAL_TEXT_MAX];
		json_put_text(&json,
			row->steps[i].has_end ? sv(decimal_format(row->steps[i].end, buffer)) : SV_NONE);
		json_end_object(&json);
	}
	json_end_array(&json);
	output_json(output, "steps", string_view(&text));
	string_free(&text);
}

static void print_price(struct output *output, const struct price_row *row)
{
	output_text(output, "profile", row->profile);
	output_display(output, "code", row->code);
	output_display(output, "version", row->version);
	output_display(output, "type", row->type);
	print_steps(output, row);
	output_decimal(
		output, "cycle_months", row->cycle_months > 0, decimal_from_integer(row->cycle_months));
	output_instant(output, "valid_from", row->valid_from);
}

static bool page_of_prices(struct cache_reader *reader, const void *context, struct list_request *request,
	struct list_result *result, struct output *output, struct error *err)
{
	PRINT_PAGE(struct price_row, cache_prices, print_price);
}

static void print_message(struct output *output, const struct message_row *row)
{
	output_integer(output, "id", row->id);
	output_instant(output, "at", row->at);
	output_text(output, "level", sv(log_level_word(row->level)));
	output_text(output, "profile", row->profile);
	output_display(output, "text", row->text);
	output_integer(output, "refused", row->refused);
}

static bool page_of_messages(struct cache_reader *reader, const void *context, struct list_request *request,
	struct list_result *result, struct output *output, struct error *err)
{
	PRINT_PAGE(struct message_row, cache_messages, print_message);
}

static enum exit_status simple_list(
	struct cli *cli, const char *command, const struct list_job *job, int argc, char **argv)
{
	struct list_options options = {.limit = INT64_MAX};
	const struct cli_option table[] = {LIST_OPTIONS(options)};
	struct cli_arguments arguments;
	enum exit_status status;

	if (!cli_parse(cli, command, "[OPTIONS]", table, ARRAY_SIZE(table), argc, argv, &arguments, &status))
		return status;
	if (arguments.count)
		return cli_usage(command, "unexpected argument '%s'", arguments.values[0]);
	return list_run(cli, command, &options, job);
}

enum exit_status run_alarms(struct cli *cli, int argc, char **argv)
{
	static const struct list_job job = {FILTER_ALARMS, ALARM_BY_LAST_AT, true, page_of_alarms, NULL};

	return simple_list(cli, "alarms", &job, argc, argv);
}

enum exit_status run_events(struct cli *cli, int argc, char **argv)
{
	static const struct list_job job = {FILTER_EVENTS, EVENT_BY_AT, true, page_of_events, NULL};

	return simple_list(cli, "events", &job, argc, argv);
}

enum exit_status run_commands(struct cli *cli, int argc, char **argv)
{
	static const struct list_job job = {
		FILTER_COMMANDS, COMMAND_BY_CREATED_AT, true, page_of_commands, NULL};

	return simple_list(cli, "commands", &job, argc, argv);
}

enum exit_status run_prices(struct cli *cli, int argc, char **argv)
{
	static const struct list_job job = {FILTER_PRICES, PRICE_BY_ID, false, page_of_prices, NULL};

	return simple_list(cli, "prices", &job, argc, argv);
}

enum exit_status run_messages(struct cli *cli, int argc, char **argv)
{
	static const struct list_job job = {FILTER_MESSAGES, MESSAGE_BY_AT, true, page_of_messages, NULL};

	return simple_list(cli, "messages", &job, argc, argv);
}
