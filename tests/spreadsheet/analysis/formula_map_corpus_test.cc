// Maps and searches of real workbooks agree with looking at every cell.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/analysis/formula_search.h"
#include "spreadsheet/analysis/reference_resolver.h"
#include "spreadsheet/formula/relative_form.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::IsOk;
using tests::kWholeSheet;

struct Formula {
  CellRef cell;
  FormulaKind kind;
  RangeRef range;
};

std::vector<Formula> FormulasOf(const Sheet& sheet) {
  std::vector<Formula> formulas;
  sheet.VisitFormulas(kWholeSheet, [&](const FormulaView& view) {
    formulas.push_back({view.ref, view.kind, view.range});
    return true;
  });
  return formulas;
}

bool IsPlain(FormulaKind kind) {
  return kind == FormulaKind::kNormal || kind == FormulaKind::kShared;
}

// Every formula is in exactly one range of one group, whose formula has the same relative form.
void CheckMap(const Sheet& sheet, const FormulaMap& map) {
  std::map<CellRef, const FormulaGroup*> by_cell;
  int64_t cells = 0;
  for (const FormulaGroup& group : map.groups()) {
    int64_t count = 0;
    CellRef before = {0, 0};
    for (const RangeRef& range : map.ranges(group)) {
      EXPECT_LT(before, range.first) << "row by row";
      before = range.first;
      if (group.kind != FormulaKind::kNormal) {
        by_cell[range.first] = &group;
        ++count;
        continue;
      }
      count += range.cells();
      for (int32_t row = range.first.row; row <= range.last.row; ++row) {
        for (int32_t column = range.first.column; column <= range.last.column; ++column) {
          EXPECT_TRUE(by_cell.emplace(CellRef{row, column}, &group).second) << "in two groups";
        }
      }
    }
    EXPECT_EQ(count, group.count);
    cells += count;
  }
  std::map<const FormulaGroup*, std::string> forms;
  for (const Formula& formula : FormulasOf(sheet)) {
    --cells;
    const auto found = by_cell.find(formula.cell);
    ASSERT_NE(found, by_cell.end()) << FormatCell(formula.cell);
    std::string form = RelativeForm(sheet.Formula(formula.cell), formula.cell);
    const auto [known, is_new] = forms.try_emplace(found->second, std::move(form));
    if (!is_new) {
      EXPECT_EQ(known->second, RelativeForm(sheet.Formula(formula.cell), formula.cell))
          << FormatCell(formula.cell);
    }
  }
  EXPECT_EQ(cells, 0) << "formulas that are not there";
  std::map<std::string, int> groups_of_form;
  for (const auto& [group, form] : forms) {
    EXPECT_EQ(groups_of_form[form + (group->kind == FormulaKind::kNormal ? "" : " array")]++, 0)
        << form << " in two groups";
  }
}

// Outliers are content that differs from what the run would have there.
void CheckOutliers(const Sheet& sheet, const FormulaMap& map) {
  for (const FormulaOutlier& outlier : map.outliers()) {
    EXPECT_TRUE(outlier.run.Contains(outlier.cell));
    EXPECT_TRUE(sheet.Find(outlier.cell).has_value());
    const std::string expected = RelativeForm(ExpectedFormula(sheet, outlier), outlier.cell);
    EXPECT_EQ(outlier.constant, sheet.Formula(outlier.cell).empty());
    const bool same_kind =
        map.groups()[outlier.found_group].kind == map.groups()[outlier.expected_group].kind;
    if (outlier.constant || same_kind) {
      EXPECT_NE(RelativeForm(sheet.Formula(outlier.cell), outlier.cell), expected);
    }
    for (const CellRef end : {outlier.run.first, outlier.run.last}) {
      EXPECT_EQ(RelativeForm(sheet.Formula(end), end), expected) << FormatCell(end);
    }
  }
}

TEST(FormulaMapCorpusTest, MapsAreWhatEveryCellSays) {
  int64_t formulas = 0;
  int64_t groups = 0;
  tests::ForEachWorkbook(
      [&](const tests::OpenedFile& file) {
        for (const int index : file.worksheets) {
          const tests::SheetPtr sheet = tests::Load(file.workbook, index);
          const auto map = LoadFormulaMap(*file.workbook, index, {});
          ASSERT_THAT(map, IsOk());
          if (sheet->formula_count() > 20'000) continue;  // the slow check here takes too long
          CheckMap(*sheet, **map);
          CheckOutliers(*sheet, **map);
          formulas += sheet->formula_count();
          groups += static_cast<int64_t>((*map)->groups().size());
        }
      },
      /*part=*/0, /*of=*/2);
  EXPECT_GT(formulas, 40'000);
  EXPECT_LT(groups * 2, formulas) << "groups are worth having";
}

// The cells of `sheet` whose formula reads `target`, each looked at where it stands.
std::vector<CellRef> ReadersOneByOne(ReferenceResolver* resolver,
                                     const ReferenceResolver::Arrays& arrays, int index,
                                     const Sheet& sheet, CellRef target) {
  std::vector<CellRef> readers;
  for (const Formula& formula : FormulasOf(sheet)) {
    const FormulaReads reads =
        resolver->Resolve(index, formula.cell, sheet.Formula(formula.cell), &arrays);
    const bool found = std::ranges::any_of(reads.ranges, [&](const RelativeRange& range) {
      RangeRef cells;
      return range.has_cells() && range.sheet == index &&
             ReadBy(range, {formula.cell, formula.cell}, &cells) && cells.Contains(target);
    });
    if (!found) continue;
    if (IsPlain(formula.kind)) {
      readers.push_back(formula.cell);
    } else {
      for (int32_t row = formula.range.first.row; row <= formula.range.last.row; ++row) {
        for (int32_t column = formula.range.first.column; column <= formula.range.last.column;
             ++column) {
          readers.push_back({row, column});
        }
      }
    }
  }
  std::ranges::sort(readers);
  return readers;
}

TEST(FormulaMapCorpusTest, ReferencesAreFoundWhereEveryCellHasThem) {
  int64_t readers = 0;
  tests::ForEachWorkbook(
      [&](const tests::OpenedFile& file) {
        ReferenceResolver resolver(*file.workbook);
        ASSERT_THAT(resolver.LoadTables({}), IsOk());
        ReferenceResolver::Arrays arrays;
        for (const int index : file.worksheets) {
          for (const Formula& formula : FormulasOf(*tests::Load(file.workbook, index))) {
            if (formula.kind != FormulaKind::kArray) continue;
            arrays.emplace(ReferenceResolver::ArrayKey(index, formula.cell), formula.range);
          }
        }
        for (const int index : file.worksheets) {
          const tests::SheetPtr sheet = tests::Load(file.workbook, index);
          const std::vector<Formula> formulas = FormulasOf(*sheet);
          if (formulas.empty() || formulas.size() > 3000) continue;
          std::set<CellRef> targets = {{2, 2}};
          for (size_t part = 1; part < 8; ++part) {
            const CellRef cell = formulas[formulas.size() * part / 8].cell;
            targets.insert({cell.row, std::max(1, cell.column - 1)});
            targets.insert({std::max(1, cell.row - 1), cell.column});
          }
          for (const CellRef target : targets) {
            const auto search = FormulaSearch::Make(
                *file.workbook, {FormulaMatching::kReference, FormatCell(target), false}, {});
            ASSERT_THAT(search, IsOk());
            const auto areas = (*search)->Search(index, kWholeSheet, {});
            ASSERT_THAT(areas, IsOk());
            std::vector<CellRef> found;
            for (const FormulaArea& area : *areas) {
              for (int32_t row = area.range.first.row; row <= area.range.last.row; ++row) {
                for (int32_t column = area.range.first.column; column <= area.range.last.column;
                     ++column) {
                  found.push_back({row, column});
                }
              }
            }
            std::ranges::sort(found);
            const std::vector<CellRef> expected =
                ReadersOneByOne(&resolver, arrays, index, *sheet, target);
            EXPECT_EQ(found, expected) << FormatCell(target) << " of sheet " << index;
            readers += static_cast<int64_t>(expected.size());
          }
        }
      },
      /*part=*/1, /*of=*/3);
  EXPECT_GT(readers, 500);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
