# SPDX-License-Identifier: MIT
"""A program on a real pseudo terminal, its output fed to a screen emulator and counted."""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

import pyte

DOWN, UP, PAGE_DOWN, PAGE_UP = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[5~"
QUIET = 0.03  # seconds between two looks at whether the program waits for a key
BLOCKING_CALLS = {"0", "7", "23", "63", "73", "270", "271"}  # read, poll, select, ppoll, pselect6 here and on arm64
PATIENCE = float(os.environ.get("PATIENCE", "60"))


class Terminal:
    """A program on a pty, its output fed to a screen emulator and counted."""

    def __init__(self, argv, columns=80, lines=24, **environment):
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        env.update({key: value for key, value in os.environ.items() if key.endswith("SAN_OPTIONS")})
        env.update(environment)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execve(argv[0], argv, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def waits(self):
        """Is the program blocked in a call that waits for input?"""
        try:
            with open(f"/proc/{self.pid}/syscall", encoding="ascii") as stream:
                return stream.read().split()[0] in BLOCKING_CALLS
        except (OSError, IndexError):
            return True

    def read(self, looks=2):
        """Everything until the program waits for a key and no more comes; returns the bytes."""
        got, deadline, quiet = b"", time.monotonic() + PATIENCE, 0
        while quiet < looks and time.monotonic() < deadline:
            ready, _, _ = select.select([self.fd], [], [], QUIET)
            if not ready:
                quiet = quiet + 1 if self.waits() else 0
                continue
            quiet = 0
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:
                break
            if not chunk:
                break
            got += chunk
        self.raw += got
        self.stream.feed(got)
        return got

    def start(self, text="METER"):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and text not in self.text():
            self.read()
        return self

    def text(self):
        return "\n".join(self.display())

    def wait(self, condition, what=None):
        """Reads on until the condition (a text on the screen, or a function) holds; says what was there if it never does."""
        deadline = time.monotonic() + PATIENCE
        while True:
            text = self.text()
            if condition(text) if callable(condition) else condition in text:
                return text
            if time.monotonic() > deadline:
                raise AssertionError(f"in vain waited for {what or condition!r} on the screen:\n{text}")
            self.read(1)

    def press(self, keys, condition, what=None):
        os.write(self.fd, keys)
        return self.wait(condition, what)

    def send(self, keys):
        os.write(self.fd, keys)
        return self.read()

    def resize(self, columns, lines):
        self.screen.resize(lines, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)
        return self.read()

    def display(self):
        # pyte keeps "" in the cell behind a wide character, so joining gives the text as it reads.
        return ["".join(self.screen.buffer[y][x].data for x in range(self.screen.columns)).rstrip()
                for y in range(self.screen.lines)]

    def end(self, keys=b"q"):
        """Quits and returns the exit status."""
        try:
            if keys:
                os.write(self.fd, keys)
            self.read()
        except OSError:
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)
