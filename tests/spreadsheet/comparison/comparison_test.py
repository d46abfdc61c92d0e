#!/usr/bin/python3
"""The comparison itself: it sees each kind of difference, and the table lets none through.

Usage: comparison_test.py WORKBOOK_DUMP
"""

import datetime
import json
import os
import pathlib
import sys
import tempfile
import unittest

os.environ["OPENPYXL_LXML"] = "False"

import openpyxl  # noqa: E402
from openpyxl.formatting.rule import CellIsRule  # noqa: E402
from openpyxl.workbook.defined_name import DefinedName  # noqa: E402
from openpyxl.worksheet.datavalidation import DataValidation  # noqa: E402
from openpyxl.worksheet.table import Table as ExcelTable  # noqa: E402

import compare_libreoffice  # noqa: E402
import compare_openpyxl  # noqa: E402
import compare_structure  # noqa: E402
import corpus  # noqa: E402
import fods  # noqa: E402
import isolated  # noqa: E402
from ledger import Differences, Table  # noqa: E402
from references import random_cells  # noqa: E402

DUMP = None


def sample(path):
    """A workbook with one of everything that is compared."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Data"
    for row in (["Item", "Price"], ["tea", 1.25], ["coffee", 0.1]):
        sheet.append(row)
    sheet["A5"] = True
    sheet["A6"] = datetime.datetime(2026, 1, 31, 12)
    sheet["A7"] = "=SUM(B2:B3)"
    sheet["A8"] = "#N/A"
    sheet.merge_cells("D1:E2")
    sheet.add_table(ExcelTable(displayName="Prices", ref="A1:B3"))
    validation = DataValidation(type="whole", operator="between", formula1="1", formula2="9")
    validation.add("C1:C9")
    sheet.add_data_validation(validation)
    sheet.conditional_formatting.add("B2:B3", CellIsRule(operator="greaterThan", formula=["1"]))
    workbook.defined_names.append(DefinedName("Rate", attr_text="Data!$B$2"))
    workbook.create_sheet("Hidden").sheet_state = "hidden"
    workbook.save(path)


class OpenpyxlComparisonTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sheetgate-comparison-")
        self.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "sample.xlsx")
        self.dump = os.path.join(directory.name, "sample.jsonl")
        sample(self.path)
        corpus.run_dump(DUMP, [], [(self.path, self.dump)])
        self.lines = [json.loads(line) for line in pathlib.Path(self.dump).read_text("utf-8").splitlines()]

    def kinds(self):
        pathlib.Path(self.dump).write_text("".join(json.dumps(line) + "\n" for line in self.lines), "utf-8")
        return sorted(kind for _, kind in compare_openpyxl.compare((self.path, self.dump)).counts)

    def cell(self, reference):
        return next(line for line in self.lines if isinstance(line, list) and line[0] == reference)

    def sheet(self):
        return next(line for line in self.lines if isinstance(line, dict) and line.get("name") == "Data")

    def test_equal_readings_have_no_difference(self):
        self.assertEqual(self.kinds(), [])

    def test_every_kind_of_value_is_compared(self):
        for reference, value in (("B3", 0.10000000000000002), ("A2", "Tea"), ("A5", False), ("A6", 46053.51),
                                 ("A8", "#REF!")):
            with self.subTest(reference):
                line = self.cell(reference)
                stored, line[2] = line[2], value
                self.assertEqual(self.kinds(), ["value"])
                line[2] = stored

    def test_a_lost_cell_is_seen(self):
        self.lines.remove(self.cell("B3"))
        self.assertEqual(self.kinds(), ["value"])

    def test_an_invented_cell_is_seen(self):
        self.lines.insert(self.lines.index(self.cell("B3")), ["Z9", "n", 1.0, 0])
        self.assertEqual(self.kinds(), ["value"])

    def test_text_that_looks_like_a_number_is_not_a_number(self):
        self.cell("B3")[1:3] = ["s", "0.1"]
        self.assertEqual(self.kinds(), ["value"])

    def test_date_formats_are_compared(self):
        self.cell("A6")[3] = 0
        self.assertEqual(self.kinds(), ["date-flag"])

    def test_formulas_are_compared(self):
        line = self.cell("A7")
        line[5] = "SUM(B2:B4)"
        self.assertEqual(self.kinds(), ["formula-text"])
        line[4] = "array"
        self.assertEqual(self.kinds(), ["array-range"])
        del line[4:]
        self.assertEqual(self.kinds(), ["formula"])

    def test_what_stands_besides_cells_is_compared(self):
        changes = {
            "merge": lambda sheet: sheet["merges"].append("G1:H1"),
            "table": lambda sheet: sheet["tables"][0]["columns"][1].update(name="Cost"),
            "validation": lambda sheet: sheet["validations"][0].update(formula2="8"),
            "conditional-format": lambda sheet: sheet["conditional_formats"][0]["rules"][0].update(priority=7),
            "visibility": lambda sheet: sheet.update(visibility="hidden"),
        }
        for kind, change in changes.items():
            with self.subTest(kind):
                stored = json.dumps(self.sheet())
                change(self.sheet())
                self.assertEqual(self.kinds(), [kind])
                self.lines[self.lines.index(self.sheet())] = json.loads(stored)

    def test_names_and_sheets_are_compared(self):
        self.lines[0]["names"][0]["refers_to"] = "Data!$B$3"
        self.assertEqual(self.kinds(), ["name"])
        self.lines[0]["names"][0]["refers_to"] = "Data!$B$2"
        self.sheet()["name"] = "Other"
        self.assertEqual(self.kinds(), ["sheet-list"])

    def test_a_refused_file_is_seen(self):
        self.lines = [{"refused": "FILE_CORRUPT", "message": "damaged"}]
        self.assertEqual(self.kinds(), ["only-openpyxl-opens-FILE_CORRUPT"])


FLAT = """<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
<office:body><office:spreadsheet><table:table table:name="Data" table:style-name="ta1">
<table:table-row table:number-rows-repeated="2">
<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1.5"/>
<table:table-cell table:number-columns-spanned="2" office:value-type="date" office:date-value="2026-01-31T12:00:00"/>
<table:covered-table-cell/></table:table-row>
<table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p>
<text:p>c</text:p></table:table-cell><table:table-cell table:formula="of:=1/0" office:value-type="string"
 office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
</table:table><table:table table:name="Hidden" table:style-name="ta2"/>
<table:named-expressions><table:named-range table:name="Rate"/></table:named-expressions>
</office:spreadsheet></office:body></office:document>"""


class LibreOfficeComparisonTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sheetgate-comparison-")
        self.addCleanup(directory.cleanup)
        self.flat = os.path.join(directory.name, "flat.fods")
        self.dump = os.path.join(directory.name, "flat.jsonl")
        pathlib.Path(self.flat).write_text(FLAT, "utf-8")
        nothing = {"merges": [], "tables": [], "validations": [], "conditional_formats": [], "kind": "worksheet"}
        self.lines = [
            {"names": [{"name": "Rate", "refers_to": "Data!$A$1", "sheet": -1}]},
            {**nothing, "sheet": 0, "name": "Data", "visibility": "visible", "merges": ["C1:D1", "C2:D2"]},
            *([f"{column}{row}", "n", 1.5, 0] for row in (1, 2) for column in "AB"),
            ["C1", "n", 46053.5, 1], ["C2", "n", 46053.5, 1], ["B3", "s", "a  b\nc", 0],
            ["C3", "e", "#DIV/0!", 0, "normal", "1/0"],
            {**nothing, "sheet": 1, "name": "Hidden", "visibility": "hidden"},
        ]

    def kinds(self):
        pathlib.Path(self.dump).write_text("".join(json.dumps(line) + "\n" for line in self.lines), "utf-8")
        return sorted(kind for _, kind in compare_libreoffice.compare((self.dump, self.flat)).counts)

    def test_repeated_cells_dates_texts_and_errors_are_read(self):
        self.assertEqual(self.kinds(), [])

    def test_differences_are_seen(self):
        for index, position, value, kind in ((2, 2, 1.5000000000001, "value"), (6, 2, 46053.50001, "value"),
                                             (8, 2, "a b\nc", "value"), (9, 2, "#REF!", "recalculated-error")):
            with self.subTest(value):
                stored, self.lines[index][position] = self.lines[index][position], value
                self.assertEqual(self.kinds(), [kind])
                self.lines[index][position] = stored
        self.lines[1]["merges"].pop()
        self.lines[1]["visibility"] = "hidden"
        self.lines[0]["names"] = []
        self.assertEqual(self.kinds(), ["merge", "name", "visibility"])

    def test_dependents_of_chance_are_followed(self):
        self.lines += [["A9", "n", 0.5, 0, "normal", "RAND()"], ["B9", "n", 1.0, 0, "normal", "Data!A9*2"],
                       ["C9", "n", 1.0, 0, "normal", "SUM(B8:B10)"], ["D9", "n", 1.0, 0, "normal", "Data!B1"]]
        self.kinds()
        found = random_cells(corpus.Workbook(self.dump))
        self.assertEqual(found, {("Hidden", "A9")})  # Data!A9 is another cell
        self.lines[-3][5] = "A9*2"
        self.kinds()
        found = random_cells(corpus.Workbook(self.dump))
        self.assertEqual(found, {("Hidden", cell) for cell in ("A9", "B9", "C9")})

    def test_addresses_of_ranges(self):
        self.assertEqual(fods.ranges("$'A b'.$A$1:.$B$2 C.D4:C.D4"), [("A b", "A1:B2"), ("C", "D4")])


class StructureComparisonTest(unittest.TestCase):
    OPERATION = compare_structure.Operation("insert_rows", "Data", ("insert_rows", "Data", "2", "2"), (1, 0, 2, 0))
    THEIRS = compare_structure.Reading({"Data": {(0, 0): "=B4", (5, 1): "=SUM(A1:A5)"}}, {("", "Rate"): "$Data.$B$4"})

    def kinds(self, mine, theirs=THEIRS):
        differences = Differences()
        compare_structure.compare(self.OPERATION, self.THEIRS, mine, theirs, differences)
        return sorted(differences.counts)

    def test_equal_results_have_no_difference(self):
        self.assertEqual(self.kinds(self.THEIRS), [])

    def test_differences_are_seen(self):
        formulas, names = self.THEIRS
        other = {"Data": {(0, 0): "=B2", (6, 1): "=SUM(A1:A5)"}}
        mine = compare_structure.Reading(other, names)
        self.assertEqual(self.kinds(mine), [("Data", "insert_rows-formula")])
        self.assertEqual(self.kinds(compare_structure.Reading(formulas, {})), [("", "insert_rows-name")])
        refused = {"refused": "STRUCTURE_CONFLICT", "message": "no"}
        self.assertEqual(self.kinds(refused, mine), [("Data", "insert_rows-refused-STRUCTURE_CONFLICT")])
        self.assertEqual(self.kinds(self.THEIRS, None), [("Data", "insert_rows-only-engine")])
        for nothing_done in (None, self.THEIRS):
            self.assertEqual(self.kinds(refused, nothing_done), [])

    def test_lost_references_are_one_whatever_they_are_called(self):
        for text in ("A#REF!", "#REF!2", "$A$#REF!", "#REF!2:#REF!5", "#REF!"):
            self.assertEqual(compare_structure.normal(f"=SUM({text};B1)"), "=SUM(#REF!;B1)")


class TableTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sheetgate-comparison-")
        self.addCleanup(directory.cleanup)
        self.path = pathlib.Path(directory.name) / "expected.json"
        explanation = {"right": "both", "why": "reason"}
        self.content = {"explanations": {"rule": explanation, "case": explanation},
                        "differences": {"a.xlsx": {"S": {"rule": 2, "value": [1, "case"]}}}, "equal": ["b.xlsx"]}
        self.found = Differences()
        for _ in range(2):
            self.found.add("S", "rule", "A1", 1, 2)
        self.found.add("S", "value", "A2", 1, 2)

    def problems(self, **files):
        self.path.write_text(json.dumps(self.content), "utf-8")
        return Table(self.path, {"rule"}).check({"a.xlsx": self.found, "b.xlsx": Differences(), **files})

    def one(self, kind):
        differences = Differences()
        differences.add("S", kind, "A1", 1, 2)
        return differences

    def test_explained_differences_pass(self):
        self.assertEqual(self.problems(), [])

    def test_other_counts_fail(self):
        self.found.add("S", "rule", "A3", 1, 2)
        self.assertIn("3 instead of 2", self.problems()[0])

    def test_differences_without_explanation_fail(self):
        self.found.add("S", "formula", "A3", 1, 2)
        self.assertIn("not explained", self.problems()[0])
        del self.content["explanations"]["case"]
        self.assertEqual(len(self.problems()), 2)

    def test_what_no_longer_occurs_fails(self):
        del self.found.counts["S", "value"]
        problems = self.problems()
        self.assertIn("no longer occurs", problems[0])
        self.assertIn("explains nothing", problems[1])

    def test_known_files_may_have_nothing_new(self):
        self.assertIn("new", self.problems(**{"b.xlsx": self.one("rule")})[0])

    def test_unknown_files_may_have_checked_kinds_only(self):
        self.assertEqual(self.problems(**{"c.xlsx": self.one("rule")}), [])
        self.assertIn("not explained", self.problems(**{"c.xlsx": self.one("value")})[0])

    def test_recording_keeps_explanations(self):
        self.found.add("S", "rule", "A3", 1, 2)
        self.problems()
        files = {"a.xlsx": self.found, "b.xlsx": Differences()}
        Table(self.path, {"rule"}).record(files)
        self.assertEqual(Table(self.path, {"rule"}).check(files), [])
        self.assertEqual(json.loads(self.path.read_text("utf-8"))["differences"],
                         {"a.xlsx": {"S": {"rule": 3, "value": [1, "case"]}}})


def crash(item):
    if item == "loop":
        while True:
            pass
    if item == "grow":
        return bytearray(1 << 40)
    if item == "raise":
        raise ValueError("no")
    if item == "die":
        os.kill(os.getpid(), 11)
    return item


class IsolatedTest(unittest.TestCase):
    def test_every_end_is_a_result(self):
        results = isolated.run(crash, ["good", "raise", "die", "grow", "loop"], [1, 2, 3, 4, 5], 1, 1 << 30)
        ends = [getattr(result, "reason", result) for result in results]
        self.assertEqual(ends, ["good", "ValueError", "signal 11", "out of memory", "timeout"])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    DUMP = sys.argv.pop(1)
    unittest.main()
