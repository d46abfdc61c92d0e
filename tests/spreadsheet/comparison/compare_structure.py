#!/usr/bin/python3
"""Does structural operations with the engine and with LibreOffice and compares the formulas and names they leave.

Usage: compare_structure.py WORKBOOK_DUMP [--record] [NAME PART ...]

LibreOffice opens a workbook, does the operation and says what formulas and names there are; then it opens what the
engine made of the same workbook and says the same, so that both are in one notation. Every difference must be in
expected_structure.json (see ledger.py); prints a Markdown summary and exits with 1 when one is not. With NAME PARTs
only files whose names contain one of them, with all differences shown; --record writes the table.
docs/structural-differences.md says what the explanations mean for users.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import sys

import uno  # noqa: F401  makes com.sun.star importable
from com.sun.star.sheet.CellDeleteMode import LEFT, UP
from com.sun.star.sheet.CellInsertMode import DOWN, RIGHT
from com.sun.star.table import CellAddress, CellRangeAddress
from com.sun.star.uno import RuntimeException

import calc
import corpus
import report
from ledger import Differences

TABLE = pathlib.Path(__file__).parent / "expected_structure.json"
# Larger files take LibreOffice seconds to open and have no other formulas.
MOST_BYTES = 60_000
KINDS = ("insert_rows", "delete_rows", "insert_cols", "delete_cols", "insert_down", "insert_right", "delete_up",
         "delete_left", "move_range", "rename_sheet", "delete_sheet")
OPERATIONS_PER_FILE = 2
CHECKED = set()
LOST = r"(\$?[A-Z]{1,3}\$?)?#REF!(\$?[0-9]+)?"

# `line` is what workbook_dump takes, `area` the cells it is about, from 0.
Operation = collections.namedtuple("Operation", "kind sheet line area")
Reading = collections.namedtuple("Reading", "formulas names")


def column_name(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def address(row, column):
    return f"{column_name(column)}{row + 1}"


def choose(document, kind, number):
    """The operation of this kind on this workbook: in the middle of the sheet with most formulas."""
    found = calc.formulas(document)
    if not found:
        return None
    name = max(found, key=lambda sheet: len(found[sheet]))
    first_row, first_column, last_row, last_column = calc.used_range(document.Sheets.getByName(name))
    row = first_row + (last_row - first_row + 1) // 2
    column = first_column + (last_column - first_column + 1) // 2
    block = (row, column, row + number % 3, column + number % 2)
    text = f"{address(*block[:2])}:{address(*block[2:])}"
    if kind.endswith("_rows"):
        return Operation(kind, name, (kind, name, str(row + 1), "2"), (row, 0, row + 1, 0))
    if kind.endswith("_cols"):
        return Operation(kind, name, (kind, name, str(column + 1), "2"), (0, column, 0, column + 1))
    if kind == "move_range":
        target = (last_row + 3, first_column + 1) if number % 2 else (first_row, last_column + 2)
        return Operation(kind, name, (kind, name, text, address(*target)), (*block, *target))
    if kind == "rename_sheet":
        return Operation(kind, name, (kind, name, "It's new", ""), ())
    if kind == "delete_sheet":
        if len(found) == 1:
            return None
        # One that others refer to, if there is one.
        others = " ".join(text for sheet, cells in found.items() for text in cells.values())
        name = next((sheet for sheet in found if f"{sheet}." in others or f"{sheet}'." in others), name)
        return Operation(kind, name, (kind, name, "", ""), ())
    operation, shift = kind.split("_")
    return Operation(kind, name, (operation + "_cells", name, text, shift), block)


def perform(document, operation):
    sheet = document.Sheets.getByName(operation.sheet)
    index = sheet.RangeAddress.Sheet
    kind = operation.kind
    if kind.endswith("_rows") or kind.endswith("_cols"):
        lines = sheet.Rows if kind.endswith("_rows") else sheet.Columns
        change = lines.insertByIndex if kind.startswith("insert") else lines.removeByIndex
        change(max(operation.area[0], operation.area[1]), 2)
    elif kind == "rename_sheet":
        sheet.Name = operation.line[2]
    elif kind == "delete_sheet":
        document.Sheets.removeByName(operation.sheet)
    else:
        row, column, last_row, last_column = operation.area[:4]
        block = CellRangeAddress(index, column, row, last_column, last_row)
        if kind == "move_range":
            sheet.moveRange(CellAddress(index, operation.area[5], operation.area[4]), block)
        elif kind.startswith("insert"):
            sheet.insertCells(block, DOWN if kind.endswith("down") else RIGHT)
        else:
            sheet.removeRange(block, UP if kind.endswith("up") else LEFT)


def attempt(document, operation):
    """A Reading after the operation; None when LibreOffice refuses it."""
    try:
        perform(document, operation)
    except RuntimeException:
        return None
    return read(document)


def read(document):
    return Reading(calc.formulas(document), calc.names(document))


def theirs(libreoffice, files, directory):
    """[(file, Operation, Reading before, Reading or None after)] of all files LibreOffice opens."""
    done = []
    for number, file in enumerate(files):
        # A copy: LibreOffice leaves lock files beside what it opens.
        copy = shutil.copyfile(corpus.CORPUS / file, os.path.join(directory, f"in{number}{pathlib.PurePath(file).suffix}"))
        for turn in range(OPERATIONS_PER_FILE):
            document = libreoffice.open(copy)
            if document is None:
                break
            kind = KINDS[(number * OPERATIONS_PER_FILE + turn) % len(KINDS)]
            operation = choose(document, kind, number)
            if operation is not None:
                done.append((file, operation, read(document), attempt(document, operation)))
            document.close(True)
    return done


def ours(libreoffice, binary, done, directory):
    """What LibreOffice reads of what the engine made, or the reason it refused, for each of `done`."""
    packages = [os.path.join(directory, f"{number}{pathlib.PurePath(file).suffix}")
                for number, (file, *_) in enumerate(done)]
    corpus.run_dump(binary, ["--structure", "1"],
                    [(corpus.CORPUS / item[0], package, *item[1].line) for item, package in zip(done, packages)])
    for package in packages:
        if not os.path.exists(package):
            with open(package + ".refused", encoding="utf-8") as refusal:
                yield json.load(refusal)
            continue
        document = libreoffice.open(package)
        if document is None:
            yield {"refused": "unreadable", "message": "LibreOffice does not open it"}
            continue
        yield read(document)
        document.close(True)


def normal(text):
    """A formula with one way to write a lost reference: LibreOffice's A#REF!, #REF!2 and #REF!2:#REF!5 are #REF!."""
    if text is None:
        return None
    return re.sub(f"{LOST}(:{LOST})?", "#REF!", text)


def compare(operation, before, mine, their, differences):
    kind = operation.kind
    differences.compared[f"{kind} operations"] += 1
    if isinstance(mine, dict) or their is None:
        if not isinstance(mine, dict):
            differences.add(operation.sheet, f"{kind}-only-engine", "operation", "does it", "refuses")
        elif their not in (None, before):  # it refuses some operations silently
            differences.add(operation.sheet, f"{kind}-refused-{mine['refused']}", "operation", mine["message"],
                            "does it")
        return
    for sheet in sorted({*mine.formulas, *their.formulas}):
        one, other = mine.formulas.get(sheet, {}), their.formulas.get(sheet, {})
        differences.compared["formulas"] += len(other)
        for cell in sorted({*one, *other}):
            if normal(one.get(cell)) != normal(other.get(cell)):
                differences.add(sheet, f"{kind}-formula", address(*cell), one.get(cell), other.get(cell))
    differences.compared["names"] += len(their.names)
    for scope, name in sorted({*mine.names, *their.names}):
        one, other = mine.names.get((scope, name)), their.names.get((scope, name))
        if normal(one) != normal(other):
            differences.add(scope, f"{kind}-name", f"{name} (before {before.names.get((scope, name))})", one, other)


def with_formulas(binary, files, directory):
    """Those of the files that are not too large and have formulas, as the engine reads them."""
    files = [file for file, size in zip(files, corpus.sizes(files)) if size <= MOST_BYTES]
    dumps = corpus.dump(binary, files, directory)
    return [file for file in files
            if any(cell.formula_kind for sheet in corpus.Workbook(dumps[file]).sheets for cell in sheet.cells.values())]


def main():
    arguments = report.arguments(__doc__)
    with corpus.scratch() as directory, calc.Calc() as libreoffice:
        files = with_formulas(arguments.dump, corpus.files(arguments.parts), directory)
        results = {file: Differences() for file in files}
        done = theirs(libreoffice, files, directory)
        for (file, operation, before, after), mine in zip(done, ours(libreoffice, arguments.dump, done, directory)):
            compare(operation, before, mine, after, results[file])
    sys.exit(report.finish("Structure", TABLE, CHECKED, files, list(results.values()), arguments))


if __name__ == "__main__":
    main()
