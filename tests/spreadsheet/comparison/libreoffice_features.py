"""What a workbook has besides cells: ours against LibreOffice's reading.

OpenDocument says these things in other words, so what they apply to is compared: names and their scope, tables and
their ranges, the ranges of conditional formats, the number of cells with a validation.
"""

from openpyxl.utils.cell import range_boundaries

# Of these LibreOffice makes print ranges and filters (18.2.5).
BUILT_IN = "_xlnm."
# Database ranges that LibreOffice makes of filters outside tables.
ANONYMOUS = "__Anonymous_"


def compare(ours, theirs, differences):
    names = [(name["name"], ours.sheets[name["sheet"]].name if name["sheet"] >= 0 else None)
             for name in ours.info["names"] if not name["name"].startswith(BUILT_IN)]
    differences.compare_sets("", "name", names,
                             [name for name in theirs.names if not name[0].startswith(BUILT_IN)])
    tables = [(table["name"], sheet.name, table["range"])
              for sheet in ours.sheets for table in sheet.info.get("tables", ())]
    differences.compare_sets("", "table", tables,
                             [table for table in theirs.tables if not table[0].startswith(ANONYMOUS)])


def compare_sheet(sheet, other, differences):
    formats = sorted({cells for item in sheet.info["conditional_formats"] for cells in item["ranges"]})
    differences.compare_sets(sheet.name, "conditional-format", formats, sorted(set(other.conditional_formats)))
    validated = sum(_size(cells) for item in sheet.info["validations"] for cells in item["ranges"])
    differences.compared["cells with a validation"] += validated
    if validated != other.validated:
        differences.add(sheet.name, "validation", "sheet", validated, other.validated)


def _size(cells):
    left, top, right, bottom = range_boundaries(cells)
    return ((right or 16384) - (left or 1) + 1) * ((bottom or 1048576) - (top or 1) + 1)
