# SPDX-License-Identifier: MIT
"""What the integration tests share: the program, the simulator's side of the world, a place to work in.

A test is started as `test_x.py PROGRAM`; nothing here sleeps for a fixed time, everything waits for a condition.
"""
import decimal
import json
import os
import pathlib
import random
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

PATIENCE = 120.0  # seconds: far beyond what anything takes, so that only a real hang ends here
PORT_NAMES = ("dlms", "goldcard", "jrhsz", "iotgas-data", "iotgas-control")
PROFILES = {"town-sts": "dlms", "north-gas": "goldcard", "estate": "jrhsz", "city-gas": "iotgas"}
SECRETS = ("rain-on-the-roof", "4c1d90aa7be24f5fb6f20c81d53e6a17", "7be1c3d28f6a4b07a5d1e90c44f2b386")
# What must never reach a terminal or a pipe from a platform: C0 but newline, DEL, C1, bidi controls, zero widths.
UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

RECORD_KEYS = {
    "meters": "profile meter_no medium device_id type address customer_code customer_name valve online last_seen"
              " reading reading_at",
    "readings": "profile meter_no taken_at received_at source values",
    "alarms": "id profile meter_no raised_at code priority text state origin",
    "events": "id profile meter_no at code text",
    "commands": "id profile meter_no kind fields state effect vendor_id vendor_state vendor_text created_at updated_at by"
                " reason token",
    "prices": "profile code version type steps cycle_months valid_from",
}
EXTRA_KEYS = {"alarms": "count last_at", "readings": "image_url image_status"}


def program():
    return os.path.abspath(sys.argv[1])


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)


def wait_for(condition, what):
    """The condition's first true value; a condition says no by returning something false."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        select.select([], [], [], 0.02)
    raise AssertionError(f"in vain waited for {what}")


def environment(**more):
    """No configuration, no locale and no terminal of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if key.endswith("SAN_OPTIONS") or key == "PATH"}
    kept.update({"LANG": "C.UTF-8", "TZ": "Asia/Shanghai", "HOME": "/nonexistent"})
    kept.update(more)
    return kept


def five_free_ports():
    """Below the range that the kernel gives out by itself."""
    for _ in range(200):
        base = random.randrange(20000, 32000)
        sockets = []
        try:
            for offset in range(5):
                sockets.append(socket.socket())
                sockets[-1].bind(("127.0.0.1", base + offset))
            return base
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
    raise AssertionError("no five free ports in a row")


class Simulator:
    """`meterdeck simulate` in a process of its own."""

    def __init__(self, meters=60, seed=1, *arguments):
        for _ in range(20):
            self.base = five_free_ports()
            self.process = subprocess.Popen(
                [program(), "simulate", "--port-base", str(self.base), "--meters", str(meters), "--seed", str(seed),
                 *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
            lines = []
            for line in self.process.stdout:
                lines.append(line.decode())
                if lines[-1] == "ready\n":
                    break
            if lines and lines[-1] == "ready\n":
                self.configuration = "".join(lines[:-1])
                return
            self.stop()  # somebody took one of the ports meanwhile
        raise AssertionError("the simulator did not say `ready`")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.communicate(timeout=PATIENCE)
        except ValueError:
            self.process.wait(PATIENCE)
        return self.process.returncode

    def fetch(self, path, **query):
        url = f"http://127.0.0.1:{self.base}/_simulator/{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query)
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.read()

    def look(self, path, **query):
        return json.loads(self.fetch(path, **query))

    def fault(self, port, fault, endpoint="*", count="always", **more):
        self.look("fault", port=port, endpoint=endpoint, fault=fault, count=count, **more)

    def counts(self):
        return self.look("world/counts")

    def counters(self, port, endpoint):
        return next(row for row in self.look("counters")[port] if row["name"] == endpoint)

    def meter(self, platform, number, at=None):
        query = {"platform": platform, "number": number}
        if at:
            query["at"] = at
        return self.look("world/meter", **query)

    def numbers(self, platform):
        return [self.look("world/meter", platform=platform, index=index)["meter_no"]
                for index in range(self.counts()[platform])]


class Result:
    def __init__(self, argv, status, stdout, stderr):
        self.argv, self.status, self.out, self.err = argv, status, stdout, stderr

    def rows(self):
        return [json.loads(line, parse_float=decimal.Decimal) for line in self.out.splitlines()]

    def __str__(self):
        return f"{' '.join(self.argv)}: exit {self.status}\n--- stdout\n{self.out[-3000:]}\n--- stderr\n{self.err[-3000:]}"


class Place:
    """A directory with a configuration (0600) and a data directory, and the program run in it."""

    def __init__(self, configuration):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="meterdeck-test-"))
        self.data = self.root / "data"
        self.config = self.root / "meterdeck.conf"
        self.configure(configuration)

    def configure(self, text):
        self.config.write_text(text, encoding="utf-8")
        self.config.chmod(0o600)

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)

    def argv(self, *arguments):
        return [program(), "--config", str(self.config), "--data-dir", str(self.data), *map(str, arguments)]

    def run(self, *arguments, stdin=None, **more):
        done = subprocess.run(self.argv(*arguments), input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL,
                              capture_output=True, env=environment(**more), timeout=PATIENCE)
        return Result(list(map(str, arguments)), done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments, **more):
        return subprocess.Popen(self.argv(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=environment(**more))


class Case(unittest.TestCase):
    """One simulator and one place a class; `meters` and `seed` say which world."""

    meters, seed, simulator_arguments = 60, 1, ()
    synced = True

    @classmethod
    def setUpClass(cls):
        cls.simulator = Simulator(cls.meters, cls.seed, *cls.simulator_arguments)
        cls.addClassCleanup(cls.simulator.stop)
        cls.place = Place(cls.configuration())
        cls.addClassCleanup(cls.place.remove)
        if cls.synced:
            cls.import_roster()
            done = cls.place.run("sync", "--once")
            assert done.status == 77, f"a sync of a fresh world wants a captcha of town-sts and nothing else: {done}"

    @classmethod
    def configuration(cls):
        return cls.simulator.configuration

    @classmethod
    def import_roster(cls):
        roster = cls.place.root / "roster.csv"
        roster.write_bytes(cls.simulator.fetch("world/meters.csv"))
        done = cls.place.run("meters", "import", roster, "--profile", "town-sts")
        assert done.status == 0, str(done)

    def good(self, *arguments, **more):
        done = self.place.run(*arguments, **more)
        self.assertEqual(done.status, 0, str(done))
        return done

    def rows(self, *arguments):
        return self.good(*arguments, "--json").rows()

    def check_clean(self, done):
        for name, text in (("stdout", done.out), ("stderr", done.err)):
            found = UNWANTED.search(text)
            self.assertIsNone(found, f"{name} of {done.argv} has {found and found.group()!r}")

    def check_keys(self, kind, row):
        wanted = set(RECORD_KEYS[kind].split())
        self.assertLessEqual(wanted, set(row), f"keys missing in {kind}: {wanted - set(row)}")
        self.assertLessEqual(set(row) - wanted, set(EXTRA_KEYS.get(kind, "").split()), f"keys too many in {kind}")


def cut(text, like):
    """The world's thousandths as a platform prints them: cut off at the digits of `like`."""
    places = len(str(like).partition(".")[2])
    return decimal.Decimal(text).quantize(decimal.Decimal(1).scaleb(-places), decimal.ROUND_DOWN)
