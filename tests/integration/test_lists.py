#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What every list can do: --json, --csv, a table; --filter, --since, --until, --limit, --profile."""
import csv
import datetime
import io

import harness
from harness import EXTRA_KEYS, RECORD_KEYS, Case

LISTS = ("meters", "alarms", "events", "commands", "prices", "messages", "platforms")


def moment(text):
    return datetime.datetime.fromisoformat(text)


class Lists(Case):
    meters = 100

    def readings_of(self):
        return ("readings", self.simulator.numbers("jrhsz")[4])

    def csv_rows(self, *arguments):
        done = self.good(*arguments, "--csv")
        self.assertTrue(done.out.endswith("\r\n"), "RFC 4180: lines end with CR LF")
        self.assertNotRegex(done.out, r"[^\r]\n")
        return list(csv.reader(io.StringIO(done.out, newline=""), strict=True))

    def test_csv_is_rfc_4180_and_says_what_json_says(self):
        for arguments in [*((name,) for name in LISTS), self.readings_of()]:
            with self.subTest(list=arguments):
                rows, table = self.rows(*arguments), self.csv_rows(*arguments)
                header, body = table[0], table[1:]
                self.assertEqual(len(set(header)), len(header), "a column twice")
                if arguments[0] in RECORD_KEYS:
                    self.assertLessEqual(set(RECORD_KEYS[arguments[0]].split()), set(header))
                self.assertEqual(len(body), len(rows))
                self.assertEqual({len(line) for line in body}, {len(header)})
                for line, row in zip(body, rows):
                    cells = dict(zip(header, line))
                    for key, value in row.items():
                        if isinstance(value, str):
                            # A text that a spreadsheet would calculate has an apostrophe before it.
                            self.assertEqual(cells[key].removeprefix("'"), value.removeprefix("'"), key)
                        elif value is None:
                            self.assertEqual(cells[key], "", key)

    def test_csv_of_an_empty_list_has_a_header_or_nothing(self):
        table = list(csv.reader(io.StringIO(self.good("meters", "--csv", "--filter", "nobodyhasthis").out)))
        self.assertLessEqual(len(table), 1)

    def test_table_is_aligned_text(self):
        done = self.good("meters")
        lines = done.out.splitlines()
        self.assertEqual(len(lines), 101, "a title and a line a meter")
        self.assertIn("METER", lines[0])
        self.check_clean(done)

    def test_keys_of_every_record(self):
        for kind in RECORD_KEYS:
            arguments = self.readings_of() if kind == "readings" else (kind,)
            for row in self.rows(*arguments):
                self.check_keys(kind, row)
        self.assertTrue(EXTRA_KEYS)

    def test_filter_by_chinese_words(self):
        rows = self.rows("meters")
        chinese = [row for row in rows if not row["customer_name"].isascii()]
        name, address = chinese[0]["customer_name"], chinese[3]["address"]
        for word in (name[0], name[:2], name, address[:2], address[2:6]):
            found = {row["meter_no"] for row in self.rows("meters", "--filter", word)}
            wanted = {row["meter_no"] for row in rows
                      if any(word in (row[key] or "") for key in ("customer_name", "address", "meter_no", "customer_code"))}
            self.assertLessEqual(wanted, found, word)
            self.assertEqual(found - wanted, set(), word)
            self.assertTrue(found, word)

    def test_filter_by_digits_case_and_two_words(self):
        rows = self.rows("meters")
        number = rows[17]["meter_no"]
        self.assertIn(number, {row["meter_no"] for row in self.rows("meters", "--filter", number[4:])})
        latin = next(row for row in rows if row["customer_name"].isascii())
        both = f"{latin['customer_name'].upper().split()[0]} {latin['meter_no'][-4:]}"
        self.assertIn(latin["meter_no"], {row["meter_no"] for row in self.rows("meters", "--filter", both)})
        self.assertEqual(self.rows("meters", "--filter", both + " nobodyhasthis"), [])

    def test_filter_by_keys(self):
        rows = self.rows("meters")
        for key, values in (("medium", ("gas", "water", "electricity")), ("valve", ("open", "closed", "forced"))):
            for value in values:
                found = {(row["profile"], row["meter_no"]) for row in self.rows("meters", "--filter", f"{key}:{value}")}
                wanted = {(row["profile"], row["meter_no"]) for row in rows if row[key] == value}
                self.assertEqual(found, wanted, f"{key}:{value}")
        either = self.rows("meters", "--filter", "medium:gas,water -valve:open")
        self.assertEqual(len(either), sum(row["medium"] in ("gas", "water") and row["valve"] != "open" for row in rows))
        states = {row["state"] for row in self.rows("commands")}
        self.assertGreater(len(states), 3, "commands in every state")
        for state in states:
            self.assertEqual({row["state"] for row in self.rows("commands", "--filter", f"state:{state}")}, {state})

    def test_a_wrong_filter_names_the_nearest_word(self):
        for text, word in (("medum:gas", "medium"), ("medium:gass", "gas")):
            done = self.place.run("meters", "--filter", text)
            self.assertEqual(done.status, 2, str(done))
            self.assertIn(word, done.err)

    def test_profile(self):
        for profile in harness.PROFILES:
            rows = self.rows("meters", "--profile", profile)
            self.assertEqual({row["profile"] for row in rows}, {profile})

    def test_limit(self):
        every = self.rows("events")
        for limit in (1, 7, len(every), len(every) + 5):
            self.assertEqual(self.rows("events", "--limit", limit), every[:limit])

    def test_since_and_until(self):
        for name, key in (("events", "at"), ("alarms", "last_at"), ("commands", "created_at")):
            every = self.rows(name)
            middle = sorted(row[key] for row in every)[len(every) // 2]
            since, until = self.rows(name, "--since", middle), self.rows(name, "--until", middle)
            with self.subTest(list=name, middle=middle):
                self.assertEqual(len(since) + len(until), len(every))
                self.assertTrue(all(moment(row[key]) >= moment(middle) for row in since))
                self.assertTrue(all(moment(row[key]) < moment(middle) for row in until))
        number = self.readings_of()
        self.good("sync", "--once", "--history", "5", "--profile", "estate")
        every = self.rows(*number)
        middle = sorted(row["taken_at"] for row in every)[len(every) // 2]
        parts = self.rows(*number, "--since", middle), self.rows(*number, "--until", middle)
        self.assertEqual(len(parts[0]) + len(parts[1]), len(every))
        self.assertTrue(parts[0] and parts[1])

    def test_since_in_the_operators_words(self):
        events = self.rows("events")
        for text in ("2h", "3d", "today", "2026-01-01", "2026-01-01 10:00"):
            self.assertLessEqual(len(self.rows("events", "--since", text)), len(events), text)
        self.assertEqual(len(self.rows("events", "--since", "2020-01-01")), len(events))
        self.assertEqual(self.place.run("events", "--since", "yesteryear").status, 2)

    def test_a_pipe_that_closes_early_ends_quietly(self):
        process = self.place.start("events", "--json")
        process.stdout.readline()
        process.stdout.close()
        stderr = process.stderr.read()
        process.wait(harness.PATIENCE)
        process.stderr.close()
        self.assertEqual(stderr, b"")

    def test_unknown_meter(self):
        done = self.place.run("readings", "4711")
        self.assertEqual(done.status, 1, str(done))
        self.assertIn("4711", done.err)


if __name__ == "__main__":
    harness.main()
