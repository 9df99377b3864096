#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the documents promise is there, and what is there is documented.

Every subcommand and option of `meterdeck --help` stands in meterdeck(1) and the other way round, every key that
core/config knows in meterdeck.conf(5), every command of ./bootstrap in README.md, every endpoint of a driver's table
in its protocol page, every test that a protocol page names in tests/unit/vendors; links lead to files and headings.

usage: docs.py ROOT [--program METERDECK] [--lint MANDOC PAGE...]
"""
import os
import pathlib
import re
import subprocess
import sys

FENCE = re.compile(r"^```.*?^```", re.M | re.S)
# What scdoc writes before every definition; it does no harm and cannot be avoided.
SCDOC_HABIT = "skipping paragraph macro"


def plain(scd):
    """The words of an scdoc source: without its stars, underscores as they are."""
    return scd.replace("*", "").replace("\\", "")


def man_headings(scd):
    """Subcommands as meterdeck(1) names them: "## alarms, events [LIST OPTIONS]" is two."""
    section = re.search(r"^# COMMANDS$(.*?)^# ", scd, re.M | re.S)
    names = set()
    for heading in re.findall(r"^## (.*)$", section.group(1) if section else "", re.M):
        words = re.split(r" (?=[A-Z\[-]|import)", heading, maxsplit=1)[0]
        names.update(word.strip() for word in words.split(","))
    return names


def says_option(text, option):
    return re.search(r"(?<![\w-])" + re.escape(option) + r"(?![\w-])", text) is not None


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})


def options_of(text):
    return set(re.findall(r"^\s+(?:-\w, )?(--[a-z][a-z-]*)", text, re.M))


def check_program(root, program):
    man = (root / "docs/meterdeck.1.scd").read_text(encoding="utf-8")
    text = plain(man)
    answer = run(program, "--help")
    if answer.returncode != 0:
        yield f"{program} --help ends with {answer.returncode}"
        return
    options, _, table = answer.stdout.partition("Commands:")
    commands = re.findall(r"^  ([a-z][a-z-]*)\s", table, re.M)
    if len(commands) < 5:
        yield "meterdeck --help lists no commands: the check would prove nothing"
    headings = man_headings(man)
    for command in commands:
        if command not in headings:
            yield f"meterdeck(1) has no heading for the command {command}"
        answer = run(program, command, "--help")
        if answer.returncode != 0:
            yield f"meterdeck {command} --help ends with {answer.returncode}"
        for option in sorted(options_of(answer.stdout)):
            if not says_option(text, option):
                yield f"meterdeck(1) does not know {command} {option}"
    for name in sorted(headings - set(commands)):
        yield f"meterdeck(1) describes the command {name}, which the program does not list"
    for option in sorted(options_of(options) | set(re.findall(r"--[a-z-]+", options))):
        if not says_option(text, option):
            yield f"meterdeck(1) does not know {option}"


def check_records(root):
    """The keys of the records that the lists print, and the quantities of a reading."""
    text = plain((root / "docs/meterdeck.1.scd").read_text(encoding="utf-8"))
    keys = set()
    for source in sorted((root / "cli").glob("*.c")):
        keys.update(re.findall(r'\boutput_\w+\(\s*&?output,\s*"(\w+)"', source.read_text(encoding="utf-8")))
    quantities = (root / "core/model/quantity.c").read_text(encoding="utf-8")
    for word in re.findall(r'^\t\[QUANTITY_\w+\] = \{"([a-z_]+?)(?:_[abc1-4])?",', quantities, re.M):
        keys.add(word)
    for key in sorted(keys):
        if not re.search(rf"(?<![a-z]){key}(?![a-z])", text):
            yield f"meterdeck(1) does not name the key {key}"


def config_keys(root):
    """(key, is a secret) as core/config's tables have them."""
    source = (root / "core/config/config_values.c").read_text(encoding="utf-8")
    return re.findall(r'^\t\{"([a-z0-9_]+)", VALUE_([A-Z_]+),', source, re.M)


def check_config(root):
    text = plain((root / "docs/meterdeck.conf.5.scd").read_text(encoding="utf-8"))
    example = (root / "docs/meterdeck.conf.example").read_text(encoding="utf-8")
    keys = config_keys(root)
    if len(keys) < 20:
        yield "core/config has hardly a key: the check would prove nothing"
    for key, kind in keys:
        spellings = [key] + ([f"{key}_file", f"{key}_command"] if kind == "SECRET" else [])
        for name in spellings:
            if not re.search(rf"(?<!\w){name}(?!\w)", text):
                yield f"meterdeck.conf(5) does not know the key {name}"
    known = {name for key, _ in keys for name in (key, f"{key}_file", f"{key}_command")}
    for name in re.findall(r"^\*([a-z0-9_]+)\* = ", (root / "docs/meterdeck.conf.5.scd").read_text(encoding="utf-8"), re.M):
        if name not in known:
            yield f"meterdeck.conf(5) describes the key {name}, which core/config does not know"
    for name in re.findall(r"^[;# ]*([a-z0-9_]+) = ", example, re.M):
        if name not in known:
            yield f"meterdeck.conf.example has the key {name}, which core/config does not know"


def check_keys(root):
    """The keys of README.md and the commands of the example's [keys] are those of the panes."""
    names = {"Esc": "Escape", "Shift-Tab": "S-Tab"}
    sources = "".join(p.read_text(encoding="utf-8") for p in sorted((root / "views").glob("*.c")))
    rows = re.findall(r'\{"[a-z]+", "([a-z]+\.[a-z-]+)[^"]*", "([^"]+)"\}', sources)
    if not rows:
        return
    keys = {key for _, some in rows for key in some.split()} | {"Up", "Down", "Left", "Right", "PageUp", "PageDown"}
    table = re.search(r"^## Keys$(.*?)^## ", (root / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    for cell in re.findall(r"^\| (.*?) \|", table.group(1) if table else "", re.M)[1:]:
        for key in re.findall(r"`(\S+)`|\b((?:Ctrl|Shift)-\w+|F\d+|Tab|Enter|Esc|Space|PageUp|PageDown|Home|End)\b", cell):
            word = re.sub(r"^Ctrl-(\w)$", lambda m: "C-" + m.group(1).lower(), key[0] or key[1])
            if names.get(word, word) not in keys:
                yield f"README.md names the key {word}, which no pane has"
    commands = set(re.findall(r'\{"([a-z]+\.[a-z-]+)", "', sources))
    example = (root / "docs/meterdeck.conf.example").read_text(encoding="utf-8")
    for command in re.findall(r"^([a-z]+\.[a-z-]+)[^=]* = ", example, re.M):
        if command not in commands:
            yield f"meterdeck.conf.example binds {command}, which is no command"


def check_bootstrap(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    usage = re.search(r"cat <<'EOF'\n(.*?)\nEOF", (root / "bootstrap").read_text(encoding="utf-8"), re.S)
    for command in re.findall(r"^  ([a-z]+)\b", usage.group(1) if usage else "", re.M):
        if f"./bootstrap {command}" not in readme:
            yield f"README.md does not name ./bootstrap {command}"


def named_tests(page):
    """What stands in the last column of a table that ends in "test"."""
    names = set()
    for table in re.findall(r"^\|[^\n]*\| test \|\n((?:\|.*\n)+)", page, re.M):
        for row in table.splitlines():
            names.update(re.findall(r"`(\w+)`", row.rsplit("|", 2)[1]))
    return sorted(names)


def check_protocols(root):
    tests = "".join(p.read_text(encoding="utf-8") for p in sorted((root / "tests/unit/vendors").glob("test_*.c")))
    for page in sorted((root / "docs/protocols").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        table = "".join(p.read_text(encoding="utf-8") for p in sorted((root / "core/vendors").glob(f"{page.stem}*.c")))
        sections = set(re.findall(rf'\.section = "{page.stem} ([0-9.]+)"', table))
        if not sections:
            yield f"{page.name}: core/vendors has no endpoint of it"
        for section in sorted(sections):
            if not re.search(rf"(?<![\d.]){re.escape(section)}(?![\d.]*\d)", text):
                yield f"{page.name} does not name section {section}"
        for path in re.findall(r'\.path = (?:[A-Z_]+ )?"([^"]+)"', table):
            if path.rsplit("/", 1)[-1] not in text:
                yield f"{page.name} does not name the endpoint {path}"
        for name in named_tests(text):
            if f"static void {name}(" not in tests:
                yield f"{page.name} names the test {name}, which is not there"
        for name in sorted(set(re.findall(r"`([a-z_0-9]+\.json)`", text))):
            if not (root / "tests/fixtures" / page.stem / name).is_file():
                yield f"{page.name} names the fixture {name}, which is not there"


def anchors(text):
    found = set()
    for heading in re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.M):
        word = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
        found.add(word.strip().replace(" ", "-"))
    return found


def check_links(root):
    pages = sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])
    if len(pages) < 5:
        yield "hardly a document: the check would prove nothing"
    for page in pages:
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                yield f"{page.relative_to(root)}: there is no {target}"
            elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
                yield f"{page.relative_to(root)}: {target} leads to no heading"


def lint(mandoc, pages):
    for page in pages:
        answer = subprocess.run([mandoc, "-T", "lint", "-W", "warning", page], capture_output=True, text=True, timeout=60)
        for line in (answer.stdout + answer.stderr).splitlines():
            if SCDOC_HABIT not in line:
                yield line
        if pathlib.Path(page).stat().st_size < 1000:
            yield f"{page} is nearly empty"


def self_test():
    assert man_headings("# COMMANDS\n\n## a, b-c [LIST]\n\n## meters import F\n\n## x --y\n\n# END\n") == {"a", "b-c", "meters", "x"}
    assert says_option("use --meters N", "--meters") and not says_option("use --meters-all", "--meters")
    assert named_tests("| a | test |\n|---|---|\n| `x_y` | `one_two` `z.json` |\n") == ["one_two"]
    assert anchors("# Who may include whom?\n") == {"who-may-include-whom"}
    assert options_of("  --help, --version\n  -x, --long A\n") == {"--help", "--long"}


def main():
    self_test()
    root = pathlib.Path(sys.argv[1]).resolve()
    arguments = sys.argv[2:]
    if arguments[:1] == ["--lint"]:
        found = list(lint(arguments[1], arguments[2:]))
    else:
        found = [p for check in (check_config, check_records, check_keys, check_bootstrap, check_protocols, check_links) for p in check(root)]
        if arguments[:1] == ["--program"]:
            found += check_program(root, arguments[1])
    print("\n".join(found) if found else "nothing missing, nothing invented")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
