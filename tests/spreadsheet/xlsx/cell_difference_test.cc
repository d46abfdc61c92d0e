#include "spreadsheet/xlsx/cell_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::MakeXlsx;
using tests::SheetXml;
using WorkbookPtr = std::shared_ptr<const Workbook>;
using Changes = std::optional<std::vector<CellChange>>;

constexpr char kRow[] =
    R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c><c r="C1" t="b"><v>1</v></c></row>)";

WorkbookPtr Open(std::string package) {
  auto workbook = OpenXlsx(std::make_shared<const std::string>(std::move(package)), {}, {});
  EXPECT_TRUE(workbook.ok()) << workbook.status();
  return *workbook;
}
WorkbookPtr OneSheet(const std::string& rows, const std::string& before = "",
                     const std::string& after = "") {
  SheetXml sheet{"S", rows};
  sheet.before = before;
  sheet.after = after;
  return Open(MakeXlsx({sheet}));
}

Changes Difference(const WorkbookPtr& before, const WorkbookPtr& after, size_t most = 100,
                   DifferenceScope scope = DifferenceScope::kAll) {
  auto difference = CellDifference(before, after, scope, most, {});
  EXPECT_TRUE(difference.ok()) << difference.status();
  return difference.ok() ? *std::move(difference) : std::nullopt;
}

TEST(CellDifferenceTest, ValuesAndFormulasThatChanged) {
  const WorkbookPtr before = OneSheet(kRow, R"(<dimension ref="A1:C1"/>)");
  const WorkbookPtr after = OneSheet(
      R"(<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1"><f>A1*3</f><v>9</v></c></row>)"
      R"(<row r="4"><c r="D4"><f>B1</f></c></row>)",
      R"(<dimension ref="A1:D4"/>)");
  const Changes changes = Difference(before, after);
  ASSERT_TRUE(changes.has_value());
  ASSERT_EQ(changes->size(), 4u);
  EXPECT_EQ((*changes)[0].value, CellValue(std::string("x")));
  EXPECT_EQ((*changes)[1].kind, CellChange::Kind::kFormula);
  EXPECT_EQ((*changes)[1].formula, "A1*3");
  EXPECT_EQ((*changes)[2].cell, (CellRef{1, 3}));
  EXPECT_EQ((*changes)[2].value, CellValue());
  EXPECT_EQ((*changes)[3].cell, (CellRef{4, 4}));
  EXPECT_FALSE(Difference(before, after, 3).has_value());
}

TEST(CellDifferenceTest, ResultsDoNotCount) {
  const Changes same = Difference(OneSheet(kRow), OneSheet(kRow));
  ASSERT_TRUE(same.has_value());
  EXPECT_TRUE(same->empty());
  std::string other = kRow;
  other.replace(other.find("<v>2</v>"), 8, "<v>7</v>");
  const Changes results = Difference(OneSheet(kRow), OneSheet(other));
  ASSERT_TRUE(results.has_value());
  EXPECT_TRUE(results->empty());
}

TEST(CellDifferenceTest, WhatIsMoreThanCells) {
  const WorkbookPtr before = OneSheet(kRow);
  const auto differs = [&](const WorkbookPtr& after) {
    return !Difference(before, after).has_value();
  };
  // What surrounds the rows, sheets, names, rows, formats, array formulas.
  EXPECT_TRUE(differs(OneSheet(kRow, "", R"(<mergeCells><mergeCell ref="A1:B2"/></mergeCells>)")));
  EXPECT_TRUE(differs(Open(MakeXlsx({{"S", kRow}, {"T", ""}}))));
  EXPECT_TRUE(differs(Open(MakeXlsx({{"Other", kRow}}))));
  EXPECT_TRUE(differs(Open(
      MakeXlsx({{"S", kRow}}, "", "",
               R"(<definedNames><definedName name="N">S!$A$1</definedName></definedNames>)"))));
  EXPECT_TRUE(differs(Open(MakeXlsx({{"S", kRow}}, "", "", R"(<calcPr iterate="1"/>)"))));
  std::string hidden = kRow;
  hidden.replace(0, std::string(R"(<row r="1")").size(), R"(<row r="1" hidden="1")");
  EXPECT_TRUE(differs(OneSheet(hidden)));
  std::string array = kRow;
  array.replace(array.find("<f>"), 3, R"(<f t="array" ref="B1">)");
  EXPECT_TRUE(differs(OneSheet(array)));
  const std::string styles = R"(<cellXfs count="2"><xf/><xf numFmtId="14"/></cellXfs>)";
  std::string formatted = kRow;
  formatted.replace(formatted.find("<c r=\"A1\""), 9, "<c r=\"A1\" s=\"1\"");
  EXPECT_FALSE(
      Difference(Open(MakeXlsx({{"S", kRow}}, styles)), Open(MakeXlsx({{"S", formatted}}, styles)))
          .has_value());
}

TEST(CellDifferenceTest, WhatFormulasReadIsLess) {
  const std::string styles = R"(<cellXfs count="2"><xf/><xf numFmtId="14"/></cellXfs>)";
  const WorkbookPtr before = Open(MakeXlsx({{"S", kRow}}, styles));
  const auto inputs = [&](const WorkbookPtr& after) {
    return Difference(before, after, 100, DifferenceScope::kFormulaInputs);
  };
  const auto changed = [&](const WorkbookPtr& after) {
    const Changes changes = inputs(after);
    return changes.has_value() ? static_cast<int>(changes->size()) : -1;
  };
  // Formats, those of the workbook and of cells, and what surrounds the rows.
  EXPECT_EQ(changed(Open(MakeXlsx({{"S", kRow}}, R"(<cellXfs count="1"><xf/></cellXfs>)"))), 0);
  std::string row = kRow;
  row.replace(row.find("<c r=\"A1\""), 9, "<c r=\"A1\" s=\"1\"");
  SheetXml sheet{"S", row};
  sheet.before = R"(<sheetFormatPr defaultRowHeight="20"/>)";
  sheet.after = R"(<mergeCells><mergeCell ref="C1:D2"/></mergeCells>)";
  EXPECT_EQ(changed(Open(MakeXlsx({sheet}, styles))), 0);
  row.replace(row.find("<v>1</v>"), 8, "<v>5</v>");
  EXPECT_EQ(changed(Open(MakeXlsx({{"S", row}}, styles))), 1);
  row.replace(0, std::string(R"(<row r="1")").size(), R"(<row r="1" ht="30" customHeight="1")");
  EXPECT_EQ(changed(Open(MakeXlsx({{"S", row}}, styles))), 1);
  // Hidden rows, names and sheets are what formulas read.
  row.replace(0, std::string(R"(<row r="1")").size(), R"(<row r="1" hidden="1")");
  EXPECT_EQ(changed(Open(MakeXlsx({{"S", row}}, styles))), -1);
  sheet.rows = kRow;
  sheet.before = R"(<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>)";
  EXPECT_EQ(changed(Open(MakeXlsx({sheet}, styles))), -1);
  EXPECT_EQ(changed(Open(MakeXlsx(
                {{"S", kRow}}, styles, "",
                R"(<definedNames><definedName name="N">S!$A$1</definedName></definedNames>)"))),
            -1);
  EXPECT_EQ(changed(Open(MakeXlsx({{"S", kRow}, {"T", ""}}, styles))), -1);
}

// What is found brings one state to the other.
TEST(CellDifferenceTest, LeadsFromOneStateToTheOther) {
  std::mt19937 random(7);
  int opened_files = 0;
  int reached = 0;
  const std::vector<std::string> files = tests::CorpusFiles("workbooks");
  for (size_t i = 0; i < files.size(); i += 5) {
    const auto opened = OpenXlsx(tests::ReadCorpusFile(files[i]).bytes, {}, {});
    if (!opened.ok()) continue;
    std::vector<CellChange> edits;
    for (size_t sheet = 0; sheet < (*opened)->sheets().size(); ++sheet) {
      if ((*opened)->sheets()[sheet].kind != SheetKind::kWorksheet) continue;
      for (int n = 0; n < 20; ++n) {
        CellChange change;
        change.sheet = static_cast<int>(sheet);
        change.cell = {static_cast<int32_t>(random() % 60 + 1),
                       static_cast<int32_t>(random() % 20 + 1)};
        if (n % 3 == 0) {
          change.kind = CellChange::Kind::kFormula;
          change.formula = "1+" + std::to_string(n);
        } else {
          change.value = static_cast<double>(n);
        }
        edits.push_back(std::move(change));
      }
    }
    const auto edited = (*opened)->Apply(edits, {});
    if (!edited.ok()) continue;  // an array formula stands in the way
    const auto written = WriteXlsx(**edited, {}, {});
    if (!written.ok()) continue;
    const WorkbookPtr after = Open(*written);
    const Changes changes = Difference(*opened, after, 100'000);
    ++opened_files;
    if (!changes.has_value()) continue;
    ++reached;
    const auto again = (*opened)->Apply(*changes, {});
    ASSERT_TRUE(again.ok()) << again.status();
    const Changes rest = Difference(*again, after);
    ASSERT_TRUE(rest.has_value()) << files[i];
    EXPECT_TRUE(rest->empty()) << files[i];
  }
  // Where dates are written into new formats, or sheets have no rows yet, no edit leads there.
  EXPECT_GT(reached, opened_files * 3 / 4) << opened_files;
}

}  // namespace
}  // namespace sheetgate::spreadsheet
