#!/usr/bin/env python3
"""Checks what a reviewer should not have to: formatting, include direction, file comments, file size, forbidden words.

Usage: tests/lint/lint.py [--fix]     (--fix formats in place)
Exit status 1 when something is wrong; each problem is one line `file:line: what`.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE_DIRS = ["platform", "spreadsheet", "gateway", "workbook-service", "recalc-service", "sheetgate", "tests", "docs"]
MAX_LINES = 500

# What each top folder may include of ours. `tests` may include everything.
ALLOWED = {
    "platform": {"platform", "proto"},
    "spreadsheet": {"spreadsheet"},
    "gateway": {"gateway", "platform", "proto"},
    "workbook-service": {"workbook-service", "platform", "proto", "spreadsheet"},
    "recalc-service": {"recalc-service", "platform", "proto", "spreadsheet"},
    "sheetgate": {"gateway", "workbook-service", "recalc-service", "platform", "proto"},
}
OURS = set(ALLOWED) | {"proto", "tests"}
# Exceptions by prefix: ADR 1 and "a service reaches another only through its client".
EXTRA = {
    "spreadsheet": ("platform/base/", "platform/concurrency/cancellation.h"),
    "recalc-service": ("workbook-service/client/",),
}
# platform/base stands below everything: no protobuf, no gRPC.
NO_RPC = ("platform/base/", "platform/concurrency/", "spreadsheet/")
INCLUDE = re.compile(r'^\s*#include\s+[<"]([^>"]+)[>"]')


def sources():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout.split("\n")
    for name in sorted(set(listed)):
        path = pathlib.PurePosixPath(name)
        if path.suffix in (".h", ".cc") and path.parts[0] in CODE_DIRS and (ROOT / name).exists():
            yield name


def check_includes(name, lines):
    top = name.split("/")[0]
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        target = match.group(1)
        if name.startswith(NO_RPC) and (target.startswith(("grpc", "google/protobuf/", "sheetgate/")) or ".pb.h" in target):
            yield f"{name}:{number}: {top} must not include {target}"
        first = "proto" if ".pb.h" in target else target.split("/")[0]
        if first not in OURS or top not in ALLOWED:
            continue
        if first in ALLOWED[top] or target.startswith(EXTRA.get(top, ())):
            continue
        yield f"{name}:{number}: {top} must not include {target} (see CONTRIBUTING.md)"


def check_file(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = text.splitlines()
    if name.endswith(".h"):
        if not lines or not lines[0].startswith("// "):
            yield f"{name}:1: a header opens with a comment that says what it is"
        guard = "SHEETGATE_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper() + "_"
        if f"#ifndef {guard}" not in lines:
            yield f"{name}:1: the include guard is {guard}"
    if len(lines) > MAX_LINES and not name.startswith("tests/"):
        yield f"{name}:1: {len(lines)} lines; split files over {MAX_LINES}"
    for number, line in enumerate(lines, 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            yield f"{name}:{number}: unfinished work belongs in an issue"
        if name.startswith("tests/") and re.search(r"\b(sleep_for|usleep|SleepFor)\b", line):
            yield f"{name}:{number}: tests do not sleep; inject a clock or timers"
        # GCC 12 miscompiles a capturing lambda that is a temporary of a co_await expression.
        if "co_await" in line and re.search(r"\[[^\]]+\]\s*\(", line.split("co_await", 1)[1]):
            yield f"{name}:{number}: name the lambda before co_await (GCC 12 miscompiles it)"
    yield from check_includes(name, lines)


def check_format(names, fix):
    problems = []
    for start in range(0, len(names), 50):
        chunk = names[start:start + 50]
        arguments = ["clang-format", "-i"] if fix else ["clang-format", "--dry-run", "-Werror"]
        result = subprocess.run(arguments + chunk, cwd=ROOT, capture_output=True, text=True)
        problems += sorted({line.split(" error:")[0] + " not formatted (tests/lint/lint.py --fix)"
                            for line in result.stderr.splitlines() if " error:" in line})
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fix", action="store_true", help="format in place")
    arguments = parser.parse_args()
    names = list(sources())
    if not names:
        sys.exit("lint: no sources found")
    problems = check_format(names, arguments.fix)
    for name in names:
        problems += check_file(name)
    for problem in problems:
        print(problem)
    print(f"lint: {len(names)} files, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
