#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Several processes on one data directory: one engine, the others go through it, and the next takes over."""
import json
import os
import signal

import harness
from harness import Case, wait_for


class Sharing(Case):
    synced = False

    @classmethod
    def configuration(cls):
        return cls.simulator.configuration.replace("driver = ", "poll_seconds = 3600\ndriver = ")

    def setUp(self):
        self.running = []
        self.addCleanup(self.stop_all)

    def stop_all(self):
        for process in self.running:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=harness.PATIENCE)

    def start(self):
        process = self.place.start("sync")
        self.running.append(process)
        return process

    def leader(self):
        try:
            text = (self.place.data / "engine.lock").read_text(encoding="utf-8").split()
        except OSError:
            return 0
        return int(text[0]) if text and text[0].isdigit() else 0

    def wait_for_pass(self):
        wait_for(lambda: len(self.rows("meters")) >= 50, "the first pass of the engine")

    def stops_with_0(self, process):
        process.terminate()
        _, err = process.communicate(timeout=harness.PATIENCE)
        self.assertEqual(process.returncode, 0, err.decode())

    def test_a_second_process_goes_through_the_first(self):
        first = self.start()
        self.wait_for_pass()
        number = self.simulator.numbers("iotgas")[0]
        before = self.simulator.counters("iotgas-control", "Login")["requests"]
        [row] = self.rows("read", "city-gas", number)
        self.assertEqual(row["meter_no"], number)
        done = self.place.run("sync", "--once", "--profile", "city-gas", "--json")
        self.assertEqual(done.status, 0, str(done))
        self.assertEqual(self.simulator.counters("iotgas-control", "Login")["requests"], before,
                         "the second process asked the platform with a session of its own")
        self.assertIsNone(first.poll())
        self.assertEqual(self.leader(), first.pid)
        self.stops_with_0(first)

    def test_another_takes_over_when_the_first_is_killed(self):
        first = self.start()
        self.wait_for_pass()
        wait_for(lambda: self.leader() == first.pid, "the first to lead")
        second = self.start()
        third = self.start()
        first.send_signal(signal.SIGKILL)
        first.wait(harness.PATIENCE)
        wait_for(lambda: self.leader() in (second.pid, third.pid), "another to take over")
        number = self.simulator.numbers("goldcard")[0]
        wait_for(lambda: self.place.run("read", "north-gas", number, "--json").status == 0, "the next to answer")
        self.assertEqual(len(self.rows("meters", "--profile", "estate")), self.simulator.counts()["jrhsz"])
        last = third if self.leader() == second.pid else second
        self.stops_with_0(second if last is third else third)
        wait_for(lambda: self.leader() == last.pid, "the last to take over")
        self.stops_with_0(last)

    def test_killed_at_any_moment_the_store_is_whole(self):
        for _ in range(6):
            process = self.place.start("sync", "--once", "--history", "5")
            limit = self.simulator.counters("goldcard", "1014")["requests"] + 3
            wait_for(lambda: process.poll() is not None or self.simulator.counters("goldcard", "1014")["requests"] >= limit
                     or self.leader() == process.pid, "the pass to begin")
            process.kill()
            process.communicate(timeout=harness.PATIENCE)
        done = self.place.run("sync", "--once", "--profile", "north-gas")
        self.assertEqual(done.status, 0, str(done))
        self.assertEqual(len(self.rows("meters", "--profile", "north-gas")), self.simulator.counts()["goldcard"])
        self.assertEqual([path.name for path in self.place.data.glob("*corrupt*")], [])

    def test_a_damaged_cache_is_set_aside(self):
        self.place.run("sync", "--once", "--profile", "north-gas")
        cache = self.place.data / "cache.db"
        size = cache.stat().st_size
        with open(cache, "r+b") as stream:
            stream.write(b"\xa5" * (size // 2))
        self.place.run("sync", "--once", "--profile", "north-gas")
        self.assertEqual(len(self.rows("meters", "--profile", "north-gas")), self.simulator.counts()["goldcard"])
        aside = list(self.place.data.glob("cache.db.corrupt-*"))
        self.assertTrue(aside)
        self.assertTrue([row for row in self.rows("messages") if "set aside" in row["text"] or "rebuilt" in row["text"]])
        for path in aside:
            path.unlink()

    def test_history_asked_of_the_engine_that_runs(self):
        first = self.start()
        self.wait_for_pass()
        before = len(self.rows("readings", self.simulator.numbers("goldcard")[-1], "--filter", "source:daily"))
        self.good("sync", "--once", "--profile", "north-gas", "--history", "55")
        self.assertGreaterEqual(len(self.rows("readings", self.simulator.numbers("goldcard")[-1], "--filter",
                                              "source:daily")), max(before, 54))
        self.stops_with_0(first)

    def test_read_right_after_the_engine_was_killed(self):
        for _ in range(3):
            first = self.start()
            self.wait_for_pass()
            first.kill()
            self.good("read", "city-gas", self.simulator.numbers("iotgas")[0])
            first.communicate(timeout=harness.PATIENCE)

    def test_lists_beside_a_running_engine(self):
        first = self.start()
        self.wait_for_pass()
        processes = [self.place.start(name, "--json") for name in ("meters", "events", "commands", "alarms") * 2]
        for process in processes:
            out, err = process.communicate(timeout=harness.PATIENCE)
            self.assertEqual(process.returncode, 0, err.decode())
            for line in out.splitlines():
                json.loads(line)
        self.stops_with_0(first)


class Secrets(Case):
    def test_no_secret_anywhere_but_in_the_configuration(self):
        number = self.simulator.numbers("jrhsz")[0]
        texts = []
        for arguments in (("sync", "--once", "--history", "3", "--json"), ("sync", "--once"), ("read", "estate", number),
                          ("doctor",), ("login", "estate"), ("platforms", "--json"), ("messages", "--json"), ("check-config",)):
            done = self.place.run(*arguments)
            texts.append((str(arguments), (done.out + done.err).encode()))
        for port in harness.PORT_NAMES:
            self.simulator.fault(port, "html")
        for arguments in (("sync", "--once"), ("read", "city-gas", self.simulator.numbers("iotgas")[0])):
            done = self.place.run(*arguments)
            texts.append((str(arguments) + " with faults", (done.out + done.err).encode()))
        for directory, _, names in os.walk(self.place.data):
            for name in names:
                path = os.path.join(directory, name)
                self.assertEqual(os.stat(path).st_mode & 0o077, 0, f"{path} is open to others")
                with open(path, "rb") as stream:
                    texts.append((path, stream.read()))
        for what, text in texts:
            for secret in harness.SECRETS:
                self.assertNotIn(secret.encode(), text, f"a secret in {what}")
            self.assertNotRegex(text, rb"(?i)bearer [0-9a-z]|x-token|eyJ[A-Za-z0-9]", f"a token in {what}")

    def test_no_secret_in_the_command_line_or_environment(self):
        process = self.place.start("sync")
        self.addCleanup(process.communicate)
        self.addCleanup(process.terminate)
        for name in ("cmdline", "environ"):
            with open(f"/proc/{process.pid}/{name}", "rb") as stream:
                text = stream.read()
            for secret in harness.SECRETS:
                self.assertNotIn(secret.encode(), text)


if __name__ == "__main__":
    harness.main()
