#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Resident memory of the console over a big cache, before and after the search index is built."""
import re

from shared import METERS, big_cache, console_argv, say
from terminal import DOWN, PAGE_DOWN, Terminal


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as stream:
        text = stream.read()
    return int(re.search(r"^VmRSS:\s+(\d+)", text, re.M).group(1)) / 1024, int(re.search(r"^RssAnon:\s+(\d+)", text, re.M).group(1)) / 1024


def main():
    terminal = Terminal(console_argv(big_cache()), columns=120, lines=40).start("METER")
    for keys in (DOWN, PAGE_DOWN, PAGE_DOWN, b"\x1b[F", b"\x1b[H"):
        terminal.send(keys)
    terminal.read(30)
    whole, own = resident(terminal.pid)
    say(f"resident with {METERS:,} meters, MB", f"{whole:.1f}", 48, f"[{own:.1f} MB of it its own]")
    # Nobody has this name: when the list says so, the index has all meters.
    terminal.send(b"/zzzz")
    terminal.wait(lambda text: re.search(r"\b0 of \d", text) or "No meter" in text or "othing" in text, "the end of the search")
    terminal.read(30)
    searching, own = resident(terminal.pid)
    say("resident with the search index, MB", f"{searching:.1f}", None, f"[the index costs {searching - whole:.1f} MB]")
    terminal.send(b"\x1b")
    terminal.end()


main()
