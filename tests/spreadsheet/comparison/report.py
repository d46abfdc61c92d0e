"""Command line and report of a comparison."""

import argparse
import collections

from isolated import Failure
from ledger import Differences, Table

SHOWN_PROBLEMS = 100


def arguments(documentation):
    parser = argparse.ArgumentParser(description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dump", help="the workbook_dump program")
    parser.add_argument("--record", action="store_true", help="write what is found into the table")
    parser.add_argument("parts", nargs="*", metavar="NAME PART", help="only files whose names contain one of these")
    return parser.parse_args()


def finish(program, table_path, checked, names, results, options):
    """Checks results (Differences or Failure) against the table and prints; returns the exit status.

    `checked`: the kinds whose cause the comparison checks (see ledger.py).
    """
    differences = {name: _as_differences(program, result) for name, result in zip(names, results)}
    if options.parts:
        for name, item in differences.items():
            for (sheet, kind), count in sorted(item.counts.items()):
                print(f"{name} [{sheet}] {kind}: {count}", *item.samples[sheet, kind], sep="\n    ")
        return 0
    table = Table(table_path, checked)
    if options.record:
        table.record(differences)
        table = Table(table_path, checked)
    compared = sum((item.compared for item in differences.values()), collections.Counter())
    equal = sum(not item.counts for item in differences.values())
    problems = table.check(differences) + [f"no {what} compared" for what, count in compared.items() if not count]
    print(f"## {program}\n\n{len(differences)} workbooks, {equal} without any difference; compared "
          + ", ".join(f"{count} {what}" for what, count in compared.items()) + "\n")
    print(table.summary(differences))
    print(*problems[:SHOWN_PROBLEMS], sep="\n")
    print(f"\n{len(problems)} problems")
    return 1 if problems else 0


def _as_differences(program, result):
    if not isinstance(result, Failure):
        return result
    differences = Differences()
    differences.add("", f"{program.lower()}-{result.reason}", "file", "compared", result.detail)
    return differences
