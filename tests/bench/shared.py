# SPDX-License-Identifier: MIT
"""What the benchmarks of the console share: the big cache, and the console on a pseudo terminal over it.

METERDECK_BENCH_FULL=1 takes 1,000,000 meters and 5,000,000 readings instead of a fifth of that.
"""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))

FULL = os.environ.get("METERDECK_BENCH_FULL") == "1"
METERS, READINGS = (1000000, 5000000) if FULL else (200000, 1000000)
BUILD = pathlib.Path(sys.argv[1]).resolve()
PROGRAM = BUILD / "cli" / "meterdeck"
BENCH = BUILD / "tests" / "bench"


def big_cache():
    """Made once a build directory, then used by every benchmark that comes."""
    directory = BENCH / f"cache-{METERS}-{READINGS}"
    maker = BENCH / "make_cache"
    done = directory / "done"
    if not done.exists() or done.stat().st_mtime < maker.stat().st_mtime:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(mode=0o700)
        subprocess.run([maker, directory / "data", str(METERS), str(READINGS)], check=True)
        (directory / "meterdeck.conf").write_text("[console]\ntheme = dark\n")
        done.touch()
    return directory


def console_argv(directory):
    return [str(PROGRAM), "--config", str(directory / "meterdeck.conf"), "--data-dir", str(directory / "data")]


def say(name, value, bar=None, detail=""):
    limit = f" (bar {bar})" if bar is not None else ""
    print(f"{name}: {value}{limit}{' ' + detail if detail else ''}", flush=True)


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
