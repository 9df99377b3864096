#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What keys cost on the wire at 120x40 in the console over a big cache, bursts, and what idling costs."""
import os
import re
import select
import time

from shared import BUILD, big_cache, console_argv, say
from terminal import DOWN, PAGE_DOWN, Terminal

SIZE = {"columns": 120, "lines": 40}
SETTLED = 25  # looks of 30 ms: longer than the cursor has to rest until the readings follow it


def console(directory, keys=b""):
    terminal = Terminal(console_argv(directory), **SIZE).start("METER")
    terminal.read(SETTLED)
    if keys:
        terminal.send(keys)
        terminal.read(SETTLED)
    return terminal


def cost(terminal, keys, count):
    """Bytes of the keys' own paints: what the cursor's rest brings comes later."""
    return sum(len(terminal.send(keys)) for _ in range(count)) / count


def paints_of_a_burst(terminal):
    """Each paint draws the bar at the cursor's row anew."""
    return terminal.send(DOWN * 30).count("▌".encode())


def wake_ups(pid):
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii") as stream:
            total += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", stream.read(), re.M).group(1))
    return total


def idle(terminal, seconds):
    before, got = wake_ups(terminal.pid), b""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([terminal.fd], [], [], max(0, end - time.monotonic()))[0]:
            got += os.read(terminal.fd, 65536)
    return len(got), wake_ups(terminal.pid) - before


def main():
    directory = big_cache()
    minimal = Terminal([str(BUILD / "tests" / "e2e" / "minimal_table")], **SIZE).start("METER")
    least = cost(minimal, PAGE_DOWN, 6)
    minimal.end()
    for name, keys in (("four panes", b""), ("zoomed", b"z")):
        terminal = console(directory, keys)
        say(f"cursor down, {name}, 120x40, bytes", f"{cost(terminal, DOWN, 12):.0f}", 100)
        if keys:
            terminal.read(SETTLED)
            own = cost(terminal, PAGE_DOWN, 6)
            say(f"page down, {name}, console / minimal program", f"{own / least:.2f}", 1.05, f"[{own:.0f} bytes, {least:.0f} bytes]")
        terminal.read(SETTLED)
        terminal.end()
    terminal = console(directory)
    say("30 keys in one burst, paints", paints_of_a_burst(terminal), 1)
    terminal.read(SETTLED)
    size, switches = min(idle(terminal, 5) for _ in range(2))
    say("idle for 5 s, bytes", size, 0)
    say("idle for 5 s, wake-ups of all threads", switches, 0)
    terminal.end()


main()
