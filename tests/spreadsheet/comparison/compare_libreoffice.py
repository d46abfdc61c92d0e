#!/usr/bin/python3
"""Compares what the engine reads from the corpus with what LibreOffice reads, cell by cell.

Usage: compare_libreoffice.py WORKBOOK_DUMP [--record] [NAME PART ...]

LibreOffice converts every workbook to flat OpenDocument without recalculating. Compared are sheets, visibility, values,
where there are formulas, merges, names, tables, and what validations and conditional formats apply to. Every difference
must be in expected_libreoffice.json (see ledger.py); prints a Markdown summary and exits with 1 when one is not. With
NAME PARTs only files whose names contain one of them, with all differences shown; --record writes the table.
"""

import pathlib
import sys

import corpus
import fods
import isolated
import libreoffice_cells
import libreoffice_features
import report
import soffice
from ledger import Differences

TABLE = pathlib.Path(__file__).parent / "expected_libreoffice.json"
SECONDS = 120
MEMORY_BYTES = 4 << 30
# Kinds whose cause is checked: what LibreOffice does in every workbook.
CHECKED = libreoffice_cells.CHECKED | {"external-sheet"}


def compare(item):
    """The Differences of one file; runs in a process of its own."""
    dump, converted = item
    differences = Differences()
    ours = corpus.Workbook(dump)
    if not converted.endswith(".fods"):
        kind = "both-refuse" if ours.refused else f"libreoffice-{converted}"
        differences.add("", kind, "file", ours.refused or "opens", converted)
    elif ours.refused:
        differences.add("", f"only-libreoffice-opens-{ours.refused}", "file", ours.info["message"], "opens")
    else:
        _compare_sheets(ours, fods.read(converted), differences)
    return differences


def _compare_sheets(ours, theirs, differences):
    cells = libreoffice_cells.CellComparison(ours, differences)
    libreoffice_features.compare(ours, theirs, differences)
    mine = [sheet.name for sheet in ours.sheets]
    their = [sheet.name for sheet in theirs.sheets if not _is_external(sheet)]
    if len(their) != len(theirs.sheets):
        differences.add("", "external-sheet", "workbook", mine, f"{len(theirs.sheets) - len(their)} more")
    if mine != their:
        differences.add("", "sheet-list", "workbook", mine, their)
    by_name = {sheet.name: sheet for sheet in theirs.sheets}
    for sheet in ours.sheets:
        other = by_name.get(sheet.name)
        if other is None or sheet.info["kind"] != "worksheet":
            continue
        differences.compared["sheets"] += 1
        if (sheet.info["visibility"] == "visible") != other.visible:
            differences.add(sheet.name, "visibility", "sheet", sheet.info["visibility"], other.visible)
        if "refused" in sheet.info:
            kind = f"sheet-refused-{sheet.info['refused']}"
            differences.add(sheet.name, kind, "sheet", sheet.info["message"], "read")
            continue
        differences.compare_sets(sheet.name, "merge", sheet.info["merges"], other.merges)
        libreoffice_features.compare_sheet(sheet, other, differences)
        cells.compare(sheet, other)
    cells.finish()


def _is_external(sheet):
    """Cached cells of another workbook, which OpenDocument keeps as a sheet named after its address."""
    return sheet.name.startswith("'file:") and "'#" in sheet.name


def main():
    arguments = report.arguments(__doc__)
    with corpus.scratch() as directory:
        names = corpus.files(arguments.parts)
        dumps = corpus.dump(arguments.dump, names, directory)
        converted = soffice.Converter(directory).convert({name: corpus.CORPUS / name for name in names})
        items = [(dumps[name], converted[name]) for name in names]
        results = isolated.run(compare, items, corpus.sizes(names), SECONDS, MEMORY_BYTES)
    sys.exit(report.finish("LibreOffice", TABLE, CHECKED, names, results, arguments))


if __name__ == "__main__":
    main()
