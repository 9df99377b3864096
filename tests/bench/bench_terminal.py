#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a key costs on the wire at 120x40, against the least that ncurses can do with the same rows.

Usage: bench_terminal.py BUILD_DIRECTORY. The measuring is the e2e test's.
"""
import os
import pathlib
import subprocess
import sys

build = pathlib.Path(sys.argv[1]).resolve() / "tests" / "e2e"
test = pathlib.Path(__file__).resolve().parent.parent / "e2e" / "terminal_test.py"
# Debian's own interpreter is the one that has pyte.
python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
sys.exit(subprocess.call([python, test, build / "table_demo", build / "minimal_table", "Costs"],
                         stderr=subprocess.DEVNULL))
