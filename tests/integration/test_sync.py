#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A full pass over the four platforms, and that what is listed afterwards is the simulator's world."""
import datetime
import decimal
import unittest

import harness
from harness import PROFILES, Case, cut

CHINA = datetime.timezone(datetime.timedelta(hours=8))
RFC3339 = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$"
KINDS = {"north-gas": ("daily",), "estate": ("history", "consumption", "daily", "tou", "camera"),
         "city-gas": ("history", "frozen")}


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class World(Case):
    meters = 100

    def test_as_many_meters_as_the_world_has(self):
        rows, counts = self.rows("meters"), self.simulator.counts()
        for profile, platform in PROFILES.items():
            found = [row["meter_no"] for row in rows if row["profile"] == profile]
            self.assertEqual(sorted(found), sorted(self.simulator.numbers(platform)), f"meters of {profile}")
        self.assertEqual(len(rows), sum(counts[platform] for platform in PROFILES.values()))

    def test_meters_say_what_the_world_says(self):
        for row in self.rows("meters"):
            truth = self.simulator.meter(PROFILES[row["profile"]], row["meter_no"])
            with self.subTest(profile=row["profile"], meter=row["meter_no"]):
                self.check_keys("meters", row)
                self.assertIn(row["medium"], ("electricity", "gas", "water"))
                for key in ("customer_code", "customer_name"):
                    self.assertEqual(row[key], truth[key], key)
                self.assertTrue(row["address"])
                if row["profile"] == "town-sts":
                    self.assertEqual([row["valve"], row["online"], row["reading"]], [None, None, None])
                    continue
                # Only iotgas can say that a valve was forced; the others then say that it is closed.
                forced = truth["valve"] == "forced" and row["profile"] != "city-gas"
                self.assertEqual(row["valve"], "closed" if forced else truth["valve"])
                self.assertIsInstance(row["reading"], str)
                self.assertRegex(row["reading_at"], RFC3339)
                then = self.simulator.meter(PROFILES[row["profile"]], row["meter_no"], row["reading_at"])
                self.assertEqual(decimal.Decimal(row["reading"]), cut(then["register"], row["reading"]))

    def test_online_where_the_platform_says_it(self):
        said = 0
        for row in self.rows("meters", "--profile", "estate"):
            truth = self.simulator.meter("jrhsz", row["meter_no"])
            if row["online"] is not None:
                said += 1
                self.assertEqual(row["online"], truth["online"], row["meter_no"])
        self.assertGreater(said, 0)

    def test_readings_of_a_meter(self):
        for profile, platform in PROFILES.items():
            for number in self.simulator.numbers(platform)[:6]:
                rows = self.rows("readings", number, "--profile", profile)
                with self.subTest(profile=profile, meter=number):
                    if profile == "town-sts":
                        self.assertEqual(rows, [])
                        continue
                    self.assertGreaterEqual(len(rows), 1)
                    for row in rows:
                        self.check_keys("readings", row)
                        self.assertEqual((row["profile"], row["meter_no"]), (profile, number))
                        self.assertRegex(row["taken_at"], RFC3339)
                        self.assertRegex(row["received_at"], RFC3339)
                        for quantity, value in row["values"].items():
                            self.assertIsInstance(value, str, quantity)
                            decimal.Decimal(value)

    def test_read_asks_now(self):
        for profile, platform in PROFILES.items():
            number = self.simulator.numbers(platform)[0]
            done = self.place.run("read", profile, number, "--json")
            with self.subTest(profile=profile):
                if profile == "town-sts":
                    self.assertEqual(done.status, 1, "dlms has no readings")
                    continue
                self.assertEqual(done.status, 0, str(done))
                [row] = done.rows()
                self.check_keys("readings", row)
                then = self.simulator.meter(platform, number, row["taken_at"])
                self.assertEqual(decimal.Decimal(row["values"]["total"]), cut(then["register"], row["values"]["total"]))

    def test_read_of_an_unknown_meter_says_so(self):
        done = self.place.run("read", "city-gas", "86697199999999")
        self.assertEqual(done.status, 1, str(done))
        self.assertRegex(done.err, "not know|no meter|no reading")

    def test_alarms_events_commands(self):
        alarms = self.rows("alarms")
        truth = self.simulator.look("world/alarms")
        numbers = {row["id"]: row for row in truth}
        self.assertEqual({row["meter_no"] for row in alarms} - {row["meter_no"] for row in truth}, set())
        folded = sum(row["count"] for row in alarms)
        self.assertLessEqual(folded, len(truth))
        self.assertGreater(folded, len(truth) - 30, "alarms that the world had when the pass began are missing")
        for row in alarms:
            self.check_keys("alarms", row)
            self.assertIn(row["origin"], ("vendor", "push", "derived"))
        events, happened = self.rows("events"), self.simulator.look("world/events")
        wanted = {(row["meter_no"], moment(row["at"]), row["text"]) for row in happened}
        found = {(row["meter_no"], moment(row["at"]), row["text"]) for row in events}
        self.assertEqual(found - wanted, set())
        self.assertGreater(len(found), len(wanted) - 40)
        for row in events:
            self.check_keys("events", row)
        commands, sent = self.rows("commands"), self.simulator.look("world/commands")
        self.assertEqual({row["vendor_id"] for row in commands}, {str(row["id"]) for row in sent})
        for row in commands:
            self.check_keys("commands", row)
            for key, value in row["fields"].items():
                self.assertIsInstance(value, (str, bool, type(None)), f"{key}: decimals are strings")
        self.assertTrue(any("." in str(value) for row in commands for value in row["fields"].values()))
        self.assertTrue(numbers)

    def test_prices(self):
        rows = self.rows("prices")
        self.assertGreater(len(rows), 0)
        for row in rows:
            self.check_keys("prices", row)

    def test_a_second_pass_changes_nothing_that_stands(self):
        before = {(row["profile"], row["meter_no"]): row for row in self.rows("meters")}
        self.place.run("sync", "--once")
        for row in self.rows("meters"):
            old = before.pop((row["profile"], row["meter_no"]))
            for key in ("medium", "device_id", "type", "address", "customer_code", "customer_name", "valve"):
                self.assertEqual(row[key], old[key], f"{key} of {row['meter_no']}")
        self.assertEqual(before, {})


class Once(Case):
    synced = False

    def test_a_line_a_profile_and_the_exit_status(self):
        done = self.place.run("sync", "--once", "--json")
        self.assertEqual(done.status, 77, str(done))
        self.assertEqual([row["profile"] for row in done.rows()], list(PROFILES))
        for profile in ("north-gas", "estate", "city-gas"):
            only = self.good("sync", "--once", "--profile", profile, "--json")
            self.assertEqual([row["profile"] for row in only.rows()], [profile])
        self.assertEqual(self.place.run("sync", "--once", "--profile", "town-sts").status, 77)

    def test_table_and_json_speak_of_the_same(self):
        done = self.good("sync", "--once", "--profile", "estate")
        self.assertIn("estate", done.out)
        self.assertNotIn("{", done.out)

    def test_history_covers_every_meter_and_kind(self):
        done = self.place.run("sync", "--once", "--history", "10", "--json")
        self.assertEqual(done.status, 77, str(done))
        first = datetime.datetime.now(CHINA) - datetime.timedelta(days=10)
        begin = first.strftime("%Y-%m-%dT00:00:00+08:00")  # ten whole days and today
        for profile, platform in list(PROFILES.items())[1:]:
            for number in self.simulator.numbers(platform):
                kept = self.simulator.look("world/readings", platform=platform, number=number, begin=begin)
                rows = self.rows("readings", number, "--profile", profile)
                with self.subTest(profile=profile, meter=number):
                    for source in KINDS[profile]:
                        self.check_history(source, kept, [row for row in rows if row["source"] == source])

    def check_history(self, source, kept, rows):
        """The kinds that the world keeps at these moments agree with them; of the others each whole day is there."""
        wanted, found = {moment(row["at"]) for row in kept}, {moment(row["taken_at"]) for row in rows}
        if source in ("history", "consumption"):
            self.assertEqual(wanted - found, set(), source)
            self.assertEqual(len(found), len(rows), f"{source} twice")
            return
        days = {at.astimezone(CHINA).date() for at in found}
        today = datetime.datetime.now(CHINA).date()
        whole = {at.astimezone(CHINA).date() for at in wanted} - {today}
        if not (source in ("tou", "camera") and not rows):  # only some meters have these
            self.assertEqual(whole - days, set(), source)

    def test_history_agrees_with_the_world(self):
        self.place.run("sync", "--once", "--history", "10", "--profile", "estate")
        compared = 0
        for number in self.simulator.numbers("jrhsz")[:8]:
            for row in self.rows("readings", number, "--profile", "estate"):
                if row["source"] == "history" and "total" in row["values"]:
                    then = self.simulator.meter("jrhsz", number, row["taken_at"])
                    self.assertEqual(decimal.Decimal(row["values"]["total"]),
                                     cut(then["register"], row["values"]["total"]), row)
                    compared += 1
        self.assertGreater(compared, 50)

    def test_the_rate_limit_holds_over_processes(self):
        for _ in range(2):
            self.good("sync", "--once", "--profile", "estate")
        self.assertEqual(sum(row["too_fast"] for row in self.simulator.look("counters")["jrhsz"]), 0)


class Unreachable(Case):
    synced = False

    def test_69_with_a_line_a_profile(self):
        self.simulator.stop()
        done = self.place.run("sync", "--once", "--json")
        self.assertEqual(done.status, 69, str(done))
        self.assertEqual([row["profile"] for row in done.rows()], list(PROFILES))
        self.assertTrue(all(row["message"] for row in done.rows()), done.out)
        self.assertEqual(self.place.run("read", "estate", "202000000001").status, 69)

    def test_one_unreachable_platform_does_not_hold_up_the_others(self):
        simulator = harness.Simulator(40)
        self.addCleanup(simulator.stop)
        dead = harness.five_free_ports()
        place = harness.Place(simulator.configuration.replace(f":{simulator.base + 2}", f":{dead}"))
        self.addCleanup(place.remove)
        done = place.run("sync", "--once", "--json")
        self.assertEqual(done.status, 69, str(done))
        results = {row["profile"]: row["result"] for row in done.rows()}
        self.assertEqual((results["north-gas"], results["city-gas"]), ("ok", "ok"))
        self.assertNotEqual(results["estate"], "ok")
        self.assertEqual(len(place.run("meters", "--json", "--profile", "north-gas").rows()), simulator.counts()["goldcard"])


class Afterwards(Case):
    def test_lists_work_with_the_simulator_stopped(self):
        lists = [("meters",), ("alarms",), ("events",), ("commands",), ("prices",), ("messages",),
                 ("readings", self.simulator.numbers("jrhsz")[0]), ("readings", self.simulator.numbers("iotgas")[0])]
        before = [self.good(*arguments, "--json").out for arguments in lists]
        self.simulator.stop()
        for arguments, text in zip(lists, before):
            self.assertEqual(self.good(*arguments, "--json").out, text, arguments)
            self.assertTrue(text, f"{arguments} is empty")


if __name__ == "__main__":
    harness.main()
