#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Platforms that answer nonsense: refused or shown sanitised, counted, in the message log, and nothing else lost."""
import harness
from harness import PROFILES, Case

# What an answer may be instead of an answer: the pass of that platform fails, and says so.
SPOILT = ("html", "500", "404", "reset", "reset-middle", "truncated", "length-long", "length-short", "empty", "bad-json",
          "huge")
LISTS = {"north-gas": ("goldcard", "1013"), "estate": ("jrhsz", "meterList"), "city-gas": ("iotgas-data", "GetRealList2")}


class Faults(Case):
    def setUp(self):
        for port in harness.PORT_NAMES:
            self.simulator.fault(port, "none")

    def known(self):
        return {(row["profile"], row["meter_no"]): row["customer_name"] for row in self.rows("meters")}

    def messages(self, profile):
        return self.rows("messages", "--profile", profile)

    def check_everything_is_clean(self):
        for name in ("meters", "alarms", "events", "commands", "prices", "messages", "platforms"):
            for form in (["--json"], ["--csv"], []):
                done = self.good(name, *form)
                done.out = done.out.replace("\r\n", "\n")
                self.check_clean(done)

    def test_a_spoilt_list_fails_its_platform_and_loses_nothing(self):
        before = self.known()
        for begin in range(0, len(SPOILT), len(LISTS)):
            faults = dict(zip(LISTS, SPOILT[begin:begin + len(LISTS)]))
            last = {profile: max([row["id"] for row in self.messages(profile)], default=0) for profile in faults}
            for profile, fault in faults.items():
                port, endpoint = LISTS[profile]
                self.simulator.fault(port, fault, endpoint)
            done = self.place.run("sync", "--once", "--json")
            self.assertEqual(done.status, 69, str(done))
            self.check_clean(done)
            for row in done.rows():
                if row["profile"] in faults:
                    with self.subTest(**row, fault=faults[row["profile"]]):
                        self.assertTrue(row["message"])
                        self.assertNotEqual(row["result"], "ok")
                        self.assertTrue([line for line in self.messages(row["profile"]) if line["id"] > last[row["profile"]]],
                                        "nothing about it in the message log")
            self.assertEqual(self.known(), before, faults)
            self.setUp()
            self.place.run("sync", "--once")  # online again: only a change of state is worth a message

    def test_the_other_platforms_go_on(self):
        self.simulator.fault("jrhsz", "html")
        self.simulator.fault("goldcard", "bad-json")
        done = self.place.run("sync", "--once", "--json")
        self.assertEqual(done.status, 69, str(done))
        results = {row["profile"]: row["result"] for row in done.rows()}
        self.assertEqual(results["city-gas"], "ok")
        self.assertNotIn("ok", (results["estate"], results["north-gas"]))
        self.setUp()
        done = self.place.run("sync", "--once", "--json")
        self.assertEqual(done.status, 77, str(done))
        self.assertEqual({row["profile"]: row["result"] for row in done.rows()},
                         {"town-sts": "captcha", "north-gas": "ok", "estate": "ok", "city-gas": "ok"})

    def test_a_fault_that_passes_is_tried_again(self):
        for fault in ("reset", "500"):
            with self.subTest(fault=fault):
                self.simulator.fault("iotgas-data", fault, "GetRealList2", count=1)
                self.good("sync", "--once", "--profile", "city-gas")

    def test_escape_sequences_in_names(self):
        for port in harness.PORT_NAMES[1:]:
            self.simulator.fault(port, "escape")
        done = self.place.run("sync", "--once", "--json", "--history", "1")
        self.check_clean(done)
        self.check_everything_is_clean()
        for profile, platform in list(PROFILES.items())[1:]:
            number = self.simulator.numbers(platform)[0]
            done = self.place.run("read", profile, number)
            self.check_clean(done)
            self.check_clean(self.place.run("readings", number, "--profile", profile))
        self.assertEqual(set(self.known()) & set(self.known()), set(self.known()))

    def test_gbk_bytes(self):
        self.place.run("sync", "--once")
        before = self.known()
        for port in ("goldcard", "jrhsz", "iotgas-data"):
            self.simulator.fault(port, "gbk")
        done = self.place.run("sync", "--once", "--json")
        self.check_clean(done)
        self.check_everything_is_clean()
        self.assertEqual(set(self.known()), set(before))
        self.setUp()
        self.place.run("sync", "--once", "--json")
        self.assertEqual(self.known(), before, "names are whole again after the next good pass")

    def test_a_value_of_a_wrong_type_costs_only_its_record(self):
        for profile, (port, endpoint) in LISTS.items():
            with self.subTest(profile=profile):
                before = len(self.messages(profile))
                self.simulator.fault(port, "wrong-type", "readMeter" if port == "jrhsz" else endpoint)
                self.good("sync", "--once", "--profile", profile)
                self.assertEqual(len(self.rows("meters", "--profile", profile)), self.simulator.counts()[PROFILES[profile]])
                self.assertGreater(len(self.messages(profile)), before, "nothing about it in the message log")

    def test_compressed_though_nobody_asked(self):
        self.simulator.fault("iotgas-data", "gzip")
        self.place.run("sync", "--once", "--profile", "city-gas")
        self.check_everything_is_clean()
        self.assertEqual(len(self.rows("meters", "--profile", "city-gas")), self.simulator.counts()["iotgas"])

    def test_an_expired_session_logs_in_again(self):
        self.simulator.fault("jrhsz", "expired", "meterList", count=1)
        before = self.simulator.counters("jrhsz", "login")["answered"]
        self.good("sync", "--once", "--profile", "estate")
        self.assertGreaterEqual(self.simulator.counters("jrhsz", "login")["answered"] - before, 2)

    def test_too_fast_is_waited_for(self):
        self.simulator.fault("jrhsz", "too-fast", "meterList", count=1)
        self.good("sync", "--once", "--profile", "estate")

    def test_read_says_what_went_wrong(self):
        number = self.simulator.numbers("iotgas")[0]
        self.simulator.fault("iotgas-data", "html")
        done = self.place.run("read", "city-gas", number)
        self.assertNotEqual(done.status, 0)
        self.assertTrue(done.err.startswith("meterdeck: "), str(done))
        self.assertEqual(done.out, "")


if __name__ == "__main__":
    harness.main()
