"""Cells of one worksheet: ours against openpyxl's two readings (values and formulas)."""

import re

from openpyxl.cell.cell import MergedCell
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.datetime import to_excel

# openpyxl keeps dates to the millisecond.
DATE_TOLERANCE = 0.00051 / 86400
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
SPACES = re.compile(r"([ \n])[ \n]+")
# Kinds whose cause is checked here: what openpyxl does in every workbook.
CHECKED = {"date-out-of-range", "empty-text", "escape", "hyperlink-text", "merged-away", "translated-spaces"}


def compare(sheet, values, formulas, differences):
    places = set(map(coordinate_to_tuple, sheet.cells)) | values._cells.keys()
    arrays = ArrayRanges(formulas)
    for row, column in sorted(places):
        reference = f"{get_column_letter(column)}{row}"
        ours = sheet.cells.get(reference)
        differences.compared["cells"] += 1
        differences.compared["formulas"] += ours is not None and ours.formula_kind != ""
        for kind, mine, their in (value_difference(ours, values._cells.get((row, column)), values.parent.epoch),
                                  formula_difference(reference, ours, formulas._cells.get((row, column)), arrays)):
            if kind:
                differences.add(sheet.name, kind, reference, mine, their)


class ArrayRanges:
    """Where openpyxl says array formulas are: {first cell: ref}, and the cells of all."""

    def __init__(self, worksheet):
        self.refs = {cell: attributes.get("ref", cell) for cell, attributes in worksheet.formula_attributes.items()}
        self.members = set()
        for ref in self.refs.values():
            left, top, right, bottom = range_boundaries(ref)
            self.members.update(f"{get_column_letter(column)}{row}"
                                for row in range(top, bottom + 1) for column in range(left, right + 1))


def value_difference(ours, theirs, epoch):
    """(kind, our value, their value); kind is None when both say the same."""
    mine = (ours.type, ours.value) if ours else ("z", None)
    if isinstance(theirs, MergedCell):
        return ("merged-away" if mine != ("z", None) else None), mine, "hidden by a merge"
    if theirs is None or theirs.value is None:
        if mine[0] == "z":
            return None, mine, None
        return ("empty-text" if mine == ("s", "") and ours.formula_kind else "value"), mine, None
    their = (theirs.data_type, theirs.value)
    if mine[0] == "z":
        link = theirs.hyperlink
        return ("hyperlink-text" if link and theirs.value in (link.target, link.location) else "value"), mine, their
    if their[0] == "d":
        return _date_difference(ours, theirs, epoch), mine, their
    return _plain_difference(ours, *their), mine, their


def _plain_difference(ours, their_type, their_value):
    if ours.type != their_type:
        out_of_range = ours.type == "n" and ours.date and (their_type, their_value) == ("e", "#VALUE!")
        return "date-out-of-range" if out_of_range and not -693593 <= ours.value < 2958466 else "value"
    if ours.type == "s" and ours.value != their_value:
        return "escape" if ESCAPE.search(their_value) and unescape(their_value) == ours.value else "value"
    if ours.type == "n":
        # To the last bit: both read the same digits.
        return "value" if ours.value != their_value else "date-flag" if ours.date else None
    return None if ours.value == their_value else "value"


def _date_difference(ours, theirs, epoch):
    if ours.type != "n" or abs(to_excel(theirs.value, epoch) - ours.value) > DATE_TOLERANCE:
        return "value"
    return None if ours.date else "date-flag"


def unescape(text):
    """_xHHHH_ decoded (ECMA-376 part 1, 22.9.2.19)."""
    units = ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def formula_difference(reference, ours, theirs, arrays):
    """(kind, our formula, their formula); kind is None when both say the same."""
    kind = ours.formula_kind if ours else ""
    mine = ours.formula if ours else ""
    if isinstance(theirs, MergedCell):
        return ("merged-away" if kind else None), mine, "hidden by a merge"
    their = theirs.value[1:] if theirs is not None and theirs.data_type == "f" else None
    if (kind == "array") != (reference in arrays.members):
        return "array-range", (kind, mine), arrays.refs.get(reference)
    if kind == "array" and not mine or kind == "dataTable":
        # Members of an array have no formula of their own; of a data table openpyxl keeps nothing.
        return ("formula" if their else None), (kind, mine), their
    if (kind != "") != (their is not None):
        return "formula", (kind, mine), their
    if mine == (their or ""):
        return None, mine, their
    spaces_lost = kind == "shared" and SPACES.sub(r"\1", mine) == their
    return ("translated-spaces" if spaces_lost else "formula-text"), (kind, mine), their
