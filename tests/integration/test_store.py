#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What lies on the disk: a full one, a damaged or deleted cache, modes, a pass that is broken off."""
import os
import resource
import signal
import stat
import subprocess

import harness
from harness import Case

SMALL = 48 * 1024  # bytes that a file may have: the cache of the test's world needs more


def small_files():
    """As a full disk looks to the one who writes, without mounting anything."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))


class Store(Case):
    synced = False

    def full(self, *arguments):
        done = subprocess.run(self.place.argv(*arguments), stdin=subprocess.DEVNULL, capture_output=True,
                              env=harness.environment(), timeout=harness.PATIENCE, preexec_fn=small_files)
        return harness.Result(list(arguments), done.returncode, done.stdout.decode(), done.stderr.decode())

    def test_a_disk_without_room_ends_a_pass_with_74(self):
        self.place = harness.Place(self.simulator.configuration)
        self.addCleanup(self.place.remove)
        done = self.full("sync", "--once", "--history", "30", "--profile", "north-gas", "--json")
        self.assertEqual(done.status, 74, str(done))
        self.assertTrue(all(row["result"] != "ok" for row in done.rows()), str(done))
        self.assertEqual(self.full("read", "north-gas", self.simulator.numbers("goldcard")[0]).status, 74)
        self.assertEqual(self.place.run("sync", "--once", "--profile", "north-gas").status, 0, "there is room again")

    def test_a_damaged_or_deleted_cache_is_fetched_again(self):
        self.import_roster()
        self.place.run("sync", "--once")
        before = sorted(row["meter_no"] for row in self.rows("meters"))
        cache = self.place.data / "cache.db"
        for pages in ((0, 3), (6, 40), None):
            if pages:
                with open(cache, "r+b") as file:
                    file.seek(pages[0] * 4096)
                    file.write(bytes(pages[1] * 4096))
                self.assertIn(self.place.run("meters").status, (0, 74))
            else:
                for path in self.place.data.glob("cache.db*"):
                    path.unlink()
                self.assertEqual(self.rows("meters"), [])
            self.assertEqual(self.place.run("sync", "--once").status, 77)
            self.assertEqual(sorted(row["meter_no"] for row in self.rows("meters")), before, pages)

    def test_nobody_else_can_read_what_is_kept(self):
        self.place.run("sync", "--once", "--profile", "city-gas")
        self.assertEqual(stat.S_IMODE(self.place.data.stat().st_mode), 0o700)
        for path in self.place.data.iterdir():
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)

    def test_a_directory_made_beforehand(self):
        place = harness.Place(self.simulator.configuration)
        self.addCleanup(place.remove)
        place.data.mkdir()
        place.data.chmod(0o755)
        self.assertEqual(place.run("meters").status, 0)
        self.assertEqual(stat.S_IMODE(place.data.stat().st_mode), 0o700)
        (place.data / "something").touch()
        place.data.chmod(0o750)
        done = place.run("meters")
        self.assertEqual(done.status, 74, str(done))
        self.assertIn("chmod 700", done.err)

    def test_a_pass_that_is_broken_off_did_not_go_well(self):
        place = harness.Place(self.simulator.configuration)
        self.addCleanup(place.remove)
        self.simulator.fault("goldcard", "silence")
        self.addCleanup(self.simulator.fault, "goldcard", "none")
        process = place.start("sync", "--once", "--profile", "north-gas")
        harness.wait_for((place.data / "cache.db").exists, "the engine's start")
        os.kill(process.pid, signal.SIGTERM)
        out, err = process.communicate(timeout=harness.PATIENCE)
        self.assertEqual(process.returncode, 1, (out, err))
        self.assertRegex(out.decode(), "^north-gas +cancelled ")


if __name__ == "__main__":
    harness.main()
