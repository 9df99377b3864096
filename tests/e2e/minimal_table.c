/* SPDX-License-Identifier: MIT */
/*
 * The least that shows the same rows with ncurses: the measure for tests/e2e/terminal_test.py. Redraws the
 * whole window at each key and leaves the rest to ncurses; the selected row has a ">" at its left.
 */
#include <locale.h>
#include <ncurses.h>

#include "core/base/attributes.h"

#define ROWS 1000

static const char *const names[] = {
	"李建国    ", "诸葛秀英  ", "欧阳志强  ", "Otieno, Margaret", "罗海燕    "};
static const char *const streets[] = {
	"龙蟠路998号7栋", "上海路851号3单元", "Ngong Rd, plot 14", "太平路61号12栋"};

static void draw(int top, int cursor)
{
	erase();
	mvaddstr(0, 2, "METER");
	mvaddstr(0, 15, "CUSTOMER");
	mvaddstr(0, 36, "ADDRESS");
	mvaddstr(0, COLS - 14, "READING VALVE");
	for (int y = 1; y < LINES && top + y - 1 < ROWS; y++) {
		int row = top + y - 1;
		mvaddstr(y, 0, row == cursor ? ">" : " ");
		mvprintw(y, 2, "2020040%05d", row * 37 % 100000);
		mvaddstr(y, 15, names[row % 5]);
		mvaddstr(y, 36, streets[row % 4]);
		mvprintw(y, COLS - 18, "%4d.%02d m³", row * 7919 % 1000, row % 100);
		if (row % 7 == 3)
			attron(COLOR_PAIR(1));
		mvaddstr(y, COLS - 6, row % 7 == 3 ? "forced" : "open");
		attroff(COLOR_PAIR(1));
	}
	move(cursor - top + 1, 0);
	refresh();
}

int main(void)
{
	setlocale(LC_ALL, "");
	initscr();
	raw();
	noecho();
	keypad(stdscr, TRUE);
	start_color();
	use_default_colors();
	init_pair(1, 214 < COLORS ? 214 : 3, -1);
	int top = 0, cursor = 0, key = 0;
	while (key != 'q') {
		draw(top, cursor);
		key = getch();
		int page = LINES - 1, step = key == KEY_DOWN ? 1 : key == KEY_UP ? -1 : 0;
		step = key == KEY_NPAGE ? page : key == KEY_PPAGE ? -page : step;
		cursor = MAX(MIN(cursor + step, ROWS - 1), 0);
		if (key == KEY_NPAGE || key == KEY_PPAGE)
			top = MAX(MIN(top + step, ROWS - page), 0);
		top = cursor < top ? cursor : cursor >= top + page ? cursor - page + 1 : top;
	}
	endwin();
	return 0;
}
