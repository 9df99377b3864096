#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check-config, file modes, wrong usage, --help and --version."""
import os
import unittest

import harness
from harness import Place

GOOD = """[console]
theme = light
time_zone = Asia/Shanghai

[profile "estate"]
driver = jrhsz
url = http://127.0.0.1:9
username = operator
password = not-to-be-shown
poll_seconds = 60
"""
COMMANDS = ("demo", "simulate", "check-config", "trust", "login", "sync", "read", "meters", "readings", "alarms", "events",
            "commands", "prices", "messages", "platforms", "doctor")


class Config(unittest.TestCase):
    def place(self, text):
        place = Place(text)
        self.addCleanup(place.remove)
        return place

    def check(self, text):
        place = self.place(text)
        return place, place.run("check-config")

    def test_a_good_one(self):
        _, done = self.check(GOOD)
        self.assertEqual(done.status, 0, str(done))

    def test_every_mistake_is_named_with_its_line_and_the_nearest_word(self):
        mistakes = (
            ("[consol]", "console"),
            ("[console]\nthme = dark", "theme"),
            ("[console]\nreadonly = perhaps", "readonly"),
            ("[console]\ntime_zone = Asia/Shangai", "time_zone"),
            ("[receiver]\nbnd = 127.0.0.1:8480", "bind"),
            ('[profile "x"]\ndriver = jrhs', "jrhsz"),
            (GOOD + "usrname = x", "username"),
            (GOOD + "poll_second = 5", "poll_seconds"),
            (GOOD + "timeout_seconds = soon", "timeout_seconds"),
            ("just words", None),
        )
        for text, word in mistakes:
            with self.subTest(text=text[-40:]):
                place, done = self.check(text + "\n")
                self.assertEqual(done.status, 78, str(done))
                line = len(text.splitlines())
                if "driver" not in text.splitlines()[-1]:
                    self.assertIn(f"{place.config}:{line}: ", done.err)
                if word:
                    self.assertIn(word, done.err)
                self.assertNotIn("not-to-be-shown", done.err + done.out)

    def test_all_mistakes_at_once(self):
        place, done = self.check("[console]\nthme = dark\n[profile \"a\"]\ndriver = jrhsz\nurl = http://h\nusrname = x\n"
                                 "[recever]\nbind = 1\n")
        self.assertEqual(done.status, 78)
        for line in (2, 6, 7):
            self.assertIn(f"{place.config}:{line}: ", done.err)
        self.assertIn("password", done.err, "what the profile needs and does not say")

    def test_wrong_key_and_theme(self):
        for text in ("[keys]\nmeters.valv = v\n", "[console]\ntheme = darkish\n"):
            with self.subTest(text=text):
                _, done = self.check(text)
                self.assertEqual(done.status, 78, str(done))

    def test_readable_by_others_with_a_secret_is_refused(self):
        place = self.place(GOOD)
        place.config.chmod(0o644)
        for command in (("check-config",), ("sync", "--once"), ("meters",)):
            done = place.run(*command)
            self.assertEqual(done.status, 78, str(done))
            self.assertIn(f"chmod 600 {place.config}", done.err)

    def test_readable_by_others_without_a_secret_is_fine(self):
        place = self.place(GOOD.replace("password = not-to-be-shown", "password_command = echo not-to-be-shown"))
        place.config.chmod(0o644)
        self.assertEqual(place.run("check-config").status, 0)

    def test_secrets_from_files_and_commands(self):
        place = self.place(GOOD)
        secret = place.root / "secret"
        secret.write_text("not-to-be-shown\nsecond line\n")
        secret.chmod(0o600)
        place.configure(GOOD.replace("password = not-to-be-shown", f"password_file = {secret}"))
        self.assertEqual(place.run("check-config").status, 0)
        secret.chmod(0o644)
        done = place.run("check-config")
        self.assertEqual(done.status, 78)
        self.assertIn(f"chmod 600 {secret}", done.err)
        place.configure(GOOD.replace("password = not-to-be-shown", "password_command = false"))
        self.assertEqual(place.run("check-config").status, 78)

    def test_none_at_all(self):
        place = self.place(GOOD)
        place.config.unlink()
        done = place.run("check-config")
        self.assertEqual(done.status, 78, str(done))
        self.assertIn(str(place.config), done.err)

    def test_found_where_the_environment_says(self):
        place = self.place("[consol]\n")
        home = place.root / "xdg" / "meterdeck"
        home.mkdir(parents=True)
        os.rename(place.config, home / "meterdeck.conf")
        for more, path in ((dict(XDG_CONFIG_HOME=str(place.root / "xdg")), home / "meterdeck.conf"),
                           (dict(METERDECK_CONFIG=str(home / "meterdeck.conf")), home / "meterdeck.conf")):
            done = harness.subprocess.run([harness.program(), "check-config"], capture_output=True, text=True,
                                          env=harness.environment(**more), timeout=harness.PATIENCE)
            self.assertEqual(done.returncode, 78)
            self.assertIn(f"{path}:1: ", done.stderr)


class Usage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place(GOOD)
        cls.addClassCleanup(cls.place.remove)

    def test_wrong_usage_is_2_and_names_the_nearest_word(self):
        for arguments, word in ((("metres",), "meters"), (("--colour",), "--colour"), (("meters", "--jsn"), "json"),
                                (("meters", "--limit", "many"), "limit"), (("meters", "--limit", "-1"), "limit"),
                                (("meters", "--limit", "0"), "limit"),
                                (("meters", "extra"), "extra"), (("readings",), "meter"), (("read", "estate"), "meter"),
                                (("sync", "--history", "-5"), "history"), (("simulate", "--port-base", "70000"), "port-base"),
                                (("meters", "--json", "--csv"), "json"), (("demo", "--meters", "0"), "meters"),
                                (("login",), "profile"), (("trust",), "profile"), (("--size", "80x24"), "script")):
            with self.subTest(arguments=arguments):
                done = self.place.run(*arguments)
                self.assertEqual(done.status, 2, str(done))
                self.assertIn(word, done.err)
                self.assertEqual(done.out, "", "messages go to stderr")

    def test_an_unknown_profile_names_the_nearest(self):
        for arguments in (("sync", "--once", "--profile", "estat"), ("read", "estat", "1"), ("login", "estat")):
            done = self.place.run(*arguments)
            self.assertEqual(done.status, 2, str(done))
            self.assertIn("estate", done.err)

    def test_help_everywhere(self):
        top = self.place.run("--help")
        self.assertEqual(top.status, 0)
        for command in COMMANDS:
            with self.subTest(command=command):
                self.assertIn(f" {command} ", top.out)
                done = self.place.run(command, "--help")
                self.assertEqual(done.status, 0, str(done))
                self.assertIn(f"usage: meterdeck {command}", done.out)
                self.assertEqual(done.err, "")
        self.assertEqual(self.place.run("meters", "import", "--help").status, 0)

    def test_version_everywhere(self):
        text = self.place.run("--version").out
        self.assertRegex(text, r"^meterdeck \d+\.\d+\.\d+\n$")
        for command in COMMANDS:
            with self.subTest(command=command):
                done = self.place.run(command, "--version")
                self.assertEqual((done.status, done.out), (0, text), str(done))

    def test_help_needs_no_configuration(self):
        place = Place("[broken\n")
        self.addCleanup(place.remove)
        self.assertEqual(place.run("--help").status, 0)
        self.assertEqual(place.run("meters", "--help").status, 0)

    def test_lists_work_without_a_configuration(self):
        empty = harness.Place("")
        self.addCleanup(empty.remove)
        done = harness.subprocess.run([harness.program(), "--data-dir", str(empty.data), "meters", "--json"],
                                      capture_output=True, text=True, env=harness.environment(), timeout=harness.PATIENCE)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_a_data_directory_that_cannot_be_used_is_74(self):
        done = harness.subprocess.run([harness.program(), "--data-dir", "/proc/nothing", "meters"], capture_output=True,
                                      text=True, env=harness.environment(), timeout=harness.PATIENCE)
        self.assertEqual(done.returncode, 74, done.stderr)


if __name__ == "__main__":
    harness.main()
