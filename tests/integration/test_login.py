#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Logins: a captcha read by a program, by a person, by nobody; a wrong password; trust."""
import pathlib
import sys

import harness
from harness import Case

SCRIPT = pathlib.Path(__file__).resolve().parent / "captcha.py"


class Login(Case):
    synced = False

    def with_command(self, command, text=None):
        text = text or self.simulator.configuration
        place = harness.Place(text.replace("driver = dlms\n", f"driver = dlms\ncaptcha_command = {command}\n"))
        self.addCleanup(place.remove)
        return place

    def reader(self, log=""):
        return f"{sys.executable} {SCRIPT} http://127.0.0.1:{self.simulator.base} {log}"

    def test_a_program_reads_the_picture(self):
        log = self.place.root / "captcha.log"
        place = self.with_command(self.reader(log))
        done = place.run("login", "town-sts")
        self.assertEqual(done.status, 0, str(done))
        picture, identity = log.read_bytes().split(b"\n")[0].split(b" ", 1)
        self.assertIn(picture, (b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xdb", b"GIF8"), "a real picture came on stdin")
        self.assertTrue(identity)
        done = place.run("sync", "--once", "--json")
        self.assertEqual(done.status, 0, str(done))
        self.assertEqual({row["result"] for row in done.rows()}, {"ok"})

    def test_a_program_that_reads_wrong(self):
        for command in ("echo 0000", "true", "false", "echo; echo 1234", "exec /nonexistent"):
            with self.subTest(command=command):
                done = self.with_command(command).run("sync", "--once", "--profile", "town-sts")
                self.assertEqual(done.status, 77, str(done))

    def test_nobody_reads_it(self):
        done = self.place.run("login", "town-sts")
        self.assertEqual(done.status, 77, str(done))
        self.assertIn("captcha_command", done.err)

    def test_platforms_without_a_picture(self):
        for profile in ("estate", "city-gas"):
            self.assertEqual(self.place.run("login", profile).status, 0)

    def test_a_wrong_password(self):
        place = harness.Place(self.simulator.configuration.replace("rain-on-the-roof", "sun-on-the-roof"))
        self.addCleanup(place.remove)
        for profile in ("estate", "city-gas"):
            done = place.run("login", profile)
            self.assertIn(done.status, (1, 77), str(done))
            self.assertNotIn("sun-on-the-roof", done.out + done.err)
        done = place.run("sync", "--once", "--json")
        self.assertIn(done.status, (69, 77), str(done))
        self.assertNotIn("sun-on-the-roof", done.out + done.err)

    def test_trust_needs_https(self):
        done = self.place.run("trust", "estate")
        self.assertNotEqual(done.status, 0, str(done))
        self.assertIn("http", done.err)

    def test_doctor(self):
        done = self.place.run("doctor")
        for word in ("locale", "configuration", "data directory", "ledger", "cache", "estate", "city-gas", "north-gas"):
            self.assertIn(word, done.out)
        self.assertNotIn("FAULT", done.out)
        self.assertEqual(done.status, 0, str(done))
        self.assertIn("locale", self.place.run("doctor", "--offline", LANG="C").out)

    def test_doctor_finds_a_platform_that_is_gone(self):
        simulator = harness.Simulator(20)
        place = harness.Place(simulator.configuration)
        self.addCleanup(place.remove)
        simulator.stop()
        done = place.run("doctor")
        self.assertEqual(done.status, 69, str(done))
        self.assertIn("FAULT", done.out)


if __name__ == "__main__":
    harness.main()
