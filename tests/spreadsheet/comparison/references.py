"""Which cells a formula refers to, as far as its text says: enough to follow where a changed value goes."""

import re

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

# 18.17.6.7: functions whose result differs from one calculation to the next ...
RANDOM = re.compile(r"\b(?:RAND|RANDBETWEEN|RANDARRAY|NOW|TODAY)\(", re.IGNORECASE)
# ... or that are calculated each time because what they refer to is a result.
VOLATILE = re.compile(r"\b(?:OFFSET|INDIRECT|CELL|INFO)\(", re.IGNORECASE)
SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)$", re.DOTALL)


class Places:
    """A set of cells, (sheet name in lower case, reference)."""

    def __init__(self, places):
        self.sheets = {}
        for sheet, reference in places:
            self.sheets.setdefault(sheet.lower(), set()).add(coordinate_to_tuple(reference))

    def add(self, sheet, reference):
        self.sheets.setdefault(sheet.lower(), set()).add(coordinate_to_tuple(reference))

    def meets(self, areas):
        """Whether a cell of the set lies in one of (sheet, (left, top, right, bottom))."""
        return any(left <= column <= right and top <= row <= bottom
                   for sheet, (left, top, right, bottom) in areas
                   for row, column in self._near(sheet, left, top, right, bottom))

    def _near(self, sheet, left, top, right, bottom):
        cells = self.sheets.get(sheet, ())
        if left == right and top == bottom:
            return ((top, left),) if (top, left) in cells else ()
        return cells


class Areas:
    """Areas formulas of `workbook` (corpus.Workbook) refer to, defined names resolved."""

    def __init__(self, workbook):
        self.names = {name["name"].lower(): name["refers_to"] for name in workbook.info["names"]}

    def of(self, formula, sheet, depth=0):
        """[(sheet name in lower case, (left, top, right, bottom))]."""
        areas = []
        for token in Tokenizer("=" + formula).items:
            if token.type != Token.OPERAND or token.subtype != Token.RANGE:
                continue
            name = self.names.get(token.value.lower())
            if name is not None and depth < 5:
                areas += self.of(name, sheet, depth + 1)
            else:
                areas += _area(token.value, sheet)
        return areas


def _area(text, sheet):
    match = SHEET.match(text)
    if match:
        sheet = (match.group(1) or match.group(2)).replace("''", "'")
        text = match.group(3)
    try:
        left, top, right, bottom = range_boundaries(text)
    except (ValueError, TypeError):
        return []  # a name nobody defined, a table, an error
    return [(sheet.lower(), (left or 1, top or 1, right or 16384, bottom or 1048576))]


def random_cells(workbook):
    """Cells whose value depends on chance or the clock, as {(sheet name, reference)}."""
    formulas = [(sheet.name, reference, cell.formula) for sheet in workbook.sheets
                for reference, cell in sheet.cells.items() if cell.formula]
    found = {(sheet, reference) for sheet, reference, formula in formulas if RANDOM.search(formula)}
    if not found:
        return found
    areas = Areas(workbook)
    waiting = [(sheet, reference, areas.of(formula, sheet)) for sheet, reference, formula in formulas
               if (sheet, reference) not in found]
    places = Places(found)
    grown = True
    while grown:
        reached = [item for item in waiting if places.meets(item[2])]
        grown = bool(reached)
        for sheet, reference, _ in reached:
            found.add((sheet, reference))
            places.add(sheet, reference)
        waiting = [item for item in waiting if (item[0], item[1]) not in found]
    return found
