// Structural operations on every workbook of the corpus: cells and formulas stand where the edit
// puts them, and what it does not concern stays as it is.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "spreadsheet/edit/block_operation.h"
#include "spreadsheet/edit/line_operation.h"
#include "spreadsheet/edit/sheet_operation.h"
#include "spreadsheet/edit/style_operation.h"
#include "spreadsheet/edit/style_patch.h"
#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/xlsx/package.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else

struct Cell {
  std::string value;
  std::string formula;
  uint32_t style = 0;
  bool operator==(const Cell&) const = default;
};
using CellMap = std::map<CellRef, Cell>;

CellMap CellsOf(const Workbook& workbook, int sheet) {
  CellMap cells;
  const auto loaded = workbook.LoadSheet(sheet, {});
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  if (!loaded.ok()) return cells;
  (*loaded)->Visit(kWholeSheet, [&](const CellView& view) {
    cells[view.ref] = {Describe(view), (*loaded)->Formula(view.ref), view.style};
    return true;
  });
  return cells;
}

std::vector<std::string> NamesOf(const Workbook& workbook) {
  std::vector<std::string> names;
  for (const SheetInfo& sheet : workbook.sheets()) names.push_back(sheet.name);
  return names;
}

// What is different, in few words; empty when nothing is.
std::string Difference(const CellMap& expected, const CellMap& actual) {
  for (const auto& [ref, cell] : expected) {
    const auto found = actual.find(ref);
    if (found == actual.end()) return Concat(FormatCell(ref), " is missing");
    if (found->second.value != cell.value) {
      return Concat(FormatCell(ref), " is ", found->second.value, ", not ", cell.value);
    }
    if (found->second.formula != cell.formula) {
      return Concat(FormatCell(ref), " has =", found->second.formula, ", not =", cell.formula);
    }
    if (found->second.style != cell.style) {
      return Concat(FormatCell(ref), " has style ", found->second.style, ", not ", cell.style);
    }
  }
  return actual.size() == expected.size() ? "" : "there are more cells";
}

// The sheet's cells as the rewriter of one formula says they are after the edit.
CellMap Expected(const CellMap& before, int sheet, const StructuralRewriter& rewriter) {
  CellMap after;
  for (const auto& [ref, cell] : before) {
    const auto placed = rewriter.RewriteCell(sheet, ref);
    if (!placed.has_value()) continue;
    Cell moved = cell;
    if (!cell.formula.empty()) {
      moved.formula = rewriter.Rewrite(cell.formula, sheet, ref).value_or(cell.formula);
    }
    after[placed->cell] = std::move(moved);
  }
  return after;
}

// Members of the package before that stand in the one after with other bytes, or not at all.
std::vector<std::string> ChangedParts(const PackageBytes& before, const PackageBytes& after) {
  const auto old_package = Package::Open(before, {}, {});
  const auto new_package = Package::Open(after, {}, {});
  EXPECT_TRUE(old_package.ok() && new_package.ok());
  std::vector<std::string> changed;
  for (const std::string& part : (*old_package)->part_names()) {
    const auto old_bytes = (*old_package)->Read(part, {});
    if (!old_bytes.ok()) continue;  // damaged before
    if (!(*new_package)->Has(part)) {
      changed.push_back(part);
      continue;
    }
    const auto new_bytes = (*new_package)->Read(part, {});
    EXPECT_TRUE(new_bytes.ok()) << new_bytes.status();
    if (*old_bytes != *new_bytes) changed.push_back(part);
  }
  return changed;
}

// The middle of a sheet's used rows or columns: what is there moves, and ranges are cut.
std::optional<int32_t> Middle(const Workbook& workbook, int sheet, Axis axis) {
  const auto loaded = workbook.LoadSheet(sheet, {});
  if (!loaded.ok() || !(*loaded)->used_range().has_value()) return std::nullopt;
  const RangeRef used = *(*loaded)->used_range();
  if (axis == Axis::kRows) return (used.first.row + used.last.row + 1) / 2;
  return (used.first.column + used.last.column + 1) / 2;
}

// Whether every worksheet can be read: an edit whose references it cannot find is refused.
bool AllReadable(const OpenedFile& file) {
  size_t worksheets = 0;
  for (const SheetInfo& sheet : file.workbook->sheets()) {
    if (sheet.kind == SheetKind::kWorksheet) ++worksheets;
  }
  return !file.worksheets.empty() && file.worksheets.size() == worksheets;
}

class OperationCorpusTest : public testing::TestWithParam<int> {};

TEST_P(OperationCorpusTest, LinesMoveEveryCellAndEveryReference) {
  int applied = 0;
  int turn = 0;
  ForEachWorkbook(
      [&](const OpenedFile& file) {
        if (!AllReadable(file)) return;
        const int sheet = file.worksheets[static_cast<size_t>(applied) % file.worksheets.size()];
        const std::vector<std::string> names = NamesOf(*file.workbook);
        for (const Axis axis : {Axis::kRows, Axis::kColumns}) {
          const auto middle = Middle(*file.workbook, sheet, axis);
          if (!middle.has_value()) continue;
          const bool insert = ++turn % 2 == 0;
          const LineOperation operation({.sheet_name = names[static_cast<size_t>(sheet)],
                                         .axis = axis,
                                         .insert = insert,
                                         .first = *middle,
                                         .count = 2});
          const auto after = ApplyOperation(*file.workbook, operation, {});
          if (!after.ok()) {
            // Refused for a reason of its own: arrays, tables.
            EXPECT_EQ(after.status().code(), absl::StatusCode::kFailedPrecondition)
                << after.status();
            continue;
          }
          ++applied;
          StructuralEdit edit = InsertLines{sheet, axis, *middle, 2};
          if (!insert) edit = DeleteLines{sheet, axis, *middle, 2};
          const StructuralRewriter rewriter(edit, names);
          const auto features = file.workbook->LoadFeatures(sheet, {});
          const bool tables = features.ok() && !(*features)->tables.empty();
          for (const int other : file.worksheets) {
            if (tables && axis == Axis::kColumns) continue;  // columns of tables come and go
            EXPECT_EQ(Difference(Expected(CellsOf(*file.workbook, other), other, rewriter),
                                 CellsOf(**after, other)),
                      "")
                << "sheet " << other << (insert ? " inserted at " : " deleted at ") << *middle
                << (axis == Axis::kRows ? " rows of " : " columns of ") << sheet;
          }
          const PackageBytes written = Write(*after);
          const WorkbookPtr again = Open(written);
          ASSERT_NE(again, nullptr);
          for (const int other : file.worksheets) {
            EXPECT_EQ(Difference(CellsOf(**after, other), CellsOf(*again, other)), "");
          }
          for (const std::string& part : ChangedParts(file.bytes, written)) {
            EXPECT_TRUE(part.find("theme") == std::string::npos &&
                        part.find("media") == std::string::npos &&
                        part.find("styles") == std::string::npos &&
                        (tables || part.find("sharedStrings") == std::string::npos) &&
                        part.find("vbaProject") == std::string::npos)
                << part << " changed";
          }
        }
      },
      GetParam(), 4);
  EXPECT_GT(applied, 60);
}

// A block in the middle of a sheet's used range; nullopt when that is small.
std::optional<RangeRef> MiddleBlock(const Workbook& workbook, int sheet) {
  const auto row = Middle(workbook, sheet, Axis::kRows);
  const auto column = Middle(workbook, sheet, Axis::kColumns);
  if (!row.has_value() || *row < 3 || *column < 2) return std::nullopt;
  return RangeRef{{*row - 1, *column - 1}, {*row, *column}};
}

TEST_P(OperationCorpusTest, BlocksMoveTheirCellsAndEveryReference) {
  int applied = 0;
  int turn = 0;
  ForEachWorkbook(
      [&](const OpenedFile& file) {
        if (!AllReadable(file)) return;
        const int sheet = file.worksheets[static_cast<size_t>(applied) % file.worksheets.size()];
        const std::vector<std::string> names = NamesOf(*file.workbook);
        const auto block = MiddleBlock(*file.workbook, sheet);
        if (!block.has_value()) return;
        ++turn;
        const Axis shift = turn % 2 == 0 ? Axis::kRows : Axis::kColumns;
        for (const BlockKind kind : {BlockKind::kInsert, BlockKind::kDelete, BlockKind::kMove}) {
          const BlockChange change{.kind = kind,
                                   .sheet_name = names[static_cast<size_t>(sheet)],
                                   .block = *block,
                                   .shift = shift,
                                   .anchor = {1, block->last.column + 1}};
          const auto after = ApplyOperation(*file.workbook, BlockOperation(change), {});
          if (!after.ok()) {
            EXPECT_EQ(after.status().code(), absl::StatusCode::kFailedPrecondition)
                << after.status();
            continue;
          }
          ++applied;
          const auto edit = BlockEdit(change, sheet, sheet, file.workbook->defined_names());
          ASSERT_TRUE(edit.ok());
          const StructuralRewriter rewriter(*edit, names);
          const WorkbookPtr again = Open(Write(*after));
          ASSERT_NE(again, nullptr);
          for (const int other : file.worksheets) {
            const CellMap cells = CellsOf(**after, other);
            EXPECT_EQ(Difference(Expected(CellsOf(*file.workbook, other), other, rewriter), cells),
                      "")
                << "sheet " << other << ", " << FormatRange(*block) << " of " << sheet << ", kind "
                << static_cast<int>(kind) << (shift == Axis::kRows ? " rows" : " columns");
            EXPECT_EQ(Difference(cells, CellsOf(*again, other)), "");
          }
        }
      },
      GetParam(), 4);
  EXPECT_GT(applied, 60);
}

TEST_P(OperationCorpusTest, WhatIsInsertedAndDeletedAgainLeavesTheCellsAsTheyWere) {
  int applied = 0;
  ForEachWorkbook(
      [&](const OpenedFile& file) {
        if (!AllReadable(file)) return;
        const int sheet = file.worksheets[static_cast<size_t>(applied) % file.worksheets.size()];
        const auto middle = Middle(*file.workbook, sheet, Axis::kRows);
        if (!middle.has_value()) return;
        LineChange change{.sheet_name = file.workbook->sheets()[static_cast<size_t>(sheet)].name,
                          .first = *middle,
                          .count = 3};
        const auto inserted = ApplyOperation(*file.workbook, LineOperation(change), {});
        if (!inserted.ok()) return;
        change.insert = false;
        const auto deleted = ApplyOperation(**inserted, LineOperation(change), {});
        ASSERT_TRUE(deleted.ok()) << deleted.status();
        ++applied;
        for (const int other : file.worksheets) {
          EXPECT_EQ(Difference(CellsOf(*file.workbook, other), CellsOf(**deleted, other)), "");
        }
      },
      GetParam(), 4);
  EXPECT_GT(applied, 40);
}

TEST_P(OperationCorpusTest, SheetsAreRenamedAndMovedUnderTheirFormulas) {
  int applied = 0;
  ForEachWorkbook(
      [&](const OpenedFile& file) {
        if (!AllReadable(file)) return;
        const int sheet = file.worksheets.front();
        const std::vector<std::string> names = NamesOf(*file.workbook);
        const std::string name = "It's new (1)";
        const auto renamed = ApplyOperation(
            *file.workbook, RenameSheetOperation(names[static_cast<size_t>(sheet)], name), {});
        ASSERT_TRUE(renamed.ok()) << renamed.status();
        const StructuralRewriter rewriter(RenameSheet{sheet, name}, names);
        for (const int other : file.worksheets) {
          EXPECT_EQ(Difference(Expected(CellsOf(*file.workbook, other), other, rewriter),
                               CellsOf(**renamed, other)),
                    "");
        }
        const int last = static_cast<int>(names.size()) - 1;
        const auto moved = ApplyOperation(**renamed, MoveSheetOperation(name, last), {});
        ASSERT_TRUE(moved.ok()) << moved.status();
        EXPECT_EQ((*moved)->sheets().back().name, name);
        const WorkbookPtr again = Open(Write(*moved));
        ASSERT_NE(again, nullptr);
        EXPECT_EQ(CellsOf(*again, last).size(), CellsOf(*file.workbook, sheet).size());
        if (last > 0) {
          const auto deleted = ApplyOperation(**moved, DeleteSheetOperation(name), {});
          if (deleted.ok()) {
            EXPECT_EQ((*deleted)->sheets().size(), names.size() - 1);
            EXPECT_NE(Open(Write(*deleted)), nullptr);
          } else {
            EXPECT_EQ(deleted.status().code(), absl::StatusCode::kFailedPrecondition);
          }
        }
        ++applied;
      },
      GetParam(), 4);
  EXPECT_GT(applied, 50);
}

TEST_P(OperationCorpusTest, ACopyIsItsSheetAndChangesNoOtherPart) {
  int copied = 0;
  ForEachWorkbook(
      [&](const OpenedFile& file) {
        if (file.worksheets.empty()) return;
        const int sheet = file.worksheets.front();
        const std::string& name = file.workbook->sheets()[static_cast<size_t>(sheet)].name;
        const std::string copy = "It's a copy (1)";
        const auto after = ApplyOperation(*file.workbook, CopySheetOperation(name, copy, {}), {});
        if (!after.ok()) {
          // Refused for a reason of its own: controls, objects, slicers.
          EXPECT_EQ(after.status().code(), absl::StatusCode::kFailedPrecondition) << after.status();
          return;
        }
        ++copied;
        const PackageBytes written = Write(*after);
        const WorkbookPtr again = Open(written);
        ASSERT_NE(again, nullptr);
        ASSERT_EQ(again->sheets()[static_cast<size_t>(sheet) + 1].name, copy);
        const StructuralRewriter rewriter(RenameSheet{sheet, copy, /*spans=*/false},
                                          NamesOf(*file.workbook));
        const CellMap before = CellsOf(*file.workbook, sheet);
        EXPECT_EQ(Difference(before, CellsOf(*again, sheet)), "");
        const auto features = again->LoadFeatures(sheet + 1, {});
        ASSERT_TRUE(features.ok()) << features.status();
        EXPECT_TRUE(again->LoadObjects(sheet + 1, {}).ok());
        // Formulas name tables of the copy by their new names.
        if ((*features)->tables.empty()) {
          EXPECT_EQ(Difference(Expected(before, sheet, rewriter), CellsOf(*again, sheet + 1)), "");
        }
        for (const std::string& part : ChangedParts(file.bytes, written)) {
          EXPECT_TRUE(part.ends_with("workbook.xml") || part.ends_with("workbook.xml.rels") ||
                      part.ends_with("calcChain.xml") || part == "[Content_Types].xml")
              << part << " changed";
        }
      },
      GetParam(), 4);
  EXPECT_GT(copied, 50);
}

TEST_P(OperationCorpusTest, LooksChangeNoValue) {
  int applied = 0;
  StylePatch patch;
  patch.bold = true;
  patch.fill_color = ParseStyleColor("DDEBF7");
  patch.borders.push_back({BorderPlace::kOutline, "thin", std::nullopt});
  const std::vector<RangeRef> ranges = {*ParseRange("B2:D9"), *ParseRange("C:C"),
                                        *ParseRange("5:6")};
  ForEachWorkbook(
      [&](const OpenedFile& file) {
        if (!AllReadable(file)) return;
        const int sheet = file.worksheets[static_cast<size_t>(applied) % file.worksheets.size()];
        const std::string& name = file.workbook->sheets()[static_cast<size_t>(sheet)].name;
        const auto after = ApplyOperation(*file.workbook, StyleOperation(name, ranges, patch), {});
        ASSERT_TRUE(after.ok()) << after.status();
        ++applied;
        const PackageBytes written = Write(*after);
        const WorkbookPtr again = Open(written);
        ASSERT_NE(again, nullptr);
        const auto styles_before = file.workbook->LoadCellStyles({});
        const auto styles = again->LoadCellStyles({});
        ASSERT_TRUE(styles_before.ok() && styles.ok()) << styles.status();
        for (const int other : file.worksheets) {
          CellMap expected = CellsOf(*file.workbook, other);
          CellMap actual = CellsOf(*again, other);
          for (auto& [ref, cell] : expected) {
            const bool inside =
                std::any_of(ranges.begin(), ranges.end(),
                            [&, at = ref](const RangeRef& range) { return range.Contains(at); });
            if (other != sheet || !inside) continue;
            EXPECT_TRUE((*styles)->at(actual[ref].style).font.bold) << FormatCell(ref);
            EXPECT_EQ((*styles)->at(actual[ref].style).number_format,
                      (*styles_before)->at(cell.style).number_format);
            cell.style = actual[ref].style;
          }
          EXPECT_EQ(Difference(expected, actual), "") << "sheet " << other;
        }
        EXPECT_LE(ChangedParts(file.bytes, written).size(), 4u);
      },
      GetParam(), 4);
  EXPECT_GT(applied, 50);
}

INSTANTIATE_TEST_SUITE_P(Parts, OperationCorpusTest, testing::Range(0, 4));

}  // namespace
}  // namespace sheetgate::tests
