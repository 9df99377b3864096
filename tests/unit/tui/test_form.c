/* SPDX-License-Identifier: MIT */
#include "tests/unit/tui/check.h"
#include "tui/form.h"

static const char *const kinds[] = {"Credit", "Clear tamper", "Set power limit"};
static const struct form_field fields[] = {
	{.id = "title", .label = "Issue a token", .kind = FORM_NOTE},
	{.id = "meter", .label = "Meter", .kind = FORM_TEXT, .required = true},
	{.id = "kind",
		.label = "Kind",
		.kind = FORM_CHOICE,
		.choices = kinds,
		.choice_count = 3,
		.value = "Clear tamper"},
	{.id = "amount",
		.label = "Amount",
		.kind = FORM_TEXT,
		.note = "<= 5,000.00",
		.required = true,
		.limit = 8},
};

static unsigned press(struct form *form, const char *names)
{
	struct string_view rest = sv(names), name;
	unsigned outcome = OUTCOME_IGNORED;
	while (sv_split(&rest, ' ', &name)) {
		struct key key;
		assert_true(key_parse(name, &key, NULL));
		struct key_event event = key_press(key);
		outcome = form_key(form, &event);
	}
	return outcome;
}

static void goes_from_field_to_field(void **state)
{
	(void)state;
	struct form *form = form_new(fields, ARRAY_SIZE(fields));
	assert_string_equal(form_focused(form), "meter");
	press(form, "0 1 2 8 Tab Right Tab 2 5 0");
	assert_true(sv_equal_text(form_value(form, "meter"), "0128"));
	assert_true(sv_equal_text(form_value(form, "kind"), "Set power limit"));
	assert_int_equal(form_choice(form, "kind"), 2);
	assert_true(sv_equal_text(form_value(form, "amount"), "250"));
	assert_null(form_value(form, "nonsense").data);
	press(form, "S-Tab c"); /* the next one with this letter */
	assert_true(sv_equal_text(form_value(form, "kind"), "Credit"));
	press(form, "Tab Tab"); /* round again, past the note */
	assert_string_equal(form_focused(form), "meter");
	form_free(form);
}

static void submits_when_complete(void **state)
{
	(void)state;
	struct form *form = form_new(fields, ARRAY_SIZE(fields));
	assert_int_equal(press(form, "Enter Enter Enter") & OUTCOME_CLOSE, 0);
	assert_string_equal(form_focused(form), "meter"); /* the first that is missing */
	assert_int_equal(form_height(form), 6);
	press(form, "7");
	assert_int_equal(form_height(form), 5);
	form_focus(form, "amount");
	assert_int_equal(press(form, "1 Enter") & OUTCOME_CLOSE, OUTCOME_CLOSE);
	form_free(form);
}

static void a_paste_does_not_submit(void **state)
{
	(void)state;
	struct form *form = form_new(fields, ARRAY_SIZE(fields));
	form_focus(form, "amount");
	struct key_event event = {.kind = EVENT_PASTE, .text = SV("12\r\n")};
	assert_int_equal(form_key(form, &event) & OUTCOME_CLOSE, 0);
	form_free(form);
}

static void paints(void **state)
{
	(void)state;
	struct form *form = form_new(fields, ARRAY_SIZE(fields));
	struct canvas *canvas = canvas_new(44, 6, false);
	form_set(form, "meter", SV("0128"));
	form_set(form, "kind", SV("Credit"));
	form_set_error(form, "amount", SV("above 5,000.00"));
	form_paint(form, canvas, canvas_area(canvas), true);
	assert_canvas(canvas, "Issue a token\n"
			      "▌ Meter   0128\n"
			      "  Kind    ‹ Credit ›\n"
			      "  Amount                         <= 5,000.00\n"
			      "          above 5,000.00\n"
			      "\n");
	for (int width = 1; width < 50; width++)
		form_paint(form, canvas, (struct rect){0, 0, width, 3}, true);
	canvas_free(canvas);
	form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_from_field_to_field),
		cmocka_unit_test(submits_when_complete),
		cmocka_unit_test(a_paste_does_not_submit),
		cmocka_unit_test(paints),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
