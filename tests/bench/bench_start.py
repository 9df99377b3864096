#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""First paint of the console over a big cache, against a bare program that reads and paints 50 rows of it."""
import os
import sqlite3
import time

from shared import BENCH, METERS, big_cache, console_argv, median, say
from terminal import Terminal

RUNS = 41
ROW = 15  # both show so many at 80x24


def first_paint(argv, last_row):
    """Milliseconds until the rows are on the wire, in a terminal of its own."""
    began = time.perf_counter()
    terminal = Terminal(argv)
    got = b""
    while last_row not in got:
        got += os.read(terminal.fd, 65536)
    took = (time.perf_counter() - began) * 1000
    terminal.end()
    return took


def main():
    directory = big_cache()
    bare = [str(BENCH / "bare_start"), str(directory / "data" / "cache.db")]
    with sqlite3.connect(f"file:{directory / 'data' / 'cache.db'}?mode=ro", uri=True) as database:
        [[last]] = database.execute("SELECT meter_no FROM meter ORDER BY name_key, id LIMIT 1 OFFSET ?", [ROW - 1])
    own, least = [], []
    for run in range(RUNS + 3):
        ours, theirs = (first_paint(argv, last.encode()) for argv in (console_argv(directory), bare))
        if run >= 3:
            own.append(ours)
            least.append(theirs)
    say(f"first paint over {METERS:,} meters, console / bare program", f"{median(own) / median(least):.2f}", 1.5,
        f"[{median(own):.1f} ms, {median(least):.1f} ms, median of {RUNS}]")


main()
