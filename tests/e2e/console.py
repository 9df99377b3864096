# SPDX-License-Identifier: MIT
"""The console on a pseudo terminal, over a world that was fetched before or that lives."""
import os
import pathlib
import signal
import sys
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import harness  # noqa: E402
from terminal import PATIENCE, Terminal  # noqa: E402

ESCAPE, ENTER, TAB = b"\x1b", b"\r", b"\t"


class Console(Terminal):
    """`meterdeck ARGUMENTS` in a place (None: wherever the program wants)."""

    def __init__(self, place, *arguments, columns=80, lines=24, **environment):
        argv = place.argv(*arguments) if place else [harness.program(), *arguments]
        super().__init__(argv, columns, lines, HOME="/nonexistent", TZ="Asia/Shanghai", **environment)
        self.before = termios.tcgetattr(self.fd)

    def footer(self):
        return [line for line in self.display() if line][-1]

    def status(self):
        """How it ended; everything that it wrote until then is read."""
        deadline = time.monotonic() + PATIENCE
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.read(1)
            if pid:
                break
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                raise AssertionError("it does not end; on the screen:\n" + self.text())
        after = termios.tcgetattr(self.fd)
        os.close(self.fd)
        assert after == self.before, "the terminal is not as it was"
        return os.waitstatus_to_exitcode(status)

    def quit(self, keys=b"q"):
        os.write(self.fd, keys)
        status = self.status()
        assert b"\x1b[?1049l" in self.raw, "the screen before is not back"
        assert b"\x1b[?2004h" not in self.raw or b"\x1b[?2004l" in self.raw, "bracketed paste is still on"
        return status


def quiet_place(meters=80, fault=None):
    """A data directory with a world in it, and a configuration that asks nobody."""
    simulator = harness.Simulator(meters)
    place = harness.Place(simulator.configuration)
    try:
        roster = place.root / "roster.csv"
        roster.write_bytes(simulator.fetch("world/meters.csv"))
        assert place.run("meters", "import", roster, "--profile", "town-sts").status == 0
        for port in harness.PORT_NAMES if fault else ():
            simulator.fault(port, fault)
        done = place.run("sync", "--once", "--history", "7")
        assert done.status == 77 or fault, str(done)
    finally:
        simulator.stop()
    place.configure("[console]\ntheme = dark\n")
    return place
