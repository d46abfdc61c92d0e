#!/usr/bin/python3
"""Edits every workbook of the corpus, once with one edit and once with 1 000, and has other programs open them.

Usage: compare_edited.py WORKBOOK_DUMP [--record] [NAME PART ...]

LibreOffice opens both, openpyxl the one with 1 000. What the engine writes must open wherever the original does, and
the edited cells must read back as they were written: values, dates, formulas (LibreOffice calculates, openpyxl gives
their text), cleared cells. Every difference must be in expected_edited.json (see ledger.py); prints a Markdown summary
and exits with 1 when one is not. With NAME PARTs only files whose names contain one of them, with all differences
shown; --record writes the table.
"""

import collections
import json
import os
import pathlib
import sys
import warnings

os.environ["OPENPYXL_LXML"] = "False"  # one parser, whatever is installed

import openpyxl  # noqa: E402
from openpyxl.utils.cell import coordinate_to_tuple  # noqa: E402

import corpus  # noqa: E402
import fods  # noqa: E402
import isolated  # noqa: E402
import libreoffice_cells  # noqa: E402
import openpyxl_cells  # noqa: E402
import report  # noqa: E402
import soffice  # noqa: E402
from ledger import Differences  # noqa: E402

TABLE = pathlib.Path(__file__).parent / "expected_edited.json"
COUNTS = (1, 1000)
SEED = 7
SECONDS = 240
MEMORY_BYTES = 4 << 30

Edited = collections.namedtuple("Edited", "package edits converted")


def edit_corpus(binary, names, directory):
    """{(name, count): (package, edits)} of the workbooks the engine opens."""
    made = {}
    for count in COUNTS:
        lines = []
        for number, name in enumerate(names):
            base = os.path.join(directory, f"edited{number}-{count}")
            made[name, count] = (base + pathlib.PurePath(name).suffix, base + ".jsonl")
            lines.append((corpus.CORPUS / name, *made[name, count]))
        corpus.run_dump(binary, ["--edit", str(count), "--seed", str(SEED)], lines)
    return {key: paths for key, paths in made.items() if os.path.exists(paths[0])}


def compare(item):
    """The Differences of one workbook with its edits; runs in a process of its own."""
    name, original_converts, names_of_sheets, edited = item
    differences = Differences()
    warnings.simplefilter("ignore")
    for count, files in edited.items():
        cells = _last_edits(files.edits)
        differences.compared[f"workbooks with {count} edits"] += 1
        differences.compared["edited cells"] += len(cells)
        _compare_libreoffice(count, files, cells, names_of_sheets, original_converts, differences)
        if count == max(COUNTS):
            _compare_openpyxl(name, files, cells, names_of_sheets, differences)
    return differences


def _last_edits(path):
    """{(sheet index, reference): corpus.Cell}: what each edited cell ended up as."""
    cells = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            sheet, reference, type_code, value, formula = json.loads(line)
            cells[sheet, reference] = corpus.Cell(type_code, value, False, "normal" if formula else "", formula or "")
    return cells


def _compare_libreoffice(count, files, cells, names_of_sheets, original_converts, differences):
    if not files.converted.endswith(".fods"):
        if original_converts:
            differences.add("", f"libreoffice-{files.converted}", f"{count} edits", "opens before", files.converted)
        return
    sheets = {sheet.name: sheet for sheet in fods.read(files.converted).sheets}
    for (index, reference), ours in cells.items():
        sheet = names_of_sheets[index]
        theirs = sheets[sheet].cells.get(reference) if sheet in sheets else None
        differences.compared["read by LibreOffice"] += 1
        mine = (ours.type, ours.value)
        their = (theirs.type, theirs.value) if theirs else ("z", None)
        if mine[0] == "b" and their == ("n", float(mine[1])):
            continue  # a constant that LibreOffice keeps as =TRUE() or =FALSE()
        has_formula = theirs is not None and theirs.formula is not None
        if not libreoffice_cells.equal(mine, their, theirs) or (mine[0] != "b" and has_formula != bool(ours.formula)):
            differences.add(sheet, f"libreoffice-cell-{count}", reference, (*mine, ours.formula),
                            (*their, theirs and theirs.formula))


def _compare_openpyxl(name, files, cells, names_of_sheets, differences):
    try:
        workbook = openpyxl.load_workbook(files.package)
    except MemoryError:
        raise
    except Exception as error:
        if not _openpyxl_refuses(corpus.CORPUS / name):
            differences.add("", f"openpyxl-{type(error).__name__}", "file", "opens before", str(error))
        return
    for (index, reference), ours in cells.items():
        sheet = names_of_sheets[index]
        if sheet not in workbook.sheetnames:
            continue  # the strict namespace, which openpyxl does not know; compare_openpyxl.py has it
        differences.compared["read by openpyxl"] += 1
        theirs = workbook[sheet]._cells.get(coordinate_to_tuple(reference))
        if ours.formula:
            their = theirs.value if theirs is not None else None
            kind = None if their == "=" + ours.formula else "formula"
        else:
            ours.date = theirs is not None and theirs.data_type == "d"  # a number is shown as the cell's format says
            kind, _, their = openpyxl_cells.value_difference(ours, theirs, workbook.epoch)
        if kind:
            differences.add(sheet, f"openpyxl-{kind}", reference, (ours.type, ours.value, ours.formula), their)


def _openpyxl_refuses(path):
    try:
        openpyxl.load_workbook(path)
        return False
    except Exception:
        return True


def main():
    arguments = report.arguments(__doc__)
    with corpus.scratch() as directory:
        names = corpus.files(arguments.parts)
        dumps = corpus.dump(arguments.dump, names, directory)
        made = edit_corpus(arguments.dump, names, directory)
        converter = soffice.Converter(directory)
        converted = converter.convert({key: paths[0] for key, paths in made.items()})
        refused = {key[0] for key in made if not converted[key].endswith(".fods")}
        originals = converter.convert({name: corpus.CORPUS / name for name in refused})
        items = []
        for name in names:
            edited = {count: Edited(*made[name, count], converted[name, count])
                      for count in COUNTS if (name, count) in made}
            sheets = [sheet.name for sheet in corpus.Workbook(dumps[name]).sheets]
            items.append((name, originals.get(name, ".fods").endswith(".fods"), sheets, edited))
        results = isolated.run(compare, items, corpus.sizes(names), SECONDS, MEMORY_BYTES)
    sys.exit(report.finish("Edited workbooks", TABLE, set(), names, results, arguments))


if __name__ == "__main__":
    main()
