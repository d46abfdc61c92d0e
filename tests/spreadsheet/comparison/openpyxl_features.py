"""What a workbook has besides cells: ours against openpyxl's reading."""

import re

QUOTED_OR_COMMA = re.compile(r"'(?:[^']|'')*'|,")
# Kinds whose cause is checked here: what openpyxl does in every workbook.
CHECKED = {"conditional-format-extension", "filter-name", "validation-extension"}
PRINT_NAMES = ("_xlnm.Print_Area", "_xlnm.Print_Titles")


def compare_names(ours, theirs, differences):
    mine = set()
    for name in ours.info["names"]:
        scope = name["sheet"] if name["sheet"] >= 0 else None
        if name["name"] == "_xlnm._FilterDatabase":
            differences.add("", "filter-name", name["name"], name["refers_to"], None)
        elif name["name"] in PRINT_NAMES:
            _compare_print_name(ours, name, theirs, differences)
        else:
            differences.compared["names"] += 1
            mine.add((name["name"], scope, name["refers_to"], name["hidden"]))
    their = {(name.name, name.localSheetId, name.attr_text or "", bool(name.hidden))
             for name in theirs.defined_names.definedName}
    for name in sorted(mine - their, key=repr):
        differences.add("", "name", name[0], name, None)
    for name in sorted(their - mine, key=repr):
        differences.add("", "name", name[0], None, name)


def _compare_print_name(ours, name, theirs, differences):
    """openpyxl takes print areas and titles out of the names and keeps only their cells."""
    if name["sheet"] < 0:
        return differences.add("", "print-name-without-sheet", name["name"], name["refers_to"], None)
    differences.compared["names"] += 1
    sheet = theirs._sheets[name["sheet"]]
    mine = sorted(_cells_of(name["refers_to"]))
    if name["name"] == "_xlnm.Print_Area":
        their = sheet.print_area or []
        their = [their] if isinstance(their, str) else their
        their = [cells for item in their for cells in item.split(",")]
    else:
        their = [part for part in (sheet.print_title_rows, sheet.print_title_cols) if part]
    their = sorted(cells.replace("$", "") for cells in their)
    if mine != their:
        differences.add(ours.sheets[name["sheet"]].name, "print-name", name["name"], name["refers_to"], their)


def _cells_of(reference):
    """"'A, B'!$A$1:$B$2,'A, B'!$D$1" -> ["A1:B2", "D1"]."""
    parts, begin = [], 0
    for match in QUOTED_OR_COMMA.finditer(reference):
        if match.group() == ",":
            parts.append(reference[begin:match.start()])
            begin = match.end()
    parts.append(reference[begin:])
    return [part.rsplit("!", 1)[-1].replace("$", "") for part in parts]


def compare_sheet(sheet, worksheet, differences):
    info = sheet.info
    differences.compare_sets(sheet.name, "merge", info["merges"], map(str, worksheet.merged_cells.ranges))
    differences.compare_sets(sheet.name, "table", map(_our_table, info["tables"]),
                             map(_their_table, worksheet.tables.values()))
    _compare_extensible(sheet.name, "validation", info["validations"], _our_validation,
                        map(_their_validation, worksheet.data_validations.dataValidation), differences)
    _compare_extensible(sheet.name, "conditional-format", _rules(info["conditional_formats"]), _our_rule,
                        _their_rules(worksheet), differences)


def _compare_extensible(sheet, kind, ours, convert, theirs, differences):
    """openpyxl drops what stands in extension lists, so that is counted apart."""
    ours = list(ours)
    for item in ours:
        if item["extension"]:
            differences.add(sheet, f"{kind}-extension", "sheet", convert(item), None)
    differences.compare_sets(sheet, kind, [convert(item) for item in ours if not item["extension"]], theirs)


def _our_table(table):
    columns = tuple((column["name"], column["formula"], column["totals_function"], column["totals_label"],
                     column["totals_formula"]) for column in table["columns"])
    return (table["name"], table["range"], table["header_rows"], table["totals_rows"], table["style"], columns)


def _their_table(table):
    def formula(item):
        return (item.attr_text or "") if item else ""
    columns = tuple((column.name, formula(column.calculatedColumnFormula), column.totalsRowFunction or "",
                     column.totalsRowLabel or "", formula(column.totalsRowFormula)) for column in table.tableColumns)
    style = table.tableStyleInfo.name if table.tableStyleInfo else None
    return (table.displayName, table.ref, 1 if table.headerRowCount is None else table.headerRowCount,
            table.totalsRowCount or 0, style or "", columns)


def _ranges(ranges):
    return tuple(sorted(ranges))


def _our_validation(item):
    return (item["type"], item["operator"], _ranges(item["ranges"]), item["formula1"], item["formula2"],
            item["allow_blank"], item["show_input"], item["show_error"], item["hide_dropdown"], item["error_style"],
            item["prompt_title"], item["prompt"], item["error_title"], item["error"])


def _their_validation(item):
    return (item.type or "none", item.operator or "between", _ranges(str(item.sqref).split()), item.formula1 or "",
            item.formula2 or "", bool(item.allowBlank), bool(item.showInputMessage), bool(item.showErrorMessage),
            bool(item.showDropDown), item.errorStyle or "stop", item.promptTitle or "", item.prompt or "",
            item.errorTitle or "", item.error or "")


def _rules(formats):
    for item in formats:
        for rule in item["rules"]:
            yield {**rule, "ranges": item["ranges"], "extension": item["extension"]}


def _our_rule(rule):
    return (_ranges(rule["ranges"]), rule["type"], rule["operator"], rule["text"], rule["period"],
            tuple(rule["formulas"]), rule["priority"], rule["format"], rule["stop"])


def _their_rules(worksheet):
    for item in worksheet.conditional_formatting:
        for rule in item.rules:
            yield (_ranges(str(item.sqref).split()), rule.type, rule.operator or "", rule.text or "",
                   rule.timePeriod or "", tuple(rule.formula), rule.priority, rule.dxfId, bool(rule.stopIfTrue))
