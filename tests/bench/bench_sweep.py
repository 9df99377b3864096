#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A full sweep of jrhsz with many pages: calls made against calls that one per 2 s allows, and calls too early."""
import os
import pathlib
import sys
import time

from shared import FULL, PROGRAM, say

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))
sys.argv = [sys.argv[0], str(PROGRAM)]
import harness  # noqa: E402

PAGES = 20 if FULL else 6
PAGE_ROWS = 1000
SHARE = 0.4  # of all meters are jrhsz's
INTERVAL = 2.0


def main():
    simulator = harness.Simulator(int(PAGES * PAGE_ROWS / SHARE))
    place = harness.Place(simulator.configuration)
    try:
        process = place.start("sync", "--once", "--profile", "estate")
        seen, times = 0, []
        while process.poll() is None:
            requests = simulator.counters("jrhsz", "meterList")["requests"]
            if requests > seen:
                seen = requests
                times.append(time.monotonic())
            os.sched_yield()
            process_wait(process)
        process.communicate()
        took = times[-1] - times[0]
        allowed = int(took / INTERVAL) + 1
        say(f"calls of a jrhsz sweep, made / allowed ({seen} in {took:.1f} s)", f"{(seen - 1) * INTERVAL / took:.4f}", 0.98,
            f"[{allowed} whole calls allowed]")
        counters = simulator.look("counters")["jrhsz"]
        say("calls that came too early", sum(row["too_fast"] for row in counters), 0,
            f"[least gap {simulator.counters('jrhsz', 'meterList')['least_gap_ms']} ms]")
        rows = len(place.run("meters", "--json", "--profile", "estate").out.splitlines())
        say("meters fetched / meters of the world", f"{rows / simulator.counts()['jrhsz']:.3f}", 1)
    finally:
        simulator.stop()
        place.remove()


def process_wait(process):
    """A look every 5 ms: a thousandth of what is measured."""
    try:
        process.wait(0.005)
    except harness.subprocess.TimeoutExpired:
        pass


main()
