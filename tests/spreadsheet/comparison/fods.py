"""Reads flat OpenDocument spreadsheets (OpenDocument 1.3 part 3), row by row.

Values, formulas, merges, names, tables (database ranges), and the cells that have validations and conditional formats.
Serial numbers come back from dates: LibreOffice writes a number shown as a date as the date it shows.
"""

import re
import xml.etree.ElementTree as ElementTree

from openpyxl.utils.cell import get_column_letter

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
DATE = re.compile(r"(-?\d+)-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d(?:\.\d+)?))?$")
DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+(?:\.\d+)?)S$")
# "$'A B'.$A$1:.$B$2", "A.A1:A.B2": sheet and both corners (9.2.2 cellRangeAddress)
ADDRESS = re.compile(r"\$?('(?:[^']|'')*'|[^'. ]+)\.(\$?[A-Z]+\$?\d+)"
                     r"(?::\$?(?:'(?:[^']|'')*'|[^'. :]*)\.(\$?[A-Z]+\$?\d+))?")
# What stands in a paragraph but is not text of the cell.
NOT_TEXT = {OFFICE + "annotation", TEXT + "ruby-text"}


class Cell:
    """`type`: n, s, b, e or z as in our dump; `shown`: the value type OpenDocument gives it."""

    __slots__ = ("type", "value", "formula", "shown")

    def __init__(self, type, value, formula, shown):
        self.type = type
        self.value = value
        self.formula = formula
        self.shown = shown


class Sheet:
    def __init__(self, name, visible):
        self.name = name
        self.visible = visible
        self.cells = {}
        self.merges = []
        self.conditional_formats = []  # ranges
        self.validated = 0  # number of cells with a validation


class Workbook:
    def __init__(self):
        self.sheets = []
        self.names = []  # (name, name of the sheet it is local to or None)
        self.tables = []  # (name, sheet, range)


def read(path):
    return _Reader().read(path)


def ranges(addresses):
    """[(sheet, "A1:B2")] of a list of addresses."""
    found = []
    for sheet, first, last in ADDRESS.findall(addresses):
        sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        first, last = first.replace("$", ""), last.replace("$", "")
        found.append((sheet, first if last in ("", first) else f"{first}:{last}"))
    return found


class _Reader:
    def __init__(self):
        self.workbook = Workbook()
        self.hidden_styles = set()
        self.style = None
        self.epoch = days(1899, 12, 30)
        self.sheet = None  # while inside one
        self.row = 0

    def read(self, path):
        parents = []
        for event, element in ElementTree.iterparse(path, ("start", "end")):
            if event == "start":
                self._start(element, parents)
                parents.append(element)
            else:
                parents.pop()
                self._end(element, parents)
        return self.workbook

    def _start(self, element, parents):
        if element.tag == STYLE + "style":
            self.style = element.get(STYLE + "name")
        elif _is_sheet(element, parents):
            visible = element.get(TABLE + "style-name") not in self.hidden_styles
            self.sheet = Sheet(element.get(TABLE + "name"), visible)
            self.workbook.sheets.append(self.sheet)
            self.row = 0

    def _end(self, element, parents):
        if _is_sheet(element, parents):
            self.sheet = None
            element.clear()
        elif element.tag == TABLE + "table-row" and self.sheet and _is_row(parents):
            self._end_row(element)
            parents[-1].remove(element)
        elif element.tag in (TABLE + "named-range", TABLE + "named-expression"):
            self.workbook.names.append((element.get(TABLE + "name"), self.sheet.name if self.sheet else None))
        elif element.tag == TABLE + "database-range":
            for sheet, cells in ranges(element.get(TABLE + "target-range-address")):
                self.workbook.tables.append((element.get(TABLE + "name"), sheet, cells))
        elif element.tag == CALCEXT + "conditional-format":
            self.sheet.conditional_formats += [
                cells for _, cells in ranges(element.get(CALCEXT + "target-range-address"))]
        elif element.tag == STYLE + "table-properties" and element.get(TABLE + "display") == "false":
            self.hidden_styles.add(self.style)
        elif element.tag == TABLE + "null-date":
            self.epoch = days(*map(int, element.get(TABLE + "date-value").split("-")))

    def _end_row(self, row):
        repeated = int(row.get(TABLE + "number-rows-repeated", 1))
        cells = list(self._cells(row, repeated))
        if cells:
            for number in range(self.row + 1, self.row + repeated + 1):
                for column, cell in cells:
                    self.sheet.cells[f"{get_column_letter(column)}{number}"] = cell
        self.row += repeated

    def _cells(self, row, rows):
        column = 0
        for element in row:
            if element.tag not in CELLS:
                continue
            repeated = int(element.get(TABLE + "number-columns-repeated", 1))
            if element.get(TABLE + "content-validation-name"):
                self.sheet.validated += rows * repeated
            self._merge(element, column + 1, rows)
            cell = self._cell(element)
            if cell is not None:
                for number in range(column + 1, column + repeated + 1):
                    yield number, cell
            column += repeated

    def _merge(self, element, column, repeated):
        columns = int(element.get(TABLE + "number-columns-spanned", 1))
        rows = int(element.get(TABLE + "number-rows-spanned", 1))
        if columns == rows == 1:
            return
        for row in range(self.row + 1, self.row + repeated + 1):
            self.sheet.merges.append(f"{get_column_letter(column)}{row}:"
                                     f"{get_column_letter(column + columns - 1)}{row + rows - 1}")

    def _cell(self, element):
        shown = element.get(CALCEXT + "value-type") or element.get(OFFICE + "value-type")
        formula = element.get(TABLE + "formula")
        if shown is None and formula is None:
            return None
        return Cell(*self._value(element, shown), formula, shown)

    def _value(self, element, shown):
        if shown in ("float", "percentage", "currency"):
            return "n", float(element.get(OFFICE + "value"))
        if shown == "boolean":
            return "b", element.get(OFFICE + "boolean-value") == "true"
        if shown == "date":
            return "n", self._serial(element.get(OFFICE + "date-value"))
        if shown == "time":
            return "n", _days_of(element.get(OFFICE + "time-value"))
        if shown == "error":
            return "e", _text(element)
        if shown == "string":
            # The attribute is there when a number format shows the text as something else.
            return "s", element.get(OFFICE + "string-value", _text(element))
        return "z", None

    def _serial(self, text):
        year, month, day, hour, minute, second = DATE.match(text).groups()
        seconds = int(hour or 0) * 3600 + int(minute or 0) * 60 + float(second or 0)
        return days(int(year), int(month), int(day)) - self.epoch + seconds / 86400


def _is_sheet(element, parents):
    return element.tag == TABLE + "table" and parents[-1].tag == OFFICE + "spreadsheet"


def _is_row(parents):
    """Whether the row is of the sheet itself, not of a table inside a drawing."""
    return not any(parent.tag in CELLS or parent.tag == TABLE + "shapes" for parent in parents)


def _days_of(text):
    sign, hours, minutes, seconds = DURATION.match(text).groups()
    return (int(hours) * 3600 + int(minutes) * 60 + float(seconds)) / 86400 * (-1 if sign else 1)


def days(year, month, day):
    """Days of the proleptic Gregorian calendar from 1 March of year 0, for any year."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year


def _text(element):
    return "\n".join("".join(_pieces(paragraph)) for paragraph in element.findall(TEXT + "p"))


def _pieces(element):
    """Text of a paragraph with white space as 6.1.2 and 6.1.3 write it."""
    if element.tag in NOT_TEXT:
        return
    if element.tag == TEXT + "s":
        yield " " * int(element.get(TEXT + "c", 1))
    elif element.tag == TEXT + "tab":
        yield "\t"
    elif element.tag == TEXT + "line-break":
        yield "\n"
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
