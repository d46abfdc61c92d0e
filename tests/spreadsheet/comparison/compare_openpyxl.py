#!/usr/bin/python3
"""Compares what the engine reads from the corpus with what openpyxl reads, cell by cell.

Usage: compare_openpyxl.py WORKBOOK_DUMP [--record] [NAME PART ...]

Sheets, values, formulas, defined names, merges, tables, validations, conditional formats. Every difference must be in
expected_openpyxl.json (see ledger.py); prints a Markdown summary and exits with 1 when one is not. With NAME PARTs only
files whose names contain one of them, with all differences shown; --record writes the table.
"""

import os
import pathlib
import sys
import warnings
import zipfile

os.environ["OPENPYXL_LXML"] = "False"  # one parser, whatever is installed

import openpyxl  # noqa: E402
from openpyxl.chartsheet import Chartsheet  # noqa: E402

import corpus  # noqa: E402
import isolated  # noqa: E402
import openpyxl_cells  # noqa: E402
import openpyxl_features  # noqa: E402
import report  # noqa: E402
from ledger import Differences  # noqa: E402

TABLE = pathlib.Path(__file__).parent / "expected_openpyxl.json"
SECONDS = 240
MEMORY_BYTES = 4 << 30
# Kinds whose cause is checked: what openpyxl does in every workbook.
CHECKED = openpyxl_cells.CHECKED | openpyxl_features.CHECKED | {"strict-namespace"}
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def compare(item):
    """The Differences of one file; runs in a process of its own."""
    name, dump = item
    path = corpus.CORPUS / name
    ours = corpus.Workbook(dump)
    differences = Differences()
    warnings.simplefilter("ignore")
    try:
        values = openpyxl.load_workbook(path, data_only=True, keep_links=True)
        formulas = openpyxl.load_workbook(path, data_only=False, keep_links=True)
    except MemoryError:
        raise
    except Exception as error:
        kind = "both-refuse" if ours.refused else f"openpyxl-{type(error).__name__}"
        differences.add("", kind, "file", ours.refused or _outcome(ours), f"{type(error).__name__}: {error}")
        return differences
    if ours.refused:
        differences.add("", f"only-openpyxl-opens-{ours.refused}", "file", ours.info["message"], "opens")
    elif not formulas._sheets and _is_strict(path):
        differences.add("", "strict-namespace", "file", _outcome(ours), "no sheets")
    else:
        _compare_workbook(ours, values, formulas, differences)
    return differences


def _outcome(ours):
    refused = [f"{sheet.name}: {sheet.info['refused']}" for sheet in ours.sheets if "refused" in sheet.info]
    return f"opens with {len(ours.sheets)} sheets" + "".join(f", {item}" for item in refused)


def _is_strict(path):
    with zipfile.ZipFile(path) as package:
        return any(STRICT in package.read(part) for part in package.namelist() if part.lower().endswith("workbook.xml"))


def _compare_workbook(ours, values, formulas, differences):
    openpyxl_features.compare_names(ours, formulas, differences)
    theirs = {sheet.title: sheet for sheet in formulas._sheets}
    if list(theirs) != [sheet.name for sheet in ours.sheets]:
        differences.add("", "sheet-list", "workbook", [sheet.name for sheet in ours.sheets], list(theirs))
    for sheet in ours.sheets:
        other = theirs.get(sheet.name)
        if other is None:
            continue
        differences.compared["sheets"] += 1
        if sheet.info["visibility"] != other.sheet_state:
            differences.add(sheet.name, "visibility", "sheet", sheet.info["visibility"], other.sheet_state)
        if isinstance(other, Chartsheet) != (sheet.info["kind"] == "chartsheet"):
            differences.add(sheet.name, "sheet-kind", "sheet", sheet.info["kind"], type(other).__name__)
        elif "refused" in sheet.info:
            kind = f"sheet-refused-{sheet.info['refused']}"
            differences.add(sheet.name, kind, "sheet", sheet.info["message"], "read")
        elif sheet.info["kind"] == "worksheet":
            openpyxl_cells.compare(sheet, values[sheet.name], other, differences)
            openpyxl_features.compare_sheet(sheet, other, differences)


def main():
    arguments = report.arguments(__doc__)
    with corpus.scratch() as directory:
        names = corpus.files(arguments.parts)
        dumps = corpus.dump(arguments.dump, names, directory)
        items = [(name, dumps[name]) for name in names]
        results = isolated.run(compare, items, corpus.sizes(names), SECONDS, MEMORY_BYTES)
    sys.exit(report.finish("openpyxl", TABLE, CHECKED, names, results, arguments))


if __name__ == "__main__":
    main()
