/* SPDX-License-Identifier: MIT */
#include "tui/role.h"

#include "core/base/error.h"

/* In the order of enum role. The styles are the built-in theme: the terminal's own colours for all that is
 * normal. */
static const struct role_definition own_roles[ROLE_USER] = {
	[ROLE_TEXT] = {"text", "default"},
	[ROLE_DIM] = {"dim", "246"},
	[ROLE_STRONG] = {"strong", "default bold"},
	[ROLE_TITLE] = {"title", "default bold"},
	[ROLE_BORDER] = {"border", "242"},
	[ROLE_BORDER_FOCUS] = {"border.focus", "74"},
	[ROLE_ACCENT] = {"accent", "74"},
	[ROLE_TAB] = {"tab", "@dim"},
	[ROLE_TAB_SELECTED] = {"tab.selected", "default bold"},
	[ROLE_BAR_SELECTED] = {"bar.selected", "74"},
	[ROLE_ROW_SELECTED] = {"row.selected", "default bold"},
	[ROLE_ROW_MARKED] = {"row.marked", "214 bold"},
	[ROLE_COLUMN_HEADER] = {"column.header", "@dim"},
	[ROLE_COLUMN_SORTED] = {"column.sorted", "default bold"},
	[ROLE_CHANGED] = {"changed", "default underline"},
	[ROLE_HINT_KEY] = {"hint.key", "74"},
	[ROLE_HINT_TEXT] = {"hint.text", "@dim"},
	[ROLE_INPUT] = {"input", "default"},
	[ROLE_INPUT_FOCUS] = {"input.focus", "default bold"},
	[ROLE_PLACEHOLDER] = {"input.placeholder", "@dim"},
	[ROLE_MATCH] = {"match", "214 underline"},
	[ROLE_TOAST_INFO] = {"toast.info", "255 on 24"},
	[ROLE_TOAST_WARNING] = {"toast.warning", "16 on 214"},
	[ROLE_TOAST_ERROR] = {"toast.error", "231 on 124 bold"},
	[ROLE_STATUS_GOOD] = {"status.good", "71"},
	[ROLE_STATUS_WARNING] = {"status.warning", "214"},
	[ROLE_STATUS_BAD] = {"status.bad", "203 bold"},
	[ROLE_STATUS_UNKNOWN] = {"status.unknown", "176 bold"},
	[ROLE_CHART_LINE] = {"chart.line", "74"},
	[ROLE_CHART_LINE_SECOND] = {"chart.line.second", "214"},
	[ROLE_CHART_BAR] = {"chart.bar", "74"},
	[ROLE_CHART_AXIS] = {"chart.axis", "@border"},
	[ROLE_CHART_LABEL] = {"chart.label", "@dim"},
	[ROLE_DIALOG] = {"dialog", "default"},
	[ROLE_DIALOG_BORDER] = {"dialog.border", "74"},
	[ROLE_DIALOG_DANGER] = {"dialog.danger", "203 bold"},
	[ROLE_BUTTON] = {"button", "@dim"},
	[ROLE_BUTTON_FOCUS] = {"button.focus", "default reverse"},
};

unsigned role_count(const struct role_table *table)
{
	size_t count = ROLE_USER + (table ? table->count : 0);
	BUG_ON(count > ROLE_MAX);
	return (unsigned)count;
}

const struct role_definition *role_find(const struct role_table *table, unsigned role)
{
	if (role < ROLE_USER)
		return &own_roles[role];
	if (role < role_count(table))
		return &table->definitions[role - ROLE_USER];
	return NULL;
}

int role_by_name(const struct role_table *table, struct string_view name)
{
	for (unsigned i = 0; i < role_count(table); i++) {
		if (sv_equal_text(name, role_find(table, i)->name))
			return (int)i;
	}
	return -1;
}

const char *role_nearest(const struct role_table *table, struct string_view word)
{
	const char *names[ROLE_MAX];
	unsigned count = role_count(table);
	for (unsigned i = 0; i < count; i++)
		names[i] = role_find(table, i)->name;
	return sv_nearest(word, names, count);
}
