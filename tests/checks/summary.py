#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Adds up a meson test log: one line `N passed, N failed`.

A cmocka program counts as many tests as it ran; a script counts as one.
"""
import json
import re
import sys


def counts(entry):
    text = entry.get("stdout", "") + entry.get("stderr", "")
    passed = sum(int(n) for n in re.findall(r"^\[  PASSED  \] (\d+) test", text, re.M))
    failed = sum(int(n) for n in re.findall(r"^\[  FAILED  \] .*?(\d+) test", text, re.M))
    if entry["result"] in ("OK", "EXPECTEDFAIL"):
        return max(passed, 1), failed
    if entry["result"] == "SKIP":
        return 0, 0
    return passed, max(failed, 1)


def main():
    passed = failed = 0
    with open(sys.argv[1], encoding="utf-8") as log:
        for line in log:
            entry = json.loads(line)
            good, bad = counts(entry)
            passed += good
            failed += bad
    print(f"{passed} passed, {failed} failed")


if __name__ == "__main__":
    main()
