#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The console over a quiet store, on a real pseudo terminal: pages, keys, sizes, terminals, signals, silence."""
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
import unittest

import console
import harness
from console import ENTER, ESCAPE, TAB, Console
from terminal import DOWN, PAGE_DOWN, PATIENCE, UP

PAGES = ("Overview", "Meters", "Readings", "Alarms", "Commands", "Platforms", "Events", "Messages")
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
# What a terminal's description has: cursor, erase, attributes, modes, character sets. No OSC, no DCS.
SEQUENCE = re.compile(rb"\x1b\[[?>]?[\d;]*[A-Za-z@`]|\x1b[()][AB012]|\x1b[78=>DMHc]|\x1b%G|\x1b\[!p")
PLACE = None


def setUpModule():
    global PLACE
    PLACE = console.quiet_place()


def tearDownModule():
    PLACE.remove()


def start(*arguments, **more):
    return Console(PLACE, *arguments, **more).start("METER")


def selected(terminal):
    return next((line for line in terminal.display() if line.startswith(("▌", "│▌"))), "")


class Pages(unittest.TestCase):
    def test_all_pages_by_their_number(self):
        for columns, lines in ((80, 24), (120, 36), (160, 48)):
            terminal = start(columns=columns, lines=lines)
            for number, page in reversed(list(enumerate(PAGES, 1))):
                title = "Monitor" if page == "Meters" and columns >= 120 else page
                text = terminal.press(b"%d" % number, f"[{number} {title}]")
                self.assertNotIn("\ufffd", text)
            self.assertEqual(terminal.quit(), 0)

    def test_four_panes_from_120x36_and_one_below(self):
        terminal = start(columns=120, lines=36)
        for title in ("Meters", "Readings", "Alarms", "Commands"):
            terminal.wait(f"┌ {title} ─")
        terminal.press(b"z", lambda text: "┌ Alarms" not in text, "only one pane")
        terminal.press(b"z", "┌ Alarms")
        terminal.quit()
        terminal = start(columns=119, lines=36)
        self.assertNotIn("┌ Alarms", terminal.text())
        terminal.quit()

    def test_tab_goes_round_the_panes(self):
        terminal = start(columns=120, lines=36)
        seen = []
        for _ in range(4):
            seen.append(terminal.footer())
            terminal.send(TAB)
        self.assertEqual(terminal.footer(), seen[0])
        self.assertGreater(len(set(seen)), 1, "the footer shows the keys of the pane")
        terminal.quit()

    def test_the_footers_keys_do_what_they_say(self):
        terminal = start()
        for hint in ("Enter detail", "Space mark", "/ filter", "o order", "h readings", "? help"):
            self.assertIn(hint, terminal.footer())
        terminal.press(ENTER, "Identity")
        terminal.press(ESCAPE, lambda text: "Identity" not in text)
        terminal.press(b" ", "1 marked")
        terminal.press(b"U", lambda text: "marked" not in text)
        terminal.press(b"h", "[3 Readings]")
        terminal.press(b"2", "[2 Meters]")
        terminal.press(b"?", "Keys")
        terminal.press(ESCAPE, lambda text: "Keys ─" not in text)
        terminal.press(b":", lambda text: text.count("\n") and "┌" in text, "the palette")
        terminal.press(ESCAPE, lambda text: "┌" not in text)
        before = terminal.text()
        terminal.press(b"o", lambda text: text != before, "another order or a question for one")
        terminal.press(ESCAPE, lambda text: "┌" not in text, "no question any more")
        self.assertEqual(terminal.quit(), 0)

    def test_filter_finds_and_goes(self):
        rows = PLACE.run("meters", "--json").rows()
        name = next(row for row in rows if not row["customer_name"].isascii())["customer_name"]
        matching = sum(any(name[:2] in (row[key] or "") for key in ("customer_name", "address")) for row in rows)
        terminal = start()
        terminal.press(b"/", lambda text: "/" in text)
        terminal.press(name[:2].encode(), f"{matching} of {len(rows)}")
        terminal.press(ENTER, f"{matching} of {len(rows)}")
        shown = [line for line in terminal.display()[3:20] if re.match(r"^[▌ ] +\S*\d{10}", line)]
        self.assertEqual(len(shown), min(matching, 17), terminal.text())
        terminal.press(b"/medium:gas\r", lambda text: "medium:gas" in text)
        terminal.press(ESCAPE, lambda text: f"of {len(rows)}" not in text, "the whole list again")
        terminal.quit()

    def test_cursor_reaches_every_row(self):
        numbers = [row["meter_no"] for row in PLACE.run("meters", "--json").rows()]
        terminal = start()
        terminal.wait(lambda text: selected(terminal))
        found = []
        for _ in numbers:
            found.append(re.search(r"\d{10,}", selected(terminal)).group())
            terminal.send(DOWN)
        self.assertEqual(sorted(found), sorted(numbers))
        terminal.send(b"\x1b[H")
        self.assertIn(found[0], selected(terminal))
        terminal.send(b"\x1b[F")
        self.assertIn(found[-1], selected(terminal))
        terminal.send(PAGE_DOWN + UP)
        self.assertIn(found[-2], selected(terminal))
        terminal.quit()

    def test_a_meters_readings_and_raw_record(self):
        terminal = start()
        terminal.press(b"/202000000002\r", lambda text: "202000000002" in selected(terminal))
        terminal.press(ENTER, "Latest values")
        self.assertIn("kWh", terminal.text())
        terminal.press(b"\x1b[F", lambda text: "{" in text or "}" in text, "the raw record")
        terminal.press(b"q", "[2 Meters]")
        terminal.resize(120, 36)
        terminal.press(b"h", lambda text: "[3 Readings]" in text and "202000000002" in text)
        for key, word in ((b"d", "day"), (b"w", "week"), (b"m", "month")):
            terminal.press(key, word)
        self.assertEqual(terminal.quit(), 0)

    def test_q_goes_back_first_and_then_quits(self):
        terminal = start()
        terminal.press(ENTER, "Identity")
        terminal.press(b"q", lambda text: "Identity" not in text)
        self.assertEqual(terminal.quit(), 0)

    def test_chinese_columns_line_up(self):
        terminal = start(columns=160, lines=24)
        lines = [line for line in terminal.screen.display if re.search(r"\d{10,}", line)]
        self.assertTrue(any("室" in line for line in lines))
        terminal.quit()


class Sizes(unittest.TestCase):
    def test_resize_and_too_small_and_back(self):
        terminal = start()
        for columns, lines in ((120, 36), (200, 60), (80, 24), (60, 20)):
            terminal.resize(columns, lines)
            terminal.wait("METER")
            self.assertEqual(len(terminal.display()), lines)
        for columns, lines in ((20, 5), (10, 2), (3, 1), (1, 1)):
            terminal.resize(columns, lines)
            terminal.wait(lambda text: text.strip(), "a word")
        terminal.resize(30, 8)
        terminal.wait(lambda text: re.search(r"\d+ ?x ?\d+", text), "the size that it needs")
        terminal.resize(80, 24)
        terminal.wait(lambda text: "METER" in text and "Enter detail" in text)
        terminal.resize(20, 5)
        self.assertEqual(terminal.quit(), 0, "quitting works in any size")

    def test_a_storm_of_sizes(self):
        terminal = start()
        for turn in range(40):
            terminal.screen.resize(10 + turn % 30, 40 + turn * 3 % 120)
            fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 10 + turn % 30, 40 + turn * 3 % 120, 0, 0))
        terminal.resize(80, 24)
        terminal.press(b"\x0c", lambda text: "METER" in text and "Enter detail" in text)
        self.assertEqual(terminal.quit(), 0)

    def test_repaint_key_repairs_the_screen(self):
        terminal = start()
        before = terminal.display()
        terminal.stream.feed(b"\x1b[2J\x1b[Hrubbish of another program")
        terminal.press(b"\x0c", lambda text: text == "\n".join(before), "the screen as before")
        terminal.quit()


class Terminals(unittest.TestCase):
    def test_terminals(self):
        for term in ("xterm-256color", "tmux-256color", "vt100", "xterm", "screen", "linux"):
            with self.subTest(term=term):
                terminal = start(TERM=term)
                terminal.send(b"\x1bOB" if term == "vt100" else DOWN)
                terminal.press(b"4", "[4 Alarms]")
                self.assertEqual(terminal.quit() if term not in ("vt100", "linux") else plain_end(terminal), 0)

    def test_an_unknown_terminal_is_said(self):
        terminal = start(TERM="no-such-terminal")
        self.assertIn("no-such-terminal", terminal.wait("no-such-terminal"))
        self.assertEqual(terminal.quit(), 0)

    def test_dumb_and_none_are_a_sentence(self):
        terminal = Console(PLACE, TERM="dumb")
        status = terminal.status()
        self.assertNotEqual(status, 0)
        self.assertIn(b"TERM", terminal.raw)
        self.assertNotIn(b"\x1b", terminal.raw)
        done = PLACE.run()
        self.assertNotEqual(done.status, 0)
        self.assertIn("terminal", done.err)
        self.assertNotIn("\x1b", done.out + done.err)

    def test_locale_without_utf8(self):
        for environment in ({"LANG": "C"}, {"LANG": "POSIX", "TERM": "vt100"}):
            with self.subTest(environment=environment):
                terminal = start(columns=120, lines=36, **environment)
                terminal.press(ENTER, "Identity")
                terminal.press(b"q", "METER")
                self.assertTrue(all(byte < 0x80 for byte in terminal.raw))
                self.assertEqual(plain_end(terminal), 0)

    def test_no_color(self):
        terminal = start(columns=120, lines=36, NO_COLOR="1")
        for key in b"13456782":
            terminal.send(bytes([key]))
        self.assertIsNone(COLOUR.search(terminal.raw))
        terminal.quit()

    def test_colour_otherwise(self):
        for theme in ("dark", "light", "high-contrast", "colour-blind", "mono"):
            terminal = start("--theme", theme, columns=120, lines=36)
            found = COLOUR.search(terminal.raw)
            self.assertEqual(found is None, theme == "mono", theme)
            terminal.quit()


def plain_end(terminal):
    os.write(terminal.fd, b"q")
    return terminal.status()


class Signals(unittest.TestCase):
    def test_term_and_hangup_give_the_terminal_back(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with self.subTest(signal=number):
                terminal = start()
                os.kill(terminal.pid, number)
                self.assertEqual(terminal.status(), 0)
                self.assertIn(b"\x1b[?1049l", terminal.raw)

    def test_stop_and_continue(self):
        terminal = start()
        shown = terminal.display()
        os.kill(terminal.pid, signal.SIGTSTP)
        _, status = os.waitpid(terminal.pid, os.WUNTRACED)
        self.assertTrue(os.WIFSTOPPED(status))
        terminal.read()
        self.assertIn(b"\x1b[?1049l", terminal.raw)
        self.assertEqual(termios.tcgetattr(terminal.fd)[3], terminal.before[3], "echo and line mode are back")
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait(lambda text: "METER" in text and shown[3].split()[2] in text, "the list again")
        self.assertEqual(terminal.quit(), 0)

    def test_the_terminal_goes_away(self):
        terminal = start()
        os.close(terminal.fd)
        harness.wait_for(lambda: os.waitpid(terminal.pid, os.WNOHANG)[0], "the console to end with its terminal")


class Silence(unittest.TestCase):
    def test_idle_is_0_bytes_and_no_wake_up(self):
        terminal = start(columns=120, lines=36)
        terminal.read(10)
        deadline = time.monotonic() + PATIENCE
        while True:  # the clock's minute may fall into a look; two in a row it cannot
            before = switches(terminal.pid)
            got = b""
            end = time.monotonic() + 3
            while time.monotonic() < end:
                if select.select([terminal.fd], [], [], max(0, end - time.monotonic()))[0]:
                    got += os.read(terminal.fd, 65536)
            after = switches(terminal.pid)
            if not got and after == before:
                break
            self.assertLess(time.monotonic(), deadline, f"{len(got)} bytes {got[:80]!r}, {after - before} wake-ups in 3 s")
        terminal.quit()


def switches(pid):
    """Voluntary context switches of the thread that draws."""
    with open(f"/proc/{pid}/task/{pid}/status", encoding="ascii") as stream:
        return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", stream.read(), re.M).group(1))


class Hostile(unittest.TestCase):
    def test_nothing_but_terminfo_on_the_wire(self):
        place = console.quiet_place(60, fault="escape")
        self.addCleanup(place.remove)
        for columns, lines in ((80, 24), (160, 48)):
            terminal = Console(place, columns=columns, lines=lines).start("METER")
            for key in (b"1", b"3", b"4", b"5", b"6", b"7", b"8", b"2", ENTER, b"\x1b[F", b"q", b"h", b"2"):
                terminal.send(key)
                terminal.send(ENTER if key in (b"4", b"5", b"7", b"8") else DOWN)
                terminal.send(b"\x1b[6~")
            for _ in range(60):
                terminal.send(DOWN)
            raw = terminal.raw
            rest = SEQUENCE.sub(b"", raw)
            self.assertNotIn(b"\x1b", rest, rest[max(rest.find(b"\x1b") - 20, 0):rest.find(b"\x1b") + 40])
            self.assertNotRegex(rest, rb"[\x00-\x07\x0b\x0c\x10-\x1a\x1c-\x1f\x7f]")
            text = rest.decode("utf-8")
            found = re.search("[\x80-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", text)
            self.assertIsNone(found, found and repr(found.group()))
            terminal.quit(b"q" if terminal.press(b"2", "METER") else b"")

    def test_keys_that_nobody_sends(self):
        terminal = start()
        terminal.send(b"\x1b[99;99X\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;c\x1bP1$r0m\x1b\\\x80\xff\x1b[200~q q q\x1b[201~")
        terminal.wait("METER")
        self.assertEqual(terminal.quit(), 0)


if __name__ == "__main__":
    harness.main()
