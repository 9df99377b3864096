/* SPDX-License-Identifier: MIT */
/* The least that shows a page of a big cache: opens the database, reads 50 rows, paints them. bare_start
 * CACHE.DB */
#include <locale.h>
#include <ncurses.h>
#include <sqlite3.h>
#include <stdio.h>

#define ROWS "50"

static int paint(sqlite3_stmt *rows)
{
	int y = 1;

	mvaddstr(0, 2, "METER");
	while (sqlite3_step(rows) == SQLITE_ROW && y < LINES) {
		mvprintw(y, 2, "%s", (const char *)sqlite3_column_text(rows, 0));
		mvprintw(y, 16, "%.24s", (const char *)sqlite3_column_text(rows, 1));
		mvprintw(y, 28, "%.30s", (const char *)sqlite3_column_text(rows, 2));
		mvprintw(y, 60, "%10.2f", (double)sqlite3_column_int64(rows, 3) / 100);
		y++;
	}
	refresh();
	return getch();
}

int main(int argc, char **argv)
{
	sqlite3 *database = NULL;
	sqlite3_stmt *rows = NULL;

	setlocale(LC_ALL, "");
	if (argc != 2 || sqlite3_open_v2(argv[1], &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
		sqlite3_prepare_v2(database,
			"SELECT meter_no, customer_name, address, reading FROM meter ORDER BY name_key, id "
			"LIMIT " ROWS,
			-1, &rows, NULL) != SQLITE_OK) {
		fprintf(stderr, "bare_start: %s\n",
			database ? sqlite3_errmsg(database) : "usage: bare_start CACHE.DB");
		return 1;
	}
	initscr();
	raw();
	noecho();
	keypad(stdscr, TRUE);
	start_color();
	use_default_colors();
	paint(rows);
	endwin();
	sqlite3_finalize(rows);
	sqlite3_close(database);
	return 0;
}
