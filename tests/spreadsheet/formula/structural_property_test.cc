// Structural edits against a naive model of the grid, back and forth, and on the formulas of real
// workbooks.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/parser.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/xlsx/package.h"
#include "tests/spreadsheet/testing/corpus.h"

namespace sheetgate::spreadsheet {
namespace {

using CellSet = std::set<std::pair<int32_t, int32_t>>;

class Random {
 public:
  int32_t Between(int32_t low, int32_t high) {
    return low + static_cast<int32_t>(engine_() % static_cast<uint32_t>(high - low + 1));
  }
  RangeRef Range(int32_t most) {
    const int32_t top = Between(1, most), left = Between(1, most);
    return {{top, left}, {Between(top, most), Between(left, most)}};
  }

 private:
  std::mt19937 engine_{20260101};
};

CellSet CellsOf(const RangeRef& range) {
  CellSet cells;
  for (int32_t row = range.first.row; row <= range.last.row; ++row) {
    for (int32_t column = range.first.column; column <= range.last.column; ++column) {
      cells.emplace(row, column);
    }
  }
  return cells;
}

// The cells a formula that is one reference covers; empty for #REF!.
CellSet Covered(const std::string& formula) {
  CellSet cells;
  VisitReferences(formula, [&](const FormulaReference& reference) {
    if (const auto range = reference.Range()) cells = CellsOf(*range);
  });
  return cells;
}

// Where the edit puts a cell, from the definition of the edit alone.
std::optional<CellRef> NaiveCell(const StructuralEdit& edit, CellRef cell) {
  if (const auto* insert = std::get_if<InsertLines>(&edit)) {
    int32_t& line = insert->axis == Axis::kRows ? cell.row : cell.column;
    if (line >= insert->first) line += insert->count;
  } else if (const auto* remove = std::get_if<DeleteLines>(&edit)) {
    int32_t& line = remove->axis == Axis::kRows ? cell.row : cell.column;
    if (line >= remove->first && line < remove->first + remove->count) return std::nullopt;
    if (line >= remove->first) line -= remove->count;
  }
  return cell;
}

// What a reference covered it covers, and between that only what came in.
TEST(StructuralPropertyTest, ReferencesFollowTheirCells) {
  Random random;
  for (int i = 0; i < 20000; ++i) {
    const Axis axis = random.Between(0, 1) == 0 ? Axis::kRows : Axis::kColumns;
    const int32_t first = random.Between(1, 12), count = random.Between(1, 4);
    StructuralEdit edit = InsertLines{0, axis, first, count};
    if (random.Between(0, 1) == 0) edit = DeleteLines{0, axis, first, count};
    const StructuralRewriter rewriter(edit, {"S"});
    const RangeRef range = random.Range(10);
    const std::string formula = FormatRange(range);
    CellSet followed;
    for (const auto& [row, column] : CellsOf(range)) {
      const auto cell = NaiveCell(edit, {row, column});
      const auto placed = rewriter.RewriteCell(0, {row, column});
      ASSERT_EQ(cell.has_value(), placed.has_value());
      if (!cell) continue;
      ASSERT_EQ(placed->cell, *cell);
      followed.emplace(cell->row, cell->column);
    }
    const std::string after = rewriter.Rewrite(formula, 0).value_or(formula);
    const CellSet covered = Covered(after);
    if (followed.empty()) {
      ASSERT_EQ(after, "#REF!");
      continue;
    }
    // The smallest range around them, since what is inserted lies between.
    CellRef low{100, 100}, high{1, 1};
    for (const auto& [row, column] : followed) {
      low = {std::min(low.row, row), std::min(low.column, column)};
      high = {std::max(high.row, row), std::max(high.column, column)};
    }
    ASSERT_EQ(covered, CellsOf({low, high})) << formula << " " << after;
    const auto placed = rewriter.RewriteRange(0, range);
    ASSERT_TRUE(placed.has_value());
    ASSERT_EQ(placed->range, (RangeRef{low, high}));
  }
}

// Lists of ranges cover exactly what the cells of theirs became and what was inserted among them.
TEST(StructuralPropertyTest, PiecesOfRangesFollowTheirCells) {
  Random random;
  for (int i = 0; i < 20000; ++i) {
    const Axis shift = random.Between(0, 1) == 0 ? Axis::kRows : Axis::kColumns;
    StructuralEdit edit = DeleteCells{0, random.Range(8), shift};
    if (i % 2 == 0) {
      edit = MoveCells{.source = random.Range(8), .anchor = {random.Between(1, 9), 3}};
    }
    const StructuralRewriter rewriter(edit, {"S"});
    const RangeRef range = random.Range(8);
    CellSet followed;
    for (const auto& [row, column] : CellsOf(range)) {
      const auto placed = rewriter.RewriteCell(0, {row, column});
      if (placed) followed.emplace(placed->cell.row, placed->cell.column);
    }
    const auto placed = rewriter.RewriteRanges(0, {range});
    CellSet covered = placed ? CellSet{} : CellsOf(range);
    size_t cells = covered.size();
    for (const PlacedRange& piece : placed.value_or(std::vector<PlacedRange>{})) {
      cells += static_cast<size_t>(piece.range.cells());
      covered.merge(CellsOf(piece.range));
    }
    ASSERT_EQ(covered, followed) << FormatRange(range);
    ASSERT_EQ(cells, covered.size()) << "pieces overlap";
    const auto whole = rewriter.RewriteRange(0, range);
    if (!rewriter.Tears(0, range)) {
      ASSERT_EQ(whole ? CellsOf(whole->range) : CellSet{}, followed) << FormatRange(range);
    }
  }
}

std::string Unescaped(std::string text) {
  const std::array<std::pair<std::string_view, std::string_view>, 4> kEntities = {
      {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}}};
  for (const auto& [entity, character] : kEntities) {
    for (size_t at = 0; (at = text.find(entity, at)) != std::string::npos; at += 1) {
      text.replace(at, entity.size(), character);
    }
  }
  return text;
}

// Every different formula of the cells of the function workbooks.
std::set<std::string> CorpusFormulas() {
  std::set<std::string> formulas;
  for (const std::string& name : tests::CorpusFiles("functions")) {
    const auto package = Package::Open(tests::ReadCorpusFile(name).bytes, {}, {});
    if (!package.ok()) continue;
    for (const std::string& part : (*package)->part_names()) {
      if (part.find("worksheets/") == std::string::npos) continue;
      const auto xml = (*package)->Read(part, {});
      if (!xml.ok()) continue;
      for (size_t at = xml->find("</f>"); at != std::string::npos; at = xml->find("</f>", at + 1)) {
        const size_t begin = xml->rfind('>', at - 1) + 1;
        if (begin < at) formulas.insert(Unescaped(xml->substr(begin, at - begin)));
      }
    }
  }
  return formulas;
}

TEST(StructuralPropertyTest, RealFormulasComeBackAndStayFormulas) {
  const std::vector<std::string> sheets = {"Sheet1", "Sheet2"};
  const std::set<std::string> formulas = CorpusFormulas();
  EXPECT_GT(formulas.size(), 10000u);
  for (const Axis axis : {Axis::kRows, Axis::kColumns}) {
    const StructuralRewriter insert(InsertLines{0, axis, 2, 3}, sheets);
    const StructuralRewriter remove(DeleteLines{0, axis, 2, 3}, sheets);
    const StructuralRewriter rename(RenameSheet{0, "It's new"}, sheets);

    for (const std::string& formula : formulas) {
      // In the form references are written in anew.
      const std::string plain = ShiftFormula(formula, kMaxRow, kMaxColumn);
      if (!ParseFormula(plain).ok()) continue;
      const std::string there = insert.Rewrite(plain, 0).value_or(plain);
      ASSERT_TRUE(ParseFormula(there).ok()) << there;
      const bool at_edge =
          plain.find("1048576") != std::string::npos || plain.find("XFD") != std::string::npos;
      if (!at_edge) ASSERT_EQ(remove.Rewrite(there, 0).value_or(there), plain) << there;
      const std::string without = remove.Rewrite(plain, 0).value_or(plain);
      ASSERT_TRUE(ParseFormula(without).ok()) << plain << " " << without;
      const std::string renamed = rename.Rewrite(plain, 1).value_or(plain);
      ASSERT_TRUE(ParseFormula(renamed).ok()) << renamed;
    }
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
