/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tests/unit/tui/check.h"
#include "tui/dialog.h"
#include "tui/toast.h"

struct answer {
	int calls;
	bool accepted;
	char text[64];
	bool refuse;
	struct dialog_stack *push_on;
};

static unsigned done(void *context, bool accepted, struct string_view text, struct error *err)
{
	struct answer *answer = context;
	answer->calls++;
	answer->accepted = accepted;
	snprintf(answer->text, sizeof(answer->text), "%.*s", SV_ARG(text));
	if (answer->push_on)
		dialog_push_message(
			answer->push_on, &(struct dialog_message){.title = "Next", .text = SV("more")});
	if (answer->refuse) {
		error_set(err, ERROR_RANGE, "above 5,000.00");
		return OUTCOME_FAILED;
	}
	return OUTCOME_REFETCH;
}

static unsigned press(struct dialog_stack *stack, const char *names)
{
	struct string_view rest = sv(names), name;
	unsigned outcome = OUTCOME_IGNORED;
	while (sv_split(&rest, ' ', &name)) {
		struct key key;
		assert_true(key_parse(name, &key, NULL));
		struct key_event event = key_press(key);
		outcome = dialog_key(stack, &event);
	}
	return outcome;
}

static char *painted(const struct dialog_stack *stack, int width, int height)
{
	struct canvas *canvas = canvas_new(width, height, false);
	struct string text = {0};
	dialog_paint(stack, canvas);
	canvas_print(canvas, &text);
	canvas_free(canvas);
	return text.data;
}

static void assert_shows(const struct dialog_stack *stack, const char *part)
{
	char *text = painted(stack, 80, 24);
	assert_contains(text, part);
	free(text);
}

static void a_danger_needs_more_than_enter(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	struct answer answer = {0};
	struct dialog_confirm confirm = {.title = "Issue",
		.text = SV("Issue ONE credit token of 250.00 for meter 0128"),
		.accept = "issue",
		.danger = true,
		.done = done,
		.context = &answer};
	dialog_push_confirm(stack, &confirm);
	assert_shows(stack, "Issue ONE credit token of 250.00");
	assert_int_equal(press(stack, "Enter") & OUTCOME_REFETCH, OUTCOME_REFETCH);
	assert_false(answer.accepted);
	assert_int_equal(dialog_count(stack), 0);
	dialog_push_confirm(stack, &confirm);
	press(stack, "Tab Enter");
	assert_true(answer.accepted);
	dialog_push_confirm(stack, &confirm);
	press(stack, "y");
	assert_true(answer.accepted);
	dialog_push_confirm(stack, &confirm);
	press(stack, "Escape");
	assert_false(answer.accepted);
	assert_int_equal(answer.calls, 4);
	dialog_stack_free(stack);
}

static void a_paste_never_answers(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	struct answer answer = {0};
	dialog_push_confirm(stack,
		&(struct dialog_confirm){.title = "Q", .text = SV("?"), .done = done, .context = &answer});
	struct key_event event = {.kind = EVENT_PASTE, .text = SV("y y y")};
	dialog_key(stack, &event);
	assert_int_equal(answer.calls, 0);
	dialog_stack_free(stack);
}

static void typed_confirmation(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	struct answer answer = {0};
	dialog_push_confirm(stack, &(struct dialog_confirm){.title = "Close 300 valves",
					   .text = SV("All of them."),
					   .danger = true,
					   .typed = SV("300"),
					   .done = done,
					   .context = &answer});
	press(stack, "3 0 Enter");
	assert_int_equal(answer.calls, 0);
	assert_shows(stack, "not what must be typed");
	press(stack, "0 Enter");
	assert_int_equal(answer.calls, 1);
	assert_true(answer.accepted);
	dialog_stack_free(stack);
}

static void input_stays_when_refused(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	struct answer answer = {.refuse = true};
	dialog_push_input(stack, &(struct dialog_input){.title = "Amount",
					 .label = "How much?",
					 .text = SV("99"),
					 .done = done,
					 .context = &answer});
	press(stack, "9 Enter");
	assert_string_equal(answer.text, "999");
	assert_int_equal(dialog_count(stack), 1);
	assert_shows(stack, "above 5,000.00");
	answer.refuse = false;
	press(stack, "Enter");
	assert_int_equal(dialog_count(stack), 0);
	dialog_stack_free(stack);
}

static void a_secret_is_not_shown(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	dialog_push_input(stack, &(struct dialog_input){.title = "Password", .secret = true});
	press(stack, "h u n t e r");
	char *text = painted(stack, 80, 24);
	assert_null(strstr(text, "hunter"));
	assert_contains(text, "******");
	free(text);
	dialog_stack_free(stack);
}

static void choices(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	struct answer answer = {0};
	const struct display_text labels[] = {TEXT("reading"), TEXT("age"), TEXT("customer")};
	dialog_push_choice(stack, &(struct dialog_choice){.title = "Sort by",
					  .labels = labels,
					  .count = 3,
					  .selected = 1,
					  .done = done,
					  .context = &answer});
	assert_shows(stack, "▌ age");
	press(stack, "Down Down Down Enter");
	assert_string_equal(answer.text, "customer");
	dialog_stack_free(stack);
}

static void a_handler_may_push_another(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	struct answer answer = {.push_on = stack};
	dialog_push_confirm(
		stack, &(struct dialog_confirm){
			       .title = "First", .text = SV("?"), .done = done, .context = &answer});
	press(stack, "y");
	assert_int_equal(dialog_count(stack), 1);
	assert_shows(stack, "Next");
	press(stack, "Enter");
	assert_int_equal(dialog_count(stack), 0);
	assert_int_equal(press(stack, "x"), OUTCOME_IGNORED);
	dialog_stack_free(stack);
}

static void messages_scroll_and_are_clean(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	struct string text = {0};
	for (int i = 1; i <= 50; i++)
		string_append_format(&text, "line %d\x1b[2J\n", i);
	dialog_push_message(
		stack, &(struct dialog_message){.title = "Raw record", .text = string_view(&text)});
	char *shown = painted(stack, 80, 24);
	assert_contains(shown, "line 1");
	assert_null(strchr(shown, '\x1b'));
	assert_null(strstr(shown, "line 50"));
	free(shown);
	press(stack, "End");
	assert_shows(stack, "line 50");
	press(stack, "Down Down Down"); /* the end is the end, so one Up is seen */
	press(stack, "Up");
	shown = painted(stack, 80, 24);
	assert_null(strstr(shown, "line 50"));
	free(shown);
	string_free(&text);
	dialog_stack_free(stack);
}

static void every_size_paints(void **state)
{
	(void)state;
	struct dialog_stack *stack = dialog_stack_new();
	const struct display_text labels[] = {TEXT("one"), TEXT("two")};
	dialog_push_message(
		stack, &(struct dialog_message){.title = "M", .text = SV("燃气泄漏 and more\n\nx")});
	dialog_push_confirm(
		stack, &(struct dialog_confirm){.title = "C", .text = SV("Really?"), .typed = SV("yes")});
	dialog_push_confirm(
		stack, &(struct dialog_confirm){.title = "C", .text = SV("Really?"), .danger = true});
	dialog_push_input(stack, &(struct dialog_input){.title = "I", .label = "L"});
	dialog_push_choice(stack, &(struct dialog_choice){.title = "S", .labels = labels, .count = 2});
	for (int width = 1; width <= 100; width += 3) {
		for (int height = 1; height <= 30; height++)
			free(painted(stack, width, height));
	}
	dialog_stack_free(stack);
}

static void toasts_come_and_go(void **state)
{
	(void)state;
	struct toasts *toasts = toasts_new();
	struct canvas *canvas = canvas_new(40, 6, false);
	assert_int_equal(toasts_next(toasts), -1);
	toast_show(toasts, TOAST_INFO, SV("saved"), 1000);
	toast_show(toasts, TOAST_ERROR, SV("estate is\x1b offline"), 1000);
	assert_int_equal(toasts_next(toasts), 5000);
	toasts_paint(toasts, canvas, 1);
	struct string text = {0};
	canvas_print(canvas, &text);
	assert_contains(string_text(&text), "saved");
	assert_contains(string_text(&text), "offline");
	string_free(&text);
	toast_show(toasts, TOAST_INFO, SV("saved"), 3000); /* again: longer */
	assert_false(toasts_expire(toasts, 5000));
	assert_true(toasts_expire(toasts, 7000));
	assert_int_equal(toasts_next(toasts), 13000);
	for (int i = 0; i < 9; i++) {
		char words[8];
		snprintf(words, sizeof(words), "%d", i);
		toast_show(toasts, TOAST_WARNING, sv(words), 8000);
	}
	assert_true(toasts_expire(toasts, 16000));
	assert_int_equal(toasts_next(toasts), -1);
	canvas_free(canvas);
	toasts_free(toasts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_danger_needs_more_than_enter),
		cmocka_unit_test(a_paste_never_answers),
		cmocka_unit_test(typed_confirmation),
		cmocka_unit_test(input_stays_when_refused),
		cmocka_unit_test(a_secret_is_not_shown),
		cmocka_unit_test(choices),
		cmocka_unit_test(a_handler_may_push_another),
		cmocka_unit_test(messages_scroll_and_are_clean),
		cmocka_unit_test(every_size_paints),
		cmocka_unit_test(toasts_come_and_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
