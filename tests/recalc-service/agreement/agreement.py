#!/usr/bin/python3
"""Recalculates every workbook of the corpus that Excel wrote and compares the results with Excel's.

Usage: agreement.py RECALC_AGREEMENT WORKER [--record] [NAME PART ...]

Every difference must be in expected.json (see ledger.py; a kind is the functions a formula calls), and
docs/recalculation-agreement.md must say what was found. Exits with 1 when not. With NAME PARTs only files whose names
contain one of them, with all differences shown; --record writes both files.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "spreadsheet" / "comparison"))

import corpus  # noqa: E402
from ledger import Differences, Table  # noqa: E402

TABLE = pathlib.Path(__file__).parent / "expected.json"
DOCUMENT = ROOT / "docs" / "recalculation-agreement.md"
# A LibreOffice per process: more would not fit beside the other tests.
PROCESSES = 2
# Differences whose cause the program has checked.
CHECKED = {"digits", "error_kind", "follows"}
OPERATORS = "(operators)"


def is_from_excel(name):
    """Excel says so in its properties, as some libraries do; only it writes a calculation chain as well."""
    try:
        with zipfile.ZipFile(corpus.CORPUS / name) as package:
            parts = {part.lower(): part for part in package.namelist()}
            if "xl/calcchain.xml" not in parts or "docprops/app.xml" not in parts:
                return False
            properties = package.read(parts["docprops/app.xml"])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False
    return re.search(rb"<Application>[^<]*Excel", properties) is not None


def calculate(program, worker, names):
    """{name: what recalc_agreement says of it}"""
    by_size = sorted(names, key=lambda name: -(corpus.CORPUS / name).stat().st_size)
    processes = []
    for start in range(PROCESSES):
        process = subprocess.Popen([program, worker], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        process.stdin.write("".join(f"{corpus.CORPUS / name}\n" for name in by_size[start::PROCESSES]))
        process.stdin.close()
        processes.append(process)
    results = {}
    for process in processes:
        for line in process.stdout:
            result = json.loads(line)
            results[str(pathlib.Path(result["path"]).relative_to(corpus.CORPUS))] = result
        if process.wait():
            sys.exit("recalc_agreement failed")
    return results


def differences_of(result):
    differences = Differences()
    if "error" in result:
        differences.add("", "refused", "file", "calculated", result["error"])
    for group in result.get("groups", []):
        for kind in CHECKED:
            if group.get(kind):
                differences.counts[group["sheet"], kind] += group[kind]
        if group.get("differs"):
            key = (group["sheet"], ", ".join(group["functions"]) or OPERATORS)
            differences.counts[key] += group["differs"]
            differences.samples[key] += group["samples"]
    return differences


def by_function(results):
    """{function: Counter of outcomes}; a formula counts for each function it calls."""
    functions = collections.defaultdict(collections.Counter)
    for result in results.values():
        for group in result.get("groups", []):
            counts = {key: count for key, count in group.items() if isinstance(count, int)}
            for function in group["functions"] or [OPERATORS]:
                functions[function].update(counts)
    return functions


def document(results, table, differences):
    total = collections.Counter()
    for result in results.values():
        for group in result.get("groups", []):
            total.update({key: count for key, count in group.items() if isinstance(count, int)})
    compared = sum(total[key] for key in ("equal", "differs", *CHECKED))
    lines = [
        "# Recalculation: agreement with Excel, function by function",
        "",
        "Written by `tests/recalc-service/agreement/agreement.py --record`, which also checks it (`ctest -L agreement`).",
        f"The {len(results)} workbooks of the corpus that Excel wrote are recalculated with LibreOffice 7.4 and the results "
        "compared with those",
        "Excel left in them, to 15 digits. A formula counts for each function it calls.",
        "",
        f"Of {compared} formulas compared {total['equal']} are equal ({100 * total['equal'] / compared:.1f} %). "
        f"Not compared: {total['moves']} that depend on the time, on chance or on the",
        f"place (NOW, RAND, CELL, ...) and {total['kept']} that were not recalculated and keep Excel's value.",
        "",
        "## Why results differ",
        table.summary(differences),
        "",
        "## Functions",
        "*Close*: numbers that differ by less than a ten-millionth. *Follow*: differ because a formula they read does.",
        "",
        "| function | compared | equal | close | other error | differ | follow | not recalculated |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for function, counts in sorted(by_function(results).items()):
        row = [counts[key] for key in ("equal", "digits", "error_kind", "differs", "follows")]
        if sum(row) + counts["kept"]:
            lines.append(f"| {function} | {sum(row)} | " + " | ".join(map(str, [*row, counts["kept"]])) + " |")
    lines += ["", "## Every difference", "| workbook | sheet | functions | formulas | why |", "|---|---|---|---|---|"]
    for name, item in sorted(differences.items()):
        for (sheet, kind), count in sorted(item.counts.items()):
            if kind in CHECKED:
                continue
            why = table.expected.get((name, sheet, kind), (0, "**not explained**"))[1]
            lines.append(f"| {pathlib.PurePath(name).name} | {sheet} | {kind} | {count} | {why} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="recalc_agreement")
    parser.add_argument("worker", help="sheetgate-lo-worker")
    parser.add_argument("--record", action="store_true", help="write what is found into the table and the document")
    parser.add_argument("parts", nargs="*", metavar="NAME PART", help="only files whose names contain one of these")
    options = parser.parse_args()
    names = [name for name in corpus.files(options.parts) if is_from_excel(name)]
    results = calculate(options.program, options.worker, names)
    differences = {name: differences_of(results[name]) for name in names}
    if options.parts:
        for name, item in differences.items():
            for (sheet, kind), count in sorted(item.counts.items()):
                print(f"{name} [{sheet}] {kind}: {count}", *item.samples[sheet, kind], sep="\n    ")
        return 0
    table = Table(TABLE, CHECKED)
    if options.record:
        table.record(differences)
        table = Table(TABLE, CHECKED)
        DOCUMENT.write_text(document(results, table, differences), encoding="utf-8")
    problems = table.check(differences)
    if DOCUMENT.read_text(encoding="utf-8") != document(results, table, differences):
        problems.append(f"{DOCUMENT.relative_to(ROOT)} says something else; --record writes it")
    print(*problems, sep="\n")
    print(f"{len(names)} workbooks, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
