#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Scripts instead of a terminal: --script FILE --size WxH, keys, commands, screenshots, and what goes wrong."""
import re
import unittest

import console
import harness

PLACE = None


def setUpModule():
    global PLACE
    PLACE = console.quiet_place()


def tearDownModule():
    PLACE.remove()


def without_ages(text):
    return re.sub(r"\b(?:now|ago)\b|[\d\s]+[smhd]?", "", text)


class Scripts(unittest.TestCase):
    def script(self, text, size="80x24"):
        path = PLACE.root / "script"
        path.write_text(text, encoding="utf-8")
        return PLACE.run("--script", path, "--size", size)

    def shot(self, text, size="80x24"):
        done = self.script(text + "\nwait idle\nscreenshot\n", size)
        self.assertEqual(done.status, 0, str(done))
        lines = done.out.split("\n")
        self.assertEqual(len(lines) - 1, int(size.split("x")[1]), "a line a row")
        self.assertNotIn("\x1b", done.out)
        return done.out

    def test_the_first_screen(self):
        for size in ("80x24", "160x48"):
            text = self.shot("wait idle", size)
            self.assertIn("METER", text)
            self.assertEqual("┌ Alarms" in text, size == "160x48")

    def test_every_page(self):
        for size in ("80x24", "160x48"):
            for number, page in enumerate(("overview", "meters", "readings", "alarms", "commands", "platforms", "events",
                                           "messages"), 1):
                by_key, by_command = self.shot(f"key {number}", size), self.shot(f"command view.show {page}", size)
                self.assertEqual(without_ages(by_key), without_ages(by_command), page)

    def test_filter_detail_and_back(self):
        number = PLACE.run("meters", "--json", "--profile", "estate").rows()[1]["meter_no"]
        text = self.shot(f"key /\ntext {number}\nkey Enter\nkey Enter")
        self.assertIn("Identity", text)
        self.assertIn(number, text)
        back = self.shot(f"key /\ntext {number}\nkey Enter\nkey Enter\nkey Escape")
        self.assertIn("1 of 80", back)

    def test_screenshot_into_a_file_and_comments(self):
        shot = PLACE.root / "shot.txt"
        done = self.script(f"# a comment\n\nwait idle\nscreenshot {shot}\nkey q\nkey x\n")
        self.assertEqual((done.status, done.out), (0, ""), str(done))
        self.assertIn("METER", shot.read_text(encoding="utf-8"))

    def test_ascii_only(self):
        done = PLACE.run("--ascii", "--script", self.file("wait idle\nscreenshot\n"), "--size", "120x36")
        self.assertTrue(done.out.isascii(), done.out)

    def file(self, text):
        path = PLACE.root / "script"
        path.write_text(text, encoding="utf-8")
        return path

    def test_mistakes_name_file_and_line(self):
        for text, word in (("ky Down\n", "key"), ("key Dwon\n", "Dwon"), ("command view.shw meters\n", "view.show"),
                           ("wait long\n", "idle"), ("command view.show metres\n", "metres")):
            with self.subTest(text=text):
                done = self.script("# first\n" + text)
                self.assertNotEqual(done.status, 0, str(done))
                self.assertIn("script:2", done.err)
                self.assertIn(word, done.err)

    def test_sizes(self):
        for size in ("eighty", "0x0", "80", "80x", "5000x24"):
            self.assertEqual(self.script("screenshot\n", size).status, 2, size)
        for size in ("20x5", "1x1", "300x100"):
            self.shot("wait idle", size)


if __name__ == "__main__":
    harness.main()
