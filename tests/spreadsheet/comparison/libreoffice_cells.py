"""Cells: ours against LibreOffice's.

LibreOffice keeps the cached result of an ordinary formula when it loads a workbook, and only if that is a number or,
of a producer it knows, a text. What it calculates anew is told apart by what the cell is, not by what comes out.
"""

import math

from references import VOLATILE, Areas, Places, random_cells

# LibreOffice writes 15 significant digits, none beyond the 20th decimal, and times to the nanosecond.
RELATIVE_TOLERANCE = 6e-15
ABSOLUTE_TOLERANCE = 1e-20
TIME_TOLERANCE = 1e-9 / 86400
# Kinds whose cause is checked here: what LibreOffice does in every workbook.
CHECKED = {
    "boolean-as-number", "calculated", "constant-as-formula", "data-table", "empty-text", "random",
    "recalculated-array", "recalculated-boolean", "recalculated-dependent", "recalculated-error",
    "recalculated-shared", "recalculated-text", "recalculated-volatile",
}


class CellComparison:
    """Of one workbook; sheets first, then finish()."""

    def __init__(self, workbook, differences):
        self.workbook = workbook
        self.differences = differences
        self.random = random_cells(workbook)
        self.changed = []  # (sheet, reference) of every value that differs
        self.open = []  # differences of values without a cause yet

    def compare(self, sheet, other):
        for reference in sorted(sheet.cells.keys() | other.cells.keys()):
            ours, theirs = sheet.cells.get(reference), other.cells.get(reference)
            self.differences.compared["cells"] += 1
            self._compare_values(sheet.name, reference, ours, theirs)
            kind = formula_difference(ours, theirs)
            if kind:
                self._add(sheet.name, kind, reference, ours, theirs)

    def _compare_values(self, sheet, reference, ours, theirs):
        if (sheet, reference) in self.random:
            return self.differences.add(sheet, "random", reference, _shown(ours), "not compared")
        kind = value_difference(ours, theirs)
        if kind is None:
            return
        self.changed.append((sheet, reference))
        if kind == "value":
            self.open.append((sheet, reference, ours, theirs))
        else:
            self._add(sheet, kind, reference, ours, theirs)

    def finish(self):
        """Follows values that differ to the formulas that use them."""
        areas = Areas(self.workbook)
        places = Places(self.changed)
        for sheet, reference, ours, theirs in self.open:
            depends = ours is not None and ours.formula and places.meets(areas.of(ours.formula, sheet))
            self._add(sheet, "recalculated-dependent" if depends else "value", reference, ours, theirs)

    def _add(self, sheet, kind, reference, ours, theirs):
        self.differences.add(sheet, kind, reference, _shown(ours), _shown(theirs))


def _shown(cell):
    return (cell.type, cell.value, cell.formula) if cell else None


def value_difference(ours, theirs):
    """The kind of difference, or None when both say the same."""
    mine = (ours.type, ours.value) if ours else ("z", None)
    their = (theirs.type, theirs.value) if theirs else ("z", None)
    if equal(mine, their, theirs):
        return None
    if mine == ("s", "") and their[0] == "z":
        return "empty-text"
    if mine[0] == "b" and their == ("n", float(mine[1])):
        return "boolean-as-number"
    if _is_constant_as_formula(ours, theirs):
        return "constant-as-formula"
    return (ours and _recalculated(ours)) or "value"


def equal(mine, their, theirs):
    if mine[0] == their[0] == "n":
        absolute = TIME_TOLERANCE if theirs.shown in ("date", "time") else ABSOLUTE_TOLERANCE
        return math.isclose(mine[1], their[1], rel_tol=RELATIVE_TOLERANCE, abs_tol=absolute)
    return mine == their


def _recalculated(ours):
    """Why LibreOffice does not keep the cached result of a formula; None where it does."""
    if ours.formula_kind == "dataTable":
        return "data-table"
    if ours.formula_kind in ("shared", "array"):
        return f"recalculated-{ours.formula_kind}"
    if not ours.formula_kind:
        return None
    if VOLATILE.search(ours.formula):
        return "recalculated-volatile"
    return {"e": "recalculated-error", "b": "recalculated-boolean", "s": "recalculated-text",
            "z": "calculated"}.get(ours.type)


def formula_difference(ours, theirs):
    kind = ours.formula_kind if ours else ""
    # Only the first cell of an array formula has it in OpenDocument.
    mine = kind != "" and (kind != "array" or ours.formula != "")
    their = theirs is not None and theirs.formula is not None
    if mine == their:
        return None
    if kind == "dataTable":
        return "data-table"
    return "constant-as-formula" if _is_constant_as_formula(ours, theirs) else "formula"


def _is_constant_as_formula(ours, theirs):
    """A constant TRUE that LibreOffice keeps as =TRUE(), a constant #N/A that it keeps as =#N/A."""
    if ours is None or theirs is None or ours.formula_kind or ours.type not in ("b", "e"):
        return False
    constant = ours.value if ours.type == "e" else ("TRUE()" if ours.value else "FALSE()")
    return theirs.formula == f"of:={constant}"
