#include "spreadsheet/manifest/discover_ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "spreadsheet/manifest/bind_manifest.h"
#include "spreadsheet/manifest/port_type.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/manifest/loan_workbook.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using tests::FormulaWorkbook;
using tests::WorkbookPtr;

// "in growth scalar Data!B1 number [0,1] {a,b}: labelled constant ...".
std::string Show(const FoundPort& found) {
  const ManifestPort& port = found.port;
  std::string text =
      Concat(PortDirectionName(port.direction), " ", port.name, " ", PortShapeName(port.shape), " ",
             port.defined_name, port.table, port.cells);
  if (port.type != PortType::kAny) text += Concat(" ", PortTypeName(port.type));
  for (const PortColumn& column : port.columns) {
    text += Concat(" ", column.name, "=", PortTypeName(column.type));
  }
  if (port.minimum.has_value()) text += Concat(" >=", DescribeValue(*port.minimum));
  if (port.maximum.has_value()) text += Concat(" <=", DescribeValue(*port.maximum));
  for (const CellValue& value : port.allowed) text += Concat(" |", DescribeValue(value));
  return text;
}

std::vector<std::string> Found(const WorkbookPtr& workbook,
                               std::vector<std::string>* notes = nullptr) {
  const auto found = DiscoverPorts(*workbook, {});
  EXPECT_THAT(found, tests::IsOk());
  std::vector<std::string> lines;
  for (const FoundPort& port : (*found)->ports) lines.push_back(Show(port));
  if (notes != nullptr) *notes = (*found)->notes;
  return lines;
}

TEST(DiscoverPortsTest, FindsNamedLabelledAndTableInputsAndResults) {
  EXPECT_THAT(
      Found(tests::LoanWorkbook().Open()),
      ElementsAre("in Price scalar Price number",
                  "in growth_rate scalar Assumptions!B1 number >=0 <=0.5",
                  "in scenario scalar Assumptions!B3 text |the text 'base' |the text 'best'",
                  "in bonus scalar Assumptions!B4", "in costs table Costs Item=text Amount=number",
                  "out Margin scalar Margin number", "out revenue scalar 'Result'!B1 number",
                  "out total_costs scalar 'Result'!B2 number",
                  "out costs_2 table Costs Item=text With tax=number"));
}

TEST(DiscoverPortsTest, WhatItFindsIsAManifestWithoutProblems) {
  const WorkbookPtr workbook = tests::LoanWorkbook().Open();
  const auto found = DiscoverPorts(*workbook, {});
  ASSERT_THAT(found, tests::IsOk());
  Manifest manifest;
  for (const FoundPort& port : (*found)->ports) manifest.ports.push_back(port.port);
  const auto bound = BindManifest(*workbook, manifest, {});
  ASSERT_THAT(bound, tests::IsOk());
  for (const ManifestProblem& problem : bound->problems) {
    ADD_FAILURE() << problem.port << " " << problem.message;
  }
  ASSERT_EQ(bound->ports.size(), manifest.ports.size());
  for (size_t i = 0; i < bound->ports.size(); ++i) {
    EXPECT_EQ(bound->ports[i].cells, (*found)->ports[i].cells) << manifest.ports[i].name;
  }
}

TEST(DiscoverPortsTest, SaysWhyAndFindsOnce) {
  const WorkbookPtr workbook = tests::LoanWorkbook().Open();
  const auto found = DiscoverPorts(*workbook, {});
  ASSERT_THAT(found, tests::IsOk());
  std::vector<std::string> reasons;
  for (const FoundPort& port : (*found)->ports) reasons.push_back(port.reason);
  EXPECT_THAT(
      reasons,
      ElementsAre("named constant that formulas read", "labelled constant that formulas read",
                  "labelled constant that formulas read",
                  "labelled cell that formulas read, empty now", "table that formulas read",
                  "named formula that nothing reads", "labelled result", "labelled result",
                  "table of formulas that nothing reads"));
  EXPECT_EQ(*found, *DiscoverPorts(*workbook, {}));
  EXPECT_GT((*found)->memory_bytes(), sizeof(FoundPorts));
}

// A model: years across, one line a row, constants and formulas in turns.
TEST(DiscoverPortsTest, RowsOfAModelArePortsOfTheirOwn) {
  FormulaWorkbook builder;
  builder.Sheet("Model")
      .Cell("A1", "Line")
      .Cell("B1", "Y1")
      .Cell("C1", "Y2")
      .Cell("D1", "Y3")
      .Cell("A2", "Units")
      .Cell("B2", "5")
      .Cell("C2", "6")
      .Cell("D2", "7")
      .Cell("A3", "Sales")
      .Cell("B3", "=B2*2", "10")
      .Cell("C3", "=C2*2", "12")
      .Cell("D3", "=D2*2", "14")
      .Cell("A4", "Cost")
      .Cell("B4", "1")
      .Cell("C4", "2")
      .Cell("D4", "3")
      .Cell("A5", "Profit")
      .Cell("B5", "=B3-B4", "9")
      .Cell("C5", "=C3-C4", "10")
      .Cell("D5", "=D3-D4", "11");
  EXPECT_THAT(Found(builder.Open()),
              ElementsAre("in units range Model!B2:D2 number", "in cost range Model!B4:D4 number",
                          "out profit range Model!B5:D5 number"));
}

// A list of parameters under a header is no table: each formula reads one of them.
TEST(DiscoverPortsTest, ParametersUnderAHeaderAreScalars) {
  FormulaWorkbook builder;
  builder.Sheet("P")
      .Cell("A1", "Assumption")
      .Cell("B1", "Value")
      .Cell("C1", "Note")
      .Cell("A2", "Units")
      .Cell("B2", "1200")
      .Cell("C2", "from the order book")
      .Cell("A3", "Growth")
      .Cell("B3", "0.02")
      .Cell("C3", "last three years")
      .Cell("A4", "Price")
      .Cell("B4", "49.5")
      .Cell("C4", "list price");
  builder.Sheet("Months").Cell("A1", "Month").Cell("B1", "Units").Cell("C1", "Revenue");
  builder.Cell("A2", "1").Cell("B2", "=P!B2", "1200").Cell("C2", "=B2*P!$B$4", "1");
  for (int row = 3; row <= 6; ++row) {
    builder.Cell(Concat("A", row), Concat(row - 1))
        .Cell(Concat("B", row), Concat("=B", row - 1, "*(1+Growth)"), "1")
        .Cell(Concat("C", row), Concat("=B", row, "*P!$B$4"), "1");
  }
  builder.Sheet("Sum").Cell("A1", "Revenue").Cell("B1", "=SUM(Months!C2:C6)", "5");
  builder.Name("Growth", "P!$B$3");
  EXPECT_THAT(Found(builder.Open()),
              ElementsAre("in Growth scalar Growth number", "in units scalar P!B2 number",
                          "in price scalar P!B4 number", "out revenue scalar Sum!B1 number"));
}

TEST(DiscoverPortsTest, LabelsStandBehindNumbersToo) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "Line").Cell("B1", "What").Cell("C1", "Amount");
  for (int row = 2; row <= 4; ++row) {
    builder.Cell(Concat("A", row), Concat(row - 1))
        .Cell(Concat("B", row), Concat("Cost ", row))
        .Cell(Concat("C", row), Concat(row * 10));
  }
  builder.Sheet("Sum").Cell("A1", "All").Cell("B1", "=S!C2+S!C3+S!C4", "90");
  EXPECT_THAT(Found(builder.Open()),
              ElementsAre("in cost_2 scalar S!C2 number", "in cost_3 scalar S!C3 number",
                          "in cost_4 scalar S!C4 number", "out all scalar Sum!B1 number"));
}

TEST(DiscoverPortsTest, TotalsAreNamedByLabelAndHeader) {
  FormulaWorkbook builder;
  builder.Sheet("Data").Cell("A1", "Item").Cell("B1", "Qty").Cell("C1", "Price");
  for (int row = 2; row <= 6; ++row) {
    builder.Cell(Concat("A", row), Concat("Item ", row))
        .Cell(Concat("B", row), Concat(row))
        .Cell(Concat("C", row), Concat(row * 3));
  }
  builder.Cell("A7", "Total").Cell("B7", "=SUM(B2:B6)", "20").Cell("C7", "=SUM(C2:C6)", "60");
  EXPECT_THAT(
      Found(builder.Open()),
      ElementsAre("in data table Data!A1:C6 Item=text Qty=number Price=number",
                  "out total_qty scalar Data!B7 number", "out total_price scalar Data!C7 number"));
}

TEST(DiscoverPortsTest, LeavesOutWhatNothingReadsAndWhatIsInBetween) {
  FormulaWorkbook builder;
  builder.Sheet("Data").Cell("A1", "Unused").Cell("B1", "5").Cell("A2", "Used").Cell("B2", "6");
  builder.Sheet("Calc").Cell("A1", "Step").Cell("B1", "=Data!B2*2", "12");
  builder.Sheet("Out").Cell("A1", "Result").Cell("B1", "=Calc!B1+ROWS(Data!B1)", "13");
  const std::vector<std::string> found = Found(builder.Open());
  EXPECT_THAT(found, Contains("in used scalar Data!B2 number"));
  EXPECT_THAT(found, Contains("out result scalar Out!B1 number"));
  EXPECT_THAT(found, Not(Contains(HasSubstr("unused"))));
}

TEST(DiscoverPortsTest, NamedFormulasThatOthersReadComeLast) {
  FormulaWorkbook builder;
  builder.Sheet("S")
      .Cell("A1", "Rate")
      .Cell("B1", "5")
      .Cell("A2", "Step")
      .Cell("B2", "=B1*2", "10");
  builder.Sheet("Out").Cell("A1", "Result").Cell("B1", "=Step+1", "11");
  builder.Name("Step", "S!$B$2");
  EXPECT_THAT(Found(builder.Open()),
              ElementsAre("in rate scalar S!B1 number", "out result scalar Out!B1 number",
                          "out Step scalar Step number"));
}

TEST(DiscoverPortsTest, NamesThatStandForNothingOrForMixedCellsAreNoPorts) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "1").Cell("A2", "=A1", "1").Cell("C1", "=SUM(Mix)", "2");
  builder.Name("Mix", "S!$A$1:$A$2").Name("Gone", "#REF!").Name("Two", "S!$A$1,S!$C$1");
  for (const std::string& port : Found(builder.Open())) {
    EXPECT_THAT(port, Not(testing::AnyOf(HasSubstr("Mix"), HasSubstr("Gone"), HasSubstr("Two"))));
  }
}

TEST(DiscoverPortsTest, LargeTablesAreNotedInsteadOfPorts) {
  FormulaWorkbook builder;
  builder.Sheet("Big").Cell("A1", "Id").Cell("B1", "Amount");
  for (int row = 2; row <= 5100; ++row) {
    builder.Cell(Concat("A", row), Concat(row)).Cell(Concat("B", row), Concat(row % 7));
  }
  builder.Sheet("Sum").Cell("A1", "Total").Cell("B1", "=SUM(Big!B2:B5100)", "3");
  std::vector<std::string> notes;
  EXPECT_THAT(Found(builder.Open(), &notes), ElementsAre("out total scalar Sum!B1 number"));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("Big!A1:B5100")));
}

TEST(DiscoverPortsTest, AWorkbookWithoutFormulasHasNoPorts) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "Rate").Cell("B1", "5");
  EXPECT_THAT(Found(builder.Open()), IsEmpty());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
