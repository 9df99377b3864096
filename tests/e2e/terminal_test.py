#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The toolkit on a real pseudo terminal: what it shows, and what that costs on the wire.

Usage: terminal_test.py TABLE_DEMO MINIMAL_TABLE
"""
import os
import signal
import sys
import tempfile
import termios
import time
import unittest

from terminal import DOWN, PAGE_DOWN, PAGE_UP, PATIENCE, UP, Terminal

DEMO, MINIMAL = sys.argv[1:3]


class Demo(Terminal):
    def __init__(self, *arguments, **kwargs):
        self.dump_path = tempfile.mktemp(prefix="meterdeck-canvas-")
        super().__init__([DEMO, self.dump_path, *arguments], **kwargs)

    def dump(self):
        """What the canvas holds, and the loop's counts."""
        os.write(self.fd, b"s")
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.read(1)
            if os.path.exists(self.dump_path):
                with open(self.dump_path, encoding="utf-8") as stream:
                    lines = stream.read().split("\n")
                if len(lines) > 2 and lines[-2].startswith("turns"):
                    os.unlink(self.dump_path)
                    words = lines[-2].split()
                    return lines[:-2], {"turns": int(words[1]), "paints": int(words[3])}
        raise AssertionError("no dump")


class Shows(unittest.TestCase):
    def check(self, terminal):
        canvas, _ = terminal.dump()
        self.assertEqual(canvas, terminal.display())

    def test_sizes(self):
        for columns, lines in ((80, 24), (120, 40), (41, 7), (12, 3), (1, 1)):
            with self.subTest(size=(columns, lines)):
                terminal = Demo(columns=columns, lines=lines).start("M" if columns > 2 else "")
                self.check(terminal)
                for keys in (DOWN * 3, PAGE_DOWN, PAGE_DOWN * 5, UP, PAGE_UP):
                    terminal.send(keys)
                    self.check(terminal)
                self.assertEqual(terminal.end(), 0)

    def test_chinese_columns_stand(self):
        terminal = Demo().start()
        self.assertIn("诸葛秀英", terminal.display()[2])
        self.assertEqual(terminal.end(), 0)

    def test_resize(self):
        terminal = Demo().start()
        for columns, lines in ((120, 40), (60, 10), (5, 2), (1, 1), (80, 24)):
            terminal.resize(columns, lines)
            self.check(terminal)
        self.assertEqual(terminal.end(), 0)

    def test_terminals(self):
        for term in ("xterm", "vt100", "vt220", "linux", "screen", "tmux-256color", "xterm-256color"):
            with self.subTest(term=term):
                terminal = Demo(TERM=term).start()
                terminal.send(b"\x1bOB\x1bOB" if term == "vt100" else DOWN * 2)
                terminal.send(DOWN)
                self.check(terminal)
                self.assertEqual(terminal.end(), 0)

    def test_unknown_terminal(self):
        terminal = Demo(TERM="no-such-terminal").start()
        self.check(terminal)
        self.assertEqual(terminal.end(), 0)

    def test_dumb_terminal_is_a_sentence(self):
        terminal = Demo(TERM="dumb")
        terminal.read()
        self.assertIn(b"subcommands", terminal.raw)
        self.assertEqual(terminal.end(b""), 74)

    def test_locale_without_utf8(self):
        for environment in ({"LANG": "C"}, {"LANG": "POSIX", "TERM": "vt100"}, {"LC_ALL": "en_US.ISO-8859-1"}):
            with self.subTest(environment=environment):
                terminal = Demo(**environment).start()
                terminal.send(DOWN)
                self.check(terminal)
                self.assertTrue(all(byte < 0x80 for byte in terminal.raw), terminal.raw)
                self.assertEqual(terminal.end(), 0)

    def test_ascii_asked_for(self):
        terminal = Demo("--ascii").start()
        self.check(terminal)
        self.assertTrue(all(byte < 0x80 for byte in terminal.raw))
        self.assertEqual(terminal.end(), 0)

    def test_no_color(self):
        terminal = Demo(NO_COLOR="1").start()
        self.assertNotIn(b"38;5", terminal.raw)
        self.assertEqual(terminal.end(), 0)

    def test_unknown_sequences_are_swallowed(self):
        terminal = Demo().start()
        before = terminal.display()
        terminal.send(b"\x1b[99;99X\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;c\x1bP1$r0m\x1b\\\x1b[200~q q q\x1b[201~\x80\xff")
        self.assertEqual(terminal.display(), before)
        self.check(terminal)
        self.assertEqual(terminal.end(), 0)

    def test_bug_restores_the_terminal(self):
        terminal = Demo().start()
        before = termios.tcgetattr(terminal.fd)
        os.write(terminal.fd, b"!")
        terminal.read()
        self.assertIn(b"\x1b[?1049l", terminal.raw)
        self.assertIn(b"\x1b[?2004l", terminal.raw)
        self.assertNotEqual(before[3] & termios.ECHO, termios.tcgetattr(terminal.fd)[3] & termios.ECHO)
        self.assertEqual(terminal.end(b""), -signal.SIGABRT)

    def test_stops_and_continues(self):
        terminal = Demo().start()
        os.write(terminal.fd, b"z")
        _, status = os.waitpid(terminal.pid, os.WUNTRACED)
        self.assertTrue(os.WIFSTOPPED(status))
        terminal.read()
        self.assertIn(b"\x1b[?1049l", terminal.raw)
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.read()
        self.check(terminal)
        terminal.send(DOWN)
        self.check(terminal)
        self.assertEqual(terminal.end(), 0)

    def test_hang_up_ends(self):
        terminal = Demo().start()
        os.close(terminal.fd)
        deadline = time.monotonic() + PATIENCE
        done = 0
        while time.monotonic() < deadline and not done:
            done, _ = os.waitpid(terminal.pid, os.WNOHANG)
        self.assertEqual(done, terminal.pid)


class Costs(unittest.TestCase):
    SIZE = {"columns": 120, "lines": 40}

    def measure(self, terminal, keys, count):
        total = sum(len(terminal.send(keys)) for _ in range(count))
        return total / count

    def test_cursor_down(self):
        demo, minimal = Demo(**self.SIZE).start(), Terminal([MINIMAL], **self.SIZE).start()
        own, least = self.measure(demo, DOWN, 15), self.measure(minimal, b"\x1bOB", 15)
        print(f"cursor down: {own:.0f} bytes (minimal program with a marker {least:.0f})")
        self.assertLessEqual(own, 100)
        demo.end(), minimal.end()

    def test_page_down(self):
        demo, minimal = Demo(**self.SIZE).start(), Terminal([MINIMAL], **self.SIZE).start()
        own, least = self.measure(demo, PAGE_DOWN, 6), self.measure(minimal, PAGE_DOWN, 6)
        print(f"page down: {own:.0f} bytes, minimal program {least:.0f}, ratio {own / least:.3f}")
        self.assertLessEqual(own, 1.05 * least)
        demo.end(), minimal.end()

    def test_scroll_by_one(self):
        demo = Demo(**self.SIZE).start()
        demo.send(DOWN * 38)
        own = self.measure(demo, DOWN, 10)
        print(f"cursor down at the bottom: {own:.0f} bytes")
        self.assertLessEqual(own, 300)
        demo.end()

    def test_burst_is_one_paint(self):
        demo = Demo(**self.SIZE).start()
        _, before = demo.dump()
        demo.send(DOWN * 30)
        _, after = demo.dump()
        self.assertEqual(after["paints"] - before["paints"], 1)
        demo.end()

    def test_idle_is_silent(self):
        demo = Demo(**self.SIZE).start()
        demo.read()
        _, before = demo.dump()
        self.assertEqual(demo.read(15), b"")
        _, after = demo.dump()
        self.assertEqual(after["turns"] - before["turns"], 1)  # the key that asked
        demo.end()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
