#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`meters import`: the roster of a platform that cannot list its own meters."""
import harness
from harness import Case

HEADER = "meter_no,customer_code,customer_name,address,type,medium\n"


class Import(Case):
    synced = False

    def file(self, text, name="roster.csv"):
        path = self.place.root / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def take(self, text):
        return self.place.run("meters", "import", self.file(text), "--profile", "town-sts")

    def listed(self):
        return {row["meter_no"]: row for row in self.rows("meters", "--profile", "town-sts")}

    def test_the_worlds_roster_twice(self):
        text = self.simulator.fetch("world/meters.csv")
        first = self.take(text)
        self.assertEqual(first.status, 0, str(first))
        rows = self.listed()
        self.assertLessEqual(set(self.simulator.numbers("dlms")), set(rows))
        for number in self.simulator.numbers("dlms"):
            truth, row = self.simulator.meter("dlms", number), rows[number]
            self.check_keys("meters", row)
            self.assertEqual((row["customer_name"], row["address"], row["customer_code"], row["medium"], row["valve"]),
                             (truth["customer_name"], truth["address"], truth["customer_code"], "electricity", None))
        again = self.take(text)
        self.assertEqual(again.status, 0, str(again))
        self.assertIn("0 new, 0 changed", again.err)
        self.assertEqual(self.listed(), rows)

    def test_a_change_and_what_is_left_out(self):
        self.assertEqual(self.take(HEADER + "500100200300,C1,李建国,龙蟠路998号7栋,STS,electricity\n").status, 0)
        changed = self.take("meter_no,address\n500100200300,上海路851号\n")
        self.assertIn("0 new, 1 changed", changed.err)
        row = self.listed()["500100200300"]
        self.assertEqual((row["address"], row["customer_name"], row["customer_code"]), ("上海路851号", "李建国", "C1"))

    def test_quotes_commas_line_breaks_and_a_byte_order_mark(self):
        done = self.take("\ufeffmeter_no,customer_name,address\r\n500100200301,\"O\"\"Brien, Ann\",\"Plot 14,\r\nNgong Rd\"\r\n")
        self.assertEqual(done.status, 0, str(done))
        row = self.listed()["500100200301"]
        self.assertEqual(row["customer_name"], 'O"Brien, Ann')
        self.assertIn("Ngong Rd", row["address"])
        self.assertNotIn("\n", row["address"])

    def refused(self, text, *words):
        before = self.listed()
        done = self.take(text)
        self.assertNotIn(done.status, (0, 74, 77), str(done))
        for word in words:
            self.assertIn(word, done.err)
        self.check_clean(done)
        self.assertEqual(self.listed(), before, "all or nothing")

    def test_an_unknown_column_is_an_error(self):
        self.refused("meter_no,custmer_name\n500100200310,x\n", "custmer_name", "customer_name")

    def test_mistakes_name_the_row(self):
        self.refused("customer_name\nx\n", "meter_no")
        self.refused("meter_no,medium\n500100200311,gas\n500100200312,steam\n", "row 3", "medium")
        self.refused("meter_no\n500100200313\nhas space\n", "row 3")
        self.refused("meter_no,type\n500100200314\n", "row 2")
        self.refused("meter_no\n500100200315\n500100200315\n", "500100200315")
        self.refused(b"meter_no,customer_name\n500100200316,\xc0\xee\n", "row 2", "UTF-8")
        self.refused("")

    def test_hostile_text_is_listed_sanitised(self):
        self.assertEqual(self.take(HEADER + "500100200317,C,\x1b]0;x\x07\u202eevil,\x9b31m,t,electricity\n").status, 0)
        for form in ("--json", "--csv", "--limit=100"):
            self.check_clean_list(self.good("meters", form))

    def check_clean_list(self, done):
        done.out = done.out.replace("\r\n", "\n")
        self.check_clean(done)

    def test_only_where_the_platform_has_no_list(self):
        done = self.place.run("meters", "import", self.file(HEADER), "--profile", "estate")
        self.assertNotEqual(done.status, 0)
        self.assertEqual(self.place.run("meters", "import", self.file(HEADER)).status, 2, "--profile is required")
        self.assertEqual(self.place.run("meters", "import", "--profile", "town-sts").status, 2)
        self.assertNotEqual(self.place.run("meters", "import", "/nonexistent", "--profile", "town-sts").status, 0)

    def test_the_roster_survives_the_cache(self):
        self.assertEqual(self.take(HEADER + "500100200318,C1,罗海燕,太平路61号,STS,electricity\n").status, 0)
        for path in self.place.data.glob("cache.db*"):
            path.unlink()
        self.place.run("sync", "--once")
        self.assertEqual(self.listed()["500100200318"]["customer_name"], "罗海燕")


if __name__ == "__main__":
    harness.main()
