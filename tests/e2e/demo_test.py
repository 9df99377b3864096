#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`meterdeck demo` on a real pseudo terminal: four platforms fill the panes, and what lives moves."""
import os
import re
import tempfile
import time
import unittest

from console import ENTER, ESCAPE, Console, harness

def demo(columns, lines, *arguments):
    return Console(None, "demo", *arguments, columns=columns, lines=lines)


class Demo(unittest.TestCase):
    def test_the_panes_fill_with_meters_of_four_platforms(self):
        for columns, lines in ((80, 24), (120, 36)):
            with self.subTest(size=(columns, lines)):
                began = time.monotonic()
                terminal = demo(columns, lines)
                terminal.wait(lambda text: re.search(r"\b200\b", text), "200 meters")
                took = time.monotonic() - began
                for text in ("0128000000017", "202000000001", "202400000001", "866971000000"):
                    terminal.press(b"/" + text.encode(), lambda shown: re.search(rf"\b\d+ of 200", shown) and
                                   text in "\n".join(shown.splitlines()[2:]), f"a meter {text}")
                    terminal.press(ENTER, text)
                    terminal.press(ESCAPE, lambda shown: "of 200" not in shown)
                self.assertEqual(terminal.quit(), 0)
                print(f"{columns}x{lines}: the list was full after {took:.1f} s")

    def test_alarms_commands_and_platforms_come(self):
        terminal = demo(120, 36)
        terminal.wait(lambda text: "unack" in text and "valve." in text, "alarms and commands in their panes")
        terminal.press(b"6", lambda text: all(name in text for name in harness.PROFILES), "the four platforms")
        terminal.press(b"4", "unack")
        terminal.press(ENTER, lambda text: "city-gas" in text)
        terminal.press(b"q", "[4 Alarms")
        terminal.press(b"5", "[5 Commands")
        terminal.press(b"1", "[1 Overview]")
        self.assertEqual(terminal.quit(), 0)

    def test_something_moves_without_a_key(self):
        terminal = demo(160, 48)
        terminal.wait(lambda text: re.search(r"\b200\b", text), "200 meters")
        terminal.read(10)
        before = terminal.text()
        terminal.wait(lambda text: text != before, "a reading, an alarm or an age that moves")
        self.assertEqual(terminal.quit(), 0)

    def test_the_captcha_is_shown(self):
        terminal = demo(120, 40)
        terminal.wait(lambda text: re.search(r"\b200\b", text), "200 meters")
        terminal.press(b"6", "[6 Platforms]")
        terminal.press(b"L", lambda text: re.search("[\u2800-\u28ff\u2580-\u259f]{8}", text), "the picture in cells")
        terminal.press(ESCAPE, lambda text: not re.search("[\u2801-\u28ff]{8}", text))
        self.assertEqual(terminal.quit(), 0)

    def test_a_meters_reading_is_asked_for(self):
        terminal = demo(120, 36)
        terminal.wait(lambda text: re.search(r"\b200\b", text), "200 meters")
        terminal.press(b"/866971\r", "of 200")
        terminal.press(b"r", lambda text: "reading" in text.lower())
        self.assertEqual(terminal.quit(), 0)

    def test_nothing_is_left_behind(self):
        with tempfile.TemporaryDirectory() as directory:
            terminal = Console(None, "demo", TMPDIR=directory)
            terminal.wait(lambda text: re.search(r"\b200\b", text), "200 meters")
            self.assertEqual(len(os.listdir(directory)), 1)
            self.assertEqual(terminal.quit(), 0)
            self.assertEqual(os.listdir(directory), [])


if __name__ == "__main__":
    harness.main()
