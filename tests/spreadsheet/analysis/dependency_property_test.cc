// The graph against the plain meaning of formulas, cell by cell: in random workbooks, and in those
// of the corpus.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/analysis/circular_references.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/formula/references.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/formula_workbook.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::FormulaWorkbook;
using tests::WorkbookPtr;

using Edges = std::map<SheetCell, std::set<SheetCell>>;  // from a formula to what it reads

constexpr int kRows = 9;
constexpr int kColumns = 6;

// A random formula as it stands at `at`; filled formulas are the same text moved.
std::string RandomFormula(std::mt19937& random) {
  const auto number = [&](int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random);
  };
  const auto cell = [&] {
    return Concat(number(0, 3) == 0 ? "$" : "", ColumnName(number(1, kColumns)),
                  number(0, 3) == 0 ? "$" : "", number(1, kRows));
  };
  const auto sheet = [&]() -> std::string {
    const int which = number(0, 5);
    return which == 0 ? "Two!" : which == 1 ? "'Sheet 1'!" : "";
  };
  std::string formula;
  for (int i = number(1, 3); i > 0; --i) {
    if (!formula.empty()) formula += "+";
    switch (number(0, 4)) {
      case 0:
        formula += Concat("SUM(", sheet(), cell(), ":", cell(), ")");
        break;
      case 1:
        formula += Concat("SUM(", sheet(), "B:B,", number(1, kRows), ":", number(1, kRows), ")");
        break;
      case 2:
        formula += Concat("SUM('Sheet 1:Two'!", cell(), ")");
        break;
      default:
        formula += sheet() + cell();
    }
  }
  return formula;
}

WorkbookPtr RandomWorkbook(uint32_t seed) {
  std::mt19937 random(seed);
  FormulaWorkbook builder;
  for (const char* name : {"Sheet 1", "Two"}) {
    builder.Sheet(name);
    for (int column = 1; column <= kColumns; ++column) {
      const int kind = std::uniform_int_distribution<int>(0, 4)(random);
      if (kind == 0) {  // middle of the sheet, so that no member wraps
        builder.Shared(Concat(ColumnName(column), "3:", ColumnName(column), kRows),
                       RandomFormula(random));
        continue;
      }
      for (int row = 1; row <= kRows; ++row) {
        if (kind == 1) continue;
        const std::string address = Concat(ColumnName(column), row);
        if (kind == 2) {
          builder.Cell(address, "7");
        } else {
          builder.Cell(address, "=" + RandomFormula(random));
        }
      }
    }
  }
  return builder.Open();
}

// What a formula reads within the first rows and columns; false when it says more than plain
// references.
bool PlainReads(const Workbook& workbook, int sheet, const std::string& formula, int rows,
                int columns, std::set<SheetCell>* cells) {
  bool plain = true;
  VisitReferences(formula, [&](const FormulaReference& reference) {
    const auto range = reference.Range();
    if (!range.has_value() || !reference.current_workbook || reference.spills ||
        reference.computed) {
      plain = false;
      return;
    }
    int first = sheet, last = sheet;
    if (!reference.sheet.empty()) {
      const auto found = workbook.FindSheet(reference.sheet);
      plain &= found.ok();
      first = last = found.value_or(0);
    }
    if (!reference.last_sheet.empty()) last = workbook.FindSheet(reference.last_sheet).value_or(0);
    for (int at = std::min(first, last); at <= std::max(first, last); ++at) {
      for (int32_t row = range->first.row; row <= std::min(range->last.row, rows); ++row) {
        for (int32_t column = range->first.column; column <= std::min(range->last.column, columns);
             ++column) {
          cells->insert({at, {row, column}});
        }
      }
    }
  });
  return plain;
}

// The cells a formula cell reads, by the graph.
std::set<SheetCell> GraphReads(const DependencyGraph& graph, const SheetCell& cell, int rows,
                               int columns) {
  std::set<SheetCell> cells;
  graph.ForEachBlock(cell.sheet, {cell.cell, cell.cell}, [&](const FormulaBlock& part) {
    EXPECT_EQ(part.cells, (RangeRef{cell.cell, cell.cell}));
    for (const RelativeRange& reference : graph.References(part)) {
      RangeRef read;
      if (!graph.CellsRead(part, reference, &read)) continue;
      for (int32_t row = read.first.row; row <= std::min(read.last.row, rows); ++row) {
        for (int32_t column = read.first.column; column <= std::min(read.last.column, columns);
             ++column) {
          cells.insert({reference.sheet, {row, column}});
        }
      }
    }
    return true;
  });
  return cells;
}

std::set<SheetCell> GraphReaders(const DependencyGraph& graph, const SheetCell& cell) {
  std::set<SheetCell> readers;
  graph.ForEachReader(
      cell.sheet, {cell.cell, cell.cell}, [&](const FormulaBlock& part, const RelativeRange&) {
        for (int32_t row = part.cells.first.row; row <= part.cells.last.row; ++row) {
          for (int32_t column = part.cells.first.column; column <= part.cells.last.column;
               ++column) {
            readers.insert({part.sheet, {row, column}});
          }
        }
        return true;
      });
  return readers;
}

Edges PlainEdges(const WorkbookPtr& workbook) {
  Edges edges;
  for (int sheet = 0; sheet < 2; ++sheet) {
    const auto cells = tests::Load(workbook, sheet);
    cells->VisitFormulas(tests::kWholeSheet, [&](const FormulaView& formula) {
      std::set<SheetCell>& reads = edges[{sheet, formula.ref}];
      EXPECT_TRUE(
          PlainReads(*workbook, sheet, cells->Formula(formula.ref), kRows, kColumns, &reads));
      return true;
    });
  }
  return edges;
}

constexpr int kCells = 2 * kRows * kColumns;

int IndexOf(const SheetCell& cell) {
  return (cell.sheet * kRows + cell.cell.row - 1) * kColumns + cell.cell.column - 1;
}

// What each cell reads over any number of others: Warshall's transitive closure.
using Closure = std::array<std::bitset<kCells>, kCells>;
Closure ClosureOf(const Edges& edges) {
  Closure closure;
  for (const auto& [cell, reads] : edges) {
    for (const SheetCell& read : reads) closure[IndexOf(cell)].set(IndexOf(read));
  }
  for (int middle = 0; middle < kCells; ++middle) {
    for (auto& reached : closure) {
      if (reached.test(middle)) reached |= closure[middle];
    }
  }
  return closure;
}

// The cells that read `cell` and that it reads, if it reads itself.
std::set<SheetCell> ComponentOf(const Edges& edges, const Closure& closure, const SheetCell& cell) {
  std::set<SheetCell> component;
  for (const auto& [other, reads] : edges) {
    if (closure[IndexOf(cell)].test(IndexOf(other)) &&
        closure[IndexOf(other)].test(IndexOf(cell))) {
      component.insert(other);
    }
  }
  return component;
}

TEST(DependencyPropertyTest, RandomWorkbooksReadAsTheirFormulasSay) {
  for (uint32_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(seed);
    const WorkbookPtr workbook = RandomWorkbook(seed);
    const Edges edges = PlainEdges(workbook);
    ASSERT_OK_AND_ASSIGN(const auto graph, LoadDependencies(*workbook, {}));
    Edges readers;
    for (const auto& [cell, reads] : edges) {
      EXPECT_EQ(GraphReads(*graph, cell, kRows, kColumns), reads) << FormatCell(cell.cell);
      for (const SheetCell& read : reads) readers[read].insert(cell);
    }
    for (int sheet = 0; sheet < 2; ++sheet) {
      for (int32_t row = 1; row <= kRows; ++row) {
        for (int32_t column = 1; column <= kColumns; ++column) {
          const SheetCell cell{sheet, {row, column}};
          EXPECT_EQ(GraphReaders(*graph, cell), readers[cell]) << FormatCell(cell.cell);
        }
      }
    }
  }
}

TEST(DependencyPropertyTest, CirclesOfRandomWorkbooks) {
  int circular = 0;
  for (uint32_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(seed);
    const WorkbookPtr workbook = RandomWorkbook(seed);
    const Edges edges = PlainEdges(workbook);
    const Closure closure = ClosureOf(edges);
    std::set<std::set<SheetCell>> components;
    for (const auto& [cell, reads] : edges) {
      const std::set<SheetCell> component = ComponentOf(edges, closure, cell);
      if (!component.empty()) components.insert(component);
    }
    ASSERT_OK_AND_ASSIGN(const auto graph, LoadDependencies(*workbook, {}));
    ASSERT_OK_AND_ASSIGN(const auto circles, FindCircularReferences(*graph, {}));
    EXPECT_EQ(circles.size(), components.size());
    for (const CircularReference& found : circles) {
      ++circular;
      const SheetCell& first = found.circle.front();
      const std::set<SheetCell> component = ComponentOf(edges, closure, first);
      EXPECT_EQ(found.cells, static_cast<int64_t>(component.size()));
      EXPECT_EQ(first, *component.begin());
      for (size_t i = 0; i < found.circle.size(); ++i) {
        const SheetCell& next = found.circle[(i + 1) % found.circle.size()];
        EXPECT_TRUE(edges.at(found.circle[i]).contains(next)) << "each reads the next";
      }
    }
  }
  EXPECT_GT(circular, 50) << "the test is about something";
}

// In real workbooks: what is read is what plain formulas say, and each is found from what it reads.
TEST(DependencyPropertyTest, CorpusWorkbooks) {
  constexpr int64_t kMostFormulas = 20000;
  int64_t plain_formulas = 0, readings = 0;
  tests::ForEachWorkbook(
      [&](const tests::OpenedFile& file) {
        const auto loaded = LoadDependencies(*file.workbook, {});
        ASSERT_THAT(loaded, tests::IsOk());
        const DependencyGraph& graph = **loaded;
        if (graph.formula_count() > kMostFormulas) return;
        for (uint32_t id = 0; id < graph.block_count(); ++id) {
          const FormulaBlock block = graph.Block(id);
          for (const RelativeRange& reference : graph.References(block)) {
            RangeRef read;
            if (!graph.CellsRead(block, reference, &read)) continue;
            bool found = false;
            graph.ForEachReader(reference.sheet, {read.last, read.last},
                                [&](const FormulaBlock& part, const RelativeRange&) {
                                  found |= part.id == id;
                                  return !found;
                                });
            EXPECT_TRUE(found) << FormatRange(block.cells) << " by " << FormatRange(read);
            ++readings;
          }
        }
        for (const int sheet : file.worksheets) {
          const auto cells = tests::Load(file.workbook, sheet);
          cells->VisitFormulas(tests::kWholeSheet, [&](const FormulaView& formula) {
            if (formula.kind != FormulaKind::kNormal && formula.kind != FormulaKind::kShared) {
              return true;
            }
            const std::string text = cells->Formula(formula.ref);
            std::set<SheetCell> reads;
            constexpr int kFew = 40;
            if (!PlainReads(*file.workbook, sheet, text, kFew, kFew, &reads) ||
                text.find("INDIRECT(\"") != std::string::npos ||
                text.find("ANCHORARRAY") != std::string::npos ||
                text.find('\'') != std::string::npos) {
              return true;
            }
            EXPECT_EQ(GraphReads(graph, {sheet, formula.ref}, kFew, kFew), reads)
                << FormatCell(formula.ref) << " =" << text;
            ++plain_formulas;
            return true;
          });
        }
      },
      /*part=*/0, /*of=*/3);
  EXPECT_GT(plain_formulas, 5000);
  EXPECT_GT(readings, 3000);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
