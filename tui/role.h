/* SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/string_view.h"

/*
 * What a cell means, not how it looks: a theme decides that. The toolkit knows the roles below; an
 * application has its own behind them (`alarm.high`, `valve.closed`), numbered from ROLE_USER on, and hands
 * over their names once.
 */
enum role {
	ROLE_TEXT,              /* text: the terminal's own colours */
	ROLE_DIM,               /* dim: what matters less */
	ROLE_STRONG,            /* strong: what matters more */
	ROLE_TITLE,             /* title: of a pane or a dialog */
	ROLE_BORDER,            /* border */
	ROLE_BORDER_FOCUS,      /* border.focus: of the pane that has the keys */
	ROLE_ACCENT,            /* accent */
	ROLE_TAB,               /* tab */
	ROLE_TAB_SELECTED,      /* tab.selected */
	ROLE_BAR_SELECTED,      /* bar.selected: the bar at the left of the row under the cursor */
	ROLE_ROW_SELECTED,      /* row.selected: the accented column of that row */
	ROLE_ROW_MARKED,        /* row.marked: the sign of a marked row */
	ROLE_COLUMN_HEADER,     /* column.header */
	ROLE_COLUMN_SORTED,     /* column.sorted */
	ROLE_CHANGED,           /* changed: a cell that changed a moment ago */
	ROLE_HINT_KEY,          /* hint.key */
	ROLE_HINT_TEXT,         /* hint.text */
	ROLE_INPUT,             /* input: the text in a field */
	ROLE_INPUT_FOCUS,       /* input.focus: the text in the field that has the keys */
	ROLE_PLACEHOLDER,       /* input.placeholder */
	ROLE_MATCH,             /* match: what was searched for, where it was found */
	ROLE_TOAST_INFO,        /* toast.info */
	ROLE_TOAST_WARNING,     /* toast.warning */
	ROLE_TOAST_ERROR,       /* toast.error */
	ROLE_STATUS_GOOD,       /* status.good */
	ROLE_STATUS_WARNING,    /* status.warning */
	ROLE_STATUS_BAD,        /* status.bad */
	ROLE_STATUS_UNKNOWN,    /* status.unknown */
	ROLE_CHART_LINE,        /* chart.line */
	ROLE_CHART_LINE_SECOND, /* chart.line.second */
	ROLE_CHART_BAR,         /* chart.bar */
	ROLE_CHART_AXIS,        /* chart.axis */
	ROLE_CHART_LABEL,       /* chart.label */
	ROLE_DIALOG,            /* dialog: its text */
	ROLE_DIALOG_BORDER,     /* dialog.border */
	ROLE_DIALOG_DANGER,     /* dialog.danger: border and title of a question that cannot be taken back */
	ROLE_BUTTON,            /* button */
	ROLE_BUTTON_FOCUS,      /* button.focus */
	ROLE_USER,              /* the application's first */
};
#define ROLE_MAX 160 /* numbers are below this */

/*
 * A role of the application. `style` says how it looks where a theme says nothing: "@status.bad" for "like
 * that one", or a style as in a theme file ("red bold").
 */
struct role_definition {
	const char *name;
	const char *style;
};

/* The application's roles: `definitions[i]` is role ROLE_USER + i. A const table; at most ROLE_MAX -
 * ROLE_USER. */
struct role_table {
	const struct role_definition *definitions;
	size_t count;
};

/* All roles with the toolkit's own; a NULL table has no others. NULL when there is no such number. */
const struct role_definition *role_find(const struct role_table *table, unsigned role);
unsigned role_count(const struct role_table *table);
/* The number behind a name, or -1. */
int role_by_name(const struct role_table *table, struct string_view name);
/* The name most like the word, or NULL. */
const char *role_nearest(const struct role_table *table, struct string_view word);
