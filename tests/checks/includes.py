#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who may include whom (docs/architecture.md, "Layers"). Fails on any include that the table does not allow.

Also: only tui/screen*.c sees ncurses, only core/base/json*.c sees cJSON, only core/http and the tests see libcurl,
only core/store and the tests see SQLite, and banned functions are not called.
"""
import pathlib
import re
import subprocess
import sys

MAY_INCLUDE = {
    "core/base": set(),
    "core/model": {"core/base"},
    "core/sts": {"core/base"},
    "core/vendors": {"core/base", "core/model", "core/sts"},
    "core/http": {"core/base", "core/model", "core/sts"},
    "core/store": {"core/base", "core/model", "core/sts"},
    "core/config": {"core/base", "core/model", "core/sts"},
    "core/engine": {"core/base", "core/model", "core/sts", "core/vendors", "core/http", "core/store", "core/config"},
    "tui": {"core/base"},
    "views": {"tui", "core/base", "core/model", "core/sts", "core/vendors", "core/store", "core/config", "core/engine"},
    "simulator": {"core/base"},
    "cli": {"views", "tui", "simulator", "core/base", "core/model", "core/sts", "core/vendors", "core/http",
            "core/store", "core/config", "core/engine"},
}
LIBRARY_HOME = {
    r"(?:ncursesw?/)?(?:n?curses|term)\.h": r"tui/screen[^/]*\.c",
    r"(?:cjson/)?cJSON\.h": r"core/base/json[^/]*\.c",
    r"curl/.*": r"core/http/.*",
    r"sqlite3\.h": r"core/store/.*",
    r"microhttpd\.h": r"simulator/.*",
    r"png\.h|turbojpeg\.h": r"(?:tui/picture|simulator/)[^/]*.*",
    r"openssl/(?!evp\.h).*": r"core/http/openssl_library\.h",
    r"openssl/evp\.h": r"core/base/digest\.c",
}
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|atoi|atol|atof|strtok|gets|localtime|gmtime|system|signal)\(")


def room_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "core" else parts[0]


def without_comments(text):
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"', lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)


def problems(root, path):
    text = (root / path).read_text(encoding="utf-8")
    room = room_of(path)
    for number, line in enumerate(text.splitlines(), 1):
        own = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
        if own and room in MAY_INCLUDE:
            target = room_of(own.group(1))
            if target != room and target not in MAY_INCLUDE[room]:
                yield f"{path}:{number}: {room} may not include {own.group(1)}"
        library = re.match(r"\s*#\s*include\s*<([^>]+)>", line)
        if library and room in MAY_INCLUDE:
            for name, home in LIBRARY_HOME.items():
                if re.fullmatch(name, library.group(1)) and not re.fullmatch(home, path):
                    yield f"{path}:{number}: <{library.group(1)}> belongs to {home}"
    if room in MAY_INCLUDE:
        for number, line in enumerate(without_comments(text).splitlines(), 1):
            call = BANNED.search(line)
            if call:
                yield f"{path}:{number}: {call.group(1)}() is banned"


def self_test():
    bad = pathlib.Path("/nonexistent")
    assert room_of("core/http/pin.c") == "core/http" and room_of("tui/table.c") == "tui"
    assert BANNED.search("x = atoi(y)") and not BANNED.search("x = my_atoi(y)")
    assert "core/store" not in MAY_INCLUDE["tui"] and "tui" not in MAY_INCLUDE["core/engine"]
    return bad


def main():
    self_test()
    root = pathlib.Path(sys.argv[1]).resolve()
    listing = subprocess.run(["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "*.c", "*.h"],
                             capture_output=True, text=True)
    files = listing.stdout.split() if listing.returncode == 0 else []
    if not files:
        files = [str(p.relative_to(root)) for p in root.rglob("*.[ch]") if not str(p.relative_to(root)).startswith("build")]
    files = [f for f in files if (root / f).is_file()]
    if len(files) < 20:
        print(f"only {len(files)} sources found below {root}: the check would prove nothing")
        return 1
    found = [problem for path in files for problem in problems(root, path)]
    print("\n".join(found) if found else f"{len(files)} files, no forbidden include, no banned call")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
