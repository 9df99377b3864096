/* SPDX-License-Identifier: MIT */
#include "tui/screen.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "core/base/attributes.h"
#include "core/base/digest.h"
#include "core/base/memory.h"
#include "core/base/string.h"
#include "tui/screen_private.h"

#define PASTE_ON        "\033[?2004h"
#define PASTE_OFF       "\033[?2004l"
#define MOUSE_ON        "\033[?1000h\033[?1006h"
#define MOUSE_OFF       "\033[?1006l\033[?1000l"
#define ESCAPE_DELAY_MS 25
#define COPY_MAX        74000

/*
 * What a crash must put right. A hook and a signal handler get no context, so this one pointer has to be
 * reachable without one; it is written only when a screen is opened and closed.
 */
static struct screen *volatile open_screen;

void screen_write(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, length);
		if (written < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (written > 0) {
			bytes += written;
			length -= (size_t)written;
		}
	}
}

static void write_text(const char *text)
{
	screen_write(text, strlen(text));
}

/* Async-signal-safe: write() and tcsetattr() only. */
static void restore_terminal(void)
{
	struct screen *screen = open_screen;
	if (!screen || screen->suspended)
		return;
	open_screen = NULL;
	screen_write(screen->restore, screen->restore_length);
	tcsetattr(STDIN_FILENO, TCSANOW, &screen->saved);
}

static void die_of_signal(int number)
{
	restore_terminal();
	raise(number); /* SA_RESETHAND put the default back */
}

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

static void catch_fatal_signals(bool on)
{
	for (size_t i = 0; i < ARRAY_SIZE(fatal_signals); i++) {
		struct sigaction present, action = {.sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
		action.sa_handler = on ? die_of_signal : SIG_DFL;
		sigemptyset(&action.sa_mask);
		/* A sanitizer's own handler stays: it says more. */
		if (sigaction(fatal_signals[i], NULL, &present) == 0 &&
			present.sa_handler == (on ? SIG_DFL : die_of_signal))
			sigaction(fatal_signals[i], &action, NULL);
	}
}

/* Everything inside is UTF-8, so ncurses must be too; a locale that is not gets ASCII on the screen. */
static bool take_locale(struct screen *screen, struct error *err)
{
	setlocale(LC_CTYPE, "");
	screen->keeps_text = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	if (screen->keeps_text)
		return true;
	screen->ascii = true;
	if (setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "en_US.UTF-8"))
		return true;
	return error_set(err, ERROR_IO, "this system has no UTF-8 locale: install C.UTF-8");
}

static bool check_terminal(struct error *err)
{
	const char *term = getenv("TERM");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(err, ERROR_IO,
			"the console needs a terminal on stdin and stdout; the subcommands and --script do "
			"not");
	if (!term || !*term)
		return error_set(err, ERROR_IO,
			"TERM is not set: set it to what your terminal is, such as xterm-256color");
	if (strcmp(term, "dumb") == 0)
		return error_set(err, ERROR_IO, "TERM=dumb cannot show a full screen; use the subcommands");
	return true;
}

/* Asked first, because a newterm() that fails does not give back what it took. */
static bool is_known(const char *term)
{
	int status = 0;
	if (setupterm(term, STDOUT_FILENO, &status) != OK)
		return false;
	del_curterm(cur_term);
	return true;
}

static bool start_ncurses(struct screen *screen, struct error *err)
{
	const char *term = getenv("TERM");
	bool known = is_known(term);
	if (known || is_known("xterm-256color"))
		screen->terminal = newterm(known ? term : "xterm-256color", stdout, stdin);
	if (!screen->terminal)
		return error_set(err, ERROR_IO,
			"TERM=%.40s is not known here, nor is xterm-256color: install ncurses-base", term);
	if (!known)
		snprintf(screen->notice, sizeof(screen->notice),
			"TERM=%.40s is not known here, taking xterm-256color; ncurses-term may know it",
			term);
	return true;
}

static void append_restore(struct screen *screen, const char *bytes)
{
	size_t length = bytes && bytes != (char *)-1 ? strlen(bytes) : 0;
	if (length == 0 || screen->restore_length + length > sizeof(screen->restore))
		return;
	memcpy(screen->restore + screen->restore_length, bytes, length);
	screen->restore_length += length;
}

static void prepare_restore(struct screen *screen)
{
	static const char *const capabilities[] = {"sgr0", "rmkx", "cnorm", "rmcup"};
	if (screen->private_modes)
		append_restore(screen, PASTE_OFF MOUSE_OFF);
	for (size_t i = 0; i < ARRAY_SIZE(capabilities); i++)
		append_restore(screen, tigetstr(capabilities[i]));
	append_restore(screen, "\r\n");
}

static void set_escape_delay(struct screen *screen)
{
	const char *given = getenv("ESCDELAY");
	int64_t delay;
	screen->escape_delay = ESCAPE_DELAY_MS;
	if (given && sv_to_integer(sv(given), &delay) && delay >= 0 && delay <= 10000)
		screen->escape_delay = (int)delay;
	set_escdelay(screen->escape_delay);
}

static bool wants_color(const struct screen_options *options)
{
	const char *no_color = getenv("NO_COLOR");
	if (options->no_color)
		return false;
	return options->force_color || !no_color || !*no_color;
}

static void set_modes(struct screen *screen, const struct screen_options *options)
{
	raw();
	noecho();
	nonl();
	set_escape_delay(screen);
	keypad(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	idlok(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	typeahead(-1); /* paints are never cut short: bursts are drained before */
	screen->color = wants_color(options) && has_colors() && start_color() == OK;
	if (screen->color)
		use_default_colors();
	const char *term = termname();
	screen->private_modes = strncmp(term, "vt", 2) != 0 && strcmp(term, "linux") != 0;
	if (screen->private_modes)
		write_text(PASTE_ON);
}

static void take_size(struct screen *screen)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
		(size.ws_row != LINES || size.ws_col != COLS))
		resize_term(size.ws_row, size.ws_col);
	screen->width = COLS;
	screen->height = LINES;
	screen_forget_shown(screen);
}

struct screen *screen_open(const struct screen_options *options, struct error *err)
{
	struct screen *screen = NEW(struct screen);
	BUG_ON(open_screen != NULL);
	screen->roles = options->roles;
	screen->ascii = options->ascii;
	screen->cursor_shown = -1;
	bool ready = check_terminal(err) && take_locale(screen, err);
	if (ready && tcgetattr(STDIN_FILENO, &screen->saved) < 0)
		ready = error_errno(err, ERROR_IO, errno, "asking the terminal for its settings");
	if (!ready || !start_ncurses(screen, err)) {
		free(screen);
		return NULL;
	}
	set_modes(screen, options);
	prepare_restore(screen);
	screen_describe_keys(screen);
	take_size(screen);
	if (!options->theme)
		screen->own_theme = theme_new(options->roles);
	screen_set_theme(screen, options->theme ? options->theme : screen->own_theme);
	screen_set_mouse(screen, options->mouse);
	open_screen = screen;
	error_set_fatal_hook(restore_terminal);
	catch_fatal_signals(true);
	return screen;
}

static void leave(struct screen *screen)
{
	if (screen->private_modes)
		write_text(screen->mouse ? PASTE_OFF MOUSE_OFF : PASTE_OFF);
	endwin();
}

void screen_close(struct screen *screen)
{
	if (!screen)
		return;
	if (!screen->suspended)
		leave(screen);
	catch_fatal_signals(false);
	error_set_fatal_hook(NULL);
	open_screen = NULL;
	delscreen(screen->terminal);
	decoder_free(&screen->decoder);
	theme_free(screen->own_theme);
	free(screen->shown);
	free(screen);
}

void screen_suspend(struct screen *screen)
{
	if (screen->suspended)
		return;
	leave(screen);
	screen->suspended = true;
}

void screen_resume(struct screen *screen)
{
	if (!screen->suspended)
		return;
	screen->suspended = false;
	reset_prog_mode();
	if (screen->private_modes)
		write_text(screen->mouse ? PASTE_ON MOUSE_ON : PASTE_ON);
	take_size(screen);
	screen->cursor_shown = -1;
	screen_repaint(screen);
}

void screen_stop(struct screen *screen)
{
	screen_suspend(screen);
	raise(SIGSTOP);
	screen_resume(screen);
}

/* Terminals disagree about what stays where when their size changes: everything is painted again. */
void screen_resized(struct screen *screen)
{
	take_size(screen);
	screen_repaint(screen);
}

void screen_set_mouse(struct screen *screen, bool on)
{
	if (screen->mouse == on || !screen->private_modes)
		return;
	screen->mouse = on;
	write_text(on ? MOUSE_ON : MOUSE_OFF);
}

bool screen_mouse(const struct screen *screen)
{
	return screen->mouse;
}

const char *screen_notice(const struct screen *screen)
{
	return screen->notice[0] ? screen->notice : NULL;
}

bool screen_keeps_text(const struct screen *screen)
{
	return screen->keeps_text;
}

bool screen_is_ascii(const struct screen *screen)
{
	return screen->ascii;
}

bool screen_has_color(const struct screen *screen)
{
	return screen->color;
}

void screen_size(const struct screen *screen, int *width, int *height)
{
	*width = screen->width;
	*height = screen->height;
}

int screen_input(const struct screen *screen)
{
	(void)screen;
	return STDIN_FILENO;
}

void screen_bell(struct screen *screen)
{
	(void)screen;
	beep();
}

static int put_byte(int byte)
{
	char character = (char)byte;
	screen_write(&character, 1);
	return byte;
}

bool screen_copy(struct screen *screen, struct string_view text, struct error *err)
{
	(void)screen;
	char *capability = tigetstr("Ms");
	if (!capability || capability == (char *)-1)
		return error_set(err, ERROR_IO,
			"this terminal does not say that it has a clipboard: select the text instead");
	if (text.length > COPY_MAX)
		return error_set(
			err, ERROR_RANGE, "%zu bytes are too many for the terminal's clipboard", text.length);
	struct string encoded = {0};
	base64_encode(text, &encoded);
	tputs(tiparm(capability, "c", string_text(&encoded)), 1, put_byte);
	string_wipe(&encoded);
	return true;
}
